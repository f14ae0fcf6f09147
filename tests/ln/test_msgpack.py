"""MessagePack on each backend, through the shells of `lionagi.ln._json_dump`.

Oracles: msgspec for everything MessagePack itself defines, bytes written by hand for the ext types and the borders. Errors of hostile
documents are compared with the Python core's.
"""

import collections
import datetime
import decimal
import json
import random
import struct
import time
import uuid
import zoneinfo

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lionagi import _errors
from lionagi._core import MAX_DEPTH
from lionagi._core_py import codec as reference
from lionagi.ln._json_dump import msgpack_dumps, msgpack_loads

pytestmark = pytest.mark.usefixtures("backend")


class Entity:
    __lion_entity__ = True

    def __init__(self, inner):
        self.inner = inner

    def __eq__(self, other):
        return type(other) is Entity and self.inner == other.inner

    def to_dict(self):
        return {"inner": self.inner, "lion_class": "made.up"}

    @classmethod
    def from_dict(cls, fields):
        assert list(fields) == ["inner", "lion_class"]
        return cls(fields["inner"])


class Text(str):
    __slots__ = ()


class Number(int):
    pass


class Later(datetime.datetime):
    def isoformat(self, *arguments):
        return "never"


texts = st.text(max_size=40)
small_integers = st.integers(-(2**63), 2**64 - 1)
POWERS = (5, 7, 8, 15, 16, 31, 32, 62)
BORDERS = [sign * 2**power + step for power in POWERS for step in (-1, 0, 1) for sign in (1, -1)]
borders = st.sampled_from(BORDERS)
plain_scalars = st.none() | st.booleans() | small_integers | borders | st.floats(allow_nan=False) | texts | st.binary(max_size=40)
plain_values = st.recursive(
    plain_scalars, lambda inner: st.lists(inner, max_size=20) | st.dictionaries(texts, inner, max_size=20), max_leaves=25
)
zones = st.none() | st.integers(-86_399, 86_399).map(lambda seconds: datetime.timezone(datetime.timedelta(seconds=seconds)))
decimals = st.decimals(allow_nan=False) | st.sampled_from(["1E+5", "-0", "0E-10", "Infinity", "-Infinity"]).map(decimal.Decimal)
large_integers = st.integers(2**64, 2**600) | st.integers(-(2**600), -(2**63) - 1)
own_scalars = large_integers | st.uuids() | st.datetimes(timezones=zones) | decimals
values = st.recursive(
    plain_scalars | own_scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4) | inner.map(Entity),
    max_leaves=10,
)


def outcome(function, *arguments):
    """The value as its repr, or class and text of the error."""
    try:
        return repr(function(*arguments))
    except Exception as error:
        return type(error), str(error)


# --- what MessagePack itself defines ------------------------------------------------------------------------------------


@given(plain_values)
@example(BORDERS)
@example([0] * 15)
@example([0] * 16)
@example([{str(number): None for number in range(16)}, "x" * 31, "x" * 32, b"x" * 255, b"x" * 256])
def test_bytes_are_those_of_msgspec(value):
    assert msgpack_dumps(value) == msgspec.msgpack.encode(value)


@given(plain_values)
def test_what_msgspec_wrote_is_read(value):
    assert repr(msgpack_loads(msgspec.msgpack.encode(value))) == repr(value)


@pytest.mark.parametrize("size", [65_535, 65_536, 70_000])
def test_long_values_have_four_byte_lengths(size):
    for value in ("x" * size, b"x" * size, [None] * size, {str(number): 0 for number in range(size)}):
        assert msgpack_dumps(value) == msgspec.msgpack.encode(value)
        assert msgpack_loads(msgpack_dumps(value)) == value


@given(st.binary(min_size=8, max_size=8))
def test_floats_keep_every_bit(raw):
    (number,) = struct.unpack(">d", raw)

    assert msgpack_dumps(number) == b"\xcb" + struct.pack(">d", number)
    assert struct.pack(">d", msgpack_loads(b"\xcb" + raw)) == struct.pack(">d", number)


