//! All unsafe code of this crate, one file per purpose, each block with the fact that makes it sound.

pub mod attach;
pub mod attach_message;
pub mod constructor;
pub mod document_readers;
pub mod document_writers;
pub mod functions;
pub mod gc;
pub mod id_class;
pub mod id_functions;
pub mod layout;
pub mod locked;
pub mod member;
pub mod objects;
pub mod own_class;
pub mod plain;
pub mod quick;
pub mod random;
pub mod shell;
pub mod shell_id;
pub mod slot;
