//! Walks Python values and writes them as JSON: which type has which form, in the order orjson asks.
//!
//! User code runs in the middle of a walk (`default`, `to_dict`, properties, `utcoffset`) and may change what is
//! walked: everything in hand is held by a reference of our own, sizes are read again, and at most as many items are
//! written as the container had when it was entered. Values that no user code can take part in are written by
//! `ffi::plain` straight out of their container.

use std::sync::OnceLock;

use lionagi_core::codec::json_write::{self as form, Layout, WriteError};
use lionagi_core::mutant;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyInt, PyList, PyString, PyTuple, PyType};
use pyo3::{ffi, intern};

use super::json_keys::write_map_of_any_keys;
use super::json_special::{write_dataclass, write_date, write_datetime, write_time, write_uuid};
use crate::errors;
use crate::ffi::objects::{self, Integer};
use crate::ffi::plain::{self, Written};

/// The bits of `options`, as orjson numbers them. `SERIALIZE_DATACLASS` and `SERIALIZE_UUID` are 0 there.
pub(super) mod option {
    pub const INDENT_2: u32 = 1;
    pub const NAIVE_UTC: u32 = 2;
    pub const NON_STR_KEYS: u32 = 4;
    pub const OMIT_MICROSECONDS: u32 = 8;
    pub const SERIALIZE_NUMPY: u32 = 16;
    pub const SORT_KEYS: u32 = 32;
    pub const STRICT_INTEGER: u32 = 64;
    pub const UTC_Z: u32 = 128;
    pub const PASSTHROUGH_SUBCLASS: u32 = 256;
    pub const PASSTHROUGH_DATETIME: u32 = 512;
    pub const APPEND_NEWLINE: u32 = 1024;
    pub const PASSTHROUGH_DATACLASS: u32 = 2048;
    pub const ALL: u32 = 4095;
}

/// Calls of `default` inside each other before it is given up on: as many as orjson makes.
const MAX_DEFAULT_CALLS: u32 = 255;

/// Writes an entity in its own way; false: not written, ask its `to_dict`.
pub type EntityWriter = for<'a, 'py> fn(&'a Bound<'py, PyAny>, &mut Vec<u8>, &mut WriteContext<'py>) -> PyResult<bool>;

static ENTITY_WRITER: OnceLock<EntityWriter> = OnceLock::new();

/// Says who writes entities; once, when the module is loaded.
pub fn set_entity_writer(writer: EntityWriter) {
    let _ = ENTITY_WRITER.set(writer);
}

/// Classes that are compared by identity, looked up once.
pub(super) struct Types {
    pub datetime: Py<PyType>,
    pub date: Py<PyType>,
    pub time: Py<PyType>,
    pub uuid: Py<PyType>,
    pub enum_meta: Py<PyType>,
    pub decimal: Py<PyType>,
}

static TYPES: PyOnceLock<Types> = PyOnceLock::new();

impl Types {
    pub fn get(py: Python<'_>) -> PyResult<&'static Self> {
        TYPES.get_or_try_init(py, || {
            let class = |module: &str, name: &str| -> PyResult<Py<PyType>> {
                Ok(py.import(module)?.getattr(name)?.cast_into::<PyType>()?.unbind())
            };
            Ok(Self {
                datetime: class("datetime", "datetime")?,
                date: class("datetime", "date")?,
                time: class("datetime", "time")?,
                uuid: class("uuid", "UUID")?,
                enum_meta: class("enum", "EnumMeta")?,
                decimal: class("decimal", "Decimal")?,
            })
        })
    }
}

/// What one job of writing carries along.
pub struct WriteContext<'py> {
    /// Depth and layout.
    pub layout: Layout,
    pub(super) options: u32,
    pub(super) types: &'static Types,
    default: Option<Bound<'py, PyAny>>,
    default_calls: u32,
}

impl<'py> WriteContext<'py> {
    /// `default` and `options` as `json_encode` takes them. Raises: TypeError: unknown bits.
    pub fn new(
        py: Python<'py>,
        default: Option<Bound<'py, PyAny>>,
        options: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Self> {
        let options = match options {
            None => 0,
            Some(options) => match options.cast_exact::<PyInt>().map(|options| objects::integer(options)) {
                Ok(Integer::Signed(bits)) if (0..=i64::from(option::ALL)).contains(&bits) => bits as u32,
                _ => return Err(errors::build(py, "json_bad_options", ())),
            },
        };
        if options & option::SERIALIZE_NUMPY != 0 {
            return Err(errors::build(py, "json_numpy_unsupported", ()));
        }
        Ok(Self {
            layout: Layout::new(options & option::INDENT_2 != 0),
            options,
            types: Types::get(py)?,
            default,
            default_calls: 0,
        })
    }

    /// What stands after the document.
    pub fn finish(&self, out: &mut Vec<u8>) {
        if self.has(option::APPEND_NEWLINE) {
            out.push(b'\n');
        }
    }

    /// True where somebody answers for unknown types.
    pub fn has_default(&self) -> bool {
        self.default.is_some()
    }

    /// Who answers for unknown types from now on.
    pub fn set_default(&mut self, default: Option<Bound<'py, PyAny>>) {
        self.default = default;
    }

    #[inline]
    pub(super) fn has(&self, bit: u32) -> bool {
        self.options & bit != 0
    }
}

/// The exception of an error that a writer met.
#[cold]
pub fn write_error(py: Python<'_>, error: impl Into<WriteError>) -> PyErr {
    let name = match error.into() {
        WriteError::TooDeep => "nested_too_deep",
        WriteError::IntegerBeyond64Bits => "json_integer_beyond_64_bits",
        WriteError::IntegerBeyond53Bits => "json_integer_beyond_53_bits",
        WriteError::KeyIntegerBeyond64Bits => "json_key_integer_beyond_64_bits",
        WriteError::KeyNotText => "json_key_not_text",
        WriteError::KeyNotWritable => "json_key_not_writable",
        WriteError::TimeWithZone => "json_time_with_zone",
        WriteError::DefaultChain => "json_default_chain",
        WriteError::LoneSurrogate => "lone_surrogate",
    };
    errors::build(py, name, ())
}

/// A Python str with its quotes. Raises: ValueError: lone surrogate.
#[inline]
pub fn write_text(text: &Bound<'_, PyString>, out: &mut Vec<u8>) -> PyResult<()> {
    match objects::text(text) {
        Some(text) => {
            form::write_text(text, out);
            Ok(())
        }
        None => Err(write_error(text.py(), WriteError::LoneSurrogate)),
    }
}

/// Any value. Raises: as `json_encode` of the contract.
pub fn write_value<'py>(value: &Bound<'py, PyAny>, out: &mut Vec<u8>, context: &mut WriteContext<'py>) -> PyResult<()> {
    if plain::write(value, out) { Ok(()) } else { write_other(value, out, context) }
}

/// A value that `plain` has left over.
fn write_other<'py>(value: &Bound<'py, PyAny>, out: &mut Vec<u8>, context: &mut WriteContext<'py>) -> PyResult<()> {
    if let Ok(map) = value.cast_exact::<PyDict>() {
        return write_map(map, out, context);
    }
    if let Ok(list) = value.cast_exact::<PyList>() {
        return write_list(list, out, context);
    }
    if let Ok(text) = value.cast_exact::<PyString>() {
        return write_text(text, out);
    }
    if value.is_exact_instance_of::<PyInt>() {
        return write_integer(value, out, context);
    }
    if let Ok(tuple) = value.cast_exact::<PyTuple>() {
        return write_tuple(tuple, out, context);
    }
    write_rarer(value, out, context)
}

