"""`MailManager`: carries mail between the mailboxes of its sources, first in first out."""

from __future__ import annotations

from collections import deque

from lionagi import _errors
from lionagi.protocols.generic.pile import Pile
from lionagi.protocols.mail.mail import Mail
from lionagi.protocols.mail.package import Package

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from lionagi.protocols.generic._ids import IDType

__all__ = ["MailManager"]


class MailManager:
    """`sources`: whatever has a `mailbox`, by id. `mails`: recipient -> sender -> mail that was collected and not brought yet."""

    def __init__(self, sources: Any = None) -> None:
        self.sources: Pile[Any] = Pile()
        self.mails: dict[IDType, dict[IDType, deque[Mail]]] = {}
        self.execute_stop = False
        if sources is not None:
            self.add_sources(sources)

    def add_sources(self, sources: Any) -> None:
        """Takes sources in. Raises: ValueError: one has no mailbox."""
        found = list(sources) if isinstance(sources, (list, tuple, set, Pile)) else [sources]
        if not all(hasattr(source, "mailbox") for source in found):
            raise ValueError("Failed to add source.")
        self.sources.include(found)
        for source in found:
            self.mails.setdefault(source.id, {})

    @staticmethod
    def create_mail(sender: Any, recipient: Any, category: Any, package: Any, request_source: Any = None) -> Mail:
        """A mail with a package of this category."""
        return Mail(sender=sender, recipient=recipient, package=Package(category=category, item=package, request_source=request_source))

    def delete_source(self, source_id: Any) -> None:
        """Forgets a source and its mail. Raises: NotFoundError."""
        source = self._source(source_id)
        self.sources.exclude(source)
        self.mails.pop(source.id, None)

    def _source(self, id: Any) -> Any:
        found = self.sources.get(id, None)
        if found is None:
            raise _errors.mail_source_not_found(id)
        return found

    def collect(self, sender: Any) -> None:
        """Takes what waits to go at a source. Raises: NotFoundError: the source, or a recipient, is not known; that mail stays."""
        box = self._source(sender).mailbox
        while box.pending_outs:
            mail = box.pile_[box.pending_outs[0]]
            if mail.recipient not in self.mails:
                raise _errors.mail_source_not_found(mail.recipient)
            box.exclude(mail)
            self.mails[mail.recipient].setdefault(mail.sender, deque()).append(mail)

    def send(self, recipient: Any) -> None:
        """Brings a source what was collected for it. Raises: NotFoundError."""
        source = self._source(recipient)
        waiting = self.mails.get(source.id, {})
        for sender in list(waiting):
            for mail in waiting.pop(sender):
                source.mailbox.append_in(mail)

    def collect_all(self) -> None:
        """`collect` at every source."""
        for source in self.sources:
            self.collect(source.id)

    def send_all(self) -> None:
        """`send` to every source."""
        for source in self.sources:
            self.send(source.id)

    async def execute(self, refresh_time: float = 1) -> None:
        """Collects and brings until `execute_stop` is set, with a pause of some seconds."""
        from lionagi.operations.parse.parse import _sleep

        while not self.execute_stop:
            self.collect_all()
            self.send_all()
            await _sleep(refresh_time)
