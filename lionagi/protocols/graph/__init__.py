"""Nodes, and later edges and graphs."""

from __future__ import annotations

from lionagi._lazy import attach

TYPE_CHECKING = False
if TYPE_CHECKING:
    from lionagi.protocols.graph.node import Node as Node

__all__ = ["Node"]

_HOMES = {"Node": "lionagi.protocols.graph.node"}
_LATER = ("Edge", "EdgeCondition", "Graph")

__getattr__, __dir__ = attach(__name__, _HOMES, _LATER)
