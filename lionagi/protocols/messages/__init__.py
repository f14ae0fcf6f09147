"""Messages: what is said in a conversation, by whom and to whom.

The kinds come together, because a core of messages is told all of their content classes at once; managers of many are loaded on touch.
"""

from __future__ import annotations

from lionagi._lazy import attach
from lionagi.protocols.messages.action_request import ActionRequest, ActionRequestContent
from lionagi.protocols.messages.action_response import ActionResponse, ActionResponseContent
from lionagi.protocols.messages.assistant_response import AssistantResponse, AssistantResponseContent
from lionagi.protocols.messages.base import MessageRole
from lionagi.protocols.messages.instruction import Instruction, InstructionContent
from lionagi.protocols.messages.message import MessageContent, RoledMessage, bind
from lionagi.protocols.messages.system import System, SystemContent
from lionagi.registry import on_load

TYPE_CHECKING = False
if TYPE_CHECKING:
    from lionagi.protocols.messages.manager import MessageManager as MessageManager

__all__ = [
    "ActionRequest",
    "ActionRequestContent",
    "ActionResponse",
    "ActionResponseContent",
    "AssistantResponse",
    "AssistantResponseContent",
    "Instruction",
    "InstructionContent",
    "MessageContent",
    "MessageManager",
    "MessageRole",
    "RoledMessage",
    "System",
    "SystemContent",
]

on_load("messages", bind)

_HOMES = {"MessageManager": "lionagi.protocols.messages.manager"}
__getattr__, __dir__ = attach(__name__, _HOMES)
