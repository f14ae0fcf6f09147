"""Contract of `messages`: contents and their normal form, records of messages, rendering, whole conversations as requests.

Not here: the public classes (`lionagi/protocols/messages/`), sub-class fields (`lionagi/protocols/_model/`), piles, sessions.
Source of the behaviour: `upstream/behaviour/11_messages.md`, `18_operations.md` (chat).

A message is an entity (`_core/entity.py`: id, time, metadata) of a *kind* with content, a role and two participants. Contents are
objects of the classes that `bind` was told, one for each kind but GENERIC; their attributes are `FIELDS[kind]`, in that order, and
nothing else. A core may keep the fields by themselves until `content` is first read: then it makes the object, and **that object is
the truth** from then on. A content object of another class than the bound one (a user's sub-class, any content of a GENERIC
message) is *foreign*: it is rendered by its `rendered` and dumped by its `to_dict()`, and only it.

Whoever calls sets these before any message is made, through `bind`: the content classes; `describe(response_format)`, which turns
what is no dict into `(schema, example, plain, model)`; `plain(value)`, called with a value in a content that has no YAML or JSON
form of its own (models, entities, dataclasses), and answering with one that has.
Text that occurs again and again (participants, roles, function names) is interned.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum
from typing import Any, Protocol

from lionagi._core.entity import ElementCore

GENERIC, SYSTEM, INSTRUCTION, ASSISTANT_RESPONSE, ACTION_REQUEST, ACTION_RESPONSE = range(6)

# kind -> attributes of its content, in the order of its dict form
FIELDS: tuple[tuple[str, ...], ...] = (
    (),
    ("system_message", "system_datetime"),
    (
        "instruction",
        "guidance",
        "prompt_context",
        "plain_content",
        "tool_schemas",
        "response_format",
        "_schema_dict",
        "_model_class",
        "images",
        "image_detail",
    ),
    ("assistant_response",),
    ("function", "arguments", "action_response_id"),
    ("function", "arguments", "output", "action_request_id"),
)

# kind -> what a constructor of that kind takes beside the fields of every message: the keys that `read_content` knows
ARGUMENTS: tuple[frozenset[str], ...] = (
    frozenset(),
    frozenset({"system_message", "system_datetime"}),
    frozenset(
        {
            "instruction",
            "guidance",
            "prompt_context",
            "context",
            "plain_content",
            "tool_schemas",
            "response_format",
            "request_model",
            "images",
            "image_detail",
            "handle_context",
        }
    ),
    frozenset({"assistant_response"}),
    frozenset({"function", "arguments", "action_response_id"}),
    frozenset({"function", "arguments", "output", "action_request_id"}),
)

DEFAULT_SYSTEM_MESSAGE = "You are a helpful AI assistant. Let's think step by step."


class MessageRole(str, Enum):
    """Who speaks."""

    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"
    UNSET = "unset"
    ACTION = "action"


# kind -> (role, sender, recipient) of a message that was given none
DEFAULTS: tuple[tuple[MessageRole, MessageRole, MessageRole], ...] = (
    (MessageRole.UNSET, MessageRole.UNSET, MessageRole.UNSET),
    (MessageRole.SYSTEM, MessageRole.SYSTEM, MessageRole.ASSISTANT),
    (MessageRole.USER, MessageRole.UNSET, MessageRole.UNSET),
    (MessageRole.ASSISTANT, MessageRole.UNSET, MessageRole.USER),
    (MessageRole.ACTION, MessageRole.UNSET, MessageRole.UNSET),
    (MessageRole.ACTION, MessageRole.UNSET, MessageRole.UNSET),
)


class MessagesCore(Protocol):
    """A module: `lionagi._core_py.messages` or `lionagi._core_rust._native.messages`."""

    def bind(
        self,
        contents: tuple[type | None, ...],
        describe: Callable[[Any], tuple[Any, Any, Any, Any]],
        plain: Callable[[Any], Any],
        as_dict: Callable[[Any], dict[str, Any]],
    ) -> None:
        """Must come before any message is made; idempotent. `contents`: one class a kind, and for GENERIC the base of all contents.
        `as_dict(value)`: the arguments of an action request that are neither None nor a dict, as one; it says itself what is wrong.

        `describe(response_format)`, asked of whatever is neither None nor a dict: the JSON schema of the answer, an example that
        JSON can hold (`_schema_dict`), the JSON form of the format itself, and its model class or None (`_model_class`); None
        where it is no response format, which is then left out, as 0.18.0 does.
        """

    # --- one message ------------------------------------------------------------------------------------------------

    def attach_message(self, slot: Any, shell: Any, kind: int, given: dict[str, Any], clock: Any = None, random: Any = None) -> bool:
        """A whole constructor in one crossing: makes the `MessageCore` of the keyword arguments `given` and puts it into `slot` of
        `shell`. `given` is not changed. True: done. False, and nothing done: something in `given` is not usual, and the caller
        goes the slow way, which also finds the words for what is wrong. Usual is at least: `content` an object of the bound class,
        a dict, or absent beside at least one of `ARGUMENTS[kind]` (for SYSTEM also beside none); a role that is a MessageRole or
        its text; participants that `read_participant` takes; id, created_at and metadata as `ElementCore` takes them; no other
        name. Raises nothing but MemoryError."""

    def accelerate(self, shell: type, slot: Any, kind: int) -> None:
        """Allows calls of the message class `shell` itself, with arguments by name that `attach_message` takes, to make messages of `kind`
        without its `__init__`, which must do the same. Every other call goes the usual way, and so does every call while the class has
        another `__init__` or `__new__`. Sub-classes are not touched. A core may do nothing.

        Raises: TypeError: `shell` is no class, `slot` no descriptor as in `attach_message`; ValueError: there is no such kind."""

    def slow_down(self, shell: type) -> None:
        """Ends what `accelerate` began. Raises: TypeError: `shell` is no class."""

    def attach_document(self, slot: Any, shell: Any, data: Any, kind: int, lion_class: str, /, *attributes: Any) -> bool:
        """A whole reader in one crossing: puts `MessageCore.from_document(data, kind, lion_class)` (of a dict; of anything else
        `from_json`) into `slot` of `shell`, then sets `attributes`, names and values in turn. False, and nothing done: there is no
        such record. Raises: as those; TypeError: `slot` is none of this shell, or attributes without a value."""

    def document_readers(
        self, slot: Any, shell: type, kind: int, lion_class: str, /, *attributes: Any
    ) -> tuple[Callable[[Any], Any], Callable[[Any], Any]] | None:
        """Two functions that make an object of the class `shell` without its `__init__`, and do to it what `attach_document` does,
        sooner: of a dict, and of JSON (str or bytes). Each answers with the object, or None where there is no such record, where the
        argument is of another type, or while the class has another `__init__` or `__new__` than now; raises as `attach_document`.
        None instead of the two: nothing is sooner.

        Raises: TypeError: `shell` is no class, `slot` no descriptor, `lion_class` or a name of an attribute no text, a name without a
        value; ValueError: there is no such kind."""

    def document_writers(
        self, slot: Any, default: Callable[[Any], Any], /, *shells: Any
    ) -> tuple[Callable[[Any], Any], Callable[[Any], Any]] | None:
        """Two functions that say of an object what the record in its `slot` says of itself, sooner: `to_dict(lion_class)`, and the text of
        `to_json(lion_class, None, default)`. `shells`: classes and their names (`lion_class`) in turn. None where the object is of exactly
        none of them, or the record of another core; raises as those. None instead of the two: nothing is sooner.

        Raises: TypeError: a shell is no class, its name no text, `slot` no descriptor, a class without a name."""

    def read_content(self, kind: int, data: dict[str, Any]) -> tuple[Any, ...]:
        """The fields (`FIELDS[kind]`) of a dict of `ARGUMENTS[kind]`, or of a dict that a content's `to_dict` made: the content's
        `from_dict` of `upstream/behaviour/11_messages.md`. Unknown keys are ignored. Lists that are given are kept, not copied,
        where 0.18.0 keeps them. Raises: ValueError: with the texts of `_errors`."""

    def read_role(self, value: Any) -> MessageRole:
        """A role of its text; UNSET of anything that is neither. Raises: ValueError: text that is no role."""

    def read_participant(self, value: Any) -> Any:
        """A sender or recipient: None (stays), MessageRole, IDType; an entity: its id; text: the role or id it spells, else itself,
        interned. Raises: ValueError "Invalid sender or recipient"."""

    def read_response(self, response: Any) -> tuple[str, Any]:
        """(text, response) of a provider's answer, pydantic models in it having been dumped: `parse_assistant_response`."""

    # --- documents --------------------------------------------------------------------------------------------------

    def yaml(self, value: object, default: Callable[[Any], Any] | None = None) -> str:
        """`value` as a YAML document, pruned (None, blank text and empty containers dropped at every depth), without a line break at
        its end; `{}` where nothing is left. The subset, and what becomes of other types, stands in `_core_py/messages_yaml.py`.
        Raises: ValueError: lone surrogate; TypeError: nesting beyond MAX_DEPTH."""

    def render(self, kind: int, content: Any) -> str | list[dict[str, Any]]:
        """What a content object of the bound class shows to a model: text, or a list of parts where there are images."""

    # --- conversations ----------------------------------------------------------------------------------------------

    def chat_messages(self, slot: Any, messages: Sequence[Any]) -> list[dict[str, Any]]:
        """`{"role", "content"}` of each message (shells; `slot` leads to their cores, of either backend), in one crossing.
        Messages whose class has not its own path as `__lion_record__` are asked for their `chat_msg`, and left out where it is None; so are
        those whose foreign content fails to render. Raises: what rendering of a content of ours raises, its place added."""

    def request_messages(self, slot: Any, history: Sequence[Any], closing: Any, system: Any = None) -> list[dict[str, Any]]:
        """The `messages` of a request: `history` by the rules of chat (`upstream/behaviour/18_operations.md`), then the instruction
        `closing`; `system`: the system message, whose text is put before the guidance of the first instruction. No message is
        changed. Raises: ValueError "First message in progression must be an Instruction or System"; as `chat_messages`."""

    def read_many(self, data: bytes | str, kinds: dict[str, int]) -> list[tuple[str, Any] | None]:
        """Batch validation: a JSON array, or lines of JSON, of message documents. Parsed and validated outside the interpreter
        lock, in parallel where that pays. One entry a document, in order: `(lion_class, core)` where `MessageCore.from_json` would have a
        core for it, else None, for the caller to read alone. `kinds`: lion_class -> kind. Raises: json.JSONDecodeError: as
        `codec.json_decode`, with the place in `data`."""

    def write_many(self, slot: Any, messages: Sequence[Any], lines: bool = False) -> bytes:
        """A JSON array of the messages' `to_json`, or with `lines` one line each, in one buffer and one crossing. Messages whose
        class has not its own path as `__lion_record__` are asked for `to_json(decode=False)`."""

    def estimate_tokens(self, texts: Sequence[str]) -> int:
        """Tokens that a model's vocabulary would make of the texts, estimated without one: the rule and its error stand in
        `_core_py/messages_tokens.py`."""


