//! Documents of messages, read into plain values: what can be looked at without an interpreter is decided here.
//!
//! A document that no message of its class could have written gives None, and is for a slower reader. Texts are borrowed from
//! the document where they hold no escapes; containers stay bytes, known to be well-formed.

use std::borrow::Cow;

use super::fields::{Kind, MOST_FIELDS, instruction as at};
use super::people::{Participant, Role, participant};
use crate::codec::json_read::{Cursor, ReadError};
use crate::entity::json::{CLASS_KEY, Field, Validator, number};
use crate::ids::{self, Id};
use crate::mutant;

/// A message as a document tells it.
#[derive(Debug, PartialEq)]
pub struct Document<'a> {
    /// The name of its class.
    pub lion_class: Cow<'a, str>,
    /// The kind of that class.
    pub kind: Kind,
    /// Its id.
    pub id: Id,
    /// POSIX seconds.
    pub created_at: f64,
    /// Metadata but for the name of the class, in order; of equal keys the last counts.
    pub metadata: Vec<(Cow<'a, str>, Value<'a>)>,
    /// The content in its normal form.
    pub fields: [Value<'a>; MOST_FIELDS],
    /// The embedding.
    pub embedding: Option<Vec<f64>>,
    /// Who speaks.
    pub role: Role,
    /// From whom.
    pub sender: Person<'a>,
    /// To whom.
    pub recipient: Person<'a>,
}

/// A value of a document.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'a> {
    /// What the field is where nobody gave it (null of any other place).
    Default,
    /// A text.
    Text(Cow<'a, str>),
    /// Any other value but null: its bytes.
    Other(&'a [u8]),
    /// A list of one value: its bytes.
    ListOf(&'a [u8]),
}

/// A participant of a document.
#[derive(Clone, Debug, PartialEq)]
pub enum Person<'a> {
    /// null.
    Nobody,
    /// One of the roles.
    Role(Role),
    /// Something with an id.
    Id(Id),
    /// A name.
    Name(Cow<'a, str>),
}

/// Reads the value at the cursor to its end. `kind_of` knows the kinds of classes. None: no message has written it.
pub fn read<'a>(
    cursor: &mut Cursor<'a>,
    kind_of: &impl Fn(&str) -> Option<Kind>,
) -> Result<Option<Document<'a>>, ReadError> {
    let mut reader = cursor.clone();
    if let Some(document) = read_usual(&mut reader, kind_of)? {
        *cursor = reader;
        return Ok(Some(document));
    }
    cursor.read_value(&mut Validator)?;
    Ok(None)
}

