"""Messages as a table."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any


def table_of(messages: Iterable[Any]) -> Any:
    """A pandas DataFrame with the columns of `MESSAGE_FIELDS`, one message a row. Raises: ImportError: pandas is not installed."""
    from lionagi import _errors
    from lionagi.protocols.messages.base import MESSAGE_FIELDS

    try:
        from pandas import DataFrame  # type: ignore[import-untyped]
    except ImportError as error:
        raise _errors.pandas_missing() from error
    rows = [{name: row.get(name) for name in MESSAGE_FIELDS} for row in (message.to_dict(mode="json") for message in messages)]
    return DataFrame(rows, columns=MESSAGE_FIELDS)
