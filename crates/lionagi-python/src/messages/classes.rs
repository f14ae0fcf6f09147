//! The class of the contract: `MessageCore`.

use lionagi_core::entity::embedding;
use lionagi_core::messages::fields::Kind;
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::gc::{PyTraverseError, PyVisit};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyString, PyTuple, PyType};

use super::bound::{Bindings, bound};
use super::record::{Body, Fields, no_fields};
use super::{chat, documents, render};
use crate::entity::classes::{self, ElementCore};
use crate::entity::fields::{self, Problems, argument, in_order};
use crate::entity::{Head, Vector};
use crate::ffi::slot::Slot;
use crate::ffi::{constructor, gc};
use crate::guard::{Component, guard};

/// One message.
#[pyclass(frozen, extends = ElementCore, module = "lionagi._core_rust._native.messages")]
pub struct MessageCore {
    pub body: Body,
    pub role: Slot,
    pub sender: Slot,
    pub recipient: Slot,
}

// --- making ----------------------------------------------------------------------------------------------------------

const ARGUMENTS: [&str; 11] =
    ["kind", "content", "role", "sender", "recipient", "embedding", "id", "created_at", "metadata", "clock", "random"];

/// Makes calls of the class fast.
pub fn finish_class(py: Python<'_>) {
    constructor::install::<MessageCore>(py); // speed: `#[new]` does the same
}

impl constructor::Positional for MessageCore {
    fn make<'py>(py: Python<'py>, arguments: &[Bound<'py, PyAny>]) -> PyResult<Bound<'py, Self>> {
        guard(Component::Messages, || make(py, arguments))
    }
}

/// What a message is made of beside its head.
pub struct Parts<'py> {
    pub kind: Kind,
    pub content: Content<'py>,
    /// Role, sender, recipient; None is the default of the kind.
    pub people: [Option<Bound<'py, PyAny>>; 3],
    pub numbers: Option<Vec<f64>>,
}

/// Content as it is given.
pub enum Content<'py> {
    Object(Bound<'py, PyAny>),
    Fields(Fields<'py>),
}

/// `MessageCore(kind, content, role, sender, recipient, embedding, id, created_at, metadata, clock, random)`.
fn make<'py>(py: Python<'py>, arguments: &[Bound<'py, PyAny>]) -> PyResult<Bound<'py, MessageCore>> {
    classes::at_most("MessageCore", ARGUMENTS.len(), arguments)?;
    let Some(kind) = argument(arguments, 0) else {
        return Err(PyTypeError::new_err("MessageCore() needs a kind"));
    };
    let kind = read_kind(kind)?;
    let content = match argument(arguments, 1) {
        None => Content::Object(py.None().into_bound(py)),
        Some(content) => match content.cast_exact::<PyTuple>() {
            Ok(values) if kind != Kind::Generic => Content::Fields(fields_of_tuple(kind, values)?),
            _ => Content::Object(content.clone()),
        },
    };
    let mut problems = Problems::default();
    let head = classes::read_head(py, arguments.get(6..).unwrap_or_default(), &mut problems)?;
    let numbers = problems.collect(fields::read_embedding(argument(arguments, 5)), None)?;
    problems.raise(py)?;
    let people = [2, 3, 4].map(|place| argument(arguments, place).cloned());
    build(py, bound(py)?, head.into(), Parts { kind, content, people, numbers })
}

/// Raises: ValueError: no such kind.
pub fn read_kind(kind: &Bound<'_, PyAny>) -> PyResult<Kind> {
    let number: usize = kind.extract()?;
    Kind::from_number(number).ok_or_else(|| PyValueError::new_err(format!("there is no kind {number}")))
}

fn fields_of_tuple<'py>(kind: Kind, values: &Bound<'py, PyTuple>) -> PyResult<Fields<'py>> {
    let expected = kind.fields().len();
    if values.len() != expected {
        return Err(PyValueError::new_err(format!("content must have {expected} fields, not {}", values.len())));
    }
    let mut fields = no_fields();
    for (place, value) in values.iter_borrowed().enumerate() {
        fields[place] = Some(value.to_owned());
    }
    Ok(fields)
}

/// A message of parts that are right.
pub fn build<'py>(
    py: Python<'py>,
    bound: &Bindings,
    head: Head,
    parts: Parts<'py>,
) -> PyResult<Bound<'py, MessageCore>> {
    let Parts { kind, content, people, numbers } = parts;
    let is_leaf = |value: &Bound<'_, PyAny>| !gc::can_close_a_cycle(value) || bound.is_shared(value);
    let leaf = head.is_leaf(py)
        && people.iter().flatten().all(is_leaf)
        && match &content {
            Content::Object(_) => false,
            Content::Fields(fields) => fields.iter().flatten().all(is_leaf),
        };
    let body = match content {
        Content::Object(object) => Body::of_object(py, kind, object.unbind(), numbers.as_deref()),
        Content::Fields(fields) => Body::of_fields(py, kind, fields, numbers.as_deref()),
    };
    let mut place = 0;
    let [role, sender, recipient] = people.map(|given| {
        let person = given.unwrap_or_else(|| bound.default_role(py, kind, place));
        place += 1;
        Slot::new(Some(person.unbind()))
    });
    let message = MessageCore { body, role, sender, recipient };
    let made = Bound::new(py, PyClassInitializer::from(ElementCore { head }).add_subclass(message))?;
    if leaf {
        gc::untrack(&made);
    }
    Ok(made)
}

