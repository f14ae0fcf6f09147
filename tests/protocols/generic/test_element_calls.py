"""Short calls of `Element` and `Node` may go straight to the core: nobody can tell, whatever is done to the classes or to the cores."""

from __future__ import annotations

import gc
import inspect
import sys
import weakref
from unittest import mock

import pytest

from lionagi.protocols.generic.element import Element
from lionagi.protocols.graph.node import Node
from lionagi.registry import active, override

pytestmark = pytest.mark.usefixtures("backend")

CALLS = [
    pytest.param(Element, {}, id="element"),
    pytest.param(Node, {"content": "text"}, id="node of content"),
    pytest.param(Node, {}, id="empty node"),
    pytest.param(Node, {"content": None}, id="node of none"),
    pytest.param(Node, {"content": {"a": 1}}, id="node of a dict"),
    pytest.param(Node, {"content": "text", "metadata": {"a": 1}}, id="node of more"),
]


def warm(cls: type, arguments: dict) -> None:
    """The first call after a change of cores looks the short way up."""
    for _ in range(3):
        cls(**arguments)


@pytest.mark.parametrize(("cls", "arguments"), CALLS)
def test_it_is_made_as_ever(cls, arguments):
    warm(cls, arguments)

    made = cls(**arguments)

    assert type(made) is cls
    assert type(made._core) is getattr(active.cores.entity, cls.__lion_core__)
    assert made.id != cls(**arguments).id
    assert made.metadata == arguments.get("metadata", {})
    assert made.to_dict().get("content") == arguments.get("content")
    assert type(made).from_dict(made.to_dict()) == made
    assert weakref.ref(made)() is made


@pytest.mark.parametrize(("cls", "arguments"), CALLS)
def test_a_constructor_that_was_replaced_is_called(cls, arguments):
    warm(cls, arguments)
    original = cls.__init__
    called = []

    def patched(self, **given):
        called.append(given)
        original(self, **given)

    with mock.patch.object(cls, "__init__", patched):
        cls(**arguments)
        cls(**arguments)
    made = cls(**arguments)

    assert called == [arguments, arguments]
    assert made.metadata == arguments.get("metadata", {})


@pytest.mark.parametrize(("cls", "arguments"), CALLS)
def test_a_sub_class_comes_by_its_own_constructor(cls, arguments):
    warm(cls, arguments)

    class Derived(cls):
        def __init__(self, **given):
            super().__init__(**given)
            self.metadata["seen"] = True

    assert Derived(**arguments).metadata["seen"] is True


def test_other_attributes_of_the_class_may_change():
    warm(Element, {})
    with mock.patch.object(Element, "class_name", classmethod(lambda cls: "other")):
        made = Element()
        assert made.class_name() == "other"

    assert Element().class_name() == "Element"


@pytest.mark.parametrize("cls", [Element, Node])
@pytest.mark.parametrize("arguments", [(1,), ("content",), (None, 2)])
def test_arguments_by_place_are_refused_in_the_words_of_python(cls, arguments):
    warm(cls, {})

    with pytest.raises(TypeError, match=rf"{cls.__name__}.__init__\(\) takes 1 positional argument but {1 + len(arguments)} were given"):
        cls(*arguments)


def test_content_under_another_text_of_that_name_is_content():
    warm(Node, {"content": 1})

    assert Node(**{"".join(["con", "tent"]): "text"}).content == "text"


def test_a_name_that_is_no_field_is_refused_as_ever():
    warm(Node, {"content": 1})

    with pytest.raises(ValueError, match="contant"):
        Node(contant="text")


def test_each_choice_of_cores_holds_for_calls_made_under_it():
    pytest.importorskip("lionagi._core_rust._native", reason="the native module is not built")
    seen = []
    for word in ("rust", "python", "rust", "python"):
        with override(word):
            for _ in range(2):
                seen.append(type(Element()._core).__module__.startswith("lionagi._core_py"))
                seen.append(type(Node(content=1)._core).__module__.startswith("lionagi._core_py"))

    assert seen == [False] * 4 + [True] * 4 + [False] * 4 + [True] * 4


def test_what_was_made_is_released():
    warm(Node, {"content": 1})
    content = object()
    gc.collect()
    before = sys.getrefcount(content), sys.getrefcount(Node), sys.getrefcount(Element)

    for _ in range(1_000):
        Node(content=content)
        Element()
    gc.collect()

    after = sys.getrefcount(content), sys.getrefcount(Node), sys.getrefcount(Element)
    assert all(abs(now - then) < 100 for now, then in zip(after, before, strict=True)), (before, after)


def test_a_cycle_through_content_is_collected():
    warm(Node, {"content": 1})
    content: list = []
    node = Node(content=content)
    content.append(node)
    gone = weakref.ref(node)

    del node, content
    gc.collect()

    assert gone() is None


def test_the_signatures_stay():
    warm(Element, {})

    assert list(inspect.signature(Element).parameters) == ["id", "created_at", "metadata"]


def test_the_id_is_read_of_every_core_whatever_the_cores_of_the_process():
    pytest.importorskip("lionagi._core_rust._native", reason="the native module is not built")
    made = []
    for word in ("python", "rust"):
        with override(word):
            made += [Element(), Node(content=1)]
    for word in ("rust", "python", "rust"):
        with override(word):
            warm(Element, {})
            for each in made:
                assert each.id == each._core.id
                assert each.id.__class__.__name__ == "IDType"


def test_the_property_of_the_id_keeps_its_words_and_its_setter():
    warm(Element, {})

    assert Element.id.__doc__ == "Names this element; equal to no other."
    with pytest.raises(ValueError, match="frozen"):
        Element().id = Element().id


def test_an_element_without_a_core_has_no_id():
    warm(Element, {})

    with pytest.raises(AttributeError):
        Element.__new__(Element).id  # noqa: B018 -- the read is what is tried
