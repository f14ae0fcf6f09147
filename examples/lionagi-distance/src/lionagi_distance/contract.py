"""What both cores promise."""

from __future__ import annotations

from typing import Protocol


class DistanceCore(Protocol):
    """A module."""

    def levenshtein(self, left: str, right: str) -> int:
        """Insertions, deletions and replacements. Raises: TypeError: no text."""

    def similarity(self, left: str, right: str) -> float:
        """1 - distance / length of the longer text; 1.0 for two empty texts. Raises: TypeError: no text."""

    def closest(self, word: str, words: list[str]) -> str | None:
        """The first of the words with the least distance; None where there are none. Raises: TypeError: no text."""
