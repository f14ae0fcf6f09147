"""JSON writing on each backend, through the shells of `lionagi.ln._json_dump`. Reading: `test_json_loads.py`.

Oracles: the recorded samples of lionagi 0.18.0, orjson for bytes and values, the json module for what a document means.
"""

import collections
import dataclasses
import datetime
import decimal
import enum
import gc
import json
import math
import pathlib
import random
import re
import string
import typing
import uuid
import zoneinfo

import msgspec
import orjson
import pydantic
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from lionagi._core import MAX_DEPTH
from lionagi.ln._json_dump import get_orjson_default, json_dumpb, json_dumps, json_lines_iter, json_loads, make_options
from lionagi.registry import active

pytestmark = pytest.mark.usefixtures("backend")

RECORDED = json.loads((pathlib.Path(__file__).parent.parent / "samples" / "json_dumps.json").read_text(encoding="utf-8"))
ALL_OPTIONS = [value for name, value in vars(orjson).items() if name.startswith("OPT_") and value and name != "OPT_SERIALIZE_NUMPY"]


class Color(enum.Enum):
    RED = 1
    BLUE = "b"


class StrE(str, enum.Enum):
    A = "a"


class IntE(enum.IntEnum):
    ONE = 1


class Access(enum.Flag):
    READ = 1
    WRITE = 2


class P(pydantic.BaseModel):
    name: str
    age: int = 3


class S(msgspec.Struct):
    x: int
    y: str = "d"


@dataclasses.dataclass
class DC:
    a: typing.Any
    b: typing.Any = 2
    _hidden: int = 3
    kind: typing.ClassVar[int] = 4


@dataclasses.dataclass
class Slotted:
    __slots__ = ("_hidden", "a")
    a: typing.Any
    _hidden: int


class Obj:
    def __str__(self):
        return "OBJ"


class HasDict:
    def dict(self):
        return {"d": 1}


class Dumpable:
    def model_dump(self):
        return {"md": 1}


class Wrapped:
    def __init__(self, inner):
        self.inner = inner


class Entity:
    __lion_entity__ = True

    def __init__(self, inner):
        self.inner = inner

    def to_dict(self):
        return {"inner": self.inner, "lion_class": "made.up"}


class Text(str):
    pass


class Number(int):
    pass


class Items(list):
    pass


class Map(dict):
    pass


NT = collections.namedtuple("NT", "a b")


def unwrap(value):
    """A `default` for `Wrapped`."""
    if isinstance(value, Wrapped):
        return value.inner
    raise LookupError(type(value).__name__)


# --- recorded samples -------------------------------------------------------------------------------------------------


def decoded(encoded, is_refused):
    """The value a sample describes; its encoding is told in the README of the samples."""
    if isinstance(encoded, list):
        return [decoded(item, is_refused) for item in encoded]
    if not isinstance(encoded, dict):
        return encoded
    if "$t" not in encoded:
        return {key: decoded(item, is_refused) for key, item in encoded.items()}
    value = encoded.get("v")
    makers = {
        "dict": lambda: dict(value),
        "set": lambda: set(value),
        "frozenset": lambda: frozenset(value),
        "tuple": lambda: tuple(value),
        "Decimal": lambda: decimal.Decimal(value),
        "enum": lambda: globals()[encoded["cls"]](encoded["value"]),
        "datetime": lambda: datetime.datetime.fromisoformat(value),
        "date": lambda: datetime.date.fromisoformat(value),
        "time": lambda: datetime.time.fromisoformat(value),
        "timedelta": lambda: datetime.timedelta(seconds=encoded["seconds"]),
        "UUID": lambda: uuid.UUID(value),
        # Both kinds of path are recorded alike; the one that is refused has no file system below it.
        "Path": lambda: pathlib.PurePosixPath(value) if is_refused else pathlib.PosixPath(value),
        "pydantic": lambda: globals()[encoded["cls"]](**value),
        "dataclass": lambda: DC(**value),
        "msgspec": lambda: S(**value),
        "object": lambda: ValueError("m") if encoded["cls"] == "ValueError" else globals()[encoded["cls"]](),
        "bytes": lambda: bytes.fromhex(encoded["hex"]),
        "complex": lambda: complex(value),
        "float": lambda: float(value),
        "int": lambda: int(value),
        "namedtuple": lambda: NT(**value),
        "generator": lambda: (item for item in value),
    }
    return makers[encoded["$t"]]()


