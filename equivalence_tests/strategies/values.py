"""Strategies for values of every kind a user may pass, with the edges drawn on purpose.

`plain_*` are values every core takes; `hostile_*` are those at which implementations break. Not here: documents
(`documents.py`), the fast generator (`equivalence_tests/generators.py`).
"""

from __future__ import annotations

import datetime
import math
from collections import OrderedDict, deque
from collections.abc import Callable
from decimal import Decimal
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any

from hypothesis import strategies as st

from equivalence_tests.strategies import classes
from lionagi._core import MAX_DEPTH

INT_EDGES = [
    edge + step for power in (7, 8, 15, 16, 31, 32, 53, 61, 63, 64, 127, 128) for edge in (2**power, -(2**power)) for step in (-1, 0, 1)
]
HUGE_INTS = [10**4299, 10**4300, -(10**4300), 10**5000 + 7, 2**20_000]
FLOAT_EDGES = [
    0.0,
    -0.0,
    1.0,
    -1.0,
    0.1,
    1e15,
    1e16,
    1e17,
    123456789012345680.0,
    1e21,
    1e22,
    1e-4,
    1e-5,
    1e-6,
    1e-7,
    5e-324,
    2.2250738585072014e-308,
    1.7976931348623157e308,
    2.0**53,
    2.0**53 + 2,
    2.0**63,
    -(2.0**63),
    2.0**64,
    2.0**70,
]
WEIRD_FLOATS = [math.nan, -math.nan, math.inf, -math.inf]
HOSTILE_TEXTS = [
    "",
    "\x00",
    "\x7f",
    "\u2028\u2029",
    "\ufeff",
    "\ufffe\uffff",
    "\U0010ffff",
    "e\u0301 \u202e abc \u0000",
    '"\\/\b\f\n\r\t\x01\x1f',
    "a" * 31,
    "a" * 32,
    "é" * 128,
    "𝄞" * 64,
    "x" * 255,
    "x" * 256,
    "lion_class",
    "__proto__",
    "nan",
    "null",
    "1e999",
]
_LENGTHS = [255, 256, 1_000, 65_535, 65_536]  # where the heads of texts change
SURROGATES = ["\ud800", "\udfff", "a\ud800b", "\udc80", "\ud83d\ude00", "x" * 40 + "\udcff"]

ZONES = [
    datetime.timezone.utc,
    datetime.timezone(datetime.timedelta(hours=5, minutes=45)),
    datetime.timezone(datetime.timedelta(hours=-12)),
    datetime.timezone(datetime.timedelta(hours=23, minutes=59)),
    datetime.timezone(datetime.timedelta(seconds=-1)),
    datetime.timezone(datetime.timedelta(hours=1, seconds=7)),
    datetime.timezone(datetime.timedelta(microseconds=500_001)),
    datetime.timezone(datetime.timedelta(hours=2), "named"),
    classes.OddZone(),
    classes.NoOffset(),
]


def integers() -> st.SearchStrategy[int]:
    return st.one_of(st.integers(-20, 300), st.integers(-(2**65), 2**65), st.sampled_from(INT_EDGES))


def big_integers() -> st.SearchStrategy[int]:
    # By index: Hypothesis prints what it samples from, and integers of more than 4300 digits have no text.
    return st.one_of(st.integers(-(2**400), 2**400), st.integers(0, len(HUGE_INTS) - 1).map(lambda index: HUGE_INTS[index]))


def json_integers() -> st.SearchStrategy[int]:
    """What JSON carries: from -(2**63) to 2**64 - 1."""
    return integers().filter(lambda number: -(2**63) <= number < 2**64)


def finite_floats() -> st.SearchStrategy[float]:
    return st.one_of(st.floats(allow_nan=False, allow_infinity=False), st.sampled_from(FLOAT_EDGES))


def floats() -> st.SearchStrategy[float]:
    return st.one_of(finite_floats(), st.sampled_from(WEIRD_FLOATS), st.integers(-(2**70), 2**70).map(float))


