//! The class of ids as memory: where an instance keeps its bytes, and how one is made without running Python code.
//!
//! `IDType` is an ordinary Python class with the one slot `_value`. `bind` learns the offset of that slot from the
//! class's own member descriptor and checks that nothing else is in an instance, so every later access is plain.
#![allow(unsafe_code, reason = "the one folder of this crate for it")]

use std::ffi::{c_char, c_int};
use std::ptr;

use lionagi_core::ids::{Id, TEXT_LENGTH};
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyString, PyType};
use pyo3::{Borrowed, ffi, intern};

use super::locked::Locked;
use crate::errors;

/// The class and the offset of its slot, in bytes from the start of an instance.
#[derive(Clone, Copy)]
struct ClassOfIds {
    class: *mut ffi::PyTypeObject,
    offset: isize,
}

// SAFETY: the pointer is only followed by threads that hold the interpreter lock (see `Locked`).
unsafe impl Send for ClassOfIds {}

/// The reference that keeps the class alive is given up to this static on purpose: ids outlive every owner.
static BOUND: Locked<Option<ClassOfIds>> = Locked::new(None);

/// `PyMemberDef` as every CPython lays it out (pyo3-ffi types it wrongly before 3.11).
#[repr(C)]
struct MemberDef {
    name: *const c_char,
    kind: c_int,
    offset: ffi::Py_ssize_t,
}

/// Remembers the class of ids. Raises: TypeError: its instances hold anything but the one slot.
pub fn bind(class: &Bound<'_, PyAny>) -> PyResult<()> {
    let refuse = || errors::build(class.py(), "unbindable_id_class", (class,));
    let class = class.cast::<PyType>().map_err(|_| refuse())?;
    let offset = slot_offset(class).ok_or_else(refuse)?;
    let bound = ClassOfIds { class: class.as_type_ptr(), offset };
    BOUND.with(class.py(), |place| match place {
        Some(old) if old.class == bound.class => {}
        _ => {
            std::mem::forget(class.clone());
            *place = Some(bound);
        }
    });
    Ok(())
}

fn slot_offset(class: &Bound<'_, PyType>) -> Option<isize> {
    let member = class.getattr(intern!(class.py(), "__dict__")).ok()?.get_item(intern!(class.py(), "_value")).ok()?;
    // SAFETY: both are type objects; the check makes the cast below right.
    if unsafe { ffi::Py_TYPE(member.as_ptr()) != &raw mut ffi::PyMemberDescr_Type } {
        return None;
    }
    let plain = class.as_type_ptr();
    // SAFETY: `member` is a member descriptor (checked above), so its definition is a `PyMemberDef` that lives as long
    // as the class; `plain` is the class itself, a complete heap type.
    unsafe {
        let definition = (*member.as_ptr().cast::<ffi::PyMemberDescrObject>()).d_member.cast::<MemberDef>();
        let offset = (*definition).offset;
        let only_the_slot = offset == size_of::<ffi::PyObject>() as isize
            && (*plain).tp_basicsize == offset + size_of::<*mut ffi::PyObject>() as isize
            && (*plain).tp_itemsize == 0
            && (*plain).tp_dictoffset == 0
            && (*plain).tp_weaklistoffset == 0
            && (*plain).tp_base == &raw mut ffi::PyBaseObject_Type
            && ffi::PyType_HasFeature(plain, ffi::Py_TPFLAGS_HAVE_GC) != 0
            && ffi::PyType_HasFeature(plain, ffi::Py_TPFLAGS_HEAPTYPE) != 0;
        only_the_slot.then_some(offset)
    }
}

#[inline]
fn bound(py: Python<'_>) -> PyResult<ClassOfIds> {
    BOUND.with(py, |place| *place).ok_or_else(|| PyRuntimeError::new_err("bind() was not called"))
}

/// A new id of these bytes, not seen by the garbage collector: it holds bytes and can be in no cycle.
#[inline]
pub fn new_id<'py>(py: Python<'py>, id: &Id) -> PyResult<Bound<'py, PyAny>> {
    let ClassOfIds { class, offset } = bound(py)?;
    let bytes = PyBytes::new(py, id);
    // SAFETY: `bind` checked that instances of `class` are collectable objects of one slot at `offset` and nothing else,
    // so allocating without `tp_alloc` leaves only that slot to fill, which happens before anyone sees the object. The
    // pointer is a new reference or null.
    unsafe {
        let made = ffi::PyObject_GC_New::<ffi::PyObject>(class);
        let made = Bound::from_owned_ptr_or_err(py, made)?;
        ptr::write(slot(made.as_ptr(), offset), bytes.into_ptr());
        Ok(made)
    }
}

/// True for an instance of the class of ids or of a sub-class.
#[inline]
pub fn is_id(value: &Bound<'_, PyAny>) -> bool {
    // SAFETY: the class is alive (a reference was given up in `bind`), and `value` is a live object.
    bound(value.py()).is_ok_and(|bound| unsafe { ffi::PyObject_TypeCheck(value.as_ptr(), bound.class) != 0 })
}

/// What an id holds, without a new reference; None where `value` is no id or its slot is empty.
///
/// The borrow ends before Python code may run: assigning `_value` would drop what is borrowed.
#[inline]
fn held<'a, 'py>(value: &'a Bound<'py, PyAny>) -> Option<Borrowed<'a, 'py, PyAny>> {
    let bound = bound(value.py()).ok()?;
    // SAFETY: the type check makes `offset` a slot of this object (sub-classes keep the layout of their base); what is
    // in it is a live object or null.
    unsafe {
        if ffi::PyObject_TypeCheck(value.as_ptr(), bound.class) == 0 {
            return None;
        }
        Borrowed::from_ptr_or_opt(value.py(), *slot(value.as_ptr(), bound.offset))
    }
}

/// The 16 bytes of an id; None where `value` is no id, or one that holds something else.
#[inline]
pub fn bytes_of(value: &Bound<'_, PyAny>) -> Option<Id> {
    // An exact bytes object: what a user stored in an id by hand may be a sub-class with other ideas.
    held(value)?.cast_exact::<PyBytes>().ok()?.as_bytes().try_into().ok()
}

/// Address of the slot of an instance.
///
/// # Safety
/// `id` is an instance of the bound class, and `offset` the offset found by `bind`.
#[inline]
unsafe fn slot(id: *mut ffi::PyObject, offset: isize) -> *mut *mut ffi::PyObject {
    // SAFETY: by the contract of this function the address is inside the object and aligned for a pointer.
    unsafe { id.byte_offset(offset).cast() }
}

/// An ASCII text as a Python string, written in place.
#[inline]
pub fn ascii<'py>(py: Python<'py>, text: &[u8; TEXT_LENGTH]) -> PyResult<Bound<'py, PyString>> {
    debug_assert!(text.is_ascii());
    // SAFETY: the new string is compact ASCII with room for TEXT_LENGTH bytes and is not shared yet; `text` is ASCII.
    unsafe {
        let made = ffi::PyUnicode_New(TEXT_LENGTH as ffi::Py_ssize_t, 127);
        let made = Bound::from_owned_ptr_or_err(py, made)?;
        ptr::copy_nonoverlapping(text.as_ptr(), ffi::PyUnicode_DATA(made.as_ptr()).cast(), TEXT_LENGTH);
        Ok(made.cast_into_unchecked())
    }
}
