"""Contract of `codec`: JSON and MessagePack of plain values and entities, both ways.

JSON bytes are those of orjson 3 (so of lionagi 0.18.0), every option bit included, but for the limits: writing nests at most
MAX_DEPTH containers (TypeError), reading too (ValueError). MessagePack carries None, bool, int of any size, float, str, bytes,
list, tuple (as list), dict with text keys, datetime, UUID, Decimal and entities; everything else is a TypeError naming type and
path. Ext types: 1 int beyond 64 bits (shortest big-endian two's complement), 2 UUID (16 bytes), 3 Decimal (its text),
4 datetime (ISO text as `isoformat()` prints it), 5 entity (the packed map of its `to_dict()`).
Sub-classes of these types are packed as their base, a moment with a zone as its offset (`fold` is settled by it).
An entity is an object whose class has `__lion_entity__`; it is written as its `to_dict()`. A container is packed as it was
when it was entered, whatever user code does to it meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol


class CodecCore(Protocol):
    """A module: `lionagi._core_py.codec` or `lionagi._core_rust._native.codec`. Arguments are never changed."""

    def json_encode(self, value: object, default: Callable[[Any], Any] | None = None, options: int = 0) -> bytes:
        """UTF-8 JSON. `options`: orjson's `OPT_*` bits. `default` is called with a value of an unknown type and its result is
        written (at most 255 times inside each other, as orjson does); a text key `lion_class` has no special meaning here.

        Raises: TypeError: unknown type, integer beyond 64 bits, key that is no text, nesting beyond MAX_DEPTH (a cycle is), bits
        that mean nothing, OPT_SERIALIZE_NUMPY;
        ValueError: lone surrogate. All with the texts of `_errors`; what `default` raises leaves as it is.
        """

    def json_decode(self, data: bytes | bytearray | memoryview | str) -> Any:
        """One JSON document (RFC 8259; no NaN, no comments, no trailing commas; last of equal keys wins, ints beyond 64 bits
        become floats, as in orjson).

        Raises: json.JSONDecodeError (a ValueError) with the place of the first byte that cannot be part of a document (the end where it
        ends too early), or of the 255th open bracket, the escape that is half of a surrogate pair, the number that a float
        cannot hold; TypeError: another type of argument.
        """

    def msgpack_encode(self, value: object) -> bytes:
        """MessagePack in the shortest forms. Raises: TypeError: unknown type or key, with its path, or nesting beyond MAX_DEPTH;
        ValueError: lone surrogate."""

    def msgpack_decode(self, data: bytes | bytearray | memoryview, entity: Callable[[dict[str, Any]], Any] | None = None) -> Any:
        """One MessagePack document; `entity` turns the dict of an ext 5 into an object (default: the dict stays).

        Accepts every spec-conforming form (also longer than necessary). Raises: ValueError with the offset: truncated, trailing
        bytes, reserved byte, unknown ext type, hostile length (more items announced than bytes left), key that is no text,
        invalid UTF-8, nesting beyond MAX_DEPTH; TypeError: another type of argument.
        """
