"""Structural contracts: what an object must have, whatever its class.

Not here: the abstract bases (`_concepts.py`). `Observable` names the protocol here and the base there, as in 0.18.0.
"""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from lionagi.protocols._concepts import Observable as LegacyObservable

__all__ = ["LegacyObservable", "Observable", "ObservableProto"]


@runtime_checkable
class ObservableProto(Protocol):
    """Anything with an `id`, of any type."""

    @property
    def id(self) -> object: ...


Observable = ObservableProto
