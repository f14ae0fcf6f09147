"""How instances of one class are validated: compiled once, when the first instance is made.

Not here: the pydantic model behind it (`shadow.py`). Three ways, from fast to complete, and all accept and reject the same:
*fast* (every own field an unconstrained str, int, float or bool of exactly that type: nothing to validate), *own fields* (pydantic
validates the fields of the sub-class, the core reads the built-in ones) and *whole* (pydantic does all of it, in the order and with
the errors of a model). Any failure on the first two is repeated as a whole, which raises all problems as one error.
"""

from __future__ import annotations

from typing import Any

from pydantic._internal._config import ConfigWrapper
from pydantic_core import PydanticUndefined, SchemaValidator, ValidationError, core_schema

from lionagi import _errors
from lionagi._core.sentinels import Undefined
from lionagi.protocols._model import building, recording, shadow
from lionagi.protocols._model.direct import direct_fields

_SCALARS = (str, int, float, bool)
_PLAIN_CONFIG = {"defer_build", "arbitrary_types_allowed", "use_enum_values", "populate_by_name", "extra", "title"}
_DIRECT_CONFIG = _PLAIN_CONFIG | {"frozen", "validate_assignment", "json_schema_extra", "from_attributes"}
_object_setattr = object.__setattr__


class Plan:
    """See the module."""

    __slots__ = (
        "allows_extra",
        "built_in",
        "cls",
        "direct",
        "dumps_plainly",
        "fast",
        "fields",
        "frozen",
        "frozen_fields",
        "own",
        "own_built_in",
        "own_names",
        "post_init",
        "private",
        "schema",
        "shadow",
        "validate_assignment",
        "validator",
    )

    def __init__(self, cls: Any) -> None:
        self.cls = cls
        self.shadow = shadow.complete(cls)
        self.schema = shadow.real_schema(cls, self.shadow)
        settings = ConfigWrapper(self.shadow.model_config, check=False).core_config(title=cls.__name__)
        self.validator = SchemaValidator(self.schema, settings)
        config = self.shadow.model_config
        self.fields = dict(self.shadow.__pydantic_fields__)
        self.built_in = cls.__lion_fields__
        self.allows_extra = config.get("extra") == "allow"
        self.frozen = bool(config.get("frozen"))
        self.frozen_fields = frozenset(name for name, field in self.fields.items() if field.frozen)
        self.validate_assignment = bool(config.get("validate_assignment"))
        self.private = dict(self.shadow.__private_attributes__)
        self.post_init = cls.model_post_init if cls.model_post_init is not building._BASES["ElementCore"].model_post_init else None
        self.own_built_in = tuple(name for name in self.built_in if self._is_changed(name))
        self.direct: Any = None
        self.own = self._own_validator()
        self.fast = self._fast_fields()
        self.own_names = tuple(name for name in self.fields if name not in self.built_in)
        self.dumps_plainly = self._dumps_plainly()

    def __reduce__(self) -> tuple[Any, ...]:
        return _pending, ()  # a copy of the class in another process compiles its own

    # --- compiling ---------------------------------------------------------------------------------------------------

    def _is_changed(self, name: str) -> bool:
        """True where the class declares a built-in field anew, or has a validator of its own for it."""
        ours = shadow.shadow_of(self.cls.__lion_base__)
        decorators = self.shadow.__pydantic_decorators__.field_validators
        theirs = ours.__pydantic_decorators__.field_validators
        if any(name in found.info.fields or "*" in found.info.fields for key, found in decorators.items() if key not in theirs):
            return True
        field, original = self.fields[name], ours.__pydantic_fields__[name]
        return (field.annotation, field.default, field.default_factory, field.alias, field.validation_alias) != (
            original.annotation,
            original.default,
            original.default_factory,
            original.alias,
            original.validation_alias,
        ) or [each for each in field.metadata if each not in original.metadata] != []

    def _own_validator(self) -> Any:
        """A validator of the own fields alone; None where only the whole can be validated."""
        own, definitions = shadow.parts(self.schema)
        fields = own["schema"] if own["type"] == "model" else {}
        config = self.shadow.model_config
        if (
            fields.get("type") != "model-fields"
            or not self.cls.__dictoffset__
            or self.shadow.__pydantic_root_model__
            or "id" in self.own_built_in
        ):
            return None
        if config.get("alias_generator") is not None:
            return None  # aliases of built-in fields are pydantic's to resolve
        kept = {name: field for name, field in fields["fields"].items() if name not in self.built_in or name in self.own_built_in}
        inner = {**fields, "fields": kept}
        if _looks_around(kept):
            return None
        settings: Any = {**(own.get("config") or {}), "title": self.cls.__name__}
        whole = core_schema.definitions_schema(inner, definitions) if definitions else inner
        if not (self.own_built_in or self.cls.__lion_readers__ or set(config) - _DIRECT_CONFIG or config.get("extra") != "forbid"):
            self.direct = direct_fields(kept, definitions, settings)
        return SchemaValidator(whole, settings).validate_python

    def _fast_fields(self) -> Any:
        """(name, type, default) of each own field, default Undefined where it is required; None where something must run."""
        decorators = self.shadow.__pydantic_decorators__
        ours = shadow.shadow_of(self.cls.__lion_base__).__pydantic_decorators__
        if self.own is None or self.own_built_in or self.private or self.post_init or self.cls.__lion_readers__:
            return None
        if len(decorators.field_validators) > len(ours.field_validators) or decorators.root_validators or decorators.validators:
            return None
        if set(self.shadow.model_config) - _PLAIN_CONFIG or self.shadow.model_config.get("extra") != "forbid":
            return None
        fast = []
        for name, field in self.fields.items():
            if name in self.built_in:
                continue
            if field.annotation not in _SCALARS or field.metadata or field.alias or field.validation_alias or field.validate_default:
                return None
            if field.default_factory is not None or field.init is False or field.kw_only is False:
                return None
            default = Undefined if field.is_required() else field.default
            if default is not Undefined and type(default) not in (*_SCALARS, type(None)):
                return None
            fast.append((name, field.annotation, default))
        return tuple(fast)

    def _dumps_plainly(self) -> bool:
        """True where a dump is the values of the fields, each as it is if it is a text, a number or None."""
        decorators = self.shadow.__pydantic_decorators__
        config = self.shadow.model_config
        return not (
            decorators.field_serializers
            or decorators.model_serializers
            or decorators.computed_fields
            or self.own_built_in
            or not self.cls.__dictoffset__
            or self.allows_extra
            or config.get("serialize_by_alias")
            or self.cls.model_dump is not building._BASES["ElementCore"].model_dump
            # The serializers of our own fields are what a core does by itself.
            or any(field.exclude or (name not in self.built_in and _has_serializer(field.metadata)) for name, field in self.fields.items())
        )

    # --- making ------------------------------------------------------------------------------------------------------

    def fill(self, instance: Any, values: dict[str, Any], extra: dict[str, Any]) -> None:
        """The constructor of an instance of this class. Raises: ValidationError, IDError."""
        if self.fast is not None and self._fill_fast(instance, values, extra):
            return
        given = {name: value for name, value in values.items() if value is not Undefined}
        if self.own is None or not self._fill_own(instance, given, extra):
            self.validate({**given, **extra}, instance)

    def _fill_fast(self, instance: Any, values: dict[str, Any], extra: dict[str, Any]) -> bool:
        left = len(extra)
        defaults = None
        for name, kind, default in self.fast:
            value = extra.get(name, Undefined)
            if value is Undefined:
                if default is Undefined:
                    return False
                if defaults is None:
                    defaults = {}
                defaults[name] = default
            elif type(value) is not kind:
                return False
            else:
                left -= 1
        if left:
            return False
        given = {name: value for name, value in values.items() if value is not Undefined}
        core = self._core(given)
        if core is None:
            return False
        building._set_core(instance, core)
        for name, value in extra.items():
            _object_setattr(instance, name, value)
        if defaults is not None:
            for name, value in defaults.items():
                _object_setattr(instance, name, value)
        if given and (len(given) > 1 or given.get("content") is None):
            building._set_given(instance, {*given, *extra})
        elif defaults is not None:
            building._set_given(instance, len(extra))
        return True

    def _fill_own(self, instance: Any, given: dict[str, Any], extra: dict[str, Any]) -> bool:
        names = {*given, *extra}
        for name in self.own_built_in:
            if name in given:
                value = given.pop(name)
                try:
                    extra[name] = building.read_field(self.cls, name, value) if name != "id" else value
                except ValueError:
                    given[name] = value
                    return False
        try:
            values, more, _ = self.own(extra)
        except ValidationError:
            for name in self.own_built_in:
                if name in extra:
                    given[name] = extra.pop(name)
            return False
        for name in self.own_built_in:
            if name in values:
                given[name] = values.pop(name)
            extra.pop(name, None)
        core = self._core(given)
        if core is None:
            return False
        building._set_core(instance, core)
        if more:
            values.update(more)
        instance.__dict__.update(values)
        building._set_given(instance, names)
        if self.private or self.post_init is not None:
            self.finish(instance, None)
        return True

    def _core(self, given: dict[str, Any]) -> Any:
        """The core of the built-in values; None where one of them is wrong. Raises: IDError."""
        try:
            return building.core_of(self.cls, building._prepared(self.cls, given))
        except ValueError:
            return None

    def validate(self, arguments: Any, instance: Any = None, **options: Any) -> Any:
        """Validates as a whole, into `instance` where one is given. Raises: ValidationError, IDError."""
        return self.validator.validate_python(arguments, self_instance=instance, **options)

    def finish(self, instance: Any, context: Any) -> None:
        """What follows when all fields have their values."""
        for name, attribute in self.private.items():
            default = _default_of(attribute, instance)
            if default is not PydanticUndefined:
                _object_setattr(instance, name, default)
        if self.post_init is not None:
            instance.model_post_init(context)

    # --- assignment --------------------------------------------------------------------------------------------------

    def assign(self, instance: Any, name: str, value: Any) -> None:
        """`instance.name = value` under the config of the class. Raises: ValidationError, ValueError."""
        field = self.fields.get(name)
        if name.startswith("_"):
            _object_setattr(instance, name, value)
        elif name in self.shadow.__class_vars__:
            raise _errors.class_variable_assigned(self.cls.__name__, name)
        elif field is None and not (self.allows_extra and not hasattr(self.cls, name)):
            building.assign_other(instance, name, value)
        elif self.frozen or name in self.frozen_fields:
            self.refuse_frozen(name, value)
        elif self.validate_assignment:
            self._assign_validated(instance, name, value)
        elif name in self.built_in:
            building.assign_built_in(instance, name, value)
        else:
            names = building.given(instance)
            _object_setattr(instance, name, value)
            names.add(name)
            building._set_given(instance, names)

    def delete(self, instance: Any, name: str) -> None:
        """`del instance.name` under the config of the class. Raises: ValidationError, AttributeError."""
        if not name.startswith("_") and (self.frozen or name in self.frozen_fields):
            self.refuse_frozen(name, None)
        object.__delattr__(instance, name)

    def _assign_validated(self, instance: Any, name: str, value: Any) -> None:
        # pydantic assigns into an instance dict that holds every field; a stand-in has one, so that a failure changes nothing.
        values = dict(instance.__dict__)
        stand_in = building.restore(self.cls, *building.state_of(instance), kind=type(instance._core))
        stand_in.__dict__.update({each: getattr(instance, each) for each in self.built_in})
        self.validator.validate_assignment(stand_in, name, value)
        for each, new in stand_in.__dict__.items():
            if each in self.built_in:
                if new is not getattr(instance, each):
                    _object_setattr(instance, each, new)
            elif each not in values or values[each] is not new:
                _object_setattr(instance, each, new)
        building.mark_given(instance, name)

    def refuse_frozen(self, name: str, value: Any) -> None:
        kind = "frozen_instance" if self.frozen else "frozen_field"
        raise ValidationError.from_exception_data(self.cls.__name__, [{"type": kind, "loc": (name,), "input": value}])

    def refuse(self, name: str, value: Any) -> None:
        """Raises the error of a built-in field that was assigned something wrong."""
        try:
            building.read_field(self.cls, name, value)
            return
        except ValueError as error:
            problem = error
        raise ValidationError.from_exception_data(
            self.cls.__name__, [{"type": "value_error", "loc": (name,), "input": value, "ctx": {"error": problem}}]
        ) from None


def _looks_around(schema: Any) -> bool:
    """True where a validator or default may ask for the fields before it, among them built-in ones."""
    if isinstance(schema, dict):
        if schema.get("type") in ("model", "with-info") or schema.get("default_factory_takes_data"):
            return bool(schema["type"] != "model")
        return any(_looks_around(value) for key, value in schema.items() if key not in ("metadata", "serialization"))
    return isinstance(schema, (list, tuple)) and any(_looks_around(item) for item in schema)


def _has_serializer(metadata: list[Any]) -> bool:
    return any(type(each).__module__.startswith("pydantic.") and "Serializ" in type(each).__name__ for each in metadata)


def _default_of(attribute: Any, instance: Any) -> Any:
    """The default of a private attribute; its factory may ask for the fields (pydantic 2.12 and newer)."""
    if attribute.default_factory is None:
        return attribute.get_default()
    if getattr(attribute, "default_factory_takes_validated_data", False):
        return attribute.default_factory(dict(instance))
    return attribute.default_factory()


def _pending() -> Any:
    return recording.PENDING


def compiled(cls: Any) -> Plan:
    return Plan(cls)
