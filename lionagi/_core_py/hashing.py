"""Canonical bytes of nested values, their BLAKE2b digest and a stable integer.

Not here: `hash_dict` and its public helpers (`lionagi.ln._hash`).
Equal values have equal bytes, whatever order a dict or a set was walked in. Containers are copied before anything of the user's
runs (`__str__`, `model_dump`), so changing them meanwhile is harmless.
Twin: `crates/lionagi-core/src/hashing.rs`.
"""

from __future__ import annotations

import sys
from operator import itemgetter
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

    Append = Callable[[bytes], None]

# The head of each kind: an array of two, and the marker.
_DICT, _LIST, _TUPLE, _SET, _FROZENSET, _MODEL, _STRUCT = (bytes((0x92, marker)) for marker in range(7))

_NONE = b"\xc0"
_QUIET_NAN = b"\xcb\x7f\xf8\0\0\0\0\0\0"
_SMALL_INTS = [bytes((value,)) for value in range(128)] + [bytes((value & 0xFF,)) for value in range(-32, 0)]  # also at -32..-1
_SHORT_TEXTS = [bytes((0xA0 | length,)) for length in range(32)]
_SHORT_ARRAYS = [bytes((0x90 | length,)) for length in range(16)]
_BIG_INT = 1  # ext type

_encode = str.encode  # of a sub-class too: what it overrides does not count
_float = Struct(">Bd").pack
_1, _2, _4, _8 = (Struct(form).pack for form in (">BB", ">BH", ">BI", ">BQ"))
_s1, _s2, _s4, _s8 = (Struct(form).pack for form in (">Bb", ">Bh", ">Bi", ">Bq"))
_ext1, _ext2, _ext4 = (Struct(form).pack for form in (">BBB", ">BHB", ">BIB"))


# --- the contract ----------------------------------------------------------------------------------------------------


def canonical_bytes(value: object) -> bytes:
    """The canonical form."""
    return _canonical(value)


def digest(value: object) -> str:
    """BLAKE2b-256 of the canonical form, 64 hex digits."""
    return blake2b(_canonical(value), digest_size=32).hexdigest()


def hash_value(value: object) -> int:
    """The first 8 bytes of the digest as an int without the top bit."""
    return int.from_bytes(blake2b(_canonical(value), digest_size=32).digest()[:8], "big") & 0x7FFF_FFFF_FFFF_FFFF


def hash_many(values: Iterable[object]) -> list[int]:
    """`hash_value` of each."""
    return [hash_value(value) for value in values]


def digest_bytes(data: bytes) -> str:
    """BLAKE2b-256 of raw bytes, 64 hex digits."""
    if not isinstance(data, bytes):
        raise _errors.bytes_expected(data)
    return blake2b(data, digest_size=32).hexdigest()


# --- the walk --------------------------------------------------------------------------------------------------------
# A function appends the parts of a value's form; `depth`: containers around it. One frame of Python a level, so MAX_DEPTH comes
# before the interpreter's own limit; the most frequent scalars are written in the loops, because a call costs as much as they do.


def _canonical(value: object) -> bytes:
    parts: list[bytes] = []
    _WRITERS.get(type(value), _write_other)(value, 0, parts.append)
    return b"".join(parts)


def _write_other(value: Any, depth: int, append: Append) -> None:
    """A sub-class of a plain type, a model, or anything else."""
    bases = type(value).__mro__  # not `isinstance`, which believes what a mock or proxy says its `__class__` is
    for plain, plainly in _PRIMITIVES:
        if plain in bases:
            append(_scalar(plainly(value)))
            return
    found = _fields_of(value, bases)
    if found is not None:
        if depth >= MAX_DEPTH:
            raise _errors.hashing_too_deep()
        head, fields = found
        append(head)
        _WRITERS.get(type(fields), _write_other)(fields, depth + 1, append)
        return
    for plain in (dict, list, tuple, frozenset, set):
        if plain in bases:
            _WRITERS[plain](value, depth, append)
            return
    append(_text(_text_of(value)))


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
        pass  # asked again outside of the handler: an error does not carry the first one as its context
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


def _write_scalar(value: Any, depth: int, append: Append) -> None:
    append(_scalar(value))


