"""Contract of `codec`: JSON, MessagePack and the compact binary form of plain values and entities, both ways, singly and many.

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

from collections.abc import Callable, Sequence
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

    def json_lines_encode(self, values: Sequence[Any], default: Callable[[Any], Any] | None = None, options: int = 0) -> bytes:
        """`json_encode` of each, a line each, in one crossing. OPT_APPEND_NEWLINE changes nothing.

        Raises: as `json_encode`; TypeError: OPT_INDENT_2, whose documents are no lines."""

    def json_lines_decode(
        self, data: bytes | bytearray | memoryview, is_last: bool = True
    ) -> tuple[list[Any], int, int, ValueError | None]:
        """The documents of a piece of a stream of lines: (values, bytes used, lines used, fault).

        Lines end with a line feed, before which a carriage return may stand; blank ones are skipped and count. What follows the last
        line end is used only where `is_last`. `fault`: the error of `json_decode` (its place is in the line) for the line after
        those used, or None. Raises: TypeError: another type of argument."""

    def binary_encode(self, value: object) -> bytes:
        """The compact binary form (`docs/formats/binary.md`): what MessagePack carries, in an envelope with version, length and checksum.
        Raises: TypeError, ValueError: as `msgpack_encode`."""

    def binary_decode(self, data: bytes | bytearray | memoryview, entity: Callable[[dict[str, Any]], Any] | None = None) -> Any:
        """One document of the binary form; `entity` as of `msgpack_decode`. Every altered byte and every cut is found.

        Raises: MalformedBinary (a ValueError) with the place and what is wrong; TypeError: another type of argument."""

    def binary_encode_many(self, values: Sequence[Any]) -> bytes:
        """`binary_encode` of each, one after the other, in one crossing. Raises: as `binary_encode`."""

    def binary_decode_many(
        self, data: bytes | bytearray | memoryview, is_last: bool = True, entity: Callable[[dict[str, Any]], Any] | None = None
    ) -> tuple[list[Any], int, Exception | None]:
        """The documents of a piece of a stream: (values, bytes used, fault). One that is cut off is a fault only where `is_last`; places
        are those in `data`. An exception that `entity` raises is the fault of its document. Raises: TypeError: another type of argument."""
