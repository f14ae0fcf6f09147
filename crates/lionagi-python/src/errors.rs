//! Errors whose class and text live in `lionagi/_errors.py`, so that both cores raise the same.

use std::convert::Infallible;

use pyo3::call::PyCallArgs;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyInt;

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

/// A number of an error's text. Nearly all fit into 64 bits, and go to Python by the short way: that of 128 bits reads a digit of an int
/// that has none (`_PyLong_FromByteArray` of 0), which hides what a checker of memory has to say of us.
pub struct Number(pub i128);

impl<'py> IntoPyObject<'py> for Number {
    type Target = PyInt;
    type Output = Bound<'py, PyInt>;
    type Error = Infallible;

    fn into_pyobject(self, py: Python<'py>) -> Result<Self::Output, Self::Error> {
        match i64::try_from(self.0) {
            Ok(number) => number.into_pyobject(py),
            Err(_) => self.0.into_pyobject(py),
        }
    }
}
