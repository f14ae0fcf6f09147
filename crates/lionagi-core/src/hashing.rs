//! Canonical bytes of nested values, their BLAKE2b digest and a stable integer. Reference: `lionagi/_core_py/hashing.py`.
//!
//! Not here: walking Python objects (`lionagi-python/src/hashing.rs` drives the writer).
//! The form is described in the contract, `lionagi/_core/hashing.py`: equal values have equal bytes, whatever order a
//! dict or a set was walked in.

use blake2b_simd::{Hash, Params};

use crate::mutant;

/// Nesting the writer follows before it refuses; `MAX_DEPTH` of `lionagi/_core/__init__.py`.
pub const MAX_DEPTH: usize = 254;

/// Why a value has no canonical form; the texts are in `lionagi/_errors.py`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HashingError {
    /// More than `MAX_DEPTH` containers inside each other; a cycle is that too.
    TooDeep,
}

/// What a container is; the number is the marker in the canonical form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Pairs of key text and value, in the order of the texts.
    Dict = 0,
    /// Items in their order.
    List = 1,
    /// Items in their order.
    Tuple = 2,
    /// Items in the order of their bytes.
    Set = 3,
    /// Items in the order of their bytes.
    FrozenSet = 4,
    /// One item: the canonical form of its fields.
    Model = 5,
    /// One item: the canonical form of its fields.
    Struct = 6,
}

/// Writes one value. Scalars by `none`, `int`, ...; a container by `open`, then `item` or `key` before each item, then
/// `close`.
#[derive(Default)]
pub struct Canonical {
    bytes: Vec<u8>,
    frames: Vec<Frame>,
    /// The items so far of all open containers that get sorted, innermost last.
    items: Vec<Item>,
    /// Room for putting items in order, kept for the next container.
    scratch: Vec<u8>,
}

struct Frame {
    kind: Kind,
    header_at: usize,
    announced: usize,
    count: usize,
    first_item: usize,
}

/// Where an item of a dict or set begins, and for a dict where the text of its key is.
#[derive(Clone, Copy)]
struct Item {
    start: usize,
    key: (usize, usize),
}

impl Canonical {
    /// A writer with nothing written.
    pub fn new() -> Self {
        Self { bytes: Vec::with_capacity(256), ..Self::default() }
    }

    /// Makes the writer as new, keeping its memory.
    pub fn clear(&mut self) {
        self.bytes.clear();
        self.frames.clear();
        self.items.clear();
    }

    /// What was written.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// None.
    pub fn none(&mut self) {
        self.bytes.push(0xc0);
    }

    /// An integer of up to 64 bits.
    #[inline]
    pub fn int(&mut self, value: i64) {
        match value {
            0..=0x7f => self.bytes.push(value as u8),
            -32..0 => self.bytes.push(value as u8),
            0x80.. => self.unsigned(value as u64),
            -0x80..-32 => self.tagged(0xd0, &(value as i8).to_be_bytes()),
            -0x8000..-0x80 => self.tagged(0xd1, &(value as i16).to_be_bytes()),
            -0x8000_0000..-0x8000 => self.tagged(0xd2, &(value as i32).to_be_bytes()),
            _ => self.tagged(0xd3, &value.to_be_bytes()),
        }
    }

    /// A non-negative integer of up to 64 bits.
    pub fn unsigned(&mut self, value: u64) {
        match value {
            0..=0x7f => self.bytes.push(value as u8),
            0x80..=0xff => self.tagged(0xcc, &(value as u8).to_be_bytes()),
            0x100..=0xffff => self.tagged(0xcd, &(value as u16).to_be_bytes()),
            0x1_0000..=0xffff_ffff => self.tagged(0xce, &(value as u32).to_be_bytes()),
            _ => self.tagged(0xcf, &value.to_be_bytes()),
        }
    }

    /// An integer of any size: big-endian two's complement, longer than necessary or not.
    pub fn big_int(&mut self, bytes: &[u8]) {
        let bytes = shortest(bytes);
        let filler = if bytes.first().is_some_and(|first| first & 0x80 != 0) { 0xff } else { 0 };
        let padded = |width: usize| std::iter::repeat_n(filler, width - bytes.len()).chain(bytes.iter().copied());
        if bytes.len() <= 8 {
            let value = padded(8).fold(0, |value: i64, byte| (value << 8) | i64::from(byte));
            return self.int(value);
        }
        if bytes.len() == 9 && mutant!("hashing", 10, bytes[0] == 0, false) {
            return self.unsigned(padded(9).fold(0, |value: u64, byte| (value << 8) | u64::from(byte)));
        }
        match bytes.len() {
            16 => mutant!("hashing", 5, self.bytes.push(0xd8), self.tagged(0xc7, &[16])),
            length @ ..=0xff => self.tagged(0xc7, &[length as u8]),
            length @ ..=0xffff => self.tagged(0xc8, &(length as u16).to_be_bytes()),
            length => self.tagged(0xc9, &(length as u32).to_be_bytes()),
        }
        self.bytes.push(BIG_INT);
        self.bytes.extend_from_slice(bytes);
    }

