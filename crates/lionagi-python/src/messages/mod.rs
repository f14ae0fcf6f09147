//! `messages`: Python values in, Python values out. Decisions are in `lionagi_core::messages`.
//!
//! `record` holds the state and `classes` is the contract's class; `bound` is what `bind` was told. `arguments` and `contents` read what is
//! given, `forms` and `documents` are dict and JSON, `render` and `chat` what a model gets to see.

mod arguments;
pub mod attach;
mod bound;
mod chat;
mod classes;
mod contents;
mod documents;
pub mod forms;
mod record;
mod render;
mod yaml;

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString, PyTuple};

pub use classes::MessageCore;

use crate::ffi::{attach_message, objects};
use crate::guard::{Component, guard};

/// Tells the core the classes of contents, and who knows pydantic.
#[pyfunction]
fn bind(contents: &Bound<'_, PyTuple>, describe: &Bound<'_, PyAny>, plain: &Bound<'_, PyAny>) -> PyResult<()> {
    guard(Component::Messages, || bound::bind(contents, describe, plain))
}

/// The fields of a dict of arguments.
#[pyfunction]
fn read_content<'py>(kind: &Bound<'py, PyAny>, data: &Bound<'py, PyDict>) -> PyResult<Bound<'py, PyTuple>> {
    guard(Component::Messages, || {
        let py = data.py();
        let (bound, kind) = (bound::bound(py)?, classes::read_kind(kind)?);
        let fields = contents::read(bound, kind, data)?;
        let values = kind.fields().iter().zip(fields);
        PyTuple::new(
            py,
            values.map(|(field, value)| value.unwrap_or_else(|| bound.default(py, field.default))).collect::<Vec<_>>(),
        )
    })
}

/// A role of its text.
#[pyfunction]
fn read_role<'py>(value: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    guard(Component::Messages, || bound::bound(value.py())?.read_role(value))
}

/// A sender or recipient.
#[pyfunction]
fn read_participant<'py>(value: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    guard(Component::Messages, || bound::bound(value.py())?.read_participant(value))
}

/// What a content object of the bound class shows to a model.
#[pyfunction(name = "render")]
fn render_content<'py>(kind: &Bound<'py, PyAny>, content: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    guard(Component::Messages, || {
        let py = content.py();
        let (bound, kind) = (bound::bound(py)?, classes::read_kind(kind)?);
        render::render(py, bound, kind, &render::OfObject { bound, kind, object: content })
    })
}

/// A value as a YAML document.
#[pyfunction]
#[pyo3(name = "yaml", signature = (value, default = None))]
fn yaml_document<'py>(
    value: &Bound<'py, PyAny>,
    default: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyString>> {
    guard(Component::Messages, || {
        let mut out = String::new();
        yaml::write_document(&mut out, value, default)?;
        Ok(objects::new_text(value.py(), &out))
    })
}

/// Adds this component's functions and classes to its sub-module.
pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    attach_message::add_function(module)?;
    module.add_class::<MessageCore>()?;
    module.add_function(wrap_pyfunction!(bind, module)?)?;
    module.add_function(wrap_pyfunction!(read_content, module)?)?;
    module.add_function(wrap_pyfunction!(read_role, module)?)?;
    module.add_function(wrap_pyfunction!(read_participant, module)?)?;
    module.add_function(wrap_pyfunction!(render_content, module)?)?;
    module.add_function(wrap_pyfunction!(yaml_document, module)?)?;
    classes::finish_class(module.py());
    Ok(())
}
