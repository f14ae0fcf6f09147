"""Contract of `messages`: contents of messages, their rendering, whole conversations as requests."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol


class MessagesCore(Protocol):
    """A module: `lionagi._core_py.messages` or `lionagi._core_rust._native.messages`."""

    def yaml(self, value: object, default: Callable[[Any], Any] | None = None) -> str:
        """`value` as a YAML document, pruned (None, blank text and empty containers dropped at every depth) and stripped."""
