"""Nodes, and later edges and graphs."""

from __future__ import annotations

from lionagi._lazy import attach

__all__: list[str] = []

_HOMES: dict[str, str] = {}
_LATER = ("Edge", "EdgeCondition", "Graph")

__getattr__, __dir__ = attach(__name__, _HOMES, _LATER)
