"""Seeded values for the YAML writer, from the lists of `strategies/yaml.py`. Part of the cases of `messages`."""

from __future__ import annotations

import enum
import uuid
from collections import OrderedDict, deque
from random import Random
from typing import Any

from equivalence_tests.generators.values import any_value, broken_text, floating, integer
from equivalence_tests.strategies import yaml as made


class Side(enum.Enum):
    """Members whose values are dropped, kept, quoted."""

    NONE = ""
    WORD = "yes"
    LINES = ("a\nb", None)


def text(random: Random) -> str:
    choice = random.random()
    if choice < 0.5:
        return random.choice(made.TEXTS)
    if choice < 0.85:
        return "".join(random.choices(made.PIECES, k=random.randrange(1, 9)))
    return "".join(random.choices(made.DIGITS, k=random.randrange(1, 10)))


def leaf(random: Random) -> Any:
    choice = random.random()
    if choice < 0.7:
        return text(random)
    if choice < 0.9:
        return random.choice((None, True, 0, integer(random), floating(random), random.choice(made.NUMBERS), random.choice(made.BYTES)))
    if choice < 0.99:
        return random.choice((random.choice(made.MOMENTS), random.choice(list(Side)), uuid.UUID(int=random.getrandbits(128)), Side))
    return broken_text(random) if choice < 0.992 else any_value(random, 1)


def key(random: Random) -> Any:
    choice = random.random()
    if choice < 0.85:
        return text(random)
    others = (
        None,
        True,
        1,
        1.5,
        (),
        ("a", (1, text(random))),
        frozenset((1, "x")),
        b"ab",
        Side.WORD,
        Side.NONE,
        uuid.UUID(int=7),
        str(uuid.UUID(int=7)),
    )
    return random.choice(others)


def value(random: Random, depth: int = 3) -> Any:
    choice = random.random()
    if choice < 0.3 or depth == 0:
        return leaf(random)
    if choice < 0.85:
        inner = [value(random, depth - 1) for _ in range(random.randrange(4))]
        if choice < 0.6:
            return inner
        return {key(random): item for item in inner} if choice < 0.8 else OrderedDict((text(random), item) for item in inner)
    if choice < 0.9:
        return random.choice((tuple, deque))(value(random, depth - 1) for _ in range(random.randrange(3)))
    return random.choice((set, frozenset))(key(random) for _ in range(random.randrange(4)))
