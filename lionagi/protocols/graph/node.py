"""`Node`: an element with content and an embedding; what graphs connect and adapters carry elsewhere.

Not here: edges and graphs, and what a sub-class may declare (`lionagi.protocols._model`).
"""

from __future__ import annotations

from lionagi import _errors
from lionagi.protocols import _model
from lionagi.protocols.generic import element
from lionagi.protocols.generic.element import Element, _absent, _core_slot
from lionagi.registry import active

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any, ClassVar

    from lionagi.protocols.generic._ids import IDType

__all__ = ["Node"]


class Node(Element):
    """An element that carries something.

    `content`: anything; a dict that describes an element (its metadata has a `lion_class`) becomes that element. `embedding`: a
    list of numbers, or JSON text of one; kept packed, read as a list, whose changes count. Both may be assigned.
    """

    __slots__ = ()
    __lion_relational__ = True
    _postgres_adapter_checked: ClassVar[bool]
    __lion_core__ = "NodeCore"
    __lion_fields__: ClassVar[tuple[str, ...]] = ("id", "created_at", "metadata", "content", "embedding")

    if TYPE_CHECKING:

        def __init__(
            self,
            *,
            content: Any = _absent,
            embedding: list[float] | str | None = _absent,
            id: IDType | str = _absent,
            created_at: float | datetime | str | None = _absent,
            metadata: dict[str, Any] = _absent,
            **extra: Any,
        ) -> None: ...

    else:

        def __init__(self, *, content=_absent, **given):
            # Few named keywords, as in `Element`. Content that is None or a dict goes the long way: whether it was given is noted, what
            # it describes is made.
            if type(self) is Node or self.__lion_plan__ is None:
                if not given and content is not None and type(content) is not dict:
                    element._attach_node(_core_slot, self, content)
                    return
                if content is not _absent:
                    given["content"] = content
                metadata = given.get("metadata")
                usual = not metadata or (type(metadata) is dict and "lion_class" not in metadata)
                if usual and type(content) is not dict and _built_in.issuperset(given):
                    try:
                        active.cores.entity.attach_node_of(_core_slot, self, given, "_given", frozenset(given))
                        return
                    except ValueError:  # told again, in the words of pydantic
                        pass
            elif content is not _absent:
                given["content"] = content
            _model.fill(self, given)

    if TYPE_CHECKING:  # what a type checker reads: fields, as sub-classes declare theirs
        content: Any = None
        embedding: list[float] | None = None
    else:

        @property
        def content(self) -> Any:
            """What the node carries."""
            return self._core.content

        @content.setter
        def content(self, value: Any) -> None:
            self._core.content = value

        @property
        def embedding(self) -> list[float] | None:
            """A vector that stands for the content; the same list on every read."""
            return self._core.embedding

        @embedding.setter
        def embedding(self, value: list[float] | str | None) -> None:
            self._core.embedding = value

    # --- adapters ----------------------------------------------------------------------------------------------------

    @classmethod
    def register_adapter(cls, adapter: type) -> None:
        """Makes an adapter of pydapter, of this class and its sub-classes, known by its `obj_key`."""
        _adapters().register(cls, adapter)

    @classmethod
    def register_async_adapter(cls, adapter: type) -> None:
        """As `register_adapter`, for `adapt_to_async` and `adapt_from_async`."""
        _adapters().register_async(cls, adapter)

    def adapt_to(self, obj_key: str, many: bool = False, **options: Any) -> Any:
        """This node in the form that the adapter of this key makes ("json", "toml"): what `to_dict(mode="db")` gives.

        Raises: ImportError: pydapter is not installed; pydapter's AdapterNotFoundError: unknown key.
        """
        return _adapters().write(self, obj_key, many, options)

    @classmethod
    def adapt_from(cls, obj: Any, obj_key: str, many: bool = False, **options: Any) -> Any:
        """The node, or with `many` the nodes, of what an adapter made. Raises: as `adapt_to` and `from_dict`."""
        return _adapters().read(cls, obj, obj_key, many, options)

    async def adapt_to_async(self, obj_key: str, many: bool = False, **options: Any) -> Any:
        """`adapt_to` with an asynchronous adapter; "lionagi_async_pg" writes into a table of PostgreSQL.

        Raises: also ImportError: the packages of that adapter are not installed.
        """
        if obj_key == _POSTGRES:
            _ensure_postgres_adapter()
        return await _adapters().write_async(self, obj_key, many, options)

    @classmethod
    async def adapt_from_async(cls, obj: Any, obj_key: str, many: bool = False, **options: Any) -> Any:
        """`adapt_from` with an asynchronous adapter. Raises: as `adapt_to_async`."""
        if obj_key == _POSTGRES:
            _ensure_postgres_adapter()
        return await _adapters().read_async(cls, obj, obj_key, many, options)


def _adapters() -> Any:
    try:
        import pydapter  # noqa: F401  (an optional extra)
    except ImportError as error:
        raise _errors.adapters_missing() from error
    from lionagi.protocols.graph import _adapters

    return _adapters


_POSTGRES = "lionagi_async_pg"
Node._postgres_adapter_checked = False


def _ensure_postgres_adapter() -> None:
    """Registers the adapter for PostgreSQL when it is first used. Raises: ImportError: its packages are not installed."""
    if Node._postgres_adapter_checked:
        return
    from lionagi.adapters._utils import check_async_postgres_available

    available = check_async_postgres_available()
    if isinstance(available, ImportError):
        raise available
    from lionagi.adapters.async_postgres_adapter import LionAGIAsyncPostgresAdapter

    Node.register_async_adapter(LionAGIAsyncPostgresAdapter)
    Node._postgres_adapter_checked = True


_built_in = frozenset(Node.__lion_fields__)
_model.adopt_base(Node)
element._own_classes["NodeCore"] = Node
