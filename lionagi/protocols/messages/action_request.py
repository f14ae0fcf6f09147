"""`ActionRequest`: a function that shall be called."""

from __future__ import annotations

from lionagi._core.messages import ACTION_REQUEST
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

__all__ = ["ActionRequest", "ActionRequestContent"]


class ActionRequestContent(OwnContent):
    """`function`: its name; `arguments`: by name; `action_response_id`: text of the id of the response, once there is one."""

    __slots__ = ("action_response_id", "arguments", "function")
    __lion_kind__ = ACTION_REQUEST
    _content_defaults = {"function": "", "arguments": dict, "action_response_id": None}  # noqa: RUF012
    function: str
    arguments: dict[str, Any]
    action_response_id: str | None

    def __init__(self, function: str = "", arguments: dict[str, Any] | None = None, action_response_id: str | None = None) -> None:
        self.function = function
        self.arguments = {} if arguments is None else arguments
        self.action_response_id = action_response_id


class ActionRequest(RoledMessage):
    """A function that shall be called."""

    __slots__ = ()
    __lion_core__ = "MessageCore"
    __lion_kind__ = ACTION_REQUEST
    __lion_content__ = ActionRequestContent

    if TYPE_CHECKING:
        content: Field[ActionRequestContent, dict[str, Any]] = Field()
        function: Field[str, Any] = Field()
        arguments: Field[dict[str, Any], Any] = Field()
        action_response_id: InitVar[Any] = _absent

        def __init__(
            self,
            *,
            function: Any = ...,
            arguments: Any = ...,
            action_response_id: Any = ...,
            content: ActionRequestContent | dict[str, Any] = ...,
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

    def is_responded(self) -> bool:
        """True once there is a response."""
        return self.content.action_response_id is not None


adopt_kind(ActionRequest)
