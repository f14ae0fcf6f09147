"""JSON Lines (https://jsonlines.org): many documents, one a line, both ways.

A chunk of a stream is read as far as its last complete line; what is left is the caller's to bring again with the next chunk.
Twin: `crates/lionagi-python/src/codec/lines.rs`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import orjson

from lionagi import _errors

_BLANK = b" \t\r"


def json_lines_encode(values: Sequence[Any], default: Callable[[Any], Any] | None = None, options: int = 0) -> bytes:
    """See the contract."""
    from lionagi._core_py.codec import _check_options, json_encode

    _check_options(options)
    if options & orjson.OPT_INDENT_2:
        raise _errors.lines_not_indented()
    options &= ~orjson.OPT_APPEND_NEWLINE
    return b"".join([json_encode(value, default, options) + b"\n" for value in list(values)])


def json_lines_decode(data: bytes | bytearray | memoryview, is_last: bool = True) -> tuple[list[Any], int, int, ValueError | None]:
    """See the contract."""
    from lionagi._core_py.codec import json_decode

    if not isinstance(data, (bytes, bytearray, memoryview)):
        raise _errors.lines_not_readable(type(data).__name__)
    raw = bytes(data)
    values: list[Any] = []
    at = lines = 0
    while at < len(raw):
        end = raw.find(b"\n", at)
        if end < 0:
            if not is_last:
                break
            end = len(raw)
        line = raw[at:end]
        if line.strip(_BLANK):
            try:
                values.append(json_decode(line))
            except ValueError as error:
                return values, at, lines, error
        at = min(end + 1, len(raw))
        lines += 1
    return values, at, lines, None
