"""MessagePack; msgspec and vectors from the spec judge as well."""

from __future__ import annotations

import datetime
import re
import struct
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from equivalence_tests.generators.documents import HOSTILE_PACKED, packed, packed_ext
from equivalence_tests.strategies import documents, values
from equivalence_tests.strategies.classes import Boom, Thing
from equivalence_tests.strategies.codec_faults import PACKED_FAULTS
from equivalence_tests.test_codec import pattern_of
from equivalence_tests.test_codec.test_json import raising
from lionagi import _errors
from lionagi.testing.proof import both, same
from lionagi.testing.proof.bulk import assert_bulk_agrees

# --- MessagePack -------------------------------------------------------------------------------------------------------

# From https://github.com/msgpack/msgpack/blob/master/spec.md: each format at both ends of its range.
VECTORS: list[tuple[Any, str]] = [
    (None, "c0"),
    (False, "c2"),
    (True, "c3"),
    (0, "00"),
    (127, "7f"),
    (-1, "ff"),
    (-32, "e0"),
    (-33, "d0 df"),
    (-128, "d0 80"),
    (128, "cc 80"),
    (255, "cc ff"),
    (256, "cd 01 00"),
    (65_535, "cd ff ff"),
    (65_536, "ce 00 01 00 00"),
    (2**32 - 1, "ce ff ff ff ff"),
    (2**32, "cf 00 00 00 01 00 00 00 00"),
    (2**64 - 1, "cf ff ff ff ff ff ff ff ff"),
    (-129, "d1 ff 7f"),
    (-32_768, "d1 80 00"),
    (-32_769, "d2 ff ff 7f ff"),
    (-(2**31), "d2 80 00 00 00"),
    (-(2**31) - 1, "d3 ff ff ff ff 7f ff ff ff"),
    (-(2**63), "d3 80 00 00 00 00 00 00 00"),
    (1.5, "cb 3f f8 00 00 00 00 00 00"),
    (-0.0, "cb 80 00 00 00 00 00 00 00"),
    ("", "a0"),
    ("ä", "a2 c3 a4"),
    ("x" * 31, "bf" + "78" * 31),
    ("x" * 32, "d9 20" + "78" * 32),
    ("x" * 256, "da 01 00" + "78" * 256),
    ("x" * 65_536, "db 00 01 00 00" + "78" * 65_536),
    (b"", "c4 00"),
    (b"\x01" * 256, "c5 01 00" + "01" * 256),
    (b"\x01" * 65_536, "c6 00 01 00 00" + "01" * 65_536),
    ([], "90"),
    ([None] * 15, "9f" + "c0" * 15),
    ([None] * 16, "dc 00 10" + "c0" * 16),
    ([None] * 65_536, "dd 00 01 00 00" + "c0" * 65_536),
    ({}, "80"),
    ({"a": {"b": []}}, "81 a1 61 81 a1 62 90"),
    ({f"{n:x}": None for n in range(16)}, "de 00 10" + "".join(f"a1 {ord(f'{n:x}'):02x} c0" for n in range(16))),
    (2**64, "c7 09 01 01 00 00 00 00 00 00 00 00"),
    (-(2**63) - 1, "c7 09 01 ff 7f ff ff ff ff ff ff ff"),
    (2**127 - 1, "d8 01 7f" + "ff" * 15),
    (2**127, "c7 11 01 00 80" + "00" * 15),
]


@pytest.mark.parametrize(("value", "expected"), VECTORS, ids=lambda value: repr(value)[:24])
def test_the_forms_of_the_spec_are_written_and_read(value, expected):
    data = bytes.fromhex(expected)

    assert both("codec").msgpack_encode(value).value == data
    assert same(both("codec").msgpack_decode(data).value, value)


@given(values.json_values())
def test_messagepack_of_plain_values_is_that_of_msgspec(value):
    written = both("codec").agree(lambda core: core.msgpack_encode(value), arguments=value).value

    assert written == msgspec.msgpack.encode(value)
    assert same(both("codec").msgpack_decode(written).value, value)


