//! What the codec and its neighbours read straight out of Python objects: items of containers, integers, names of types.

#![allow(unsafe_code, reason = "this folder is where it lives")]

use std::ffi::{CStr, c_int};

use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyString};

/// The next item of a dict, with references of our own; `place` starts at 0.
///
/// The dict may change between calls: an item may then be missed or come twice, nothing worse.
#[inline]
pub fn next_item<'py>(
    dict: &Bound<'py, PyDict>,
    place: &mut ffi::Py_ssize_t,
) -> Option<(Bound<'py, PyAny>, Bound<'py, PyAny>)> {
    let (mut key, mut value) = (std::ptr::null_mut(), std::ptr::null_mut());
    // SAFETY: `dict` is a dict and alive. PyDict_Next checks `place` against the dict as it is now. What it gives is
    // borrowed from the dict; the interpreter lock is held and nothing runs before both references are taken.
    unsafe {
        if ffi::PyDict_Next(dict.as_ptr(), place, &mut key, &mut value) == 0 {
            return None;
        }
        Some((Bound::from_borrowed_ptr(dict.py(), key), Bound::from_borrowed_ptr(dict.py(), value)))
    }
}

/// The values of a dict whose keys are these very objects in this order and no others, as those that we made are; None of
/// any other dict, which may still have equal keys.
#[inline]
pub fn values_in_order<'py, const N: usize>(
    dict: &Bound<'py, PyDict>,
    names: &[Py<PyString>],
) -> Option<[Option<Bound<'py, PyAny>>; N]> {
    let mut values = [const { None }; N];
    let count = names.len();
    if count > N || dict.len() != count {
        return None;
    }
    let mut place = 0;
    for (name, kept) in names.iter().zip(&mut values) {
        let (mut key, mut value) = (std::ptr::null_mut(), std::ptr::null_mut());
        // SAFETY: as in `next_item`; the key is only compared, so it needs no reference.
        unsafe {
            if ffi::PyDict_Next(dict.as_ptr(), &mut place, &mut key, &mut value) == 0 || key != name.as_ptr() {
                return None;
            }
            *kept = Some(Bound::from_borrowed_ptr(dict.py(), value));
        }
    }
    Some(values)
}

/// The one str of this text that everybody shares.
#[inline]
pub fn interned<'py>(text: &Bound<'py, PyString>) -> PyResult<Bound<'py, PyString>> {
    let mut shared = if text.is_exact_instance_of::<PyString>() {
        text.clone().into_ptr()
    } else {
        // Of a sub-class: its text as exactly a str.
        text.py().get_type::<PyString>().call_method1("__str__", (text,))?.cast_into_exact::<PyString>()?.into_ptr()
    };
    // SAFETY: the function takes over the reference to an exact str and gives back one to a str of the same text, which
    // may be another object; it never leaves null.
    unsafe {
        ffi::PyUnicode_InternInPlace(&mut shared);
        Ok(Bound::from_owned_ptr(text.py(), shared).cast_into_unchecked())
    }
}

/// The item of a list at a place, with a reference of our own; None where the list is shorter (now).
#[inline]
pub fn list_item<'py>(list: &Bound<'py, PyList>, place: usize) -> Option<Bound<'py, PyAny>> {
    if place >= list.len() {
        return None;
    }
    // SAFETY: the length was read under the interpreter lock a moment ago and nothing ran since; slots below it hold
    // objects; the reference is taken before anything else runs.
    unsafe { Some(Bound::from_borrowed_ptr(list.py(), ffi::PyList_GET_ITEM(list.as_ptr(), place as ffi::Py_ssize_t))) }
}

/// The text of a str; None where it holds half of a surrogate pair. Plain ASCII is read where it lies.
#[inline]
pub fn text<'a>(text: &'a Bound<'_, PyString>) -> Option<&'a str> {
    // SAFETY: `text` is a str (of 3.10 and later: always ready in the sense of PEP 623 once handed to us by the
    // interpreter) and immutable; for a compact ASCII one the data are `length` bytes below 0x80 that live as long as
    // it does, which is valid UTF-8.
    unsafe {
        let object = text.as_ptr();
        if ffi::PyUnicode_IS_COMPACT_ASCII(object) != 0 {
            let bytes = std::slice::from_raw_parts(
                ffi::PyUnicode_1BYTE_DATA(object).cast_const(),
                ffi::PyUnicode_GET_LENGTH(object) as usize,
            );
            return Some(std::str::from_utf8_unchecked(bytes));
        }
    }
    other_text(text)
}

