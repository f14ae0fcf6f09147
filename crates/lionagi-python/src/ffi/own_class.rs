//! A class of Python code that we make objects of without its constructor: only as long as it has the one that was looked at.
#![allow(unsafe_code, reason = "the one folder of this crate for it")]

use pyo3::ffi;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyString, PyTuple, PyType};

use super::attach;

/// The constructor that a class had when it was looked at.
pub struct Constructor {
    init: Py<PyAny>,
    new: Py<PyAny>,
}

impl Constructor {
    /// The constructor of a class; None where its objects come about in a way of their own (another metaclass may have a `__call__`,
    /// a class of C has a `__new__`).
    pub fn of(class: &Bound<'_, PyType>) -> PyResult<Option<Self>> {
        let py = class.py();
        let of_object = new_of_object(py)?;
        let is_plain =
            class.get_type().is(py.get_type::<PyType>()) && class.getattr(intern!(py, "__new__"))?.is(&of_object);
        if !is_plain {
            return Ok(None);
        }
        Ok(Some(Self { init: class.getattr(intern!(py, "__init__"))?.unbind(), new: of_object.unbind() }))
    }

    /// True for these two.
    pub fn is(&self, found: &(Bound<'_, PyAny>, Bound<'_, PyAny>)) -> bool {
        self.init.as_ptr() == found.0.as_ptr() && self.new.as_ptr() == found.1.as_ptr()
    }
}

fn new_of_object(py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
    py.get_type::<PyAny>().getattr(intern!(py, "__new__"))
}

/// `object.__new__(class)` of a class that has no other one. Raises: TypeError: it is abstract; MemoryError.
#[inline]
pub fn new_object<'py>(class: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    let kind = class.as_ptr().cast::<ffi::PyTypeObject>();
    // SAFETY: a live type, whose objects are allocated by its own `tp_alloc`. Where they have a `__dict__`, only `object.__new__` knows how
    // to prepare the place for its values (without that, attributes would lie in a dict of their own, and be slow); it takes a live class
    // and a tuple. Either answers with a new reference or null.
    unsafe {
        let is_bare = (*kind).tp_dictoffset == 0 && (*kind).tp_flags & ffi::Py_TPFLAGS_IS_ABSTRACT == 0;
        let made = if is_bare {
            (*kind).tp_alloc.unwrap_or(ffi::PyType_GenericAlloc)(kind, 0)
        } else {
            let nothing = PyTuple::empty(class.py());
            match ffi::PyBaseObject_Type.tp_new {
                Some(new) => new(kind, nothing.as_ptr(), std::ptr::null_mut()),
                None => return class.call_method0("__new__"),
            }
        };
        Bound::from_owned_ptr_or_err(class.py(), made)
    }
}

/// `__init__` and `__new__` of a class as they are now. A look gives the class a version.
pub fn constructor_now<'py>(class: &Bound<'py, PyAny>) -> Option<(Bound<'py, PyAny>, Bound<'py, PyAny>)> {
    let py = class.py();
    Some((class.getattr(intern!(py, "__init__")).ok()?, class.getattr(intern!(py, "__new__")).ok()?))
}

/// The version of a class, another one after each change; 0: it has none at the moment.
#[inline]
pub fn version_of(class: &Bound<'_, PyAny>) -> u32 {
    let class = class.as_ptr().cast::<ffi::PyTypeObject>();
    // SAFETY: a live type; both fields change under the interpreter lock alone.
    unsafe { if (*class).tp_flags & ffi::Py_TPFLAGS_VALID_VERSION_TAG == 0 { 0 } else { (*class).tp_version_tag } }
}

/// The name of a slot. Raises: TypeError: `slot` is no descriptor that can be set.
pub fn slot_name<'py>(slot: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyString>> {
    let py = slot.py();
    if !slot.get_type().hasattr(intern!(py, "__set__"))? {
        return Err(attach::no_slot());
    }
    slot.getattr_opt(intern!(py, "__name__"))?.and_then(|name| name.cast_into().ok()).ok_or_else(attach::no_slot)
}
