"""Records as dicts and JSON documents, on each core: to, from, in batches, and what may not be written or read.

Not here: construction and fields (`test_entity_contract.py`).
"""

from __future__ import annotations

import dataclasses
import json
from collections import OrderedDict
from datetime import datetime
from enum import Enum

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from lionagi import _errors
from lionagi._core import MAX_DEPTH
from lionagi.protocols.generic._ids import IDType
from lionagi.registry import active

pytestmark = pytest.mark.usefixtures("backend")
on_both = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])

ID = "11111111-1111-4111-8111-111111111111"
NAME = "package.module.Name"


@pytest.fixture(autouse=True)
def ids_are_bound(backend):
    IDType.create()  # a first touch loads the ids, which are told their class then


def element(**fields):
    return active.cores.entity.ElementCore.from_fields(fields)


def node(**fields):
    return active.cores.entity.NodeCore.from_fields(fields)


class Model(BaseModel):
    number: int = 1


@dataclasses.dataclass
class Point:
    x: object = 1
    _hidden: int = 2
    shared: dataclasses.InitVar[int] = 3


class Color(Enum):
    RED = "red"


class Entity:
    """What a core may know of a shell."""

    __lion_entity__ = True

    def to_dict(self):
        return {"as": "entity"}

    def model_dump(self):
        return {"as": "item"}

    __pydantic_serializer__ = None


# --- dicts -----------------------------------------------------------------------------------------------------------


def test_a_dict_has_the_fields_in_order():
    record = node(id=ID, created_at=1.5, metadata={"k": [1]}, content="c", embedding=[1])

    made = record.to_dict(NAME)

    assert list(made) == ["id", "created_at", "metadata", "content", "embedding"]
    assert made == {"id": ID, "created_at": 1.5, "metadata": {"k": [1], "lion_class": NAME}, "content": "c", "embedding": [1.0]}
    assert record.metadata == {"k": [1]}
    assert made["metadata"]["k"] is not record.metadata["k"]
    assert element(id=ID, created_at=1).to_dict(NAME) == {"id": ID, "created_at": 1.0, "metadata": {"lion_class": NAME}}


def test_the_name_of_the_class_takes_the_place_of_one_that_is_there():
    record = element(id=ID, created_at=1.0, metadata={"lion_class": "old", "z": 1})

    assert list(record.to_dict(NAME)["metadata"].items()) == [("lion_class", NAME), ("z", 1)]
    assert record.to_json(NAME) == f'{{"id":"{ID}","created_at":1.0,"metadata":{{"lion_class":"{NAME}","z":1}}}}'.encode()
    assert record.metadata == {"lion_class": "old", "z": 1}


def test_values_are_dumped_as_pydantic_dumps_them():
    marker, stays = object(), datetime(2024, 1, 1)
    value = {
        "list": [Model(), Entity(), [Model()]],
        "tuple": (1, Model()),
        "set": {1, 2},
        "frozen": frozenset({3}),
        "point": Point(x=Model(number=2)),
        "ordered": OrderedDict(a=Model()),
        "other": marker,
        "time": stays,
        "enum": Color.RED,
        "class": Model,
    }
    expected = {
        "list": [{"number": 1}, {"as": "item"}, [{"number": 1}]],
        "tuple": (1, {"number": 1}),
        "set": {1, 2},
        "frozen": frozenset({3}),
        "point": {"x": {"number": 2}, "_hidden": 2},
        "ordered": {"a": {"number": 1}},
        "other": marker,
        "time": stays,
        "enum": Color.RED,
        "class": Model,
    }

    made = node(content=value, metadata={"m": value}).to_dict(NAME)

    assert made["content"] == expected
    assert made["metadata"] == {"m": expected, "lion_class": NAME}
    assert made["content"]["set"] is not value["set"]


@pytest.mark.parametrize(("content", "dumped"), [(Model(), {"number": 1}), (Entity(), {"as": "entity"}), (Point(), {"x": 1, "_hidden": 2})])
def test_content_is_dumped_too(content, dumped):
    record = node(id=ID, created_at=1.0, content=content)

    assert record.to_dict(NAME)["content"] == dumped
    assert orjson.loads(record.to_json(NAME))["content"] == dumped


def test_json_and_db_modes_hold_json_types_only():
    record = node(id=ID, created_at=1, metadata={"t": (1, 2)}, content=[datetime(2024, 1, 1), Color.RED], embedding=[float("nan")])

    made = record.to_dict(NAME, "json")
    assert list(made) == ["id", "created_at", "metadata", "content", "embedding"]
    assert made["metadata"] == {"t": [1, 2], "lion_class": NAME}
    assert made["content"] == ["2024-01-01T00:00:00", "red"]
    assert made["embedding"] == [None]

    made = record.to_dict(NAME, "db")
    assert list(made) == ["id", "created_at", "content", "embedding", "node_metadata"]
    assert made["node_metadata"] == {"t": [1, 2], "lion_class": NAME}


def test_another_mode_is_refused():
    with pytest.raises(ValueError, match=r"^Unsupported mode: yaml$"):
        element().to_dict(NAME, "yaml")


