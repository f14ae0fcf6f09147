"""`Progression`: an element that is an order of ids, duplicates allowed; `prog`, a short way to make one.

Not here: how the order is kept (the `progression` cores), what stands for an id (`_ids.validate_order`).
The order lives in `_ids`, a core of the process or of a session; `order` hands it out as a list that stays the truth: changes to the list
are changes of the progression, and the other way round.
"""

from __future__ import annotations

from typing import Generic, TypeVar
from weakref import ref

from lionagi import _errors
from lionagi.protocols import _model
from lionagi.protocols._concepts import Ordering
from lionagi.protocols.generic import _collecting
from lionagi.protocols.generic._collecting import bytes_of, ids_in
from lionagi.protocols.generic._ids import ID, validate_order
from lionagi.protocols.generic.element import Element, _absent
from lionagi.registry import active

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any, Literal

    from typing_extensions import Self

    from lionagi.protocols.generic._ids import IDType
    from lionagi.registry import Cores

__all__ = ["Progression", "prog"]

T = TypeVar("T", bound=Element)


class Progression(Element, Ordering[T], Generic[T]):
    """An order of ids. `order`: anything `validate_order` reads; `name`: a text.

    An item of a method is an id, its text, a `uuid.UUID`, an element (which counts as its own id, also where it is a progression), or
    many of them in lists. Including, excluding and asking for one cost the same however long the order is.
    Equal to another progression of the same ids and name; so it has no hash. Raises: as `Element`.
    """

    __slots__ = ("_handed_out", "_ids", "_name")
    __lion_collection__ = True
    if TYPE_CHECKING:
        _handed_out: Callable[[], _Order | None] | None
        _ids: Any
        _name: str | None
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, *, order: Any = _absent, name: Any = None, **given: Any) -> None:
        problems = []
        core = active.cores.progression.ProgressionCore
        ids = core()
        if order is not _absent and order is not None:
            try:
                ids = core(ids_in(order))
            except ValueError as error:
                problems.append({"type": "value_error", "loc": ("order",), "input": order, "ctx": {"error": error}})
        if name is not None and not isinstance(name, str):
            problems.append({"type": "string_type", "loc": ("name",), "input": name})
        _collecting.fill(self, given, problems)
        _set_ids(self, ids)
        _set_name(self, name)
        _set_handed_out(self, None)

    # --- fields ------------------------------------------------------------------------------------------------------

    @property
    def order(self) -> list[IDType]:
        """The ids, as a list whose changes count. Reading it costs as much as it is long: `p[i]`, `len(p)` and `in` do not."""
        found = None if self._handed_out is None else self._handed_out()
        if found is None:
            found = _Order(self, _objects(self._ids.ids()))
            _set_handed_out(self, ref(found))
        return found

    @order.setter
    def order(self, order: Any) -> None:
        self._ids.replace(ids_in(order))
        self._changed()

    @property
    def name(self) -> str | None:
        """A text of the user's."""
        return self._name

    @name.setter
    def name(self, name: str | None) -> None:
        _set_name(self, name)

    def _changed(self) -> None:
        """The list that was handed out, if somebody still has it, follows the core."""
        handed_out = self._handed_out
        if handed_out is not None:
            order = handed_out()
            if order is None:
                _set_handed_out(self, None)
            else:
                order._follow(_objects(self._ids.ids()))

    def _appended(self, ids: list[bytes]) -> None:
        """As `_changed`, after ids were added at the end."""
        handed_out = self._handed_out
        if handed_out is not None:
            order = handed_out()
            if order is None:
                _set_handed_out(self, None)
            else:
                list.extend(order, _objects(ids))

    def _like(self, ids: Iterable[bytes]) -> Self:
        """A progression without a name, on the cores of this one."""
        made = type(self)()
        _collecting.move_like(made, self)
        _set_ids(made, type(self._ids)(ids))
        return made

    # --- reading -----------------------------------------------------------------------------------------------------

    def __len__(self) -> int:
        return len(self._ids)

    def __bool__(self) -> bool:
        return len(self._ids) > 0

    def __contains__(self, item: Any) -> bool:
        try:
            return self._ids.has_all(ids_in(item))  # type: ignore[no-any-return]
        except Exception:  # what is no id is in no order
            return False

    def __getitem__(self, place: Any) -> Any:
        """The id at a position, or a progression of the ids of a slice. Raises: NotFoundError, TypeError."""
        if isinstance(place, slice):
            return self._like(self._ids.part(place))
        if not isinstance(place, int):
            raise _errors.bad_position_type(place)
        try:
            return active.cores.ids.from_bytes(self._ids.at(place))
        except IndexError:
            raise _errors.position_not_found(place) from None

    def __iter__(self) -> Iterator[IDType]:  # type: ignore[override]
        # Live, as over a list: what is added meanwhile is seen.
        ids, position = self._ids, 0
        while position < len(ids):
            yield active.cores.ids.from_bytes(ids.at(position))
            position += 1

    def __next__(self) -> IDType:
        """The first id. Raises: StopIteration."""
        if not self._ids:
            raise _errors.no_more_in_progression()
        return active.cores.ids.from_bytes(self._ids.at(0))  # type: ignore[no-any-return]

    def __list__(self) -> list[IDType]:
        return _objects(self._ids.ids())

    def __reversed__(self) -> Self:
        """A new progression, without the name."""
        return self._like(reversed(self._ids.ids()))

    def count(self, item: Any, /) -> int:
        """How often it occurs. Raises: IDError, ValueError: it is no id."""
        return self._ids.count(bytes_of(ID.get_id(item)))  # type: ignore[no-any-return]

    def index(self, item: Any, start: int = 0, end: int | None = None) -> int:
        """Its first position in that range. Raises: ValueError: there is none; IDError: it is no id."""
        id = ID.get_id(item)
        found = self._ids.index(bytes_of(id), start, end)
        if found < 0:
            raise _errors.id_not_in_list(id)
        return found  # type: ignore[no-any-return]

    # --- changing ----------------------------------------------------------------------------------------------------

    def append(self, item: Any, /) -> None:
        """Adds at the end, duplicates too. Raises: IDError, ValueError."""
        self._extend(ids_in(item))

    def _extend(self, ids: list[bytes]) -> None:
        self._ids.extend(ids)
        self._appended(ids)

    def include(self, item: Any, /) -> bool:
        """Adds those that are not there yet at the end. True where something was added, or nothing was asked for. Raises: IDError."""
        try:
            ids = ids_in(item)
        except ValueError:
            return False
        if not ids:
            return True
        added = self._ids.include(ids)
        if added and self._handed_out is not None:
            self._changed()
        return added > 0  # type: ignore[no-any-return]

    def exclude(self, item: Any, /) -> bool:
        """Takes every occurrence out. True where something left, or nothing was asked for. Raises: IDError."""
        try:
            ids = ids_in(item)
        except ValueError:
            return False
        if not ids:
            return True
        taken = self._ids.exclude(ids)
        self._changed()
        return taken > 0  # type: ignore[no-any-return]

    def remove(self, item: Any, /) -> None:
        """Takes every occurrence out. Raises: NotFoundError: one is not there, and nothing has changed; ValueError."""
        try:
            ids = ids_in(item)
        except _errors.IDError:
            raise _errors.unreadable_ids() from None
        self._remove(ids)

    def _remove(self, ids: list[bytes]) -> None:
        missing = [id for id in ids if not self._ids.has(id)]
        if missing:
            raise _errors.ids_not_found(_objects(missing))
        self._ids.exclude(ids)
        self._changed()

    def pop(self, index: int = -1) -> IDType:
        """Takes the id at a position out. Raises: NotFoundError."""
        try:
            position = index.__index__()
        except AttributeError:
            raise _errors.NotFoundError(f"{type(index).__name__!r} object cannot be interpreted as an integer") from None
        try:
            id = self._ids.pop(position)
        except IndexError:
            raise _errors.NotFoundError("pop index out of range" if self else "pop from empty list") from None
        self._changed()
        return active.cores.ids.from_bytes(id)  # type: ignore[no-any-return]

    def popleft(self) -> IDType:
        """Takes the first id out. Raises: NotFoundError."""
        try:
            id = self._ids.popleft()
        except IndexError:
            raise _errors.progression_is_empty() from None
        if self._handed_out is not None:
            self._changed()
        return active.cores.ids.from_bytes(id)  # type: ignore[no-any-return]

    def clear(self) -> None:
        """Nothing is left."""
        self._ids.clear()
        self._changed()

    def insert(self, index: int, item: Any, /) -> None:
        """In front of a position, as `list.insert`; several keep their order. Raises: IDError, ValueError."""
        self._ids.insert(index.__index__(), ids_in(item))
        self._changed()

    def extend(self, other: Progression[Any]) -> None:
        """Adds the ids of another progression. Raises: ValueError: it is none."""
        if not isinstance(other, Progression):
            raise _errors.extend_needs_progression()
        self._extend(other._ids.ids())

    def __setitem__(self, place: Any, item: Any) -> None:
        """Of an int: the first id of `item` replaces; beyond the ends it is added there. Of a slice: as a list."""
        ids = ids_in(item)
        if isinstance(place, slice):
            self._ids.put(place, ids)
        elif not isinstance(place, int):
            raise _errors.bad_list_position_type(place)
        elif not ids:
            raise _errors.no_item_for_position()
        else:
            try:
                self._ids.put(place, ids[:1])
            except IndexError:
                self._ids.insert(place, ids)
        self._changed()

    def __delitem__(self, place: Any) -> None:
        if not isinstance(place, (int, slice)):
            raise _errors.bad_list_position_type(place)
        try:
            self._ids.cut(place)
        except IndexError:
            raise IndexError("list assignment index out of range") from None
        self._changed()

    # --- operators ---------------------------------------------------------------------------------------------------

    def __add__(self, other: Any) -> Self:
        return self._like([*self._ids.ids(), *ids_in(other)])

    def __radd__(self, other: Any) -> Self:
        return self._like([*ids_in(other), *self._ids.ids()])

    def __iadd__(self, other: Any) -> Self:
        self.append(other)
        return self

    def __sub__(self, other: Any) -> Self:
        made = self._like(self._ids.ids())
        made._ids.exclude(ids_in(other))
        return made

    def __isub__(self, other: Any) -> Self:
        self.remove(other)
        return self

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Progression):
            return NotImplemented
        return self._name == other._name and bool(self._ids.ids() == other._ids.ids())

    # Lexicographic, ids as the numbers that UUIDs are. lionagi 0.18.0 could not compare two different ids.

    def __lt__(self, other: Any) -> bool:
        return self._ids.ids() < other._ids.ids() if isinstance(other, Progression) else NotImplemented

    def __le__(self, other: Any) -> bool:
        return self._ids.ids() <= other._ids.ids() if isinstance(other, Progression) else NotImplemented

    def __gt__(self, other: Any) -> bool:
        return self._ids.ids() > other._ids.ids() if isinstance(other, Progression) else NotImplemented

    def __ge__(self, other: Any) -> bool:
        return self._ids.ids() >= other._ids.ids() if isinstance(other, Progression) else NotImplemented

    def __repr__(self) -> str:
        return f"Progression(name={self._name}, order={_objects(self._ids.ids())})"

    def __repr_args__(self) -> Iterator[tuple[str, Any]]:
        yield from super().__repr_args__()
        yield "order", _objects(self._ids.ids())
        yield "name", self._name

    # --- forms -------------------------------------------------------------------------------------------------------

    def _own_fields(self, mode: str) -> dict[str, Any]:
        return {"order": active.cores.ids.text_many(_objects(self._ids.ids())), "name": self._name}

    def _own_json(self) -> list[tuple[str, bytes]]:
        encode = active.cores.codec.json_encode
        return [(name, encode(value)) for name, value in self._own_fields("json").items()]

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

    # --- copies ------------------------------------------------------------------------------------------------------

    def _own_state(self) -> dict[str, Any]:
        return {"order": self._ids.ids(), "name": self._name}

    def _restore_own(self, state: dict[str, Any], like: Any = None) -> None:
        core = active.cores.progression.ProgressionCore if like is None else type(like._ids)
        _set_ids(self, core(state["order"]))
        _set_name(self, state["name"])
        _set_handed_out(self, None)

    def __reduce__(self) -> tuple[Any, ...]:
        return _collecting.reduce(self)

    def __copy__(self) -> Self:
        return _collecting.copied(self)  # type: ignore[no-any-return]

    def __deepcopy__(self, memo: dict[int, Any] | None = None) -> Self:
        return _collecting.deep_copied(self, {} if memo is None else memo)  # type: ignore[no-any-return]

    @classmethod
    def _with_cores(cls, cores: Cores, /, **values: Any) -> Self:
        made = cls(**values)
        _model.move_to(made, cores)
        core = cores.progression.ProgressionCore
        if type(made._ids) is not core:
            _set_ids(made, core(made._ids.ids()))
        return made


