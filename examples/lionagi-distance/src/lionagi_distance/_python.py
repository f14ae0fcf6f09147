"""The reference core: the dynamic program of Wagner and Fischer (1974), two rows at a time. O(len(left) * len(right))."""

from __future__ import annotations

from lionagi_distance import _errors


def levenshtein(left: str, right: str) -> int:
    for text in (left, right):
        if not isinstance(text, str):
            raise _errors.no_text(text)
    above = list(range(len(right) + 1))
    for row, letter in enumerate(left, 1):
        here = [row]
        for column, other in enumerate(right, 1):
            here.append(min(above[column] + 1, here[-1] + 1, above[column - 1] + (letter != other)))
        above = here
    return above[-1]


def similarity(left: str, right: str) -> float:
    distance = levenshtein(left, right)
    return 1.0 - distance / max(len(left), len(right), 1)


def closest(word: str, words: list[str]) -> str | None:
    found, least = None, 0
    for each in words:
        distance = levenshtein(word, each)
        if found is None or distance < least:
            found, least = each, distance
    return found
