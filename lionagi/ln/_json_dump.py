"""JSON with the forms of common types on top, JSON lines, and MessagePack.

Bytes are the `codec` core's work; here are keyword flags and what a type without a JSON form is turned into: `default`
functions, which work with orjson as well. Source: `upstream/behaviour/03_hash_json_lists.md`.
"""

from __future__ import annotations

from lionagi import _errors
from lionagi._core import MAX_DEPTH
from lionagi.registry import active

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from typing import Any, Literal, overload

    Serializer = Callable[[Any], Any]

__all__ = [
    "get_orjson_default",
    "json_dumpb",
    "json_dumps",
    "json_lines_iter",
    "json_loads",
    "make_options",
    "msgpack_dumps",
    "msgpack_loads",
]

# orjson's OPT_* bits, which are the core's
_INDENT_2, _NAIVE_UTC, _NON_STR_KEYS, _SORT_KEYS, _UTC_Z, _PASSTHROUGH_DATETIME, _APPEND_NEWLINE = 1, 2, 4, 32, 128, 512, 1024


if TYPE_CHECKING:

    @overload
    def json_dumps(obj: Any, /, *, decode: Literal[True] = True, **kwargs: Any) -> str: ...
    @overload
    def json_dumps(obj: Any, /, *, decode: Literal[False], **kwargs: Any) -> bytes: ...


def json_dumps(obj: Any, /, *, decode: bool = True, **kwargs: Any) -> str | bytes:
    """`json_dumpb` as text; `decode=False` leaves the bytes."""
    data = json_dumpb(obj, **kwargs)
    return data.decode() if decode else data


def json_dumpb(
    obj: Any,
    *,
    pretty: bool = False,
    sort_keys: bool = False,
    naive_utc: bool = False,
    utc_z: bool = False,
    append_newline: bool = False,
    allow_non_str_keys: bool = False,
    deterministic_sets: bool = False,
    decimal_as_float: bool = False,
    enum_as_name: bool = False,
    passthrough_datetime: bool = False,
    safe_fallback: bool = False,
    fallback_clip: int = 2048,
    default: Callable[[Any], Any] | None = None,
    options: int | None = None,
) -> bytes:
    """UTF-8 JSON of a value.

    `default` replaces the forms of `get_orjson_default`, `options` (orjson's `OPT_*` bits) those of `make_options`.

    Raises: TypeError: a type without a form (unless `safe_fallback`), an integer beyond 64 bits, a key that is no text
    (unless `allow_non_str_keys`), nesting beyond MAX_DEPTH; ValueError: lone surrogate.
    """
    # Most calls set nothing: looking the usual forms up by all flags would cost more than writing a small message.
    if default is None:
        if deterministic_sets or decimal_as_float or enum_as_name or passthrough_datetime or safe_fallback:
            default = _shared_default(
                deterministic_sets, decimal_as_float, enum_as_name, passthrough_datetime, safe_fallback, fallback_clip
            )
        else:
            default = _usual_default or _make_usual_default()
    if options is None:
        options = 0
        if pretty or sort_keys or naive_utc or utc_z or append_newline or passthrough_datetime or allow_non_str_keys:
            options = make_options(
                pretty=pretty,
                sort_keys=sort_keys,
                naive_utc=naive_utc,
                utc_z=utc_z,
                append_newline=append_newline,
                passthrough_datetime=passthrough_datetime,
                allow_non_str_keys=allow_non_str_keys,
            )
    if enum_as_name:
        by_value = default
        obj, default = _with_enum_names(obj), lambda unknown: _with_enum_names(by_value(unknown))
    data: bytes = active.cores.codec.json_encode(obj, default, options)
    return data


def json_lines_iter(
    it: Iterable[Any],
    *,
    deterministic_sets: bool = False,
    decimal_as_float: bool = False,
    enum_as_name: bool = False,
    passthrough_datetime: bool = False,
    safe_fallback: bool = False,
    fallback_clip: int = 2048,
    naive_utc: bool = False,
    utc_z: bool = False,
    allow_non_str_keys: bool = False,
    default: Callable[[Any], Any] | None = None,
    options: int | None = None,
) -> Iterator[bytes]:
    """One line of JSON an item, each with its newline. Flags as in `json_dumpb`."""
    if options is None:
        options = make_options(
            naive_utc=naive_utc, utc_z=utc_z, passthrough_datetime=passthrough_datetime, allow_non_str_keys=allow_non_str_keys
        )
    for item in it:
        yield json_dumpb(
            item,
            deterministic_sets=deterministic_sets,
            decimal_as_float=decimal_as_float,
            enum_as_name=enum_as_name,
            passthrough_datetime=passthrough_datetime,
            safe_fallback=safe_fallback,
            fallback_clip=fallback_clip,
            default=default,
            options=options | _APPEND_NEWLINE,
        )