_set_ids: Any = vars(Progression)["_ids"].__set__  # slots, past the `__setattr__` of models
_set_name: Any = vars(Progression)["_name"].__set__
_set_handed_out: Any = vars(Progression)["_handed_out"].__set__


def prog(order: Any, name: str | None = None, /) -> Progression[Any]:
    """`Progression(order=order, name=name)`."""
    return Progression(order=order, name=name)


def _objects(ids: list[bytes]) -> list[IDType]:
    return list(map(active.cores.ids.from_bytes, ids))


class _Order(list):  # type: ignore[type-arg]
    """The order of a progression as it was handed out; see the module. A copy or a pickle of it is a plain list."""

    __slots__ = ("__weakref__", "_owner")

    def __init__(self, owner: Progression[Any], ids: list[IDType]) -> None:
        super().__init__(ids)
        self._owner = owner

    def _follow(self, ids: list[IDType]) -> None:
        list.__setitem__(self, slice(None), ids)

    def append(self, item: Any) -> None:
        (id,) = validate_order([item])
        super().append(id)
        self._owner._ids.append(bytes_of(id))

    def __reduce_ex__(self, protocol: Any) -> tuple[Any, ...]:
        return list, (list(self),)

    def __copy__(self) -> list[Any]:
        return list(self)


def _written_through(name: str) -> Any:
    change = getattr(list, name)

    def method(self: Any, *arguments: Any, **options: Any) -> Any:
        answer = change(self, *arguments, **options)
        ids = validate_order(list(self))
        self._owner._ids.replace(map(bytes_of, ids))
        return answer

    method.__name__ = name
    method.__doc__ = change.__doc__
    return method


for _name in ("extend", "insert", "remove", "pop", "clear", "sort", "reverse", "__setitem__", "__delitem__", "__iadd__", "__imul__"):
    setattr(_Order, _name, _written_through(_name))
