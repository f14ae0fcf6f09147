"""Every error class and text of the library, once; both cores raise these.

Rust returns error values that are mapped to the functions here (`errors::build` in `crates/lionagi-python`), so a text
cannot differ between the backends. Texts inherited from lionagi 0.18.0 stay byte for byte. Imports nothing of ours.
Longer than other files on purpose: one home, one section a component, and pickles name this module.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, ClassVar

    from typing_extensions import Self

# What user code catches. The functions below are for the two cores and the shells.
__all__ = [
    "BackendError",
    "BackendFallbackWarning",
    "BackendOrderError",
    "BackendPanicError",
    "BackendUnavailableError",
    "BackendWarning",
    "ExecutionError",
    "ExistsError",
    "IDError",
    "ItemExistsError",
    "ItemNotFoundError",
    "LionError",
    "NotFoundError",
    "ObservationError",
    "OperationError",
    "RateLimitError",
    "RelationError",
    "ResourceError",
    "StreamError",
    "ValidationError",
]

# --- the family of lionagi 0.18.0 -----------------------------------------------------------------------------------
# No class here is a ValueError or a KeyError, as in 0.18.0: pydantic swallows a ValueError raised in a validator (a bad id must
# leave as IDError), `except ValueError` around user code would start to catch these, and a KeyError prints its text in quotes.


class LionError(Exception):
    """Base of the library's errors.

    `message`, `details` (a dict) and `status_code` (as in HTTP) are attributes; `cause` becomes `__cause__`.
    Copies and pickles keep every attribute; as with all exceptions, not the cause.
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

    def to_dict(self, *, include_cause: bool = False) -> dict[str, Any]:
        """`error` (class name), `message`, `status_code`, then `details` where there are some and, on demand, `cause` (its repr)."""
        fields: dict[str, Any] = {"error": type(self).__name__, "message": self.message, "status_code": self.status_code}
        if self.details:
            fields["details"] = self.details
        if include_cause and self.__cause__ is not None:
            fields["cause"] = repr(self.__cause__)
        return fields

    def get_cause(self) -> BaseException | None:
        return self.__cause__

    @classmethod
    def from_value(
        cls,
        value: Any,
        *,
        expected: str | None = None,
        message: str | None = None,
        cause: BaseException | None = None,
        **extra: Any,
    ) -> Self:
        """An error about `value`: its details are `value`, `type` (name of its type), `expected` if given, and `extra`."""
        return cls(message, details=_about(value, expected, extra), cause=cause)

    def __reduce__(self) -> tuple[Any, ...]:
        # `type(self)(*self.args)`, which Exception would do, fails for every sub-class with arguments of its own.
        return _restored, (type(self), self.args), self.__dict__


def _about(value: object, expected: str | None, extra: dict[str, Any]) -> dict[str, Any]:
    details = {"value": value, "type": type(value).__name__}
    if expected is not None:
        details["expected"] = expected
    return {**details, **extra}


def _restored(cls: type[LionError], args: tuple[Any, ...]) -> LionError:
    return cls.__new__(cls, *args)  # BaseException.__new__ sets `args`; the rest arrives as state


class ValidationError(LionError):
    """A value breaks a rule; not pydantic's class of that name."""

    default_message = "Validation failed"
    default_status_code = 422


class NotFoundError(LionError):
    """There is no such item."""

    default_message = "Item not found"
    default_status_code = 404


class ExistsError(LionError):
    """There is such an item already."""

    default_message = "Item already exists"
    default_status_code = 409


class ObservationError(LionError):
    """Something could not be observed."""

    default_message = "Observation failed"


class ResourceError(LionError):
    """A resource is exhausted or refused."""

    default_message = "Resource error"
    default_status_code = 429


class RateLimitError(LionError):
    """Too many requests; the next may come after `retry_after` seconds."""

    default_message = "Rate limit exceeded"
    default_status_code = 429

    def __init__(self, retry_after: float, **options: Any) -> None:
        super().__init__(**options)
        self.retry_after = retry_after

    @classmethod
    def from_value(
        cls,
        value: Any,
        *,
        expected: str | None = None,
        message: str | None = None,
        cause: BaseException | None = None,
        retry_after: float = 0.0,
        **extra: Any,
    ) -> Self:
        """As in the base; `retry_after` is the attribute, no detail."""
        return cls(retry_after, message=message, details=_about(value, expected, extra), cause=cause)


