"""What is wrong with a JSON document, and where: a scanner that makes no values. Also: does it nest too deep?

Runs only after orjson has refused a document, so it is plain rather than fast. Not here: values (orjson), texts of the
errors (`lionagi/_errors.py`). Twin: `crates/lionagi-core/src/codec/json_read.rs`, which names the same causes at the same
places because it reads in the same order.
"""

from __future__ import annotations

import re

from lionagi._core import MAX_DEPTH

_BLANKS = re.compile(rb"[ \t\n\r]*")
_PLAIN_TEXT = re.compile(rb'[^"\\\x00-\x1f]*')
_WHOLE = re.compile(rb"0|[1-9][0-9]*")
_DIGITS = re.compile(rb"[0-9]+")
_HEX_DIGITS = b"0123456789abcdefABCDEF"
_LITERALS = {b"t": b"true", b"f": b"false", b"n": b"null"}
_ONE_KIND = bytes.maketrans(b"{}", b"[]")
_NOT_STRUCTURE = bytes(byte for byte in range(256) if byte not in b'[]{}"\\')


def nests_too_deep(data: bytes | bytearray | memoryview | str) -> bool:
    """True where a valid document opens more than MAX_DEPTH containers inside each other.

    Most documents have too few brackets to. Of the others everything but brackets is dropped, and then pairs of
    brackets, innermost first: what is left after MAX_DEPTH rounds is too deep.
    """
    if isinstance(data, (bytearray, memoryview)):
        data = bytes(data)
    if len(data) <= 2 * MAX_DEPTH:
        return False
    raw = data.encode() if isinstance(data, str) else data
    if raw.count(b"[") + raw.count(b"{") <= MAX_DEPTH:
        return False
    if b"\\" in raw:
        raw = raw.replace(b"\\\\", b"").replace(b'\\"', b"")  # a run of backslashes pairs up from its left end
    marks = raw.translate(None, _NOT_STRUCTURE)
    brackets = b"".join(marks.split(b'"')[::2])  # every second part lies between the quotes of a text
    brackets = brackets.translate(_ONE_KIND)  # or two levels would go in one round where the kinds alternate
    for _ in range(MAX_DEPTH):
        if not brackets:
            return False
        brackets = brackets.replace(b"[]", b"")
    return bool(brackets)


class _Fault(Exception):
    """`args` are the cause, by its name in `lionagi._errors`, and the index of the byte."""


def find_fault(data: bytes) -> tuple[str, int] | None:
    """Cause and place of the first byte that cannot be part of a document; None where there is no such byte."""
    try:
        _scan(data)
    except _Fault as fault:
        cause, at = fault.args
        return cause, at
    return None


def _scan(data: bytes) -> None:
    closing: list[bytes] = []  # of the containers that are open, innermost last
    at = 0
    while True:
        at = _skip_blanks(data, at)
        bracket = data[at : at + 1]
        if bracket in (b"[", b"{"):
            if len(closing) == MAX_DEPTH:
                raise _Fault("too_deep", at)
            end = b"]" if bracket == b"[" else b"}"
            at = _skip_blanks(data, at + 1)
            if data[at : at + 1] == end:
                at += 1
            else:
                closing.append(end)
                at = _skip_key(data, at) if end == b"}" else at
                continue
        else:
            at = _skip_scalar(data, at)
        at = _skip_closed(data, at, closing)
        if not closing:
            break
        at = _skip_key(data, at + 1) if closing[-1] == b"}" else at + 1  # past the comma
    if at < len(data):
        raise _Fault("trailing_data", at)


def _skip_closed(data: bytes, at: int, closing: list[bytes]) -> int:
    """After a value: steps over the brackets that close, to a comma or, with nothing open, to what should be the end."""
    while True:
        at = _skip_blanks(data, at)
        if not closing:
            return at
        mark = data[at : at + 1]
        if mark == b",":
            return at
        if mark != closing[-1]:
            raise _Fault("expected_comma_in_list" if closing[-1] == b"]" else "expected_comma_in_map", at)
        closing.pop()
        at += 1


def _skip_blanks(data: bytes, at: int) -> int:
    return _end(_BLANKS, data, at)


def _skip_key(data: bytes, at: int) -> int:
    at = _skip_blanks(data, at)
    if data[at : at + 1] != b'"':
        raise _Fault("expected_key", at)
    at = _skip_blanks(data, _skip_text(data, at))
    if data[at : at + 1] != b":":
        raise _Fault("expected_colon", at)
    return at + 1


def _skip_scalar(data: bytes, at: int) -> int:
    first = data[at : at + 1]
    if first == b'"':
        return _skip_text(data, at)
    if first in _LITERALS:
        for letter in _LITERALS[first]:
            if data[at : at + 1] != bytes((letter,)):
                raise _Fault("expected_value", at)
            at += 1
        return at
    if first == b"-" or first.isdigit():
        return _skip_number(data, at)
    raise _Fault("expected_value", at)


def _skip_number(data: bytes, start: int) -> int:
    at = _skip_digits(_WHOLE, data, start + 1 if data[start : start + 1] == b"-" else start)
    if data[at : at + 1] == b".":
        at = _skip_digits(_DIGITS, data, at + 1)
    if data[at : at + 1] in (b"e", b"E"):
        at += 1
        at = _skip_digits(_DIGITS, data, at + 1 if data[at : at + 1] in (b"+", b"-") else at)
    if float(data[start:at]) in (float("inf"), float("-inf")):
        raise _Fault("number_too_large", start)
    return at


def _skip_digits(pattern: re.Pattern[bytes], data: bytes, at: int) -> int:
    found = pattern.match(data, at)
    if found is None:
        raise _Fault("expected_digit", at)
    return found.end()


def _skip_text(data: bytes, at: int) -> int:
    at += 1
    while True:
        end = _end(_PLAIN_TEXT, data, at)
        try:
            data[at:end].decode()
        except UnicodeDecodeError as error:
            raise _Fault("invalid_utf8", at + error.start) from None
        stop = data[end : end + 1]
        if stop == b'"':
            return end + 1
        if stop == b"":
            raise _Fault("unclosed_text", end)
        if stop != b"\\":
            raise _Fault("control_in_text", end)
        at = _skip_escape(data, end)


def _skip_escape(data: bytes, start: int) -> int:
    letter = data[start + 1 : start + 2]
    if letter == b"":
        raise _Fault("unclosed_text", start + 1)
    if letter != b"u":
        if letter not in b'"\\/bfnrt':
            raise _Fault("unknown_escape", start + 1)
        return start + 2
    unit, at = _read_hex_unit(data, start + 2)
    if 0xD800 <= unit < 0xDC00 and data[at : at + 2] == b"\\u":
        low, at = _read_hex_unit(data, at + 2)
        if 0xDC00 <= low < 0xE000:
            return at
    if 0xD800 <= unit < 0xE000:
        raise _Fault("lone_surrogate", start)
    return at


def _read_hex_unit(data: bytes, at: int) -> tuple[int, int]:
    for place in range(at, at + 4):
        digit = data[place : place + 1]
        if digit == b"":
            raise _Fault("unclosed_text", place)
        if digit not in _HEX_DIGITS:
            raise _Fault("expected_hex_digit", place)
    return int(data[at : at + 4], 16), at + 4


def _end(pattern: re.Pattern[bytes], data: bytes, at: int) -> int:
    found = pattern.match(data, at)
    return at if found is None else found.end()
