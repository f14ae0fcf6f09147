"""Records: id, time, metadata; a node also content and embedding. To and from dict and JSON.

Not here: public classes and fields of sub-classes (the shells), reading of JSON text (`codec`).
An id is its 16 bytes until it is read; metadata and the list of an embedding are made when first read and stay the truth.
Twin: `crates/lionagi-python/src/entity/`.
"""

from __future__ import annotations

import sys
from array import array
from time import time_ns

from lionagi import _errors
from lionagi._core import MAX_DEPTH
from lionagi._core.sentinels import Undefined
from lionagi._core_py import ids

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

_pool = ids._pool  # drawn from here directly: a call for each record would double the cost of its id
_EXACT = frozenset({str, int, float, bool, type(None)})  # types that a dump leaves alone, to save the questions


class ElementCore:
    """One record."""

    __slots__ = ("_created_at", "_id", "_metadata")

    def __init__(
        self,
        id: Any = Undefined,
        created_at: Any = Undefined,
        metadata: Any = Undefined,
        clock: float | None = None,
        random: bytes | None = None,
    ) -> None:
        if id is Undefined:
            self._id = _fresh_id(random)
        else:
            self._id = ids.to_bytes(ids.parse(id))
        errors: list[tuple[str, str, object]] = []
        self._created_at: float = _now(clock) if created_at is Undefined else _read("created_at", created_at, errors, clock)
        self._metadata = Undefined if metadata is Undefined else _metadata_of(metadata)
        if errors:
            raise _errors.invalid_fields(errors)

    @property
    def id(self) -> Any:
        return ids._of(self._id)

    @id.setter
    def id(self, value: Any) -> None:
        self._id = ids.to_bytes(ids.parse(value))

    @property
    def created_at(self) -> float:
        return self._created_at

    @created_at.setter
    def created_at(self, value: Any) -> None:
        self._created_at = _assigned("created_at", value)

    @property
    def metadata(self) -> Any:
        metadata = self._metadata
        if metadata is Undefined:
            metadata = self._metadata = {}
        return metadata

    @metadata.setter
    def metadata(self, value: Any) -> None:
        self._metadata = value

    def id_bytes(self) -> bytes:
        """The 16 bytes of the id."""
        return self._id

    def id_text(self) -> str:
        """Canonical text of the id."""
        digits = self._id.hex()
        return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"

    def id_hash(self) -> int:
        """`hash(self.id)` without making the id."""
        return hash(int.from_bytes(self._id, "big"))

    def same_id(self, other: Any) -> bool:
        """True where `other`, a core of either backend, has the same id."""
        return self._id == (other._id if isinstance(other, ElementCore) else other.id_bytes())

    def to_dict(self, lion_class: str, mode: str = "python") -> dict[str, Any]:
        """A new dict of the fields."""
        if mode == "python":
            return self._dump(lion_class)
        if mode not in ("json", "db"):
            raise _errors.unsupported_mode(mode)
        from lionagi._core_py import codec

        fields: dict[str, Any] = codec.json_decode(self.to_json(lion_class))
        if mode == "db":
            fields["node_metadata"] = fields.pop("metadata")
        return fields

    def to_json(self, lion_class: str, extra: dict[str, Any] | None = None, default: Callable[[Any], Any] | None = None) -> bytes:
        """The JSON of `to_dict(lion_class)` followed by the items of `extra`."""
        from lionagi._core_py import codec  # late: it imports orjson, and most programs make records long before they write one

        fields = self._dump(lion_class)
        if extra:
            fields.update(extra)
        return codec.json_encode(fields, default)

    @classmethod
    def from_json(cls, data: bytes | str, lion_class: str) -> Any | None:
        """The record of a document that `to_json(lion_class)` could have written, None where it is another one."""
        from lionagi._core_py import codec

        fields = codec.json_decode(data)
        if not isinstance(fields, dict) or fields.keys() != cls._keys():
            return None
        metadata = fields["metadata"]
        if type(metadata) is not dict or metadata.pop("lion_class", None) != lion_class:
            return None
        if type(fields["id"]) is not str or not _is_number(fields["created_at"]) or _names_a_class(fields.get("content")):
            return None
        embedding = fields.get("embedding")
        if embedding is not None and not (type(embedding) is list and all(map(_is_number, embedding))):
            return None
        try:
            fields["id"] = ids.parse(fields["id"])
        except _errors.IDError:
            return None
        return cls.from_fields(fields)

    @classmethod
    def from_fields(cls, fields: dict[str, Any]) -> Any:
        """The record of a dict of constructor arguments."""
        return cls(**fields)

    @staticmethod
    def to_json_many(cores: list[Any], lion_classes: list[str], default: Callable[[Any], Any] | None = None) -> bytes:
        """A JSON array of `to_json` of each."""
        if len(cores) != len(lion_classes):
            raise _errors.unequal_lengths(len(cores), len(lion_classes))
        return b"[" + b",".join(core.to_json(name, None, default) for core, name in zip(cores, lion_classes, strict=True)) + b"]"

    def _dump(self, lion_class: str) -> dict[str, Any]:
        metadata = self._metadata
        if not metadata:
            named: dict[str, Any] = {"lion_class": lion_class}
        else:
            named = _plain(metadata)
            if type(named) is not dict:
                raise _errors.metadata_not_a_dict(metadata)
            named["lion_class"] = lion_class
        return {"id": self.id_text(), "created_at": self._created_at, "metadata": named}

    @staticmethod
    def _keys() -> frozenset[str]:
        return _ELEMENT_KEYS


