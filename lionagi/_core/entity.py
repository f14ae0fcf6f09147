"""Contract of `entity`: one record (id, time, metadata; a node also content and embedding), to and from dict and JSON.

Not here: the public classes (`Element`, `Node`), fields of sub-classes, pydantic (`lionagi/protocols/_model.py`).
A core is one record without a class of its own name: the shell passes its `lion_class` (dotted path) where it is printed.
The `ids` component's `bind` of the same backend has told the class of ids before any record is made.

An entity is an object whose class has `__lion_entity__ = True`. Where a class's own attribute `__lion_record__` is its `lion_class`
text, `to_dict()` prints nothing but the record in the core at `_core` (no further fields, nothing overridden): a core may then write
it without calling `to_dict()`.

What was handed out is the truth: `metadata`, `content` and the embedding list are the same object on every read, and changes
to them persist. Absent arguments are `Undefined` (`lionagi._core.sentinels`), because None is a value users pass.
Constructors coerce as `upstream/behaviour/01_ids_element.md` and `07_node_edge_graph.md` say. A bad id raises IDError at once;
every other bad field is collected and raised as one `_errors.InvalidFields` (a list of `(field, message, input)`, in field order
id, created_at, metadata, content, embedding), which the shell turns into a real `pydantic_core.ValidationError`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol


class EntityCore(Protocol):
    """A module: `lionagi._core_py.entity` or `lionagi._core_rust._native.entity`; its classes are the two below."""

    def attach_element(self, slot: Any, shell: Any, *attributes: Any) -> None:
        """Makes `ElementCore()` and puts it into `slot` of `shell`, a member descriptor of its class; then sets `attributes` (names and
        values in turn) as `object.__setattr__` does: a whole constructor in one crossing.

        Raises: TypeError: `slot` is no such descriptor, a name without a value; AttributeError: no place for a name."""

    def attach_node(self, slot: Any, shell: Any, content: Any, *attributes: Any) -> None:
        """The same with `NodeCore(content)`."""

    def attach_element_of(self, slot: Any, shell: Any, fields: dict[str, Any], *attributes: Any) -> None:
        """As `attach_element`, with `ElementCore.from_fields(fields)`. Raises: also as that, TypeError: `fields` is no dict."""

    def attach_node_of(self, slot: Any, shell: Any, fields: dict[str, Any], *attributes: Any) -> None:
        """The same with `NodeCore.from_fields(fields)`."""

    def accelerate(self, shell: type, slot: Any, kind: str) -> None:
        """Allows calls of the class `shell` itself to make objects without its `__init__`, which must do the same: of `kind` "ElementCore"
        calls without arguments, of "NodeCore" calls with `content` alone that is neither None nor a dict. Every other call goes the usual
        way, and so does every call while the class has another `__init__` or `__new__`. Sub-classes are not touched. A core may do nothing.

        Raises: TypeError: `shell` is no class, `slot` no descriptor as in `attach_element`; ValueError: another kind."""

    def id_reader(self, slot: Any) -> Callable[[Any], Any] | None:
        """A function of a shell that reads the id of the core in `slot`, whatever core it is, sooner than `slot.__get__(shell).id` does;
        None: nothing is sooner. Raises: TypeError: `slot` is no descriptor."""

    def quicken(self, shell: type) -> None:
        """Allows calls of any class of Python code to reach its `__init__` sooner than by `type.__call__`, which must not show otherwise.
        Sub-classes are not touched. A core may do nothing. Raises: TypeError: `shell` is no class."""

    def slow_down(self, shell: type) -> None:
        """Ends what `accelerate` or `quicken` began. Raises: TypeError: `shell` is no class."""


class ElementCore(Protocol):
    """One record. Constructor: `ElementCore(id, created_at, metadata, clock, random)`, all positional, all optional.

    `id`: anything `ids.parse` reads. `created_at`: None or absent: now; float, int, datetime, ISO text, number text: POSIX
    seconds. ISO text is what CPython 3.11's C `datetime.fromisoformat` accepts, on every Python, each space read as `T`, UTC where
    it names no offset, microseconds divided by 10**6 with one rounding; a text with half a surrogate pair is none.
    `metadata`: absent or falsy: `{}` made on first read; a dict: a shallow copy of it (as 0.18.0 stores it); anything else is
    converted by the shell first and arrives as a dict. `clock`: seconds used instead of the clock, `random`: 16 bytes
    used instead of the random source, when id or time is absent.
    """

    id: Any  # IDType; a new equal object on each read; assignable (by the shell only), parsed as in the constructor
    created_at: float  # assignable (by the shell only), coerced as in the constructor
    metadata: dict[str, Any]  # assignable without any check

    def id_bytes(self) -> bytes:
        """The 16 bytes of the id."""

    def id_text(self) -> str:
        """Canonical text of the id."""

    def id_hash(self) -> int:
        """`hash(self.id)` without making the id."""

    def same_id(self, other: Any) -> bool:
        """True where `other`, a core of either backend, has the same id."""

    def to_dict(self, lion_class: str, mode: str = "python") -> dict[str, Any]:
        """A new dict in field order: `id` as text, `created_at`, `metadata` (a copy with `lion_class` set: last, or in the place of a
        `lion_class` it has), then `content` and `embedding` of a node. mode "python": content that is an entity is its `to_dict()`;
        every other value of content and metadata is dumped as pydantic dumps a value of type Any: dicts, lists, tuples, sets and
        frozensets (sub-classes too) are new ones at every depth, pydantic models and entities in them their `model_dump()`,
        dataclasses a dict of their fields, all else is left alone. mode "json": all values JSON types, as
        `codec.json_decode(self.to_json(lion_class))`; mode "db": the same with `metadata` renamed to `node_metadata` and moved to
        the end. Raises: ValueError `Unsupported mode: X`; TypeError: nesting beyond MAX_DEPTH, truthy metadata that is no dict."""

    def to_json(self, lion_class: str, extra: dict[str, Any] | None = None, default: Callable[[Any], Any] | None = None) -> bytes:
        """The JSON of `to_dict(lion_class)` followed by the items of `extra`, in one crossing; an item of `extra` named as a
        built-in field replaces it in place. `default`: as in `codec.json_encode`. Raises: as `codec.json_encode`."""

    @classmethod
    def from_json(cls, data: bytes | str, lion_class: str) -> Any | None:
        """The record of a document that `to_json(lion_class)` without `extra` could have written (any key order, any spacing), in
        one crossing: `lion_class` is dropped from its metadata. None where it is any other valid document, for the shell to read as a
        dict: its keys are not exactly the fields; id is no text that `ids.parse` reads; created_at no number; metadata no object
        whose `lion_class` is this text; content an object whose `metadata` is an object with a `lion_class`; embedding neither null
        nor an array of numbers. Last of equal keys wins, as everywhere. Raises: as `codec.json_decode`."""

    @classmethod
    def from_fields(cls, fields: dict[str, Any]) -> Any:
        """The record of a dict of constructor arguments; unknown keys are the caller's mistake. Raises: as the constructor."""

    @staticmethod
    def to_json_many(cores: list[Any], lion_classes: list[str], default: Callable[[Any], Any] | None = None) -> bytes:
        """A JSON array of `to_json` of each (cores of either backend), in one buffer and one crossing. The array counts for no depth.
        Raises: as `to_json`; ValueError: lists of different lengths."""


class NodeCore(ElementCore, Protocol):
    """A record with content. Constructor: `NodeCore(content, embedding, id, created_at, metadata, clock, random)`.

    `embedding`: None, a list of numbers or numeric text, or JSON text of one; kept packed as f64 until it is first read.
    Errors (`InvalidFields` texts): "Invalid embedding string.", "Invalid embedding list.", "Invalid embedding type; must be list
    or JSON-encoded string.". Content that is a dict describing an entity is turned into it by the shell before it arrives.
    """

    content: Any  # assignable without any check
    embedding: list[float] | None  # the same list on every read; assignable, coerced as in the constructor

    def embedding_bytes(self) -> bytes | None:
        """Little-endian f64 of the embedding as it is now (changes to a list handed out included); None without one.

        Raises: InvalidFields: something was put into the list that is no number."""