/// Stops as soon as it is clear that this is none. Whether an error is one is then for the caller to find.
fn read_usual<'a>(
    cursor: &mut Cursor<'a>,
    kind_of: &impl Fn(&str) -> Option<Kind>,
) -> Result<Option<Document<'a>>, ReadError> {
    if cursor.peek() != Some(b'{') || !cursor.open(b'}')? {
        return Ok(None);
    }
    let (mut id, mut created_at, mut role) = (None, None, None);
    let (mut named, mut content, mut embedding) = (None, None, None);
    let mut fields = [const { Value::Default }; MOST_FIELDS];
    let mut fields_are_of = None;
    let (mut sender, mut recipient) = (None, None);
    for next in 0.. {
        let field = match Field::MESSAGE.get(next) {
            // Nearly always in the order and the layout of what is written here.
            Some(&expected) if cursor.skip(expected.lead()) => expected,
            _ if next > 0 && !cursor.next_item(b'}')? => break,
            _ => match Field::find(Field::MESSAGE, &cursor.read_key()?) {
                Some(field) => field,
                None => return Ok(None),
            },
        };
        match field {
            Field::Id => id = text(cursor)?.and_then(|text| ids::parse(text.as_bytes()).ok()),
            Field::CreatedAt => {
                created_at = match cursor.peek() {
                    Some(b'-' | b'0'..=b'9') => Some(number(cursor.read_number()?)),
                    _ => return Ok(None),
                }
            }
            Field::Metadata => named = metadata(cursor)?,
            Field::Content => match kind_named(&named, kind_of) {
                // The class is known already, as in every document that was written here: no second look is needed.
                Some(kind) => match read_fields(cursor, kind, &mut fields)? {
                    true => (fields_are_of, content) = (Some(kind), None),
                    false => return Ok(None),
                },
                None => match value(cursor)? {
                    Value::Other(bytes) => (fields_are_of, content) = (None, Some(bytes)),
                    _ => return Ok(None),
                },
            },
            Field::Embedding => embedding = numbers(cursor)?,
            Field::Role => role = text(cursor)?.and_then(|text| Role::of(&text)),
            Field::Sender => sender = person(cursor)?,
            Field::Recipient => recipient = person(cursor)?,
        }
    }
    let (Some(id), Some(created_at), Some(role), Some((lion_class, metadata))) = (id, created_at, role, named) else {
        return Ok(None);
    };
    let (Some(embedding), Some(sender), Some(recipient)) = (embedding, sender, recipient) else { return Ok(None) };
    let Some(kind) = kind_of(&lion_class).filter(|&kind| kind != Kind::Generic) else { return Ok(None) };
    let are_read = match (fields_are_of, content) {
        (Some(known), _) => known == kind, // of two maps of metadata the last counts, and it may name another class
        (None, Some(bytes)) => read_fields(&mut Cursor::new(bytes), kind, &mut fields)?,
        (None, None) => false,
    };
    if !are_read || !normalize(kind, &mut fields) {
        return Ok(None);
    }
    Ok(Some(Document { lion_class, kind, id, created_at, metadata, fields, embedding, role, sender, recipient }))
}

fn kind_named(named: &Option<Named<'_>>, kind_of: &impl Fn(&str) -> Option<Kind>) -> Option<Kind> {
    named.as_ref().and_then(|(name, _)| kind_of(name)).filter(|&kind| kind != Kind::Generic)
}

fn text<'a>(cursor: &mut Cursor<'a>) -> Result<Option<Cow<'a, str>>, ReadError> {
    Ok(match value(cursor)? {
        Value::Text(text) => Some(text),
        _ => None,
    })
}

fn person<'a>(cursor: &mut Cursor<'a>) -> Result<Option<Person<'a>>, ReadError> {
    Ok(match value(cursor)? {
        Value::Default => Some(Person::Nobody),
        Value::Text(text) => Some(match participant(&text) {
            Participant::Role(role) => Person::Role(role),
            Participant::Id(id) => Person::Id(id),
            Participant::Name => Person::Name(text),
        }),
        _ => None,
    })
}

/// Any value.
fn value<'a>(cursor: &mut Cursor<'a>) -> Result<Value<'a>, ReadError> {
    match cursor.peek() {
        Some(b'"') => Ok(Value::Text(cursor.read_text()?)),
        Some(b'n') => {
            cursor.read_null()?;
            Ok(Value::Default)
        }
        _ => {
            let from = cursor.at();
            cursor.read_value(&mut Validator)?;
            Ok(Value::Other(cursor.raw(from, cursor.at())))
        }
    }
}

type Named<'a> = (Cow<'a, str>, Vec<(Cow<'a, str>, Value<'a>)>);

/// The name of the class, and the rest.
fn metadata<'a>(cursor: &mut Cursor<'a>) -> Result<Option<Named<'a>>, ReadError> {
    if cursor.peek() != Some(b'{') {
        cursor.read_value(&mut Validator)?;
        return Ok(None);
    }
    if !cursor.open(b'}')? {
        return Ok(None);
    }
    let (mut name, mut rest) = (None, Vec::new());
    loop {
        let key = cursor.read_key()?;
        if key == CLASS_KEY {
            name = text(cursor)?;
        } else {
            let value = value(cursor)?;
            rest.push((key, value));
        }
        if !cursor.next_item(b'}')? {
            return Ok(name.map(|name| (name, rest)));
        }
    }
}

