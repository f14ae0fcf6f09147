"""JSON, and what is written alike as MessagePack."""

from __future__ import annotations

import datetime
import json
import math
from typing import Any

import orjson
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from equivalence_tests.generators.codec import OPTIONS
from equivalence_tests.strategies import documents, values
from equivalence_tests.strategies.classes import Boom, RaisesInToDict, Shown, Thing
from equivalence_tests.strategies.codec_faults import JSON_FAULTS, PACKED_FAULTS
from lionagi import _errors
from lionagi._core import MAX_DEPTH
from lionagi.testing.proof import both, same


def options() -> st.SearchStrategy[int]:
    return st.lists(st.sampled_from(OPTIONS), max_size=4, unique=True).map(sum)


def raising(value: Any) -> Any:
    raise Boom("default")


DEFAULTS = {
    "its class": lambda value: repr(type(value)),
    "a list of its class": lambda value: [type(value).__name__, {"deep": (1.5, None)}],
    "None": lambda value: None,
    "another unknown, then text": lambda value: "text" if isinstance(value, Shown) else Shown(),
}


# --- writing JSON ------------------------------------------------------------------------------------------------------


@given(values.json_values())
def test_json_of_plain_values_is_that_of_orjson_and_says_the_same_to_json(value):
    outcome = both("codec").agree(lambda core: core.json_encode(value), arguments=value)

    assert outcome.value == orjson.dumps(value)
    assert same(json.loads(outcome.value), without_nan(value))


def without_nan(value: Any) -> Any:
    """What JSON makes of a value: NaN and infinities are null."""
    if isinstance(value, list):
        return [without_nan(item) for item in value]
    if isinstance(value, dict):
        return {key: without_nan(item) for key, item in value.items()}
    return None if isinstance(value, float) and not math.isfinite(value) else value


@given(values.json_values(), options())
def test_every_option_is_obeyed_as_orjson_obeys_it(value, flags):
    outcome = both("codec", hostile="53-bit integers are an option").agree(
        lambda core: core.json_encode(value, None, flags), arguments=value
    )

    assert outcome.error is not None or outcome.value == orjson.dumps(value, option=flags)


@given(values.any_values(), st.sampled_from(sorted(DEFAULTS)), options())
def test_json_of_any_value_agrees(value, default, flags):
    function = DEFAULTS[default]
    both("codec", hostile="much of it is not for JSON").agree(lambda core: core.json_encode(value, function, flags | 4), arguments=value)


@given(values.any_values())
def test_json_of_any_value_without_default_agrees(value):
    both("codec", hostile="most of it is not for JSON").agree(lambda core: core.json_encode(value), arguments=value)


@given(values.floats())
@example(5e-324)
@example(1e16)
@example(123456789012345680.0)
def test_floats_are_written_in_the_shortest_form_that_reads_back(number):
    written = both("codec").json_encode(number).value

    assert written == orjson.dumps(number)
    assert same(json.loads(written), number if math.isfinite(number) else None)


@given(st.one_of(values.text(), st.text(st.characters(max_codepoint=0x7F), max_size=80)))
def test_texts_are_escaped_as_orjson_escapes_them(text):
    assert both("codec").json_encode({text: [text]}).value == orjson.dumps({text: [text]})


@given(values.broken_text(), st.sampled_from([lambda text: text, lambda text: [0, text], lambda text: {"k": text}, lambda text: {text: 1}]))
def test_lone_surrogates_are_refused_where_they_stand(text, shape):
    value = shape(text)
    hostile = both("codec", hostile="some have no surrogate")
    for name in ("json_encode", "msgpack_encode"):
        outcome = hostile.agree(lambda core, name=name: getattr(core, name)(value), arguments=value)

        assert (outcome.error is None) == (not any("\ud800" <= character <= "\udfff" for character in text))


@given(st.one_of(st.integers(min_value=2**64), st.integers(max_value=-(2**63) - 1), values.big_integers()), options())
def test_integers_beyond_64_bits_are_refused(number, flags):
    hostile = both("codec", hostile="nearly all are too large")
    for value in (number, [number], {"n": number}, {number: 1}):
        hostile.agree(lambda core, value=value: core.json_encode(value, None, flags))
        hostile.agree(lambda core, value=value: core.json_encode(value, None, flags | orjson.OPT_NON_STR_KEYS))
        hostile.agree(lambda core, value=value: core.json_encode(value, None, flags | orjson.OPT_STRICT_INTEGER))


