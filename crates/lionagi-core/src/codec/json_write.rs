//! JSON text as orjson 3 prints it: texts, numbers, times, and the layout of containers.
//!
//! Reference: orjson, which the Python core calls. Everything is appended to a byte vector that only ever holds UTF-8.

use super::{MAX_DEPTH, TooDeep};
use crate::mutant;

/// Why a value has no JSON form; the texts are in `lionagi/_errors.py`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WriteError {
    /// More than [`MAX_DEPTH`] containers inside each other.
    TooDeep,
    /// An integer outside -2^63 ..= 2^64 - 1.
    IntegerBeyond64Bits,
    /// An integer outside ±(2^53 - 1) while that was asked for.
    IntegerBeyond53Bits,
    /// An integer outside 64 bits as a key.
    KeyIntegerBeyond64Bits,
    /// A key that is no text.
    KeyNotText,
    /// A key that is no text and has no text form either.
    KeyNotWritable,
    /// A time of day with a zone, which has no offset without a date.
    TimeWithZone,
    /// The hook for unknown types answered with unknown types too often in a row.
    DefaultChain,
    /// A text with half of a surrogate pair.
    LoneSurrogate,
}

impl From<TooDeep> for WriteError {
    fn from(_: TooDeep) -> Self {
        Self::TooDeep
    }
}

/// Where in the nest of containers the writer stands, and how containers are laid out.
#[derive(Clone, Debug)]
pub struct Layout {
    /// Two blanks a level and one item a line, instead of no blanks at all.
    pub indent: bool,
    depth: usize,
}

impl Layout {
    /// Outside of every container.
    pub fn new(indent: bool) -> Self {
        Self { indent, depth: 0 }
    }

    /// Containers that are open.
    pub fn depth(&self) -> usize {
        self.depth
    }

    /// Opens a list (`[`) or a map (`{`).
    #[inline]
    pub fn open(&mut self, bracket: u8, out: &mut Vec<u8>) -> Result<(), TooDeep> {
        if self.depth >= mutant!("codec", 1, MAX_DEPTH, MAX_DEPTH + 1) {
            return Err(TooDeep);
        }
        self.depth += 1;
        out.push(bracket);
        Ok(())
    }

    /// What stands before an item of a list and before a key of a map.
    #[inline]
    pub fn item(&self, is_first: bool, out: &mut Vec<u8>) {
        if !is_first {
            out.push(b',');
        }
        if self.indent {
            self.new_line(out);
        }
    }

    /// What stands between a key and its value.
    #[inline]
    pub fn colon(&self, out: &mut Vec<u8>) {
        out.push(b':');
        if self.indent {
            out.push(b' ');
        }
    }

    /// Closes with `]` or `}` what was opened last.
    #[inline]
    pub fn close(&mut self, bracket: u8, is_empty: bool, out: &mut Vec<u8>) {
        self.depth = self.depth.saturating_sub(1);
        if self.indent && !is_empty {
            self.new_line(out);
        }
        out.push(bracket);
    }

    #[cold]
    fn new_line(&self, out: &mut Vec<u8>) {
        out.push(b'\n');
        out.resize(out.len() + 2 * self.depth, b' ');
    }
}

const ONES: u64 = 0x0101_0101_0101_0101;
pub(super) const HIGHS: u64 = 0x8080_8080_8080_8080;

/// Marks (high bits) those of eight little-endian bytes that must be escaped: controls, `"` and `\`. The lowest mark is
/// exact, and so is zero; marks above the lowest may be false, because its subtraction borrows from them.
#[inline]
pub(super) fn escaped_bytes(eight: u64) -> u64 {
    let below_blank = eight.wrapping_sub(ONES * 0x20);
    let quote = (eight ^ (ONES * u64::from(b'"'))).wrapping_sub(ONES);
    let backslash = (eight ^ (ONES * u64::from(b'\\'))).wrapping_sub(ONES);
    (below_blank | quote | backslash) & !eight & HIGHS
}

#[inline]
fn is_escaped(byte: u8) -> bool {
    byte < 0x20 || byte == b'"' || byte == b'\\'
}

/// No early exit inside: the compiler turns this into a few vector instructions.
#[inline]
fn holds_escaped<const N: usize>(bytes: &[u8; N]) -> bool {
    bytes.iter().fold(false, |found, &byte| found | is_escaped(byte))
}

/// Bytes looked at together where no byte of them is expected to stop the walk: wide enough for vector registers.
const STRIDE: usize = 32;

