"""The nearest valid word of a misspelt one. `difflib` would do, at the price of importing `re` and `collections`."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


def distance(left: str, right: str, limit: int) -> int:
    """Optimal string alignment distance (a swap of neighbours counts once); `limit + 1` where it is larger. O(n * m)."""
    if abs(len(left) - len(right)) > limit:
        return limit + 1
    before: list[int] = []
    above = list(range(len(right) + 1))
    for row, a in enumerate(left, 1):
        here = [row]
        for column, b in enumerate(right, 1):
            best = min(above[column] + 1, here[column - 1] + 1, above[column - 1] + (a != b))
            if row > 1 and column > 1 and a == right[column - 2] and left[row - 2] == b:
                best = min(best, before[column - 2] + 1)
            here.append(best)
        if min(here) > limit:
            return limit + 1
        before, above = above, here
    return min(above[-1], limit + 1)


def nearest(word: str, valid: Iterable[str], limit: int | None = None) -> str | None:
    """The closest valid word, first of equals; None where none is within `limit` (default: a third of the letters, at least 2)."""
    allowed = max(2, len(word) // 3) if limit is None else limit
    found = None
    for candidate in valid:
        apart = distance(word.lower(), candidate.lower(), allowed)
        if apart <= allowed:
            found, allowed = candidate, apart - 1
    return found


def hint(word: str, valid: Iterable[str]) -> str:
    """`did you mean 'x'?`, or the list of valid words."""
    words = tuple(valid)
    found = nearest(word, words)
    return f"did you mean {found!r}?" if found else f"valid: {', '.join(words)}"
