"""`ActionResponse`: what a function that was asked for gave."""

from __future__ import annotations

from lionagi._core.messages import ACTION_RESPONSE
from lionagi.protocols.messages.message import OwnContent, RoledMessage, adopt_kind

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dataclasses import InitVar
    from datetime import datetime
    from typing import Any

    from lionagi._core.messages import MessageRole
    from lionagi.protocols.generic._ids import IDType
    from lionagi.protocols.generic.element import _absent
    from lionagi.protocols.messages.message import Field

__all__ = ["ActionResponse", "ActionResponseContent"]


class ActionResponseContent(OwnContent):
    """`function`, `arguments`: as asked for; `output`: what came of it; `action_request_id`: text of the request's id."""

    __slots__ = ("action_request_id", "arguments", "function", "output")
    __lion_kind__ = ACTION_RESPONSE
    _content_defaults = {"function": "", "arguments": dict, "output": None, "action_request_id": None}  # noqa: RUF012
    function: str
    arguments: dict[str, Any]
    output: Any
    action_request_id: str | None

    def __init__(
        self, function: str = "", arguments: dict[str, Any] | None = None, output: Any = None, action_request_id: str | None = None
    ) -> None:
        self.function = function
        self.arguments = {} if arguments is None else arguments
        self.output = output
        self.action_request_id = action_request_id


class ActionResponse(RoledMessage):
    """What a function gave."""

    __slots__ = ()
    __lion_core__ = "MessageCore"
    __lion_kind__ = ACTION_RESPONSE
    __lion_content__ = ActionResponseContent

    if TYPE_CHECKING:
        content: Field[ActionResponseContent, dict[str, Any]] = Field()
        function: Field[str, Any] = Field()
        arguments: Field[dict[str, Any], Any] = Field()
        output: Any = None
        action_request_id: InitVar[Any] = _absent

        def __init__(
            self,
            *,
            function: Any = ...,
            arguments: Any = ...,
            output: Any = ...,
            action_request_id: Any = ...,
            content: ActionResponseContent | dict[str, Any] = ...,
            role: MessageRole | str = ...,
            sender: Any = ...,
            recipient: Any = ...,
            embedding: list[float] | str | None = ...,
            id: IDType | str = ...,
            created_at: float | datetime | str | None = ...,
            metadata: dict[str, Any] = ...,
        ) -> None: ...

    else:

        @property
        def function(self):
            """The name of the function."""
            return self.content.function

        @property
        def arguments(self):
            """The arguments by name."""
            return self.content.arguments

        @property
        def output(self):
            """What came of it."""
            return self.content.output


adopt_kind(ActionResponse)
