"""`Progression` on each backend: making, the list it hands out, forms, copies. Recorded calls: `test_progression_samples.py`."""

from __future__ import annotations

import copy
import json
import pickle
from pathlib import Path

import pytest
from pydantic import BaseModel, ValidationError

from lionagi._errors import IDError
from lionagi.protocols.generic.element import Element, IDType
from lionagi.protocols.generic.progression import Progression, prog
from lionagi.registry import active, cores

pytestmark = pytest.mark.usefixtures("backend")

SAMPLES = json.loads((Path(__file__).parents[2] / "samples" / "element_family.json").read_text())["samples"]
RECORDED = [sample for sample in SAMPLES if sample["class"] == "Progression"]


class Weighted(Progression):
    weight: float = 1.0


def problems(error):
    return [(each["type"], each["loc"]) for each in error.value.errors()]


# --- making ----------------------------------------------------------------------------------------------------------


def test_an_order_is_read_from_ids_elements_and_texts_at_any_depth():
    a, b, c = Element(), Element(), Element()

    assert list(Progression(order=[a, [b.id, (str(c.id), None)], a])) == [a.id, b.id, c.id, a.id]


def test_a_bad_id_text_is_an_id_error():
    with pytest.raises(IDError):
        Progression(order=["bad"])


def test_all_other_problems_come_in_one_error():
    with pytest.raises(ValidationError) as error:
        Progression(order=5, name=5, foo=1)

    assert problems(error) == [("extra_forbidden", ("foo",)), ("value_error", ("order",)), ("string_type", ("name",))]


def test_prog_takes_order_and_name():
    a = Element()

    assert prog([a], "n") == Progression(order=[a], name="n")


def test_a_sub_class_has_fields_of_its_own():
    made = Weighted(order=[Element()], name="n", weight="2.5")

    assert made.weight == 2.5
    assert Weighted.from_dict(made.to_dict()).to_dict() == made.to_dict()
    assert pickle.loads(pickle.dumps(made)).to_dict() == made.to_dict()
    assert copy.deepcopy(made).to_dict() == made.to_dict()


# --- identity --------------------------------------------------------------------------------------------------------


def test_equality_is_of_order_and_name_alone():
    a = Element()

    assert Progression(order=[a], name="n") == Progression(order=[a], name="n")
    assert Progression(order=[a], name="n") != Progression(order=[a], name="m")
    assert Progression(order=[a]) != [a.id]


def test_ids_are_compared_as_numbers():
    low, high = (Element(id=f"{digit}0000000-0000-4000-8000-000000000000") for digit in "19")

    assert Progression(order=[low]) < Progression(order=[high])
    assert Progression(order=[high]) > Progression(order=[low, low])
    assert Progression(order=[low]) <= Progression(order=[low])
    assert not Progression(order=[low]) >= Progression(order=[high])


# --- the list that is handed out -------------------------------------------------------------------------------------


def test_the_order_is_the_same_list_while_somebody_has_it():
    progression = Progression(order=[Element()])
    order = progression.order

    assert type(order).__mro__[1] is list
    assert progression.order is order


@pytest.mark.parametrize(
    "change",
    [
        lambda order, a, b: order.append(a),
        lambda order, a, b: order.extend([a, b]),
        lambda order, a, b: order.insert(0, a),
        lambda order, a, b: order.remove(order[0]),
        lambda order, a, b: order.pop(),
        lambda order, a, b: order.reverse(),
        lambda order, a, b: order.sort(key=str),
        lambda order, a, b: order.clear(),
        lambda order, a, b: order.__setitem__(0, a),
        lambda order, a, b: order.__setitem__(slice(1, None), [a, b]),
        lambda order, a, b: order.__delitem__(0),
        lambda order, a, b: order.__iadd__([a]),
        lambda order, a, b: order.__imul__(2),
    ],
)
def test_a_change_of_the_list_is_one_of_the_progression(change):
    progression = Progression(order=[Element(), Element(), Element()])
    plain, order = list(progression), progression.order
    a, b = IDType.create(), IDType.create()

    change(plain, a, b)
    change(order, a, b)

    assert order == plain
    assert list(progression) == plain


