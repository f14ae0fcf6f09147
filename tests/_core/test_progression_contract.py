"""The `progression` core against a plain list, in random programs; and how much it does, counted."""

from __future__ import annotations

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from lionagi.registry import active

IDS = [bytes([value]) * 16 for value in range(1, 7)]
one = st.sampled_from(IDS)
some = st.lists(one, max_size=5)
places = st.integers(-9, 9)
bounds = st.none() | places
slices = st.builds(slice, bounds, bounds, st.sampled_from([None, 1, 2, -1, -2]))


def both(model, core):
    """What two calls do: equal answers, or errors of one class."""
    try:
        expected = model()
    except (IndexError, ValueError) as error:
        with pytest.raises(type(error)):
            core()
        return
    assert core() == expected


class AgainstList(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.model = []
        self.core = active.cores.progression.ProgressionCore()

    @rule(ids=some)
    def extend(self, ids):
        self.model.extend(ids)
        self.core.extend(ids)

    @rule(id=one)
    def append(self, id):
        self.model.append(id)
        self.core.append(id)

    @rule(ids=some)
    def include(self, ids):
        new = [id for id in dict.fromkeys(ids) if id not in self.model]
        self.model += new
        assert self.core.include(ids) == len(new)

    @rule(ids=some)
    def exclude(self, ids):
        left = [id for id in self.model if id not in ids]
        assert self.core.exclude(ids) == len(self.model) - len(left)
        self.model = left

    @rule(place=places)
    def pop(self, place):
        both(lambda: self.model.pop(place), lambda: self.core.pop(place))

    @rule()
    def popleft(self):
        both(lambda: self.model.pop(0), self.core.popleft)

    @rule(place=places, ids=some)
    def insert(self, place, ids):
        self.model[place:place] = ids
        self.core.insert(place, ids)

    @rule(place=slices, ids=some)
    def put_slice(self, place, ids):
        both(lambda: self.model.__setitem__(place, ids), lambda: self.core.put(place, ids))

    @rule(place=places, id=one)
    def put(self, place, id):
        both(lambda: self.model.__setitem__(place, id), lambda: self.core.put(place, [id]))

    @rule(place=places | slices)
    def cut(self, place):
        both(lambda: self.model.__delitem__(place), lambda: self.core.cut(place))

    @rule(place=places)
    def at(self, place):
        both(lambda: self.model[place], lambda: self.core.at(place))

    @rule(place=slices)
    def part(self, place):
        assert self.core.part(place) == self.model[place]

    @rule(id=one, start=places, end=bounds)
    def index(self, id, start, end):
        try:
            expected = self.model.index(id, start, *([] if end is None else [end]))
        except ValueError:
            expected = -1
        assert self.core.index(id, start, end) == expected

    @rule(id=one, ids=some)
    def questions(self, id, ids):
        assert self.core.has(id) == (id in self.model)
        assert self.core.count(id) == self.model.count(id)
        assert self.core.has_all(ids) == set(ids).issubset(self.model)

    @rule()
    def clear(self):
        self.model.clear()
        self.core.clear()

    @invariant()
    def length(self):
        assert len(self.core) == len(self.model)

    @rule()
    def whole(self):
        assert self.core.ids() == self.model

    def teardown(self):
        assert self.core.ids() == self.model


TestAgainstList = AgainstList.TestCase
TestAgainstList.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)


# --- how much is done ------------------------------------------------------------------------------------------------


def steps(count, work):
    """Lines of ours that run while `work` runs on an order of `count` ids."""
    import sys

    ids = [value.to_bytes(16, "big") for value in range(count)]
    core = active.cores.progression.ProgressionCore(ids)
    core.has(ids[0])  # the map is made once
    seen = 0

    def trace(frame, event, argument):
        nonlocal seen
        seen += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work(core, ids)
    finally:
        sys.settrace(before)
    return seen


@pytest.mark.parametrize(
    "work",
    [
        lambda core, ids: core.append(b"x" * 16),
        lambda core, ids: core.include([b"x" * 16]),
        lambda core, ids: core.has(ids[-1]),
        lambda core, ids: core.exclude([ids[len(ids) // 2]]),
        lambda core, ids: core.popleft(),
        lambda core, ids: core.pop(),
        lambda core, ids: core.index(ids[len(ids) // 2]),
        lambda core, ids: core.at(len(ids) // 2),
    ],
    ids=["append", "include", "has", "exclude", "popleft", "pop", "index", "at"],
)
def test_one_step_costs_the_same_however_long_the_order_is(work):
    assert steps(50, work) == steps(5_000, work)


def test_a_queue_is_emptied_in_linear_time():
    def empty(core, ids):
        for _ in ids:
            core.popleft()

    assert steps(4_000, empty) < 4.5 * steps(1_000, empty)


def test_excluding_all_one_by_one_is_linear():
    def empty(core, ids):
        for id in ids[::2] + ids[1::2]:
            core.exclude([id])

    assert steps(4_000, empty) < 4.5 * steps(1_000, empty)
