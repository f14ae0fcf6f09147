//! Errors whose class and text live in `lionagi/_errors.py`, so that both cores raise the same.

use pyo3::call::PyCallArgs;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;

static MODULE: PyOnceLock<Py<PyModule>> = PyOnceLock::new();

/// The exception that `lionagi._errors.<name>(*arguments)` makes; where that fails, the failure itself.
pub fn build<'py>(py: Python<'py>, name: &str, arguments: impl PyCallArgs<'py>) -> PyErr {
    let made = MODULE
        .get_or_try_init(py, || py.import("lionagi._errors").map(Bound::unbind))
        .and_then(|module| module.bind(py).getattr(name)?.call1(arguments));
    match made {
        Ok(exception) => PyErr::from_value(exception),
        Err(error) => error,
    }
}
