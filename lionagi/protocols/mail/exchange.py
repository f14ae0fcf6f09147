"""`Exchange`: the mail manager by another interface of 0.18.0, with mailboxes of its own for what is under way."""

from __future__ import annotations

from lionagi import _errors
from lionagi.protocols.mail.manager import MailManager

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = ["Exchange"]


class Exchange:
    """Collects from and delivers to its sources."""

    def __init__(self, sources: Any = None) -> None:
        self._manager = MailManager(sources)

    @property
    def sources(self) -> Any:
        """The sources."""
        return self._manager.sources

    @property
    def buffer(self) -> dict[Any, list[Any]]:
        """Recipient -> mail that was collected and not delivered."""
        return {to: [mail for mails in by_sender.values() for mail in mails] for to, by_sender in self._manager.mails.items() if by_sender}

    @property
    def mailboxes(self) -> dict[Any, Any]:
        """Source id -> its mailbox."""
        return {source.id: source.mailbox for source in self.sources}

    def add_source(self, sources: Any) -> None:
        """Takes sources in. Raises: ValueError."""
        self._manager.add_sources(sources)

    def delete_source(self, sources: Any) -> None:
        """Forgets sources. Raises: ValueError: one is not known."""
        for source in sources if isinstance(sources, (list, tuple, set)) else [sources]:
            self._manager.delete_source(self._known(source))

    def create_mail(self, sender: Any, recipient: Any, category: Any, item: Any, request_source: Any = None) -> Any:
        """A mail with a package of this category."""
        return MailManager.create_mail(sender, recipient, category, item, request_source)

    def _known(self, source: Any) -> Any:
        found = self.sources.get(source, None)
        if found is None:
            raise _errors.exchange_source_not_found(source)
        return found.id

    def collect(self, sender: Any) -> None:
        """Takes what waits to go at a source. Raises: ValueError: it is not known."""
        self._manager.collect(self._known(sender))

    def deliver(self, recipient: Any) -> None:
        """Brings a source its mail. Raises: ValueError: it is not known."""
        self._manager.send(self._known(recipient))

    def collect_all(self) -> None:
        """`collect` at every source."""
        self._manager.collect_all()

    def deliver_all(self) -> None:
        """`deliver` to every source."""
        self._manager.send_all()

    async def execute(self, refresh_time: float = 1) -> None:
        """Collects and delivers until the manager is stopped."""
        await self._manager.execute(refresh_time)
