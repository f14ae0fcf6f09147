"""`DataClass` and what it shares with `Params`, without importing `dataclasses`: messages are made of it, and that module costs
as much as all of them (it imports `inspect`). Public home: `lionagi.ln.types`.

Sub-classes are ordinary dataclasses; only this base is written out.
"""

from __future__ import annotations

from lionagi._core.sentinels import Undefined, Unset
from lionagi.ln._hash import digest, hash_dict

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection
    from typing import Any, ClassVar

    from typing_extensions import Self


class _NotFrozen:
    """The settings of `@dataclass(slots=True)`."""

    init = repr = eq = match_args = slots = True
    order = unsafe_hash = frozen = kw_only = weakref_slot = False


def _is_field(field: Any) -> bool:
    # Class variables stand there too, told apart by a mark whose name alone is known without importing `dataclasses`.
    return field._field_type.name == "_FIELD"  # type: ignore[no-any-return]


class _FieldRecord:
    """What `Params` and `DataClass` share: fields whose value may be missing.

    Three switches, set in the body of a sub-class: `_none_as_sentinel` (None counts as missing), `_strict` (a missing value is an
    error), `_prefill_unset` (`Undefined` becomes `Unset`). A field whose name starts with `_` is private: no argument, not printed.
    """

    __slots__ = ()

    _none_as_sentinel: ClassVar[bool] = False
    _strict: ClassVar[bool] = False
    _prefill_unset: ClassVar[bool] = True
    # (fields, public names); the first tells whether the second holds for the class that is asked.
    _known: ClassVar[tuple[dict[str, Any], dict[str, None]]]

    @classmethod
    def _names(cls) -> Collection[str]:
        """Names of the public fields, in the order of their definition."""
        fields: dict[str, Any] = cls.__dataclass_fields__  # type: ignore[attr-defined]
        known = getattr(cls, "_known", None)
        if known is None or known[0] is not fields:
            # Not `None` alone: a sub-class finds what its parent knows, which is about other fields.
            names = dict.fromkeys(name for name, field in fields.items() if not name.startswith("_") and _is_field(field))
            cls._known = known = (fields, names)
        return known[1]

    @classmethod
    def allowed(cls) -> set[str]:
        """Names of the fields that may be given."""
        return set(cls._names())

    @classmethod
    def _is_sentinel(cls, value: object) -> bool:
        return value is Undefined or value is Unset or (value is None and cls._none_as_sentinel)

    def _validate(self) -> None:
        """Raises: ValueError: strict, and a value is missing."""
        is_strict = self._strict
        for name in self._names():
            value = getattr(self, name, Undefined)
            if is_strict and self._is_sentinel(value):
                raise ValueError(f"Missing required parameter: {name}")
            if value is Undefined:
                object.__setattr__(self, name, Unset if self._prefill_unset else Undefined)

    def to_dict(self, exclude: Collection[str] | None = None) -> dict[str, Any]:
        """The fields that have a value, in the order of their definition."""
        is_missing, found = self._is_sentinel, {}
        for name in self._names():
            value = getattr(self, name)
            # Most values are missing, and most of those are one of the two objects.
            if value is not Unset and value is not Undefined and not is_missing(value):
                found[name] = value
        return {name: value for name, value in found.items() if name not in exclude} if exclude else found


class DataClass(_FieldRecord):
    """Mutable parameters. Sub-classes are dataclasses; as every dataclass, they compare by field and class and have no hash,
    unless they say `eq=False`: then equal are any two with equal `to_dict()`, by the rules of `hash_dict`."""

    __slots__ = ()
    __module__ = "lionagi.ln.types"  # its public home, which pickles name
    __match_args__: ClassVar[tuple[str, ...]] = ()
    # What `@dataclass` asks of a base, written out: a class without fields that is not frozen.
    __dataclass_fields__: ClassVar[dict[str, Any]] = {}
    __dataclass_params__: ClassVar[Any] = _NotFrozen()

    def __init__(self) -> None:
        self.__post_init__()

    def __repr__(self) -> str:
        return f"{type(self).__qualname__}()"

    def __post_init__(self) -> None:
        """Raises: ValueError: strict, and a value is missing."""
        self._validate()

    def with_updates(self, **kwargs: Any) -> Self:
        """A new object: these values, all others as they are here (a value that is missing here stays missing)."""
        from dataclasses import replace

        return replace(self, **kwargs)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, DataClass):
            return NotImplemented
        return self is other or digest(self.to_dict()) == digest(other.to_dict())

    def __hash__(self) -> int:
        return hash_dict(self.to_dict())