class IDError(LionError):
    """A value is no id."""


class RelationError(LionError):
    """Two things are not related as they must be."""


class OperationError(LionError):
    """An operation cannot be done as it was asked for."""


class ExecutionError(LionError):
    """An execution failed."""


ItemNotFoundError = NotFoundError
ItemExistsError = ExistsError


# --- names of modules that load on touch ----------------------------------------------------------------------------


def comes_later(module: str, name: str) -> str:
    """Text about a name of lionagi 0.18.0 that this release does not have yet."""
    return f"module {module!r} has no attribute {name!r} yet: it comes with a later release; 'lionagi<1' has it"


# --- registry -------------------------------------------------------------------------------------------------------


class BackendError(Exception):
    """Base of the registry's errors."""


class BackendOrderError(BackendError, ValueError):
    """Orders that cannot be followed: unknown words, contradictions, what a phase forbids. `problems` has one sentence each."""

    def __init__(self, message: str, problems: tuple[str, ...] = ()) -> None:
        self.problems = problems or (message,)
        super().__init__(message)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (str(self), self.problems)


class BackendUnavailableError(BackendError, ImportError):
    """A core was demanded that cannot be loaded; an ImportError, so `try ... except ImportError` falls back.

    `components` and `causes` are attributes.
    """

    def __init__(self, message: str, *, components: tuple[str, ...] = (), causes: tuple[str, ...] = ()) -> None:
        self.components, self.causes = components, causes
        super().__init__(message)

    def __reduce__(self) -> tuple[Any, ...]:
        return _unavailable, (type(self), str(self), self.components, self.causes)


def _unavailable(
    kind: type[BackendUnavailableError], message: str, components: tuple[str, ...], causes: tuple[str, ...]
) -> BackendUnavailableError:
    return kind(message, components=components, causes=causes)


class BackendWarning(UserWarning):
    """Base of the registry's warnings."""


class BackendFallbackWarning(BackendWarning):
    """Rust was wanted and Python answers: said once a process for each cause."""


class BackendPanicError(BackendError):
    """A Rust core panicked: a defect of ours, contained. `component`, `panic` and `place` are attributes."""

    def __init__(self, component: str, panic: str, place: str) -> None:
        self.component, self.panic, self.place = component, panic, place
        super().__init__(
            f"the Rust core of {component!r} panicked: {panic} (at {place or 'an unknown place'}); "
            f"please report it, and set LIONAGI_KILL={component} to run the Python core meanwhile"
        )

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.component, self.panic, self.place)


panic_listeners: list[Callable[[BackendPanicError], object]] = []  # the registry counts; a panic travels far before it is caught


def backend_panic(component: str, panic: str, place: str) -> BackendPanicError:
    """What the guard of the native part calls, once a panic."""
    error = BackendPanicError(component, panic, place)
    for listener in panic_listeners:
        listener(error)
    return error


# --- ids ------------------------------------------------------------------------------------------------------------


def invalid_id(value: object) -> IDError:
    """`value` cannot be read as an id; text of lionagi 0.18.0."""
    return IDError(f"Invalid ID: {value}")


def id_length(length: int) -> ValueError:
    """Bytes that should be one id have another length."""
    return ValueError(f"an id has 16 bytes, not {length}")


def random_length(expected: int, length: int) -> ValueError:
    """Randomness given instead of the random source does not fit the ids asked for."""
    return ValueError(f"random must have {expected} bytes, not {length}")


def negative_count(count: int) -> ValueError:
    """Fewer than no ids were asked for."""
    return ValueError(f"count must not be negative, not {count}")


def bytes_expected(value: object) -> TypeError:
    """Something else was given where bytes belong."""
    return TypeError(f"expected bytes, not {type(value).__name__}")


