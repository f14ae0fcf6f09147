//! The process's stream of random ids: seeded by the kernel, drawn in user space, fresh after every fork.
//!
//! The kernel is asked once (340 ns a call would be most of an id). A fork copies the stream, so the child must throw
//! it away: `pthread_atfork` sees forks made by C code too, which `os.register_at_fork` does not.
#![allow(unsafe_code, reason = "the one folder of this crate for it")]

use std::sync::atomic::{AtomicU32, Ordering};

use lionagi_core::ids::{Id, IdSource};
use pyo3::exceptions::PyOSError;
use pyo3::prelude::*;

use super::locked::Locked;

/// A stream and the number of forks this process had behind it when it was seeded.
struct Seeded {
    source: IdSource,
    forks: u32,
}

static STREAM: Locked<Option<Seeded>> = Locked::new(None);
static FORKS: AtomicU32 = AtomicU32::new(0);

/// The next random id. Raises: OSError: the kernel gives no randomness.
#[inline]
pub fn draw(py: Python<'_>) -> PyResult<Id> {
    STREAM.with(py, |stream| match stream {
        Some(seeded) if seeded.forks == FORKS.load(Ordering::Relaxed) => Ok(seeded.source.draw()),
        _ => Ok(reseed(stream)?.draw()),
    })
}

#[cold]
fn reseed(stream: &mut Option<Seeded>) -> PyResult<&mut IdSource> {
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).map_err(|error| PyOSError::new_err(error.to_string()))?;
    let seeded = Seeded { source: IdSource::new(seed), forks: FORKS.load(Ordering::Relaxed) };
    Ok(&mut stream.insert(seeded).source)
}

/// Asks the system to tell us about forks; called once, when the module is made.
#[cfg(unix)]
pub fn watch_forks() -> PyResult<()> {
    extern "C" fn in_child() {
        FORKS.fetch_add(1, Ordering::Relaxed);
    }
    // SAFETY: the handler only adds to an atomic, which is async-signal-safe, and CPython never unloads an extension
    // module, so its address stays valid.
    match unsafe { libc::pthread_atfork(None, None, Some(in_child)) } {
        0 => Ok(()),
        code => Err(PyOSError::new_err((code, "pthread_atfork failed"))),
    }
}

/// No forks here.
#[cfg(not(unix))]
pub fn watch_forks() -> PyResult<()> {
    Ok(())
}
