"""The fast core: rapidfuzz, which is compiled. Without it this module cannot be imported, and the component runs on Python.

`native_calls()` counts what this core has answered: it is how a proof knows that its two sides are two cores.
"""

from __future__ import annotations

from rapidfuzz.distance import Levenshtein

from lionagi_distance import _errors

_calls = 0


def native_calls() -> dict[str, int]:
    return {"distance": _calls}


def levenshtein(left: str, right: str) -> int:
    global _calls
    _calls += 1
    for text in (left, right):
        if not isinstance(text, str):
            raise _errors.no_text(text)
    return int(Levenshtein.distance(left, right))


def similarity(left: str, right: str) -> float:
    distance = levenshtein(left, right)
    return 1.0 - distance / max(len(left), len(right), 1)


def closest(word: str, words: list[str]) -> str | None:
    global _calls
    _calls += 1
    found, least = None, 0
    for each in words:
        distance = levenshtein(word, each)
        if found is None or distance < least:
            found, least = each, distance
    return found