/// Index of the first byte at or after `at` that must be escaped; the length where there is none.
#[inline]
pub(super) fn first_escaped(bytes: &[u8], mut at: usize) -> usize {
    // Keys and most values end within two words.
    for _ in 0..2 {
        let Some(eight) = bytes.get(at..).and_then(|rest| rest.first_chunk::<8>()) else { break };
        let stops = escaped_bytes(u64::from_le_bytes(*eight));
        if stops != 0 {
            return at + (stops.trailing_zeros() / 8) as usize;
        }
        at += 8;
    }
    while let Some(stride) = bytes.get(at..).and_then(|rest| rest.first_chunk::<STRIDE>()) {
        if holds_escaped(stride) {
            break;
        }
        at += STRIDE;
    }
    while let Some(eight) = bytes.get(at..).and_then(|rest| rest.first_chunk::<8>()) {
        let stops = escaped_bytes(u64::from_le_bytes(*eight));
        if stops != 0 {
            return at + (stops.trailing_zeros() / 8) as usize;
        }
        at += 8;
    }
    if at >= bytes.len() {
        return bytes.len();
    }
    if let Some(eight) = bytes.last_chunk::<8>() {
        // The last eight again, with those before `at` shifted out: zeros come in from above, which would count as controls.
        let seen = 8 - (bytes.len() - at) as u32;
        let rest = u64::from_le_bytes(*eight) >> (8 * seen) | (!0 << (8 * (8 - seen)));
        let stops = escaped_bytes(rest);
        return if stops == 0 { bytes.len() } else { at + (stops.trailing_zeros() / 8) as usize };
    }
    while bytes.get(at).is_some_and(|&byte| !is_escaped(byte)) {
        at += 1;
    }
    at
}

/// A text with its quotes. Whole chunks are copied: their size is known, so a copy is a few moves and no call.
#[inline]
pub fn write_text(text: &str, out: &mut Vec<u8>) {
    out.reserve(text.len() + STRIDE + 2);
    out.push(b'"');
    let mut rest = text.as_bytes();
    while let Some((stride, after)) = rest.split_first_chunk::<STRIDE>() {
        if holds_escaped(stride) {
            return write_escaped(rest, out);
        }
        out.extend_from_slice(stride);
        rest = after;
    }
    if let Some((half, after)) = rest.split_first_chunk::<{ STRIDE / 2 }>() {
        if holds_escaped(half) {
            return write_escaped(rest, out);
        }
        out.extend_from_slice(half);
        rest = after;
    }
    // The two ends together, which meet or overlap, cover what is left.
    let stops = if let (Some(head), Some(tail)) = (rest.first_chunk::<8>(), rest.last_chunk::<8>()) {
        escaped_bytes(u64::from_le_bytes(*head)) | escaped_bytes(u64::from_le_bytes(*tail))
    } else if let (Some(head), Some(tail)) = (rest.first_chunk::<4>(), rest.last_chunk::<4>()) {
        escaped_bytes(u64::from(u32::from_le_bytes(*head)) | u64::from(u32::from_le_bytes(*tail)) << 32)
    } else {
        u64::from(rest.iter().fold(false, |found, &byte| found | is_escaped(byte)))
    };
    if stops == 0 { append_rest(rest, Some(b'"'), out) } else { write_escaped(rest, out) }
}

/// Appends fewer than 16 bytes, and one more where there is one, in a single move of fixed size.
///
/// The word moved is the two ends of the bytes, shifted to their places: where they overlap they are the same.
#[inline]
fn append_rest(rest: &[u8], end: Option<u8>, out: &mut Vec<u8>) {
    let length = rest.len() & 15;
    let end_bits = end.unwrap_or(0);
    let written = length + usize::from(end.is_some());
    if let (Some(head), Some(tail)) = (rest.first_chunk::<8>(), rest.last_chunk::<8>()) {
        let (head, tail) = (u128::from(u64::from_le_bytes(*head)), u128::from(u64::from_le_bytes(*tail)));
        let word = head | tail << (8 * (length & 7)) | u128::from(end_bits) << (8 * length);
        out.extend_from_slice(&word.to_le_bytes());
        out.truncate(out.len() - 16 + written);
        return;
    }
    let word = if let (Some(head), Some(tail)) = (rest.first_chunk::<4>(), rest.last_chunk::<4>()) {
        u64::from(u32::from_le_bytes(*head)) | u64::from(u32::from_le_bytes(*tail)) << (8 * (length & 3))
    } else if let [first, .., last] = rest {
        u64::from(*first) | u64::from(rest[length / 2]) << (8 * (length / 2)) | u64::from(*last) << (8 * (length - 1))
    } else {
        rest.first().copied().unwrap_or(0).into()
    };
    let word = word | u64::from(end_bits) << (8 * (length & 7));
    out.extend_from_slice(&word.to_le_bytes());
    out.truncate(out.len() - 8 + written);
}

