"""`Element`: an id, a time and metadata around a core; base of everything that is known by its id.

Not here: what a sub-class may declare and everything pydantic asks of it (`lionagi.protocols._model`), ids (`_ids.py`).
An element holds one core and nothing else; a sub-class keeps the values of its own fields in the instance dict. The class works the
same over both cores, and an element never changes its core.
"""

from __future__ import annotations

from _thread import RLock
from sys import modules

from lionagi import _errors
from lionagi._core.sentinels import Undefined
from lionagi.protocols import _model
from lionagi.protocols.generic._ids import ID, IDType, validate_order
from lionagi.registry import active

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any, ClassVar, Literal

    from pydantic import Field
    from typing_extensions import Self

    from lionagi.registry import Cores

__all__ = ["DEFAULT_ELEMENT_SERIALIZER", "ID", "Element", "IDType", "validate_order"]

DEFAULT_ELEMENT_SERIALIZER = _model.json_default

_absent: Any = Undefined  # an argument that was not given; None is a value


class Element(_model.Surface):
    """Something known by its id.

    `id`: fresh unless given; anything `IDType.validate` reads. `created_at`: POSIX seconds, now unless given; also read from a
    datetime, ISO text (UTC without an offset) or a number in text. Both cannot be assigned. `metadata`: a dict of your own.
    Elements are equal where their ids are. Sub-classes declare fields and validators as in a pydantic model.

    Raises: IDError: the id cannot be read; pydantic.ValidationError: everything else, all problems in one.
    """

    __slots__ = ("__weakref__", "_core", "_given")
    __lion_core__ = "ElementCore"
    __lion_fields__: ClassVar[tuple[str, ...]] = ("id", "created_at", "metadata")

    if TYPE_CHECKING:

        def __init__(
            self,
            *,
            id: IDType | str = _absent,
            created_at: float | datetime | str | None = _absent,
            metadata: dict[str, Any] = _absent,
            **extra: Any,
        ) -> None: ...

    else:

        def __init__(self, **given):
            # The interpreter looks each absent keyword up in a dict of defaults, which would cost as much as making the core: so the
            # rare ones are not named here (`inspect.signature(Element)` names them). `type(x) is`, and the class before its plan: there
            # is a short way for each.
            if type(self) is Element or self.__lion_plan__ is None:
                if not given:
                    _attach_element(_core_slot, self)
                    return
                metadata = given.get("metadata")
                if _built_in.issuperset(given) and (not metadata or (type(metadata) is dict and "lion_class" not in metadata)):
                    try:
                        active.cores.entity.attach_element_of(_core_slot, self, given, "_given", frozenset(given))
                        return
                    except ValueError:  # told again, in the words of pydantic
                        pass
            _model.fill(self, given)

    # --- fields ------------------------------------------------------------------------------------------------------

    if TYPE_CHECKING:  # what a type checker reads: fields, as sub-classes declare theirs
        id: IDType = Field(default_factory=IDType.create)
        created_at: float = Field(default=0.0)
        metadata: dict[str, Any] = Field(default_factory=dict)
    else:
        # The setters are reached by `object.__setattr__` alone: ordinary assignment meets `__setattr__` first.

        @property
        def id(self) -> IDType:
            """Names this element; equal to no other."""
            return self._core.id

        @id.setter
        def id(self, value: Any) -> None:
            self._core.id = value

        @property
        def created_at(self) -> float:
            """POSIX seconds of its making."""
            return self._core.created_at

        @created_at.setter
        def created_at(self, value: Any) -> None:
            self._core.created_at = value

        @property
        def metadata(self) -> dict[str, Any]:
            """A dict of the user's; the same object on every read."""
            return self._core.metadata

        @metadata.setter
        def metadata(self, value: Any) -> None:
            self._core.metadata = value

    @property
    def created_datetime(self) -> datetime:
        """`created_at` with a time zone: UTC."""
        from datetime import datetime, timezone

        return datetime.fromtimestamp(self.created_at, timezone.utc)

    # --- identity ----------------------------------------------------------------------------------------------------

    def __eq__(self, other: object) -> bool:
        # Another type answers for itself: lionagi 0.18.0 raised here, which broke `in`, `match` and pydantic's `exclude_defaults`.
        if not isinstance(other, Element):
            return NotImplemented
        return bool(self._core.same_id(other._core))

    def __hash__(self) -> int:
        return self._core.id_hash()  # type: ignore[no-any-return]

    def __bool__(self) -> bool:
        return True

    @classmethod
    def class_name(cls, full: bool = False) -> str:
        """The name of the class; `full`: with its module, as `lion_class` has it."""
        return cls.__lion_class__ if full else cls.__name__

    # --- forms -------------------------------------------------------------------------------------------------------

    def to_dict(self, mode: Literal["python", "json", "db"] = "python", **options: Any) -> dict[str, Any]:
        """A new dict whose metadata names the class, so that `from_dict` finds it.

        "python": values as `model_dump` gives them. "json": JSON types only. "db": as "json", `metadata` being called
        `node_metadata`. `options`: those of `model_dump`. Raises: ValueError: another mode.
        """
        if options or self.__lion_plan__ is not None:
            return _model.to_dict(self, mode, options)
        if mode == "python":
            return self._core.to_dict(self.__lion_class__)  # type: ignore[no-any-return]
        return self._core_dict(mode)

    def _core_dict(self, mode: str) -> dict[str, Any]:
        # What `default` may meet lies outside the core, so JSON is written by way of it.
        if mode not in ("json", "db"):
            raise _errors.unsupported_mode(mode)
        fields = _model.json_decode(self._core.to_json(self.__lion_class__, None, DEFAULT_ELEMENT_SERIALIZER))
        return _model.named_for_db(fields) if mode == "db" else fields

    def to_json(self, decode: bool = True, **options: Any) -> Any:
        """The JSON of `to_dict()`, compact: text, or bytes where `decode` is false. `options`: those of `model_dump`.

        Raises: TypeError: a value has no JSON form; ValueError: text with a lone surrogate.
        """
        if options or self.__lion_plan__ is not None:
            data = _model.to_json(self, options)
        else:
            data = self._core.to_json(self.__lion_class__, None, DEFAULT_ELEMENT_SERIALIZER)
        return data.decode() if decode else data

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        """The element of a dict that `to_dict` made in any mode, of the class its metadata names. The dict is not changed.

        Raises: pydantic.ValidationError, IDError: as the constructor; ValueError: `lion_class` names no known entity class.
        """
        return _model.from_dict(cls, data)  # type: ignore[no-any-return]

    @classmethod
    def from_json(cls, data: str | bytes) -> Self:
        """`from_dict` of JSON text. Raises: as `from_dict`; json.JSONDecodeError: it is none."""
        return _model.from_json(cls, data)  # type: ignore[no-any-return]

    def to_msgpack(self) -> bytes:
        """MessagePack of `to_dict()`. Raises: TypeError: a value has no form there."""
        return self._codec().msgpack_encode(self.to_dict())  # type: ignore[no-any-return]

    @classmethod
    def from_msgpack(cls, data: bytes) -> Self:
        """`from_dict` of MessagePack. Raises: as `from_dict`; ValueError: it is none."""
        return cls.from_dict(active.cores.codec.msgpack_decode(data))

    def to_binary(self) -> bytes:
        """The compact binary form of `to_dict()`: versioned, length-checked, checksummed. Raises: TypeError: a value has no form there."""
        return self._codec().binary_encode(self.to_dict())  # type: ignore[no-any-return]

    @classmethod
    def from_binary(cls, data: bytes) -> Self:
        """`from_dict` of the binary form. Raises: as `from_dict`; ValueError: it is none, cut off or altered."""
        return cls.from_dict(active.cores.codec.binary_decode(data))

    # --- cores -------------------------------------------------------------------------------------------------------

    def _codec(self) -> Any:
        """What writes this: the process's, except for what is pinned to cores of its own."""
        return active.cores.codec

    @classmethod
    def _with_cores(cls, cores: Cores, /, **values: Any) -> Self:
        """An element on these cores instead of those of the process; how a session makes its own."""
        made = cls(**values)
        _model.move_to(made, cores)
        return made


