"""`Surface`: what pydantic, and programs that know pydantic models, ask of an entity class or instance.

Not here: how it is answered (the other modules of this package). Importing this imports no pydantic.
"""

from __future__ import annotations

from lionagi import _errors
from lionagi.protocols._model import building, dumping, recording

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any, ClassVar

    from pydantic import Field
    from typing_extensions import Self, dataclass_transform
else:

    def dataclass_transform(**_):
        """Only a type checker wants to know."""
        return lambda cls: cls

    Field = None


_STR = frozenset({str})


class OfClass:
    """An attribute computed of the class, also when it is read on the class."""

    __slots__ = ("read",)

    def __init__(self, read: Callable[[Any], Any]) -> None:
        self.read = read

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        return self.read(cls)


def _plan(cls: Any) -> Any:
    return building.plan_of(cls)


def _lists_of_fields(cls: Any) -> dict[str, Any]:
    return dict(_plan(cls).fields)


def _config(cls: Any) -> dict[str, Any]:
    return {key: value for key, value in _plan(cls).shadow.model_config.items() if key != "defer_build"}


def _outside(cls: Any) -> Any:
    from lionagi.protocols._model import outside

    return outside


@dataclass_transform(kw_only_default=True, field_specifiers=(Field,))
class Surface:
    """The pydantic face of entities."""

    __slots__ = ()
    __lion_entity__ = True
    __lion_plan__: Any = None
    # The component that has the class's core, arguments of that core which are no fields, defaults of built-in fields that are not
    # None, readers of built-in fields beside those of `building` (field -> function of class and value), and what a sub-class may
    # override that a core would do by itself.
    __lion_component__: ClassVar[str] = "entity"
    __lion_constants__: ClassVar[dict[str, Any]] = {}
    __lion_defaults__: ClassVar[dict[str, Any]] = {}
    __lion_readers__: ClassVar[dict[str, Callable[[Any, Any], Any]]] = {}
    __lion_hooks__: ClassVar[tuple[str, ...]] = ("to_dict", "model_dump")
    if TYPE_CHECKING:
        __lion_class__: ClassVar[str]
        __lion_record__: ClassVar[str | None]
        __lion_fields__: ClassVar[tuple[str, ...]]
        _core: Any

    # --- sub-classing ------------------------------------------------------------------------------------------------

    def __init_subclass__(cls, **options: Any) -> None:
        if "__lion_core__" in vars(cls) and cls.__module__.startswith("lionagi."):
            return  # one of ours, which introduces itself
        if "__lion_unlisted__" in vars(cls):
            return
        if "__pydantic_reset_parent_namespace__" in options:
            raise _errors.create_model_on_entity(cls.__base__.__name__ if cls.__base__ else cls.__name__)
        rest = recording.record(cls, options)
        super().__init_subclass__(**rest)
        super(cls, cls).__pydantic_init_subclass__(**rest)  # type: ignore[misc]

    @classmethod
    def __lion_arguments__(cls, given: dict[str, Any]) -> dict[str, Any]:
        """The arguments of a constructor by the names of the fields; for classes that take others too."""
        return given

    @classmethod
    def __pydantic_init_subclass__(cls, **options: Any) -> None:
        """Called when a sub-class is complete; makes it known to `from_dict`. Call `super()` when you override it."""
        recording.register(cls)

    def __class_getitem__(cls, arguments: Any) -> Any:
        return building.specialised(cls, arguments)

    def model_post_init(self, context: Any, /) -> None:
        """Called when all fields are set; for sub-classes to override."""

    def __lion_post_init__(self, context: Any) -> None:
        # pydantic has filled the instance dict: the built-in fields move to the core.
        if type(self).__dictoffset__:
            building.take_over(self, self.__dict__)
        _plan(type(self)).finish(self, context)

    def __lion_jsonable__(self, fields: dict[str, Any]) -> dict[str, Any]:
        """The fields of a dump as JSON shall hold them; for classes with values that have another form there."""
        return fields

    # --- instances ---------------------------------------------------------------------------------------------------

    def __setattr__(self, name: str, value: Any) -> None:
        building.assign(self, name, value)

    def __delattr__(self, name: str) -> None:
        if type(self).__lion_plan__ is None and name not in self.__lion_fields__:
            object.__delattr__(self, name)
        else:
            _plan(type(self)).delete(self, name)

    def __iter__(self) -> Iterator[tuple[str, Any]]:
        """(name, value) of every field, as of a pydantic model."""
        for name in _plan(type(self)).fields:
            if hasattr(self, name):
                yield name, getattr(self, name)
        extra = self.model_extra
        if extra:
            yield from extra.items()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in self.__repr_args__())})"

    def __str__(self) -> str:
        return " ".join(f"{name}={value!r}" for name, value in self.__repr_args__())

    def __repr_args__(self) -> Iterator[tuple[str, Any]]:
        if type(self).__lion_plan__ is None:
            for name in self.__lion_fields__:
                yield name, getattr(self, name)
            return
        plan = _plan(type(self))
        for name, value in self:
            field = plan.fields.get(name)
            if field is None or field.repr:
                yield name, value
        for name, field in plan.shadow.__pydantic_computed_fields__.items():
            if field.repr:
                yield name, getattr(self, name)

    def __reduce_ex__(self, protocol: Any) -> tuple[Any, ...]:
        if type(self).__reduce__ is not object.__reduce__:
            return self.__reduce__()  # type: ignore[return-value]  # a sub-class has its own
        return building.reduce(self)

    def __copy__(self) -> Self:
        return building.copied(self)  # type: ignore[no-any-return]

    def __deepcopy__(self, memo: dict[int, Any] | None = None) -> Self:
        return building.deep_copied(self, {} if memo is None else memo)  # type: ignore[no-any-return]

    def model_copy(self, *, update: dict[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy on the same backend; `update` is not validated."""
        return building.model_copy(self, update, deep)  # type: ignore[no-any-return]

    # pydantic-core writes these four into what it makes. A class with an instance dict has a `__dict__` of its own.

    @property
    def __dict__(self) -> dict[str, Any]:
        raise AttributeError(f"{type(self).__name__!r} object has no attribute '__dict__'")

    @__dict__.setter
    def __dict__(self, values: dict[str, Any]) -> None:
        building.take_over(self, values)
        for name, value in values.items():
            object.__setattr__(self, name, value)

    @property
    def __pydantic_fields_set__(self) -> set[str]:
        return building.given(self)

    @__pydantic_fields_set__.setter
    def __pydantic_fields_set__(self, names: set[str]) -> None:
        building.set_given(self, names)

    @property
    def __pydantic_extra__(self) -> dict[str, Any] | None:
        return self.model_extra

    @__pydantic_extra__.setter
    def __pydantic_extra__(self, values: dict[str, Any] | None) -> None:
        if values:
            self.__dict__.update(values)

    @property
    def __pydantic_private__(self) -> dict[str, Any] | None:
        return {name: value for name, value in getattr(self, "__dict__", {}).items() if name.startswith("_")} or None

    @__pydantic_private__.setter
    def __pydantic_private__(self, values: dict[str, Any] | None) -> None:
        """Private attributes live in the instance dict: nothing to keep beside it."""

    @property
    def model_fields_set(self) -> set[str]:
        """The names of the fields that were given, or assigned."""
        return building.given(self)

    @property
    def model_extra(self) -> dict[str, Any] | None:
        """What was given beyond the fields, where the config allows it."""
        if type(self).__lion_plan__ is None or not _plan(type(self)).allows_extra:
            return None
        plan = _plan(type(self))
        known = {**plan.fields, **plan.shadow.__pydantic_computed_fields__}
        return {name: value for name, value in self.__dict__.items() if name not in known and not name.startswith("_")}

    # --- making ------------------------------------------------------------------------------------------------------

    @classmethod
    def model_validate(cls, obj: Any, **options: Any) -> Self:
        """An instance of a dict, of attributes (`from_attributes=True`), or the instance itself. `strict`, `context`, `by_alias`,
        `by_name`, `extra`: as of pydantic. Raises: ValidationError."""
        if not options and type(obj) is dict and not building.has_own_init(cls) and "self" not in obj and _STR.issuperset(map(type, obj)):
            return cls(**obj)
        return _plan(cls).validator.validate_python(obj, **options)  # type: ignore[no-any-return]

    @classmethod
    def model_validate_json(cls, json_data: str | bytes, **options: Any) -> Self:
        """An instance of JSON text. Raises: ValidationError."""
        return _plan(cls).validator.validate_json(json_data, **options)  # type: ignore[no-any-return]

    @classmethod
    def model_validate_strings(cls, obj: Any, **options: Any) -> Self:
        """An instance of a dict whose values are texts. Raises: ValidationError."""
        return _plan(cls).validator.validate_strings(obj, **options)  # type: ignore[no-any-return]

    @classmethod
    def model_construct(cls, _fields_set: set[str] | None = None, **values: Any) -> Self:
        """An instance without validation; defaults are filled in."""
        return _outside(cls).construct(cls, _fields_set, values)  # type: ignore[no-any-return]

    @classmethod
    def model_rebuild(cls, **options: Any) -> bool | None:
        """Compiles the class anew, with the names of `_types_namespace`."""
        return _outside(cls).rebuild(cls, **options)  # type: ignore[no-any-return]

    # --- dumps -------------------------------------------------------------------------------------------------------

    def model_dump(self, **options: Any) -> dict[str, Any]:
        """A dict of the fields; options as of pydantic."""
        return dumping.dump(self, options)  # type: ignore[no-any-return]

    def model_dump_json(self, **options: Any) -> str:
        """JSON of the fields; options as of pydantic."""
        return dumping.dump_json(self, options)

    # --- the class ---------------------------------------------------------------------------------------------------

    model_fields = OfClass(_lists_of_fields)
    model_computed_fields = OfClass(lambda cls: dict(_plan(cls).shadow.__pydantic_computed_fields__))
    model_config = OfClass(_config)
    __pydantic_fields__ = OfClass(_lists_of_fields)
    __pydantic_computed_fields__ = OfClass(lambda cls: dict(_plan(cls).shadow.__pydantic_computed_fields__))
    __pydantic_core_schema__ = OfClass(lambda cls: _outside(cls).core_schema_of(cls))
    __pydantic_validator__ = OfClass(lambda cls: _plan(cls).validator)
    __pydantic_serializer__ = OfClass(lambda cls: _outside(cls).serializer_of(cls))
    __signature__ = OfClass(lambda cls: _outside(cls).signature_of(cls))

    @classmethod
    def model_json_schema(cls, **options: Any) -> dict[str, Any]:
        """JSON schema; options as of pydantic."""
        return _outside(cls).json_schema_of(cls, **options)  # type: ignore[no-any-return]

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> Any:
        return _outside(cls).core_schema_of(cls, handler)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: Any, handler: Any) -> Any:
        return handler(schema)