class NodeCore(ElementCore):
    """A record with content."""

    __slots__ = ("_embedding", "content")

    def __init__(
        self,
        content: Any = None,
        embedding: Any = None,
        id: Any = Undefined,
        created_at: Any = Undefined,
        metadata: Any = Undefined,
        clock: float | None = None,
        random: bytes | None = None,
    ) -> None:
        # Written out, not inherited: a call of the other constructor would cost half as much again.
        if id is Undefined:
            self._id = _fresh_id(random) if random is not None or not _pool else _pool.pop()
        else:
            self._id = ids.to_bytes(ids.parse(id))
        self.content = None if content is Undefined else content
        if created_at is Undefined and (embedding is None or embedding is Undefined):
            self._created_at = _now(clock)
            self._embedding: Any = None
            self._metadata = Undefined if metadata is Undefined else _metadata_of(metadata)
            return
        errors: list[tuple[str, str, object]] = []
        self._created_at = _now(clock) if created_at is Undefined else _read("created_at", created_at, errors, clock)
        self._metadata = Undefined if metadata is Undefined else _metadata_of(metadata)
        self._embedding = None if embedding is Undefined else _read("embedding", embedding, errors)
        if errors:
            raise _errors.invalid_fields(errors)

    @property
    def embedding(self) -> Any:
        embedding = self._embedding
        if type(embedding) is array:
            embedding = self._embedding = embedding.tolist()
        return embedding

    @embedding.setter
    def embedding(self, value: Any) -> None:
        self._embedding = _assigned("embedding", value)

    def embedding_bytes(self) -> bytes | None:
        """Little-endian f64 of the embedding as it is now; None without one."""
        embedding = self._embedding
        if embedding is None:
            return None
        # A list that was handed out may hold anything by now.
        packed = embedding if type(embedding) is array else _numbers(embedding)
        if packed is None:
            raise _errors.invalid_fields([_errors.invalid_embedding_list(embedding)])
        if sys.byteorder == "big":
            packed = array("d", packed)
            packed.byteswap()
        return packed.tobytes()

    def _dump(self, lion_class: str) -> dict[str, Any]:
        fields = ElementCore._dump(self, lion_class)
        content: Any = self.content
        if type(content) not in _EXACT:
            content = content.to_dict() if _is_entity(content) else _plain(content)
        fields["content"] = content
        embedding = self._embedding
        fields["embedding"] = None if embedding is None else list(embedding)
        return fields

    @staticmethod
    def _keys() -> frozenset[str]:
        return _NODE_KEYS


