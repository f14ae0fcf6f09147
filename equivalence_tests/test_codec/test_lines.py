"""JSON Lines, both ways; orjson and json judge as well."""

from __future__ import annotations

import datetime
import json

import orjson
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from equivalence_tests.generators.documents import cut_or_followed
from equivalence_tests.strategies import documents, values
from equivalence_tests.strategies.classes import Boom, RaisesInToDict, Shown, Thing
from equivalence_tests.test_codec.test_json import DEFAULTS, depth_of, integer, options, raising
from lionagi._core import MAX_DEPTH
from lionagi.testing.proof import both, same


@given(st.lists(values.json_values(), max_size=5))
def test_lines_are_documents_of_orjson(given_values):
    written = both("codec").agree(lambda core: core.json_lines_encode(given_values), arguments=given_values).value

    assert written == b"".join(orjson.dumps(value) + b"\n" for value in given_values)


@given(st.lists(values.any_values(), max_size=3), st.sampled_from(sorted(DEFAULTS)), options())
def test_lines_of_any_values_agree(given_values, default, flags):
    hostile = both("codec", hostile="much of it is not for JSON")
    hostile.agree(lambda core: core.json_lines_encode(given_values, DEFAULTS[default], flags | 4), arguments=given_values)
    hostile.agree(lambda core: core.json_lines_encode(given_values), arguments=given_values)


@given(values.json_values(), st.sampled_from([lambda bad: bad, lambda bad: [1, bad], lambda bad: {"k": {"l": bad}}]))
def test_what_functions_of_the_user_raise_leaves_as_it_is(value, shape):
    hostile = both("codec", hostile="all raise")

    assert type(hostile.json_lines_encode([value, shape(Shown())], raising).error) is Boom
    assert type(hostile.json_lines_encode([shape(RaisesInToDict())]).error) is Boom
    assert type(hostile.json_lines_encode([value, shape(2**64)]).error) is TypeError


def _endless(value):
    return Shown()


_NON_STR = orjson.OPT_NON_STR_KEYS
REFUSED = {
    "lone surrogate": ("\ud800", None, 0),
    "a function of the user raises": (Shown(), raising, 0),
    "unknown type": (Shown(), None, 0),
    "beyond 64 bits": (2**64, None, 0),
    "beyond 53 bits": (2**53, None, orjson.OPT_STRICT_INTEGER),
    "key that is no text": ({1: 2}, None, 0),
    "key that cannot be written": ({(): 2}, None, _NON_STR),
    "key beyond 64 bits": ({2**64: 2}, None, _NON_STR),
    "time with a zone": (datetime.time(1, tzinfo=datetime.timezone.utc), None, 0),
    "default after default": (Shown(), _endless, 0),
    "no options": (1, None, 4096),
    "numpy": (1, None, orjson.OPT_SERIALIZE_NUMPY),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_json_refuses_lines_refuse(name):
    value, default, flags = REFUSED[name]
    hostile = both("codec", hostile="all are refused")
    for before in range(8):
        for shape in (value, [value], {"k": (1, value)}):
            outcome = hostile.json_lines_encode([*range(before), shape, 0], default, flags)

            assert same(outcome.error, hostile.json_encode(shape, default, flags).error)


@given(values.deep_values(), values.cyclic_values())
def test_lines_nest_up_to_the_limit(value, cycle):
    hostile = both("codec", hostile="around the limit")

    assert (hostile.json_lines_encode([1, value]).error is None) == (depth_of(value) <= MAX_DEPTH)
    assert type(hostile.agree(lambda core: core.json_lines_encode([cycle]), arguments=cycle).error) is TypeError


@pytest.mark.parametrize("given_values", [(), [1], [{"a": [1]}, 2]])
def test_a_document_stands_in_one_line_whatever_the_options_say(given_values):
    plain = both("codec").json_lines_encode(given_values).value

    assert both("codec").json_lines_encode(given_values, None, orjson.OPT_APPEND_NEWLINE).value == plain
    hostile = both("codec", hostile="all are refused")
    for flags in (orjson.OPT_INDENT_2, orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS, 4096, -1, "1", orjson.OPT_SERIALIZE_NUMPY):
        assert type(hostile.json_lines_encode(given_values, None, flags).error) is TypeError


def test_entities_are_written_as_their_dict():
    assert both("codec").json_lines_encode((Thing({"a": Thing({})}), 1)).value == b'{"a":{}}\n1\n'


@given(
    st.lists(documents.json_texts().filter(lambda text: "\n" not in text), max_size=5),
    st.sampled_from(["\n", "\r\n", "\n\n", "\n \t\r\n"]),
    st.booleans(),
    st.sampled_from([bytes, bytearray, memoryview]),
)
@example([], "\n\n", True, bytes)
def test_lines_read_as_json_reads_them(texts, end, ends_well, kind):
    data = kind((end.join(texts) + (end if ends_well and texts else "")).encode())
    values_, used, lines, fault = both("codec").agree(lambda core: core.json_lines_decode(data)).value

    assert fault is None
    assert used == len(bytes(data))
    assert lines == bytes(data).count(b"\n") + (not ends_well and bool(texts))
    assert same(values_, [json.loads(text, parse_int=integer) for text in texts])


@given(st.lists(values.json_values(), max_size=4), documents.seeds(), st.booleans())
def test_pieces_agree_wherever_they_are_cut_or_damaged(given_values, random, is_last):
    piece = cut_or_followed(both("codec").json_lines_encode(given_values).value, random)

    values_, used, lines, fault = both("codec").agree(lambda core: core.json_lines_decode(piece, is_last)).value

    assert piece[:used].count(b"\n") + (is_last and used == len(piece) and not piece.endswith(b"\n") and used > 0) == lines
    assert len(values_) <= lines
    assert fault is None or isinstance(fault, json.JSONDecodeError)


@given(st.lists(values.json_values(), max_size=4), st.integers(0, 400))
def test_everything_before_a_cut_is_kept_and_the_rest_is_read_later(given_values, size):
    whole = both("codec").json_lines_encode(given_values).value

    first, used, _, fault = both("codec").json_lines_decode(whole[:size], False).value
    rest, _, _, none = both("codec").json_lines_decode(whole[used:]).value

    assert fault is None
    assert none is None
    assert same(first + rest, both("codec").json_decode(orjson.dumps(given_values)).value)


@pytest.mark.parametrize(("data", "kept", "line"), [(b"1\n[\n2\n", [1], 1), (b'\n\n{"a":1}\nnul', [{"a": 1}], 3), (b"\xff\n1", [], 0)])
def test_a_fault_stands_after_what_was_read(data, kept, line):
    values_, used, lines, fault = both("codec").json_lines_decode(data).value

    assert (values_, lines) == (kept, line)
    assert isinstance(fault, json.JSONDecodeError)
    assert data[:used].count(b"\n") == line
