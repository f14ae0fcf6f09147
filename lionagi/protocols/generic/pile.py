"""`Pile`: an element that holds items by their ids, in an order; what messages, logs and nodes are kept in.

Not here: how items are kept (the `pile` cores), what is read as an item (`_pile_input.py`), tables, files and adapters (`_pile_output.py`),
set algebra
(`_pile_algebra.py`), the methods that wait for a lock (`_pile_async.py`), the mapping of items (`_pile_view.py`).
The items live in `_items`, a core of the process or of a session. A `Progression` of the order is made when it is first asked for and
shares the core of the order: both are the truth.
"""

from __future__ import annotations

from typing import Generic, TypeVar

from lionagi import _errors
from lionagi._core.sentinels import Undefined
from lionagi.protocols import _model
from lionagi.protocols._concepts import Collective
from lionagi.protocols.generic import _collecting, _pile_input
from lionagi.protocols.generic._collecting import bytes_of, ids_in
from lionagi.protocols.generic._ids import IDType, is_uuid
from lionagi.protocols.generic._pile_algebra import PileAlgebra
from lionagi.protocols.generic._pile_async import AsyncPile
from lionagi.protocols.generic._pile_input import items_in, to_list_type
from lionagi.protocols.generic._pile_output import WrittenPile, json_of
from lionagi.protocols.generic._pile_view import Collections
from lionagi.protocols.generic.element import Element, _core_slot
from lionagi.protocols.generic.progression import Progression, _objects, _set_ids
from lionagi.registry import active

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any, Literal

    from typing_extensions import Self

    from lionagi.registry import Cores

__all__ = ["Pile", "to_list_type"]

T = TypeVar("T", bound=Element)


