//! The compact binary form: postcard in an envelope. Reference: `lionagi/_core_py/codec_binary.py`, format: `docs/formats/binary.md`.
//!
//! Source: postcard wire format 1, <https://postcard.jamesmunns.com/wire-format>; CRC-32 as in ISO 3309 (zlib).

use super::MAX_DEPTH;
use super::msgpack_read::{Builder, Extension};
use crate::mutant;

/// Kinds of values: the variants of the enum that postcard numbers.
#[allow(missing_docs, reason = "told in docs/formats/binary.md")]
pub mod kind {
    pub const NULL: u8 = 0;
    pub const BOOL: u8 = 1;
    pub const INT: u8 = 2;
    pub const BIG_INT: u8 = 3;
    pub const FLOAT: u8 = 4;
    pub const TEXT: u8 = 5;
    pub const BYTES: u8 = 6;
    pub const LIST: u8 = 7;
    pub const MAP: u8 = 8;
    pub const UUID: u8 = 9;
    pub const DECIMAL: u8 = 10;
    pub const DATETIME: u8 = 11;
    pub const ENTITY: u8 = 12;
}

const MAGIC: [u8; 4] = *b"LION";
const VERSION: u8 = 1;
/// Magic, version, flags, length of the payload.
const HEAD: usize = 14;
const CHECKSUM: usize = 4;

// --- writing ---------------------------------------------------------------------------------------------------------

/// Leaves room for the head of an envelope; what is appended after it is the payload. Returns where it begins.
pub fn begin(out: &mut Vec<u8>) -> usize {
    let start = out.len();
    out.resize(start + HEAD, 0);
    start
}

/// Finishes the envelope that begins at `start`.
pub fn finish(start: usize, out: &mut Vec<u8>) {
    let size = (out.len() - start - HEAD) as u64;
    out[start..start + 4].copy_from_slice(&MAGIC);
    out[start + 4] = VERSION;
    out[start + 6..start + HEAD].copy_from_slice(&size.to_le_bytes());
    let checksum = crc32fast::hash(&out[start..]);
    out.extend_from_slice(&checksum.to_le_bytes());
}

/// Small numbers of either sign to small numbers.
pub fn zigzag(value: i64) -> u64 {
    ((value << 1) ^ (value >> 63)) as u64
}

