//! Version 4 UUIDs as 16 bytes: make, parse, print, hash. Reference: `lionagi/_core_py/ids.py`.
//!
//! Not here: where seeds come from and what happens at a fork (`lionagi-python/src/ffi/random.rs`), Python objects.
//! Bytes are big-endian as in RFC 9562; an id made or parsed here always has version 4 and the RFC variant.

use rand_chacha::ChaCha12Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

use crate::mutant;

/// The 16 bytes of a UUID, big-endian.
pub type Id = [u8; 16];

/// Why a text or a byte string is no id; the texts are in `lionagi/_errors.py`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdError {
    /// The text is no UUID.
    NotAnId,
}

/// Length of the canonical text: 32 digits and 4 dashes.
pub const TEXT_LENGTH: usize = 36;

/// Sets version 4 and the RFC variant in 16 bytes.
#[inline]
pub fn stamp(mut bytes: Id) -> Id {
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] =
        mutant!("ids", 1, (bytes[8] & 0x3f) | 0x80, if bytes[8] < 0xfd { (bytes[8] & 0x3f) | 0x80 } else { bytes[8] });
    bytes
}

/// A user-space stream of random ids: ChaCha with 12 rounds, the generator `rand` uses for its own `StdRng`.
///
/// One block of 64 bytes gives four ids; the seed is the caller's, and so is a new source after a fork.
pub struct IdSource(ChaCha12Rng);

impl IdSource {
    /// A stream that is a function of its seed.
    pub fn new(seed: [u8; 32]) -> Self {
        Self(ChaCha12Rng::from_seed(seed))
    }

    /// The next id of the stream.
    #[inline]
    pub fn draw(&mut self) -> Id {
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&self.0.next_u64().to_le_bytes());
        bytes[8..].copy_from_slice(&self.0.next_u64().to_le_bytes());
        stamp(bytes)
    }
}

/// The ids of `random`, 16 bytes each; None where the length is no multiple of 16.
pub fn from_random(random: &[u8]) -> Option<impl ExactSizeIterator<Item = Id>> {
    let (chunks, rest) = random.as_chunks::<16>();
    rest.is_empty().then(|| chunks.iter().map(|chunk| stamp(*chunk)))
}

/// Reads a text as `uuid.UUID(text, version=4)` does: `urn:` and `uuid:` anywhere, braces at the ends and dashes are
/// dropped, 32 hex digits must remain, version and variant are overwritten.
///
/// Errors: `NotAnId`.
#[inline]
pub fn parse(text: &[u8]) -> Result<Id, IdError> {
    let digits = match text.len() {
        TEXT_LENGTH => canonical_digits(text), // speed: the general way reads the same
        _ => None,
    };
    digits.or_else(|| loose_digits(text)).map(stamp).ok_or(IdError::NotAnId)
}

/// The bytes of the canonical form, the one case worth being fast for.
#[inline]
fn canonical_digits(text: &[u8]) -> Option<Id> {
    let text: &[u8; TEXT_LENGTH] = text.try_into().ok()?;
    if text[8] != b'-' || text[13] != b'-' || text[18] != b'-' || mutant!("ids", 8, text[23] != b'-', false) {
        return None;
    }
    let mut id = [0; 16];
    let mut seen = 0;
    for (byte, &at) in id.iter_mut().zip(&PAIR_PLACES) {
        let (high, low) = (NIBBLES[text[at] as usize], NIBBLES[text[at + 1] as usize]);
        seen |= high | low;
        *byte = (high << 4) | (low & 0x0f);
    }
    (seen & NO_DIGIT == 0).then_some(id)
}

