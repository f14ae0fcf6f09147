"""`Pile` on each backend: making, items, order, forms, copies. Recorded calls: `test_pile_samples.py`; waiting: `test_pile_async.py`."""

from __future__ import annotations

import copy
import json
import pickle
from collections import deque
from pathlib import Path

import pytest
from pydantic import BaseModel, ValidationError

import lionagi._errors as errors
from lionagi.protocols.generic.element import Element, IDType
from lionagi.protocols.generic.pile import Pile, to_list_type
from lionagi.protocols.generic.progression import Progression
from lionagi.protocols.graph.node import Node
from lionagi.registry import cores

pytestmark = pytest.mark.usefixtures("backend")

SAMPLES = json.loads((Path(__file__).parents[2] / "samples" / "element_family.json").read_text())["samples"]
RECORDED = {sample["name"]: sample for sample in SAMPLES if sample["class"] == "Pile"}
ONE = "11111111-1111-4111-8111-111111111111"


class Task(Node):
    due: int = 0


class Noted(Pile):
    note: str = ""


class Printed(Element):
    def to_dict(self, *args, **options):
        return {"printed": str(self.id)}


def nodes(count):
    return [Node(content=number) for number in range(count)]


# --- making ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", [list, tuple, deque, iter, lambda items: {str(item.id): item for item in items}])
def test_items_are_taken_from_any_collection_as_they_are(form):
    items = nodes(3)
    given = form(items)
    pile = Pile((item for item in given) if form is iter else given)

    assert [one is two for one, two in zip(pile, items, strict=True)] == [True] * 3


def test_one_element_is_one_item_also_if_it_is_a_container():
    inner = Pile(nodes(2))

    assert list(Pile(inner)) == [inner]


def test_dicts_in_a_list_are_read():
    node = Node(content=1)

    assert Pile([node.to_dict()])[node.id].to_dict() == node.to_dict()


def test_the_last_item_of_an_id_takes_the_place_of_the_first():
    first, last, other = Node(id=ONE, content=1), Node(id=ONE, content=2), Node()
    pile = Pile([first, other, last])

    assert len(pile) == 2
    assert pile[0] is last


@pytest.mark.parametrize("wrong", [5, [1], [Node(), object()], {"a": 1}])
def test_what_is_no_item_is_refused(wrong):
    with pytest.raises(ValueError, match="Invalid pile item"):
        Pile(wrong)


def test_an_unknown_argument_is_refused():
    with pytest.raises(ValidationError) as error:
        Pile(foo=1)

    assert error.value.errors()[0]["type"] == "extra_forbidden"


def test_an_order_may_be_given_by_either_name():
    a, b = nodes(2)

    assert list(Pile([a, b], order=[b, a])) == [b, a]
    assert list(Pile([a, b], progression=[b.id, a.id])) == [b, a]
    assert list(Pile([a, b], order=[])) == [a, b]


def test_a_progression_given_as_order_is_kept():
    a, b = nodes(2)
    order = Progression(order=[b, a], name="mine")
    pile = Pile([a, b], order=order)

    assert pile.progression is order
    order.exclude(b)
    assert list(pile) == [a]


@pytest.mark.parametrize(
    ("order", "text"),
    [
        (lambda a, b: [a, a], "duplicate elements"),
        (lambda a, b: [a], "length of the order"),
        (lambda a, b: [a, Node()], "does not match the pile"),
    ],
)
def test_an_order_has_every_id_once(order, text):
    a, b = nodes(2)

    with pytest.raises(ValueError, match=text):
        Pile([a, b], order=order(a, b))


# --- types of items --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("item_type", [Node, [Node], {Node}, (Node,), "lionagi.protocols.graph.node.Node", Node | None])
def test_item_type_is_a_class_or_names_one(item_type):
    pile = Pile(item_type=item_type)

    assert pile.item_type == {Node}
    with pytest.raises(errors.ValidationError):
        pile.include(Element())