def json_loads(data: bytes | bytearray | memoryview | str) -> Any:
    """The value of a JSON document. Raises: json.JSONDecodeError, with cause and place; TypeError: another argument."""
    return active.cores.codec.json_decode(data)


def msgpack_dumps(obj: Any) -> bytes:
    """MessagePack of a value; types, forms and errors: `lionagi/_core/codec.py`."""
    data: bytes = active.cores.codec.msgpack_encode(obj)
    return data


def msgpack_loads(data: bytes | bytearray | memoryview, *, entity: Callable[[dict[str, Any]], Any] | None = None) -> Any:
    """The value of a MessagePack document. `entity` makes an object of an entity's dict, for example `Node.from_dict`.

    Raises: ValueError with cause and offset; TypeError: another argument.
    """
    return active.cores.codec.msgpack_decode(data, entity)


def make_options(
    *,
    pretty: bool = False,
    sort_keys: bool = False,
    naive_utc: bool = False,
    utc_z: bool = False,
    append_newline: bool = False,
    passthrough_datetime: bool = False,
    allow_non_str_keys: bool = False,
) -> int:
    """The flags as orjson's bits."""
    return (
        (_INDENT_2 if pretty else 0)
        | (_SORT_KEYS if sort_keys else 0)
        | (_NAIVE_UTC if naive_utc else 0)
        | (_UTC_Z if utc_z else 0)
        | (_APPEND_NEWLINE if append_newline else 0)
        | (_PASSTHROUGH_DATETIME if passthrough_datetime else 0)
        | (_NON_STR_KEYS if allow_non_str_keys else 0)
    )


# --- forms of types that have none in JSON ----------------------------------------------------------------------------


def get_orjson_default(
    *,
    order: list[type] | None = None,
    additional: Mapping[type, Callable[[Any], Any]] | None = None,
    extend_default: bool = True,
    deterministic_sets: bool = False,
    decimal_as_float: bool = False,
    enum_as_name: bool = False,
    passthrough_datetime: bool = False,
    safe_fallback: bool = False,
    fallback_clip: int = 2048,
) -> Callable[[Any], Any]:
    """A `default` function for `json_dumpb` and for `orjson.dumps`.

    The first type of the order that a value's class derives from decides: Path, Decimal, set, frozenset, then those of
    `order` (in their place where `extend_default` is false). `additional` maps types of the order to functions. Then
    come entities (`to_dict()`), objects with `model_dump()` or `dict()`, and, with `safe_fallback`, anything: exceptions as
    `{"type", "message"}`, other objects as their `repr`, clipped.
    """
    serializers = _serializers(deterministic_sets, decimal_as_float, enum_as_name, passthrough_datetime)
    known = list(serializers)
    if additional:
        serializers.update(additional)
    checked = known + [kind for kind in order or () if kind not in known] if extend_default or not order else order
    return _default_of(checked, serializers, safe_fallback, fallback_clip)


_usual_default: Serializer | None = None  # the forms of a call without flags


def _make_usual_default() -> Serializer:
    global _usual_default
    _usual_default = get_orjson_default()
    return _usual_default


_SHARED_DEFAULTS: dict[tuple[Any, ...], Serializer] = {}


def _shared_default(
    deterministic_sets: bool,
    decimal_as_float: bool,
    enum_as_name: bool,
    passthrough_datetime: bool,
    safe_fallback: bool,
    fallback_clip: int,
) -> Serializer:
    key = (deterministic_sets, decimal_as_float, enum_as_name, passthrough_datetime, safe_fallback, fallback_clip)
    found = _SHARED_DEFAULTS.get(key)
    if found is None:
        found = get_orjson_default(
            deterministic_sets=deterministic_sets,
            decimal_as_float=decimal_as_float,
            enum_as_name=enum_as_name,
            passthrough_datetime=passthrough_datetime,
            safe_fallback=safe_fallback,
            fallback_clip=fallback_clip,
        )
        if len(_SHARED_DEFAULTS) < 128:  # the flags have few combinations, `fallback_clip` has not
            _SHARED_DEFAULTS[key] = found
    return found


