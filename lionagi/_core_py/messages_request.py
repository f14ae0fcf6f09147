"""Whole conversations: as a list of chat messages, and as the messages of a request by the rules of chat.

The rules (`upstream/behaviour/18_operations.md`, chat): System and ActionRequest are left out. ActionResponses wait for the next
Instruction, whose context they join unless it has them; the last ones join the closing instruction. Instructions in the history lose their
tools and response format. Of Instructions in a row the first stays; AssistantResponses in a row become one. The system text goes
before the guidance of the first message, which has to be an Instruction. No message is changed.
Twin: `crates/lionagi-python/src/messages/request.rs`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lionagi import _errors
from lionagi._core.messages import ACTION_RESPONSE, ASSISTANT_RESPONSE, INSTRUCTION
from lionagi._core_py.messages_render import render

_GUIDANCE, _CONTEXT, _TOOLS, _FORMAT = 1, 2, 4, 5  # places in the fields of an instruction


def chat_messages(slot: Any, messages: Sequence[Any]) -> list[dict[str, Any]]:
    """See the contract."""
    found = []
    for at, message in enumerate(messages):
        cls = type(message)
        try:
            shown = slot.__get__(message).chat_message() if cls.__lion_record__ == cls.__lion_class__ else message.chat_msg
        except (TypeError, ValueError) as error:
            raise _errors.message_not_rendered(error, at) from error
        if shown is not None:
            found.append(shown)
    return found


def request_messages(slot: Any, history: Sequence[Any], closing: Any, system: Any = None) -> list[dict[str, Any]]:
    """See the contract."""
    turns: list[_Turn] = []
    waiting: list[dict[str, Any]] = []
    for at, message in enumerate(history):
        core = slot.__get__(message)
        kind = core.kind
        if kind == ACTION_RESPONSE:
            waiting.append(_as_context(core, message))
        elif kind == ASSISTANT_RESPONSE:
            _add_answer(turns, core, message, at)
        elif kind == INSTRUCTION:
            if not (turns and turns[-1].is_instruction):
                turns.append(_Turn(core, message, at, waiting, is_past=True))
            waiting = []
    turns.append(_Turn(slot.__get__(closing), closing, len(history), waiting, is_past=False))
    if system is not None:
        if not turns[0].is_instruction:
            raise _errors.history_begins_wrong()
        turns[0].put_before_guidance(_shown(slot.__get__(system), system, -1))
    return [shown for turn in turns if (shown := turn.shown()) is not None]


class _Turn:
    """One message of the request: fields of an instruction, which may be replaced, or the texts of answers."""

    __slots__ = ("at", "core", "fields", "is_instruction", "message", "texts")

    def __init__(
        self, core: Any, message: Any, at: int, waiting: list[dict[str, Any]], *, is_past: bool, texts: list[Any] | None = None
    ) -> None:
        self.core, self.message, self.at, self.texts = core, message, at, texts
        self.is_instruction = texts is None
        self.fields: list[Any] | None = None
        if texts is None:
            fields = core.fields()
            if fields is not None and (waiting or (is_past and (fields[_TOOLS] or fields[_FORMAT] is not None))):
                self.fields = list(fields)
                if is_past:
                    self.fields[_TOOLS : _FORMAT + 2] = [[], None, None]
                if waiting:
                    context = fields[_CONTEXT]
                    context = list(context) if isinstance(context, list) else [] if context is None else [context]
                    self.fields[_CONTEXT] = context + [entry for entry in waiting if entry not in context]

    def put_before_guidance(self, text: Any) -> None:
        fields = self.fields if self.fields is not None else self.core.fields()
        if fields is None:
            return
        self.fields = list(fields)
        guidance = self.fields[_GUIDANCE]
        self.fields[_GUIDANCE] = f"{text}{guidance}" if guidance else text

    def shown(self) -> dict[str, Any] | None:
        if self.texts is not None:
            return {"role": self.core.role.value, "content": "\n\n".join(map(str, self.texts)) if len(self.texts) > 1 else self.texts[0]}
        if self.fields is None:
            cls = type(self.message)
            if cls.__lion_record__ != cls.__lion_class__:
                return self.message.chat_msg  # type: ignore[no-any-return]
            content = _shown(self.core, self.message, self.at)
        else:
            try:
                content = render(INSTRUCTION, tuple(self.fields))
            except (TypeError, ValueError) as error:
                raise _errors.message_not_rendered(error, self.at) from error
        return {"role": self.core.role.value, "content": content}


def _add_answer(turns: list[_Turn], core: Any, message: Any, at: int) -> None:
    text = _shown(core, message, at)
    if turns and not turns[-1].is_instruction and turns[-1].texts is not None:
        turns[-1].texts.append(text)
    else:
        turns.append(_Turn(core, message, at, [], is_past=True, texts=[text]))


def _shown(core: Any, message: Any, at: int) -> Any:
    cls = type(message)
    try:
        return core.rendered() if cls.__lion_record__ == cls.__lion_class__ else message.rendered
    except (TypeError, ValueError) as error:
        raise _errors.message_not_rendered(error, at) from error


def _as_context(core: Any, message: Any) -> dict[str, Any]:
    fields = core.fields()
    if fields is None:
        content = message.content
        fields = (content.function, content.arguments, content.output, None)
    return {"function": fields[0], "arguments": fields[1], "output": fields[2]}