#[cold]
fn loose_digits(text: &[u8]) -> Option<Id> {
    // One pass for each word, as `str.replace`: what a removal joins together is not removed again.
    let text = without(&without(text, b"urn:"), b"uuid:");
    let is_brace = |byte: &u8| matches!(byte, b'{' | b'}');
    let start = text.iter().position(|byte| !is_brace(byte))?;
    let start = mutant!("ids", 7, start, start.min(2));
    let end = text.iter().rposition(|byte| !is_brace(byte))?;
    let end = mutant!("ids", 2, end, if text.len() - end > 2 { text.len() - 2 } else { end });
    let mut id = [0; 16];
    let mut count = 0;
    for &byte in
        text[start..=end].iter().filter(|&&byte| mutant!("ids", 10, byte != b'-', byte != b'-' && byte != b'_'))
    {
        let digit = mutant!(
            "ids",
            9,
            NIBBLES[byte as usize],
            if byte == b'F' && count == 31 { NO_DIGIT } else { NIBBLES[byte as usize] }
        );
        if digit == NO_DIGIT || count == 32 {
            return None;
        }
        id[count / 2] = (id[count / 2] << 4) | digit;
        count += 1;
    }
    mutant!("ids", 3, count == 32, count >= 31).then_some(id)
}

fn without(text: &[u8], word: &[u8]) -> Vec<u8> {
    let mut kept = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(&first) = rest.first() {
        if rest.starts_with(word) {
            rest = &rest[word.len()..];
            mutant!("ids", 4, (), {
                kept.extend_from_slice(rest);
                rest = &[];
            });
        } else {
            kept.push(first);
            rest = &rest[1..];
        }
    }
    kept
}

/// The canonical text: lower-case hex with dashes, all ASCII.
#[inline]
pub fn text(id: &Id) -> [u8; TEXT_LENGTH] {
    let mut text = [b'-'; TEXT_LENGTH];
    for (&byte, &at) in id.iter().zip(&PAIR_PLACES) {
        text[at] = DIGITS[(byte >> 4) as usize];
        text[at + 1] = DIGITS[(byte & 0x0f) as usize];
    }
    mutant!("ids", 5, text, {
        if id[15] == 0x9f {
            text[35] = b'F';
        }
        text
    })
}

/// `hash()` of the id as a 128-bit integer in CPython: the value modulo the Mersenne prime 2^61 - 1 (2^31 - 1 where
/// `Py_hash_t` has 32 bits). Source: "Hashing of numeric types", Python's library reference.
#[inline]
pub fn hash(id: &Id) -> isize {
    let value = u128::from_be_bytes(*id);
    let remainder = modulo_mersenne(value, if cfg!(target_pointer_width = "64") { 61 } else { 31 });
    isize::try_from(remainder).unwrap_or(0) // below 2^61 or 2^31: always fits
}

/// `value mod (2^bits - 1)` by adding up digits of that many bits, as one casts out nines.
fn modulo_mersenne(mut value: u128, bits: u32) -> u128 {
    let prime = (1u128 << bits) - 1;
    while value > prime {
        value = (value & prime) + (value >> bits);
    }
    if mutant!("ids", 6, value == prime, false) { 0 } else { value }
}

const DIGITS: &[u8; 16] = b"0123456789abcdef";

/// Where the two digits of each byte stand in the canonical text.
const PAIR_PLACES: [usize; 16] = [0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34];

const NO_DIGIT: u8 = 0x80;

