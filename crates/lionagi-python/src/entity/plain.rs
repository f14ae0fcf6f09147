//! Values as pydantic dumps a value of type Any: containers anew at every depth, models and dataclasses as dicts.
//!
//! What has no own memory of attributes (types that C defines) is never asked: only classes of Python code can be models.

use lionagi_core::codec::{MAX_DEPTH, TooDeep};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyFloat, PyFrozenSet, PyInt, PyList, PySet, PyString, PyTuple, PyType};

use crate::codec::write_error;
use crate::ffi::{gc, objects};

/// True for an entity of any class, not for the class itself.
pub fn is_entity(value: &Bound<'_, PyAny>) -> PyResult<bool> {
    if is_atom(value) || !gc::is_class_of_python(&value.get_type()) {
        return Ok(false);
    }
    let mark = value.get_type().getattr_opt(intern!(value.py(), "__lion_entity__"))?;
    Ok(mark.is_some_and(|mark| mark.cast::<PyBool>().is_ok_and(|mark| mark.is_true())))
}

/// False where the JSON of `value` is that of its dump, so that no dump has to be made. `depth`: containers around it.
///
/// Raises: TypeError: nesting beyond MAX_DEPTH.
pub fn must_be_dumped(value: &Bound<'_, PyAny>, depth: usize) -> PyResult<bool> {
    if is_atom(value) {
        return Ok(false); // speed: a dump that changes nothing need not be made
    }
    if let Ok(map) = value.cast_exact::<PyDict>() {
        check_depth(value.py(), depth)?;
        let mut place = 0;
        for _ in 0..map.len() {
            let Some((_, item)) = objects::next_item(map, &mut place) else { break };
            if must_be_dumped(&item, depth + 1)? {
                return Ok(true);
            }
        }
        return Ok(false); // speed: a dump that changes nothing need not be made
    }
    if let Ok(list) = value.cast_exact::<PyList>() {
        check_depth(value.py(), depth)?;
        for place in 0..list.len() {
            let Some(item) = objects::list_item(list, place) else { break };
            if must_be_dumped(&item, depth + 1)? {
                return Ok(true);
            }
        }
        return Ok(false); // speed: a dump that changes nothing need not be made
    }
    if let Ok(tuple) = value.cast_exact::<PyTuple>() {
        check_depth(value.py(), depth)?;
        for item in tuple.iter_borrowed() {
            if must_be_dumped(&item, depth + 1)? {
                return Ok(true);
            }
        }
        return Ok(false); // speed: a dump that changes nothing need not be made
    }
    // Sets are for `default`, which must get what a dump would have made of them.
    Ok(container(value).is_some() || record(value)?.is_some())
}

/// The dump. `depth`: containers around it. Raises: TypeError: nesting beyond MAX_DEPTH; what a model's own dump raises.
pub fn dump<'py>(value: &Bound<'py, PyAny>, depth: usize) -> PyResult<Bound<'py, PyAny>> {
    let py = value.py();
    if is_atom(value) {
        return Ok(value.clone());
    }
    if let Some(kind) = container(value) {
        check_depth(py, depth)?;
        return match kind {
            Container::Map => dump_map(value, depth + 1),
            Container::List => Ok(PyList::new(py, dump_items(value, depth + 1)?)?.into_any()),
            Container::Tuple => Ok(PyTuple::new(py, dump_items(value, depth + 1)?)?.into_any()),
            Container::Set => Ok(PySet::new(py, dump_items(value, depth + 1)?)?.into_any()),
            Container::FrozenSet => Ok(PyFrozenSet::new(py, dump_items(value, depth + 1)?)?.into_any()),
        };
    }
    match record(value)? {
        None => Ok(value.clone()),
        Some(Record::Model) => value.call_method0(intern!(py, "model_dump")),
        Some(Record::Serialized(serializer)) => serializer.call_method1(intern!(py, "to_python"), (value,)),
        Some(Record::Dataclass) => {
            check_depth(py, depth)?;
            let fields = PyDict::new(py);
            let class = value.get_type();
            for field in
                py.import(intern!(py, "dataclasses"))?.call_method1(intern!(py, "fields"), (class,))?.try_iter()?
            {
                let name = field?.getattr(intern!(py, "name"))?.cast_into::<PyString>()?;
                if let Some(item) = value.getattr_opt(&name)? {
                    fields.set_item(name, dump(&item, depth + 1)?)?;
                }
            }
            Ok(fields.into_any())
        }
    }
}

