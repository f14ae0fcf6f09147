"""Instances made, copied, pickled and assigned to, without pydantic where it is not needed.

Not here: what a sub-class declares (`recording.py`), its validation (`plans.py`).
An instance is a core, the values of its own fields in the instance dict (or slots), and `_given`: which fields were given and not
made up. `_given` is a set of names; a number n: the first n of the instance dict; or unset: those a plain constructor call gives,
told from the values.
"""

from __future__ import annotations

import copy
import threading
from sys import intern

from lionagi import _class_registry, _errors
from lionagi._core.sentinels import Undefined
from lionagi.protocols._model import recording
from lionagi.registry import active

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from lionagi.registry import Cores

_BASES: dict[str, Any] = {}  # core name -> the class of ours that has it
_OURS: dict[Any, Any] = {}  # path -> class, of ours, which are in no registry
_INITS: dict[Any, Any] = {}  # class of ours -> the constructor it came with
_set_core: Any = None  # slot writes that `__setattr__` does not see; known once there is an Element
_set_given: Any = None
_core_slot: Any = None
_compiling = threading.RLock()


def adopt_base(cls: Any) -> None:
    """Element and Node introduce themselves: they are complete without a plan."""
    cls.__lion_class__ = cls.__lion_record__ = f"{cls.__module__}.{cls.__qualname__}"
    cls.__lion_base__ = cls
    cls.__lion_plan__ = None
    _INITS[cls] = cls.__init__
    _BASES.setdefault(cls.__lion_core__, cls)
    _OURS[cls.__lion_class__] = cls
    if "_core" in cls.__dict__:
        global _core_slot, _set_core, _set_given
        _core_slot, _set_core, _set_given = cls._core, cls._core.__set__, cls._given.__set__


def has_own_init(cls: Any) -> bool:
    """True where the author of the class, or of a base, wrote a constructor."""
    init = cls.__init__
    return init is not cls.__lion_base__.__init__ and not getattr(init, "__lion_generated__", False)


def has_our_init(cls: Any) -> bool:
    """True where nobody wrote a constructor, and nobody put another one in the place of ours."""
    base = cls.__lion_base__
    return not has_own_init(cls) and base.__init__ is _INITS[base]


# --- the core ----------------------------------------------------------------------------------------------------------


def core_with(kind: str, values: dict[str, Any], cores: Cores | None = None) -> Any:
    """A core of the process, or of `cores`, with these fields. Raises: IDError, InvalidFields."""
    return getattr((cores or active.cores).entity, kind).from_fields(values)


def kind_of(cls: Any, cores: Cores | None = None) -> Any:
    """The class of cores of an entity class, of the process or of `cores`."""
    return getattr(getattr(cores or active.cores, cls.__lion_component__), cls.__lion_core__)


def core_of(cls: Any, values: dict[str, Any], kind: Any = None) -> Any:
    """A core for an instance of a class. `kind`: the class of cores, of the process if not given. Raises: IDError, InvalidFields."""
    constants = cls.__lion_constants__
    return (kind or kind_of(cls)).from_fields({**constants, **values} if constants else values)


def read_field(cls: Any, field: str, value: Any) -> Any:
    """The value of a built-in field as the core reads it. Raises: IDError; ValueError: with the text of the problem."""
    if field in cls.__lion_readers__:
        return cls.__lion_readers__[field](cls, value)
    if field == "metadata":
        return _metadata_of(cls, value)
    if field == "content":
        return _content_of(value)
    try:
        return getattr(core_with("NodeCore", {field: value}), field)
    except _errors.InvalidFields as error:
        raise ValueError(error.errors[0][1]) from None


def _metadata_of(cls: Any, value: Any) -> dict[str, Any]:
    if not isinstance(value, dict) and not value:
        return {}
    found: dict[str, Any] = value
    if not isinstance(value, dict):
        from lionagi.protocols._model.metadata import dict_of

        found = dict_of(value)
    if found.get("lion_class", cls.__lion_class__) != cls.__lion_class__:
        raise ValueError("Metadata class mismatch.")
    return found


