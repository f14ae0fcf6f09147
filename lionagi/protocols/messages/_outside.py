"""What the core asks of the world outside: pydantic models as response formats, values without a YAML or JSON form of their own.

Not here: anything a usual message needs. pydantic is imported only where a model is met, which has imported it already.
"""

from __future__ import annotations

import sys

from lionagi import _errors

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_described: dict[Any, tuple[Any, Any]] = {}  # model class -> (schema, example); classes are few and live long


def describe(response_format: Any) -> tuple[Any, Any, Any, Any] | None:
    """(JSON schema, example, JSON form, model class) of a pydantic model class or instance; None of anything else."""
    pydantic = sys.modules.get("pydantic")
    if pydantic is None:
        return None
    if isinstance(response_format, type):
        if not (issubclass(response_format, pydantic.BaseModel) or getattr(response_format, "__lion_entity__", False)):
            return None
        schema, example = _of_class(response_format)
        return schema, example, schema, response_format
    if isinstance(response_format, pydantic.BaseModel):
        cls = type(response_format)
        whole = response_format.model_dump(mode="json")
        return _of_class(cls)[0], response_format.model_dump(mode="json", exclude_none=True), whole, cls
    return None


def json_content(content: Any) -> Any:
    """A content, or the dict of its fields, as JSON can hold it: a response format that is no dict by its JSON form."""
    fields = content if isinstance(content, dict) else None
    if fields is None:
        if not hasattr(type(content), "_model_class"):
            return content
        fields = {name: getattr(content, name) for name, field in type(content).__dataclass_fields__.items()}
    response_format = fields.get("response_format")
    if response_format is None or isinstance(response_format, dict):
        return content
    described = describe(response_format)
    return {**fields, "response_format": None if described is None else described[2], "_model_class": None}


def content_schema(cls: Any, core_schema: Any) -> Any:
    """How pydantic reads and prints a field that is annotated with a content class: an object of it, or a dict for its `from_dict`."""

    def read(value: Any) -> Any:
        if isinstance(value, cls):
            return value
        if isinstance(value, dict):
            return cls.from_dict(value)
        raise ValueError(f"content must be dict or {cls.__name__} instance")

    def write(value: Any, info: Any) -> Any:
        found = json_content(value) if info.mode == "json" else value
        return {name: getattr(found, name) for name in type(found).__dataclass_fields__} if isinstance(found, cls) else found

    return core_schema.no_info_plain_validator_function(
        read,
        json_schema_input_schema=core_schema.dict_schema(),
        serialization=core_schema.plain_serializer_function_ser_schema(write, info_arg=True),
    )


def signature_of(cls: Any) -> Any:
    """Of a constructor: one keyword for each field, and before them the fields of the content, one of which may stand for it."""
    from inspect import Parameter, signature
    from typing import Any

    from lionagi._core.messages import ARGUMENTS
    from lionagi._core.sentinels import Undefined
    from lionagi.protocols._model import building, outside
    from lionagi.protocols.messages.base import MessageRole, SenderRecipient

    found = outside.signature_of(cls)
    if building.has_own_init(cls):
        return found
    known = signature(cls.__lion_content__).parameters
    names = [name for name in known if name in ARGUMENTS[cls.__lion_kind__]]
    names += sorted(ARGUMENTS[cls.__lion_kind__].difference(names))
    flat = [
        Parameter(name, Parameter.KEYWORD_ONLY, default=Undefined, annotation=known[name].annotation if name in known else Any)
        for name in names
        if name not in found.parameters
    ]
    participant = SenderRecipient | None
    readable = {"content": cls.__lion_content__, "role": MessageRole, "sender": participant, "recipient": participant}
    own = () if cls.__lion_plan__ is None else building.plan_of(cls).own_built_in
    fields = []
    for name, each in found.parameters.items():
        if name in readable and name not in own:
            each = each.replace(annotation=readable[name])
        fields.append(each.replace(default=Undefined) if name == "content" and flat else each)
    return found.replace(parameters=[*flat, *fields])


