//! `attach_element`, `attach_node` and those of a dict of arguments as plain C functions: a constructor of the shells in one crossing, without PyO3's argument
//! parsing and without the tuple of a descriptor's `__set__`.
//!
//! What a record is made of is decided in `crate::entity`; here it is put into its shell.
#![allow(unsafe_code, reason = "the one folder of this crate for it")]

use std::slice;

use pyo3::exceptions::PyTypeError;
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::PyDict;

use super::functions::{Definition, function};
use crate::entity::classes;
use crate::guard::{Component, guard};

/// Adds both functions to the module of `entity`.
pub fn add_functions(module: &Bound<'_, PyModule>) -> PyResult<()> {
    let py = module.py();
    let home = module.name()?;
    for (name, definition) in [
        ("attach_element", &ATTACH_ELEMENT),
        ("attach_element_of", &ATTACH_ELEMENT_OF),
        ("attach_node", &ATTACH_NODE),
        ("attach_node_of", &ATTACH_NODE_OF),
    ] {
        module.add(name, function(py, definition, &home)?)?;
    }
    Ok(())
}

static ATTACH_ELEMENT: Definition = Definition::positional(
    c"attach_element",
    attach_element,
    c"attach_element(slot, shell, /, *attributes)\n--\n\nMakes an element of no arguments, puts it into a slot of its shell, and sets further attributes of the shell.",
);
static ATTACH_NODE: Definition = Definition::positional(
    c"attach_node",
    attach_node,
    c"attach_node(slot, shell, content, /, *attributes)\n--\n\nThe same with a node of content alone.",
);
static ATTACH_ELEMENT_OF: Definition = Definition::positional(
    c"attach_element_of",
    attach_element_of,
    c"attach_element_of(slot, shell, fields, /, *attributes)\n--\n\nThe same with an element of a dict of its arguments.",
);
static ATTACH_NODE_OF: Definition = Definition::positional(
    c"attach_node_of",
    attach_node_of,
    c"attach_node_of(slot, shell, fields, /, *attributes)\n--\n\nThe same with a node of a dict of its arguments.",
);

unsafe extern "C" fn attach_element(
    _module: *mut ffi::PyObject,
    arguments: *mut *mut ffi::PyObject,
    count: ffi::Py_ssize_t,
) -> *mut ffi::PyObject {
    // SAFETY: the interpreter calls with its lock held and with the arguments of its own calling convention.
    unsafe {
        answer(arguments, count, Component::Entity, |py, given| match given {
            [slot, shell, attributes @ ..] => {
                set(slot, shell, classes::make_element(py, &[])?.as_any())?;
                set_attributes(shell, attributes)
            }
            _ => Err(PyTypeError::new_err("attach_element() takes a slot and a shell")),
        })
    }
}

unsafe extern "C" fn attach_node(
    _module: *mut ffi::PyObject,
    arguments: *mut *mut ffi::PyObject,
    count: ffi::Py_ssize_t,
) -> *mut ffi::PyObject {
    // SAFETY: as in `attach_element`.
    unsafe {
        answer(arguments, count, Component::Entity, |py, given| match given {
            [slot, shell, content, attributes @ ..] => {
                set(slot, shell, classes::make_node(py, slice::from_ref(content))?.as_any())?;
                set_attributes(shell, attributes)
            }
            _ => Err(PyTypeError::new_err("attach_node() takes a slot, a shell and its content")),
        })
    }
}

unsafe extern "C" fn attach_element_of(
    _module: *mut ffi::PyObject,
    arguments: *mut *mut ffi::PyObject,
    count: ffi::Py_ssize_t,
) -> *mut ffi::PyObject {
    // SAFETY: as in `attach_element`.
    unsafe {
        answer(arguments, count, Component::Entity, |py, given| match given {
            [slot, shell, fields, attributes @ ..] => {
                set(slot, shell, classes::element_of(py, as_dict(fields)?)?.as_any())?;
                set_attributes(shell, attributes)
            }
            _ => Err(PyTypeError::new_err("attach_element_of() takes a slot, a shell and a dict")),
        })
    }
}

unsafe extern "C" fn attach_node_of(
    _module: *mut ffi::PyObject,
    arguments: *mut *mut ffi::PyObject,
    count: ffi::Py_ssize_t,
) -> *mut ffi::PyObject {
    // SAFETY: as in `attach_element`.
    unsafe {
        answer(arguments, count, Component::Entity, |py, given| match given {
            [slot, shell, fields, attributes @ ..] => {
                set(slot, shell, classes::node_of(py, as_dict(fields)?)?.as_any())?;
                set_attributes(shell, attributes)
            }
            _ => Err(PyTypeError::new_err("attach_node_of() takes a slot, a shell and a dict")),
        })
    }
}

