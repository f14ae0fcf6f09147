//! A message's own part of its dict and its JSON; the head, and what stands around, is the entity's.

use lionagi_core::entity::json::{Field, write_id};
use lionagi_core::messages::fields::{Default, Kind, instruction as at, write_default};
use lionagi_core::mutant;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};

use super::bound::{Bindings, bound};
use super::classes::{MessageCore, is_foreign, participant_text};
use super::record::Body;
use super::{arguments, contents};
use crate::codec::{WriteContext, write_error, write_text, write_value};
use crate::entity;
use crate::ffi::slot::Slot;

impl MessageCore {
    /// Where a role or participant is kept.
    fn person(&self, field: Field) -> &Slot {
        match field {
            Field::Sender => &self.sender,
            Field::Recipient => &self.recipient,
            _ => &self.role,
        }
    }
}

/// Where a field is read from: values that nobody gave are made, and not kept.
fn value<'py>(py: Python<'py>, bound: &Bindings, body: &Body, place: usize) -> PyResult<Bound<'py, PyAny>> {
    if body.object(py).is_some() {
        return body.field(py, bound, place);
    }
    Ok(body.held(py, place).unwrap_or_else(|| bound.default(py, body.kind().fields()[place].default)))
}

// --- dict ------------------------------------------------------------------------------------------------------------

/// Sets content, embedding, role and participants, in mode "python", in a dict that [`arguments::message_dict`] made.
pub fn add_fields<'py>(message: &Bound<'py, MessageCore>, fields: &Bound<'py, PyDict>) -> PyResult<()> {
    let py = message.py();
    let bound = bound(py)?;
    let core = message.get();
    fields.set_item(intern!(py, "content"), content_dict(bound, &core.body, py)?)?;
    if let Some(held) = core.body.embedding(py) {
        fields.set_item(intern!(py, "embedding"), held.to_list()?)?;
    }
    fields.set_item(intern!(py, "role"), core.role.get(py))?;
    for (key, slot) in [(intern!(py, "sender"), &core.sender), (intern!(py, "recipient"), &core.recipient)] {
        if let Some(person) = slot.get(py) {
            fields.set_item(key, participant_text(bound, &person)?)?;
        }
    }
    Ok(())
}

fn content_dict<'py>(bound: &Bindings, body: &Body, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
    if is_foreign(bound, body, py) {
        return foreign(body, py);
    }
    let kind = body.kind();
    let dict = arguments::content_dict(py, kind)?;
    let has_object = body.object(py).is_some();
    for (place, (name, field)) in arguments::field_names(py, kind).iter().zip(kind.fields()).enumerate() {
        let held = if has_object { Some(body.field(py, bound, place)?) } else { body.held(py, place) };
        match held {
            Some(value) if value.is_none() => {}
            Some(value) => dict.set_item(name.bind(py), entity::dump(&value, 2)?)?,
            None if field.default == Default::Null => {}
            None => dict.set_item(name.bind(py), bound.default(py, field.default))?,
        }
    }
    Ok(dict.into_any())
}

/// The form that a foreign content gives itself.
fn foreign<'py>(body: &Body, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
    let Some(content) = body.object(py) else { return Ok(py.None().into_bound(py)) };
    match content.getattr_opt(intern!(py, "to_dict"))? {
        Some(to_dict) if !entity::is_atom(&content) => to_dict.call0(),
        _ => entity::dump(&content, 2),
    }
}

// --- JSON ------------------------------------------------------------------------------------------------------------

/// True where the content in a dict is written as it is: nothing in it has one form as a dict and another as JSON.
pub fn is_alike_everywhere(message: &Bound<'_, MessageCore>) -> PyResult<bool> {
    let py = message.py();
    let bound = bound(py)?;
    let body = &message.get().body;
    if is_foreign(bound, body, py) {
        return Ok(false);
    }
    for (place, _) in body.kind().fields().iter().enumerate() {
        let value = value(py, bound, body, place)?;
        let is_format = body.kind() == Kind::Instruction && matches!(place, at::RESPONSE_FORMAT | at::MODEL_CLASS);
        if entity::must_be_dumped(&value, 2)?
            || is_format && !value.is_none() && !value.is_exact_instance_of::<PyDict>()
        {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The content of a message.
pub fn write_content<'py>(
    message: &Bound<'py, MessageCore>,
    out: &mut Vec<u8>,
    context: &mut WriteContext<'py>,
) -> PyResult<()> {
    let py = message.py();
    let bound = bound(py)?;
    let body = &message.get().body;
    if is_foreign(bound, body, py) {
        return write_value(&foreign(body, py)?, out, context);
    }
    context.layout.open(b'{', out).map_err(|error| write_error(py, error))?;
    let kind = body.kind();
    for (place, field) in kind.fields().iter().enumerate() {
        // Looked at for each field: what is written may have run code that gave the message another content.
        let has_object = body.object(py).is_some();
        if place == 1 && !has_object && body.has_only_first(py) {
            out.extend_from_slice(kind.rest_unset().as_bytes()); // speed: all at once
            break;
        }
        out.extend_from_slice(field.lead.as_bytes());
        let held = if has_object { Some(body.field(py, bound, place)?) } else { body.held(py, place) };
        let Some(value) = held else {
            write_default(field.default, out);
            continue;
        };
        if kind == Kind::Instruction && matches!(place, at::RESPONSE_FORMAT | at::MODEL_CLASS) {
            write_format(bound, place, &value, out, context)?;
        } else {
            write_value(&value, out, context)?;
        }
    }
    context.layout.close(b'}', false, out);
    Ok(())
}

/// The JSON form of a response format; its model class has none.
fn write_format<'py>(
    bound: &Bindings,
    place: usize,
    format: &Bound<'py, PyAny>,
    out: &mut Vec<u8>,
    context: &mut WriteContext<'py>,
) -> PyResult<()> {
    if format.is_none() || place == mutant!("messages", 23, at::MODEL_CLASS, usize::MAX) {
        out.extend_from_slice(b"null");
        return Ok(());
    }
    if format.is_exact_instance_of::<PyDict>() {
        return write_value(format, out, context);
    }
    match contents::describe(bound, format)? {
        Some(described) => write_value(&described.get_item(2)?, out, context),
        None => {
            out.extend_from_slice(b"null");
            Ok(())
        }
    }
}

/// The text of the role or of a participant.
pub fn write_person<'py>(
    core: &MessageCore,
    field: Field,
    py: Python<'py>,
    out: &mut Vec<u8>,
    context: &mut WriteContext<'py>,
) -> PyResult<()> {
    let bound = bound(py)?;
    let Some(person) = core.person(field).get(py) else {
        out.extend_from_slice(b"null");
        return Ok(());
    };
    if let Ok(name) = person.cast_exact::<PyString>() {
        return write_text(name, out); // speed: the most usual first
    }
    if let Some(role) = bound.role_of(&person) {
        out.push(b'"');
        out.extend_from_slice(role.text().as_bytes());
        out.push(b'"');
        return Ok(());
    }
    if field == Field::Role {
        return write_value(&person, out, context);
    }
    if let Some(id) = crate::ids::bytes_of(&person) {
        write_id(&id, out);
        return Ok(());
    }
    match participant_text(bound, &person)? {
        Some(text) => write_text(&text, out),
        None => {
            out.extend_from_slice(b"null");
            Ok(())
        }
    }
}

/// Who answers for values of a message that JSON does not know.
pub fn plain(py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
    Ok(bound(py)?.plain.bind(py).clone())
}
