//! The id of a shell, read without a Python frame: a function that knows the slot of the core.
//!
//! It stands in for the getter of the shell's property `id`, and answers for every core: one that is not ours is asked for its attribute.
#![allow(unsafe_code, reason = "the one folder of this crate for it")]

use pyo3::exceptions::PyTypeError;
use pyo3::ffi;
use pyo3::intern;
use pyo3::prelude::*;

use super::attach;
use super::functions::{Definition, bound_function, function};
use crate::entity::classes::ElementCore;
use crate::guard::{Component, guard};
use crate::ids;

/// Adds `id_reader` to the module of `entity`.
pub fn add_functions(module: &Bound<'_, PyModule>) -> PyResult<()> {
    let (py, home) = (module.py(), module.name()?);
    module.add("id_reader", function(py, &ID_READER, &home)?)
}

static ID_READER: Definition = Definition::positional(
    c"id_reader",
    id_reader,
    c"id_reader(slot, /)\n--\n\nA function that reads the id of a shell whose core is in that slot.",
);
static READ_ID: Definition = Definition::positional(c"id", read_id, c"id(shell, /)\n--\n\nThe id of a shell.");

unsafe extern "C" fn id_reader(
    _module: *mut ffi::PyObject,
    arguments: *mut *mut ffi::PyObject,
    count: ffi::Py_ssize_t,
) -> *mut ffi::PyObject {
    // SAFETY: the interpreter calls with its lock held and with the arguments of its own calling convention.
    let (py, given) = unsafe { attach::received(arguments, count) };
    attach::finish(
        py,
        guard(Component::Entity, || {
            let [slot] = given else { return Err(PyTypeError::new_err("id_reader() takes a slot")) };
            if !slot.get_type().hasattr(intern!(py, "__get__"))? {
                return Err(attach::no_slot());
            }
            bound_function(py, &READ_ID, slot)
        }),
    )
}

/// `slot`: what the function is bound to, the interpreter keeps it alive with the function.
unsafe extern "C" fn read_id(
    slot: *mut ffi::PyObject,
    arguments: *mut *mut ffi::PyObject,
    count: ffi::Py_ssize_t,
) -> *mut ffi::PyObject {
    // SAFETY: as in `id_reader`.
    let (py, given) = unsafe { attach::received(arguments, count) };
    // SAFETY: the object that the function was made with, alive as long as the function is.
    let slot = unsafe { Bound::from_borrowed_ptr(py, slot) };
    let read = || {
        let [shell] = given else { return Err(PyTypeError::new_err("id() takes a shell")) };
        let core = attach::get(&slot, shell)?;
        match core.cast::<ElementCore>() {
            Ok(core) => guard(Component::Entity, || ids::to_object(py, &core.get().head.id(py))),
            Err(_) => core.getattr(intern!(py, "id")),
        }
    };
    attach::finish(py, read())
}
