//! The two packed forms behind one face: MessagePack and postcard. One walk over a tree of values writes either.

use super::binary;
use super::msgpack_write::{self as msgpack, TooLong, ext};

/// How the parts of a tree are written. Sizes that a form cannot hold are refused.
pub trait Form {
    /// `null`.
    fn nil(out: &mut Vec<u8>);
    /// `true` or `false`.
    fn bool(value: bool, out: &mut Vec<u8>);
    /// An integer within the signed 64 bits.
    fn integer(value: i64, out: &mut Vec<u8>);
    /// An integer within the unsigned 64 bits, above the signed ones.
    fn unsigned(value: u64, out: &mut Vec<u8>);
    /// An integer beyond 64 bits, as the shortest big-endian two's complement.
    fn large_integer(bytes: &[u8], out: &mut Vec<u8>) -> Result<(), TooLong>;
    /// A float, bit by bit.
    fn float(value: f64, out: &mut Vec<u8>);
    /// A text.
    fn text(value: &str, out: &mut Vec<u8>) -> Result<(), TooLong>;
    /// The key of a map.
    fn key(value: &str, out: &mut Vec<u8>) -> Result<(), TooLong>;
    /// Bytes.
    fn bytes(value: &[u8], out: &mut Vec<u8>) -> Result<(), TooLong>;
    /// What stands before the items of a list.
    fn list_head(size: usize, out: &mut Vec<u8>) -> Result<(), TooLong>;
    /// What stands before the keys and values of a map.
    fn map_head(size: usize, out: &mut Vec<u8>) -> Result<(), TooLong>;
    /// A UUID.
    fn uuid(value: &[u8; 16], out: &mut Vec<u8>) -> Result<(), TooLong>;
    /// The text of a decimal number.
    fn decimal(value: &str, out: &mut Vec<u8>) -> Result<(), TooLong>;
    /// The ISO text of a moment.
    fn datetime(value: &str, out: &mut Vec<u8>) -> Result<(), TooLong>;
    /// What stands before the keys and values of an entity.
    fn entity_head(size: usize, out: &mut Vec<u8>) -> Result<(), TooLong>;
    /// Called when an entity that began at `start` is written.
    fn entity_end(start: usize, out: &mut Vec<u8>) -> Result<(), TooLong>;
}

/// MessagePack in its shortest forms.
pub struct MessagePack;

impl Form for MessagePack {
    fn nil(out: &mut Vec<u8>) {
        msgpack::write_nil(out);
    }

    fn bool(value: bool, out: &mut Vec<u8>) {
        msgpack::write_bool(value, out);
    }

    fn integer(value: i64, out: &mut Vec<u8>) {
        msgpack::write_integer(value, out);
    }

    fn unsigned(value: u64, out: &mut Vec<u8>) {
        msgpack::write_unsigned(value, out);
    }

    fn large_integer(bytes: &[u8], out: &mut Vec<u8>) -> Result<(), TooLong> {
        write_ext(ext::INT, bytes, out)
    }

    fn float(value: f64, out: &mut Vec<u8>) {
        msgpack::write_float(value, out);
    }

    fn text(value: &str, out: &mut Vec<u8>) -> Result<(), TooLong> {
        msgpack::write_text(value, out)
    }

    fn key(value: &str, out: &mut Vec<u8>) -> Result<(), TooLong> {
        msgpack::write_text(value, out)
    }

    fn bytes(value: &[u8], out: &mut Vec<u8>) -> Result<(), TooLong> {
        msgpack::write_bytes(value, out)
    }

    fn list_head(size: usize, out: &mut Vec<u8>) -> Result<(), TooLong> {
        msgpack::write_list_head(size, out)
    }

    fn map_head(size: usize, out: &mut Vec<u8>) -> Result<(), TooLong> {
        msgpack::write_map_head(size, out)
    }

    fn uuid(value: &[u8; 16], out: &mut Vec<u8>) -> Result<(), TooLong> {
        write_ext(ext::UUID, value, out)
    }

    fn decimal(value: &str, out: &mut Vec<u8>) -> Result<(), TooLong> {
        write_ext(ext::DECIMAL, value.as_bytes(), out)
    }

