"""lionagi: agent orchestration over two interchangeable cores.

Every name is loaded on first touch: importing this package loads no core, no pydantic and no asyncio.
"""

from __future__ import annotations

from lionagi._lazy import attach

TYPE_CHECKING = False
if TYPE_CHECKING:
    from logging import Logger

    from pydantic import BaseModel as BaseModel
    from pydantic import Field as Field

    from lionagi import _types as types
    from lionagi import ln as ln
    from lionagi import registry as registry
    from lionagi.protocols.action.manager import load_mcp_tools as load_mcp_tools
    from lionagi.session.branch import Branch as Branch
    from lionagi.session.session import Session as Session
    from lionagi.version import __version__ as __version__

    logger: Logger

__all__ = ["BaseModel", "Branch", "Field", "Session", "__version__", "ln", "load_mcp_tools", "logger", "registry", "types"]

_HOMES = {
    "BaseModel": "pydantic",
    "Branch": "lionagi.session.branch",
    "Session": "lionagi.session.session",
    "Field": "pydantic",
    "__version__": "lionagi.version",
    "ln": "lionagi.ln:",
    "logger": "lionagi._logger",
    "load_mcp_tools": "lionagi.protocols.action.manager",
    "registry": "lionagi.registry:",
    "types": "lionagi._types:",
}
_LATER = ("Builder", "Operation", "iModel")

__getattr__, __dir__ = attach(__name__, _HOMES, _LATER)
