//! MessagePack to values, in one pass. Reference: `lionagi/_core_py/codec_msgpack.py`.
//!
//! No length is believed: a value whose items or bytes cannot all be there is refused before anything is made of it.

use super::MAX_DEPTH;
use super::msgpack_write::ext;
use crate::mutant;

/// What is wrong with a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadError {
    /// What is wrong.
    pub cause: Cause,
    /// Index of the first byte of the value it is about, or of the wrong byte itself.
    pub at: usize,
}

/// What is wrong with a document; the texts are in `lionagi/_errors.py`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The document ends inside a value.
    Truncated,
    /// Something stands after the value.
    TrailingData,
    /// The byte 0xc1.
    ReservedByte,
    /// An ext type that is none of ours.
    UnknownExt(i8),
    /// The body of an ext type of ours is wrong.
    BadExt(i8),
    /// More bytes announced than left.
    BytesAnnounced(u64, usize),
    /// More items announced than bytes left.
    ItemsAnnounced(u64, usize),
    /// More pairs announced than twice the bytes left.
    PairsAnnounced(u64, usize),
    /// A key that is no text.
    KeyNotText,
    /// Bytes that are not UTF-8.
    InvalidUtf8,
    /// The 255th container.
    TooDeep,
}

impl Cause {
    /// The name `lionagi/_errors.py` knows it by, and the numbers of its text.
    pub fn told(self) -> (&'static str, i128, usize) {
        match self {
            Self::Truncated => ("truncated", 0, 0),
            Self::TrailingData => ("trailing_data", 0, 0),
            Self::ReservedByte => ("reserved_byte", 0, 0),
            Self::UnknownExt(kind) => ("unknown_ext", kind.into(), 0),
            Self::BadExt(kind) => ("bad_ext", kind.into(), 0),
            Self::BytesAnnounced(size, left) => ("bytes_announced", size.into(), left),
            Self::ItemsAnnounced(size, left) => ("items_announced", size.into(), left),
            Self::PairsAnnounced(size, left) => ("pairs_announced", size.into(), left),
            Self::KeyNotText => ("key_not_text", 0, 0),
            Self::InvalidUtf8 => ("invalid_utf8", 0, 0),
            Self::TooDeep => ("too_deep", 0, 0),
        }
    }
}

