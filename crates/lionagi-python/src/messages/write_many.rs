//! The JSON of many messages in one buffer.

use pyo3::exceptions::PyTypeError;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyString};

use super::chat::{Core, OwnPaths};
use crate::codec::WriteContext;
use crate::entity::write_own_document;

/// `write_many` of the contract.
pub fn write_many<'py>(
    slot: &Bound<'py, PyAny>,
    messages: &Bound<'py, PyAny>,
    lines: bool,
) -> PyResult<Bound<'py, PyBytes>> {
    let py = messages.py();
    let mut context = WriteContext::new(py, None, None)?;
    let mut paths = OwnPaths::default();
    let mut out = Vec::with_capacity(512 * messages.len().unwrap_or_default().min(1024));
    if !lines {
        out.push(b'[');
    }
    for (place, message) in messages.try_iter()?.enumerate() {
        let message = message?;
        if place > 0 && !lines {
            out.push(b',');
        }
        write_one(slot, &message, &mut paths, &mut out, &mut context)?;
        if lines {
            out.push(b'\n');
        }
    }
    if !lines {
        out.push(b']');
    }
    Ok(PyBytes::new(py, &out))
}

fn write_one<'py>(
    slot: &Bound<'py, PyAny>,
    message: &Bound<'py, PyAny>,
    paths: &mut OwnPaths<'py>,
    out: &mut Vec<u8>,
    context: &mut WriteContext<'py>,
) -> PyResult<()> {
    let py = message.py();
    if !paths.has(message)? {
        let options = PyDict::new(py);
        options.set_item(intern!(py, "decode"), false)?;
        return append(&message.call_method(intern!(py, "to_json"), (), Some(&options))?, out);
    }
    let lion_class = message.get_type().getattr(intern!(py, "__lion_class__"))?.cast_into::<PyString>()?;
    match Core::of(slot, message)? {
        Core::Ours(core) => write_own_document(core.as_super(), &lion_class, None, out, context),
        Core::Other(core) => append(&core.call_method1(intern!(py, "to_json"), (lion_class,))?, out),
    }
}

fn append(written: &Bound<'_, PyAny>, out: &mut Vec<u8>) -> PyResult<()> {
    match written.cast::<PyBytes>() {
        Ok(bytes) => out.extend_from_slice(bytes.as_bytes()),
        Err(_) => return Err(PyTypeError::new_err("to_json(decode=False) must give bytes")),
    }
    Ok(())
}