def _content_of(value: Any) -> Any:
    """A dict that describes an entity becomes it."""
    if isinstance(value, dict):
        metadata = value.get("metadata")
        if isinstance(metadata, dict) and "lion_class" in metadata:
            return _BASES["ElementCore"].from_dict(value)
    return value


def fill(self: Any, arguments: dict[str, Any]) -> None:
    """The rest of a constructor. Raises: pydantic.ValidationError: all problems of the arguments; IDError: the id cannot be read."""
    _core = active.cores.entity  # raises here what stands against it: pydantic would take that for a fault of the arguments
    cls = type(self)
    extra = dict(cls.__lion_arguments__(arguments))
    values = {name: extra.pop(name, Undefined) for name in cls.__lion_fields__}
    plan = cls.__lion_plan__
    if plan is not None:
        if plan is recording.PENDING:
            plan = plan_of(cls)
        plan.fill(self, values, extra)
        return
    given = {name: value for name, value in values.items() if value is not Undefined}
    if not extra:
        try:
            _set_core(self, core_of(cls, _prepared(cls, dict(given))))
            _set_given(self, frozenset(given))
            return
        except ValueError:  # also InvalidFields; IDError is none
            pass
    plan_of(cls).validate({**given, **extra}, self)


def _prepared(cls: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Built-in values as a core takes them: metadata a dict, described content an entity."""
    if given.get("metadata"):
        given["metadata"] = _metadata_of(cls, given["metadata"])
    if cls.__lion_readers__:
        for field, read in cls.__lion_readers__.items():
            if field in given:
                given[field] = read(cls, given[field])
        if "content" not in given:
            raise ValueError("content is missing")  # pydantic finds the words
        return given
    if type(given.get("content")) is dict:
        given["content"] = _content_of(given["content"])
    return given


def take_over(self: Any, values: dict[str, Any]) -> None:
    """Built-in values leave the dict that pydantic filled for the core, `values` being that dict."""
    cls = type(self)
    built_in = {name: values.pop(name) for name in cls.__lion_fields__ if name in values}
    _set_core(self, core_of(cls, _prepared(cls, built_in) if cls.__lion_readers__ else built_in))


def plan_of(cls: Any) -> Any:
    """The compiled plan of a class; imports pydantic. Safe with many threads. Raises: what pydantic says of the declaration."""
    found = cls.__dict__.get("__lion_compiled__", recording.PENDING)
    if found is recording.PENDING:
        with _compiling:
            found = cls.__dict__.get("__lion_compiled__", recording.PENDING)
            if found is recording.PENDING:
                from lionagi.protocols._model.plans import compiled

                found = compiled(cls)
                cls.__lion_compiled__ = found
                if cls.__lion_plan__ is recording.PENDING:
                    from lionagi.protocols._model import constructors, quick

                    cls.__lion_plan__ = found
                    constructors.install(found)
                    quick.quicken(cls)
    return found


# --- which fields were given -------------------------------------------------------------------------------------------


def given(self: Any) -> set[str]:
    """`model_fields_set`."""
    try:
        noted = self._given
    except AttributeError:
        noted = None
    if noted is not None and not isinstance(noted, int):
        return set(noted)
    defaults = type(self).__lion_defaults__
    values = ((name, getattr(self, name)) for name in type(self).__lion_fields__[3:])
    names = {name for name, value in values if value is not None and value is not defaults.get(name)}
    if noted is not None:
        return names.union(list(getattr(self, "__dict__", ()))[:noted])
    plan = type(self).__lion_plan__
    fields = () if plan is None or plan is recording.PENDING else plan.own_names
    stored = getattr(self, "__dict__", ())
    return names.union(name for name in fields if name in stored)  # a cached property lives there too


def mark_given(self: Any, name: str) -> None:
    names = given(self)
    names.add(name)
    _set_given(self, names)


def set_given(self: Any, names: Any) -> None:
    _set_given(self, names)


# --- assignment --------------------------------------------------------------------------------------------------------

_FROZEN = ("id", "created_at")
_object_setattr = object.__setattr__


def assign(self: Any, name: str, value: Any) -> None:
    """`self.name = value`, as a pydantic model does it."""
    cls = type(self)
    if cls.__lion_plan__ is not None:
        plan_of(cls).assign(self, name, value)
    elif name in _FROZEN:
        plan_of(cls).refuse_frozen(name, value)
    elif name in cls.__lion_fields__:
        assign_built_in(self, name, value)
    else:
        assign_other(self, name, value)


def assign_built_in(self: Any, name: str, value: Any) -> None:
    """Into the core; an embedding that is none is an error of pydantic."""
    names = given(self)
    try:
        _object_setattr(self, name, value)
    except _errors.InvalidFields:
        plan_of(type(self)).refuse(name, value)
        raise
    names.add(name)
    _set_given(self, names)


def assign_other(self: Any, name: str, value: Any) -> None:
    """To a name that is no field: a descriptor of the class, or a private name. Raises: ValueError: a misspelt one."""
    found = getattr(type(self), name, None)
    if name.startswith("_") or hasattr(type(found), "__set__") or _is_cached_property(found):
        _object_setattr(self, name, value)
    else:
        raise _errors.no_such_field(type(self).__name__, name)


def _is_cached_property(found: Any) -> bool:
    return hasattr(type(found), "__set_name__") and hasattr(type(found), "__get__")


# --- copies and pickles --------------------------------------------------------------------------------------------------


def _slot_names(cls: type) -> list[str]:
    """Slots that sub-classes add."""
    names = []
    for base in cls.__mro__:
        if not base.__dict__.get("__lion_core__") or base.__dict__.get("__lion_base__") is not base:
            slots = base.__dict__.get("__slots__", ())
            names += [name for name in ((slots,) if isinstance(slots, str) else slots) if name not in ("__dict__", "__weakref__")]
    return [f"_{cls.__name__}{name}" if name.startswith("__") and not name.endswith("__") else name for name in names]


def state_of(self: Any) -> tuple[dict[str, Any], dict[str, Any], Any]:
    """Built-in values, own values, and what was given."""
    cls = type(self)
    own = dict(getattr(self, "__dict__", ()))
    for name in _slot_names(cls):
        if hasattr(self, name):
            own[name] = getattr(self, name)
    try:
        noted = self._given
    except AttributeError:
        noted = None
    return {name: getattr(self, name) for name in cls.__lion_fields__}, own, noted


def restore(cls: Any, built_in: dict[str, Any], own: dict[str, Any], noted: Any, cores: Cores | None = None, kind: Any = None) -> Any:
    """An instance of that state, without validation; also what a pickle calls."""
    if isinstance(cls, tuple):
        origin, arguments = cls
        cls = origin[arguments]
    made = cls.__new__(cls)
    core = core_of(cls, {**built_in, "metadata": {}}, kind or kind_of(cls, cores))
    core.metadata = built_in["metadata"]
    _set_core(made, core)
    for name, value in own.items():
        _object_setattr(made, name, value)
    if noted is not None:
        _set_given(made, frozenset(noted) if isinstance(noted, tuple) else noted)
    return made


def reduce(self: Any) -> tuple[Any, ...]:
    """What a pickle holds: plain values, so that any backend and any version can read it."""
    cls: Any = type(self)
    built_in, own, noted = state_of(self)
    built_in["id"] = self._core.id_text()
    if noted is not None:  # in an order, and in texts, that depend neither on the core nor on the hash seed: pickles are compared by bytes
        noted = tuple(sorted(map(intern, map(str, given(self)))))
    own = {intern(name): value for name, value in own.items()}
    return restore, (cls.__dict__.get("__lion_generic__") or cls, built_in, own, noted)


def copied(self: Any) -> Any:
    """A shallow copy on the same backend. Metadata is a dict of its own; content and the embedding list are shared."""
    built_in, own, noted = state_of(self)
    if isinstance(built_in["metadata"], dict):
        built_in["metadata"] = dict(built_in["metadata"])
    return restore(type(self), built_in, own, set(noted) if isinstance(noted, set) else noted, kind=type(self._core))


def deep_copied(self: Any, memo: dict[int, Any]) -> Any:
    found = memo.get(id(self))
    if found is not None:
        return found
    built_in, own, noted = state_of(self)
    bare = {"id": built_in["id"], "created_at": built_in["created_at"], "metadata": {}}
    made = restore(type(self), bare, {}, None, kind=type(self._core))
    memo[id(self)] = made  # before what is inside: it may lead back here
    made._core.metadata = copy.deepcopy(built_in["metadata"], memo)
    for name in type(self).__lion_fields__[3:]:
        _object_setattr(made, name, copy.deepcopy(built_in[name], memo))
    for name, value in own.items():
        _object_setattr(made, name, copy.deepcopy(value, memo))
    if noted is not None:
        _set_given(made, noted if isinstance(noted, int) else set(noted))
    return made


def model_copy(self: Any, update: dict[str, Any] | None, deep: bool) -> Any:
    made = self.__deepcopy__() if deep else self.__copy__()  # a sub-class may have its own
    if update:
        names = given(made)
        for name, value in update.items():
            if name not in type(made).__lion_fields__ and not recording._has_place(type(made), name):
                raise _errors.no_such_field(type(made).__name__, name)
            _object_setattr(made, name, value)
        _set_given(made, names.union(update))
    return made


def move_to(self: Any, cores: Cores) -> None:
    """Puts a fresh instance on other cores. Raises: as their constructor."""
    kind = kind_of(type(self), cores)
    if type(self._core) is not kind:
        built_in, _, _ = state_of(self)
        core = core_of(type(self), {**built_in, "metadata": {}}, kind)
        core.metadata = built_in["metadata"]
        _set_core(self, core)


def specialised(cls: Any, arguments: Any) -> Any:
    """`cls[arguments]` as pydantic's generic models do it: a sub-class whose fields have these types."""
    parameters = cls.__dict__.get("__parameters__", ())
    if not parameters:
        raise _errors.cannot_be_parametrized(cls)
    arguments = arguments if isinstance(arguments, tuple) else (arguments,)
    if len(arguments) != len(parameters):
        amount = "many" if len(arguments) > len(parameters) else "few"
        raise TypeError(f"Too {amount} parameters for {cls}; actual {len(arguments)}, expected {len(parameters)}")
    if arguments == parameters:
        return cls
    known = recording.made_of(cls).specialised
    found = known.get(arguments)
    if found is None:
        with _compiling:
            found = known.get(arguments)
            if found is None:
                found = known[arguments] = _specialise(cls, arguments)
    return found


def _specialise(cls: Any, arguments: tuple[Any, ...]) -> Any:
    from lionagi.protocols._model.shadow import shadow_of

    name = shadow_of(cls)[arguments].__name__
    qualname = cls.__qualname__[: len(cls.__qualname__) - len(cls.__name__)] + name
    made: Any = type(cls)(name, (cls,), {"__module__": cls.__module__, "__qualname__": qualname, "__doc__": cls.__doc__, **_slots_of(cls)})
    made.__lion_generic__ = (cls, arguments)
    made.__parameters__ = shadow_of(made).__pydantic_generic_metadata__["parameters"]
    return made


def _slots_of(cls: type) -> dict[str, Any]:
    return {} if cls.__dictoffset__ else {"__slots__": ()}


def resolve(path: Any) -> Any:
    """The entity class of a path. Raises: ValueError: there is none that may be used."""
    ours = _OURS.get(path) if isinstance(path, str) and path not in _class_registry.LION_CLASS_REGISTRY else None
    return ours or _class_registry.find(path)