fn dump_map<'py>(map: &Bound<'py, PyAny>, depth: usize) -> PyResult<Bound<'py, PyAny>> {
    let dumped = PyDict::new(map.py());
    if let Ok(map) = map.cast_exact::<PyDict>() {
        let mut place = 0;
        for _ in 0..map.len() {
            let Some((key, item)) = objects::next_item(map, &mut place) else { break };
            dumped.set_item(key, dump(&item, depth)?)?;
        }
    } else {
        for entry in map.call_method0(intern!(map.py(), "items"))?.try_iter()? {
            let (key, item): (Bound<'py, PyAny>, Bound<'py, PyAny>) = entry?.extract()?;
            dumped.set_item(key, dump(&item, depth)?)?;
        }
    }
    Ok(dumped.into_any())
}

fn dump_items<'py>(items: &Bound<'py, PyAny>, depth: usize) -> PyResult<Vec<Bound<'py, PyAny>>> {
    items.try_iter()?.map(|item| dump(&item?, depth)).collect()
}

fn check_depth(py: Python<'_>, depth: usize) -> PyResult<()> {
    if depth < MAX_DEPTH { Ok(()) } else { Err(write_error(py, TooDeep)) }
}

// --- kinds -----------------------------------------------------------------------------------------------------------

/// Exactly a text, number, boolean or None.
#[inline]
pub fn is_atom(value: &Bound<'_, PyAny>) -> bool {
    value.is_exact_instance_of::<PyString>()
        || value.is_none()
        || value.is_exact_instance_of::<PyInt>()
        || value.is_exact_instance_of::<PyFloat>()
        || value.is_exact_instance_of::<PyBool>()
}

enum Container {
    Map,
    List,
    Tuple,
    Set,
    FrozenSet,
}

/// Which container `value` is, sub-classes included.
fn container(value: &Bound<'_, PyAny>) -> Option<Container> {
    if value.is_instance_of::<PyDict>() {
        Some(Container::Map)
    } else if value.is_instance_of::<PyList>() {
        Some(Container::List)
    } else if value.is_instance_of::<PyTuple>() {
        Some(Container::Tuple)
    } else if value.is_instance_of::<PySet>() {
        Some(Container::Set)
    } else if value.is_instance_of::<PyFrozenSet>() {
        Some(Container::FrozenSet)
    } else {
        None
    }
}

enum Record<'py> {
    /// Has `model_dump`: a pydantic model or an entity.
    Model,
    /// Has only pydantic's serializer: a dataclass of pydantic's.
    Serialized(Bound<'py, PyAny>),
    Dataclass,
}

fn record<'py>(value: &Bound<'py, PyAny>) -> PyResult<Option<Record<'py>>> {
    let (py, class) = (value.py(), value.get_type());
    if !gc::is_class_of_python(&class) || class.is_subclass_of::<PyType>()? {
        return Ok(None);
    }
    if let Some(serializer) = class.getattr_opt(intern!(py, "__pydantic_serializer__"))? {
        let has_dump = class.hasattr(intern!(py, "model_dump"))?;
        return Ok(Some(if has_dump { Record::Model } else { Record::Serialized(serializer) }));
    }
    Ok(class.hasattr(intern!(py, "__dataclass_fields__"))?.then_some(Record::Dataclass))
}