/// A value without a form of its own in MessagePack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extension<'a> {
    /// Big-endian two's complement, at least one byte.
    Int(&'a [u8]),
    /// The bytes of a UUID.
    Uuid([u8; 16]),
    /// The text of a decimal number.
    Decimal(&'a str),
    /// The ISO text of a moment.
    Datetime(&'a str),
}

/// Makes values of what a [`Reader`] reads.
pub trait Builder {
    /// A finished value.
    type Value;
    /// A list that is being filled.
    type List;
    /// A map that is being filled.
    type Map;
    /// A finished key.
    type Key;
    /// What may go wrong: reading, or making a value.
    type Error: From<ReadError>;

    /// `nil`.
    fn nil(&mut self) -> Self::Value;
    /// `true`, `false`.
    fn bool(&mut self, value: bool) -> Self::Value;
    /// An integer.
    fn integer(&mut self, value: i64) -> Result<Self::Value, Self::Error>;
    /// An integer above the signed 64 bits.
    fn unsigned(&mut self, value: u64) -> Result<Self::Value, Self::Error>;
    /// A float.
    fn float(&mut self, value: f64) -> Result<Self::Value, Self::Error>;
    /// A text.
    fn text(&mut self, value: &str) -> Result<Self::Value, Self::Error>;
    /// Bytes.
    fn bytes(&mut self, value: &[u8]) -> Result<Self::Value, Self::Error>;
    /// A value of an ext type; None where its text cannot be read.
    fn extension(&mut self, value: Extension<'_>) -> Result<Option<Self::Value>, Self::Error>;
    /// The key of an item of a map.
    fn key(&mut self, value: &str) -> Result<Self::Key, Self::Error>;
    /// A list begins.
    fn open_list(&mut self) -> Result<Self::List, Self::Error>;
    /// An item of the list that was opened last.
    fn add_item(&mut self, list: &mut Self::List, value: Self::Value) -> Result<(), Self::Error>;
    /// A list ends.
    fn close_list(&mut self, list: Self::List) -> Result<Self::Value, Self::Error>;
    /// A map begins.
    fn open_map(&mut self) -> Result<Self::Map, Self::Error>;
    /// An item of the map that was opened last; an earlier one of the same key is replaced.
    fn add_entry(&mut self, map: &mut Self::Map, key: Self::Key, value: Self::Value) -> Result<(), Self::Error>;
    /// A map ends.
    fn close_map(&mut self, map: Self::Map) -> Result<Self::Value, Self::Error>;
    /// The map was that of an entity.
    fn entity(&mut self, map: Self::Value) -> Result<Self::Value, Self::Error>;
}

/// A place in a document; `bytes` end where it, or the innermost entity, ends.
pub struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    depth: usize,
}

impl<'a> Reader<'a> {
    /// At the start of a document.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0, depth: 0 }
    }

    /// A whole document.
    pub fn read_document<B: Builder>(&mut self, builder: &mut B) -> Result<B::Value, B::Error> {
        let value = self.read_value(builder)?;
        self.demand_end()?;
        Ok(value)
    }

    fn read_value<B: Builder>(&mut self, builder: &mut B) -> Result<B::Value, B::Error> {
        let start = self.at;
        let mark = self.mark()?;
        match mark {
            0x00..=0x7f | 0xe0..=0xff => builder.integer((mark as i8).into()),
            0x80..=0x8f | 0xde | 0xdf => {
                let size = self.size(mark, start)?;
                self.read_map(size, start, builder)
            }
            0x90..=0x9f | 0xdc | 0xdd => {
                let size = self.size(mark, start)?;
                self.read_list(size, start, builder)
            }
            0xa0..=0xbf | 0xd9..=0xdb => {
                let size = self.size(mark, start)?;
                builder.text(self.text(size, start)?)
            }
            0xc0 => Ok(builder.nil()),
            0xc1 => Err(ReadError { cause: Cause::ReservedByte, at: start }.into()),
            0xc2 | 0xc3 => Ok(builder.bool(mark == 0xc3)),
            0xc4..=0xc6 => {
                let size = self.size(mark, start)?;
                builder.bytes(self.body(size, start)?)
            }
            0xc7..=0xc9 | 0xd4..=0xd8 => {
                let size = self.size(mark, start)?;
                self.read_ext(size, start, builder)
            }
            0xca => builder.float(f32::from_be_bytes(self.number(start)?).into()),
            0xcb => builder.float(f64::from_be_bytes(self.number(start)?)),
            0xcc..=0xcf => {
                let value = match mark {
                    0xcc => u8::from_be_bytes(self.number(start)?).into(),
                    0xcd => u16::from_be_bytes(self.number(start)?).into(),
                    0xce => u32::from_be_bytes(self.number(start)?).into(),
                    _ => u64::from_be_bytes(self.number(start)?),
                };
                match i64::try_from(value) {
                    Ok(value) => builder.integer(value),
                    Err(_) => builder.unsigned(value),
                }
            }
            0xd0..=0xd3 => {
                let value = match mark {
                    0xd0 => i8::from_be_bytes(self.number(start)?).into(),
                    0xd1 => i16::from_be_bytes(self.number(start)?).into(),
                    0xd2 => i32::from_be_bytes(self.number(start)?).into(),
                    _ => i64::from_be_bytes(self.number(start)?),
                };
                builder.integer(value)
            }
        }
    }

    fn read_list<B: Builder>(&mut self, size: u64, start: usize, builder: &mut B) -> Result<B::Value, B::Error> {
        self.demand(size, start, Cause::ItemsAnnounced(size, self.left()))?;
        self.enter(start)?;
        let mut list = builder.open_list()?;
        for _ in 0..size {
            let value = self.read_value(builder)?;
            builder.add_item(&mut list, value)?;
        }
        self.depth -= 1;
        builder.close_list(list)
    }

    fn read_map<B: Builder>(&mut self, size: u64, start: usize, builder: &mut B) -> Result<B::Value, B::Error> {
        self.demand(mutant!("codec", 12, size * 2, size), start, Cause::PairsAnnounced(size, self.left()))?;
        self.enter(start)?;
        let mut map = builder.open_map()?;
        for _ in 0..size {
            let key = builder.key(self.read_key()?)?;
            let value = self.read_value(builder)?;
            builder.add_entry(&mut map, key, value)?;
        }
        self.depth -= 1;
        builder.close_map(map)
    }

    fn read_key(&mut self) -> Result<&'a str, ReadError> {
        let start = self.at;
        match self.mark()? {
            mark @ (0xa0..=0xbf | 0xd9..=0xdb) => {
                let size = self.size(mark, start)?;
                self.text(size, start)
            }
            _ => Err(ReadError { cause: Cause::KeyNotText, at: start }),
        }
    }

    fn read_ext<B: Builder>(&mut self, size: u64, start: usize, builder: &mut B) -> Result<B::Value, B::Error> {
        let kind = i8::from_be_bytes(self.number(start)?);
        let bad = ReadError { cause: Cause::BadExt(kind), at: start };
        let body_start = self.at;
        let body = self.body(size, start)?;
        let extension = match kind {
            ext::INT if !body.is_empty() => Extension::Int(body),
            ext::UUID => Extension::Uuid(body.try_into().map_err(|_| bad)?),
            ext::DECIMAL => Extension::Decimal(as_text(body, body_start)?),
            ext::DATETIME => Extension::Datetime(as_text(body, body_start)?),
            ext::ENTITY => return self.read_entity(body_start, bad, builder),
            ext::INT => return Err(bad.into()),
            _ => return Err(ReadError { cause: Cause::UnknownExt(kind), at: start }.into()),
        };
        builder.extension(extension)?.ok_or_else(|| bad.into())
    }

    /// The map that an entity's body must be, and nothing after it.
    fn read_entity<B: Builder>(
        &mut self,
        body_start: usize,
        bad: ReadError,
        builder: &mut B,
    ) -> Result<B::Value, B::Error> {
        let bytes = self.bytes;
        let end = std::mem::replace(&mut self.at, body_start);
        self.bytes = &bytes[..end];
        if !matches!(self.bytes.get(body_start), Some(0x80..=0x8f | 0xde | 0xdf)) {
            return Err(bad.into());
        }
        let fields = self.read_value(builder)?;
        self.demand_end()?;
        self.bytes = bytes;
        builder.entity(fields)
    }

    fn left(&self) -> usize {
        self.bytes.len() - self.at
    }

    fn mark(&mut self) -> Result<u8, ReadError> {
        let [mark] = self.number(self.at)?;
        Ok(mark)
    }

    /// The next bytes of a number; `start` is where its value starts.
    fn number<const SIZE: usize>(&mut self, start: usize) -> Result<[u8; SIZE], ReadError> {
        let found = self.bytes[self.at..].first_chunk::<SIZE>();
        let bytes = *found.ok_or(ReadError { cause: Cause::Truncated, at: start })?;
        self.at += SIZE;
        Ok(bytes)
    }

    /// The length that a mark holds or announces.
    fn size(&mut self, mark: u8, start: usize) -> Result<u64, ReadError> {
        Ok(match mark {
            0x80..=0x9f => (mark & 0x0f).into(),
            0xa0..=0xbf => (mark & 0x1f).into(),
            0xd4..=0xd8 => 1 << (mark - 0xd4),
            0xc4 | 0xc7 | 0xd9 => u8::from_be_bytes(self.number(start)?).into(),
            0xc5 | 0xc8 | 0xda | 0xdc | 0xde => u16::from_be_bytes(self.number(start)?).into(),
            _ => u32::from_be_bytes(self.number(start)?).into(),
        })
    }

    fn body(&mut self, size: u64, start: usize) -> Result<&'a [u8], ReadError> {
        self.demand(size, start, Cause::BytesAnnounced(size, self.left()))?;
        let first = self.at;
        self.at += size as usize;
        Ok(&self.bytes[first..self.at])
    }

    fn text(&mut self, size: u64, start: usize) -> Result<&'a str, ReadError> {
        let body = self.body(size, start)?;
        as_text(body, self.at - body.len())
    }

    fn demand(&self, needed: u64, start: usize, cause: Cause) -> Result<(), ReadError> {
        if needed > self.left() as u64 { Err(ReadError { cause, at: start }) } else { Ok(()) }
    }

    fn demand_end(&self) -> Result<(), ReadError> {
        if self.left() > 0 { Err(ReadError { cause: Cause::TrailingData, at: self.at }) } else { Ok(()) }
    }

    fn enter(&mut self, start: usize) -> Result<(), ReadError> {
        if self.depth >= MAX_DEPTH {
            return Err(ReadError { cause: Cause::TooDeep, at: start });
        }
        self.depth += 1;
        Ok(())
    }
}

fn as_text(body: &[u8], start: usize) -> Result<&str, ReadError> {
    str::from_utf8(body).map_err(|error| ReadError { cause: Cause::InvalidUtf8, at: start + error.valid_up_to() })
}
