"""JSON reading on each backend, through `json_loads`. Writing: `test_json_dump.py`.

Oracles: orjson for values and for what is refused, the json module for what a document means. Places of errors are checked against
the Python core's scanner and against what a place has to mean.
"""

import json
import threading

import orjson
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lionagi import _errors
from lionagi._core_py import codec as reference
from lionagi.ln._json_dump import json_loads

pytestmark = pytest.mark.usefixtures("backend")

texts = st.text(max_size=20) | st.text('"\\/\b\f\n\r\t\x00\x1f\x7f ab', max_size=40)
plain_scalars = st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats() | texts
plain_values = st.recursive(plain_scalars, lambda inner: st.lists(inner, max_size=5) | st.dictionaries(texts, inner, max_size=5))


def nested(count, wrap, innermost):
    for _ in range(count):
        innermost = wrap(innermost)
    return innermost


@given(plain_values, st.sampled_from([None, 0, 1, 3]), st.booleans())
def test_reading_is_that_of_orjson_with_any_spacing_and_escaping(value, indent, ascii_only):
    document = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    assume("NaN" not in document and "Infinity" not in document)

    for data in (document, document.encode(), bytearray(document.encode()), memoryview(document.encode())):
        assert repr(json_loads(data)) == repr(orjson.loads(document))


@pytest.mark.parametrize(
    ("document", "value"),
    [
        ("18446744073709551615", 2**64 - 1),
        ("18446744073709551616", 18446744073709551616.0),
        ("99999999999999999999", 1e20),
        ("-9223372036854775808", -(2**63)),
        ("-9223372036854775809", -9223372036854775808.0),
        ("-18446744073709551615", -18446744073709551615.0),
        ("123456789012345678901234567890", 1.2345678901234568e29),
        ("-0", 0),
        ("-0.0", -0.0),
        ("-0e5", -0.0),
        ("1e-400", 0.0),
        ("0e9999999999", 0.0),
        ("1E+2", 100.0),
        ("2.2250738585072011e-308", 2.225073858507201e-308),
        ("1" * 308, float("1" * 308)),
        ('{"a":1,"b":2,"a":3}', {"a": 3, "b": 2}),
        (r'"\"\\\/\b\f\n\r\t\u00e9\uD83D\ude00"', '"\\/\b\f\n\r\té😀'),
        (" \t\r\n[ ] ", []),
        ('"\x7f"', "\x7f"),
    ],
)
def test_values_at_the_borders(document, value):
    assert repr(json_loads(document)) == repr(value)
    assert list(json_loads(document) if isinstance(value, dict) else ()) == (list(value) if isinstance(value, dict) else [])


