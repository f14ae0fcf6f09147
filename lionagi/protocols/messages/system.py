"""`System`: the message that says how a model shall behave."""

from __future__ import annotations

from lionagi._core.messages import DEFAULT_SYSTEM_MESSAGE, SYSTEM
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

__all__ = ["System", "SystemContent"]


class SystemContent(OwnContent):
    """`system_message`: the text. `system_datetime`: the moment that is shown before it, as text; `from_dict` takes True for now."""

    __slots__ = ("system_datetime", "system_message")
    __lion_kind__ = SYSTEM
    _content_defaults = {"system_message": DEFAULT_SYSTEM_MESSAGE, "system_datetime": None}  # noqa: RUF012
    system_message: str
    system_datetime: str | None

    def __init__(self, system_message: str = DEFAULT_SYSTEM_MESSAGE, system_datetime: str | None = None) -> None:
        self.system_message = system_message
        self.system_datetime = system_datetime


class System(RoledMessage):
    """How the model shall behave; from the system to the assistant."""

    __slots__ = ()
    __lion_core__ = "MessageCore"
    __lion_kind__ = SYSTEM
    __lion_content__ = SystemContent
    __lion_has_default_content__ = True

    if TYPE_CHECKING:
        content: Field[SystemContent, dict[str, Any]] = Field()
        system_message: InitVar[str] = _absent
        system_datetime: InitVar[bool | str | None] = _absent

        def __init__(
            self,
            *,
            system_message: str = ...,
            system_datetime: bool | str | None = ...,
            content: SystemContent | dict[str, Any] = ...,
            role: MessageRole | str = ...,
            sender: Any = ...,
            recipient: Any = ...,
            embedding: list[float] | str | None = ...,
            id: IDType | str = ...,
            created_at: float | datetime | str | None = ...,
            metadata: dict[str, Any] = ...,
        ) -> None: ...


adopt_kind(System)