/// Types that are no JSON types by themselves, in the order orjson asks.
fn write_rarer<'py>(value: &Bound<'py, PyAny>, out: &mut Vec<u8>, context: &mut WriteContext<'py>) -> PyResult<()> {
    let types = context.types;
    let class = value.get_type();
    if !context.has(option::PASSTHROUGH_DATETIME) {
        if class.is(&types.datetime) {
            return write_quoted(out, |out| write_datetime(value, out, context));
        }
        if class.is(&types.date) {
            return write_quoted(out, |out| write_date(value, out));
        }
        if class.is(&types.time) {
            return write_quoted(out, |out| write_time(value, out, context));
        }
    }
    if class.is(&types.uuid) {
        return write_quoted(out, |out| write_uuid(value, out));
    }
    if !context.has(option::PASSTHROUGH_SUBCLASS) {
        if let Ok(text) = value.cast::<PyString>() {
            return write_text(text, out);
        }
        if value.is_instance_of::<PyInt>() {
            return write_integer(value, out, context);
        }
        if let Ok(list) = value.cast::<PyList>() {
            return write_list(list, out, context);
        }
        if let Ok(map) = value.cast::<PyDict>() {
            return write_map(map, out, context);
        }
    }
    if class.get_type().is(&types.enum_meta) {
        let member = value.getattr(intern!(value.py(), "value"))?;
        return write_value(&member, out, context);
    }
    if !context.has(option::PASSTHROUGH_DATACLASS)
        && let Some(fields) = super::json_special::dataclass_fields(&class)?
    {
        return write_dataclass(value, &class, &fields, out, context);
    }
    write_unknown(value, &class, out, context)
}

