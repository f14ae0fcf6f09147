//! A slot of a native class that Python reads like a slot of its own classes, without a call.
//!
//! The interpreter specialises such reads to a load from an offset. Assignments must not bypass us (the collector has to
//! know what is stored), so the member is read-only and the class's `__setattr__` takes them.
#![allow(unsafe_code, reason = "the one folder of this crate for it")]

use std::ffi::{CStr, c_char, c_int};
use std::ptr;

use pyo3::prelude::*;
use pyo3::types::PyString;
use pyo3::{PyClass, ffi, intern};

use super::slot::Slot;

/// `PyMemberDef` as every CPython lays it out (pyo3-ffi types it wrongly before 3.11).
#[repr(C)]
struct MemberDef {
    name: *const c_char,
    kind: c_int,
    offset: ffi::Py_ssize_t,
    flags: c_int,
    doc: *const c_char,
}

const OBJECT: c_int = 16; // `Py_T_OBJECT_EX`: an AttributeError where the slot is empty
const READ_ONLY: c_int = 1; // `Py_READONLY`

/// Gives the class of `sample` a read-only member `name` that reads the slot that `find` shows in an instance.
pub fn add<T: PyClass<Frozen = pyo3::pyclass::boolean_struct::True> + Sync>(
    sample: &Bound<'_, T>,
    name: &'static CStr,
    doc: &'static CStr,
    find: impl FnOnce(&T) -> &Slot,
) -> PyResult<()> {
    let py = sample.py();
    let place = ptr::from_ref(find(sample.get())) as isize - sample.as_ptr() as isize;
    // Lives as long as the class, which is for ever.
    let definition = Box::leak(Box::new(MemberDef {
        name: name.as_ptr(),
        kind: OBJECT,
        offset: place,
        flags: READ_ONLY,
        doc: doc.as_ptr(),
    }));
    let class = py.get_type::<T>();
    // SAFETY: `definition` is laid out as the interpreter expects and never freed or moved. At its offset every instance
    // of exactly this layout has a `Slot`, which is a nullable pointer to an object; reads happen under the interpreter
    // lock. The answer is a new reference or null.
    let member = unsafe {
        let member = ffi::PyDescr_NewMember(class.as_type_ptr(), ptr::from_mut(definition).cast());
        Bound::from_owned_ptr_or_err(py, member)?
    };
    class.setattr(member.getattr(intern!(py, "__name__"))?.cast::<PyString>()?, &member)
}

/// `object.__setattr__`, for names a class does not treat itself.
pub fn set_attribute(object: &Bound<'_, PyAny>, name: &Bound<'_, PyString>, value: &Bound<'_, PyAny>) -> PyResult<()> {
    // SAFETY: three live objects; -1 says that an exception is set.
    match unsafe { ffi::PyObject_GenericSetAttr(object.as_ptr(), name.as_ptr(), value.as_ptr()) } {
        -1 => Err(PyErr::fetch(object.py())),
        _ => Ok(()),
    }
}
