//! `messages`: Python values in, Python values out. Decisions are in `lionagi_core::messages`.

mod yaml;

use pyo3::prelude::*;
use pyo3::types::PyString;

use crate::ffi::objects;
use crate::guard::{Component, guard};

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
    module.add_function(wrap_pyfunction!(yaml_document, module)?)
}