    fn datetime(value: &str, out: &mut Vec<u8>) -> Result<(), TooLong> {
        write_ext(ext::DATETIME, value.as_bytes(), out)
    }

    fn entity_head(size: usize, out: &mut Vec<u8>) -> Result<(), TooLong> {
        msgpack::write_map_head(size, out)
    }

    /// The head of an ext type needs the length of its body: it is put before it when that is known.
    fn entity_end(start: usize, out: &mut Vec<u8>) -> Result<(), TooLong> {
        let mut head = Vec::with_capacity(6);
        msgpack::write_ext_head(ext::ENTITY, out.len() - start, &mut head)?;
        out.splice(start..start, head);
        Ok(())
    }
}

fn write_ext(kind: i8, body: &[u8], out: &mut Vec<u8>) -> Result<(), TooLong> {
    msgpack::write_ext_head(kind, body.len(), out)?;
    out.extend_from_slice(body);
    Ok(())
}

/// The payload of the binary form. Its lengths have 64 bits: nothing is too long.
pub struct Postcard;

impl Form for Postcard {
    fn nil(out: &mut Vec<u8>) {
        out.push(binary::kind::NULL);
    }

    fn bool(value: bool, out: &mut Vec<u8>) {
        out.extend_from_slice(&[binary::kind::BOOL, value.into()]);
    }

    fn integer(value: i64, out: &mut Vec<u8>) {
        out.push(binary::kind::INT);
        binary::write_number(binary::zigzag(value), out);
    }

    fn unsigned(value: u64, out: &mut Vec<u8>) {
        let mut bytes = [0; 9]; // a bit for the sign
        bytes[1..].copy_from_slice(&value.to_be_bytes());
        binary::write_block(binary::kind::BIG_INT, &bytes, out);
    }

    fn large_integer(bytes: &[u8], out: &mut Vec<u8>) -> Result<(), TooLong> {
        binary::write_block(binary::kind::BIG_INT, bytes, out);
        Ok(())
    }

    fn float(value: f64, out: &mut Vec<u8>) {
        out.push(binary::kind::FLOAT);
        out.extend_from_slice(&value.to_le_bytes());
    }

    fn text(value: &str, out: &mut Vec<u8>) -> Result<(), TooLong> {
        binary::write_block(binary::kind::TEXT, value.as_bytes(), out);
        Ok(())
    }

    fn key(value: &str, out: &mut Vec<u8>) -> Result<(), TooLong> {
        binary::write_bytes(value.as_bytes(), out);
        Ok(())
    }

    fn bytes(value: &[u8], out: &mut Vec<u8>) -> Result<(), TooLong> {
        binary::write_block(binary::kind::BYTES, value, out);
        Ok(())
    }

    fn list_head(size: usize, out: &mut Vec<u8>) -> Result<(), TooLong> {
        binary::write_head(binary::kind::LIST, size, out);
        Ok(())
    }

    fn map_head(size: usize, out: &mut Vec<u8>) -> Result<(), TooLong> {
        binary::write_head(binary::kind::MAP, size, out);
        Ok(())
    }

    fn uuid(value: &[u8; 16], out: &mut Vec<u8>) -> Result<(), TooLong> {
        out.push(binary::kind::UUID);
        out.extend_from_slice(value);
        Ok(())
    }

    fn decimal(value: &str, out: &mut Vec<u8>) -> Result<(), TooLong> {
        binary::write_block(binary::kind::DECIMAL, value.as_bytes(), out);
        Ok(())
    }

    fn datetime(value: &str, out: &mut Vec<u8>) -> Result<(), TooLong> {
        binary::write_block(binary::kind::DATETIME, value.as_bytes(), out);
        Ok(())
    }

    fn entity_head(size: usize, out: &mut Vec<u8>) -> Result<(), TooLong> {
        binary::write_head(binary::kind::ENTITY, size, out);
        Ok(())
    }

    fn entity_end(_start: usize, _out: &mut Vec<u8>) -> Result<(), TooLong> {
        Ok(())
    }
}
