//! To be replaced by the writer.
use pyo3::exceptions::PyNotImplementedError;
use pyo3::prelude::*;
/// Fields.
pub fn write_fields<'py>(
    _out: &mut String,
    _fields: &[(&str, Bound<'py, PyAny>)],
    _default: Option<&Bound<'py, PyAny>>,
) -> PyResult<()> {
    Err(PyNotImplementedError::new_err("yaml"))
}
