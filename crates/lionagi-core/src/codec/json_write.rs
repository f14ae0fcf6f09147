//! JSON text as orjson 3 prints it: texts, numbers, times, and the layout of containers.
//!
//! Reference: orjson, which the Python core calls. Everything is appended to a byte vector that only ever holds UTF-8.

pub use super::json_text::write_text;
use super::json_text::{ONES, append_rest};
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
    let fours = (value / 10_000) | ((value % 10_000) << 32);
    let hundreds = ((fours * 10_486) >> 20) & 0x0000_007f_0000_007f;
    let pairs = hundreds | ((fours - 100 * hundreds) << 16);
    let tens = ((pairs * 103) >> 10) & 0x000f_000f_000f_000f;
    tens | ((pairs - 10 * tens) << 8)
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