@pytest.mark.parametrize(
    ("document", "value"),
    [
        (b"\xcc\x01", 1),
        (b"\xcd\x00\x01", 1),
        (b"\xce\x00\x00\x00\x01", 1),
        (b"\xcf\x00\x00\x00\x00\x00\x00\x00\x01", 1),
        (b"\xd0\x01", 1),
        (b"\xd1\xff\xff", -1),
        (b"\xd2\xff\xff\xff\xff", -1),
        (b"\xd3" + b"\xff" * 8, -1),
        (b"\xca\x3f\xc0\x00\x00", 1.5),
        (b"\xd9\x01a", "a"),
        (b"\xda\x00\x01a", "a"),
        (b"\xdb\x00\x00\x00\x01a", "a"),
        (b"\xc5\x00\x01a", b"a"),
        (b"\xc6\x00\x00\x00\x01a", b"a"),
        (b"\xdc\x00\x01\x05", [5]),
        (b"\xdd\x00\x00\x00\x01\x05", [5]),
        (b"\xde\x00\x01\xd9\x01a\x05", {"a": 5}),
        (b"\xdf\x00\x00\x00\x01\xa1a\x05", {"a": 5}),
        (b"\x82\xa1a\x01\xa1a\x02", {"a": 2}),
        (b"\xc7\x01\x01\xff", -1),
        (b"\xc8\x00\x01\x01\x7f", 127),
        (b"\xc9\x00\x00\x00\x10\x02" + bytes(range(16)), uuid.UUID(bytes=bytes(range(16)))),
        (b"\xd4\x03" + b"7", decimal.Decimal(7)),
    ],
)
def test_longer_forms_than_necessary_are_read(document, value):
    assert msgpack_loads(document) == value
    assert type(msgpack_loads(document)) is type(value)


# --- types of our own ---------------------------------------------------------------------------------------------------


@given(values)
def test_packing_and_unpacking_is_a_round_trip(value):
    packed = msgpack_dumps(value)

    assert msgpack_loads(packed, entity=Entity.from_dict) == value
    assert packed == reference.msgpack_encode(value)
    assert msgpack_dumps(msgpack_loads(packed, entity=Entity.from_dict)) == packed


@pytest.mark.parametrize(
    ("value", "document"),
    [
        (2**64, b"\xc7\x09\x01\x01" + bytes(8)),
        (2**71 - 1, b"\xc7\x09\x01\x7f" + b"\xff" * 8),
        (2**71, b"\xc7\x0a\x01\x00\x80" + bytes(8)),
        (-(2**63) - 1, b"\xc7\x09\x01\xff\x7f" + b"\xff" * 7),
        (-(2**71), b"\xc7\x09\x01\x80" + bytes(8)),
        (-(2**127), b"\xd8\x01\x80" + bytes(15)),
        (uuid.UUID(int=5), b"\xd8\x02" + bytes(15) + b"\x05"),
        (decimal.Decimal("1.50"), b"\xd6\x031.50"),
        (datetime.datetime(2024, 1, 2, 3, 4, 5), b"\xc7\x13\x042024-01-02T03:04:05"),
        (Entity(1), b"\xc7\x1b\x05\x82\xa5inner\x01\xaalion_class\xa7made.up"),
        ((1, (2,)), b"\x92\x01\x91\x02"),
        (Text("a"), b"\xa1a"),
        (Number(-1), b"\xff"),
        (collections.OrderedDict(a=1), b"\x81\xa1a\x01"),
        (True, b"\xc3"),
    ],
    ids=repr,
)
def test_forms_of_our_own(value, document):
    assert msgpack_dumps(value) == document


