"""MessagePack of plain values and entities, both ways, with `struct`.

Forms and ext types: `lionagi/_core/codec.py`. A container is packed as it was when it was entered, whatever a `to_dict`
does to it meanwhile. Twin: `crates/lionagi-core/src/codec/msgpack_write.rs` and `msgpack_read.rs`.
Source: https://github.com/msgpack/msgpack/blob/master/spec.md
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal, DecimalException
from struct import Struct
from typing import Any
from uuid import UUID

from lionagi import _errors
from lionagi._core import MAX_DEPTH

EXT_INT, EXT_UUID, EXT_DECIMAL, EXT_DATETIME, EXT_ENTITY = 1, 2, 3, 4, 5

_U8, _U16, _U32, _U64 = Struct(">B"), Struct(">H"), Struct(">I"), Struct(">Q")
_I8, _I16, _I32, _I64 = Struct(">b"), Struct(">h"), Struct(">i"), Struct(">q")
_F32, _F64 = Struct(">f"), Struct(">d")
_LONGEST = 2**32 - 1
_FIXED_EXT = {1: 0xD4, 2: 0xD5, 4: 0xD6, 8: 0xD7, 16: 0xD8}

# --- writing --------------------------------------------------------------------------------------------------------


class Open:
    """A container that is being packed: what is left of it, and the key or place of the item at hand."""

    __slots__ = ("entity_start", "is_map", "items", "key")

    def __init__(self, items: Iterator[tuple[Any, Any]], is_map: bool, entity_start: int | None = None) -> None:
        self.items, self.is_map = items, is_map
        self.entity_start = entity_start  # where the bytes of an entity begin, whose head is put before them at the end
        self.key: Any = None


def msgpack_encode(value: object) -> bytes:
    """See the contract."""
    out = bytearray()
    walk(value, out, _pack, _pack_key, _close)
    return bytes(out)


def walk(value: object, out: bytearray, pack: Any, pack_key: Any, close: Any) -> None:
    """Packs a tree. `pack` writes a scalar or the head of a container, which it returns; `close` is told when one ends.

    A stack instead of recursion: the interpreter's own limit depends on who calls.
    """
    stack: list[Open] = []
    opened = pack(value, out, stack)
    if opened is not None:
        stack.append(opened)
    while stack:
        container = stack[-1]
        for key, item in container.items:
            container.key = key
            if container.is_map:
                pack_key(key, out, stack)
            opened = pack(item, out, stack)
            if opened is not None:
                if len(stack) == MAX_DEPTH:
                    raise _errors.nested_too_deep()
                stack.append(opened)
                break
        else:
            stack.pop()
            close(container, out)


def _close(container: Open, out: bytearray) -> None:
    if container.entity_start is not None:
        head = bytearray()
        _pack_ext_head(EXT_ENTITY, len(out) - container.entity_start, head)
        out[container.entity_start : container.entity_start] = head


def _pack(value: Any, out: bytearray, stack: list[Open]) -> Open | None:
    """Packs a scalar, or the head of a container, which it returns."""
    if value is None:
        out.append(0xC0)
    elif isinstance(value, str):
        _pack_text(value, out)
    elif isinstance(value, bool):
        out.append(0xC3 if value else 0xC2)
    elif isinstance(value, int):
        _pack_int(value, out)
    elif isinstance(value, float):
        out.append(0xCB)
        out += _F64.pack(value)
    elif isinstance(value, dict):
        return _open_map(value, out)
    elif isinstance(value, (list, tuple)):
        items = list.copy(value) if isinstance(value, list) else list(tuple.__iter__(value))
        _pack_head(len(items), out, 0x90, 15, None, 0xDC, 0xDD)
        return Open(enumerate(items), False)
    elif isinstance(value, bytes):
        data = bytes.__getitem__(value, slice(None))
        _pack_head(len(data), out, None, 0, 0xC4, 0xC5, 0xC6)
        out += data
    elif isinstance(value, UUID):
        _pack_ext(EXT_UUID, value.int.to_bytes(16, "big"), out)
    elif isinstance(value, datetime):
        _pack_ext(EXT_DATETIME, datetime.isoformat(value).encode(), out)
    elif isinstance(value, Decimal):
        # The letter before an exponent depends on the context of the thread: settled here.
        _pack_ext(EXT_DECIMAL, Decimal.__str__(value).replace("e", "E").encode(), out)
    elif getattr(type(value), "__lion_entity__", False):
        fields = value.to_dict()
        if not isinstance(fields, dict):
            raise _errors.msgpack_unknown_type(type(fields).__name__, path_of(stack))
        return _open_map(fields, out, len(out))
    else:
        raise _errors.msgpack_unknown_type(type(value).__name__, path_of(stack))
    return None


def _open_map(value: dict[Any, Any], out: bytearray, entity_start: int | None = None) -> Open:
    items = list(dict.items(value))
    _pack_head(len(items), out, 0x80, 15, None, 0xDE, 0xDF)
    return Open(iter(items), True, entity_start)


def _pack_key(key: Any, out: bytearray, stack: list[Open]) -> None:
    if not isinstance(key, str):
        raise _errors.msgpack_key_not_text(type(key).__name__, path_of(stack[:-1]))
    _pack_text(key, out)


def path_of(stack: list[Open]) -> list[Any]:
    return [container.key for container in stack]


def _pack_int(value: int, out: bytearray) -> None:
    if -32 <= value <= 127:
        out.append(value & 0xFF)
    elif 0 <= value < 2**64:
        _pack_number(value, out, ((0xCC, _U8, 2**8), (0xCD, _U16, 2**16), (0xCE, _U32, 2**32), (0xCF, _U64, 2**64)))
    elif -(2**63) <= value < 0:
        _pack_number(~value, out, ((0xD0, _I8, 2**7), (0xD1, _I16, 2**15), (0xD2, _I32, 2**31), (0xD3, _I64, 2**63)), value)
    else:
        # One bit more than the number itself, for the sign.
        size = ((value if value >= 0 else ~value).bit_length() + 8) // 8
        _pack_ext(EXT_INT, int.to_bytes(value, size, "big", signed=True), out)


def _pack_number(size: int, out: bytearray, forms: tuple[tuple[int, Struct, int], ...], value: int | None = None) -> None:
    for mark, form, limit in forms:
        if size < limit:
            out.append(mark)
            out += form.pack(size if value is None else value)
            return


def _pack_text(value: str, out: bytearray) -> None:
    try:
        data = str.encode(value)
    except UnicodeEncodeError:
        raise _errors.lone_surrogate() from None
    _pack_head(len(data), out, 0xA0, 31, 0xD9, 0xDA, 0xDB)
    out += data


def _pack_ext(kind: int, body: bytes, out: bytearray) -> None:
    _pack_ext_head(kind, len(body), out)
    out += body


def _pack_ext_head(kind: int, size: int, out: bytearray) -> None:
    mark = _FIXED_EXT.get(size)
    if mark is None:
        _pack_head(size, out, None, 0, 0xC7, 0xC8, 0xC9)
    else:
        out.append(mark)
    out.append(kind)


def _pack_head(size: int, out: bytearray, fixed: int | None, fixed_limit: int, one: int | None, two: int, four: int) -> None:
    """The shortest mark and length; `fixed`, `one`: None where a kind has no form with a length in the mark, in a byte."""
    if fixed is not None and size <= fixed_limit:
        out.append(fixed | size)
    elif one is not None and size <= 0xFF:
        out.append(one)
        out.append(size)
    elif size <= 0xFFFF:
        out.append(two)
        out += _U16.pack(size)
    elif size <= _LONGEST:
        out.append(four)
        out += _U32.pack(size)
    else:
        raise _errors.msgpack_too_long(size)


# --- reading --------------------------------------------------------------------------------------------------------


def msgpack_decode(data: bytes | bytearray | memoryview, entity: Callable[[dict[str, Any]], Any] | None = None) -> Any:
    """See the contract."""
    if not isinstance(data, (bytes, bytearray, memoryview)):
        raise _errors.msgpack_not_readable(type(data).__name__)
    return _Reader(bytes(data)).read_document(entity)


# First byte -> (kind, form of the length after it). Kinds whose length is in the mark itself are found by ranges.
_SIZED = {
    0xC4: ("bytes", _U8), 0xC5: ("bytes", _U16), 0xC6: ("bytes", _U32),
    0xC7: ("ext", _U8), 0xC8: ("ext", _U16), 0xC9: ("ext", _U32),
    0xD9: ("text", _U8), 0xDA: ("text", _U16), 0xDB: ("text", _U32),
    0xDC: ("list", _U16), 0xDD: ("list", _U32),
    0xDE: ("map", _U16), 0xDF: ("map", _U32),
}  # fmt: skip
_NUMBERS = {
    0xCA: _F32, 0xCB: _F64,
    0xCC: _U8, 0xCD: _U16, 0xCE: _U32, 0xCF: _U64,
    0xD0: _I8, 0xD1: _I16, 0xD2: _I32, 0xD3: _I64,
}  # fmt: skip
_CONSTANTS = {0xC0: None, 0xC2: False, 0xC3: True}
_FIXED_EXT_SIZES = {mark: size for size, mark in _FIXED_EXT.items()}


class Unfinished:
    """A container that is being read. `left` counts items; `outer_end` is set for the map of an entity."""

    __slots__ = ("is_map", "items", "key", "left", "outer_end")

    def __init__(self, is_map: bool, left: int) -> None:
        self.is_map, self.left = is_map, left
        self.items: Any = {} if is_map else []
        self.key = ""
        self.outer_end: int | None = None

    def add(self, value: Any) -> None:
        if self.is_map:
            self.items[self.key] = value
        else:
            self.items.append(value)
        self.left -= 1


class TreeReader:
    """A place in a document; `end` is where it, or the innermost entity, ends. A format adds how items and keys are read."""

    __slots__ = ("at", "data", "end", "stack")

    def __init__(self, data: bytes, at: int = 0, end: int | None = None) -> None:
        self.data, self.at, self.end = data, at, len(data) if end is None else end
        self.stack: list[Unfinished] = []

    def read_document(self, entity: Callable[[dict[str, Any]], Any] | None) -> Any:
        """A stack instead of recursion: the interpreter's own limit depends on who calls."""
        while True:
            value = self._read_item()
            while isinstance(value, Unfinished) or self.stack:
                if isinstance(value, Unfinished):
                    self.stack.append(value)
                else:
                    self.stack[-1].add(value)
                container = self.stack[-1]
                if container.left:
                    if container.is_map:
                        container.key = self._read_key()
                    break
                value = self.stack.pop().items
                if container.outer_end is not None:
                    if container.outer_end != self.end:
                        self._demand_end()
                    self.end = container.outer_end
                    value = value if entity is None else entity(value)
            else:
                self._demand_end()
                return value

    def _read_item(self) -> Any:
        """A scalar, or a container that was opened."""
        raise NotImplementedError

    def _read_key(self) -> str:
        raise NotImplementedError

    def _demand_end(self) -> None:
        raise NotImplementedError


