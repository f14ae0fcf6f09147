"""A pydantic model beside each entity class that is validated: the only place that builds one.

The shadow has the fields, decorators and config of the class and of its bases, so pydantic compiles what it would compile for a
model of that shape. Its core schema is then turned to the real class: instances are the user's class, `cls` in a validator too.
Relies on pydantic's `PydanticDescriptorProxy`, and on the form of a model's core schema.
"""

from __future__ import annotations

import enum
import functools
import sys
import types
import typing
from typing import Annotated, Any, Generic, Optional

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, PydanticUndefinedAnnotation, PydanticUserError, field_validator
from pydantic._internal._decorators import PydanticDescriptorProxy
from pydantic._internal._docs_extraction import extract_docstrings_from_cls
from pydantic_core import core_schema

from lionagi.protocols._model import building, dumping, recording
from lionagi.protocols.generic._ids import IDType

_ModelClass: Any = type(BaseModel)
# Not `types.GenericAlias`, which typing subscribes anew when it evaluates an annotation.
_Alias: Any = typing._GenericAlias  # type: ignore[attr-defined]


class _IdSchema:
    """How pydantic reads, prints and describes an id."""

    @staticmethod
    def __get_pydantic_core_schema__(source: Any, handler: Any) -> Any:
        return core_schema.no_info_plain_validator_function(
            IDType.validate,
            json_schema_input_schema=core_schema.str_schema(),
            serialization=core_schema.to_string_ser_schema(when_used="always"),
        )

    @staticmethod
    def __get_pydantic_json_schema__(schema: Any, handler: Any) -> Any:
        return {"type": "string", "format": "uuid"}


def _coerced(field: str) -> Any:
    """A validator before pydantic's that does what the core does with this field."""

    def read(cls: type, value: Any) -> Any:
        return building.read_field(cls.__lion_real__, field, value)  # type: ignore[attr-defined]

    return field_validator(field, mode="before")(classmethod(read))


def _now() -> float:
    return building.core_with("ElementCore", {}).created_at  # type: ignore[no-any-return]


# Building is deferred so that a shadow exists before its schema does: a field of the class's own type refers to it.
_CONFIG = ConfigDict(arbitrary_types_allowed=True, use_enum_values=True, populate_by_name=True, extra="forbid", defer_build=True)


class _ElementFields(BaseModel):
    model_config = _CONFIG
    id: Annotated[IDType, _IdSchema] = Field(
        default_factory=IDType.create, title="ID", description="Unique identifier for this element.", frozen=True
    )
    created_at: float = Field(default_factory=_now, title="Creation Timestamp", description="Timestamp of element creation.", frozen=True)
    metadata: dict = Field(default_factory=dict, title="Metadata", description="Additional data for this element.")  # type: ignore[type-arg]
    read_created_at = _coerced("created_at")
    read_metadata = _coerced("metadata")


class _NodeFields(_ElementFields):
    content: Any = None
    embedding: Optional[list[float]] = None  # noqa: UP045  (evaluated by pydantic on every Python)
    read_content = _coerced("content")
    read_embedding = _coerced("embedding")


def _participant_text(value: Any) -> Any:
    return value.value if isinstance(value, enum.Enum) else value if value is None else str(value)


def _content_as_json(value: Any) -> Any:
    from lionagi.protocols.messages._outside import json_content

    return json_content(value)


_Participant = Annotated[Any, PlainSerializer(_participant_text)]
_Content = Annotated[Any, PlainSerializer(_content_as_json, when_used="json")]


class _MessageFields(_NodeFields):
    content: _Content
    role: Any = None
    sender: _Participant = None
    recipient: _Participant = None
    read_role = _coerced("role")
    read_sender = _coerced("sender")
    read_recipient = _coerced("recipient")


BUILT_IN = {"Element": _ElementFields, "Node": _NodeFields}


def _built_in(cls: Any) -> Any:
    """The fields of one of our own classes, with the defaults of its kind."""
    if cls.__lion_component__ != "messages":
        # Piles, branches and sessions take more in constructors of their own; what is left is that of the class below them.
        return next(BUILT_IN[base.__name__] for base in cls.__mro__ if base.__name__ in BUILT_IN)
    from lionagi._core.messages import DEFAULTS

    role, sender, recipient = DEFAULTS[cls.__lion_kind__]
    names: dict[str, Any] = {
        "__module__": __name__,
        "__annotations__": {"role": Any, "sender": _Participant, "recipient": _Participant},
        "role": role,
        "sender": sender,
        "recipient": recipient,
    }
    if cls.__lion_has_default_content__:
        names["__annotations__"]["content"] = _Content
        names["content"] = Field(default_factory=cls.__lion_content__)
    return _ModelClass(cls.__name__, (_MessageFields,), names)


