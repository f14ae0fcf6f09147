"""Calls of sub-classes may reach their constructor in a quicker way: nobody can tell, whatever is done to the classes or to the cores."""

from __future__ import annotations

import functools
import gc
import sys
import threading
import tracemalloc
from unittest import mock

import pytest

from lionagi.protocols.graph.node import Node
from lionagi.protocols.messages import Instruction
from lionagi.registry import active, override

pytestmark = pytest.mark.usefixtures("backend")


class Task(Node):
    title: str
    priority: int = 1


class Said(Instruction):
    topic: str = "none"


@pytest.mark.parametrize("cls", [Task, Said])
def test_an_instance_is_made_as_ever(cls):
    arguments = {"title": "a"} if cls is Task else {"instruction": "hi", "topic": "t"}
    made = [cls(**arguments) for _ in range(4)]

    assert all(type(each) is cls for each in made)
    cores = active.cores.entity if cls is Task else active.cores.messages
    assert all(type(each._core) is getattr(cores, cls.__lion_core__) for each in made)
    assert len({each.id for each in made}) == 4
    assert all(cls.from_dict(each.to_dict()) == each for each in made)


def test_each_choice_of_cores_holds_for_calls_made_under_it():
    pytest.importorskip("lionagi._core_rust._native", reason="the native module is not built")
    seen = []
    for word in ("rust", "python", "rust", "python"):
        with override(word):
            for _ in range(2):
                seen.append(type(Task(title="a")._core) is active.cores.entity.NodeCore)
                Node()

    assert seen == [True] * 8


def test_an_instance_takes_no_more_memory_than_by_the_usual_call():
    """Attributes lie in the values that the interpreter keeps with an object: a dict of its own is larger, and slow to read."""

    def grown(make):
        make(title="a", priority=2)
        tracemalloc.start()
        kept = [make(title="a", priority=2) for _ in range(1_000)]
        size, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return size / len(kept)

    Task(title="a")
    Node()  # from here on calls of complete classes are quick under the cores of this test
    usual = grown(functools.partial(type.__call__, Task))

    assert grown(Task) < usual + 16


def test_no_call_of_the_native_part_where_python_was_chosen():
    native = pytest.importorskip("lionagi._core_rust._native", reason="the native module is not built")
    with override("rust"):
        Task(title="a")
    with override("python"):
        Task(title="a")
        before = native.native_calls()
        for _ in range(5):
            Task(title="a", priority=2)
        assert native.native_calls() == before


def test_a_constructor_or_new_that_is_put_in_place_later_is_called():
    class Later(Node):
        title: str = "t"

    Later()
    Later()
    called = []
    original = Later.__init__

    def patched(self, **given):
        called.append(given)
        original(self, **given)

    with mock.patch.object(Later, "__init__", patched):
        assert Later(title="x").title == "x"
    with mock.patch.object(Later, "__new__", return_value="made by new"):
        assert Later(title="x") == "made by new"
    assert Later().title == "t"
    assert called == [{"title": "x"}]


def test_wrong_calls_are_told_in_the_same_words_before_and_after():
    class Told(Node):
        title: str

    texts = []
    for _ in range(3):
        for call in (lambda: Told(), lambda: Told(title=[]), lambda: Told(title="a", unknown=1)):
            with pytest.raises((TypeError, ValueError)) as raised:
                call()
            texts.append((type(raised.value), str(raised.value)))
        Told(title="a")

    assert texts[:3] == texts[3:6] == texts[6:]


def test_an_instance_whose_constructor_fails_is_released():
    class Failing(Node):
        title: str = "a"

        def __init__(self, **given):
            super().__init__(**given)
            if self.title == "bad":
                raise KeyError("bad")

    Failing()
    gc.collect()
    before = len(gc.get_objects()), sys.getrefcount(Failing)
    for _ in range(1_000):
        with pytest.raises(KeyError):
            Failing(title="bad")
    gc.collect()
    after = len(gc.get_objects()), sys.getrefcount(Failing)

    assert all(abs(now - then) < 100 for now, then in zip(after, before, strict=True)), (before, after)


def test_a_constructor_that_calls_itself_ends_in_a_recursion_error():
    class Endless(Node):
        title: str = "a"

        def __init__(self, **given):
            super().__init__()
            Endless(**given)

    for _ in range(2):
        with pytest.raises(RecursionError):
            Endless()


def test_many_threads_may_call_a_new_class_at_once():
    class Shared(Node):
        title: str = "a"

    found, start = [], threading.Barrier(4)

    def work():
        start.wait()
        found.extend(Shared(title="x").title for _ in range(200))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == ["x"] * 800
