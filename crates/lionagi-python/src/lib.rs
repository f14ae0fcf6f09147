//! `lionagi._core_rust._native`: the Rust cores as one extension module, a sub-module per component.
//!
//! Translation only: Python values in, Python values out. Decisions are in `lionagi-core`. Every entry point runs
//! under `guard`, which counts the call and turns a panic into `BackendPanicError`; all unsafe code is in `ffi/`.

mod codec;
mod entity;
mod errors;
mod ffi;
mod guard;
mod hashing;
mod ids;
mod messages;

use pyo3::exceptions::PyImportError;
use pyo3::prelude::*;
use pyo3::types::PyDict;

/// What this binary was made from: compared with the checkout before it may answer.
#[pyfunction]
fn build_info(py: Python<'_>) -> PyResult<Bound<'_, PyDict>> {
    let info = PyDict::new(py);
    info.set_item("version", env!("CARGO_PKG_VERSION"))?;
    info.set_item("fingerprint", env!("LIONAGI_FINGERPRINT"))?;
    info.set_item("source_hash", env!("LIONAGI_SOURCE_HASH"))?;
    info.set_item("profile", env!("LIONAGI_BUILD_PROFILE"))?;
    info.set_item("features", env!("LIONAGI_BUILD_FEATURES"))?;
    info.set_item("rustc", env!("LIONAGI_BUILD_RUSTC"))?;
    info.set_item("target", env!("LIONAGI_BUILD_TARGET"))?;
    info.set_item("python", env!("LIONAGI_BUILD_PYTHON"))?;
    Ok(info)
}

/// Chooses one seeded mutant (`component:index`, `component:panic`, empty for none). Test builds only.
#[cfg(feature = "mutants")]
#[pyfunction]
fn select_mutant(order: &str) -> bool {
    lionagi_core::mutants::select(order)
}

/// The name of the file says for which Python it is, and may be wrong. Asked before anything that depends on the layout of objects.
fn refuse_another_python(py: Python<'_>) -> PyResult<()> {
    let (built, runs) = (env!("LIONAGI_BUILD_PYTHON"), py.version_info());
    let runs = format!("{}.{}", runs.major, runs.minor);
    if built == runs {
        return Ok(());
    }
    Err(PyImportError::new_err(format!("built for Python {built}, and this is {runs}: the file was renamed or copied")))
}

// The cores rely on the interpreter lock for their interior mutability (see `ffi/slot.rs`).
#[pymodule(gil_used = true)]
fn _native(module: &Bound<'_, PyModule>) -> PyResult<()> {
    refuse_another_python(module.py())?;
    guard::keep_panics_quiet();
    module.add_function(wrap_pyfunction!(build_info, module)?)?;
    module.add_function(wrap_pyfunction!(guard::native_calls, module)?)?;
    #[cfg(feature = "mutants")]
    module.add_function(wrap_pyfunction!(select_mutant, module)?)?;
    for (name, register) in COMPONENTS {
        let component = PyModule::new(module.py(), name)?;
        register(&component)?;
        module.add_submodule(&component)?;
    }
    Ok(())
}

type Register = fn(&Bound<'_, PyModule>) -> PyResult<()>;

const COMPONENTS: [(&str, Register); 5] = [
    ("ids", ids::register),
    ("hashing", hashing::register),
    ("codec", codec::register),
    ("entity", entity::register),
    ("messages", messages::register),
];