def test_moments_keep_offsets_to_the_microsecond():
    odd = datetime.timezone(datetime.timedelta(hours=-3, minutes=-7, seconds=-5, microseconds=-9))
    berlin = datetime.datetime(2020, 10, 25, 2, 30, fold=1, tzinfo=zoneinfo.ZoneInfo("Europe/Berlin"))
    for moment in (datetime.datetime(2020, 1, 1, 0, 0, 0, 1, odd), datetime.datetime.max, datetime.datetime.min, Later(2020, 1, 1)):
        read = msgpack_loads(msgpack_dumps(moment))
        assert read == moment
        assert read.utcoffset() == moment.utcoffset()
    # A zone is kept as its offset, which settles which of two equal clock times was meant.
    assert msgpack_loads(msgpack_dumps(berlin)).isoformat() == "2020-10-25T02:30:00+01:00"


def test_integers_of_any_size_never_pass_through_decimal_digits():
    for number in (1 << 100_000, -(1 << 100_000), 10**5000):
        assert msgpack_loads(msgpack_dumps(number)) == number


@pytest.mark.parametrize("text", ["NaN", "-NaN", "sNaN", "NaN123", "1.50", "-0.00", "1E+999999", "0E-1000"])
def test_decimals_keep_sign_exponent_and_payload_whatever_the_context(text):
    number = decimal.Decimal(text)
    with decimal.localcontext(decimal.Context(prec=1, capitals=0)):
        packed = msgpack_dumps(number)
        read = msgpack_loads(packed)

    assert (read.as_tuple(), packed[-len(str(number)) :]) == (number.as_tuple(), str(number).encode())


def test_entities_inside_each_other_become_objects_or_stay_dicts():
    packed = msgpack_dumps([Entity({"deep": Entity([1])}), 2])

    assert msgpack_loads(packed, entity=Entity.from_dict) == [Entity({"deep": Entity([1])}), 2]
    assert msgpack_loads(packed)[0]["inner"]["deep"]["inner"] == [1]


def test_what_the_entity_function_raises_leaves_as_it_is():
    with pytest.raises(LookupError, match="unknown class"):
        msgpack_loads(msgpack_dumps(Entity(1)), entity=lambda fields: (_ for _ in ()).throw(LookupError("unknown class")))


def test_a_container_is_packed_as_it_was_when_it_was_entered():
    class Meddling:
        __lion_entity__ = True

        def to_dict(self):
            items.clear()
            table.clear()
            table.update({str(number): number for number in range(100)})
            return {}

    items: list = []
    table: dict = {}
    items[:] = [Meddling(), 1, 2]
    assert msgpack_loads(msgpack_dumps(items)) == [{}, 1, 2]
    table.clear()
    table.update(a=Meddling(), b=1)
    assert msgpack_loads(msgpack_dumps(table)) == {"a": {}, "b": 1}


# --- refusals -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({1}, "type cannot be packed: set, at value"),
        ({"a": [0, {"b": {1}}]}, "type cannot be packed: set, at value['a'][1]['b']"),
        ([[], Entity({"x": object()})], "type cannot be packed: object, at value[1]['inner']['x']"),
        ((1, datetime.date(2020, 1, 1)), "type cannot be packed: date, at value[1]"),
        (bytearray(b"x"), "type cannot be packed: bytearray, at value"),
        (1j, "type cannot be packed: complex, at value"),
        ({1: 2}, "keys must be str to be packed, not int, in value"),
        ({"a": [{None: 2}]}, "keys must be str to be packed, not NoneType, in value['a'][0]"),
    ],
    ids=repr,
)
def test_what_cannot_be_packed_is_a_type_error_with_its_place(value, text):
    with pytest.raises(TypeError) as caught:
        msgpack_dumps(value)
    assert str(caught.value) == text


def test_an_entity_whose_dict_is_none_is_refused():
    class Broken:
        __lion_entity__ = True

        def to_dict(self):
            return [1]

    with pytest.raises(TypeError, match=r"^type cannot be packed: list, at value\[0\]$"):
        msgpack_dumps([Broken()])


@pytest.mark.parametrize("value", ["\ud800", {"\udfff": 1}, [Text("a\ud800")]])
def test_half_of_a_surrogate_pair_is_a_value_error(value):
    with pytest.raises(ValueError, match=r"^str is not valid UTF-8: surrogates not allowed$"):
        msgpack_dumps(value)


