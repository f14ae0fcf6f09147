//! A message's own part of its dict and its JSON; the head, and what stands around, is the entity's.

use lionagi_core::entity::json::Field;
use lionagi_core::messages::fields::{Kind, instruction as at};
use lionagi_core::mutant;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};

use super::bound::{Bindings, bound};
use super::classes::{MessageCore, is_foreign, person_text};
use super::contents;
use super::record::Body;
use crate::codec::{WriteContext, write_error, write_text};
use crate::entity;
use crate::ffi::slot::Slot;

impl MessageCore {
    /// Where a role or participant is kept.
    fn person(&self, field: Field) -> &Slot {
        match field {
            Field::Sender => &self.sender,
            Field::Recipient => &self.recipient,
            _ => &self.role,
        }
    }
}

/// Where a field is read from: values that nobody gave are made, and not kept.
fn value<'py>(py: Python<'py>, bound: &Bindings, body: &Body, place: usize) -> PyResult<Bound<'py, PyAny>> {
    if body.object(py).is_some() {
        return body.field(py, bound, place);
    }
    Ok(body.held(py, place).unwrap_or_else(|| bound.default(py, body.kind().fields()[place].default)))
}

// --- dict ------------------------------------------------------------------------------------------------------------

/// Adds content, embedding, role and participants, in mode "python".
pub fn add_fields<'py>(message: &Bound<'py, MessageCore>, fields: &Bound<'py, PyDict>) -> PyResult<()> {
    let py = message.py();
    let bound = bound(py)?;
    let core = message.get();
    fields.set_item(intern!(py, "content"), content_dict(bound, &core.body, py)?)?;
    let embedding = core.body.embedding(py).map(|held| held.to_list()).transpose()?;
    fields.set_item(intern!(py, "embedding"), embedding)?;
    fields.set_item(intern!(py, "role"), core.role.get(py))?;
    for (key, slot) in [(intern!(py, "sender"), &core.sender), (intern!(py, "recipient"), &core.recipient)] {
        let text = match slot.get(py) {
            Some(person) => person_text(bound, &person)?,
            None => None,
        };
        fields.set_item(key, text)?;
    }
    Ok(())
}

fn content_dict<'py>(bound: &Bindings, body: &Body, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
    if is_foreign(bound, body, py) {
        return match body.object(py) {
            Some(content) if !content.is_none() => {
                let dict = content.call_method0(intern!(py, "to_dict"))?;
                entity::dump(&dict, 0)
            }
            _ => Ok(py.None().into_bound(py)),
        };
    }
    let kind = body.kind();
    let dict = PyDict::new(py);
    for (place, name) in super::arguments::field_names(py, kind).iter().enumerate() {
        let value = value(py, bound, body, place)?;
        // A response format that is no dict, and its model class, are themselves.
        let value = match place {
            at::RESPONSE_FORMAT | at::MODEL_CLASS if kind == Kind::Instruction && !value.is_instance_of::<PyDict>() => {
                value
            }
            _ => entity::dump_content(&value)?,
        };
        dict.set_item(name.bind(py), value)?;
    }
    Ok(dict.into_any())
}

// --- JSON ------------------------------------------------------------------------------------------------------------

/// The content of a message.
pub fn write_content<'py>(
    message: &Bound<'py, MessageCore>,
    out: &mut Vec<u8>,
    context: &mut WriteContext<'py>,
) -> PyResult<()> {
    let py = message.py();
    let bound = bound(py)?;
    let body = &message.get().body;
    if is_foreign(bound, body, py) {
        return match body.object(py) {
            Some(content) if !content.is_none() => {
                entity::write_content(Some(content.call_method0(intern!(py, "to_dict"))?), out, context)
            }
            _ => entity::write_content(None, out, context),
        };
    }
    context.layout.open(b'{', out).map_err(|error| write_error(py, error))?;
    let kind = body.kind();
    for (place, field) in kind.fields().iter().enumerate() {
        out.extend_from_slice(field.lead.as_bytes());
        let value = value(py, bound, body, place)?;
        if kind == Kind::Instruction && matches!(place, at::RESPONSE_FORMAT | at::MODEL_CLASS) {
            write_format(bound, place, &value, out, context)?;
        } else {
            entity::write_content(Some(value), out, context)?;
        }
    }
    context.layout.close(b'}', false, out);
    Ok(())
}

/// The JSON form of a response format; its model class has none.
fn write_format<'py>(
    bound: &Bindings,
    place: usize,
    format: &Bound<'py, PyAny>,
    out: &mut Vec<u8>,
    context: &mut WriteContext<'py>,
) -> PyResult<()> {
    if format.is_none() || place == mutant!("messages", 23, at::MODEL_CLASS, usize::MAX) {
        out.extend_from_slice(b"null");
        return Ok(());
    }
    if format.is_instance_of::<PyDict>() {
        return entity::write_dumped(format, out, context);
    }
    match contents::describe(bound, format)? {
        Some(described) => entity::write_dumped(&described.get_item(2)?, out, context),
        None => entity::write_dumped(format, out, context),
    }
}

/// The text of the role or of a participant.
pub fn write_person(core: &MessageCore, field: Field, py: Python<'_>, out: &mut Vec<u8>) -> PyResult<()> {
    let bound = bound(py)?;
    let Some(person) = core.person(field).get(py) else {
        out.extend_from_slice(b"null");
        return Ok(());
    };
    if let Some(role) = bound.role_of(&person) {
        out.push(b'"');
        out.extend_from_slice(role.text().as_bytes());
        out.push(b'"');
        return Ok(());
    }
    if let Some(id) = crate::ids::bytes_of(&person) {
        lionagi_core::entity::json::write_id(&id, out);
        return Ok(());
    }
    match person.cast_exact::<PyString>() {
        Ok(text) => write_text(text, out),
        Err(_) => match person_text(bound, &person)? {
            Some(text) => write_text(&text, out),
            None => {
                out.extend_from_slice(b"null");
                Ok(())
            }
        },
    }
}