@pytest.mark.parametrize("sample", RECORDED["samples"], ids=lambda sample: json.dumps(sample["obj"])[:60] + json.dumps(sample["kwargs"]))
def test_recorded_samples(sample):
    value = decoded(sample["obj"], "error" in sample)
    if "error" in sample:
        with pytest.raises(TypeError) as caught:
            json_dumps(value, **sample["kwargs"])
        assert str(caught.value) == sample["error"]["message"]
        return
    expected = decoded(sample["output"], False)
    if sample["kwargs"] == {"enum_as_name": True}:
        expected = '"RED"'  # the flag had no effect in 0.18.0
    found = json_dumps(value, **sample["kwargs"])
    if isinstance(found, str):
        found = re.sub(r" at 0x[0-9a-f]+", " at 0x?", found).replace(f"{__name__}.", "__main__.")

    assert found == expected


def test_every_sample_was_recorded():
    assert len(RECORDED["samples"]) == 44


# --- bytes are those of orjson ------------------------------------------------------------------------------------------

texts = st.text(max_size=20) | st.text('"\\/\b\f\n\r\t\x00\x1f\x7f ab', max_size=40)
zones = st.none() | st.just(datetime.timezone.utc) | st.sampled_from(["Europe/Berlin", "Asia/Kolkata", "UTC"]).map(zoneinfo.ZoneInfo)
offsets = st.integers(-86_399, 86_399).map(lambda seconds: datetime.timezone(datetime.timedelta(seconds=seconds)))
moments = st.datetimes(timezones=zones | offsets)
floats = st.floats() | st.sampled_from([1e16, 1e15, 1e-5, 1e-6, 1e-7, 5e-324, -0.0, 1.7976931348623157e308, 123456789012345680.0])
plain_scalars = st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | floats | texts
scalars = (
    plain_scalars
    | moments
    | st.dates()
    | st.times()
    | st.uuids()
    | st.sampled_from([Color.RED, Color.BLUE, StrE.A, IntE.ONE, Access.READ])
    | texts.map(Text)
    | st.integers(-(2**63), 2**64 - 1).map(Number)
)


def containers(inner):
    return (
        st.lists(inner, max_size=5)
        | st.lists(inner, max_size=5).map(tuple)
        | st.dictionaries(texts, inner, max_size=5)
        | st.lists(inner, max_size=2).map(Items)
        | st.dictionaries(texts, inner, max_size=2).map(Map)
        | inner.map(DC)
        | inner.map(lambda item: Slotted(item, 1))
        | inner.map(Wrapped)
    )


plain_values = st.recursive(plain_scalars, lambda inner: st.lists(inner, max_size=5) | st.dictionaries(texts, inner, max_size=5))
values = st.recursive(scalars, containers, max_leaves=12)
option_sets = st.lists(st.sampled_from(ALL_OPTIONS), unique=True, max_size=4).map(sum)
keys = (
    texts
    | st.integers(-(2**63), 2**64 - 1)
    | floats
    | st.none()
    | st.booleans()
    | moments
    | st.dates()
    | st.uuids()
    | st.sampled_from(Color)
)


def outcome(function, *arguments):
    """The value, or class and text of the error."""
    try:
        return function(*arguments)
    except Exception as error:
        return type(error), str(error)


@given(values, option_sets)
@example(datetime.datetime(2020, 1, 1, tzinfo=datetime.timezone(datetime.timedelta(seconds=-30))), 0)
@example([[], {}, [[]], ()], orjson.OPT_INDENT_2)
@example({"b": 1, "a": {"d": 1, "c": 2}, "": 0}, orjson.OPT_SORT_KEYS)
def test_bytes_are_those_of_orjson_with_every_option(value, options):
    expected = outcome(lambda: orjson.dumps(value, unwrap, options))
    found = outcome(lambda: json_dumpb(value, default=unwrap, options=options))
    if isinstance(expected, tuple) and isinstance(found, tuple):
        return  # what `default` raises leaves as it is here, and as a TypeError there

    assert found == expected


