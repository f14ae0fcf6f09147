//! Records as JSON, written straight from their slots.

use lionagi_core::codec::json_write::write_float;
use lionagi_core::entity::embedding::from_bytes;
use lionagi_core::entity::json::{CLASS_KEY, Field, write_id, write_numbers};
use lionagi_core::mutant;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyList, PyString};

use super::classes::{ElementCore, NodeCore};
use super::dicts::{as_dict, own_core};
use super::plain;
use super::record::Vector;
use crate::codec::{WriteContext, with_scratch, write_error, write_text, write_value};
use crate::errors;
use crate::ffi::objects;
use crate::messages::{MessageCore, forms};

/// What a record of text needs, so that most are written without growing the buffer.
const USUAL_SIZE: usize = 512;

/// `to_json` of the contract.
pub fn to_json<'py>(
    core: &Bound<'py, ElementCore>,
    lion_class: &Bound<'py, PyString>,
    extra: Option<&Bound<'py, PyDict>>,
    default: Option<Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyBytes>> {
    printed(core, lion_class, extra, default, |out| Ok(PyBytes::new(core.py(), out)))
}

/// The same as text.
pub fn to_json_text<'py>(
    core: &Bound<'py, ElementCore>,
    lion_class: &Bound<'py, PyString>,
    default: Option<Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyString>> {
    let py = core.py();
    printed(core, lion_class, None, default, |out| match objects::new_ascii(py, out) {
        Some(text) => Ok(text),
        None => PyBytes::new(py, out).call_method0(intern!(py, "decode"))?.cast_into().map_err(Into::into),
    })
}

/// A document in a buffer that is kept, handed to `take`.
fn printed<'py, T>(
    core: &Bound<'py, ElementCore>,
    lion_class: &Bound<'py, PyString>,
    extra: Option<&Bound<'py, PyDict>>,
    default: Option<Bound<'py, PyAny>>,
    take: impl FnOnce(&[u8]) -> PyResult<T>,
) -> PyResult<T> {
    let mut context = WriteContext::new(core.py(), default, None)?;
    with_scratch(|out| {
        write_own_document(core, lion_class, extra, out, &mut context)?;
        take(out)
    })
}

/// `to_json_many` of the contract. The array around the records counts for no depth: each is its own document.
pub fn to_json_many<'py>(
    cores: &Bound<'py, PyList>,
    lion_classes: &Bound<'py, PyList>,
    default: Option<Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyBytes>> {
    let py = cores.py();
    if cores.len() != lion_classes.len() {
        return Err(errors::build(py, "unequal_lengths", (cores.len(), lion_classes.len())));
    }
    let mut context = WriteContext::new(py, default.clone(), None)?;
    let mut out = Vec::with_capacity(USUAL_SIZE * cores.len().min(1024));
    out.push(b'[');
    for (place, (core, lion_class)) in cores.iter().zip(lion_classes.iter()).enumerate() {
        if place > 0 {
            out.push(b',');
        }
        match core.cast::<ElementCore>() {
            Ok(core) => write_own_document(core, lion_class.cast()?, None, &mut out, &mut context)?,
            Err(_) => {
                let theirs = core.call_method1("to_json", (lion_class, py.None(), default.clone()))?;
                out.extend_from_slice(theirs.cast::<PyBytes>()?.as_bytes());
            }
        }
    }
    out.push(b']');
    Ok(PyBytes::new(py, &out))
}

/// An entity in the midst of a document, where its dict is its core's alone; false: ask its `to_dict()`.
pub fn write_entity<'py>(
    entity: &Bound<'py, PyAny>,
    out: &mut Vec<u8>,
    context: &mut WriteContext<'py>,
) -> PyResult<bool> {
    let Some((core, lion_class)) = own_core(entity)? else { return Ok(false) };
    // Its dict is printed here, which is not its document where something in it has two forms.
    if let Ok(message) = core.cast_exact::<MessageCore>()
        && !forms::is_alike_everywhere(message)?
    {
        return Ok(false);
    }
    write_record(&core, &lion_class, None, out, context)?;
    Ok(true)
}

/// A record as a document of its own: what a message holds has a form even where the caller brought no `default`.
pub fn write_own_document<'py>(
    core: &Bound<'py, ElementCore>,
    lion_class: &Bound<'py, PyString>,
    extra: Option<&Bound<'py, PyDict>>,
    out: &mut Vec<u8>,
    context: &mut WriteContext<'py>,
) -> PyResult<()> {
    if !context.has_default() && core.is_exact_instance_of::<MessageCore>() {
        context.set_default(Some(forms::plain(core.py())?));
        let written = write_record(core, lion_class, extra, out, context);
        context.set_default(None);
        return written;
    }
    write_record(core, lion_class, extra, out, context)
}

/// One record; an item of `extra` named as a field replaces it in place, the others follow.
pub fn write_record<'py>(
    core: &Bound<'py, ElementCore>,
    lion_class: &Bound<'py, PyString>,
    extra: Option<&Bound<'py, PyDict>>,
    out: &mut Vec<u8>,
    context: &mut WriteContext<'py>,
) -> PyResult<()> {
    let py = core.py();
    let carried = Carried::of(core);
    let fields = carried.fields();
    context.layout.open(b'{', out).map_err(|error| write_error(py, error))?;
    for &field in fields {
        out.extend_from_slice(field.lead());
        if let Some(extra) = extra
            && let Some(value) = extra.get_item(field.name())?
        {
            write_value(&value, out, context)?;
            continue;
        }
        let head = &core.get().head;
        match field {
            Field::Id => write_id(&head.id(py), out),
            Field::CreatedAt => write_float(head.created_at(py), out),
            Field::Metadata => write_metadata(head.metadata_so_far(py), lion_class, out, context)?,
            Field::Content => match &carried {
                Carried::Nothing => {}
                Carried::Node(node) => write_content(node.get().content.get(py), out, context)?,
                Carried::Message(message) => forms::write_content(message, out, context)?,
            },
            Field::Embedding => write_embedding(carried.embedding(py), out, context)?,
            Field::Role | Field::Sender | Field::Recipient => {
                if let Carried::Message(message) = &carried {
                    forms::write_person(message.get(), field, py, out, context)?;
                }
            }
        }
    }
    if let Some(extra) = extra {
        write_extra(extra, fields, out, context)?;
    }
    context.layout.close(b'}', false, out);
    Ok(())
}

