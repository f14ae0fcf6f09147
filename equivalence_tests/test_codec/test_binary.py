"""The compact binary form, one document and streams of them; vectors written out by hand judge as well."""

from __future__ import annotations

import re
import struct
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from equivalence_tests.generators.documents import cut_or_followed, damaged_binary, enveloped
from equivalence_tests.strategies import documents, values
from equivalence_tests.strategies.classes import Boom, RaisesInToDict, Shown, Thing
from equivalence_tests.strategies.codec_faults import BINARY_FAULTS
from equivalence_tests.test_codec import binary_pattern
from equivalence_tests.test_codec.test_json import depth_of, raising
from equivalence_tests.test_codec.test_msgpack import with_lists
from lionagi import _errors
from lionagi._core import MAX_DEPTH
from lionagi.testing.proof import both, same
from lionagi.testing.proof.cores import real_pair

# From https://postcard.jamesmunns.com/wire-format and docs/formats/binary.md: each kind, numbers at both ends of a size.
VECTORS: list[tuple[Any, str]] = [
    (None, "00"),
    (False, "01 00"),
    (True, "01 01"),
    (0, "02 00"),
    (-1, "02 01"),
    (1, "02 02"),
    (63, "02 7e"),
    (-64, "02 7f"),
    (64, "02 80 01"),
    (8_191, "02 fe 7f"),
    (8_192, "02 80 80 01"),
    (2**63 - 1, "02 fe ff ff ff ff ff ff ff ff 01"),
    (-(2**63), "02 ff ff ff ff ff ff ff ff ff 01"),
    (2**63, "03 09 00 80 00 00 00 00 00 00 00"),
    (2**64 - 1, "03 09 00 ff ff ff ff ff ff ff ff"),
    (2**64, "03 09 01 00 00 00 00 00 00 00 00"),
    (-(2**63) - 1, "03 09 ff 7f ff ff ff ff ff ff ff"),
    (2**71 - 1, "03 09 7f ff ff ff ff ff ff ff ff"),
    (2**71, "03 0a 00 80 00 00 00 00 00 00 00 00"),
    (1.5, "04 00 00 00 00 00 00 f8 3f"),
    (-0.0, "04 00 00 00 00 00 00 00 80"),
    ("", "05 00"),
    ("ä", "05 02 c3 a4"),
    ("x" * 128, "05 80 01" + "78" * 128),
    (b"", "06 00"),
    (b"\x01\x02", "06 02 01 02"),
    ([], "07 00"),
    ([None, [True]], "07 02 00 07 01 01 01"),
    ({}, "08 00"),
    ({"a": {"b": []}}, "08 01 01 61 08 01 01 62 07 00"),
]


@pytest.mark.parametrize(("value", "payload"), VECTORS, ids=lambda value: repr(value)[:24])
def test_the_forms_of_the_page_are_written_and_read(value, payload):
    data = enveloped(bytes.fromhex(payload))

    assert both("codec").binary_encode(value).value == data
    assert same(both("codec").binary_decode(data).value, value)


@given(documents.packable_values())
def test_what_is_written_reads_back(value):
    written = both("codec").agree(lambda core: core.binary_encode(value), arguments=value).value

    assert same(both("codec").binary_decode(written).value, with_lists(value))
    assert same(both("codec").binary_decode(memoryview(written)).value, with_lists(value))


@given(values.floats())
def test_floats_come_back_bit_by_bit(number):
    read = both("codec").binary_decode(enveloped(b"\x04" + struct.pack("<d", number))).value

    assert struct.pack("<d", read) == struct.pack("<d", number)


@given(values.any_values())
def test_any_value_agrees(value):
    hostile = both("codec", hostile="most of it is not for this form")
    hostile.agree(lambda core: core.binary_encode(value), arguments=value)
    hostile.agree(lambda core: core.binary_encode_many([1, value]), arguments=value)


@given(values.broken_text(), st.sampled_from([lambda text: text, lambda text: [0, text], lambda text: {text: 1}]))
def test_lone_surrogates_are_refused(text, shape):
    hostile = both("codec", hostile="most have a surrogate")
    value = shape(text)
    for written in (hostile.binary_encode(value), hostile.binary_encode_many([value])):
        assert (written.error is None) == (not any("\ud800" <= character <= "\udfff" for character in text))


@given(st.dictionaries(st.one_of(values.integers(), st.none(), st.uuids()), st.integers(), min_size=1, max_size=2))
def test_keys_that_are_no_texts_are_refused(value):
    hostile = both("codec", hostile="no key is a text")
    for shape in (value, {"a": [1, value]}):
        assert type(hostile.binary_encode(shape).error) is TypeError
        assert type(hostile.binary_encode_many([None, shape]).error) is TypeError


@given(values.json_values(), st.sampled_from([lambda bad: bad, lambda bad: [1, bad], lambda bad: {"k": {"l": bad}}]))
def test_what_an_object_of_the_user_raises_leaves_as_it_is(value, shape):
    hostile = both("codec", hostile="all raise")

    assert type(hostile.binary_encode([value, shape(RaisesInToDict())]).error) is Boom
    assert type(hostile.binary_encode_many([value, shape(RaisesInToDict())]).error) is Boom
    assert type(hostile.binary_encode_many([value, shape(Shown())]).error) is TypeError


@given(values.deep_values())
def test_values_nest_up_to_the_limit(value):
    hostile = both("codec", hostile="around the limit")
    written = hostile.agree(lambda core: core.binary_encode(value), arguments=value)

    assert (written.error is None) == (depth_of(value) <= MAX_DEPTH)
    assert (hostile.binary_encode_many([value]).error is None) == (depth_of(value) <= MAX_DEPTH)


