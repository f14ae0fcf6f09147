"""Instances as dicts and JSON, by pydantic where a class declares something, by the core alone where it does not.

pydantic serialises an instance dict, and an entity keeps its built-in fields elsewhere: what it is given is a snapshot, a second
instance of the same class on the same core, whose dict holds every field in order. So serializers and computed fields see the
user's class.
"""

from __future__ import annotations

from lionagi import _errors
from lionagi._core.sentinels import Undefined, Unset
from lionagi.protocols._model import building, recording
from lionagi.registry import active

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def serializer_of(cls: Any) -> Any:
    """pydantic's serializer for snapshots of the class."""
    made = recording.made_of(cls)
    if made.serializer is None:
        from pydantic_core import SchemaSerializer

        from lionagi.protocols._model import shadow

        made.serializer = SchemaSerializer(shadow.with_serialization(building.plan_of(cls).schema, itself=False))
    return made.serializer


def snapshot(self: Any, serialize_as_any: Any = False) -> Any:
    """See the module. For a class without an instance dict, and where pydantic asks the class of the instance how it is serialised,
    an instance of a twin class."""
    cls: Any = type(self)
    built_in, own, noted = building.state_of(self)
    kind = _twin(cls) if serialize_as_any or not cls.__dictoffset__ else cls
    made = kind.__new__(kind)
    building._set_core(made, self._core)
    fields = building.plan_of(cls).fields
    values = {}
    for name in fields:
        if name in built_in:
            values[name] = built_in[name]
        elif name in own:
            values[name] = own[name]
    for name, value in own.items():
        if name not in values:
            values[name] = value
    if serialize_as_any:  # pydantic asks the type of a value then, and ids have no serializer there
        values.update({name: str(value) for name, value in values.items() if type(value).__name__ == "IDType"})
    made.__dict__.update(values)
    building._set_given(made, building.given(self) if noted is None or isinstance(noted, int) else noted)
    return made


def _twin(cls: Any) -> Any:
    """A class whose instances have a dict, and whose serializer takes that dict as it is: that of the class would ask for a snapshot."""
    made = recording.made_of(cls)
    if made.twin is None:
        names = {"__lion_unlisted__": True, "__module__": cls.__module__, "__qualname__": cls.__qualname__}
        twin = type(cls)(cls.__name__, (cls,), names)
        twin.__pydantic_serializer__ = serializer_of(cls)
        made.twin = twin
    return made.twin


def dump(self: Any, options: dict[str, Any]) -> Any:
    """`model_dump`: a dict of the fields, without the class."""
    cls = type(self)
    mode = options.get("mode", "python")
    if cls.__lion_plan__ is None and mode == "python" and not any(value for key, value in options.items() if key not in _HARMLESS):
        fields = self._core.to_dict("")
        del fields["metadata"]["lion_class"]
        return _with_id_and_models(self, fields)
    return _to_python(self, options)


def _to_python(self: Any, options: dict[str, Any]) -> Any:
    return serializer_of(type(self)).to_python(snapshot(self, options.get("serialize_as_any")), **options)


_HARMLESS = ("mode", "warnings", "context", "by_alias")


def _with_id_and_models(self: Any, fields: dict[str, Any]) -> dict[str, Any]:
    content = fields.get("content")
    if isinstance(content, dict) and getattr(type(self.content), "__lion_entity__", False):
        fields["content"] = self.content.model_dump()
    return fields


def serialized(value: Any, info: Any) -> Any:
    """An entity in a field of a model that is dumped; `info` has the options."""
    if not getattr(type(value), "__lion_entity__", False):
        return value
    options = {name: getattr(info, name) for name in _OPTIONS if hasattr(info, name)}
    if getattr(type(value), "__lion_collection__", False):
        return value.model_dump(**options)  # its fields are in cores of their own, which a snapshot does not show
    return _to_python(value, options)


_OPTIONS = (
    *("mode", "include", "exclude", "by_alias", "exclude_unset", "exclude_defaults", "exclude_none", "round_trip", "context"),
    "serialize_as_any",
)


def dump_json(self: Any, options: dict[str, Any]) -> str:
    """`model_dump_json`."""
    shown = snapshot(self, options.get("serialize_as_any"))
    return serializer_of(type(self)).to_json(shown, **options).decode()  # type: ignore[no-any-return]


# --- the forms of an entity ----------------------------------------------------------------------------------------------


def to_dict(self: Any, mode: str, options: dict[str, Any]) -> dict[str, Any]:
    """`to_dict` of a class that declares something, or with options of `model_dump`."""
    if mode not in ("python", "json", "db"):
        raise _errors.unsupported_mode(mode)
    if mode == "python":
        own = None if options else _plain_fields(self)
        return _named(self, options) if own is None else {**self._core.to_dict(self.__lion_class__), **own}
    fields: dict[str, Any] = json_decode(to_json(self, options))
    return named_for_db(fields) if mode == "db" else fields


def to_json(self: Any, options: dict[str, Any]) -> bytes:
    options.pop("mode", None)  # the form is JSON, whatever it says
    own = None if options else _plain_fields(self)
    if own is not None:
        return self._core.to_json(self.__lion_class__, own, json_default)  # type: ignore[no-any-return]
    return active.cores.codec.json_encode(self.__lion_jsonable__(_named(self, options)), json_default)


