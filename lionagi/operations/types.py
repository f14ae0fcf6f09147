"""Parameters of operations, gathered. A field that is not given is missing, and so is None."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any, ClassVar, Literal

from lionagi.ln.types import Params

__all__ = ["ActionParam", "ChatParam", "ContextPolicy", "HandleValidation", "InterpretParam", "MorphParam", "ParseParam"]

HandleValidation = Literal["raise", "return_value", "return_none"]


class ContextPolicy(str, Enum):
    """What becomes of context that is there already."""

    REPLACE = "replace"
    EXTEND = "extend"
    DEDUP = "dedup"


@dataclass(slots=True, frozen=True, init=False)
class MorphParam(Params):
    """Base of the parameters of operations."""

    _none_as_sentinel: ClassVar[bool] = True
    _prefill_unset: ClassVar[bool] = True


@dataclass(slots=True, frozen=True, init=False)
class ChatParam(MorphParam):
    """Of `chat`: what the instruction has beside its text, and what goes to the model."""

    guidance: Any = None
    context: Any = None
    sender: Any = None
    recipient: Any = None
    response_format: Any = None
    progression: Any = None
    tool_schemas: list[dict[str, Any]] | None = None
    images: list[Any] | None = None
    image_detail: Literal["low", "high", "auto"] | None = None
    plain_content: str | None = None
    include_token_usage_to_model: bool = False
    imodel: Any = None
    imodel_kw: dict[str, Any] | None = None


@dataclass(slots=True, frozen=True, init=False)
class InterpretParam(MorphParam):
    """Of `interpret`."""

    domain: str | None = None
    style: str | None = None
    sample_writing: str | None = None
    imodel: Any = None
    imodel_kw: dict[str, Any] | None = None


@dataclass(slots=True, frozen=True, init=False)
class ParseParam(MorphParam):
    """Of `parse`. `alcall_params`: a dict of `retry_attempts`, `retry_initial_delay`, `retry_backoff` (seconds, factor)."""

    response_format: Any = None
    fuzzy_match_params: Any = None
    handle_validation: HandleValidation = "raise"
    alcall_params: Any = None
    imodel: Any = None
    imodel_kw: dict[str, Any] | None = None


@dataclass(slots=True, frozen=True, init=False)
class ActionParam(MorphParam):
    """Of `act`."""

    action_call_params: Any = None
    tools: Any = None
    strategy: Literal["concurrent", "sequential"] = "concurrent"
    suppress_errors: bool = True
    verbose_action: bool = False
