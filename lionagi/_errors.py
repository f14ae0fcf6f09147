"""Every error class and text of the library, once; both cores raise these.

Rust returns error values that are mapped to the functions here (`errors::build` in `crates/lionagi-python`), so a text
cannot differ between the backends. Texts inherited from lionagi 0.18.0 stay byte for byte. Imports nothing of ours.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, ClassVar, NoReturn

# --- the family of lionagi 0.18.0 -----------------------------------------------------------------------------------


class LionError(Exception):
    """Base of the library's errors.

    `message`, `details` (a dict) and `status_code` are attributes; `cause` becomes `__cause__`.
    Source: `upstream/behaviour/02_errors_config.md`.
    """

    default_message: ClassVar[str] = "LionAGI error"
    default_status_code: ClassVar[int] = 500

    def __init__(
        self,
        message: str | None = None,
        *,
        details: dict[str, Any] | None = None,
        status_code: int | None = None,
        cause: BaseException | None = None,
    ) -> None:
        self.message = message or self.default_message
        self.details = details or {}
        self.status_code = status_code or self.default_status_code
        super().__init__(self.message)
        if cause is not None:
            self.__cause__ = cause


class IDError(LionError):
    """A value is no id."""


# --- registry -------------------------------------------------------------------------------------------------------


class BackendError(Exception):
    """Base of the registry's errors."""


class BackendUnavailableError(BackendError, ImportError):
    """A core was demanded that cannot be loaded; an ImportError, so `try ... except ImportError` falls back."""


class BackendPanicError(BackendError):
    """A Rust core panicked: a defect of ours, contained. `component`, `panic` and `place` are attributes."""

    def __init__(self, component: str, panic: str, place: str) -> None:
        self.component, self.panic, self.place = component, panic, place
        super().__init__(f"the Rust core of {component!r} panicked: {panic} (at {place or 'an unknown place'}); please report it, and set LIONAGI_KILL={component} to run the Python core meanwhile")

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.component, self.panic, self.place)


def backend_panic(component: str, panic: str, place: str) -> BackendPanicError:
    return BackendPanicError(component, panic, place)


# --- ids ------------------------------------------------------------------------------------------------------------


def invalid_id(value: object) -> IDError:
    """`value` cannot be read as an id; text of lionagi 0.18.0."""
    return IDError(f"Invalid ID: {value}")


# --- hashing --------------------------------------------------------------------------------------------------------

# --- codec ----------------------------------------------------------------------------------------------------------

_MAX_DEPTH = 254  # `lionagi._core.MAX_DEPTH`; this module imports nothing of ours


def json_unknown_type(type_name: str) -> TypeError:
    """A value has no JSON form; text of lionagi 0.18.0, as those of the next seven."""
    return TypeError(f"Type is not JSON serializable: {type_name}")


def json_integer_beyond_64_bits() -> TypeError:
    return TypeError("Integer exceeds 64-bit range")


def json_integer_beyond_53_bits() -> TypeError:
    return TypeError("Integer exceeds 53-bit range")


def json_key_not_text() -> TypeError:
    return TypeError("Dict key must be str")


def json_key_not_writable() -> TypeError:
    return TypeError("Dict key must a type serializable with OPT_NON_STR_KEYS")


def json_key_integer_beyond_64_bits() -> TypeError:
    return TypeError("Dict integer key must be within 64-bit range")


def json_time_with_zone() -> TypeError:
    return TypeError("datetime.time must not have tzinfo set")


def json_default_chain() -> TypeError:
    return TypeError("default serializer exceeds recursion limit")


def json_bad_options() -> TypeError:
    return TypeError("Invalid opts")


def json_numpy_unsupported() -> TypeError:
    return TypeError("OPT_SERIALIZE_NUMPY is not supported; turn arrays into lists in `default`, with array.tolist()")


def nested_too_deep() -> TypeError:
    return TypeError(f"Recursion limit reached: more than {_MAX_DEPTH} containers inside each other, or one that contains itself")