/// Appends the text of a number.
#[inline]
fn append_number(text: &str, out: &mut Vec<u8>) {
    match text.as_bytes().split_first_chunk::<16>() {
        None => append_rest(text.as_bytes(), None, out),
        Some((head, rest)) => {
            out.extend_from_slice(head);
            if rest.len() < 16 { append_rest(rest, None, out) } else { out.extend_from_slice(rest) }
        }
    }
}

/// The rest of a text that holds something to escape, with the closing quote: each word is copied, and what follows its
/// first stop taken back.
#[inline(never)]
fn write_escaped(bytes: &[u8], out: &mut Vec<u8>) {
    let mut rest = bytes;
    loop {
        while let Some((stride, after)) = rest.split_first_chunk::<STRIDE>() {
            if holds_escaped(stride) {
                break;
            }
            out.extend_from_slice(stride);
            rest = after;
        }
        for _ in 0..STRIDE / 8 {
            let Some((eight, after)) = rest.split_first_chunk::<8>() else {
                for &byte in rest {
                    if is_escaped(byte) { write_escape(byte, out) } else { out.push(byte) }
                }
                out.push(b'"');
                return;
            };
            out.extend_from_slice(eight);
            let stops = escaped_bytes(u64::from_le_bytes(*eight));
            if stops == 0 {
                rest = after;
                continue;
            }
            let clean = (stops.trailing_zeros() / 8) as usize;
            out.truncate(out.len() - 8 + clean);
            write_escape(eight[clean], out);
            rest = &rest[clean + 1..];
        }
    }
}

fn write_escape(byte: u8, out: &mut Vec<u8>) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    let short = match byte {
        b'"' => b'"',
        b'\\' => b'\\',
        0x08 => b'b',
        b'\t' => b't',
        b'\n' => b'n',
        0x0c => mutant!("codec", 2, b'f', b'v'),
        b'\r' => b'r',
        _ => {
            out.extend_from_slice(b"\\u00");
            out.push(HEX[usize::from(byte >> 4)]);
            out.push(HEX[usize::from(byte & 0x0f)]);
            return;
        }
    };
    out.extend_from_slice(&[b'\\', short]);
}

/// An integer.
#[inline]
pub fn write_integer(value: i64, out: &mut Vec<u8>) {
    if value < 0 {
        out.push(b'-');
    }
    write_unsigned(value.unsigned_abs(), out);
}

/// An integer that may lie above the signed 64 bits.
#[inline]
pub fn write_unsigned(value: u64, out: &mut Vec<u8>) {
    if value < 10 {
        out.push(b'0' + value as u8);
    } else if value < 100_000_000 {
        // Counted by comparisons, not in the digits: what is written next need not wait for the divisions then.
        let length = if value < 10_000 {
            if value < 100 { 2 } else { 3 + usize::from(value >= 1000) }
        } else if value < 1_000_000 {
            5 + usize::from(value >= 100_000)
        } else {
            7 + usize::from(value >= 10_000_000)
        };
        let digits = eight_digits(value) | (ONES * u64::from(b'0'));
        out.extend_from_slice(&(digits >> (8 * (8 - length))).to_le_bytes());
        out.truncate(out.len() - 8 + length);
    } else {
        append_number(itoa::Buffer::new().format(value), out);
    }
}

/// The decimal digits of a number below 10^8, one a byte, the highest in the lowest byte. All lanes are divided at once;
/// the multipliers are reciprocals, exact for the sizes that occur.
#[inline]
fn eight_digits(value: u64) -> u64 {
    let fours = value / 10_000 | value % 10_000 << 32;
    let hundreds = fours * 10_486 >> 20 & 0x0000_007f_0000_007f;
    let pairs = hundreds | (fours - 100 * hundreds) << 16;
    let tens = pairs * 103 >> 10 & 0x000f_000f_000f_000f;
    tens | (pairs - 10 * tens) << 8
}

