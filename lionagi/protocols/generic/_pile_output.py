"""A pile as a table, a file, or what an adapter makes of it. pandas and pydapter are asked for when they are used.

Not here: the dict of a pile (`pile.py`).
"""

from __future__ import annotations

from lionagi import _errors
from lionagi.protocols import _model
from lionagi.registry import active

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class WrittenPile:
    """The half of a pile that writes it elsewhere."""

    __slots__ = ()
    __lion_unlisted__ = True

    def to_df(self: Any, columns: list[str] | None = None, **options: Any) -> Any:
        """A pandas DataFrame: a row an item, what `to_dict` gives. Raises: ImportError: no pandas; KeyError: no such column."""
        frame = _pandas().DataFrame([item.to_dict() for item in self.values()], **options)
        return frame if columns is None else frame[columns]

    def dump(self: Any, fp: Any, obj_key: str = "json", *, mode: str = "w", clear: bool = False, **options: Any) -> Any:
        """Writes the table as JSON lines, CSV or Parquet; returns the text where `fp` is None. `clear`: empties the pile when it is
        written. Raises: ValueError: another `obj_key`; ImportError: no pandas."""
        if obj_key not in ("json", "csv", "parquet"):
            raise _errors.unsupported_dump(obj_key)
        frame = self.to_df()
        if obj_key == "json":
            written = frame.to_json(fp, orient="records", lines=True, mode=mode, **options) if fp is not None else None
            if fp is None:
                written = frame.to_json(None, orient="records", lines=True, **options)
        elif obj_key == "csv":
            written = frame.to_csv(fp, index=False, mode=mode, **options)
        else:
            written = frame.to_parquet(fp, engine="pyarrow", index=False, **options)
        if clear:
            self.clear()
        return written

    def to_csv_file(self: Any, fp: Any, **options: Any) -> None:
        """Deprecated: `dump(fp, "csv")`."""
        _deprecated("to_csv_file")
        self.dump(fp, "csv", **options)

    def to_json_file(self: Any, fp: Any, mode: str = "w", many: bool = False, **options: Any) -> None:
        """Deprecated: `dump(fp, "json")`."""
        _deprecated("to_json_file")
        self.dump(fp, "json", mode=mode, **options)

    # --- adapters ----------------------------------------------------------------------------------------------------

    @classmethod
    def register_adapter(cls, adapter: type) -> None:
        """Makes an adapter of pydapter, of this class and its sub-classes, known by its `obj_key`."""
        _adapters().register(cls, adapter)

    @classmethod
    def register_async_adapter(cls, adapter: type) -> None:
        """As `register_adapter`, for `adapt_to_async` and `adapt_from_async`."""
        _adapters().register_async(cls, adapter)

    @classmethod
    def list_adapters(cls) -> list[str]:
        """The keys that `adapt_to` knows. Raises: ImportError: pydapter is not installed."""
        return _adapters().keys(cls)  # type: ignore[no-any-return]

    def adapt_to(self, obj_key: str, many: bool = False, **options: Any) -> Any:
        """What `to_dict()` gives in the form that the adapter of this key makes ("json", "csv", "toml").

        Raises: ImportError: pydapter is not installed; pydapter's AdapterNotFoundError: unknown key.
        """
        return _adapters().write(self, obj_key, many, {"adapt_kw": {}, **options})

    @classmethod
    def adapt_from(cls, obj: Any, obj_key: str, many: bool = False, **options: Any) -> Any:
        """The pile, or with `many` the piles, of what an adapter made. Raises: as `adapt_to` and `from_dict`."""
        return _adapters().read(cls, obj, obj_key, many, options)

    async def adapt_to_async(self, obj_key: str, many: bool = False, **options: Any) -> Any:
        """`adapt_to` with an asynchronous adapter."""
        return await _adapters().write_async(self, obj_key, many, {"adapt_kw": {}, **options})

    @classmethod
    async def adapt_from_async(cls, obj: Any, obj_key: str, many: bool = False, **options: Any) -> Any:
        """`adapt_from` with an asynchronous adapter."""
        return await _adapters().read_async(cls, obj, obj_key, many, options)


def _adapters() -> Any:
    try:
        from pydapter.adapters import CsvAdapter
    except ImportError as error:
        raise _errors.adapters_missing() from error
    from lionagi.protocols.generic.pile import Pile
    from lionagi.protocols.graph import _adapters

    if CsvAdapter.obj_key not in _adapters.keys(Pile):
        _adapters.register(Pile, CsvAdapter)
    return _adapters


def _deprecated(name: str) -> None:
    import warnings

    warnings.warn(f"Pile.{name}() is deprecated; use Pile.dump()", DeprecationWarning, stacklevel=3)


def _pandas() -> Any:
    try:
        import pandas  # type: ignore[import-untyped]
    except ImportError as error:
        raise _errors.pandas_missing() from error
    return pandas


def json_of(items: list[Any], kind: Any) -> bytes:
    """A JSON array. Items whose record says everything are written many in one crossing."""
    parts: list[bytes] = []
    start = 0
    default = _model.json_default
    while start < len(items):
        end = start
        while end < len(items) and getattr(type(items[end]), "__lion_record__", None) is not None:
            end += 1
        if end > start:
            run = items[start:end]
            parts.append(kind.to_json_many([item._core for item in run], [type(item).__lion_record__ for item in run], default)[1:-1])
        if end < len(items):
            parts.append(active.cores.codec.json_encode(items[end].to_dict(), default))
        start = end + 1
    return b"[" + b",".join(parts) + b"]"
