"""The short ways of constructors and `from_dict`: built-in fields beside own ones are read as on the long way."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from pydantic import ValidationError, field_validator

from lionagi.protocols.generic._ids import IDType
from lionagi.protocols.generic.element import Element
from lionagi.protocols.graph.node import Node

pytestmark = pytest.mark.usefixtures("backend")

ID = "12345678-1234-4678-9234-567812345678"
BUILT_IN = {
    "id": ID,
    "created_at": "2024-02-29T12:30:45+00:00",
    "metadata": {"a": [1]},
    "content": "c",
    "embedding": "[1, 2.5]",
}
READ = {"id": IDType.validate(ID), "created_at": 1709209845.0, "metadata": {"a": [1]}, "content": "c", "embedding": [1.0, 2.5]}


@pytest.fixture(params=["plain", "scalars", "validator", "extra"])
def classes(request):
    """An element class, a node class and the own fields to give them."""
    made = []
    for base in (Element, Node):
        if request.param == "plain":
            made.append(base)
        elif request.param == "scalars":

            class Scalars(base):  # type: ignore[misc, valid-type]
                a: str
                b: int = 3

            made.append(Scalars)
        else:
            options: dict[str, Any] = {"extra": "allow"} if request.param == "extra" else {}

            class Validated(base, **options):  # type: ignore[misc, valid-type]
                a: str
                b: tuple[int, ...] = (3,)

                @field_validator("a")
                def strip(cls, value):
                    return value.strip()

            made.append(Validated)
    return *made, {} if request.param == "plain" else {"a": "x"}


SUBSETS = [names for count in range(6) for names in itertools.combinations(BUILT_IN, count)]


@pytest.mark.parametrize("names", SUBSETS, ids="-".join)
def test_any_built_in_fields_beside_own_ones(classes, names):
    element, node, own = classes
    for cls in (node,) if {"content", "embedding"} & {*names} else (element, node):
        for _ in range(2):  # the first instance compiles the class
            made = cls(**own, **{name: BUILT_IN[name] for name in names})

            assert {name: getattr(made, name) for name in names} == {name: READ[name] for name in names}
            assert made.model_fields_set == {*names, *own}
            assert {name: getattr(made, name) for name in own} == own
            assert "metadata" in names or made.metadata == {}


def test_metadata_is_copied_once_given(classes):
    for cls in classes[:2]:
        metadata = {"a": [1]}
        cls(**classes[2])
        made = cls(**classes[2], metadata=metadata, id=ID)

        assert made.metadata == metadata
        assert made.metadata is not metadata
        assert made.metadata["a"] is metadata["a"]


@pytest.mark.parametrize("metadata", [None, [], "", 0])
def test_metadata_that_is_nothing_is_an_empty_dict(classes, metadata):
    for cls in classes[:2]:
        for _ in range(2):
            assert cls(**classes[2], metadata=metadata).metadata == {}


def test_metadata_naming_the_class_is_kept_and_of_another_refused(classes):
    for cls in classes[:2]:
        for _ in range(2):
            right = {"lion_class": cls.class_name(full=True)}
            assert cls(**classes[2], metadata=right).metadata == right
            with pytest.raises(ValidationError, match="class mismatch"):
                cls(**classes[2], metadata={"lion_class": "other.Class"})


def test_bad_built_in_fields_are_told_by_pydantic_in_their_order(classes):
    _, node, own = classes
    for _ in range(2):
        with pytest.raises(ValidationError) as caught:
            node(**own, created_at="no time", embedding="no list", id=ID)

        assert [error["loc"] for error in caught.value.errors()] == [("created_at",), ("embedding",)]
        assert caught.value.title == node.__name__


def test_a_default_is_not_given_where_a_built_in_field_is_told(classes):
    """Metadata that names the class goes the long way, with what was given alone."""
    for cls in classes[:2]:
        for _ in range(2):
            made = cls(**classes[2], metadata={"lion_class": cls.class_name(full=True)})
            assert made.model_fields_set == {*classes[2], "metadata"}


def test_content_that_describes_an_element_becomes_it(classes):
    _, node, own = classes
    inner = Element(metadata={"k": 1})
    for _ in range(2):
        made = node(**own, content=inner.to_dict(), id=ID)

        assert made.content == inner
        assert (made.content.metadata, str(made.id)) == ({"k": 1}, ID)


def test_content_none_was_given(classes):
    _, node, own = classes
    for built_in in ({}, {"id": ID}, {"metadata": {"a": 1}}):
        for _ in range(2):
            assert node(**own, content=None, **built_in).model_fields_set == {*own, "content", *built_in}


def test_validators_run_once_where_an_id_is_given():
    seen = []

    class Watched(Node):
        a: int

        @field_validator("a")
        def look(cls, value):
            seen.append(value)
            return value

    Watched(a=1)
    del seen[:]
    made = Watched(a=2, id=ID, created_at=1.5, content="x")

    assert (made.a, seen) == (2, [2])


def test_own_private_attributes_and_post_init_follow_built_in_fields():
    class Private(Node):
        a: list[int]
        _told: str = "default"

        def model_post_init(self, context):
            self._told = f"{self.id} {self.metadata}"

    for _ in range(2):
        assert Private(a=[1], id=ID, metadata={"k": 1})._told == f"{ID} {{'k': 1}}"


def test_an_error_of_post_init_leaves_as_it_is():
    class Refusing(Node):
        a: list[int]

        def model_post_init(self, context):
            raise ValueError("of the user")

    for _ in range(2):
        with pytest.raises(ValueError, match=r"^of the user$"):
            Refusing(a=[1], id=ID)


# Names that the source of a constructor uses itself.
@pytest.mark.parametrize(
    "name",
    [
        "extra",
        "cls",
        "active",
        "Undefined",
        "slow",
        "core_slot",
        "built_in",
        "given_sets",
        "defaults",
        "unset",
        "fields",
        "ValueError",
        "str",
        "int",
        "type",
        "rare",
        "own",
        "values",
    ],
)
def test_a_field_may_have_any_name(name):
    made = type("Named", (Node,), {"__annotations__": {name: int, "other": int}, name: 3, "__module__": __name__})
    for _ in range(2):
        assert getattr(made(other=1), name) == 3
        assert getattr(made(**{name: 4, "other": 1}), name) == 4
        assert getattr(made(**{name: 4, "other": 1, "id": ID}), name) == 4
        assert made(other=1, id=ID, content=5).model_fields_set == {"other", "id", "content"}


def test_sets_of_given_fields_are_not_kept_for_each_order_of_a_hostile_document():
    from lionagi.protocols._model import constructors

    class Ordered(Node):
        a: int = 0
        b: int = 0
        c: int = 0

    Ordered(a=1)
    names = [*BUILT_IN, "a", "b", "c"]
    for order in itertools.islice(itertools.permutations(names), 3000):
        Ordered(**{name: BUILT_IN.get(name, 1) for name in order})
    for chosen in range(8):
        own = {name: 1 for bit, name in enumerate("abc") if chosen >> bit & 1}
        for count in range(6):
            for order in itertools.permutations(BUILT_IN, count):
                made = Ordered(**own, **{name: BUILT_IN[name] for name in order})
                assert made.model_fields_set == {*own, *order}
    kept = Ordered.__init__.__globals__["given_sets"]

    assert len(kept) == constructors._MOST_SETS


# --- from_dict -----------------------------------------------------------------------------------------------------------


def test_from_dict_leaves_the_dict_and_its_metadata_as_they_are(classes):
    _, node, own = classes
    data = node(**own, content=[1], metadata={"k": [1]}).to_dict()
    before = {**data, "metadata": dict(data["metadata"])}
    made = node.from_dict(data)

    assert data == before
    assert made.metadata == {"k": [1]}
    assert made.metadata is not data["metadata"]
    assert made.to_dict() == data
    assert type(Element.from_dict(data)) is node


@pytest.mark.parametrize("path", [["x"], {"a": 1}, 3, True, "no path", ""], ids=repr)
def test_a_class_path_that_is_none_is_told(path):
    with pytest.raises(ValueError, match=r"lion_class|Metadata class mismatch"):
        Node.from_dict({"metadata": {"lion_class": path}})


def test_from_dict_gives_what_the_dict_had():
    assert Node.from_dict({"content": 1}).model_fields_set == {"content"}
    assert Node.from_dict({"id": ID, "content": None}).model_fields_set == {"id", "content"}
    with pytest.raises(ValidationError, match="Extra inputs"):
        Node.from_dict({"id": ID, "other": 1})
    with pytest.raises(ValidationError) as caught:
        Node.from_dict({"embedding": "x", "created_at": "y"})
    assert [error["loc"] for error in caught.value.errors()] == [("created_at",), ("embedding",)]


def test_from_dict_asks_an_own_model_validate():
    class Asked(Node):
        @classmethod
        def model_validate(cls, obj, **options):
            return ("asked", obj)

    assert Asked.from_dict({"content": 1}) == ("asked", {"content": 1})


def test_a_class_of_ours_that_was_registered_anew_is_taken_from_the_registry(monkeypatch):
    from lionagi import _class_registry

    class Stand(Element):
        pass

    monkeypatch.setitem(_class_registry.LION_CLASS_REGISTRY, Node.class_name(full=True), Stand)

    assert type(Element.from_dict({"metadata": {"lion_class": Node.class_name(full=True)}})) is Stand
