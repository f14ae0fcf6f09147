"""`ID` and `validate_order` on each backend: what has or is an id, alone and in nested orders."""

import typing
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lionagi._errors import IDError
from lionagi.protocols.generic._ids import ID, IDType, validate_order

pytestmark = pytest.mark.usefixtures("backend")

PLAIN = "12345678-1234-1678-1234-567812345678"
STAMPED = "12345678-1234-4678-9234-567812345678"


class Entity:
    """What this module takes for an Element."""

    __lion_entity__ = True

    def __init__(self, id):
        self.id = id


# --- ID ---------------------------------------------------------------------------------------------------------------


def test_get_id_reads_what_has_or_is_an_id():
    made = IDType.create()

    assert ID.get_id(Entity(made)) is made
    assert ID.get_id(made) is made
    assert ID.get_id(str(made)) == made
    assert ID.get_id(made._id) == made


@pytest.mark.parametrize("item", [None, 5, object(), Entity, b"x", [PLAIN]], ids=repr)
def test_get_id_refuses_the_rest(item):
    with pytest.raises(ValueError, match=r"^Cannot get ID from item\.$"):
        ID.get_id(item)


def test_get_id_of_a_bad_text_is_an_id_error():
    with pytest.raises(IDError, match=r"^Invalid ID: x$"):
        ID.get_id("x")


def test_is_id_never_raises():
    class Unprintable:
        def __str__(self):
            raise RuntimeError("no text")

    assert ID.is_id(PLAIN)
    assert ID.is_id(uuid.UUID(PLAIN))
    assert ID.is_id(IDType.create())
    for item in (Entity(IDType.create()), None, 5, "x", b"x", Unprintable()):
        assert not ID.is_id(item)


def test_id_can_be_subscripted_in_annotations():
    assert ID.ID is IDType
    assert ID[int].ID is IDType
    with pytest.raises(AttributeError, match="no attribute 'Other'"):
        _ = ID.Other


def test_the_aliases_name_ids_entities_and_texts():
    from lionagi.protocols.generic.element import Element

    (variable,) = ID.__parameters__

    assert typing.get_args(ID.Ref) == (IDType, variable, str)
    assert typing.get_args(ID.Item) == (variable, Element)
    assert IDType in typing.get_args(typing.get_args(ID.IDSeq)[0])
    assert set(typing.get_args(ID.ItemSeq)) < set(typing.get_args(ID.RefSeq))
    assert ID[Element].Ref is ID.Ref


# --- validate_order ---------------------------------------------------------------------------------------------------

ONE, TWO = IDType.validate("11111111-1111-4111-8111-111111111111"), IDType.validate("22222222-2222-4222-8222-222222222222")


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        pytest.param(None, [], id="none"),
        pytest.param([], [], id="empty"),
        pytest.param([[], ()], [], id="nested empty"),
        pytest.param(ONE, [ONE], id="id"),
        pytest.param(str(ONE), [ONE], id="text"),
        pytest.param(ONE._id, [ONE], id="uuid"),
        pytest.param(Entity(ONE), [ONE], id="entity"),
        pytest.param({ONE: 1, str(TWO): 2}, [ONE, TWO], id="keys of a mapping"),
        pytest.param({None: 1}, [], id="mapping of none"),
        pytest.param({(ONE, TWO): 1}, [ONE, TWO], id="mapping with a tuple"),
        pytest.param({}, [], id="empty mapping"),
        pytest.param([ONE, [TWO, None, (str(ONE),)], Entity(TWO)], [ONE, TWO, ONE, TWO], id="nested"),
        pytest.param([ONE, ONE], [ONE, ONE], id="duplicates"),
        pytest.param({ONE}, [ONE], id="set"),
        pytest.param([{ONE}, (None, {TWO})], [ONE, TWO], id="nested sets"),
    ],
)
def test_validate_order_gives_the_ids_in_order(order, expected):
    assert expected == validate_order(order)


@pytest.mark.parametrize(
    "order",
    [
        5,
        b"x",
        object(),
        frozenset([ONE]),
        iter([ONE]),
        range(2),
        [frozenset([ONE])],
        [5],
        {5: 1},
        [{ONE: 1}],
        [{}],
        {ONE: 1}.keys(),
        Entity,
    ],
    ids=repr,
)
def test_validate_order_refuses_the_rest(order):
    with pytest.raises(ValueError, match=r"^Invalid item in order\.$"):
        validate_order(order)


def test_validate_order_of_a_bad_text_is_an_id_error():
    for order in ("x", "", [ONE, ["x"]], {"x": 1}):
        with pytest.raises(IDError, match=r"^Invalid ID: "):
            validate_order(order)


orders = st.recursive(
    st.lists(st.sampled_from([ONE, TWO, None])), lambda inner: st.lists(inner | st.sampled_from([ONE, None])) | st.tuples(inner, inner)
)


@given(orders)
def test_validate_order_keeps_the_order_of_any_nesting(order):
    def flat(items):
        for item in items:
            if isinstance(item, (list, tuple)):
                yield from flat(item)
            elif item is not None:
                yield item

    assert list(flat(order)) == validate_order(order)


def test_validate_order_nests_to_any_depth_but_not_into_itself():
    deep = ONE
    for _ in range(5000):
        deep = [deep]
    endless = [ONE]
    endless.append((TWO, endless))
    twice = [ONE]

    assert validate_order(deep) == [ONE]
    assert validate_order([twice, twice, [twice]]) == [ONE, ONE, ONE]
    with pytest.raises(ValueError, match=r"^Invalid item in order\.$"):
        validate_order(endless)