_PLAIN = frozenset({str, int, float, bool, type(None)})


def _plain_fields(self: Any) -> dict[str, Any] | None:
    """The own fields, where they need no serializer: nothing but texts, numbers and None; None where they do."""
    cls = type(self)
    plan = building.plan_of(cls)
    if not plan.dumps_plainly:
        return None
    own = {}
    values = self.__dict__
    for name in plan.own_names:
        value = values.get(name, Undefined)
        if type(value) not in _PLAIN:
            return None
        own[name] = value
    return own


def _named(self: Any, options: dict[str, Any]) -> dict[str, Any]:
    """The dump, its metadata naming the class. Content that is an entity names its class too."""
    options.setdefault("warnings", False)
    dumped: Any = dump(self, options)
    if not isinstance(dumped, dict):
        return dumped  # type: ignore[no-any-return]  # a serializer of the whole model decides
    fields = {key: value for key, value in dumped.items() if value is not Undefined and value is not Unset}
    if "metadata" in fields:
        if not isinstance(fields["metadata"], dict):
            raise _errors.metadata_not_a_dict(fields["metadata"])
        fields["metadata"]["lion_class"] = self.__lion_class__
    content: Any = getattr(self, "content", None)
    if isinstance(fields.get("content"), dict) and getattr(type(content), "__lion_entity__", False) and "metadata" in fields["content"]:
        fields["content"] = content.to_dict()
    return fields


def named_for_db(fields: dict[str, Any]) -> dict[str, Any]:
    """`metadata` called `node_metadata`, at the end."""
    if "metadata" in fields:
        fields["node_metadata"] = fields.pop("metadata")
    return fields


def json_decode(data: bytes | str) -> Any:
    return active.cores.codec.json_decode(data)


def json_default(value: Any) -> Any:
    """JSON of what JSON does not know: ids, entities, models, classes of models (their schema), sets, paths, decimals.

    Raises: TypeError: anything else.
    """
    kind = type(value)
    if getattr(kind, "__lion_entity__", False):
        return value.to_dict()
    if kind.__name__ == "IDType" or hasattr(kind, "__fspath__") or kind.__name__ == "Decimal":
        return str(value)
    if isinstance(value, (set, frozenset)):
        return list(value)
    if hasattr(kind, "__pydantic_serializer__") and hasattr(kind, "model_dump"):
        return value.model_dump(mode="json")
    if isinstance(value, type) and hasattr(value, "model_json_schema"):
        return value.model_json_schema()
    raise _errors.json_unknown_type(kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}")


# --- reading -------------------------------------------------------------------------------------------------------------


def from_dict(cls: Any, data: Any) -> Any:
    """See `Element.from_dict`."""
    if not isinstance(data, dict):
        raise _errors.not_a_record(data)
    fields = dict(data)
    metadata = fields.pop("metadata", None)
    if "node_metadata" in fields:
        metadata = fields.pop("node_metadata")
    if isinstance(metadata, dict):
        path = metadata.get("lion_class")
        if "lion_class" in metadata:
            metadata = {key: value for key, value in metadata.items() if key != "lion_class"} if len(metadata) > 1 else None
        if path is not None and path != cls.__lion_class__ and path != building._BASES["ElementCore"].__lion_class__:
            found = building.resolve(path)
            if found is not cls:
                if metadata:
                    fields["metadata"] = metadata
                if getattr(found.from_dict, "__func__", None) is not getattr(cls.from_dict, "__func__", None):
                    return found.from_dict(fields)
                return _validated(found, fields)
    if metadata:
        fields["metadata"] = metadata
    return _validated(cls, fields)


def _validated(cls: Any, fields: dict[str, Any]) -> Any:
    """`cls.model_validate(fields)`, for `Element` and `Node` themselves without a call of their constructors."""
    ours: Any = building._BASES.get(cls.__lion_core__)
    if ours is cls and cls.__lion_component__ == "entity":
        usual = type(fields.get("content")) is not dict and type(fields.get("metadata", {})) is dict
        if usual and _all_fields(cls).issuperset(fields):
            entity = active.cores.entity
            attach = entity.attach_node_of if cls.__lion_core__ == "NodeCore" else entity.attach_element_of
            made = cls.__new__(cls)
            try:
                attach(building._core_slot, made, fields, "_given", frozenset(fields))
                return made
            except ValueError:  # told in the words of pydantic
                pass
    return cls.model_validate(fields)


def from_json(cls: Any, data: Any) -> Any:
    """See `Element.from_json`."""
    if cls.__lion_plan__ is None and building.has_our_init(cls):
        core = building.kind_of(cls).from_json(data, cls.__lion_class__, *cls.__lion_constants__.values())
        if core is not None:
            made = cls.__new__(cls)
            building._set_core(made, core)
            building._set_given(made, _all_fields(cls))
            return made
    return from_dict(cls, json_decode(data))


_ALL: dict[tuple[str, ...], frozenset[str]] = {}


def _all_fields(cls: Any) -> frozenset[str]:
    fields = cls.__lion_fields__
    found = _ALL.get(fields)
    if found is None:
        found = _ALL[fields] = frozenset(fields)
    return found
