//! What must hold of any bytes, one function a target: each is run by the fuzzer, and by a test over the kept corpus.
//!
//! A reader must not panic, must not believe a length, and what it accepts must come back from the writer as it was.

#[cfg(test)]
mod corpus;
mod tree;

use lionagi_core::codec::form::{MessagePack, Postcard};
use lionagi_core::codec::json_read::{Cause, Cursor, ReadError};
use lionagi_core::codec::json_write::Layout;
use lionagi_core::codec::lines::Lines;
use lionagi_core::codec::{binary as envelope, msgpack_read};
use lionagi_core::entity::json::Validator;
use lionagi_core::entity::{created_at, embedding};
use lionagi_core::messages::documents;
use lionagi_core::messages::fields::Kind;
use lionagi_core::messages::{people, tokens, yaml};
use lionagi_core::{hashing, ids};

use serde::Deserialize;
use tree::{Refused, Tree, Trees};

fn read_json(bytes: &[u8]) -> Result<Tree, Refused> {
    Cursor::new(bytes).read_document(&mut Trees)
}

fn printed(tree: &Tree, indent: bool) -> Vec<u8> {
    let mut out = Vec::new();
    tree.print(&mut Layout::new(indent), &mut out).expect("what was read is no deeper than what may be written");
    out
}

/// JSON: accepted where serde_json accepts it, with an equal value; printed and read again it is the same.
pub fn json(data: &[u8]) {
    let ours = read_json(data);
    let validated = Cursor::new(data).read_document(&mut Validator);
    assert_eq!(ours.is_ok(), validated.is_ok(), "a reader that makes nothing must judge as one that does");
    if let Err(Refused::Json(ReadError { cause: Cause::TooDeep, .. })) = ours {
        return; // serde_json has no such limit
    }
    let mut theirs = serde_json::Deserializer::from_slice(data);
    theirs.disable_recursion_limit();
    let read = serde_json::Value::deserialize(&mut theirs);
    match (&ours, read.and_then(|value| theirs.end().map(|()| value))) {
        (Ok(ours), Ok(theirs)) => assert!(is_same(ours, &theirs), "{ours:?} and {theirs:?}"),
        (Err(_), Err(_)) => {}
        (ours, theirs) => panic!("{ours:?} and {theirs:?}"),
    }
    if let Ok(tree) = ours {
        for indent in [false, true] {
            assert_eq!(read_json(&printed(&tree, indent)).expect("what we print, we read"), tree);
        }
    }
}

fn is_same(ours: &Tree, theirs: &serde_json::Value) -> bool {
    use serde_json::Value;

    match (ours, theirs) {
        (Tree::Null, Value::Null) => true,
        (Tree::Bool(ours), Value::Bool(theirs)) => ours == theirs,
        (Tree::Int(ours), Value::Number(theirs)) => {
            theirs.as_i64() == Some(*ours) || *ours == 0 && theirs.as_f64() == Some(0.0) // `-0` is an integer here
        }
        (Tree::Unsigned(ours), Value::Number(theirs)) => theirs.as_u64() == Some(*ours),
        (Tree::Float(bits), Value::Number(theirs)) => theirs.as_f64().map(f64::to_bits) == Some(*bits),
        (Tree::Text(ours), Value::String(theirs)) => ours == theirs,
        (Tree::List(ours), Value::Array(theirs)) => {
            ours.len() == theirs.len() && ours.iter().zip(theirs).all(|(ours, theirs)| is_same(ours, theirs))
        }
        (Tree::Map(ours), Value::Object(theirs)) => {
            ours.len() == theirs.len()
                && ours.iter().zip(theirs).all(|(ours, theirs)| ours.0 == *theirs.0 && is_same(&ours.1, theirs.1))
        }
        _ => false,
    }
}

/// MessagePack: what is accepted is written back and read again as the same, no longer than it came but for short floats.
pub fn msgpack(data: &[u8]) {
    let Ok(tree) = msgpack_read::Reader::new(data).read_document(&mut Trees) else { return };
    let mut written = Vec::new();
    tree.pack::<MessagePack>(&mut written).expect("what was read is not too long");
    assert!(written.len() <= 2 * data.len(), "nine bytes for a float of five are the worst");
    let again = msgpack_read::Reader::new(&written).read_document(&mut Trees).expect("what we write, we read");
    assert_eq!(again, tree);
}

