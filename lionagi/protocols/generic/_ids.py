"""`IDType`, `ID` and `validate_order`; public home: `lionagi.protocols.generic.element`.

Not here: how ids are made and read (the `ids` cores), UUIDs of anything (`lionagi.protocols.ids`).
`IDType` is one class over both cores, which make its instances themselves. While a core is the process default the class carries
that core's functions as its own (`IDType.create` *is* the core's function), so a hot call has no frame of ours in between.
Entities are recognised by the class attribute `__lion_entity__`: this module imports none of them.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping

from lionagi import _errors
from lionagi.registry import active, on_load

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TypeAlias
    from uuid import UUID

    from lionagi.registry import Cores

__all__ = ["ID", "IDType", "is_entity", "is_uuid", "validate_order"]

_HOME = "lionagi.protocols.generic.element"


class IDType:
    """A random UUID (version 4) that names one thing: hashable, picklable, always true, equal only to another IDType.

    `IDType(x)` wraps x, usually a `uuid.UUID`, without a look at it; `create()` and `validate(x)` are the ways to a sound id.
    Making, reading, printing and hashing cost about what a call costs, on both cores.
    """

    __slots__ = ("_value",)
    __module__ = _HOME

    _value: Any  # the 16 bytes of a UUID, or whatever else a user wrapped

    def __init__(self, id: UUID) -> None:
        self._value = _bare(id)

    @staticmethod
    def create() -> IDType:
        """A fresh id from a random UUID of version 4.

        Safe after fork: parent and child never draw the same ids.
        """
        return _adopted().create()  # type: ignore[no-any-return]

    @staticmethod
    def validate(value: str | UUID | IDType) -> IDType:
        """The id of `value`: an id is returned as it is, else `str(value)` is read as a UUID of version 4.

        Canonical text, upper case, braces, `urn:uuid:` and 32 digits without dashes are read; version bits are overwritten.
        Raises: IDError: it cannot be read.
        """
        return _adopted().parse(value)  # type: ignore[no-any-return]

    @property
    def _id(self) -> Any:
        """The `uuid.UUID` of this id; a new object on each read. Whatever a user wrapped instead, as it is."""
        value = self._value
        return _uuid().UUID(bytes=value) if type(value) is bytes else value

    def __str__(self) -> str:
        return _adopted().text(self)  # type: ignore[no-any-return]

    def __repr__(self) -> str:
        return f"IDType({self})"

    def __hash__(self) -> int:
        return _adopted().hash(self)  # type: ignore[no-any-return]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, IDType):
            return NotImplemented
        one, two = self._value, other._value
        if type(one) is type(two) is bytes:
            return one == two
        # At least one of them was made by hand of something else: what they wrap is compared.
        return bool(self._id == other._id)

    def __setstate__(self, state: Any) -> None:
        plain, slots = state if isinstance(state, tuple) else (state, None)
        for part in (plain, slots):
            for name, value in (part or {}).items():
                if name == "_id":  # pickled by lionagi 0.18.0
                    name, value = "_value", _bare(value)
                object.__setattr__(self, name, value)

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        # The core's functions make plain ids. A sub-class gets its own from class methods, unless it brings its own.
        for name, method in (("create", _create_in), ("validate", _validate_in)):
            if not any(name in base.__dict__ for base in cls.__mro__[: cls.__mro__.index(IDType)]):
                setattr(cls, name, classmethod(method))


def _create_in(cls: type[IDType]) -> IDType:
    """A fresh id of this class from a random UUID of version 4."""
    return cls(active.cores.ids.create()._id)


def _validate_in(cls: type[IDType], value: str | UUID | IDType) -> IDType:
    """The id of `value`: an id is returned as it is, else `str(value)` is read as a UUID of version 4 into this class.

    Raises: IDError: it cannot be read.
    """
    return value if isinstance(value, IDType) else cls(active.cores.ids.parse(value)._id)


# --- the class and the cores -----------------------------------------------------------------------------------------

# What the class does by itself: the names a core may take over, so that they can be given back.
_OWN = {name: attribute for name, attribute in IDType.__dict__.items() if name in ("create", "validate", "__str__", "__hash__", "__eq__")}
_taken: tuple[str, ...] = ()


def _adopted() -> Any:
    """The core of the process default; on the way the class takes its functions over, so this is reached once a change."""
    core = active.cores.ids
    if not _taken:
        _take(core.class_attributes(IDType))
        if active.cores.ids is not core:  # changed by another thread meanwhile: a killed core must not stay in the class
            _give_back(active.cores)
            return active.cores.ids
    return core


def _take(attributes: Mapping[str, Any]) -> None:
    global _taken
    _taken = tuple(attributes)
    for name, attribute in attributes.items():
        setattr(IDType, name, attribute)


def _give_back(_: Cores) -> None:
    """Another core became the process default: until it is used, the class does its work itself."""
    global _taken
    taken, _taken = _taken, ()
    for name in taken:
        if name in _OWN:
            setattr(IDType, name, _OWN[name])
        else:
            delattr(IDType, name)


on_load("ids", lambda core: core.bind(IDType))
active.on_change(_give_back)


# --- what stands for an id -------------------------------------------------------------------------------------------


def is_entity(item: object) -> bool:
    """True for an Element and its family (not for the classes themselves)."""
    return getattr(type(item), "__lion_entity__", False) is True


def is_uuid(item: object) -> bool:
    """True for a `uuid.UUID`; does not import `uuid`, because without it there can be none."""
    module = sys.modules.get("uuid")
    return module is not None and isinstance(item, module.UUID)


def _uuid() -> Any:
    module = sys.modules.get("uuid")
    if module is None:
        import uuid as module
    return module


class _WrappedBytes(bytes):
    """Bytes that a user wrapped by hand: an exact `bytes` in the slot is always a UUID."""


def _bare(id: Any) -> Any:
    """What goes into the slot for a value that a user wraps."""
    if type(id) is bytes:
        return _WrappedBytes(id)
    module = sys.modules.get("uuid")
    return id.bytes if module is not None and type(id) is module.UUID else id


class _Aliases(type):
    """Builds the type aliases of `ID` when they are first read: `typing` is slow to import, and annotations rarely run."""

    def __getattr__(cls, name: str) -> Any:
        if name not in ("Item", "Ref", "IDSeq", "ItemSeq", "RefSeq", "__parameters__"):
            raise AttributeError(f"type object 'ID' has no attribute {name!r}")
        from collections.abc import Sequence
        from typing import TypeVar

        from lionagi.protocols._concepts import Collective, Ordering
        from lionagi.protocols.generic.element import Element

        variable: Any = TypeVar  # for a type checker the aliases are Any, see below
        E = variable("E", bound=Element)
        ref = IDType | E | str
        item_seq = Sequence[E] | Collective[E]  # type: ignore[valid-type]
        id_seq = Sequence[IDType] | Ordering[E]  # type: ignore[valid-type]
        aliases = {
            "Item": E | Element,
            "Ref": ref,
            "IDSeq": id_seq,
            "ItemSeq": item_seq,
            "RefSeq": item_seq | Sequence[ref] | id_seq,  # type: ignore[valid-type]
            "__parameters__": (E,),
        }
        for each, alias in aliases.items():
            setattr(cls, each, alias)
        return aliases[name]


class ID(metaclass=_Aliases):
    """Ids of anything that has one, and the type aliases for it: `ID[Node].Ref` is what names a node.

    `ID.ID`: an id; `Item`: an entity; `Ref`: an entity, its id or the text of it; `IDSeq`, `ItemSeq`, `RefSeq`: many of them.
    """

    __module__ = _HOME
    __class_getitem__: Any = classmethod(type(list[int]))

    ID = IDType

    if TYPE_CHECKING:  # `ID[X].Ref` is nothing a type checker reads
        Item: TypeAlias = Any
        Ref: TypeAlias = Any
        IDSeq: TypeAlias = Any
        ItemSeq: TypeAlias = Any
        RefSeq: TypeAlias = Any

    @staticmethod
    def get_id(item: Any) -> IDType:
        """The id of an entity, or the id that an id, a UUID or a text is.

        Raises: IDError: a text that is no id; ValueError: anything else.
        """
        if is_entity(item):
            return item.id  # type: ignore[no-any-return]
        if isinstance(item, (IDType, str)) or is_uuid(item):
            return IDType.validate(item)
        raise _errors.no_id_in_item()

    @staticmethod
    def is_id(item: Any) -> bool:
        """True where `IDType.validate` would accept the item; an entity is not an id. Never raises."""
        if is_entity(item):
            return False
        try:
            IDType.validate(item)
        except Exception:
            return False
        return True


def validate_order(order: Any) -> list[IDType]:
    """The ids of an order: of ids, UUIDs, texts, entities and None in lists, tuples and sets nested to any depth.

    A mapping counts as its keys, an entity as one id (also one that is a container), None as nothing; duplicates are kept.
    Raises: IDError: a text that is no id; ValueError: anything else, also a list that contains itself.
    """
    if isinstance(order, Mapping) and not is_entity(order):
        order = list(order)
    ids: list[IDType] = []
    parse = active.cores.ids.parse
    open_items = [iter((order,))]
    open_places: list[int] = []  # what the iterators after the first one walk, to notice a cycle
    while open_items:
        for item in open_items[-1]:
            if isinstance(item, IDType):
                ids.append(item)
            elif isinstance(item, str):
                ids.append(parse(item))
            elif is_entity(item):
                ids.append(item.id)
            elif isinstance(item, (list, tuple, set)):
                if id(item) in open_places:
                    raise _errors.invalid_order_item()
                open_places.append(id(item))
                open_items.append(iter(item))
                break
            elif is_uuid(item):
                ids.append(parse(item))
            elif item is not None:
                raise _errors.invalid_order_item()
        else:
            open_items.pop()
            if open_places:
                open_places.pop()
    return ids
