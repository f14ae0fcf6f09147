//! Seeded mutants: small wrong variants the proof must catch, compiled only with the feature `mutants`.
//!
//! `mutant!("ids", 2, right, wrong)` is `right` in every ordinary build. In a test build the variant named by
//! `select("ids:2")` answers instead; `select("ids:panic")` plants a panic in every entry point of that component.
//! One variant is active at a time, chosen once, before the first call.

#[cfg(feature = "mutants")]
mod chosen {
    use std::sync::Mutex;
    use std::sync::atomic::{AtomicU64, Ordering};

    static ACTIVE: AtomicU64 = AtomicU64::new(0);
    static NAME: Mutex<String> = Mutex::new(String::new());

    /// FNV-1a of `component`, mixed with the index: cheap enough to compare on every call of a test build.
    const fn key(component: &str, index: u64) -> u64 {
        let bytes = component.as_bytes();
        let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
        let mut at = 0;
        while at < bytes.len() {
            hash = (hash ^ bytes[at] as u64).wrapping_mul(0x0100_0000_01b3);
            at += 1;
        }
        hash.wrapping_mul(31).wrapping_add(index + 1)
    }

    const PANIC: u64 = u64::MAX - 1;

    /// Chooses one variant by `component:index` or `component:panic`; an empty text chooses none.
    ///
    /// Returns false, and chooses nothing, where the text has no such form.
    pub fn select(order: &str) -> bool {
        let code = match order.split_once(':') {
            _ if order.is_empty() => 0,
            Some((component, "panic")) => key(component, PANIC),
            Some((component, index)) => match index.parse() {
                Ok(index) => key(component, index),
                Err(_) => return false,
            },
            None => return false,
        };
        if let Ok(mut name) = NAME.lock() {
            order.clone_into(&mut name);
        }
        ACTIVE.store(code, Ordering::Relaxed);
        true
    }

    /// True where this variant was chosen.
    pub fn active(component: &str, index: u64) -> bool {
        ACTIVE.load(Ordering::Relaxed) == key(component, index)
    }

    /// Panics where a panic was planted in this component.
    #[allow(clippy::panic, reason = "a planted panic is the point: the guard must turn it into an error")]
    pub fn planted_panic(component: &str) {
        assert!(!active(component, PANIC), "planted panic in {component}");
    }
}

#[cfg(feature = "mutants")]
pub use chosen::{active, planted_panic, select};

/// `right` in ordinary builds; in a test build `wrong` where the variant `component:index` was chosen.
#[macro_export]
macro_rules! mutant {
    ($component:literal, $index:literal, $right:expr, $wrong:expr) => {{
        #[cfg(feature = "mutants")]
        {
            if $crate::mutants::active($component, $index) { $wrong } else { $right }
        }
        #[cfg(not(feature = "mutants"))]
        {
            $right
        }
    }};
}

#[cfg(all(test, feature = "mutants"))]
mod tests {
    use super::select;

    #[test]
    fn the_right_variant_answers_until_the_wrong_one_is_chosen() {
        let answer = || mutant!("mutants", 1, "right", "wrong");

        assert_eq!(answer(), "right");
        assert!(select("mutants:1"));
        assert_eq!(answer(), "wrong");
        assert!(select(""));
        assert!(!select("no colon"));
    }
}