def lone_surrogate() -> ValueError:
    return ValueError("str is not valid UTF-8: surrogates not allowed")


def json_not_readable(type_name: str) -> TypeError:
    return TypeError(f"JSON must be str, bytes, bytearray or memoryview, not {type_name}")


_JSON_CAUSES = {
    "expected_value": "expected a value",
    "expected_key": "expected a key in double quotes",
    "expected_colon": "expected ':' after a key",
    "expected_comma_in_list": "expected ',' or ']'",
    "expected_comma_in_map": "expected ',' or '}'",
    "expected_digit": "expected a digit",
    "trailing_data": "expected nothing more after the document",
    "control_in_text": "control character in a text; write it as an escape",
    "unknown_escape": "unknown escape in a text",
    "expected_hex_digit": "expected four hexadecimal digits",
    "lone_surrogate": "half of a surrogate pair in a text",
    "invalid_utf8": "invalid UTF-8 in a text",
    "unclosed_text": "text without a closing quote",
    "number_too_large": "number is infinity when read as a float",
    "too_deep": f"more than {_MAX_DEPTH} containers inside each other",
}


def json_malformed(cause: str, data: bytes | bytearray | memoryview | str, at: int) -> ValueError:
    """A `json.JSONDecodeError` (whose module is imported here: errors are rare) at byte `at` of the UTF-8 of `data`.

    `doc` is the text of `data`, invalid bytes replaced, and `pos` counts its characters.
    """
    from json import JSONDecodeError

    raw = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else bytes(data)
    before = raw[:at].decode("utf-8", "replace")
    return JSONDecodeError(_JSON_CAUSES[cause], before + raw[at:].decode("utf-8", "replace"), len(before))


def msgpack_unknown_type(type_name: str, path: list[Any]) -> TypeError:
    return TypeError(f"type cannot be packed: {type_name}, at {_place(path)}")


def msgpack_key_not_text(type_name: str, path: list[Any]) -> TypeError:
    return TypeError(f"keys must be str to be packed, not {type_name}, in {_place(path)}")


def _place(path: list[Any]) -> str:
    return "value" + "".join(f"[{part!r}]" for part in path)


def msgpack_too_long(size: int) -> ValueError:
    return ValueError(f"MessagePack holds at most 4294967295 items or bytes in one value, not {size}")


def msgpack_not_readable(type_name: str) -> TypeError:
    return TypeError(f"MessagePack must be bytes, bytearray or memoryview, not {type_name}")


_MSGPACK_CAUSES = {
    "truncated": "document ends inside the value at byte {at}",
    "trailing_data": "expected nothing more after the value that ends before byte {at}",
    "reserved_byte": "byte 0xc1 means nothing, at byte {at}",
    "unknown_ext": "unknown ext type {number} at byte {at}",
    "bad_ext": "malformed {kind} (ext type {number}) at byte {at}",
    "bytes_announced": "value at byte {at} announces {number} bytes, but {left} are left",
    "items_announced": "list at byte {at} announces {number} items, but {left} bytes are left",
    "pairs_announced": "map at byte {at} announces {number} pairs, but {left} bytes are left",
    "key_not_text": "key that is no text at byte {at}",
    "invalid_utf8": "invalid UTF-8 at byte {at}",
    "too_deep": f"more than {_MAX_DEPTH} containers inside each other, at byte {{at}}",
}
_EXT_KINDS = {1: "int", 2: "UUID", 3: "Decimal", 4: "datetime", 5: "entity"}


def msgpack_malformed(cause: str, at: int, number: int = 0, left: int = 0) -> ValueError:
    text = _MSGPACK_CAUSES[cause].format(at=at, number=number, left=left, kind=_EXT_KINDS.get(number))
    return ValueError(f"malformed MessagePack: {text}")


# --- entity ---------------------------------------------------------------------------------------------------------
