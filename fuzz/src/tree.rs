//! A value of every form, made by the readers of `lionagi-core` and printed by its writers.

use lionagi_core::codec::binary::BinaryError;
use lionagi_core::codec::form::Form;
use lionagi_core::codec::json_read::{self, Number};
use lionagi_core::codec::json_write::{self, Layout, WriteError};
use lionagi_core::codec::msgpack_read::{self, Extension};
use lionagi_core::codec::msgpack_write::TooLong;

/// A value.
#[derive(Clone, Debug, PartialEq)]
pub enum Tree {
    Null,
    Bool(bool),
    Int(i64),
    Unsigned(u64),
    /// The bits: a NaN is itself.
    Float(u64),
    Text(String),
    Bytes(Vec<u8>),
    Large(Vec<u8>),
    Uuid([u8; 16]),
    Decimal(String),
    Datetime(String),
    List(Vec<Tree>),
    Map(Vec<(String, Tree)>),
    Entity(Vec<(String, Tree)>),
}

/// What went wrong.
#[derive(Debug)]
#[allow(dead_code, reason = "shown where an assertion fails")]
pub enum Refused {
    Json(json_read::ReadError),
    Packed(msgpack_read::ReadError),
    Binary(BinaryError),
}

impl From<json_read::ReadError> for Refused {
    fn from(error: json_read::ReadError) -> Self {
        Self::Json(error)
    }
}

impl From<msgpack_read::ReadError> for Refused {
    fn from(error: msgpack_read::ReadError) -> Self {
        Self::Packed(error)
    }
}

impl From<BinaryError> for Refused {
    fn from(error: BinaryError) -> Self {
        Self::Binary(error)
    }
}

/// Makes trees.
pub struct Trees;

/// An earlier entry of the same key is replaced, in its place.
fn put(map: &mut Vec<(String, Tree)>, key: String, value: Tree) {
    match map.iter_mut().find(|(known, _)| *known == key) {
        Some(entry) => entry.1 = value,
        None => map.push((key, value)),
    }
}

/// What both readers tell in the same words.
macro_rules! shared {
    () => {
        type Value = Tree;
        type List = Vec<Tree>;
        type Map = Vec<(String, Tree)>;
        type Key = String;
        type Error = Refused;

        fn bool(&mut self, value: bool) -> Tree {
            Tree::Bool(value)
        }

        fn text(&mut self, value: &str) -> Result<Tree, Refused> {
            Ok(Tree::Text(value.to_owned()))
        }

        fn key(&mut self, value: &str) -> Result<String, Refused> {
            Ok(value.to_owned())
        }

        fn open_list(&mut self) -> Result<Vec<Tree>, Refused> {
            Ok(Vec::new())
        }

        fn add_item(&mut self, list: &mut Vec<Tree>, value: Tree) -> Result<(), Refused> {
            list.push(value);
            Ok(())
        }

        fn close_list(&mut self, list: Vec<Tree>) -> Result<Tree, Refused> {
            Ok(Tree::List(list))
        }

        fn open_map(&mut self) -> Result<Self::Map, Refused> {
            Ok(Vec::new())
        }

        fn add_entry(&mut self, map: &mut Self::Map, key: String, value: Tree) -> Result<(), Refused> {
            put(map, key, value);
            Ok(())
        }

        fn close_map(&mut self, map: Self::Map) -> Result<Tree, Refused> {
            Ok(Tree::Map(map))
        }
    };
}

impl json_read::Builder for Trees {
    shared!();

    fn null(&mut self) -> Tree {
        Tree::Null
    }

    fn number(&mut self, value: Number) -> Result<Tree, Refused> {
        Ok(match value {
            Number::Integer(value) => Tree::Int(value),
            Number::Unsigned(value) => Tree::Unsigned(value),
            Number::Float(value) => Tree::Float(value.to_bits()),
        })
    }
}

impl msgpack_read::Builder for Trees {
    shared!();

    fn nil(&mut self) -> Tree {
        Tree::Null
    }

    fn integer(&mut self, value: i64) -> Result<Tree, Refused> {
        Ok(Tree::Int(value))
    }

