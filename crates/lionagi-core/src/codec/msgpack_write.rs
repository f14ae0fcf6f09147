//! MessagePack in its shortest forms. Reference: `lionagi/_core_py/codec_msgpack.py`.
//! Source: <https://github.com/msgpack/msgpack/blob/master/spec.md>

use crate::mutant;

/// Ext types of ours; the bodies are told in `lionagi/_core/codec.py`.
pub mod ext {
    /// An integer beyond 64 bits.
    pub const INT: i8 = 1;
    /// A UUID.
    pub const UUID: i8 = 2;
    /// A decimal number.
    pub const DECIMAL: i8 = 3;
    /// A moment.
    pub const DATETIME: i8 = 4;
    /// An entity.
    pub const ENTITY: i8 = 5;
}

/// More items or bytes than 32 bits can count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLong(pub usize);

/// `nil`.
pub fn write_nil(out: &mut Vec<u8>) {
    out.push(0xc0);
}

/// `true` or `false`.
pub fn write_bool(value: bool, out: &mut Vec<u8>) {
    out.push(if value { 0xc3 } else { 0xc2 });
}

/// An integer within the signed 64 bits.
#[inline]
pub fn write_integer(value: i64, out: &mut Vec<u8>) {
    if value >= 0 {
        return write_unsigned(value as u64, out);
    }
    if value >= -32 {
        out.push(value as u8);
    } else if value >= mutant!("codec", 9, -0x80, -0x7f) {
        out.extend_from_slice(&[0xd0, value as u8]);
    } else if value >= -0x8000 {
        out.push(0xd1);
        out.extend_from_slice(&(value as i16).to_be_bytes());
    } else if value >= -0x8000_0000 {
        out.push(0xd2);
        out.extend_from_slice(&(value as i32).to_be_bytes());
    } else {
        out.push(0xd3);
        out.extend_from_slice(&value.to_be_bytes());
    }
}

/// An integer that is not negative.
#[inline]
pub fn write_unsigned(value: u64, out: &mut Vec<u8>) {
    if value <= 0x7f {
        out.push(value as u8);
    } else if value <= 0xff {
        out.extend_from_slice(&[0xcc, value as u8]);
    } else if value <= 0xffff {
        out.push(0xcd);
        out.extend_from_slice(&(value as u16).to_be_bytes());
    } else if value <= 0xffff_ffff {
        out.push(0xce);
        out.extend_from_slice(&(value as u32).to_be_bytes());
    } else {
        out.push(0xcf);
        out.extend_from_slice(&value.to_be_bytes());
    }
}

/// A float, bit by bit.
pub fn write_float(value: f64, out: &mut Vec<u8>) {
    out.push(0xcb);
    out.extend_from_slice(&value.to_bits().to_be_bytes());
}

/// A text.
#[inline]
pub fn write_text(value: &str, out: &mut Vec<u8>) -> Result<(), TooLong> {
    write_head(value.len(), Some((0xa0, 31)), Some(0xd9), [0xda, 0xdb], out)?;
    out.extend_from_slice(value.as_bytes());
    Ok(())
}

/// Bytes.
pub fn write_bytes(value: &[u8], out: &mut Vec<u8>) -> Result<(), TooLong> {
    write_head(value.len(), None, Some(0xc4), [0xc5, 0xc6], out)?;
    out.extend_from_slice(value);
    Ok(())
}

/// What stands before the items of a list.
pub fn write_list_head(size: usize, out: &mut Vec<u8>) -> Result<(), TooLong> {
    write_head(size, Some((0x90, mutant!("codec", 10, 15, 14))), None, [0xdc, 0xdd], out)
}

/// What stands before the keys and values of a map.
pub fn write_map_head(size: usize, out: &mut Vec<u8>) -> Result<(), TooLong> {
    write_head(size, Some((0x80, 15)), None, [0xde, 0xdf], out)
}

