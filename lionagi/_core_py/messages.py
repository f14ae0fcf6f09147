"""Messages: records with content, a role and two participants, and what is done with many of them.

Here: the record and the entry points. Normal forms are in `messages_content.py`, rendering in `messages_render.py`, conversations in
`messages_request.py`, YAML in `messages_yaml.py`. The content is a tuple of fields until it is first read; the object that is made
then is the truth. Contract: `lionagi/_core/messages.py`. Twin: `crates/lionagi-python/src/messages/`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from lionagi import _errors
from lionagi._core.messages import ARGUMENTS, DEFAULTS, FIELDS, GENERIC, SYSTEM, MessageRole
from lionagi._core.sentinels import Undefined
from lionagi._core_py import entity, ids, messages_render, messages_yaml
from lionagi._core_py.entity import NodeCore
from lionagi._core_py.messages_content import (
    Bound,
    participant_text,
    read_content,
    read_participant,
    read_response,
    read_response_format,
    read_role,
)
from lionagi._core_py.messages_request import chat_messages, request_messages
from lionagi._core_py.messages_tokens import estimate_tokens

__all__ = [
    "MessageCore",
    "attach_document",
    "attach_message",
    "bind",
    "chat_messages",
    "document_readers",
    "document_writers",
    "estimate_tokens",
    "read_content",
    "read_many",
    "read_participant",
    "read_response",
    "read_response_format",
    "read_role",
    "render",
    "request_messages",
    "write_many",
    "yaml",
]

_COMMON = frozenset({"content", "role", "sender", "recipient", "embedding", "id", "created_at", "metadata"})
_KEYS = frozenset(_COMMON)
_EXACT = entity._EXACT
_CONTAINERS = frozenset({list, dict})
_pool = ids._pool
_held: Any = NodeCore.content  # type: ignore[misc]  # the slot below the property of the same name


def bind(
    contents: tuple[Any, ...], describe: Callable[[Any], Any], plain: Callable[[Any], Any], as_dict: Callable[[Any], dict[str, Any]]
) -> None:
    """See the contract."""
    Bound.contents = tuple(contents)
    Bound.describe, Bound.plain, Bound.as_dict = staticmethod(describe), staticmethod(plain), staticmethod(as_dict)


class MessageCore(NodeCore):
    """One message."""

    __slots__ = ("_fields", "_kind", "recipient", "role", "sender")

    def __init__(
        self,
        kind: int,
        content: Any = Undefined,
        role: Any = Undefined,
        sender: Any = Undefined,
        recipient: Any = Undefined,
        embedding: Any = None,
        id: Any = Undefined,
        created_at: Any = Undefined,
        metadata: Any = Undefined,
        clock: float | None = None,
        random: bytes | None = None,
    ) -> None:
        # Written out for the usual case: a call of the other constructor would cost half as much again.
        if id is Undefined:
            self._id = entity._fresh_id(random) if random is not None or not _pool else _pool.pop()
        else:
            self._id = ids.to_bytes(ids.parse(id))
        errors: list[tuple[str, str, object]] = []
        self._created_at = entity._now(clock) if created_at is Undefined else entity._read("created_at", created_at, errors, clock)
        self._metadata = Undefined if metadata is Undefined else entity._metadata_of(metadata)
        self._embedding = None if embedding is None or embedding is Undefined else entity._read("embedding", embedding, errors)
        if errors:
            raise _errors.invalid_fields(errors)
        defaults = DEFAULTS[kind]
        self._kind = kind
        if type(content) is tuple and kind != GENERIC:
            self._fields: tuple[Any, ...] | None = content
            _held.__set__(self, Undefined)
        else:
            self._fields = None
            _held.__set__(self, None if content is Undefined else content)
        self.role: MessageRole = defaults[0] if role is Undefined else role
        self.sender: Any = defaults[1] if sender is Undefined else sender
        self.recipient: Any = defaults[2] if recipient is Undefined else recipient

    @property
    def kind(self) -> int:
        """Which kind of message it is."""
        return self._kind

    @property
    def content(self) -> Any:
        content = _held.__get__(self)
        if content is Undefined:
            content = self._made_content()
        return content

    @content.setter
    def content(self, value: Any) -> None:
        _held.__set__(self, value)
        self._fields = None

    def _made_content(self) -> Any:
        fields = self._fields
        if fields is None:
            return None
        cls = Bound.contents[self._kind]
        content = cls.__new__(cls)
        for name, value in zip(FIELDS[self._kind], fields, strict=True):
            setattr(content, name, value)
        _held.__set__(self, content)
        self._fields = None
        return content

    def fields(self) -> tuple[Any, ...] | None:
        """The fields of the content as they are now; None where it is foreign."""
        fields = self._fields
        if fields is not None:
            return fields
        content = _held.__get__(self)
        if self._kind == GENERIC or type(content) is not Bound.contents[self._kind]:
            return None
        return tuple([getattr(content, name) for name in FIELDS[self._kind]])

    def rendered(self) -> Any:
        """What the message shows to a model."""
        fields = self.fields()
        return _held.__get__(self).rendered if fields is None else messages_render.render(self._kind, fields)

    def chat_message(self) -> dict[str, Any] | None:
        """What a provider gets of it; None where a foreign content fails to render."""
        fields = self.fields()
        if fields is None:
            try:
                rendered = _held.__get__(self).rendered
            except Exception:
                return None
        else:
            rendered = messages_render.render(self._kind, fields)
        return {"role": self.role.value, "content": rendered}

    # --- documents -------------------------------------------------------------------------------------------------------

    def _dump(self, lion_class: str) -> dict[str, Any]:
        dumped = self._dump_head(lion_class)
        fields = self.fields()
        if fields is None:
            dumped["content"] = _foreign_dump(_held.__get__(self))
        else:
            dumped["content"] = {
                # Most contents are texts and empty lists.
                name: value if type(value) in _EXACT else [] if type(value) is list and not value else entity._plain(value, 2)
                for name, value in zip(FIELDS[self._kind], fields, strict=True)
            }
        return self._dump_tail(dumped, self.role)

    def _json_dump(self, lion_class: str) -> dict[str, Any]:
        dumped = self._dump_head(lion_class)
        fields = self.fields()
        if fields is None:
            dumped["content"] = _foreign_dump(_held.__get__(self))
        else:
            content = dict(zip(FIELDS[self._kind], fields, strict=True))
            response_format = content.get("response_format")
            if response_format is not None and type(response_format) is not dict:
                described = Bound.describe(response_format)
                content["response_format"] = None if described is None else described[2]
            if content.get("_model_class") is not None:
                content["_model_class"] = None
            dumped["content"] = content
        return self._dump_tail(dumped, self.role.value if isinstance(self.role, MessageRole) else self.role)

    def _dump_head(self, lion_class: str) -> dict[str, Any]:
        return entity.ElementCore._dump(self, lion_class)

    def _dump_tail(self, dumped: dict[str, Any], role: Any) -> dict[str, Any]:
        embedding = self._embedding
        dumped["embedding"] = None if embedding is None else list(embedding)
        dumped["role"] = role
        dumped["sender"] = participant_text(self.sender)
        dumped["recipient"] = participant_text(self.recipient)
        return dumped

    def to_json(self, lion_class: str, extra: dict[str, Any] | None = None, default: Callable[[Any], Any] | None = None) -> bytes:
        """The JSON of `to_dict(lion_class)` followed by the items of `extra`."""
        import orjson  # late, as in `entity.py`

        from lionagi._core_py import codec

        dumped = self._json_dump(lion_class)
        if extra:
            dumped.update(extra)
        answer = Bound.plain if default is None else default
        if extra or not _is_shallow(dumped):
            return codec.json_encode(dumped, answer)
        # The codec would ask every item for its depth, at four times the cost of writing them.
        try:
            return orjson.dumps(dumped, codec._or_entity_as_dict(answer))
        except TypeError as error:
            failure = error
        raise codec._retold(failure) from None

    @classmethod
    def from_fields(cls, fields: dict[str, Any]) -> Any:
        """The record of a dict of constructor arguments."""
        return cls(**fields)

    @classmethod
    def from_json(cls, data: bytes | str, lion_class: str, kind: int = GENERIC) -> Any | None:
        """The record of a document that `to_json(lion_class)` could have written, None where it is another one."""
        from lionagi._core_py import codec

        found = codec.json_decode(data)
        return cls.from_document(found, kind, lion_class) if type(found) is dict else None

    @classmethod
    def from_document(cls, data: dict[str, Any], kind: int, lion_class: str) -> Any | None:
        """The record of a dict that `to_dict(lion_class)` could have made; None where it is any other."""
        if kind == GENERIC or data.keys() != _KEYS:
            return None
        metadata, content, created_at, role = data["metadata"], data["content"], data["created_at"], data["role"]
        if type(metadata) is not dict or metadata.get("lion_class") != lion_class or type(content) is not dict:
            return None
        if type(data["id"]) is not str or type(created_at) not in (int, float) or not isinstance(role, str):
            return None
        fields = _document_fields(kind, content)
        if fields is None:
            return None
        embedding = data["embedding"]
        if embedding is not None and not (type(embedding) is list and all(map(entity._is_number, embedding))):
            return None
        sender, recipient = data["sender"], data["recipient"]
        if not (sender is None or isinstance(sender, str)) or not (recipient is None or isinstance(recipient, str)):
            return None
        metadata = {key: value for key, value in metadata.items() if key != "lion_class"} if len(metadata) > 1 else Undefined
        try:
            return cls(
                kind,
                fields,
                read_role(role),
                read_participant(sender),
                read_participant(recipient),
                embedding,
                data["id"],
                created_at,
                metadata,
            )
        except (ValueError, _errors.IDError):
            return None


def _is_shallow(dumped: dict[str, Any]) -> bool:
    """True where no value of a record's dump but its embedding can hold another container."""
    content = dumped["content"]
    if len(dumped["metadata"]) > 1 or type(content) is not dict:
        return False
    return all(type(value) in _EXACT or (type(value) in _CONTAINERS and not value) for value in content.values())


