"""The mail of a branch: packages that it sends, and what it does with those that came."""

from __future__ import annotations

from lionagi import _errors

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class BranchMail:
    """Mixed into `Branch`."""

    __slots__ = ()
    if TYPE_CHECKING:
        id: Any
        mailbox: Any
        messages: Any
        acts: Any
        _state: Any
        chat_model: Any

    def send(self, recipient: Any, category: Any, item: Any, request_source: Any = None) -> None:
        """Puts a package for another branch into the mailbox; a session carries it there."""
        from lionagi.protocols.generic._ids import IDType
        from lionagi.protocols.mail.mail import Mail
        from lionagi.protocols.mail.package import Package

        package = Package(category=category, item=item, request_source=request_source)
        to = recipient.id if getattr(type(recipient), "__lion_entity__", False) else IDType.validate(recipient)
        self.mailbox.append_out(Mail(sender=self.id, recipient=to, package=package))

    async def asend(self, recipient: Any, category: Any, package: Any, request_source: Any = None) -> None:
        """`send`, holding the lock of the messages."""
        async with self.messages:
            self.send(recipient, category, package, request_source)

    def receive(self, sender: Any, message: bool = False, tool: bool = False, imodel: bool = False) -> None:
        """Takes what came from a sender, of the kinds that are asked for, in order; the rest stays in the mailbox.

        Raises: ValueError: nothing came from there, or a package does not hold what it says.
        """
        from lionagi.protocols.generic._ids import ID

        box, key = self.mailbox, ID.get_id(sender)
        if key not in box.pending_ins:
            raise _errors.nothing_from_sender(sender)
        takers = {"message": message and self._take_message, "tool": tool and self._take_tool, "imodel": imodel and self._take_model}
        waiting = box.pending_ins[key]
        for id in list(waiting):
            mail = box.pile_[id]
            take = takers.get(getattr(mail.category, "value", mail.category))
            if take:
                take(mail.package.item)
                waiting.exclude(id)
                box.pile_.exclude(id)
        if not waiting:
            del box.pending_ins[key]

    async def areceive(self, sender: Any, message: bool = False, tool: bool = False, imodel: bool = False) -> None:
        """`receive`, holding the lock of the messages."""
        async with self.messages:
            self.receive(sender, message, tool, imodel)

    def receive_all(self) -> None:
        """Takes everything that came, from everybody."""
        for sender in list(self.mailbox.pending_ins):
            self.receive(sender, message=True, tool=True, imodel=True)

    def _take_message(self, item: Any) -> None:
        from lionagi.protocols.messages.message import RoledMessage

        if not isinstance(item, RoledMessage):
            raise _errors.invalid_package("message", "The package must contain a RoledMessage.")
        copy = item.model_copy(deep=True)
        copy.sender, copy.recipient = item.sender, self.id
        self.messages.include(copy)

    def _take_tool(self, item: Any) -> None:
        from lionagi.protocols.action.tool import Tool

        if not isinstance(item, Tool):
            raise _errors.invalid_package("tool", "The package must contain a Tool.")
        self.acts.register_tool(item, update=True)

    def _take_model(self, item: Any) -> None:
        if not callable(getattr(item, "invoke", None)):
            raise _errors.invalid_package("iModel", "The package must contain a model.")
        self.chat_model = item
