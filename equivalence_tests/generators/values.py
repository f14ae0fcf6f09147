"""Seeded value trees, fast: every kind of value a user may pass, with the edges drawn on purpose.

Not here: the same for Hypothesis (`strategies/values.py`), whose lists of edges are used here too.
"""

from __future__ import annotations

import datetime
import math
import uuid
from collections import OrderedDict, deque
from decimal import Decimal
from pathlib import PurePosixPath
from random import Random
from typing import Any

from equivalence_tests.strategies import classes
from equivalence_tests.strategies.values import FLOAT_EDGES, HOSTILE_TEXTS, INT_EDGES, SURROGATES, ZONES

_LETTERS = "abcdefghijklmnopqrstuvwxyz_ABC0123456789 "
_WIDE = 'äß€\u2028\ufeff漢字😀𝄞\x00\x1f"\\/\x7f'
_SHORT_HOSTILE = [text for text in HOSTILE_TEXTS if len(text) < 1_000]
_SMALL_SCALARS = (None, True, False, 0, 1, -1, 2, "", "a", "key", 0.5, 1.0, -0.0)


def integer(random: Random) -> int:
    """Any integer of at most about 72 bits, the edges of the machine's types often."""
    choice = random.random()
    if choice < 0.5:
        return random.randrange(-200, 1_000)
    if choice < 0.7:
        return random.choice(INT_EDGES)
    number = random.getrandbits(random.randrange(1, 73))
    return -number if choice < 0.85 else number


def json_integer(random: Random) -> int:
    """What JSON carries."""
    number = integer(random)
    return number if -(2**63) <= number < 2**64 else number % 2**63


def floating(random: Random) -> float:
    """Any float, NaN and infinities included."""
    choice = random.random()
    if choice < 0.35:
        return random.uniform(-1_000, 1_000)
    if choice < 0.5:
        return random.choice(FLOAT_EDGES)
    if choice < 0.6:
        return round(random.uniform(-1e6, 1e6), random.randrange(4))
    if choice < 0.65:
        return random.choice((math.nan, math.inf, -math.inf, -math.nan))
    if choice < 0.8:
        return random.randrange(1, 10**17) * 10.0 ** random.randrange(-330, 300)
    return _float_of_bits(random.getrandbits(64))


def _float_of_bits(bits: int) -> float:
    from struct import pack, unpack

    return unpack("<d", pack("<Q", bits))[0]


def text(random: Random) -> str:
    """Text without surrogates, short as a rule."""
    choice = random.random()
    if choice < 0.6:
        return "".join(random.choices(_LETTERS, k=random.randrange(12)))
    if choice < 0.8:
        return "".join(random.choices(_LETTERS + _WIDE, k=random.randrange(20)))
    if choice < 0.9:
        return random.choice(_SHORT_HOSTILE)
    if choice < 0.96:
        return "".join(map(chr, random.choices(range(0x20, 0xD800), k=random.randrange(8))))
    if choice < 0.98:
        return "é" * random.randrange(14, 18)
    return "x" * random.choice((30, 31, 32, 33, 127, 128, 255, 256) if choice < 0.9999 else (65_535, 65_536))


def broken_text(random: Random) -> str:
    return random.choice(SURROGATES)


def moment(random: Random) -> datetime.datetime:
    zone = random.choice(ZONES) if random.random() < 0.6 else None
    micro = random.choice((0, 0, 1, 999_999, random.randrange(10**6)))
    year = random.choice((1, 1582, 1970, 2024, 2026, 9998, random.randrange(2, 9_999)))
    return datetime.datetime(
        year, random.randrange(1, 13), random.randrange(1, 29), *map(random.randrange, (24, 60, 60)), micro, zone, fold=random.randrange(2)
    )


def decimal(random: Random) -> Decimal:
    if random.random() < 0.3:
        return Decimal(random.choice(("0", "-0", "1.00", "1E+400", "1E-400", "NaN", "sNaN", "-Infinity", "NaN123")))
    return Decimal(random.randrange(-(10**12), 10**12)).scaleb(random.randrange(-20, 20))


def stdlib_value(random: Random) -> Any:
    """A value of a standard library class that has text."""
    choice = random.randrange(8)
    if choice == 0:
        return moment(random)
    if choice == 1:
        return uuid.UUID(int=random.getrandbits(128))
    if choice == 2:
        return decimal(random)
    if choice == 3:
        return datetime.date(random.randrange(1, 9_999), random.randrange(1, 13), random.randrange(1, 29))
    if choice == 4:
        return datetime.time(
            *map(random.randrange, (24, 60, 60)), random.choice((0, random.randrange(10**6))), random.choice((None, *ZONES[:3]))
        )
    if choice == 5:
        return random.randbytes(random.randrange(12))
    if choice == 6:
        return PurePosixPath("a" * random.randrange(3)) / "b"
    return datetime.timedelta(random.randrange(-9, 9), random.randrange(9), random.randrange(9))


