"""How data names the class it describes, and what a hostile name can do: raise one clear error, and nothing else."""

from __future__ import annotations

import sys
import types
from typing import Generic, TypeVar

import pytest

from lionagi._class_registry import LION_CLASS_REGISTRY, find, get_class
from lionagi.protocols.generic.element import Element
from lionagi.protocols.graph.node import Node

pytestmark = pytest.mark.usefixtures("backend")
T = TypeVar("T")
ELEMENT = "lionagi.protocols.generic.element.Element"
NODE = "lionagi.protocols.graph.node.Node"


class Outer:
    class Inner(Node):
        a: int = 1


class Box(Node, Generic[T]):
    item: T


class Reads(Node):
    @classmethod
    def from_dict(cls, data):
        made = cls(content="read by itself")
        made.metadata["seen"] = sorted(data)
        return made


def test_every_sub_class_is_known_by_its_full_path():
    assert LION_CLASS_REGISTRY[Box.class_name(full=True)] is Box
    assert LION_CLASS_REGISTRY[Outer.Inner.class_name(full=True)] is Outer.Inner


def test_a_class_inside_a_class_is_found():
    assert type(Element.from_dict(Outer.Inner(a=5).to_dict())) is Outer.Inner


def test_a_specialised_generic_is_found_and_validates():
    restored = Node.from_dict(Box[int](item="5").to_dict())

    assert (type(restored), restored.item) == (Box[int], 5)


def test_a_class_defined_again_replaces_the_one_before():
    def make(default):
        class Again(Node):
            a: int = default

        return Again

    first, second = make(1), make(2)
    assert first.class_name(full=True) == second.class_name(full=True)
    assert type(Node.from_dict(first().to_dict())) is second


def test_a_name_two_classes_have_is_no_bare_name_for_either():
    def one():
        class Twice(Node):
            pass

        return Twice

    def two():
        class Twice(Node):
            pass

        return Twice

    kept = one(), two()
    with pytest.raises(ValueError, match="cannot find the class"):
        get_class("Twice")
    assert get_class(kept[0].class_name(full=True)) is kept[0]


def test_an_own_from_dict_of_the_named_class_is_called():
    restored = Node.from_dict(Reads(content="x").to_dict())

    assert (type(restored), restored.content) == (Reads, "read by itself")


def test_node_metadata_names_the_class_as_metadata_does():
    assert type(Element.from_dict(Node(content=1).to_dict("db"))) is Node


def test_the_path_of_element_means_the_class_that_reads():
    assert type(Outer.Inner.from_dict({"metadata": {"lion_class": ELEMENT}, "a": 3})) is Outer.Inner


def test_lion_class_is_gone_from_what_was_read_and_the_rest_is_kept():
    assert Node.from_dict(Node(metadata={"k": 1}).to_dict()).metadata == {"k": 1}
    assert Element.from_dict(Outer.Inner(metadata={"k": 1}).to_dict()).metadata == {"k": 1}


@pytest.mark.parametrize(
    "path",
    [
        *("", ".", "..", "x", "os.system", "builtins.eval", "subprocess.Popen", "lionagi", "lionagi.", ".lionagi", "lionagi.protocols"),
        *("a" * 100_000, "lionagi.protocols.generic.element.Element.__init__", "lionagi/protocols", "lionagi.\x00.X", "\ud800.X", "ü.Ö"),
        *("lionagi.protocols.graph.node.Node()", 5, 1.5, True, ["x"], {"a": 1}, b"x"),
    ],
    ids=lambda path: ascii(path)[:40],
)
def test_a_name_that_is_no_entity_class_is_one_value_error(path):
    with pytest.raises(ValueError, match="cannot find the class"):
        Node.from_dict({"metadata": {"lion_class": path}})


def test_a_name_imports_nothing_that_is_not_ours_and_runs_nothing():
    ran = []
    module = types.ModuleType("hostile_module")
    module.__getattr__ = lambda name: ran.append(name)
    sys.modules["hostile_module"] = module
    try:
        with pytest.raises(ValueError, match="cannot find the class"):
            Node.from_dict({"metadata": {"lion_class": "hostile_module.Thing"}})
    finally:
        del sys.modules["hostile_module"]
    before = set(sys.modules)
    with pytest.raises(ValueError, match="import the module that defines it first"):
        Node.from_dict({"metadata": {"lion_class": "this.Zen"}})
    assert set(sys.modules) == before


def test_find_and_get_class_know_the_classes_of_ours():
    assert (find(NODE), find(ELEMENT), get_class("Element"), get_class(NODE)) == (Node, Element, Element, Node)


def test_a_hostile_name_inside_content_is_a_validation_error_of_content():
    with pytest.raises(ValueError, match="cannot find the class") as error:
        Node(content={"metadata": {"lion_class": "os.system"}})

    assert error.value.errors()[0]["loc"] == ("content",)
