//! `codec`: JSON, MessagePack and the binary form, both ways. Reference: `lionagi/_core_py/codec.py` and its parts.
//!
//! Here: how values are printed and read, byte by byte, with errors as values without text. Not here: what a value is;
//! a reader tells a builder what it found, a writer is told what to write by whoever walks the values.

pub mod binary;
pub mod form;
mod json_digits;
pub mod json_read;
mod json_text;
pub mod json_write;
pub mod lines;
pub mod msgpack_read;
pub mod msgpack_write;

/// Containers inside each other that are followed before a walk refuses; `lionagi._core.MAX_DEPTH`.
pub const MAX_DEPTH: usize = 254;

/// More than [`MAX_DEPTH`] containers inside each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooDeep;