@given(st.dictionaries(keys, plain_scalars, max_size=6), st.sampled_from([0, orjson.OPT_SORT_KEYS]))
@example({1: 0, "1": 1}, orjson.OPT_SORT_KEYS)
@example({2**64 - 1: 0, -(2**63): 1}, 0)
def test_keys_of_any_kind_are_those_of_orjson(value, options):
    options |= orjson.OPT_NON_STR_KEYS

    assert outcome(lambda: json_dumpb(value, options=options)) == outcome(lambda: orjson.dumps(value, None, options))


@given(st.binary(min_size=8, max_size=8).map(lambda raw: memoryview(raw).cast("d")[0]))
def test_any_float_is_written_as_orjson_does_and_reads_back(number):
    written = json_dumpb(number)

    assert written == orjson.dumps(number)
    if math.isfinite(number):
        assert math.copysign(1, json_loads(written)) == math.copysign(1, number)
        assert json_loads(written) == number


@given(st.lists(st.sampled_from(list('aé世😀"\\\n\x00\x1f\x7f')), max_size=40).map("".join))
def test_text_is_escaped_wherever_it_stands(text):
    assert json_dumps(text) == json.dumps(text, ensure_ascii=False).replace("\\u007f", "\x7f")


@given(plain_values)
def test_writing_and_reading_is_a_round_trip(value):
    assume("nan" not in repr(value) and "inf" not in repr(value))

    assert json_loads(json_dumpb(value)) == value
    assert json.loads(json_dumps(value)) == value


# --- limits and errors of writing -------------------------------------------------------------------------------------


def nested(count, wrap, innermost):
    for _ in range(count):
        innermost = wrap(innermost)
    return innermost


TOO_DEEP = "Recursion limit reached: more than 254 containers inside each other, or one that contains itself"


@pytest.mark.parametrize("options", [0, orjson.OPT_INDENT_2, orjson.OPT_SORT_KEYS, orjson.OPT_NON_STR_KEYS])
@pytest.mark.parametrize(
    "wrap",
    [
        lambda inner: [inner],
        lambda inner: {"k": inner},
        lambda inner: Items([inner]),
        lambda inner: DC(inner),
        lambda inner: Slotted(inner, 1),
        lambda inner: Wrapped([inner]),
        lambda inner: Entity(inner),
    ],
    ids=["list", "dict", "subclass", "dataclass", "slots", "default", "entity"],
)
def test_exactly_254_containers_may_stand_inside_each_other(wrap, options):
    assert MAX_DEPTH == 254
    assert json_dumpb(nested(254, wrap, 1), default=unwrap, options=options)
    assert json_dumpb(nested(253, wrap, []), default=unwrap, options=options)
    for refused in (nested(255, wrap, 1), nested(254, wrap, []), nested(254, wrap, {})):
        with pytest.raises(TypeError) as caught:
            json_dumpb(refused, default=unwrap, options=options)
        assert str(caught.value) == TOO_DEEP


def test_a_container_that_contains_itself_is_refused():
    cycle = []
    cycle.append({"again": cycle})
    entity = Entity(None)
    entity.inner = entity
    for value in (cycle, entity):
        with pytest.raises(TypeError, match="Recursion limit reached"):
            json_dumpb(value)


def test_default_answers_255_times_in_a_row_and_no_more():
    assert json_dumpb([nested(255, Wrapped, 1)] * 2, default=unwrap) == b"[1,1]"
    with pytest.raises(TypeError, match=r"^default serializer exceeds recursion limit$"):
        json_dumpb(nested(256, Wrapped, 1), default=unwrap)


