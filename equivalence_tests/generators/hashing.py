"""Seeded cases of `hashing`."""

from __future__ import annotations

from random import Random

from equivalence_tests.generators import Case, calling
from equivalence_tests.generators.values import any_value, deep, json_value
from lionagi._core import MAX_DEPTH


def case(random: Random) -> Case:
    choice = random.random()
    if choice < 0.45:
        return calling("canonical_bytes", any_value(random))
    if choice < 0.7:
        return calling("canonical_bytes", json_value(random))
    if choice < 0.702:
        return calling("canonical_bytes", deep(random, MAX_DEPTH))
    if choice < 0.8:
        return calling("digest", any_value(random, 2))
    if choice < 0.9:
        return calling("hash_value", any_value(random, 2))
    if choice < 0.95:
        return calling("hash_many", [any_value(random, 1) for _ in range(random.randrange(4))])
    return calling("digest_bytes", random.randbytes(random.choice((0, 1, 127, 128, 129, 256, random.randrange(600)))))