class Pile(AsyncPile, PileAlgebra, WrittenPile, Element, Collective[T], Generic[T]):
    """Items by id, in an order.

    `collections`: items, as one, a list or a dict of them; a dict in a list is read by `Element.from_dict`. `item_type`: the class or
    classes that items must be of, `strict_type`: sub-classes do not count. `order` (or `progression`): every id once.
    Adding, finding and removing one item costs the same however many there are. Items are kept as they came, never copied.
    One writer at a time; `lock` and `async_lock` are there for programs that have more.

    Raises: as `Element`; ValueError: no item, an order of other ids; lionagi's ValidationError: an item or `item_type` of a wrong type.
    """

    __slots__ = ("_async_lock_made", "_item_types", "_items", "_lock_made", "_progression", "_strict")
    __lion_collection__ = True
    if TYPE_CHECKING:
        _items: Any
        _item_types: set[type] | None
        _progression: Progression[T] | None
        _strict: bool

    def __init__(self, collections: Any = None, item_type: Any = None, order: Any = None, strict_type: bool = False, **given: Any) -> None:
        if not given and type(self).__lion_plan__ is None:
            active.cores.entity.attach_element(_core_slot, self)
            wanted = order
        else:
            progression = given.pop("progression", None)
            wanted = progression if order is None else order
            _collecting.fill(self, given, [])
        core = active.cores.pile.PileCore
        _set_items(self, core())
        _set_progression(self, None)
        types = None if item_type is None else _pile_input.item_types_in(item_type)
        _set_types(self, types)
        _set_strict(self, strict_type if type(strict_type) is bool else _as_bool(strict_type))
        if collections is not None:
            self._items.include(*items_in(collections, types, self._strict))
        if wanted is not None:
            self._take_order(wanted)

    def _take_order(self, wanted: Any) -> None:
        if isinstance(wanted, dict):
            wanted = Progression.from_dict(wanted)
        if isinstance(wanted, Progression):
            if not wanted and len(self._items):
                return
            _pile_input.check_order(wanted._ids.ids(), self._items.stored_ids())
            self._items.order = wanted._ids
            _set_progression(self, wanted)
        elif wanted or not hasattr(type(wanted), "__len__"):
            ids = _order_of(wanted)
            _pile_input.check_order(ids, self._items.stored_ids())
            self._items.order.replace(ids)

    # --- fields ------------------------------------------------------------------------------------------------------

    @property
    def collections(self) -> Any:
        """The items as a mapping of their ids, in the order of the store. Live: what is put in here is in the pile."""
        return Collections(self)

    @collections.setter
    def collections(self, items: Any) -> None:
        ids, shells = items_in(items, self._item_types, self._strict)
        self._items.clear()
        self._items.include(ids, shells)
        self._changed()

    @property
    def progression(self) -> Progression[T]:
        """The order; changes to it are changes of the pile's."""
        found = self._progression
        if found is None:
            found = Progression()
            _collecting.move_like(found, self)
            _set_ids(found, self._items.order)
            _set_progression(self, found)
        return found

    @progression.setter
    def progression(self, order: Any) -> None:
        found = order if isinstance(order, Progression) else Progression(order=order)
        self._items.order = found._ids
        _set_progression(self, found)

    @property
    def item_type(self) -> set[type] | None:
        """The classes that items must be of; None: any."""
        return self._item_types

    @item_type.setter
    def item_type(self, value: Any) -> None:
        _set_types(self, _pile_input.item_types_in(value))

    @property
    def strict_type(self) -> bool:
        """Whether sub-classes of `item_type` are refused."""
        return self._strict

    @strict_type.setter
    def strict_type(self, value: bool) -> None:
        _model.building.plan_of(type(self)).refuse_frozen("strict_type", value)

    def _changed(self) -> None:
        if self._progression is not None:
            self._progression._changed()

    def _like(self, ids: list[bytes], shells: list[Any]) -> Self:
        """A pile of the same types, on the cores of this one."""
        made = type(self)(item_type=self._item_types, strict_type=self._strict)
        _collecting.move_like(made, self)
        _set_items(made, type(self._items)())
        made._items.include(ids, shells)
        return made

    # --- reading -----------------------------------------------------------------------------------------------------

    def __len__(self) -> int:
        return len(self._items)

    def __bool__(self) -> bool:
        return len(self._items) > 0

    def size(self) -> int:
        """How many items."""
        return len(self._items)

    def is_empty(self) -> bool:
        """Whether there is none."""
        return len(self._items) == 0

    def __contains__(self, item: Any) -> bool:
        try:
            return all(map(self._items.has, ids_in(item)))
        except Exception:  # what is no id is not here
            return False

    def __getitem__(self, key: Any) -> Any:
        """An item by position, id, text of it, or element; a list of items by a slice of two and more, or a list of those.

        Raises: NotFoundError; ValueError: None.
        """
        kind = type(key)
        if kind is int:
            try:
                return self._items.at(key)
            except (IndexError, KeyError) as error:
                raise self._position_error(key, error) from None
        if kind is IDType:
            try:
                return self._items.get(bytes_of(key))
            except KeyError:
                raise _errors.pile_key_not_found([key], repr(key)) from None
        return self._find(key)

    def _find(self, key: Any) -> Any:
        if key is None:
            raise _errors.no_pile_key()
        if isinstance(key, slice):
            found = self._items.part(key)
            return found[0] if len(found) == 1 else found
        if isinstance(key, int):
            return self[int(key)]
        keys = to_list_type(key)
        try:
            ids = _pile_input.refs_in(keys)
        except (ValueError, _errors.IDError) as error:
            raise _errors.pile_key_not_found(keys, error) from None
        if not ids:
            raise _errors.pile_key_not_found(keys, "key [] item not found")
        try:
            found = [self._items.get(id) for id in ids]
        except KeyError as error:
            raise _errors.pile_key_not_found(keys, repr(_object(error.args[0]))) from None
        return found[0] if len(found) == 1 else found

    def _position_error(self, place: Any, error: Any) -> Exception:
        if isinstance(error, KeyError):
            return _errors.pile_position_not_found(place, repr(_object(error.args[0])))
        return _errors.pile_position_not_found(place, _errors.position_not_found(place))

    def get(self, key: Any, default: Any = Undefined, /) -> Any:
        """As `[]`, also of a list of positions; `default` where it is missing. Raises: NotFoundError: without a default."""
        try:
            return self._got(key)
        except Exception as error:
            if default is not Undefined:
                return default
            raise _errors.pile_item_not_found(error) from None

    def _got(self, key: Any) -> Any:
        if isinstance(key, (int, slice)):
            return self[key]
        keys = [key] if is_uuid(key) else ([key] if isinstance(key, str) else to_list_type(key))
        if not keys:
            raise _errors.NotFoundError("key [] item not found")
        if all(isinstance(each, int) for each in keys):
            found = [self[each] for each in keys]
        else:
            found = []
            for id in ids_in(keys):
                try:
                    found.append(self._items.get(id))
                except KeyError:
                    raise _errors.NotFoundError(f"key {_object(id)}. Error: {_object(id)!r}") from None
            if not found:
                raise _errors.NotFoundError("key [] item not found")
        return found[0] if len(found) == 1 else found

    def keys(self) -> list[IDType]:
        """The ids, in order."""
        return _objects(self._items.ids())

    def values(self) -> list[T]:
        """The items, in order."""
        return self._items.shells()  # type: ignore[no-any-return]

    def items(self) -> list[tuple[IDType, T]]:
        """Ids and items, in order."""
        return list(zip(self.keys(), self.values(), strict=True))

    def __iter__(self) -> Iterator[T]:  # type: ignore[override]
        # A snapshot of the order: what is added meanwhile is not seen, and the current item may be taken out.
        get = self._items.get
        for id in self._items.ids():
            yield get(id)

    def __next__(self) -> T:
        """The first item. Raises: StopIteration."""
        try:
            return self._items.at(0)  # type: ignore[no-any-return]
        except IndexError:
            raise _errors.end_of_pile() from None

    def __list__(self) -> list[T]:
        return self.values()

    def is_homogenous(self) -> bool:
        """Whether all items are of one class."""
        return len({type(item) for item in self._items.stored()}) < 2

    def filter_by_type(
        self,
        item_type: Any,
        strict_type: bool = False,
        as_pile: bool = False,
        reverse: bool = False,
        num_items: int | None = None,
    ) -> Any:
        """The items of these classes, in order or reversed, at most `num_items` (0 and None: all). Raises: TypeError."""
        if isinstance(item_type, (list, tuple, set)):
            types = tuple(item_type)
        elif isinstance(item_type, type):
            types = (item_type,)
        else:
            raise _errors.bad_filter_type()
        found: list[Any] = []
        items = self.values()
        for item in reversed(items) if reverse else items:
            if type(item) in types if strict_type else isinstance(item, types):
                found.append(item)
                if num_items and len(found) == num_items:
                    break
        if not as_pile:
            return found
        made = self._like([_pile_input.id_of(item) for item in found], found)
        _set_types(made, set(types))
        _set_strict(made, bool(strict_type))
        return made

    # --- changing ----------------------------------------------------------------------------------------------------

    def include(self, item: Any, /) -> None:
        """Adds new items at the end; of an id that is here already, the new object replaces the stored one.

        Raises: ValueError, lionagi's ValidationError: no item, or of a wrong type; then nothing has changed.
        """
        if getattr(type(item), "__lion_entity__", False) is True and self._item_types is None:
            self._items.include_one(item._core.id_bytes(), item)
        else:
            self._items.include(*items_in(item, self._item_types, self._strict))
        if self._progression is not None and self._progression._handed_out is not None:
            self._progression._changed()

    def update(self, other: Any, /) -> None:
        """`include`."""
        self.include(other)

    def append(self, item: Any, /) -> None:
        """`include`: no duplicates."""
        self.include(item)

    def insert(self, index: int, item: Any, /) -> None:
        """New items in front of a position, as `list.insert`. Raises: ExistsError: one is here already."""
        ids, shells = items_in(item, self._item_types, self._strict)
        self._refuse_known(ids)
        self._items.insert(index, ids, shells)
        self._changed()

    def _refuse_known(self, ids: list[bytes]) -> None:
        for id in ids:
            if self._items.has(id):
                raise _errors.pile_has_item(_object(id))

    def exclude(self, item: Any, /) -> None:
        """Takes those out that are here, whatever else is named."""
        ids = []
        for each in to_list_type(item):
            try:
                ids += ids_in(each)
            except (ValueError, _errors.IDError):
                continue
        self._items.exclude(ids)
        self._changed()

    def remove(self, item: Any, /) -> None:
        """Takes one or several out, all or none. Raises: NotFoundError; TypeError: a position."""
        if isinstance(item, (int, slice)):
            raise _errors.no_position_for_remove()
        if item is not None and item in self:
            self.pop(item)
        elif isinstance(item, (list, tuple)) and not item:
            raise _errors.pile_item_not_found("key [] item not found")
        else:
            raise _errors.no_such_pile_item(item)

    def pop(self, key: Any, default: Any = Undefined, /) -> Any:
        """Takes out and returns: an item, or a list of items by a list; by a slice of two and more a new pile. All or none.

        Raises: NotFoundError: one is missing and no default was given.
        """
        try:
            found = self._popped(key)
        except Exception as error:
            if default is not Undefined:
                return default
            raise _errors.pile_item_not_found(error) from None
        self._changed()
        return found

    def _popped(self, key: Any) -> Any:
        if isinstance(key, slice):
            ids = [_pile_input.id_of(item) for item in self._items.part(key)]
            found = self._items.take(ids)
            return found[0] if len(found) == 1 else self._like(ids, found)
        if isinstance(key, int):
            try:
                return self._items.take_at(int(key))
            except IndexError:
                raise _errors.position_not_found(key) from None
        ids = list(dict.fromkeys(ids_in([key] if is_uuid(key) or isinstance(key, str) else to_list_type(key))))
        if not ids:
            raise _errors.NotFoundError("key [] item not found")
        try:
            found = self._items.take(ids)
        except KeyError as error:
            raise _errors.ids_not_found([_object(error.args[0])]) from None
        return found[0] if len(found) == 1 else found

    def clear(self) -> None:
        """Nothing is left."""
        self._items.clear()
        self._changed()

    def __setitem__(self, key: Any, item: Any) -> None:
        """By position: one new item replaces one, new items the items of a slice. By ids: they must be those of the new items, which are
        added at the end. Raises: ExistsError, ValueError, KeyError."""
        ids, shells = items_in(item, self._item_types, self._strict)
        if isinstance(key, (int, slice)):
            if isinstance(key, int) and len(ids) != 1:
                raise _errors.one_item_for_position(len(ids))
            self._refuse_known(ids)
            try:
                self._items.put(key if isinstance(key, slice) else int(key), ids, shells)
            except IndexError:
                raise _errors.pile_not_set(_errors.position_not_found(key)) from None
            except ValueError as error:
                raise _errors.pile_not_set(error) from None
        else:
            keys = _pile_input.refs_in(key)
            if not keys:
                raise _errors.no_item_for_position()
            for id in keys:
                if id not in ids:
                    raise _errors.pile_key_mismatch(_object(id))
            if len(keys) != len(ids):
                raise _errors.pile_key_mismatch(key)
            self._refuse_known(ids)
            self._items.include(ids, shells)
        self._changed()

    def __str__(self) -> str:
        return f"Pile({len(self)})"

    def __repr__(self) -> str:
        if len(self) < 2:
            return f"Pile({self._items.at(0)!r})" if self else "Pile()"
        return f"Pile({len(self)})"

    # --- forms -------------------------------------------------------------------------------------------------------

    def _own_fields(self, mode: str) -> dict[str, Any]:
        return {
            "collections": [item.to_dict() for item in self._items.stored()],
            "progression": self.progression.to_dict(),
            "strict_type": self._strict,
        }

    def _own_json(self) -> list[tuple[str, bytes]]:
        return [
            ("collections", json_of(self._items.stored(), type(self._core))),
            ("progression", self.progression.to_json(decode=False)),
            ("strict_type", b"true" if self._strict else b"false"),
        ]

    def to_dict(self, mode: Literal["python", "json", "db"] = "python", **options: Any) -> dict[str, Any]:
        return _collecting.to_dict(self, mode, options)

    def to_json(self, decode: bool = True, **options: Any) -> Any:
        return _collecting.to_json(self, decode, options)

    def model_dump(self, **options: Any) -> dict[str, Any]:
        return _collecting.model_dump(self, options)

    def model_dump_json(self, **options: Any) -> str:
        return _collecting.model_dump_json(self, options)

    @classmethod
    def model_validate(cls, obj: Any, **options: Any) -> Self:
        return _collecting.model_validate(cls, obj, options)  # type: ignore[no-any-return]

    @classmethod
    def from_dict(cls, data: dict[str, Any], /) -> Self:
        """The pile of a dict that `to_dict` made. The dict is not changed. Raises: as the constructor."""
        return cls(**data)

    # --- copies ------------------------------------------------------------------------------------------------------

    def _own_state(self) -> dict[str, Any]:
        state = {"items": self._items.stored(), "types": self._item_types, "strict": self._strict, "progression": self._progression}
        if self._progression is None:
            state["order"] = self._items.ids()
        return state

    def _restore_own(self, state: dict[str, Any], like: Any = None) -> None:
        _set_items(self, (active.cores.pile.PileCore if like is None else type(like._items))())
        self._items.include([_pile_input.id_of(item) for item in state["items"]], state["items"])
        _set_types(self, state["types"])
        _set_strict(self, state["strict"])
        progression = state["progression"]
        if progression is None:
            if state["order"] != self._items.ids():
                self._items.order.replace(state["order"])
        else:
            if like is not None and progression is like._progression:
                progression = progression.__copy__()
            self._items.order = progression._ids
        _set_progression(self, progression)

    def __reduce__(self) -> tuple[Any, ...]:
        return _collecting.reduce(self)

    def __copy__(self) -> Self:
        return _collecting.copied(self)  # type: ignore[no-any-return]

    def __deepcopy__(self, memo: dict[int, Any] | None = None) -> Self:
        return _collecting.deep_copied(self, {} if memo is None else memo)  # type: ignore[no-any-return]

    @classmethod
    def _with_cores(cls, cores: Cores, /, *arguments: Any, **values: Any) -> Self:
        made = cls(*arguments, **values)
        _model.move_to(made, cores)
        kind = cores.pile.PileCore
        if type(made._items) is not kind:
            items = kind()
            items.include(made._items.stored_ids(), made._items.stored())
            items.order.replace(made._items.order.ids())
            _set_items(made, items)
            if made._progression is not None:
                _set_ids(made._progression, items.order)
        return made


_set_items: Any = vars(Pile)["_items"].__set__  # slots, past the `__setattr__` of models
_set_progression: Any = vars(Pile)["_progression"].__set__
_set_types: Any = vars(Pile)["_item_types"].__set__
_set_strict: Any = vars(Pile)["_strict"].__set__


def _object(id: bytes) -> Any:
    return active.cores.ids.from_bytes(id)


def _order_of(wanted: Any) -> list[bytes]:
    return [id for each in to_list_type(wanted) for id in ids_in(each)]


def _as_bool(value: Any) -> bool:
    from pydantic import TypeAdapter

    return TypeAdapter(bool).validate_python(value)
