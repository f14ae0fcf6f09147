//! The hot functions of `ids` as plain C functions and slots: at 60 ns a job, PyO3's argument parsing would show.
//!
//! `create`, `parse` and `text` are built-in functions of the module and, under their public names, of the class;
//! `str()`, `hash()` and `==` of an id go straight from the interpreter's type slots to the functions here. All run under
//! `guard`. What an answer is, is decided in `lionagi_core::ids` and `crate::ids`.
#![allow(unsafe_code, reason = "the one folder of this crate for it")]

use std::ffi::{c_int, c_void};

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString, PyTuple, PyType};
use pyo3::{Borrowed, PyTypeInfo, ffi, intern};

use super::functions::{Definition, function};
use crate::guard::{Component, guard};
use crate::ids;

/// Adds `create`, `parse` and `text` to the module.
pub fn add_functions(module: &Bound<'_, PyModule>) -> PyResult<()> {
    for definition in [&MODULE_CREATE, &MODULE_PARSE, &MODULE_TEXT] {
        let function = function(module.py(), definition, &module.name()?)?;
        module.add(function.getattr(intern!(module.py(), "__name__"))?.cast_into::<PyString>()?, function)?;
    }
    Ok(())
}

/// The attributes the class of ids gets while this core is the process default.
pub fn class_attributes<'py>(class: &Bound<'py, PyType>) -> PyResult<Bound<'py, PyDict>> {
    let py = class.py();
    let attributes = PyDict::new(py);
    let module = class.getattr(intern!(py, "__module__"))?.cast_into::<PyString>()?;
    attributes.set_item(intern!(py, "create"), function(py, &CLASS_CREATE, &module)?)?;
    attributes.set_item(intern!(py, "validate"), function(py, &CLASS_VALIDATE, &module)?)?;
    attributes.set_item(intern!(py, "__str__"), slot_wrapper(class, "__str__", str_slot as *mut c_void)?)?;
    attributes.set_item(intern!(py, "__hash__"), slot_wrapper(class, "__hash__", hash_slot as *mut c_void)?)?;
    // All six, because the interpreter puts a comparison function into the type only if every name agrees on it.
    for name in ["__lt__", "__le__", "__eq__", "__ne__", "__gt__", "__ge__"] {
        attributes.set_item(name, slot_wrapper(class, name, compare_slot as *mut c_void)?)?;
    }
    Ok(attributes)
}

// --- functions -------------------------------------------------------------------------------------------------------

static MODULE_CREATE: Definition = Definition::keywords(
    c"create",
    create,
    c"create(random=None)\n--\n\nA fresh id. `random`: 16 bytes used instead of the random source.",
);
static MODULE_PARSE: Definition = Definition::keywords(
    c"parse",
    parse,
    c"parse(value)\n--\n\nThe id of a value: an id as it is, else `str(value)` read as a UUID of version 4.",
);
static MODULE_TEXT: Definition =
    Definition::keywords(c"text", text, c"text(id)\n--\n\nCanonical lower-case text with dashes of an id.");
static CLASS_CREATE: Definition = Definition::keywords(
    c"create",
    create_plain,
    c"create()\n--\n\nA fresh id from a random UUID of version 4.\n\nSafe after fork: parent and child never draw the same ids.",
);
static CLASS_VALIDATE: Definition = Definition::keywords(
    c"validate",
    parse,
    c"validate(value)\n--\n\nThe id of `value`: an id is returned as it is, else `str(value)` is read as a UUID of version 4.\n\nRaises: IDError: it cannot be read.",
);

unsafe extern "C" fn create(
    _module: *mut ffi::PyObject,
    arguments: *const *mut ffi::PyObject,
    count: ffi::Py_ssize_t,
    names: *mut ffi::PyObject,
) -> *mut ffi::PyObject {
    // SAFETY: the interpreter calls with its lock held and with the arguments of its own calling convention.
    unsafe {
        answer(|py| match argument(py, "create", "random", 0, arguments, count, names)? {
            None => ids::create(py),
            Some(random) => ids::create_from(&random),
        })
    }
}

