//! Records as dicts.

use lionagi_core::codec::json_read::Cursor;
use lionagi_core::ids as domain_ids;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyList, PyMapping, PyString, PyType};

use super::classes::{ElementCore, NodeCore};
use super::json_write;
use crate::codec::{read_error, with_builder};
use crate::errors;
use crate::ffi::{id_class, objects};

/// A new dict in field order: values as they are, an entity or a pydantic model in `content` as its dict.
pub fn python_dict<'py>(
    core: &Bound<'py, ElementCore>,
    lion_class: &Bound<'py, PyString>,
) -> PyResult<Bound<'py, PyDict>> {
    let py = core.py();
    let head = &core.get().head;
    let fields = PyDict::new(py);
    fields.set_item(intern!(py, "id"), id_class::ascii(py, &domain_ids::text(&head.id(py)))?)?;
    fields.set_item(intern!(py, "created_at"), head.created_at(py))?;
    fields.set_item(intern!(py, "metadata"), named_metadata(head.metadata_so_far(py), lion_class)?)?;
    if let Ok(node) = core.cast::<NodeCore>() {
        let node = node.get();
        let content = node.content.get(py).map(|content| plain_content(&content)).transpose()?;
        fields.set_item(intern!(py, "content"), content)?;
        let embedding = node.embedding.held(py).map(|held| held.to_list()).transpose()?;
        fields.set_item(intern!(py, "embedding"), embedding)?;
    }
    Ok(fields)
}

/// A copy of the metadata that names the class: in the place of that key where it has it, else at the end.
fn named_metadata<'py>(
    metadata: Option<Bound<'py, PyAny>>,
    lion_class: &Bound<'py, PyString>,
) -> PyResult<Bound<'py, PyDict>> {
    let py = lion_class.py();
    let named = match metadata {
        None => PyDict::new(py),
        Some(metadata) => mapping_of(&metadata)?.copy()?,
    };
    named.set_item(intern!(py, "lion_class"), lion_class)?;
    Ok(named)
}

/// Metadata as the dict it is, or as a dict made of what a user assigned. Raises: TypeError: that is no mapping.
pub fn mapping_of<'py>(metadata: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyDict>> {
    match metadata.cast::<PyDict>() {
        Ok(map) => Ok(map.clone()),
        Err(_) => {
            let copied = PyDict::new(metadata.py());
            copied.update(metadata.cast::<PyMapping>()?)?;
            Ok(copied)
        }
    }
}

/// `to_dict` of the contract.
pub fn to_dict<'py>(
    core: &Bound<'py, ElementCore>,
    lion_class: &Bound<'py, PyString>,
    mode: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyDict>> {
    let Some(mode) = mode else { return python_dict(core, lion_class) };
    let py = core.py();
    match mode.cast::<PyString>().ok().and_then(|mode| objects::text(mode)) {
        Some("python") => python_dict(core, lion_class),
        Some("json") => json_dict(core, lion_class),
        Some("db") => {
            let fields = json_dict(core, lion_class)?;
            let metadata = fields.call_method1(intern!(py, "pop"), (intern!(py, "metadata"),))?;
            fields.set_item(intern!(py, "node_metadata"), metadata)?;
            Ok(fields)
        }
        _ => Err(errors::build(py, "unsupported_mode", (mode,))),
    }
}

/// A new dict of JSON types: what is written, read again.
fn json_dict<'py>(core: &Bound<'py, ElementCore>, lion_class: &Bound<'py, PyString>) -> PyResult<Bound<'py, PyDict>> {
    let py = core.py();
    let written = json_write::to_json(core, lion_class, None, None)?;
    let read = with_builder(py, |builder| Cursor::new(written.as_bytes()).read_document(builder))
        .map_err(|failure| read_error(py, &written, failure))?;
    Ok(read.cast_into()?)
}

/// What `content` looks like in a dict: an entity's dict, a pydantic model's dump, everything else unchanged.
pub fn plain_content<'py>(content: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    let py = content.py();
    if is_plain(content) {
        return Ok(content.clone());
    }
    if content.get_type().hasattr(intern!(py, "__lion_entity__"))? {
        return content.call_method0(intern!(py, "to_dict"));
    }
    if is_pydantic_model(content)? {
        return content.call_method0(intern!(py, "model_dump"));
    }
    Ok(content.clone())
}

/// True for the types content mostly has, to save the questions below.
fn is_plain(content: &Bound<'_, PyAny>) -> bool {
    content.is_none()
        || content.is_exact_instance_of::<PyString>()
        || content.is_exact_instance_of::<PyDict>()
        || content.is_exact_instance_of::<PyList>()
}

static BASE_MODEL: PyOnceLock<Py<PyType>> = PyOnceLock::new();

/// pydantic is not imported to find out: without it there are no models.
fn is_pydantic_model(content: &Bound<'_, PyAny>) -> PyResult<bool> {
    let py = content.py();
    if let Some(base) = BASE_MODEL.get(py) {
        return content.is_instance(base.bind(py));
    }
    let modules = py.import(intern!(py, "sys"))?.getattr(intern!(py, "modules"))?;
    let Ok(module) = modules.get_item(intern!(py, "pydantic.main")) else { return Ok(false) };
    // A module that is being imported has no such attribute yet, and no models.
    let Ok(base) = module.getattr(intern!(py, "BaseModel")) else { return Ok(false) };
    let base = BASE_MODEL.get_or_try_init(py, || base.cast_into::<PyType>().map(Bound::unbind))?;
    content.is_instance(base.bind(py))
}