_built_in = frozenset(Element.__lion_fields__)
_core_slot: Any = vars(Element)["_core"]  # written by the core itself, which `__setattr__` does not see
_model.adopt_base(Element)
# The most usual constructors call the core's functions by these names: two look-ups less of the handful that an element costs.
_attach_element: Any
_attach_node: Any
_binding = RLock()  # a core that is told may run the collector, and a finalizer may make something


def _on_cores_of_the_process(_cores: Any = None) -> None:
    """Lets the first element after a change of cores look its function up, which loads the core no sooner than it is needed."""

    def attach_element(slot: Any, shell: Any) -> None:
        global _attach_element
        found = active.cores.entity.attach_element
        with _binding:
            if _attach_element is attach_element:  # else the cores changed meanwhile, and the next element looks again
                _attach_element = found
                _accelerate("ElementCore")
        found(slot, shell)

    def attach_node(slot: Any, shell: Any, content: Any) -> None:
        global _attach_node
        found = active.cores.entity.attach_node
        with _binding:
            if _attach_node is attach_node:
                _attach_node = found
                _accelerate("NodeCore")
        found(slot, shell, content)

    global _attach_element, _attach_node
    with _binding:
        while _accelerated:
            core, cls = _accelerated.pop()
            core.slow_down(cls)
        _attach_element, _attach_node = attach_element, attach_node
        Element.id = _id_property


_id_property: Any = vars(Element)["id"]
_own_classes: dict[str, type] = {"ElementCore": Element}  # `graph/node.py` adds its own
_accelerated: list[tuple[Any, type]] = []


def _accelerate(kind: str) -> None:
    """Short calls of a class of ours need not come by `__init__`, where the core itself was chosen and nothing stands around it."""
    core, cls = active.cores.entity, _own_classes[kind]
    if type(core) is type(_model):
        core.accelerate(cls, _core_slot, kind)
        _accelerated.append((core, cls))
        _read_ids_by(core)
        if (quick := modules.get("lionagi.protocols._model.quick")) is not None:  # else no sub-class is complete
            quick.quicken_again()


def _read_ids_by(core: Any) -> None:
    """Lets a core read the ids of shells, where it can do so without a Python frame."""
    if vars(Element)["id"] is _id_property and (reader := core.id_reader(_core_slot)) is not None:
        Element.id = property(reader, _id_property.fset, doc=_id_property.__doc__)  # type: ignore[assignment]


_on_cores_of_the_process()
active.on_change(_on_cores_of_the_process)