def attach_element(slot: Any, shell: Any, *attributes: Any) -> None:
    """Makes an element of no arguments, puts it into a slot of its shell, and sets further attributes of the shell."""
    _attach(slot, shell, ElementCore(), attributes)


def attach_node(slot: Any, shell: Any, content: Any, *attributes: Any) -> None:
    """The same with a node of content alone."""
    _attach(slot, shell, NodeCore(content), attributes)


def attach_element_of(slot: Any, shell: Any, fields: dict[str, Any], *attributes: Any) -> None:
    """The same with an element of a dict of its arguments."""
    _attach(slot, shell, ElementCore(**_as_dict(fields)), attributes)


def attach_node_of(slot: Any, shell: Any, fields: dict[str, Any], *attributes: Any) -> None:
    """The same with a node of a dict of its arguments."""
    _attach(slot, shell, NodeCore(**_as_dict(fields)), attributes)


def accelerate(shell: Any, slot: Any, kind: str) -> None:
    """Does nothing: a call of a class is as short as Python makes it."""
    _check_shell(shell, slot)
    if kind not in ("ElementCore", "NodeCore"):
        raise ValueError("kind must be ElementCore or NodeCore")


def id_reader(slot: Any) -> None:
    """Nothing is sooner than reading the attribute."""
    if not hasattr(type(slot), "__get__"):
        raise TypeError("slot must be the member descriptor of a class with __slots__")


def quicken(shell: Any) -> None:
    """Does nothing."""
    _check_class(shell)


def slow_down(shell: Any) -> None:
    """Does nothing."""
    _check_class(shell)


def _check_shell(shell: Any, slot: Any) -> None:
    _check_class(shell)
    _check_slot(slot)


def _check_slot(slot: Any) -> None:
    if not hasattr(type(slot), "__set__"):
        raise TypeError("slot must be the member descriptor of a class with __slots__")


def _check_class(shell: Any) -> None:
    if not isinstance(shell, type):
        raise TypeError("shell must be a class")


def _as_dict(fields: Any) -> Any:
    if not isinstance(fields, dict):
        raise TypeError("fields must be a dict")
    return fields


def _attach(slot: Any, shell: Any, core: ElementCore, attributes: tuple[Any, ...]) -> None:
    if not hasattr(type(slot), "__set__"):
        raise TypeError("slot must be the member descriptor of a class with __slots__")
    slot.__set__(shell, core)
    if len(attributes) % 2:
        raise TypeError("attributes must be names and values in turn")
    for name, value in zip(attributes[::2], attributes[1::2], strict=True):
        object.__setattr__(shell, name, value)


_ELEMENT_KEYS = frozenset({"id", "created_at", "metadata"})
_NODE_KEYS = frozenset({"id", "created_at", "metadata", "content", "embedding"})


# --- questions -------------------------------------------------------------------------------------------------------


def _is_entity(value: Any) -> bool:
    """True for an entity of any class, not for the class itself."""
    return getattr(type(value), "__lion_entity__", False) is True


def _names_a_class(content: Any) -> bool:
    """True for a dict that describes an entity: its metadata names a class."""
    if type(content) is not dict:
        return False
    metadata = content.get("metadata")
    return type(metadata) is dict and "lion_class" in metadata


def _is_number(value: Any) -> bool:
    return type(value) in (int, float)


# --- reading arguments -----------------------------------------------------------------------------------------------


def _fresh_id(random: bytes | None) -> bytes:
    if random is not None:
        return ids.to_bytes(ids.create(random))
    try:
        return _pool.pop()
    except IndexError:
        return ids._refill()


