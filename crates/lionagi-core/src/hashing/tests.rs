//! The canonical form against bytes written by hand from the MessagePack specification.
#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

use super::{Canonical, HashingError, Kind, MAX_DEPTH, digest, hex, short};

fn written(write: impl FnOnce(&mut Canonical)) -> Vec<u8> {
    let mut canonical = Canonical::new();
    write(&mut canonical);
    canonical.as_bytes().to_vec()
}

#[test]
fn integers_take_their_shortest_form() {
    for (value, expected) in [
        (0_i64, vec![0]),
        (127, vec![0x7f]),
        (128, vec![0xcc, 0x80]),
        (255, vec![0xcc, 0xff]),
        (256, vec![0xcd, 1, 0]),
        (65_535, vec![0xcd, 0xff, 0xff]),
        (65_536, vec![0xce, 0, 1, 0, 0]),
        (u32::MAX.into(), vec![0xce, 0xff, 0xff, 0xff, 0xff]),
        (1 << 32, vec![0xcf, 0, 0, 0, 1, 0, 0, 0, 0]),
        (i64::MAX, vec![0xcf, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]),
        (-1, vec![0xff]),
        (-32, vec![0xe0]),
        (-33, vec![0xd0, 0xdf]),
        (-128, vec![0xd0, 0x80]),
        (-129, vec![0xd1, 0xff, 0x7f]),
        (-32_768, vec![0xd1, 0x80, 0]),
        (-32_769, vec![0xd2, 0xff, 0xff, 0x7f, 0xff]),
        (i32::MIN.into(), vec![0xd2, 0x80, 0, 0, 0]),
        (i64::from(i32::MIN) - 1, vec![0xd3, 0xff, 0xff, 0xff, 0xff, 0x7f, 0xff, 0xff, 0xff]),
        (i64::MIN, vec![0xd3, 0x80, 0, 0, 0, 0, 0, 0, 0]),
    ] {
        assert_eq!(written(|canonical| canonical.int(value)), expected, "{value}");
        // The same number in more bytes than it needs.
        assert_eq!(written(|canonical| canonical.big_int(&i128::from(value).to_be_bytes())), expected, "{value}");
    }
}

#[test]
fn integers_beyond_64_bits_are_an_extension_in_twos_complement() {
    let big = |value: i128| written(|canonical| canonical.big_int(&value.to_be_bytes()));

    assert_eq!(big(u64::MAX.into()), [0xcf, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]);
    assert_eq!(big(1 << 64), [0xc7, 9, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0]);
    assert_eq!(big(-(1 << 63) - 1), [0xc7, 9, 1, 0xff, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]);
    assert_eq!(big(i128::MAX)[..4], [0xd8, 1, 0x7f, 0xff]);
    assert_eq!(written(|canonical| canonical.big_int(&[1; 17]))[..3], [0xc7, 17, 1]);
    assert_eq!(written(|canonical| canonical.big_int(&[1; 256]))[..4], [0xc8, 1, 0, 1]);
    assert_eq!(written(|canonical| canonical.big_int(&[1; 65_536]))[..6], [0xc9, 0, 1, 0, 0, 1]);
}

#[test]
fn an_integral_float_is_the_integer_it_equals() {
    for value in
        [0.0, -0.0, 1.0, -1.0, 9_007_199_254_740_993.0, -9_223_372_036_854_775_808.0, 9_223_372_036_854_774_784.0]
    {
        assert_eq!(
            written(|canonical| canonical.float(value)),
            written(|canonical| canonical.int(value as i64)),
            "{value}"
        );
    }
    for (value, equal) in [
        (9_223_372_036_854_775_808.0, 1_i128 << 63),
        (18_446_744_073_709_551_616.0, 1 << 64),
        (-18_446_744_073_709_551_616.0, -(1 << 64)),
        (1e30, 1_000_000_000_000_000_019_884_624_838_656),
        (-1e30, -1_000_000_000_000_000_019_884_624_838_656),
        (1e20, 100_000_000_000_000_000_000),
    ] {
        let expected = written(|canonical| canonical.big_int(&equal.to_be_bytes()));
        assert_eq!(written(|canonical| canonical.float(value)), expected, "{value}");
    }
    let largest = written(|canonical| canonical.float(f64::MAX));
    assert_eq!(largest[..6], [0xc7, 129, 1, 0, 0xff, 0xff]); // 2^1024 - 2^971: 128 bytes and one for the sign
    assert!(largest[12..].iter().all(|&byte| byte == 0));
}

#[test]
fn other_floats_are_64_bits_and_every_nan_is_one() {
    assert_eq!(written(|canonical| canonical.float(1.5)), [0xcb, 0x3f, 0xf8, 0, 0, 0, 0, 0, 0]);
    assert_eq!(written(|canonical| canonical.float(f64::NEG_INFINITY)), [0xcb, 0xff, 0xf0, 0, 0, 0, 0, 0, 0]);
    for nan in [f64::NAN, -f64::NAN, f64::from_bits(0x7ff0_0000_0000_0001)] {
        assert_eq!(written(|canonical| canonical.float(nan)), [0xcb, 0x7f, 0xf8, 0, 0, 0, 0, 0, 0]);
    }
}

