//! `attach_message` and `attach_document` as plain C functions: a message of arguments, or of a document, in one crossing.
//!
//! What a message is made of is decided in `crate::messages`; here it is put into its shell.
#![allow(unsafe_code, reason = "the one folder of this crate for it")]

use std::slice;

use pyo3::exceptions::{PyException, PyMemoryError, PyTypeError};
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyString, PyTuple};

use super::attach;
use super::functions::{Definition, function};
use crate::guard::{Component, guard};
use crate::messages::attach::make_usual;
use crate::messages::{documents, read_kind};

/// Adds the functions to the module of `messages`.
pub fn add_functions(module: &Bound<'_, PyModule>) -> PyResult<()> {
    let (py, home) = (module.py(), module.name()?);
    module.add("attach_message", function(py, &ATTACH_MESSAGE, &home)?)?;
    module.add("attach_document", function(py, &ATTACH_DOCUMENT, &home)?)
}

static ATTACH_MESSAGE: Definition = Definition::keywords(
    c"attach_message",
    attach_message,
    c"attach_message(slot, shell, kind, given, clock=None, random=None)\n--\n\nMakes the message of usual keyword arguments and puts it into a slot of its shell; False, and nothing is done: something is not usual.",
);

static ATTACH_DOCUMENT: Definition = Definition::positional(
    c"attach_document",
    attach_document,
    c"attach_document(slot, shell, data, kind, lion_class, /, *attributes)\n--\n\nPuts the message of a document, a dict or JSON, into a slot of its shell and sets further attributes of the shell; False, and nothing is done: it is another document.",
);

unsafe extern "C" fn attach_document(
    _module: *mut ffi::PyObject,
    arguments: *mut *mut ffi::PyObject,
    count: ffi::Py_ssize_t,
) -> *mut ffi::PyObject {
    // SAFETY: the interpreter calls with its lock held and with the arguments of its own calling convention.
    let (py, given) = unsafe { attach::received(arguments, count) };
    truth(
        py,
        guard(Component::Messages, || {
            let [slot, shell, data, kind, lion_class, attributes @ ..] = given else {
                return Err(PyTypeError::new_err(
                    "attach_document() takes a slot, a shell, a document, a kind and a class name",
                ));
            };
            let kind = read_kind(kind)?;
            let lion_class = lion_class.cast::<PyString>()?;
            let made = match data.cast::<PyDict>() {
                Ok(dict) => documents::from_document(dict, kind, lion_class)?,
                Err(_) => documents::from_json(data, lion_class, kind)?,
            };
            let Some(core) = made else { return Ok(false) };
            attach::set(slot, shell, core.as_any())?;
            attach::set_attributes(shell, attributes)?;
            Ok(true)
        }),
    )
}

fn truth(py: Python<'_>, answer: PyResult<bool>) -> *mut ffi::PyObject {
    match answer {
        Ok(done) => PyBool::new(py, done).to_owned().into_any().into_ptr(),
        Err(error) => {
            error.restore(py);
            std::ptr::null_mut()
        }
    }
}

const NAMES: [&str; 6] = ["slot", "shell", "kind", "given", "clock", "random"];

unsafe extern "C" fn attach_message(
    _module: *mut ffi::PyObject,
    arguments: *const *mut ffi::PyObject,
    count: ffi::Py_ssize_t,
    names: *mut ffi::PyObject,
) -> *mut ffi::PyObject {
    // SAFETY: the interpreter calls with its lock held.
    let py = unsafe { Python::assume_attached() };
    let named = if names.is_null() {
        0
    } else {
        // SAFETY: not null, so a tuple of the names of the last arguments, by the calling convention.
        unsafe { ffi::PyTuple_GET_SIZE(names) }
    };
    let given = match usize::try_from(count + named) {
        // SAFETY: that many live objects, which the caller keeps alive; `Bound` is a transparent pointer, and a slice of
        // them is only read, so no counter changes.
        Ok(all) if all > 0 => unsafe { slice::from_raw_parts(arguments.cast::<Bound<'_, PyAny>>(), all) },
        _ => &[],
    };
    let answer = guard(Component::Messages, || {
        if named == 0
            && let [slot, shell, kind, keywords, rest @ ..] = given
            && rest.len() <= 2
        {
            return put(slot, shell, make_usual(kind, keywords, rest.first(), rest.get(1)));
        }
        // SAFETY: as above; null where no argument is named.
        let names = unsafe { Bound::from_borrowed_ptr_or_opt(py, names) };
        let sorted = by_name(given, given.len() - named as usize, names)?;
        match sorted {
            [Some(slot), Some(shell), Some(kind), Some(keywords), clock, random] => {
                put(slot, shell, make_usual(kind, keywords, clock, random))
            }
            _ => Err(PyTypeError::new_err("attach_message() takes a slot, a shell, a kind and a dict")),
        }
    });
    truth(py, answer)
}

fn put<'py>(
    slot: &Bound<'py, PyAny>,
    shell: &Bound<'py, PyAny>,
    made: PyResult<Option<Bound<'py, crate::messages::MessageCore>>>,
) -> PyResult<bool> {
    match usual(slot.py(), made)? {
        None => Ok(false),
        // A wrong slot is a mistake of the caller's, not of what it was given.
        Some(core) => attach::set(slot, shell, core.as_any()).map(|()| true),
    }
}

/// None also where an error says that something is not usual.
pub fn usual<'py>(
    py: Python<'py>,
    made: PyResult<Option<Bound<'py, crate::messages::MessageCore>>>,
) -> PyResult<Option<Bound<'py, crate::messages::MessageCore>>> {
    match made {
        Err(error) if is_unusual(py, &error) => {
            // Released now: PyO3 does not know here that the interpreter lock is held, and would put it off.
            Python::attach(|_| drop(error));
            Ok(None)
        }
        made => made,
    }
}

/// Interrupts leave; so does what the caller cannot do anything about.
fn is_unusual(py: Python<'_>, error: &PyErr) -> bool {
    error.is_instance_of::<PyException>(py) && !error.is_instance_of::<PyMemoryError>(py)
}

/// Arguments in the order of `NAMES`.
fn by_name<'a, 'py>(
    given: &'a [Bound<'py, PyAny>],
    unnamed: usize,
    names: Option<Bound<'py, PyAny>>,
) -> PyResult<[Option<&'a Bound<'py, PyAny>>; 6]> {
    let mut sorted = [None; 6];
    for (place, value) in given.iter().take(unnamed).enumerate() {
        *sorted.get_mut(place).ok_or_else(|| PyTypeError::new_err("attach_message() takes at most 6 arguments"))? =
            Some(value);
    }
    let Some(names) = names else { return Ok(sorted) };
    for (name, value) in names.cast::<PyTuple>()?.iter().zip(given.iter().skip(unnamed)) {
        let name = name.cast_into::<PyString>()?;
        let place = NAMES.iter().position(|known| name.to_str().is_ok_and(|name| name == *known));
        match place.and_then(|place| sorted.get_mut(place)) {
            Some(place) if place.is_none() => *place = Some(value),
            _ => return Err(PyTypeError::new_err(format!("attach_message() got an unexpected argument {name}"))),
        }
    }
    Ok(sorted)
}