// --- the contract ------------------------------------------------------------------------------------------------------

#[pymethods]
impl MessageCore {
    #[new]
    #[pyo3(
        signature = (*arguments),
        text_signature = "(kind, content=..., role=..., sender=..., recipient=..., embedding=None, id=..., created_at=..., metadata=..., clock=None, random=None)"
    )]
    fn new<'py>(arguments: &Bound<'py, PyTuple>) -> PyResult<Bound<'py, Self>> {
        guard(Component::Messages, || make(arguments.py(), arguments.as_slice()))
    }

    #[getter]
    fn kind(&self) -> PyResult<usize> {
        guard(Component::Messages, || Ok(self.body.kind() as usize))
    }

    #[getter]
    fn content<'py>(core: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        guard(Component::Messages, || {
            let py = core.py();
            gc::track(core);
            core.get().body.content(py, bound(py)?)
        })
    }

    #[setter]
    fn set_content(core: &Bound<'_, Self>, value: &Bound<'_, PyAny>) -> PyResult<()> {
        guard(Component::Messages, || {
            gc::track(core);
            core.get().body.set_object(core.py(), value.clone().unbind());
            Ok(())
        })
    }

    #[getter]
    fn role<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        guard(Component::Messages, || Ok(self.role.get(py)))
    }

    #[setter]
    fn set_role(core: &Bound<'_, Self>, value: &Bound<'_, PyAny>) -> PyResult<()> {
        guard(Component::Messages, || assign(core, &core.get().role, value))
    }

    #[getter]
    fn sender<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        guard(Component::Messages, || Ok(self.sender.get(py)))
    }

    #[setter]
    fn set_sender(core: &Bound<'_, Self>, value: &Bound<'_, PyAny>) -> PyResult<()> {
        guard(Component::Messages, || assign(core, &core.get().sender, value))
    }

    #[getter]
    fn recipient<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        guard(Component::Messages, || Ok(self.recipient.get(py)))
    }

    #[setter]
    fn set_recipient(core: &Bound<'_, Self>, value: &Bound<'_, PyAny>) -> PyResult<()> {
        guard(Component::Messages, || assign(core, &core.get().recipient, value))
    }

    #[getter]
    fn embedding<'py>(core: &Bound<'py, Self>) -> PyResult<Option<Bound<'py, PyAny>>> {
        guard(Component::Messages, || {
            let list = core.get().body.embedding_list(core.py())?;
            if list.is_some() {
                gc::track(core);
            }
            Ok(list)
        })
    }

    #[setter]
    fn set_embedding(&self, value: &Bound<'_, PyAny>) -> PyResult<()> {
        guard(Component::Messages, || {
            let py = value.py();
            let mut problems = Problems::default();
            let numbers = problems.collect(fields::read_embedding(Some(value)), None)?;
            problems.raise(py)?;
            self.body.set_embedding(py, numbers.as_deref());
            Ok(())
        })
    }

    /// Little-endian f64 of the embedding as it is now.
    fn embedding_bytes<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyBytes>>> {
        guard(Component::Messages, || match self.body.embedding(py) {
            None => Ok(None),
            Some(Vector::Packed(packed)) => Ok(Some(packed)),
            Some(Vector::Listed(list)) => {
                let mut problems = Problems::default();
                let numbers = problems.collect(fields::read_embedding(Some(&list)), None)?;
                problems.raise(py)?;
                Ok(numbers.map(|numbers| PyBytes::new(py, &embedding::to_bytes(&numbers))))
            }
        })
    }

    /// The fields of the content as they are now; None where it is foreign.
    fn fields<'py>(core: &Bound<'py, Self>) -> PyResult<Option<Bound<'py, PyTuple>>> {
        guard(Component::Messages, || {
            let py = core.py();
            let bound = bound(py)?;
            let body = &core.get().body;
            if is_foreign(bound, body, py) {
                return Ok(None);
            }
            gc::track(core);
            let mut values = Vec::with_capacity(body.kind().fields().len());
            for place in 0..body.kind().fields().len() {
                values.push(body.field(py, bound, place)?);
            }
            PyTuple::new(py, values).map(Some)
        })
    }

    /// What the message shows to a model.
    fn rendered<'py>(core: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        guard(Component::Messages, || render::rendered(core))
    }

    /// `{"role": text, "content": rendered}`; None where a foreign content fails to render.
    fn chat_message<'py>(core: &Bound<'py, Self>) -> PyResult<Option<Bound<'py, PyDict>>> {
        guard(Component::Messages, || chat::chat_message(core))
    }

    /// The record of a document that `to_json(lion_class)` could have written; None where it is any other.
    #[classmethod]
    #[pyo3(signature = (data, lion_class, kind = None))]
    fn from_json<'py>(
        _class: &Bound<'py, PyType>,
        data: &Bound<'py, PyAny>,
        lion_class: &Bound<'py, PyString>,
        kind: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Option<Bound<'py, MessageCore>>> {
        guard(Component::Messages, || {
            documents::from_json(data, lion_class, kind.map_or(Ok(Kind::Generic), read_kind)?)
        })
    }

    /// The record of a dict that `to_dict(lion_class)` could have made; None where it is any other.
    #[classmethod]
    fn from_document<'py>(
        _class: &Bound<'py, PyType>,
        data: &Bound<'py, PyDict>,
        kind: &Bound<'py, PyAny>,
        lion_class: &Bound<'py, PyString>,
    ) -> PyResult<Option<Bound<'py, MessageCore>>> {
        guard(Component::Messages, || documents::from_document(data, read_kind(kind)?, lion_class))
    }

    /// The record of a dict of constructor arguments.
    #[classmethod]
    #[pyo3(signature = (fields), text_signature = "(fields)")]
    fn from_fields<'py>(_class: &Bound<'py, PyType>, fields: &Bound<'py, PyDict>) -> PyResult<Bound<'py, PyAny>> {
        guard(Component::Messages, || {
            let arguments = in_order(fields, &ARGUMENTS)?;
            Ok(make(fields.py(), arguments.as_slice())?.into_any())
        })
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        for slot in [&self.role, &self.sender, &self.recipient] {
            slot.visit(&visit)?;
        }
        self.body.visit(&visit)
    }

    fn __clear__(&self) {
        Python::attach(|py| {
            for slot in [&self.role, &self.sender, &self.recipient] {
                drop(slot.replace(py, Some(py.None())));
            }
            self.body.clear(py);
        });
    }
}

