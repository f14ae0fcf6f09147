"""The `pile` core against a dict and a list, in random programs; and how much it does, counted."""

from __future__ import annotations

import sys

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from lionagi.registry import active

IDS = [bytes([value]) * 16 for value in range(1, 9)]
one = st.sampled_from(IDS)
distinct = st.lists(one, max_size=5, unique=True)
places = st.integers(-9, 9)
slices = st.builds(slice, st.none() | places, st.none() | places)


class AgainstDictAndList(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.items, self.order = {}, []
        self.core = active.cores.pile.PileCore()

    def new(self, ids):
        return [id for id in ids if id not in self.items], [object() for id in ids if id not in self.items]

    @rule(ids=distinct)
    def include(self, ids):
        shells = [object() for _ in ids]
        self.order += [id for id in ids if id not in self.items]
        self.items.update(zip(ids, shells, strict=True))
        self.core.include(ids, shells)

    @rule(id=one)
    def include_one(self, id):
        shell = object()
        if id not in self.items:
            self.order.append(id)
        self.items[id] = shell
        self.core.include_one(id, shell)

    @rule(ids=distinct)
    def exclude(self, ids):
        self.order = [id for id in self.order if id not in ids]
        for id in ids:
            self.items.pop(id, None)
        self.core.exclude(ids)

    @rule(ids=st.lists(one, max_size=4))
    def take(self, ids):
        if set(ids) <= set(self.items) and len(set(ids)) == len(ids):
            assert self.core.take(ids) == [self.items.pop(id) for id in ids]
            self.order = [id for id in self.order if id not in ids]
        else:
            with pytest.raises(KeyError):
                self.core.take(ids)

    @rule(place=places)
    def take_at(self, place):
        if -len(self.order) <= place < len(self.order):
            assert self.core.take_at(place) is self.items.pop(self.order.pop(place))
        else:
            with pytest.raises(IndexError):
                self.core.take_at(place)

    @rule(place=places, ids=distinct)
    def insert(self, place, ids):
        ids, shells = self.new(ids)
        self.order[place:place] = ids
        self.items.update(zip(ids, shells, strict=True))
        self.core.insert(place, ids, shells)

    @rule(place=slices, ids=distinct)
    def put(self, place, ids):
        ids, shells = self.new(ids)
        for id in self.order[place]:
            del self.items[id]
        self.order[place] = ids
        self.items.update(zip(ids, shells, strict=True))
        self.core.put(place, ids, shells)

    @rule(place=places)
    def put_beyond_changes_nothing(self, place):
        if not -len(self.order) <= place < len(self.order):
            with pytest.raises(IndexError):
                self.core.put(place, [b"x" * 16], [object()])

    @rule(place=places)
    def at(self, place):
        if -len(self.order) <= place < len(self.order):
            assert self.core.at(place) is self.items[self.order[place]]
        else:
            with pytest.raises(IndexError):
                self.core.at(place)

    @rule(place=slices)
    def part(self, place):
        assert self.core.part(place) == [self.items[id] for id in self.order[place]]

    @rule()
    def hand_the_order_out(self):
        assert self.core.order.ids() == self.order

    @rule()
    def turn_the_order(self):
        self.order.reverse()
        self.core.order.replace(self.order)

    @rule()
    def clear(self):
        self.items.clear()
        self.order.clear()
        self.core.clear()

    @rule(id=one)
    def questions(self, id):
        assert self.core.has(id) == self.core.holds(id) == (id in self.items)
        if id in self.items:
            assert self.core.get(id) is self.items[id]
        else:
            with pytest.raises(KeyError):
                self.core.get(id)

    @invariant()
    def the_same(self):
        assert len(self.core) == len(self.order)
        assert self.core.ids() == self.order
        assert self.core.shells() == [self.items[id] for id in self.order]
        assert self.core.stored_ids() == list(self.items)
        assert self.core.stored() == list(self.items.values())


TestAgainstDictAndList = AgainstDictAndList.TestCase
TestAgainstDictAndList.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)


@pytest.mark.parametrize("handed_out", [False, True], ids=["own order", "order handed out"])
def test_one_item_costs_the_same_however_many_there_are(handed_out):
    def steps(count):
        core = active.cores.pile.PileCore()
        ids = [value.to_bytes(16, "big") for value in range(count)]
        core.include(ids, ids)
        if handed_out:
            core.order.has(ids[0])
        seen = 0

        def trace(frame, event, argument):
            nonlocal seen
            seen += event == "line"
            return trace

        before = sys.gettrace()
        sys.settrace(trace)
        try:
            core.include_one(b"x" * 16, object())
            core.at(-1)
            core.get(ids[3])
            core.exclude([ids[count // 2]])
        finally:
            sys.settrace(before)
        return seen

    assert steps(50) == steps(5_000)


def test_an_order_that_another_has_may_name_what_is_not_stored():
    core = active.cores.pile.PileCore()
    core.include(IDS[:2], ["a", "b"])
    core.order.append(IDS[2])

    assert len(core) == 3
    assert core.has(IDS[2])
    assert not core.holds(IDS[2])
    with pytest.raises(KeyError):
        core.shells()
