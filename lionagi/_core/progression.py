"""Contract of `progression`: an order of 16-byte ids, duplicates allowed.

Not here: what a user may pass as an item, names, errors in words (`lionagi.protocols.generic.progression`).
Positions and slices mean what they mean on a list. Cost, n being the length and d the occurrences of the id: `append`, `has`, `include`
and `exclude` of one id O(1) (exclude O(d)), `popleft`, `pop()`, `at(0)`, `at(-1)` O(1), all amortised; `at(i)`, `index` and `count` O(1) as
long as nothing was excluded from the middle since the last position was asked for, else O(n) once; `insert`, `put`, `cut` O(n).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol


class ProgressionModule(Protocol):
    """A module: `lionagi._core_py.progression`; its class is the one below."""

    ProgressionCore: Any


class ProgressionCore(Protocol):
    """One order. Constructor: `ProgressionCore(ids=())`, any iterable of ids as 16 bytes."""

    def __len__(self) -> int:
        """How many ids, duplicates counted."""

    def ids(self) -> list[bytes]:
        """All ids in order, a new list."""

    def at(self, index: int) -> bytes:
        """The id at a position. Raises: IndexError."""

    def part(self, places: slice) -> list[bytes]:
        """The ids of a slice. Raises: ValueError, TypeError: as a list."""

    def has(self, id: bytes) -> bool:
        """Whether the id occurs."""

    def has_all(self, ids: Iterable[bytes]) -> bool:
        """Whether each occurs; True for none."""

    def count(self, id: bytes) -> int:
        """How often the id occurs."""

    def index(self, id: bytes, start: int = 0, end: int | None = None) -> int:
        """Its first position in that range, -1 where there is none."""

    def append(self, id: bytes) -> None:
        """One more at the end."""

    def extend(self, ids: Iterable[bytes]) -> None:
        """Several at the end, duplicates kept."""

    def include(self, ids: Iterable[bytes]) -> int:
        """Those that do not occur yet, once each, at the end; returns how many that were."""

    def exclude(self, ids: Iterable[bytes]) -> int:
        """Takes every occurrence of each out, unknown ids ignored; returns how many positions that were."""

    def pop(self, index: int = -1) -> bytes:
        """Takes one out by position. Raises: IndexError."""

    def popleft(self) -> bytes:
        """Takes the first out. Raises: IndexError."""

    def insert(self, index: int, ids: list[bytes]) -> None:
        """In front of a position, in their order; the position is clamped as `list.insert` does it."""

    def put(self, place: int | slice, ids: list[bytes]) -> None:
        """`order[place] = ids` of a slice; of an int: `ids[0]` replaces. Raises: as a list."""

    def cut(self, place: int | slice) -> None:
        """`del order[place]`. Raises: as a list."""

    def replace(self, ids: Iterable[bytes]) -> None:
        """The whole order anew."""

    def clear(self) -> None:
        """Nothing is left."""
