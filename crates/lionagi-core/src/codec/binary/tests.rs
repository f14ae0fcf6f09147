//! Envelopes and numbers without an interpreter; the wire format against the `postcard` crate.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail by panicking")]

use serde::Serialize;

use super::*;
use crate::codec::form::{Form, Postcard};

/// The enum of docs/formats/binary.md, for the crate that defines the wire format.
#[derive(Serialize)]
enum Value<'a> {
    Null,
    Bool(bool),
    Int(i64),
    BigInt(&'a [u8]),
    Float(f64),
    Text(&'a str),
    Bytes(&'a [u8]),
    List(Vec<Value<'a>>),
    Map(Vec<(&'a str, Value<'a>)>),
    Uuid([u8; 16]),
    Decimal(&'a str),
    Datetime(&'a str),
    Entity(Vec<(&'a str, Value<'a>)>),
}

fn write(value: &Value<'_>, out: &mut Vec<u8>) {
    match value {
        Value::Null => Postcard::nil(out),
        Value::Bool(value) => Postcard::bool(*value, out),
        Value::Int(value) => Postcard::integer(*value, out),
        Value::BigInt(bytes) => Postcard::large_integer(bytes, out).unwrap(),
        Value::Float(value) => Postcard::float(*value, out),
        Value::Text(text) => Postcard::text(text, out).unwrap(),
        Value::Bytes(bytes) => Postcard::bytes(bytes, out).unwrap(),
        Value::Uuid(bytes) => Postcard::uuid(bytes, out).unwrap(),
        Value::Decimal(text) => Postcard::decimal(text, out).unwrap(),
        Value::Datetime(text) => Postcard::datetime(text, out).unwrap(),
        Value::List(items) => {
            Postcard::list_head(items.len(), out).unwrap();
            items.iter().for_each(|item| write(item, out));
        }
        Value::Map(pairs) => {
            Postcard::map_head(pairs.len(), out).unwrap();
            write_pairs(pairs, out);
        }
        Value::Entity(pairs) => {
            let start = out.len();
            Postcard::entity_head(pairs.len(), out).unwrap();
            write_pairs(pairs, out);
            Postcard::entity_end(start, out).unwrap();
        }
    }
}

fn write_pairs(pairs: &[(&str, Value<'_>)], out: &mut Vec<u8>) {
    for (key, value) in pairs {
        Postcard::key(key, out).unwrap();
        write(value, out);
    }
}

#[test]
fn the_payload_is_what_postcard_writes() {
    let value = Value::List(vec![
        Value::Null,
        Value::Bool(true),
        Value::Int(0),
        Value::Int(-1),
        Value::Int(i64::MAX),
        Value::Int(i64::MIN),
        Value::Int(300),
        Value::BigInt(&[0, 255, 1]),
        Value::Float(-0.1),
        Value::Float(f64::INFINITY),
        Value::Text("ä€"),
        Value::Bytes(&[0, 128, 255]),
        Value::Map(vec![("a", Value::List(vec![])), ("", Value::Null)]),
        Value::Uuid([7; 16]),
        Value::Decimal("1.50"),
        Value::Datetime("2024-02-29T00:00:00"),
        Value::Entity(vec![("id", Value::Text("x"))]),
        Value::Text(Box::leak("t".repeat(200).into_boxed_str())),
    ]);
    let mut written = Vec::new();
    write(&value, &mut written);
    assert_eq!(written, postcard::to_allocvec(&value).unwrap());
}

fn enveloped(text: &str) -> Vec<u8> {
    let mut out = vec![9];
    let start = begin(&mut out);
    Postcard::text(text, &mut out).unwrap();
    finish(start, &mut out);
    out.remove(0);
    // The checksum does not depend on where the envelope stood.
    out
}

/// The text of a document.
fn read(bytes: &[u8]) -> Result<String, BinaryError> {
    let end = payload_end(bytes, 0)?;
    check(bytes, 0, end)?;
    let mut reader = Reader { bytes: &bytes[..end], at: HEAD + 1, depth: 0 };
    reader.text(HEAD).map(str::to_string)
}

#[test]
fn every_altered_byte_is_found() {
    let good = enveloped(&"text ".repeat(60));
    assert_eq!(read(&good).unwrap(), "text ".repeat(60));
    for at in 0..good.len() {
        for change in [1, 0x80, 0xff] {
            let mut bad = good.clone();
            bad[at] ^= change;
            assert!(read(&bad).is_err(), "byte {at} changed by {change}");
        }
    }
}

#[test]
fn every_cut_is_found_and_more_may_come() {
    let good = enveloped("text");
    for size in 0..good.len() {
        let error = read(&good[..size]).unwrap_err();
        assert!(error.is_unfinished, "{error:?}");
    }
}

#[test]
fn a_number_has_at_most_64_bits() {
    let mut reader = Reader { bytes: &[0xff; 20], at: 0, depth: 0 };
    assert_eq!(reader.number(0).unwrap_err().cause, "long_number");
    let mut bytes = Vec::new();
    write_number(u64::MAX, &mut bytes);
    let mut reader = Reader { bytes: &bytes, at: 0, depth: 0 };
    assert_eq!(reader.number(0), Ok(u64::MAX));
}

#[test]
fn no_length_is_believed() {
    let mut reader = Reader { bytes: &[0xff, 0xff, 0xff, 0xff, 0x7f, 1, 2], at: 0, depth: 0 };
    assert_eq!(reader.announced(1, 0).unwrap_err().cause, "items_announced");
}
