//! `messages`: Python values in, Python values out. Decisions are in `lionagi_core::messages`.

use pyo3::prelude::*;

/// Adds this component's functions and classes to its sub-module.
pub fn register(_module: &Bound<'_, PyModule>) -> PyResult<()> {
    Ok(())
}
