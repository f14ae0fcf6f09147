"""What a `Pile` is given: items, types of items and orders, read into what its core takes.

Not here: the pile. Everything is read before anything is changed, so a wrong item changes nothing.
"""

from __future__ import annotations

from lionagi import _errors
from lionagi.protocols._concepts import Observable
from lionagi.protocols.generic._collecting import bytes_of, ids_in
from lionagi.protocols.generic._ids import ID, IDType, is_entity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

_UNIONS = ("UnionType", "Union", "_UnionGenericAlias")


def to_list_type(value: Any, /) -> list[Any]:
    """A list of what stands for one or many items.

    None: nothing; an id, an element (also one that is a container) or anything else: itself; a text that is an id: that id, another
    text: nothing; what has `values()`: those; a list, tuple, set, deque or generator: what is in it.
    """
    if value is None:
        return []
    if isinstance(value, IDType) or is_entity(value):
        return [value]
    if isinstance(value, str):
        return [IDType.validate(value)] if ID.is_id(value) else []
    if callable(getattr(value, "values", None)) and not isinstance(value, type):
        return list(value.values())
    if isinstance(value, (list, tuple, set, frozenset)) or type(value).__name__ in ("deque", "generator"):
        return list(value)
    return [value]


def items_in(value: Any, types: set[type] | None, strict: bool) -> tuple[list[bytes], list[Any]]:
    """Ids and items, each id once: the last item of an id in the place of the first. A dict is read as `Element.from_dict` does it.

    Raises: ValueError: no item; lionagi's ValidationError: an item of another type; as `Element.from_dict`.
    """
    found: dict[bytes, Any] = {}
    for item in to_list_type(value):
        if isinstance(item, dict):
            from lionagi.protocols.generic.element import Element

            item = Element.from_dict(item)
        check(item, types, strict)
        found[id_of(item)] = item
    return list(found), list(found.values())


def check(item: Any, types: set[type] | None, strict: bool) -> None:
    """Raises: as `items_in`."""
    if types is None:
        if not is_entity(item) and not isinstance(item, Observable):
            raise _errors.invalid_pile_item(item)
    elif type(item) not in types and (strict or not isinstance(item, tuple(types))):
        raise _errors.item_of_wrong_type(item, types, strict)


def id_of(item: Any) -> bytes:
    """The id of an item. Raises: IDError, ValueError: it has none."""
    if is_entity(item):
        return item._core.id_bytes()  # type: ignore[no-any-return]
    return bytes_of(IDType.validate(item.id) if hasattr(item, "id") else ID.get_id(item))


def item_types_in(value: Any) -> set[type] | None:
    """The classes of `item_type`: a class, a union, a dotted path, or several of them. Raises: lionagi's ValidationError."""
    if value is None:
        return None
    given = list(value) if isinstance(value, (list, tuple, set, frozenset)) else [value]
    classes: list[type] = []
    for each in given:
        parts = each.__args__ if type(each).__name__ in _UNIONS else (each,)
        classes += [_class_of(part) for part in parts if part is not type(None)]
    if len(set(classes)) != len(classes):
        raise _errors.duplicated_item_types()
    return set(classes) or None


def _class_of(value: Any) -> type:
    found = value
    if isinstance(value, str):
        from lionagi._class_registry import find

        try:
            found = find(value)
        except ValueError:
            raise _errors.invalid_item_type(value) from None
    if not isinstance(found, type) or not (getattr(found, "__lion_entity__", False) or issubclass(found, Observable)):
        raise _errors.invalid_item_type(value)
    return found


def check_order(ids: Iterable[bytes], stored: list[bytes]) -> None:
    """Raises: ValueError: not exactly the ids stored, each once."""
    from lionagi.registry import active

    ids = list(ids)
    if len(set(ids)) != len(ids):
        raise _errors.order_has_duplicates()
    if len(ids) != len(stored):
        raise _errors.order_of_other_length()
    known = set(stored)
    for id in ids:
        if id not in known:
            raise _errors.order_of_other_ids(active.cores.ids.from_bytes(id))


def refs_in(key: Any) -> list[bytes]:
    """The ids that a key of `[]` stands for. Raises: IDError, ValueError."""
    return [bytes_of(ID.get_id(each)) for each in to_list_type(key)]


__all__ = ["check", "check_order", "id_of", "ids_in", "item_types_in", "items_in", "refs_in", "to_list_type"]
