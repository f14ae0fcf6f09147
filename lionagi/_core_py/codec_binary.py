"""The compact binary form: a value in the wire format of postcard, inside an envelope that tells when it was altered.

The envelope: `LION`, version, flags, length of the payload (eight bytes), the payload, CRC-32 of all before it (four bytes); numbers of the
envelope are little-endian. What the checksum finds for certain, and the enum whose value the payload is, are told in
`docs/formats/binary.md`. Twin: `crates/lionagi-core/src/codec/binary.rs`.
Source: postcard wire format 1 (https://postcard.jamesmunns.com/wire-format).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal, DecimalException
from struct import Struct
from typing import Any
from uuid import UUID
from zlib import crc32

from lionagi import _errors
from lionagi._core import MAX_DEPTH
from lionagi._core_py.codec_msgpack import Open, TreeReader, Unfinished, path_of, walk

MAGIC = b"LION"
VERSION = 1
_HEAD = Struct("<4sBBQ")
_CHECKSUM = Struct("<I")
_FLOAT = Struct("<d")
_LONGEST_NUMBER = 10  # bytes of a varint of 64 bits

(NULL, BOOL, INT, BIG_INT, FLOAT, TEXT, BYTES, LIST, MAP, UUID_, DECIMAL, DATETIME, ENTITY) = range(13)

# --- writing -----------------------------------------------------------------------------------------------------------------


def binary_encode(value: object) -> bytes:
    """See the contract."""
    out = bytearray(_HEAD.size)
    walk(value, out, _pack, _pack_key, _close)
    _HEAD.pack_into(out, 0, MAGIC, VERSION, 0, len(out) - _HEAD.size)
    out += _CHECKSUM.pack(crc32(out))
    return bytes(out)


def binary_encode_many(values: Sequence[Any]) -> bytes:
    """See the contract."""
    return b"".join(map(binary_encode, list(values)))


def _pack(value: Any, out: bytearray, stack: list[Open]) -> Open | None:
    """Packs a scalar, or the head of a container, which it returns."""
    if value is None:
        out.append(NULL)
    elif isinstance(value, str):
        out.append(TEXT)
        _pack_text(value, out)
    elif isinstance(value, bool):
        out += b"\x01\x01" if value else b"\x01\x00"
    elif isinstance(value, int):
        _pack_int(value, out)
    elif isinstance(value, float):
        out.append(FLOAT)
        out += _FLOAT.pack(value)
    elif isinstance(value, dict):
        return _open_map(value, MAP, out)
    elif isinstance(value, (list, tuple)):
        items = list.copy(value) if isinstance(value, list) else list(tuple.__iter__(value))
        out.append(LIST)
        _pack_number(len(items), out)
        return Open(enumerate(items), False)
    elif isinstance(value, bytes):
        out.append(BYTES)
        _pack_bytes(bytes.__getitem__(value, slice(None)), out)
    elif isinstance(value, UUID):
        out.append(UUID_)
        out += value.int.to_bytes(16, "big")
    elif isinstance(value, datetime):
        out.append(DATETIME)
        _pack_bytes(datetime.isoformat(value).encode(), out)
    elif isinstance(value, Decimal):
        out.append(DECIMAL)
        # The letter before an exponent depends on the context of the thread: settled here.
        _pack_bytes(Decimal.__str__(value).replace("e", "E").encode(), out)
    elif getattr(type(value), "__lion_entity__", False):
        fields = value.to_dict()
        if not isinstance(fields, dict):
            raise _errors.msgpack_unknown_type(type(fields).__name__, path_of(stack))
        return _open_map(fields, ENTITY, out)
    else:
        raise _errors.msgpack_unknown_type(type(value).__name__, path_of(stack))
    return None


def _open_map(value: dict[Any, Any], kind: int, out: bytearray) -> Open:
    items = list(dict.items(value))
    out.append(kind)
    _pack_number(len(items), out)
    return Open(iter(items), True)


def _pack_key(key: Any, out: bytearray, stack: list[Open]) -> None:
    if not isinstance(key, str):
        raise _errors.msgpack_key_not_text(type(key).__name__, path_of(stack[:-1]))
    _pack_text(key, out)


def _close(container: Open, out: bytearray) -> None:
    """Nothing stands at the end of a container."""


def _pack_int(value: int, out: bytearray) -> None:
    if -(2**63) <= value < 2**63:
        out.append(INT)
        _pack_number(((value << 1) ^ (value >> 63)) & 0xFFFF_FFFF_FFFF_FFFF, out)
    else:
        out.append(BIG_INT)
        # One bit more than the number itself, for the sign.
        size = ((value if value >= 0 else ~value).bit_length() + 8) // 8
        _pack_bytes(int.to_bytes(value, size, "big", signed=True), out)


def _pack_number(number: int, out: bytearray) -> None:
    """A varint: seven bits a byte, the lowest first, the highest bit of a byte says that more follow."""
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)


def _pack_text(value: str, out: bytearray) -> None:
    try:
        data = str.encode(value)
    except UnicodeEncodeError:
        raise _errors.lone_surrogate() from None
    _pack_bytes(data, out)


def _pack_bytes(data: bytes, out: bytearray) -> None:
    _pack_number(len(data), out)
    out += data


# --- reading -----------------------------------------------------------------------------------------------------------------


def binary_decode(data: bytes | bytearray | memoryview, entity: Callable[[dict[str, Any]], Any] | None = None) -> Any:
    """See the contract."""
    raw = _readable(data)
    end = _payload_end(raw, 0)
    if len(raw) > end + _CHECKSUM.size:
        raise _errors.binary_malformed("trailing_data", end + _CHECKSUM.size)
    _check(raw, 0, end)
    return _Reader(raw, _HEAD.size, end).read_document(entity)


def binary_decode_many(
    data: bytes | bytearray | memoryview, is_last: bool = True, entity: Callable[[dict[str, Any]], Any] | None = None
) -> tuple[list[Any], int, Exception | None]:
    """See the contract."""
    raw = _readable(data)
    values: list[Any] = []
    at = 0
    while at < len(raw):
        try:
            end = _payload_end(raw, at)
        except _errors.UnfinishedDocument as unfinished:
            return values, at, unfinished.fault() if is_last else None
        except ValueError as fault:
            return values, at, fault
        try:
            _check(raw, at, end)
            values.append(_Reader(raw, at + _HEAD.size, end).read_document(entity))
        except _errors.UnfinishedDocument as fault:  # of a document inside an entity
            return values, at, fault.fault()
        except Exception as fault:  # also what `entity` raises: the documents before it must not be lost
            return values, at, fault
        at = end + _CHECKSUM.size
    return values, at, None


def _readable(data: Any) -> bytes:
    if not isinstance(data, (bytes, bytearray, memoryview)):
        raise _errors.binary_not_readable(type(data).__name__)
    return bytes(data)


def _payload_end(raw: bytes, start: int) -> int:
    """Where the payload of the envelope at `start` ends. Raises: MalformedBinary: it is none, or it is cut off."""
    head = raw[start : start + _HEAD.size]
    if head[:4] != MAGIC[: len(head[:4])]:
        raise _errors.binary_malformed("bad_magic", start)
    if len(head) > 4 and head[4] != VERSION:
        raise _errors.binary_malformed("other_version", start + 4, head[4])
    if len(head) > 5 and head[5]:
        raise _errors.binary_malformed("unknown_flags", start + 5, head[5])
    if len(head) < _HEAD.size:
        raise _errors.UnfinishedDocument("cut_head", start, 0, len(raw) - start)
    size = _HEAD.unpack(head)[3]
    left = len(raw) - start - _HEAD.size
    if size + _CHECKSUM.size > left:
        raise _errors.UnfinishedDocument("cut_payload", start, size + _CHECKSUM.size, left)
    return start + _HEAD.size + int(size)


def _check(raw: bytes, start: int, end: int) -> None:
    (recorded,) = _CHECKSUM.unpack_from(raw, end)
    if crc32(raw[start:end]) != recorded:
        raise _errors.binary_malformed("altered", start)


class _Reader(TreeReader):
    """The payload."""

    __slots__ = ()

    def _read_item(self) -> Any:
        """A scalar, or a container that was opened."""
        start = self.at
        kind = self._number(start)
        if kind == NULL:
            return None
        if kind == BOOL:
            return self._bool(start)
        if kind == INT:
            number = self._number(start)
            return (number >> 1) ^ -(number & 1)
        if kind == FLOAT:
            return _FLOAT.unpack(self._body(_FLOAT.size, start))[0]
        if kind == TEXT:
            return self._text(start)
        if kind in (LIST, MAP, ENTITY):
            return self._open(kind, start)
        if kind in (BYTES, BIG_INT):
            body = self._body(self._number(start), start)
            if kind == BYTES:
                return body
            if not body:
                raise _errors.binary_malformed("bad_value", start, kind)
            return int.from_bytes(body, "big", signed=True)
        if kind == UUID_:
            return UUID(bytes=self._body(16, start))
        if kind == DECIMAL:
            return self._parsed(kind, Decimal, start)
        if kind == DATETIME:
            return self._parsed(kind, datetime.fromisoformat, start)
        raise _errors.binary_malformed("unknown_kind", start, kind)

    def _bool(self, start: int) -> bool:
        byte = self._body(1, start)[0]
        if byte > 1:
            raise _errors.binary_malformed("bad_value", start, BOOL)
        return bool(byte)

    def _number(self, start: int) -> int:
        number = 0
        for place in range(_LONGEST_NUMBER):
            if self.at >= self.end:
                raise _errors.binary_malformed("cut_value", start)
            byte = self.data[self.at]
            self.at += 1
            number |= (byte & 0x7F) << (7 * place)
            if byte <= 0x7F:
                if number >= 2**64:
                    break
                return number
        raise _errors.binary_malformed("long_number", start)

    def _body(self, size: int, start: int) -> bytes:
        left = self.end - self.at
        if size > left:
            raise _errors.binary_malformed("bytes_announced", start, size, left)
        self.at += size
        return self.data[self.at - size : self.at]

    def _text(self, start: int) -> str:
        body = self._body(self._number(start), start)
        try:
            return body.decode()
        except UnicodeDecodeError as error:
            raise _errors.binary_malformed("invalid_utf8", self.at - len(body) + error.start) from None

    def _read_key(self) -> str:
        return self._text(self.at)

    def _parsed(self, kind: int, parse: Callable[[str], Any], start: int) -> Any:
        text = self._text(start)
        try:
            return parse(text)
        except (ValueError, DecimalException):
            raise _errors.binary_malformed("bad_value", start, kind) from None

    def _open(self, kind: int, start: int) -> Unfinished:
        size, left = self._number(start), self.end - self.at
        needed = size if kind == LIST else 2 * size
        if needed > left:
            raise _errors.binary_malformed("items_announced", start, size, left)
        if len(self.stack) == MAX_DEPTH:
            raise _errors.binary_malformed("too_deep", start)
        opened = Unfinished(kind != LIST, size)
        if kind == ENTITY:
            opened.outer_end = self.end
        return opened

    def _demand_end(self) -> None:
        if self.at < self.end:
            raise _errors.binary_malformed("trailing_payload", self.at)