def text() -> st.SearchStrategy[str]:
    """Text without surrogates."""
    return st.one_of(
        st.text(max_size=12), st.text(max_size=80), st.sampled_from(HOSTILE_TEXTS), st.sampled_from(_LENGTHS).map(lambda n: "x" * n)
    )


def broken_text() -> st.SearchStrategy[str]:
    """Text with lone surrogates."""
    return st.one_of(st.sampled_from(SURROGATES), st.text(st.characters(categories=["Cs", "Lu", "Po"]), max_size=9))


def datetimes() -> st.SearchStrategy[datetime.datetime]:
    zones = st.one_of(st.none(), st.sampled_from(ZONES))
    drawn = st.builds(lambda moment, fold: moment.replace(fold=fold), st.datetimes(timezones=zones), st.integers(0, 1))
    edges = [
        datetime.datetime.min,
        datetime.datetime.max,
        datetime.datetime(1970, 1, 1),
        datetime.datetime(2024, 2, 29, 23, 59, 59, 999_999),
    ]
    return st.one_of(drawn, st.sampled_from(edges))


def decimals() -> st.SearchStrategy[Decimal]:
    edges = ["0", "-0", "1.00", "1E+400", "1E-400", "NaN", "-NaN", "sNaN", "NaN123", "Infinity", "-Infinity", "1" * 60]
    return st.one_of(st.decimals(), st.sampled_from([Decimal(edge) for edge in edges]))


def scalars() -> st.SearchStrategy[Any]:
    """None, booleans, numbers and text; surrogates and integers beyond 64 bits not."""
    return st.one_of(st.none(), st.booleans(), json_integers(), floats(), text())


def stdlib_values() -> st.SearchStrategy[Any]:
    """Values of standard library classes."""
    return st.one_of(
        datetimes(),
        st.dates(),
        st.times(timezones=st.one_of(st.none(), st.sampled_from(ZONES[:4]))),
        st.timedeltas(),
        decimals(),
        st.uuids(),
        st.fractions(),
        st.complex_numbers(),
        st.binary(max_size=40),
        st.binary(max_size=9).map(bytearray),
        st.binary(max_size=9).map(memoryview),
        st.text("ab/.", max_size=8).map(PurePosixPath),
        st.text("ab\\.", max_size=8).map(PureWindowsPath),
        st.builds(range, st.integers(0, 9), st.integers(0, 9)),
    )


def user_scalars() -> st.SearchStrategy[Any]:
    """Enum members and instances of sub-classes of text, numbers and bytes."""
    return st.one_of(
        st.sampled_from([*classes.Colour, *classes.Level, *classes.Word]),
        text().map(classes.PlainText),
        text().map(classes.Text),
        json_integers().map(classes.Number),
        floats().map(classes.Real),
        st.binary(max_size=9).map(classes.Blob),
    )


