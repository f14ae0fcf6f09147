"""Roles, the names of a message's fields, and who sends and receives.

Not here: how a participant is read; that is the core's (`lionagi/_core/messages.py`), as the class of roles is.
"""

from __future__ import annotations

from enum import Enum

from lionagi._core.messages import MessageRole
from lionagi.protocols.generic._ids import IDType
from lionagi.registry import active

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = ["MESSAGE_FIELDS", "MessageField", "MessageRole", "SenderRecipient", "serialize_sender_recipient", "validate_sender_recipient"]

MessageRole.__module__ = __name__  # its public home, which pickles name

SenderRecipient = IDType | MessageRole | str


class MessageField(str, Enum):
    """The fields of a message, as columns of a table."""

    CREATED_AT = "created_at"
    ROLE = "role"
    CONTENT = "content"
    ID = "id"
    SENDER = "sender"
    RECIPIENT = "recipient"
    METADATA = "metadata"


MESSAGE_FIELDS = [field.value for field in MessageField]


def validate_sender_recipient(value: Any, /) -> Any:
    """A participant: a role, an id, or a name. None is `MessageRole.UNSET`, an element its id.

    Raises: ValueError: anything else.
    """
    return MessageRole.UNSET if value is None else active.cores.messages.read_participant(value)


def serialize_sender_recipient(value: Any) -> str | None:
    """The text of a participant; None where there is none."""
    if not value:
        return None
    if isinstance(value, str):
        return value.value if isinstance(value, Enum) else value
    return str(value.id if getattr(type(value), "__lion_entity__", False) else value)
