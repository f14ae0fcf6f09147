//! `messages`: Python values in, Python values out. Decisions are in `lionagi_core::messages`.
//!
//! `record` holds the state and `classes` is the contract's class; `bound` is what `bind` was told. `arguments` and `contents` read what is
//! given, `forms` and `documents` are dict and JSON, `render` and `chat` what a model gets to see.

pub mod arguments;
pub mod attach;
mod bound;
mod chat;
mod classes;
mod contents;
pub mod documents;
pub mod forms;
mod record;
mod render;
mod response;
mod write_many;
mod yaml;

use lionagi_core::messages::tokens;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyList, PyString, PyTuple};

pub use classes::{MessageCore, read_kind};

use crate::ffi::{attach_message, document_readers, document_writers, objects, shell};
use crate::guard::{Component, guard};

/// Tells the core the classes of contents, and who knows pydantic.
#[pyfunction]
fn bind<'py>(
    contents: &Bound<'py, PyTuple>,
    describe: &Bound<'py, PyAny>,
    plain: &Bound<'py, PyAny>,
    as_dict: &Bound<'py, PyAny>,
) -> PyResult<()> {
    guard(Component::Messages, || bound::bind(contents, describe, plain, as_dict))
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

/// Text of a provider's answer, and the answer.
#[pyfunction]
fn read_response<'py>(response: &Bound<'py, PyAny>) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyAny>)> {
    guard(Component::Messages, || response::read(response))
}

/// `{"role", "content"}` of each message.
#[pyfunction]
fn chat_messages<'py>(slot: &Bound<'py, PyAny>, messages: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyList>> {
    guard(Component::Messages, || chat::chat_messages(slot, messages))
}

/// The messages of a request.
#[pyfunction]
#[pyo3(signature = (slot, history, closing, system = None))]
fn request_messages<'py>(
    slot: &Bound<'py, PyAny>,
    history: &Bound<'py, PyAny>,
    closing: &Bound<'py, PyAny>,
    system: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyList>> {
    guard(Component::Messages, || chat::request_messages(slot, history, closing, system))
}

/// Cores of many documents.
#[pyfunction]
fn read_many<'py>(data: &Bound<'py, PyAny>, kinds: &Bound<'py, PyDict>) -> PyResult<Bound<'py, PyList>> {
    guard(Component::Messages, || documents::read_many(data, kinds))
}

/// The JSON of many messages.
#[pyfunction(name = "write_many")]
#[pyo3(signature = (slot, messages, lines = false))]
fn write_messages<'py>(
    slot: &Bound<'py, PyAny>,
    messages: &Bound<'py, PyAny>,
    lines: bool,
) -> PyResult<Bound<'py, PyBytes>> {
    guard(Component::Messages, || write_many::write_many(slot, messages, lines))
}

/// Tokens of texts, estimated.
#[pyfunction]
fn estimate_tokens(texts: &Bound<'_, PyAny>) -> PyResult<usize> {
    guard(Component::Messages, || {
        let mut total = 0;
        for text in texts.try_iter()? {
            let text = text?.cast_into::<PyString>()?;
            total += match objects::text(&text) {
                Some(text) => tokens::estimate(text),
                None => estimate_with_surrogates(&text)?,
            };
        }
        Ok(total)
    })
}

/// A text that has no UTF-8, code point by code point.
fn estimate_with_surrogates(text: &Bound<'_, PyString>) -> PyResult<usize> {
    let raw = text.call_method1("encode", ("utf-32-le", "surrogatepass"))?;
    let mut estimate = tokens::Estimate::default();
    for code in raw.cast::<PyBytes>()?.as_bytes().as_chunks::<4>().0 {
        estimate.add(u32::from_le_bytes(*code));
    }
    Ok(estimate.tokens())
}

/// Adds this component's functions and classes to its sub-module.
pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    attach_message::add_functions(module)?;
    shell::add_message_functions(module)?;
    document_readers::add_functions(module)?;
    document_writers::add_functions(module)?;
    module.add_class::<MessageCore>()?;
    module.add_function(wrap_pyfunction!(bind, module)?)?;
    module.add_function(wrap_pyfunction!(read_content, module)?)?;
    module.add_function(wrap_pyfunction!(read_role, module)?)?;
    module.add_function(wrap_pyfunction!(read_participant, module)?)?;
    module.add_function(wrap_pyfunction!(render_content, module)?)?;
    module.add_function(wrap_pyfunction!(yaml_document, module)?)?;
    module.add_function(wrap_pyfunction!(read_response, module)?)?;
    module.add_function(wrap_pyfunction!(chat_messages, module)?)?;
    module.add_function(wrap_pyfunction!(request_messages, module)?)?;
    module.add_function(wrap_pyfunction!(read_many, module)?)?;
    module.add_function(wrap_pyfunction!(write_messages, module)?)?;
    module.add_function(wrap_pyfunction!(estimate_tokens, module)?)?;
    classes::finish_class(module.py());
    Ok(())
}
