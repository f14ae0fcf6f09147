"""`ids` on both backends; the uuid module judges as well. Known differences: `phases/ledger/ids.toml`."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from equivalence_tests.strategies import ids, values
from equivalence_tests.strategies.classes import Boom, RaisesInStr, Shown
from lionagi._errors import IDError
from lionagi.protocols.ids import IDType
from lionagi.testing.proof import TALLY, ErrorPath, both
from lionagi.testing.proof.bulk import assert_bulk_agrees

_NO_ID = ErrorPath("no id", IDError, "^Invalid ID: ")
_RAISES = ErrorPath("its str() raises", Boom, "^str$")
_LENGTH = ErrorPath("random of another length", ValueError, r"^random must have \d+ bytes, not \d+$")
_NOT_BYTES = ErrorPath("no bytes", TypeError, "^expected bytes, not ")
TALLY.declare(
    "ids",
    {
        "bind": (ErrorPath("no class of ids", TypeError, "^the class of ids must have"),),
        "create": (_LENGTH, _NOT_BYTES),
        "create_many": (_LENGTH, _NOT_BYTES, ErrorPath("negative", ValueError, "^count must not be negative")),
        "parse": (_NO_ID, _RAISES),
        "parse_many": (_NO_ID, _RAISES),
        "text": (_RAISES,),
        "text_many": (_RAISES,),
        "from_bytes": (ErrorPath("another length", ValueError, r"^an id has 16 bytes, not \d+$"), _NOT_BYTES),
        "to_bytes": (_NO_ID,),
        "hash": (ErrorPath("holds something unhashable", TypeError, "unhashable type"),),
    },
)


def wrapped(value: object) -> IDType:
    """An id that a user made by hand."""
    return IDType(value)


def sound_ids() -> st.SearchStrategy[IDType]:
    return ids.raw().map(lambda value: wrapped(UUID(bytes=value)))


def odd_ids() -> st.SearchStrategy[IDType]:
    """Ids that hold something else than 16 bytes."""
    return st.one_of(st.none(), values.integers(), values.text(), ids.raw_of_other_length(), st.just(Shown("odd")), st.just((1, "a"))).map(
        wrapped
    )


# --- making ids -------------------------------------------------------------------------------------------------------


@given(ids.raw())
def test_create_from_given_bytes_agrees_with_the_uuid_module(random):
    made = both("ids").create(random)

    assert made.value._id == UUID(bytes=random, version=4)


@given(ids.raw_of_other_length(), values.not_bytes().filter(lambda value: value is not None))
def test_create_refuses_what_is_not_16_bytes(random, other):
    hostile = both("ids", hostile="every argument is wrong")

    assert hostile.create(random).error is not None
    assert hostile.create(other).error is not None


@given(st.lists(ids.raw(), max_size=5))
def test_create_many_agrees_with_create(chunks):
    made = both("ids").create_many(len(chunks), b"".join(chunks))

    assert made.value == [IDType(UUID(bytes=chunk, version=4)) for chunk in chunks]


@given(st.integers(-(2**62), -1), st.integers(0, 3), st.binary(max_size=70), values.not_bytes())
def test_create_many_refuses_negative_counts_and_other_lengths(negative, count, random, other):
    hostile = both("ids", hostile="nearly every argument is wrong")
    hostile.create_many(negative)
    hostile.create_many(count, random)
    if other is not None:
        hostile.create_many(count, other)


@given(st.integers(1, 600))
def test_fresh_ids_are_random_version_4_uuids_on_both_cores(count):
    for outcome in both("ids").each(lambda core: [*core.create_many(count), core.create()]):
        made = outcome.value

        assert outcome.error is None
        assert len({id._value for id in made}) == count + 1
        assert all(type(id) is IDType and id._id.version == 4 and id._id.variant == "specified in RFC 4122" for id in made)


def test_every_random_bit_of_fresh_ids_is_drawn_on_both_cores():
    """A constant bit would shrink the space of ids without any test of single values noticing it."""
    for outcome in both("ids").each(lambda core: [core.create(), *core.create_many(4_000)]):
        numbers = [id._id.int for id in outcome.value]
        counts = [sum(number >> bit & 1 for number in numbers) for bit in range(128)]
        fixed = [bit for bit in range(128) if counts[bit] in (0, len(numbers))]

        assert fixed == [62, 63, 76, 77, 78, 79]  # variant 10, version 0100
        # 4001 fair coins: 500 away from the middle is 16 standard deviations.
        assert all(abs(2 * counts[bit] - len(numbers)) < 1_000 for bit in range(128) if bit not in fixed)


# --- reading and printing ----------------------------------------------------------------------------------------------


@given(ids.readable())
@example("{urn:uuid:12345678-1234-1678-1234-567812345678}")
def test_parse_agrees_with_the_uuid_module(value):
    parsed = both("ids").parse(value)

    assert parsed.value._id == UUID(str(value), version=4)


@given(st.one_of(ids.unreadable(), ids.readable()))
def test_parse_agrees_on_what_is_no_id(value):
    both("ids", hostile="most of it is no id").parse(value)
    both("ids", hostile="its text raises").parse(RaisesInStr())


@given(st.one_of(sound_ids(), odd_ids()))
def test_parse_hands_an_id_back_as_it_is(id):
    outcome = both("ids").parse(id)

    assert outcome.value is id
    assert outcome.twin._targets[1] is id


@given(st.lists(st.one_of(ids.readable(), sound_ids()), max_size=6))
def test_parse_many_agrees(many):
    both("ids").parse_many(many)


@given(st.lists(ids.readable(), max_size=3), st.one_of(ids.bad_texts(), st.builds(RaisesInStr)), st.lists(ids.unreadable(), max_size=3))
def test_parse_many_names_the_first_bad_one(before, bad, after):
    outcome = both("ids", hostile="one is always bad").parse_many([*before, bad, *after])

    assert outcome.error is not None


@given(sound_ids())
def test_text_agrees_with_the_uuid_module(id):
    assert both("ids").text(id).value == str(id._id)


@given(odd_ids())
def test_text_of_an_id_that_holds_something_else_is_that_things_text(id):
    assert both("ids").text(id).value == str(id._value)


@given(st.lists(st.one_of(sound_ids(), odd_ids()), max_size=6))
def test_text_many_agrees(many):
    assert both("ids").text_many(many).value == [str(id) for id in many]


@given(st.lists(sound_ids(), max_size=2))
def test_the_texts_of_ids_that_hold_something_hostile_raise_what_it_raises(many):
    hostile = both("ids", hostile="the last one always raises")
    hostile.text(wrapped(RaisesInStr()))
    hostile.text_many([*many, wrapped(RaisesInStr())])


# --- bytes and hashes --------------------------------------------------------------------------------------------------


@given(ids.raw())
def test_bytes_go_through_untouched(raw):
    made = both("ids").from_bytes(raw)

    assert both("ids").to_bytes(made.value).value == raw


@given(ids.raw_of_other_length(), values.not_bytes())
def test_from_bytes_refuses_what_is_not_16_bytes(value, other):
    hostile = both("ids", hostile="every argument is wrong")
    hostile.from_bytes(value)
    hostile.from_bytes(other)


@given(odd_ids())
def test_an_id_that_holds_something_else_has_no_bytes(id):
    outcome = both("ids", hostile="none has bytes").to_bytes(id)

    assert type(outcome.error) is IDError


@given(sound_ids())
@example(wrapped(UUID(int=2**61 - 1)))  # the modulus: hashes to 0
def test_hash_agrees_with_the_uuid_module(id):
    assert both("ids").hash(id).value == hash(id._id)


@given(odd_ids())
def test_hash_of_an_id_that_holds_something_else_is_that_things_hash(id):
    assert both("ids").hash(id).value == hash(id._value)


@given(st.one_of(st.lists(st.integers()), st.dictionaries(st.text(), st.none()), st.binary().map(bytearray)))
def test_an_id_that_holds_something_unhashable_is_unhashable(value):
    both("ids", hostile="none can be hashed").hash(wrapped(value))


# --- the class of ids --------------------------------------------------------------------------------------------------


class _TwoSlots:
    __slots__ = ("_more", "_value")


class _Derived(IDType):
    __slots__ = ()


@given(st.one_of(st.sampled_from([IDType, object, int, _TwoSlots, _Derived]), st.text(), st.integers()))
def test_only_a_class_of_the_agreed_layout_is_bound(id_class):
    both("ids", hostile="most of them are no class of ids").bind(id_class)
    both("ids").bind(IDType)


@given(st.one_of(sound_ids(), odd_ids()), st.one_of(sound_ids(), odd_ids(), st.text(), st.integers(), st.none(), st.builds(object)))
def test_ids_equal_ids_and_nothing_else(id, other):
    for outcome in both("ids").each(lambda core: core.class_attributes(IDType)):
        equal = outcome.value.get("__eq__", IDType.__eq__)
        differs = outcome.value.get("__ne__", IDType.__ne__)

        if not isinstance(other, IDType):
            assert equal(id, other) is NotImplemented
            assert differs(id, other) is NotImplemented
        else:
            assert equal(id, other) is (id._id == other._id)
            assert differs(id, other) is not equal(id, other)
        assert equal(id, id) is True


@given(st.one_of(sound_ids(), odd_ids()), ids.readable())
def test_what_the_class_takes_over_does_what_the_functions_do(id, text):
    for outcome in both("ids").each(lambda core: (core.class_attributes(IDType), core.text(id), core.hash(id), core.parse(text))):
        attributes, shown, hashed, parsed = outcome.value

        assert outcome.error is None
        assert {"create", "validate"} <= attributes.keys()
        namespace = type("Namespace", (), {"__slots__": (), "create": attributes["create"], "validate": attributes["validate"]})
        assert namespace.create()._id.version == 4
        assert namespace.validate(text) == parsed
        assert attributes.get("__str__", str)(id) == shown
        assert attributes.get("__hash__", hash)(id) == hashed


_CANONICAL = "12345678-1234-4678-9234-56789abcdef0"


@pytest.mark.parametrize("other", ["x", "0", "_", " ", "}", "\u0000", "é"], ids=ascii)
@pytest.mark.parametrize("place", range(len(_CANONICAL)))
def test_texts_that_are_almost_canonical_are_read_alike(place, other):
    text = _CANONICAL[:place] + other + _CANONICAL[place + 1 :]
    hostile = both("ids", hostile="few of them are ids")
    for spelled in (text, text.upper(), text.replace("-", ""), f"{{{text}}}", f"{{{{{{{text}}}}}}}", f"urn:uuid:{text}"):
        hostile.parse(spelled)


def test_bulk_agrees():
    assert_bulk_agrees("ids")
