"""`|`, `&` and `^` of piles, in place and not. Not here: the pile."""

from __future__ import annotations

from lionagi import _errors
from lionagi.protocols.generic._pile_input import items_in

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class PileAlgebra:
    """The half of a pile that is combined with another one. Raises, in each method: TypeError: the other one is no pile."""

    __slots__ = ()
    __lion_unlisted__ = True

    def __or__(self: Any, other: Any) -> Any:
        """The items of this one, then those that only the other one has."""
        return self._copied_for("|", other).__ior__(other)

    def __and__(self: Any, other: Any) -> Any:
        """The items that both have, in the order of this one."""
        return self._copied_for("&", other).__iand__(other)

    def __xor__(self: Any, other: Any) -> Any:
        """The items that only this one has, then those that only the other one has."""
        return self._copied_for("^", other).__ixor__(other)

    def _copied_for(self: Any, operator: str, other: Any) -> Any:
        if not _is_pile(other):
            raise _errors.pile_operand(operator, other)
        return self._like(self._items.ids(), self.values())

    def __ior__(self: Any, other: Any) -> Any:
        if not _is_pile(other):
            raise _errors.pile_operand("|=", other)
        self.include(other.values())
        return self

    def __iand__(self: Any, other: Any) -> Any:
        if not _is_pile(other):
            raise _errors.pile_operand("&=", other)
        theirs = other._items
        self._items.exclude([id for id in self._items.ids() if not theirs.has(id)])
        self._changed()
        return self

    def __ixor__(self: Any, other: Any) -> Any:
        if not _is_pile(other):
            raise _errors.pile_operand("^=", other)
        ours = self._items
        pairs = [(id, other._items.get(id)) for id in other._items.ids()]
        common = [id for id, _ in pairs if ours.has(id)]
        _, shells = items_in([shell for id, shell in pairs if not ours.has(id)], self._item_types, self._strict)
        self._items.exclude(common)
        self.include(shells)
        self._changed()
        return self


def _is_pile(other: Any) -> bool:
    return isinstance(other, PileAlgebra)