def _now(clock: float | None) -> float:
    # Whole microseconds, as `datetime.now().timestamp()` gives.
    return time_ns() // 1000 / 1e6 if clock is None else float(clock)


def _read(field: str, value: Any, errors: list[tuple[str, str, object]], clock: float | None = None) -> Any:
    """The coerced value; what is wrong with it is appended to `errors`."""
    read: Any
    if field == "created_at":
        read, problem = (_now(clock), None) if value is None else _seconds(value)
    else:
        read, problem = _vector(value)
    if problem is not None:
        errors.append(problem)
    return read


def _assigned(field: str, value: Any) -> Any:
    errors: list[tuple[str, str, object]] = []
    read = _read(field, value, errors)
    if errors:
        raise _errors.invalid_fields(errors)
    return read


def _metadata_of(value: Any) -> Any:
    # A shallow copy. Nothing is stored for a falsy value: the dict is made when it is read.
    return dict(value) if value else Undefined


def _seconds(value: Any) -> tuple[float, tuple[str, str, object] | None]:
    if type(value) is float:
        return value, None
    if isinstance(value, str):
        from lionagi._core_py._iso_time import from_iso

        seconds = from_iso(value.replace(" ", "T"))
        if seconds is not None:
            return seconds, None
        try:
            return float(value), None
        except ValueError:
            return 0.0, _errors.invalid_datetime_text(value)
    module = sys.modules.get("datetime")
    try:
        if module is not None and isinstance(value, module.datetime):
            return value.timestamp(), None
        return float(value), None
    except Exception:
        return 0.0, _errors.invalid_created_at(value)


def _vector(value: Any) -> tuple[array[float] | None, tuple[str, str, object] | None]:
    if value is None:
        return None, None
    if isinstance(value, list):
        numbers = _numbers(value)
        return numbers, None if numbers is not None else _errors.invalid_embedding_list(value)
    if isinstance(value, str):
        from lionagi._core_py import codec

        try:
            items = codec.json_decode(value)
        except ValueError:
            items = None
        numbers = _numbers(items) if isinstance(items, list) else None
        return numbers, None if numbers is not None else _errors.invalid_embedding_text(value)
    return None, _errors.invalid_embedding_type(value)


def _numbers(items: list[Any]) -> array[float] | None:
    try:
        return array("d", [float(item) for item in items])
    except Exception:
        return None


# --- dumping ---------------------------------------------------------------------------------------------------------


def _plain(value: Any, depth: int = 1) -> Any:
    """`value` as pydantic dumps a value of any type to Python: containers and dataclasses are new objects at every depth,
    pydantic models and entities are their `model_dump()`, everything else is left alone."""
    kind = type(value)
    if kind in _EXACT:
        return value
    if isinstance(value, (dict, list, tuple, set, frozenset)):
        if depth > MAX_DEPTH:
            raise _errors.nested_too_deep()
        deeper = depth + 1
        if isinstance(value, dict):
            return {key: item if type(item) in _EXACT else _plain(item, deeper) for key, item in value.items()}
        items = [item if type(item) in _EXACT else _plain(item, deeper) for item in value]
        if isinstance(value, list):
            return items
        return tuple(items) if isinstance(value, tuple) else set(items) if isinstance(value, set) else frozenset(items)
    if hasattr(kind, "__pydantic_serializer__"):
        return value.model_dump() if hasattr(kind, "model_dump") else _pydantic_dump(value)
    if hasattr(kind, "__dataclass_fields__"):
        # Class variables stand there too, told apart by a mark whose name alone is known without importing `dataclasses`.
        names = [name for name, field in kind.__dataclass_fields__.items() if field._field_type.name == "_FIELD"]
        return {name: _plain(getattr(value, name), depth + 1) for name in names if hasattr(value, name)}
    return value


def _pydantic_dump(value: Any) -> Any:
    return type(value).__pydantic_serializer__.to_python(value)
