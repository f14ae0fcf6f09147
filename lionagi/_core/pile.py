"""Contract of `pile`: shells by their 16-byte id, in an order that may be changed on its own.

Not here: what a user may pass, types of items, locks, errors in words (`lionagi.protocols.generic.pile`).
A core stores pairs (16-byte id, shell), each shell as it came (identity is the shell's). `order` is a core of the `progression` component,
which a `Progression` of the user's may share: ids that are in one and not in the other are possible, and reading them is a KeyError.
Two orders exist: that of the store (first included first) and that of `order`. Cost: as those of `order`; `get` O(1).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol


class PileModule(Protocol):
    """A module: `lionagi._core_py.pile`; its class is the one below."""

    PileCore: Any


class PileCore(Protocol):
    """One collection. Constructor: `PileCore(order=None)`, `order` being a progression core that belongs to it from now on."""

    order: Any  # assignable: another order of the same ids

    def __len__(self) -> int:
        """The length of the order."""

    def stored(self) -> list[Any]:
        """The shells in the order of the store."""

    def stored_ids(self) -> list[bytes]:
        """Their ids."""

    def shells(self) -> list[Any]:
        """The shells in order. Raises: KeyError: an id of the order has none."""

    def ids(self) -> list[bytes]:
        """The ids in order."""

    def has(self, id: bytes) -> bool:
        """Whether the order has this id."""

    def holds(self, id: bytes) -> bool:
        """Whether there is a shell of this id."""

    def get(self, id: bytes) -> Any:
        """The shell of an id. Raises: KeyError."""

    def at(self, index: int) -> Any:
        """The shell at a position. Raises: IndexError, KeyError."""

    def part(self, places: slice) -> list[Any]:
        """The shells of a slice. Raises: KeyError."""

    def include_one(self, id: bytes, shell: Any) -> None:
        """At the end if the order has no such id; else the shell takes the place of the one stored."""

    def include(self, ids: list[bytes], shells: list[Any]) -> None:
        """`include_one` of each pair."""

    def exclude(self, ids: Iterable[bytes]) -> None:
        """Those that are there leave, the others are ignored."""

    def take(self, ids: list[bytes]) -> list[Any]:
        """All of them leave, or none. Raises: KeyError: the first id that is missing, or occurs twice in `ids`."""

    def take_at(self, index: int) -> Any:
        """The one at a position leaves. Raises: IndexError, KeyError."""

    def insert(self, index: int, ids: list[bytes], shells: list[Any]) -> None:
        """New ids in front of a position; the position is clamped as `list.insert` does it."""

    def put(self, place: int | slice, ids: list[bytes], shells: list[Any]) -> None:
        """New ids take the positions of others, whose shells leave. Raises: as a list, and then nothing has changed."""

    def clear(self) -> None:
        """Nothing is left."""
