"""`MessageContent` and `RoledMessage`: what every kind of message shares.

Not here: the kinds (the modules beside this one), reading, rendering and writing of contents (the core). A content is a dataclass with
slots whose values count as they are when they are needed; its class is written out, because `dataclasses` would cost more to import
than everything else a session needs.
"""

from __future__ import annotations

from _thread import RLock

from lionagi import _errors
from lionagi._core.messages import ARGUMENTS, DEFAULTS, FIELDS, GENERIC, MessageRole
from lionagi.ln._record import DataClass
from lionagi.protocols import _model
from lionagi.protocols._model.surface import OfClass
from lionagi.protocols.generic.element import _absent, _core_slot
from lionagi.protocols.graph.node import Node
from lionagi.protocols.messages.base import validate_sender_recipient
from lionagi.registry import active

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any, ClassVar, Generic, Literal, TypeVar

    from typing_extensions import Self

    from lionagi.protocols.generic._ids import IDType
    from lionagi.registry import Cores

    Read = TypeVar("Read")
    Given = TypeVar("Given")

    class Field(Generic[Read, Given]):
        """A field as a type checker sees it: of one type when it is read, of a wider one when it is given or assigned."""

        def __get__(self, message: Any, cls: Any) -> Read: ...
        def __set__(self, message: Any, value: Read | Given) -> None: ...


__all__ = ["MessageContent", "MessageRole", "RoledMessage"]

_EVERY_FIELD = frozenset(("id", "created_at", "metadata", "content", "embedding", "role", "sender", "recipient"))


class _FieldsOnDemand:
    """`__dataclass_fields__` of a content class, made when it is first asked for: by users of `dataclasses`."""

    __slots__ = ()

    def __get__(self, instance: Any, cls: Any) -> dict[str, Any]:
        owner: Any = next(each for each in cls.__mro__ if "_content_defaults" in each.__dict__)
        found = owner.__dict__.get("_content_fields")
        if found is None:
            import dataclasses

            fields = []
            for name, default in owner._content_defaults.items():
                is_private = name.startswith("_")
                # A list or dict is one of its own in every content. A private field has no argument, so only a factory sets it in
                # a dataclass that is derived from this one.
                if is_private:
                    default = type(default)
                wish: dict[str, Any] = {"default_factory": default} if isinstance(default, type) else {"default": default}
                made = dataclasses.field(init=not is_private, repr=not is_private, **wish)
                fields.append((name, owner.__annotations__.get(name, "Any"), made))
            made_class: Any = dataclasses.make_dataclass(owner.__name__, fields)
            found = owner._content_fields = made_class.__dataclass_fields__
        return found  # type: ignore[no-any-return]


class MessageContent(DataClass):
    """What a message says. A kind of content of your own is a dataclass with `rendered` and `from_dict`."""

    __slots__ = ()
    _none_as_sentinel = True
    __lion_kind__: ClassVar[int] = GENERIC
    _content_defaults: ClassVar[dict[str, Any]] = {}  # field -> default, or the type that makes it
    __dataclass_fields__: ClassVar[dict[str, Any]] = _FieldsOnDemand()  # type: ignore[assignment]

    @property
    def rendered(self) -> Any:
        """What a model is shown: text, or a list of parts. Raises: NotImplementedError: of a class that does not say."""
        raise _errors.content_without_rendered()

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        """The content of a dict. Raises: NotImplementedError: of a class that does not say; ValueError: the dict is none."""
        raise _errors.content_without_from_dict()

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in self._all_names())

    @classmethod
    def _all_names(cls) -> Any:
        return cls.__dataclass_fields__

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        shown = ", ".join(f"{name}={getattr(self, name)!r}" for name in self._names())
        return f"{type(self).__qualname__}({shown})"


class OwnContent(MessageContent):
    """Base of the five contents that the core knows: it reads and renders them."""

    __slots__ = ()

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        if "_content_defaults" in cls.__dict__:
            cls.__match_args__ = tuple(  # type: ignore[misc]
                name for name in cls._content_defaults if not name.startswith("_")
            )

    @classmethod
    def _names(cls) -> Any:
        if "_content_defaults" in cls.__dict__:
            return cls.__match_args__
        return super()._names()

    @classmethod
    def _all_names(cls) -> Any:
        # Known without `dataclasses`, which comparing two contents need not import.
        return FIELDS[cls.__lion_kind__] if "_content_defaults" in cls.__dict__ else cls.__dataclass_fields__

    @property
    def rendered(self) -> Any:
        """What a model is shown."""
        return active.cores.messages.render(self.__lion_kind__, self)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        """The content of a dict of its arguments, or of one that `to_dict()` made. Raises: ValueError."""
        names = FIELDS[cls.__lion_kind__]
        made = cls.__new__(cls)
        for name, value in zip(names, active.cores.messages.read_content(cls.__lion_kind__, data), strict=True):
            setattr(made, name, value)
        if "_content_defaults" not in cls.__dict__:
            _set_own_fields(made, names, data)
        return made

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> Any:
        from pydantic_core import core_schema

        from lionagi.protocols.messages import _outside

        return _outside.content_schema(cls, core_schema)


