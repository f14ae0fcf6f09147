"""`Undefined` and `Unset`: process-wide singletons that both cores and all shells compare by identity.

Public home: `lionagi.ln.types`. Source: `upstream/behaviour/05_types.md`.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Literal


class _SingletonMeta(type):
    """Calling a class of this kind always returns its one instance."""

    _instances: dict[type, Any] = {}

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        found = cls._instances.get(cls)
        if found is None:
            found = cls._instances[cls] = super().__call__(*args, **kwargs)
        return found


class SingletonType(metaclass=_SingletonMeta):
    """Base of sentinels: falsy, one object a process, kept by copy, deepcopy and pickle."""

    __slots__ = ()

    def __deepcopy__(self, memo: dict[int, Any]) -> Any:
        return self

    def __copy__(self) -> Any:
        return self

    def __bool__(self) -> bool:
        raise NotImplementedError

    def __repr__(self) -> str:
        raise NotImplementedError


class UndefinedType(SingletonType):
    """A key or argument that is not there at all."""

    __slots__ = ()

    def __bool__(self) -> Literal[False]:
        return False

    def __repr__(self) -> Literal["Undefined"]:
        return "Undefined"

    def __str__(self) -> Literal["Undefined"]:
        return "Undefined"

    def __reduce__(self) -> tuple[Any, ...]:
        return UndefinedType, ()


class UnsetType(SingletonType):
    """A key that is there without a value."""

    __slots__ = ()

    def __bool__(self) -> Literal[False]:
        return False

    def __repr__(self) -> Literal["Unset"]:
        return "Unset"

    def __str__(self) -> Literal["Unset"]:
        return "Unset"

    def __reduce__(self) -> tuple[Any, ...]:
        return UnsetType, ()


Undefined = UndefinedType()
Unset = UnsetType()
