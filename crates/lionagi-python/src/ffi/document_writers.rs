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
    c"document_writers(slot, shell, lion_class, default, /)\n--\n\nTwo functions that print a shell as a dict and as JSON, or None.",
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

/// What both functions of a class are bound to.
#[pyclass(frozen, module = "lionagi._core_rust._native.messages")]
struct Writer {
    layout: Layout,
    lion_class: Py<PyString>,
    default: Py<PyAny>,
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
    let [slot, class, lion_class, default] = given else {
        return Err(PyTypeError::new_err("document_writers() takes a slot, a class, a class name and a function"));
    };
    let class = class.cast::<PyType>().map_err(|_| PyTypeError::new_err("shell must be a class"))?;
    let name = own_class::slot_name(slot)?;
    let lion_class = lion_class.cast::<PyString>().map_err(|_| PyTypeError::new_err("lion_class must be a str"))?;
    if !class.getattr_opt(&name)?.is_some_and(|own| own.is(slot)) {
        return Ok(None);
    }
    let writer = Writer {
        layout: Layout::of(class, [name])?,
        lion_class: lion_class.clone().unbind(),
        default: default.clone().unbind(),
    };
    let writer = Bound::new(py, writer)?.into_any();
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
        write(writer, arguments, count, |writer, core| {
            let lion_class = writer.lion_class.bind(core.py());
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
        write(writer, arguments, count, |writer, core| {
            let py = core.py();
            let (lion_class, default) = (writer.lion_class.bind(py), writer.default.bind(py).clone());
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
    print: impl FnOnce(&Writer, &Bound<'py, MessageCore>) -> PyResult<Bound<'py, PyAny>>,
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
            if !writer.layout.is_of(shell) {
                return Ok(None);
            }
            let core = writer.layout.read(shell, 0)?;
            match core.cast_exact::<MessageCore>() {
                Ok(core) => print(writer, core).map(Some),
                Err(_) => Ok(None),
            }
        }),
    )
}