def _scalar(value: Any) -> bytes:
    """The form of an exact str, int, float, bool or None."""
    kind = type(value)
    if kind is str:
        return _text(value)
    if kind is int:
        return _int(value)
    if kind is float:
        if value.is_integer():
            return _int(int(value))
        return _float(0xCB, value) if value == value else _QUIET_NAN
    if value is None:
        return _NONE
    return b"\x01" if value else b"\0"


def _int(value: int) -> bytes:
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
        head = b"\xd8\x01"
    elif length <= 0xFF:
        head = _ext1(0xC7, length, _BIG_INT)
    elif length <= 0xFFFF:
        head = _ext2(0xC8, length, _BIG_INT)
    else:
        head = _ext4(0xC9, length, _BIG_INT)
    return head + value.to_bytes(length, "big", signed=True)


def _text(value: str) -> bytes:
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


def _write_dict(value: dict[Any, Any], depth: int, append: Append) -> None:
    if depth >= MAX_DEPTH:
        raise _errors.hashing_too_deep()
    depth += 1
    pairs = list(value.items())
    for key, _ in pairs:
        if type(key) is not str:
            _write_pairs(pairs, depth, append)
            return
    if type(value) is not dict:  # only there are equal keys impossible
        _write_pairs(pairs, depth, append)
        return
    pairs.sort()  # code points order texts as UTF-8 does their bytes; values are never compared
    append(_DICT)
    append(_array(len(pairs)))
    find = _WRITERS.get
    for key, each in pairs:
        append(_keys.get(key) or _key(key))
        kind = type(each)
        if kind is str:
            append(_text(each))
        elif kind is int:
            append(_int(each))
        else:
            find(kind, _write_other)(each, depth, append)


def _write_pairs(pairs: list[tuple[Any, Any]], depth: int, append: Append) -> None:
    """Pairs whose keys are not all texts, so that two may have the same text (1 and "1"): then the value decides the order."""
    texts = [(str.__str__(str(key)), each) for key, each in pairs]
    texts.sort(key=_first)  # before any value is read, as in a dict of texts: it decides which of two errors is raised
    packed = []
    for text, each in texts:
        parts: list[bytes] = []
        _WRITERS.get(type(each), _write_other)(each, depth, parts.append)
        packed.append((text, b"".join(parts)))
    packed.sort()
    append(_DICT)
    append(_array(len(packed)))
    for text, form in packed:
        append(b"\x92" + _text(text))
        append(form)


_first = itemgetter(0)
_keys: dict[str, bytes] = {}  # the head of a pair and its key: programs use few keys, many times


def _key(key: str) -> bytes:
    form = b"\x92" + _text(key)
    if len(_keys) < 1024 and len(form) < 64:
        _keys[key] = form
    return form


def _writer(head: bytes, is_ordered: bool) -> Callable[[Iterable[Any], int, Append], None]:
    def write(value: Iterable[Any], depth: int, append: Append) -> None:
        if depth >= MAX_DEPTH:
            raise _errors.hashing_too_deep()
        depth += 1
        items = list(value)
        append(head)
        append(_array(len(items)))
        find = _WRITERS.get
        if is_ordered:
            for each in items:
                kind = type(each)
                if kind is str:
                    append(_text(each))
                elif kind is int:
                    append(_int(each))
                else:
                    find(kind, _write_other)(each, depth, append)
            return
        forms = []
        for each in items:
            parts: list[bytes] = []
            find(type(each), _write_other)(each, depth, parts.append)
            forms.append(b"".join(parts))
        forms.sort()
        append(b"".join(forms))

    return write


# --- tables ----------------------------------------------------------------------------------------------------------

_WRITERS: dict[type, Callable[[Any, int, Append], None]] = {
    **dict.fromkeys((str, int, float, bool, type(None)), _write_scalar),
    dict: _write_dict,
    list: _writer(_LIST, is_ordered=True),
    tuple: _writer(_TUPLE, is_ordered=True),
    set: _writer(_SET, is_ordered=False),
    frozenset: _writer(_FROZENSET, is_ordered=False),
}

# Sub-classes of plain values count as the plain value, whatever they override.
_PRIMITIVES: tuple[tuple[type, Callable[[Any], Any]], ...] = ((str, str.__str__), (int, int.__int__), (float, float.__float__))
