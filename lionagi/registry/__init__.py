"""Which core runs, why, and whether it may: `active.cores.<component>` is the core module that was chosen.

Importing this package reads no variable and loads no core; the first touch of a component resolves all of them together.
The names of `_LATE` are for people and tools: their modules are imported when they are used.
"""

from __future__ import annotations

from lionagi._errors import (
    BackendError,
    BackendFallbackWarning,
    BackendOrderError,
    BackendPanicError,
    BackendUnavailableError,
    BackendWarning,
)
from lionagi.registry._cores import COMPONENTS, Cores, on_load
from lionagi.registry.process import active, cores, counters, kill, on_fallback, override, resolution
from lionagi.registry.words import Resolution

TYPE_CHECKING = False
if TYPE_CHECKING:
    from lionagi.registry.foreign import Component, component
    from lionagi.registry.report import explain, status

_LATE = {"Component": "foreign", "component": "foreign", "explain": "report", "status": "report"}

__all__ = [
    "COMPONENTS",
    "BackendError",
    "BackendFallbackWarning",
    "BackendOrderError",
    "BackendPanicError",
    "BackendUnavailableError",
    "BackendWarning",
    "Component",
    "Cores",
    "Resolution",
    "active",
    "component",
    "cores",
    "counters",
    "explain",
    "kill",
    "on_fallback",
    "on_load",
    "override",
    "resolution",
    "status",
]


def __getattr__(name: str) -> object:
    if name in _LATE:
        from importlib import import_module

        return getattr(import_module(f"lionagi.registry.{_LATE[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *_LATE})