@pytest.mark.parametrize(
    ("document", "place", "text"),
    [
        (b"", 0, "expected a value"),
        (b"  ", 2, "expected a value"),
        (b"\xef\xbb\xbf1", 0, "expected a value"),
        (b"nul", 3, "expected a value"),
        (b"[nulx]", 4, "expected a value"),
        (b"NaN", 0, "expected a value"),
        (b"[1,]", 3, "expected a value"),
        (b"// x", 0, "expected a value"),
        (b"+1", 0, "expected a value"),
        (b".5", 0, "expected a value"),
        (b"-", 1, "expected a digit"),
        (b"-x", 1, "expected a digit"),
        (b"1.", 2, "expected a digit"),
        (b"1.e5", 2, "expected a digit"),
        (b"1e", 2, "expected a digit"),
        (b"[1e+]", 4, "expected a digit"),
        (b"01", 1, "expected nothing more after the document"),
        (b"1 2", 2, "expected nothing more after the document"),
        (b"[]]", 2, "expected nothing more after the document"),
        (b"[1 2]", 3, "expected ',' or ']'"),
        (b"[1", 2, "expected ',' or ']'"),
        (b"[1}", 2, "expected ',' or ']'"),
        (b'{"a":1 "b":2}', 7, "expected ',' or '}'"),
        (b'{"a":1', 6, "expected ',' or '}'"),
        (b'{"a":1,}', 7, "expected a key in double quotes"),
        (b"{", 1, "expected a key in double quotes"),
        (b"{1:2}", 1, "expected a key in double quotes"),
        (b'{"a" 1}', 5, "expected ':' after a key"),
        (b'"a', 2, "text without a closing quote"),
        (b'"\\', 2, "text without a closing quote"),
        (b'"\\u00', 5, "text without a closing quote"),
        (b'"a\nb"', 2, "control character in a text; write it as an escape"),
        (b'"12345678\x1f"', 9, "control character in a text; write it as an escape"),
        (b'"a\\x"', 3, "unknown escape in a text"),
        (b'"\\u12g4"', 5, "expected four hexadecimal digits"),
        (b'"a\\ud800"', 2, "half of a surrogate pair in a text"),
        (b'"\\udfff"', 1, "half of a surrogate pair in a text"),
        (b'"\\ud83d\\u0041"', 1, "half of a surrogate pair in a text"),
        (b'"\\ud83d\\ue000"', 1, "half of a surrogate pair in a text"),
        (b'["ab\xff"]', 4, "invalid UTF-8 in a text"),
        (b'"\xc3"', 1, "invalid UTF-8 in a text"),
        (b'"\xed\xa0\x80"', 1, "invalid UTF-8 in a text"),
        (b"[1e400]", 1, "number is infinity when read as a float"),
        (b"-1e400", 0, "number is infinity when read as a float"),
        (b"1" * 310, 0, "number is infinity when read as a float"),
        (b"[" * 255 + b"]" * 255, 254, "more than 254 containers inside each other"),
        (b'{"a":' * 255 + b"1" + b"}" * 255, 1270, "more than 254 containers inside each other"),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_a_malformed_document_is_refused_with_cause_and_place(document, place, text):
    with pytest.raises(json.JSONDecodeError) as caught:
        json_loads(document)
    error = caught.value
    assert (error.pos, error.msg) == (place, text)
    assert error.doc == document.decode("utf-8", "replace")


def test_the_place_counts_characters_of_text_and_lines():
    with pytest.raises(json.JSONDecodeError) as caught:
        json_loads('["é😀",\n  x]')
    assert (caught.value.pos, caught.value.lineno, caught.value.colno) == (9, 2, 3)
    assert str(caught.value) == "expected a value: line 2 column 3 (char 9)"


def test_a_str_with_half_of_a_surrogate_pair_is_refused_at_its_place():
    with pytest.raises(json.JSONDecodeError, match="invalid UTF-8 in a text"):
        json_loads('["é\ud800"]')


def test_254_brackets_may_be_open_and_brackets_in_texts_do_not_count():
    assert nested(253, lambda inner: [inner], []) == json_loads("[" * 254 + "]" * 254)
    text = '[\\"' * 300
    document = json.dumps([text, {"a" + text: [text]}, "\\" * 301, '"']) + " "

    assert json_loads(document) == json.loads(document)
    assert json_loads("[" + ",".join(["[[]]"] * 300) + "]") == [[[]]] * 300


@pytest.mark.parametrize("data", [None, 1, ["[]"], {"a": 1}, object])
def test_other_arguments_are_type_errors(data):
    with pytest.raises(TypeError, match=f"^JSON must be str, bytes, bytearray or memoryview, not {type(data).__name__}$"):
        json_loads(data)


def test_buffers_of_any_layout_are_read():
    spread = memoryview(b"[x1x,x2x]x")[::2]

    assert json_loads(spread) == [1, 2]


closed_documents = st.lists(plain_values | st.datetimes().map(str), max_size=4) | st.dictionaries(
    texts, plain_values, min_size=1, max_size=3
)


@given(closed_documents, st.data())
def test_a_document_cut_anywhere_is_refused_where_it_ends(value, data):
    document = orjson.dumps(value).decode()
    size = data.draw(st.integers(0, len(document) - 1))

    with pytest.raises(json.JSONDecodeError) as caught:
        json_loads(document[:size])
    # Half an escape may be half of a pair; orjson writes none of these.
    assert caught.value.pos == size


def mutated(document, data):
    """The document with some bytes put in, changed or taken out."""
    found = bytearray(document)
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(found)))
        pieces = [b"", b"\\", b'"', b",", b"[", b"]", b"}", b"0", b"\\ud800", b"e5", b".", b"-", b" ", b"\xc3", b"\x00", b"e400"]
        piece = data.draw(st.sampled_from(pieces) | st.binary(min_size=1, max_size=1))
        found[at : at + data.draw(st.integers(0, 1))] = piece
    return bytes(found)


@given(plain_values, st.data())
def test_a_mutated_document_is_read_as_orjson_does_or_refused_at_the_right_place(value, data):
    document = mutated(json.dumps(value).replace("NaN", "1").replace("Infinity", "1").encode(), data)
    try:
        expected = orjson.loads(document)
    except ValueError:
        with pytest.raises(json.JSONDecodeError) as caught:
            json_loads(document)
        assert reference_error(document) == (caught.value.msg, caught.value.pos, caught.value.doc)
        check_place(document, caught.value, data)
    else:
        assert repr(json_loads(document)) == repr(expected)


def reference_error(document):
    with pytest.raises(json.JSONDecodeError) as caught:
        reference.json_decode(document)
    return caught.value.msg, caught.value.pos, caught.value.doc


def check_place(document, error, data):
    """A byte that cannot be part of a document cannot be whatever follows it."""
    about_more_than_one_byte = ("surrogate", "infinity", "UTF-8")
    at = len(error.doc[: error.pos].encode())
    if at >= len(document) or not document.isascii() or any(word in error.msg for word in about_more_than_one_byte):
        return
    tail = data.draw(st.binary(max_size=8))

    with pytest.raises(json.JSONDecodeError) as caught:
        json_loads(document[: at + 1] + tail)
    assert caught.value.pos == error.pos


@given(st.lists(st.text(min_size=1, max_size=80), min_size=1, max_size=30, unique=True))
def test_keys_are_the_right_ones_however_many_were_read_before(names):
    for number in range(3):
        document = {name + str(number): place for place, name in enumerate(names)}
        assert json_loads(orjson.dumps(document)) == document


def test_two_thousand_keys_read_twice_in_two_threads():
    documents = [orjson.dumps({f"key{number}": number for number in range(start, start + 2000)}) for start in (0, 1000)]
    found = []

    def read():
        found.extend(json_loads(document) == orjson.loads(document) for document in documents * 5)

    threads = [threading.Thread(target=read) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [True] * 20


def test_every_cause_of_a_malformed_document_is_raised_by_some_row_above():
    rows = test_a_malformed_document_is_refused_with_cause_and_place.pytestmark[0].args[1]

    assert {text for _, _, text in rows} == set(_errors._JSON_CAUSES.values())