fn as_dict<'a, 'py>(fields: &'a Bound<'py, PyAny>) -> PyResult<&'a Bound<'py, PyDict>> {
    fields.cast().map_err(|_| PyTypeError::new_err("fields must be a dict"))
}

/// Runs a job under the guard; None is its answer.
///
/// # Safety
/// The calling thread holds the interpreter lock; `arguments` are `count` live objects that the caller keeps alive.
#[inline]
pub unsafe fn answer<'py>(
    arguments: *mut *mut ffi::PyObject,
    count: ffi::Py_ssize_t,
    component: Component,
    job: impl FnOnce(Python<'py>, &[Bound<'py, PyAny>]) -> PyResult<()>,
) -> *mut ffi::PyObject {
    // SAFETY: by the contract of this function.
    let (py, given) = unsafe { received(arguments, count) };
    match guard(component, || job(py, given)) {
        Ok(()) => py.None().into_ptr(),
        Err(error) => {
            error.restore(py);
            std::ptr::null_mut()
        }
    }
}

/// What a function of the vectorcall convention was given.
///
/// # Safety
/// The calling thread holds the interpreter lock; `arguments` are `count` live objects that the caller keeps alive for `'a`.
#[inline]
pub unsafe fn received<'a, 'py>(
    arguments: *mut *mut ffi::PyObject,
    count: ffi::Py_ssize_t,
) -> (Python<'py>, &'a [Bound<'py, PyAny>]) {
    // SAFETY: by the contract of this function.
    let py = unsafe { Python::assume_attached() };
    let given: &[Bound<'py, PyAny>] = match usize::try_from(count) {
        // SAFETY: by the contract of this function; `Bound` is a transparent pointer, and a slice of them is only read, so no
        // counter changes.
        Ok(count) if count > 0 => unsafe { slice::from_raw_parts(arguments.cast::<Bound<'py, PyAny>>(), count) },
        _ => &[],
    };
    (py, given)
}

/// What a plain C function answers with: a new reference, or null with the error set.
pub fn finish(py: Python<'_>, made: PyResult<Bound<'_, PyAny>>) -> *mut ffi::PyObject {
    match made {
        Ok(made) => made.into_ptr(),
        Err(error) => {
            error.restore(py);
            std::ptr::null_mut()
        }
    }
}

/// What is wrong where a slot is none.
#[cold]
pub fn no_slot() -> PyErr {
    PyTypeError::new_err("slot must be the member descriptor of a class with __slots__")
}

/// `slot.__set__(shell, core)`. Raises: TypeError: `slot` is no descriptor that can be set, or none of this shell.
#[inline]
pub fn set(slot: &Bound<'_, PyAny>, shell: &Bound<'_, PyAny>, core: &Bound<'_, PyAny>) -> PyResult<()> {
    // SAFETY: the type of a live object; a type's slots do not change while it is in use under the interpreter lock.
    let Some(write) = (unsafe { (*ffi::Py_TYPE(slot.as_ptr())).tp_descr_set }) else {
        return Err(no_slot());
    };
    // SAFETY: three live objects, the first of the type whose function this is; the function checks that the second has
    // the slot, and takes a reference of its own to the third.
    if unsafe { write(slot.as_ptr(), shell.as_ptr(), core.as_ptr()) } < 0 {
        return Err(PyErr::fetch(slot.py()));
    }
    Ok(())
}

/// `slot.__get__(shell)`. Raises: AttributeError: the slot is empty; TypeError: `slot` is no descriptor, or none of this shell.
#[inline]
pub fn get<'py>(slot: &Bound<'py, PyAny>, shell: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    // SAFETY: as in `set`.
    let Some(read) = (unsafe { (*ffi::Py_TYPE(slot.as_ptr())).tp_descr_get }) else {
        return Err(no_slot());
    };
    // SAFETY: a live descriptor of the type whose function this is, a live object and its type; the function checks that the
    // object has the slot, and answers with a new reference or null.
    unsafe {
        let found = read(slot.as_ptr(), shell.as_ptr(), ffi::Py_TYPE(shell.as_ptr()).cast());
        Bound::from_owned_ptr_or_err(slot.py(), found)
    }
}

/// `object.__setattr__(shell, name, value)` for names and values in turn. Raises: TypeError: a name without a value.
#[inline]
pub fn set_attributes(shell: &Bound<'_, PyAny>, names_and_values: &[Bound<'_, PyAny>]) -> PyResult<()> {
    if !names_and_values.len().is_multiple_of(2) {
        return Err(PyTypeError::new_err("attributes must be names and values in turn"));
    }
    for pair in names_and_values.chunks_exact(2) {
        // SAFETY: three live objects; the function checks that the name is text.
        if unsafe { ffi::PyObject_GenericSetAttr(shell.as_ptr(), pair[0].as_ptr(), pair[1].as_ptr()) } < 0 {
            return Err(PyErr::fetch(shell.py()));
        }
    }
    Ok(())
}
