"""Calls of sub-classes that reach their constructor sooner, as long as the core that makes them so (`quicken`) is the one at work.

Speed and never behaviour: what is left out is what the interpreter does between a call and `__init__`.
"""

from __future__ import annotations

from types import ModuleType
from typing import Any
from weakref import WeakSet

from lionagi.registry import active

_known: WeakSet[Any] = WeakSet()
_by: list[Any] = []  # the core that made the known classes quick, where one did


def quicken(cls: Any) -> None:
    """To be called when a class is complete."""
    _known.add(cls)
    _make_quick([cls] if _by else list(_known))


def quicken_again() -> None:
    """Makes the known classes quick under the cores of now."""
    if not _by:
        _make_quick(list(_known))


def _make_quick(classes: list[Any]) -> None:
    core = active.cores.entity
    if type(core) is ModuleType:  # itself, not what orders put around it
        for each in classes:
            core.quicken(each)
        _by[:] = [core]


def _slow_down(_cores: Any = None) -> None:
    """The cores were swapped: the classes are quick again when the next one is completed, or an element is made."""
    while _by:
        core = _by.pop()
        for each in list(_known):
            core.slow_down(each)


active.on_change(_slow_down)