def _set_own_fields(content: Any, known: Any, data: dict[str, Any]) -> None:
    """The fields that a dataclass derived from one of the five contents adds: of the dict, else their defaults."""
    for name, field in content.__dataclass_fields__.items():
        if name in known or field._field_type.name != "_FIELD":
            continue
        if name in data:
            setattr(content, name, data[name])
        elif callable(field.default_factory):
            setattr(content, name, field.default_factory())
        elif field.default is not field.default_factory:  # both are MISSING where there is none
            setattr(content, name, field.default)
        else:
            raise _errors.content_field_missing(type(content).__name__, name)


# --- messages ----------------------------------------------------------------------------------------------------------------


def _read_content(cls: Any, value: Any) -> Any:
    """A content object of the class's kind. Raises: TypeError: it is of another kind; ValueError: the dict is none."""
    wanted = cls.__lion_content__
    if cls.__lion_plan__ is not None and "content" in (plan := _model.plan_of(cls)).own_built_in:
        declared = plan.fields["content"].annotation
        if not (isinstance(declared, type) and issubclass(declared, MessageContent)) or _reads_no_dict(declared):
            return value  # pydantic reads it by what is declared
        wanted = declared
    if isinstance(value, wanted):
        return value
    if value is None and cls.__lion_kind__ != GENERIC:
        return wanted()
    if isinstance(value, dict):
        if wanted is MessageContent:
            if value:
                raise _errors.no_content_of_its_own()
            return wanted()
        return wanted.from_dict(value)
    raise _errors.content_of_another_kind(wanted.__name__)


def _reads_no_dict(content: Any) -> bool:
    return content.from_dict.__func__ is MessageContent.from_dict.__func__  # type: ignore[attr-defined]


def _json_default(value: Any) -> Any:
    """JSON of what JSON does not know; of a model class in a content derived from ours, its schema."""
    if isinstance(value, type):
        from lionagi.protocols.messages._outside import describe

        described = describe(value)
        if described is not None:
            return described[2]
    return _model.json_default(value)


def _read_role(cls: Any, value: Any) -> Any:
    return active.cores.messages.read_role(value)


def _read_participant(cls: Any, value: Any) -> Any:
    return active.cores.messages.read_participant(value)


def _signature(cls: Any) -> Any:
    from lionagi.protocols.messages._outside import signature_of

    return signature_of(cls)


