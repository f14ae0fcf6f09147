"""Sessions and branches: conversations, and what holds several of them."""

from __future__ import annotations

from lionagi._lazy import attach

TYPE_CHECKING = False
if TYPE_CHECKING:
    from lionagi.session.branch import Branch as Branch
    from lionagi.session.session import Session as Session

__all__ = ["Branch", "Session"]

_HOMES = {"Branch": "lionagi.session.branch", "Session": "lionagi.session.session"}
__getattr__, __dir__ = attach(__name__, _HOMES)