unsafe extern "C" fn create_plain(
    _module: *mut ffi::PyObject,
    arguments: *const *mut ffi::PyObject,
    count: ffi::Py_ssize_t,
    names: *mut ffi::PyObject,
) -> *mut ffi::PyObject {
    // SAFETY: as in `create`.
    unsafe {
        answer(|py| {
            if count != 0 || !names.is_null() {
                no_arguments(py, arguments, count, names)?;
            }
            ids::create(py)
        })
    }
}

unsafe extern "C" fn parse(
    _module: *mut ffi::PyObject,
    arguments: *const *mut ffi::PyObject,
    count: ffi::Py_ssize_t,
    names: *mut ffi::PyObject,
) -> *mut ffi::PyObject {
    // SAFETY: as in `create`; `argument` gives one value because it is required.
    unsafe {
        answer(|py| match argument(py, "validate", "value", 1, arguments, count, names)? {
            Some(value) => ids::parse(&value),
            None => Err(missing("validate", "value")),
        })
    }
}

unsafe extern "C" fn text(
    _module: *mut ffi::PyObject,
    arguments: *const *mut ffi::PyObject,
    count: ffi::Py_ssize_t,
    names: *mut ffi::PyObject,
) -> *mut ffi::PyObject {
    // SAFETY: as in `create`.
    unsafe {
        answer(|py| match argument(py, "text", "id", 1, arguments, count, names)? {
            Some(id) => ids::text(&id),
            None => Err(missing("text", "id")),
        })
    }
}

/// Runs a job under the guard and hands its result to the interpreter.
///
/// # Safety
/// The calling thread holds the interpreter lock.
#[inline]
unsafe fn answer<'py>(job: impl FnOnce(Python<'py>) -> PyResult<Bound<'py, PyAny>>) -> *mut ffi::PyObject {
    // SAFETY: by the contract of this function.
    let py = unsafe { Python::assume_attached() };
    match guard(Component::Ids, || job(py)) {
        Ok(value) => value.into_ptr(),
        Err(error) => {
            error.restore(py);
            std::ptr::null_mut()
        }
    }
}

/// The one argument of a call, by place or by name; None where it is absent or None and not required.
///
/// # Safety
/// `arguments`, `count` and `names` are those of one vectorcall.
#[inline]
unsafe fn argument<'a, 'py>(
    py: Python<'py>,
    function: &str,
    name: &str,
    required: usize,
    arguments: *const *mut ffi::PyObject,
    count: ffi::Py_ssize_t,
    names: *mut ffi::PyObject,
) -> PyResult<Option<Borrowed<'a, 'py, PyAny>>> {
    if count == 0 && names.is_null() && required == 0 {
        return Ok(None);
    }
    if count != 1 || !names.is_null() {
        // SAFETY: `names` is null or a tuple of texts, by the calling convention.
        let names = unsafe { Borrowed::from_ptr_or_opt(py, names) };
        named_argument(function, name, required, count, names)?;
    }
    // SAFETY: exactly one argument, by place or by name, so it is the first of the vector; the caller keeps it alive.
    let value = unsafe { Borrowed::from_ptr(py, *arguments) };
    Ok((required == 1 || !value.is_none()).then_some(value))
}

/// Accepts one argument by its name, and nothing else.
#[cold]
fn named_argument(
    function: &str,
    name: &str,
    required: usize,
    count: ffi::Py_ssize_t,
    names: Option<Borrowed<'_, '_, PyAny>>,
) -> PyResult<()> {
    let named = names.map(|names| names.to_owned().cast_into::<PyTuple>()).transpose()?;
    let named_count = named.as_ref().map_or(0, PyTupleMethods::len);
    if let Some(names) = &named {
        for found in names {
            if found.cast::<PyString>()? != name {
                let text = format!("{function}() got an unexpected keyword argument {}", found.repr()?);
                return Err(pyo3::exceptions::PyTypeError::new_err(text));
            }
        }
    }
    match count as usize + named_count {
        1 => Ok(()),
        0 => Err(missing(function, name)),
        given => {
            let takes = if required == 1 { "1 argument" } else { "at most 1 argument" };
            Err(pyo3::exceptions::PyTypeError::new_err(format!("{function}() takes {takes} ({given} given)")))
        }
    }
}