def _document_fields(kind: int, content: dict[str, Any]) -> tuple[Any, ...] | None:
    """The fields of a content's dict as it was written, None where it was written by something else."""
    names = FIELDS[kind]
    if len(content) != len(names):
        return None
    try:
        return read_content(kind, content) if all(name in content for name in names) else None
    except (ValueError, TypeError):
        return None


def _foreign_dump(content: Any) -> Any:
    if type(content) in _EXACT:
        return content
    to_dict = getattr(content, "to_dict", None)
    return to_dict() if to_dict is not None else entity._plain(content, 2)


# --- one message -------------------------------------------------------------------------------------------------------------


def attach_message(slot: Any, shell: Any, kind: int, given: dict[str, Any], clock: Any = None, random: Any = None) -> bool:
    """See the contract."""
    try:
        core = _usual(kind, given, clock, random)
    except Exception:
        return False
    if core is None:
        return False
    slot.__set__(shell, core)
    return True


def accelerate(shell: Any, slot: Any, kind: int) -> None:
    """Does nothing: a call of a class is as short as Python makes it."""
    entity._check_shell(shell, slot)
    _check_kind(kind)


def slow_down(shell: Any) -> None:
    """Does nothing."""
    entity._check_class(shell)


def attach_document(slot: Any, shell: Any, data: Any, kind: int, lion_class: str, /, *attributes: Any) -> bool:
    """See the contract."""
    read = MessageCore.from_document(data, kind, lion_class) if isinstance(data, dict) else MessageCore.from_json(data, lion_class, kind)
    if read is None:
        return False
    entity._attach(slot, shell, read, attributes)
    return True


