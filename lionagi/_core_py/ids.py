"""Version 4 UUIDs as 16 bytes: make, parse, print, hash.

Not here: the public class (`IDType`), which `bind` is told once.
Bytes are big-endian as in RFC 9562; an id made or parsed here always has version 4 and the RFC variant.
Twin: `crates/lionagi-core/src/ids.rs`.
"""

from __future__ import annotations

import os
from struct import Struct

from lionagi import _errors

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

# Ids of one kernel call: a call for each id would be most of its cost, and 4 KiB are drawn in about 3 us.
_POOL_IDS = 256

# Version and variant of a whole pool at once, as one big integer: a sixth of the cost of doing it id by id.
_KEEP = int.from_bytes(b"\xff\xff\xff\xff\xff\xff\x0f\xff\x3f\xff\xff\xff\xff\xff\xff\xff", "big")
_STAMP = int.from_bytes(b"\0\0\0\0\0\0\x40\0\x80\0\0\0\0\0\0\0", "big")

_id_class: Any = None
_new = object.__new__
_pool: list[bytes] = []  # ids nobody has seen; a list, because its `pop` is atomic

if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_pool.clear)


def bind(id_class: type) -> None:
    """Tells the core the class of ids."""
    global _id_class
    if not isinstance(id_class, type) or id_class.__base__ is not object or id_class.__dict__.get("__slots__") != ("_value",):
        raise _errors.unbindable_id_class(id_class)
    _id_class = id_class


def class_attributes(id_class: type) -> dict[str, Any]:
    """Attributes the class of ids takes over while this core is the process default."""
    return {"create": staticmethod(_create), "validate": staticmethod(parse), "__str__": text, "__hash__": hash}


def create(random: bytes | None = None) -> Any:
    """A fresh id. `random`: 16 bytes used instead of the random source."""
    return _create() if random is None else create_many(1, random)[0]


def _create() -> Any:
    """A fresh id from a random UUID of version 4.

    Safe after fork: parent and child never draw the same ids.
    """
    id = _new(_id_class)
    try:
        id._value = _pool.pop()
    except IndexError:
        id._value = _refill()
    return id


def _refill() -> bytes:
    """Fills the pool and returns one more id."""
    fresh = _stamped(os.urandom(16 * _POOL_IDS))
    _pool.extend(fresh[1:])
    return fresh[0]


def _stamped(random: bytes) -> tuple[bytes, ...]:
    """Cuts randomness into ids, in order."""
    count = len(random) // 16
    keep, stamp, cut = _whole_pool if count == _POOL_IDS else _for_count(count)
    return cut((int.from_bytes(random, "big") & keep | stamp).to_bytes(16 * count, "big"))


def _for_count(count: int) -> tuple[int, int, Callable[[bytes], tuple[bytes, ...]]]:
    """The two masks for that many ids at once, and what cuts the result."""
    each = int.from_bytes((b"\0" * 15 + b"\1") * count, "big")
    return _KEEP * each, _STAMP * each, Struct("16s" * count).unpack


_whole_pool = _for_count(_POOL_IDS)


def create_many(count: int, random: bytes | None = None) -> list[Any]:
    """`count` fresh ids; `random`: 16 * count bytes."""
    if count < 0:
        raise _errors.negative_count(count)
    if random is None:
        return [_create() for _ in range(count)]
    if not isinstance(random, bytes):
        raise _errors.bytes_expected(random)
    if len(random) != 16 * count:
        raise _errors.random_length(16 * count, len(random))
    return [_of(value) for value in _stamped(random)]


def _of(value: bytes) -> Any:
    id = _new(_id_class)
    id._value = value
    return id


def parse(value: object) -> Any:
    """The id of `value`: an id is returned as it is, else `str(value)` is read as a UUID of version 4.

    Raises: IDError: it cannot be read.
    """
    if isinstance(value, _id_class):
        return value
    text = value if type(value) is str else str(value)
    digits = text.replace("-", "")
    if len(digits) != 32:
        # One pass for each word, as `uuid.UUID`: what a removal joins together is not removed again.
        digits = text.replace("urn:", "").replace("uuid:", "").strip("{}").replace("-", "")
    try:
        raw = bytes.fromhex(digits)
    except ValueError:
        raw = b""
    # `fromhex` skips white space: with exactly 32 characters, 16 bytes mean that there was none.
    if len(raw) != 16 or len(digits) != 32:
        raise _errors.invalid_id(value) from None
    if digits[12] != "4" or digits[16] not in "89abAB":
        raw = (int.from_bytes(raw, "big") & _KEEP | _STAMP).to_bytes(16, "big")
    id = _new(_id_class)
    id._value = raw
    return id


def parse_many(values: Iterable[object]) -> list[Any]:
    """`parse` of each."""
    return [parse(value) for value in values]


def text(id: Any) -> str:
    """Canonical lower-case text with dashes of an id."""
    value = id._value
    if type(value) is not bytes:
        return str(value)
    digits = value.hex()
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def text_many(ids: Iterable[Any]) -> list[str]:
    """`text` of each."""
    return [text(id) for id in ids]


def from_bytes(value: bytes) -> Any:
    """The id of 16 bytes, bits untouched."""
    if not isinstance(value, bytes):
        raise _errors.bytes_expected(value)
    if len(value) != 16:
        raise _errors.id_length(len(value))
    return _of(bytes(value))


def to_bytes(id: Any) -> bytes:
    """The 16 bytes of an id."""
    value = id._value
    if type(value) is bytes:
        return value
    raise _errors.invalid_id(id)


_hash = hash
_from_bytes = int.from_bytes


def hash(id: Any) -> int:
    """`hash(uuid.UUID)` of the same bytes."""
    value = id._value
    return _hash(_from_bytes(value, "big") if type(value) is bytes else value)