/// The shortest text that reads back as the same number; `null` for NaN and the infinities.
#[inline]
pub fn write_float(value: f64, out: &mut Vec<u8>) {
    if value.is_finite() {
        append_number(zmij::Buffer::new().format_finite(value), out);
    } else {
        out.extend_from_slice(b"null");
    }
}

/// `true` or `false`.
#[inline]
pub fn write_bool(value: bool, out: &mut Vec<u8>) {
    out.extend_from_slice(if value { b"true" } else { b"false" });
}

/// `2024-01-02`, without quotes.
pub fn write_date(year: u32, month: u32, day: u32, out: &mut Vec<u8>) {
    two_digits(year / 100, out);
    two_digits(year % 100, out);
    out.push(b'-');
    two_digits(month, out);
    out.push(b'-');
    two_digits(day, out);
}

/// `03:04:05` of a moment, with six more digits where there are microseconds; without quotes.
pub fn write_clock(hour: u32, minute: u32, second: u32, microsecond: u32, out: &mut Vec<u8>) {
    two_digits(hour, out);
    out.push(b':');
    two_digits(minute, out);
    out.push(b':');
    two_digits(second, out);
    if microsecond != 0 {
        out.push(b'.');
        two_digits(microsecond / 10_000, out);
        two_digits(microsecond / 100 % 100, out);
        two_digits(microsecond % 100, out);
    }
}

/// The same of a time of day without a date.
///
/// A defect of orjson 3.13 that its bytes, which are the contract, oblige us to: the zero before five digits of
/// microseconds is lost, so 0.038983 s reads as 0.38983 s. Moments are not affected.
pub fn write_time(hour: u32, minute: u32, second: u32, microsecond: u32, out: &mut Vec<u8>) {
    write_clock(hour, minute, second, microsecond, out);
    if (10_000..100_000).contains(&microsecond) {
        out.remove(out.len() - 6);
    }
}

/// `+05:30` of an offset from UTC; `Z` for none at all where that was asked for.
///
/// Half a minute and more counts as one, without a carry into the hours (`+23:60`), and an offset below zero stays
/// negative when it rounds to nothing (`-00:00`): as orjson prints them.
pub fn write_offset(seconds: i32, utc_as_z: bool, out: &mut Vec<u8>) {
    if seconds == 0 && utc_as_z {
        out.push(b'Z');
        return;
    }
    let size = seconds.unsigned_abs();
    let half_up = u32::from(size % 60 >= mutant!("codec", 3, 30, 31));
    out.push(if seconds < 0 { b'-' } else { b'+' });
    two_digits(size / 3600, out);
    out.push(b':');
    two_digits(size / 60 % 60 + half_up, out);
}

/// The canonical text of a UUID, without quotes.
pub fn write_uuid(value: &[u8; 16], out: &mut Vec<u8>) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    for (place, byte) in value.iter().enumerate() {
        if matches!(place, 4 | 6 | 8 | 10) {
            out.push(b'-');
        }
        out.push(HEX[usize::from(byte >> 4)]);
        out.push(HEX[usize::from(byte & 0x0f)]);
    }
}