def test_a_strict_type_refuses_sub_classes():
    assert len(Pile([Task()], item_type=Node)) == 1
    with pytest.raises(errors.ValidationError) as error:
        Pile([Task()], item_type=Node, strict_type=True)

    assert error.value.details["expected"] == f"One of { ({Node}) }"


@pytest.mark.parametrize("item_type", [int, [Node, Node], ["no.such.Class"], 5])
def test_a_wrong_item_type_is_refused(item_type):
    with pytest.raises(errors.ValidationError):
        Pile(item_type=item_type)


def test_a_wrong_item_changes_nothing():
    pile = Pile(nodes(1), item_type=Node)
    before = list(pile)

    for change in (pile.include, pile.update, pile.append, lambda items: pile.insert(0, items), lambda items: pile.__setitem__(0, items)):
        with pytest.raises(errors.ValidationError):
            change([Node(), Element()])
        assert list(pile) == before


def test_strict_type_is_frozen():
    with pytest.raises(ValidationError) as error:
        Pile().strict_type = True

    assert error.value.errors()[0]["type"] == "frozen_field"


# --- items -----------------------------------------------------------------------------------------------------------


def test_items_are_found_by_everything_that_names_them():
    pile = Pile(nodes(3))
    item = pile[1]

    for key in (1, -2, item, item.id, str(item.id), item.id._id, [item], slice(1, 2)):
        assert pile[key] is item
        assert pile.get(key) is item
    assert pile[0:2] == [pile[0], item]


def test_including_again_replaces_the_object_and_keeps_the_place():
    pile = Pile([Node(id=ONE), *nodes(2)])
    again = Node(id=ONE)
    pile.include(again)

    assert pile[0] is again
    assert len(pile) == 3


def test_a_pop_of_several_takes_all_or_none():
    pile = Pile(nodes(3))
    before = list(pile)

    assert pile.pop([before[0], Node()], None) is None
    assert list(pile) == before
    assert pile.pop(slice(0, 2)).values() == before[:2]
    assert list(pile) == before[2:]


def test_texts_of_ids_name_items_everywhere():
    a, b, c = nodes(3)
    pile = Pile([a, b])

    pile[str(c.id)] = c
    assert pile[str(c.id)] is c
    pile.exclude(str(a.id))
    pile.remove(str(b.id))
    assert list(pile) == [c]
    assert to_list_type(str(a.id)) == [a.id]


def test_one_position_takes_one_item():
    pile = Pile(nodes(2))
    before = list(pile)

    with pytest.raises(ValueError, match="one position takes one item"):
        pile[0] = nodes(2)
    assert list(pile) == before
    assert len(pile.collections) == 2


def test_a_step_that_does_not_fit_changes_nothing():
    pile = Pile(nodes(4))
    before = list(pile)

    with pytest.raises(ValueError, match="extended slice"):
        pile[::2] = nodes(1)
    assert list(pile) == before
    assert set(pile.collections.values()) == set(before)


def test_filter_by_type():
    task, node, element = Task(), Node(), Element()
    pile = Pile([task, node, element])

    assert pile.filter_by_type(Node) == [task, node]
    assert pile.filter_by_type(Node, strict_type=True) == [node]
    assert pile.filter_by_type([Task, Element], reverse=True, num_items=2) == [element, node]
    assert pile.filter_by_type(Node, as_pile=True).item_type == {Node}
    with pytest.raises(TypeError):
        pile.filter_by_type("Node")


def test_is_homogenous():
    assert Pile(nodes(2)).is_homogenous()
    assert not Pile([Node(), Task()]).is_homogenous()


def test_the_current_item_may_be_taken_out_of_an_iteration():
    pile = Pile(nodes(3))

    for item in pile:
        pile.exclude(item)
    assert pile.is_empty()


# --- order and store -------------------------------------------------------------------------------------------------


def test_progression_and_collections_are_the_truth():
    a, b, c = nodes(3)
    pile = Pile([a, b])

    pile.progression.insert(0, b.id)
    pile.progression.pop()
    assert list(pile) == [b, a]
    pile.collections[c.id] = c
    assert list(pile) == [b, a, c]
    del pile.collections[b.id]
    assert list(pile) == [a, c]
    assert dict(pile.collections) == {a.id: a, c.id: c}
    with pytest.raises(KeyError):
        pile.collections[b.id]


