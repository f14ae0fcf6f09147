"""`portrait` tells apart what a user could tell apart, and survives hostile values."""

from __future__ import annotations

import datetime
import enum
import math
from collections import OrderedDict, deque
from decimal import Decimal
from uuid import UUID

import msgspec
import pydantic
import pytest

from lionagi.testing.proof.portrait import difference, portrait, same


class Colour(enum.IntEnum):
    RED = 1


class Text(str):
    pass


class Number(int):
    pass


class Slotted:
    __slots__ = ("left", "right")

    def __init__(self, left, right):
        self.left, self.right = left, right


class Model(pydantic.BaseModel):
    name: str
    tags: list[str] = []


class Struct(msgspec.Struct):
    x: object


class Hostile:
    def __eq__(self, other):
        raise RuntimeError("eq")

    def __hash__(self):
        return 1

    def __repr__(self):
        raise RuntimeError("repr")

    def __getattribute__(self, name):
        raise RuntimeError("getattribute")


HOSTILE = Hostile()
TOKYO = datetime.timezone(datetime.timedelta(hours=9))

PAIRS = [
    (1, True),
    (1, 1.0),
    (1, Number(1)),
    (1, Colour.RED),
    (0.0, -0.0),
    (10**5000, 10**5000 + 1),
    ("a", Text("a")),
    ("\ud800", "\udfff"),
    ("a", b"a"),
    (b"a", bytearray(b"a")),
    ([1], (1,)),
    ([[1]], [[True]]),
    ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
    ({1: "a"}, {True: "a"}),
    ({1: "a"}, {1.0: "a"}),
    ({"a": 1}, OrderedDict(a=1)),
    ({1, 2}, {1, 3}),
    ({1, 2}, frozenset({1, 2})),
    ({frozenset({1})}, {frozenset({True})}),
    (deque([1]), deque([2])),
    (Decimal("1.0"), Decimal("1.00")),
    (Decimal("0"), Decimal("-0")),
    (UUID(int=1), UUID(int=2)),
    (datetime.datetime(2020, 1, 1), datetime.datetime(2020, 1, 1, fold=1)),
    (datetime.datetime(2020, 1, 1, 9, tzinfo=TOKYO), datetime.datetime(2020, 1, 1, tzinfo=datetime.timezone.utc)),
    (Slotted(1, 2), Slotted(1, 2.0)),
    (Model(name="a"), Model(name="a", tags=[])),  # which fields were set is visible
    (Struct(1), Struct(True)),
    (object(), object()),
    (ValueError("a"), ValueError("b")),
    (int, bool),
    ([HOSTILE], [Hostile(), 1]),
]


@pytest.mark.parametrize(("left", "right"), PAIRS, ids=lambda value: type(value).__name__)
def test_different_values_differ(left, right):
    assert difference(left, right) is not None
    assert difference(right, left) is not None
    assert not same([left], [right])


@pytest.mark.parametrize("value", [value for pair in PAIRS for value in pair], ids=lambda value: type(value).__name__)
def test_every_value_is_the_same_as_itself(value):
    assert difference(value, value) is None
    assert difference([value, [value]], [value, [value]]) is None


def test_nan_is_the_same_as_nan_in_every_container():
    assert same([math.nan, {"a": -math.nan}, (float("nan"),)], [float("nan"), {"a": math.nan}, (math.nan,)])


def test_order_of_set_members_does_not_show():
    assert same({"a", "b", "c", 1, frozenset({2, 3})}, {frozenset({3, 2}), 1, "c", "b", "a"})


def test_cycles_are_described_once():
    def cycle(last):
        made = [1, {"a": last}]
        made[1]["self"] = made
        return made

    assert same(cycle(1), cycle(1))
    assert not same(cycle(1), cycle(True))


def test_depth_has_no_limit():
    deep, other = 1, 2
    for _ in range(100_000):
        deep, other = [deep], [other]

    assert difference(deep, other) is not None
    assert portrait(deep) == portrait(deep)
    while type(deep) is list:  # or the interpreter's stack overflows when it is freed
        deep, other = deep[0], other[0]


def test_the_first_difference_is_named_with_its_path():
    assert difference({"a": [1, {"b": 1}]}, {"a": [1, {"b": True}]}) == "value['a'][1]['b']: int, 1 != bool, True"
