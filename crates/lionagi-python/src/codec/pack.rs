//! Walks Python values and packs them, as MessagePack or postcard. A container is packed as it was when it was entered.

use lionagi_core::codec::form::Form;
use lionagi_core::codec::msgpack_write::{TooLong, ext_int_size};
use lionagi_core::codec::{MAX_DEPTH, json_write::WriteError};
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyBytes, PyDict, PyFloat, PyInt, PyList, PyString, PyTuple};
use pyo3::{ffi, intern};

use super::json_write::{Types, write_error};
use crate::errors;
use crate::ffi::objects::{self, Integer};

/// Why packing stopped.
pub(super) enum PackError {
    /// An exception that is ready.
    Python(PyErr),
    /// A value that cannot be packed; `path` grows from the inside while containers are left.
    Refused { name: &'static str, type_name: String, path: Vec<Py<PyAny>> },
}

impl From<PyErr> for PackError {
    fn from(error: PyErr) -> Self {
        Self::Python(error)
    }
}

impl PackError {
    fn refused(name: &'static str, value: &Bound<'_, PyAny>) -> Self {
        match value.get_type().name().and_then(|name| Ok(name.to_str()?.to_owned())) {
            Ok(type_name) => Self::Refused { name, type_name, path: Vec::new() },
            Err(error) => Self::Python(error),
        }
    }

    /// The same error, seen from the container that holds the value at `key`.
    #[cold]
    fn within(self, key: impl FnOnce() -> PyResult<Py<PyAny>>) -> Self {
        match (self, key()) {
            (Self::Refused { name, type_name, mut path }, Ok(key)) => {
                path.push(key);
                Self::Refused { name, type_name, path }
            }
            (error, _) => error,
        }
    }

