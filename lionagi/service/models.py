"""What a branch asks of a model, and models that are only described.

Not here: speaking to providers. A document of lionagi 0.18.0 describes its models (endpoint, limits, no keys): the description is kept
and written back as it was.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any, Protocol

from lionagi import _errors

# What a branch without a model is written with, as 0.18.0 wrote its default; `request_options` is the service layer's to fill in.
DEFAULT_ENDPOINT: dict[str, Any] = {
    "retry_config": None,
    "circuit_breaker": None,
    "config": {
        "name": "oai_chat",
        "provider": "openai",
        "base_url": "https://api.openai.com/v1",
        "endpoint": "chat/completions",
        "method": "POST",
        "params": {},
        "content_type": "application/json",
        "auth_type": "bearer",
        "default_headers": {},
        "request_options": None,
        "timeout": 300,
        "max_retries": 3,
        "openai_compatible": False,
        "requires_tokens": True,
        "kwargs": {"model": "gpt-4.1-mini"},
        "client_kwargs": {},
    },
}
DEFAULT_PROCESSOR: dict[str, Any] = {
    "queue_capacity": 100,
    "capacity_refresh_time": 60,
    "interval": None,
    "limit_requests": None,
    "limit_tokens": None,
    "concurrency_limit": None,
}


class Model(Protocol):
    """What a branch calls. Only `invoke` is needed; 0.18.0's iModel is one."""

    async def invoke(self, **request: Any) -> Any:
        """Answers a request: `messages` (dicts of role and content), `include_token_usage_to_model`, and whatever keywords the caller
        gave. The answer is an object whose `response` is the provider's answer (text, dict or pydantic model; None: it failed), or the
        provider's answer itself."""


class DescribedModel:
    """A model of which only the description is at hand: it can be kept and written, not asked."""

    __slots__ = ("_description",)

    def __init__(self, description: dict[str, Any]) -> None:
        """`description`: what 0.18.0's `iModel.to_dict()` gave; it is not copied."""
        self._description = description

    @classmethod
    def default(cls) -> DescribedModel:
        """The model of a branch that was given none."""
        from lionagi.protocols.generic.element import Element

        made = Element()
        return cls(
            {
                "id": str(made.id),
                "created_at": made.created_at,
                "endpoint": deepcopy(DEFAULT_ENDPOINT),
                "processor_config": dict(DEFAULT_PROCESSOR),
                "provider_metadata": {},
            }
        )

    @property
    def id(self) -> Any:
        """The id in the description; None where it has none."""
        return self._description.get("id")

    @property
    def model_name(self) -> str:
        """The name of the model; empty where it is not said."""
        config = (self._description.get("endpoint") or {}).get("config") or {}
        return str((config.get("kwargs") or {}).get("model") or "")

    async def invoke(self, **request: Any) -> Any:
        """Raises: NotImplementedError: there is nobody to ask."""
        raise _errors.model_only_described(self.model_name)

    stream = invoke

    def to_dict(self) -> dict[str, Any]:
        """The description, as it came."""
        return deepcopy(self._description)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, DescribedModel) and self._description == other._description

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"DescribedModel({self.model_name!r})"


def as_model(value: Any, parameter: str) -> Any:
    """A model, or the description of one. Raises: TypeError: it can be no model; named by its parameter."""
    if isinstance(value, dict):
        return DescribedModel(value)
    if not callable(getattr(value, "invoke", None)):
        raise _errors.no_model(parameter, value)
    return value


def description_of(model: Any) -> Any:
    """How a model is written in a document; None where it does not say."""
    to_dict = getattr(model, "to_dict", None)
    return to_dict() if callable(to_dict) else None
