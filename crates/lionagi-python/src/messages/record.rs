//! The state of a message, and what the collector must know of it.
//!
//! The fields of the content lie in the record itself: the first, which most messages are made of, in a place of its own,
//! the others, where there are any, in a box. Once `content` was read, its object stands in the first place and the box
//! holds no field any more. An empty place is a field that nobody gave.

use lionagi_core::messages::fields::{Kind, MOST_FIELDS};
use pyo3::gc::{PyTraverseError, PyVisit};
use pyo3::prelude::*;

use super::bound::Bindings;
use crate::entity::Embedding;
use crate::ffi::gc;
use crate::ffi::locked::Locked;
use crate::ffi::slot::Slot;

/// Values of fields in the order of their kind; None is one that nobody gave.
pub type Fields<'py> = [Option<Bound<'py, PyAny>>; MOST_FIELDS];

/// No field given.
pub fn no_fields<'py>() -> Fields<'py> {
    [const { None }; MOST_FIELDS]
}

/// What few messages have.
struct Rare {
    /// All fields but the first.
    fields: [Slot; MOST_FIELDS - 1],
    embedding: Embedding,
}

impl Rare {
    fn new(embedding: Embedding) -> Self {
        Self { fields: [const { Slot::new(None) }; MOST_FIELDS - 1], embedding }
    }
}

/// What a message carries: kept as fields, or as the object that was handed out.
pub struct Body {
    first: Slot,
    rare: Locked<Option<Box<Rare>>>,
    kind: Kind,
    is_object: Locked<bool>,
}

impl Body {
    /// Of fields, taken as they are.
    pub fn of_fields(py: Python<'_>, kind: Kind, fields: Fields<'_>, numbers: Option<&[f64]>) -> Self {
        let [first, others @ ..] = fields;
        let mut rare = numbers.map(|_| Box::new(Rare::new(Embedding::new(py, numbers))));
        if others.iter().any(Option::is_some) {
            let rare = rare.get_or_insert_with(|| Box::new(Rare::new(Embedding::new(py, None))));
            rare.fields = others.map(|value| Slot::new(value.map(Bound::unbind)));
        }
        Self {
            first: Slot::new(first.map(Bound::unbind)),
            rare: Locked::new(rare),
            kind,
            is_object: Locked::new(false),
        }
    }

    /// Of a content object.
    pub fn of_object(py: Python<'_>, kind: Kind, content: Py<PyAny>, numbers: Option<&[f64]>) -> Self {
        let rare = numbers.map(|_| Box::new(Rare::new(Embedding::new(py, numbers))));
        Self { first: Slot::new(Some(content)), rare: Locked::new(rare), kind, is_object: Locked::new(true) }
    }

