//! Arguments of constructors and setters, coerced as lionagi 0.18.0 does. Bad fields are collected, a bad id is not.

use std::time::{SystemTime, UNIX_EPOCH};

use lionagi_core::codec::json_read::Cursor;
use lionagi_core::entity::{created_at, embedding};
use lionagi_core::ids::Id;
use pyo3::exceptions::PyException;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDateTime, PyDict, PyFloat, PyList, PyString, PyTuple};

use crate::codec::{ReadFailure, with_builder};
use crate::ffi::objects;
use crate::{errors, ids};

static UNDEFINED: PyOnceLock<Py<PyAny>> = PyOnceLock::new();

/// Called when the module is made: absent arguments are recognised by identity from then on.
pub fn remember_undefined(py: Python<'_>) -> PyResult<()> {
    UNDEFINED.get_or_try_init(py, || {
        py.import(intern!(py, "lionagi._core.sentinels"))?.getattr(intern!(py, "Undefined")).map(Bound::unbind)
    })?;
    Ok(())
}

/// The argument at this place; None where it is absent.
#[inline]
pub fn argument<'a, 'py>(arguments: &'a [Bound<'py, PyAny>], place: usize) -> Option<&'a Bound<'py, PyAny>> {
    arguments.get(place).filter(|value| !is_undefined(value))
}

#[inline]
fn is_undefined(value: &Bound<'_, PyAny>) -> bool {
    UNDEFINED.get(value.py()).is_some_and(|undefined| value.is(undefined))
}

// --- errors ----------------------------------------------------------------------------------------------------------

/// Bad fields so far, as entries of `_errors.InvalidFields`. Costs nothing as long as there are none.
#[derive(Default)]
pub struct Problems<'py>(Vec<Bound<'py, PyAny>>);

/// What reading a field can say: a value, an entry for `Problems`, or an exception of another kind that leaves at once.
type Read<'py, T> = PyResult<Result<T, Bound<'py, PyAny>>>;

impl<'py> Problems<'py> {
    /// The value, or `instead` and one more problem.
    pub fn collect<T>(&mut self, read: Read<'py, T>, instead: T) -> PyResult<T> {
        Ok(read?.unwrap_or_else(|problem| {
            self.0.push(problem);
            instead
        }))
    }

    /// Raises: InvalidFields: there is a problem.
    pub fn raise(self, py: Python<'py>) -> PyResult<()> {
        if self.0.is_empty() {
            return Ok(());
        }
        Err(errors::build(py, "invalid_fields", (PyList::new(py, self.0)?,)))
    }
}

/// An entry that `lionagi._errors` words.
fn problem<'py, T>(name: &str, input: &Bound<'py, PyAny>) -> Read<'py, T> {
    let worded = input.py().import(intern!(input.py(), "lionagi._errors"))?.call_method1(name, (input,))?;
    Ok(Err(worded))
}

// --- id --------------------------------------------------------------------------------------------------------------

/// Raises: IDError, at once.
#[inline]
pub fn read_id(py: Python<'_>, id: Option<&Bound<'_, PyAny>>, random: Option<&Bound<'_, PyAny>>) -> PyResult<Id> {
    match (id, random) {
        (None, None) => ids::fresh(py),
        (None, Some(random)) if random.is_none() => ids::fresh(py),
        (None, Some(random)) => ids::from_random(random),
        (Some(id), _) => ids::parse_bytes(id),
    }
}

// --- created_at ------------------------------------------------------------------------------------------------------

/// POSIX seconds of anything 0.18.0 accepts; None is now.
#[inline]
pub fn read_created_at<'py>(value: Option<&Bound<'py, PyAny>>, clock: Option<&Bound<'py, PyAny>>) -> Read<'py, f64> {
    match value {
        Some(value) if !value.is_none() => seconds_of(value),
        _ => match clock {
            Some(clock) if !clock.is_none() => clock.extract().map(Ok),
            _ => Ok(Ok(now())),
        },
    }
}

fn seconds_of<'py>(value: &Bound<'py, PyAny>) -> Read<'py, f64> {
    if let Ok(seconds) = value.cast_exact::<PyFloat>() {
        return Ok(Ok(seconds.value()));
    }
    if let Ok(text) = value.cast::<PyString>() {
        // A text with lone surrogates is no time, and `float` says so.
        if let Some(seconds) = objects::text(text).and_then(|text| created_at::from_iso(&text.replace(' ', "T"))) {
            return Ok(Ok(seconds));
        }
        return match to_float(value)? {
            Some(seconds) => Ok(Ok(seconds)),
            None => problem("invalid_datetime_text", value),
        };
    }
    if value.is_instance_of::<PyDateTime>() {
        let seconds = value.call_method0(intern!(value.py(), "timestamp")).and_then(|seconds| seconds.extract());
        return match exception_as_none(value.py(), seconds)? {
            Some(seconds) => Ok(Ok(seconds)),
            None => problem("invalid_created_at", value),
        };
    }
    match to_float(value)? {
        Some(seconds) => Ok(Ok(seconds)),
        None => problem("invalid_created_at", value),
    }
}

/// Microsecond precision, like the timestamps of `datetime.now`.
#[inline]
fn now() -> f64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let micros = since.as_secs() * 1_000_000 + u64::from(since.subsec_micros());
    micros as f64 / 1e6 // exact until the year 2255, so rounded once
}

/// `float(value)`; None where it raises an Exception.
fn to_float(value: &Bound<'_, PyAny>) -> PyResult<Option<f64>> {
    let py = value.py();
    exception_as_none(py, py.get_type::<PyFloat>().call1((value,)).and_then(|number| number.extract()))
}

