//! Maps whose keys are printed first: sorted, or not all text.

use lionagi_core::codec::json_write::{self as form, WriteError};
use lionagi_core::mutant;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyFloat, PyInt, PyString};
use pyo3::{ffi, intern};

use super::json_special::{write_date, write_datetime, write_time, write_uuid};
use super::json_write::{WriteContext, option, write_error, write_value};
use crate::ffi::objects::{self, Integer};

/// The items of a map that is open already. All keys are printed before the first value is, as orjson does: an error in
/// a later key comes before one in an earlier value.
pub(super) fn write_map_of_any_keys<'py>(
    map: &Bound<'py, PyDict>,
    out: &mut Vec<u8>,
    context: &mut WriteContext<'py>,
) -> PyResult<()> {
    let size = map.len();
    let mut items: Vec<(String, Bound<'py, PyAny>)> = Vec::with_capacity(size);
    let mut place: ffi::Py_ssize_t = 0;
    while items.len() < size {
        let Some((key, value)) = objects::next_item(map, &mut place) else { break };
        items.push((key_text(&key, context)?, value));
    }
    if context.has(option::SORT_KEYS) {
        items.sort_by(|(one, _), (other, _)| one.as_bytes().cmp(other.as_bytes()));
    }
    for (number, (key, value)) in items.iter().enumerate() {
        context.layout.item(number == 0, out);
        form::write_text(key, out);
        context.layout.colon(out);
        write_value(value, out, context)?;
    }
    Ok(())
}

fn key_text(key: &Bound<'_, PyAny>, context: &WriteContext<'_>) -> PyResult<String> {
    let py = key.py();
    let of_str = |text: &Bound<'_, PyString>| match objects::text(text) {
        Some(text) => Ok(text.to_owned()),
        None => Err(write_error(py, WriteError::LoneSurrogate)),
    };
    if let Ok(text) = key.cast_exact::<PyString>() {
        return of_str(text);
    }
    if !context.has(option::NON_STR_KEYS) {
        return Err(write_error(py, WriteError::KeyNotText));
    }
    let mut out = Vec::new();
    let class = key.get_type();
    let types = context.types;
    if key.is_none() {
        out.extend_from_slice(b"null");
    } else if let Ok(truth) = key.cast_exact::<PyBool>() {
        form::write_bool(truth.is_true(), &mut out);
    } else if let Ok(number) = key.cast_exact::<PyFloat>() {
        form::write_float(number.value(), &mut out);
    } else if class.is(&types.datetime) {
        write_datetime(key, &mut out, context)?;
    } else if class.is(&types.date) {
        write_date(key, &mut out)?;
    } else if class.is(&types.time) {
        write_time(key, &mut out, context)?;
    } else if class.is(&types.uuid) {
        write_uuid(key, &mut out)?;
    } else if let Ok(text) = key.cast::<PyString>() {
        return of_str(text);
    } else if key.is_instance_of::<PyInt>() {
        match objects::integer(key) {
            Integer::Signed(number) => form::write_integer(number, &mut out),
            Integer::Unsigned(number) => form::write_unsigned(mutant!("codec", 8, number, number & !1), &mut out),
            Integer::Beyond => return Err(write_error(py, WriteError::KeyIntegerBeyond64Bits)),
        }
    } else if class.get_type().is(&types.enum_meta) {
        return key_text(&key.getattr(intern!(py, "value"))?, context);
    } else {
        return Err(write_error(py, WriteError::KeyNotWritable));
    }
    Ok(String::from_utf8(out).unwrap_or_default())
}
