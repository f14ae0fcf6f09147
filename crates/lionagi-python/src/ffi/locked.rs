//! A static value behind the interpreter lock: no mutex, because whoever can name `Python<'_>` holds the lock already.
#![allow(unsafe_code, reason = "the one folder of this crate for it")]

use std::cell::UnsafeCell;

use pyo3::prelude::*;

/// A value that only threads attached to the interpreter touch, one borrow at a time.
pub struct Locked<T>(UnsafeCell<T>);

// SAFETY: every access goes through `with`, which asks for a `Python<'_>` token: the module declares that it needs the
// interpreter lock (`gil_used = true`), so two threads never hold a token at once.
unsafe impl<T: Send> Sync for Locked<T> {}

impl<T> Locked<T> {
    /// A cell for a `static`.
    pub const fn new(value: T) -> Self {
        Self(UnsafeCell::new(value))
    }

    /// Lends the value to `job`. The job must not run Python code, release the lock or come back to the same cell: it
    /// gets no token, and the callers in this folder pass only plain computations.
    #[inline]
    pub fn with<R>(&self, _py: Python<'_>, job: impl FnOnce(&mut T) -> R) -> R {
        // SAFETY: the token proves that this thread holds the interpreter lock, and the rule above that `job` ends
        // before anything else can borrow the value.
        job(unsafe { &mut *self.0.get() })
    }

    /// Lends the value to the collector, which has no token: a traversal runs with the interpreter lock held, changes
    /// nothing and interrupts no `with`, because a job there makes no object.
    #[inline]
    pub fn look<R>(&self, visit: impl FnOnce(&T) -> R) -> R {
        // SAFETY: by the rule above nothing else borrows the value.
        visit(unsafe { &*self.0.get() })
    }
}
