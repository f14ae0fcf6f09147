"""`AssistantResponse`: what a model answered, and the text in what providers send."""

from __future__ import annotations

from lionagi._core.messages import ASSISTANT_RESPONSE
from lionagi.protocols.messages.message import OwnContent, RoledMessage, adopt_kind
from lionagi.registry import active

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dataclasses import InitVar
    from datetime import datetime
    from typing import Any

    from typing_extensions import Self

    from lionagi._core.messages import MessageRole
    from lionagi.protocols.generic._ids import IDType
    from lionagi.protocols.generic.element import _absent
    from lionagi.protocols.messages.message import Field

__all__ = ["AssistantResponse", "AssistantResponseContent", "parse_assistant_response"]


def parse_assistant_response(response: Any) -> tuple[str, Any]:
    """(text, answer) of a provider's answer: a text, a dict, a pydantic model, or a list of these. What holds no text adds none.

    Raises: TypeError: an answer whose `result` is no text.
    """
    if isinstance(response, (list, tuple)):
        response = [_dumped(item) for item in response]
    return active.cores.messages.read_response(_dumped(response))


def _dumped(value: Any) -> Any:
    return value.model_dump(exclude_none=True, exclude_unset=True) if hasattr(type(value), "model_dump") else value


class AssistantResponseContent(OwnContent):
    """`assistant_response`: the text."""

    __slots__ = ("assistant_response",)
    __lion_kind__ = ASSISTANT_RESPONSE
    _content_defaults = {"assistant_response": ""}  # noqa: RUF012
    assistant_response: str

    def __init__(self, assistant_response: str = "") -> None:
        self.assistant_response = assistant_response


class AssistantResponse(RoledMessage):
    """What a model answered; the whole answer of the provider is in `metadata["model_response"]`."""

    __slots__ = ()
    __lion_core__ = "MessageCore"
    __lion_kind__ = ASSISTANT_RESPONSE
    __lion_content__ = AssistantResponseContent

    if TYPE_CHECKING:
        content: Field[AssistantResponseContent, dict[str, Any]] = Field()
        assistant_response: InitVar[str] = _absent

        def __init__(
            self,
            *,
            assistant_response: str = ...,
            content: AssistantResponseContent | dict[str, Any] = ...,
            role: MessageRole | str = ...,
            sender: Any = ...,
            recipient: Any = ...,
            embedding: list[float] | str | None = ...,
            id: IDType | str = ...,
            created_at: float | datetime | str | None = ...,
            metadata: dict[str, Any] = ...,
        ) -> None: ...

    @property
    def response(self) -> str:
        """The text of the answer."""
        return self.content.assistant_response

    @property
    def model_response(self) -> Any:
        """The provider's answer, as data; `{}` where it is not known."""
        return self.metadata.get("model_response", {})

    @classmethod
    def from_response(cls, response: Any, sender: Any = None, recipient: Any = None) -> Self:
        """The message of a provider's answer (see `parse_assistant_response`), to the user unless said otherwise."""
        return cls(**cls._of_response(response, sender, recipient))

    @staticmethod
    def _of_response(response: Any, sender: Any, recipient: Any) -> dict[str, Any]:
        text, answer = parse_assistant_response(response)
        given: dict[str, Any] = {"assistant_response": text, "metadata": {"model_response": answer}, "sender": sender}
        if recipient is not None:
            given["recipient"] = recipient
        return given


adopt_kind(AssistantResponse)
