"""Canonical bytes of nested values, their BLAKE2b digest and a stable integer.

Not here: `hash_dict` and its public helpers (`lionagi.ln._hash`).
Equal values have equal bytes, whatever order a dict or a set was walked in. Containers are copied before anything of the user's
runs (`__str__`, `model_dump`), so changing them meanwhile is harmless.
Twin: `crates/lionagi-core/src/hashing.rs`.
"""

from __future__ import annotations

import sys
from struct import Struct

from lionagi import _errors
from lionagi._core import MAX_DEPTH

try:
    from _blake2 import blake2b  # `hashlib` loads OpenSSL as well
except ImportError:
    from hashlib import blake2b

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

# The head of each kind: an array of two, and the marker.
_DICT, _LIST, _TUPLE, _SET, _FROZENSET, _MODEL, _STRUCT = (bytes((0x92, marker)) for marker in range(7))

_NONE = b"\xc0"
_QUIET_NAN = b"\xcb\x7f\xf8\0\0\0\0\0\0"
_SMALL_INTS = [bytes((value,)) for value in range(128)] + [bytes((value & 0xFF,)) for value in range(-32, 0)]  # also at -32..-1
_SHORT_TEXTS = [bytes((0xA0 | length,)) for length in range(32)]
_SHORT_ARRAYS = [bytes((0x90 | length,)) for length in range(16)]
_BIG_INT = b"\x01"  # ext type

_encode = str.encode  # of a sub-class too: what it overrides does not count
_float = Struct(">Bd").pack
_1, _2, _4, _8 = (Struct(form).pack for form in (">BB", ">BH", ">BI", ">BQ"))
_s1, _s2, _s4, _s8 = (Struct(form).pack for form in (">Bb", ">Bh", ">Bi", ">Bq"))
_ext1, _ext2, _ext4 = (Struct(form).pack for form in (">BBB", ">BHB", ">BIB"))


# --- the contract ----------------------------------------------------------------------------------------------------


def canonical_bytes(value: object) -> bytes:
    """The canonical form."""
    return _pack(value, 0)


def digest(value: object) -> str:
    """BLAKE2b-256 of the canonical form, 64 hex digits."""
    return blake2b(_pack(value, 0), digest_size=32).hexdigest()


def hash_value(value: object) -> int:
    """The first 8 bytes of the digest as an int without the top bit."""
    return int.from_bytes(blake2b(_pack(value, 0), digest_size=32).digest()[:8], "big") & 0x7FFF_FFFF_FFFF_FFFF


def hash_many(values: Iterable[object]) -> list[int]:
    """`hash_value` of each."""
    return [hash_value(value) for value in values]


def digest_bytes(data: bytes) -> str:
    """BLAKE2b-256 of raw bytes, 64 hex digits."""
    if not isinstance(data, bytes):
        raise _errors.bytes_expected(data)
    return blake2b(data, digest_size=32).hexdigest()


# --- the walk --------------------------------------------------------------------------------------------------------


def _pack(value: Any, depth: int) -> bytes:
    """`depth`: containers around the value. One frame of Python a level, so MAX_DEPTH comes before the interpreter's own limit."""
    return _EXACT.get(type(value), _pack_other)(value, depth)


def _pack_other(value: Any, depth: int) -> bytes:
    """A sub-class of a plain type, a model, or anything else."""
    bases = type(value).__mro__  # not `isinstance`, which believes what a mock or proxy says its `__class__` is
    for plain, pack in _PRIMITIVES:
        if plain in bases:
            return pack(value, depth)
    found = _fields_of(value, bases)
    if found is not None:
        if depth >= MAX_DEPTH:
            raise _errors.hashing_too_deep()
        head, fields = found
        return head + _EXACT.get(type(fields), _pack_other)(fields, depth + 1)
    for plain, pack in _CONTAINERS:
        if plain in bases:
            return pack(value, depth)
    return _pack_text(_text_of(value), depth)


def _fields_of(value: Any, bases: tuple[type, ...]) -> tuple[bytes, Any] | None:
    """The fields of a msgspec struct, a pydantic model or an entity; None for anything else."""
    if _attribute("msgspec", "Struct") in bases:
        return _STRUCT, _struct_fields(value)
    if getattr(type(value), "__lion_entity__", False) is True or _attribute("pydantic.main", "BaseModel") in bases:
        return _MODEL, value.model_dump()
    return None


def _attribute(module: str, name: str) -> Any:
    """A class of a library that may not be installed: while its module is not imported, no value can be of that class."""
    return getattr(sys.modules.get(module), name, None)


def _struct_fields(value: Any) -> Any:
    to_builtins = sys.modules["msgspec"].to_builtins
    try:
        return to_builtins(value, order="deterministic")  # sets become lists: sorted, not as they happen to lie
    except TypeError:
        return to_builtins(value)


