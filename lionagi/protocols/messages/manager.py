"""`MessageManager`: the messages of one conversation, in a pile.

Not here: branches (`lionagi/session/branch.py`), asking a model (`lionagi/operations/chat`). Adding a message costs the same however many
there are. The system message, if there is one, is the first.
"""

from __future__ import annotations

from lionagi import _errors
from lionagi._core.sentinels import Undefined
from lionagi.protocols.generic.element import _core_slot
from lionagi.protocols.generic.pile import Pile
from lionagi.protocols.messages.action_request import ActionRequest
from lionagi.protocols.messages.action_response import ActionResponse
from lionagi.protocols.messages.assistant_response import AssistantResponse
from lionagi.protocols.messages.instruction import Instruction
from lionagi.protocols.messages.message import RoledMessage
from lionagi.protocols.messages.system import System
from lionagi.registry import active

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Literal

    from typing_extensions import Self

    from lionagi.protocols.generic.progression import Progression
    from lionagi.registry import Cores

__all__ = ["MessageManager"]

_absent: Any = Undefined  # None is a value: an output may be None


class MessageManager:
    """The messages of a conversation.

    `messages`: messages, or dicts of them, as a list, a Pile or the dict of one. `progression`: their order. `system`: the system message.
    Raises: ValueError: `system` is none, an order of other messages.
    """

    __slots__ = ("__weakref__", "_cores", "messages", "system")
    messages: Pile[RoledMessage]
    system: System | None

    def __init__(self, messages: Any = None, progression: Progression[Any] | None = None, system: System | None = None) -> None:
        self._cores: Cores | None = None
        self._fill(messages, progression, system)

    @classmethod
    def _with_cores(cls, cores: Cores | None, messages: Any = None, progression: Any = None, system: System | None = None) -> Self:
        """A manager that makes its messages and their pile on these cores."""
        made = cls.__new__(cls)
        made._cores = cores
        made._fill(messages, progression, system)
        return made

    def _move_to(self, cores: Cores) -> None:
        """Everything that is here, and everything made later, is on these cores from now on."""
        from lionagi.protocols import _model

        self._cores = cores
        for message in self.messages:
            _model.move_to(message, cores)
        self.messages = Pile._with_cores(cores, collections=self.messages.values() or None)

    def _fill(self, messages: Any, progression: Any, system: Any) -> None:
        if system is not None and not isinstance(system, System):
            raise _errors.system_expected()
        self.system = None
        if messages is None and progression is None and system is None:
            self.messages = Pile() if self._cores is None else Pile._with_cores(self._cores)
            return
        if isinstance(messages, dict) and "collections" in messages:
            messages = Pile.from_dict(messages)
        if isinstance(messages, Pile) and progression is None and self._cores is None:
            self.messages = messages
        else:
            found = [] if messages is None else list(_messages_in(messages))
            order = messages.progression if progression is None and isinstance(messages, Pile) else progression
            self.messages = self._pile(found, order if order else None)
        if system is not None:
            self.set_system(system)

    def _pile(self, messages: list[Any], order: Any = None) -> Pile[Any]:
        if self._cores is None:
            return Pile(messages or None, order=order)
        return Pile._with_cores(self._cores, collections=messages or None, order=order)

    def _new(self, cls: Any, values: dict[str, Any]) -> Any:
        return cls(**values) if self._cores is None else cls._with_cores(self._cores, **values)

    @property
    def progression(self) -> Progression[RoledMessage]:
        """The order of the messages."""
        return self.messages.progression

    # --- adding ----------------------------------------------------------------------------------------------------------------

    def set_system(self, system: System) -> None:
        """Makes a message the system message: the first one, in the place of the one before. Raises: ValueError: it is none."""
        if not isinstance(system, System):
            raise _errors.system_expected()
        old = self.system
        if old is not None and old in self.messages:
            self.messages.exclude(old)
        if system in self.messages:
            self.messages.exclude(system)
        self.messages.insert(0, system)
        self.system = system

    def add_message(
        self,
        *,
        sender: Any = None,
        recipient: Any = None,
        metadata: dict[str, Any] | None = None,
        instruction: Any = None,
        context: Any = None,
        handle_context: Literal["extend", "replace"] = "extend",
        guidance: Any = None,
        request_fields: Any = None,
        plain_content: Any = None,
        request_model: Any = None,
        response_format: Any = None,
        images: list[Any] | None = None,
        image_detail: Literal["low", "high", "auto"] | None = None,
        tool_schemas: Any = None,
        system: Any = None,
        system_datetime: bool | str | None = None,
        assistant_response: Any = None,
        action_function: str | None = None,
        action_arguments: dict[str, Any] | None = None,
        action_output: Any = _absent,
        action_request: ActionRequest | None = None,
        action_response: ActionResponse | None = None,
    ) -> Any:
        """Makes a message of one kind, or changes the one that is given, and adds it. Returns it.

        The kind: `system` (or `system_datetime` alone); `action_output` of an `action_request`; `action_request`, or `action_function`
        with `action_arguments`; `assistant_response`; else an instruction. `metadata` goes under "extra" of the message's.
        A message that is here already keeps its place. Raises: ValueError: of two kinds, an output without a request.
        """
        answers = action_output is not _absent or action_response is not None
        has_request = action_request is not None or (action_function is not None and action_arguments is not None)
        kinds = (instruction is not None and instruction != "") + (assistant_response is not None) + (system is not None)
        if kinds + (has_request and not answers) > 1:
            raise _errors.several_kinds_of_message()
        if system is not None or (system_datetime and not kinds and not has_request and not answers):
            said = self._system(system, system_datetime, sender, recipient)
            self.set_system(said)
            made: RoledMessage = said
        else:
            if answers:
                made = self._answer(action_request, action_output, action_response, sender, recipient)
            elif has_request:
                made = self._request(action_function, action_arguments, action_request, sender, recipient)
            elif assistant_response is not None:
                made = self._response(assistant_response, sender, recipient)
            else:
                values = {
                    "context": context,
                    "guidance": guidance,
                    "plain_content": plain_content,
                    "response_format": _one_format(request_fields, request_model, response_format),
                    "images": images,
                    "image_detail": image_detail,
                    "tool_schemas": tool_schemas,
                }
                made = self._instruction(instruction, values, handle_context, sender, recipient)
            self.messages.include(made)
        if metadata:
            made.metadata.setdefault("extra", {}).update(metadata)
        return made

    async def a_add_message(self, **kwargs: Any) -> Any:
        """`add_message`, holding the pile's lock."""
        async with self.messages:
            return self.add_message(**kwargs)

    # --- making ----------------------------------------------------------------------------------------------------------------

    @staticmethod
    def create_instruction(
        *,
        instruction: Any = None,
        context: Any = None,
        handle_context: Literal["extend", "replace"] = "extend",
        guidance: Any = None,
        images: list[Any] | None = None,
        request_fields: Any = None,
        plain_content: Any = None,
        image_detail: Literal["low", "high", "auto"] | None = None,
        request_model: Any = None,
        response_format: Any = None,
        tool_schemas: Any = None,
        sender: Any = None,
        recipient: Any = None,
    ) -> Instruction:
        """A new instruction; an Instruction given as `instruction` is changed instead: `context` extends or replaces its own."""
        values = {
            "context": context,
            "guidance": guidance,
            "plain_content": plain_content,
            "response_format": _one_format(request_fields, request_model, response_format),
            "images": images,
            "image_detail": image_detail,
            "tool_schemas": tool_schemas,
        }
        return _maker()._instruction(instruction, values, handle_context, sender, recipient)

    def _instruction(self, instruction: Any, values: dict[str, Any], handle_context: str, sender: Any, recipient: Any) -> Instruction:
        if handle_context not in ("extend", "replace"):
            raise _errors.unknown_context_handling()
        given = {name: value for name, value in values.items() if value is not None}
        if isinstance(instruction, Instruction):
            context = given.get("context")
            if context is not None and handle_context == "extend":
                given["context"] = [*instruction.content.prompt_context, *(context if isinstance(context, list) else [context])]
            instruction.update(sender=sender, recipient=recipient, **given)
            return instruction
        if instruction is not None:
            given["instruction"] = instruction
        return self._new(Instruction, {"content": given, **_participants(sender, recipient)})  # type: ignore[no-any-return]

    @staticmethod
    def create_assistant_response(*, sender: Any = None, recipient: Any = None, assistant_response: Any = None) -> AssistantResponse:
        """A message of a provider's answer; an AssistantResponse is changed instead."""
        return _maker()._response(assistant_response, sender, recipient)

    def _response(self, response: Any, sender: Any, recipient: Any) -> AssistantResponse:
        if isinstance(response, AssistantResponse):
            response.update(sender=sender, recipient=recipient)
            return response
        values = {**AssistantResponse._of_response(response, sender, recipient), **_participants(sender, recipient)}
        if isinstance(response, str):
            del values["metadata"]  # the text is all that there was
        return self._new(AssistantResponse, values)  # type: ignore[no-any-return]

    @staticmethod
    def create_action_request(
        *,
        sender: Any = None,
        recipient: Any = None,
        function: str | None = None,
        arguments: dict[str, Any] | None = None,
        action_request: ActionRequest | None = None,
    ) -> ActionRequest:
        """A request to call a function; one that is given is changed instead."""
        return _maker()._request(function, arguments, action_request, sender, recipient)

    def _request(self, function: Any, arguments: Any, request: Any, sender: Any, recipient: Any) -> ActionRequest:
        given = {name: value for name, value in (("function", function), ("arguments", arguments)) if value is not None}
        if isinstance(request, ActionRequest):
            request.update(sender=sender, recipient=recipient, **given)
            return request
        if isinstance(request, dict):
            given = {**request, **given}
        return self._new(ActionRequest, {"content": given, **_participants(sender, recipient)})  # type: ignore[no-any-return]

    @staticmethod
    def create_action_response(
        *,
        action_request: ActionRequest,
        action_output: Any = None,
        action_response: Any = None,
        sender: Any = None,
        recipient: Any = None,
    ) -> ActionResponse:
        """What a request came to; the request learns the id of its response. Raises: ValueError: there is no request."""
        return _maker()._answer(action_request, action_output, action_response, sender, recipient)

    def _answer(self, request: Any, output: Any, response: Any, sender: Any, recipient: Any) -> ActionResponse:
        if not isinstance(request, ActionRequest):
            raise _errors.action_request_expected()
        if isinstance(response, ActionResponse):
            changes = {} if output is _absent or output is None else {"output": output}
            response.update(sender=sender, recipient=recipient, action_request_id=str(request.id), **changes)
            made = response
        else:
            content = {
                "function": request.function,
                "arguments": request.arguments,
                "output": None if output is _absent else output,
                "action_request_id": str(request.id),
            }
            ends = _participants(request.recipient if sender is None else sender, request.sender if recipient is None else recipient)
            made = self._new(ActionResponse, {"content": content, **ends})
        request.content.action_response_id = str(made.id)
        return made

    @staticmethod
    def create_system(
        *, system: Any = None, system_datetime: bool | str | None = None, sender: Any = None, recipient: Any = None
    ) -> System:
        """A system message; one that is given is changed instead."""
        return _maker()._system(system, system_datetime, sender, recipient)

    def _system(self, system: Any, moment: Any, sender: Any, recipient: Any) -> System:
        if isinstance(system, System):
            changes = {} if moment is None else {"system_datetime": moment}
            system.update(sender=sender, recipient=recipient, **changes)
            return system
        given = {} if system is None else {"system_message": system if isinstance(system, str) else _as_text(system)}
        if moment is not None:
            given["system_datetime"] = moment
        return self._new(System, {"content": given, **_participants(sender, recipient)})  # type: ignore[no-any-return]

    # --- taking out --------------------------------------------------------------------------------------------------------------

    def clear_messages(self) -> None:
        """All messages but the system message."""
        self.messages.clear()
        if self.system is not None:
            self.messages.insert(0, self.system)

    async def aclear_messages(self) -> None:
        """`clear_messages`, holding the pile's lock."""
        async with self.messages:
            self.clear_messages()

    # --- finding -----------------------------------------------------------------------------------------------------------------

    def _of(self, *kinds: type) -> Pile[Any]:
        return self._pile([message for message in self.messages if type(message) in kinds])

    def _last(self, kind: type) -> Any:
        return next((message for message in reversed(self.messages.values()) if type(message) is kind), None)

    @property
    def last_response(self) -> AssistantResponse | None:
        """The last answer of the model."""
        return self._last(AssistantResponse)  # type: ignore[no-any-return]

    @property
    def last_instruction(self) -> Instruction | None:
        """The last instruction."""
        return self._last(Instruction)  # type: ignore[no-any-return]

    @property
    def assistant_responses(self) -> Pile[AssistantResponse]:
        """A new pile of the model's answers."""
        return self._of(AssistantResponse)

    @property
    def actions(self) -> Pile[ActionRequest | ActionResponse]:
        """A new pile of requests for actions and their responses."""
        return self._of(ActionRequest, ActionResponse)

    @property
    def action_requests(self) -> Pile[ActionRequest]:
        """A new pile of requests for actions."""
        return self._of(ActionRequest)

    @property
    def action_responses(self) -> Pile[ActionResponse]:
        """A new pile of responses of actions."""
        return self._of(ActionResponse)

    @property
    def instructions(self) -> Pile[Instruction]:
        """A new pile of the instructions."""
        return self._of(Instruction)

    def remove_last_instruction_tool_schemas(self) -> None:
        """The last instruction shows no tools any more."""
        last = self.last_instruction
        if last is not None:
            last.content.tool_schemas = []

    def concat_recent_action_responses_to_instruction(self, instruction: Instruction) -> None:
        """Puts the contents of the action responses at the end of the conversation into the context, the newest first."""
        for message in reversed(self.messages.values()):
            if not isinstance(message, ActionResponse):
                break
            instruction.content.prompt_context.append(message.content)

    def to_chat_msgs(self, progression: Any = None) -> list[dict[str, Any]]:
        """`chat_msg` of the messages in this order, by default all. Raises: ValueError: one is not here."""
        if progression is None:
            messages = self.messages.values()
        else:
            ids = list(progression)
            if not ids:
                return []
            try:
                messages = [self.messages[id] for id in ids]
            except Exception:
                raise _errors.unknown_messages_in_progression() from None
        return (self._cores or active.cores).messages.chat_messages(_core_slot, messages)

    def __bool__(self) -> bool:
        return bool(self.messages)

    def __contains__(self, message: Any) -> bool:
        return message in self.messages


