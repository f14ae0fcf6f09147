//! The domain of lionagi in pure Rust, one file per component. No Python, no I/O, no clock, no unsafe.
//!
//! Each component file has the name and the order of its Python reference in `lionagi/_core_py/`; errors are values
//! without text, the texts live in `lionagi/_errors.py`.

pub mod codec;
pub mod entity;
pub mod hashing;
pub mod ids;
pub mod messages;
pub mod mutants;
