//! Messages of documents: dicts, JSON, and many at once.

use lionagi_core::messages::fields::Kind;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};

/// `from_json` of the contract.
pub fn from_json<'py>(
    _data: &Bound<'py, PyAny>,
    _lion_class: &Bound<'py, PyString>,
    _kind: Kind,
) -> PyResult<Option<Bound<'py, PyAny>>> {
    Ok(None)
}

/// `from_document` of the contract.
pub fn from_document<'py>(
    _data: &Bound<'py, PyDict>,
    _kind: Kind,
    _lion_class: &Bound<'py, PyString>,
) -> PyResult<Option<Bound<'py, PyAny>>> {
    Ok(None)
}
