//! All unsafe code of this crate, one file per purpose, each block with the fact that makes it sound.
pub mod objects;