def unbindable_id_class(id_class: object) -> TypeError:
    """`bind` was given something that cannot be the class of ids."""
    return TypeError(f"the class of ids must have __slots__ == ('_value',) and no other base than object, not {id_class!r}")


def no_id_in_item() -> ValueError:
    """`ID.get_id` was given something without an id; text of lionagi 0.18.0."""
    return ValueError("Cannot get ID from item.")


def invalid_order_item() -> ValueError:
    """An order holds something that stands for no id; text of lionagi 0.18.0."""
    return ValueError("Invalid item in order.")


# --- hashing --------------------------------------------------------------------------------------------------------


def hashing_too_deep() -> TypeError:
    """A value to hash nests beyond `MAX_DEPTH`, or contains itself."""
    return TypeError("cannot hash a value that nests more than 254 levels deep or contains itself")


def unhashable_representation(value: object, representation: object, error: TypeError) -> TypeError:
    """A replaced `_generate_hashable_representation` gave something without a hash; text of lionagi 0.18.0."""
    return TypeError(
        "The generated representation for the input data was not hashable. "
        f"Input type: {type(value).__name__}, Representation type: {type(representation).__name__}. Original error: {error}"
    )


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


class MalformedBinary(ValueError):
    """A document of the binary form that is none, is cut off, or was altered."""


class UnfinishedDocument(MalformedBinary):
    """What is there so far is right, but it ends too early; in a stream, more may come."""

    def __init__(self, cause: str, at: int, number: int = 0, left: int = 0) -> None:
        self.parts = (cause, at, number, left)
        super().__init__(_binary_text(cause, at, number, left))

    def fault(self) -> MalformedBinary:
        """The error of a stream that ends here."""
        return MalformedBinary(str(self))

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), self.parts


_BINARY_CAUSES = {
    "bad_magic": "it does not begin with LION, at byte {at}",
    "other_version": "version {number} of the format, at byte {at}; this version reads 1",
    "unknown_flags": "flags {number} that mean nothing, at byte {at}",
    "cut_head": "it ends inside the head of the document at byte {at}, of which {left} bytes are there",
    "cut_payload": "the document at byte {at} announces {number} more bytes, but {left} are left",
    "trailing_data": "expected nothing more after the document that ends before byte {at}",
    "altered": "the checksum does not fit: the document at byte {at} was altered",
    "cut_value": "the payload ends inside the value at byte {at}",
    "long_number": "number of more than 64 bits in the value at byte {at}",
    "bytes_announced": "value at byte {at} announces {number} bytes, but {left} are left",
    "items_announced": "container at byte {at} announces {number} items, but {left} bytes are left",
    "bad_value": "malformed {kind} at byte {at}",
    "unknown_kind": "unknown kind of value {number} at byte {at}",
    "invalid_utf8": "invalid UTF-8 at byte {at}",
    "too_deep": f"more than {_MAX_DEPTH} containers inside each other, at byte {{at}}",
    "trailing_payload": "expected nothing more after the value that ends before byte {at}",
}
_BINARY_KINDS = {1: "bool", 3: "int", 10: "Decimal", 11: "datetime"}


def _binary_text(cause: str, at: int, number: int, left: int) -> str:
    return "malformed binary document: " + _BINARY_CAUSES[cause].format(at=at, number=number, left=left, kind=_BINARY_KINDS.get(number))


def binary_malformed(cause: str, at: int, number: int = 0, left: int = 0) -> MalformedBinary:
    return MalformedBinary(_binary_text(cause, at, number, left))


def binary_unfinished(cause: str, at: int, number: int = 0, left: int = 0) -> UnfinishedDocument:
    return UnfinishedDocument(cause, at, number, left)


def binary_not_readable(type_name: str) -> TypeError:
    return TypeError(f"a binary document must be bytes, bytearray or memoryview, not {type_name}")


def lines_not_readable(type_name: str) -> TypeError:
    return TypeError(f"JSON lines must be bytes, bytearray or memoryview, not {type_name}")


def lines_not_indented() -> TypeError:
    return TypeError("OPT_INDENT_2 spreads a document over many lines; in JSON Lines each stands in one")


