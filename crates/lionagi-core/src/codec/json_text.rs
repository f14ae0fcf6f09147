//! JSON texts: which bytes are escaped, where they are, and how a text is written. Numbers and layout: `json_write`.
//!
//! Bytes are looked at in words and strides, and moved in pieces of fixed size, which are a few instructions and no call.

use crate::mutant;

pub(super) const ONES: u64 = 0x0101_0101_0101_0101;
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
            return at + (stops.trailing_zeros() / 8) as usize; // speed: the walk below comes here again
        }
        at += 8; // speed: the walk below comes here again
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
pub(super) fn append_rest(rest: &[u8], end: Option<u8>, out: &mut Vec<u8>) {
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
}
