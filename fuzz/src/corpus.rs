//! Every file that a fuzzer has kept, or that once broke something, is read again by its target.

use std::{env, fs, path::PathBuf};

fn replay(name: &str, target: fn(&[u8])) {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("corpus").join(name);
    let mut seen = 0;
    for file in fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
        let file = file.expect("a file of the corpus").path();
        let data = fs::read(&file).expect("a file of the corpus");
        std::panic::catch_unwind(|| target(&data)).unwrap_or_else(|_| panic!("{} breaks {name}", file.display()));
        seen += 1;
    }
    assert!(seen > 0, "{} is empty", folder.display());
}

macro_rules! replayed {
    ($($target:ident)*) => { $(#[test] fn $target() { replay(stringify!($target), crate::$target); })* };
}

replayed!(json msgpack binary documents text lines);