class StreamError(ValueError):
    """A fault in a stream of documents: what came before it was handed out.

    `line`: number of the line, from 1 (JSON Lines), `document`: number of the document, from 1; `offset`: where it begins, in bytes.
    """

    def __init__(self, text: str, *, document: int, offset: int, line: int | None = None) -> None:
        self.document, self.offset, self.line = document, offset, line
        super().__init__(text)

    def __reduce__(self) -> tuple[Any, ...]:
        return _stream_error, (str(self), self.document, self.offset, self.line)


def _stream_error(text: str, document: int, offset: int, line: int | None) -> StreamError:
    return StreamError(text, document=document, offset=offset, line=line)


def stream_fault(fault: BaseException, document: int, offset: int, line: int | None = None) -> StreamError:
    """The fault of one document at its place in the stream."""
    where = f"document {document}" + (f" in line {line}" if line is not None else "") + f", from byte {offset} of the stream on"
    # The text of another class seldom says what happened: that of a KeyError is the key.
    told = str(fault) if isinstance(fault, (TypeError, ValueError)) else f"{type(fault).__name__}: {fault}"
    return StreamError(f"{where}: {told}", document=document, offset=offset, line=line)


def document_too_long(limit: int) -> ValueError:
    return ValueError(f"it is longer than {limit} bytes; a larger max_document may be given")


def not_a_binary_file() -> TypeError:
    return TypeError("a stream of documents is bytes: the file must be opened in binary mode ('rb', 'wb'), not as text")


# --- entity ---------------------------------------------------------------------------------------------------------


class InvalidFields(ValueError):
    """Constructor arguments that cannot be read; a shell turns it into a `pydantic_core.ValidationError`.

    `errors`: (field, message, input) of each, in field order.
    """

    def __init__(self, errors: list[tuple[str, str, object]]) -> None:
        self.errors = errors
        super().__init__("; ".join(f"{field}: {message}" for field, message, _ in errors))

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.errors,)


def invalid_fields(errors: list[tuple[str, str, object]]) -> InvalidFields:
    return InvalidFields(errors)


def invalid_datetime_text(text: str) -> tuple[str, str, object]:
    """An entry of `InvalidFields`; text of lionagi 0.18.0."""
    return "created_at", f"Invalid datetime string: {text}", text


def invalid_created_at(value: object) -> tuple[str, str, object]:
    """An entry of `InvalidFields`; text of lionagi 0.18.0."""
    return "created_at", f"Invalid created_at: {value}", value


def invalid_embedding_text(text: str) -> tuple[str, str, object]:
    """An entry of `InvalidFields`; text of lionagi 0.18.0."""
    return "embedding", "Invalid embedding string.", text


def invalid_embedding_list(value: object) -> tuple[str, str, object]:
    """An entry of `InvalidFields`; text of lionagi 0.18.0."""
    return "embedding", "Invalid embedding list.", value


def invalid_embedding_type(value: object) -> tuple[str, str, object]:
    """An entry of `InvalidFields`; text of lionagi 0.18.0."""
    return "embedding", "Invalid embedding type; must be list or JSON-encoded string.", value


def unsupported_mode(mode: object) -> ValueError:
    """`to_dict` knows "python", "json" and "db"; text of lionagi 0.18.0."""
    return ValueError(f"Unsupported mode: {mode}")


def unequal_lengths(cores: int, lion_classes: int) -> ValueError:
    """`to_json_many` was given another number of class names than of records."""
    return ValueError(f"{cores} records need as many class names, not {lion_classes}")


# --- messages -------------------------------------------------------------------------------------------------------


def unknown_role(value: str) -> ValueError:
    """A role that is none of the five."""
    return ValueError(f"{value!r} is no role; roles are system, user, assistant, unset, action")


def invalid_participant() -> ValueError:
    """A sender or recipient that is no role, id, entity or text; text of lionagi 0.18.0."""
    return ValueError("Invalid sender or recipient")


def no_content_of_its_own() -> ValueError:
    """A RoledMessage of its own takes a content object: only its sub-classes know how to read a dict."""
    return ValueError("a RoledMessage takes a content object: only its sub-classes read a dict")


