//! Records of JSON documents, made without a dict of their fields between.

use lionagi_core::codec::json_read::{Builder, Cursor};
use lionagi_core::entity::json::{CLASS_KEY, Field, Part, Validator, number};
use lionagi_core::ids::{self, Id};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};

use super::classes::{build_element, build_node};
use super::record::Head;
use crate::codec::{PyBuilder, ReadFailure, read_error, with_builder, with_bytes};
use crate::ffi::objects;

/// The values of a document, as far as they are those of a record.
struct Parts<'py> {
    id: Part<Id>,
    created_at: Part<f64>,
    metadata: Part<Option<Bound<'py, PyDict>>>,
    content: Part<Bound<'py, PyAny>>,
    embedding: Part<Option<Vec<f64>>>,
}

/// `from_json` of the contract; None is any other valid document.
pub fn from_json<'py>(
    is_node: bool,
    data: &Bound<'py, PyAny>,
    lion_class: &Bound<'py, PyString>,
) -> PyResult<Option<Bound<'py, PyAny>>> {
    let py = data.py();
    // A name with half a surrogate pair stands in no document.
    let lion_class = objects::text(lion_class);
    let parts = with_bytes(data, |bytes| {
        let parts = match lion_class {
            Some(lion_class) => with_builder(py, |builder| read_parts(is_node, bytes, lion_class, builder))?,
            None => None,
        };
        if parts.is_none() {
            Cursor::new(bytes).read_document(&mut Validator)?;
        }
        Ok(parts)
    })
    .map_err(|failure| read_error(py, data, failure))?;
    match parts {
        Some(parts) => parts.into_record(py, is_node),
        None => Ok(None),
    }
}

impl<'py> Parts<'py> {
    /// The record, where every field was there and right.
    fn into_record(self, py: Python<'py>, is_node: bool) -> PyResult<Option<Bound<'py, PyAny>>> {
        let (Some(id), Some(created_at), Some(metadata)) =
            (self.id.read(), self.created_at.read(), self.metadata.read())
        else {
            return Ok(None);
        };
        let head = Head::new(id, created_at, metadata.map(|metadata| metadata.into_any().unbind()));
        if !is_node {
            return build_element(py, head).map(|made| Some(made.into_any()));
        }
        match (self.content.read(), self.embedding.read()) {
            (Some(content), Some(numbers)) => {
                build_node(py, head, Some(&content), numbers.as_deref()).map(|made| Some(made.into_any()))
            }
            _ => Ok(None),
        }
    }
}

/// Reads on while the document can still be a record; None as soon as it cannot.
fn read_parts<'py>(
    is_node: bool,
    bytes: &[u8],
    lion_class: &str,
    builder: &mut PyBuilder<'py>,
) -> Result<Option<Parts<'py>>, ReadFailure> {
    let fields = if is_node { Field::NODE } else { Field::ELEMENT };
    let mut parts = Parts {
        id: Part::Missing,
        created_at: Part::Missing,
        metadata: Part::Missing,
        content: Part::Missing,
        embedding: Part::Missing,
    };
    let mut cursor = Cursor::new(bytes);
    if cursor.peek() != Some(b'{') || !cursor.open(b'}')? {
        return Ok(None);
    }
    loop {
        let key = cursor.read_key()?;
        let Some(field) = Field::find(fields, &key) else { return Ok(None) };
        match field {
            Field::Id => parts.id = Part::of(read_id(&mut cursor, builder)?),
            Field::CreatedAt => parts.created_at = Part::of(read_number(&mut cursor, builder)?),
            Field::Metadata => parts.metadata = Part::of(read_metadata(&mut cursor, lion_class, builder)?),
            Field::Content => parts.content = Part::of(read_content(&mut cursor, builder)?),
            Field::Embedding => parts.embedding = Part::of(read_embedding(&mut cursor, builder)?),
            Field::Role | Field::Sender | Field::Recipient => return Ok(None),
        }
        if !cursor.next_item(b'}')? {
            break;
        }
    }
    cursor.finish()?;
    Ok(Some(parts))
}