# --- JSON ------------------------------------------------------------------------------------------------------------

json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["a", "b", "\u00e9", "lion_class", "metadata", "id"]), inner, max_size=4)
    ),
    max_leaves=12,
)
numbers = st.floats(allow_nan=False, allow_infinity=False)
maps = st.dictionaries(st.sampled_from(["a", "b", "\u00e9", "lion_class", "id"]), json_values, max_size=4)


@on_both
@given(numbers, maps, json_values, st.none() | st.lists(numbers, max_size=4))
def test_a_document_is_the_json_of_the_dict(created_at, metadata, content, embedding):
    record = node(created_at=created_at, metadata=metadata, content=content, embedding=embedding)

    assert record.to_json(NAME) == orjson.dumps(record.to_dict(NAME))
    assert element(id=record.id, created_at=created_at, metadata=metadata).to_json(NAME) == orjson.dumps(
        {name: value for name, value in record.to_dict(NAME).items() if name in ("id", "created_at", "metadata")}
    )


@on_both
@given(numbers, maps, json_values, st.none() | st.lists(numbers, max_size=4))
def test_a_document_is_read_back(created_at, metadata, content, embedding):
    record = node(created_at=created_at, metadata=metadata, content=content, embedding=embedding)
    read = active.cores.entity.NodeCore.from_json(record.to_json(NAME), NAME)

    if isinstance(content, dict) and isinstance(content.get("metadata"), dict) and "lion_class" in content["metadata"]:
        assert read is None
        return
    assert read.to_json(NAME) == orjson.dumps({**record.to_dict(NAME), "metadata": {**read.metadata, "lion_class": NAME}})
    assert read.metadata == {key: value for key, value in metadata.items() if key != "lion_class"}
    assert read.content == content
    assert read.embedding == embedding
    assert type(read) is active.cores.entity.NodeCore


def test_an_item_named_as_a_field_replaces_it_in_place_and_others_follow():
    record = node(id=ID, created_at=1, content="c")

    written = record.to_json(NAME, {"z": [1], "content": "other", "created_at": "then"})

    assert written.decode() == (
        f'{{"id":"{ID}","created_at":"then","metadata":{{"lion_class":"{NAME}"}},"content":"other","embedding":null,"z":[1]}}'
    )
    assert element(id=ID, created_at=1).to_json(NAME, {"content": 1}).endswith(b'},"content":1}')
    assert record.to_json(NAME, {}) == record.to_json(NAME, None) == record.to_json(NAME)
    with pytest.raises(TypeError):
        record.to_json(NAME, {1: 2})


def test_unknown_types_go_to_default():
    record = node(content={"s": {1}, "b": b"ab"}, metadata={"o": {2}})

    written = record.to_json(NAME, {"x": b"c"}, lambda value: list(value) if isinstance(value, set) else value.decode())

    made = orjson.loads(written)
    assert (made["content"], made["metadata"]["o"], made["x"]) == ({"s": [1], "b": "ab"}, [2], "c")
    with pytest.raises(TypeError):
        record.to_json(NAME)
    with pytest.raises(ZeroDivisionError):
        record.to_json(NAME, None, lambda value: 1 / 0)


def test_default_sees_what_a_dump_has_made():
    class Frozen(frozenset):
        pass

    seen = []
    node(content=[Frozen({1}), Model()]).to_json(NAME, None, lambda value: seen.append(value) or list(value))

    assert [(type(value), value) for value in seen] == [(frozenset, frozenset({1}))]


def test_values_json_cannot_hold_are_refused():
    for content, error in ((10**30, TypeError), ({1: 2}, TypeError), ("\ud800", ValueError), (b"x", TypeError), (object(), TypeError)):
        for record in (node(content=content), node(metadata={"k": content})):
            with pytest.raises(error):
                record.to_json(NAME)
            with pytest.raises(error):
                record.to_dict(NAME, "json")


def nested(depth):
    value = []
    for _ in range(depth - 1):
        value = [value]
    return value


def test_nesting_ends_at_the_limit():
    deepest = nested(MAX_DEPTH - 1)  # the record is the outermost container
    record = node(content=deepest)
    assert orjson.loads(record.to_json(NAME)) == record.to_dict(NAME)

    with pytest.raises(TypeError):
        node(content=[deepest]).to_json(NAME)
    with pytest.raises(TypeError):
        node(metadata={"k": deepest}).to_json(NAME)
    assert node(content=nested(MAX_DEPTH)).to_dict(NAME)
    with pytest.raises(TypeError):
        node(content=nested(MAX_DEPTH + 1)).to_dict(NAME)
    with pytest.raises(TypeError):
        node(metadata={"k": nested(MAX_DEPTH)}).to_dict(NAME)


def test_a_cycle_is_refused():
    loop = []
    loop.append(loop)
    for record in (node(content=loop), node(metadata={"loop": loop})):
        for dump in (record.to_dict, record.to_json):
            with pytest.raises(TypeError):
                dump(NAME)


GOOD = {"id": ID, "created_at": 1.5, "metadata": {"k": 1, "lion_class": NAME}, "content": {"metadata": {}}, "embedding": [1, 2.5]}


