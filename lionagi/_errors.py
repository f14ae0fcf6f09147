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
        super().__init__(f"the Rust core of {component!r} panicked: {panic} (at {place or 'an unknown place'}); please report it, and set LIONAGI_KILL={component} to run the Python core meanwhile")

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.component, self.panic, self.place)


def backend_panic(component: str, panic: str, place: str) -> BackendPanicError:
    return BackendPanicError(component, panic, place)


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

# --- codec ----------------------------------------------------------------------------------------------------------

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


# --- shells: Element, Node and their sub-classes ----------------------------------------------------------------------


def metadata_not_a_dict(value: object) -> TypeError:
    """`metadata` was assigned something that cannot carry the name of the class."""
    return TypeError(f"metadata must be a dict to be written, not {type(value).__name__}")


def incomparable(value: object) -> NotImplementedError:
    """An entity was compared with something else; text of lionagi 0.18.0."""
    return NotImplementedError(f"Cannot compare Element with {type(value)}")


def no_such_field(class_name: str, name: str) -> ValueError:
    """A misspelt attribute was assigned; text of pydantic."""
    return ValueError(f'"{class_name}" object has no field "{name}"')


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
