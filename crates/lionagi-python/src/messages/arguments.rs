//! Names of constructor arguments, known by identity: keywords of a call are interned.

use lionagi_core::messages::fields::Kind;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyList, PySet, PyString, PyTuple};

use super::contents::{Arguments, MOST_ARGUMENTS};
use crate::errors;
use crate::ffi::objects;

/// What every message takes, in the order of [`Given`].
pub const COMMON: [&str; 8] = ["content", "role", "sender", "recipient", "embedding", "id", "created_at", "metadata"];

struct Names {
    common: [Py<PyString>; 8],
    kinds: [Vec<Py<PyString>>; 6],
    fields: [Vec<Py<PyString>>; 6],
}

static NAMES: PyOnceLock<Names> = PyOnceLock::new();

fn all(py: Python<'_>) -> &'static Names {
    NAMES.get_or_init(py, || Names {
        common: COMMON.map(|name| PyString::intern(py, name).unbind()),
        kinds: Kind::ALL
            .map(|kind| kind.arguments().iter().map(|name| PyString::intern(py, name).unbind()).collect::<Vec<_>>()),
        fields: Kind::ALL
            .map(|kind| kind.fields().iter().map(|field| PyString::intern(py, field.name).unbind()).collect()),
    })
}

/// The names of the arguments of a kind.
pub fn names(py: Python<'_>, kind: Kind) -> &'static [Py<PyString>] {
    &all(py).kinds[kind as usize]
}

/// The names of the fields of a content.
pub fn field_names(py: Python<'_>, kind: Kind) -> &'static [Py<PyString>] {
    &all(py).fields[kind as usize]
}

/// The keywords of a constructor, sorted.
pub struct Given<'py> {
    /// In the order of `COMMON`.
    pub common: [Option<Bound<'py, PyAny>>; 8],
    /// In the order of `Kind::arguments`.
    pub own: Arguments<'py>,
    /// True where there is one of the kind's own.
    pub has_own: bool,
}

/// Sorts keywords; None where one is unknown (or known, but not the interned object).
#[inline]
pub fn sort<'py>(given: &Bound<'py, PyDict>, kind: Kind) -> Option<Given<'py>> {
    let py = given.py();
    let names = all(py);
    let own_names = &names.kinds[kind as usize];
    let mut sorted = Given { common: [const { None }; 8], own: [const { None }; MOST_ARGUMENTS], has_own: false };
    let mut place = 0;
    while let Some((key, value)) = objects::next_item(given, &mut place) {
        if let Some(found) = own_names.iter().position(|name| key.is(name)) {
            sorted.own[found] = Some(value);
            sorted.has_own = true;
        } else {
            let found = names.common.iter().position(|name| key.is(name))?;
            sorted.common[found] = Some(value);
        }
    }
    Some(sorted)
}

/// Arguments of a request that are no dict, as one. Raises: ValueError: they cannot be.
pub fn as_dict<'py>(arguments: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyDict>> {
    let py = arguments.py();
    let refuse = || errors::build(py, "invalid_arguments", ());
    if arguments.is_instance_of::<PyList>() || arguments.is_instance_of::<PyTuple>() {
        let numbered = PyDict::new(py);
        for (number, item) in arguments.try_iter()?.enumerate() {
            numbered.set_item(number, item?)?;
        }
        return Ok(numbered);
    }
    if let Ok(set) = arguments.cast::<PySet>() {
        let named = PyDict::new(py);
        for item in set.iter() {
            named.set_item(&item, &item)?;
        }
        return Ok(named);
    }
    if let Some(dump) = arguments.getattr_opt(intern!(py, "model_dump"))? {
        return dump.call0()?.cast_into().map_err(|_| refuse());
    }
    Err(refuse())
}