def read_node(document, lion_class=NAME):
    return active.cores.entity.NodeCore.from_json(document, lion_class)


def test_key_order_spacing_and_type_of_the_document_do_not_matter():
    shuffled = dict(reversed(GOOD.items()))
    for document in (
        orjson.dumps(GOOD),
        orjson.dumps(shuffled),
        json.dumps(shuffled, indent=3),
        json.dumps(GOOD, ensure_ascii=True).encode(),
    ):
        read = read_node(document)
        assert (read.id_text(), read.created_at, read.metadata, read.content, read.embedding) == (
            ID,
            1.5,
            {"k": 1},
            {"metadata": {}},
            [1.0, 2.5],
        )


def test_whole_numbers_are_times_and_the_last_of_equal_keys_wins():
    document = orjson.dumps({**GOOD, "created_at": 7}).replace(b'{"id"', b'{"id":5,"id"', 1)

    assert read_node(document).created_at == 7.0
    assert read_node(orjson.dumps(GOOD).replace(b'"created_at":1.5', b'"created_at":1.5,"id":5')) is None
    named = b'"metadata":{"lion_class":1,"k":1,"lion_class":"%s"}' % NAME.encode()
    assert read_node(orjson.dumps({**GOOD, "metadata": None}).replace(b'"metadata":null', named)).metadata == {"k": 1}


@pytest.mark.parametrize(
    "changes",
    [
        {"id": "no id"},
        {"id": None},
        {"created_at": None},
        {"created_at": "2024-01-01"},
        {"created_at": True},
        {"metadata": None},
        {"metadata": {}},
        {"metadata": {"lion_class": "package.module.Other"}},
        {"metadata": {"lion_class": None}},
        {"metadata": [["lion_class", NAME]]},
        {"content": {"metadata": {"lion_class": "x"}}},
        {"embedding": [1, "2"]},
        {"embedding": [None]},
        {"embedding": "[1]"},
        {"embedding": {}},
        {"more": 1},
        {"node_metadata": {}},
    ],
)
def test_any_other_valid_document_is_for_the_shell(changes):
    assert read_node(orjson.dumps({**GOOD, **changes})) is None


@pytest.mark.parametrize("missing", sorted(GOOD))
def test_a_missing_field_is_for_the_shell(missing):
    assert read_node(orjson.dumps({name: value for name, value in GOOD.items() if name != missing})) is None


@pytest.mark.parametrize("document", ["[]", "{}", "1", '"x"', "null", " true "])
def test_a_document_that_is_no_record_is_for_the_shell(document):
    assert read_node(document) is None
    assert active.cores.entity.ElementCore.from_json(document, NAME) is None


def test_an_element_is_not_read_from_a_node_nor_a_node_from_an_element():
    assert active.cores.entity.ElementCore.from_json(orjson.dumps(GOOD), NAME) is None
    assert read_node(element().to_json(NAME)) is None
    read = active.cores.entity.ElementCore.from_json(element(id=ID).to_json(NAME), NAME)
    assert type(read) is active.cores.entity.ElementCore
    assert (read.id_text(), read.metadata) == (ID, {})


@pytest.mark.parametrize(
    "broken",
    ["", "{", '{"id"', '{"id":}', '{"more":1,', '{"id":"x"} x', '{"id":01}', '{"metadata":{"lion_class":"x"}', "nul", '{"more":[1,]}'],
)
def test_a_malformed_document_is_an_error(broken):
    with pytest.raises(json.JSONDecodeError):
        read_node(broken)
    with pytest.raises(TypeError):
        read_node(5)


def test_from_fields_takes_names_and_makes_this_kind():
    fields = {"content": [1], "id": ID, "created_at": "12.5", "metadata": {"k": 1}, "embedding": "[1]"}
    made = node(**fields)

    assert type(made) is active.cores.entity.NodeCore
    assert made.to_dict(NAME) == {
        "id": ID,
        "created_at": 12.5,
        "metadata": {"k": 1, "lion_class": NAME},
        "content": [1],
        "embedding": [1.0],
    }
    assert type(element(id=ID)) is active.cores.entity.ElementCore
    with pytest.raises(_errors.InvalidFields, match="Invalid datetime string: bad"):
        node(created_at="bad")


def test_many_records_are_one_array():
    class Other:
        """A core of another backend: only the contract's methods."""

        def to_json(self, lion_class, extra=None, default=None):
            return orjson.dumps([lion_class, extra, default("d")])

    records = [node(content={1}), element(), Other()]
    names = ["a.B", "c.D", "e.F"]

    written = active.cores.entity.ElementCore.to_json_many(records, names, lambda value: [str(value)])

    expected = [record.to_json(name, None, lambda value: [str(value)]) for record, name in zip(records, names, strict=True)]
    assert written == b"[" + b",".join(expected) + b"]"
    assert active.cores.entity.NodeCore.to_json_many([], []) == b"[]"
    for few in (names[:1], names * 2):
        with pytest.raises(ValueError, match=f"^3 records need as many class names, not {len(few)}$"):
            active.cores.entity.NodeCore.to_json_many(records, few, str)
