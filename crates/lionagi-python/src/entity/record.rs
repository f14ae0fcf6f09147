//! The state of a record, and what the collector must know of it.
//!
//! Frozen classes around places that are refilled under the interpreter lock: no borrow is held over a call into Python.

use lionagi_core::entity::embedding;
use lionagi_core::ids::Id;
use pyo3::gc::{PyTraverseError, PyVisit};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyList};

use crate::ffi::gc;
use crate::ffi::locked::Locked;
use crate::ffi::slot::Slot;

/// What every record has. Metadata stays empty until it is given or first read.
pub struct Head {
    id: Locked<Id>,
    created_at: Locked<f64>,
    metadata: Slot,
}

impl Head {
    pub fn new(id: Id, created_at: f64, metadata: Option<Py<PyAny>>) -> Self {
        Self { id: Locked::new(id), created_at: Locked::new(created_at), metadata: Slot::new(metadata) }
    }

    #[inline]
    pub fn id(&self, py: Python<'_>) -> Id {
        self.id.with(py, |id| *id)
    }

    pub fn set_id(&self, py: Python<'_>, next: Id) {
        self.id.with(py, |id| *id = next);
    }

    #[inline]
    pub fn created_at(&self, py: Python<'_>) -> f64 {
        self.created_at.with(py, |created_at| *created_at)
    }

    pub fn set_created_at(&self, py: Python<'_>, next: f64) {
        self.created_at.with(py, |created_at| *created_at = next);
    }

    /// The metadata if there is any; not for handing out (see `metadata`).
    #[inline]
    pub fn metadata_so_far<'py>(&self, py: Python<'py>) -> Option<Bound<'py, PyAny>> {
        self.metadata.get(py)
    }

    /// The metadata, made now where there is none. The caller tracks the core before it hands it out.
    pub fn metadata<'py>(&self, py: Python<'py>) -> Bound<'py, PyAny> {
        self.metadata.get(py).unwrap_or_else(|| {
            let made = PyDict::new(py).into_any();
            drop(self.metadata.replace(py, Some(made.clone().unbind())));
            made
        })
    }

    pub fn set_metadata(&self, py: Python<'_>, next: Py<PyAny>) {
        drop(self.metadata.replace(py, Some(next)));
    }

    /// True where the collector can ignore the record. Metadata given to the constructor was copied, so nobody can
    /// change it before it is read, and a dict that is not tracked holds only atoms.
    #[inline]
    pub fn is_leaf(&self, py: Python<'_>) -> bool {
        self.metadata.get(py).is_none_or(|metadata| !gc::is_tracked(&metadata))
    }

    pub fn visit(&self, visit: &PyVisit<'_>) -> Result<(), PyTraverseError> {
        self.metadata.visit(visit)
    }

    pub fn clear(&self) {
        self.metadata.clear();
    }
}

/// The embedding of a node. One slot: empty, or a `bytes` of little-endian f64 nobody has looked into, or the list that
/// was handed out, which is the truth from then on.
pub struct Embedding(Slot);

impl Embedding {
    pub fn new(py: Python<'_>, numbers: Option<&[f64]>) -> Self {
        Self(Slot::new(numbers.map(|numbers| pack(py, numbers))))
    }

    pub fn held<'py>(&self, py: Python<'py>) -> Option<Vector<'py>> {
        let held = self.0.get(py)?;
        Some(match held.cast_into::<PyBytes>() {
            Ok(packed) => Vector::Packed(packed),
            Err(other) => Vector::Listed(other.into_inner()),
        })
    }

    /// The list that was handed out, or one made now of the packed numbers.
    pub fn list<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        match self.held(py) {
            None => Ok(None),
            Some(Vector::Listed(list)) => Ok(Some(list)),
            Some(Vector::Packed(packed)) => {
                let list = unpack(&packed)?.into_any();
                drop(self.0.replace(py, Some(list.clone().unbind())));
                Ok(Some(list))
            }
        }
    }

    pub fn set(&self, py: Python<'_>, numbers: Option<&[f64]>) {
        let next = numbers.map(|numbers| pack(py, numbers));
        drop(self.0.replace(py, next));
    }

    /// Keeps a list that is about to be handed out, and gives back what was there.
    #[must_use = "dropping the old object may run Python code: do it when nothing is borrowed"]
    pub fn hold(&self, py: Python<'_>, list: Bound<'_, PyAny>) -> Option<Py<PyAny>> {
        self.0.replace(py, Some(list.unbind()))
    }

    pub fn visit(&self, visit: &PyVisit<'_>) -> Result<(), PyTraverseError> {
        self.0.visit(visit)
    }

    pub fn clear(&self) {
        self.0.clear();
    }
}

/// The two states of an embedding.
pub enum Vector<'py> {
    Packed(Bound<'py, PyBytes>),
    Listed(Bound<'py, PyAny>),
}

impl<'py> Vector<'py> {
    /// A new list of the numbers as they are now.
    pub fn to_list(&self) -> PyResult<Bound<'py, PyList>> {
        match self {
            Vector::Packed(packed) => unpack(packed),
            Vector::Listed(list) => Ok(list.cast::<PyList>()?.get_slice(0, list.len()?)),
        }
    }
}

fn pack(py: Python<'_>, numbers: &[f64]) -> Py<PyAny> {
    PyBytes::new(py, &embedding::to_bytes(numbers)).into_any().unbind()
}

fn unpack<'py>(packed: &Bound<'py, PyBytes>) -> PyResult<Bound<'py, PyList>> {
    PyList::new(packed.py(), embedding::from_bytes(packed.as_bytes()))
}
