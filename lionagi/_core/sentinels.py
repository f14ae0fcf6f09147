"""`Undefined` and `Unset`: process-wide singletons that both cores and all shells compare by identity.

Public home, which pickles name: `lionagi.ln.types`. Each is falsy, has no value and is equal to itself alone.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, ClassVar, Literal


_HOME = "lionagi.ln.types"


class _SingletonMeta(type):
    """Calling a class of this kind always returns its one instance."""

    _instances: ClassVar[dict[type, Any]] = {}

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        found = cls._instances.get(cls)
        if found is None:  # `setdefault` is atomic: of two threads that are here at once, both get the first one's object
            found = cls._instances.setdefault(cls, super().__call__(*args, **kwargs))
        return found


class SingletonType(metaclass=_SingletonMeta):
    """Base of sentinels: one object a class and process, kept by copy, deepcopy and pickle.

    A sub-class says what it is worth (`__bool__`) and how it prints (`__repr__`).
    """

    __slots__ = ()
    __module__ = _HOME

    def __deepcopy__(self, memo: dict[int, Any]) -> Any:
        return self

    def __copy__(self) -> Any:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), ()

    def __bool__(self) -> bool:
        raise NotImplementedError

    def __repr__(self) -> str:
        raise NotImplementedError


class UndefinedType(SingletonType):
    """A key or argument that is not there at all."""

    __slots__ = ()
    __module__ = _HOME

    def __bool__(self) -> Literal[False]:
        return False

    def __repr__(self) -> Literal["Undefined"]:
        return "Undefined"


class UnsetType(SingletonType):
    """A key that is there without a value."""

    __slots__ = ()
    __module__ = _HOME

    def __bool__(self) -> Literal[False]:
        return False

    def __repr__(self) -> Literal["Unset"]:
        return "Unset"


Undefined = UndefinedType()
Unset = UnsetType()
