"""Entity classes as types of other models' fields: core schema, serializer, JSON schema, signature. Imports pydantic."""

from __future__ import annotations

import inspect
from typing import Any

from pydantic.json_schema import GenerateJsonSchema
from pydantic_core import PydanticUndefined, SchemaSerializer, core_schema

from lionagi.protocols._model import building, recording, shadow


def core_schema_of(cls: Any, handler: Any = None) -> Any:
    """The schema of a field of this type."""
    with building._compiling:
        if handler is not None and shadow.is_compiling():
            # Inside the schema of another class, or its own: pydantic resolves what refers to what, and shadows are replaced later.
            return handler.generate_schema(shadow.shadow_of(cls))
    schema = shadow.with_serialization(building.plan_of(cls).schema, itself=True)
    if "metadata" in schema:  # pydantic adds to the metadata of what it is given
        schema["metadata"] = {key: list(each) if isinstance(each, list) else each for key, each in schema["metadata"].items()}
    return schema


def serializer_of(cls: Any) -> Any:
    """What pydantic uses for an entity in a field of any type."""
    made = recording.made_of(cls)
    if made.field_serializer is None:
        made.field_serializer = SchemaSerializer(core_schema.any_schema(serialization=shadow.serialization()))
    return made.field_serializer


def json_schema_of(
    cls: Any,
    by_alias: bool = True,
    ref_template: str = "#/$defs/{model}",
    schema_generator: Any = GenerateJsonSchema,
    mode: Any = "validation",
    **options: Any,
) -> dict[str, Any]:
    generator = schema_generator(by_alias=by_alias, ref_template=ref_template, **options)
    return generator.generate(building.plan_of(cls).schema, mode=mode)  # type: ignore[no-any-return]


def signature_of(cls: Any) -> inspect.Signature:
    """Of the constructor: its author's, else one keyword for each field."""
    # Branches and sessions are ours, and have constructors that are no list of fields.
    is_ours = cls is cls.__lion_base__ and cls.__name__ not in shadow.BUILT_IN and cls.__lion_component__ != "messages"
    if not building.has_own_init(cls) and not is_ours:
        return building.plan_of(cls).shadow.__signature__  # type: ignore[no-any-return]
    signature = inspect.signature(cls.__init__)
    return signature.replace(parameters=list(signature.parameters.values())[1:])


def rebuild(cls: Any, *, force: bool = False, raise_errors: bool = True, _types_namespace: Any = None, **_: Any) -> bool | None:
    if not force and "__lion_compiled__" in cls.__dict__:
        return None
    if "__lion_declared__" in cls.__dict__ and _types_namespace:
        cls.__lion_declared__.names.update(_types_namespace)
    for name in ("__lion_compiled__", "__lion_made__"):
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
    own: dict[str, Any] = {}
    built_in: dict[str, Any] = {}
    names: set[str] = set()
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
