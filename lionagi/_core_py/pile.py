"""Shells by their 16-byte id, in an order: a dict, and a progression core beside it once the order is not that of the dict.

Not here: what a user may pass, types of items, locks, errors in words (the shell). Contract: `lionagi/_core/pile.py`.
`_order` is None while nobody asked for a position or changed the order: then the dict alone has it, and adding one item is one step however
many there are. `_shared`: somebody else has the order core, so its ids may differ from those of the dict.
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
        self._order = order
        self._shared = order is not None

    @property
    def order(self) -> ProgressionCore:
        self._shared = True  # whoever has it may change it
        return self._ordered()

    @order.setter
    def order(self, order: ProgressionCore) -> None:
        self._order, self._shared = order, True

    def _ordered(self) -> ProgressionCore:
        order = self._order
        if order is None:
            order = self._order = ProgressionCore(self._items)
        return order

    def __len__(self) -> int:
        return len(self._ordered()) if self._shared else len(self._items)

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
        return list(items.values()) if self._order is None else [items[id] for id in self._order.ids()]

    def ids(self) -> list[bytes]:
        """The ids in order."""
        return list(self._items) if self._order is None else self._order.ids()

    def has(self, id: bytes) -> bool:
        """Whether the order has this id."""
        return self._order.has(id) if self._shared and self._order is not None else id in self._items

    def holds(self, id: bytes) -> bool:
        """Whether there is a shell of this id."""
        return id in self._items

    def get(self, id: bytes) -> Any:
        """The shell of an id."""
        return self._items[id]

    def at(self, index: int) -> Any:
        """The shell at a position."""
        order = self._order
        if order is None:
            if index == -1 and self._items:  # the last one is often asked for, and the dict knows it
                return self._items[next(reversed(self._items))]
            order = self._ordered()
        return self._items[order.at(index)]

    def part(self, places: slice) -> list[Any]:
        """The shells of a slice."""
        items = self._items
        return [items[id] for id in self._ordered().part(places)]

    # --- changing ----------------------------------------------------------------------------------------------------

    def include_one(self, id: bytes, shell: Any) -> None:
        """At the end if the order has no such id; else the shell takes the place of the one stored."""
        items = self._items
        order = self._order
        if order is not None and not (order.has(id) if self._shared else id in items):
            order.append(id)
        items[id] = shell

    def include(self, ids: list[bytes], shells: list[Any]) -> None:
        """`include_one` of each pair."""
        if self._order is None:
            self._items.update(zip(ids, shells, strict=True))
        else:
            for id, shell in zip(ids, shells, strict=True):
                self.include_one(id, shell)

    def exclude(self, ids: Iterable[bytes]) -> None:
        """Those that are there leave."""
        ids = list(ids)
        if self._order is not None:
            self._order.exclude(ids)
        for id in ids:
            self._items.pop(id, None)

    def take(self, ids: list[bytes]) -> list[Any]:
        """All of them leave, or none."""
        items = self._items
        seen = set()
        for id in ids:
            if id not in items or id in seen or not self.has(id):
                raise KeyError(id)
            seen.add(id)
        if self._order is not None:
            self._order.exclude(ids)
        return [items.pop(id) for id in ids]

    def take_at(self, index: int) -> Any:
        """The one at a position leaves."""
        order = self._ordered()
        id = order.at(index)
        shell = self._items[id]
        order.pop(index)
        del self._items[id]
        return shell

    def insert(self, index: int, ids: list[bytes], shells: list[Any]) -> None:
        """New ids in front of a position."""
        self._ordered().insert(index, ids)
        self._items.update(zip(ids, shells, strict=True))

    def put(self, place: int | slice, ids: list[bytes], shells: list[Any]) -> None:
        """New ids take the positions of others, whose shells leave."""
        order = self._ordered()
        leaving = order.part(place) if isinstance(place, slice) else [order.at(place)]
        order.put(place, ids)
        for id in leaving:
            self._items.pop(id, None)
        self._items.update(zip(ids, shells, strict=True))

    def clear(self) -> None:
        """Nothing is left."""
        self._items.clear()
        if self._order is not None:
            self._order.clear()