/// The binary form: as it comes, and as the payload of an envelope that is right, which no fuzzer would guess the checksum of.
pub fn binary(data: &[u8]) {
    let as_it_comes = envelope::read_document(data, &mut Trees);
    let mut enveloped = Vec::new();
    let start = envelope::begin(&mut enveloped);
    enveloped.extend_from_slice(data);
    envelope::finish(start, &mut enveloped);
    for read in [as_it_comes, envelope::read_document(&enveloped, &mut Trees)] {
        let Ok(tree) = read else { continue };
        let mut written = Vec::new();
        let start = envelope::begin(&mut written);
        tree.pack::<Postcard>(&mut written).expect("its lengths have 64 bits");
        envelope::finish(start, &mut written);
        assert_eq!(envelope::read_document(&written, &mut Trees).expect("what we write, we read"), tree);
        if let Some(place) = data.first().map(|byte| usize::from(*byte) % written.len()) {
            for changed in [written[place] ^ 1, written[place] ^ 0x80] {
                let mut altered = written.clone();
                altered[place] = changed;
                assert!(envelope::read_document(&altered, &mut Trees).is_err(), "one bit was changed");
            }
            assert!(envelope::read_document(&written[..place], &mut Trees).is_err(), "it was cut");
        }
    }
}

fn kind_of(name: &str) -> Option<Kind> {
    ["a.Generic", "a.System", "a.Instruction", "a.Response", "a.Request", "a.Result"]
        .iter()
        .position(|known| *known == name)
        .and_then(Kind::from_number)
}

/// Documents of messages: judged as JSON is, and read alike however they are laid out.
pub fn documents(data: &[u8]) {
    let mut cursor = Cursor::new(data);
    let found = documents::read(&mut cursor, &kind_of).and_then(|found| cursor.finish().map(|()| found));
    assert_eq!(found.is_ok(), Cursor::new(data).read_document(&mut Validator).is_ok());
    if let Ok(document) = found {
        let tree = read_json(data).expect("it was judged to be JSON");
        for indent in [false, true] {
            let text = printed(&tree, indent);
            let again = documents::read(&mut Cursor::new(&text), &kind_of).expect("it is JSON");
            match (&document, &again) {
                (Some(one), Some(other)) => {
                    assert_eq!((&one.lion_class, one.kind, one.id), (&other.lion_class, other.kind, other.id));
                    assert_eq!((one.role, &one.sender, &one.recipient), (other.role, &other.sender, &other.recipient));
                    assert_eq!(one.created_at.to_bits(), other.created_at.to_bits());
                }
                // A key that comes twice is gone from the tree: what could be read in one go need not have been before.
                (None, _) => {}
                (Some(_), None) => panic!("read as it came, and not when it was laid out anew"),
            }
        }
    }
    if let Some(pieces) = documents::split(data) {
        assert!(pieces.iter().map(|piece| piece.len()).sum::<usize>() <= data.len());
    }
}

/// Texts: ids, moments, embeddings, participants, token counts, YAML, hashes.
pub fn text(data: &[u8]) {
    if let Ok(id) = ids::parse(data) {
        assert_eq!(ids::parse(&ids::text(&id)), Ok(id));
    }
    let mut canonical = hashing::Canonical::new();
    canonical.text(data);
    canonical.big_int(data);
    let digest = hashing::digest(canonical.as_bytes());
    assert_eq!(hashing::hex(&digest).len(), 64);
    let Ok(text) = str::from_utf8(data) else { return };
    if let Some(moment) = created_at::from_iso(text) {
        assert!(moment.is_finite());
    }
    if let Some(numbers) = embedding::from_json(text) {
        let bytes = embedding::to_bytes(&numbers);
        assert!(embedding::from_bytes(&bytes).map(f64::to_bits).eq(numbers.iter().map(|number| number.to_bits())));
    }
    people::participant(text);
    assert!(tokens::estimate(text) <= text.len().max(1), "no token is shorter than a byte");
    let mut out = String::new();
    yaml::write_document(
        &mut out,
        &yaml::Node::<&str>::Mapping(vec![(yaml::Node::Text("key"), yaml::Node::Text(text))]),
    );
    assert!(out.starts_with("key:"));
}

/// Lines: nothing is lost between them, and a piece that ends anywhere gives the same ones.
pub fn lines(data: &[u8]) {
    let whole: Vec<_> = Lines::new(data, true).collect();
    assert_eq!(whole.last().map_or(0, |line| line.end), data.len());
    let mut at = 0;
    for line in &whole {
        assert_eq!(&data[at..at + line.text.len()], line.text);
        assert!(line.end - at - line.text.len() <= 1 && !line.text.contains(&b'\n'));
        at = line.end;
    }
    let cut = data.first().map_or(0, |byte| usize::from(*byte) % data.len());
    let first: Vec<_> = Lines::new(&data[..cut], false).collect();
    let used = first.last().map_or(0, |line| line.end);
    let rest: Vec<_> = Lines::new(&data[used..], true).collect();
    let together: Vec<&[u8]> = first.iter().chain(&rest).map(|line| line.text).collect();
    assert_eq!(together, whole.iter().map(|line| line.text).collect::<Vec<_>>());
}