    /// A float. An integral one is the integer it equals; every NaN is the same.
    pub fn float(&mut self, value: f64) {
        if value.is_nan() {
            let bits = mutant!("hashing", 4, QUIET_NAN, value.to_bits());
            return self.tagged(0xcb, &bits.to_be_bytes());
        }
        // `as` saturates: a value that comes back unchanged was integral and in range; 2^63 itself would come back too.
        let in_range = mutant!("hashing", 1, value.abs() < TWO_TO_63, value.abs() <= TWO_TO_63);
        if in_range && value == (value as i64) as f64 {
            self.int(value as i64);
        } else if value.is_infinite() || value.fract() != 0.0 {
            let shown = mutant!("hashing", 9, value, if value.is_infinite() { value.abs() } else { value });
            self.tagged(0xcb, &shown.to_be_bytes());
        } else {
            self.big_int(&integral_bytes(value));
        }
    }

    /// A text: UTF-8, lone surrogates encoded as if they were characters.
    #[inline]
    pub fn text(&mut self, text: &[u8]) {
        match text.len() {
            length if length < mutant!("hashing", 6, 32, 31) => self.bytes.push(0xa0 | length as u8),
            length @ ..=0xff => self.tagged(0xd9, &[length as u8]),
            length @ ..=0xffff => self.tagged(0xda, &(length as u16).to_be_bytes()),
            length => self.tagged(0xdb, &(length as u32).to_be_bytes()),
        }
        self.bytes.extend_from_slice(text);
    }

    /// Begins a container. `expected`: how many items it probably has; a right guess saves moving bytes.
    ///
    /// Errors: `TooDeep`.
    pub fn open(&mut self, kind: Kind, expected: usize) -> Result<(), HashingError> {
        if self.frames.len() >= mutant!("hashing", 2, MAX_DEPTH, MAX_DEPTH - 1) {
            return Err(HashingError::TooDeep);
        }
        self.bytes.extend_from_slice(&[0x92, kind as u8]);
        let header_at = self.bytes.len();
        if !kind.wraps_one() {
            let (header, length) = array_header(expected);
            self.bytes.extend_from_slice(&header[..length]);
        }
        self.frames.push(Frame { kind, header_at, announced: expected, count: 0, first_item: self.items.len() });
        Ok(())
    }

    /// Before each item of any container but a dict.
    #[inline]
    pub fn item(&mut self) {
        let start = self.bytes.len();
        if let Some(frame) = self.frames.last_mut() {
            frame.count += 1;
            if frame.kind.is_sorted() {
                self.items.push(Item { start, key: (start, start) });
            }
        }
    }

    /// Before the value of each pair of a dict: the text of its key.
    #[inline]
    pub fn key(&mut self, text: &[u8]) {
        let start = self.bytes.len();
        if let Some(frame) = self.frames.last_mut() {
            frame.count += 1;
        }
        self.bytes.push(0x92);
        self.text(text);
        let end = self.bytes.len();
        self.items.push(Item { start, key: (end - text.len(), end) });
    }

    /// Ends the container opened last: puts items in order and corrects the number of them.
    pub fn close(&mut self) {
        let Some(frame) = self.frames.pop() else { return };
        if frame.kind.is_sorted() {
            self.sort_items(frame.first_item);
            self.items.truncate(frame.first_item);
        }
        if frame.count != frame.announced && !frame.kind.wraps_one() {
            let (_, old) = array_header(frame.announced);
            let (header, new) = array_header(frame.count);
            self.bytes.splice(frame.header_at..frame.header_at + old, header[..new].iter().copied());
        }
    }