    #[inline]
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The content object, where it was made or given.
    #[inline]
    pub fn object<'py>(&self, py: Python<'py>) -> Option<Bound<'py, PyAny>> {
        if self.is_object.with(py, |is_object| *is_object) { self.first.get(py) } else { None }
    }

    /// A field that lies here; None where nobody gave it. Only as long as there is no object.
    #[inline]
    pub fn held<'py>(&self, py: Python<'py>, place: usize) -> Option<Bound<'py, PyAny>> {
        match place.checked_sub(1) {
            None => self.first.get(py),
            Some(other) => self.rare.with(py, |rare| rare.as_ref().and_then(|rare| rare.fields[other].get(py))),
        }
    }

    /// True where no field but the first was given.
    #[inline]
    pub fn has_only_first(&self, py: Python<'_>) -> bool {
        self.rare.with(py, |rare| rare.is_none())
    }

    /// Puts a field here. Only as long as there is no object.
    fn hold(&self, py: Python<'_>, place: usize, value: Py<PyAny>) {
        let dropped = match place.checked_sub(1) {
            None => self.first.replace(py, Some(value)),
            Some(other) => {
                self.ensure_rare(py);
                self.rare.with(py, |rare| rare.as_ref().and_then(|rare| rare.fields[other].replace(py, Some(value))))
            }
        };
        drop(dropped);
    }

    fn ensure_rare(&self, py: Python<'_>) {
        if self.has_only_first(py) {
            let made = Box::new(Rare::new(Embedding::new(py, None)));
            self.rare.with(py, |rare| *rare = Some(made));
        }
    }

    /// The field as it is now, made where nobody gave it: what is handed out stays. The caller tracks the record.
    pub fn field<'py>(&self, py: Python<'py>, bound: &Bindings, place: usize) -> PyResult<Bound<'py, PyAny>> {
        if let Some(object) = self.object(py) {
            return match bound.own(self.kind, &object) {
                Some(layout) => layout.read(&object, place),
                None => object.getattr(self.kind.fields()[place].name),
            };
        }
        if let Some(held) = self.held(py, place) {
            return Ok(held);
        }
        let made = bound.default(py, self.kind.fields()[place].default);
        if gc::can_close_a_cycle(&made) {
            self.hold(py, place, made.clone().unbind());
        }
        Ok(made)
    }

    /// The content object, made now where there is none. The caller tracks the record before.
    pub fn content<'py>(&self, py: Python<'py>, bound: &Bindings) -> PyResult<Bound<'py, PyAny>> {
        if let Some(object) = self.object(py) {
            return Ok(object);
        }
        let Some(layout) = bound.layout(self.kind) else { return Ok(py.None().into_bound(py)) };
        let values = self
            .kind
            .fields()
            .iter()
            .enumerate()
            .map(|(place, field)| self.held(py, place).unwrap_or_else(|| bound.default(py, field.default)));
        let made = layout.make(py, values.collect::<Vec<_>>())?;
        self.set_object(py, made.clone().unbind());
        Ok(made)
    }

    /// Replaces the content by an object. The caller tracks the record before.
    pub fn set_object(&self, py: Python<'_>, content: Py<PyAny>) {
        self.is_object.with(py, |is_object| *is_object = true);
        let dropped = self.first.replace(py, Some(content));
        let others = self.rare.with(py, |rare| {
            let rare = rare.as_mut()?;
            Some(std::mem::replace(&mut rare.fields, [const { Slot::new(None) }; MOST_FIELDS - 1]))
        });
        if !self.embeds(py) {
            drop(self.rare.with(py, Option::take));
        }
        drop((dropped, others));
    }

    fn embeds(&self, py: Python<'_>) -> bool {
        self.rare.with(py, |rare| rare.as_ref().is_some_and(|rare| rare.embedding.held(py).is_some()))
    }

    /// Looks at the embedding; None where there is none. `look` runs no Python code but the making of a list.
    pub fn embedding<'py>(&self, py: Python<'py>) -> Option<crate::entity::Vector<'py>> {
        self.rare.with(py, |rare| rare.as_ref().and_then(|rare| rare.embedding.held(py)))
    }

    /// The list of the embedding, made now where it was not handed out yet. The caller tracks the record.
    pub fn embedding_list<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        match self.embedding(py) {
            None => Ok(None),
            Some(crate::entity::Vector::Listed(list)) => Ok(Some(list)),
            Some(packed) => {
                let list = packed.to_list()?.into_any();
                let dropped =
                    self.rare.with(py, |rare| rare.as_ref().and_then(|rare| rare.embedding.hold(py, list.clone())));
                drop(dropped);
                Ok(Some(list))
            }
        }
    }

    pub fn set_embedding(&self, py: Python<'_>, numbers: Option<&[f64]>) {
        if numbers.is_none() && self.has_only_first(py) {
            return;
        }
        let next = Embedding::new(py, numbers);
        self.ensure_rare(py);
        let dropped = self.rare.with(py, |rare| rare.as_mut().map(|rare| std::mem::replace(&mut rare.embedding, next)));
        drop(dropped);
    }

    pub fn visit(&self, visit: &PyVisit<'_>) -> Result<(), PyTraverseError> {
        self.first.visit(visit)?;
        self.rare.look(|rare| match rare {
            None => Ok(()),
            Some(rare) => {
                rare.fields.iter().try_for_each(|field| field.visit(visit))?;
                rare.embedding.visit(visit)
            }
        })
    }

    /// Drops what could be in a cycle.
    pub fn clear(&self, py: Python<'_>) {
        let others = self.rare.with(py, Option::take);
        drop(self.first.replace(py, None));
        drop(others);
    }
}
