//! A slotted class of Python code as memory: where an instance keeps its attributes, and how one is made without `__init__`.
//!
//! Offsets come from the class's own member descriptors. Only instances of exactly the class are read by them; an
//! attribute that is no slot (or is empty) is read and written the ordinary way.
#![allow(unsafe_code, reason = "the one folder of this crate for it")]

use std::ffi::{c_char, c_int};

use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::{PyString, PyType};

use super::own_class;

/// The head of `PyMemberDef` as every CPython lays it out (pyo3-ffi types it wrongly before 3.11).
#[repr(C)]
struct MemberDef {
    name: *const c_char,
    kind: c_int,
    offset: ffi::Py_ssize_t,
    flags: c_int,
}

const OBJECT_EX: c_int = 16; // `Py_T_OBJECT_EX`: what `__slots__` makes

/// The class, and its attributes in an order of the caller's.
pub struct Layout {
    class: Py<PyType>,
    attributes: Vec<Attribute>,
}

struct Attribute {
    name: Py<PyString>,
    /// Bytes from the start of an instance, where it is a slot.
    offset: Option<isize>,
}

impl Layout {
    /// Learns where instances of `class` keep these attributes.
    pub fn of<'py>(
        class: &Bound<'py, PyType>,
        names: impl IntoIterator<Item = Bound<'py, PyString>>,
    ) -> PyResult<Self> {
        let attributes = names
            .into_iter()
            .map(|name| {
                let offset = class.getattr_opt(&name)?.and_then(|member| slot_offset(class, &member));
                Ok(Attribute { name: name.unbind(), offset })
            })
            .collect::<PyResult<_>>()?;
        Ok(Self { class: class.clone().unbind(), attributes })
    }

    /// The class itself.
    pub fn class<'py>(&self, py: Python<'py>) -> &Bound<'py, PyType> {
        self.class.bind(py)
    }

    /// True for an instance of exactly the class.
    #[inline]
    pub fn is_of(&self, value: &Bound<'_, PyAny>) -> bool {
        std::ptr::eq(value.get_type_ptr(), self.class.as_ptr().cast())
    }

    /// The attribute at a place of an instance of exactly the class. Raises: AttributeError: it was deleted.
    #[inline]
    pub fn read<'py>(&self, instance: &Bound<'py, PyAny>, place: usize) -> PyResult<Bound<'py, PyAny>> {
        debug_assert!(self.is_of(instance));
        let py = instance.py();
        let attribute = &self.attributes[place];
        if let Some(offset) = attribute.offset {
            // SAFETY: the offset is that of a slot of exactly this class (`slot_offset`), so a pointer to an object or
            // null stands there; the reference is taken before anything else runs.
            let held = unsafe { *instance.as_ptr().byte_offset(offset).cast::<*mut ffi::PyObject>() };
            // SAFETY: null, or a live object that the instance owns.
            if let Some(held) = unsafe { Bound::from_borrowed_ptr_or_opt(py, held) } {
                return Ok(held);
            }
        }
        instance.getattr(attribute.name.bind(py))
    }

    /// A new instance with these attributes, in order.
    pub fn make<'py>(
        &self,
        py: Python<'py>,
        values: impl IntoIterator<Item = Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let made = own_class::new_object(self.class(py).as_any())?;
        for (attribute, value) in self.attributes.iter().zip(values) {
            match attribute.offset {
                // SAFETY: as in `read`; the instance is new, so the slot is empty and takes over the reference.
                Some(offset) => unsafe {
                    *made.as_ptr().byte_offset(offset).cast::<*mut ffi::PyObject>() = value.into_ptr();
                },
                None => super::member::set_attribute(&made, attribute.name.bind(py), &value)?,
            }
        }
        Ok(made)
    }
}

/// The offset of a slot made by `__slots__`; None of every other attribute.
fn slot_offset(class: &Bound<'_, PyType>, member: &Bound<'_, PyAny>) -> Option<isize> {
    // SAFETY: `member` is a live object; where its type is that of member descriptors, its definition lives as long as
    // it does. The descriptor's own class must be the class or a base of it, whose layout begins that of the class.
    unsafe {
        if ffi::Py_TYPE(member.as_ptr()) != &raw mut ffi::PyMemberDescr_Type {
            return None;
        }
        let descriptor = member.as_ptr().cast::<ffi::PyMemberDescrObject>();
        let home = (*descriptor).d_common.d_type;
        let definition = (*descriptor).d_member.cast::<MemberDef>();
        let is_slot = ffi::PyType_IsSubtype(class.as_type_ptr(), home) != 0
            && (*definition).kind == OBJECT_EX
            && (*definition).offset >= size_of::<ffi::PyObject>() as isize
            && (*definition).offset + size_of::<*mut ffi::PyObject>() as isize <= (*class.as_type_ptr()).tp_basicsize;
        is_slot.then_some((*definition).offset)
    }
}
