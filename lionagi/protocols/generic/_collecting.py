"""What `Pile` and `Progression` share: elements with fields in cores of their own.

Not here: the collections themselves. `_model` knows the built-in fields of a record and the fields that users declare; a collection
class of ours declares none, and puts its own behind the built-in ones of what `_model` makes: here, as dicts, JSON, copies and pickles.
A collection class has `_own_fields(mode)` (name -> value of a dict), `_own_json()` (the same as JSON), `_own_state()` and
`_restore_own(state, like)`.
"""

from __future__ import annotations

import copy

from lionagi import _errors
from lionagi.protocols import _model
from lionagi.protocols._model import building, dumping
from lionagi.protocols.generic._ids import IDType, is_entity, validate_order
from lionagi.protocols.generic.element import Element, _core_slot
from lionagi.registry import active

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# --- ids -----------------------------------------------------------------------------------------------------------------


def bytes_of(id: Any) -> bytes:
    """The 16 bytes of an id. Raises: IDError: it was made by hand of something else."""
    value = id._value
    return value if type(value) is bytes else active.cores.ids.to_bytes(id)


def ids_in(item: Any) -> list[bytes]:
    """The ids of anything `validate_order` reads. Raises: as it does."""
    if type(item) is IDType:
        return [bytes_of(item)]
    if is_entity(item):
        return [item._core.id_bytes()]
    return [bytes_of(id) for id in validate_order(item)]


# --- making --------------------------------------------------------------------------------------------------------------


def fill(self: Any, given: dict[str, Any], problems: list[Any]) -> None:
    """The built-in fields and those of sub-classes. Raises: pydantic.ValidationError: with `problems`, if there are some."""
    if not given and not problems and type(self).__lion_plan__ is None:
        active.cores.entity.attach_element(_core_slot, self)
        return
    if not problems:
        _model.fill(self, given)
        return
    from pydantic_core import ValidationError

    try:
        _model.fill(self, given)
    except ValidationError as error:
        problems = [*map(_line, error.errors()), *problems]
    raise ValidationError.from_exception_data(type(self).__name__, problems) from None


def _line(error: Any) -> Any:
    return {key: error[key] for key in ("type", "loc", "input", "ctx") if key in error}


def model_validate(cls: Any, obj: Any, options: dict[str, Any]) -> Any:
    if not options and type(obj) is dict and all(type(key) is str for key in obj):
        return cls(**obj)
    return super(Element, cls).model_validate(obj, **options)


# --- forms ---------------------------------------------------------------------------------------------------------------


def to_dict(self: Any, mode: str, options: dict[str, Any]) -> dict[str, Any]:
    """The record, then the fields of the collection, then those of sub-classes."""
    if mode not in ("python", "json", "db"):
        raise _errors.unsupported_mode(mode)
    if mode == "python":
        return _chosen(_between(Element.to_dict(self, "python", **_of_records(options)), self._own_fields("python")), options)
    fields: dict[str, Any] = dumping.json_decode(to_json(self, False, options))
    return dumping.named_for_db(fields) if mode == "db" else fields


def to_json(self: Any, decode: bool, options: dict[str, Any]) -> Any:
    if options or type(self).__lion_plan__ is not None:
        data = active.cores.codec.json_encode(to_dict(self, "python", options), dumping.json_default)
    else:
        record: bytes = self._core.to_json(self.__lion_class__, None, dumping.json_default)
        own = b"".join(b',"%b":%b' % (name.encode(), value) for name, value in self._own_json())
        data = record[:-1] + own + b"}"
    return data.decode() if decode else data


def model_dump(self: Any, options: dict[str, Any]) -> dict[str, Any]:
    """As pydantic's, in which a collection is written as in `to_dict`."""
    fields = dumping.dump(self, _of_records(options))
    own = self._own_fields("python")
    if options.get("mode") == "json":
        own = dumping.json_decode(active.cores.codec.json_encode(own, dumping.json_default))
    return _chosen(_between(fields, own), options)


def model_dump_json(self: Any, options: dict[str, Any]) -> str:
    options.pop("indent", None)
    return active.cores.codec.json_encode(model_dump(self, {**options, "mode": "json"}), dumping.json_default).decode()


def _of_records(options: dict[str, Any]) -> dict[str, Any]:
    """`include` and `exclude` may name fields of the collection, of which the record knows nothing."""
    return {name: value for name, value in options.items() if name not in ("include", "exclude", "exclude_none")}


def _between(record: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    built_in = ("id", "created_at", "metadata")
    first = {name: value for name, value in record.items() if name in built_in}
    return {**first, **own, **{name: value for name, value in record.items() if name not in built_in}}


def _chosen(fields: dict[str, Any], options: dict[str, Any]) -> dict[str, Any]:
    include, exclude = options.get("include"), options.get("exclude")
    return {
        name: value
        for name, value in fields.items()
        if not (include is not None and name not in include)
        and not (exclude is not None and name in exclude)
        and not (options.get("exclude_none") and value is None)
    }


# --- copies and pickles --------------------------------------------------------------------------------------------------


def move_like(made: Any, other: Any) -> None:
    """Puts the record of a fresh collection on the backend of another one."""
    kind = type(other._core)
    if type(made._core) is not kind:
        building._set_core(made, kind(made.id, made.created_at, dict(made.metadata)))


def _state(self: Any) -> tuple[dict[str, Any], dict[str, Any], Any]:
    """As `building.state_of`, the slots of the collection left out: they go with `_own_state`."""
    built_in, own, noted = building.state_of(self)
    return built_in, {name: value for name, value in own.items() if name not in _slots_of(type(self))}, noted


def _slots_of(cls: Any) -> set[str]:
    ours = [base for base in cls.__mro__ if base.__module__.startswith("lionagi.protocols.generic.")]
    return {name for base in ours for name in base.__dict__.get("__slots__", ())}


def restore(cls: Any, built_in: Any, own: Any, noted: Any, state: dict[str, Any]) -> Any:
    """What a pickle calls."""
    made = building.restore(cls, built_in, own, noted)
    made._restore_own(state)
    return made


def reduce(self: Any) -> tuple[Any, ...]:
    cls: Any = type(self)
    built_in, own, noted = _state(self)
    built_in["id"] = self._core.id_text()
    return restore, (cls.__dict__.get("__lion_generic__") or cls, built_in, own, noted, self._own_state())


def copied(self: Any) -> Any:
    """A shallow copy on the same backend: a collection of its own, of the same items."""
    built_in, own, noted = _state(self)
    if isinstance(built_in["metadata"], dict):
        built_in["metadata"] = dict(built_in["metadata"])
    made = building.restore(type(self), built_in, own, set(noted) if isinstance(noted, set) else noted, kind=type(self._core))
    made._restore_own(self._own_state(), like=self)
    return made


def deep_copied(self: Any, memo: dict[int, Any]) -> Any:
    found = memo.get(id(self))
    if found is not None:
        return found
    built_in, own, noted = _state(self)
    made = building.restore(type(self), {**built_in, "metadata": {}}, {}, noted, kind=type(self._core))
    memo[id(self)] = made  # before what is inside: it may lead back here
    made._core.metadata = copy.deepcopy(built_in["metadata"], memo)
    for name, value in own.items():
        object.__setattr__(made, name, copy.deepcopy(value, memo))
    made._restore_own(copy.deepcopy(self._own_state(), memo), like=self)
    return made
