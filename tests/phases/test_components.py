"""Each component as a user of the phase meets it: constructor, round trip, error; the same answers in every phase."""

from __future__ import annotations

import copy
import json
import pickle
from uuid import UUID

import pytest

from lionagi import ln, registry
from lionagi._errors import IDError
from lionagi.protocols.generic.element import Element, IDType
from lionagi.protocols.graph.node import Node

pytestmark = pytest.mark.usefixtures("answered_by_the_right_core")

TEXT = "c0ffee00-1111-4222-8333-123456789abc"
# Written by hand from the contract of `hashing`: digest of the MessagePack of [0, [["a", [1, [1, 2]]]]].
CANONICAL = bytes.fromhex("920091 92a161 9201920102")


# --- ids --------------------------------------------------------------------------------------------------------------


def test_ids_are_made():
    made = [IDType.create() for _ in range(100)]

    assert len(set(made)) == 100
    assert all(UUID(str(each)).version == 4 for each in made)


def test_ids_come_back_from_their_text():
    parsed = IDType.validate(TEXT)

    assert str(parsed) == TEXT
    assert IDType.validate(str(parsed)) == parsed
    assert hash(parsed) == hash(UUID(TEXT))
    assert pickle.loads(pickle.dumps(parsed)) == parsed


def test_what_is_no_id_is_refused():
    with pytest.raises(IDError, match=r"^Invalid ID: nonsense$"):
        IDType.validate("nonsense")


# --- hashing ----------------------------------------------------------------------------------------------------------


def test_hashing_gives_the_canonical_form_and_its_digest():
    from hashlib import blake2b

    value = {"a": [1, 2]}
    digest = blake2b(CANONICAL, digest_size=32).digest()

    assert registry.active.cores.hashing.canonical_bytes(value) == CANONICAL
    assert ln.digest(value) == digest.hex()
    assert ln.hash_dict(value) == int.from_bytes(digest[:8], "big") & (1 << 63) - 1


def test_hashing_sees_equal_values_as_equal_and_leaves_them_alone():
    value = {"b": 1, "a": [True, 2.0]}
    before = copy.deepcopy(value)

    assert ln.hash_dict(value) == ln.hash_dict({"a": [1, 2], "b": 1.0})
    assert ln.hash_dict(value) != ln.hash_dict({"a": (1, 2), "b": 1})
    assert value == before


def test_hashing_refuses_a_cycle():
    cycle: list = []
    cycle.append(cycle)
    with pytest.raises(TypeError):
        ln.hash_dict({"a": cycle})


# --- codec ------------------------------------------------------------------------------------------------------------

VALUE = {"text": "\u00e9\U0001f600", "int": -(2**63), "float": 0.1, "none": None, "list": [True, [], {}]}
JSON = '{"text":"\u00e9\U0001f600","int":-9223372036854775808,"float":0.1,"none":null,"list":[true,[],{}]}'.encode()


def test_codec_writes_json_and_reads_it_back():
    codec = registry.active.cores.codec

    assert codec.json_encode(VALUE) == JSON
    assert codec.json_decode(JSON) == VALUE


def test_codec_writes_messagepack_and_reads_it_back():
    codec = registry.active.cores.codec
    value = {**VALUE, "big": 2**100, "bytes": b"\x00\xff", "id": UUID(TEXT)}

    assert codec.msgpack_encode([1, "a", None]) == b"\x93\x01\xa1a\xc0"
    assert codec.msgpack_decode(codec.msgpack_encode(value)) == value


def test_codec_refuses_what_cannot_be_written_or_read():
    codec = registry.active.cores.codec
    with pytest.raises(TypeError):
        codec.json_encode({1: object()})
    with pytest.raises(json.JSONDecodeError):
        codec.json_decode(b'{"a": ')
    with pytest.raises(ValueError, match="malformed MessagePack: "):
        codec.msgpack_decode(b"\x93\x01")


# --- entity -----------------------------------------------------------------------------------------------------------


def test_elements_and_nodes_are_made():
    node = Node(content={"a": 1}, embedding=[1, "2", 3.5], id=TEXT, created_at=1_700_000_000, metadata={"k": "v"})

    assert (str(node.id), node.created_at, node.metadata, node.content) == (TEXT, 1_700_000_000.0, {"k": "v"}, {"a": 1})
    assert node.embedding == [1.0, 2.0, 3.5]
    assert Element().id != Element().id


def test_a_node_comes_back_from_dict_json_and_pickle():
    node = Node(content={"a": [1, "x"]}, embedding=[0.5], metadata={"k": "v"})
    written = node.to_dict()

    for again in (Node.from_dict(written), Node.from_json(node.to_json()), pickle.loads(pickle.dumps(node)), copy.copy(node)):
        assert type(again) is Node
        assert again.to_dict() == written
        assert again == node


def test_a_node_is_written_the_same_in_every_phase():
    node = Node(content="hi", embedding=[1, 0.25], id=TEXT, created_at=1_700_000_000.5, metadata={"k": 1})

    assert json.loads(node.to_json()) == {
        "id": TEXT,
        "created_at": 1_700_000_000.5,
        "metadata": {"k": 1, "lion_class": "lionagi.protocols.graph.node.Node"},
        "content": "hi",
        "embedding": [1.0, 0.25],
    }


def test_sub_classes_work_in_every_phase():
    class Note(Node):
        title: str
        stars: int = 0

    note = Note(title="t", content=1)

    assert (note.title, note.stars, note.content) == ("t", 0, 1)
    assert Note.from_dict(note.to_dict()) == note


def test_a_bad_field_is_a_validation_error_of_the_class():
    from pydantic import ValidationError

    with pytest.raises(ValidationError) as caught:
        Node(id=TEXT, created_at="not a time")
    IDType.validate(TEXT)  # so that the right core was called, whatever the constructor reached

    assert caught.value.title == "Node"
    assert [error["loc"] for error in caught.value.errors()] == [("created_at",)]


def test_a_bad_id_is_refused_by_the_constructor():
    with pytest.raises(IDError, match=r"^Invalid ID: nonsense$"):
        Node(id="nonsense")