@pytest.mark.parametrize(
    "change",
    [
        lambda p: p.include(Node()),
        lambda p: p.insert(0, Node()),
        lambda p: p.exclude(p[0]),
        lambda p: p.pop(1),
        lambda p: p.remove(p[0]),
        lambda p: p.clear(),
        lambda p: p.__setitem__(0, Node()),
        lambda p: p.__ior__(Pile(nodes(1))),
        lambda p: p.__iand__(Pile()),
        lambda p: p.__ixor__(Pile([p[0], Node()])),
    ],
)
def test_a_list_of_the_order_that_was_handed_out_follows(change):
    pile = Pile(nodes(3))
    order = pile.progression.order
    before = list(order)
    change(pile)

    assert order != before
    assert order == pile.keys()


def test_binary_operations_are_typed_like_the_left_operand():
    a, b, c = nodes(3)
    left, right = Pile([a, b], item_type=Node), Pile([b, c])

    assert list(left | right) == [a, b, c]
    assert list(left & right) == [b]
    assert list(left ^ right) == [a, c]
    assert (left | right).item_type == {Node}
    assert list(left) == [a, b]


# --- forms -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["pile_two", "pile_ordered", "pile_item_type"])
def test_a_document_of_the_last_release_is_read_and_written_as_it_was(name):
    sample = RECORDED[name]
    read = Pile.from_dict(sample["python"])

    assert read.to_dict() == sample["python"]
    assert read.to_dict(mode="json") == sample["json"]
    assert list(read.to_dict(mode="db").items()) == list(sample["db"].items())
    assert read.to_json() == sample["to_json"]
    assert Element.from_dict(sample["db"]).to_json() == sample["to_json"]
    assert Pile.from_json(sample["to_json"]).to_json() == sample["to_json"]


def test_an_empty_document_is_read_with_a_progression_of_its_own():
    sample = RECORDED["pile_empty"]
    read = Pile.from_dict(sample["python"])

    assert read.id == IDType.validate(sample["python"]["id"])
    assert read.is_empty()


def test_reading_does_not_change_the_dict():
    document = Pile(nodes(2)).to_dict()
    before = copy.deepcopy(document)
    Pile.from_dict(document)

    assert document == before


def test_json_is_that_of_the_dict_whatever_the_items_are():
    pile = Pile([Node(content=1), Task(due=2), Printed(), Pile(nodes(1)), Progression(order=[Node()]), Node(content={"a": [1]})])

    assert json.loads(pile.to_json()) == pile.to_dict()
    assert pile.to_dict()["collections"][2] == {"printed": str(pile[2].id)}


def test_items_that_print_themselves_are_asked_once_each():
    asked = []

    class Asked(Node):
        def to_dict(self, *args, **options):
            asked.append(self)
            return super().to_dict(*args, **options)

    pile = Pile([Node(), Asked(), Node()])
    pile.to_json()

    assert asked == [pile[1]]


@pytest.mark.parametrize(
    "again",
    [
        lambda p: pickle.loads(pickle.dumps(p)),
        copy.copy,
        copy.deepcopy,
        lambda p: p.model_copy(deep=True),
        lambda p: Pile.from_msgpack(p.to_msgpack()),
        lambda p: Pile.from_json(p.to_json()),
    ],
    ids=["pickle", "copy", "deepcopy", "model_copy", "msgpack", "json"],
)
def test_a_round_trip_keeps_everything_and_shares_no_order(again):
    items = nodes(3)
    pile = Pile(items, order=[items[2], items[0], items[1]], metadata={"a": 1})
    pile.progression.name = "n"
    before = pile.to_dict()
    before["metadata"].pop("lion_class")
    made = again(pile)
    found = made.to_dict()
    found["metadata"].pop("lion_class")

    assert found == before
    made.exclude(made[0])
    assert len(pile) == 3