/// True where the content is no object of the class that was bound for the kind.
pub fn is_foreign(bound: &Bindings, body: &Body, py: Python<'_>) -> bool {
    match body.object(py) {
        Some(object) => bound.own(body.kind(), &object).is_none(),
        None => body.kind() == Kind::Generic,
    }
}

fn assign(core: &Bound<'_, MessageCore>, slot: &Slot, value: &Bound<'_, PyAny>) -> PyResult<()> {
    if gc::can_close_a_cycle(value) {
        gc::track(core);
    }
    drop(slot.replace(core.py(), Some(value.clone().unbind())));
    Ok(())
}

/// How a participant is written; None stays.
pub fn participant_text<'py>(bound: &Bindings, person: &Bound<'py, PyAny>) -> PyResult<Option<Bound<'py, PyString>>> {
    let py = person.py();
    if let Ok(name) = person.cast_exact::<PyString>() {
        return Ok(Some(name.clone())); // speed: the most usual first
    }
    if let Some(role) = bound.role_of(person) {
        return Ok(Some(bound.role_text(py, role)));
    }
    if person.is_none() {
        return Ok(None);
    }
    if let Some(id) = crate::ids::bytes_of(person) {
        return Ok(Some(crate::ffi::id_class::ascii(py, &lionagi_core::ids::text(&id))?));
    }
    person.str().map(Some) // exactly a str is its own
}

/// The text of a role. Raises: AttributeError: somebody assigned what is none.
pub fn role_text<'py>(bound: &Bindings, role: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    match bound.role_of(role) {
        Some(known) => Ok(bound.role_text(role.py(), known).into_any()),
        None => role.getattr(intern!(role.py(), "value")),
    }
}
