"""An order of 16-byte ids: a list with holes, and a lazily made map from an id to its positions.

Not here: what stands for an id, names, errors in words (the shell). Contract and cost: `lionagi/_core/progression.py`.
An id that is taken out leaves a hole (None), so nothing moves and positions in the map stay right; neither end of the live part
`_order[_head:]` is ever a hole, and holes are closed when a position in the middle is asked for or when they are the greater part.
The map is None until an id is looked for, and again after positions moved.
"""

from __future__ import annotations

from collections import deque

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

_FEW = 32  # so few holes are not worth closing


class ProgressionCore:
    """One order."""

    __slots__ = ("_head", "_holes", "_order", "_where")

    def __init__(self, ids: Iterable[bytes] = ()) -> None:
        self._order: list[Any] = list(ids)
        self._head = 0
        self._holes = 0  # in the live part
        self._where: dict[bytes, Any] | None = None  # id -> position, or a deque of ascending positions

    def __len__(self) -> int:
        return len(self._order) - self._head - self._holes

    # --- reading -----------------------------------------------------------------------------------------------------

    def ids(self) -> list[bytes]:
        """All ids in order, a new list."""
        if self._holes:
            self._close()
        return self._order[self._head :]

    def at(self, index: int) -> bytes:
        """The id at a position."""
        if self._holes and index != 0 and index != -1:
            self._close()
        if index >= 0:
            return self._order[index + self._head]  # type: ignore[no-any-return]
        if self._head and index < self._head - len(self._order):
            raise IndexError("list index out of range")
        return self._order[index]  # type: ignore[no-any-return]

    def part(self, places: slice) -> list[bytes]:
        """The ids of a slice."""
        self._close()
        return self._order[places]

    def has(self, id: bytes) -> bool:
        """Whether the id occurs."""
        return id in (self._map() if self._where is None else self._where)

    def has_all(self, ids: Iterable[bytes]) -> bool:
        """Whether each occurs; True for none."""
        where = self._map()
        return all(id in where for id in ids)

    def count(self, id: bytes) -> int:
        """How often the id occurs."""
        found = self._map().get(id)
        return 0 if found is None else 1 if type(found) is int else len(found)

    def index(self, id: bytes, start: int = 0, end: int | None = None) -> int:
        """Its first position in that range, -1 where there is none."""
        if self._holes:
            self._close()
        first, last, _ = slice(start, end).indices(len(self))
        found = self._map().get(id)
        if found is not None:
            for position in (found,) if type(found) is int else found:
                if first <= position - self._head < last:
                    return int(position - self._head)
        return -1

    # --- at the ends -------------------------------------------------------------------------------------------------

    def append(self, id: bytes) -> None:
        """One more at the end."""
        if self._where is not None:
            self._note(id, len(self._order))
        self._order.append(id)

    def extend(self, ids: Iterable[bytes]) -> None:
        """Several at the end, duplicates kept."""
        if self._where is None:
            self._order.extend(ids)
        else:
            for id in ids:
                self._note(id, len(self._order))
                self._order.append(id)

    def include(self, ids: Iterable[bytes]) -> int:
        """Those that do not occur yet, once each, at the end."""
        where, order = self._map(), self._order
        before = len(order)
        for id in ids:
            if id not in where:
                where[id] = len(order)
                order.append(id)
        return len(order) - before

    def popleft(self) -> bytes:
        """Takes the first out."""
        if self._head == len(self._order):
            raise IndexError("pop from an empty progression")
        return self._take(self._head)

    def pop(self, index: int = -1) -> bytes:
        """Takes one out by position."""
        self.at(index)  # raises where there is none, and closes holes
        return self._take(index + (self._head if index >= 0 else len(self._order)))

    # --- anywhere ----------------------------------------------------------------------------------------------------

    def exclude(self, ids: Iterable[bytes]) -> int:
        """Takes every occurrence of each out, unknown ids ignored."""
        taken = 0
        where = self._map()
        for id in ids:
            found = where.pop(id, None)
            if found is None:
                continue
            positions = (found,) if type(found) is int else found
            for position in positions:
                self._order[position] = None
            taken += len(positions)
            self._holes += len(positions)
            self._trim()
        if self._is_sparse():
            self._close()
        return taken

    def insert(self, index: int, ids: list[bytes]) -> None:
        """In front of a position, in their order."""
        if index >= len(self):
            self.extend(ids)
        else:
            self._close()
            index = max(index + len(self._order), 0) if index < 0 else index
            self._order[index:index] = ids
            self._where = None

    def put(self, place: int | slice, ids: list[bytes]) -> None:
        """`order[place] = ids` of a slice; of an int: `ids[0]` replaces."""
        self._close()
        if isinstance(place, slice):
            self._order[place] = ids
        else:
            self._order[place] = ids[0]
        self._where = None

    def cut(self, place: int | slice) -> None:
        """`del order[place]`."""
        if isinstance(place, slice):
            self._close()
            del self._order[place]
            self._where = None
        else:
            self.pop(place)

    def replace(self, ids: Iterable[bytes]) -> None:
        """The whole order anew."""
        self._order, self._head, self._holes, self._where = list(ids), 0, 0, None

    def clear(self) -> None:
        """Nothing is left."""
        self.replace(())

    # --- inside ------------------------------------------------------------------------------------------------------

    def _map(self) -> dict[bytes, Any]:
        where = self._where
        if where is None:
            self._where = where = {}
            for position in range(self._head, len(self._order)):
                if self._order[position] is not None:
                    self._note(self._order[position], position)
        return where

    def _note(self, id: bytes, position: int) -> None:
        """`position` is the last of those of this id."""
        where: Any = self._where
        found = where.setdefault(id, position)
        if found is not position:
            if type(found) is int:
                where[id] = deque((found, position))
            else:
                found.append(position)

    def _take(self, position: int) -> bytes:
        id: bytes = self._order[position]
        where = self._where
        if where is not None:
            found = where[id]
            if type(found) is int:
                del where[id]
            else:
                found.remove(position)  # at an end in O(1): the search begins at the first
                if len(found) == 1:
                    where[id] = found[0]
        self._order[position] = None
        self._holes += 1
        self._trim()
        if self._is_sparse():
            self._close()
        return id

    def _trim(self) -> None:
        """No hole at either end."""
        order, head = self._order, self._head
        while len(order) > head and order[-1] is None:
            order.pop()
            self._holes -= 1
        while head < len(order) and order[head] is None:
            head += 1
            self._holes -= 1
        self._head = head

    def _is_sparse(self) -> bool:
        return self._head + self._holes > max(_FEW, len(self._order) // 2)

    def _close(self) -> None:
        """No hole is left and the order begins at 0."""
        if self._holes:
            self._order = [id for id in self._order[self._head :] if id is not None]
        elif self._head:
            del self._order[: self._head]
        else:
            return
        self._head = self._holes = 0
        self._where = None