@pytest.mark.parametrize(
    "wrap", [lambda inner: [inner], lambda inner: {"k": inner}, lambda inner: (inner,), Entity], ids=["list", "dict", "tuple", "entity"]
)
def test_exactly_254_containers_may_stand_inside_each_other(wrap):
    assert MAX_DEPTH == 254
    value = 1
    for _ in range(254):
        value = wrap(value)
    packed = msgpack_dumps(value)
    assert msgpack_dumps(msgpack_loads(packed, entity=Entity.from_dict)) == packed
    with pytest.raises(TypeError, match=r"^Recursion limit reached: more than 254 containers"):
        msgpack_dumps(wrap(value))
    with pytest.raises(ValueError, match=r"^malformed MessagePack: more than 254 containers inside each other, at byte"):
        msgpack_loads(b"\x91" + packed)


def test_a_cycle_is_refused():
    cycle = []
    cycle.append((cycle,))
    with pytest.raises(TypeError, match="Recursion limit reached"):
        msgpack_dumps(cycle)


HOSTILE = [
    (b"", "document ends inside the value at byte 0"),
    (b"\xcd\x01", "document ends inside the value at byte 0"),
    (b"\x92\x01", "list at byte 0 announces 2 items, but 1 bytes are left"),
    (b"\x91\xcd\x01", "document ends inside the value at byte 1"),
    (b"\xd9", "document ends inside the value at byte 0"),
    (b"\xc7\x01", "document ends inside the value at byte 0"),
    (b"\x01\x02", "expected nothing more after the value that ends before byte 1"),
    (b"\xc1", "byte 0xc1 means nothing, at byte 0"),
    (b"\x92\x01\xc1", "byte 0xc1 means nothing, at byte 2"),
    (b"\xd4\x06x", "unknown ext type 6 at byte 0"),
    (b"\xd6\xff\x00\x00\x00\x00", "unknown ext type -1 at byte 0"),
    (b"\xc7\x00\x01", "malformed int (ext type 1) at byte 0"),
    (b"\xd4\x02x", "malformed UUID (ext type 2) at byte 0"),
    (b"\x91\xd4\x03x", "malformed Decimal (ext type 3) at byte 1"),
    (b"\xd4\x04x", "malformed datetime (ext type 4) at byte 0"),
    (b"\xc7\x00\x05", "malformed entity (ext type 5) at byte 0"),
    (b"\xd4\x05\x01", "malformed entity (ext type 5) at byte 0"),
    (b"\xd5\x05\x80\x01", "expected nothing more after the value that ends before byte 3"),
    (b"\x92\xd5\x05\x81\xa1a\x01\x02", "map at byte 3 announces 1 pairs, but 1 bytes are left"),
    (b"\x81\xa0", "map at byte 0 announces 1 pairs, but 1 bytes are left"),
    (b"\xdb\xff\xff\xff\xffab", "value at byte 0 announces 4294967295 bytes, but 2 are left"),
    (b"\xc6\xff\xff\xff\xff", "value at byte 0 announces 4294967295 bytes, but 0 are left"),
    (b"\xc9\x00\x00\x00\x02\x01a", "value at byte 0 announces 2 bytes, but 1 are left"),
    (b"\xdd\xff\xff\xff\xff\x01", "list at byte 0 announces 4294967295 items, but 1 bytes are left"),
    (b"\xdf\x00\x00\x00\x02\xa0\x01\x02", "map at byte 0 announces 2 pairs, but 3 bytes are left"),
    (b"\x81\x01\x02", "key that is no text at byte 1"),
    (b"\x81\xc4\x01", "key that is no text at byte 1"),
    (b"\xa2a\xff", "invalid UTF-8 at byte 2"),
    (b"\x81\xa1\xff\x01", "invalid UTF-8 at byte 2"),
    (b"\xd5\x03\xc3\x28", "invalid UTF-8 at byte 2"),
    (b"\x91" * 255 + b"\x01", "more than 254 containers inside each other, at byte 254"),
]