#[allow(clippy::option_option, reason = "a value that is no embedding, and no embedding, are two things")]
fn numbers(cursor: &mut Cursor<'_>) -> Result<Option<Option<Vec<f64>>>, ReadError> {
    match cursor.peek() {
        Some(b'n') => {
            cursor.read_null()?;
            return Ok(Some(None));
        }
        Some(b'[') => {}
        _ => {
            cursor.read_value(&mut Validator)?;
            return Ok(None);
        }
    }
    let mut numbers = Vec::new();
    let mut are_numbers = true;
    if cursor.open(b']')? {
        loop {
            if matches!(cursor.peek(), Some(b'-' | b'0'..=b'9')) {
                numbers.push(number(cursor.read_number()?));
            } else {
                cursor.read_value(&mut Validator)?;
                are_numbers = false;
            }
            if !cursor.next_item(b']')? {
                break;
            }
        }
    }
    Ok(are_numbers.then_some(Some(numbers)))
}

/// Puts the fields of a content into their places; false: its keys are not exactly those of its kind.
fn read_fields<'a>(
    cursor: &mut Cursor<'a>,
    kind: Kind,
    fields: &mut [Value<'a>; MOST_FIELDS],
) -> Result<bool, ReadError> {
    let known = kind.fields();
    let mut seen = 0_u32;
    if cursor.peek() != Some(b'{') || !cursor.open(b'}')? {
        return Ok(false);
    }
    for next in 0.. {
        let place = match known.get(next) {
            // As in `read_usual`.
            Some(expected) if cursor.skip(expected.lead.as_bytes()) => next,
            _ if next > 0 && !cursor.next_item(b'}')? => break,
            _ => {
                let key = cursor.read_key()?;
                match known.iter().position(|field| field.name == key) {
                    Some(place) => place,
                    None => return Ok(false),
                }
            }
        };
        fields[place] = value(cursor)?;
        seen |= 1 << place;
    }
    Ok(seen.count_ones() as usize == known.len())
}

