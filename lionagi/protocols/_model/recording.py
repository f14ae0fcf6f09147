"""What a sub-class statement declares, written down; nothing is compiled here and pydantic is not imported.

Defining a class must stay cheap (pydantic takes 1.4 ms for it), so this only takes what a pydantic model would not keep as class
attributes out of the class: defaults, decorators, private attributes, config. `shadow.py` reads it when the first instance is made.
"""

from __future__ import annotations

import sys

from lionagi import _class_registry, _errors

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# Keywords of a class statement that pydantic takes as config (`pydantic.ConfigDict`); the others belong to `__init_subclass__`.
CONFIG_KEYS = frozenset(
    {
        "alias_generator",
        "allow_inf_nan",
        "arbitrary_types_allowed",
        "cache_strings",
        "coerce_numbers_to_str",
        "defer_build",
        "extra",
        "field_title_generator",
        "from_attributes",
        "frozen",
        "hide_input_in_errors",
        "ignored_types",
        "json_encoders",
        "json_schema_extra",
        "json_schema_mode_override",
        "json_schema_serialization_defaults_required",
        "loc_by_alias",
        "model_title_generator",
        "plugin_settings",
        "polymorphic_serialization",
        "populate_by_name",
        "protected_namespaces",
        "regex_engine",
        "revalidate_instances",
        "schema_generator",
        "ser_json_bytes",
        "ser_json_inf_nan",
        "ser_json_temporal",
        "ser_json_timedelta",
        "serialize_by_alias",
        "str_max_length",
        "str_min_length",
        "str_strip_whitespace",
        "str_to_lower",
        "str_to_upper",
        "strict",
        "title",
        "url_preserve_empty_path",
        "use_attribute_docstrings",
        "use_enum_values",
        "val_json_bytes",
        "val_temporal_unit",
        "validate_assignment",
        "validate_by_alias",
        "validate_by_name",
        "validate_default",
        "validate_return",
        "validation_error_cause",
    }
)


class Declared:
    """What one class statement declares: `defaults` of annotated names, pydantic's `decorators`, `private` attributes and
    `config` by name, and the `names` of the enclosing function that its annotations may mean."""

    __slots__ = ("config", "decorators", "defaults", "has_model_config", "names", "private")

    def __init__(self) -> None:
        self.defaults: dict[str, Any] = {}
        self.decorators: dict[str, Any] = {}
        self.private: dict[str, Any] = {}
        self.config: dict[str, Any] = {}
        self.names: dict[str, Any] = {}
        self.has_model_config = False

    def __reduce__(self) -> tuple[Any, ...]:
        # cloudpickle carries classes by value. pydantic's decorator objects cannot be pickled, what they are made of can.
        decorators = {name: (proxy.wrapped, proxy.decorator_info, proxy.shim) for name, proxy in self.decorators.items()}
        return _declared, (self.defaults, decorators, self.private, self.config, self.names)


def _declared(defaults: Any, decorators: Any, private: Any, config: Any, names: Any) -> Declared:
    made = Declared()
    made.defaults, made.private, made.config, made.names = defaults, private, config, names
    if decorators:
        from pydantic._internal._decorators import PydanticDescriptorProxy

        made.decorators = {name: PydanticDescriptorProxy(*parts) for name, parts in decorators.items()}
    return made


class Pending:
    """The plan of a class that has fields and no instance yet."""

    __slots__ = ()

    def __reduce__(self) -> str:
        return "PENDING"


PENDING = Pending()


class Made:
    """What was made of a class when it was used; a copy of the class in another process makes its own."""

    __slots__ = ("field_serializer", "serializer", "shadow", "specialised", "twin")

    def __init__(self) -> None:
        self.shadow: Any = None
        self.serializer: Any = None
        self.field_serializer: Any = None
        self.twin: Any = None
        self.specialised: dict[Any, Any] = {}

    def __reduce__(self) -> tuple[Any, ...]:
        return Made, ()


def made_of(cls: Any) -> Made:
    found = cls.__dict__.get("__lion_made__")
    if found is None:
        found = cls.__lion_made__ = Made()
    return found  # type: ignore[no-any-return]


