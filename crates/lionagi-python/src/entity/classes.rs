//! The classes of the contract: `ElementCore` and `NodeCore`.

use lionagi_core::entity::embedding;
use lionagi_core::ids::{self as domain_ids, Id};
use pyo3::exceptions::PyTypeError;
use pyo3::gc::{PyTraverseError, PyVisit};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyList, PyString, PyTuple, PyType};

use super::fields::{self, Problems, argument};
use super::record::{Embedding, Head, Vector};
use super::{dicts, json_read, json_write};
use crate::ffi::slot::Slot;
use crate::ffi::{constructor, gc, id_class, member};
use crate::guard::{Component, guard};
use crate::ids;

/// One record.
#[pyclass(frozen, subclass, module = "lionagi._core_rust._native.entity")]
pub struct ElementCore {
    pub head: Head,
}

/// A record with content.
#[pyclass(frozen, extends = ElementCore, module = "lionagi._core_rust._native.entity")]
pub struct NodeCore {
    pub content: Slot,
    pub embedding: Embedding,
}

// --- making ----------------------------------------------------------------------------------------------------------

const ELEMENT_FIELDS: usize = 5;
const NODE_FIELDS: usize = 7;

/// Makes calls of the classes fast, and `content` a member.
pub fn finish_classes(py: Python<'_>) -> PyResult<()> {
    constructor::install::<ElementCore>(py); // speed: `#[new]` does the same
    constructor::install::<NodeCore>(py); // speed: `#[new]` does the same
    let doc = c"What the node carries; any object.";
    let nothing: [Bound<'_, PyAny>; 0] = [];
    member::add(&make_node(py, &nothing)?, c"content", doc, |node| &node.content)
}

impl constructor::Positional for ElementCore {
    fn make<'py>(py: Python<'py>, arguments: &[Bound<'py, PyAny>]) -> PyResult<Bound<'py, Self>> {
        guard(Component::Entity, || make_element(py, arguments))
    }
}

impl constructor::Positional for NodeCore {
    fn make<'py>(py: Python<'py>, arguments: &[Bound<'py, PyAny>]) -> PyResult<Bound<'py, Self>> {
        guard(Component::Entity, || make_node(py, arguments))
    }
}

/// `ElementCore(id, created_at, metadata, clock, random)`.
pub fn make_element<'py>(py: Python<'py>, arguments: &[Bound<'py, PyAny>]) -> PyResult<Bound<'py, ElementCore>> {
    at_most("ElementCore", ELEMENT_FIELDS, arguments)?;
    let mut problems = Problems::default();
    let head = read_head(py, arguments, &mut problems)?;
    problems.raise(py)?;
    build_element(py, head.into())
}

/// An element of fields that are right.
pub fn build_element(py: Python<'_>, head: Head) -> PyResult<Bound<'_, ElementCore>> {
    let leaf = head.is_leaf(py);
    let made = Bound::new(py, ElementCore { head })?;
    if leaf {
        gc::untrack(&made);
    }
    Ok(made)
}

/// `NodeCore(content, embedding, id, created_at, metadata, clock, random)`.
pub fn make_node<'py>(py: Python<'py>, arguments: &[Bound<'py, PyAny>]) -> PyResult<Bound<'py, NodeCore>> {
    at_most("NodeCore", NODE_FIELDS, arguments)?;
    let mut problems = Problems::default();
    let head = read_head(py, arguments.get(2..).unwrap_or_default(), &mut problems)?;
    let numbers = problems.collect(fields::read_embedding(argument(arguments, 1)), None)?;
    problems.raise(py)?;
    build_node(py, head.into(), argument(arguments, 0), numbers.as_deref())
}

/// An element of a dict of arguments.
pub fn element_of<'py>(py: Python<'py>, fields: &Bound<'py, PyDict>) -> PyResult<Bound<'py, ElementCore>> {
    let arguments = fields::of_record(fields)?;
    make_element(py, &arguments[NODE_FIELDS - ELEMENT_FIELDS..])
}

/// A node of a dict of arguments.
pub fn node_of<'py>(py: Python<'py>, fields: &Bound<'py, PyDict>) -> PyResult<Bound<'py, NodeCore>> {
    make_node(py, &fields::of_record(fields)?)
}

/// A node of fields that are right.
pub fn build_node<'py>(
    py: Python<'py>,
    head: Head,
    content: Option<&Bound<'py, PyAny>>,
    numbers: Option<&[f64]>,
) -> PyResult<Bound<'py, NodeCore>> {
    let leaf = head.is_leaf(py) && content.is_none_or(|content| !gc::can_close_a_cycle(content));
    let node = NodeCore {
        content: Slot::new(Some(content.map_or_else(|| py.None(), |content| content.clone().unbind()))),
        embedding: Embedding::new(py, numbers),
    };
    let made = Bound::new(py, PyClassInitializer::from(ElementCore { head }).add_subclass(node))?;
    if leaf {
        gc::untrack(&made);
    }
    Ok(made)
}

/// What a `Head` is made of, as long as the construction may still fail.
///
/// Called straight from the interpreter (`ffi/constructor.rs`), PyO3 does not know that its lock is held, and would put
/// off the release of a `Py`; a `Bound` is released at once.
pub struct HeadFields<'py> {
    id: Id,
    created_at: f64,
    metadata: Option<Bound<'py, PyAny>>,
}

impl From<HeadFields<'_>> for Head {
    fn from(fields: HeadFields<'_>) -> Self {
        Self::new(fields.id, fields.created_at, fields.metadata.map(Bound::unbind))
    }
}

/// Id, time and metadata of `(id, created_at, metadata, clock, random)`.
pub fn read_head<'py>(
    py: Python<'py>,
    arguments: &[Bound<'py, PyAny>],
    problems: &mut Problems<'py>,
) -> PyResult<HeadFields<'py>> {
    let id = fields::read_id(py, argument(arguments, 0), argument(arguments, 4))?;
    let created_at = fields::read_created_at(argument(arguments, 1), argument(arguments, 3));
    let created_at = problems.collect(created_at, 0.0)?;
    let metadata = fields::read_metadata(argument(arguments, 2))?;
    Ok(HeadFields { id, created_at, metadata })
}

fn is_node_class(class: &Bound<'_, PyType>) -> bool {
    class.is(class.py().get_type::<NodeCore>())
}

pub fn at_most(class: &str, most: usize, arguments: &[Bound<'_, PyAny>]) -> PyResult<()> {
    match arguments.len() {
        count if count <= most => Ok(()),
        count => Err(PyTypeError::new_err(format!("{class}() takes at most {most} arguments ({count} given)"))),
    }
}

// --- the contract of both ----------------------------------------------------------------------------------------------

#[pymethods]
impl ElementCore {
    #[new]
    #[pyo3(signature = (*arguments), text_signature = "(id=..., created_at=..., metadata=..., clock=None, random=None)")]
    fn new<'py>(arguments: &Bound<'py, PyTuple>) -> PyResult<Bound<'py, Self>> {
        guard(Component::Entity, || make_element(arguments.py(), arguments.as_slice()))
    }

    #[getter]
    fn id<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        guard(Component::Entity, || ids::to_object(py, &self.head.id(py)))
    }

    #[setter]
    fn set_id(&self, value: &Bound<'_, PyAny>) -> PyResult<()> {
        guard(Component::Entity, || {
            let id = ids::parse_bytes(value)?;
            self.head.set_id(value.py(), id);
            Ok(())
        })
    }

    #[getter]
    fn created_at(&self, py: Python<'_>) -> PyResult<f64> {
        guard(Component::Entity, || Ok(self.head.created_at(py)))
    }

    #[setter]
    fn set_created_at(&self, value: &Bound<'_, PyAny>) -> PyResult<()> {
        guard(Component::Entity, || {
            let py = value.py();
            let mut problems = Problems::default();
            let seconds = problems.collect(fields::read_created_at(Some(value), None), 0.0)?;
            problems.raise(py)?;
            self.head.set_created_at(py, seconds);
            Ok(())
        })
    }

    #[getter]
    fn metadata<'py>(core: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        guard(Component::Entity, || {
            gc::track(core);
            Ok(core.get().head.metadata(core.py()))
        })
    }

    #[setter]
    fn set_metadata(core: &Bound<'_, Self>, value: &Bound<'_, PyAny>) -> PyResult<()> {
        guard(Component::Entity, || {
            gc::track(core);
            core.get().head.set_metadata(core.py(), value.clone().unbind());
            Ok(())
        })
    }

    /// The 16 bytes of the id.
    fn id_bytes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        guard(Component::Entity, || Ok(PyBytes::new(py, &self.head.id(py))))
    }

    /// Canonical text of the id.
    fn id_text<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyString>> {
        guard(Component::Entity, || id_class::ascii(py, &domain_ids::text(&self.head.id(py))))
    }

    /// `hash(self.id)` without making the id.
    fn id_hash(&self, py: Python<'_>) -> PyResult<isize> {
        guard(Component::Entity, || Ok(domain_ids::hash(&self.head.id(py))))
    }

    /// True where `other`, a core of either backend, has the same id.
    fn same_id(&self, other: &Bound<'_, PyAny>) -> PyResult<bool> {
        guard(Component::Entity, || {
            let py = other.py();
            if let Ok(other) = other.cast::<ElementCore>() {
                return Ok(self.head.id(py) == other.get().head.id(py));
            }
            let theirs = other.call_method0(intern!(py, "id_bytes"))?;
            Ok(theirs.cast::<PyBytes>()?.as_bytes() == self.head.id(py))
        })
    }

    /// A new dict of the fields.
    #[pyo3(signature = (lion_class, mode = None))]
    fn to_dict<'py>(
        core: &Bound<'py, Self>,
        lion_class: &Bound<'py, PyString>,
        mode: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyDict>> {
        guard(Component::Entity, || dicts::to_dict(core, lion_class, mode))
    }

    /// The JSON of `to_dict(lion_class)` and the items of `extra`.
    #[pyo3(signature = (lion_class, extra = None, default = None))]
    fn to_json<'py>(
        core: &Bound<'py, Self>,
        lion_class: &Bound<'py, PyString>,
        extra: Option<&Bound<'py, PyDict>>,
        default: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyBytes>> {
        guard(Component::Entity, || json_write::to_json(core, lion_class, extra, default))
    }

    /// A JSON array of `to_json` of each.
    #[staticmethod]
    #[pyo3(signature = (cores, lion_classes, default = None))]
    fn to_json_many<'py>(
        cores: &Bound<'py, PyList>,
        lion_classes: &Bound<'py, PyList>,
        default: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyBytes>> {
        guard(Component::Entity, || json_write::to_json_many(cores, lion_classes, default))
    }

    /// The record of a document that `to_json(lion_class)` could have written; None where it is any other.
    #[classmethod]
    fn from_json<'py>(
        class: &Bound<'py, PyType>,
        data: &Bound<'py, PyAny>,
        lion_class: &Bound<'py, PyString>,
    ) -> PyResult<Option<Bound<'py, PyAny>>> {
        guard(Component::Entity, || json_read::from_json(is_node_class(class), data, lion_class))
    }

    /// The record of a dict of constructor arguments.
    #[classmethod]
    fn from_fields<'py>(class: &Bound<'py, PyType>, fields: &Bound<'py, PyDict>) -> PyResult<Bound<'py, PyAny>> {
        guard(Component::Entity, || {
            let py = fields.py();
            if is_node_class(class) {
                return Ok(node_of(py, fields)?.into_any());
            }
            Ok(element_of(py, fields)?.into_any())
        })
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        self.head.visit(&visit)
    }

    fn __clear__(&self) {
        self.head.clear();
    }
}