def _default_of(order: list[type], serializers: Mapping[type, Serializer], safe_fallback: bool, clip: int) -> Serializer:
    by_class: dict[type, Serializer | None] = {}

    def serializer_of(kind: type) -> Serializer | None:
        base = next((base for base in order if issubclass(kind, base)), None)
        return None if base is None else serializers.get(base)

    def default(value: Any) -> Any:
        kind = type(value)
        if kind not in by_class:
            by_class[kind] = serializer_of(kind)
        serializer = by_class[kind]
        if serializer is not None:
            return serializer(value)
        if getattr(kind, "__lion_entity__", False):  # the core writes entities itself; orjson asks here
            return value.to_dict()
        for name in ("model_dump", "dict"):
            dump = getattr(value, name, None)
            if callable(dump) and not isinstance(value, type):
                try:
                    return dump()
                except Exception:
                    continue
        if not safe_fallback:
            raise _errors.json_unknown_type(_name_in_c(kind))
        if isinstance(value, Exception):
            return {"type": kind.__name__, "message": str(value)}
        return _clipped(_repr(value), clip)

    return default


def _serializers(
    deterministic_sets: bool, decimal_as_float: bool, enum_as_name: bool, passthrough_datetime: bool
) -> dict[type, Serializer]:
    from decimal import Decimal
    from pathlib import Path

    of_set: Serializer = _sorted_stably if deterministic_sets else list
    found: dict[type, Serializer] = {Path: str, Decimal: float if decimal_as_float else str, set: of_set, frozenset: of_set}
    if enum_as_name:
        from enum import Enum

        found[Enum] = _enum_name
    if passthrough_datetime:
        from datetime import date, datetime, time

        found.update({datetime: datetime.isoformat, date: date.isoformat, time: time.isoformat})
    return found


def _enum_name(member: Any) -> Any:
    # A combination of flags may have no name.
    return member.value if member.name is None else member.name


def _sorted_stably(items: Iterable[Any]) -> list[Any]:
    """By class name, then text without addresses: the same in every process."""
    import re

    address = re.compile(r" at 0x[0-9A-Fa-f]+")
    return sorted(items, key=lambda item: (type(item).__name__, address.sub(" at 0x?", str(item))))


def _name_in_c(kind: type) -> str:
    """The name orjson shows: dotted for types written in C that live in a module, bare for all others."""
    is_heap_type = kind.__flags__ & (1 << 9)
    return kind.__name__ if is_heap_type or kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__name__}"


def _repr(value: Any) -> str:
    try:
        return repr(value)
    except Exception:
        return object.__repr__(value)


def _clipped(text: str, limit: int) -> str:
    """At most `limit` characters of text whose white space is collapsed, ending in how many were cut off."""
    import textwrap

    collapsed = " ".join(text.split())
    if len(collapsed) <= limit:
        return collapsed
    placeholder = f"...(+{len(text) - limit} chars)"
    if len(placeholder) > limit:
        return collapsed[: max(limit, 0)]  # no room to say how many
    return textwrap.shorten(collapsed, width=limit, placeholder=placeholder)


def _with_enum_names(value: Any) -> Any:
    """A copy of a value in which members of enums are their names.

    A core prints a member as its value before it asks `default`, and one that is also a str or int without even noticing
    that it is an enum; so the value is walked before, and so is what `default` answers. A stack instead of recursion:
    the interpreter's own limit depends on who calls.
    """
    root = [value]
    pending: list[tuple[Any, Any, int]] = [(root, 0, 0)]  # container, key or place, containers it stands in
    while pending:
        container, key, depth = pending.pop()
        copy, inner_keys = _named_or_opened(container[key])
        container[key] = copy
        if inner_keys is not None:
            if depth == MAX_DEPTH:
                raise _errors.nested_too_deep()
            pending.extend((copy, inner_key, depth + 1) for inner_key in inner_keys)
    return root[0]


def _named_or_opened(value: Any) -> tuple[Any, Iterable[Any] | None]:
    """The name of a member; a copy of a container, and its keys or places; anything else as it is."""
    from enum import Enum

    if isinstance(value, Enum):
        return _enum_name(value), None
    if isinstance(value, list) or type(value) is tuple:
        return list(value), range(len(value))
    if isinstance(value, dict):
        items = {_enum_name(key) if isinstance(key, Enum) else key: item for key, item in value.items()}
        return items, list(items)
    if getattr(type(value), "__lion_entity__", False):
        return _named_or_opened(value.to_dict())
    if "__dataclass_fields__" in vars(type(value)):
        fields = {name: getattr(value, name) for name in _attributes_of(value)}
        return fields, list(fields)
    return value, None


def _attributes_of(dataclass: Any) -> list[str]:
    """Names in the order a core writes them: what is in `__dict__`, or, with slots, the fields; none with a leading `_`."""
    from dataclasses import fields

    has_slots = "__slots__" in vars(type(dataclass))
    names = [field.name for field in fields(dataclass)] if has_slots else list(vars(dataclass))
    return [name for name in names if not name.startswith("_")]
