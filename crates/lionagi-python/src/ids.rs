//! `ids`: Python values in, Python values out. Decisions are in `lionagi_core::ids`.
//!
//! The functions other components use are `fresh`, `to_object`, `bytes_of` and `parse_bytes`. Calling conventions of the
//! hot functions, memory of an id and the random stream are in `ffi/`.

use lionagi_core::ids::{self, Id, IdError};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyList, PyString, PyType};

use crate::errors;
use crate::ffi::{id_class, id_functions, random};
use crate::guard::{Component, guard};

/// Adds this component's functions and classes to its sub-module.
pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    random::watch_forks()?;
    id_functions::add_functions(module)?;
    module.add_function(wrap_pyfunction!(bind, module)?)?;
    module.add_function(wrap_pyfunction!(class_attributes, module)?)?;
    module.add_function(wrap_pyfunction!(create_many, module)?)?;
    module.add_function(wrap_pyfunction!(parse_many, module)?)?;
    module.add_function(wrap_pyfunction!(text_many, module)?)?;
    module.add_function(wrap_pyfunction!(from_bytes, module)?)?;
    module.add_function(wrap_pyfunction!(to_bytes, module)?)?;
    module.add_function(wrap_pyfunction!(hash_of, module)?)?;
    Ok(())
}

// --- for other components --------------------------------------------------------------------------------------------

/// The bytes of a fresh id. Raises: OSError: the kernel gives no randomness.
#[inline]
pub fn fresh(py: Python<'_>) -> PyResult<Id> {
    random::draw(py)
}

/// The id object of these bytes.
#[inline]
pub fn to_object<'py>(py: Python<'py>, id: &Id) -> PyResult<Bound<'py, PyAny>> {
    id_class::new_id(py, id)
}

/// The bytes of an id object; None where `value` is no id, or one that a user made of something else.
#[inline]
pub fn bytes_of(value: &Bound<'_, PyAny>) -> Option<Id> {
    id_class::bytes_of(value)
}

/// True for an id object.
#[inline]
pub fn is_id(value: &Bound<'_, PyAny>) -> bool {
    id_class::is_id(value)
}

/// The bytes of anything `parse` accepts. Raises: IDError, cause suppressed.
pub fn parse_bytes(value: &Bound<'_, PyAny>) -> PyResult<Id> {
    if id_class::is_id(value) {
        return bytes_of(value).ok_or_else(|| invalid(value));
    }
    read(value)
}

/// The bytes of 16 random bytes given by the caller. Raises: TypeError, ValueError: another length.
pub fn from_random(random: &Bound<'_, PyAny>) -> PyResult<Id> {
    let given = bytes(random)?;
    let exact: Id = given.as_bytes().try_into().map_err(|_| random_length(random.py(), 16, given))?;
    Ok(ids::stamp(exact))
}

// --- the contract ----------------------------------------------------------------------------------------------------

/// Tells the core the class of ids. Called at load, before anything else.
#[pyfunction]
fn bind(id_class: &Bound<'_, PyAny>) -> PyResult<()> {
    guard(Component::Ids, || id_class::bind(id_class))
}

/// Attributes the class of ids takes over while this core is the process default.
#[pyfunction]
fn class_attributes<'py>(id_class: &Bound<'py, PyType>) -> PyResult<Bound<'py, PyDict>> {
    guard(Component::Ids, || id_functions::class_attributes(id_class))
}

/// A fresh id object.
#[inline]
pub fn create(py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
    to_object(py, &fresh(py)?)
}

/// An id object of given randomness.
pub fn create_from<'py>(random: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    to_object(random.py(), &from_random(random)?)
}

/// `count` fresh ids; `random`: 16 * count bytes.
#[pyfunction]
#[pyo3(signature = (count, random = None))]
fn create_many<'py>(py: Python<'py>, count: isize, random: Option<&Bound<'py, PyAny>>) -> PyResult<Bound<'py, PyList>> {
    guard(Component::Ids, || {
        let count = usize::try_from(count).map_err(|_| errors::build(py, "negative_count", (count,)))?;
        let made = PyList::empty(py);
        match random {
            None => {
                for _ in 0..count {
                    made.append(create(py)?)?;
                }
            }
            Some(random) => {
                let given = bytes(random)?;
                let drawn = ids::from_random(given.as_bytes()).filter(|drawn| drawn.len() == count);
                let expected = count.saturating_mul(16);
                for id in drawn.ok_or_else(|| random_length(py, expected, given))? {
                    made.append(to_object(py, &id)?)?;
                }
            }
        }
        Ok(made)
    })
}

/// The id object of anything that can be read as one.
#[inline]
pub fn parse<'py>(value: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    if id_class::is_id(value) {
        return Ok(value.clone());
    }
    to_object(value.py(), &read(value)?)
}