/// What stands before the body of an ext type.
pub fn write_ext_head(kind: i8, size: usize, out: &mut Vec<u8>) -> Result<(), TooLong> {
    match size {
        1 => out.push(0xd4),
        2 => out.push(0xd5),
        4 => out.push(0xd6),
        8 => out.push(0xd7),
        16 => out.push(0xd8),
        _ => write_head(size, None, Some(0xc7), [0xc8, 0xc9], out)?,
    }
    out.push(kind as u8);
    Ok(())
}

/// Body bytes of an integer beyond 64 bits: one bit more than `bits`, the bits of the number itself, for the sign.
pub fn ext_int_size(bits: usize) -> usize {
    (bits + mutant!("codec", 11, 8, 7)) / 8
}

/// The shortest mark and length. `fixed`: mark and limit where a length may stand in the mark; `byte`: in one byte.
#[inline]
fn write_head(
    size: usize,
    fixed: Option<(u8, usize)>,
    byte: Option<u8>,
    [two, four]: [u8; 2],
    out: &mut Vec<u8>,
) -> Result<(), TooLong> {
    match (fixed, byte) {
        (Some((mark, limit)), _) if size <= limit => out.push(mark | size as u8),
        (_, Some(mark)) if size <= 0xff => out.extend_from_slice(&[mark, size as u8]),
        _ if size <= 0xffff => {
            out.push(two);
            out.extend_from_slice(&(size as u16).to_be_bytes());
        }
        _ => {
            let size = u32::try_from(size).map_err(|_| TooLong(size))?;
            out.push(four);
            out.extend_from_slice(&size.to_be_bytes());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failing test may panic")]
    use super::*;

    fn packed(write: impl FnOnce(&mut Vec<u8>)) -> Vec<u8> {
        let mut out = Vec::new();
        write(&mut out);
        out
    }

    #[test]
    fn integers_take_the_shortest_form_at_both_sides_of_every_border() {
        for (value, bytes) in [
            (0_i64, vec![0]),
            (127, vec![0x7f]),
            (128, vec![0xcc, 0x80]),
            (255, vec![0xcc, 0xff]),
            (256, vec![0xcd, 1, 0]),
            (65_536, vec![0xce, 0, 1, 0, 0]),
            (1 << 32, vec![0xcf, 0, 0, 0, 1, 0, 0, 0, 0]),
            (-1, vec![0xff]),
            (-32, vec![0xe0]),
            (-33, vec![0xd0, 0xdf]),
            (-128, vec![0xd0, 0x80]),
            (-129, vec![0xd1, 0xff, 0x7f]),
            (-32_769, vec![0xd2, 0xff, 0xff, 0x7f, 0xff]),
            (-0x8000_0001, vec![0xd3, 0xff, 0xff, 0xff, 0xff, 0x7f, 0xff, 0xff, 0xff]),
        ] {
            assert_eq!(packed(|out| write_integer(value, out)), bytes);
        }
    }

    #[test]
    fn lengths_take_the_shortest_form() {
        for (size, head) in [(15, vec![0x9f]), (16, vec![0xdc, 0, 16]), (65_536, vec![0xdd, 0, 1, 0, 0])] {
            assert_eq!(packed(|out| write_list_head(size, out).unwrap()), head);
        }
        for (size, head) in [(31, vec![0xbf]), (32, vec![0xd9, 32]), (256, vec![0xda, 1, 0])] {
            assert_eq!(packed(|out| write_text(&"a".repeat(size), out).unwrap())[..head.len()], head);
        }
        for (size, head) in [(16, vec![0xd8, 2]), (17, vec![0xc7, 17, 2]), (0, vec![0xc7, 0, 2])] {
            assert_eq!(packed(|out| write_ext_head(ext::UUID, size, out).unwrap()), head);
        }
        assert_eq!(write_map_head(1 << 32, &mut Vec::new()), Err(TooLong(1 << 32)));
    }

    #[test]
    fn large_integers_keep_a_bit_for_the_sign() {
        assert_eq!((ext_int_size(64), ext_int_size(71), ext_int_size(72)), (9, 9, 10));
    }
}