def _text_of(value: Any) -> str:
    try:
        return str(value)
    except Exception:
        try:
            return repr(value)
        except Exception:
            return f"<unhashable:{type(value).__name__}:{id(value)}>"


# --- scalars ---------------------------------------------------------------------------------------------------------


def _pack_none(value: None, depth: int) -> bytes:
    return _NONE


def _pack_bool(value: bool, depth: int) -> bytes:
    return b"\x01" if value else b"\0"


def _pack_int(value: int, depth: int) -> bytes:
    if -32 <= value < 128:
        return _SMALL_INTS[value]
    if value > 0:
        if value <= 0xFF:
            return _1(0xCC, value)
        if value <= 0xFFFF:
            return _2(0xCD, value)
        if value <= 0xFFFF_FFFF:
            return _4(0xCE, value)
        if value <= 0xFFFF_FFFF_FFFF_FFFF:
            return _8(0xCF, value)
    elif value >= -0x80:
        return _s1(0xD0, value)
    elif value >= -0x8000:
        return _s2(0xD1, value)
    elif value >= -0x8000_0000:
        return _s4(0xD2, value)
    elif value >= -0x8000_0000_0000_0000:
        return _s8(0xD3, value)
    length = (value if value > 0 else ~value).bit_length() // 8 + 1
    if length == 16:
        head = b"\xd8" + _BIG_INT
    elif length <= 0xFF:
        head = _ext1(0xC7, length, 1)
    elif length <= 0xFFFF:
        head = _ext2(0xC8, length, 1)
    else:
        head = _ext4(0xC9, length, 1)
    return head + value.to_bytes(length, "big", signed=True)


def _pack_float(value: float, depth: int) -> bytes:
    if value.is_integer():
        return _pack_int(int(value), depth)
    return _float(0xCB, value) if value == value else _QUIET_NAN


def _pack_text(value: str, depth: int) -> bytes:
    try:
        data = _encode(value)
    except UnicodeEncodeError:
        data = _encode(value, "utf-8", "surrogatepass")
    length = len(data)
    if length < 32:
        return _SHORT_TEXTS[length] + data
    if length <= 0xFF:
        return _1(0xD9, length) + data
    if length <= 0xFFFF:
        return _2(0xDA, length) + data
    return _4(0xDB, length) + data


# --- containers ------------------------------------------------------------------------------------------------------


def _array(count: int) -> bytes:
    if count < 16:
        return _SHORT_ARRAYS[count]
    return _2(0xDC, count) if count <= 0xFFFF else _4(0xDD, count)


def _pack_dict(value: dict[Any, Any], depth: int) -> bytes:
    if depth >= MAX_DEPTH:
        raise _errors.hashing_too_deep()
    depth += 1
    pairs = []
    find = _EXACT.get
    for key, each in list(value.items()):
        if type(key) is not str:
            key = str.__str__(str(key))  # an exact text: it decides the order
        pairs.append((key, find(type(each), _pack_other)(each, depth)))
    # Code points order texts as UTF-8 does their bytes; of equal texts (1 and "1") the value decides.
    pairs.sort()
    parts = [_DICT, _array(len(pairs))]
    for key, packed in pairs:
        parts += (b"\x92", _pack_text(key, depth), packed)
    return b"".join(parts)


def _packer(head: bytes, is_ordered: bool) -> Callable[[Iterable[Any], int], bytes]:
    def pack(value: Iterable[Any], depth: int) -> bytes:
        if depth >= MAX_DEPTH:
            raise _errors.hashing_too_deep()
        depth += 1
        items = []
        find = _EXACT.get
        for each in list(value):  # a loop, because a comprehension would be a second frame a level before Python 3.12
            items.append(find(type(each), _pack_other)(each, depth))
        if not is_ordered:
            items.sort()
        return head + _array(len(items)) + b"".join(items)

    return pack


# --- tables ----------------------------------------------------------------------------------------------------------

_EXACT: dict[type, Callable[[Any, int], bytes]] = {
    str: _pack_text,
    int: _pack_int,
    dict: _pack_dict,
    list: _packer(_LIST, is_ordered=True),
    type(None): _pack_none,
    bool: _pack_bool,
    float: _pack_float,
    tuple: _packer(_TUPLE, is_ordered=True),
    set: _packer(_SET, is_ordered=False),
    frozenset: _packer(_FROZENSET, is_ordered=False),
}

# Sub-classes of plain values count as the plain value, whatever they override.
_PRIMITIVES: tuple[tuple[type, Callable[[Any, int], bytes]], ...] = (
    (str, _pack_text),
    (int, lambda value, depth: _pack_int(int.__int__(value), depth)),
    (float, lambda value, depth: _pack_float(float.__float__(value), depth)),
)
_CONTAINERS: tuple[tuple[type, Callable[[Any, int], bytes]], ...] = tuple((plain, _EXACT[plain]) for plain in (dict, list, tuple, frozenset, set))
