"""A flat, exact description of any value: two values are equal here only where no user could tell them apart.

Unlike `==` it tells 1 from True from 1.0, 0.0 from -0.0, a list from its sub-class, and one order of keys from another; NaN
equals NaN; members of sets have no order; a container inside itself is described once. It calls no `__eq__`, `__hash__` or
`__repr__` of the values, and walks with its own stack, so hostile values are safe.
Not here: running a core (`outcome.py`), deciding what may differ (`lionagi/registry/ledger.py`).
"""

from __future__ import annotations

import datetime
import enum
import marshal
import types
import uuid
from array import array
from collections import deque
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import lru_cache
from pathlib import PurePath
from typing import Any
from zoneinfo import ZoneInfo

Token = tuple[Any, ...]
# A view shows a value as something else: both cores' classes of one contract become the same name and plain values.
Views = Mapping[type, Callable[[Any], tuple[str, Any]]]

_BY_IDENTITY = (type, types.FunctionType, types.BuiltinFunctionType, types.ModuleType, enum.Enum)
_SMALL_INT = 2**63
_NO_VIEWS: Views = {}


def portrait(value: object, views: Views = _NO_VIEWS) -> list[Token]:
    """The tokens of `value`, depth first. O(size of the value)."""
    return [token for token, _, _ in _walk(value, views)]


def same(left: Any, right: Any, views: Views = _NO_VIEWS) -> bool:
    """True where no difference shows; plain values take a shortcut that is as exact and runs in C."""
    if left is right:
        return True
    try:
        # Version 2 has no references, so equal values have equal bytes; sub-classes and cycles are refused. Only `repr` tells
        # bytes from other buffers, and it is safe here: nothing but plain values came through.
        if marshal.dumps(left, 2) == marshal.dumps(right, 2) and repr(left) == repr(right):
            return True
    except ValueError:
        pass
    return portrait(left, views) == portrait(right, views)


def difference(left: object, right: object, views: Views = _NO_VIEWS) -> str | None:
    """The first place where two values differ, as a path with both tokens; None where they do not."""
    if same(left, right, views):
        return None
    ours, theirs = _walk(left, views), _walk(right, views)
    for index, (our_step, their_step) in enumerate(zip(ours, theirs, strict=False)):
        if our_step[0] != their_step[0]:
            return f"{_path(ours, index)}: {_shown(our_step[0])} != {_shown(their_step[0])}"
    return "value: one is a part of the other"


def _path(steps: list[tuple[Token, int, Any]], index: int) -> str:
    parts: list[str] = []
    while index > 0:
        _, index, name = steps[index]
        parts.append(name if isinstance(name, str) else f"[{_safe_repr(name[0])[:60]}]")
    shown = parts if len(parts) <= 20 else [*parts[:10], "...", *parts[-10:]]
    return "value" + "".join(reversed(shown))


def _shown(token: Token) -> str:
    text = ", ".join(part if isinstance(part, str) and part.isidentifier() else _safe_repr(part) for part in token)
    return text if len(text) <= 300 else f"{text[:280]}... ({len(text)} characters)"


def _safe_repr(value: object) -> str:
    try:
        return repr(value)
    except Exception as error:
        return f"<{type(value).__name__} whose repr raises {type(error).__name__}>"


def _walk(root: object, views: Views) -> list[tuple[Token, int, Any]]:
    """Tokens with the index of the container each is in, and the step that leads from there."""
    steps: list[tuple[Token, int, Any]] = []
    open_at: dict[int, int] = {}  # id of a container that is being walked -> its index
    alive: list[object] = []  # views and states are new objects: an id is only unique while its object lives
    stack: list[tuple[object, int, Any]] = [(root, 0, "")]
    while stack:
        value, parent, name = stack.pop()
        if name is _LEAVE:
            del open_at[parent]
            continue
        scalar = _scalar(value)
        if scalar is not None:
            steps.append((scalar, parent, name))
            continue
        if id(value) in open_at:
            steps.append((("inside itself", len(open_at) - list(open_at).index(id(value))), parent, name))
            continue
        index = len(steps)
        token, children = _container(value, views)
        steps.append((token, parent, name))
        if children:
            open_at[id(value)] = index
            alive.append(value)
            stack.append((None, id(value), _LEAVE))
            stack.extend((child, index, step) for child, step in reversed(children))
    return steps