class RoledMessage(Node):
    """A node that is said: its content is a `MessageContent`, it has a role, a sender and a recipient.

    `content`: an object of the kind's content class or a dict for its `from_dict`; or the fields of the content are given flat,
    beside it nothing else: `Instruction(instruction="hi")`. `role`: a MessageRole or its text. `sender`, `recipient`: a role, an id,
    an element, or a name.
    Raises: pydantic.ValidationError: all problems in one; TypeError: content of another kind, or given twice; IDError: as Element.
    """

    __slots__ = ()
    __lion_sendable__ = True
    __lion_core__ = "MessageCore"
    __lion_component__ = "messages"
    __lion_kind__: ClassVar[int] = GENERIC
    __lion_constants__: ClassVar[dict[str, Any]] = {"kind": GENERIC}
    __lion_content__: ClassVar[type[MessageContent]] = MessageContent
    __lion_fields__ = ("id", "created_at", "metadata", "content", "embedding", "role", "sender", "recipient")
    __lion_readers__: ClassVar[dict[str, Any]] = {
        "content": _read_content,
        "role": _read_role,
        "sender": _read_participant,
        "recipient": _read_participant,
    }
    __lion_hooks__ = ("to_dict", "to_json", "model_dump", "rendered", "chat_msg")

    if TYPE_CHECKING:

        def __init__(
            self,
            *,
            content: MessageContent = _absent,
            role: MessageRole | str = _absent,
            sender: Any = _absent,
            recipient: Any = _absent,
            embedding: list[float] | str | None = _absent,
            id: IDType | str = _absent,
            created_at: float | datetime | str | None = _absent,
            metadata: dict[str, Any] = _absent,
        ) -> None: ...

    else:

        def __init__(self, **given):
            if type(self) in _slow:
                _accelerate(type(self))
            plain = self.__lion_plan__ is None
            if not (plain and active.cores.messages.attach_message(_core_slot, self, self.__lion_kind__, given)):
                _model.fill(self, given)

    @classmethod
    def __lion_arguments__(cls, given: dict[str, Any]) -> dict[str, Any]:
        """Arguments with the fields of the content gathered under `content`. Raises: TypeError: given twice."""
        own = _model.plan_of(cls).own_names if cls.__lion_plan__ is not None else ()  # of that name: a field of the sub-class
        flat = [name for name in given if name in ARGUMENTS[cls.__lion_kind__] and name not in own]
        if not flat:
            if "content" not in given and cls.__lion_has_default_content__:
                return {**given, "content": {}}
            return given
        if "content" in given:
            raise _errors.content_given_twice(cls.__name__, flat)
        rest = {name: value for name, value in given.items() if name not in flat}
        return {**rest, "content": {name: given[name] for name in flat}}

    __signature__ = OfClass(_signature)
    __lion_has_default_content__: ClassVar[bool] = False

    if TYPE_CHECKING:  # what a type checker reads
        content: Field[MessageContent, dict[str, Any]] = Field()
        role: Field[MessageRole, str] = Field()
        sender: Any = None
        recipient: Any = None
    else:

        @property
        def role(self):
            """Who speaks."""
            return self._core.role

        @role.setter
        def role(self, value):
            self._core.role = active.cores.messages.read_role(value)

        @property
        def sender(self):
            """Who sent it: a role, an id or a name; None where that was said."""
            return self._core.sender

        @sender.setter
        def sender(self, value):
            self._core.sender = active.cores.messages.read_participant(value)

        @property
        def recipient(self):
            """Who it is for, as `sender`."""
            return self._core.recipient

        @recipient.setter
        def recipient(self, value):
            self._core.recipient = active.cores.messages.read_participant(value)

    @property
    def rendered(self) -> Any:
        """What a model is shown: text, or a list of parts where there are images."""
        return self._core.rendered()

    @property
    def chat_msg(self) -> dict[str, Any] | None:
        """`{"role", "content"}` as providers take it; None where a content of your own fails to render."""
        if self.__lion_record__ is None and type(self).rendered is not RoledMessage.rendered:
            try:
                return {"role": self.role.value, "content": self.rendered}
            except Exception:
                return None
        return self._core.chat_message()  # type: ignore[no-any-return]

    @property
    def image_content(self) -> list[dict[str, Any]] | None:
        """The parts of the rendered content that are images; None where there are none."""
        try:
            shown = self.rendered
        except Exception:
            return None  # as of `chat_msg`
        if not isinstance(shown, list):
            return None
        return [part for part in shown if part.get("type") == "image_url"] or None

    def update(self, sender: Any = None, recipient: Any = None, **changes: Any) -> None:
        """New participants, and new values of fields of the content, which is read anew. Raises: ValueError."""
        if sender:
            self.sender = validate_sender_recipient(sender)
        if recipient:
            self.recipient = validate_sender_recipient(recipient)
        if changes:
            content = self.content
            self._core.content = type(content).from_dict({**content.to_dict(), **changes})

    def clone(self) -> Self:
        """A deep copy on the same backend, with an id and time of its own; `metadata["clone_from"]` is the text of this id."""
        made = self.__deepcopy__()
        fresh = type(self._core)(self._core.kind)
        object.__setattr__(made, "id", fresh.id)  # both are frozen to ordinary assignment
        object.__setattr__(made, "created_at", fresh.created_at)
        made.metadata["clone_from"] = str(self.id)
        return made

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        """As of `Element`."""
        if (read := _dict_readers.get(cls)) is not None and (made := read(data)) is not None:
            return made  # type: ignore[no-any-return]
        if type(data) is dict and (made := cls._of_document(data)) is not None:
            return made
        return _model.from_dict(cls, data)  # type: ignore[no-any-return]

    @classmethod
    def from_json(cls, data: str | bytes) -> Self:
        """As of `Element`."""
        if (read := _json_readers.get(cls)) is not None and (made := read(data)) is not None:
            return made  # type: ignore[no-any-return]
        if isinstance(data, (str, bytes)) and (made := cls._of_document(data)) is not None:
            return made
        return _model.from_json(cls, data)  # type: ignore[no-any-return]

    @classmethod
    def _of_document(cls, data: Any) -> Self | None:
        """The message of a dict or of JSON that a message of exactly this class wrote; None of another document or class."""
        if cls.__lion_plan__ is not None or cls.__init__ is not _usual_init:
            return None
        if cls in _slow:
            _accelerate(cls)
        made = cls.__new__(cls)
        done = active.cores.messages.attach_document(_core_slot, made, data, cls.__lion_kind__, cls.__lion_class__, "_given", _EVERY_FIELD)
        return made if done else None

    def to_dict(self, mode: Literal["python", "json", "db"] = "python", **options: Any) -> dict[str, Any]:
        """As of `Element`."""
        if mode == "python" and not options:
            if (written := _write_dict(self)) is not None:
                return written  # type: ignore[no-any-return]
            if self.__lion_plan__ is None:
                return self._core.to_dict(self.__lion_class__)  # type: ignore[no-any-return]
        return super().to_dict(mode, **options)

    def to_json(self, decode: bool = True, **options: Any) -> Any:
        """As of `Element`; a response format is a JSON schema there."""
        if decode and not options and (written := _write_json(self)) is not None:
            return written
        if options or self.__lion_plan__ is not None:
            return super().to_json(decode, **options)
        data = self._core.to_json(self.__lion_class__, None, _json_default)
        return data.decode() if decode else data

    def _core_dict(self, mode: str) -> dict[str, Any]:
        if mode not in ("json", "db"):
            raise _errors.unsupported_mode(mode)
        fields = _model.json_decode(self._core.to_json(self.__lion_class__, None, _json_default))
        return _model.named_for_db(fields) if mode == "db" else fields

    def to_msgpack(self) -> bytes:
        """As of `Element`; a response format is a JSON schema there."""
        return active.cores.codec.msgpack_encode(self.__lion_jsonable__(self.to_dict()))

    def __lion_jsonable__(self, fields: dict[str, Any]) -> dict[str, Any]:
        content = fields.get("content")
        if not isinstance(content, dict) or content.get("response_format") is None:
            return fields
        from lionagi.protocols.messages._outside import json_content

        return {**fields, "content": json_content(content)}

    @classmethod
    def _with_cores(cls, cores: Cores, /, **values: Any) -> Self:
        """A message on these cores instead of those of the process."""
        made = cls.__new__(cls)
        usual = cls.__lion_plan__ is None and cls.__init__ is _usual_init
        if usual and cores.messages.attach_message(_core_slot, made, cls.__lion_kind__, values):
            return made
        made = cls(**values)
        _model.move_to(made, cores)
        return made