def document_readers(slot: Any, shell: Any, kind: int, lion_class: str, /, *attributes: Any) -> None:
    """Nothing is sooner than `attach_document`."""
    entity._check_shell(shell, slot)
    _check_kind(kind)
    if not isinstance(lion_class, str):
        raise TypeError("lion_class must be a str")
    if len(attributes) % 2:
        raise TypeError("attributes must be names and values in turn")
    if not all(isinstance(name, str) for name in attributes[::2]):
        raise TypeError("attribute name must be a str")


def document_writers(slot: Any, default: Any, /, *shells: Any) -> None:
    """Nothing is sooner than the record's own methods."""
    entity._check_slot(slot)
    if len(shells) % 2:
        raise TypeError("shells must be classes and names in turn")
    for shell, name in zip(shells[::2], shells[1::2], strict=True):
        entity._check_class(shell)
        if not isinstance(name, str):
            raise TypeError("lion_class must be a str")


def _check_kind(kind: Any) -> None:
    if not isinstance(kind, int):
        raise TypeError(f"'{type(kind).__name__}' object cannot be interpreted as an integer")
    if kind not in range(len(ARGUMENTS)):
        raise ValueError(f"there is no kind {kind}")


def _usual(kind: int, given: dict[str, Any], clock: Any, random: Any) -> MessageCore | None:
    arguments = ARGUMENTS[kind]
    common: dict[str, Any] = {}
    is_flat = False
    for name, value in given.items():
        if name in arguments:
            is_flat = True
        elif name in _COMMON:
            common[name] = value
        else:
            return None
    content = common.pop("content", Undefined)
    if content is not Undefined:
        if is_flat:
            return None
        if type(content) is dict:
            content = read_content(kind, content)
        elif kind == GENERIC:
            if not isinstance(content, Bound.contents[GENERIC]):
                return None
        elif not isinstance(content, Bound.contents[kind]):
            return None
    elif is_flat or kind == SYSTEM:
        content = read_content(kind, given)
    else:
        return None
    if not common:
        return MessageCore(kind, content, clock=clock, random=random)
    if "role" in common:
        common["role"] = read_role(common["role"])
    if "sender" in common:
        common["sender"] = read_participant(common["sender"])
    if "recipient" in common:
        common["recipient"] = read_participant(common["recipient"])
    metadata = common.get("metadata")
    if metadata is not None and (type(metadata) is not dict or "lion_class" in metadata):
        return None
    return MessageCore(kind, content, clock=clock, random=random, **common)