def _maker() -> MessageManager:
    """A manager for the static constructors: on the cores of the process, its pile unused."""
    made = MessageManager.__new__(MessageManager)
    made._cores = None
    return made


def _messages_in(messages: Any) -> Any:
    """Messages of a list of messages and dicts; whatever else stands there is left out, as in 0.18.0."""
    for message in messages if isinstance(messages, (list, tuple, Pile)) else [messages]:
        if isinstance(message, RoledMessage):
            yield message
        elif isinstance(message, dict):
            yield RoledMessage.from_dict(message)


def _participants(sender: Any, recipient: Any) -> dict[str, Any]:
    """As 0.18.0 has it: whoever is not named is None here, where the constructors of messages have defaults."""
    return {"sender": sender, "recipient": recipient}


def _one_format(request_fields: Any, request_model: Any, response_format: Any) -> Any:
    """The one form of the answer that was asked for. Raises: ValueError: two were."""
    if request_model is None:
        found = response_format
    elif response_format is None:
        found = request_model
    else:
        raise _errors.several_response_formats()
    if found is not None:
        return found
    if isinstance(request_fields, list):
        return {str(name): "..." for name in request_fields} or None
    return request_fields or None


def _as_text(value: Any) -> str:
    """A system message that is data, as YAML."""
    return active.cores.messages.yaml(value)