@given(st.one_of(st.integers(2**53 - 2, 2**63), st.integers(-(2**63), 2 - 2**53)), options())
def test_strict_integers_have_at_most_53_bits(number, flags):
    flags |= orjson.OPT_STRICT_INTEGER
    outcome = both("codec", hostile="most are too large").json_encode({"n": [number]}, None, flags)

    assert (outcome.error is None) == (abs(number) < 2**53)


@given(st.dictionaries(st.one_of(values.integers(), st.none(), st.uuids(), st.binary(max_size=3)), st.integers(), min_size=1, max_size=2))
def test_messagepack_refuses_keys_that_are_no_texts(value):
    hostile = both("codec", hostile="no key is a text")
    for shape in (value, {"a": [1, value]}):
        assert type(hostile.agree(lambda core, shape=shape: core.msgpack_encode(shape), arguments=shape).error) is TypeError


@given(st.dictionaries(st.one_of(values.hashables(), st.builds(Shown)), st.integers(), min_size=1, max_size=4), options())
def test_keys_of_every_kind_agree(value, flags):
    hostile = both("codec", hostile="most keys are no texts")
    hostile.agree(lambda core: core.json_encode(value, None, flags), arguments=value)
    hostile.agree(lambda core: core.json_encode(value, None, flags | orjson.OPT_NON_STR_KEYS), arguments=value)


@given(st.integers(-(2**63), 2**64 - 1), st.integers(2**63, 2**64 - 1), options())
def test_integer_keys_are_written_exactly(number, unsigned, flags):
    value = {number: 1, unsigned: 2}
    flags |= orjson.OPT_NON_STR_KEYS
    hostile = both("codec", hostile="53-bit integers are an option")
    outcome = hostile.agree(lambda core: core.json_encode(value, None, flags), arguments=value)

    assert outcome.error is not None or outcome.value == orjson.dumps(value, option=flags)


_DAY = datetime.timedelta(hours=23)


@given(st.timedeltas(min_value=-_DAY, max_value=_DAY), st.integers(-1_380, 1_380), options())
@example(datetime.timedelta(seconds=30), 90, 0)
def test_offsets_with_seconds_are_rounded_alike(offset, minutes, flags):
    for zone in (datetime.timezone(offset), datetime.timezone(datetime.timedelta(minutes=minutes, seconds=30))):
        moment = datetime.datetime(2024, 2, 29, 12, 30, 45, tzinfo=zone)
        both("codec").agree(lambda core, moment=moment: core.json_encode([moment], None, flags))


@given(st.times(timezones=st.sampled_from(values.ZONES[:4])), st.datetimes(timezones=st.sampled_from(values.ZONES)), options())
def test_times_and_zones_agree(time, moment, flags):
    hostile = both("codec", hostile="times with zones are refused")
    hostile.agree(lambda core: core.json_encode([time], None, flags))
    hostile.agree(lambda core: core.json_encode([moment, {"m": moment}], None, flags))


@given(
    st.one_of(st.integers(), st.floats(), st.none(), st.booleans(), st.text()).filter(
        lambda flags: not (type(flags) is int and 0 <= flags < 4096)
    )
)
def test_what_is_no_option_is_refused(flags):
    hostile = both("codec", hostile="all are refused")
    hostile.json_encode([1], None, flags)
    hostile.json_encode([1], None, orjson.OPT_SERIALIZE_NUMPY)


@given(values.json_values(), st.sampled_from([lambda bad: bad, lambda bad: [1, bad], lambda bad: {"k": {"l": bad}}]))
def test_what_functions_of_the_user_raise_leaves_as_it_is(value, shape):
    hostile = both("codec", hostile="all raise")
    for bad in ([value, shape(Shown())], shape(RaisesInToDict())):
        outcome = hostile.agree(lambda core, bad=bad: core.json_encode(bad, raising), arguments=bad)

        assert type(outcome.error) is Boom
    assert type(hostile.msgpack_encode(shape(RaisesInToDict())).error) is Boom


@given(st.one_of(st.integers(0, 600), st.integers(250, 258)))
@example(253)
@example(254)
def test_default_may_follow_default_as_often_as_in_orjson(length):
    def chain(value: Any) -> Any:
        value.text = str(int(value.text) - 1)
        return "end" if value.text == "0" else value

    hostile = both("codec", hostile="around the limit")
    outcome = hostile.agree(lambda core: core.json_encode(Shown(str(length + 1)), chain))

    try:
        expected = orjson.dumps(Shown(str(length + 1)), chain)
    except TypeError:
        expected = None
    assert outcome.value == expected


