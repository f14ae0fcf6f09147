//! The same work on many pieces, on all cores.
//!
//! Threads live as long as one batch: a pool would hang in a process that was forked from one that has it, and starting a few threads
//! costs far less than the least work they are started for.

use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Bytes of work below which one thread, and the interpreter lock in its hand, are the cheaper way: about a millisecond.
pub const WORTHWHILE: usize = 1 << 19;

/// Pieces that a thread takes at a time.
const HANDFUL: usize = 64;

/// More threads than this only wait for memory.
const MOST_THREADS: usize = 8;

/// `work` of each piece, in order; `size`: how much work all are together, in bytes.
pub fn map<T: Sync, R: Send>(pieces: &[T], size: usize, work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let threads = thread::available_parallelism().map_or(1, NonZero::get).min(MOST_THREADS);
    if size < WORTHWHILE || threads == 1 || pieces.len() < 2 * HANDFUL {
        return pieces.iter().map(work).collect();
    }
    map_on(threads, pieces, &work)
}

fn map_on<T: Sync, R: Send>(threads: usize, pieces: &[T], work: &(impl Fn(&T) -> R + Sync)) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let run = || {
        let mut done = Vec::new();
        loop {
            let handful = next.fetch_add(1, Ordering::Relaxed);
            let from = handful.saturating_mul(HANDFUL);
            let Some(taken) = pieces.get(from..pieces.len().min(from + HANDFUL)).filter(|taken| !taken.is_empty())
            else {
                return done;
            };
            done.push((handful, taken.iter().map(work).collect::<Vec<R>>()));
        }
    };
    let mut done = thread::scope(|scope| {
        // This thread works, too: where none can be started, it does everything.
        let others: Vec<_> =
            (1..threads).filter_map(|_| thread::Builder::new().spawn_scoped(scope, run).ok()).collect();
        let mut done = run();
        for other in others {
            match other.join() {
                Ok(theirs) => done.extend(theirs),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        done
    });
    done.sort_unstable_by_key(|(handful, _)| *handful);
    done.into_iter().flat_map(|(_, results)| results).collect()
}

#[cfg(test)]
mod tests {
    use super::{WORTHWHILE, map, map_on};

    #[test]
    fn results_are_in_the_order_of_the_pieces() {
        for count in [0, 1, 63, 64, 65, 1000] {
            let pieces: Vec<usize> = (0..count).collect();
            let expected: Vec<usize> = pieces.iter().map(|piece| piece * 2).collect();

            assert_eq!(map(&pieces, 1, |piece| piece * 2), expected);
            assert_eq!(map(&pieces, WORTHWHILE, |piece| piece * 2), expected);
            assert_eq!(map_on(4, &pieces, &|piece: &usize| piece * 2), expected);
        }
    }

    #[test]
    fn a_panic_in_the_work_is_the_callers() {
        let pieces: Vec<usize> = (0..1000).collect();
        let caught = std::panic::catch_unwind(|| {
            map_on(2, &pieces, &|piece: &usize| {
                assert_ne!(*piece, 700, "planted");
                *piece
            })
        });

        assert!(caught.is_err());
    }
}
