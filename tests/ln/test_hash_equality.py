"""Which values hash equal, and what counts as which kind of value, on each backend."""

import collections
import datetime
import decimal
import fractions
import math
import random
import types
import uuid

import pydantic
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lionagi._core.sentinels import Undefined, Unset
from lionagi.ln._hash import _generate_hashable_representation, hash_dict
from lionagi.protocols.generic._ids import IDType
from lionagi.registry import active
from tests.ln.hash_values import (
    DC,
    NT,
    PN,
    Color,
    Entity,
    IntE,
    Mute,
    MyDict,
    MyList,
    Obj,
    P,
    ReprOnly,
    S,
    StrE,
    hashables,
    numbers,
    scalars,
)

pytestmark = pytest.mark.usefixtures("backend")


@given(st.lists(numbers | st.text(max_size=2) | st.none(), min_size=2, max_size=8).filter(lambda each: not any(x != x for x in each)))
@example([0, 0.0, -0.0, False, "", None])
@example([1, 1.0, True, "1"])
@example([2**53, 2.0**53, 2**53 + 1])
@example([2**1000, 2.0**1000])
def test_scalars_hash_equal_exactly_where_they_are_equal(scalars):
    for one in scalars:
        for other in scalars:
            assert (one == other) == (hash_dict(one) == hash_dict(other))


def test_every_nan_is_the_same():
    nans = [math.nan, -math.nan, float("nan"), math.inf - math.inf]

    assert len({hash_dict(nan) for nan in nans}) == 1
    assert hash_dict(math.nan) != hash_dict(None)


@given(st.dictionaries(scalars, scalars, min_size=1), st.randoms(use_true_random=False))
@example({1: 1, "1": 2, 1.5: 3, "1.5": 4}, random.Random(5))
def test_the_order_of_keys_does_not_matter(value, source):
    shuffled = list(value.items())
    source.shuffle(shuffled)

    assert hash_dict(value) == hash_dict(dict(shuffled)) == hash_dict(collections.OrderedDict(shuffled))


@given(st.lists(hashables, unique=True, max_size=12), st.randoms(use_true_random=False))
def test_the_order_of_members_does_not_matter(members, source):
    shuffled = list(members)
    source.shuffle(shuffled)

    for kind in (set, frozenset):
        assert hash_dict(kind(members)) == hash_dict(kind(shuffled))


def test_pairs_of_equal_key_text_in_any_order_are_equal_but_not_exchanged():
    assert hash_dict({1: "a", "1": "b"}) == hash_dict({"1": "b", 1: "a"})
    assert hash_dict({1: "a", "1": "b"}) != hash_dict({1: "a", "1": "c"})
    assert hash_dict({1: 1, "1": 2, None: 0}) == hash_dict({None: 0, "1": 2, 1: 1})


def test_sub_classes_of_plain_values_count_as_the_plain_value():
    class Text(str):
        def __str__(self):
            return "other"

        def encode(self, *_):
            return b"other"

        def __lt__(self, other):
            raise AssertionError("asked for its order")

    class Number(int):
        def __str__(self):
            return "other"

        def to_bytes(self, *_, **__):
            return b"other"

        def bit_length(self):
            return 1

    class Real(float):
        def __float__(self):
            return 0.0

        def is_integer(self):
            return True

    for value, plain in [
        (StrE.A, "a"),
        (IntE.ONE, 1),
        (Text("a"), "a"),
        (Text("\ud800"), "\ud800"),
        (Number(7), 7),
        (Number(-(10**40)), -(10**40)),
        (Real(1.5), 1.5),
        (Real(2.0), 2),
    ]:
        assert hash_dict(value) == hash_dict(plain)
        assert hash_dict([value]) == hash_dict([plain])
    assert hash_dict({Text("a"): 1, "b": 2}) == hash_dict({"other": 1, "b": 2})


