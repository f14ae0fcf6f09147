"""Entity classes as types of other models' fields: core schema, serializer, JSON schema, signature. Imports pydantic."""

from __future__ import annotations

import inspect
import threading
from typing import Any

from pydantic import TypeAdapter  # noqa: F401
from pydantic.json_schema import GenerateJsonSchema
from pydantic_core import PydanticUndefined, SchemaSerializer, core_schema

from lionagi.protocols._model import building, dumping, recording, shadow

_describing = threading.local()


def core_schema_of(cls: Any) -> Any:
    """The schema of a field of this type. While the class itself is being compiled, one that asks the class when it is used."""
    if cls.__dict__.get("__lion_compiled__") is None and _is_compiling(cls):
        return core_schema.with_info_plain_validator_function(
            lambda value, info: building.plan_of(cls).validator.validate_python(value, context=info.context),
            serialization=_serialization(),
            metadata={"lion_class": cls},
        )
    schema = building.plan_of(cls).schema
    if schema["type"] == "model":
        return {**schema, "serialization": _serialization()}
    if schema["type"] == "definitions":
        return core_schema.no_info_after_validator_function(_same, schema, serialization=_serialization())
    return {**schema, "serialization": _serialization()}


def _same(value: Any) -> Any:
    return value


def _is_compiling(cls: Any) -> bool:
    return cls in shadow.compiling()


def _serialization() -> Any:
    return core_schema.plain_serializer_function_ser_schema(_serialized, info_arg=True)


def _serialized(value: Any, info: Any) -> Any:
    if not getattr(type(value), "__lion_entity__", False):
        return value
    options = {
        "mode": info.mode,
        "include": info.include,
        "exclude": info.exclude,
        "by_alias": info.by_alias,
        "exclude_unset": info.exclude_unset,
        "exclude_defaults": info.exclude_defaults,
        "exclude_none": info.exclude_none,
        "round_trip": info.round_trip,
        "context": info.context,
    }
    return dumping.serializer_of(type(value)).to_python(dumping.snapshot(value), **options)


def serializer_of(cls: Any) -> Any:
    """What pydantic uses for an entity in a field of any type."""
    found = cls.__dict__.get("__lion_own_serializer__")
    if found is None:
        found = cls.__lion_own_serializer__ = SchemaSerializer(core_schema.any_schema(serialization=_serialization()))
    return found


def describe(cls: Any, schema: Any, handler: Any) -> Any:
    """The JSON schema of a field of this type: a reference to that of the class."""
    real = building.plan_of(cls).schema
    open_classes = _describing.__dict__.setdefault("classes", [])
    if cls in open_classes:
        model = _model_part(real)
        return handler(core_schema.definition_reference_schema(model["ref"]))
    open_classes.append(cls)
    try:
        return handler({key: value for key, value in real.items() if key != "serialization"})
    finally:
        open_classes.pop()


def _model_part(schema: Any) -> Any:
    definitions = schema.get("definitions", [])
    while "ref" not in schema or schema["type"] == "definitions":
        if schema["type"] == "definition-ref":
            return next(each for each in definitions if each.get("ref") == schema["schema_ref"])
        schema = schema["schema"]
    return schema


def json_schema_of(
    cls: Any,
    by_alias: bool = True,
    ref_template: str = "#/$defs/{model}",
    schema_generator: Any = GenerateJsonSchema,
    mode: Any = "validation",
    **options: Any,
) -> dict[str, Any]:
    plan = building.plan_of(cls)
    _describing.__dict__.setdefault("classes", []).append(cls)
    try:
        made = schema_generator(by_alias=by_alias, ref_template=ref_template, **options)
        return made.generate(plan.schema, mode=mode)  # type: ignore[no-any-return]
    finally:
        _describing.classes.pop()


def signature_of(cls: Any) -> inspect.Signature:
    return inspect.signature(cls.__init__).replace() if cls.__init__ is not building.built_in_init(cls) else shadow.complete(cls).__signature__


def rebuild(cls: Any, *, force: bool = False, raise_errors: bool = True, _types_namespace: Any = None, **_: Any) -> bool | None:
    if not force and "__lion_compiled__" in cls.__dict__:
        return None
    if "__lion_declared__" in cls.__dict__ and _types_namespace:
        cls.__lion_declared__.names.update(_types_namespace)
    for name in ("__lion_compiled__", "__lion_shadow__", "__lion_serializer__", "__lion_own_serializer__"):
        if name in cls.__dict__:
            delattr(cls, name)
    if cls.__lion_plan__ is not None:
        cls.__lion_plan__ = recording.PENDING
    try:
        building.plan_of(cls)
    except Exception:
        if raise_errors:
            raise
        return False
    return True


def construct(cls: Any, given: set[str] | None, values: dict[str, Any]) -> Any:
    plan = building.plan_of(cls)
    own, built_in, names = {}, {}, set()
    for name, field in plan.fields.items():
        for key in (field.alias, name):
            if key is not None and key in values:
                value = values.pop(key)
                names.add(name)
                break
        else:
            value = field.get_default(call_default_factory=True, validated_data={**built_in, **own})
            if value is PydanticUndefined:
                continue
        (built_in if name in plan.built_in else own)[name] = value
    if plan.allows_extra:
        own.update(values)
        names.update(values)
    embedding = built_in.pop("embedding", None)
    made = building.restore(cls, built_in, own, names if given is None else given)
    if embedding is not None:
        object.__setattr__(made, "embedding", embedding)
    plan.finish(made, None)
    return made