@pytest.mark.parametrize(
    ("value", "options", "text"),
    [
        (object(), 0, "Type is not JSON serializable: object"),
        (datetime.timedelta(1), 0, "Type is not JSON serializable: datetime.timedelta"),
        (NT(1, 2), 0, "Type is not JSON serializable: NT"),
        (2**64, 0, "Integer exceeds 64-bit range"),
        (-(2**63) - 1, 0, "Integer exceeds 64-bit range"),
        (Number(2**64), 0, "Integer exceeds 64-bit range"),
        (2**53, orjson.OPT_STRICT_INTEGER, "Integer exceeds 53-bit range"),
        (-(2**53), orjson.OPT_STRICT_INTEGER, "Integer exceeds 53-bit range"),
        (2**64 - 1, orjson.OPT_STRICT_INTEGER, "Integer exceeds 53-bit range"),
        ({1: 2}, 0, "Dict key must be str"),
        ({Text("a"): 2}, 0, "Dict key must be str"),
        ({Text("a"): 2}, orjson.OPT_SORT_KEYS, "Dict key must be str"),
        ({(): 2}, orjson.OPT_NON_STR_KEYS, "Dict key must a type serializable with OPT_NON_STR_KEYS"),
        ({2**64: 2}, orjson.OPT_NON_STR_KEYS, "Dict integer key must be within 64-bit range"),
        (datetime.time(tzinfo=datetime.timezone.utc), 0, "datetime.time must not have tzinfo set"),
        (1, 4096, "Invalid opts"),
        (1, -1, "Invalid opts"),
        (1, True, "Invalid opts"),
        (1, 1.0, "Invalid opts"),
        (1, 16, "OPT_SERIALIZE_NUMPY is not supported; turn arrays into lists in `default`, with array.tolist()"),
    ],
)
def test_what_cannot_be_written_is_a_type_error_that_says_why(value, options, text):
    with pytest.raises(TypeError) as caught:
        active.cores.codec.json_encode(value, None, options)
    assert str(caught.value) == text


@pytest.mark.parametrize("value", ["\ud800", "é\udfff", Text("a\ud800"), ["ok", {"k": "\udc00"}], {"\ud800": 1}])
@pytest.mark.parametrize("options", [0, orjson.OPT_SORT_KEYS, orjson.OPT_NON_STR_KEYS])
def test_half_of_a_surrogate_pair_is_a_value_error(value, options):
    with pytest.raises(ValueError, match=r"^str is not valid UTF-8: surrogates not allowed$") as caught:
        json_dumpb(value, options=options)
    assert type(caught.value) is ValueError


@pytest.mark.parametrize("raised", [KeyError("k"), ValueError("v"), TypeError("t"), KeyboardInterrupt()], ids=repr)
def test_what_default_raises_leaves_as_it_is(raised):
    def default(value):
        raise raised

    with pytest.raises(type(raised)) as caught:
        json_dumpb([1, object()], default=default)
    assert caught.value is raised


def test_what_an_entity_raises_leaves_as_it_is():
    class Broken:
        __lion_entity__ = True

        def to_dict(self):
            raise KeyError("field")

    with pytest.raises(KeyError, match="field"):
        json_dumpb({"a": Broken()})


def test_an_entity_is_written_as_its_dict_without_asking_default():
    assert json_dumps([Entity(Entity({1}))], default=list) == ('[{"inner":{"inner":[1],"lion_class":"made.up"},"lion_class":"made.up"}]')


def test_arguments_are_left_as_they_were():
    value = {"b": [1, {"c": (2,)}], "a": DC(1)}
    before = repr(value)
    json_dumpb(value, sort_keys=True, enum_as_name=True)

    assert repr(value) == before


@pytest.mark.parametrize("growing", [True, False], ids=["grows", "shrinks"])
def test_containers_may_change_while_they_are_written(growing, backend):
    """No promise about the bytes but that they are JSON; orjson gives none at all."""
    if backend == "python":
        pytest.skip("orjson borrows items while it calls `default`")
    items: list = []
    table: dict = {}

    def default(value):
        if growing:
            items.extend(Wrapped(2) for _ in range(50))
            table.update({str(number): Wrapped(number) for number in range(50)})
        else:
            items.clear()
            table.clear()
            gc.collect()
        return [value.inner]

    for container in (items, table):
        items[:] = [Wrapped(number) for number in range(20)]
        table.clear()
        table.update({str(number): Wrapped("x" * number) for number in range(20)})
        written = json_loads(json_dumpb([container, container.copy()], default=default))
        assert len(written[0]) == (20 if growing else 1)