def test_sub_classes_of_containers_count_as_the_container_they_show():
    class Shown(dict):
        def items(self):
            return [("z", 1)]

    class Turned(list):
        def __iter__(self):
            return reversed(list(super().__iter__()))

    assert hash_dict(MyDict(a=1)) == hash_dict(collections.defaultdict(int, a=1)) == hash_dict({"a": 1})
    assert hash_dict(MyList([1, 2])) == hash_dict([1, 2])
    assert hash_dict(NT(1, 2)) == hash_dict((1, 2))
    assert hash_dict(Shown(a=5)) == hash_dict({"z": 1})
    assert hash_dict(Turned([1, 2])) == hash_dict([2, 1])
    assert hash_dict(type("MySet", (set,), {})({1})) == hash_dict({1})
    assert hash_dict(type("MyFrozen", (frozenset,), {})({1})) == hash_dict(frozenset({1}))


def test_containers_models_and_structs_differ_from_each_other():
    same_content = [[1], (1,), {1}, frozenset({1}), {"1": None}, "[1]", 1]
    same_fields = [P(), S("x", 3), {"name": "x", "age": 3}, {"x": "x", "y": 3}]

    assert len({hash_dict(each) for each in same_content}) == len(same_content)
    assert len({hash_dict(each) for each in same_fields}) == len(same_fields)
    assert len({hash_dict(each) for each in ([], (), set(), frozenset(), {}, "", None)}) == 7


def test_models_are_read_through_their_dump():
    core = active.cores.hashing

    class Root(pydantic.RootModel[list[int]]):
        pass

    assert core.canonical_bytes(P()) == b"\x92\x05" + core.canonical_bytes({"name": "x", "age": 3})
    assert core.canonical_bytes(Root([1])) == b"\x92\x05" + core.canonical_bytes([1])
    assert core.canonical_bytes(Entity()) == b"\x92\x05" + core.canonical_bytes({"id": "1", "content": [1, 2]})
    assert core.canonical_bytes(S(1)) == b"\x92\x06" + core.canonical_bytes({"x": 1, "y": "d"})
    assert core.canonical_bytes(S(S(1), (1,))) == b"\x92\x06" + core.canonical_bytes({"x": {"x": 1, "y": "d"}, "y": (1,)})
    assert core.canonical_bytes(PN(p=P())) == b"\x92\x05" + core.canonical_bytes({"p": {"name": "x", "age": 3}, "tags": []})
    assert _generate_hashable_representation(Entity()) == (5, (0, (("content", (1, (1, 2))), ("id", "1"))))


def test_sets_in_structs_have_no_order():
    words = [f"word {number}" for number in range(20)]

    assert hash_dict(S(set(words))) == hash_dict(S({*words[10:], *words[:10]}))
    assert hash_dict(S(set(words))) == hash_dict(S(frozenset(words)))


@pytest.mark.parametrize("value", [P, S, Entity, Color, int, type], ids=lambda value: value.__name__)
def test_classes_count_as_their_text(value):
    assert hash_dict(value) == hash_dict(str(value))


@pytest.mark.parametrize(
    "value",
    [
        b"x",
        bytearray(b"x"),
        1 + 2j,
        decimal.Decimal("1.0"),
        fractions.Fraction(1, 3),
        datetime.datetime(2024, 1, 1),
        uuid.UUID(int=7),
        Color.RED,
        DC(1, [2]),
        Obj(),
        Undefined,
        Unset,
        range(3),
        collections.deque([1]),
        types.MappingProxyType({1: 2}),
    ],
    ids=lambda value: type(value).__name__,
)
def test_anything_else_counts_as_its_text(value):
    assert hash_dict(value) == hash_dict(str(value))
    assert hash_dict({"k": [value]}) == hash_dict({"k": [str(value)]})
    assert _generate_hashable_representation(value) == str(value)


def test_an_id_counts_as_its_text():
    made = IDType.create()

    assert hash_dict({"id": made}) == hash_dict({"id": str(made)}) == hash_dict({"id": made._id})


def test_what_has_no_text_counts_as_its_repr_or_its_address():
    mute = Mute()

    assert hash_dict(ReprOnly()) == hash_dict("REPR")
    assert hash_dict(mute) == hash_dict(f"<unhashable:Mute:{id(mute)}>")
    assert _generate_hashable_representation(mute) == f"<unhashable:Mute:{id(mute)}>"


def test_what_a_proxy_says_about_its_class_does_not_count():
    class Proxy:
        __class__ = dict

        def __str__(self):
            return "proxy"

    assert hash_dict(Proxy()) == hash_dict("proxy")
