"""Seeded cases for `bulk.py`, one file per component: `case(random)` draws a contract call in microseconds, without Hypothesis.

A case is (member, call, arguments): `call(core)` runs on each core, `arguments` must be the same afterwards. Whatever is drawn
comes from the given `random.Random`, so that a seed and a number are enough to make a case again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from equivalence_tests.strategies.classes import Boom

PLANTED_ERRORS = (Boom,)
Case = tuple[str, Callable[[Any], Any], Any]


def calling(member: str, *arguments: Any) -> Case:
    """The case of one function of a core module."""
    return member, lambda core: getattr(core, member)(*arguments), arguments
