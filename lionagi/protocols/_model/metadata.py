"""Metadata that is no dict, made one as lionagi 0.18.0 makes it.

Not here: the public `to_dict` of anything (`lionagi.ln`). JSON text is read; items of a sequence are named by their place; what stands for
nothing is an empty dict.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def dict_of(value: Any) -> dict[Any, Any]:
    """The dict of anything. Raises: ValueError: JSON text of something that is no object."""
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, str):
        return _read(value)
    if hasattr(value, "model_dump"):
        return value.model_dump()  # type: ignore[no-any-return]
    if hasattr(type(value), "__dataclass_fields__"):
        return {name: getattr(value, name) for name in value.__dataclass_fields__}
    if isinstance(value, set):
        return {item: item for item in value}
    if isinstance(value, Iterable) and not isinstance(value, (bytes, bytearray, type)):
        return dict(enumerate(value))
    return {}


def _read(text: str) -> dict[Any, Any]:
    from lionagi.registry import active

    try:
        found = active.cores.codec.json_decode(text)
    except ValueError:
        return {}
    if not isinstance(found, dict):
        raise ValueError("Invalid metadata.")
    return found
