//! A place in a frozen native object that holds an optional Python object and can be refilled.
//!
//! Frozen classes have no borrow flag, so a slot is `Locked`: whoever names `Python<'_>` holds the interpreter lock. No
//! borrow outlives a method here: what is held is handed out as a new reference, and what is replaced is given back, to
//! be dropped (which may run Python code) when the slot is whole again.
#![allow(unsafe_code, reason = "the one folder of this crate for it")]

use std::cell::UnsafeCell;
use std::mem;

use pyo3::gc::{PyTraverseError, PyVisit};
use pyo3::prelude::*;

/// One optional object; in memory a plain pointer, null where it is empty, so a member descriptor can read it.
#[repr(transparent)]
pub struct Slot(UnsafeCell<Option<Py<PyAny>>>);

// SAFETY: every access either has a `Python<'_>` token or is the collector's, which runs with the interpreter lock held
// and cannot interrupt a method here, because none of them allocates or runs Python code while it borrows.
unsafe impl Sync for Slot {}

impl Slot {
    /// A slot that holds this.
    pub const fn new(held: Option<Py<PyAny>>) -> Self {
        Self(UnsafeCell::new(held))
    }

    /// A new reference to what is held.
    #[inline]
    pub fn get<'py>(&self, py: Python<'py>) -> Option<Bound<'py, PyAny>> {
        // SAFETY: the token proves that the interpreter lock is held; the borrow ends with an increment of a counter.
        unsafe { (*self.0.get()).as_ref().map(|held| held.clone_ref(py).into_bound(py)) }
    }

    /// Puts `next` in and gives back what was there, for the caller to drop.
    #[inline]
    #[must_use = "dropping the old object may run Python code: do it when nothing is borrowed"]
    pub fn replace(&self, _py: Python<'_>, next: Option<Py<PyAny>>) -> Option<Py<PyAny>> {
        // SAFETY: the token proves that the interpreter lock is held; a move of two pointers runs no other code.
        unsafe { mem::replace(&mut *self.0.get(), next) }
    }

    /// Shows what is held to the collector.
    #[inline]
    pub fn visit(&self, visit: &PyVisit<'_>) -> Result<(), PyTraverseError> {
        // SAFETY: a traversal runs with the interpreter lock held, and visiting neither changes nor drops anything.
        match unsafe { &*self.0.get() } {
            Some(held) => visit.call(held),
            None => Ok(()),
        }
    }

    /// Empties the slot when the collector breaks a cycle.
    pub fn clear(&self) {
        // SAFETY: as in `replace`; `tp_clear` runs with the interpreter lock held.
        let dropped = unsafe { mem::take(&mut *self.0.get()) };
        drop(dropped);
    }
}