def content_without_rendered() -> NotImplementedError:
    """Text of lionagi 0.18.0."""
    return NotImplementedError("Subclasses must implement rendered property.")


def content_without_from_dict() -> NotImplementedError:
    """Text of lionagi 0.18.0."""
    return NotImplementedError("Subclasses must implement from_dict method.")


def content_field_missing(class_name: str, name: str) -> ValueError:
    """A field without a default, of a content class derived from ours, that the dict does not have."""
    return ValueError(f"{class_name} needs the field {name!r}")


def unknown_context_handling() -> ValueError:
    """Text of lionagi 0.18.0."""
    return ValueError("handle_context must be either 'extend' or 'replace'")


def function_not_text() -> ValueError:
    """Text of lionagi 0.18.0."""
    return ValueError("Function must be a string or callable")


def arguments_not_a_dict() -> ValueError:
    """Text of lionagi 0.18.0."""
    return ValueError("Arguments must be a dictionary")


def nested_content_not_a_dict(key: str, value: object) -> ValueError:
    """`{"action_request": ...}` holds something else than the content."""
    return ValueError(f"{key} must be a dict, not {type(value).__name__}")


def result_not_text(value: object) -> TypeError:
    """A provider's `result` that cannot be the answer."""
    return TypeError(f"the result of a response must be text, not {type(value).__name__}")


def message_not_rendered(error: Exception, at: int) -> Exception:
    """What went wrong with one message of a conversation, and with which; the system message is none of the history."""
    where = "the system message" if at < 0 else f"message {at}"
    kind = TypeError if isinstance(error, TypeError) else ValueError
    return kind(f"{where} cannot be rendered: {error}")


def history_begins_wrong() -> ValueError:
    """Text of lionagi 0.18.0."""
    return ValueError("First message in progression must be an Instruction or System")


def system_expected() -> ValueError:
    """Text of lionagi 0.18.0."""
    return ValueError("System message must be a System instance.")


def several_kinds_of_message() -> ValueError:
    """Text of lionagi 0.18.0."""
    return ValueError("Only one message type can be added at a time.")


def action_request_expected() -> ValueError:
    """Text of lionagi 0.18.0."""
    return ValueError("Error: please provide a corresponding action request for an action response.")


def unknown_messages_in_progression() -> ValueError:
    """Text of lionagi 0.18.0."""
    return ValueError("One or more messages in the requested progression are invalid.")


def several_response_formats() -> ValueError:
    """The form of the answer was given twice, by its new name and an older one."""
    return ValueError("Cannot specify both operative_model and response_format (or request_model) as they are aliases of each other.")


def json_error_in_line(error: Any, data: bytes, start: int) -> Exception:
    """A fault in one line of many, at its place in the whole; `start`: where the line begins."""
    from json import JSONDecodeError

    return JSONDecodeError(error.msg, data.decode("utf-8", "replace"), start + error.pos)


# --- shells: Element, Node and their sub-classes ----------------------------------------------------------------------


def content_given_twice(class_name: str, names: list[str]) -> TypeError:
    """A message was given `content` and fields of it."""
    return TypeError(f"{class_name} takes content= or its fields, not both: content and {', '.join(names)}")


def content_of_another_kind(class_name: str) -> TypeError:
    """Text of lionagi 0.18.0."""
    return TypeError(f"content must be dict or {class_name} instance")


def no_such_content_field(class_name: str, name: str) -> TypeError:
    """Text of the interpreter for an unknown keyword."""
    return TypeError(f"{class_name}.__init__() got an unexpected keyword argument {name!r}")


def metadata_not_a_dict(value: object) -> TypeError:
    """`metadata` was assigned something that cannot carry the name of the class."""
    return TypeError(f"metadata must be a dict to be written, not {type(value).__name__}")


def no_such_field(class_name: str, name: str) -> ValueError:
    """A misspelt attribute was assigned; text of pydantic."""
    return ValueError(f'"{class_name}" object has no field "{name}"')