    /// Orders the items from `first` on by key text, then by all their bytes. Keys are compared without the header in
    /// front of them, which would put short texts first.
    fn sort_items(&mut self, first: usize) {
        let end = self.bytes.len();
        let items = &mut self.items[first..];
        let bytes = &self.bytes;
        // Where an item ends is where the next one begins, until they are moved.
        let Some(last) = items.len().checked_sub(1) else { return };
        let ends = |at: usize, items: &[Item]| if at == last { end } else { items[at + 1].start };
        let key = |item: &Item| &bytes[item.key.0..item.key.1];
        if items.windows(2).all(|pair| key(&pair[0]) < key(&pair[1])) {
            return; // already in order, and no two keys are equal (items of sets have empty keys: never so)
        }
        let mut ranges: Vec<(Item, usize)> = (0..items.len()).map(|at| (items[at], ends(at, items))).collect();
        ranges.sort_by(|(one, one_end), (two, two_end)| {
            let by_key = key(one).cmp(key(two));
            mutant!("hashing", 3, by_key.then_with(|| bytes[one.start..*one_end].cmp(&bytes[two.start..*two_end])), {
                let sets = one.key.0 == one.start;
                if sets { bytes[one.start..*one_end].cmp(&bytes[two.start..*two_end]) } else { by_key }
            })
        });
        self.scratch.clear();
        for (item, end) in &ranges {
            self.scratch.extend_from_slice(&bytes[item.start..*end]);
        }
        let start = items[0].start;
        self.bytes[start..].copy_from_slice(&self.scratch);
    }
}

impl Kind {
    fn is_sorted(self) -> bool {
        matches!(self, Self::Dict | Self::Set | Self::FrozenSet)
    }

    /// Followed by one value instead of an array of them.
    fn wraps_one(self) -> bool {
        matches!(self, Self::Model | Self::Struct)
    }
}

impl Canonical {
    fn tagged(&mut self, tag: u8, value: &[u8]) {
        self.bytes.push(tag);
        self.bytes.extend_from_slice(value);
    }
}

/// Ext type of integers beyond 64 bits.
const BIG_INT: u8 = 1;
const TWO_TO_63: f64 = 9_223_372_036_854_775_808.0;
const QUIET_NAN: u64 = 0x7ff8_0000_0000_0000;

fn array_header(count: usize) -> ([u8; 5], usize) {
    let long = (count as u32).to_be_bytes();
    match count {
        short if short < mutant!("hashing", 8, 16, 15) => ([0x90 | count as u8, 0, 0, 0, 0], 1),
        ..=0xffff => ([0xdc, long[2], long[3], 0, 0], 3),
        _ => ([0xdd, long[0], long[1], long[2], long[3]], 5),
    }
}

/// Without the bytes in front that only repeat the sign.
fn shortest(bytes: &[u8]) -> &[u8] {
    let mut bytes = bytes;
    while let [first, second, ..] = bytes {
        let repeats_sign = match first {
            0 => mutant!("hashing", 7, second & 0x80 == 0, true),
            0xff => second & 0x80 != 0,
            _ => false,
        };
        if !repeats_sign {
            break;
        }
        bytes = &bytes[1..];
    }
    bytes
}

/// An integral float of 64 bits or more as two's complement. It is at least 2^53, so all its mantissa is above the point.
fn integral_bytes(value: f64) -> Vec<u8> {
    let bits = value.abs().to_bits();
    let exponent = (bits >> 52) as usize - 1075; // of the last bit of the mantissa
    let mantissa = u128::from((bits & ((1 << 52) - 1)) | (1 << 52)) << (exponent % 8);
    let mut bytes = vec![0; 1]; // room for the sign
    bytes.extend_from_slice(&mantissa.to_be_bytes());
    bytes.resize(bytes.len() + exponent / 8, 0);
    if value < 0.0 {
        let mut carry = true;
        for byte in bytes.iter_mut().rev() {
            let (negated, overflowed) = (!*byte).overflowing_add(u8::from(carry));
            *byte = negated;
            carry = overflowed;
        }
    }
    bytes
}

// --- digests ---------------------------------------------------------------------------------------------------------

/// BLAKE2b-256. Source: RFC 7693. `blake2b_simd` takes 155 ns for one block where `blake2` takes 170-210.
pub fn digest(bytes: &[u8]) -> [u8; 32] {
    let hash: Hash = Params::new().hash_length(32).hash(bytes);
    let mut digest = [0; 32];
    digest.copy_from_slice(hash.as_bytes());
    digest
}

/// 64 lower-case hex digits of a digest.
pub fn hex(digest: &[u8; 32]) -> String {
    digest
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 0x0f])
        .map(|digit| char::from(b"0123456789abcdef"[digit as usize]))
        .collect()
}

/// The first 8 bytes of a digest, big-endian, without the top bit.
pub fn short(digest: &[u8; 32]) -> u64 {
    let [first, second, third, fourth, fifth, sixth, seventh, eighth, ..] = *digest;
    u64::from_be_bytes([first, second, third, fourth, fifth, sixth, seventh, eighth]) & (u64::MAX >> 1)
}

#[cfg(test)]
mod tests;
