"""Seeded cases of `distance`: (member, call, arguments); everything comes from the given `Random`."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

_LETTERS = "abcé\ud800\U0001f600"
_WRONG = (None, 3, b"ab", ["a"])


def text(random: Random) -> str:
    return "".join(random.choices(_LETTERS, k=random.randrange(9)))


def word(random: Random) -> Any:
    """A text, now and then something else."""
    return random.choice(_WRONG) if random.random() < 0.05 else text(random)


def case(random: Random) -> tuple[str, Callable[[Any], Any], tuple[Any, ...]]:
    member = random.choice(("levenshtein", "similarity", "closest"))
    if member == "closest":
        arguments: tuple[Any, ...] = (word(random), [text(random) for _ in range(random.randrange(5))])
    else:
        arguments = (word(random), word(random))
    return member, lambda core: getattr(core, member)(*arguments), arguments
