"""A component of the tests' own: one function and one stateful class, on two sides whose answers a test may spoil."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, Protocol

from lionagi.registry.ledger import Ledger
from lionagi.testing.proof.agree import Both
from lionagi.testing.proof.cores import Contract, Pair
from lionagi.testing.proof.tally import ErrorPath, Tally


class FakeCore(Protocol):
    """A module."""

    def double(self, value: Any) -> Any:
        """Twice the value. Raises: TypeError: no number."""


class BoxCore(Protocol):
    """A list with a name."""

    name: str

    def add(self, item: object) -> int:
        """Appends; the new length."""

    def items(self) -> list[object]:
        """The list itself, handed out."""

    def same_first(self, other: Any) -> bool:
        """True where both boxes start with equal items; the other box may be of the other core."""


class _Box:
    def __init__(self, items: list[object], name: str = "") -> None:
        self._items, self._name = list(items), name

    name = property(lambda self: self._name, lambda self, value: setattr(self, "_name", value))

    def add(self, item: object) -> int:
        self._items.append(item)
        return len(self._items)

    def items(self) -> list[object]:
        return self._items

    def same_first(self, other: Any) -> bool:
        return self.items()[:1] == other.items()[:1]


class Fakes:
    """`python` and `rust` start equal; a test replaces functions of `rust` to plant a difference."""

    def __init__(self) -> None:
        self.count = 0
        self.python = SimpleNamespace(double=lambda value: value + value, BoxCore=type("BoxCore", (_Box,), {}))
        self.rust = SimpleNamespace(double=self.counted(lambda value: value + value), BoxCore=type("BoxCore", (_Box,), {}))
        for name in ("__init__", "add", "items", "same_first"):
            setattr(self.rust.BoxCore, name, self.counted(getattr(_Box, name)))
        self.tally = Tally()
        no_number = ErrorPath("no number", TypeError, "unsupported operand")
        self.tally.declare("fake", {"double": (no_number,), "BoxCore()": (ErrorPath("no list", TypeError, "not iterable"),)})
        self.contract = Contract("fake", [FakeCore, BoxCore], self.python)
        self.ledger = Ledger("fake")

    def counted(self, function: Any) -> Any:
        """A function of the fake native module: it counts its calls."""

        def call(*args: Any, **kwargs: Any) -> Any:
            self.count += 1
            return function(*args, **kwargs)

        return call

    def both(self, *, hostile: str = "") -> Both:
        # Made late: a test may have replaced classes.
        pair = Pair("fake", self.python, self.rust, self.contract, lambda: {"fake": self.count}, lambda box: (box._name, tuple(box._items)))
        return Both(pair, hostile=hostile, tally=self.tally, ledger=self.ledger)
