//! JSON of values that no user code can take part in, written straight out of the container that holds them.
//!
//! Plain are an exact str of ASCII, an exact int of one digit of the interpreter (below 2^30), float, bool and None. While
//! one is written nothing but this file runs, so the reference its container holds is enough. Everything else is handed
//! out with a reference of its own. What the bytes are is decided in `lionagi_core::codec::json_write`.

#![allow(unsafe_code, reason = "this folder is where it lives")]

use std::sync::atomic::{AtomicBool, Ordering};

use lionagi_core::codec::json_write::{self as form, Layout};
use pyo3::types::{PyDict, PyList};
use pyo3::{ffi, prelude::*};

/// How much of an item was written.
pub enum Written<'py> {
    /// The item with what stands before it.
    All,
    /// What stands before the value; the value is not plain.
    AllButValue(Bound<'py, PyAny>),
    /// Nothing: the container has no such item (now).
    Nothing,
}

/// True where digits of ints are 32 bits wide, of which 30 count: everywhere but in rare builds of the interpreter.
static WIDE_DIGITS: AtomicBool = AtomicBool::new(false);

/// Looks once at how this interpreter keeps ints.
pub fn prepare(py: Python<'_>) -> PyResult<()> {
    let info = py.import("sys")?.getattr("int_info")?;
    let is_wide = info.getattr("sizeof_digit")?.extract::<usize>()? == size_of::<u32>();
    WIDE_DIGITS.store(is_wide, Ordering::Relaxed);
    Ok(())
}

/// Writes a value if it is plain.
#[inline]
pub fn write(value: &Bound<'_, PyAny>, out: &mut Vec<u8>) -> bool {
    // SAFETY: the object is alive for the time of the call and the interpreter lock is held.
    unsafe { write_object(value.as_ptr(), out) }
}

/// Writes the item of a list at a place, with what stands before it.
#[inline]
pub fn write_list_item<'py>(
    list: &Bound<'py, PyList>,
    place: usize,
    layout: &Layout,
    out: &mut Vec<u8>,
) -> Written<'py> {
    if place >= list.len() {
        return Written::Nothing;
    }
    layout.item(place == 0, out);
    // SAFETY: the length was read under the interpreter lock, which is held, and no Python code runs until the item is
    // written or a reference to it is taken: the list keeps it alive.
    unsafe {
        let item = ffi::PyList_GET_ITEM(list.as_ptr(), place as ffi::Py_ssize_t);
        if write_object(item, out) {
            Written::All
        } else {
            Written::AllButValue(Bound::from_borrowed_ptr(list.py(), item))
        }
    }
}

/// Writes the next entry of a dict; `place` starts at 0. Err, and nothing is written: the key is no plain text.
///
/// The dict may change between calls: an entry may then be missed or come twice, nothing worse.
#[inline]
pub fn write_next_entry<'py>(
    dict: &Bound<'py, PyDict>,
    place: &mut ffi::Py_ssize_t,
    is_first: bool,
    layout: &Layout,
    out: &mut Vec<u8>,
) -> Result<Written<'py>, (Bound<'py, PyAny>, Bound<'py, PyAny>)> {
    let (mut key, mut value) = (std::ptr::null_mut(), std::ptr::null_mut());
    let py = dict.py();
    // SAFETY: `dict` is a dict and alive. PyDict_Next checks `place` against the dict as it is now. What it gives is
    // borrowed from the dict; the interpreter lock is held and no Python code runs until key and value are written or
    // references to them are taken.
    unsafe {
        if ffi::PyDict_Next(dict.as_ptr(), place, &mut key, &mut value) == 0 {
            return Ok(Written::Nothing);
        }
        let Some(text) = ascii(key) else {
            return Err((Bound::from_borrowed_ptr(py, key), Bound::from_borrowed_ptr(py, value)));
        };
        layout.item(is_first, out);
        form::write_text(text, out);
        layout.colon(out);
        Ok(if write_object(value, out) {
            Written::All
        } else {
            Written::AllButValue(Bound::from_borrowed_ptr(py, value))
        })
    }
}

/// # Safety
/// A living object, which stays so for the time of the call; the interpreter lock is held. No Python code runs.
#[inline]
unsafe fn write_object(object: *mut ffi::PyObject, out: &mut Vec<u8>) -> bool {
    // SAFETY: the caller vouches for the object; its exact type tells which of its parts may be read.
    unsafe {
        if let Some(text) = ascii(object) {
            form::write_text(text, out);
            return true;
        }
        let class = ffi::Py_TYPE(object);
        if class == &raw mut ffi::PyLong_Type {
            let Some(number) = one_digit(object) else { return false };
            form::write_integer(number, out);
        } else if object == ffi::Py_None() {
            out.extend_from_slice(b"null");
        } else if class == &raw mut ffi::PyFloat_Type {
            form::write_float(ffi::PyFloat_AS_DOUBLE(object), out);
        } else if class == &raw mut ffi::PyBool_Type {
            form::write_bool(object == ffi::Py_True(), out);
        } else {
            return false;
        }
        true
    }
}

/// The text of an exact str of nothing but ASCII.
///
/// # Safety
/// A living object that outlives the text; the interpreter lock is held.
#[inline]
unsafe fn ascii<'a>(object: *mut ffi::PyObject) -> Option<&'a str> {
    // SAFETY: the type says that it is a str, which is immutable. The data of a compact ASCII one are `length` bytes
    // below 0x80 that live as long as it does, which is valid UTF-8.
    unsafe {
        if ffi::Py_TYPE(object) != &raw mut ffi::PyUnicode_Type || ffi::PyUnicode_IS_COMPACT_ASCII(object) == 0 {
            return None;
        }
        let data = ffi::PyUnicode_1BYTE_DATA(object).cast_const();
        let bytes = std::slice::from_raw_parts(data, ffi::PyUnicode_GET_LENGTH(object) as usize);
        Some(std::str::from_utf8_unchecked(bytes))
    }
}

/// The head of an int and its lowest digit (`struct _longobject`); no other digit is read here.
#[cfg(not(Py_3_15))]
#[repr(C)]
struct Int {
    head: ffi::PyObject,
    /// Up to 3.11 the count of digits, negative for negative numbers. Since then the count times eight, and in the two
    /// lowest bits the sign: 0 positive, 1 zero, 2 negative.
    size: isize,
    digit: u32,
}

/// The value of an int that has no more than one digit.
///
/// # Safety
/// A living exact int.
#[inline]
#[cfg(not(Py_3_15))]
unsafe fn one_digit(object: *mut ffi::PyObject) -> Option<i64> {
    if !WIDE_DIGITS.load(Ordering::Relaxed) {
        return None;
    }
    let int = object.cast::<Int>();
    // SAFETY: an int has this layout in all versions up to 3.14 where digits are wide (`prepare`).
    let size = unsafe { (*int).size };
    #[cfg(Py_3_12)]
    let (is_short, sign) = ((0..16).contains(&size), 1 - (size & 3));
    #[cfg(not(Py_3_12))]
    let (is_short, sign) = ((-1..=1).contains(&size), size);
    if !is_short {
        return None;
    }
    if sign == 0 {
        return Some(0);
    }
    // SAFETY: as above; an int that is not zero has a digit.
    Some(sign as i64 * i64::from(unsafe { (*int).digit }))
}

/// The same of a version whose layout is not known here.
///
/// # Safety
/// None: nothing is read.
#[inline]
#[cfg(Py_3_15)]
unsafe fn one_digit(_object: *mut ffi::PyObject) -> Option<i64> {
    None
}