_contents: list[Any] = [MessageContent, None, None, None, None, None]  # by kind; the modules of the kinds put theirs


def adopt_kind(cls: Any) -> None:
    """A kind of message introduces itself and its content class."""
    _contents[cls.__lion_kind__] = cls.__lion_content__
    _slow.add(cls)
    cls.__lion_constants__ = {"kind": cls.__lion_kind__}
    cls.__lion_defaults__ = dict(zip(("role", "sender", "recipient"), DEFAULTS[cls.__lion_kind__], strict=True))
    _model.adopt_base(cls)


def bind(core: Any) -> None:
    """Tells a core of messages the content classes, when all kinds are known."""
    from lionagi.protocols.messages import _outside

    core.bind(tuple(_contents), _outside.describe, _outside.plain, _outside.as_dict)


_binding = RLock()  # a core that is told may run the collector, and a finalizer may make something
_slow: set[type] = set()  # classes of ours that have not been made since the cores changed
_accelerated: list[tuple[Any, Any]] = []
# Of classes of ours, what reads dicts and JSON, where a core can do so by itself.
_dict_readers: dict[type, Any] = {}
_json_readers: dict[type, Any] = {}


def _no_short_way(message: Any) -> Any:
    return None


# What prints messages as dicts and as JSON, where a core can do so by itself: None of every other message.
_write_dict: Any = _no_short_way
_write_json: Any = _no_short_way


def _accelerate(cls: Any) -> None:
    """Usual calls of a class of ours need not come by `__init__`, where the core itself was chosen and no shadow stands before it."""
    global _write_dict, _write_json
    core: Any = active.cores.messages
    with _binding:
        if cls in _slow:
            _slow.discard(cls)
            if type(core) is type(_model):
                core.accelerate(cls, _core_slot, cls.__lion_kind__)
                readers = core.document_readers(_core_slot, cls, cls.__lion_kind__, cls.__lion_class__, "_given", _EVERY_FIELD)
                if readers is not None and cls.__init__ is _usual_init:
                    _dict_readers[cls], _json_readers[cls] = readers
                _accelerated.append((core, cls))
                shells = [each for _, known in _accelerated for each in (known, known.__lion_class__)]
                if (writers := core.document_writers(_core_slot, _json_default, *shells)) is not None:
                    _write_dict, _write_json = writers


def _on_cores_of_the_process(_cores: Any = None) -> None:
    global _write_dict, _write_json
    with _binding:
        while _accelerated:
            core, cls = _accelerated.pop()
            core.slow_down(cls)
            for known in (_dict_readers, _json_readers):
                known.pop(cls, None)
            _slow.add(cls)
        _write_dict = _write_json = _no_short_way


active.on_change(_on_cores_of_the_process)
adopt_kind(RoledMessage)
_usual_init = RoledMessage.__init__
