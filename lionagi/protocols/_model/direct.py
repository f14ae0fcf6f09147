"""Which fields a constructor may validate by itself, one by one, and how: read from the schema pydantic made of the class.

Not here: the source of such a constructor (`constructors.py`). A value of exactly the type of an unconstrained str, int, float or bool
is left alone by pydantic, so a comparison stands for its validator; validators of the user that come after are called as they are.
Any other value goes to a validator of its one field. All this accepts what the schema accepts; what is refused is told by the whole.
"""

from __future__ import annotations

from typing import Any

from pydantic_core import SchemaValidator, core_schema

from lionagi._core.sentinels import Undefined

_SCALARS = ("str", "int", "float", "bool")
_BOUNDS = {"ge": ">=", "gt": ">", "le": "<=", "lt": "<"}
_FACTORIES = (list, dict, set)
_MOST_CROSSINGS = 3  # beyond it, one validation of all fields is cheaper


class Direct:
    """One field. `test`: a Python expression of its name, true of values that need no validator, or None. `functions` come after.
    `validate`: of any value. `default` or `factory` where it may be absent."""

    __slots__ = ("default", "factory", "functions", "name", "test", "validate")

    def __init__(self, name: str) -> None:
        self.name = name
        self.default: Any = Undefined
        self.factory: Any = None
        self.functions: list[Any] = []
        self.test: str | None = None
        self.validate: Any = None


def direct_fields(fields: dict[str, Any], definitions: list[Any], settings: Any) -> tuple[Direct, ...] | None:
    """The fields of a schema; None where one of them has to be validated among the others."""
    found = []
    for name, field in fields.items():
        if set(field) - {"type", "schema", "metadata", "frozen", "serialization_exclude"}:
            return None  # an alias
        made = _direct(name, field["schema"], definitions, settings)
        if made is None:
            return None
        found.append(made)
    if sum(each.test is None for each in found) > _MOST_CROSSINGS:
        return None
    return tuple(found)


def _direct(name: str, schema: Any, definitions: list[Any], settings: Any) -> Direct | None:
    made = Direct(name)
    if schema["type"] == "default":
        if set(schema) - {"type", "schema", "default", "default_factory", "default_factory_takes_data", "copy_default", "metadata"}:
            return None
        if schema.get("default_factory_takes_data"):
            return None
        made.factory = schema.get("default_factory")
        made.default = schema.get("default", Undefined)
        if type(made.default) in _FACTORIES and not made.default:
            made.factory, made.default = type(made.default), Undefined
        if made.factory is None and type(made.default) not in (str, int, float, bool, type(None)):
            return None
        schema = schema["schema"]
    whole = core_schema.definitions_schema(schema, definitions) if definitions else schema
    made.validate = SchemaValidator(whole, settings).validate_python
    while schema["type"] == "function-after" and not set(schema) - {"type", "schema", "function", "metadata"}:
        made.functions.insert(0, schema["function"]["function"])  # a function with `info` looks around: not here
        schema = schema["schema"]
    made.test = _test(name, schema)
    return made


def _test(name: str, schema: Any) -> str | None:
    if schema["type"] == "nullable" and not set(schema) - {"type", "schema", "metadata"}:
        test = _test(name, schema["schema"])
        return None if test is None else f"({test} or {name} is None)"
    kind = schema["type"]
    bounds = {key: value for key, value in schema.items() if key not in ("type", "metadata")}
    if kind not in _SCALARS or (bounds and kind != "int") or set(bounds) - _BOUNDS.keys():
        return None
    if any(type(value) is not int for value in bounds.values()):
        return None
    return " and ".join([f"type({name}) is {kind}", *(f"{name} {_BOUNDS[key]} {value!r}" for key, value in bounds.items())])