/// A new str. Plain ASCII, which most is, is copied without being decoded again.
#[inline]
pub fn new_text<'py>(py: Python<'py>, text: &str) -> Bound<'py, PyString> {
    if text.is_empty() || !text.is_ascii() {
        return PyString::new(py, text);
    }
    // SAFETY: PyUnicode_New gives a compact ASCII str of this length that nobody else has seen, or null with an error;
    // its data hold as many bytes and a zero that is there already. `text` is ASCII, as the largest character promised.
    unsafe {
        let made = ffi::PyUnicode_New(text.len() as ffi::Py_ssize_t, 127);
        let Some(made) = Bound::from_owned_ptr_or_opt(py, made) else {
            ffi::PyErr_Clear();
            return PyString::new(py, text);
        };
        std::ptr::copy_nonoverlapping(text.as_ptr(), ffi::PyUnicode_1BYTE_DATA(made.as_ptr()), text.len());
        made.cast_into_unchecked()
    }
}

/// A new str of bytes that are ASCII; None where they are not, or are none at all.
#[inline]
pub fn new_ascii<'py>(py: Python<'py>, bytes: &[u8]) -> Option<Bound<'py, PyString>> {
    if bytes.is_empty() || !is_ascii(bytes) {
        return None;
    }
    // SAFETY: PyUnicode_New gives a compact ASCII str of this length that nobody else has seen, or null with an error;
    // its data hold as many bytes and a zero that is there already. The bytes are ASCII, as the largest character promised.
    unsafe {
        let made = ffi::PyUnicode_New(bytes.len() as ffi::Py_ssize_t, 127);
        let Some(made) = Bound::from_owned_ptr_or_opt(py, made) else {
            ffi::PyErr_Clear();
            return None;
        };
        std::ptr::copy_nonoverlapping(bytes.as_ptr(), ffi::PyUnicode_1BYTE_DATA(made.as_ptr()), bytes.len());
        Some(made.cast_into_unchecked())
    }
}

/// `[u8]::is_ascii` without a call for the short.
#[inline]
fn is_ascii(bytes: &[u8]) -> bool {
    const HIGHS: u64 = 0x8080_8080_8080_8080;
    if bytes.len() > 32 {
        return bytes.is_ascii();
    }
    if let Some(tail) = bytes.last_chunk::<8>() {
        let (words, _) = bytes.as_chunks::<8>();
        let all = words.iter().fold(u64::from_le_bytes(*tail), |all, word| all | u64::from_le_bytes(*word));
        return all & HIGHS == 0;
    }
    bytes.iter().fold(0, |all, byte| all | byte) < 0x80
}

#[cold]
fn other_text<'a>(text: &'a Bound<'_, PyString>) -> Option<&'a str> {
    text.to_str().ok()
}

/// An int that fits in 64 bits, or not.
pub enum Integer {
    /// Within the signed 64 bits.
    Signed(i64),
    /// Above them, within the unsigned 64 bits.
    Unsigned(u64),
    /// Beyond both.
    Beyond,
}

/// The value of an int (also of a sub-class of it). `value` must be one: anything else counts as beyond.
#[inline]
pub fn integer(value: &Bound<'_, PyAny>) -> Integer {
    let mut overflow: c_int = 0;
    // SAFETY: any object may be passed; for an int neither call runs Python code. An exception is cleared at once.
    unsafe {
        let signed = ffi::PyLong_AsLongLongAndOverflow(value.as_ptr(), &mut overflow);
        if overflow == 0 {
            if signed == -1 && !ffi::PyErr_Occurred().is_null() {
                ffi::PyErr_Clear();
                return Integer::Beyond;
            }
            return Integer::Signed(signed);
        }
        if overflow > 0 {
            let unsigned = ffi::PyLong_AsUnsignedLongLong(value.as_ptr());
            if unsigned != u64::MAX || ffi::PyErr_Occurred().is_null() {
                return Integer::Unsigned(unsigned);
            }
            ffi::PyErr_Clear();
        }
        Integer::Beyond
    }
}

/// The name of a value's type as C knows it: dotted for built-in types of modules, bare for classes of Python code.
pub fn type_name(value: &Bound<'_, PyAny>) -> String {
    // SAFETY: every type has a name that lives at least as long as it does, and `value` keeps its type alive.
    unsafe { CStr::from_ptr((*value.get_type_ptr()).tp_name) }.to_string_lossy().into_owned()
}