class MessageCore(ElementCore, Protocol):
    """One message. Constructor, positional: `MessageCore(kind, content, role, sender, recipient, embedding, id, created_at, metadata,
    clock, random)`; absent ones are `Undefined`.

    `content`: an object, which is kept; or a tuple of fields, in the order of `FIELDS[kind]`, which is taken as it is. `role`,
    `sender`, `recipient`: as the readers above made them; absent: `DEFAULTS[kind]`. `embedding` and the rest: as `NodeCore`.
    Raises: as `NodeCore`. `from_fields(fields)` takes a dict of the same names.
    """

    content: Any  # the same object on every read; assignable without any check
    role: MessageRole  # assignable without any check, as the two below
    sender: Any
    recipient: Any
    embedding: list[float] | None

    @property
    def kind(self) -> int:
        """Which kind of message it is."""

    def embedding_bytes(self) -> bytes | None:
        """As of `NodeCore`."""

    def fields(self) -> tuple[Any, ...] | None:
        """The fields of the content as they are now, in the order of `FIELDS[kind]`; None where it is foreign. Makes no content
        object. Containers are those of the content itself."""

    def rendered(self) -> str | list[dict[str, Any]]:
        """What the message shows to a model. Raises: what a foreign content raises; ValueError, TypeError: as `yaml`."""

    def chat_message(self) -> dict[str, Any] | None:
        """`{"role": text, "content": rendered}`; None where a foreign content fails to render."""

    # `to_dict`, `to_json`, `from_json` and `to_json_many` are those of an entity, with the fields id, created_at, metadata, content,
    # embedding, role, sender, recipient. `content` in mode "python": a dict of FIELDS[kind], values dumped as an entity dumps them; a
    # response format that is no dict is itself there and what `describe` calls its JSON form elsewhere, `_model_class` being null.
    # Participants are their texts, the role is a MessageRole in mode "python".

    @classmethod
    def from_json(cls, data: bytes | str, lion_class: str, kind: int = GENERIC) -> Any | None:
        """The record of a document that `to_json(lion_class)` of a message of this kind could have written; None where it is any other.
        Raises: as `codec.json_decode`."""

    @classmethod
    def from_document(cls, data: dict[str, Any], kind: int, lion_class: str) -> Any | None:
        """The record of a dict that `to_dict(lion_class)` could have made, in mode "python" or "json", without changing it; None where
        it is any other, for the shell to read the slow way. The document's containers are kept where `read_content` keeps them."""