@pytest.mark.parametrize(("document", "text"), HOSTILE, ids=[repr(document)[:30] for document, _ in HOSTILE])
def test_a_malformed_document_is_refused_with_cause_and_offset(document, text):
    with pytest.raises(ValueError, match="malformed") as caught:
        msgpack_loads(document)
    assert str(caught.value) == f"malformed MessagePack: {text}"


def test_every_cause_is_raised_by_some_row_above():
    for cause, text in _errors._MSGPACK_CAUSES.items():
        start = text.split("{")[0]
        assert any(start in row for _, row in HOSTILE), cause


@given(values, st.data())
def test_a_document_cut_anywhere_is_refused(value, data):
    packed = msgpack_dumps([value])
    size = data.draw(st.integers(0, len(packed) - 1))

    with pytest.raises(ValueError, match=r"^malformed MessagePack"):
        msgpack_loads(packed[:size])
    assert outcome(msgpack_loads, packed[:size]) == outcome(reference.msgpack_decode, packed[:size])


@given(values, st.data())
def test_a_document_with_a_wrong_byte_is_a_value_or_a_value_error(value, data):
    packed = bytearray(msgpack_dumps(value))
    packed[data.draw(st.integers(0, len(packed) - 1))] = data.draw(st.integers(0, 255))
    found = outcome(msgpack_loads, packed)

    assert isinstance(found, str) or found[0] is ValueError
    assert found == outcome(reference.msgpack_decode, bytes(packed))


def test_every_byte_of_a_document_cut_and_flipped():
    value = {"a": [1, -1, 2**70, 1.5, "é", b"x", None, True], "id": uuid.UUID(int=1), "e": Entity({"d": decimal.Decimal("1.5")})}
    packed = msgpack_dumps([value, datetime.datetime(2020, 1, 1)])
    for at in range(len(packed)):
        assert outcome(msgpack_loads, packed[:at])[0] is ValueError
        for flip in (1, 2, 4, 8, 0x10, 0x20, 0x40, 0x80, 0x55, 0xFF):
            document = packed[:at] + bytes([packed[at] ^ flip]) + packed[at + 1 :]
            assert outcome(msgpack_loads, document) == outcome(reference.msgpack_decode, document)


def test_random_bytes_agree_with_the_reference():
    bytes_of = random.Random(5)
    marks = [0x81, 0x91, 0x92, 0xA1, 0xC4, 0xC7, 0xD4, 0xD8, 0xD9, 0xDC, 0xDE, 0xC9, 0x05, 0x02, 0x00]
    for _ in range(3000):
        document = bytes(bytes_of.choice([bytes_of.choice(marks), bytes_of.randrange(256)]) for _ in range(bytes_of.randrange(30)))
        assert outcome(msgpack_loads, document) == outcome(reference.msgpack_decode, document)


def test_announced_lengths_reserve_nothing():
    document = b"\xdd\x7f\xff\xff\xff" * 3 + b"\xdf\x7f\xff\xff\xff"
    started = time.perf_counter()
    for _ in range(100):
        with pytest.raises(ValueError, match="announces"):
            msgpack_loads(document)

    assert time.perf_counter() - started < 5


@pytest.mark.parametrize("data", ["x", None, [1], 5])
def test_other_arguments_are_type_errors(data):
    with pytest.raises(TypeError, match=f"^MessagePack must be bytes, bytearray or memoryview, not {type(data).__name__}$"):
        msgpack_loads(data)


def test_any_buffer_of_bytes_is_read():
    packed = msgpack_dumps({"a": [1]})
    for data in (packed, bytearray(packed), memoryview(packed), memoryview(packed + packed)[: len(packed)]):
        assert msgpack_loads(data) == {"a": [1]}


def test_a_document_of_json_means_the_same_in_both_forms():
    value = {"role": "user", "n": [1, 2.5, None, True], "text": "é"}

    assert json.dumps(msgpack_loads(msgpack_dumps(value))) == json.dumps(value)