@given(documents.packable_values())
def test_what_is_packed_reads_back(value):
    written = both("codec").agree(lambda core: core.msgpack_encode(value), arguments=value).value

    assert same(both("codec").msgpack_decode(written).value, with_lists(value))


def with_lists(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return [with_lists(item) for item in value]
    if isinstance(value, dict):
        return {key: with_lists(item) for key, item in value.items()}
    # A zone comes back as the offset its text names; of folds and zones without an offset nothing is left.
    return datetime.datetime.fromisoformat(value.isoformat()) if isinstance(value, datetime.datetime) else value


@given(values.any_values())
def test_messagepack_of_any_value_agrees(value):
    both("codec", hostile="most of it is not for MessagePack").agree(lambda core: core.msgpack_encode(value), arguments=value)


@given(documents.packed_documents(), st.sampled_from([bytes, bytearray, memoryview]))
def test_longer_forms_are_read_as_well(document, kind):
    data = kind(document)
    both("codec").agree(lambda core: core.msgpack_decode(data), arguments=data)


@given(documents.seeds(), values.json_values())
def test_longer_forms_of_plain_values_are_read_as_msgspec_reads_them(random, value):
    document = packed(value, random)
    read = both("codec").msgpack_decode(document).value

    # Among the longer forms of an integer is our own extension for large ones.
    assert same(read, msgspec.msgpack.decode(document, ext_hook=lambda _, data: int.from_bytes(data, "big", signed=True)))
    assert same(read, value)


@given(st.floats(width=32))
def test_single_precision_is_read_exactly(number):
    read = both("codec").msgpack_decode(b"\xca" + struct.pack(">f", number)).value

    assert same(read, number)


@given(documents.damaged_packed(), st.sampled_from([None, Thing]))
def test_damaged_messagepack_agrees_in_value_or_in_cause_and_place(document, entity):
    both("codec", hostile="damaged").agree(lambda core: core.msgpack_decode(document, entity))


_PACKED_BEGINNINGS = [b"", b"\x91", b"\x92\x01", b"\x81\xa1k", b"\x93\xc0\xc0", b"\x92\xdc\x00\x01\xa3abc", b"\xd9\x00"]


@pytest.mark.parametrize("cause", PACKED_FAULTS)
def test_each_fault_of_messagepack_is_named_at_its_place(cause):
    hostile = both("codec", hostile="all are faulty")
    pattern, found = re.compile(pattern_of(_errors._MSGPACK_CAUSES[cause])), 0
    for fault in PACKED_FAULTS[cause]:
        for beginning in _PACKED_BEGINNINGS:
            for data in (beginning + fault, memoryview(beginning + fault)):
                outcome = hostile.msgpack_decode(data)
                found += outcome.error is not None and bool(pattern.search(str(outcome.error)))

    assert found >= len(PACKED_FAULTS[cause])


@pytest.mark.parametrize("document", HOSTILE_PACKED, ids=lambda document: document[:12].hex())
def test_hostile_lengths_and_depths_are_refused_without_room_for_them(document):
    both("codec", hostile="nearly all are refused").agree(lambda core: core.msgpack_decode(document), arguments=document)


@given(st.dictionaries(values.text(), values.json_values(), max_size=3), documents.seeds())
def test_entities_are_rebuilt_by_the_given_function(fields, random):
    inner = packed_ext(5, packed(fields, random), random)
    document = b"\x92\x01" + packed_ext(5, packed({"k": None}, random)[:-1] + inner, random)

    for entity in (None, Thing, lambda found: sorted(found)):
        both("codec").agree(lambda core, entity=entity: core.msgpack_decode(document, entity))
    assert type(both("codec", hostile="raises").msgpack_decode(document, raising).error) is Boom


def test_bulk_agrees():
    assert_bulk_agrees("codec")