class _Reader(TreeReader):
    """MessagePack."""

    __slots__ = ()

    def _read_item(self) -> Any:
        """A scalar, or a container that was opened."""
        start, mark = self.at, self._mark()
        if mark <= 0x7F:
            return mark
        if mark >= 0xE0:
            return mark - 0x100
        if mark in _CONSTANTS:
            return _CONSTANTS[mark]
        if mark in _NUMBERS:
            return self._number(_NUMBERS[mark], start)
        if mark == 0xC1:
            raise _errors.msgpack_malformed("reserved_byte", start)
        kind, size = self._size(mark, start)
        if kind == "text":
            return self._text(self._body(size, start))
        if kind == "bytes":
            return self.data[self._body(size, start) : self.at]
        if kind == "ext":
            return self._ext(size, start)
        return self._open(kind == "map", size, start)

    def _mark(self) -> int:
        if self.at >= self.end:
            raise _errors.msgpack_malformed("truncated", self.at)
        self.at += 1
        return self.data[self.at - 1]

    def _size(self, mark: int, start: int) -> tuple[str, int]:
        if mark <= 0x8F:
            return "map", mark & 0x0F
        if mark <= 0x9F:
            return "list", mark & 0x0F
        if mark <= 0xBF:
            return "text", mark & 0x1F
        if mark in _FIXED_EXT_SIZES:
            return "ext", _FIXED_EXT_SIZES[mark]
        kind, form = _SIZED[mark]
        return kind, self._number(form, start)

    def _number(self, form: Struct, start: int) -> Any:
        if form.size > self.end - self.at:
            raise _errors.msgpack_malformed("truncated", start)
        (number,) = form.unpack_from(self.data, self.at)
        self.at += form.size
        return number

    def _body(self, size: int, start: int) -> int:
        """Steps over `size` bytes; where they begin."""
        self._demand(size, size, "bytes_announced", start)
        self.at += size
        return self.at - size

    def _demand(self, size: int, needed: int, cause: str, start: int) -> None:
        if needed > self.end - self.at:
            raise _errors.msgpack_malformed(cause, start, size, self.end - self.at)

    def _demand_end(self) -> None:
        if self.at < self.end:
            raise _errors.msgpack_malformed("trailing_data", self.at)

    def _text(self, first: int) -> str:
        try:
            return self.data[first : self.at].decode()
        except UnicodeDecodeError as error:
            raise _errors.msgpack_malformed("invalid_utf8", first + error.start) from None

    def _open(self, is_map: bool, size: int, start: int) -> Unfinished:
        if is_map:
            self._demand(size, 2 * size, "pairs_announced", start)
        else:
            self._demand(size, size, "items_announced", start)
        if len(self.stack) == MAX_DEPTH:
            raise _errors.msgpack_malformed("too_deep", start)
        return Unfinished(is_map, size)

    def _read_key(self) -> str:
        start, mark = self.at, self._mark()
        if not (0xA0 <= mark <= 0xBF or 0xD9 <= mark <= 0xDB):
            raise _errors.msgpack_malformed("key_not_text", start)
        return self._text(self._body(self._size(mark, start)[1], start))

    def _ext(self, size: int, start: int) -> Any:
        kind = self._number(_I8, start)
        first = self._body(size, start)
        body = self.data[first : self.at]
        if kind == EXT_INT and size:
            return int.from_bytes(body, "big", signed=True)
        if kind == EXT_UUID and size == 16:
            return UUID(bytes=body)
        if kind == EXT_DECIMAL:
            return self._parsed(kind, Decimal, self._text(first), start)
        if kind == EXT_DATETIME:
            return self._parsed(kind, datetime.fromisoformat, self._text(first), start)
        if kind == EXT_ENTITY:
            return self._open_entity(first, start)
        raise _errors.msgpack_malformed("bad_ext" if kind in (EXT_INT, EXT_UUID) else "unknown_ext", start, kind)

    def _parsed(self, kind: int, parse: Callable[[str], Any], text: str, start: int) -> Any:
        try:
            return parse(text)
        except (ValueError, DecimalException):
            raise _errors.msgpack_malformed("bad_ext", start, kind) from None

    def _open_entity(self, first: int, start: int) -> Unfinished:
        outer_end, self.end, self.at = self.end, self.at, first
        mark = self.data[first] if first < self.end else 0
        if not (0x80 <= mark <= 0x8F or 0xDE <= mark <= 0xDF):
            raise _errors.msgpack_malformed("bad_ext", start, EXT_ENTITY)
        self.at += 1
        fields = self._open(True, self._size(mark, first)[1], first)
        fields.outer_end = outer_end
        return fields
