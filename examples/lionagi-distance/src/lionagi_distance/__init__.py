"""How far two texts are from each other: `levenshtein`, `similarity`, `closest`.

Each call goes to the core that lionagi's registry has chosen: the Python one, or rapidfuzz where it is installed and the phase, or an
order such as `LIONAGI_COMPONENTS=distance=rust`, says so. Not here: the cores (`_python.py`, `_native.py`), their contract (`contract.py`).
"""

from __future__ import annotations

from collections.abc import Iterable

from lionagi.registry import component


def levenshtein(left: str, right: str) -> int:
    """The least number of characters to insert, delete or replace that makes one text the other. Raises: TypeError: no text."""
    return component("distance").levenshtein(left, right)


def similarity(left: str, right: str) -> float:
    """1.0 for equal texts, 0.0 where nothing is shared: 1 - distance / length of the longer text. Raises: TypeError: no text."""
    return component("distance").similarity(left, right)


def closest(word: str, words: Iterable[str]) -> str | None:
    """The word with the least distance, the first one of several; None where there are no words. Raises: TypeError: no text."""
    return component("distance").closest(word, list(words))