fn two_digits(value: u32, out: &mut Vec<u8>) {
    out.push(b'0' + (value / 10 % 10) as u8);
    out.push(b'0' + (value % 10) as u8);
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failing test may panic")]
    use super::*;

    fn printed(write: impl FnOnce(&mut Vec<u8>)) -> String {
        let mut out = Vec::new();
        write(&mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn every_byte_is_escaped_at_every_place_of_a_word() {
        for place in 0..17 {
            for byte in 0..=0x7f_u8 {
                let mut text = "é".repeat(10).into_bytes();
                text.truncate(place / 2 * 2);
                text.push(byte);
                text.extend_from_slice("ÿ~tail of text".as_bytes());
                let text = String::from_utf8(text).unwrap();
                let expected = text
                    .chars()
                    .map(|character| match character {
                        '"' => "\\\"".to_string(),
                        '\\' => "\\\\".to_string(),
                        '\n' => "\\n".to_string(),
                        '\t' => "\\t".to_string(),
                        '\r' => "\\r".to_string(),
                        '\u{8}' => "\\b".to_string(),
                        '\u{c}' => "\\f".to_string(),
                        control if control < ' ' => format!("\\u{:04x}", control as u32),
                        plain => plain.to_string(),
                    })
                    .collect::<String>();

                assert_eq!(printed(|out| write_text(&text, out)), format!("\"{expected}\""));
            }
        }
    }

    #[test]
    fn texts_of_every_length_are_copied_whole_and_escaped_at_every_place() {
        for length in 0..120 {
            let plain = (0..length).map(|place| char::from(b'A' + (place % 26) as u8)).collect::<String>();
            assert_eq!(printed(|out| write_text(&plain, out)), format!("\"{plain}\""));
            for place in 0..length {
                let (before, after) = (&plain[..place], &plain[place + 1..]);
                let text = format!("{before}\n{after}");
                assert_eq!(printed(|out| write_text(&text, out)), format!("\"{before}\\n{after}\""));
            }
        }
    }

    #[test]
    fn integers_of_every_size_have_their_decimal_digits() {
        let near_powers = (0..20).flat_map(|power| {
            let power = 10_u64.pow(power);
            [power - 1, power, power + 1, power / 3 * 2, power.saturating_mul(10) / 7]
        });
        for value in (0..20_000).chain(near_powers).chain((0..100_000_000).step_by(997)) {
            assert_eq!(printed(|out| write_unsigned(value, out)), value.to_string());
            assert_eq!(printed(|out| write_integer(-(value as i64 >> 1), out)), (-(value as i64 >> 1)).to_string());
        }
        assert_eq!(printed(|out| write_integer(i64::MIN, out)), i64::MIN.to_string());
        assert_eq!(printed(|out| write_unsigned(u64::MAX, out)), u64::MAX.to_string());
    }

    #[test]
    fn floats_are_the_shortest_that_read_back() {
        for (value, text) in [
            (1e16, "1e+16"),
            (1e15, "1000000000000000.0"),
            (1e-5, "0.00001"),
            (1e-6, "1e-6"),
            (5e-324, "5e-324"),
            (-0.0, "-0.0"),
            (f64::MAX, "1.7976931348623157e+308"),
            (f64::NAN, "null"),
            (f64::NEG_INFINITY, "null"),
        ] {
            assert_eq!(printed(|out| write_float(value, out)), text);
        }
    }

    #[test]
    fn offsets_round_to_minutes_without_a_carry() {
        for (seconds, text) in [
            (0, "+00:00"),
            (19_800, "+05:30"),
            (-19_800, "-05:30"),
            (29, "+00:00"),
            (30, "+00:01"),
            (-1, "-00:00"),
            (-31, "-00:01"),
            (86_399, "+23:60"),
        ] {
            assert_eq!(printed(|out| write_offset(seconds, false, out)), text);
        }
        assert_eq!(printed(|out| write_offset(0, true, out)), "Z");
        assert_eq!(printed(|out| write_offset(1, true, out)), "+00:00");
    }

    #[test]
    fn times_show_microseconds_only_where_there_are_some() {
        assert_eq!(printed(|out| write_date(5, 1, 31, out)), "0005-01-31");
        assert_eq!(printed(|out| write_clock(3, 4, 59, 0, out)), "03:04:59");
        assert_eq!(printed(|out| write_clock(3, 4, 5, 600, out)), "03:04:05.000600");
        assert_eq!(printed(|out| write_clock(3, 4, 5, 38_983, out)), "03:04:05.038983");
        assert_eq!(printed(|out| write_time(3, 4, 5, 600, out)), "03:04:05.000600");
        assert_eq!(printed(|out| write_time(3, 4, 5, 38_983, out)), "03:04:05.38983");
    }

    #[test]
    fn the_limit_counts_open_containers() {
        let (mut layout, mut out) = (Layout::new(false), Vec::new());
        for _ in 0..MAX_DEPTH {
            layout.open(b'[', &mut out).unwrap();
        }

        assert_eq!(layout.open(b'[', &mut out), Err(TooDeep));
        layout.close(b']', true, &mut out);
        assert_eq!(layout.open(b'[', &mut out), Ok(()));
    }

    #[test]
    fn indented_containers_stand_on_lines_of_their_own_unless_empty() {
        let (mut layout, mut out) = (Layout::new(true), Vec::new());
        layout.open(b'{', &mut out).unwrap();
        layout.item(true, &mut out);
        write_text("a", &mut out);
        layout.colon(&mut out);
        layout.open(b'[', &mut out).unwrap();
        layout.close(b']', true, &mut out);
        layout.close(b'}', false, &mut out);

        assert_eq!(String::from_utf8(out).unwrap(), "{\n  \"a\": []\n}");
    }
}
