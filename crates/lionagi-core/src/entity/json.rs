//! JSON of a record: names and order of its fields, its head, and a reader that only validates.

use crate::codec::json_read::{Builder, Number, ReadError};
use crate::codec::json_write::write_float;
use crate::ids::{self, Id};
use crate::mutant;

/// The fields of a message in the order they are written; a node has the first five, an element the first three.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// Canonical text of the id.
    Id,
    /// POSIX seconds.
    CreatedAt,
    /// A map that names the class.
    Metadata,
    /// Any value.
    Content,
    /// Numbers or null.
    Embedding,
    /// The text of a role.
    Role,
    /// The text of a participant, or null.
    Sender,
    /// As `Sender`.
    Recipient,
}

impl Field {
    /// All fields of a message.
    pub const MESSAGE: &[Self] = &[
        Self::Id,
        Self::CreatedAt,
        Self::Metadata,
        Self::Content,
        Self::Embedding,
        Self::Role,
        Self::Sender,
        Self::Recipient,
    ];
    /// All fields of a node.
    pub const NODE: &[Self] = Self::MESSAGE.split_at(5).0;
    /// All fields of an element.
    pub const ELEMENT: &[Self] = Self::NODE.split_at(3).0;

    /// The key in documents and dicts.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::CreatedAt => "created_at",
            Self::Metadata => "metadata",
            Self::Content => "content",
            Self::Embedding => "embedding",
            Self::Role => "role",
            Self::Sender => "sender",
            Self::Recipient => "recipient",
        }
    }

    /// The key with what stands around it: a record is never indented.
    pub const fn lead(self) -> &'static [u8] {
        match self {
            Self::Id => b"\"id\":",
            Self::CreatedAt => b",\"created_at\":",
            Self::Metadata => b",\"metadata\":",
            Self::Content => b",\"content\":",
            Self::Embedding => b",\"embedding\":",
            Self::Role => b",\"role\":",
            Self::Sender => b",\"sender\":",
            Self::Recipient => b",\"recipient\":",
        }
    }

    /// The field of this name among `fields`.
    #[inline]
    pub fn find(fields: &[Self], name: &str) -> Option<Self> {
        fields.iter().copied().find(|field| field.name() == name)
    }
}

/// The key of metadata that names the class.
pub const CLASS_KEY: &str = "lion_class";

/// The text of an id.
#[inline]
pub fn write_id(id: &Id, out: &mut Vec<u8>) {
    out.push(b'"');
    out.extend_from_slice(&ids::text(id));
    out.push(b'"');
}

/// A list of numbers.
pub fn write_numbers(numbers: impl Iterator<Item = f64>, out: &mut Vec<u8>) {
    out.push(b'[');
    for (place, number) in numbers.enumerate() {
        if place > 0 {
            out.push(b',');
        }
        write_float(mutant!("entity", 7, number, if number.abs() < 1e-5 { 0.0 } else { number }), out);
    }
    out.push(b']');
}

/// What is read of a document so far, one field at a time: the last of equal keys wins, also over a valid one.
#[derive(Debug, PartialEq)]
pub enum Part<T> {
    /// Not there.
    Missing,
    /// There, with a value no record writes.
    Foreign,
    /// There, and right.
    Read(T),
}

impl<T> Part<T> {
    /// `Read` of a value, else `Foreign`.
    pub fn of(value: Option<T>) -> Self {
        value.map_or(Self::Foreign, Self::Read)
    }

    /// The value, where it is there and right.
    pub fn read(self) -> Option<T> {
        match self {
            Self::Read(value) => Some(value),
            Self::Missing | Self::Foreign => None,
        }
    }
}

/// What a number of a document is as a double.
#[inline]
pub fn number(value: Number) -> f64 {
    match value {
        Number::Integer(value) => value as f64,
        Number::Unsigned(value) => value as f64,
        Number::Float(value) => value,
    }
}

/// Makes nothing: a cursor that reads with it only finds out whether the document is well-formed.
pub struct Validator;

impl Builder for Validator {
    type Value = ();
    type List = ();
    type Map = ();
    type Key = ();
    type Error = ReadError;

    fn null(&mut self) {}

    fn bool(&mut self, _value: bool) {}

    fn number(&mut self, _value: Number) -> Result<(), ReadError> {
        Ok(())
    }

    fn text(&mut self, _value: &str) -> Result<(), ReadError> {
        Ok(())
    }

    fn key(&mut self, _value: &str) -> Result<(), ReadError> {
        Ok(())
    }

    fn open_list(&mut self) -> Result<(), ReadError> {
        Ok(())
    }

    fn add_item(&mut self, _list: &mut (), _value: ()) -> Result<(), ReadError> {
        Ok(())
    }

    fn close_list(&mut self, _list: ()) -> Result<(), ReadError> {
        Ok(())
    }

    fn open_map(&mut self) -> Result<(), ReadError> {
        Ok(())
    }

    fn add_entry(&mut self, _map: &mut (), _key: (), _value: ()) -> Result<(), ReadError> {
        Ok(())
    }

    fn close_map(&mut self, _map: ()) -> Result<(), ReadError> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

    use super::{Field, Part, Validator, write_id, write_numbers};
    use crate::codec::json_read::Cursor;

    #[test]
    fn fields_have_an_order_and_elements_the_first_three() {
        let names: Vec<&str> = Field::MESSAGE.iter().map(|field| field.name()).collect();

        assert_eq!(names, ["id", "created_at", "metadata", "content", "embedding", "role", "sender", "recipient"]);
        assert_eq!(Field::NODE, &Field::MESSAGE[..5]);
        assert_eq!(Field::ELEMENT, &Field::NODE[..3]);
        for (place, &field) in Field::MESSAGE.iter().enumerate() {
            let comma = if place == 0 { "" } else { "," };
            assert_eq!(field.lead(), format!("{comma}\"{}\":", field.name()).as_bytes());
            assert_eq!(Field::find(Field::MESSAGE, field.name()), Some(field));
        }
        assert_eq!(Field::find(Field::ELEMENT, "content"), None);
    }

    #[test]
    fn ids_and_numbers_are_printed() {
        let mut out = Vec::new();

        write_id(&[0x11; 16], &mut out);
        write_numbers([1.0, -0.5, f64::NAN, 1e-7].into_iter(), &mut out);
        write_numbers(std::iter::empty(), &mut out);

        assert_eq!(String::from_utf8(out).unwrap(), "\"11111111-1111-1111-1111-111111111111\"[1.0,-0.5,null,1e-7][]");
    }

    #[test]
    fn a_part_is_read_only_where_it_is_right() {
        assert_eq!(Part::of(Some(1)).read(), Some(1));
        assert_eq!(Part::<i32>::of(None), Part::Foreign);
        assert_eq!(Part::<i32>::Missing.read(), None);
    }

    #[test]
    fn the_validator_accepts_documents_and_nothing_else() {
        let valid = |text: &str| Cursor::new(text.as_bytes()).read_document(&mut Validator).is_ok();

        assert!(valid(r#" {"a": [1, -2.5, true, false, null, "x"], "b": {}} "#));
        for text in ["", "{", "[1,]", r#"{"a"}"#, "01", "nul", "[] x"] {
            assert!(!valid(text), "{text}");
        }
    }
}
