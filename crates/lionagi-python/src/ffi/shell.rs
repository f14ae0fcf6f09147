//! Calls of a shell's class that go straight to the core: no Python frame, no tuple of arguments.
//!
//! A Python class is given a function of ours in `tp_vectorcall`, which sub-classes do not inherit. It makes the object for the calls that
//! are usual and short, and hands every other one to `type.__call__`. It does what the class's `__init__` does, so it must not stand
//! in for another one: each call compares the class's version, and a class that was changed is looked at again.
#![allow(unsafe_code, reason = "the one folder of this crate for it")]

use std::slice;

use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::ffi;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString, PyTuple, PyType};

use super::attach;
use super::attach_message;
use super::functions::{Definition, function};
use super::locked::Locked;
use super::own_class::{self, Constructor, version_of};
use super::quick;
use crate::entity::classes;
use crate::guard::{Component, guard};
use crate::messages;
use crate::messages::attach::make_usual;

/// Adds the functions to the module of `entity`.
pub fn add_functions(module: &Bound<'_, PyModule>) -> PyResult<()> {
    let (py, home) = (module.py(), module.name()?);
    module.add("accelerate", function(py, &ACCELERATE, &home)?)?;
    module.add("slow_down", function(py, &SLOW_DOWN, &home)?)
}

/// Adds those of messages to the module of `messages`.
pub fn add_message_functions(module: &Bound<'_, PyModule>) -> PyResult<()> {
    let (py, home) = (module.py(), module.name()?);
    module.add("accelerate", function(py, &ACCELERATE_MESSAGE, &home)?)?;
    module.add("slow_down", function(py, &SLOW_DOWN_MESSAGE, &home)?)
}

static ACCELERATE: Definition = Definition::positional(
    c"accelerate",
    accelerate,
    c"accelerate(shell, slot, kind, /)\n--\n\nLets short calls of a shell's class go straight to the core.",
);
static SLOW_DOWN: Definition =
    Definition::positional(c"slow_down", slow_down, c"slow_down(shell, /)\n--\n\nEnds what `accelerate` began.");
static ACCELERATE_MESSAGE: Definition = Definition::positional(
    c"accelerate",
    accelerate_message,
    c"accelerate(shell, slot, kind, /)\n--\n\nLets usual calls of a message's class go straight to the core.",
);
static SLOW_DOWN_MESSAGE: Definition = Definition::positional(
    c"slow_down",
    slow_down_message,
    c"slow_down(shell, /)\n--\n\nEnds what `accelerate` began.",
);

enum Kind {
    /// No arguments.
    Element,
    /// `content` alone, neither None nor a dict.
    Node,
    /// Arguments by name, as `attach_message` takes them; the kind of message.
    Message(Py<PyAny>),
}

struct Shell {
    class: Py<PyType>,
    slot: Py<PyAny>,
    kind: Kind,
    /// What the class had when it was accelerated: the function here stands for it.
    constructor: Constructor,
    content: Py<PyString>,
    /// The class's version when it was last looked at; 0: look again.
    version: u32,
}

// One trampoline a place, because a function of the vectorcall convention is told nothing but the class.
const PLACES: usize = 10;
static SHELLS: [Locked<Option<Shell>>; PLACES] = [const { Locked::new(None) }; PLACES];
const CALLS: [ffi::vectorcallfunc; PLACES] =
    [call::<0>, call::<1>, call::<2>, call::<3>, call::<4>, call::<5>, call::<6>, call::<7>, call::<8>, call::<9>];

unsafe extern "C" fn accelerate(
    _module: *mut ffi::PyObject,
    arguments: *mut *mut ffi::PyObject,
    count: ffi::Py_ssize_t,
) -> *mut ffi::PyObject {
    // SAFETY: the interpreter calls with its lock held and with the arguments of its own calling convention.
    unsafe {
        attach::answer(arguments, count, Component::Entity, |py, given| {
            let (class, slot, kind) = three(given)?;
            let kind = match kind.extract::<&str>() {
                Ok("ElementCore") => Kind::Element,
                Ok("NodeCore") => Kind::Node,
                _ => return Err(PyValueError::new_err("kind must be ElementCore or NodeCore")),
            };
            begin(py, class, slot, kind)
        })
    }
}

unsafe extern "C" fn accelerate_message(
    _module: *mut ffi::PyObject,
    arguments: *mut *mut ffi::PyObject,
    count: ffi::Py_ssize_t,
) -> *mut ffi::PyObject {
    // SAFETY: as in `accelerate`.
    unsafe {
        attach::answer(arguments, count, Component::Messages, |py, given| {
            let (class, slot, kind) = three(given)?;
            messages::read_kind(kind)?;
            begin(py, class, slot, Kind::Message(kind.clone().unbind()))
        })
    }
}

