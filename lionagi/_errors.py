"""Every error class and text of the library, once; both cores raise these.

Rust returns error values that are mapped to the functions here (`errors::build` in `crates/lionagi-python`), so a text
cannot differ between the backends. Texts inherited from lionagi 0.18.0 stay byte for byte. Imports nothing of ours.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, ClassVar

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
        super().__init__(
            f"the Rust core of {component!r} panicked: {panic} (at {place or 'an unknown place'}); "
            f"please report it, and set LIONAGI_KILL={component} to run the Python core meanwhile"
        )

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

# --- entity ---------------------------------------------------------------------------------------------------------
