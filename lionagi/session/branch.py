"""`Branch`: one conversation with a model.

Not here: what it does (`_branch_operations.py`), its mail (`_branch_mail.py`), how its parts are made (`_state.py`), requests (the core).
Every part is made when it is first used, on the cores that the branch was given.
"""

from __future__ import annotations

from lionagi import _errors
from lionagi.protocols import _model
from lionagi.protocols.generic.element import Element, _core_slot
from lionagi.protocols.generic.pile import Pile
from lionagi.protocols.messages.base import serialize_sender_recipient, validate_sender_recipient
from lionagi.registry import active
from lionagi.service.models import as_model, description_of
from lionagi.session._branch_mail import BranchMail
from lionagi.session._branch_operations import BranchOperations
from lionagi.session._state import BranchState

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from typing_extensions import Self

    from lionagi.protocols.messages.manager import MessageManager
    from lionagi.protocols.messages.message import RoledMessage
    from lionagi.protocols.messages.system import System
    from lionagi.registry import Cores
    from lionagi.service.manager import iModelManager

__all__ = ["Branch"]

LION_SYSTEM_MESSAGE = (
    "You work inside lionagi, a library in which several models work on one task. Work step by step, say what you rely on, use the tools "
    "and the form of the answer that you are given, and say so when something cannot be done.\n"
)