// --- the contract of nodes ---------------------------------------------------------------------------------------------

#[pymethods]
impl NodeCore {
    #[new]
    #[pyo3(
        signature = (*arguments),
        text_signature = "(content=None, embedding=None, id=..., created_at=..., metadata=..., clock=None, random=None)"
    )]
    fn new<'py>(arguments: &Bound<'py, PyTuple>) -> PyResult<Bound<'py, Self>> {
        guard(Component::Entity, || make_node(arguments.py(), arguments.as_slice()))
    }

    /// `content` is read as a member (see `ffi/member.rs`) and assigned here, where the collector is told.
    fn __setattr__(core: &Bound<'_, Self>, name: &Bound<'_, PyString>, value: &Bound<'_, PyAny>) -> PyResult<()> {
        guard(Component::Entity, || {
            if name.as_any().eq(intern!(core.py(), "content"))? {
                if gc::can_close_a_cycle(value) {
                    gc::track(core);
                }
                drop(core.get().content.replace(core.py(), Some(value.clone().unbind())));
                return Ok(());
            }
            member::set_attribute(core.as_any(), name, value)
        })
    }

    #[getter]
    fn embedding<'py>(core: &Bound<'py, Self>) -> PyResult<Option<Bound<'py, PyAny>>> {
        guard(Component::Entity, || {
            let list = core.get().embedding.list(core.py())?;
            if list.is_some() {
                gc::track(core);
            }
            Ok(list)
        })
    }

    #[setter]
    fn set_embedding(&self, value: &Bound<'_, PyAny>) -> PyResult<()> {
        guard(Component::Entity, || {
            let py = value.py();
            let mut problems = Problems::default();
            let numbers = problems.collect(fields::read_embedding(Some(value)), None)?;
            problems.raise(py)?;
            self.embedding.set(py, numbers.as_deref());
            Ok(())
        })
    }

    /// Little-endian f64 of the embedding as it is now.
    fn embedding_bytes<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyBytes>>> {
        guard(Component::Entity, || match self.embedding.held(py) {
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

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        self.content.visit(&visit)?;
        self.embedding.visit(&visit)
    }

    fn __clear__(&self) {
        Python::attach(|py| drop(self.content.replace(py, Some(py.None()))));
        self.embedding.clear();
    }
}
