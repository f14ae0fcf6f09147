"""`iModelManager`: the models of a branch by their purpose."""

from __future__ import annotations

from lionagi.service.models import as_model

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = ["iModelManager"]


class iModelManager:
    """Models by name; `chat` answers, `parse` brings answers into form (the chat model where there is no other)."""

    def __init__(self, *models: Any, **named: Any) -> None:
        """Models without a name are the chat and the parse model, in this order. Raises: TypeError: no model."""
        self.registry: dict[str, Any] = {}
        for name, model in [*zip(("chat", "parse"), models, strict=False), *named.items()]:
            if model is not None:
                self.register_imodel(name, model)

    @property
    def chat(self) -> Any:
        """The model that answers; None where there is none."""
        return self.registry.get("chat")

    @property
    def parse(self) -> Any:
        """The model that brings answers into form."""
        return self.registry.get("parse") or self.chat

    def register_imodel(self, name: str, model: Any) -> None:
        """Puts a model under a name. Raises: TypeError: it is none."""
        self.registry[name] = as_model(model, name)
