//! Which native objects the garbage collector looks at.
//!
//! PyO3 lets the collector track every instance. A core that holds only text, numbers and None can be in no cycle, and
//! tracking it triples the price of keeping many: such a core is untracked after construction, and tracked again before
//! anything that could close a cycle through it is stored or handed out.
#![allow(unsafe_code, reason = "the one folder of this crate for it")]

use pyo3::PyClass;
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::PyType;

/// True where the collector could find a cycle through `value`: instances of collectable types, tracked or not yet.
#[inline]
pub fn can_close_a_cycle(value: &Bound<'_, PyAny>) -> bool {
    // SAFETY: a live object and its live type.
    unsafe { ffi::PyType_HasFeature(ffi::Py_TYPE(value.as_ptr()), ffi::Py_TPFLAGS_HAVE_GC) != 0 }
}

/// True where the collector looks at `value` now. A dict nobody else can reach and that is not tracked holds only atoms.
#[inline]
pub fn is_tracked(value: &Bound<'_, PyAny>) -> bool {
    // SAFETY: a live object; the function answers 0 for one that is not collectable.
    unsafe { ffi::PyObject_GC_IsTracked(value.as_ptr()) != 0 }
}

/// Makes the collector look at `core` (again).
#[inline]
pub fn track<T: PyClass>(core: &Bound<'_, T>) {
    if !is_tracked(core.as_any()) {
        // SAFETY: an instance of a PyO3 class is collectable and completely built once there is a `Bound` of it; it is
        // not tracked, which tracking demands, and the lock is held between the question and the act.
        unsafe { ffi::PyObject_GC_Track(core.as_ptr().cast()) }
    }
}

/// Makes the collector overlook `core`: nothing in it can lead back to it.
#[inline]
pub fn untrack<T: PyClass>(core: &Bound<'_, T>) {
    // SAFETY: an instance of a PyO3 class is collectable; untracking twice is allowed, also when it is deallocated.
    unsafe { ffi::PyObject_GC_UnTrack(core.as_ptr().cast()) }
}

/// True for a class made at run time, as every class of Python code is.
#[inline]
pub fn is_class_of_python(class: &Bound<'_, PyType>) -> bool {
    // SAFETY: a live type object.
    unsafe { ffi::PyType_HasFeature(class.as_type_ptr(), ffi::Py_TPFLAGS_HEAPTYPE) != 0 }
}
