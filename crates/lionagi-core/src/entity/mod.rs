//! One record (id, time, metadata; a node also content and embedding). Reference: `lionagi/_core_py/entity.py`.
//!
//! Not here: Python objects, the clock, the random source. What can be read without an interpreter is read here: texts of times
//! (`created_at`) and of embeddings (`embedding`), and
//! the order and names of a record's fields in documents (`json`).

pub mod created_at;
pub mod embedding;
pub mod json;
