"""`codec` on both backends: JSON, MessagePack, the binary form and JSON Lines, singly and many; json, orjson, msgspec and vectors from the
MessagePack spec judge as well. Known differences: `phases/ledger/codec.toml`."""

from __future__ import annotations

import re
from json import JSONDecodeError

from equivalence_tests.strategies.classes import Boom
from lionagi import _errors
from lionagi.testing.proof import TALLY, ErrorPath


def pattern_of(template: str, beginning: str = "malformed MessagePack: ") -> str:
    """A text of `_errors` with places to fill, as a regular expression."""
    return f"^{beginning}" + re.sub(r"\\{\w+\\}", r"[\\w-]+", re.escape(template)) + "$"


def binary_pattern(cause: str) -> str:
    return pattern_of(_errors._BINARY_CAUSES[cause], "malformed binary document: ")


def binary_error(cause: str) -> type[Exception]:
    return _errors.UnfinishedDocument if cause.startswith("cut_") and cause != "cut_value" else _errors.MalformedBinary


_SURROGATE = ErrorPath("lone surrogate", ValueError, "^str is not valid UTF-8: surrogates not allowed$")
_TOO_DEEP = ErrorPath("nesting or cycle", TypeError, "^Recursion limit reached: more than 254 containers")
_RAISES = ErrorPath("a function of the user raises", Boom)
_PACKING = (
    _SURROGATE,
    _TOO_DEEP,
    _RAISES,
    ErrorPath("unknown type", TypeError, "^type cannot be packed: .*, at value"),
    ErrorPath("key that is no text", TypeError, "^keys must be str to be packed, not .*, in value"),
)
_WRITING_JSON = (
    _SURROGATE,
    _TOO_DEEP,
    _RAISES,
    ErrorPath("unknown type", TypeError, "^Type is not JSON serializable: "),
    ErrorPath("beyond 64 bits", TypeError, "^Integer exceeds 64-bit range$"),
    ErrorPath("beyond 53 bits", TypeError, "^Integer exceeds 53-bit range$"),
    ErrorPath("key that is no text", TypeError, "^Dict key must be str$"),
    ErrorPath("key that cannot be written", TypeError, "^Dict key must a type serializable with OPT_NON_STR_KEYS$"),
    ErrorPath("key beyond 64 bits", TypeError, "^Dict integer key must be within 64-bit range$"),
    ErrorPath("time with a zone", TypeError, "^datetime.time must not have tzinfo set$"),
    ErrorPath("default after default", TypeError, "^default serializer exceeds recursion limit$"),
    ErrorPath("no options", TypeError, "^Invalid opts$"),
    ErrorPath("numpy", TypeError, "^OPT_SERIALIZE_NUMPY is not supported"),
)
_NO_BINARY = ErrorPath("no document at all", TypeError, "^a binary document must be bytes, bytearray or memoryview, not ")
TALLY.declare(
    "codec",
    {
        "json_encode": _WRITING_JSON,
        "json_decode": (
            ErrorPath("no document at all", TypeError, "^JSON must be str, bytes, bytearray or memoryview, not "),
            *(ErrorPath(cause, JSONDecodeError, f"^{re.escape(text)}: line") for cause, text in _errors._JSON_CAUSES.items()),
        ),
        "msgpack_encode": _PACKING,
        "msgpack_decode": (
            ErrorPath("no document at all", TypeError, "^MessagePack must be bytes, bytearray or memoryview, not "),
            _RAISES,
            *(ErrorPath(cause, ValueError, pattern_of(text)) for cause, text in _errors._MSGPACK_CAUSES.items()),
        ),
        "json_lines_encode": (*_WRITING_JSON, ErrorPath("indented", TypeError, "^OPT_INDENT_2 spreads a document over many lines")),
        "json_lines_decode": (ErrorPath("no document at all", TypeError, "^JSON lines must be bytes, bytearray or memoryview, not "),),
        "binary_encode": _PACKING,
        "binary_encode_many": _PACKING,
        "binary_decode": (
            _NO_BINARY,
            _RAISES,
            *(ErrorPath(cause, binary_error(cause), binary_pattern(cause)) for cause in _errors._BINARY_CAUSES),
        ),
        "binary_decode_many": (_NO_BINARY,),
    },
)
