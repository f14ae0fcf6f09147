"""Sentinels, and the two bases of parameter objects: `Params` (frozen) and `DataClass` (mutable).

Not here: the sentinels' classes (`lionagi/_core/sentinels.py`, because both cores use them), `DataClass` (`_record.py`, because it
must not cost the import of `dataclasses`).
Invariant: an object of either base has a value for every field; a field without one holds `Unset`.
"""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Callable, Sequence
from typing import Any, ClassVar, TypeAlias, TypedDict, TypeVar

from lionagi._core.sentinels import SingletonType, Undefined, UndefinedType, Unset, UnsetType
from lionagi.ln._hash import digest, hash_dict
from lionagi.ln._record import DataClass, _FieldRecord

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing_extensions import Self, TypeIs

__all__ = [
    "DataClass",
    "Enum",
    "KeysDict",
    "KeysLike",
    "MaybeSentinel",
    "MaybeUndefined",
    "MaybeUnset",
    "Meta",
    "Params",
    "SingletonType",
    "T",
    "Undefined",
    "UndefinedType",
    "Unset",
    "UnsetType",
    "is_sentinel",
    "not_sentinel",
]

T = TypeVar("T")

MaybeUndefined: TypeAlias = T | UndefinedType
MaybeUnset: TypeAlias = T | UnsetType
MaybeSentinel: TypeAlias = T | UndefinedType | UnsetType


def is_sentinel(value: object) -> TypeIs[UndefinedType | UnsetType]:
    """Whether `value` is `Undefined` or `Unset`; None is neither."""
    return value is Undefined or value is Unset


def not_sentinel(value: T | UndefinedType | UnsetType) -> bool:
    """Whether `value` is a value."""
    return value is not Undefined and value is not Unset


class KeysDict(TypedDict, total=False):
    """Keys, each with the type of its value."""

    key: Any


KeysLike = Sequence[str] | KeysDict


class Enum(enum.Enum):
    """An Enum that can list its values."""

    @classmethod
    def allowed(cls) -> tuple[Any, ...]:
        """The values, in the order of their definition."""
        return tuple(member.value for member in cls)


@dataclasses.dataclass(frozen=True, init=False)
class Params(_FieldRecord):
    """Frozen keyword parameters. Sub-classes are `@dataclass(slots=True, frozen=True, init=False)` with annotated fields.

    A field that is not given takes the default of the class body, else `Unset`. Equal are any two Params with equal `to_dict()`,
    by the rules of `hash_dict`.
    """

    __slots__ = ()  # written here, not by `slots=True`, which makes a second class that `super()` does not know
    _made_of: ClassVar[list[tuple[str, Any, Any]] | None] = None  # (field, default, what makes the default), found at the first object

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        # `@dataclass` writes an `__eq__` and a `__hash__` of its own into a class whose body has none; these stand in the body.
        for name in ("__eq__", "__hash__"):
            setattr(cls, name, getattr(cls, name))

    def __init__(self, **kwargs: Any) -> None:
        """Raises: ValueError: unknown name, or (strict) a missing value."""
        names = self._names()
        for name in kwargs:
            if name not in names:
                raise ValueError(f"Invalid parameter: {name}")
        cls = type(self)
        made_of: list[tuple[str, Any, Any]] | None = cls.__dict__.get("_made_of")
        if made_of is None:
            made_of = cls._made_of = [(field.name, *_default_of(field)) for field in dataclasses.fields(self)]
        put = object.__setattr__  # a frozen class has no other way in
        for name, value, make in made_of:
            if name in kwargs:
                put(self, name, kwargs[name])
            else:
                put(self, name, value if make is None else make())
        self._validate()

    def default_kw(self) -> dict[str, Any]:
        """`to_dict()` with the fields `kwargs` and then `kw` merged in."""
        merged = self.to_dict()
        for extra in (merged.pop("kwargs", None), merged.pop("kw", None)):
            merged.update(extra or {})
        return merged

    def with_updates(self, **kwargs: Any) -> Self:
        """A new object: these values, all others as they are here (a value that is missing here stays missing)."""
        return type(self)(**{name: getattr(self, name) for name in self._names()} | kwargs)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Params):
            return NotImplemented
        return self is other or digest(self.to_dict()) == digest(other.to_dict())

    def __hash__(self) -> int:
        return hash_dict(self.to_dict())


def _default_of(field: dataclasses.Field[Any]) -> tuple[Any, Callable[[], Any] | None]:
    """The default of a field, or what makes it."""
    if field.default is not dataclasses.MISSING:
        return field.default, None
    if field.default_factory is not dataclasses.MISSING:
        return None, field.default_factory
    return Undefined, None


@dataclasses.dataclass(slots=True, frozen=True)
class Meta:
    """One key with its value. Two are equal if their keys are and their values too; two callables if they are the same object."""

    key: str
    value: Any

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Meta):
            return NotImplemented
        if self.key != other.key:
            return False
        if callable(self.value) and callable(other.value):
            return self.value is other.value
        return bool(self.value == other.value)

    def __hash__(self) -> int:
        if callable(self.value):
            return hash((self.key, id(self.value)))
        try:
            return hash((self.key, self.value))
        except TypeError:
            return hash((self.key, str(self.value)))