#[cold]
fn missing(function: &str, name: &str) -> PyErr {
    pyo3::exceptions::PyTypeError::new_err(format!("{function}() missing required argument: '{name}'"))
}

/// # Safety
/// As `argument`.
#[cold]
unsafe fn no_arguments(
    py: Python<'_>,
    _arguments: *const *mut ffi::PyObject,
    count: ffi::Py_ssize_t,
    names: *mut ffi::PyObject,
) -> PyResult<()> {
    // SAFETY: `names` is null or a tuple of texts, by the calling convention.
    let named = match unsafe { Borrowed::from_ptr_or_opt(py, names) } {
        Some(names) => names.len()?,
        None => 0,
    };
    match count as usize + named {
        0 => Ok(()),
        given => Err(pyo3::exceptions::PyTypeError::new_err(format!("create() takes no arguments ({given} given)"))),
    }
}

// --- slots -----------------------------------------------------------------------------------------------------------

unsafe extern "C" {
    /// `Include/descrobject.h`; pyo3-ffi does not declare it.
    fn PyDescr_NewWrapper(
        class: *mut ffi::PyTypeObject,
        base: *mut ffi::wrapperbase,
        wrapped: *mut c_void,
    ) -> *mut ffi::PyObject;
}

/// A slot wrapper like `int.__str__`, for this class and this C function.
///
/// Assigning one to the class is what makes `type` put the function itself into the type slot, here and in all
/// sub-classes that do not override the name. The rest of the wrapper (name, documentation, how Python calls it) is that
/// of `object`'s own wrapper of the name.
fn slot_wrapper<'py>(class: &Bound<'py, PyType>, name: &str, function: *mut c_void) -> PyResult<Bound<'py, PyAny>> {
    let py = class.py();
    let of_object = PyAny::type_object(py).getattr(intern!(py, "__dict__"))?.get_item(name)?;
    // SAFETY: the check makes the cast right; its `d_base` points to an entry of CPython's static table of slots, and
    // `function` has the C type of that slot (the three callers are above). The answer is a new reference.
    unsafe {
        if ffi::Py_TYPE(of_object.as_ptr()) != &raw mut ffi::PyWrapperDescr_Type {
            return Err(pyo3::exceptions::PyRuntimeError::new_err(format!("object.{name} is no slot wrapper")));
        }
        let base = (*of_object.as_ptr().cast::<ffi::PyWrapperDescrObject>()).d_base;
        Bound::from_owned_ptr_or_err(py, PyDescr_NewWrapper(class.as_type_ptr(), base, function))
    }
}

unsafe extern "C" fn str_slot(id: *mut ffi::PyObject) -> *mut ffi::PyObject {
    // SAFETY: the interpreter calls a slot with its lock held and an instance of the class.
    unsafe { answer(|py| ids::text(&Borrowed::from_ptr(py, id))) }
}

unsafe extern "C" fn hash_slot(id: *mut ffi::PyObject) -> ffi::Py_hash_t {
    // SAFETY: as in `str_slot`.
    unsafe {
        let py = Python::assume_attached();
        match guard(Component::Ids, || ids::hash(&Borrowed::from_ptr(py, id))) {
            Ok(hash) => hash,
            Err(error) => {
                error.restore(py);
                -1
            }
        }
    }
}

unsafe extern "C" fn compare_slot(
    id: *mut ffi::PyObject,
    other: *mut ffi::PyObject,
    order: c_int,
) -> *mut ffi::PyObject {
    // SAFETY: as in `str_slot`; `other` is any live object.
    unsafe {
        answer(|py| {
            let (id, other) = (Borrowed::from_ptr(py, id), Borrowed::from_ptr(py, other));
            let equal = match order {
                ffi::Py_EQ => ids::equal(&id, &other)?,
                ffi::Py_NE => ids::equal(&id, &other)?.map(|equal| !equal),
                _ => None,
            };
            Ok(match equal {
                Some(equal) => equal.into_pyobject(py)?.to_owned().into_any(),
                None => py.NotImplemented().into_bound(py),
            })
        })
    }
}
