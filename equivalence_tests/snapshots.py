"""How an object of a contract class is shown as plain values when results are compared.

A snapshot must not hand out mutable parts of the object: that would change how a core keeps them afterwards.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

_CLASS = "snapshot.Record"


def entity(core: Any) -> dict[str, Any]:
    """Everything an element or node core says about itself."""
    try:
        shown = core.to_dict(_CLASS)
    except TypeError as error:  # of metadata that was assigned and is none: such a record cannot be written
        shown = {"id": core.id_text(), "created_at": core.created_at, "cannot be written": str(error)}
    embedding = getattr(core, "embedding_bytes", None)
    return shown if embedding is None else shown | {"embedding_bytes": embedding()}


def message(core: Any) -> dict[str, Any]:
    """Everything a message core says about itself; its content is not made for it."""
    shown = {"kind": core.kind, "fields": core.fields(), "role": core.role, "sender": core.sender, "recipient": core.recipient}
    record = {"id": core.id_bytes(), "created_at": core.created_at, "embedding_bytes": core.embedding_bytes()}
    return {**shown, **record, "metadata": core.metadata}


SNAPSHOTS: dict[str, Callable[[Any], Any]] = {"entity": entity, "messages": message}