/// An interrupt is no Exception: it leaves.
fn exception_as_none(py: Python<'_>, read: PyResult<f64>) -> PyResult<Option<f64>> {
    match read {
        Ok(number) => Ok(Some(number)),
        Err(error) if error.is_instance_of::<PyException>(py) => {
            // Released now: in a constructor PyO3 does not know that the interpreter lock is held, and would put it off.
            Python::attach(|_| drop(error));
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

// --- metadata --------------------------------------------------------------------------------------------------------

/// A shallow copy of a dict; None where it is absent or falsy.
#[inline]
pub fn read_metadata<'py>(value: Option<&Bound<'py, PyAny>>) -> PyResult<Option<Bound<'py, PyAny>>> {
    let Some(value) = value else { return Ok(None) };
    if let Ok(dict) = value.cast::<PyDict>() {
        return if dict.is_empty() { Ok(None) } else { Ok(Some(dict.copy()?.into_any())) };
    }
    if !value.is_truthy()? {
        return Ok(None);
    }
    let copied = value.py().get_type::<PyDict>().call1((value,))?; // a mapping; what is none was converted by the shell
    Ok(Some(copied))
}

// --- embedding -------------------------------------------------------------------------------------------------------

/// The numbers of a list or of JSON text; None where it is absent or None.
#[inline]
pub fn read_embedding<'py>(value: Option<&Bound<'py, PyAny>>) -> Read<'py, Option<Vec<f64>>> {
    match value {
        Some(value) if !value.is_none() => numbers_of(value),
        _ => Ok(Ok(None)),
    }
}

fn numbers_of<'py>(value: &Bound<'py, PyAny>) -> Read<'py, Option<Vec<f64>>> {
    if let Ok(list) = value.cast::<PyList>() {
        return match numbers_in(list)? {
            Some(numbers) => Ok(Ok(Some(numbers))),
            None => problem("invalid_embedding_list", value),
        };
    }
    if let Ok(text) = value.cast::<PyString>() {
        return match numbers_in_text(text)? {
            Some(numbers) => Ok(Ok(Some(numbers))),
            None => problem("invalid_embedding_text", value),
        };
    }
    problem("invalid_embedding_type", value)
}

/// `float()` of each item; None where one is no number.
fn numbers_in(list: &Bound<'_, PyList>) -> PyResult<Option<Vec<f64>>> {
    let mut numbers = Vec::with_capacity(list.len());
    // Looks at the length anew for each item: `float()` may run code that changes the list.
    for item in list.iter() {
        match number(&item)? {
            Some(number) => numbers.push(number),
            None => return Ok(None),
        }
    }
    Ok(Some(numbers))
}

#[inline]
fn number(item: &Bound<'_, PyAny>) -> PyResult<Option<f64>> {
    match item.cast_exact::<PyFloat>() {
        Ok(number) => Ok(Some(number.value())),
        Err(_) => to_float(item),
    }
}

fn numbers_in_text(text: &Bound<'_, PyString>) -> PyResult<Option<Vec<f64>>> {
    let Some(bytes) = objects::text(text) else { return Ok(None) };
    // speed: the reader below knows all that is read here
    if let Some(numbers) = embedding::from_json(bytes) {
        return Ok(Some(numbers));
    }
    // Rarer: numbers as texts, booleans; or no list, or no JSON at all.
    let read = with_builder(text.py(), |builder| Cursor::new(bytes.as_bytes()).read_document(builder));
    match read {
        Ok(value) => match value.cast_into::<PyList>() {
            Ok(list) => numbers_in(&list),
            Err(_) => Ok(None),
        },
        Err(ReadFailure::Document(_)) => Ok(None),
        Err(ReadFailure::Python(error)) => Err(*error),
    }
}

// --- a dict of arguments -------------------------------------------------------------------------------------------

/// How a dict names the arguments of a node; those of an element follow the first two.
const NAMES: [&str; 7] = ["content", "embedding", "id", "created_at", "metadata", "clock", "random"];
static INTERNED: PyOnceLock<[Py<PyString>; 7]> = PyOnceLock::new();

/// The arguments of a node that a dict of named ones stands for, for a whole record without a text or a tuple made.
pub fn of_record<'py>(given: &Bound<'py, PyDict>) -> PyResult<[Bound<'py, PyAny>; 7]> {
    let py = given.py();
    let names = INTERNED.get_or_init(py, || NAMES.map(|name| PyString::intern(py, name).unbind()));
    let absent = match UNDEFINED.get(py) {
        Some(undefined) => undefined.bind(py).clone(),
        None => py.None().into_bound(py), // before the module is complete nobody calls
    };
    let mut arguments = [(); 7].map(|()| absent.clone());
    for (argument, name) in arguments.iter_mut().zip(names) {
        if let Some(value) = given.get_item(name.bind(py))? {
            *argument = value;
        }
    }
    Ok(arguments)
}

/// The tuple of positional arguments that a dict of named ones stands for.
pub fn in_order<'py>(given: &Bound<'py, PyDict>, names: &[&str]) -> PyResult<Bound<'py, PyTuple>> {
    let py = given.py();
    let undefined = UNDEFINED.get(py).map(|undefined| undefined.bind(py));
    let mut arguments = Vec::with_capacity(names.len());
    for name in names {
        arguments.push(given.get_item(PyString::intern(py, name))?.or_else(|| undefined.cloned()));
    }
    PyTuple::new(py, arguments)
}
