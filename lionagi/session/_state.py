"""What a branch holds beside its id: made piece by piece, each when it is first asked for.

A branch costs what is used of it: most are made in numbers, and few of them log, send mail or call tools.
"""

from __future__ import annotations

from lionagi.service.models import DescribedModel, as_model

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from lionagi.registry import Cores


_KEPT = 100


class BranchState:
    """The parts of one branch. A part that was never touched is None."""

    __slots__ = (
        "acts",
        "calls",
        "chat_model",
        "cores",
        "log_config",
        "logger",
        "mailbox",
        "manager",
        "name",
        "operations",
        "parse_model",
        "user",
    )

    def __init__(self, cores: Cores | None) -> None:
        self.cores = cores
        self.user: Any = None
        self.name: str | None = None
        self.manager: Any = None
        self.chat_model: Any = None
        self.parse_model: Any = None
        self.acts: Any = None
        self.mailbox: Any = None
        self.operations: Any = None
        self.logger: Any = None
        self.log_config: Any = None
        self.calls: list[Any] = []  # answers of models that are not in the log yet

    def messages(self) -> Any:
        """The message manager."""
        found = self.manager
        if found is None:
            from lionagi.protocols.messages.manager import MessageManager

            found = self.manager = MessageManager._with_cores(self.cores)
        return found

    def model(self) -> Any:
        """The chat model, or the description of what 0.18.0 would have taken."""
        if self.chat_model is None:
            self.chat_model = DescribedModel.default()
        return self.chat_model

    def set_models(self, chat_model: Any, parse_model: Any, imodel: Any) -> None:
        """Raises: TypeError: one can be no model."""
        if imodel is not None and chat_model is None:
            chat_model = as_model(imodel, "imodel")
        if chat_model is not None:
            self.chat_model = as_model(chat_model, "chat_model")
        if parse_model is not None:
            self.parse_model = as_model(parse_model, "parse_model")

    def tools(self) -> Any:
        """The action manager."""
        if self.acts is None:
            from lionagi.protocols.action.manager import ActionManager

            self.acts = ActionManager()
        return self.acts

    def mail(self) -> Any:
        """The mailbox."""
        if self.mailbox is None:
            from lionagi.protocols.mail.mailbox import Mailbox

            self.mailbox = Mailbox()
        return self.mailbox

    def take_mailbox(self, mailbox: Any) -> None:
        """Raises: TypeError: it is no Mailbox."""
        from lionagi import _errors
        from lionagi.protocols.mail.mailbox import Mailbox

        if not isinstance(mailbox, Mailbox):
            raise _errors.no_mail_carrier("mailbox", "Mailbox", mailbox)
        self.mailbox = mailbox

    def own_operations(self) -> Any:
        """The operation manager; a session shares its own."""
        if self.operations is None:
            from lionagi.operations.manager import OperationManager

            self.operations = OperationManager()
        return self.operations

    def note_call(self, call: Any) -> None:
        """Keeps a call for the log. It goes there at once where a logger was asked for; else the last `_KEPT` wait until one is."""
        self.calls.append(call)
        if self.logger is not None or self.log_config is not None:
            self.log()
        elif len(self.calls) > _KEPT:
            del self.calls[0]

    def log(self) -> Any:
        """The logger, with the calls so far in it."""
        if self.logger is None:
            from lionagi.protocols.generic.log import DataLogger, DataLoggerConfig

            config = self.log_config
            if config is None:
                # Nobody said that files may be written: none are (0.18.0 wrote to ./data/logs when a program ended).
                config = DataLoggerConfig(auto_save_on_exit=False)
            elif isinstance(config, dict):
                config = DataLoggerConfig(**config)
            self.logger = DataLogger(_config=config)
        waiting, self.calls = self.calls, []
        for call in waiting:
            self.logger.log(call)
        return self.logger
