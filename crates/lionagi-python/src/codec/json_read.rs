//! Builds Python values from JSON text.

use std::sync::{Mutex, MutexGuard};

use lionagi_core::codec::json_read::{Builder, Cursor, Number, ReadError};
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyByteArray, PyBytes, PyDict, PyFloat, PyInt, PyList, PyMemoryView, PyNone, PyString};

use crate::errors;
use crate::ffi::objects;

/// Why reading stopped: the document, or the making of a Python object.
pub enum ReadFailure {
    /// The document is malformed.
    Document(ReadError),
    /// An object could not be made. Boxed: every value that is read passes through a result with this in it.
    Python(Box<PyErr>),
}

impl From<ReadError> for ReadFailure {
    fn from(error: ReadError) -> Self {
        Self::Document(error)
    }
}

impl From<PyErr> for ReadFailure {
    fn from(error: PyErr) -> Self {
        Self::Python(Box::new(error))
    }
}

/// The exception of a failure; `data` is the argument the document came from.
#[cold]
pub fn read_error(py: Python<'_>, data: &Bound<'_, PyAny>, failure: ReadFailure) -> PyErr {
    match failure {
        ReadFailure::Document(error) => errors::build(py, "json_malformed", (error.cause.name(), data, error.at)),
        ReadFailure::Python(error) => *error,
    }
}

/// Lends the bytes of a bytes, bytearray, memoryview or str. Raises: TypeError: another type.
pub fn with_bytes<'py, T>(
    data: &Bound<'py, PyAny>,
    read: impl FnOnce(&[u8]) -> Result<T, ReadFailure>,
) -> Result<T, ReadFailure> {
    if let Ok(text) = data.cast::<PyString>() {
        if let Some(text) = objects::text(text) {
            return read(text.as_bytes());
        }
        // Surrogates have no UTF-8: those bytes are refused at the right place.
        let raw = text.call_method1("encode", ("utf-8", "surrogatepass"))?;
        return read(raw.cast::<PyBytes>().map_err(PyErr::from)?.as_bytes());
    }
    match as_bytes(data)? {
        Some(bytes) => read(bytes.as_bytes()),
        None => Err(errors::build(data.py(), "json_not_readable", (data.get_type().name()?,)).into()),
    }
}

/// The bytes of a bytes, bytearray or memoryview; None of anything else. Those of a buffer are copied: making objects may
/// run finalisers, which may change it.
pub(super) fn as_bytes<'py>(data: &Bound<'py, PyAny>) -> PyResult<Option<Bound<'py, PyBytes>>> {
    if let Ok(bytes) = data.cast::<PyBytes>() {
        return Ok(Some(bytes.clone()));
    }
    if data.is_instance_of::<PyByteArray>() || data.is_instance_of::<PyMemoryView>() {
        return Ok(Some(data.py().get_type::<PyBytes>().call1((data,))?.cast_into()?));
    }
    Ok(None)
}

pub(super) fn decode<'py>(py: Python<'py>, data: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    with_bytes(data, |bytes| with_builder(py, |builder| Cursor::new(bytes).read_document(builder)))
        .map_err(|failure| read_error(py, data, failure))
}

/// Strings of keys seen before, by a hash of their bytes: records of one kind share their keys.
struct KeyCache([Option<Py<PyString>>; SLOTS]);

const SLOTS: usize = 1024;
const LONGEST_CACHED_KEY: usize = 64;

static KEYS: Mutex<KeyCache> = Mutex::new(KeyCache([const { None }; SLOTS]));

/// Makes Python values of what a cursor reads.
pub struct PyBuilder<'py> {
    py: Python<'py>,
    /// Items of all open lists, innermost last.
    items: Vec<Bound<'py, PyAny>>,
    /// None where another reader has it: one that was interrupted by the collector, or another thread.
    keys: Option<MutexGuard<'static, KeyCache>>,
}

/// Lends a builder.
pub fn with_builder<'py, T>(py: Python<'py>, read: impl FnOnce(&mut PyBuilder<'py>) -> T) -> T {
    read(&mut PyBuilder { py, items: Vec::new(), keys: KEYS.try_lock().ok() })
}

