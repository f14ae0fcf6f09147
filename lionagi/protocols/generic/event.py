"""`Event`: an element that does something once, and `Execution`: how that went.

Not here: queues of events. An event cannot be read back from a document: what it did is done. Behaviour: `upstream/behaviour/10`.
"""

from __future__ import annotations

from typing import Any

from pydantic import Field, field_serializer
from typing_extensions import Self

from lionagi import _errors
from lionagi.ln.types import Enum
from lionagi.protocols.generic.element import Element

__all__ = ["Event", "EventStatus", "Execution"]

_UNSERIALIZABLE = "<unserializable>"


class EventStatus(str, Enum):
    """How far an event is."""

    PENDING = "pending"
    PROCESSING = "processing"
    COMPLETED = "completed"
    FAILED = "failed"
    SKIPPED = "skipped"
    CANCELLED = "cancelled"
    ABORTED = "aborted"


class Execution:
    """How an event went. `duration`: seconds; `response`: what it gave; `error`: the text of what went wrong. None: not known (yet)."""

    __slots__ = ("duration", "error", "response", "status")

    def __init__(
        self, duration: float | None = None, response: Any = None, status: EventStatus = EventStatus.PENDING, error: str | None = None
    ) -> None:
        self.status = status
        self.duration = duration
        self.response = response
        self.error = error

    def __str__(self) -> str:
        return f"Execution(status={self.status.value}, duration={self.duration}, response={self.response}, error={self.error})"

    def to_dict(self) -> dict[str, Any]:
        """The record. The response is the object itself where it has a JSON form, else the text "<unserializable>"."""
        return {"status": self.status.value, "duration": self.duration, "response": _shown(self.response), "error": self.error}


def _shown(response: Any) -> Any:
    if response is None or isinstance(response, (str, bytes, int, float, Enum)):
        return response
    from lionagi.ln import json_dumps

    try:
        json_dumps(response)
    except Exception:  # of a `to_dict`, a property, a number out of range: there is no JSON form, whatever the reason
        return _UNSERIALIZABLE
    return response


class Event(Element):
    """Something to be done once. `execution`: how it went; `streaming`: `stream` is to be called instead of `invoke`."""

    execution: Execution = Field(default_factory=Execution)
    streaming: bool = Field(default=False, exclude=True)

    @field_serializer("execution")
    def _serialize_execution(self, val: Execution) -> dict[str, Any]:
        return val.to_dict()

    @property
    def response(self) -> Any:
        """What it gave. May be assigned."""
        return self.execution.response

    @response.setter
    def response(self, val: Any) -> None:
        self.execution.response = val

    @property
    def status(self) -> EventStatus:
        """How far it is. May be assigned, by member or text. Raises: ValueError: neither."""
        return self.execution.status

    @status.setter
    def status(self, val: EventStatus | str) -> None:
        if isinstance(val, EventStatus):
            self.execution.status = val
        elif isinstance(val, str):
            if val not in EventStatus.allowed():
                raise _errors.invalid_status(val)
            self.execution.status = EventStatus(val)
        else:
            raise _errors.invalid_status_type(val)

    @property
    def request(self) -> dict[str, Any]:
        """What a processor asks permission with; sub-classes say it."""
        return {}

    async def invoke(self) -> None:
        """Does it; sub-classes say what. Raises: NotImplementedError."""
        raise NotImplementedError("Override in subclass.")

    async def stream(self) -> Any:
        """Does it piece by piece; sub-classes say what. Raises: NotImplementedError."""
        raise NotImplementedError("Override in subclass.")

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        """Raises: NotImplementedError: what was done cannot be made again."""
        raise NotImplementedError("Cannot recreate an event once it's done.")

    @classmethod
    def from_json(cls, data: str | bytes) -> Self:
        """Raises: NotImplementedError: as `from_dict`."""
        return cls.from_dict({})

    def as_fresh_event(self, copy_meta: bool = False) -> Self:
        """The same thing to be done, not done yet: an event of its own. `metadata["original"]` says id and time of this one;
        the rest of the metadata is taken over where `copy_meta` is true."""
        taken = {name: getattr(self, name) for name in type(self).model_fields if name not in ("id", "created_at", "metadata", "execution")}
        metadata = dict(self.metadata) if copy_meta else {}
        metadata["original"] = {"id": str(self.id), "created_at": self.created_at}
        return type(self)(**taken, metadata=metadata)
