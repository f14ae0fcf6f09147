//! Contents of messages and conversations, without a Python object. Reference: `lionagi/_core_py/messages.py`.

pub mod assembly;
pub mod documents;
pub mod fields;
pub mod people;
pub mod tokens;
pub mod yaml;
