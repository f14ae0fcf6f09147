//! Builds Python values from MessagePack and from the binary form.

use lionagi_core::codec::binary::BinaryError;
use lionagi_core::codec::json_read::{Builder as _, Number};
use lionagi_core::codec::msgpack_read::{Builder, Extension, ReadError, Reader};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyInt, PyString};

use super::json_read::{PyBuilder, ReadFailure, with_builder};
use super::json_write::Types;
use crate::errors;

/// Why reading stopped.
pub(super) enum UnpackFailure {
    Document(ReadError),
    Binary(BinaryError),
    Python(PyErr),
}

impl From<ReadError> for UnpackFailure {
    fn from(error: ReadError) -> Self {
        Self::Document(error)
    }
}

impl From<BinaryError> for UnpackFailure {
    fn from(error: BinaryError) -> Self {
        Self::Binary(error)
    }
}

impl From<PyErr> for UnpackFailure {
    fn from(error: PyErr) -> Self {
        Self::Python(error)
    }
}

impl From<ReadFailure> for UnpackFailure {
    fn from(failure: ReadFailure) -> Self {
        match failure {
            ReadFailure::Python(error) => Self::Python(*error),
            // The JSON builder makes values, it reads no document.
            ReadFailure::Document(_) => Self::Python(pyo3::exceptions::PyRuntimeError::new_err("not reached")),
        }
    }
}

impl UnpackFailure {
    /// The exception.
    pub(super) fn raise(self, py: Python<'_>) -> PyErr {
        match self {
            Self::Python(error) => error,
            Self::Document(error) => {
                let (cause, number, left) = error.cause.told();
                errors::build(py, "msgpack_malformed", (cause, error.at, errors::Number(number), left))
            }
            Self::Binary(error) => binary_error(py, error),
        }
    }
}

/// The exception of a document of the binary form.
#[cold]
fn binary_error(py: Python<'_>, error: BinaryError) -> PyErr {
    let name = if error.is_unfinished { "binary_unfinished" } else { "binary_malformed" };
    let number = errors::Number(i128::try_from(error.number).unwrap_or(i128::MAX)); // no length is beyond 64 bits and a few
    errors::build(py, name, (error.cause, error.at, number, error.left))
}

/// One document; `entity` makes an object of the dict of an entity.
pub(super) fn unpack<'py>(
    py: Python<'py>,
    bytes: &[u8],
    entity: Option<&Bound<'py, PyAny>>,
) -> Result<Bound<'py, PyAny>, UnpackFailure> {
    with_builder(py, |json| Reader::new(bytes).read_document(&mut Unpacked { json, py, entity }))
}

/// The JSON builder for what JSON has, and the rest.
pub(super) struct Unpacked<'a, 'py> {
    pub(super) json: &'a mut PyBuilder<'py>,
    pub(super) py: Python<'py>,
    pub(super) entity: Option<&'a Bound<'py, PyAny>>,
}

impl<'py> Builder for Unpacked<'_, 'py> {
    type Value = Bound<'py, PyAny>;
    type List = usize;
    type Map = Bound<'py, PyDict>;
    type Key = Bound<'py, PyString>;
    type Error = UnpackFailure;

    fn nil(&mut self) -> Self::Value {
        self.json.null()
    }

    fn bool(&mut self, value: bool) -> Self::Value {
        self.json.bool(value)
    }

    fn integer(&mut self, value: i64) -> Result<Self::Value, UnpackFailure> {
        Ok(self.json.number(Number::Integer(value))?)
    }

    fn unsigned(&mut self, value: u64) -> Result<Self::Value, UnpackFailure> {
        Ok(self.json.number(Number::Unsigned(value))?)
    }

    fn float(&mut self, value: f64) -> Result<Self::Value, UnpackFailure> {
        Ok(self.json.number(Number::Float(value))?)
    }

    fn text(&mut self, value: &str) -> Result<Self::Value, UnpackFailure> {
        Ok(self.json.text(value)?)
    }

    fn bytes(&mut self, value: &[u8]) -> Result<Self::Value, UnpackFailure> {
        Ok(PyBytes::new(self.py, value).into_any())
    }

    fn extension(&mut self, value: Extension<'_>) -> Result<Option<Self::Value>, UnpackFailure> {
        let py = self.py;
        let types = Types::get(py)?;
        let options = PyDict::new(py);
        match value {
            Extension::Int(bytes) => {
                options.set_item(intern!(py, "signed"), true)?;
                let int = py.get_type::<PyInt>();
                let arguments = (PyBytes::new(py, bytes), "big");
                Ok(Some(int.call_method(intern!(py, "from_bytes"), arguments, Some(&options))?))
            }
            Extension::Uuid(bytes) => {
                options.set_item(intern!(py, "bytes"), PyBytes::new(py, &bytes))?;
                Ok(Some(types.uuid.bind(py).call((), Some(&options))?))
            }
            Extension::Decimal(text) => readable(py, types.decimal.bind(py).call1((text,))),
            Extension::Datetime(text) => {
                readable(py, types.datetime.bind(py).call_method1(intern!(py, "fromisoformat"), (text,)))
            }
        }
    }

    fn key(&mut self, value: &str) -> Result<Self::Key, UnpackFailure> {
        Ok(self.json.key(value)?)
    }

    fn open_list(&mut self) -> Result<usize, UnpackFailure> {
        Ok(self.json.open_list()?)
    }

    fn add_item(&mut self, list: &mut usize, value: Self::Value) -> Result<(), UnpackFailure> {
        Ok(self.json.add_item(list, value)?)
    }

    fn close_list(&mut self, list: usize) -> Result<Self::Value, UnpackFailure> {
        Ok(self.json.close_list(list)?)
    }

    fn open_map(&mut self) -> Result<Self::Map, UnpackFailure> {
        Ok(self.json.open_map()?)
    }

    fn add_entry(&mut self, map: &mut Self::Map, key: Self::Key, value: Self::Value) -> Result<(), UnpackFailure> {
        Ok(self.json.add_entry(map, key, value)?)
    }

    fn close_map(&mut self, map: Self::Map) -> Result<Self::Value, UnpackFailure> {
        Ok(self.json.close_map(map)?)
    }

    fn entity(&mut self, map: Self::Value) -> Result<Self::Value, UnpackFailure> {
        match self.entity {
            Some(make) => Ok(make.call1((map,))?),
            None => Ok(map),
        }
    }
}

/// None for a text that cannot be read: `decimal` says so with an ArithmeticError, `datetime` with a ValueError.
fn readable<'py>(
    py: Python<'py>,
    made: PyResult<Bound<'py, PyAny>>,
) -> Result<Option<Bound<'py, PyAny>>, UnpackFailure> {
    match made {
        Ok(value) => Ok(Some(value)),
        Err(error)
            if error.is_instance_of::<pyo3::exceptions::PyValueError>(py)
                || error.is_instance_of::<pyo3::exceptions::PyArithmeticError>(py) =>
        {
            Ok(None)
        }
        Err(error) => Err(error.into()),
    }
}
