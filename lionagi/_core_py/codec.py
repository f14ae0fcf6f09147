"""JSON and MessagePack of plain values and entities, both ways: the entry points.

Writing and reading JSON is orjson's work; here are the limits and errors that are ours: an entity is written as its
`to_dict()`, documents nest at most MAX_DEPTH containers, what `default` raises leaves as it is, and a malformed document
is scanned again for the exact place (`codec_json`). MessagePack: `codec_msgpack`, the binary form: `codec_binary`, JSON Lines:
`codec_lines`. Twin: `crates/lionagi-core/src/codec`.

orjson 3.13 does not count tuples: some thousand of them, or a list that contains itself through one, would end the process, so
plain containers are walked before it sees them. Two more of its defects cannot be kept from here at a price worth paying; the
twin has neither: a zone whose `utcoffset` raises ends the process, and so does a dataclass with slots of which one is empty.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson

from lionagi import _errors
from lionagi._core import MAX_DEPTH
from lionagi._core_py.codec_binary import binary_decode, binary_decode_many, binary_encode, binary_encode_many
from lionagi._core_py.codec_json import find_fault, nests_too_deep
from lionagi._core_py.codec_lines import json_lines_decode, json_lines_encode
from lionagi._core_py.codec_msgpack import msgpack_decode, msgpack_encode

__all__ = [
    "binary_decode",
    "binary_decode_many",
    "binary_encode",
    "binary_encode_many",
    "json_decode",
    "json_encode",
    "json_lines_decode",
    "json_lines_encode",
    "msgpack_decode",
    "msgpack_encode",
]

_ALL_OPTIONS = 4095
# Texts of orjson that are told in our own way; its other texts are the contract's.
_RETOLD = {
    "Recursion limit reached": _errors.nested_too_deep,
    "str is not valid UTF-8: surrogates not allowed": _errors.lone_surrogate,
}


def json_encode(value: object, default: Callable[[Any], Any] | None = None, options: int = 0) -> bytes:
    """See the contract. `default` is asked about what is no entity."""
    if options:
        _check_options(options)
    _checked(value)
    try:
        return orjson.dumps(value, _entity_as_dict if default is None else _or_entity_as_dict(default), options)
    except TypeError as error:
        failure: BaseException = error
    raise _retold(failure) from None


def json_decode(data: bytes | bytearray | memoryview | str) -> Any:
    """See the contract."""
    try:
        value = orjson.loads(data)
    except ValueError:
        pass  # read again outside of the handler: the error does not carry orjson's as its context
    else:
        if not nests_too_deep(data):
            return value
    return _decode_again(data)


_SCALARS = frozenset({str, int, float, bool, type(None)})  # the usual items, told apart without asking for bases


def _refuse_depth(value: Any, depth: int) -> None:
    """Raises: TypeError: plain containers nest deeper than MAX_DEPTH, `value` being at this depth; a cycle does."""
    if depth > MAX_DEPTH:
        raise _errors.nested_too_deep()
    # Past what a sub-class overrides, as orjson reads them.
    items = dict.values(value) if isinstance(value, dict) else list.__iter__(value) if isinstance(value, list) else tuple.__iter__(value)
    for item in items:
        if type(item) not in _SCALARS and isinstance(item, (dict, list, tuple)):
            _refuse_depth(item, depth + 1)


def _checked(value: Any) -> Any:
    """The value, whose plain containers do not nest too deep."""
    if type(value) not in _SCALARS and isinstance(value, (dict, list, tuple)):
        _refuse_depth(value, 1)
    return value


class _NoEntityError(Exception):
    """Tells orjson that a value stays unknown."""


def _entity_as_dict(value: Any) -> Any:
    if getattr(type(value), "__lion_entity__", False):
        return _checked(value.to_dict())
    raise _NoEntityError


def _or_entity_as_dict(default: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def answer(value: Any) -> Any:
        return _checked(value.to_dict() if getattr(type(value), "__lion_entity__", False) else default(value))

    return answer


def _check_options(options: object) -> None:
    """Raises: TypeError: bits that mean nothing, or OPT_SERIALIZE_NUMPY."""
    if type(options) is not int or not 0 <= options <= _ALL_OPTIONS:
        raise _errors.json_bad_options()
    if options & orjson.OPT_SERIALIZE_NUMPY:
        raise _errors.json_numpy_unsupported()


def _retold(failure: BaseException) -> BaseException:
    """What the caller gets for a failure of orjson: the error of `default` or `to_dict` itself where there was one."""
    cause = failure.__cause__
    if cause is not None and not isinstance(cause, _NoEntityError):
        return cause
    text = str(failure)
    return _RETOLD[text]() if text in _RETOLD else TypeError(text)


def _decode_again(data: Any) -> Any:
    """The error of a document that was refused; the value where only the kind of buffer was the reason."""
    if isinstance(data, str):
        raw = data.encode("utf-8", "surrogatepass")
    elif isinstance(data, (bytes, bytearray, memoryview)):
        raw = bytes(data)
    else:
        raise _errors.json_not_readable(type(data).__name__)
    fault = find_fault(raw)
    if fault is None:
        return orjson.loads(raw)
    raise _errors.json_malformed(fault[0], data, fault[1])
