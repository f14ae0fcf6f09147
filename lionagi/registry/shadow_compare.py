"""Whether two outcomes are the same, and what may be written about them: types, sizes and places, never a value.

Not here: when both cores are run (`shadow.py`). The harness of the proof compares more strictly; this must be cheap, and must never raise.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Any, cast

_CLASS = "shadow.Record"
_DEEPEST = 260  # containers inside each other: more is made by no core


class Outcome:
    """A value, or the exception in its place."""

    __slots__ = ("error", "value")

    def __init__(self, value: Any = None, error: BaseException | None = None) -> None:
        self.value, self.error = value, error

    def told(self) -> dict[str, Any]:
        """What may be written about it."""
        shown: object = self.value if self.error is None else self.error
        return {"outcome": "value" if self.error is None else "error", "type": type(shown).__name__, "size": size_of(shown)}


def observe(call: Callable[[], Any]) -> Outcome:
    """The outcome of a call; a panic too is one, the end of the process is none."""
    try:
        return Outcome(call())
    except (KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as error:
        return Outcome(error=error)


def difference(mine: Outcome, theirs: Outcome, views: dict[type, Callable[[Any], Any]]) -> str | None:
    """Where two outcomes differ first, as a path of places and types; None where they are the same.

    `views`: for the classes of cores of either side, what shows an object as plain values.
    """
    if (mine.error is None) != (theirs.error is None):
        return "one is a value, the other an error"
    if mine.error is None:
        return _unlike(mine.value, theirs.value, views, 0)
    if type(mine.error) is not type(theirs.error):
        return "errors of different types"
    return None if _text(mine.error) == _text(theirs.error) else "errors of different texts"


def size_of(value: object) -> int | None:
    """Items, characters or bytes; the digits of an integer; None of anything else."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int):
        return value.bit_length()
    if isinstance(value, (str, bytes, bytearray, list, tuple, dict, set, frozenset)):
        return len(value)
    return None


def _text(error: BaseException) -> str:
    try:
        return str(error)
    except Exception as failure:
        return f"<{type(failure).__name__}>"


def _unlike(mine: Any, theirs: Any, views: dict[type, Callable[[Any], Any]], depth: int) -> str | None:
    kind = type(mine)
    if mine is theirs:
        return None
    if kind in views and type(theirs) in views:  # a record that cannot be shown is shown by its error
        shown, other = observe(lambda: views[kind](mine)), observe(lambda: views[type(theirs)](theirs))
        found = difference(shown, other, views)
        return None if found is None else f"({kind.__name__}){found}"
    if kind is not type(theirs):
        return f": {kind.__name__} and {type(theirs).__name__}"
    if isinstance(mine, BaseException):  # handed out as a value
        return None if _text(mine) == _text(theirs) else f": texts of {kind.__name__}"
    if depth > _DEEPEST:
        return ": too deep to compare"
    if kind is float:
        return None if struct.pack("<d", mine) == struct.pack("<d", theirs) else ": float"
    if kind in (list, tuple):
        return _unlike_items(list(mine), list(theirs), kind.__name__, views, depth)
    if kind is dict:
        # The order of keys is part of what a core answers. Keys may be of the user, so places are told instead.
        return _unlike_items(
            [part for item in mine.items() for part in item], [part for item in theirs.items() for part in item], "dict", views, depth
        )
    if kind.__name__ == "Decimal" and kind.__module__ == "decimal":  # of which some are not equal to themselves
        return None if mine.as_tuple() == theirs.as_tuple() else ": Decimal"
    if cast("Any", kind.__eq__) is object.__eq__ and hasattr(mine, "__dict__"):  # equal to itself alone: what it holds is compared
        return _unlike(dict(vars(mine)), dict(vars(theirs)), views, depth + 1)
    try:
        return None if bool(mine == theirs) else f": {kind.__name__}"
    except Exception as failure:
        return f": comparing {kind.__name__} raised {type(failure).__name__}"


def _unlike_items(mine: list[Any], theirs: list[Any], kind: str, views: dict[type, Callable[[Any], Any]], depth: int) -> str | None:
    if len(mine) != len(theirs):
        return f": {kind} of {len(mine)} and {len(theirs)}"
    for place, (one, other) in enumerate(zip(mine, theirs, strict=True)):
        found = _unlike(one, other, views, depth + 1)
        if found is not None:
            return f"[{place}]{found}"
    return None


def _entity(core: Any) -> Any:
    shown = core.to_dict(_CLASS)
    embedding = getattr(core, "embedding_bytes", None)
    return shown if embedding is None else {**shown, "embedding_bytes": embedding()}


def _message(core: Any) -> Any:
    people = (core.kind, core.role, core.sender, core.recipient)
    return (*people, core.id_bytes(), core.created_at, core.metadata, core.embedding_bytes(), core.fields())


# component -> what shows a record of it as plain values; must hand out no part that the record would treat differently afterwards
SNAPSHOTS: dict[str, Callable[[Any], Any]] = {"entity": _entity, "messages": _message}