# --- the flags --------------------------------------------------------------------------------------------------------


def test_flags_are_the_bits_of_orjson():
    assert make_options() == 0
    assert make_options(pretty=True, sort_keys=True, naive_utc=True) == orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_NAIVE_UTC
    assert make_options(utc_z=True, append_newline=True) == orjson.OPT_UTC_Z | orjson.OPT_APPEND_NEWLINE
    assert make_options(passthrough_datetime=True, allow_non_str_keys=True) == orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_NON_STR_KEYS


def test_options_replace_the_flags():
    assert json_dumps({"b": 1, "a": 1}, options=orjson.OPT_SORT_KEYS, pretty=True) == '{"a":1,"b":1}'
    assert json_dumps({"b": 1, "a": 1}, options=0, sort_keys=True) == '{"b":1,"a":1}'


def test_own_default_replaces_the_forms():
    assert json_dumps([pathlib.Path("/a"), {1}], default=lambda value: "D") == '["D","D"]'


@given(st.sets(st.integers().filter(lambda number: abs(number) < 2**63) | st.text(string.ascii_letters) | st.booleans() | st.none()))
def test_sorted_sets_do_not_depend_on_the_order_of_the_set(members):
    shuffled = list(members)
    random.Random(1).shuffle(shuffled)

    expected = sorted(members, key=lambda item: (type(item).__name__, str(item)))
    assert json_loads(json_dumps(set(shuffled), deterministic_sets=True)) == expected
    assert json_dumps(frozenset(members), deterministic_sets=True) == json_dumps(set(members), deterministic_sets=True)


def test_sorted_sets_inside_sets_and_objects_with_addresses():
    assert json_dumps({3, "a", 1, (1, 2), frozenset([2, 1])}, deterministic_sets=True) == '[[1,2],1,3,"a",[1,2]]'
    assert json_dumps({10, 2}, deterministic_sets=True) == "[10,2]"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Color.RED, '"RED"'),
        ([StrE.A, {"k": IntE.ONE}], '["A",{"k":"ONE"}]'),
        ({Color.BLUE: 1}, '{"BLUE":1}'),
        ((Color.RED,), '["RED"]'),
        (DC(Color.RED, [Color.BLUE]), '{"a":"RED","b":["BLUE"]}'),
        (Slotted(StrE.A, 1), '{"a":"A"}'),
        ({Color.RED}, '["RED"]'),
        (Entity(Color.RED), '{"inner":"RED","lion_class":"made.up"}'),
        (Items([Color.RED]), '["RED"]'),
        ("RED", '"RED"'),
        (Access.READ, '"READ"'),
        (Access(0), "0"),
    ],
)
def test_enum_as_name_writes_names_wherever_members_stand(value, text):
    assert json_dumps(value, enum_as_name=True) == text


def test_enum_as_name_refuses_what_is_too_deep():
    cycle = []
    cycle.append([cycle])
    for value in (cycle, nested(255, lambda inner: [inner], 1)):
        with pytest.raises(TypeError, match="Recursion limit reached"):
            json_dumps(value, enum_as_name=True)
    assert json_dumps(nested(254, lambda inner: [inner], Color.RED), enum_as_name=True).count("[") == 254


def test_passed_through_times_are_written_as_python_prints_them():
    value = [datetime.datetime(2020, 1, 1, 2, 3), datetime.date(2020, 1, 1), datetime.time(1, 2, 3, 38983)]

    assert json_dumps(value, passthrough_datetime=True) == '["2020-01-01T02:03:00","2020-01-01","01:02:03.038983"]'


