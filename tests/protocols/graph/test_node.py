"""`Node`: content, embedding, adapters, MessagePack; on each backend."""

from __future__ import annotations

import asyncio
import gc
import json
import sys
import weakref

import pytest
from pydantic import BaseModel, ValidationError

from lionagi.protocols._concepts import Observable, Relational
from lionagi.protocols.generic.element import Element
from lionagi.protocols.graph.node import Node

pytestmark = pytest.mark.usefixtures("backend")

ID1 = "11111111-1111-4111-8111-111111111111"


class Tagged(Node):
    tag: str = "t"


def test_content_is_any_object_and_is_assigned_without_validation():
    content = object()
    made = Node(content=content)

    assert made.content is content
    made.content = {"metadata": {"lion_class": "nope"}}
    assert made.content == {"metadata": {"lion_class": "nope"}}
    made.content = None
    assert made.content is None


@pytest.mark.parametrize("inner", [Node(content="in"), Element(), Tagged(tag="x")], ids=lambda each: type(each).__name__)
def test_content_that_describes_an_element_becomes_it(inner):
    made = Node(content=inner.to_dict())

    assert type(made.content) is type(inner)
    assert made.content == inner
    assert Node.from_dict(made.to_dict()).content == inner
    assert Node.from_json(made.to_json()).content == inner


@pytest.mark.parametrize("content", [{"metadata": 5}, {"metadata": None}, {"metadata": {}}, {"metadata": [1]}, {"a": 1}, {}])
def test_other_dicts_stay_what_they_are(content):
    assert Node(content=content).content == content
    assert Node.from_json(Node(content=content).to_json()).content == content


def test_content_that_names_an_unknown_class_is_a_validation_error():
    with pytest.raises(ValidationError) as error:
        Node(content={"metadata": {"lion_class": "nope"}})

    assert [(each["type"], each["loc"]) for each in error.value.errors()] == [("value_error", ("content",))]


@pytest.mark.parametrize(
    ("given", "read"), [(None, None), ([], []), ([1, 2.5, "3"], [1.0, 2.5, 3.0]), ("[1, 2.5]", [1.0, 2.5]), ("[]", []), ([True], [1.0])]
)
def test_an_embedding_is_read_from_lists_and_json_text(given, read):
    made = Node(embedding=given)

    assert made.embedding == read
    made.embedding = given
    assert made.embedding == read


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ("x", "Invalid embedding string."),
        ("5", "Invalid embedding string."),
        ("[1, null]", "Invalid embedding string."),
        (["x"], "Invalid embedding list."),
        ([None], "Invalid embedding list."),
        ((1, 2), "Invalid embedding type; must be list or JSON-encoded string."),
        (5, "Invalid embedding type; must be list or JSON-encoded string."),
        ({"a": 1}, "Invalid embedding type; must be list or JSON-encoded string."),
    ],
)
def test_a_bad_embedding_is_a_validation_error_also_when_assigned(given, text):
    made = Node(embedding=[1])
    for attempt in (lambda: Node(embedding=given), lambda: setattr(made, "embedding", given)):
        with pytest.raises(ValidationError) as error:
            attempt()
        assert [(each["type"], each["loc"], each["msg"]) for each in error.value.errors()] == [
            ("value_error", ("embedding",), f"Value error, {text}")
        ]
        assert error.value.errors()[0]["input"] == given
    assert made.embedding == [1.0]


def test_changes_to_what_was_handed_out_persist():
    made = Node(content=[1], embedding=[1, 2], metadata={})
    made.embedding[0] = 9.0
    made.metadata["k"] = 1
    made.content.append(2)

    assert made.embedding == [9.0, 2.0]
    assert made.embedding is made.embedding
    assert json.loads(made.to_json())["embedding"] == [9.0, 2.0]
    assert (made.to_dict()["metadata"]["k"], made.to_dict()["content"]) == (1, [1, 2])


def test_a_misspelt_field_is_refused_when_made_and_when_assigned():
    with pytest.raises(ValidationError) as error:
        Node(contnet=1)
    assert error.value.errors()[0]["type"] == "extra_forbidden"
    with pytest.raises(ValueError, match='"Node" object has no field "contnet"'):
        Node().contnet = 1


def test_a_node_plays_the_roles_of_0_18_0_without_them_as_bases():
    assert isinstance(Node(), Relational)
    assert isinstance(Node(), Observable)
    assert isinstance(Element(), Observable)
    assert not isinstance(Element(), Relational)
    assert not isinstance(5, Relational)
    assert type(Node) is type
    assert not isinstance(Node(), BaseModel)


def test_model_fields_set_is_what_was_given_or_assigned():
    assert Node().model_fields_set == set()
    assert Node(content=1).model_fields_set == {"content"}
    assert Node(content=None).model_fields_set == {"content"}
    assert Node(id=ID1, metadata={}).model_fields_set == {"id", "metadata"}
    made = Node()
    made.content = None
    assert made.model_fields_set == {"content"}
    assert made.model_dump(exclude_unset=True) == {"content": None}


