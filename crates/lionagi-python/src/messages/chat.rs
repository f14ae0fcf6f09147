//! Messages as a model's interface takes them, one by one and as whole conversations.

use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::PyDict;

use super::bound::{Bindings, bound};
use super::classes::{MessageCore, is_foreign, person_text};
use super::render;

/// `chat_message` of the contract.
pub fn chat_message<'py>(core: &Bound<'py, MessageCore>) -> PyResult<Option<Bound<'py, PyDict>>> {
    let py = core.py();
    let bound = bound(py)?;
    match render::rendered(core) {
        Ok(content) => spoken(bound, core.get().role.get(py).as_ref(), &content).map(Some),
        Err(error)
            if is_foreign(bound, &core.get().body, py) && error.is_instance_of::<pyo3::exceptions::PyException>(py) =>
        {
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// `{"role": text, "content": content}`.
fn spoken<'py>(
    bound: &Bindings,
    role: Option<&Bound<'py, PyAny>>,
    content: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyDict>> {
    let py = content.py();
    let role = role.map(|role| person_text(bound, role)).transpose()?.flatten();
    let said = PyDict::new(py);
    said.set_item(intern!(py, "role"), role)?;
    said.set_item(intern!(py, "content"), content)?;
    Ok(said)
}