@pytest.mark.parametrize(
    ("value", "clip", "text"),
    [
        (ValueError("m"), 2048, '{"type":"ValueError","message":"m"}'),
        (KeyError("k"), 2048, '{"type":"KeyError","message":"\'k\'"}'),
        ({"k": b"x"}, 2048, '{"k":"b\'x\'"}'),
        (range(3), 2048, '"range(0, 3)"'),
        (1j, 2048, '"1j"'),
        (b"x" * 60, 30, '"...(+33 chars)"'),
        (range(10**20, 10**21), 43, '"range(100000000000000000000,...(+9 chars)"'),
        (b"x" * 60, 5, '"b\'xxx"'),
        (b"x" * 60, 0, '""'),
        (b"", 3, "\"b''\""),
    ],
)
def test_with_a_safe_fallback_nothing_is_refused(value, clip, text):
    assert json_dumps(value, safe_fallback=True, fallback_clip=clip) == text


def test_a_safe_fallback_survives_a_broken_repr_and_broken_dumps():
    class Broken:
        def __repr__(self):
            raise RuntimeError("no repr")

        def model_dump(self):
            raise ValueError("no dump")

        def dict(self):
            return {"d": 2}

    class BrokenTwice(Broken):
        dict = 3

    assert json_dumps(Broken()) == '{"d":2}'
    assert "BrokenTwice object at" in json_dumps(BrokenTwice(), safe_fallback=True)
    with pytest.raises(TypeError, match="Type is not JSON serializable: BrokenTwice"):
        json_dumps(BrokenTwice())


def test_decimals_are_texts_or_floats():
    numbers = [decimal.Decimal("1.50"), decimal.Decimal("1E+5"), decimal.Decimal("NaN")]

    assert json_dumps(numbers) == '["1.50","1E+5","NaN"]'
    assert json_dumps(numbers, decimal_as_float=True) == "[1.5,100000.0,null]"


def test_lines_end_in_a_newline_whatever_the_options():
    assert list(json_lines_iter([1, {"b": 1, "a": 2}], options=orjson.OPT_SORT_KEYS)) == [b"1\n", b'{"a":2,"b":1}\n']
    assert list(json_lines_iter([Color.RED, {2}], enum_as_name=True)) == [b'"RED"\n', b"[2]\n"]
    lines = json_lines_iter([1, object()])
    assert next(iter(lines)) == b"1\n"
    with pytest.raises(TypeError):
        list(lines)


@pytest.mark.parametrize(
    ("arguments", "value", "text"),
    [
        ({"order": [Obj], "additional": {Obj: lambda value: "own"}}, [Obj(), {1}, pathlib.Path("x")], '["own",[1],"x"]'),
        ({"order": [Wrapped], "additional": {Wrapped: lambda value: "own"}, "extend_default": False}, Wrapped(1), '"own"'),
        ({"additional": {set: lambda value: "own"}}, [{1}, frozenset([1])], '["own",[1]]'),
        ({"order": [], "extend_default": False}, {1}, "[1]"),
        ({"order": [set], "extend_default": False}, [{1}, Dumpable()], '[[1],{"md":1}]'),
        ({}, [HasDict(), Entity(1)], '[{"d":1},{"inner":1,"lion_class":"made.up"}]'),
        ({"safe_fallback": True, "fallback_clip": 3}, b"", "\"b''\""),
    ],
)
def test_a_default_function_works_with_orjson_too(arguments, value, text):
    default = get_orjson_default(**arguments)

    assert orjson.dumps(value, default).decode() == text
    assert json_dumps(value, default=default) == text


@pytest.mark.parametrize(
    ("arguments", "value"),
    [
        ({"additional": {Obj: lambda value: "own"}}, Obj()),
        ({"order": [Obj]}, Obj()),
        ({"order": [set], "extend_default": False}, frozenset()),
        ({}, Dumpable),
    ],
)
def test_a_default_function_refuses_what_it_was_not_told_about(arguments, value):
    with pytest.raises(TypeError, match=f"^Type is not JSON serializable: {type(value).__name__}$"):
        get_orjson_default(**arguments)(value)


def test_sub_classes_are_found_through_their_bases_first_of_the_order_wins():
    class Both(Wrapped, Obj):
        pass

    default = get_orjson_default(order=[Obj, Wrapped], additional={Obj: lambda value: "obj", Wrapped: lambda value: "wrapped"})

    assert json_dumps([Both(1), Wrapped(1)], default=default) == '["obj","wrapped"]'
