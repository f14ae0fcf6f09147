"""One fault of a document each, by the cause that `lionagi/_errors.py` names: every cause has rows here, a test compares.

Rows stand alone or behind a valid beginning; what is behind the first fault does not matter.
"""

from __future__ import annotations

from equivalence_tests.generators.documents import enveloped

JSON_FAULTS: dict[str, list[bytes]] = {
    "expected_value": [
        b"",
        b" ",
        b"nul",
        b"truE",
        b"fals ",
        b"'a'",
        b"NaN",
        b"+1",
        b".5",
        b"\xff",
        b",",
        b"}",
        b"/**/1",
        b"Infinity",
        b"\x00",
        b"_",
    ],
    "expected_key": [b"{1:2}", b"{,}", b"{'a':1}", b'{"a":1,}', b"{nul", b"{", b'{"a":1,', b"{[", b"{\xff"],
    "expected_colon": [b'{"a"}', b'{"a" 1}', b'{"a",', b'{"a"', b'{"a";1}'],
    "expected_comma_in_list": [b"[1 2]", b"[1}", b"[1", b"[[] []", b"[01]", b"[1;2]", b"[1:2]"],
    "expected_comma_in_map": [b'{"a":1 "b":2}', b'{"a":1]', b'{"a":1', b'{"a":{}:1}', b'{"a":00}'],
    "expected_digit": [b"-", b"1.", b"1e", b"1e+", b"-x", b"1.e5", b"-.5", b"1E-", b"0.", b"-]"],
    "trailing_data": [b"1 2", b"{} x", b"01", b"[]]", b"null,", b'"a""b"', b"1\x00", b"[] //"],
    "control_in_text": [b'"\x00"', b'"a\nb"', b'"\x1f"', b'"ab\tc"', b'{"a\x01":1}', b'"' + b"x" * 70 + b'\x02"'],
    "unknown_escape": [b'"\\x41"', b'"\\ "', b'"\\U0041"', b'"\\\'"', b'"\\0"', b'{"\\a":1}'],
    "expected_hex_digit": [b'"\\u12g4"', b'"\\u"', b'"\\ud800\\u12"', b'"\\u 123"', b'"\\u+123"', b'"\\u12\xc3\xa9"'],
    "lone_surrogate": [
        b'"\\ud800"',
        b'"\\udc00"',
        b'"\\ud800\\ud800"',
        b'"\\ud800\\u0041"',
        b'"a\\udbffb"',
        b'"\\ud800\\n"',
        b'{"\\udfff":1}',
    ],
    "invalid_utf8": [
        b'"\xff"',
        b'"\xed\xa0\x80"',
        b'"\xc0\x80"',
        b'"\xf5\x80\x80\x80"',
        b'"\xe2\x82"',
        b'"\xf4\x90\x80\x80"',
        b'{"\x80":1}',
    ],
    "unclosed_text": [b'"abc', b'"', b'"\\', b'"\\u12', b'"\\"', b'{"a', b'"' + b"x" * 100],
    "number_too_large": [b"1e400", b"-1e309", b"1" * 400, b"0.1e999999999999", b"1.8e308", b"-" + b"9" * 309],
    "too_deep": [b"[" * 255, b'{"a":' * 255, b"[" * 254 + b"{}", b'[{"a":' * 128, b"[[]," * 255, b"[" * 100_000],
}

PACKED_FAULTS: dict[str, list[bytes]] = {
    "truncated": [b"", b"\xcc", b"\xcd\x01", b"\xcb" + b"\x00" * 7, b"\xd9", b"\xdc\x00", b"\xd4", b"\xc7\x01", b"\xdf\x00", b"\xd3\x01"],
    "trailing_data": [b"\xc0\xc0", b"\x90\x01", b"\x80\xc1", b"\xa1ab", b"\xc4\x01ab"],
    "reserved_byte": [b"\xc1", b"\x91\xc1", b"\x81\xa1k\xc1"],
    "unknown_ext": [b"\xd4\x06\x00", b"\xd6\xff\x00\x00\x00\x00", b"\xc7\x00\x00", b"\xd4\x7f\x00", b"\xd5\x80\x00\x00"],
    "bad_ext": [
        *(
            b"\xc7\x00\x01",
            b"\xd5\x02\x00\x00",
            b"\xc7\x03\x03abc",
            b"\xc7\x03\x04abc",
            b"\xd4\x05\xc0",
            b"\xc7\x00\x05",
            b"\xc7\x00\x03",
            b"\xc7\x00\x04",
        ),
        *(b"\xc7\x0f\x02" + b"\x00" * 15, b"\xc7\x11\x02" + b"\x00" * 17, b"\xc7\x0a\x042026-13-01", b"\xc7\x0a\x042026-02-30"),
    ],
    "bytes_announced": [
        b"\xc4\x05abc",
        b"\xdb\xff\xff\xff\xff",
        b"\xa5ab",
        b"\xd8\x02\x00",
        b"\xc9\xff\xff\xff\xff\x01",
        b"\xc6\x80\x00\x00\x00",
    ],
    "items_announced": [b"\xdd\xff\xff\xff\xff", b"\x95\x01", b"\xdc\xff\xff" + b"\xc0" * 99, b"\xdd\x00\x00\x00\x03\xc0\xc0", b"\x91"],
    "pairs_announced": [
        b"\xdf\xff\xff\xff\xff",
        b"\x82\xa0\xc0",
        b"\xde\x00\x02\xa0\xc0\xa1",
        b"\xdf\x80\x00\x00\x00\xa0\xc0",
        b"\x81\xa0",
    ],
    "key_not_text": [
        b"\x81\x01\x02",
        b"\x81\xc0\xc0",
        b"\x81\xc4\x00\xc0",
        b"\x82\xa0\xc0\x90\xc0",
        b"\x81\xc1\xc0",
        b"\xd6\x05\x81\x01\xc0\xc0",
    ],
    "invalid_utf8": [
        b"\xa1\xff",
        b"\x81\xa1\xff\x01",
        b"\xd4\x03\xff",
        b"\xd4\x04\x80",
        b"\xa3\xed\xa0\x80",
        b"\xd9\x02\xc3\x28",
        b"\xa2\xe2\x82",
    ],
    "too_deep": [b"\x91" * 255 + b"\xc0", b"\x81\xa0" * 255 + b"\xc0", b"\x91" * 100_000 + b"\xc0", b"\x92\xc0" * 254 + b"\x90"],
}