/// What `from_dict` of the content class makes of these fields; false: that is not for here.
fn normalize(kind: Kind, fields: &mut [Value<'_>; MOST_FIELDS]) -> bool {
    match kind {
        Kind::Generic => false,
        Kind::System => {
            if fields[1] == Value::Other(b"false") {
                fields[1] = Value::Default;
            }
            // True means now; a null message is no default one.
            fields[1] != Value::Other(b"true") && fields[0] != Value::Default
        }
        Kind::Instruction => normalize_instruction(fields),
        Kind::AssistantResponse => fields[0] != Value::Default,
        Kind::ActionRequest => {
            let arguments_are_usual = match &fields[1] {
                Value::Default => true,
                Value::Other(bytes) => bytes.first() == Some(&b'{'),
                _ => false,
            };
            matches!(fields[0], Value::Text(_)) && arguments_are_usual && normalize_id(&mut fields[2])
        }
        // A null is no default: the empty text and map are.
        Kind::ActionResponse => {
            fields[0] != Value::Default && fields[1] != Value::Default && normalize_id(&mut fields[3])
        }
    }
}

/// An empty text is no id.
fn normalize_id(value: &mut Value<'_>) -> bool {
    if matches!(value, Value::Text(text) if text.is_empty()) {
        *value = mutant!("messages", 27, Value::Default, value.clone());
    }
    matches!(value, Value::Default | Value::Text(_))
}

fn normalize_instruction(fields: &mut [Value<'_>; MOST_FIELDS]) -> bool {
    match &fields[at::RESPONSE_FORMAT] {
        Value::Default => fields[at::SCHEMA_DICT] = Value::Default,
        Value::Other(bytes) if bytes.first() == Some(&b'{') => {
            if is_falsy(&fields[at::RESPONSE_FORMAT]) {
                fields[at::RESPONSE_FORMAT] = Value::Default;
                fields[at::SCHEMA_DICT] = Value::Default;
            } else if !matches!(&fields[at::SCHEMA_DICT], Value::Other(bytes) if bytes.first() == Some(&b'{')) {
                return false; // the format is its own example then: one object in two places
            }
        }
        _ => return false, // what is no map is for `describe`
    }
    for place in [at::INSTRUCTION, at::GUIDANCE, at::PLAIN_CONTENT, at::TOOL_SCHEMAS, at::IMAGES, at::IMAGE_DETAIL] {
        if is_falsy(&fields[place]) {
            fields[place] = Value::Default;
        }
    }
    for place in [at::PROMPT_CONTEXT, at::TOOL_SCHEMAS, at::IMAGES] {
        match &fields[place] {
            Value::Other(bytes) if bytes.first() == Some(&b'[') && is_falsy(&fields[place]) => {
                fields[place] = Value::Default; // speed: a list of the field's own is made when it is asked for
            }
            Value::Text(_) => return false,
            Value::Other(bytes) if bytes.first() != Some(&b'[') => fields[place] = Value::ListOf(bytes),
            _ => {}
        }
    }
    fields[at::MODEL_CLASS] = Value::Default;
    true
}

/// True for what Python takes for false.
fn is_falsy(value: &Value<'_>) -> bool {
    match value {
        Value::Default => true,
        Value::Text(text) => text.is_empty(),
        Value::ListOf(_) => false,
        Value::Other(bytes) => match bytes.first() {
            Some(b'f') => true,
            Some(b'[' | b'{') => bytes[1..]
                .iter()
                .find(|byte| !byte.is_ascii_whitespace())
                .is_some_and(|byte| matches!(byte, b']' | b'}')),
            Some(b'-' | b'0'..=b'9') => mutant!("messages", 24, is_zero(bytes), *bytes == b"0"),
            _ => false,
        },
    }
}

fn is_zero(bytes: &[u8]) -> bool {
    Cursor::new(bytes).read_number().is_ok_and(|value| number(value) == 0.0)
}

// --- many ------------------------------------------------------------------------------------------------------------

/// Where each document of a batch lies: the items of an array, or lines. None of an array whose brackets do not match.
pub fn split(bytes: &[u8]) -> Option<Vec<&[u8]>> {
    if is_array(bytes) { split_array(bytes) } else { Some(split_lines(bytes)) }
}

/// True where a batch is one JSON array.
pub fn is_array(bytes: &[u8]) -> bool {
    Cursor::new(bytes).peek() == Some(b'[')
}

/// The lines that are not blank.
pub fn split_lines(bytes: &[u8]) -> Vec<&[u8]> {
    bytes.split(|&byte| byte == b'\n').filter(|line| Cursor::new(line).peek().is_some()).collect()
}

/// The items of an array, by their brackets alone: what is in them is for a reader to judge.
fn split_array(bytes: &[u8]) -> Option<Vec<&[u8]>> {
    let mut items = Vec::new();
    let open = bytes.iter().position(|&byte| byte == b'[')?;
    let (mut depth, mut from, mut at) = (0_usize, open + 1, open + 1);
    loop {
        match bytes.get(at)? {
            b'"' => {
                at += 1;
                while *bytes.get(at)? != b'"' {
                    at += if bytes[at] == b'\\' { 2 } else { 1 };
                }
            }
            b'[' | b'{' => depth += 1,
            b'}' => depth = depth.checked_sub(1)?,
            b',' if depth == 0 => {
                items.push(&bytes[from..at]);
                from = at + 1;
            }
            b']' if depth == 0 => {
                let last = &bytes[from..at];
                if !items.is_empty() || Cursor::new(last).peek().is_some() {
                    items.push(last);
                }
                return Cursor::new(&bytes[at + 1..]).peek().is_none().then_some(items);
            }
            b']' => depth -= 1,
            _ => {}
        }
        at += 1;
    }
}

#[cfg(test)]
mod tests;