def class_variable_assigned(class_name: str, name: str) -> AttributeError:
    """Assigning a ClassVar on an instance; pydantic's words."""
    text = f"{name!r} is a ClassVar of `{class_name}` and cannot be set on an instance. "
    return AttributeError(text + f"If you want to set a value on the class, use `{class_name}.{name} = value`.")


def class_not_found(path: object, why: str) -> ValueError:
    """`lion_class` names nothing that may be used."""
    return ValueError(f"cannot find the class {path!r} that lion_class names: {why}")


def not_a_record(value: object) -> TypeError:
    """`from_dict` was given something else than a dict."""
    return TypeError(f"an entity is read from a dict, not from {type(value).__name__}")


def slots_without_room(class_name: str, fields: list[str]) -> TypeError:
    """A sub-class declares fields, and `__slots__` that leave no place for them."""
    named = ", ".join(fields)
    return TypeError(f"{class_name} declares fields ({named}) but its __slots__ leave no place for them; add '__dict__' to __slots__")


def create_model_on_entity(class_name: str) -> TypeError:
    """`pydantic.create_model(__base__=...)` was given an entity class."""
    return TypeError(
        f"pydantic.create_model cannot build on {class_name}: it is no pydantic model; "
        "write a class statement, or type(name, (base,), {'__annotations__': {...}})"
    )


def cannot_be_parametrized(class_: type) -> TypeError:
    """`X[int]` of a class that is not generic; text of pydantic."""
    return TypeError(f"{class_} cannot be parametrized because it does not inherit from typing.Generic")


def adapters_missing() -> ImportError:
    """An adapter was used without the extra that brings them."""
    return ImportError("adapters need the package pydapter; install it with: pip install 'lionagi[adapters]'")


def postgres_missing(package: str) -> ImportError:
    """The adapter for PostgreSQL was used without the extra that brings its packages."""
    return ImportError(f"the adapter for PostgreSQL needs the package {package}; install it with: pip install 'lionagi[postgres]'")


# --- progression ----------------------------------------------------------------------------------------------------
# Texts of lionagi 0.18.0 in this section and the next, where a function does not say otherwise.


def position_not_found(place: object) -> NotFoundError:
    return NotFoundError(f"index {place} item not found")


def bad_position_type(place: object) -> TypeError:
    return TypeError(f"indices must be integers or slices, not {type(place).__name__}")


def bad_list_position_type(place: object) -> TypeError:
    return TypeError(f"list indices must be integers or slices, not {type(place).__name__}")


def no_more_in_progression() -> StopIteration:
    return StopIteration("No more items in the progression")


def progression_is_empty() -> NotFoundError:
    return NotFoundError("No items in progression.")


def ids_not_found(ids: list[Any]) -> NotFoundError:
    return NotFoundError(str(ids))


def unreadable_ids() -> NotFoundError:
    return NotFoundError("Invalid ID(s) provided.")


def id_not_in_list(id: object) -> ValueError:
    return ValueError(f"{id!r} is not in list")


def extend_needs_progression() -> ValueError:
    return ValueError("Can only extend with another Progression.")


def no_item_for_position() -> IndexError:
    return IndexError("list index out of range")


# --- pile -----------------------------------------------------------------------------------------------------------


def invalid_pile_item(item: object) -> ValueError:
    return ValueError(f"Invalid pile item {item}")


def item_of_wrong_type(item: object, types: set[type], strict: bool) -> ValidationError:
    return ValidationError.from_value(item, expected=f"One of {types}" if strict else f"One of {types} or the subclasses")


def duplicated_item_types() -> ValidationError:
    return ValidationError("Detected duplicated item types in item_type.")


def invalid_item_type(value: object) -> ValidationError:
    return ValidationError.from_value(value, expected="A subclass of Observable.")


def order_has_duplicates() -> ValueError:
    return ValueError("There are duplicate elements in the order")


def order_of_other_length() -> ValueError:
    return ValueError("The length of the order does not match the length of the pile")


def order_of_other_ids(id: object) -> ValueError:
    return ValueError(f"The order does not match the pile. {id} not found")


def no_pile_key() -> ValueError:
    return ValueError("getitem key not provided.")


def pile_position_not_found(place: object, error: object) -> NotFoundError:
    return NotFoundError(f"index {place}. Error: {error}")