def user_objects(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Instances of user classes around `inner` values."""
    return st.one_of(
        st.builds(classes.Point, inner, inner),
        st.builds(classes.SlottedPoint, inner),
        st.builds(classes.Frozen, st.text(max_size=4), st.integers(0, 9)),
        st.builds(classes.Person, name=st.text(max_size=5), age=inner),
        st.builds(classes.Person, name=st.text(max_size=5), tags=st.lists(inner, max_size=2)),
        st.builds(classes.Loose, value=inner, extra=inner),
        st.builds(classes.Record, inner),
        st.builds(classes.Tagged, inner),
        st.builds(classes.Pair, inner, inner),
    )


def hostile_objects() -> st.SearchStrategy[Any]:
    """Objects whose special methods raise or lie; sentinels, classes, functions."""
    made: list[Callable[[], Any]] = [classes.RaisesInStr, classes.ReturnsNoText, classes.RaisesInEq, classes.Shown]
    fixed = [int, classes.Person, len, ..., NotImplemented, st.integers, classes.Shown("a\ud800"), classes.Shown("1")]
    return st.one_of(*map(st.builds, made), st.sampled_from(fixed))


def containers(inner: st.SearchStrategy[Any], keys: st.SearchStrategy[Any], max_size: int = 4) -> st.SearchStrategy[Any]:
    """Lists, tuples and dicts around `inner`, also of sub-classes."""
    return st.one_of(
        st.lists(inner, max_size=max_size),
        st.lists(inner, max_size=max_size).map(tuple),
        st.dictionaries(keys, inner, max_size=max_size),
        st.dictionaries(keys, inner, max_size=max_size).map(OrderedDict),
        st.dictionaries(keys, inner, max_size=2).map(classes.Mapping),
        st.lists(inner, max_size=2).map(classes.Sequence),
        st.lists(inner, max_size=2).map(deque),
    )


def hashables() -> st.SearchStrategy[Any]:
    """Members for sets and keys, sets of sets and tuples included."""
    leaves = st.one_of(
        st.none(), st.booleans(), integers(), floats(), text(), st.uuids(), st.dates(), decimals().filter(lambda d: not d.is_snan())
    )
    leaves = st.one_of(leaves, st.sampled_from([*classes.Colour, *classes.Level]), st.binary(max_size=4))
    return st.recursive(
        leaves, lambda inner: st.one_of(st.frozensets(inner, max_size=4), st.lists(inner, max_size=3).map(tuple)), max_leaves=8
    )


def sets() -> st.SearchStrategy[Any]:
    return st.one_of(st.sets(hashables(), max_size=5), st.frozensets(hashables(), max_size=5))


def not_bytes() -> st.SearchStrategy[Any]:
    """What may stand where bytes belong, and is none."""
    return st.one_of(text(), integers(), st.none(), st.binary(max_size=17).map(bytearray), st.binary(max_size=17).map(memoryview))


def json_values() -> st.SearchStrategy[Any]:
    """What JSON and MessagePack carry without loss of kind: dicts with text keys, lists, scalars."""
    return st.recursive(
        scalars(), lambda inner: st.one_of(st.lists(inner, max_size=5), st.dictionaries(text(), inner, max_size=5)), max_leaves=20
    )


def any_values() -> st.SearchStrategy[Any]:
    """Any value at all, nested, user objects included."""
    leaves = st.one_of(scalars(), integers(), big_integers(), broken_text(), stdlib_values(), user_scalars(), hostile_objects())
    keys = st.one_of(text(), integers(), st.none(), st.floats(), st.uuids(), st.sampled_from([*classes.Word, *classes.Level]))
    return st.recursive(
        leaves,
        lambda inner: st.one_of(containers(inner, keys), user_objects(inner), st.one_of(sets(), st.sets(hashables(), max_size=3))),
        max_leaves=12,
    )


_WRAPPERS: dict[str, Callable[[Any], Any]] = {
    "list": lambda inner: [inner],
    "tuple": lambda inner: (inner,),
    "dict": lambda inner: {"k": inner},
    "second": lambda inner: [0, inner],
}


@st.composite
def deep_values(draw: st.DrawFn, around: int = MAX_DEPTH, wrappers: tuple[str, ...] = ("list", "tuple", "dict", "second")) -> Any:
    """Nesting from a little below the limit to a little above it, in a mix of containers."""
    depth = draw(st.integers(around - 3, around + 3))
    period = draw(st.lists(st.sampled_from(wrappers), min_size=1, max_size=4))
    value: Any = draw(st.sampled_from([0, "x", None]))
    for level in range(depth):
        value = _WRAPPERS[period[level % len(period)]](value)
    return value


@st.composite
def cyclic_values(draw: st.DrawFn, kinds: tuple[str, ...] = ("list", "dict", "through a tuple", "through both")) -> Any:
    """A list, dict or tuple that contains itself."""
    kind = draw(st.sampled_from(kinds))
    ring: Any = [draw(st.integers(0, 3))]
    if kind == "list":
        ring.append(ring)
    elif kind == "dict":
        ring = {"a": 1}
        ring["self"] = ring
    elif kind == "through a tuple":
        ring.append((1, ring))
    else:
        ring.append({"a": (ring,)})
    return draw(st.sampled_from([ring, [ring], {"top": ring}]))
