"""Every recorded call on a progression of lionagi 0.18.0, on each backend; and the rows that were defects there."""

from __future__ import annotations

import pytest

from lionagi.protocols.generic.progression import Progression
from tests.protocols.generic.collection_samples import World, outcome, rows

pytestmark = pytest.mark.usefixtures("backend")

ROWS = rows("progression_ops")
EMPTY = "an empty slice is an empty progression, as of a list"
COMPARED = "different ids are compared as the numbers that UUIDs are"
OTHERS = "another type answers for itself: a TypeError of Python's"


def _unordered(operator):
    return f"'{operator}' not supported between instances of 'Progression' and 'list'"


# Row -> (why it does not hold, what holds instead).
MENDED = {
    22: (EMPTY, {"result": {"$t": "Progression", "order": [], "name": None}}),
    23: (EMPTY, {"result": {"$t": "Progression", "order": [], "name": None}}),
    148: (COMPARED, {"result": True}),
    153: (COMPARED, {"result": False}),
    158: (COMPARED, {"result": True}),
    163: (COMPARED, {"result": False}),
    150: (OTHERS, {"error": {"type": "builtins.TypeError", "message": _unordered("<")}}),
    155: (OTHERS, {"error": {"type": "builtins.TypeError", "message": _unordered(">")}}),
    160: (OTHERS, {"error": {"type": "builtins.TypeError", "message": _unordered("<=")}}),
    165: (OTHERS, {"error": {"type": "builtins.TypeError", "message": _unordered(">=")}}),
}


@pytest.mark.parametrize("place", range(len(ROWS)))
def test_a_recorded_call(place):
    row, world = ROWS[place], World()
    subject = Progression(order=world.read(row["init"]), name=row.get("name"))

    found = outcome(world, subject, row)

    if place in MENDED:
        assert found == MENDED[place][1]
    elif "error" in row:
        assert found == {"error": {"type": row["error"]["type"], "message": row["error"]["message"]}}
    else:
        assert found == {"result": row["result"]}
    assert world.order(subject) == row["order_after"]


def test_a_mended_row_does_differ_from_the_record():
    for place, (_, holds) in MENDED.items():
        recorded = ROWS[place]
        assert ("result" in holds) != ("result" in recorded) or holds["error"]["type"] != recorded["error"]["type"]