def user_scalar(random: Random) -> Any:
    choice = random.randrange(6)
    if choice == 0:
        return random.choice((*classes.Colour, *classes.Level, *classes.Word))
    if choice == 1:
        return random.choice((classes.PlainText, classes.Text))(text(random))
    if choice == 2:
        return classes.Number(json_integer(random))
    if choice == 3:
        return classes.Real(floating(random))
    if choice == 4:
        return random.choice((classes.RaisesInStr, classes.ReturnsNoText, classes.RaisesInEq, classes.Shown))()
    return random.choice((int, len, ..., NotImplemented, classes.Person, classes.Shown("1")))


def scalar(random: Random) -> Any:
    """What JSON and MessagePack carry, floats of every kind included."""
    choice = random.random()
    if choice < 0.25:
        return random.choice(_SMALL_SCALARS)
    if choice < 0.55:
        return text(random)
    if choice < 0.75:
        return json_integer(random)
    return floating(random)


def any_scalar(random: Random) -> Any:
    choice = random.random()
    if choice < 0.7:
        return scalar(random)
    if choice < 0.76:
        return integer(random)
    if choice < 0.78:
        return random.choice((-1, 1)) * random.getrandbits(random.choice((100, 1_000, 2_040, 2_048, 20_000)))
    if choice < 0.8:
        return broken_text(random)
    return stdlib_value(random) if choice < 0.91 else user_scalar(random)


def key(random: Random) -> str:
    return random.choice(("id", "a", "b", "lion_class", "", "ä")) if random.random() < 0.4 else text(random)


def json_value(random: Random, depth: int = 4) -> Any:
    """Dicts with text keys, lists and scalars."""
    choice = random.random()
    if depth == 0 or choice < 0.35:
        return scalar(random)
    size = random.randrange(5) if choice < 0.97 else random.choice((15, 16, 17))
    if choice < 0.65:
        return [json_value(random, depth - 1) for _ in range(size)]
    return {key(random): json_value(random, depth - 1) for _ in range(size)}


def hashable(random: Random, depth: int = 2) -> Any:
    choice = random.random()
    if depth == 0 or choice < 0.7:
        made = random.choice((scalar, integer, stdlib_value))(random)
        return made if type(made) is not Decimal or not made.is_snan() else 1
    items = [hashable(random, depth - 1) for _ in range(random.randrange(4))]
    return frozenset(items) if choice < 0.85 else tuple(items)


def user_object(random: Random, depth: int) -> Any:
    choice = random.randrange(7)
    inner = any_value(random, depth)
    if choice == 0:
        return classes.Point(inner, any_value(random, depth))
    if choice == 1:
        return classes.Person(name=text(random)[:20], age=inner)
    if choice == 2:
        return classes.Loose(value=inner, more=1)
    if choice == 3:
        return classes.Record(inner)
    if choice == 4:
        return classes.Tagged(inner)
    if choice == 5:
        return classes.Pair(inner, 1)
    return classes.SlottedPoint(inner)


def any_value(random: Random, depth: int = 3) -> Any:
    """Any value at all."""
    choice = random.random()
    if depth == 0 or choice < 0.35:
        return any_scalar(random)
    size = random.randrange(5) if choice < 0.98 else random.choice((15, 16, 17))
    if choice < 0.5:
        return [any_value(random, depth - 1) for _ in range(size)]
    if choice < 0.56:
        return tuple(any_value(random, depth - 1) for _ in range(size))
    if choice < 0.76:
        keys = [key(random) if random.random() < 0.85 else hashable(random, 1) for _ in range(size)]
        made = {each: any_value(random, depth - 1) for each in keys}
        return made if choice < 0.72 else random.choice((OrderedDict, classes.Mapping))(made)
    if choice < 0.88:
        members = [hashable(random) for _ in range(size)]
        return random.choice((set, frozenset))(members)
    if choice < 0.91:
        return random.choice((deque, classes.Sequence))([any_value(random, depth - 1)])
    return user_object(random, depth - 1)


def deep(random: Random, around: int) -> Any:
    """Nesting from a little below a limit to a little above it."""
    made: Any = 0
    kinds = random.choices("ltd2", k=3)
    for level in range(random.randrange(around - 3, around + 3)):
        kind = kinds[level % 3]
        made = [made] if kind == "l" else (made,) if kind == "t" else {"k": made} if kind == "d" else [0, made]
    return made