def _of_class(cls: Any) -> tuple[Any, Any]:
    found = _described.get(cls)
    if found is None:
        schema = cls.model_json_schema()
        found = _described[cls] = (schema, _example(schema, schema.get("$defs", {}), 0))
    return found


_DEEPEST_EXAMPLE = 8  # a model that contains itself has no end


def _example(schema: Any, definitions: Any, depth: int) -> Any:
    """What an answer of this JSON schema looks like: each value is the name of its type."""
    reference = schema.get("$ref")
    if reference is not None:
        name = reference.rpartition("/")[2]
        return name if depth > _DEEPEST_EXAMPLE else _example(definitions.get(name, {}), definitions, depth + 1)
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    if "const" in schema:
        return schema["const"]
    for key in ("anyOf", "oneOf"):
        if key in schema:
            found = [_example(each, definitions, depth + 1) for each in schema[key]]
            texts = [each for each in found if isinstance(each, str)]
            return " | ".join(texts) if len(texts) == len(found) else next(each for each in found if not isinstance(each, str))
    if "allOf" in schema and len(schema["allOf"]) == 1:
        return _example(schema["allOf"][0], definitions, depth)
    kind = schema.get("type")
    if kind == "object":
        properties = schema.get("properties")
        if properties:
            return {name: _example(each, definitions, depth + 1) for name, each in properties.items()}
        return (
            {"key": _example(schema["additionalProperties"], definitions, depth + 1)}
            if schema.get("additionalProperties") not in (None, True, False)
            else {}
        )
    if kind == "array":
        items = schema.get("items")
        return [_example(items, definitions, depth + 1)] if items else []
    return _TYPE_NAMES.get(kind, "any")


_TYPE_NAMES = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "null"}


def plain(value: Any) -> Any:
    """What stands for a value that YAML and JSON do not know: an entity, model or dataclass as its dict, anything else its text."""
    kind = type(value)
    if getattr(kind, "__lion_entity__", False):
        return value.to_dict()
    if isinstance(value, type):
        described = describe(value)
        return value.__qualname__ if described is None else described[0]
    if hasattr(kind, "model_dump"):
        return value.model_dump()
    if hasattr(kind, "__struct_fields__"):  # msgspec
        return {name: getattr(value, name) for name in kind.__struct_fields__}
    if hasattr(kind, "__dataclass_fields__"):
        to_dict = getattr(value, "to_dict", None)
        if to_dict is not None:
            return to_dict()
        return {name: getattr(value, name) for name, field in kind.__dataclass_fields__.items() if field._field_type.name == "_FIELD"}
    if isinstance(value, (set, frozenset)):
        return list(value)
    return str(value)


def as_dict(value: Any) -> dict[Any, Any]:
    """Arguments of a call as a dict: of JSON text (single quotes will do), a model, a list by place. Raises: ValueError."""
    kind = type(value)
    if isinstance(value, str):
        return _of_text(value)
    if hasattr(kind, "model_dump"):
        return value.model_dump()  # type: ignore[no-any-return]
    if hasattr(kind, "to_dict"):
        return dict(value.to_dict())
    if isinstance(value, (list, tuple)):
        return dict(enumerate(value))
    if hasattr(kind, "keys") and hasattr(kind, "__getitem__"):
        return {key: value[key] for key in value.keys()}  # noqa: SIM118  (a mapping of any make)
    raise _errors.arguments_not_a_dict()


def _of_text(text: str) -> dict[Any, Any]:
    from lionagi.registry import active

    for attempt in (text, text.replace("'", '"')):
        try:
            found = active.cores.codec.json_decode(attempt)
        except ValueError:
            continue
        if isinstance(found, dict):
            return found
        if isinstance(found, list):
            return dict(enumerate(found))
        break
    raise _errors.arguments_not_a_dict()
