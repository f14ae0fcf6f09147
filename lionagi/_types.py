"""`lionagi.types`: names of several packages in one place, looked up in order where they are needed.

So far these are the names of `lionagi.protocols.types`; those of `lionagi.fields` and `lionagi.models` come before them once
these packages stand.
"""

from __future__ import annotations

from lionagi._lazy import attach
from lionagi.protocols import types as _protocols

TYPE_CHECKING = False
if TYPE_CHECKING:
    from lionagi.protocols.types import *  # noqa: F403

__all__ = _protocols.__all__

_HOMES = dict.fromkeys(__all__, "lionagi.protocols.types")
_LATER = _protocols._LATER

__getattr__, __dir__ = attach(__name__, _HOMES, _LATER)
