//! Names of constructor arguments, known by identity: keywords of a call are interned.

use lionagi_core::messages::fields::Kind;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyString};

use super::contents::{Arguments, MOST_ARGUMENTS};
use crate::ffi::objects;

/// What every message takes, in the order of [`Given`].
pub const COMMON: [&str; 8] = ["content", "role", "sender", "recipient", "embedding", "id", "created_at", "metadata"];

struct Names {
    common: [Py<PyString>; 8],
    kinds: [Vec<Py<PyString>>; 6],
    fields: [Vec<Py<PyString>>; 6],
    printed: [Py<PyString>; 8],
}

static NAMES: PyOnceLock<Names> = PyOnceLock::new();

fn all(py: Python<'_>) -> &'static Names {
    NAMES.get_or_init(py, || Names {
        common: COMMON.map(|name| PyString::intern(py, name).unbind()),
        kinds: Kind::ALL
            .map(|kind| kind.arguments().iter().map(|name| PyString::intern(py, name).unbind()).collect::<Vec<_>>()),
        fields: Kind::ALL
            .map(|kind| kind.fields().iter().map(|field| PyString::intern(py, field.name).unbind()).collect()),
        printed: PRINTED.map(|name| PyString::intern(py, name).unbind()),
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

/// The names of what is printed of a message, in order.
pub fn printed_names(py: Python<'_>) -> &'static [Py<PyString>] {
    &all(py).printed
}

/// What is printed of a message, in order.
const PRINTED: [&str; 8] = ["id", "created_at", "metadata", "content", "embedding", "role", "sender", "recipient"];

/// Dicts with every key in its place and no values yet: a copy costs less than one entry after another.
struct Templates {
    message: Py<PyDict>,
    contents: Vec<Py<PyDict>>,
}

static TEMPLATES: PyOnceLock<Templates> = PyOnceLock::new();

fn templates(py: Python<'_>) -> PyResult<&'static Templates> {
    let of = |names: &mut dyn Iterator<Item = &'static str>| -> PyResult<Py<PyDict>> {
        let template = PyDict::new(py);
        for name in names {
            template.set_item(PyString::intern(py, name), py.None())?;
        }
        Ok(template.unbind())
    };
    TEMPLATES.get_or_try_init(py, || {
        let contents = Kind::ALL.map(|kind| of(&mut kind.fields().iter().map(|field| field.name)));
        Ok(Templates {
            message: of(&mut PRINTED.into_iter())?,
            contents: contents.into_iter().collect::<PyResult<Vec<_>>>()?,
        })
    })
}

/// A new dict of a message, every value None.
pub fn message_dict(py: Python<'_>) -> PyResult<Bound<'_, PyDict>> {
    templates(py)?.message.bind(py).copy()
}

/// A new dict of a content, every value None.
pub fn content_dict(py: Python<'_>, kind: Kind) -> PyResult<Bound<'_, PyDict>> {
    templates(py)?.contents[kind as usize].bind(py).copy()
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

/// Sorts keywords; None where one is unknown.
#[inline]
pub fn sort<'py>(given: &Bound<'py, PyDict>, kind: Kind) -> Option<Given<'py>> {
    let py = given.py();
    let names = all(py);
    let own_names = &names.kinds[kind as usize];
    let mut sorted = Given { common: [const { None }; 8], own: [const { None }; MOST_ARGUMENTS], has_own: false };
    let mut place = 0;
    while let Some((key, value)) = objects::next_item(given, &mut place) {
        let found = own_names.iter().position(|name| key.is(name));
        if let Some(found) = found.or_else(|| same_text(&key, own_names, &names.common)) {
            sorted.own[found] = Some(value);
            sorted.has_own = true;
        } else {
            let found = names.common.iter().position(|name| key.is(name));
            sorted.common[found.or_else(|| same_text(&key, &names.common, &[]))?] = Some(value);
        }
    }
    Some(sorted)
}

/// The place of a name that is no interned object; `others`: names that it may be by identity.
#[inline]
fn same_text(key: &Bound<'_, PyAny>, names: &[Py<PyString>], others: &[Py<PyString>]) -> Option<usize> {
    if others.iter().any(|name| key.is(name)) {
        return None;
    }
    let text = objects::text(key.cast::<PyString>().ok()?)?;
    names.iter().position(|name| objects::text(name.bind(key.py())) == Some(text))
}