# Whole documents: behind a beginning stands a right one, which a stream hands out first.
BINARY_FAULTS: dict[str, list[bytes]] = {
    "bad_magic": [b"X", b"LIOX", b"lion\x01\x00" + bytes(13), enveloped(b"\x00", b"LIOM\x01\x00"), b"\x00" * 30, b"L\x00"],
    "other_version": [b"LION\x02", b"LION\x00\x00", enveloped(b"\x00", b"LION\xff\x00"), b"LION\x02\x07" + bytes(20)],
    "unknown_flags": [b"LION\x01\x01", enveloped(b"\x00", b"LION\x01\x80"), b"LION\x01\xff" + bytes(20)],
    "cut_head": [b"L", b"LIO", b"LION", b"LION\x01", b"LION\x01\x00", b"LION\x01\x00" + bytes(7)],
    "cut_payload": [
        b"LION\x01\x00" + bytes(8),
        enveloped(b"\x00")[:-1],
        enveloped(b"\x05\x03abc")[:-6],
        b"LION\x01\x00" + b"\xff" * 8,
        b"LION\x01\x00" + b"\xff" * 8 + bytes(99),
        b"LION\x01\x00" + b"\x00" * 7 + b"\x80" + bytes(99),
    ],
    "trailing_data": [
        enveloped(b"\x00") + b"\x00",
        enveloped(b"\x00") * 2,
        enveloped(b"\x05\x01a") + b"LION",
        enveloped(b"\x01\x01") + b"\n",
    ],
    "altered": [
        enveloped(b"\x00")[:-1] + b"\xff",
        enveloped(b"\x05\x03abc").replace(b"abc", b"abd"),
        enveloped(b"\x02\x02").replace(b"\x02\x02", b"\x02\x04"),
        enveloped(b"\x06\x05abcde").replace(b"e", b"f"),
    ],
    "cut_value": [
        enveloped(payload)
        for payload in (
            b"",
            b"\x02",
            b"\x02\x80",
            b"\x05",
            b"\x08\x80",
            b"\x07\x02\x02\x80",
            b"\x07",
        )
    ],
    "long_number": [
        enveloped(payload)
        for payload in (
            b"\x02" + b"\xff" * 9 + b"\x02",
            b"\x02" + b"\x80" * 10,
            b"\x05" + b"\xff" * 9 + b"\x7f",
            b"\xff" * 11,
            b"\x06" + b"\xff" * 12,
        )
    ],
    "bytes_announced": [
        enveloped(payload)
        for payload in (
            b"\x05\x01",
            b"\x06\x05abcd",
            b"\x05" + b"\xff" * 9 + b"\x01",
            b"\x04" + bytes(7),
            b"\x09" + bytes(15),
            b"\x01",
            b"\x03\x02a",
            b"\x08\x01\x05abcd",
        )
    ],
    "items_announced": [
        enveloped(payload)
        for payload in (
            b"\x07\x01",
            b"\x08\x01\x00",
            b"\x07" + b"\xff" * 9 + b"\x01",
            b"\x0c\x02" + bytes(3),
        )
    ],
    "bad_value": [
        enveloped(payload)
        for payload in (
            b"\x01\x02",
            b"\x01\xff",
            b"\x03\x00",
            b"\x0a\x03abc",
            b"\x0b\x03abc",
            b"\x0b\x00",
            b"\x0a\x00",
        )
    ],
    "unknown_kind": [
        enveloped(payload)
        for payload in (
            b"\x0d",
            b"\x7f",
            b"\x80\x01",
            b"\x07\x01\x0d",
            b"\xff" * 9 + b"\x01",
            b"\x08\x01\x01k\x0d",
        )
    ],
    "invalid_utf8": [
        enveloped(payload)
        for payload in (
            b"\x05\x01\xff",
            b"\x05\x04ab\xc3x",
            b"\x05\x03\xed\xa0\x80",
            b"\x08\x01\x01\xff\x00",
            b"\x0a\x01\xff",
            b"\x0b\x01\x80",
        )
    ],
    "too_deep": [
        enveloped(payload)
        for payload in (
            b"\x07\x01" * 300,
            b"\x08\x01\x00" * 300,
            b"\x07\x01" * 254 + b"\x07\x00",
            b"\x0c\x01\x00" * 255 + b"\x00\x00",
        )
    ],
    "trailing_payload": [
        enveloped(payload)
        for payload in (
            b"\x00\x00",
            b"\x07\x00\x00",
            b"\x02\x00\x0d",
            b"\x05\x00a",
            b"\x0c\x00\x00",
        )
    ],
}