/// The class, the slot, and what is to be made of. Raises: TypeError: one of them is none.
fn three<'a, 'py>(
    given: &'a [Bound<'py, PyAny>],
) -> PyResult<(&'a Bound<'py, PyType>, &'a Bound<'py, PyAny>, &'a Bound<'py, PyAny>)> {
    let [class, slot, kind] = given else {
        return Err(PyTypeError::new_err("accelerate() takes a class, a slot and a kind"));
    };
    let class = as_class(class)?;
    own_class::slot_name(slot)?;
    Ok((class, slot, kind))
}

unsafe extern "C" fn slow_down(
    _module: *mut ffi::PyObject,
    arguments: *mut *mut ffi::PyObject,
    count: ffi::Py_ssize_t,
) -> *mut ffi::PyObject {
    // SAFETY: as in `accelerate`.
    unsafe { attach::answer(arguments, count, Component::Entity, end_of) }
}

unsafe extern "C" fn slow_down_message(
    _module: *mut ffi::PyObject,
    arguments: *mut *mut ffi::PyObject,
    count: ffi::Py_ssize_t,
) -> *mut ffi::PyObject {
    // SAFETY: as in `accelerate`.
    unsafe { attach::answer(arguments, count, Component::Messages, end_of) }
}

fn end_of(py: Python<'_>, given: &[Bound<'_, PyAny>]) -> PyResult<()> {
    let [class] = given else { return Err(PyTypeError::new_err("slow_down() takes a class")) };
    end(py, as_class(class)?);
    Ok(())
}

pub(super) fn as_class<'a, 'py>(class: &'a Bound<'py, PyAny>) -> PyResult<&'a Bound<'py, PyType>> {
    class.cast().map_err(|_| PyTypeError::new_err("shell must be a class"))
}

fn begin(py: Python<'_>, class: &Bound<'_, PyType>, slot: &Bound<'_, PyAny>, kind: Kind) -> PyResult<()> {
    let Some(constructor) = Constructor::of(class)? else { return Ok(()) };
    end(py, class);
    let shell = Shell {
        class: class.clone().unbind(),
        slot: slot.clone().unbind(),
        kind,
        constructor,
        content: intern!(py, "content").clone().unbind(),
        version: 0,
    };
    let mut shell = Some(shell);
    for (place, call) in SHELLS.iter().zip(CALLS) {
        if place.with(py, |held| held.is_none()) {
            place.with(py, |held| *held = shell.take());
            // SAFETY: a live heap type, changed under the interpreter lock; nothing but a call reads the field.
            unsafe { (*class.as_type_ptr()).tp_vectorcall = Some(call) };
            break;
        }
    }
    Ok(()) // no place is left: calls go the usual way, which does the same
}

fn end(py: Python<'_>, class: &Bound<'_, PyType>) {
    quick::end(class);
    for place in &SHELLS {
        let is_held = place.with(py, |held| held.as_ref().is_some_and(|shell| shell.class.as_ptr() == class.as_ptr()));
        if is_held {
            // SAFETY: as in `begin`; without a function the interpreter asks `type.__call__`.
            unsafe { (*class.as_type_ptr()).tp_vectorcall = None };
            let released = place.with(py, Option::take);
            drop(released);
        }
    }
}

/// What a usual call is to make.
enum Usual<'py> {
    Element,
    Node,
    Message(Bound<'py, PyAny>),
}

unsafe extern "C" fn call<const PLACE: usize>(
    class: *mut ffi::PyObject,
    arguments: *const *mut ffi::PyObject,
    flagged: usize,
    names: *mut ffi::PyObject,
) -> *mut ffi::PyObject {
    // SAFETY: the interpreter calls with its lock held.
    let py = unsafe { Python::assume_attached() };
    // SAFETY: the high bit is a flag of the convention, the rest is the number of arguments.
    let count = unsafe { ffi::PyVectorcall_NARGS(flagged) } as usize;
    // SAFETY: `names` is null or a tuple; the arguments are live objects, kept alive by the caller, those by name last.
    let (given, names) = unsafe {
        let named = if names.is_null() { 0 } else { ffi::PyTuple_GET_SIZE(names) as usize };
        let given: &[Bound<'_, PyAny>] =
            if count + named == 0 { &[] } else { slice::from_raw_parts(arguments.cast(), count + named) };
        (given, Bound::from_borrowed_ptr_or_opt(py, names))
    };
    let Some(place) = SHELLS.get(PLACE) else { return std::ptr::null_mut() };
    // SAFETY: the class that is called, alive during the call.
    let class = unsafe { Bound::from_borrowed_ptr(py, class) };
    let usual = usual_of(place, py, &class, count, given, names.as_ref());
    let Some(usual) = usual else { return attach::finish(py, ordinary(&class, count, given, names.as_ref())) };
    let component = if matches!(usual, Usual::Message(_)) { Component::Messages } else { Component::Entity };
    match guard(component, || make(py, place, &class, given, names.as_ref(), &usual)) {
        Ok(None) => attach::finish(py, ordinary(&class, count, given, names.as_ref())),
        Ok(Some(made)) => made.into_ptr(),
        Err(error) => attach::finish(py, Err(error)),
    }
}

/// Whether the call is one that `make` may answer, of a class that is still what it was.
#[inline]
fn usual_of<'py>(
    place: &Locked<Option<Shell>>,
    py: Python<'py>,
    class: &Bound<'_, PyAny>,
    count: usize,
    given: &[Bound<'_, PyAny>],
    names: Option<&Bound<'_, PyAny>>,
) -> Option<Usual<'py>> {
    if count != 0 {
        return None;
    }
    let (usual, seen) = place.with(py, |held| {
        let shell = held.as_ref().filter(|shell| shell.class.as_ptr() == class.as_ptr())?;
        let usual = match (&shell.kind, given) {
            (Kind::Element, []) => Usual::Element,
            (Kind::Node, [content]) if is_content(shell, names) && is_usual_content(content) => Usual::Node,
            (Kind::Message(kind), _) => Usual::Message(kind.bind(py).clone()),
            _ => return None,
        };
        Some((usual, shell.version))
    })?;
    let version = version_of(class);
    (version != 0 && version == seen || looked_at(place, py, class)).then_some(usual)
}