    fn unsigned(&mut self, value: u64) -> Result<Tree, Refused> {
        Ok(Tree::Unsigned(value))
    }

    fn float(&mut self, value: f64) -> Result<Tree, Refused> {
        Ok(Tree::Float(value.to_bits()))
    }

    fn bytes(&mut self, value: &[u8]) -> Result<Tree, Refused> {
        Ok(Tree::Bytes(value.to_owned()))
    }

    fn extension(&mut self, value: Extension<'_>) -> Result<Option<Tree>, Refused> {
        Ok(Some(match value {
            Extension::Int(bytes) => Tree::Large(bytes.to_owned()),
            Extension::Uuid(bytes) => Tree::Uuid(bytes),
            Extension::Decimal(text) => Tree::Decimal(text.to_owned()),
            Extension::Datetime(text) => Tree::Datetime(text.to_owned()),
        }))
    }

    fn entity(&mut self, map: Tree) -> Result<Tree, Refused> {
        Ok(match map {
            Tree::Map(entries) => Tree::Entity(entries),
            other => other,
        })
    }
}

impl Tree {
    /// Appends the tree in one of the packed forms.
    pub fn pack<F: Form>(&self, out: &mut Vec<u8>) -> Result<(), TooLong> {
        match self {
            Self::Null => F::nil(out),
            Self::Bool(value) => F::bool(*value, out),
            Self::Int(value) => F::integer(*value, out),
            Self::Unsigned(value) => F::unsigned(*value, out),
            Self::Float(bits) => F::float(f64::from_bits(*bits), out),
            Self::Text(text) => F::text(text, out)?,
            Self::Bytes(bytes) => F::bytes(bytes, out)?,
            Self::Large(bytes) => F::large_integer(bytes, out)?,
            Self::Uuid(bytes) => F::uuid(bytes, out)?,
            Self::Decimal(text) => F::decimal(text, out)?,
            Self::Datetime(text) => F::datetime(text, out)?,
            Self::List(items) => {
                F::list_head(items.len(), out)?;
                for item in items {
                    item.pack::<F>(out)?;
                }
            }
            Self::Map(entries) => {
                F::map_head(entries.len(), out)?;
                pack_entries::<F>(entries, out)?;
            }
            Self::Entity(entries) => {
                let start = out.len();
                F::entity_head(entries.len(), out)?;
                pack_entries::<F>(entries, out)?;
                F::entity_end(start, out)?;
            }
        }
        Ok(())
    }

    /// Appends the JSON of a tree that JSON was read into.
    pub fn print(&self, layout: &mut Layout, out: &mut Vec<u8>) -> Result<(), WriteError> {
        match self {
            Self::Null => out.extend_from_slice(b"null"),
            Self::Bool(value) => json_write::write_bool(*value, out),
            Self::Int(value) => json_write::write_integer(*value, out),
            Self::Unsigned(value) => json_write::write_unsigned(*value, out),
            Self::Float(bits) => json_write::write_float(f64::from_bits(*bits), out),
            Self::Text(text) => json_write::write_text(text, out),
            Self::List(items) => {
                layout.open(b'[', out)?;
                for (place, item) in items.iter().enumerate() {
                    layout.item(place == 0, out);
                    item.print(layout, out)?;
                }
                layout.close(b']', items.is_empty(), out);
            }
            Self::Map(entries) => {
                layout.open(b'{', out)?;
                for (place, (key, value)) in entries.iter().enumerate() {
                    layout.item(place == 0, out);
                    json_write::write_text(key, out);
                    layout.colon(out);
                    value.print(layout, out)?;
                }
                layout.close(b'}', entries.is_empty(), out);
            }
            other => unreachable!("JSON has no {other:?}"),
        }
        Ok(())
    }
}

fn pack_entries<F: Form>(entries: &[(String, Tree)], out: &mut Vec<u8>) -> Result<(), TooLong> {
    for (key, value) in entries {
        F::key(key, out)?;
        value.pack::<F>(out)?;
    }
    Ok(())
}