def shadow_of(cls: Any) -> Any:
    """The shadow of a class, made when it is first asked for. Raises: what pydantic says of a wrong declaration."""
    made = recording.made_of(cls)
    if made.shadow is None:
        made.shadow = _built(cls)
        made.shadow.__lion_real__ = cls
    return made.shadow


def _built(cls: Any) -> Any:
    if "__lion_declared__" not in cls.__dict__:
        fields = _built_in(cls)
        names = {"__module__": cls.__module__, "__qualname__": cls.__qualname__, "__doc__": cls.__doc__}
        return _ModelClass(cls.__name__, (fields,), names)
    generic = cls.__dict__.get("__lion_generic__")
    if generic is not None:
        origin, arguments = generic
        made = shadow_of(origin)[arguments]
        if "__lion_real__" in made.__dict__:  # two spellings of the same parameters
            made = _ModelClass(made.__name__, (made,), {"__module__": cls.__module__, "__qualname__": cls.__qualname__})
        return made
    declared = cls.__lion_declared__
    namespace: dict[str, Any] = {
        "__module__": cls.__module__,
        "__qualname__": cls.__qualname__,
        "__doc__": cls.__doc__,
    }
    options: dict[str, Any] = {"defer_build": True}
    if "Config" in cls.__dict__:  # the way of pydantic 1: pydantic warns, and refuses it beside the other
        namespace["Config"] = cls.__dict__["Config"]
        options.update(declared.config)
        if declared.has_model_config:
            namespace["model_config"] = declared.config
    else:
        namespace["model_config"] = declared.config
    annotations: dict[str, Any] = {}
    for mixin in recording.annotated_mixins(cls):
        for name, annotation in recording.own_annotations(mixin).items():
            annotations[name] = _evaluated(mixin, annotation, {})
            if name in mixin.__dict__:
                namespace[name] = mixin.__dict__[name]
    for name, annotation in recording.own_annotations(cls).items():
        annotations[name] = _evaluated(cls, annotation, declared.names)
    namespace.update(declared.private)
    namespace.update(declared.defaults)
    namespace.update({name: _turned(proxy) for name, proxy in declared.decorators.items()})
    namespace["__annotations__"] = annotations
    bases = tuple(shadow_of(base) for base in cls.__bases__ if getattr(base, "__lion_entity__", False))
    if Generic in cls.__bases__:
        generics = tuple(base for base in cls.__orig_bases__ if typing.get_origin(base) is Generic)
        bases, namespace["__orig_bases__"] = (*bases, Generic), (*bases, *generics)
    inherited = {name for base in bases for name in getattr(base, "__pydantic_fields__", ())}
    for name in inherited.intersection(cls.__dict__).difference(annotations, namespace):
        if recording.is_plain_value(cls.__dict__[name]):
            namespace[name] = cls.__dict__[name]  # without an annotation: pydantic explains what is wrong
    if _asks_for_docstrings(declared.config, bases):
        described = extract_docstrings_from_cls(cls, use_inspect=True)
        for name, text in described.items():
            if name in annotations and getattr(namespace.get(name), "description", None) is None:
                annotations[name] = Annotated[annotations[name], Field(description=text)]
    return _ModelClass(cls.__name__, bases, namespace, **options)


def _asks_for_docstrings(config: dict[str, Any], bases: tuple[Any, ...]) -> bool:
    inherited = any(base.model_config.get("use_attribute_docstrings") for base in bases if base is not Generic)
    return bool(config.get("use_attribute_docstrings", inherited))


def _turned(proxy: Any) -> Any:
    """The decorator with a function that gets the real class where pydantic passes the shadow."""
    wrapped = proxy.wrapped
    if not isinstance(wrapped, classmethod):
        return PydanticDescriptorProxy(wrapped, proxy.decorator_info, proxy.shim)
    function = wrapped.__func__

    @functools.wraps(function)  # pydantic counts the parameters
    def with_real_class(cls: Any, *args: Any, **options: Any) -> Any:
        return function(cls.__lion_real__, *args, **options)

    return PydanticDescriptorProxy(classmethod(with_real_class), proxy.decorator_info, proxy.shim)


def _evaluated(cls: Any, annotation: Any, names: dict[str, Any]) -> Any:
    """The annotation with its texts evaluated, the name of the class meaning the class and not its shadow; as it is where a
    name is not known yet."""
    module = sys.modules.get(cls.__module__)
    known = {**(vars(module) if module else {}), **_names_of_callers(cls), **names, **vars(cls), cls.__name__: cls, **_type_parameters(cls)}

    class Holder:
        __annotations__ = {"value": annotation}

    try:
        found = typing.get_type_hints(Holder, known, known, include_extras=True)["value"]
    except Exception:
        return annotation
    return _open_generics(found) if getattr(cls, "__parameters__", ()) else found


