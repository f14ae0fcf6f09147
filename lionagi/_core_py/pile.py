"""Shells by their 16-byte id, in an order: a dict, and a progression core beside it.

Not here: what a user may pass, types of items, locks, errors in words (the shell). Contract: `lionagi/_core/pile.py`.
While nobody else has the order (`shared` is false) it has exactly the ids of the dict, so membership is asked of the dict and the order needs no
map of positions. That is what keeps adding one item to a few steps however many there are.
"""

from __future__ import annotations

from lionagi._core_py.progression import ProgressionCore

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any


class PileCore:
    """One collection."""

    __slots__ = ("_items", "_order", "_shared")

    def __init__(self, order: ProgressionCore | None = None) -> None:
        self._items: dict[bytes, Any] = {}
        self._order = ProgressionCore() if order is None else order
        self._shared = order is not None

    @property
    def order(self) -> ProgressionCore:
        self._shared = True  # whoever has it may change it
        return self._order

    @order.setter
    def order(self, order: ProgressionCore) -> None:
        self._order, self._shared = order, True

    def __len__(self) -> int:
        return len(self._order) if self._shared else len(self._items)

    # --- reading -----------------------------------------------------------------------------------------------------

    def stored(self) -> list[Any]:
        """The shells in the order of the store."""
        return list(self._items.values())

    def stored_ids(self) -> list[bytes]:
        """Their ids."""
        return list(self._items)

    def shells(self) -> list[Any]:
        """The shells in order."""
        items = self._items
        return [items[id] for id in self._order.ids()]

    def holds(self, id: bytes) -> bool:
        """Whether there is a shell of this id."""
        return id in self._items

    def get(self, id: bytes) -> Any:
        """The shell of an id."""
        return self._items[id]

    def at(self, index: int) -> Any:
        """The shell at a position."""
        return self._items[self._order.at(index)]

    def part(self, places: slice) -> list[Any]:
        """The shells of a slice."""
        items = self._items
        return [items[id] for id in self._order.part(places)]

    # --- changing ----------------------------------------------------------------------------------------------------

    def include_one(self, id: bytes, shell: Any) -> None:
        """At the end if the order has no such id; else the shell takes the place of the one stored."""
        items = self._items
        if not (self._order.has(id) if self._shared else id in items):
            self._order.append(id)
        items[id] = shell

    def include(self, ids: list[bytes], shells: list[Any]) -> None:
        """`include_one` of each pair."""
        for id, shell in zip(ids, shells, strict=True):
            self.include_one(id, shell)

    def exclude(self, ids: Iterable[bytes]) -> None:
        """Those that are there leave."""
        ids = list(ids)
        self._order.exclude(ids)
        for id in ids:
            self._items.pop(id, None)

    def take(self, ids: list[bytes]) -> list[Any]:
        """All of them leave, or none."""
        items = self._items
        seen = set()
        for id in ids:
            if id not in items or id in seen or (self._shared and not self._order.has(id)):
                raise KeyError(id)
            seen.add(id)
        self._order.exclude(ids)
        return [items.pop(id) for id in ids]

    def take_at(self, index: int) -> Any:
        """The one at a position leaves."""
        id = self._order.at(index)
        shell = self._items[id]
        self._order.pop(index)
        del self._items[id]
        return shell

    def insert(self, index: int, ids: list[bytes], shells: list[Any]) -> None:
        """New ids in front of a position."""
        self._order.insert(index, ids)
        self._items.update(zip(ids, shells, strict=True))

    def put(self, place: int | slice, ids: list[bytes], shells: list[Any]) -> None:
        """New ids take the positions of others, whose shells leave."""
        leaving = self._order.part(place) if isinstance(place, slice) else [self._order.at(place)]
        self._order.put(place, ids)
        for id in leaving:
            self._items.pop(id, None)
        self._items.update(zip(ids, shells, strict=True))

    def clear(self) -> None:
        """Nothing is left."""
        self._items.clear()
        self._order.clear()