def pile_key_not_found(key: object, error: object) -> NotFoundError:
    return NotFoundError(f"Key {key}. Error:{error}")


def pile_item_not_found(error: object) -> NotFoundError:
    return NotFoundError(f"Item not found. Error: {error}")


def no_such_pile_item(item: object) -> NotFoundError:
    return NotFoundError(str(item))


def no_position_for_remove() -> TypeError:
    return TypeError("Invalid item type for remove, should be ID or Item(s)")


def pile_has_item(id: object) -> ExistsError:
    return ExistsError(f"item {id} already exists in the pile")


def pile_not_set(error: object) -> ValueError:
    return ValueError(f"Failed to set pile. Error: {error}")


def one_item_for_position(count: int) -> ValueError:
    """Several items, or none, for one position; 0.18.0 stored them without a place in the order."""
    return ValueError(f"Failed to set pile. Error: one position takes one item, not {count}; assign to a slice for more")


def pile_key_mismatch(key: object) -> KeyError:
    return KeyError(f"Invalid key {key}. Key and item does not match.")


def pile_operand(operator: str, other: object) -> TypeError:
    return TypeError(f"Invalid type for Pile operation. expected <Pile>, got {type(other)}")


def end_of_pile() -> StopIteration:
    return StopIteration("End of pile")


def bad_filter_type() -> TypeError:
    return TypeError("item_type must be a type or a list/set of types")


def unsupported_dump(obj_key: object) -> ValueError:
    return ValueError(f"Unsupported obj_key: {obj_key}. Supported keys are 'json', 'csv', 'parquet'.")


def not_included(item: object) -> TypeError:
    return TypeError(f"Item {item} is not of allowed types")


def pandas_missing() -> ImportError:
    """A table was asked for without the package that makes it."""
    return ImportError("tables need the package pandas; install it with: pip install pandas")


# --- branches, sessions and what they ask ------------------------------------------------------------------------------


def no_mail_carrier(parameter: str, expected: str, value: object) -> TypeError:
    """A session was given something else as what carries its mail."""
    return TypeError(f"{parameter} must be of class {expected}, not {type(value).__name__}")


def no_model(parameter: str, value: object) -> TypeError:
    """Something was given as a model that cannot be asked."""
    return TypeError(
        f"{parameter} must be a model (an object with `async invoke(**request)`) or the dict of one, not {type(value).__name__}"
    )


def model_only_described(name: str) -> NotImplementedError:
    """A model of which only the description was read is asked."""
    what = f"the model {name!r}" if name else "this branch's model"
    return NotImplementedError(
        f"{what} is only described: speaking to providers comes with a later release; "
        "set branch.chat_model to an object with `async invoke(**request)`, such as lionagi.testing.ScriptedModel"
    )


def comes_with_services(parameter: str, instead: str) -> NotImplementedError:
    """A parameter that needs the part which speaks to providers."""
    return NotImplementedError(f"{parameter} needs what speaks to providers, which comes with a later release; {instead}")


def comes_with_operate(name: str) -> NotImplementedError:
    """An operation, or a parameter of one, that is not built yet."""
    return NotImplementedError(f"{name} comes with a later release; chat, communicate, parse, interpret and act work now")


def operation_registered(name: str) -> ValueError:
    """Text of lionagi 0.18.0."""
    return ValueError(f"Operation '{name}' is already registered.")


def operation_not_async(name: str) -> ValueError:
    """Text of lionagi 0.18.0."""
    return ValueError(f"Operation '{name}' must be an async function.")


def unknown_choice(parameter: str, value: object, choices: Any) -> ValueError:
    """A parameter has a value that means nothing."""
    return ValueError(f"{parameter} must be {' or '.join(map(str, choices))}, not {value!r}")


def no_json_in_text(text: str) -> ValueError:
    """A text that was to hold a JSON object holds none."""
    shown = text if len(text) <= 80 else text[:77] + "..."
    return ValueError(f"there is no JSON object in the text {shown!r}")


def unmatched_keys(keys: list[str]) -> ValueError:
    """Keys that nobody asked for, where these are refused."""
    return ValueError(f"keys that were not asked for: {', '.join(keys)}")