/// `parse` of each.
#[pyfunction]
fn parse_many<'py>(py: Python<'py>, values: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyList>> {
    guard(Component::Ids, || {
        let parsed = PyList::empty(py);
        for value in values.try_iter()? {
            parsed.append(parse(&value?)?)?;
        }
        Ok(parsed)
    })
}

/// Canonical text of an id object.
#[inline]
pub fn text<'py>(id: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    match bytes_of(id) {
        Some(bytes) => Ok(id_class::ascii(id.py(), &ids::text(&bytes))?.into_any()),
        None => match held_by(id)? {
            Held::Bytes(bytes) => Ok(id_class::ascii(id.py(), &ids::text(&bytes))?.into_any()),
            Held::Other(other) => Ok(other.str()?.into_any()),
        },
    }
}

/// `text` of each.
#[pyfunction]
fn text_many<'py>(py: Python<'py>, ids: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyList>> {
    guard(Component::Ids, || {
        let texts = PyList::empty(py);
        for id in ids.try_iter()? {
            texts.append(text(&id?)?)?;
        }
        Ok(texts)
    })
}

/// The id of 16 bytes, bits untouched.
#[pyfunction]
fn from_bytes<'py>(value: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    guard(Component::Ids, || {
        let given = bytes(value)?.as_bytes();
        let id: Id = given.try_into().map_err(|_| errors::build(value.py(), "id_length", (given.len(),)))?;
        to_object(value.py(), &id)
    })
}

/// The 16 bytes of an id.
#[pyfunction]
fn to_bytes<'py>(id: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyBytes>> {
    guard(Component::Ids, || match held_by(id)? {
        Held::Bytes(bytes) => Ok(PyBytes::new(id.py(), &bytes)),
        Held::Other(_) => Err(invalid(id)),
    })
}

/// `hash(uuid.UUID)` of the same bytes.
#[pyfunction]
#[pyo3(name = "hash")]
fn hash_of(id: &Bound<'_, PyAny>) -> PyResult<isize> {
    guard(Component::Ids, || hash(id))
}

/// `hash()` of an id object.
#[inline]
pub fn hash(id: &Bound<'_, PyAny>) -> PyResult<isize> {
    match bytes_of(id) {
        Some(bytes) => Ok(ids::hash(&bytes)),
        None => match held_by(id)? {
            Held::Bytes(bytes) => Ok(ids::hash(&bytes)),
            Held::Other(other) => other.hash(),
        },
    }
}

/// Whether two ids are the same; None where `other` is no id.
#[inline]
pub fn equal(id: &Bound<'_, PyAny>, other: &Bound<'_, PyAny>) -> PyResult<Option<bool>> {
    if let (Some(one), Some(two)) = (bytes_of(id), bytes_of(other)) {
        return Ok(Some(one == two));
    }
    if !id_class::is_id(other) {
        return Ok(None);
    }
    // At least one of them was made by hand of something else: what they wrap is compared, as lionagi 0.18.0 does.
    let wrapped = intern!(id.py(), "_id");
    id.getattr(wrapped)?.eq(other.getattr(wrapped)?).map(Some)
}

// --- shared steps ----------------------------------------------------------------------------------------------------

enum Held<'py> {
    Bytes(Id),
    Other(Bound<'py, PyAny>),
}

/// What any object with a `_value` holds; an object without one raises its AttributeError.
fn held_by<'py>(id: &Bound<'py, PyAny>) -> PyResult<Held<'py>> {
    let value = id.getattr(intern!(id.py(), "_value"))?;
    let exact = value.cast_exact::<PyBytes>().ok().and_then(|bytes| Id::try_from(bytes.as_bytes()).ok());
    Ok(exact.map_or(Held::Other(value), Held::Bytes))
}

/// Reads `str(value)`. An exact text is read where it is.
#[inline]
fn read(value: &Bound<'_, PyAny>) -> PyResult<Id> {
    let parsed = match value.cast_exact::<PyString>() {
        Ok(text) => text.to_str().map_or(Err(IdError::NotAnId), |text| ids::parse(text.as_bytes())),
        // Lone surrogates are no digits: what cannot be encoded is no id.
        Err(_) => value.str()?.to_str().map_or(Err(IdError::NotAnId), |text| ids::parse(text.as_bytes())),
    };
    parsed.map_err(|IdError::NotAnId| invalid(value))
}

#[cold]
fn invalid(value: &Bound<'_, PyAny>) -> PyErr {
    let error = errors::build(value.py(), "invalid_id", (value,));
    error.set_cause(value.py(), None); // `from None`
    error
}

fn bytes<'a, 'py>(value: &'a Bound<'py, PyAny>) -> PyResult<&'a Bound<'py, PyBytes>> {
    value.cast::<PyBytes>().map_err(|_| errors::build(value.py(), "bytes_expected", (value,)))
}

#[cold]
fn random_length(py: Python<'_>, expected: usize, given: &Bound<'_, PyBytes>) -> PyErr {
    errors::build(py, "random_length", (expected, given.as_bytes().len()))
}