@given(values.cyclic_values())
def test_cycles_are_refused(value):
    hostile = both("codec", hostile="all are cycles")

    assert type(hostile.agree(lambda core: core.binary_encode(value), arguments=value).error) is TypeError
    assert type(hostile.agree(lambda core: core.binary_encode_many([value]), arguments=value).error) is TypeError


@given(st.dictionaries(st.text(), values.json_values(), max_size=3), values.json_values())
def test_entities_are_rebuilt_by_the_given_function(fields, value):
    document = both("codec").binary_encode([value, Thing({**fields, "inner": Thing({})})]).value

    for entity in (None, Thing, lambda found: sorted(found)):
        both("codec").agree(lambda core, entity=entity: core.binary_decode(document, entity))
        both("codec").agree(lambda core, entity=entity: core.binary_decode_many(document, True, entity))
    hostile = both("codec", hostile="raises")
    assert type(hostile.binary_decode(document, raising).error) is Boom


@given(st.lists(documents.packable_values(), max_size=3), st.booleans())
def test_what_the_given_function_raises_is_the_fault_of_its_document(given_values, is_last):
    before = both("codec").binary_encode_many(given_values).value
    whole = before + both("codec").binary_encode_many([[Thing({})], None]).value

    kept, used, fault = both("codec").binary_decode_many(whole, is_last, raising).value

    assert same(kept, with_lists(given_values))
    assert used == len(before)
    assert type(fault) is Boom


def test_an_order_to_stop_is_no_fault_of_a_document():
    class Stop(BaseException):
        fault = None

    def stopping(fields):
        raise Stop

    data = both("codec").binary_encode_many([1, Thing({})]).value
    pair = real_pair("codec")
    for core in (pair.python, pair.rust):
        with pytest.raises(Stop):
            core.binary_decode_many(data, True, stopping)


def test_a_fault_in_a_document_inside_an_entity_is_one_of_the_stream():
    documents_ = enveloped(b"\x00") + enveloped(b"\x0c\x00")
    read = both("codec").agree(lambda core: core.binary_decode_many(documents_, True, lambda found: core.binary_decode(b"LION")))

    assert read.value[0] == [None]
    assert type(read.value[2]) is _errors.MalformedBinary


@given(st.one_of(values.integers(), st.none(), st.text(), st.lists(st.integers()), st.dictionaries(st.text(), st.none())))
def test_what_is_no_document_at_all_is_refused(value):
    hostile = both("codec", hostile="none is a document")
    for name in ("binary_decode", "binary_decode_many", "json_lines_decode"):
        assert type(hostile.agree(lambda core, name=name: getattr(core, name)(value)).error) is TypeError


def test_every_cause_has_documents():
    assert BINARY_FAULTS.keys() == _errors._BINARY_CAUSES.keys()


@pytest.mark.parametrize("cause", BINARY_FAULTS)
def test_each_fault_is_named_at_its_place(cause):
    hostile = both("codec", hostile="all are faulty")
    pattern = re.compile(binary_pattern(cause))
    for document in BINARY_FAULTS[cause]:
        for data in (document, bytearray(document), memoryview(document), document + b"", document[:], memoryview(document)[:]):
            assert pattern.search(str(hostile.binary_decode(data).error))
        read = both("codec").binary_decode_many(enveloped(b"\x01\x01") + document)
        if cause != "trailing_data":  # which is the next document of a stream
            assert read.value[:2] == ([True], 20)
            assert pattern.search(str(read.value[2]))


@given(documents.packable_values(), documents.seeds(), st.sampled_from([None, Thing]))
def test_damaged_documents_agree_in_value_or_in_cause_and_place(value, random, entity):
    document = damaged_binary(both("codec").binary_encode(value).value, random)
    both("codec", hostile="damaged").agree(lambda core: core.binary_decode(document, entity))


@given(st.lists(documents.packable_values(), max_size=4), documents.seeds(), st.booleans())
def test_streams_agree_wherever_they_are_cut_or_damaged(given_values, random, is_last):
    whole = both("codec").binary_encode_many(given_values).value
    piece = cut_or_followed(whole, random)

    read = both("codec").agree(lambda core: core.binary_decode_many(piece, is_last))

    assert 0 <= read.value[1] <= len(piece)
    assert read.value[2] is None or type(read.value[2]) is _errors.MalformedBinary


@given(st.lists(documents.packable_values(), max_size=4), st.integers(0, 400))
def test_everything_before_a_cut_is_kept_and_the_rest_is_read_later(given_values, size):
    whole = both("codec").binary_encode_many(given_values).value
    piece = whole[:size]

    first, used, fault = both("codec").binary_decode_many(piece, False).value
    rest, _, none = both("codec").binary_decode_many(whole[used:]).value

    assert fault is None
    assert none is None
    assert same(first + rest, with_lists(given_values))


EXAMPLE = {"id": "0123", "metadata": {"n": [1, -2, 3.5, None, True]}, "text": "ä" * 70, "big": 2**90, "raw": b"\x00\xff"}


def test_every_altered_byte_is_found():
    hostile = both("codec", hostile="all are altered")
    document = both("codec").binary_encode(EXAMPLE).value
    for place in range(len(document)):
        for change in (0x01, 0x80, 0xFF):
            altered = bytearray(document)
            altered[place] ^= change
            assert isinstance(hostile.binary_decode(bytes(altered)).error, _errors.MalformedBinary)


def test_every_cut_and_every_lost_byte_is_found():
    hostile = both("codec", hostile="all are cut")
    document = both("codec").binary_encode(EXAMPLE).value
    for place in range(len(document)):
        assert isinstance(hostile.binary_decode(document[:place]).error, _errors.MalformedBinary)
        assert isinstance(hostile.binary_decode(document[:place] + document[place + 1 :]).error, _errors.MalformedBinary)
