"""`ActionResponse`: what a function that was asked for gave."""

from __future__ import annotations

from lionagi._core.messages import ACTION_RESPONSE
from lionagi.protocols.messages.message import OwnContent, RoledMessage, adopt_kind

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

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
        content: ActionResponseContent

        def __init__(
            self, *, function: Any = ..., arguments: Any = ..., output: Any = ..., action_request_id: Any = ..., **given: Any
        ) -> None: ...

    @property
    def function(self) -> str:
        """The name of the function."""
        return self.content.function

    @property
    def arguments(self) -> dict[str, Any]:
        """The arguments by name."""
        return self.content.arguments

    @property
    def output(self) -> Any:
        """What came of it."""
        return self.content.output


adopt_kind(ActionResponse)