class Branch(BranchOperations, BranchMail, Element):
    """One conversation with a model.

    `user`, `name`: whose it is and how it is called. `messages`: a list of messages or dicts, or a Pile. `system`: text, data or a
    System; `system_sender`, `system_datetime` (True: now) belong to it. `chat_model`, `parse_model` (`imodel`: either): objects with
    `async invoke(**request)`, or dicts of them; the parse model is the chat model unless it is given. `tools`: functions and Tools.
    `log_config`, `logs`: of its logger. `mailbox`: a Mailbox. `use_rust_core`: True or False picks the
    cores of everything this branch makes, None those of the process.
    Raises: pydantic.ValidationError, IDError: as Element; TypeError: no model, no mailbox; ValueError: no messages;
    BackendUnavailableError.
    """

    __slots__ = ("_state",)
    __lion_core__ = "ElementCore"
    __lion_communicatable__ = True
    __lion_relational__ = True

    def __init__(
        self,
        *,
        user: Any = None,
        name: str | None = None,
        messages: Any = None,
        system: Any = None,
        system_sender: Any = None,
        chat_model: Any = None,
        parse_model: Any = None,
        imodel: Any = None,
        tools: Any = None,
        log_config: Any = None,
        system_datetime: bool | str | None = None,
        system_template: Any = None,
        system_template_context: dict[str, Any] | None = None,
        logs: Any = None,
        use_lion_system_message: bool = False,
        use_rust_core: bool | None = None,
        mailbox: Any = None,
        **given: Any,
    ) -> None:
        cores = given.pop("_cores", None) if use_rust_core is None else _cores_for(use_rust_core)
        _begin(self, cores, given)
        state = BranchState(cores)
        _set_state(self, state)
        if name is not None:
            state.name = name
        if user is not None:
            state.user = validate_sender_recipient(user)
        if chat_model is not None or parse_model is not None or imodel is not None:
            state.set_models(chat_model, parse_model, imodel)
        if system_template is not None or system_template_context is not None:
            raise _errors.comes_with_services("system_template", "put the finished text into system=")
        if messages is not None:
            from lionagi.protocols.messages.manager import MessageManager

            state.manager = MessageManager._with_cores(cores, messages)
        if system is not None or system_datetime or use_lion_system_message:
            self._set_system(system, system_sender, system_datetime, use_lion_system_message)
        if log_config is not None:
            state.log_config = log_config
        if logs is not None:
            self._take_logs(logs)
        if mailbox is not None:
            state.take_mailbox(mailbox)
        if tools is not None:
            self.register_tools(tools)

    def _set_system(self, system: Any, sender: Any, moment: Any, with_lion_message: bool) -> None:
        if with_lion_message:
            system = LION_SYSTEM_MESSAGE if system is None else f"{LION_SYSTEM_MESSAGE}\nDeveloper Prompt: {system}"
        made = self.msgs._system(system, moment, sender or self.user or "system", self.id)
        self.msgs.set_system(made)

    @classmethod
    def _with_cores(cls, cores: Cores | None, /, **values: Any) -> Self:
        """A branch that makes everything on these cores; how a session makes its own."""
        if cores is None or cls.__init__ is Branch.__init__:
            return cls(_cores=cores, **values) if cores is not None else cls(**values)
        made = cls(**values)  # a constructor of the user's own: what it made moves
        made._state.cores = cores
        _model.move_to(made, cores)
        if made._state.manager is not None:
            made._state.manager._move_to(cores)
        return made

    # --- parts -----------------------------------------------------------------------------------------------------------------

    @property
    def user(self) -> Any:
        """Whose conversation it is: an id, a role or a name; a session's branches have its id."""
        return self._state.user

    @user.setter
    def user(self, value: Any) -> None:
        self._state.user = None if value is None else validate_sender_recipient(value)

    @property
    def name(self) -> str | None:
        """How it is called."""
        return self._state.name  # type: ignore[no-any-return]

    @name.setter
    def name(self, value: str | None) -> None:
        self._state.name = value

    @property
    def msgs(self) -> MessageManager:
        """The messages and what is done with them."""
        return self._state.messages()  # type: ignore[no-any-return]

    @property
    def messages(self) -> Pile[RoledMessage]:
        """The messages, in order."""
        return self.msgs.messages

    @property
    def system(self) -> System | None:
        """The system message."""
        manager = self._state.manager
        return None if manager is None else manager.system

    @property
    def acts(self) -> Any:
        """The tools and what calls them."""
        return self._state.tools()

    @property
    def tools(self) -> dict[str, Any]:
        """The tools by name."""
        return self.acts.registry  # type: ignore[no-any-return]

    @property
    def mailbox(self) -> Any:
        """Mail that came and mail that waits to go."""
        return self._state.mail()

    @property
    def logs(self) -> Pile[Any]:
        """What the models were asked and answered."""
        return self._state.log().logs  # type: ignore[no-any-return]

    @property
    def mdls(self) -> iModelManager:
        """The models by their purpose."""
        from lionagi.service.manager import iModelManager

        return iModelManager(chat=self.chat_model, parse=self.parse_model)

    @property
    def chat_model(self) -> Any:
        """The model that answers. May be assigned; TypeError: it is none."""
        return self._state.model()

    @chat_model.setter
    def chat_model(self, value: Any) -> None:
        self._state.chat_model = as_model(value, "chat_model")

    @property
    def parse_model(self) -> Any:
        """The model that brings answers into form: the chat model, unless it was given. May be assigned."""
        return self._state.parse_model or self.chat_model

    @parse_model.setter
    def parse_model(self, value: Any) -> None:
        self._state.parse_model = as_model(value, "parse_model")

    def register_tools(self, tools: Any, update: bool = False) -> None:
        """Makes functions, Tools, or a list of these known by name. Raises: ValueError: one is known already; TypeError: it is no tool."""
        listed = tools if isinstance(tools, (list, tuple)) else [tools]
        made = [tool() if isinstance(tool, type) and hasattr(tool, "to_tool") else tool for tool in listed]
        self.acts.register_tools([tool.to_tool() if hasattr(tool, "to_tool") else tool for tool in made], update=update)

    def get_operation(self, operation: str) -> Any:
        """An operation by name: one of this class, or one that was registered; None: there is none."""
        found = getattr(self, operation, None)
        if found is None and self._state.operations is not None:
            found = self._state.operations.registry.get(operation)
        return found

    def _note_call(self, call: Any) -> None:
        self._state.note_call(call)

    def _take_logs(self, logs: Any) -> None:
        logger = self._state.log()
        if isinstance(logs, dict) and "collections" in logs:
            from lionagi.protocols.generic.log import Log

            read: Pile[Log] = Pile.from_dict(logs)
            read.item_type = {Log}
            read.include(list(logger.logs))
            logger.logs = read  # the pile of the document, so that it is written as it was
        else:
            for log in logs:
                logger.logs.include(log)

    def dump_logs(self, clear: bool = True, persist_path: Any = None) -> None:
        """Writes the log to a file."""
        self._state.log().dump(clear, persist_path)

    async def adump_logs(self, clear: bool = True, persist_path: Any = None) -> None:
        """`dump_logs`, holding the pile's lock."""
        await self._state.log().adump(clear, persist_path)

    # --- copies ----------------------------------------------------------------------------------------------------------------

    def clone(self, sender: Any = None) -> Self:
        """A branch of its own with copies of the messages, on the same cores, with the same models, tools, operations and name.

        `sender`: an id that the copies are said to come from (default: this branch). Raises: ValueError: it is none.
        """
        if sender is not None:
            from lionagi.protocols.generic._ids import ID

            if not ID.is_id(sender):
                raise _errors.bad_clone_sender(sender)
            sender = ID.get_id(sender)
        state = self._state
        made = type(self)._with_cores(state.cores, user=state.user, name=state.name, metadata={"clone_from": self})
        copy = made._state
        copy.chat_model, copy.parse_model, copy.log_config = state.chat_model, state.parse_model, state.log_config
        copy.operations = state.operations
        if state.acts is not None:
            for tool in state.acts.registry.values():
                copy.tools().register_tool(tool, update=True)
        if state.manager is not None:
            self._copy_messages(made, self.id if sender is None else sender)
        return made

    def _copy_messages(self, made: Branch, sender: Any) -> None:
        manager = made.msgs
        for message in self.messages:
            twin = message.clone()
            if manager._cores is not None:
                _model.move_to(twin, manager._cores)
            twin.sender, twin.recipient = sender, made.id
            manager.messages.include(twin)
            if message is self.system:
                manager.system = twin  # type: ignore[assignment]

    async def aclone(self, sender: Any = None) -> Self:
        """`clone`, holding the lock of the messages."""
        async with self.messages:
            return self.clone(sender)

    # --- forms -----------------------------------------------------------------------------------------------------------------

    def to_dict(self, mode: Any = "python", **options: Any) -> dict[str, Any]:
        """The branch as a dict of JSON values: messages, logs, models (without keys), system, log configuration. Tools are left out."""
        metadata = dict(self.metadata)
        origin = metadata.get("clone_from")
        if isinstance(origin, Branch):
            metadata["clone_from"] = {
                "id": str(origin.id),
                "user": serialize_sender_recipient(origin.user),
                "created_at": origin.created_at,
                "progression": [str(id) for id in origin.messages.progression],
            }
        logger = self._state.log()
        found = {
            "id": str(self.id),
            "created_at": self.created_at,
            "metadata": metadata,
            "user": serialize_sender_recipient(self.user),
            "name": self.name,
            "messages": self.messages.to_dict(mode="json"),
            "logs": logger.logs.to_dict(mode="json"),
            "chat_model": description_of(self.chat_model),
            "parse_model": description_of(self.parse_model),
        }
        if self.system is not None:
            found["system"] = self.system.to_dict(mode="json")
        found["log_config"] = logger._config.model_dump(mode="json")
        return found

    def to_json(self, decode: bool = True, **options: Any) -> Any:
        """The JSON of `to_dict()`."""
        data = self._codec().json_encode(self.to_dict(), _model.json_default)
        return data.decode() if decode else data

    def _codec(self) -> Any:
        return (self._state.cores or active.cores).codec

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        """The branch of a dict that `to_dict` made, in this version or 0.18.0. The dict is not changed. Models are described ones
        (`lionagi.service.DescribedModel`) until they are set. Raises: as the constructor."""
        return cls._of_dict(data, None)

    @classmethod
    def from_json(cls, data: str | bytes) -> Self:
        """`from_dict` of JSON text."""
        return cls.from_dict(_model.json_decode(data))

    @classmethod
    def _of_dict(cls, data: dict[str, Any], cores: Cores | None) -> Self:
        if not isinstance(data, dict):
            raise _errors.not_a_record(data)
        fields = {key: data[key] for key in ("user", "name", "log_config", "id", "created_at", "metadata") if data.get(key) is not None}
        if isinstance(fields.get("metadata"), dict):
            fields["metadata"] = {key: value for key, value in fields["metadata"].items() if key != "lion_class"}
        for key in ("chat_model", "parse_model"):
            if isinstance(data.get(key), dict):
                fields[key] = data[key]
        made = cls._with_cores(cores, **fields)
        if data.get("parse_model") == data.get("chat_model"):
            made._state.parse_model = None
        messages = data.get("messages")
        if messages:
            made._state.manager = _manager_of(messages, cores)
        system = data.get("system")
        if isinstance(system, dict):
            made._find_system(system)
        logs = data.get("logs")
        if isinstance(logs, dict) and "collections" in logs:
            made._take_logs(logs)
        return made

    def _find_system(self, system: dict[str, Any]) -> None:
        """The system message of a document is one of its messages; where it is not, it becomes the first."""
        from lionagi.protocols.messages.system import System

        read = System.from_dict(system)
        manager = self.msgs
        manager.system = manager.messages.get(read.id, None)
        if manager.system is None:
            manager.set_system(read)

    def to_df(self, *, progression: Any = None) -> Any:
        """A pandas DataFrame of the messages, one a row. Raises: ImportError: pandas is not installed."""
        from lionagi.session._tables import table_of

        return table_of(self.messages.values() if progression is None else [self.messages[id] for id in progression])

    def _parts(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """The record, and the parts that a copy has; not the log (a pickle has it), the mail and what a session shares."""
        state = self._state
        parts = {name: getattr(state, name) for name in state.__slots__ if name not in ("cores", "logger", "mailbox", "operations")}
        parts["manager"] = None if state.manager is None else (state.manager.messages, state.manager.system)
        return {"id": self._core.id_text(), "created_at": self.created_at, "metadata": self.metadata}, parts

    def __reduce_ex__(self, protocol: Any) -> Any:
        # Without the cores: a pickle loads where this backend is not installed.
        record, parts = self._parts()
        logger = self._state.logger
        parts["logs"] = None if logger is None else logger.logs
        return _restored, (type(self), record, parts, None)

    def __copy__(self) -> Self:
        return _restored(type(self), *self._parts(), self._state.cores)  # type: ignore[no-any-return]

    def __deepcopy__(self, memo: dict[int, Any] | None = None) -> Self:
        from copy import deepcopy

        record, parts = self._parts()
        # Shared: models and tools are no part of the conversation.
        shared = {name: parts.pop(name) for name in ("chat_model", "parse_model", "acts")}
        copied = deepcopy((record, parts), memo if memo is not None else {})
        return _restored(type(self), copied[0], {**copied[1], **shared}, self._state.cores)  # type: ignore[no-any-return]

    def __repr__(self) -> str:
        count = 0 if self._state.manager is None else len(self.messages)
        return f"Branch(id={self.id}, name={self.name!r}, {count} messages)"

    __str__ = __repr__


_set_state: Any = vars(Branch)["_state"].__set__


def _begin(self: Any, cores: Cores | None, given: dict[str, Any]) -> None:
    """The record of the branch."""
    if not given and self.__lion_plan__ is None:
        (cores or active.cores).entity.attach_element(_core_slot, self)
        return
    _model.fill(self, given)
    if cores is not None:
        _model.move_to(self, cores)


def _cores_for(use_rust_core: bool) -> Cores:
    """The cores of one object. Raises: BackendUnavailableError, BackendOrderError: now, not when they are first used."""
    from lionagi import registry

    found = registry.cores(use_rust_core=use_rust_core)
    found.entity  # noqa: B018  (loads)
    return found


def _manager_of(messages: Any, cores: Cores | None) -> Any:
    from lionagi.protocols.messages.manager import MessageManager

    pile = Pile.from_dict(messages) if isinstance(messages, dict) else messages
    manager = MessageManager._with_cores(cores)
    if cores is not None:
        for message in pile:
            _model.move_to(message, cores)
    manager.messages = pile
    return manager


def _restored(cls: Any, record: dict[str, Any], parts: dict[str, Any], cores: Any) -> Any:
    """What a pickle calls."""
    made = cls._with_cores(cores, **{key: value for key, value in record.items() if value or key != "metadata"})
    for name, value in parts.items():
        if name == "manager":
            if value is not None:
                messages, system = value
                manager = made.msgs
                manager.messages, manager.system = messages, system
        elif name == "logs":  # after the parts that a logger is made of
            if value is not None:
                made._state.log().logs = value
        else:
            setattr(made._state, name, value)
    return made


_model.adopt_base(Branch)
