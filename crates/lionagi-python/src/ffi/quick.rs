//! Calls of a class of Python code whose constructor is a Python function, without what `type.__call__` does on the way: a tuple and
//! a dict of the arguments, and looking `__init__` up through a slot.
//!
//! What is done is what `type.__call__` does (Objects/typeobject.c of CPython), so it holds for every such class and whatever core is
//! at work; a class that makes its objects in another way is handed to `type.__call__`, call by call.
#![allow(unsafe_code, reason = "the one folder of this crate for it")]

use std::{ptr, slice};

use pyo3::exceptions::PyTypeError;
use pyo3::ffi;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyFunction, PyType};

use super::attach;
use super::functions::{Definition, function};
use super::own_class;
use super::shell::{as_class, ordinary};
use crate::guard::Component;

/// Adds `quicken` to the module of `entity`.
pub fn add_functions(module: &Bound<'_, PyModule>) -> PyResult<()> {
    let (py, home) = (module.py(), module.name()?);
    module.add("quicken", function(py, &QUICKEN, &home)?)
}

static QUICKEN: Definition = Definition::positional(
    c"quicken",
    quicken,
    c"quicken(shell, /)\n--\n\nLets calls of a class reach its `__init__` sooner.",
);

unsafe extern "C" fn quicken(
    _module: *mut ffi::PyObject,
    arguments: *mut *mut ffi::PyObject,
    count: ffi::Py_ssize_t,
) -> *mut ffi::PyObject {
    // SAFETY: the interpreter calls with its lock held and with the arguments of its own calling convention.
    unsafe {
        attach::answer(arguments, count, Component::Entity, |_, given| {
            let [class] = given else { return Err(PyTypeError::new_err("quicken() takes a class")) };
            begin(as_class(class)?);
            Ok(())
        })
    }
}

/// A class that has a function there already keeps it.
fn begin(class: &Bound<'_, PyType>) {
    let kind = class.as_type_ptr();
    // SAFETY: a live type, changed under the interpreter lock; only heap types, as every class of Python code is, are written to.
    unsafe {
        let is_of_python = (*kind).tp_flags & ffi::Py_TPFLAGS_HEAPTYPE != 0;
        if is_of_python && (*kind).tp_vectorcall.is_none() {
            (*kind).tp_vectorcall = Some(call);
        }
    }
}

/// Undoes `begin`.
pub fn end(class: &Bound<'_, PyType>) {
    let kind = class.as_type_ptr();
    // SAFETY: as in `begin`; without a function the interpreter asks `type.__call__`.
    unsafe {
        if (*kind).tp_vectorcall.is_some_and(|held| ptr::fn_addr_eq(held, call as ffi::vectorcallfunc)) {
            (*kind).tp_vectorcall = None;
        }
    }
}

/// Arguments that find room beside the object without memory being asked for.
const FEW: usize = 8;

unsafe extern "C" fn call(
    class: *mut ffi::PyObject,
    arguments: *const *mut ffi::PyObject,
    flagged: usize,
    names: *mut ffi::PyObject,
) -> *mut ffi::PyObject {
    // Not counted: no core is asked here, and whether a class is quick already must not show in what a program counts.
    // SAFETY: the interpreter calls with its lock held and with live objects: the class, `PyVectorcall_NARGS` arguments by place, then
    // one for each of `names`, which is null or a tuple.
    unsafe {
        let py = Python::assume_attached();
        let by_place = ffi::PyVectorcall_NARGS(flagged) as usize;
        let named = if names.is_null() { 0 } else { ffi::PyTuple_GET_SIZE(names) as usize };
        let given: &[*mut ffi::PyObject] =
            if by_place + named == 0 { &[] } else { slice::from_raw_parts(arguments, by_place + named) };
        let class = Bound::from_borrowed_ptr(py, class);
        let kind = class.as_ptr().cast::<ffi::PyTypeObject>();
        let init = match class.getattr(intern!(py, "__init__")) {
            Ok(init) if is_plain(kind) && init.is_exact_instance_of::<PyFunction>() => init,
            _ => {
                let given: &[Bound<'_, PyAny>] = slice::from_raw_parts(given.as_ptr().cast(), given.len());
                let names = Bound::from_borrowed_ptr_or_opt(py, names);
                return attach::finish(py, ordinary(&class, by_place, given, names.as_ref()));
            }
        };
        let made = match own_class::new_object(&class) {
            Ok(made) => made,
            Err(error) => return attach::finish(py, Err(error)),
        };
        let count = by_place + 1;
        let answer = if given.len() < FEW {
            let mut all = [ptr::null_mut(); FEW];
            all[0] = made.as_ptr();
            all[1..=given.len()].copy_from_slice(given);
            ffi::PyObject_Vectorcall(init.as_ptr(), all.as_ptr(), count, names)
        } else {
            let all: Vec<_> = std::iter::once(made.as_ptr()).chain(given.iter().copied()).collect();
            ffi::PyObject_Vectorcall(init.as_ptr(), all.as_ptr(), count, names)
        };
        let Some(answer) = Bound::from_owned_ptr_or_opt(py, answer) else { return ptr::null_mut() };
        if answer.is_none() { made.into_ptr() } else { attach::finish(py, Err(no_none(&answer))) }
    }
}

/// True where `__new__` is that of `object`.
///
/// # Safety
/// A live type; the interpreter lock is held.
#[inline]
unsafe fn is_plain(kind: *mut ffi::PyTypeObject) -> bool {
    // SAFETY: by the contract of this function.
    unsafe {
        let new = (*kind).tp_new.zip(ffi::PyBaseObject_Type.tp_new);
        new.is_some_and(|(own, of_object)| ptr::fn_addr_eq(own, of_object))
    }
}

#[cold]
fn no_none(answer: &Bound<'_, PyAny>) -> PyErr {
    let name = answer.get_type().name().map_or_else(|_| String::new(), |name| name.to_string());
    PyTypeError::new_err(format!("__init__() should return None, not '{name}'"))
}
