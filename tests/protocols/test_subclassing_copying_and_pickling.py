"""Copies and pickles of sub-classes that take part in them, or hold what is hard to copy.

`base` is `Node` and a pydantic model of the same fields: each test says what pydantic does, and that entity classes do it too.
"""

from __future__ import annotations

import copy
import gc
import pickle
import threading
import weakref
from typing import Any, Generic, TypeVar

import cloudpickle
import pytest
from pydantic import Field, PrivateAttr

from lionagi.protocols.graph.node import Node

pytestmark = pytest.mark.usefixtures("backend")
T = TypeVar("T")


class Boxed(Node, Generic[T]):
    item: T


class Private(Node):
    a: int = 1
    _seen: list = PrivateAttr(default_factory=list)


class Locked(Node):
    a: int = 1
    _lock: Any = PrivateAttr(default_factory=threading.Lock)

    def __reduce__(self):
        return Locked, (), {"a": self.a}

    def __setstate__(self, state):
        self.a = state["a"]


class Frozen(Node, frozen=True):
    a: int = 1


class Own(Node):
    a: int = 1

    def __init__(self, a, **options):
        super().__init__(a=a + 1, **options)


def test_a_deepcopy_uses_and_fills_the_memo(base):
    class C(base):
        a: Any = None

    shared = C()
    one, two = copy.deepcopy([C(a=shared), C(a=shared)])
    assert one.a is two.a
    assert one.a is not shared


def test_a_deepcopy_follows_a_cycle_of_two(base):
    class C(base):
        other: Any = None

    one, two = C(), C()
    one.other, two.other = two, one
    copied = copy.deepcopy(one)
    assert copied.other.other is copied
    assert copied.other is not two


def test_an_own_deepcopy_is_used_by_model_copy_too(base):
    class C(base):
        a: int = 1

        def __deepcopy__(self, memo=None):
            made = super().__deepcopy__(memo)
            made.a = 99
            return made

    assert (copy.deepcopy(C()).a, C().model_copy(deep=True).a) == (99, 99)


def test_an_own_copy_is_used_by_model_copy_too(base):
    class C(base):
        a: int = 1

        def __copy__(self):
            made = super().__copy__()
            made.a = 99
            return made

    assert (copy.copy(C()).a, C().model_copy().a) == (99, 99)


def test_a_shallow_copy_shares_values_but_not_the_marks_of_what_was_given(base):
    class C(base):
        a: list = Field(default_factory=list)
        b: int = 0

    made = C(a=[1])
    copied = copy.copy(made)
    copied.b = 5
    assert copied.a is made.a
    assert (made.model_fields_set, copied.model_fields_set) == ({"a"}, {"a", "b"})


def test_a_copy_has_private_attributes_of_its_own(base):
    class C(base):
        _n: int = PrivateAttr(1)

    made = C()
    copied = copy.copy(made)
    copied._n = 2
    assert made._n == 1


def test_a_copy_runs_no_validator_and_no_constructor(base):
    seen = []

    class C(base):
        a: int = 1

        def __init__(self, **options):
            seen.append("init")
            super().__init__(**options)

        def model_post_init(self, context):
            seen.append("post")

    made = C()
    seen.clear()
    for each in (copy.copy(made), copy.deepcopy(made), made.model_copy(update={"a": 2})):
        assert type(each) is C
    assert seen == []


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
@pytest.mark.parametrize(
    "made", [Boxed[int](item=1), Boxed(item="x"), Private(a=2), Frozen(a=3), Own(4)], ids=lambda each: type(each).__name__
)
def test_a_pickle_keeps_every_value_by_every_protocol(made, protocol):
    restored = pickle.loads(pickle.dumps(made, protocol))

    assert (type(restored), dict(restored)) == (type(made), dict(made))


def test_a_pickle_keeps_private_attributes():
    made = Private()
    made._seen.append(1)

    assert pickle.loads(pickle.dumps(made))._seen == [1]


def test_a_pickle_of_an_own_constructor_does_not_call_it():
    assert pickle.loads(pickle.dumps(Own(4))).a == 5


def test_a_pickle_of_a_frozen_instance_is_frozen():
    restored = pickle.loads(pickle.dumps(Frozen(a=3)))

    with pytest.raises(ValueError, match="Instance is frozen"):
        restored.a = 4


def test_an_own_reduce_is_used():
    restored = pickle.loads(pickle.dumps(Locked(a=5)))

    assert (restored.a, type(restored._lock)) == (5, type(threading.Lock()))


def test_a_pickle_keeps_cycles():
    made = Private()
    made.content = [made]
    restored = pickle.loads(pickle.dumps(made))

    assert restored.content[0].id == restored.id


def test_pickles_of_many_keep_what_they_share():
    shared = {"k": 1}
    one, two = pickle.loads(pickle.dumps([Private(content=[shared]), Private(content=[shared])]))

    assert one.content[0] is two.content[0]


def test_cloudpickle_carries_a_local_class_that_is_used_and_one_that_is_not():
    class Used(Node):
        a: int = 1

    class Fresh(Node):
        b: int = 2

    Used()
    used, fresh = pickle.loads(cloudpickle.dumps((Used, Fresh)))
    assert (used(a="3").a, fresh(b="4").b) == (3, 4)


def test_cloudpickle_carries_a_generic_of_a_function():
    class G(Node, Generic[T]):
        a: T

    restored = pickle.loads(cloudpickle.dumps(G[int](a="1")))
    assert restored.a == 1


def test_weak_references_die_with_the_instance(base):
    class C(base):
        a: int = 1

    made = C()
    known = weakref.ref(made)
    mapped = weakref.WeakValueDictionary({"k": made})
    del made
    gc.collect()
    assert known() is None
    assert dict(mapped) == {}


def test_a_class_nobody_uses_can_be_collected_from_cycles_of_its_instances():
    class C(Node):
        other: Any = None

    made = [C() for _ in range(3)]
    for number, each in enumerate(made):
        each.other, each.metadata["next"] = made[number - 1], made[number - 2]
    known = [weakref.ref(each) for each in made]
    made.clear()
    del each
    gc.collect()
    assert [each() for each in known] == [None, None, None]


def test_entities_are_members_of_sets_and_keys_of_dicts_by_their_id():
    made = Private()
    restored = pickle.loads(pickle.dumps(made))

    assert {made, restored} == {made}
    assert {made: "x"}[restored] == "x"
    assert Node(id=made.id) in {made}