    /// The exception.
    pub(super) fn raise(self, py: Python<'_>) -> PyErr {
        match self {
            Self::Python(error) => error,
            Self::Refused { name, type_name, mut path } => {
                path.reverse();
                errors::build(py, name, (type_name, path))
            }
        }
    }
}

fn too_long(py: Python<'_>, TooLong(size): TooLong) -> PackError {
    errors::build(py, "msgpack_too_long", (size,)).into()
}

/// Packs a value that stands inside `depth` containers.
pub(super) fn pack<F: Form>(value: &Bound<'_, PyAny>, out: &mut Vec<u8>, depth: usize) -> Result<(), PackError> {
    let py = value.py();
    if value.is_none() {
        F::nil(out);
    } else if let Ok(text) = value.cast::<PyString>() {
        F::text(text_of(text)?, out).map_err(|error| too_long(py, error))?;
    } else if let Ok(truth) = value.cast_exact::<PyBool>() {
        F::bool(truth.is_true(), out);
    } else if let Ok(number) = value.cast::<PyInt>() {
        match objects::integer(value) {
            Integer::Signed(number) => F::integer(number, out),
            Integer::Unsigned(number) => F::unsigned(number, out),
            Integer::Beyond => pack_large_integer::<F>(number, out)?,
        }
    } else if let Ok(number) = value.cast::<PyFloat>() {
        F::float(number.value(), out);
    } else if let Ok(map) = value.cast::<PyDict>() {
        pack_map::<F>(map, F::map_head, out, depth + 1)?;
    } else if let Ok(list) = value.cast::<PyList>() {
        let items: Vec<Bound<'_, PyAny>> = (0..list.len()).map_while(|place| objects::list_item(list, place)).collect();
        pack_list::<F>(py, &items, out, depth + 1)?;
    } else if let Ok(tuple) = value.cast::<PyTuple>() {
        let items: Vec<Bound<'_, PyAny>> = tuple.iter().collect();
        pack_list::<F>(py, &items, out, depth + 1)?;
    } else if let Ok(bytes) = value.cast::<PyBytes>() {
        F::bytes(bytes.as_bytes(), out).map_err(|error| too_long(py, error))?;
    } else {
        pack_rarer::<F>(value, out, depth)?;
    }
    Ok(())
}

fn pack_rarer<F: Form>(value: &Bound<'_, PyAny>, out: &mut Vec<u8>, depth: usize) -> Result<(), PackError> {
    let py = value.py();
    let types = Types::get(py)?;
    if value.is_instance(types.uuid.bind(py))? {
        let number: u128 = value.getattr(intern!(py, "int"))?.extract()?;
        return F::uuid(&number.to_be_bytes(), out).map_err(|error| too_long(py, error));
    }
    if value.is_instance(types.datetime.bind(py))? {
        // The method of the class itself: a sub-class may print itself in another way.
        let text = types.datetime.bind(py).call_method1(intern!(py, "isoformat"), (value,))?;
        let text = text.cast::<PyString>().map_err(PyErr::from)?.to_str()?;
        return F::datetime(text, out).map_err(|error| too_long(py, error));
    }
    if value.is_instance(types.decimal.bind(py))? {
        let text = types.decimal.bind(py).call_method1(intern!(py, "__str__"), (value,))?;
        // The letter before an exponent depends on the context of the thread: settled here.
        let text = text.cast::<PyString>().map_err(PyErr::from)?.to_str()?.replace('e', "E");
        return F::decimal(&text, out).map_err(|error| too_long(py, error));
    }
    let is_entity = match value.get_type().getattr_opt(intern!(py, "__lion_entity__"))? {
        Some(mark) => mark.is_truthy()?,
        None => false,
    };
    if !is_entity {
        return Err(PackError::refused("msgpack_unknown_type", value));
    }
    let fields = value.call_method0(intern!(py, "to_dict"))?;
    let Ok(fields) = fields.cast::<PyDict>() else {
        return Err(PackError::refused("msgpack_unknown_type", &fields));
    };
    let start = out.len();
    pack_map::<F>(fields, F::entity_head, out, depth + 1)?;
    F::entity_end(start, out).map_err(|error| too_long(py, error))
}

/// Through the bytes of the number, never through its digits, whose cost grows with the square of their count.
fn pack_large_integer<F: Form>(value: &Bound<'_, PyInt>, out: &mut Vec<u8>) -> Result<(), PackError> {
    let py = value.py();
    let int = py.get_type::<PyInt>();
    let is_negative = value.lt(0)?;
    let size_of = if is_negative { value.as_any().bitnot()? } else { value.as_any().clone() };
    let bits: usize = int.call_method1(intern!(py, "bit_length"), (size_of,))?.extract()?;
    let size = ext_int_size(bits);
    let signed = PyDict::new(py);
    signed.set_item("signed", true)?;
    let body = int.call_method(intern!(py, "to_bytes"), (value, size, "big"), Some(&signed))?;
    let body = body.cast::<PyBytes>().map_err(PyErr::from)?;
    F::large_integer(body.as_bytes(), out).map_err(|error| too_long(py, error))
}

fn text_of<'a>(text: &'a Bound<'_, PyString>) -> Result<&'a str, PackError> {
    objects::text(text).ok_or_else(|| write_error(text.py(), WriteError::LoneSurrogate).into())
}

fn demand_depth(py: Python<'_>, depth: usize) -> Result<(), PackError> {
    if depth > MAX_DEPTH { Err(write_error(py, WriteError::TooDeep).into()) } else { Ok(()) }
}

/// `write_head` is that of a plain map or of an entity.
fn pack_map<F: Form>(
    map: &Bound<'_, PyDict>,
    write_head: impl FnOnce(usize, &mut Vec<u8>) -> Result<(), TooLong>,
    out: &mut Vec<u8>,
    depth: usize,
) -> Result<(), PackError> {
    let py = map.py();
    demand_depth(py, depth)?;
    let mut items = Vec::with_capacity(map.len());
    let mut place: ffi::Py_ssize_t = 0;
    while let Some(item) = objects::next_item(map, &mut place) {
        items.push(item);
    }
    write_head(items.len(), out).map_err(|error| too_long(py, error))?;
    for (key, value) in &items {
        let Ok(text) = key.cast::<PyString>() else {
            return Err(PackError::refused("msgpack_key_not_text", key));
        };
        F::key(text_of(text)?, out).map_err(|error| too_long(py, error))?;
        pack::<F>(value, out, depth).map_err(|error| error.within(|| Ok(key.clone().unbind())))?;
    }
    Ok(())
}

fn pack_list<F: Form>(
    py: Python<'_>,
    items: &[Bound<'_, PyAny>],
    out: &mut Vec<u8>,
    depth: usize,
) -> Result<(), PackError> {
    demand_depth(py, depth)?;
    F::list_head(items.len(), out).map_err(|error| too_long(py, error))?;
    for (place, item) in items.iter().enumerate() {
        pack::<F>(item, out, depth)
            .map_err(|error| error.within(|| Ok(place.into_pyobject(py)?.into_any().unbind())))?;
    }
    Ok(())
}
