//! `hashing`: walks Python values into the writer of `lionagi_core::hashing`. Decisions are there.
//!
//! Containers are copied before anything of the user's runs (`__str__`, `model_dump`): changing them meanwhile is
//! harmless, and every item is held by a reference of its own.

use lionagi_core::hashing::{self, Canonical, HashingError, Kind};
use pyo3::exceptions::PyException;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyBytes, PyDict, PyFloat, PyFrozenSet, PyInt, PyList, PySet, PyString, PyTuple, PyType};
use pyo3::{PyTypeInfo, intern};
use smallvec::SmallVec;

use crate::errors;
use crate::ffi::locked::Locked;
use crate::guard::{Component, guard};

/// Adds this component's functions and classes to its sub-module.
pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(canonical_bytes, module)?)?;
    module.add_function(wrap_pyfunction!(digest, module)?)?;
    module.add_function(wrap_pyfunction!(hash_value, module)?)?;
    module.add_function(wrap_pyfunction!(hash_many, module)?)?;
    module.add_function(wrap_pyfunction!(digest_bytes, module)?)?;
    Ok(())
}

// --- the contract ----------------------------------------------------------------------------------------------------

/// The canonical form.
#[pyfunction]
fn canonical_bytes<'py>(value: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyBytes>> {
    guard(Component::Hashing, || with_canonical(value, |bytes| PyBytes::new(value.py(), bytes)))
}

/// BLAKE2b-256 of the canonical form, 64 hex digits.
#[pyfunction]
fn digest(value: &Bound<'_, PyAny>) -> PyResult<String> {
    guard(Component::Hashing, || with_canonical(value, |bytes| hashing::hex(&digest_of(value.py(), bytes))))
}

/// The first 8 bytes of the digest as an int without the top bit.
#[pyfunction]
fn hash_value(value: &Bound<'_, PyAny>) -> PyResult<u64> {
    guard(Component::Hashing, || short_of(value))
}

/// `hash_value` of each.
#[pyfunction]
fn hash_many<'py>(py: Python<'py>, values: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyList>> {
    guard(Component::Hashing, || {
        let hashes = PyList::empty(py);
        for value in values.try_iter()? {
            hashes.append(short_of(&value?)?)?;
        }
        Ok(hashes)
    })
}

/// BLAKE2b-256 of raw bytes, 64 hex digits.
#[pyfunction]
fn digest_bytes(data: &Bound<'_, PyAny>) -> PyResult<String> {
    guard(Component::Hashing, || {
        let bytes = data.cast::<PyBytes>().map_err(|_| errors::build(data.py(), "bytes_expected", (data,)))?;
        Ok(hashing::hex(&digest_of(data.py(), bytes.as_bytes())))
    })
}

fn short_of(value: &Bound<'_, PyAny>) -> PyResult<u64> {
    with_canonical(value, |bytes| hashing::short(&digest_of(value.py(), bytes)))
}

/// Above this the digest takes about a millisecond, and other threads may run meanwhile.
const WORTH_DETACHING: usize = 1 << 20;

fn digest_of(py: Python<'_>, bytes: &[u8]) -> [u8; 32] {
    if bytes.len() < WORTH_DETACHING { hashing::digest(bytes) } else { py.detach(|| hashing::digest(bytes)) }
}

/// A writer kept between calls, because its four buffers cost as much as a small value. Taken out while in use: a value
/// whose `__str__` hashes something finds none and makes its own.
static SPARE: Locked<Option<Canonical>> = Locked::new(None);

/// A writer that grew beyond this is not kept.
const KEPT_BYTES: usize = 1 << 16;

fn with_canonical<T>(value: &Bound<'_, PyAny>, job: impl FnOnce(&[u8]) -> T) -> PyResult<T> {
    let py = value.py();
    let mut canonical = SPARE.with(py, Option::take).unwrap_or_default();
    canonical.clear();
    write(&mut canonical, value)?;
    let answer = job(canonical.as_bytes());
    if canonical.as_bytes().len() <= KEPT_BYTES {
        SPARE.with(py, |spare| spare.replace(canonical));
    }
    Ok(answer)
}

// --- the walk --------------------------------------------------------------------------------------------------------