/// The one name is `content`. Keywords in source text are interned; another text of that word goes the usual way.
fn is_content(shell: &Shell, names: Option<&Bound<'_, PyAny>>) -> bool {
    // SAFETY: a tuple of one name, since one argument was given by name; a borrowed pointer that is only compared.
    names.is_some_and(|names| unsafe { ffi::PyTuple_GET_ITEM(names.as_ptr(), 0) } == shell.content.as_ptr())
}

fn is_usual_content(content: &Bound<'_, PyAny>) -> bool {
    !content.is_none() && !content.is_exact_instance_of::<PyDict>()
}

/// Looks at a class that was changed: true where it still has the constructor that the function stands for.
#[cold]
fn looked_at(place: &Locked<Option<Shell>>, py: Python<'_>, class: &Bound<'_, PyAny>) -> bool {
    let Some(found) = own_class::constructor_now(class) else { return false };
    let version = version_of(class);
    place.with(py, |held| {
        let Some(shell) = held.as_mut() else { return false };
        let is_same = shell.constructor.is(&found);
        if is_same {
            shell.version = version;
        }
        is_same
    })
}

/// The object; None where something is not usual after all.
fn make<'py>(
    py: Python<'py>,
    place: &Locked<Option<Shell>>,
    class: &Bound<'py, PyAny>,
    given: &[Bound<'py, PyAny>],
    names: Option<&Bound<'py, PyAny>>,
    usual: &Usual<'py>,
) -> PyResult<Option<Bound<'py, PyAny>>> {
    let core = match usual {
        Usual::Element => classes::make_element(py, &[])?.into_any(),
        Usual::Node => classes::make_node(py, given)?.into_any(),
        Usual::Message(kind) => {
            let named = by_name(py, given, names)?;
            match attach_message::usual(py, make_usual(kind, named.as_any(), None, None))? {
                Some(core) => core.into_any(),
                None => return Ok(None),
            }
        }
    };
    // A pointer of its own: making an object may run the collector, and with it anything.
    let slot = place.with(py, |held| held.as_ref().map(|shell| shell.slot.as_ptr()));
    // SAFETY: the slot is a live object while it stands there, and this takes a reference before anything else runs.
    let Some(slot) = slot.map(|slot| unsafe { Bound::from_borrowed_ptr(py, slot) }) else { return Ok(None) };
    let shell = own_class::new_object(class)?;
    attach::set(&slot, &shell, &core)?;
    Ok(Some(shell))
}

/// Arguments by name, as a dict.
fn by_name<'py>(
    py: Python<'py>,
    values: &[Bound<'py, PyAny>],
    names: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyDict>> {
    let named = PyDict::new(py);
    if let Some(names) = names {
        for (name, value) in names.cast::<PyTuple>()?.iter_borrowed().zip(values) {
            named.set_item(name, value)?;
        }
    }
    Ok(named)
}

/// `type.__call__(class, *arguments, **named)`.
#[cold]
pub(super) fn ordinary<'py>(
    class: &Bound<'py, PyAny>,
    count: usize,
    given: &[Bound<'py, PyAny>],
    names: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let py = class.py();
    let by_place = PyTuple::new(py, given.iter().take(count))?;
    let by_name = by_name(py, given.get(count..).unwrap_or_default(), names)?;
    // SAFETY: the class's own type is `type`, whose `tp_call` makes an object by `__new__` and `__init__`; live arguments of the kinds
    // that it asks for. The answer is a new reference or null with an error.
    unsafe {
        let call = (*ffi::Py_TYPE(class.as_ptr())).tp_call;
        let Some(call) = call else { return Err(PyTypeError::new_err("the class cannot be called")) };
        Bound::from_owned_ptr_or_err(py, call(class.as_ptr(), by_place.as_ptr(), by_name.as_ptr()))
    }
}