@given(values.deep_values())
def test_json_nests_up_to_the_limit(value):
    outcome = both("codec", hostile="around the limit").agree(lambda core: core.json_encode(value), arguments=value)

    assert (outcome.error is None) == (depth_of(value) <= MAX_DEPTH)


@given(values.deep_values())
def test_messagepack_nests_up_to_the_limit(value):
    outcome = both("codec", hostile="around the limit").agree(lambda core: core.msgpack_encode(value), arguments=value)

    assert (outcome.error is None) == (depth_of(value) <= MAX_DEPTH)


def depth_of(value: Any) -> int:
    depth = 0
    while isinstance(value, (list, tuple, dict)):
        value = value["k"] if isinstance(value, dict) else value[-1]
        depth += 1
    return depth


@given(values.cyclic_values(), options())
def test_cycles_are_refused(value, flags):
    hostile = both("codec", hostile="all are cycles")
    hostile.agree(lambda core: core.json_encode(value, None, flags), arguments=value)
    hostile.agree(lambda core: core.msgpack_encode(value), arguments=value)


@given(st.dictionaries(values.text(), values.json_values(), max_size=4), st.integers(0, 3))
def test_entities_are_written_as_their_dict(fields, depth):
    value: Any = fields
    for _ in range(depth):
        value = Thing({"inner": [value]})
    plain = plain_of(value)

    assert both("codec").json_encode([value]).value == orjson.dumps([plain])
    assert same(both("codec").msgpack_decode(both("codec").msgpack_encode([value]).value).value, [plain])


def plain_of(value: Any) -> Any:
    while isinstance(value, Thing):
        return {key: plain_of(item) for key, item in value.to_dict().items()}
    return [plain_of(item) for item in value] if isinstance(value, list) else value


# --- reading JSON ------------------------------------------------------------------------------------------------------


@given(documents.json_texts(), st.sampled_from([str, bytes, bytearray, memoryview]))
@example('{"a": 1, "a": 2, "b": [], "a": 3}', str)
def test_json_reads_as_json_reads_it(document, kind):
    data = document if kind is str else kind(document.encode())
    outcome = both("codec").agree(lambda core: core.json_decode(data), arguments=document)

    assert same(outcome.value, json.loads(document, parse_int=integer))


def integer(text: str) -> int | float:
    """An integer as orjson reads it: a float beyond 64 bits."""
    number = int(text)
    return number if -(2**63) <= number < 2**64 else float(text)


@given(documents.damaged_json(), st.booleans())
def test_damaged_json_agrees_in_value_or_in_cause_and_place(document, as_text):
    data: Any = document
    if as_text:
        data = document.decode("utf-8", "surrogateescape")
    both("codec", hostile="damaged").agree(lambda core: core.json_decode(data))


@given(documents.deep_json(), st.booleans())
def test_json_is_read_up_to_the_limit_of_nesting(document, as_text):
    both("codec", hostile="around the limit").agree(lambda core: core.json_decode(document if as_text else document.encode()))


def test_every_cause_has_documents():
    assert JSON_FAULTS.keys() == _errors._JSON_CAUSES.keys()
    assert PACKED_FAULTS.keys() == _errors._MSGPACK_CAUSES.keys()


_JSON_BEGINNINGS = [b"", b" ", b"[1, ", b'{"a": ', b'[{"k": [null, ', '["ä😀", '.encode(), b'["' + b"x" * 200 + b'", ', b"\n\n[\n"]


@pytest.mark.parametrize("cause", JSON_FAULTS)
def test_each_fault_of_json_is_named_at_its_place(cause):
    hostile = both("codec", hostile="all are faulty")
    causes = set()
    for fault in JSON_FAULTS[cause]:
        for beginning in _JSON_BEGINNINGS:
            outcome = hostile.json_decode(beginning + fault)
            hostile.json_decode((beginning + fault).decode("utf-8", "surrogateescape"))
            causes.add(str(outcome.error).partition(": line")[0])  # behind a bracket some rows are no faults

    assert _errors._JSON_CAUSES[cause] in causes


@given(st.one_of(values.integers(), st.none(), st.lists(st.integers()), st.dictionaries(st.text(), st.none())))
def test_what_is_no_document_at_all_is_refused(value):
    hostile = both("codec", hostile="none is a document")
    for name in ("json_decode", "msgpack_decode"):
        assert type(hostile.agree(lambda core, name=name: getattr(core, name)(value)).error) is TypeError