#[test]
fn texts_take_the_shortest_header() {
    for (length, header) in [
        (0_usize, vec![0xa0]),
        (31, vec![0xbf]),
        (32, vec![0xd9, 32]),
        (255, vec![0xd9, 255]),
        (256, vec![0xda, 1, 0]),
        (65_535, vec![0xda, 0xff, 0xff]),
        (65_536, vec![0xdb, 0, 1, 0, 0]),
    ] {
        let text = written(|canonical| canonical.text(&b"x".repeat(length)));

        assert_eq!(text.len(), header.len() + length);
        assert_eq!(text[..header.len()], header);
    }
}

fn dict(pairs: &[(&str, i64)]) -> Vec<u8> {
    written(|canonical| {
        canonical.open(Kind::Dict, pairs.len()).unwrap();
        for (key, value) in pairs {
            canonical.key(key.as_bytes());
            canonical.int(*value);
        }
        canonical.close();
    })
}

#[test]
fn pairs_are_ordered_by_key_text_and_not_by_its_length() {
    let expected = b"\x92\x00\x93\x92\xa2ab\x01\x92\xa1b\x02\x92\xa2ba\x03";

    assert_eq!(dict(&[("ab", 1), ("b", 2), ("ba", 3)]), expected);
    assert_eq!(dict(&[("ba", 3), ("b", 2), ("ab", 1)]), expected);
}

#[test]
fn pairs_of_equal_key_text_are_ordered_by_value() {
    assert_eq!(dict(&[("1", 5), ("1", 4)]), dict(&[("1", 4), ("1", 5)]));
}

#[test]
fn members_of_sets_are_ordered_by_their_bytes() {
    let set = |kind, members: &[i64]| {
        written(|canonical| {
            canonical.open(kind, members.len()).unwrap();
            for member in members {
                canonical.item();
                canonical.int(*member);
            }
            canonical.close();
        })
    };

    assert_eq!(set(Kind::Set, &[200, 3, -1]), [0x92, 3, 0x93, 3, 0xcc, 200, 0xff]);
    assert_eq!(set(Kind::FrozenSet, &[-1, 200, 3]), [0x92, 4, 0x93, 3, 0xcc, 200, 0xff]);
    assert_eq!(set(Kind::List, &[200, 3, -1]), [0x92, 1, 0x93, 0xcc, 200, 3, 0xff]);
}

#[test]
fn sorted_containers_nest() {
    let nested = |outer: [&str; 2], inner: [i64; 2]| {
        written(|canonical| {
            canonical.open(Kind::Dict, 2).unwrap();
            for key in outer {
                canonical.key(key.as_bytes());
                canonical.open(Kind::Set, 2).unwrap();
                for member in inner {
                    canonical.item();
                    canonical.int(member);
                }
                canonical.close();
            }
            canonical.close();
        })
    };

    assert_eq!(nested(["a", "b"], [1, 2]), nested(["b", "a"], [2, 1]));
}

#[test]
fn a_wrong_guess_of_the_number_of_items_is_corrected() {
    for guess in [0, 15, 16, 70_000] {
        for count in [0, 15, 16, 70_000] {
            let list = |expected| {
                written(|canonical| {
                    canonical.open(Kind::List, expected).unwrap();
                    for _ in 0..count {
                        canonical.item();
                        canonical.none();
                    }
                    canonical.close();
                })
            };

            assert!(list(guess) == list(count), "{guess} instead of {count}");
        }
    }
}

#[test]
fn models_and_structs_wrap_one_value() {
    let model = |kind| {
        written(|canonical| {
            canonical.open(kind, 1).unwrap();
            canonical.item();
            canonical.none();
            canonical.close();
        })
    };

    assert_eq!(model(Kind::Model), [0x92, 5, 0xc0]);
    assert_eq!(model(Kind::Struct), [0x92, 6, 0xc0]);
}

#[test]
fn nesting_ends_at_the_limit() {
    let mut canonical = Canonical::new();
    for _ in 0..MAX_DEPTH {
        assert_eq!(canonical.open(Kind::List, 1), Ok(()));
    }

    assert_eq!(canonical.open(Kind::List, 1), Err(HashingError::TooDeep));

    canonical.clear();
    assert_eq!(canonical.open(Kind::List, 1), Ok(()));
}

#[test]
fn the_digest_is_blake2b_256() {
    // RFC 7693 has no vector of this length; this one is Python's `blake2b(b"abc", digest_size=32)`.
    let expected = "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319";

    assert_eq!(hex(&digest(b"abc")), expected);
    assert_eq!(short(&digest(b"abc")), 0x3ddd_813c_6342_3972);
}