/// The metadata with the name of the class: in the place of that key where it has it, else at the end.
fn write_metadata<'py>(
    metadata: Option<Bound<'py, PyAny>>,
    lion_class: &Bound<'py, PyString>,
    out: &mut Vec<u8>,
    context: &mut WriteContext<'py>,
) -> PyResult<()> {
    let py = lion_class.py();
    context.layout.open(b'{', out).map_err(|error| write_error(py, error))?;
    let mut is_named = false;
    let mut is_first = true;
    if let Some(metadata) = metadata {
        let metadata = match metadata.cast_exact::<PyDict>() {
            Ok(map) if !plain::must_be_dumped(&metadata, 0)? => map.clone(),
            _ if !metadata.is_truthy()? => PyDict::new(py),
            _ => as_dict(plain::dump(&metadata, 0)?, &metadata)?,
        };
        let mut place = 0;
        for _ in 0..metadata.len() {
            let Some((key, value)) = objects::next_item(&metadata, &mut place) else { break };
            let key = exact_key(&key)?;
            context.layout.item(is_first, out);
            is_first = false;
            write_text(key, out)?;
            context.layout.colon(out);
            if mutant!("entity", 8, objects::text(key) == Some(CLASS_KEY), false) {
                is_named = true;
                write_text(lion_class, out)?;
            } else {
                write_value(&value, out, context)?;
            }
        }
    }
    if !is_named {
        context.layout.item(is_first, out);
        out.extend_from_slice(b"\"lion_class\":");
        write_text(lion_class, out)?;
    }
    context.layout.close(b'}', false, out);
    Ok(())
}

/// What a record has beside its head: the exact class says so, for a message is an element, too.
enum Carried<'a, 'py> {
    Nothing,
    Node(&'a Bound<'py, NodeCore>),
    Message(&'a Bound<'py, MessageCore>),
}

impl<'a, 'py> Carried<'a, 'py> {
    #[inline]
    fn of(core: &'a Bound<'py, ElementCore>) -> Self {
        if let Ok(message) = core.cast_exact::<MessageCore>() {
            Self::Message(message)
        } else if let Ok(node) = core.cast::<NodeCore>() {
            Self::Node(node)
        } else {
            Self::Nothing
        }
    }

    fn fields(&self) -> &'static [Field] {
        match self {
            Self::Nothing => Field::ELEMENT,
            Self::Node(_) => Field::NODE,
            Self::Message(_) => Field::MESSAGE,
        }
    }

    fn embedding(&self, py: Python<'py>) -> Option<Vector<'py>> {
        match self {
            Self::Nothing => None,
            Self::Node(node) => node.get().embedding.held(py),
            Self::Message(message) => message.get().body.embedding(py),
        }
    }
}

fn write_content<'py>(
    content: Option<Bound<'py, PyAny>>,
    out: &mut Vec<u8>,
    context: &mut WriteContext<'py>,
) -> PyResult<()> {
    let Some(content) = content else {
        out.extend_from_slice(b"null");
        return Ok(());
    };
    if plain::is_entity(&content)? {
        if !write_entity(&content, out, context)? {
            write_value(&content.call_method0(intern!(content.py(), "to_dict"))?, out, context)?;
        }
        return Ok(());
    }
    match plain::must_be_dumped(&content, 0)? {
        true => write_value(&plain::dump(&content, 0)?, out, context),
        false => write_value(&content, out, context),
    }
}

fn write_embedding<'py>(held: Option<Vector<'py>>, out: &mut Vec<u8>, context: &mut WriteContext<'py>) -> PyResult<()> {
    match held {
        None => out.extend_from_slice(b"null"),
        Some(Vector::Packed(packed)) => write_numbers(from_bytes(packed.as_bytes()), out),
        Some(Vector::Listed(list)) => write_value(&list, out, context)?,
    }
    Ok(())
}

fn write_extra<'py>(
    extra: &Bound<'py, PyDict>,
    fields: &[Field],
    out: &mut Vec<u8>,
    context: &mut WriteContext<'py>,
) -> PyResult<()> {
    let mut place = 0;
    for _ in 0..extra.len() {
        let Some((key, value)) = objects::next_item(extra, &mut place) else { break };
        let key = exact_key(&key)?;
        if objects::text(key).is_some_and(|name| Field::find(fields, name).is_some()) {
            continue;
        }
        context.layout.item(false, out);
        write_text(key, out)?;
        context.layout.colon(out);
        write_value(&value, out, context)?;
    }
    Ok(())
}

/// Raises: TypeError: the key is no text, or of a sub-class of `str`, as in `json_encode`.
fn exact_key<'a, 'py>(key: &'a Bound<'py, PyAny>) -> PyResult<&'a Bound<'py, PyString>> {
    use lionagi_core::codec::json_write::WriteError;

    key.cast_exact::<PyString>().map_err(|_| write_error(key.py(), WriteError::KeyNotText))
}