pub fn read_id(cursor: &mut Cursor<'_>, builder: &mut PyBuilder<'_>) -> Result<Option<Id>, ReadFailure> {
    if cursor.peek() == Some(b'"') {
        return Ok(ids::parse(cursor.read_text()?.as_bytes()).ok());
    }
    cursor.read_value(builder)?;
    Ok(None)
}

pub fn read_number(cursor: &mut Cursor<'_>, builder: &mut PyBuilder<'_>) -> Result<Option<f64>, ReadFailure> {
    if matches!(cursor.peek(), Some(b'-' | b'0'..=b'9')) {
        return Ok(Some(number(cursor.read_number()?)));
    }
    cursor.read_value(builder)?;
    Ok(None)
}

/// The metadata without the name of the class (None where nothing is left), if it names this class.
#[allow(clippy::option_option, reason = "no such metadata, and metadata with nothing else in it, are two things")]
pub fn read_metadata<'py>(
    cursor: &mut Cursor<'_>,
    lion_class: &str,
    builder: &mut PyBuilder<'py>,
) -> Result<Option<Option<Bound<'py, PyDict>>>, ReadFailure> {
    if cursor.peek() != Some(b'{') {
        cursor.read_value(builder)?;
        return Ok(None);
    }
    if !cursor.open(b'}')? {
        return Ok(None);
    }
    let mut kept = None;
    let mut is_named = false;
    loop {
        let key = cursor.read_key()?;
        if key == CLASS_KEY {
            if cursor.peek() == Some(b'"') {
                is_named = cursor.read_text()? == lion_class;
            } else {
                cursor.read_value(builder)?;
                is_named = false;
            }
        } else {
            let map = match &mut kept {
                Some(map) => map,
                None => kept.insert(builder.open_map()?),
            };
            let key = builder.key(&key)?;
            let value = cursor.read_value(builder)?;
            builder.add_entry(map, key, value)?;
        }
        if !cursor.next_item(b'}')? {
            return Ok(is_named.then_some(kept));
        }
    }
}

/// Any value but a dict that describes an entity: that is for the shell.
fn read_content<'py>(
    cursor: &mut Cursor<'_>,
    builder: &mut PyBuilder<'py>,
) -> Result<Option<Bound<'py, PyAny>>, ReadFailure> {
    let content = cursor.read_value(builder)?;
    let names_a_class = match content.cast::<PyDict>() {
        Ok(map) => match map.get_item(intern!(content.py(), "metadata"))? {
            Some(metadata) => match metadata.cast::<PyDict>() {
                Ok(metadata) => metadata.contains(intern!(content.py(), "lion_class"))?,
                Err(_) => false,
            },
            None => false,
        },
        Err(_) => false,
    };
    Ok((!names_a_class).then_some(content))
}

/// Numbers, or null for a node without an embedding.
#[allow(clippy::option_option, reason = "a value that is no embedding, and no embedding, are two things")]
pub fn read_embedding(
    cursor: &mut Cursor<'_>,
    builder: &mut PyBuilder<'_>,
) -> Result<Option<Option<Vec<f64>>>, ReadFailure> {
    match cursor.peek() {
        Some(b'n') => {
            cursor.read_null()?;
            return Ok(Some(None));
        }
        Some(b'[') => {}
        _ => {
            cursor.read_value(builder)?;
            return Ok(None);
        }
    }
    let mut numbers = Vec::new();
    let mut are_numbers = true;
    if cursor.open(b']')? {
        loop {
            match read_number(cursor, builder)? {
                Some(number) => numbers.push(number),
                None => are_numbers = false,
            }
            if !cursor.next_item(b']')? {
                break;
            }
        }
    }
    Ok(are_numbers.then_some(Some(numbers)))
}
