"""`Mailbox`: mail that came, by sender, and mail that waits to go."""

from __future__ import annotations

from lionagi.protocols.generic.pile import Pile
from lionagi.protocols.generic.progression import Progression
from lionagi.protocols.mail.mail import Mail

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from lionagi.protocols.generic._ids import IDType

__all__ = ["Mailbox"]


class Mailbox:
    """`pile_`: all mail; `pending_ins`: by sender what came; `pending_outs`: what waits to go, first in first out."""

    def __init__(self) -> None:
        self.pile_: Pile[Mail] = Pile(item_type={Mail}, strict_type=True)
        self.pending_ins: dict[IDType, Progression[Any]] = {}
        self.pending_outs: Progression[Any] = Progression()

    @property
    def senders(self) -> list[IDType]:
        """Whose mail came."""
        return list(self.pending_ins)

    def append_in(self, item: Mail, /) -> None:
        """Mail that came."""
        self.pile_.include(item)
        self.pending_ins.setdefault(item.sender, Progression()).include(item)

    def append_out(self, item: Mail, /) -> None:
        """Mail that shall go."""
        self.pile_.include(item)
        self.pending_outs.include(item)

    def exclude(self, item: Mail, /) -> None:
        """Takes a mail out, wherever it waits."""
        self.pile_.exclude(item)
        self.pending_outs.exclude(item)
        for waiting in self.pending_ins.values():
            waiting.exclude(item)

    def __contains__(self, item: Mail) -> bool:
        return item in self.pile_

    def __bool__(self) -> bool:
        return bool(self.pile_)

    def __len__(self) -> int:
        return len(self.pile_)