def _open_generics(annotation: Any) -> Any:
    """The annotation of a generic class, in which generic entities are aliases: pydantic puts types for the parameters of aliases
    and of its own models only."""
    origin = typing.get_origin(annotation)
    if origin is None:
        parameters = getattr(annotation, "__parameters__", ()) if getattr(annotation, "__lion_entity__", False) else ()
        return _Alias(annotation, parameters) if parameters else annotation
    arguments = typing.get_args(annotation)
    opened = tuple(_open_generics(each) for each in arguments)
    if all(new is old for new, old in zip(opened, arguments, strict=True)):
        return annotation
    if origin is types.UnionType or origin is typing.Union:
        return typing.Union[opened]  # noqa: UP007  (of a tuple)
    return Annotated[opened] if origin is Annotated else origin[opened]


def _type_parameters(cls: Any) -> dict[str, Any]:
    return {parameter.__name__: parameter for parameter in getattr(cls, "__type_params__", ())}


def _names_of_callers(cls: Any) -> dict[str, Any]:
    """Names of the function a class was defined in, while that function still runs: classes defined after this one."""
    if "<locals>" not in cls.__qualname__:
        return {}
    function = cls.__qualname__.split(".<locals>")[-2].rpartition(".")[2]
    frame = sys._getframe(1)
    while frame is not None:
        if frame.f_code.co_name == function and frame.f_globals.get("__name__") == cls.__module__:
            return dict(frame.f_locals)
        frame = frame.f_back  # type: ignore[assignment]
    return {}


# --- the schema of the real class --------------------------------------------------------------------------------------


_open: list[Any] = []  # classes whose schema is being made; guarded by the lock of `building.plan_of`


def is_compiling() -> bool:
    """True while this thread compiles a class; to be asked under the lock of `building.plan_of`."""
    return bool(_open)


def complete(cls: Any) -> Any:
    """The shadow of `cls` with a core schema. Raises: PydanticUserError: a name in an annotation is not known."""
    _open.append(cls)
    try:
        return _completed(cls)
    finally:
        _open.remove(cls)


def _completed(cls: Any) -> Any:
    shadow = shadow_of(cls)
    if not shadow.__pydantic_complete__:
        module = sys.modules.get(cls.__module__)
        known = {**(vars(module) if module else {}), **_names_of_callers(cls), **_noted_names(cls), **vars(cls), cls.__name__: cls}
        try:
            shadow.model_rebuild(force=True, raise_errors=True, _types_namespace=known)
        except PydanticUndefinedAnnotation as error:
            name = cls.__name__
            text = f"`{name}` is not fully defined; you should define `{error.name}`, then call `{name}.model_rebuild()`."
            raise PydanticUserError(text, code="class-not-fully-defined") from error
    return shadow


def _noted_names(cls: Any) -> dict[str, Any]:
    """Names of the functions in which the class and its bases are defined."""
    names: dict[str, Any] = {}
    for base in reversed(cls.__mro__):
        if "__lion_declared__" in base.__dict__:
            names.update(base.__lion_declared__.names)
    return names


def real_schema(cls: Any, shadow: Any) -> Any:
    """The shadow's core schema with real classes as its models: that of the class, and those of fields of entity types."""
    return _replaced(shadow.__pydantic_core_schema__, cls)


def _replaced(schema: Any, itself: Any) -> Any:
    if isinstance(schema, dict):
        turned = {key: _replaced(value, itself) if key != "metadata" else value for key, value in schema.items()}
        real = schema["cls"].__dict__.get("__lion_real__") if schema.get("type") == "model" else None
        if real is not None:
            turned.update(cls=real, post_init="__lion_post_init__", custom_init=building.has_own_init(real))
            if real is not itself:
                turned["serialization"] = serialization()
        return turned
    if isinstance(schema, (list, tuple)):
        return type(schema)(_replaced(item, itself) for item in schema)
    return schema


def serialization() -> Any:
    """How pydantic dumps an entity in a field."""
    return core_schema.plain_serializer_function_ser_schema(dumping.serialized, info_arg=True)


def parts(schema: Any) -> tuple[Any, list[Any]]:
    """The part of a core schema that is the class itself, and the definitions around it."""
    definitions: list[Any] = []
    if schema["type"] == "definitions":
        definitions, schema = schema["definitions"], schema["schema"]
    if schema["type"] == "definition-ref":
        schema = next(each for each in definitions if each.get("ref") == schema["schema_ref"])
    return schema, definitions


def with_serialization(schema: Any, itself: bool) -> Any:
    """The schema with `serialization` where a field of the class's own type refers back to it, and for the class `itself`."""
    own, definitions = parts(schema)
    turned = {**own, "serialization": serialization()}
    if not definitions:
        return turned if itself else own
    around = [turned if each is own else each for each in definitions]
    if any(each is own for each in definitions):
        top = schema["schema"] if itself else {key: value for key, value in own.items() if key != "ref"}
    else:
        top = turned if itself else own
    return core_schema.definitions_schema(top, around)
