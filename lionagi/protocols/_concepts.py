"""Abstract bases that say what role a class plays.

Not here: `ObservableProto`, the structural counterpart of `Observable` (`contracts.py`).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, Generic, TypeVar

__all__ = [
    "Collective",
    "Communicatable",
    "Condition",
    "Manager",
    "Observable",
    "Observer",
    "Ordering",
    "Relational",
    "Sendable",
]

E = TypeVar("E")


class Observer(ABC):  # noqa: B024  (a role, not an interface)
    """Watches, and may act on, other things."""


class Manager(Observer):
    """Coordinates other things."""


class Relational(ABC):  # noqa: B024  (a role, not an interface)
    """May stand in a graph. Nodes are, without having it as a base: their metaclass stays `type`."""

    @classmethod
    def __subclasshook__(cls, candidate: type) -> Any:
        return getattr(candidate, "__lion_relational__", False) or NotImplemented if cls is Relational else NotImplemented


class Sendable(ABC):  # noqa: B024  (a role, not an interface)
    """May be sent: has a sender and a recipient. Messages are, without having it as a base: their metaclass stays `type`."""

    @classmethod
    def __subclasshook__(cls, candidate: type) -> Any:
        return getattr(candidate, "__lion_sendable__", False) or NotImplemented if cls is Sendable else NotImplemented


class Observable(ABC):  # noqa: B024  (a role, not an interface)
    """Has an id by which it is known. Elements are, without having it as a base: their metaclass stays `type`."""

    @classmethod
    def __subclasshook__(cls, candidate: type) -> Any:
        return getattr(candidate, "__lion_entity__", False) or NotImplemented if cls is Observable else NotImplemented


class Communicatable(Observable):
    """Sends and receives. Branches and sessions are, without having it as a base."""

    @classmethod
    def __subclasshook__(cls, candidate: type) -> Any:
        return getattr(candidate, "__lion_communicatable__", False) or NotImplemented if cls is Communicatable else NotImplemented

    @abstractmethod
    def send(self, *args: Any, **kwargs: Any) -> Any:
        """Hands something over for delivery."""


class Condition(ABC):
    """Answers yes or no."""

    @abstractmethod
    async def apply(self, *args: Any, **kwargs: Any) -> bool:
        """Whether the condition holds."""


class Collective(ABC, Generic[E]):
    """Holds items of one kind."""

    @abstractmethod
    def include(self, item: Any, /) -> Any:
        """Adds what is not there yet."""

    @abstractmethod
    def exclude(self, item: Any, /) -> Any:
        """Takes out what is there."""


class Ordering(ABC, Generic[E]):
    """Holds an order of items of one kind."""

    @abstractmethod
    def include(self, item: Any, /) -> Any:
        """Adds what is not there yet."""

    @abstractmethod
    def exclude(self, item: Any, /) -> Any:
        """Takes out what is there."""