impl<'py> PyBuilder<'py> {
    /// The str of a key seen before (equal bytes are the same text: they need no check), or a new one to be known.
    #[inline]
    fn known_key(
        &mut self,
        bytes: &[u8],
        make: impl FnOnce() -> Option<Bound<'py, PyString>>,
    ) -> Option<Bound<'py, PyString>> {
        let Some(keys) = &mut self.keys else { return make() };
        if bytes.len() > LONGEST_CACHED_KEY {
            return make();
        }
        let slot = &mut keys.0[slot_of(bytes)];
        if let Some(known) = slot
            && objects::text(known.bind(self.py)).is_some_and(|known| known.as_bytes() == bytes)
        {
            return Some(known.bind(self.py).clone());
        }
        let key = make()?;
        *slot = Some(key.clone().unbind());
        Some(key)
    }
}

impl<'py> Builder for PyBuilder<'py> {
    type Value = Bound<'py, PyAny>;
    type List = usize;
    type Map = Bound<'py, PyDict>;
    type Key = Bound<'py, PyString>;
    type Error = ReadFailure;

    #[inline]
    fn null(&mut self) -> Self::Value {
        PyNone::get(self.py).to_owned().into_any()
    }

    #[inline]
    fn bool(&mut self, value: bool) -> Self::Value {
        PyBool::new(self.py, value).to_owned().into_any()
    }

    #[inline]
    fn number(&mut self, value: Number) -> Result<Self::Value, ReadFailure> {
        Ok(match value {
            Number::Integer(value) => PyInt::new(self.py, value).into_any(),
            Number::Unsigned(value) => PyInt::new(self.py, value).into_any(),
            Number::Float(value) => PyFloat::new(self.py, value).into_any(),
        })
    }

    #[inline]
    fn text(&mut self, value: &str) -> Result<Self::Value, ReadFailure> {
        Ok(objects::new_text(self.py, value).into_any())
    }

    #[inline]
    fn key(&mut self, value: &str) -> Result<Self::Key, ReadFailure> {
        let py = self.py;
        self.known_key(value.as_bytes(), || Some(objects::new_text(py, value)))
            .map_or_else(|| Ok(objects::new_text(py, value)), Ok)
    }

    #[inline]
    fn plain_text(&mut self, bytes: &[u8]) -> Result<Option<Self::Value>, ReadFailure> {
        Ok(objects::new_ascii(self.py, bytes).map(Bound::into_any))
    }

    #[inline]
    fn plain_key(&mut self, bytes: &[u8]) -> Result<Option<Self::Key>, ReadFailure> {
        let py = self.py;
        Ok(self.known_key(bytes, || objects::new_ascii(py, bytes)))
    }

    #[inline]
    fn open_list(&mut self) -> Result<usize, ReadFailure> {
        Ok(self.items.len())
    }

    #[inline]
    fn add_item(&mut self, _list: &mut usize, value: Self::Value) -> Result<(), ReadFailure> {
        if self.items.capacity() == 0 {
            self.items.reserve(64);
        }
        self.items.push(value);
        Ok(())
    }

    #[inline]
    fn close_list(&mut self, list: usize) -> Result<Self::Value, ReadFailure> {
        Ok(PyList::new(self.py, self.items.drain(list..))?.into_any())
    }

    #[inline]
    fn open_map(&mut self) -> Result<Self::Map, ReadFailure> {
        Ok(PyDict::new(self.py))
    }

    #[inline]
    fn add_entry(&mut self, map: &mut Self::Map, key: Self::Key, value: Self::Value) -> Result<(), ReadFailure> {
        Ok(map.set_item(key, value)?)
    }

    #[inline]
    fn close_map(&mut self, map: Self::Map) -> Result<Self::Value, ReadFailure> {
        Ok(map.into_any())
    }
}

/// Eight bytes a step: keys are short, and a wrong guess costs no more than a new str.
// speed: any slot will do, the kept key is compared
#[inline]
fn slot_of(bytes: &[u8]) -> usize {
    const MIX: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut hash = (bytes.len() as u64).wrapping_mul(MIX);
    let mut mix = |word: u64| hash = (hash.rotate_left(5) ^ word).wrapping_mul(MIX);
    // The last word overlaps the one before it: no piece is shorter than a read.
    if let Some(last) = bytes.last_chunk::<8>() {
        bytes.as_chunks::<8>().0.iter().for_each(|word| mix(u64::from_le_bytes(*word)));
        mix(u64::from_le_bytes(*last));
    } else if let (Some(first), Some(last)) = (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        mix(u64::from(u32::from_le_bytes(*first)) | u64::from(u32::from_le_bytes(*last)) << 32);
    } else {
        mix(bytes.iter().fold(0, |word, &byte| word << 8 | u64::from(byte)));
    }
    // The highest bits are the only ones that every byte of a word has an effect on.
    (hash >> (u64::BITS - SLOTS.ilog2())) as usize % SLOTS
}
