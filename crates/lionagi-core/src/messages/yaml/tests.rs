//! Documents without an interpreter.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail by panicking")]

use super::*;

fn text(text: &str) -> Node<&str> {
    Node::Text(text)
}

fn written(node: &Node<&str>) -> String {
    let mut out = String::from("kept");
    write_document(&mut out, node);
    out.strip_prefix("kept").expect("what stood there stays").to_string()
}

fn one(value: &str) -> String {
    written(&Node::Mapping(vec![(text("K"), text(value))]))
}

#[test]
fn the_usual_text_is_plain() {
    assert_eq!(one("Do it, please (now)."), "K: Do it, please (now).");
}

#[test]
fn what_could_be_something_else_is_quoted() {
    for value in [
        "yes",
        "~",
        "1:30",
        "1_000",
        "0x1F",
        "2024-02-29",
        "2024-1-2 3:04:05",
        "1.5e+3",
        ".5",
        "012",
        "=",
        "<<",
        ".inf",
    ] {
        assert_eq!(one(value), format!("K: '{value}'"));
    }
    for value in ["1e3", "0o7", "1e400", "oN", "1:60", "2024-02-3", "0b2", "."] {
        assert_eq!(one(value), format!("K: {value}"));
    }
}

#[test]
fn several_lines_are_a_block_unless_a_blank_would_be_lost() {
    assert_eq!(one("a\nb"), "K: |-\n  a\n  b");
    assert_eq!(one("a \nb"), "K: \"a \\nb\"");
    assert_eq!(one(" a\nb"), "K: |2-\n   a\n  b");
    assert_eq!(one("a\n\n"), "K: |+\n  a\n\n...");
}

#[test]
fn other_breaks_stay_what_they_are() {
    assert_eq!(one("a\u{2028}b"), "K: 'a\u{2028}  b'");
    let two = Node::Sequence(vec![text("a\n\u{2028}"), text("b")]);
    assert_eq!(written(&two), "- |+\n  a\n\u{2028}- b");
}

#[test]
fn what_a_reader_would_change_is_escaped() {
    for value in ["a\u{85}b", "a\n\u{85}", "\u{85}"] {
        let escaped = value.replace('\u{85}', "\\N").replace('\n', "\\n");
        assert_eq!(one(value), format!("K: \"{escaped}\""));
    }
}

#[test]
fn wide_blanks_at_the_ends_are_text() {
    assert_eq!(written(&text("\u{a0}a\u{3000}")), "\u{a0}a\u{3000}");
    assert_eq!(one("a\nb\u{a0}"), "K: |-\n  a\n  b\u{a0}");
}

#[test]
fn a_usual_text_is_safe_at_every_length_and_the_unusual_is_found_at_every_place() {
    for length in 1..200 {
        let usual = "a".repeat(length);
        assert!(is_safe(&usual));
        for unusual in ["\n", "\t", "  ", ": ", " #", "\u{85}", "\u{2028}", "\u{feff}"] {
            assert!(!is_safe(&format!("{usual}{unusual}b")), "{length} {unusual:?}");
        }
        assert!(!is_safe(&format!("{usual} ")) && !is_safe(&format!("{usual}:")));
        assert!(is_safe(&format!("{usual}#:b a#é {usual}")));
    }
}

#[test]
fn long_keys_and_keys_of_several_lines_stand_alone() {
    let long = "k".repeat(123);
    let node = Node::Mapping(vec![(text(&long), Node::Sequence(vec![text("a"), text("b")]))]);
    assert_eq!(written(&node), format!("? {long}\n: - a\n  - b"));
}

#[test]
fn sequences_in_mappings_are_not_indented() {
    let inner = Node::Sequence(vec![text("a"), Node::Sequence(vec![text("b"), text("c")])]);
    assert_eq!(written(&Node::Mapping(vec![(text("K"), inner)])), "K:\n- a\n- - b\n  - c");
}

#[test]
fn members_of_a_set_are_sorted() {
    let number = Node::Scalar { kind: Scalar::Int, text: "1".into() };
    let mut members = vec![text("b"), text("a"), number];
    sort_members(&mut members);
    assert_eq!(
        written(&Node::Mapping(vec![(text("K"), Node::Set(members))])),
        "K: !!set\n  1: null\n  a: null\n  b: null"
    );
}

#[test]
fn floats_are_those_of_python() {
    let expected = [
        (1e16, "1.0e+16"),
        (1e15, "1000000000000000.0"),
        (1.5e-7, "1.5e-07"),
        (0.0001, "0.0001"),
        (0.00001, "1.0e-05"),
        (-0.0, "-0.0"),
        (1e100, "1.0e+100"),
        (f64::NAN, ".nan"),
        (f64::NEG_INFINITY, "-.inf"),
        (5e-324, "5.0e-324"),
    ];
    for (number, text) in expected {
        assert_eq!(float_text(number), text);
    }
}

#[test]
fn bytes_are_base64_in_lines() {
    assert_eq!(base64_lines(b"ab"), "YWI=\n");
    assert_eq!(base64_lines(&[0; 60]).lines().map(str::len).collect::<Vec<_>>(), [76, 4]);
}

#[test]
fn fields_without_any_are_an_empty_mapping() {
    let mut out = String::new();
    write_fields::<&str>(&mut out, &[]);
    assert_eq!(out, "{}");
}

#[test]
fn large_numbers_have_all_their_digits() {
    assert_eq!(decimal_text(&[]), "0");
    assert_eq!(decimal_text(&1_000_000_000_u64.to_le_bytes()), "1000000000");
    assert_eq!(decimal_text(&u128::MAX.to_le_bytes()), u128::MAX.to_string());
}
