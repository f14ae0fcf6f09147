//! Built-in functions made of plain C functions, for jobs so short that PyO3's argument parsing would show.
#![allow(unsafe_code, reason = "the one folder of this crate for it")]

use std::ffi::CStr;

use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::PyString;

/// A method definition in a static; the interpreter keeps its address, and never writes.
pub struct Definition(ffi::PyMethodDef);

// SAFETY: the definition is never changed, and the pointers in it are to static text and functions.
unsafe impl Sync for Definition {}

impl Definition {
    /// A function of arguments by place alone.
    pub const fn positional(name: &'static CStr, meth: ffi::PyCFunctionFast, doc: &'static CStr) -> Self {
        Self::new(name, ffi::PyMethodDefPointer { PyCFunctionFast: meth }, ffi::METH_FASTCALL, doc)
    }

    /// A function of arguments by place or by name.
    pub const fn keywords(name: &'static CStr, meth: ffi::PyCFunctionFastWithKeywords, doc: &'static CStr) -> Self {
        let meth = ffi::PyMethodDefPointer { PyCFunctionFastWithKeywords: meth };
        Self::new(name, meth, ffi::METH_FASTCALL | ffi::METH_KEYWORDS, doc)
    }

    const fn new(name: &'static CStr, meth: ffi::PyMethodDefPointer, flags: i32, doc: &'static CStr) -> Self {
        Self(ffi::PyMethodDef { ml_name: name.as_ptr(), ml_meth: meth, ml_flags: flags, ml_doc: doc.as_ptr() })
    }
}

/// The built-in function of a definition, which is handed `bound` as its first argument.
pub fn bound_function<'py>(
    py: Python<'py>,
    definition: &'static Definition,
    bound: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyAny>> {
    // SAFETY: as in `function`; the function keeps a reference to `bound`.
    unsafe {
        let definition = (&raw const definition.0).cast_mut();
        Bound::from_owned_ptr_or_err(py, ffi::PyCFunction_NewEx(definition, bound.as_ptr(), std::ptr::null_mut()))
    }
}

/// The built-in function of a definition; `module` is its `__module__`.
pub fn function<'py>(
    py: Python<'py>,
    definition: &'static Definition,
    module: &Bound<'py, PyString>,
) -> PyResult<Bound<'py, PyAny>> {
    // SAFETY: the definition is static; the interpreter takes a `*mut` but only reads. The answer is a new reference.
    unsafe {
        let definition = (&raw const definition.0).cast_mut();
        Bound::from_owned_ptr_or_err(py, ffi::PyCFunction_NewEx(definition, std::ptr::null_mut(), module.as_ptr()))
    }
}