fn write(canonical: &mut Canonical, value: &Bound<'_, PyAny>) -> PyResult<()> {
    if let Ok(text) = value.cast_exact::<PyString>() {
        write_text(canonical, text)
    } else if let Ok(number) = value.cast_exact::<PyInt>() {
        write_int(canonical, number)
    } else if let Ok(dict) = value.cast_exact::<PyDict>() {
        write_dict(canonical, value.py(), dict.iter().collect())
    } else if let Ok(list) = value.cast_exact::<PyList>() {
        write_items(canonical, value.py(), Kind::List, list.iter().collect())
    } else if value.is_none() {
        canonical.none();
        Ok(())
    } else if let Ok(number) = value.cast_exact::<PyBool>() {
        canonical.int(number.is_true().into());
        Ok(())
    } else if let Ok(number) = value.cast_exact::<PyFloat>() {
        canonical.float(number.value());
        Ok(())
    } else if let Ok(tuple) = value.cast_exact::<PyTuple>() {
        write_items(canonical, value.py(), Kind::Tuple, tuple.iter().collect())
    } else {
        write_other(canonical, value)
    }
}

/// A sub-class of a plain type, a set, a model, or anything else.
#[inline(never)]
fn write_other(canonical: &mut Canonical, value: &Bound<'_, PyAny>) -> PyResult<()> {
    // These look at the class itself and not at `__class__`, which a mock or proxy may invent.
    if let Ok(text) = value.cast::<PyString>() {
        return write_text(canonical, text);
    }
    if let Ok(number) = value.cast::<PyInt>() {
        return write_int(canonical, number);
    }
    if let Ok(number) = value.cast::<PyFloat>() {
        canonical.float(number.value());
        return Ok(());
    }
    if let Some((kind, fields)) = model_fields(value)? {
        canonical.open(kind, 1).map_err(|error| raise(value.py(), error))?;
        canonical.item();
        write(canonical, &fields)?;
        canonical.close();
        return Ok(());
    }
    let py = value.py();
    if value.cast::<PyDict>().is_ok() {
        let pairs = value.call_method0(intern!(py, "items"))?.try_iter()?.map(|pair| pair?.extract());
        return write_dict(canonical, py, pairs.collect::<PyResult<_>>()?);
    }
    let kind = if value.cast::<PyList>().is_ok() {
        Kind::List
    } else if value.cast::<PyTuple>().is_ok() {
        Kind::Tuple
    } else if value.cast::<PyFrozenSet>().is_ok() {
        Kind::FrozenSet
    } else if value.cast::<PySet>().is_ok() {
        Kind::Set
    } else {
        return write_text(canonical, &text_of(value)?);
    };
    write_items(canonical, py, kind, value.try_iter()?.collect::<PyResult<_>>()?)
}

type Items<'py> = SmallVec<[Bound<'py, PyAny>; 8]>;
type Pairs<'py> = SmallVec<[(Bound<'py, PyAny>, Bound<'py, PyAny>); 8]>;

fn write_items(canonical: &mut Canonical, py: Python<'_>, kind: Kind, items: Items<'_>) -> PyResult<()> {
    canonical.open(kind, items.len()).map_err(|error| raise(py, error))?;
    for item in &items {
        canonical.item();
        write(canonical, item)?;
    }
    canonical.close();
    Ok(())
}

/// Keys are turned into text in the order of the dict, then values are written in the order of the texts: that decides
/// whose `__str__` runs first, and which of two errors is raised.
fn write_dict(canonical: &mut Canonical, py: Python<'_>, mut pairs: Pairs<'_>) -> PyResult<()> {
    canonical.open(Kind::Dict, pairs.len()).map_err(|error| raise(py, error))?;
    for (key, _) in &mut pairs {
        if !key.is_exact_instance_of::<PyString>() {
            *key = key.str()?.into_any();
        }
    }
    let mut encoded = Vec::new(); // of the keys with lone surrogates: next to never one
    for (key, _) in &pairs {
        let text = key.cast::<PyString>()?;
        if text.to_str().is_err() {
            encoded.push(with_surrogates(text)?);
        }
    }
    let mut next_encoded = encoded.iter().map(Vec::as_slice);
    let mut ordered: SmallVec<[(&[u8], &Bound<'_, PyAny>); 8]> = SmallVec::with_capacity(pairs.len());
    for (key, value) in &pairs {
        let text = key.cast::<PyString>()?.to_str().ok().map(str::as_bytes);
        ordered.push((text.or_else(|| next_encoded.next()).unwrap_or_default(), value));
    }
    ordered.sort_by_key(|(text, _)| *text);
    for (text, value) in &ordered {
        canonical.key(text);
        write(canonical, value)?;
    }
    canonical.close();
    Ok(())
}

#[inline]
fn write_text(canonical: &mut Canonical, text: &Bound<'_, PyString>) -> PyResult<()> {
    match text.to_str() {
        Ok(text) => canonical.text(text.as_bytes()),
        Err(_) => canonical.text(&with_surrogates(text)?),
    }
    Ok(())
}

/// The UTF-8 of a text with lone surrogates, which are encoded as if they were characters.
#[cold]
fn with_surrogates(text: &Bound<'_, PyString>) -> PyResult<Vec<u8>> {
    // By the class, because a sub-class may have an `encode` of its own.
    let encoded = PyString::type_object(text.py())
        .call_method1(intern!(text.py(), "encode"), (text, "utf-8", "surrogatepass"))?
        .cast_into::<PyBytes>()?;
    Ok(encoded.as_bytes().to_vec())
}

#[inline]
fn write_int(canonical: &mut Canonical, number: &Bound<'_, PyInt>) -> PyResult<()> {
    match number.extract::<i64>() {
        Ok(small) => canonical.int(small),
        Err(_) => canonical.big_int(twos_complement(number)?.as_bytes()),
    }
    Ok(())
}

/// An int of any size, big-endian; by the class, because a sub-class may have methods of its own.
#[cold]
fn twos_complement<'py>(number: &Bound<'py, PyInt>) -> PyResult<Bound<'py, PyBytes>> {
    let int = PyInt::type_object(number.py());
    let bits: usize = int.call_method1(intern!(number.py(), "bit_length"), (number,))?.extract()?;
    let signed = PyDict::new(number.py());
    signed.set_item(intern!(number.py(), "signed"), true)?;
    let bytes = int.call_method(intern!(number.py(), "to_bytes"), (number, bits / 8 + 1, "big"), Some(&signed))?;
    Ok(bytes.cast_into()?)
}

