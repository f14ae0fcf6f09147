//! What stands around every entry point: it counts the call and keeps panics from leaving as anything but an error.

use std::any::Any;
use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};

use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::errors;

/// The components of this module; the number is the place of the counter.
#[derive(Clone, Copy)]
pub enum Component {
    Ids,
    Hashing,
    Codec,
    Entity,
    Messages,
}

const NAMES: [&str; 5] = ["ids", "hashing", "codec", "entity", "messages"];
static CALLS: [AtomicU64; 5] = [const { AtomicU64::new(0) }; 5];

thread_local! {
    static LAST_PANIC: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Runs one job of a component: counts it, and turns a panic into `BackendPanicError`.
#[inline]
pub fn guard<T>(component: Component, job: impl FnOnce() -> PyResult<T>) -> PyResult<T> {
    count(component);
    match catch_unwind(AssertUnwindSafe(|| {
        #[cfg(feature = "mutants")]
        lionagi_core::mutants::planted_panic(NAMES[component as usize]);
        job()
    })) {
        Ok(result) => result,
        Err(payload) => Err(panicked(component, &*payload)),
    }
}

/// Counts one call. Load and store instead of an atomic add: the interpreter lock serialises callers, and a locked
/// instruction would cost as much as the whole creation of an id.
#[inline]
pub fn count(component: Component) {
    let calls = &CALLS[component as usize];
    calls.store(calls.load(Ordering::Relaxed).wrapping_add(1), Ordering::Relaxed);
}

#[cold]
fn panicked(component: Component, payload: &(dyn Any + Send)) -> PyErr {
    let message = payload
        .downcast_ref::<&str>()
        .map(ToString::to_string)
        .or_else(|| payload.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "unknown panic".to_string());
    let place = LAST_PANIC.with(|last| last.take());
    Python::attach(|py| errors::build(py, "backend_panic", (NAMES[component as usize], message, place)))
}

/// Replaces the panic hook of this library (not of the process): the place goes into the error, not to stderr.
pub fn keep_panics_quiet() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        LAST_PANIC.with(|last| last.replace(place));
    }));
}

/// Calls answered by this module since it was loaded, by component.
#[pyfunction]
pub fn native_calls(py: Python<'_>) -> PyResult<Bound<'_, PyDict>> {
    let calls = PyDict::new(py);
    for (name, count) in NAMES.iter().zip(&CALLS) {
        calls.set_item(name, count.load(Ordering::Relaxed))?;
    }
    Ok(calls)
}
