//! `document_readers`: functions that make a shell of a document, record and all, in one crossing and without the class's constructor.
//!
//! They know what the class says of itself, so that nothing of it is looked up at each call. What a document is read as is decided in
//! `crate::messages::documents`.
#![allow(unsafe_code, reason = "the one folder of this crate for it")]

use lionagi_core::messages::fields::Kind;
use pyo3::exceptions::PyTypeError;
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyString, PyTuple, PyType};

use super::attach;
use super::functions::{Definition, bound_function, function};
use super::layout::Layout;
use super::locked::Locked;
use super::own_class::{self, Constructor, version_of};
use crate::guard::{Component, guard};
use crate::messages::{MessageCore, documents, read_kind};

/// Adds `document_readers` to the module of `messages`.
pub fn add_functions(module: &Bound<'_, PyModule>) -> PyResult<()> {
    let (py, home) = (module.py(), module.name()?);
    module.add("document_readers", function(py, &DOCUMENT_READERS, &home)?)
}

static DOCUMENT_READERS: Definition = Definition::positional(
    c"document_readers",
    document_readers,
    c"document_readers(slot, shell, kind, lion_class, /, *attributes)\n--\n\nTwo functions that make a shell of a dict and of JSON, or None.",
);
static OF_DICT: Definition =
    Definition::positional(c"of_dict", of_dict, c"of_dict(data, /)\n--\n\nThe shell of a dict; None: of another one.");
static OF_JSON: Definition = Definition::positional(
    c"of_json",
    of_json,
    c"of_json(data, /)\n--\n\nThe shell of JSON; None: of another document.",
);

/// What both functions of a class are bound to.
#[pyclass(frozen, module = "lionagi._core_rust._native.messages")]
struct Reader {
    layout: Layout,
    kind: Kind,
    lion_class: Py<PyString>,
    /// Of the attributes behind the record.
    values: Vec<Py<PyAny>>,
    constructor: Constructor,
    /// The class's version when it was last looked at; 0: look again.
    version: Locked<u32>,
}

impl Reader {
    /// True where the class still has the constructor that is left out.
    #[inline]
    fn is_usual(&self, py: Python<'_>) -> bool {
        let class = self.layout.class(py).as_any();
        let version = version_of(class);
        version != 0 && version == self.version.with(py, |seen| *seen) || self.looked_at(class)
    }

    #[cold]
    fn looked_at(&self, class: &Bound<'_, PyAny>) -> bool {
        let is_same = own_class::constructor_now(class).is_some_and(|found| self.constructor.is(&found));
        if is_same {
            self.version.with(class.py(), |seen| *seen = version_of(class));
        }
        is_same
    }

    /// The shell of a record.
    #[inline]
    fn shell<'py>(&self, core: Option<Bound<'py, MessageCore>>) -> PyResult<Option<Bound<'py, PyAny>>> {
        let Some(core) = core else { return Ok(None) };
        let py = core.py();
        let rest = self.values.iter().map(|value| value.bind(py).clone());
        self.layout.make(py, std::iter::once(core.into_any()).chain(rest)).map(Some)
    }
}

unsafe extern "C" fn document_readers(
    _module: *mut ffi::PyObject,
    arguments: *mut *mut ffi::PyObject,
    count: ffi::Py_ssize_t,
) -> *mut ffi::PyObject {
    // SAFETY: the interpreter calls with its lock held and with the arguments of its own calling convention.
    let (py, given) = unsafe { attach::received(arguments, count) };
    answer(py, guard(Component::Messages, || readers(py, given)))
}

fn readers<'py>(py: Python<'py>, given: &[Bound<'py, PyAny>]) -> PyResult<Option<Bound<'py, PyAny>>> {
    let [slot, class, kind, lion_class, attributes @ ..] = given else {
        return Err(PyTypeError::new_err("document_readers() takes a slot, a class, a kind and a class name"));
    };
    let class = class.cast::<PyType>().map_err(|_| PyTypeError::new_err("shell must be a class"))?;
    let name = own_class::slot_name(slot)?;
    let kind = read_kind(kind)?;
    let lion_class = lion_class.cast::<PyString>().map_err(|_| PyTypeError::new_err("lion_class must be a str"))?;
    if !attributes.len().is_multiple_of(2) {
        return Err(PyTypeError::new_err("attributes must be names and values in turn"));
    }
    let (mut names, mut values) = (vec![name], Vec::new());
    for pair in attributes.chunks_exact(2) {
        names.push(
            pair[0].cast::<PyString>().map_err(|_| PyTypeError::new_err("attribute name must be a str"))?.clone(),
        );
        values.push(pair[1].clone().unbind());
    }
    let is_its_own = class.getattr_opt(&names[0])?.is_some_and(|own| own.is(slot));
    let Some(constructor) = Constructor::of(class)?.filter(|_| is_its_own) else { return Ok(None) };
    let reader = Reader {
        layout: Layout::of(class, names)?,
        kind,
        lion_class: lion_class.clone().unbind(),
        values,
        constructor,
        version: Locked::new(0),
    };
    let reader = Bound::new(py, reader)?.into_any();
    let both = [bound_function(py, &OF_DICT, &reader)?, bound_function(py, &OF_JSON, &reader)?];
    Ok(Some(PyTuple::new(py, both)?.into_any()))
}

unsafe extern "C" fn of_dict(
    reader: *mut ffi::PyObject,
    arguments: *mut *mut ffi::PyObject,
    count: ffi::Py_ssize_t,
) -> *mut ffi::PyObject {
    // SAFETY: as in `document_readers`.
    unsafe {
        read(reader, arguments, count, |reader, data| match data.cast_exact::<PyDict>() {
            Ok(data) => documents::from_document(data, reader.kind, reader.lion_class.bind(data.py())),
            Err(_) => Ok(None),
        })
    }
}

unsafe extern "C" fn of_json(
    reader: *mut ffi::PyObject,
    arguments: *mut *mut ffi::PyObject,
    count: ffi::Py_ssize_t,
) -> *mut ffi::PyObject {
    // SAFETY: as in `document_readers`.
    unsafe {
        read(reader, arguments, count, |reader, data| {
            if !data.is_instance_of::<PyString>() && !data.is_instance_of::<PyBytes>() {
                return Ok(None);
            }
            documents::from_json(data, reader.lion_class.bind(data.py()), reader.kind)
        })
    }
}

/// # Safety
/// What the interpreter hands to a function of `Definition::positional` that is bound to a [`Reader`].
#[inline]
unsafe fn read<'py>(
    reader: *mut ffi::PyObject,
    arguments: *mut *mut ffi::PyObject,
    count: ffi::Py_ssize_t,
    record: impl FnOnce(&Reader, &Bound<'py, PyAny>) -> PyResult<Option<Bound<'py, MessageCore>>>,
) -> *mut ffi::PyObject {
    // SAFETY: by the contract of this function; the function keeps what it is bound to alive.
    let (py, given, reader) = unsafe {
        let (py, given) = attach::received(arguments, count);
        (py, given, Bound::from_borrowed_ptr(py, reader))
    };
    answer(
        py,
        guard(Component::Messages, || {
            let [data] = given else { return Err(PyTypeError::new_err("a reader takes one document")) };
            let reader = reader.cast::<Reader>()?.get();
            if reader.is_usual(py) { reader.shell(record(reader, data)?) } else { Ok(None) }
        }),
    )
}

pub(super) fn answer(py: Python<'_>, found: PyResult<Option<Bound<'_, PyAny>>>) -> *mut ffi::PyObject {
    attach::finish(py, found.map(|found| found.unwrap_or_else(|| py.None().into_bound(py))))
}
