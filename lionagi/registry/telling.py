"""Log records of the registry: logger `lionagi.registry`, one `event` each, what happened as attributes beside the text.

Events: `fallback` (INFO: a warning says it already), `quarantined`, `quarantine`, `quarantine_lost`, `panic`, `answered_in_place`,
`load_crash` (all WARNING), and `shadow_breaker` from `shadow.py`.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

LOGGER = "lionagi.registry"


def log(event: str, text: str, *, quiet: bool = False, **fields: Any) -> None:
    """One record. `quiet`: INFO; then it costs nothing where `logging` is not loaded, since nobody can be listening."""
    if quiet and "logging" not in sys.modules:
        return
    import logging

    # A percent sign in a cause is no format: the text is complete.
    logging.getLogger(LOGGER).log(logging.INFO if quiet else logging.WARNING, "%s", text, extra={"event": event, **fields})
