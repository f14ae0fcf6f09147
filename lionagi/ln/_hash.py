"""`hash_dict`, and the nested tuples that lionagi 0.18.0 hashed instead of a digest.

Not here: canonical bytes and digests (the `hashing` cores). The private names are kept because programs and tests replace
`_generate_hashable_representation` on this module: from then on `hash_dict` hashes what the replacement returns.
"""

from __future__ import annotations

import sys
from operator import itemgetter

from lionagi import _errors
from lionagi.registry import active

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any, Literal, overload
else:

    def overload(function: Any) -> Any:
        """`typing.overload` without its import."""
        return function


__all__ = ["digest", "hash_dict"]

_PRIMITIVE_TYPES = (str, int, float, bool, type(None))
_TYPE_MARKER_DICT = 0
_TYPE_MARKER_LIST = 1
_TYPE_MARKER_TUPLE = 2
_TYPE_MARKER_SET = 3
_TYPE_MARKER_FROZENSET = 4
_TYPE_MARKER_PYDANTIC = 5
_TYPE_MARKER_MSGSPEC = 6

_INITIALIZED = True  # 0.18.0 looked for pydantic on its first call; here it counts as soon as it is imported


@overload
def hash_dict(data: Any, strict: bool = False, *, digest: Literal[False] = False) -> int: ...
@overload
def hash_dict(data: Any, strict: bool = False, *, digest: Literal[True]) -> str: ...  # noqa: F811 - ruff knows only typing.overload
def hash_dict(data: Any, strict: bool = False, *, digest: bool = False) -> int | str:  # noqa: F811
    """A stable hash of nested values: the same in every process and on both cores.

    Values equal by `==` hash equal (1, 1.0 and True), all others differ ("" and 0 too); the order of keys and of set members does
    not matter, keys count as their text. List, tuple, set, frozenset, model and struct differ from each other; anything else counts
    as its `str()`. 0 <= result < 2**63; with `digest` the whole BLAKE2b-256 digest as 64 hex digits. `strict` hashes a deep copy.

    Raises: TypeError: nesting beyond 254 levels (a cycle is that too), or `strict` and data that cannot be copied.
    """
    if strict:
        from copy import deepcopy

        data = deepcopy(data)
    if _generate_hashable_representation is not _own_representation:
        return _hash_replaced(data, digest)
    hashing = active.cores.hashing
    return hashing.digest(data) if digest else hashing.hash_value(data)


def digest(data: Any) -> str:
    """`hash_dict(data, digest=True)`: 64 hex digits."""
    return hash_dict(data, digest=True)


def _hash_replaced(data: Any, digest: bool) -> int | str:
    representation = _generate_hashable_representation(data)
    try:
        hashed = hash(representation)
    except TypeError as error:
        raise _errors.unhashable_representation(data, representation, error) from error
    return active.cores.hashing.digest(representation) if digest else hashed


# --- the tuples of 0.18.0 --------------------------------------------------------------------------------------------


def _generate_hashable_representation(item: Any) -> Any:
    """`(marker, items)` tuples of a nested value; scalars as they are, anything unknown as its text."""
    if isinstance(item, _PRIMITIVE_TYPES):
        return item
    represent = _generate_hashable_representation
    struct, model = _class_of("msgspec", "Struct"), _class_of("pydantic.main", "BaseModel")
    if struct is not None and isinstance(item, struct):
        return _TYPE_MARKER_MSGSPEC, represent(sys.modules["msgspec"].to_builtins(item))
    if getattr(type(item), "__lion_entity__", False) is True or (model is not None and isinstance(item, model)):
        return _TYPE_MARKER_PYDANTIC, represent(item.model_dump())
    if isinstance(item, dict):
        pairs = sorted(((str(key), value) for key, value in item.items()), key=itemgetter(0))
        return _TYPE_MARKER_DICT, tuple((key, represent(value)) for key, value in pairs)
    if isinstance(item, list):
        return _TYPE_MARKER_LIST, tuple(represent(each) for each in item)
    if isinstance(item, tuple):
        return _TYPE_MARKER_TUPLE, tuple(represent(each) for each in item)
    if isinstance(item, frozenset):
        return _TYPE_MARKER_FROZENSET, tuple(represent(each) for each in _in_order(item))
    if isinstance(item, set):
        return _TYPE_MARKER_SET, tuple(represent(each) for each in _in_order(item))
    return _text_of(item)


_own_representation = _generate_hashable_representation


def _in_order(members: Iterable[Any]) -> list[Any]:
    members = list(members)
    if any(isinstance(each, (set, frozenset)) for each in members):
        # `<` of sets is inclusion, which is no order to sort by.
        return sorted(members, key=active.cores.hashing.canonical_bytes)
    try:
        return sorted(members)
    except TypeError:
        return sorted(members, key=lambda each: (str(type(each)), str(each)))


def _class_of(module: str, name: str) -> Any:
    """A class of a library that may not be installed: while its module is not imported, no value can be of that class."""
    return getattr(sys.modules.get(module), name, None)


def _text_of(item: Any) -> str:
    try:
        return str(item)
    except Exception:
        try:
            return repr(item)
        except Exception:
            return f"<unhashable:{type(item).__name__}:{id(item)}>"


def __getattr__(name: str) -> Any:
    if name == "PydanticBaseModel":
        from pydantic import BaseModel

        return BaseModel
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