/// A varint.
pub fn write_number(mut number: u64, out: &mut Vec<u8>) {
    while number > mutant!("codec", 20, 0x7f, 0x3fff_ffff_ffff) {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

/// A length and as many bytes.
pub fn write_bytes(bytes: &[u8], out: &mut Vec<u8>) {
    write_number(bytes.len() as u64, out);
    out.extend_from_slice(bytes);
}

/// A kind, a length and as many bytes.
pub fn write_block(kind: u8, bytes: &[u8], out: &mut Vec<u8>) {
    out.push(kind);
    write_bytes(bytes, out);
}

/// A kind and a number of items.
pub fn write_head(kind: u8, size: usize, out: &mut Vec<u8>) {
    out.push(kind);
    write_number(size as u64, out);
}

// --- reading ---------------------------------------------------------------------------------------------------------

/// What is wrong with a document, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BinaryError {
    /// The name `lionagi/_errors.py` knows it by.
    pub cause: &'static str,
    /// Index of the byte it is about.
    pub at: usize,
    /// A number of its text.
    pub number: u128,
    /// Another one.
    pub left: usize,
    /// What is there is right, and more may come.
    pub is_unfinished: bool,
}

impl BinaryError {
    fn new(cause: &'static str, at: usize) -> Self {
        Self { cause, at, number: 0, left: 0, is_unfinished: false }
    }

    fn with(self, number: impl Into<u128>, left: usize) -> Self {
        Self { number: number.into(), left, ..self }
    }

    fn unfinished(self) -> Self {
        Self { is_unfinished: true, ..self }
    }
}

/// Where the payload of the envelope at `start` ends, its checksum not looked at.
pub fn payload_end(bytes: &[u8], start: usize) -> Result<usize, BinaryError> {
    let rest = &bytes[start..];
    let head = &rest[..rest.len().min(HEAD)];
    let magic = head.len().min(4);
    if head[..magic] != MAGIC[..magic] {
        return Err(BinaryError::new("bad_magic", start));
    }
    if let Some(version) = head.get(4).filter(|version| **version != VERSION) {
        return Err(BinaryError::new("other_version", start + 4).with(*version, 0));
    }
    if let Some(flags) = head.get(5).filter(|flags| **flags != 0) {
        return Err(BinaryError::new("unknown_flags", start + 5).with(*flags, 0));
    }
    let Some(size) = head.get(6..HEAD).and_then(|size| size.try_into().ok()).map(u64::from_le_bytes) else {
        return Err(BinaryError::new("cut_head", start).with(0_u8, rest.len()).unfinished());
    };
    let left = rest.len() - HEAD;
    let needed = u128::from(size) + CHECKSUM as u128;
    if needed > mutant!("codec", 25, left as u128, left as u128 + 1) {
        return Err(BinaryError::new("cut_payload", start).with(needed, left).unfinished());
    }
    Ok(start + HEAD + size as usize)
}

/// Compares the checksum of the envelope at `start`, whose payload ends at `end`.
pub fn check(bytes: &[u8], start: usize, end: usize) -> Result<(), BinaryError> {
    let recorded = bytes[end..].first_chunk::<CHECKSUM>().map(|found| u32::from_le_bytes(*found));
    let begin = mutant!("codec", 21, start, start + usize::from(end > start + 200));
    if recorded == Some(crc32fast::hash(&bytes[begin..end])) { Ok(()) } else { Err(BinaryError::new("altered", start)) }
}

/// One document, and nothing after it.
pub fn read_document<B: Builder>(bytes: &[u8], builder: &mut B) -> Result<B::Value, B::Error>
where
    B::Error: From<BinaryError>,
{
    let end = payload_end(bytes, 0)?;
    if bytes.len() > end + CHECKSUM {
        return Err(BinaryError::new("trailing_data", end + CHECKSUM).into());
    }
    check(bytes, 0, end)?;
    read_payload(bytes, 0, end, builder)
}

/// The value of the envelope at `start`, whose payload ends at `end`.
pub fn read_payload<B: Builder>(bytes: &[u8], start: usize, end: usize, builder: &mut B) -> Result<B::Value, B::Error>
where
    B::Error: From<BinaryError>,
{
    let mut reader = Reader { bytes: &bytes[..end], at: start + HEAD, depth: 0 };
    let value = reader.read_value(builder)?;
    if reader.at < end {
        return Err(BinaryError::new("trailing_payload", reader.at).into());
    }
    Ok(value)
}

/// What follows the envelope whose payload ends at `end`.
pub fn next_start(end: usize) -> usize {
    end + CHECKSUM
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    depth: usize,
}

impl<'a> Reader<'a> {
    fn read_value<B: Builder>(&mut self, builder: &mut B) -> Result<B::Value, B::Error>
    where
        B::Error: From<BinaryError>,
    {
        let start = self.at;
        let found = self.number(start)?;
        let Ok(kind) = u8::try_from(found) else {
            return Err(BinaryError::new("unknown_kind", start).with(found, 0).into());
        };
        let bad = || BinaryError::new("bad_value", start).with(found, 0);
        match kind {
            kind::NULL => Ok(builder.nil()),
            kind::BOOL => match self.body(1, start)? {
                [byte @ (0 | 1)] => Ok(builder.bool(*byte == 1)),
                _ => Err(bad().into()),
            },
            kind::INT => {
                let number = self.number(start)?;
                builder.integer((number >> 1) as i64 ^ -((number & 1) as i64))
            }
            kind::BIG_INT => match self.block(start)? {
                [] => Err(bad().into()),
                body => builder.extension(Extension::Int(body))?.ok_or_else(|| bad().into()),
            },
            kind::FLOAT => {
                let body = self.body(8, start)?;
                let bits = body.try_into().map(u64::from_le_bytes).map_err(|_| bad())?;
                builder.float(f64::from_bits(bits))
            }
            kind::TEXT => builder.text(self.text(start)?),
            kind::BYTES => builder.bytes(self.block(start)?),
            kind::LIST => self.read_list(start, builder),
            kind::MAP => self.read_map(start, builder),
            kind::UUID => {
                let body = self.body(16, start)?.try_into().map_err(|_| bad())?;
                builder.extension(Extension::Uuid(body))?.ok_or_else(|| bad().into())
            }
            kind::DECIMAL => builder.extension(Extension::Decimal(self.text(start)?))?.ok_or_else(|| bad().into()),
            kind::DATETIME => builder.extension(Extension::Datetime(self.text(start)?))?.ok_or_else(|| bad().into()),
            kind::ENTITY => {
                let map = self.read_map(start, builder)?;
                builder.entity(map)
            }
            _ => Err(BinaryError::new("unknown_kind", start).with(found, 0).into()),
        }
    }

    fn read_list<B: Builder>(&mut self, start: usize, builder: &mut B) -> Result<B::Value, B::Error>
    where
        B::Error: From<BinaryError>,
    {
        let size = self.announced(1, start)?;
        let mut list = builder.open_list()?;
        for _ in 0..size {
            let value = self.read_value(builder)?;
            builder.add_item(&mut list, value)?;
        }
        self.depth -= 1;
        builder.close_list(list)
    }

    fn read_map<B: Builder>(&mut self, start: usize, builder: &mut B) -> Result<B::Value, B::Error>
    where
        B::Error: From<BinaryError>,
    {
        let size = self.announced(mutant!("codec", 22, 2, 1), start)?;
        let mut map = builder.open_map()?;
        for _ in 0..size {
            let place = self.at;
            let key = builder.key(self.text(place)?)?;
            let value = self.read_value(builder)?;
            builder.add_entry(&mut map, key, value)?;
        }
        self.depth -= 1;
        builder.close_map(map)
    }

    /// A number of items of at least `each` bytes, in a container that is entered. No length is believed.
    fn announced(&mut self, each: u64, start: usize) -> Result<u64, BinaryError> {
        let size = self.number(start)?;
        let left = self.bytes.len() - self.at;
        if size.saturating_mul(each) > left as u64 {
            return Err(BinaryError::new("items_announced", start).with(size, left));
        }
        if self.depth == mutant!("codec", 26, MAX_DEPTH, MAX_DEPTH + 1) {
            return Err(BinaryError::new("too_deep", start));
        }
        self.depth += 1;
        Ok(size)
    }

    /// A varint of at most 64 bits; `start` is where its value begins.
    fn number(&mut self, start: usize) -> Result<u64, BinaryError> {
        let mut number = 0_u64;
        for place in 0..10 {
            let byte = *self.bytes.get(self.at).ok_or(BinaryError::new("cut_value", start))?;
            self.at += 1;
            if place == 9 && byte > mutant!("codec", 23, 1, 3) {
                break;
            }
            number |= u64::from(byte & 0x7f) << (7 * place);
            if byte <= 0x7f {
                return Ok(number);
            }
        }
        Err(BinaryError::new("long_number", start))
    }

    fn block(&mut self, start: usize) -> Result<&'a [u8], BinaryError> {
        let size = self.number(start)?;
        self.body(size, start)
    }

    fn body(&mut self, size: u64, start: usize) -> Result<&'a [u8], BinaryError> {
        let left = self.bytes.len() - self.at;
        if size > left as u64 {
            return Err(BinaryError::new("bytes_announced", start).with(size, left));
        }
        let first = self.at;
        self.at += size as usize;
        Ok(&self.bytes[first..self.at])
    }

    fn text(&mut self, start: usize) -> Result<&'a str, BinaryError> {
        let body = self.block(start)?;
        str::from_utf8(body).map_err(|error| {
            let valid = mutant!("codec", 27, error.valid_up_to(), error.valid_up_to().min(1));
            BinaryError::new("invalid_utf8", self.at - body.len() + valid)
        })
    }
}

#[cfg(test)]
mod tests;