@pytest.mark.parametrize(
    "change",
    [
        lambda p, a, b: p.append(a),
        lambda p, a, b: p.include([a, b]),
        lambda p, a, b: p.exclude(p[1]),
        lambda p, a, b: p.remove(p[0]),
        lambda p, a, b: p.pop(),
        lambda p, a, b: p.popleft(),
        lambda p, a, b: p.insert(1, a),
        lambda p, a, b: p.extend(Progression(order=[a, b])),
        lambda p, a, b: p.clear(),
        lambda p, a, b: p.__setitem__(0, a),
        lambda p, a, b: p.__delitem__(slice(0, 2)),
        lambda p, a, b: p.__iadd__(a),
        lambda p, a, b: p.__isub__(p[0]),
        lambda p, a, b: setattr(p, "order", [a, b]),
    ],
)
def test_a_change_of_the_progression_is_one_of_the_list(change):
    progression = Progression(order=[Element(), Element(), Element()])
    order = progression.order
    before = list(order)

    change(progression, IDType.create(), IDType.create())

    assert order != before
    assert order == list(progression)


def test_a_copied_or_pickled_order_is_a_plain_list():
    order = Progression(order=[Element()]).order

    for copied in (copy.copy(order), copy.deepcopy(order), pickle.loads(pickle.dumps(order))):
        assert type(copied) is list
        assert copied == order


def test_an_iteration_sees_what_is_added_meanwhile():
    progression = Progression(order=[Element()])
    added = Element()
    seen = []
    for id in progression:
        seen.append(id)
        if len(seen) == 1:
            progression.append(added)

    assert seen == [progression[0], added.id]


# --- forms -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sample", RECORDED, ids=lambda sample: sample["name"])
def test_the_forms_are_those_of_the_last_release(sample):
    made = Progression(**sample["kwargs"])

    assert made.to_dict() == sample["python"]
    assert made.to_dict(mode="json") == sample["json"]
    assert list(made.to_dict(mode="db").items()) == list(sample["db"].items())
    assert made.to_json() == sample["to_json"]
    assert Progression.from_dict(sample["python"]).to_json() == sample["to_json"]
    assert Element.from_dict(sample["db"]).to_json() == sample["to_json"]
    assert Progression.from_json(sample["to_json"]).to_json() == sample["to_json"]
    assert Progression.from_dict(sample["python"]).metadata == {}


@pytest.mark.parametrize(
    "again",
    [
        lambda p: pickle.loads(pickle.dumps(p)),
        copy.copy,
        copy.deepcopy,
        lambda p: p.model_copy(deep=True),
        lambda p: Progression.from_msgpack(p.to_msgpack()),
        lambda p: Progression.model_validate(p.model_dump()),
    ],
    ids=["pickle", "copy", "deepcopy", "model_copy", "msgpack", "model_dump"],
)
def test_a_round_trip_keeps_everything_and_shares_nothing(again):
    progression = Progression(order=[Element(), Element()], name="n", metadata={"a": 1})
    made = again(progression)
    before = progression.to_dict()

    assert made.to_dict() == before
    made.append(Element())
    assert progression.to_dict() == before


def test_a_model_with_a_progression_is_written_and_read():
    class Holder(BaseModel):
        progression: Progression

    holder = Holder(progression=Progression(order=[Element()], name="n"))

    assert Holder.model_validate(holder.model_dump()).progression == holder.progression
    assert Holder.model_validate_json(holder.model_dump_json()).progression == holder.progression


# --- cores -----------------------------------------------------------------------------------------------------------


def test_a_slice_and_a_sum_take_the_backend_of_the_left_operand():
    ours = cores(use_rust_core=False)
    progression = Progression._with_cores(ours, order=[Element(), Element()])

    for made in (progression[:1], progression + Element(), progression - progression[0], reversed(progression), copy.copy(progression)):
        assert type(made._core) is type(progression._core)
        assert type(made._ids) is ours.progression.ProgressionCore
    assert active.cores.progression.ProgressionCore is ours.progression.ProgressionCore
