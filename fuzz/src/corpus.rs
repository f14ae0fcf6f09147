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

#[test]
fn json() {
    replay("json", crate::json);
}

#[test]
fn msgpack() {
    replay("msgpack", crate::msgpack);
}

#[test]
fn binary() {
    replay("binary", crate::binary);
}

#[test]
fn documents() {
    replay("documents", crate::documents);
}

#[test]
fn text() {
    replay("text", crate::text);
}

#[test]
fn lines() {
    replay("lines", crate::lines);
}