def _scalar(value: Any) -> Token | None:
    kind = type(value)
    if kind is str or kind is bytes or kind is bool or value is None:
        return (kind.__name__, value)
    if kind is int:
        return _int_token(value)
    if kind is float:
        return _float_token(value)
    if kind is complex:
        return ("complex", _float_token(value.real), _float_token(value.imag))
    if kind is types.MethodType:
        return ("method", id(value.__self__), value.__func__.__qualname__)
    if issubclass(kind, _BY_IDENTITY):
        return ("identity", getattr(value, "__qualname__", kind.__name__), id(value))
    if issubclass(kind, (bytearray, memoryview)):
        return (kind.__name__, bytes(value))
    if issubclass(kind, array):
        return ("array", value.typecode, value.tobytes())
    if kind is Decimal:
        return ("Decimal", *value.as_tuple())
    if kind is uuid.UUID:
        return ("UUID", value.int, value.is_safe.name)
    if issubclass(kind, PurePath):
        return ("path", kind.__name__, str(value))
    if kind in (datetime.date, datetime.timedelta, datetime.timezone):
        return (kind.__name__, repr(value))
    if kind is ZoneInfo:
        return ("ZoneInfo", value.key)
    return None


def _int_token(value: int) -> Token:
    # Hexadecimal has no limit on digits, and large tokens stay printable.
    return ("int", value) if -_SMALL_INT < value < _SMALL_INT else ("int", hex(value))


def _float_token(value: float) -> Token:
    return ("float", "nan" if value != value else value.hex())


def _container(value: Any, views: Views) -> tuple[Token, list[tuple[object, Any]]]:
    """The token of a value with parts, and the parts, each with the step that leads to it: a text, or the key in a tuple."""
    kind = type(value)
    view = views.get(kind)
    if view is not None:
        name, shown = view(value)
        return ("core", name), [(shown, f"<{name}>")]
    state = [] if kind in _PLAIN else _state(value)
    # The base class's own methods are called, because a sub-class may override them with anything.
    if issubclass(kind, dict):
        pairs = list(dict.items(value))
        return ("dict", kind, len(pairs)), [part for key, item in pairs for part in ((key, ".keys()"), (item, (key,)))] + state
    sequences: tuple[Any, ...] = (list, tuple, deque)
    for base in sequences:
        if issubclass(kind, base):
            items: list[tuple[object, Any]] = [(item, (index,)) for index, item in enumerate(base.__iter__(value))]
            return (base.__name__, kind, len(items)), items + state
    sets: tuple[Any, ...] = (set, frozenset)
    for base in sets:
        if issubclass(kind, base):
            members = sorted((portrait(member, views) for member in base.__iter__(value)), key=repr)
            return (base.__name__, kind, tuple(map(tuple, members))), state
    for base, plain in _EXACT.items():
        if issubclass(kind, base):
            return (base.__name__, kind), [(plain(value), ""), *state]
    if issubclass(kind, datetime.datetime):
        parts = (value.year, value.month, value.day, value.hour, value.minute, value.second, value.microsecond, value.fold)
        return ("datetime", kind, parts), [(value.tzinfo, ".tzinfo"), *state]
    if issubclass(kind, datetime.time):
        return ("time", kind, (value.hour, value.minute, value.second, value.microsecond, value.fold)), [(value.tzinfo, ".tzinfo"), *state]
    if issubclass(kind, BaseException):
        return ("exception", kind, _text_of(value)), [(value.args, ".args"), *state]
    if not state and "__slots__" not in kind.__dict__ and not _attributes(value):
        return ("identity", kind, id(value)), []
    return ("object", kind), state


_LEAVE = object()
_PLAIN = frozenset({dict, list, tuple, set, frozenset, deque})

# Base class of a scalar -> the exact value of an instance of a sub-class.
_EXACT: dict[type, Callable[[Any], Any]] = {
    int: int.__int__,
    float: float.__float__,
    str: str.__str__,
    bytes: lambda value: bytes.__getitem__(value, slice(None)),
}


def _text_of(error: BaseException) -> str:
    try:
        return str(error)
    except Exception as failure:
        return f"<its text raises {type(failure).__name__}>"


def _attributes(value: object) -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = object.__getattribute__(value, "__dict__")
    except AttributeError:
        return None
    return found


def _state(value: Any) -> list[tuple[object, Any]]:
    """Attributes of an instance, from its `__dict__` and all its slots (pydantic and msgspec keep theirs there too)."""
    attributes = _attributes(value)
    found: list[tuple[object, Any]] = [(dict(attributes), ".__dict__")] if attributes else []
    kind: Any = type(value)
    for name in _slot_names(kind):
        try:
            found.append((object.__getattribute__(value, name), f".{name}"))
        except AttributeError:
            found.append((("no value",), f".{name}"))
    return found


@lru_cache(maxsize=1024)
def _slot_names(kind: Any) -> tuple[str, ...]:
    names = [name for base in kind.__mro__ for name in _slots(base)]
    return tuple(dict.fromkeys([*names, *getattr(kind, "__struct_fields__", ())]))


def _slots(base: type) -> tuple[str, ...]:
    declared = base.__dict__.get("__slots__", ())
    names = (declared,) if isinstance(declared, str) else tuple(declared)
    mangled = (f"_{base.__name__.lstrip('_')}{name}" if name.startswith("__") and not name.endswith("__") else name for name in names)
    return tuple(name for name in mangled if name not in ("__dict__", "__weakref__"))