# --- documents ---------------------------------------------------------------------------------------------------------------


def yaml(value: object, default: Callable[[Any], Any] | None = None) -> str:
    """See the contract."""
    return messages_yaml.document(value, default)


def render(kind: int, content: Any) -> Any:
    """See the contract."""
    return messages_render.render(kind, tuple([getattr(content, name) for name in FIELDS[kind]]))


def read_many(data: bytes | str, kinds: dict[str, int]) -> list[tuple[str, Any] | None]:
    """See the contract."""
    from lionagi._core_py import codec

    # Half a surrogate pair has no UTF-8: it is refused as a fault of the document, at its place.
    raw = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else bytes(data)
    if raw.lstrip(b" \t\r\n")[:1] == b"[":
        documents = codec.json_decode(raw)
    else:
        documents, start = [], 0
        for line in raw.split(b"\n"):
            if line.strip(b" \t\r"):
                try:
                    documents.append(codec.json_decode(line))
                except ValueError as error:
                    raise _errors.json_error_in_line(error, raw, start) from None
            start += len(line) + 1
    return [_read_one(document, kinds) for document in documents]


def _read_one(document: Any, kinds: dict[str, int]) -> tuple[str, Any] | None:
    if type(document) is not dict:
        return None
    metadata = document.get("metadata")
    lion_class = metadata.get("lion_class") if type(metadata) is dict else None
    if type(lion_class) is not str or lion_class not in kinds:
        return None
    core = MessageCore.from_document(document, kinds[lion_class], lion_class)
    return None if core is None else (lion_class, core)


def write_many(slot: Any, messages: Sequence[Any], lines: bool = False) -> bytes:
    """See the contract."""
    written = []
    for message in messages:
        cls = type(message)
        if cls.__lion_record__ == cls.__lion_class__:
            written.append(slot.__get__(message).to_json(cls.__lion_class__))
        else:
            written.append(message.to_json(decode=False))
    if lines:
        return b"".join([line + b"\n" for line in written])
    return b"[" + b",".join(written) + b"]"