/// The fields of a msgspec struct, a pydantic model or an entity; None for anything else.
fn model_fields<'py>(value: &Bound<'py, PyAny>) -> PyResult<Option<(Kind, Bound<'py, PyAny>)>> {
    let py = value.py();
    let class = value.get_type();
    let is_a = |base: Option<Bound<'py, PyAny>>| {
        base.is_some_and(|base| class.mro().iter_borrowed().any(|each| each.is(&base)))
    };
    if is_a(attribute(py, intern!(py, "msgspec"), intern!(py, "Struct"))?) {
        return Ok(Some((Kind::Struct, struct_fields(value)?)));
    }
    if is_entity(&class)? || is_a(attribute(py, intern!(py, "pydantic.main"), intern!(py, "BaseModel"))?) {
        return Ok(Some((Kind::Model, value.call_method0(intern!(py, "model_dump"))?)));
    }
    Ok(None)
}

fn is_entity(class: &Bound<'_, PyType>) -> PyResult<bool> {
    let py = class.py();
    Ok(class.getattr_opt(intern!(py, "__lion_entity__"))?.is_some_and(|mark| mark.is(PyBool::new(py, true))))
}

/// A class of a library that may not be installed: while its module is not imported, no value can be of that class.
fn attribute<'py>(
    py: Python<'py>,
    module: &Bound<'py, PyString>,
    name: &Bound<'py, PyString>,
) -> PyResult<Option<Bound<'py, PyAny>>> {
    let modules = py.import(intern!(py, "sys"))?.getattr(intern!(py, "modules"))?.cast_into::<PyDict>()?;
    match modules.get_item(module)? {
        Some(module) => module.getattr_opt(name),
        None => Ok(None),
    }
}

fn struct_fields<'py>(value: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    let py = value.py();
    let to_builtins = py.import(intern!(py, "msgspec"))?.getattr(intern!(py, "to_builtins"))?;
    let order = PyDict::new(py);
    order.set_item(intern!(py, "order"), intern!(py, "deterministic"))?;
    // Sets become lists: sorted, not as they happen to lie; where members have no order, as they lie.
    to_builtins.call((value,), Some(&order)).or_else(|_| to_builtins.call1((value,)))
}

fn text_of<'py>(value: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyString>> {
    let py = value.py();
    let ordinary = |error: PyErr| if error.is_instance_of::<PyException>(py) { Ok(()) } else { Err(error) };
    match value.str() {
        Ok(text) => return Ok(text),
        Err(error) => ordinary(error)?,
    }
    match value.repr() {
        Ok(text) => return Ok(text),
        Err(error) => ordinary(error)?,
    }
    let class = value.get_type().getattr(intern!(py, "__name__"))?.str()?;
    Ok(PyString::new(py, &format!("<unhashable:{}:{}>", class.to_string_lossy(), value.as_ptr() as usize)))
}

#[cold]
fn raise(py: Python<'_>, error: HashingError) -> PyErr {
    match error {
        HashingError::TooDeep => errors::build(py, "hashing_too_deep", ()),
    }
}