def test_a_field_explicitly_given_survives_exclude_unset():
    made = Node(id=ID1, content=1)

    assert made.model_dump(exclude_unset=True) == {"id": ID1, "content": 1}
    assert Node(content=1).model_dump(exclude_unset=True) == {"content": 1}
    assert set(made.model_dump(exclude_defaults=True)) == {"id", "created_at", "content"}


def test_repr_and_str_are_those_of_a_pydantic_model():
    made = Node(id=ID1, created_at=1.0, content="x")

    assert repr(made) == f"Node(id=IDType({ID1}), created_at=1.0, metadata={{}}, content='x', embedding=None)"
    assert str(made) == f"id=IDType({ID1}) created_at=1.0 metadata={{}} content='x' embedding=None"


def test_iteration_gives_every_field():
    assert dict(Node(content=1, id=ID1, created_at=1.0)) == {
        "id": Node(id=ID1).id,
        "created_at": 1.0,
        "metadata": {},
        "content": 1,
        "embedding": None,
    }


@pytest.mark.parametrize("where", ["content", "metadata", "list"])
def test_cycles_are_collected(where):
    made = Node()
    if where == "content":
        made.content = made
    elif where == "metadata":
        made.metadata["me"] = made
    else:
        made.content = [made]
    gone = weakref.ref(made)
    del made
    gc.collect()

    assert gone() is None


def test_content_that_contains_itself_is_an_error_and_no_crash():
    made = Node()
    made.content = [made]
    for form in (made.to_dict, made.to_json):
        with pytest.raises((TypeError, ValueError, RecursionError)):
            form()


def test_msgpack_keeps_everything():
    made = Tagged(tag="x", content={"a": [1, None]}, embedding=[1.5], metadata={"k": 1})
    restored = Node.from_msgpack(made.to_msgpack())

    assert (type(restored), restored, restored.tag) == (Tagged, made, "x")
    assert (restored.content, restored.embedding, restored.metadata) == ({"a": [1, None]}, [1.5], {"k": 1})


# --- adapters --------------------------------------------------------------------------------------------------------


def test_the_json_adapter_writes_as_recorded_and_reads_back():
    made = Node(id=ID1, created_at=1.5, content="x")
    text = made.adapt_to("json")

    assert text == (
        '{\n  "content": "x",\n  "created_at": 1.5,\n  "embedding": null,\n  "id": "11111111-1111-4111-8111-111111111111",\n'
        '  "node_metadata": {\n    "lion_class": "lionagi.protocols.graph.node.Node"\n  }\n}'
    )
    assert Node.adapt_from(text, "json") == made
    many = made.adapt_to("json", many=True)
    assert json.loads(many) == [json.loads(text)]
    assert Node.adapt_from(many, "json", many=True) == [made]


def test_the_toml_adapter_reads_back_a_sub_class():
    made = Tagged(id=ID1, content="x", tag="y")
    restored = Node.adapt_from(made.adapt_to("toml"), "toml")

    assert (type(restored), restored.tag) == (Tagged, "y")


def test_an_unknown_adapter_is_pydapters_error():
    from pydapter.exceptions import AdapterNotFoundError

    with pytest.raises(AdapterNotFoundError, match="No adapter registered for 'zzz'"):
        Node().adapt_to("zzz")
    with pytest.raises(AdapterNotFoundError):
        asyncio.run(Node().adapt_to_async("zzz"))


def test_a_registered_adapter_serves_the_class_and_its_sub_classes():
    class Own(Node):
        pass

    class Sub(Own):
        pass

    class Upper:
        obj_key = "upper"

        @classmethod
        def to_obj(cls, subj, /, *, many=False, adapt_meth, adapt_kw, **options):
            return getattr(subj, adapt_meth)(**adapt_kw)["content"].upper()

        @classmethod
        def from_obj(cls, subj_cls, obj, /, *, many=False, adapt_meth, **options):
            return getattr(subj_cls, adapt_meth)({"content": obj.lower()})

    class Later(Upper):
        @classmethod
        async def to_obj(cls, subj, /, **options):
            return Upper.to_obj(subj, **options)

        @classmethod
        async def from_obj(cls, subj_cls, obj, /, **options):
            return Upper.from_obj(subj_cls, obj, **options)

    Own.register_adapter(Upper)
    Own.register_async_adapter(Later)

    assert Sub(content="a").adapt_to("upper") == "A"
    assert Sub.adapt_from("B", "upper").content == "b"
    assert asyncio.run(Sub(content="a").adapt_to_async("upper")) == "A"
    assert type(asyncio.run(Sub.adapt_from_async("B", "upper"))) is Sub
    with pytest.raises(Exception, match="upper"):
        Node(content="a").adapt_to("upper")


def test_without_pydapter_the_error_names_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "pydapter", None)

    with pytest.raises(ImportError, match=r"pip install 'lionagi\[adapters\]'"):
        Node().adapt_to("json")
