"""Nodes to and from other formats, by pydapter. Imported when an adapter is first used.

An adapter belongs to a class and its sub-classes. Every node class has "json" and "toml"; others are registered by users.
"""

from __future__ import annotations

from typing import Any

from pydapter.adapters import JsonAdapter, TomlAdapter
from pydapter.async_core import AsyncAdapterRegistry
from pydapter.core import AdapterRegistry
from pydapter.exceptions import AdapterNotFoundError

_registries: dict[tuple[str, type], Any] = {}


def _registry(kind: type, cls: type) -> Any:
    return _registries.setdefault((kind.__name__, cls), kind())


def register(cls: type, adapter: Any) -> None:
    _registry(AdapterRegistry, cls).register(adapter)


def register_async(cls: type, adapter: Any) -> None:
    _registry(AsyncAdapterRegistry, cls).register(adapter)


def _find(kind: type, cls: type, key: str) -> Any:
    """The adapter of that key, of the class or the nearest base that has one. Raises: AdapterNotFoundError."""
    for base in cls.__mro__:
        found = _registries.get((kind.__name__, base))
        if found is not None and key in found._reg:
            return found._reg[key]
    if kind is AdapterRegistry and key in _BUILT_IN:
        return _BUILT_IN[key]
    raise AdapterNotFoundError(f"No adapter registered for '{key}'", obj_key=key)


_BUILT_IN = {JsonAdapter.obj_key: JsonAdapter, TomlAdapter.obj_key: TomlAdapter}


def keys(cls: type) -> list[str]:
    """The keys of the adapters of a class."""
    own = [_registries.get((AdapterRegistry.__name__, base)) for base in cls.__mro__]
    return sorted({*_BUILT_IN, *(key for found in own if found is not None for key in found._reg)})


def write(node: Any, key: str, many: bool, options: dict[str, Any]) -> Any:
    return _find(AdapterRegistry, type(node), key).to_obj(node, many=many, **_to_dict(options))


def read(cls: Any, obj: Any, key: str, many: bool, options: dict[str, Any]) -> Any:
    return _find(AdapterRegistry, cls, key).from_obj(cls, obj, many=many, **_from_dict(options))


async def write_async(node: Any, key: str, many: bool, options: dict[str, Any]) -> Any:
    return await _find(AsyncAdapterRegistry, type(node), key).to_obj(node, many=many, **_to_dict(options))


async def read_async(cls: Any, obj: Any, key: str, many: bool, options: dict[str, Any]) -> Any:
    return await _find(AsyncAdapterRegistry, cls, key).from_obj(cls, obj, many=many, **_from_dict(options))


def _to_dict(options: dict[str, Any]) -> dict[str, Any]:
    return {"adapt_meth": "to_dict", "adapt_kw": {"mode": "db"}, **options}


def _from_dict(options: dict[str, Any]) -> dict[str, Any]:
    return {"adapt_meth": "from_dict", **options}