def record(cls: type, options: dict[str, Any]) -> dict[str, Any]:
    """Notes what `cls` declares and gives it `__lion_class__`, `__lion_declared__` and `__lion_plan__`.

    Returns the keywords of the class statement that are no config. Raises: TypeError: fields without a place for values.
    """
    namespace = cls.__dict__
    declared = Declared()
    declared.config = {key: value for key, value in options.items() if key in CONFIG_KEYS}
    if isinstance(namespace.get("model_config"), dict):
        declared.config = {**namespace["model_config"], **declared.config}
        declared.has_model_config = True
        del cls.model_config  # type: ignore[attr-defined]  # reading it gives the config of the bases too
    annotations = own_annotations(cls)
    fields = [name for name, annotation in annotations.items() if not name.startswith("_") and not _is_class_variable(annotation)]
    for name, value in list(namespace.items()):
        if _is(value, "pydantic._internal._decorators", "PydanticDescriptorProxy"):
            declared.decorators[name] = value
            setattr(cls, name, value.wrapped)
        elif name.startswith("_"):
            if _is_private(name, value, annotations):
                declared.private[name] = value
                delattr(cls, name)
        elif name in fields and not _is(namespace.get(name), "types", "MemberDescriptorType"):
            declared.defaults[name] = value
            delattr(cls, name)
        elif _is(value, "pydantic.fields", "FieldInfo"):
            declared.defaults[name] = value  # without an annotation: pydantic explains what is wrong
    if annotations:
        declared.names = _names_around(cls, annotations)
    cls.__lion_declared__ = declared  # type: ignore[attr-defined]
    cls.__lion_class__ = f"{cls.__module__}.{cls.__qualname__}"  # type: ignore[attr-defined]
    needs_plan = bool(
        fields
        or declared.decorators
        or declared.private
        or declared.config
        or declared.defaults
        or any(name.startswith("_") and not name.startswith("__") for name in annotations)
        or "model_post_init" in namespace
        or "Config" in namespace
        or any(is_plain_value(namespace.get(name, _IGNORED[0])) for name in cls.__lion_fields__)  # type: ignore[attr-defined]
        or any(getattr(base, "__lion_plan__", None) is not None or _is_annotated_mixin(base) for base in cls.__mro__[1:])
    )
    cls.__lion_plan__ = PENDING if needs_plan else None  # type: ignore[attr-defined]
    cls.__lion_record__ = None if needs_plan or _prints_itself(cls) else cls.__lion_class__  # type: ignore[attr-defined]
    built_in = cls.__lion_fields__  # type: ignore[attr-defined]
    homeless = [name for name in fields if name not in built_in and not _has_place(cls, name)]
    if homeless:
        raise _errors.slots_without_room(cls.__name__, homeless)
    return {key: value for key, value in options.items() if key not in CONFIG_KEYS}


def _prints_itself(cls: Any) -> bool:
    """True where the class or a base has a `to_dict` of its own: a core must not write its record by itself."""
    ours = cls.__lion_base__
    return any(getattr(cls, name) is not getattr(ours, name) for name in ours.__lion_hooks__)


def register(cls: type) -> None:
    """Makes the class known to `from_dict`."""
    _class_registry.LION_CLASS_REGISTRY[cls.__lion_class__] = cls  # type: ignore[attr-defined]


def own_annotations(cls: type) -> dict[str, Any]:
    """The annotations of the class itself, as they are written: values or texts."""
    if sys.version_info >= (3, 14):
        if "__annotate_func__" not in cls.__dict__ and "__annotations__" not in cls.__dict__:
            return {}
        import annotationlib

        return annotationlib.get_annotations(cls, format=annotationlib.Format.FORWARDREF)
    return vars(cls).get("__annotations__") or {}


def annotated_mixins(cls: type) -> list[type]:
    """The bases that are no entities but declare fields all the same, the most basic first."""
    return [base for base in reversed(cls.__mro__) if _is_annotated_mixin(base)]


def _is_annotated_mixin(base: type) -> bool:
    return (
        not getattr(base, "__lion_entity__", False)
        and base.__module__ not in ("typing", "abc", "builtins", "lionagi.protocols._model.surface")
        and not base.__dict__.get("_is_protocol", False)
        and bool(own_annotations(base))
    )


def _is(value: Any, module: str, name: str) -> bool:
    """`isinstance` of a class whose module is not imported for the question: without it there is no such value."""
    found = sys.modules.get(module)
    return found is not None and isinstance(value, getattr(found, name))


def _is_class_variable(annotation: Any) -> bool:
    if isinstance(annotation, str):
        text = annotation.rpartition("typing.")[2] if annotation.startswith(("typing.", "t.")) else annotation
        return text.removeprefix("t.").startswith("ClassVar")
    typing = sys.modules.get("typing")
    return typing is not None and (annotation is typing.ClassVar or typing.get_origin(annotation) is typing.ClassVar)


_IGNORED = (type(lambda: None), property, classmethod, staticmethod, type)


def _is_private(name: str, value: Any, annotations: dict[str, Any]) -> bool:
    if name.startswith(("__", "_abc_")) or name in ("_is_protocol", "_is_runtime_protocol"):
        return False
    if _is(value, "pydantic.fields", "ModelPrivateAttr"):
        return True
    if name in annotations:
        return not _is_class_variable(annotations[name])
    return is_plain_value(value)


def is_plain_value(value: Any) -> bool:
    """True of what pydantic takes for a value in a class body: no method, property, class or descriptor."""
    return not isinstance(value, _IGNORED) and not hasattr(type(value), "__get__")


def _has_place(cls: type, name: str) -> bool:
    return bool(cls.__dictoffset__) or hasattr(getattr(cls, name, None), "__set__")


def _names_around(cls: type, annotations: dict[str, Any]) -> dict[str, Any]:
    """The local names of the function a class is defined in, as far as the text of its annotations holds them."""
    if "<locals>" not in cls.__qualname__:
        return {}
    text = " ".join(annotation if isinstance(annotation, str) else repr(annotation) for annotation in annotations.values())
    frame = sys._getframe(1)
    while frame is not None and (frame.f_code.co_name == "__init_subclass__" or frame.f_globals.get("__name__") == __name__):
        frame = frame.f_back  # type: ignore[assignment]
    return {} if frame is None else {name: value for name, value in frame.f_locals.items() if name in text}
