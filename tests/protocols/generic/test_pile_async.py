"""The locks of a pile, and what waits for them, on each backend."""

from __future__ import annotations

import asyncio
import copy
import pickle
import threading

import pytest

from lionagi._errors import NotFoundError
from lionagi.protocols.generic.pile import Pile
from lionagi.protocols.graph.node import Node

pytestmark = pytest.mark.usefixtures("backend")


def test_locks_are_made_once_when_they_are_asked_for():
    pile = Pile()

    assert type(pile.lock) is type(threading.Lock())
    assert pile.lock is pile.lock
    assert pile.async_lock is pile.async_lock


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda pile: pickle.loads(pickle.dumps(pile))])
def test_a_copy_has_locks_of_its_own(again):
    pile = Pile([Node()])
    locks = pile.lock, pile.async_lock
    made = again(pile)

    assert made.keys() == pile.keys()
    assert made.lock is not locks[0]
    assert made.async_lock is not locks[1]


def test_each_method_does_what_its_namesake_does():
    async def run():
        a, b, c = Node(), Node(), Node()
        pile = Pile()
        await pile.ainclude(a)
        await pile.aupdate([b])
        assert await pile.aget(0) is a
        assert await pile.aget(9, None) is None
        await pile.asetitem(0, c)
        assert list(pile) == [c, b]
        assert await pile.apop(0) is c
        await pile.aexclude(b)
        with pytest.raises(NotFoundError):
            await pile.aremove(b)
        await pile.ainclude(a)
        await pile.aclear()
        assert pile.is_empty()

    asyncio.run(run())


def test_a_method_waits_while_the_lock_is_held():
    async def run():
        pile = Pile()
        async with pile:
            waiting = asyncio.create_task(pile.ainclude(Node()))
            await asyncio.sleep(0.01)
            assert pile.is_empty()
        await waiting
        assert len(pile) == 1

    asyncio.run(run())


def test_an_asynchronous_iteration_is_over_a_snapshot_and_holds_no_lock():
    async def run():
        pile = Pile([Node(), Node()])
        seen = []
        async for item in pile:
            seen.append(item)
            await pile.ainclude(Node())
        assert len(seen) == 2
        assert len(pile) == 4

    asyncio.run(run())


def test_the_iterator_by_position_sees_what_is_added():
    async def run():
        pile = Pile([Node()])
        seen = []
        async for item in Pile.AsyncPileIterator(pile):
            seen.append(item)
            if len(seen) == 1:
                pile.include(Node())
        assert seen == list(pile)

    asyncio.run(run())


def test_many_writers_leave_a_whole_pile():
    async def run():
        pile = Pile()
        items = [Node() for _ in range(50)]
        await asyncio.gather(*(pile.ainclude(item) for item in items))
        assert set(pile.keys()) == {item.id for item in items}

    asyncio.run(run())
