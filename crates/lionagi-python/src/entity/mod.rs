//! `entity`: Python values in, Python values out. Decisions are in `lionagi_core::entity`.
//!
//! `record` holds the state, `fields` reads arguments, `dicts`, `json_write` and `json_read` are its forms (`plain`: of what is in it), `classes` is the contract.

pub mod classes;
mod dicts;
pub mod fields;
pub mod json_read;
mod json_write;
mod plain;
mod record;

pub use dicts::python_dict;
pub use json_write::{to_json_text, write_own_document};
pub use plain::{dump, is_atom, is_entity, must_be_dumped};
pub use record::{Embedding, Head, Vector};

use pyo3::prelude::*;

use crate::codec;
use crate::ffi::{attach, quick, shell, shell_id};

/// Adds this component's functions and classes to its sub-module.
pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    fields::remember_undefined(module.py())?;
    attach::add_functions(module)?;
    shell::add_functions(module)?;
    shell_id::add_functions(module)?;
    quick::add_functions(module)?;
    module.add_class::<classes::ElementCore>()?;
    module.add_class::<classes::NodeCore>()?;
    codec::set_entity_writer(json_write::write_entity);
    classes::finish_classes(module.py())
}
