//! What `bind` was told: classes of contents, and the two functions that know pydantic. Roles as objects.

use lionagi_core::messages::fields::{DEFAULT_SYSTEM_MESSAGE, Default, Kind};
use lionagi_core::messages::people::{Participant, Role, defaults, participant};
use pyo3::exceptions::{PyRuntimeError, PyValueError};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyString, PyTuple, PyType};

use crate::ffi::layout::Layout;
use crate::ffi::locked::Locked;
use crate::{errors, ids};

/// Everything the functions of this component look up.
pub struct Bindings {
    contents: [Option<Layout>; 6],
    pub describe: Py<PyAny>,
    pub plain: Py<PyAny>,
    pub as_dict: Py<PyAny>,
    roles: [Py<PyAny>; 5],
    role_texts: [Py<PyString>; 5],
    empty_text: Py<PyAny>,
    system_message: Py<PyAny>,
}

// Given up to the process: messages made under an older binding may still ask.
static BOUND: Locked<Option<&'static Bindings>> = Locked::new(None);

/// What was bound last. Raises: RuntimeError: nothing was.
#[inline]
pub fn bound(py: Python<'_>) -> PyResult<&'static Bindings> {
    BOUND.with(py, |place| *place).ok_or_else(|| PyRuntimeError::new_err("bind() was not called"))
}

/// `bind` of the contract.
pub fn bind<'py>(
    contents: &Bound<'py, PyTuple>,
    describe: &Bound<'py, PyAny>,
    plain: &Bound<'py, PyAny>,
    as_dict: &Bound<'py, PyAny>,
) -> PyResult<()> {
    let py = contents.py();
    if let Ok(before) = bound(py)
        && before.is_of(contents, describe, plain, as_dict)
    {
        return Ok(());
    }
    let role_class = py.import("lionagi._core.messages")?.getattr("MessageRole")?.cast_into::<PyType>()?;
    let mut layouts = [const { None }; 6];
    for (kind, place) in Kind::ALL.into_iter().zip(&mut layouts) {
        let class = contents.get_item(kind as usize)?;
        if !class.is_none() {
            let names = kind.fields().iter().map(|field| PyString::intern(py, field.name));
            *place = Some(Layout::of(class.cast::<PyType>()?, names)?);
        }
    }
    let mut roles = Vec::with_capacity(Role::ALL.len());
    for role in Role::ALL {
        roles.push(role_class.call1((role.text(),))?.unbind());
    }
    let made = Bindings {
        contents: layouts,
        describe: describe.clone().unbind(),
        plain: plain.clone().unbind(),
        as_dict: as_dict.clone().unbind(),
        roles: roles.try_into().map_err(|_| PyValueError::new_err("five roles"))?,
        role_texts: Role::ALL.map(|role| PyString::intern(py, role.text()).unbind()),
        empty_text: PyString::intern(py, "").into_any().unbind(),
        system_message: PyString::intern(py, DEFAULT_SYSTEM_MESSAGE).into_any().unbind(),
    };
    let made: &'static Bindings = Box::leak(Box::new(made));
    BOUND.with(py, |place| *place = Some(made));
    Ok(())
}

impl Bindings {
    fn is_of<'py>(
        &self,
        contents: &Bound<'py, PyTuple>,
        describe: &Bound<'py, PyAny>,
        plain: &Bound<'py, PyAny>,
        as_dict: &Bound<'py, PyAny>,
    ) -> bool {
        let py = contents.py();
        let same = |(class, bound): (Bound<'_, PyAny>, &Option<Layout>)| match bound {
            Some(bound) => class.is(bound.class(py)),
            None => class.is_none(),
        };
        describe.is(&self.describe)
            && plain.is(&self.plain)
            && as_dict.is(&self.as_dict)
            && contents.len() == self.contents.len()
            && contents.iter().zip(&self.contents).all(same)
    }

    /// The class of contents of a kind.
    #[inline]
    pub fn layout(&self, kind: Kind) -> Option<&Layout> {
        self.contents[kind as usize].as_ref()
    }

    /// The layout of a content object of the bound class; None of a foreign one.
    #[inline]
    pub fn own(&self, kind: Kind, content: &Bound<'_, PyAny>) -> Option<&Layout> {
        // Of messages without a kind, the class is the base of all contents: every content of theirs is foreign.
        self.layout(kind).filter(|layout| kind != Kind::Generic && layout.is_of(content))
    }

    /// True for an object of the bound class or of a sub-class.
    pub fn is_content(&self, kind: Kind, content: &Bound<'_, PyAny>) -> PyResult<bool> {
        match self.layout(kind) {
            Some(layout) => content.is_instance(layout.class(content.py())),
            None => Ok(false),
        }
    }

    /// The member of a role.
    #[inline]
    pub fn role<'py>(&self, py: Python<'py>, role: Role) -> Bound<'py, PyAny> {
        self.roles[role as usize].bind(py).clone()
    }

    /// The role that a member is.
    #[inline]
    pub fn role_of(&self, member: &Bound<'_, PyAny>) -> Option<Role> {
        Role::ALL.into_iter().find(|&role| member.is(&self.roles[role as usize]))
    }

    /// The text of a role.
    #[inline]
    pub fn role_text<'py>(&self, py: Python<'py>, role: Role) -> Bound<'py, PyString> {
        self.role_texts[role as usize].bind(py).clone()
    }

    /// Role, sender and recipient of a message of this kind that was given none.
    #[inline]
    pub fn default_role<'py>(&self, py: Python<'py>, kind: Kind, place: usize) -> Bound<'py, PyAny> {
        self.role(py, defaults(kind)[place])
    }

    /// A new value of a field that nobody gave.
    pub fn default<'py>(&self, py: Python<'py>, default: Default) -> Bound<'py, PyAny> {
        match default {
            Default::Null => py.None().into_bound(py),
            Default::List => PyList::empty(py).into_any(),
            Default::Map => PyDict::new(py).into_any(),
            Default::EmptyText => self.empty_text.bind(py).clone(),
            Default::SystemMessage => self.system_message.bind(py).clone(),
        }
    }

    /// `read_role` of the contract.
    pub fn read_role<'py>(&self, value: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let py = value.py();
        if self.role_of(value).is_some() {
            return Ok(value.clone());
        }
        let Ok(text) = value.cast::<PyString>() else { return Ok(self.role(py, Role::Unset)) };
        match crate::ffi::objects::text(text).and_then(Role::of) {
            Some(role) => Ok(self.role(py, role)),
            None => Err(errors::build(py, "unknown_role", (value,))),
        }
    }

    /// `read_participant` of the contract.
    pub fn read_participant<'py>(&self, value: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let py = value.py();
        if value.is_none() || self.role_of(value).is_some() || ids::is_id(value) {
            return Ok(value.clone());
        }
        if let Ok(text) = value.cast::<PyString>() {
            return match crate::ffi::objects::text(text).map_or(Participant::Name, participant) {
                Participant::Role(role) => Ok(self.role(py, role)),
                Participant::Id(id) => ids::to_object(py, &id),
                Participant::Name => crate::ffi::objects::interned(text).map(Bound::into_any),
            };
        }
        if crate::entity::is_entity(value)? {
            return value.getattr(intern!(py, "id"));
        }
        Err(errors::build(py, "invalid_participant", ()))
    }

    /// True for what no cycle can go through although the collector knows its type: roles and ids.
    #[inline]
    pub fn is_shared(&self, value: &Bound<'_, PyAny>) -> bool {
        self.role_of(value).is_some() || ids::bytes_of(value).is_some() && !crate::ffi::gc::is_tracked(value)
    }
}
