//! Messages of keyword arguments, as far as they are usual.

use lionagi_core::messages::fields::Kind;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::PyDict;

use super::arguments;
use super::bound::{Bindings, bound};
use super::classes::{Content, MessageCore, Parts, build, read_kind};
use super::contents;
use crate::entity::Head;
use crate::entity::fields;
use crate::ids;

/// The message of keywords; None, or an error of any kind, where something is not usual.
#[inline]
pub fn make_usual<'py>(
    kind: &Bound<'py, PyAny>,
    given: &Bound<'py, PyAny>,
    clock: Option<&Bound<'py, PyAny>>,
    random: Option<&Bound<'py, PyAny>>,
) -> PyResult<Option<Bound<'py, MessageCore>>> {
    let py = kind.py();
    let bound = bound(py)?;
    let kind = read_kind(kind)?;
    let Ok(given) = given.cast_exact::<PyDict>() else { return Ok(None) };
    let Some(given) = arguments::sort(given, kind) else { return Ok(None) };
    let [content, role, sender, recipient, embedding, id, created_at, metadata] = given.common;
    let content = match content {
        Some(_) if given.has_own => return Ok(None),
        Some(content) => match content.cast_exact::<PyDict>() {
            Ok(data) => Content::Fields(contents::read(bound, kind, data)?),
            Err(_) if bound.is_content(kind, &content)? => Content::Object(content),
            Err(_) => return Ok(None),
        },
        None if given.has_own || kind == Kind::System => {
            Content::Fields(contents::normal_form(py, bound, kind, given.own)?)
        }
        None => return Ok(None),
    };
    let people = [
        role.map(|role| bound.read_role(&role)).transpose()?,
        participant(bound, sender)?,
        participant(bound, recipient)?,
    ];
    let metadata = match metadata {
        Some(metadata) if !metadata.is_none() => match metadata.cast_into_exact::<PyDict>() {
            Ok(metadata) if !metadata.contains(intern!(py, "lion_class"))? => {
                fields::read_metadata(Some(metadata.as_any()))?
            }
            _ => return Ok(None),
        },
        _ => None,
    };
    let Ok(numbers) = fields::read_embedding(embedding.as_ref())? else { return Ok(None) };
    let Ok(created_at) = fields::read_created_at(created_at.as_ref(), clock)? else { return Ok(None) };
    let id = match id {
        Some(id) => ids::parse_bytes(&id)?,
        None => fields::read_id(py, None, random)?,
    };
    let head = Head::new(id, created_at, metadata.map(Bound::unbind));
    build(py, bound, head, Parts { kind, content, people, numbers }).map(Some)
}

#[inline]
fn participant<'py>(bound: &Bindings, given: Option<Bound<'py, PyAny>>) -> PyResult<Option<Bound<'py, PyAny>>> {
    given.map(|person| bound.read_participant(&person)).transpose()
}
