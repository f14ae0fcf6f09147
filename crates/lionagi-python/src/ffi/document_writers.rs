//! `document_writers`: functions that print a shell as a dict and as JSON text in one crossing, record and class name found by themselves.
//!
//! What is printed is decided in `crate::entity`.
#![allow(unsafe_code, reason = "the one folder of this crate for it")]

use pyo3::exceptions::PyTypeError;
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::{PyString, PyTuple, PyType};

use super::attach;
use super::document_readers::answer;
use super::functions::{Definition, bound_function, function};
use super::layout::Layout;
use super::own_class;
use crate::entity;
use crate::guard::{Component, guard};
use crate::messages::MessageCore;

/// Adds `document_writers` to the module of `messages`.
pub fn add_functions(module: &Bound<'_, PyModule>) -> PyResult<()> {
    let (py, home) = (module.py(), module.name()?);
    module.add("document_writers", function(py, &DOCUMENT_WRITERS, &home)?)
}

static DOCUMENT_WRITERS: Definition = Definition::positional(
    c"document_writers",
    document_writers,
    c"document_writers(slot, default, /, *shells)\n--\n\nTwo functions that print a shell as a dict and as JSON, or None.",
);
static TO_DICT: Definition = Definition::positional(
    c"to_dict",
    to_dict,
    c"to_dict(shell, /)\n--\n\nThe dict of a shell; None: of another class or core.",
);
static TO_JSON: Definition = Definition::positional(
    c"to_json",
    to_json,
    c"to_json(shell, /)\n--\n\nThe JSON of a shell; None: of another class or core.",
);

/// What both functions are bound to.
#[pyclass(frozen, module = "lionagi._core_rust._native.messages")]
struct Writer {
    shells: Vec<Shell>,
    default: Py<PyAny>,
}

/// A class, where its objects keep their record, and the name it goes by.
struct Shell {
    layout: Layout,
    lion_class: Py<PyString>,
}

unsafe extern "C" fn document_writers(
    _module: *mut ffi::PyObject,
    arguments: *mut *mut ffi::PyObject,
    count: ffi::Py_ssize_t,
) -> *mut ffi::PyObject {
    // SAFETY: the interpreter calls with its lock held and with the arguments of its own calling convention.
    let (py, given) = unsafe { attach::received(arguments, count) };
    answer(py, guard(Component::Messages, || writers(py, given)))
}

fn writers<'py>(py: Python<'py>, given: &[Bound<'py, PyAny>]) -> PyResult<Option<Bound<'py, PyAny>>> {
    let [slot, default, classes_and_names @ ..] = given else {
        return Err(PyTypeError::new_err("document_writers() takes a slot, a function, and classes and names in turn"));
    };
    let name = own_class::slot_name(slot)?;
    if !classes_and_names.len().is_multiple_of(2) {
        return Err(PyTypeError::new_err("shells must be classes and names in turn"));
    }
    let mut shells = Vec::with_capacity(classes_and_names.len() / 2);
    for pair in classes_and_names.chunks_exact(2) {
        let class = pair[0].cast::<PyType>().map_err(|_| PyTypeError::new_err("shell must be a class"))?;
        let lion_class = pair[1].cast::<PyString>().map_err(|_| PyTypeError::new_err("lion_class must be a str"))?;
        // Of a class whose slot is another one nothing is known: it is left to others.
        if class.getattr_opt(&name)?.is_some_and(|own| own.is(slot)) {
            shells.push(Shell { layout: Layout::of(class, [name.clone()])?, lion_class: lion_class.clone().unbind() });
        }
    }
    let writer = Bound::new(py, Writer { shells, default: default.clone().unbind() })?.into_any();
    let both = [bound_function(py, &TO_DICT, &writer)?, bound_function(py, &TO_JSON, &writer)?];
    Ok(Some(PyTuple::new(py, both)?.into_any()))
}

unsafe extern "C" fn to_dict(
    writer: *mut ffi::PyObject,
    arguments: *mut *mut ffi::PyObject,
    count: ffi::Py_ssize_t,
) -> *mut ffi::PyObject {
    // SAFETY: as in `document_writers`.
    unsafe {
        write(writer, arguments, count, |_, lion_class, core| {
            entity::python_dict(core.as_super(), lion_class).map(Bound::into_any)
        })
    }
}

unsafe extern "C" fn to_json(
    writer: *mut ffi::PyObject,
    arguments: *mut *mut ffi::PyObject,
    count: ffi::Py_ssize_t,
) -> *mut ffi::PyObject {
    // SAFETY: as in `document_writers`.
    unsafe {
        write(writer, arguments, count, |writer, lion_class, core| {
            let default = writer.default.bind(core.py()).clone();
            entity::to_json_text(core.as_super(), lion_class, Some(default)).map(Bound::into_any)
        })
    }
}

/// # Safety
/// What the interpreter hands to a function of `Definition::positional` that is bound to a [`Writer`].
#[inline]
unsafe fn write<'py>(
    writer: *mut ffi::PyObject,
    arguments: *mut *mut ffi::PyObject,
    count: ffi::Py_ssize_t,
    print: impl FnOnce(&Writer, &Bound<'py, PyString>, &Bound<'py, MessageCore>) -> PyResult<Bound<'py, PyAny>>,
) -> *mut ffi::PyObject {
    // SAFETY: by the contract of this function; the function keeps what it is bound to alive.
    let (py, given, writer) = unsafe {
        let (py, given) = attach::received(arguments, count);
        (py, given, Bound::from_borrowed_ptr(py, writer))
    };
    answer(
        py,
        guard(Component::Messages, || {
            let [shell] = given else { return Err(PyTypeError::new_err("a writer takes one shell")) };
            let writer = writer.cast::<Writer>()?.get();
            let Some(known) = writer.shells.iter().find(|known| known.layout.is_of(shell)) else { return Ok(None) };
            let core = known.layout.read(shell, 0)?;
            match core.cast_exact::<MessageCore>() {
                Ok(core) => print(writer, known.lion_class.bind(py), core).map(Some),
                Err(_) => Ok(None),
            }
        }),
    )
}