def missing_keys(keys: list[str]) -> ValueError:
    """Keys that are required."""
    return ValueError(f"keys that are missing: {', '.join(keys)}")


def no_response_format() -> ValueError:
    """`parse` was not told what to make of the text."""
    return ValueError("parse needs response_format (or request_type, request_fields): a model class or a dict")


def fields_and_format() -> ValueError:
    """The form of the answer was given twice."""
    return ValueError("request_fields and response_format say the same thing: give one of them")


def not_parsed(problem: Exception) -> ValueError:
    """A text could not be brought into form; words of lionagi 0.18.0 before the cause."""
    return ValueError(f"Failed to parse response: {problem}")


def answer_not_parsed(wanted: object, problem: Exception) -> ValueError:
    """A model's answer could not be brought into form; words of lionagi 0.18.0 before the cause."""
    return ValueError(f"Failed to parse model response into {getattr(wanted, '__name__', wanted)}: {problem}")


def branch_not_found(name: object) -> NotFoundError:
    """Text of lionagi 0.18.0."""
    return NotFoundError(f"Branch '{name}' not found.")


def branch_does_not_exist(id: object) -> NotFoundError:
    """Text of lionagi 0.18.0."""
    return NotFoundError(f"Branch {str(id)[:8]}.. does not exist.")


def no_such_branches() -> ValueError:
    """Text of lionagi 0.18.0."""
    return ValueError("Branch does not exist.")


def bad_clone_sender(sender: object) -> ValueError:
    """Text of lionagi 0.18.0."""
    return ValueError(f"Cannot clone Branch: '{sender}' is not a valid sender ID.")


def nothing_from_sender(sender: object) -> ValueError:
    """Text of lionagi 0.18.0."""
    return ValueError(f"No mail or package found from sender: {sender}")


def invalid_package(kind: str, text: str) -> ValueError:
    """A package holds something else than its category says; words of lionagi 0.18.0."""
    return ValueError(f"Invalid {kind} package: {text}")


def tool_exists(name: str) -> ValueError:
    """Text of lionagi 0.18.0."""
    return ValueError(f"Tool with name '{name}' already exists.")


def tool_registered(name: str | None) -> ValueError:
    """Text of lionagi 0.18.0."""
    return ValueError(f"Tool {name} is already registered.")


def tool_not_registered(name: str) -> ValueError:
    """Text of lionagi 0.18.0."""
    return ValueError(f"Tool {name} is not registered.")


def function_not_registered(name: object) -> ValueError:
    """Text of lionagi 0.18.0."""
    return ValueError(f"Function {name} is not registered.")


def unsupported_type(value: object) -> TypeError:
    """Text of lionagi 0.18.0."""
    return TypeError(f"Unsupported type {type(value)}")


def no_action_request() -> ValueError:
    """Text of lionagi 0.18.0."""
    return ValueError(
        "action_request must be an ActionRequest, BaseModel with 'function' and 'arguments', or dict with 'function' and 'arguments'."
    )


def invalid_strategy() -> ValueError:
    """Text of lionagi 0.18.0."""
    return ValueError("Invalid strategy. Choose 'concurrent' or 'sequential'.")


def invalid_status(value: str) -> ValueError:
    """Text of lionagi 0.18.0."""
    return ValueError(f"Invalid status: {value}")


def invalid_status_type(value: object) -> ValueError:
    """Text of lionagi 0.18.0."""
    return ValueError(f"Invalid status type: {type(value)}. Expected EventStatus or str.")


def docstring_style(style: object) -> ValueError:
    """Text of lionagi 0.18.0."""
    return ValueError(f'{style} is not supported. Please choose either "google" or "reST".')


def mail_source_not_found(id: object) -> NotFoundError:
    """Mail from, or for, somebody who is not known."""
    return NotFoundError(f"{id} is no source of this mail manager")


def exchange_source_not_found(id: object) -> ValueError:
    """As `mail_source_not_found`, of the class that 0.18.0 raised there."""
    return ValueError(f"{id} is no source of this exchange")
