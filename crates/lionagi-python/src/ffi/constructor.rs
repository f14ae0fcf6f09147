//! Calls of a class that go straight to Rust: no tuple of arguments, no `__new__` lookup.
//!
//! `#[new]` stays and does the same; the interpreter only prefers what stands in `tp_vectorcall` when the class itself,
//! not a sub-class, is called.
#![allow(unsafe_code, reason = "the one folder of this crate for it")]

use std::slice;

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::{PyClass, ffi};

/// A class whose instances are made of positional arguments.
pub trait Positional: PyClass {
    /// A new instance; runs under a guard.
    fn make<'py>(py: Python<'py>, arguments: &[Bound<'py, PyAny>]) -> PyResult<Bound<'py, Self>>;
}

/// Lets calls of the class go through `make`.
pub fn install<T: Positional>(py: Python<'_>) {
    let class = py.get_type::<T>();
    // SAFETY: a live heap type of ours, changed while it is being registered, before anyone can call it; the slot is
    // not inherited, so only calls of this very class arrive at the function.
    unsafe { (*class.as_type_ptr()).tp_vectorcall = Some(call::<T>) }
}

unsafe extern "C" fn call<T: Positional>(
    class: *mut ffi::PyObject,
    arguments: *const *mut ffi::PyObject,
    count: usize,
    names: *mut ffi::PyObject,
) -> *mut ffi::PyObject {
    // SAFETY: the interpreter calls with its lock held.
    let py = unsafe { Python::assume_attached() };
    // SAFETY: `names` is null or a tuple, as the calling convention says.
    if !names.is_null() && unsafe { ffi::PyTuple_GET_SIZE(names) } != 0 {
        // SAFETY: `class` is the class that is called, alive during the call.
        let class = unsafe { Bound::from_borrowed_ptr(py, class) };
        PyTypeError::new_err(format!("{class} takes no keyword arguments")).restore(py);
        return std::ptr::null_mut();
    }
    // SAFETY: the high bit is a flag of the convention, the rest is the number of arguments.
    let count = unsafe { ffi::PyVectorcall_NARGS(count) } as usize;
    let arguments = if count == 0 {
        &[]
    } else {
        // SAFETY: that many live objects, which the caller keeps alive; `Bound` is a transparent pointer, and a slice of
        // them is only read, so no counter changes.
        unsafe { slice::from_raw_parts(arguments.cast::<Bound<'_, PyAny>>(), count) }
    };
    match T::make(py, arguments) {
        Ok(made) => made.into_ptr(),
        Err(error) => {
            error.restore(py);
            std::ptr::null_mut()
        }
    }
}
