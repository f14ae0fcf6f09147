"""Log records of the registry: logger `lionagi.registry`, one `event` each, what happened as attributes beside the text.

Events: `fallback` (INFO: a warning says it already), `quarantined`, `quarantine`, `quarantine_lost`, `panic`, `answered_in_place`
(all WARNING), and `shadow_breaker` from `shadow.py`.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

LOGGER = "lionagi.registry"


def log(event: str, text: str, *, quiet: bool = False, told: bool = False, **fields: Any) -> None:
    """One record. `quiet`: INFO; then it costs nothing where `logging` is not loaded, since nobody can be listening.

    `told`: a warning or an error says it as well; then it is left out where no handler is set, or stderr would hear it twice.
    """
    if quiet and "logging" not in sys.modules:
        return
    import logging

    logger = logging.getLogger(LOGGER)
    if told and not logger.hasHandlers():
        return
    # A percent sign in a cause is no format: the text is complete.
    logger.log(logging.INFO if quiet else logging.WARNING, "%s", text, extra={"event": event, **fields})
