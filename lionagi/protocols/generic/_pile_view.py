"""The items of a pile as a mapping of their ids. Not here: the pile."""

from __future__ import annotations

from collections.abc import MutableMapping

from lionagi import _errors
from lionagi.protocols.generic._collecting import bytes_of
from lionagi.protocols.generic._pile_input import id_of
from lionagi.registry import active

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from lionagi.protocols.generic._ids import IDType
    from lionagi.protocols.generic.pile import Pile


class Collections(MutableMapping):  # type: ignore[type-arg]
    """The items of a pile by id: a view."""

    __slots__ = ("_pile",)

    def __init__(self, pile: Pile[Any]) -> None:
        self._pile = pile

    def __getitem__(self, id: IDType) -> Any:
        try:
            return self._pile._items.get(bytes_of(id))
        except AttributeError:
            raise KeyError(id) from None

    def __setitem__(self, id: IDType, item: Any) -> None:
        if bytes_of(id) != id_of(item):
            raise _errors.pile_key_mismatch(id)
        self._pile.include(item)

    def __delitem__(self, id: IDType) -> None:
        self[id]
        self._pile.exclude(id)

    def __iter__(self) -> Iterator[IDType]:
        return iter(map(active.cores.ids.from_bytes, self._pile._items.stored_ids()))

    def __len__(self) -> int:
        return len(self._pile._items.stored_ids())

    def __repr__(self) -> str:
        return repr(dict(self))
