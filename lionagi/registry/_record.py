"""`Record`: frozen, slotted, compared by value. The standard ones (`dataclasses`, `typing.NamedTuple`) are too slow to import here."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, ClassVar, TypeVar

    R = TypeVar("R", bound="Record")


class Record:
    """A sub-class lists its `fields` in order, `__slots__ = fields`, and in `_defaults` what may be left out."""

    fields: ClassVar[tuple[str, ...]] = ()
    __slots__ = ()
    _defaults: ClassVar[dict[str, Any]] = {}

    def __init__(self, **given: Any) -> None:
        values = {**self._defaults, **given} if self._defaults else given
        put = object.__setattr__
        try:
            for name in self.fields:
                put(self, name, values[name])
        except KeyError as error:
            raise TypeError(f"{type(self).__name__} needs {error}") from None
        if len(values) != len(self.fields):
            unknown = ", ".join(repr(name) for name in values if name not in self.fields)
            raise TypeError(f"{type(self).__name__} has no field {unknown}")

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} is frozen: {name!r} cannot be set")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"{type(self).__name__} is frozen: {name!r} cannot be deleted")

    def as_dict(self) -> dict[str, Any]:
        """The fields in their order."""
        return {name: getattr(self, name) for name in self.fields}

    def changed(self: R, **fields: Any) -> R:
        """A copy with these fields replaced."""
        return type(self)(**{**self.as_dict(), **fields})

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in self.as_dict().items())})"

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in self.fields)

    def __hash__(self) -> int:
        return hash((type(self), *(getattr(self, name) for name in self.fields)))

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuilt, (type(self), self.as_dict())


def _rebuilt(kind: type[Record], fields: dict[str, Any]) -> Record:
    return kind(**fields)
