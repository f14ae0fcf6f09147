"""`chat`: an instruction and the conversation before it go to a model; nothing is added to the conversation.

How the request is made of the messages is the core's (`request_messages`): one crossing, however long the history is.
"""

from __future__ import annotations

from lionagi.protocols.generic.element import _core_slot
from lionagi.protocols.messages.assistant_response import AssistantResponse
from lionagi.registry import active

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from lionagi.operations.types import ChatParam
    from lionagi.protocols.messages.instruction import Instruction
    from lionagi.session.branch import Branch

__all__ = ["chat"]


async def chat(branch: Branch, instruction: Any, chat_param: ChatParam, return_ins_res_message: bool = False) -> Any:
    """Asks the model of the parameters, or of the branch. Returns the text, or the instruction and the response as messages."""
    given = chat_param.to_dict()
    model = given.pop("imodel", None)
    options = given.pop("imodel_kw", None) or {}
    made, response = await ask(branch, instruction, given, model, options)
    return (made, response) if return_ins_res_message else response.response


async def ask(
    branch: Branch, instruction: Any, given: dict[str, Any], model: Any, options: dict[str, Any]
) -> tuple[Instruction, AssistantResponse]:
    """The instruction and the response of one question. `given`: fields of the instruction, its participants, `progression`,
    `include_token_usage_to_model`; `options`: further keywords for the model."""
    manager = branch.msgs
    history = given.pop("progression", None)
    usage = bool(given.pop("include_token_usage_to_model", False))
    sender, recipient = given.pop("sender", None), given.pop("recipient", None)
    asked = manager._instruction(
        instruction,
        given,
        "extend",
        branch.user or "user" if sender is None else sender,
        branch.id if recipient is None else recipient,
    )
    messages = _history(manager, history)
    cores = manager._cores or active.cores
    sent = cores.messages.request_messages(_core_slot, messages, asked, manager.system)
    model = branch.chat_model if model is None else model
    answer = await _answer(model, {**options, "messages": sent, "include_token_usage_to_model": usage})
    branch._note_call(answer)
    response = answer.response if hasattr(answer, "response") else answer
    values = AssistantResponse._of_response(response, branch.id, branch.user or "user")
    return asked, manager._new(AssistantResponse, values)


def _history(manager: Any, progression: Any) -> list[Any]:
    """The messages of a progression; all of them where there is none, or an empty one."""
    if progression is not None:
        ids = list(progression)
        if ids:
            return [manager.messages[id] for id in ids]
    return manager.messages.values()  # type: ignore[no-any-return]


async def _answer(model: Any, request: dict[str, Any]) -> Any:
    if not request.get("stream"):
        return await model.invoke(**request)
    found = model.stream(**request)
    if hasattr(found, "__await__"):  # a coroutine that gives the whole, as tests of programs have it
        return await found
    last, pieces = None, []
    async for piece in found:
        last = piece
        pieces.append(piece)
    if hasattr(last, "response"):
        return last
    return pieces