/// A value whose form is the answer of `to_dict` (entities) or of `default`.
fn write_unknown<'py>(
    value: &Bound<'py, PyAny>,
    class: &Bound<'py, PyType>,
    out: &mut Vec<u8>,
    context: &mut WriteContext<'py>,
) -> PyResult<()> {
    let py = value.py();
    let is_entity = match class.getattr_opt(intern!(py, "__lion_entity__"))? {
        Some(mark) => mark.is_truthy()?,
        None => false,
    };
    if !is_entity && context.default.is_none() {
        return Err(errors::build(py, "json_unknown_type", (objects::type_name(value),)));
    }
    if context.default_calls >= mutant!("codec", 7, MAX_DEFAULT_CALLS, MAX_DEFAULT_CALLS - 1) {
        return Err(write_error(py, WriteError::DefaultChain));
    }
    if is_entity
        && let Some(writer) = ENTITY_WRITER.get()
        && writer(value, out, context)?
    {
        return Ok(());
    }
    let answer = match &context.default {
        Some(default) if !is_entity => default.call1((value,))?,
        _ => value.call_method0(intern!(py, "to_dict"))?,
    };
    context.default_calls += 1;
    let written = write_value(&answer, out, context);
    context.default_calls -= 1;
    written
}

pub(super) fn write_quoted(out: &mut Vec<u8>, write: impl FnOnce(&mut Vec<u8>) -> PyResult<()>) -> PyResult<()> {
    out.push(b'"');
    write(out)?;
    out.push(b'"');
    Ok(())
}

fn write_integer(value: &Bound<'_, PyAny>, out: &mut Vec<u8>, context: &WriteContext<'_>) -> PyResult<()> {
    const LARGEST_EXACT: u64 = (1 << 53) - 1;
    let integer = objects::integer(value);
    if context.has(option::STRICT_INTEGER) {
        let is_exact = match integer {
            Integer::Signed(number) => number.unsigned_abs() <= LARGEST_EXACT,
            Integer::Unsigned(_) => false,
            Integer::Beyond => return Err(write_error(value.py(), WriteError::IntegerBeyond64Bits)),
        };
        if !is_exact {
            return Err(write_error(value.py(), WriteError::IntegerBeyond53Bits));
        }
    }
    match integer {
        Integer::Signed(number) => form::write_integer(number, out),
        Integer::Unsigned(number) => form::write_unsigned(number, out),
        Integer::Beyond => return Err(write_error(value.py(), WriteError::IntegerBeyond64Bits)),
    }
    Ok(())
}

fn write_list<'py>(list: &Bound<'py, PyList>, out: &mut Vec<u8>, context: &mut WriteContext<'py>) -> PyResult<()> {
    open(list.py(), b'[', out, context)?;
    let mut written = 0;
    for place in 0..list.len() {
        match plain::write_list_item(list, place, &context.layout, out) {
            Written::All => {}
            Written::AllButValue(item) => write_other(&item, out, context)?,
            Written::Nothing => break,
        }
        written += 1;
    }
    context.layout.close(b']', written == 0, out);
    Ok(())
}

fn write_tuple<'py>(tuple: &Bound<'py, PyTuple>, out: &mut Vec<u8>, context: &mut WriteContext<'py>) -> PyResult<()> {
    open(tuple.py(), b'[', out, context)?;
    for (place, item) in tuple.iter_borrowed().enumerate() {
        context.layout.item(place == 0, out);
        write_value(&item, out, context)?;
    }
    context.layout.close(b']', tuple.is_empty(), out);
    Ok(())
}

pub(super) fn open(py: Python<'_>, bracket: u8, out: &mut Vec<u8>, context: &mut WriteContext<'_>) -> PyResult<()> {
    context.layout.open(bracket, out).map_err(|error| write_error(py, error))
}

fn write_map<'py>(map: &Bound<'py, PyDict>, out: &mut Vec<u8>, context: &mut WriteContext<'py>) -> PyResult<()> {
    open(map.py(), b'{', out, context)?;
    let size = map.len();
    let is_empty = size == 0;
    if context.options & (option::NON_STR_KEYS | option::SORT_KEYS) != 0 {
        write_map_of_any_keys(map, out, context)?;
    } else {
        let mut place: ffi::Py_ssize_t = 0;
        for number in 0..size {
            match plain::write_next_entry(map, &mut place, number == 0, &context.layout, out) {
                Ok(Written::All) => {}
                Ok(Written::AllButValue(value)) => write_other(&value, out, context)?,
                Ok(Written::Nothing) => break,
                Err((key, value)) => write_entry_of_other_key(&key, &value, number == 0, out, context)?,
            }
        }
    }
    context.layout.close(b'}', is_empty, out);
    Ok(())
}

/// An entry whose key is no plain ASCII, or no text.
#[cold]
fn write_entry_of_other_key<'py>(
    key: &Bound<'py, PyAny>,
    value: &Bound<'py, PyAny>,
    is_first: bool,
    out: &mut Vec<u8>,
    context: &mut WriteContext<'py>,
) -> PyResult<()> {
    let Ok(key) = key.cast_exact::<PyString>() else {
        return Err(write_error(key.py(), WriteError::KeyNotText));
    };
    context.layout.item(is_first, out);
    write_text(key, out)?;
    context.layout.colon(out);
    write_value(value, out, context)
}