def test_a_shallow_copy_has_the_same_items_and_a_deep_one_others():
    pile = Pile(nodes(2))

    assert copy.copy(pile)[0] is pile[0]
    assert copy.deepcopy(pile)[0] is not pile[0]
    assert copy.deepcopy(pile)[0] == pile[0]


def test_item_types_and_strictness_survive_a_pickle():
    made = pickle.loads(pickle.dumps(Pile(nodes(1), item_type=Node, strict_type=True)))

    assert (made.item_type, made.strict_type) == ({Node}, True)


def test_a_model_with_a_pile_is_written_and_read():
    class Holder(BaseModel):
        pile: Pile[Node]

    class Box(Element):
        pile: Pile

    holder, box = Holder(pile=Pile[Node](nodes(2))), Box(pile=Pile(nodes(2)))

    assert Holder.model_validate(holder.model_dump()).pile.keys() == holder.pile.keys()
    assert Holder.model_validate_json(holder.model_dump_json()).pile.keys() == holder.pile.keys()
    assert Box.from_dict(box.to_dict()).pile.keys() == box.pile.keys()


def test_a_parametrised_pile_is_a_constructor_with_a_name_of_its_own():
    pile = Pile[Node](nodes(1))

    assert pile.class_name(full=True) == "lionagi.protocols.generic.pile.Pile[Node]"
    assert type(pickle.loads(pickle.dumps(pile))) is Pile[Node]
    assert isinstance(pile, Pile)


def test_a_sub_class_has_fields_of_its_own():
    pile = Noted(nodes(1), note="n")

    for made in (Noted.from_dict(pile.to_dict()), Element.from_dict(pile.to_dict()), copy.deepcopy(pile), pickle.loads(pickle.dumps(pile))):
        assert type(made) is Noted
        assert (made.note, made.keys()) == ("n", pile.keys())
    with pytest.raises(ValidationError):
        Noted(note=5)


# --- cores -----------------------------------------------------------------------------------------------------------


def test_items_of_two_backends_live_in_one_pile():
    ours = cores(use_rust_core=False)
    mixed = Pile([Node(content=1), Node._with_cores(ours, content=2)])

    assert [item["content"] for item in json.loads(mixed.to_json())["collections"]] == [1, 2]
    assert Pile._with_cores(ours, mixed.values()).to_dict()["collections"] == mixed.to_dict()["collections"]


def test_copies_and_operations_take_the_backend_of_the_left_operand():
    pile = Pile._with_cores(cores(use_rust_core=False), nodes(3))
    made = [pile | Pile(), pile & Pile(), pile ^ Pile(), copy.copy(pile), copy.deepcopy(pile), pile.progression, pile.pop(slice(0, 2))]

    assert {type(each._core) for each in made} == {type(pile._core)}


# --- elsewhere -------------------------------------------------------------------------------------------------------


def test_adapters_write_and_read_the_dict_of_a_pile():
    pytest.importorskip("pydapter")
    pile = Pile(nodes(2))

    assert Pile.adapt_from(pile.adapt_to("json"), "json").to_dict() == pile.to_dict()
    assert {"json", "csv"} <= set(Pile.list_adapters())
    assert "collections" in pile.adapt_to("csv")


def test_a_table_needs_pandas(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "pandas", None)

    with pytest.raises(ImportError, match="pip install pandas"):
        Pile().to_df()


def test_an_unknown_form_of_a_dump_is_refused():
    with pytest.raises(ValueError, match="Unsupported obj_key: xml"):
        Pile().dump(None, "xml")


def test_a_dump_is_a_line_an_item_and_may_clear(tmp_path):
    pytest.importorskip("pandas")
    pile = Pile(nodes(2))
    text = pile.dump(None, "json")
    pile.dump(tmp_path / "pile.csv", "csv", clear=True)

    assert [json.loads(line)["content"] for line in text.splitlines()] == [0, 1]
    assert len((tmp_path / "pile.csv").read_text().splitlines()) == 3
    assert pile.is_empty()
