//! Records as dicts.

use lionagi_core::codec::json_read::Cursor;
use lionagi_core::ids as domain_ids;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};

use super::classes::{ElementCore, NodeCore};
use super::{json_write, plain};
use crate::codec::{read_error, with_builder};
use crate::errors;
use crate::ffi::{id_class, objects};
use crate::messages::{MessageCore, arguments, forms};

/// A new dict in field order: values as they are, an entity or a pydantic model in `content` as its dict.
pub fn python_dict<'py>(
    core: &Bound<'py, ElementCore>,
    lion_class: &Bound<'py, PyString>,
) -> PyResult<Bound<'py, PyDict>> {
    let py = core.py();
    let head = &core.get().head;
    let message = core.cast_exact::<MessageCore>().ok();
    let fields = if message.is_some() { arguments::message_dict(py)? } else { PyDict::new(py) };
    fields.set_item(intern!(py, "id"), id_class::ascii(py, &domain_ids::text(&head.id(py)))?)?;
    fields.set_item(intern!(py, "created_at"), head.created_at(py))?;
    fields.set_item(intern!(py, "metadata"), named_metadata(head.metadata_so_far(py), lion_class)?)?;
    if let Some(message) = message {
        forms::add_fields(message, &fields)?;
    } else if let Ok(node) = core.cast::<NodeCore>() {
        let node = node.get();
        let content = node.content.get(py).map(|content| dump_content(&content)).transpose()?;
        fields.set_item(intern!(py, "content"), content)?;
        let embedding = node.embedding.held(py).map(|held| held.to_list()).transpose()?;
        fields.set_item(intern!(py, "embedding"), embedding)?;
    }
    Ok(fields)
}

/// A dump of the metadata that names the class: in the place of that key where it has it, else at the end.
fn named_metadata<'py>(
    metadata: Option<Bound<'py, PyAny>>,
    lion_class: &Bound<'py, PyString>,
) -> PyResult<Bound<'py, PyDict>> {
    let py = lion_class.py();
    let named = match metadata {
        Some(metadata) if metadata.is_truthy()? => as_dict(plain::dump(&metadata, 0)?, &metadata)?,
        _ => PyDict::new(py),
    };
    named.set_item(intern!(py, "lion_class"), lion_class)?;
    Ok(named)
}

/// Raises: TypeError: a user assigned metadata that is no dict.
pub fn as_dict<'py>(dumped: Bound<'py, PyAny>, metadata: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyDict>> {
    dumped.cast_into_exact().map_err(|_| errors::build(metadata.py(), "metadata_not_a_dict", (metadata,)))
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

/// An entity is its own dict, everything else is dumped.
fn dump_content<'py>(content: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    if !plain::is_entity(content)? {
        return plain::dump(content, 0);
    }
    match own_core(content)? {
        Some((core, lion_class)) => python_dict(&core, &lion_class).map(Bound::into_any),
        None => content.call_method0(intern!(content.py(), "to_dict")),
    }
}

/// The core and the class name of an entity whose dict is its core's alone: its very class says so. None where the class
/// prints itself in another way, or the core is of another backend.
pub fn own_core<'py>(entity: &Bound<'py, PyAny>) -> PyResult<Option<(Bound<'py, ElementCore>, Bound<'py, PyString>)>> {
    let py = entity.py();
    let own = entity.get_type().getattr(intern!(py, "__dict__"))?; // what a sub-class inherits does not count
    let name = intern!(py, "__lion_record__");
    if !own.contains(name)? {
        return Ok(None);
    }
    let Ok(lion_class) = own.get_item(name)?.cast_into::<PyString>() else { return Ok(None) };
    let core = entity.getattr(intern!(py, "_core"))?;
    Ok(core.cast_into::<ElementCore>().ok().map(|core| (core, lion_class)))
}
