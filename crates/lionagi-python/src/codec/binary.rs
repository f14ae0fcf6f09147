//! The compact binary form, one document and many. Decisions are in `lionagi_core::codec::binary`.

use lionagi_core::codec::binary;
use lionagi_core::codec::form::Postcard;
use pyo3::exceptions::PyException;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyList};

use super::json_read::{as_bytes, with_builder};
use super::unpack::{UnpackFailure, Unpacked};
use super::{pack, with_scratch};
use crate::errors;
use crate::guard::{Component, guard};

/// The binary form of a value.
#[pyfunction]
fn binary_encode<'py>(py: Python<'py>, value: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyBytes>> {
    guard(Component::Codec, || {
        with_scratch(|out| {
            append(value, out)?;
            Ok(PyBytes::new(py, out))
        })
    })
}

/// The binary form of each value, one after the other.
#[pyfunction]
fn binary_encode_many<'py>(py: Python<'py>, values: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyBytes>> {
    guard(Component::Codec, || {
        let values = values.try_iter()?.collect::<PyResult<Vec<_>>>()?;
        with_scratch(|out| {
            for value in &values {
                append(value, out)?;
            }
            Ok(PyBytes::new(py, out))
        })
    })
}

fn append(value: &Bound<'_, PyAny>, out: &mut Vec<u8>) -> PyResult<()> {
    let start = binary::begin(out);
    pack::pack::<Postcard>(value, out, 0).map_err(|error| error.raise(value.py()))?;
    binary::finish(start, out);
    Ok(())
}

/// The value of a document of the binary form.
#[pyfunction]
#[pyo3(signature = (data, entity=None))]
fn binary_decode<'py>(
    py: Python<'py>,
    data: &Bound<'py, PyAny>,
    entity: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    guard(Component::Codec, || {
        let bytes = demand_bytes(data)?;
        with_builder(py, |json| binary::read_document(bytes.as_bytes(), &mut Unpacked { json, py, entity }))
            .map_err(|failure| failure.raise(py))
    })
}

/// (values, bytes used, fault) of a piece of a stream.
#[pyfunction]
#[pyo3(signature = (data, is_last=true, entity=None))]
fn binary_decode_many<'py>(
    py: Python<'py>,
    data: &Bound<'py, PyAny>,
    is_last: bool,
    entity: Option<&Bound<'py, PyAny>>,
) -> PyResult<(Bound<'py, PyList>, usize, Option<Bound<'py, PyAny>>)> {
    guard(Component::Codec, || {
        let bytes = demand_bytes(data)?;
        let bytes = bytes.as_bytes();
        let values = PyList::empty(py);
        let mut at = 0;
        while at < bytes.len() {
            match read_one(py, bytes, at, entity) {
                Ok((value, next)) => {
                    values.append(value)?;
                    at = next;
                }
                Err(UnpackFailure::Binary(error)) if error.is_unfinished && !is_last => break,
                Err(failure) => return Ok((values, at, Some(fault(py, failure)?))),
            }
        }
        Ok((values, at, None))
    })
}

fn read_one<'py>(
    py: Python<'py>,
    bytes: &[u8],
    start: usize,
    entity: Option<&Bound<'py, PyAny>>,
) -> Result<(Bound<'py, PyAny>, usize), UnpackFailure> {
    let end = binary::payload_end(bytes, start)?;
    binary::check(bytes, start, end)?;
    let value = with_builder(py, |json| binary::read_payload(bytes, start, end, &mut Unpacked { json, py, entity }))?;
    Ok((value, binary::next_start(end)))
}

/// What is wrong with a document, or what `entity` raised for it, as an object. Err: an order to stop, which is raised.
#[cold]
fn fault<'py>(py: Python<'py>, failure: UnpackFailure) -> PyResult<Bound<'py, PyAny>> {
    let error = failure.raise(py);
    if !error.is_instance_of::<PyException>(py) {
        return Err(error);
    }
    let value = error.value(py).clone().into_any();
    let unfinished = py.import("lionagi._errors")?.getattr("UnfinishedDocument")?;
    if value.is_instance(&unfinished)? { value.call_method0("fault") } else { Ok(value) }
}

fn demand_bytes<'py>(data: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyBytes>> {
    match as_bytes(data)? {
        Some(bytes) => Ok(bytes),
        None => Err(errors::build(data.py(), "binary_not_readable", (data.get_type().name()?,))),
    }
}

/// Adds the functions to the sub-module of the component.
pub(super) fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(binary_encode, module)?)?;
    module.add_function(wrap_pyfunction!(binary_encode_many, module)?)?;
    module.add_function(wrap_pyfunction!(binary_decode, module)?)?;
    module.add_function(wrap_pyfunction!(binary_decode_many, module)?)?;
    Ok(())
}