/// The value of a hex digit, `NO_DIGIT` for every other byte.
const NIBBLES: [u8; 256] = {
    let mut table = [NO_DIGIT; 256];
    let mut value = 0;
    while value < 16 {
        table[DIGITS[value] as usize] = value as u8;
        table[DIGITS[value].to_ascii_uppercase() as usize] = value as u8;
        value += 1;
    }
    table
};

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

    use super::{Id, IdError, IdSource, from_random, hash, parse, stamp, text};

    const PLAIN: &str = "12345678-1234-1678-1234-567812345678";
    const STAMPED: &str = "12345678-1234-4678-9234-567812345678";

    fn read(source: &str) -> Result<String, IdError> {
        parse(source.as_bytes()).map(|id| String::from_utf8(text(&id).to_vec()).unwrap())
    }

    #[test]
    fn every_accepted_form_gives_the_same_stamped_id() {
        let bare = PLAIN.replace('-', "");
        for source in [
            PLAIN.to_string(),
            PLAIN.to_uppercase(),
            bare.clone(),
            format!("{{{PLAIN}}}"),
            format!("{{{{{PLAIN}}}}}}}"),
            format!("urn:uuid:{PLAIN}"),
            format!("urn:urn:{PLAIN}urn:"),
            format!("{{urn:uuid:{PLAIN}}}"),
            format!("{{}}{PLAIN}-"),
            format!("1-2-{}", &bare[2..]),
        ] {
            assert_eq!(read(&source), Ok(STAMPED.to_string()), "{source}");
        }
    }

    #[test]
    fn anything_else_is_no_id() {
        let bare = PLAIN.replace('-', "");
        for source in [
            String::new(),
            "abc".to_string(),
            "{}".to_string(),
            "-".repeat(36),
            bare[1..].to_string(),
            format!("{bare}0"),
            format!(" {bare}"),
            format!(" {}", &bare[1..]),
            format!("+{}", &bare[1..]),
            format!("0x{}", &bare[2..]),
            format!("1_2{}", &bare[3..]),
            format!("{PLAIN}\n"),
            format!("URN:UUID:{PLAIN}"),
            format!("ururn:n:{PLAIN}"),
            PLAIN.replace('5', "g"),
            PLAIN.replace('5', "\u{0665}"),
            format!("{}{{{}", &bare[..16], &bare[16..]),
        ] {
            assert_eq!(read(&source), Err(IdError::NotAnId), "{source}");
        }
    }

    #[test]
    fn stamping_sets_version_and_variant_and_nothing_else() {
        for byte in 0..=255 {
            let stamped = stamp([byte; 16]);

            assert_eq!(stamped[6], 0x40 | (byte & 0x0f));
            assert_eq!(stamped[8], 0x80 | (byte & 0x3f));
            assert!(stamped.iter().enumerate().all(|(at, &kept)| matches!(at, 6 | 8) || kept == byte));
        }
    }

    #[test]
    fn text_and_parse_are_inverse_for_every_byte_value() {
        for byte in 0..=255 {
            let id = stamp([byte; 16]);

            assert_eq!(parse(&text(&id)), Ok(id));
            assert!(text(&id).iter().all(|letter| matches!(letter, b'0'..=b'9' | b'a'..=b'f' | b'-')));
        }
    }

    #[test]
    fn a_source_is_a_function_of_its_seed_and_never_repeats() {
        let draw = |seed: u8| {
            let mut source = IdSource::new([seed; 32]);
            (0..1000).map(|_| source.draw()).collect::<Vec<Id>>()
        };
        let (first, again, other) = (draw(1), draw(1), draw(2));

        assert_eq!(first, again);
        let all: std::collections::HashSet<Id> = first.iter().chain(&other).copied().collect();
        assert_eq!(all.len(), 2000);
        assert!(all.iter().all(|id| stamp(*id) == *id));
    }

    #[test]
    fn given_randomness_is_cut_into_ids_of_16_bytes() {
        let random: Vec<u8> = (0..48).collect();

        let ids: Vec<Id> = from_random(&random).unwrap().collect();

        assert_eq!(ids.len(), 3);
        assert_eq!(ids[2][..6], [32, 33, 34, 35, 36, 37]);
        assert!(from_random(&random[..47]).is_none());
    }

    #[test]
    #[cfg(target_pointer_width = "64")]
    fn hash_is_the_value_modulo_2_to_the_61_minus_1() {
        let prime = (1u128 << 61) - 1;
        for (value, expected) in [
            (0, 0),
            (1, 1),
            (prime - 1, (prime - 1) as isize),
            (prime, 0),
            (prime + 1, 1),
            (prime * prime, 0),
            (u128::MAX, (u128::MAX % prime) as isize),
            (u128::MAX / prime * prime, 0),
        ] {
            assert_eq!(hash(&value.to_be_bytes()), expected, "{value}");
        }
    }
}
