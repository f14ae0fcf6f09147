//! JSON forms of times, UUIDs and dataclasses.

use lionagi_core::codec::json_write as form;
use lionagi_core::codec::json_write::WriteError;
use pyo3::prelude::*;
use pyo3::types::{
    PyDate, PyDateAccess, PyDateTime, PyDelta, PyDeltaAccess, PyDict, PyString, PyTime, PyTimeAccess, PyType, PyTzInfo,
    PyTzInfoAccess,
};
use pyo3::{ffi, intern};

use super::json_write::{WriteContext, open, option, write_error, write_text, write_value};
use crate::ffi::objects;

/// A date, without quotes.
pub(super) fn write_date(value: &Bound<'_, PyAny>, out: &mut Vec<u8>) -> PyResult<()> {
    let date = value.cast::<PyDate>()?;
    form::write_date(date.get_year() as u32, date.get_month().into(), date.get_day().into(), out);
    Ok(())
}

/// A time of day, without quotes.
pub(super) fn write_time(value: &Bound<'_, PyAny>, out: &mut Vec<u8>, context: &WriteContext<'_>) -> PyResult<()> {
    let time = value.cast::<PyTime>()?;
    if time.get_tzinfo().is_some() {
        return Err(write_error(value.py(), WriteError::TimeWithZone));
    }
    let (hour, minute, second, microsecond) = clock(time, context);
    form::write_time(hour, minute, second, microsecond, out);
    Ok(())
}

fn clock(time: &impl PyTimeAccess, context: &WriteContext<'_>) -> (u32, u32, u32, u32) {
    let microsecond = if context.has(option::OMIT_MICROSECONDS) { 0 } else { time.get_microsecond() };
    (time.get_hour().into(), time.get_minute().into(), time.get_second().into(), microsecond)
}

/// A moment, with its offset where it has one, without quotes.
pub(super) fn write_datetime(value: &Bound<'_, PyAny>, out: &mut Vec<u8>, context: &WriteContext<'_>) -> PyResult<()> {
    let moment = value.cast::<PyDateTime>()?;
    form::write_date(moment.get_year() as u32, moment.get_month().into(), moment.get_day().into(), out);
    out.push(b'T');
    let (hour, minute, second, microsecond) = clock(moment, context);
    form::write_clock(hour, minute, second, microsecond, out);
    let utc_as_z = context.has(option::UTC_Z);
    match moment.get_tzinfo() {
        Some(zone) => form::write_offset(offset_seconds(moment, &zone)?, utc_as_z, out),
        None if context.has(option::NAIVE_UTC) => form::write_offset(0, utc_as_z, out),
        None => {}
    }
    Ok(())
}

/// Whole seconds east of UTC, rounded down. A zone that knows none counts as UTC, as in orjson.
fn offset_seconds(moment: &Bound<'_, PyDateTime>, zone: &Bound<'_, PyTzInfo>) -> PyResult<i32> {
    let py = moment.py();
    if zone.is(PyTzInfo::utc(py)?) {
        return Ok(0);
    }
    let offset = match zone.getattr_opt(intern!(py, "normalize"))? {
        // pytz: the zone object knows one offset only, `normalize` finds the right one.
        Some(normalize) => normalize.call1((moment,))?.call_method0(intern!(py, "utcoffset"))?,
        None => moment.call_method0(intern!(py, "utcoffset"))?,
    };
    if offset.is_none() {
        return Ok(0);
    }
    let offset = offset.cast::<PyDelta>()?;
    Ok(offset.get_days() * 86_400 + offset.get_seconds())
}

/// A UUID, without quotes.
pub(super) fn write_uuid(value: &Bound<'_, PyAny>, out: &mut Vec<u8>) -> PyResult<()> {
    let number: u128 = value.getattr(intern!(value.py(), "int"))?.extract()?;
    form::write_uuid(&number.to_be_bytes(), out);
    Ok(())
}

/// `__dataclass_fields__` of a class that was itself made a dataclass; a sub-class of one is none, as in orjson.
pub(super) fn dataclass_fields<'py>(class: &Bound<'py, PyType>) -> PyResult<Option<Bound<'py, PyAny>>> {
    own_attribute(class, intern!(class.py(), "__dataclass_fields__"))
}

fn own_attribute<'py>(class: &Bound<'py, PyType>, name: &Bound<'py, PyString>) -> PyResult<Option<Bound<'py, PyAny>>> {
    // The mapping proxy of the class, not `getattr`: inherited attributes do not count.
    let own = class.getattr(intern!(class.py(), "__dict__"))?;
    if own.contains(name)? { own.get_item(name).map(Some) } else { Ok(None) }
}

/// A dataclass: its `__dict__`, or, with slots, its fields. Names that start with `_` are left out.
pub(super) fn write_dataclass<'py>(
    value: &Bound<'py, PyAny>,
    class: &Bound<'py, PyType>,
    fields: &Bound<'py, PyAny>,
    out: &mut Vec<u8>,
    context: &mut WriteContext<'py>,
) -> PyResult<()> {
    let py = value.py();
    open(py, b'{', out, context)?;
    let mut is_first = true;
    let has_slots = own_attribute(class, intern!(py, "__slots__"))?.is_some();
    let attributes = if has_slots { None } else { value.getattr_opt(intern!(py, "__dict__"))? };
    if let Some(attributes) = &attributes
        && let Ok(attributes) = attributes.cast::<PyDict>()
    {
        let mut place: ffi::Py_ssize_t = 0;
        for _ in 0..attributes.len() {
            let Some((name, item)) = objects::next_item(attributes, &mut place) else { break };
            let Ok(name) = name.cast_exact::<PyString>() else {
                return Err(write_error(py, WriteError::KeyNotText));
            };
            write_field(name, &item, &mut is_first, out, context)?;
        }
    } else {
        for name in public_fields(fields)? {
            let item = value.getattr(&name)?;
            write_field(&name, &item, &mut is_first, out, context)?;
        }
    }
    context.layout.close(b'}', is_first, out);
    Ok(())
}

/// Names of the real fields (class variables and `InitVar`s are none).
fn public_fields<'py>(fields: &Bound<'py, PyAny>) -> PyResult<Vec<Bound<'py, PyString>>> {
    let py = fields.py();
    let real = py.import(intern!(py, "dataclasses"))?.getattr(intern!(py, "_FIELD"))?;
    let mut names = Vec::new();
    for (name, field) in fields.cast::<PyDict>()?.iter() {
        let name = name.cast_into::<PyString>()?;
        let is_hidden = objects::text(&name).is_none_or(|name| name.starts_with('_'));
        if !is_hidden && field.getattr(intern!(py, "_field_type"))?.is(&real) {
            names.push(name);
        }
    }
    Ok(names)
}

fn write_field<'py>(
    name: &Bound<'py, PyString>,
    item: &Bound<'py, PyAny>,
    is_first: &mut bool,
    out: &mut Vec<u8>,
    context: &mut WriteContext<'py>,
) -> PyResult<()> {
    if objects::text(name).is_some_and(|name| name.starts_with('_')) {
        return Ok(());
    }
    context.layout.item(*is_first, out);
    *is_first = false;
    write_text(name, out)?;
    context.layout.colon(out);
    write_value(item, out, context)
}
