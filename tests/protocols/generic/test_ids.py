"""`IDType`, `ID` and `validate_order` on each backend, and the `ids` core behind them.

`uuid.UUID` of the standard library is the oracle for reading, printing and hashing; refusals are written by hand.
"""

import contextlib
import copy
import gc
import inspect
import os
import pickle
import sys
import threading
import uuid

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lionagi._errors import IDError
from lionagi.protocols.generic._ids import ID, IDType, validate_order
from lionagi.registry import active, override

pytestmark = pytest.mark.usefixtures("backend")

PLAIN = "12345678-1234-1678-1234-567812345678"
STAMPED = "12345678-1234-4678-9234-567812345678"
DIGITS = PLAIN.replace("-", "")
PRIME = 2**61 - 1 if sys.maxsize > 2**32 else 2**31 - 1

sixteen_bytes = st.binary(min_size=16, max_size=16)


class Entity:
    """What this module takes for an Element."""

    __lion_entity__ = True

    def __init__(self, id):
        self.id = id


class SubId(IDType):
    """Without slots: has a dict, as sub-classes of users do."""


class SlottedSubId(IDType):
    __slots__ = ("note",)


# --- making ----------------------------------------------------------------------------------------------------------


@given(sixteen_bytes)
def test_given_randomness_becomes_a_version_4_id(random):
    made = active.cores.ids.create(random)

    assert str(uuid.UUID(bytes=random, version=4)) == str(made)
    assert type(made) is IDType


def test_every_byte_keeps_its_random_bits_and_gets_the_fixed_ones():
    every_byte = b"".join(bytes([value]) * 16 for value in range(256))

    made = active.cores.ids.create_many(256, every_byte)

    assert [uuid.UUID(bytes=bytes([value]) * 16, version=4).bytes for value in range(256)] == [
        active.cores.ids.to_bytes(each) for each in made
    ]


def test_a_created_id_is_a_random_uuid_of_version_4():
    made = [IDType.create() for _ in range(3000)]  # more than any pool or block

    assert len({str(each) for each in made}) == 3000
    assert {(4, uuid.RFC_4122)} == {(each._id.version, each._id.variant) for each in made}
    ones = sum(bin(each._id.int).count("1") for each in made) / 3000
    assert abs(ones - 63) < 1  # 122 random bits and two fixed ones: 62, with a deviation of 0.1


def test_many_fresh_ids_are_all_different():
    made = active.cores.ids.create_many(1000)

    assert len(set(made)) == 1000
    assert active.cores.ids.create_many(0) == []


@pytest.mark.parametrize(
    ("arguments", "error", "text"),
    [
        pytest.param((-1,), ValueError, "count must not be negative, not -1", id="negative"),
        pytest.param((2, b"x" * 31), ValueError, "random must have 32 bytes, not 31", id="too short"),
        pytest.param((1, b"x" * 32), ValueError, "random must have 16 bytes, not 32", id="too long"),
        pytest.param((0, b"x" * 16), ValueError, "random must have 0 bytes, not 16", id="none wanted"),
        pytest.param((1, "x" * 16), TypeError, "expected bytes, not str", id="text"),
    ],
)
def test_create_many_refuses(arguments, error, text):
    with pytest.raises(error, match=rf"^{text}$"):
        active.cores.ids.create_many(*arguments)


@pytest.mark.parametrize(("random", "error"), [(b"x" * 15, ValueError), (b"", ValueError), ("x" * 16, TypeError)])
def test_create_refuses_other_randomness(random, error):
    with pytest.raises(error):
        active.cores.ids.create(random)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")  # multi-threaded test runners
def test_parent_and_children_never_draw_the_same_ids():
    IDType.create()  # the stream exists before the fork
    families = []
    for _ in range(2):
        reader, writer = os.pipe()
        if (child := os.fork()) == 0:
            with contextlib.suppress(BaseException):
                os.write(writer, "".join(str(IDType.create()) for _ in range(50)).encode())
            os._exit(0)
        os.close(writer)
        with os.fdopen(reader) as pipe:
            families.append(pipe.read())
        os.waitpid(child, 0)
    families.append("".join(str(IDType.create()) for _ in range(50)))

    ids = {family[at : at + 36] for family in families for at in range(0, len(family), 36)}
    assert len(ids) == 150


def test_threads_never_draw_the_same_ids():
    drawn = []

    def draw():
        drawn.extend([IDType.create() for _ in range(2000)])

    threads = [threading.Thread(target=draw) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(set(drawn)) == 16000


# --- reading and printing --------------------------------------------------------------------------------------------


@given(sixteen_bytes)
@example(bytes(16))
@example(b"\xff" * 16)
def test_reading_is_the_inverse_of_printing(random):
    made = active.cores.ids.create(random)

    assert made == IDType.validate(str(made))
    assert str(uuid.UUID(str(made))) == str(made)


@pytest.mark.parametrize("value", range(256))
def test_every_byte_is_printed_as_two_digits(value):
    assert str(uuid.UUID(bytes=bytes([value]) * 16)) == str(active.cores.ids.from_bytes(bytes([value]) * 16))


@st.composite
def _loose_texts(draw):
    """A readable UUID with everything around and inside that is dropped in reading."""
    digits = draw(sixteen_bytes).hex()
    digits = "".join(draw(st.sampled_from([digit, digit.upper(), digit + "-", "-" + digit])) for digit in digits)
    opening, closing = draw(st.text("{}", max_size=3)), draw(st.text("{}", max_size=3))
    prefix = draw(st.lists(st.sampled_from(["urn:", "uuid:"]), max_size=3))
    place = draw(st.integers(0, len(digits)))
    return opening + digits[:place] + "".join(prefix) + digits[place:] + closing


@given(_loose_texts())
@example("{" + PLAIN + "}")
@example("{{" + PLAIN + "}}")
@example("{}" + PLAIN + "}{")
@example("urn:uuid:" + PLAIN)
@example("urn:urn:" + PLAIN + "uuid:uuid:")
@example(DIGITS)
@example("-" + PLAIN + "-")
def test_reading_agrees_with_the_standard_library(text):
    assert uuid.UUID(text, version=4) == IDType.validate(text)._id


@given(st.text("0123456789abcdefABCDEF-{}urnid:", max_size=48) | st.text("09af-", min_size=30, max_size=40) | st.text())
@example("ururn:n:" + PLAIN)  # a removal may not join what is removed
@example("urn:uuuuid:id:" + PLAIN)
@example("URN:UUID:" + PLAIN)
@example(PLAIN[:-1])
@example(PLAIN + "0")
@example(DIGITS[:16] + "{" + DIGITS[16:])
@example("-" * 36)
@example("{}")
@example("")
@example("\ud800" * 32)
@example("ä" * 16)
@example("12345678-1234-1678-1234-56781234567g")
@example("g2345678-1234-1678-1234-567812345678")
@example("12345678-1234-1678-1234+567812345678")
@example("12345678-1234-1678-1234-5678123456-8")
def test_refusing_agrees_with_the_standard_library(text):
    try:
        expected = uuid.UUID(text, version=4)
    except ValueError:
        with pytest.raises(IDError):
            IDType.validate(text)
    else:
        assert expected == IDType.validate(text)._id


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(" " + DIGITS[1:], id="space for a digit"),
        pytest.param("+" + DIGITS[1:], id="sign"),
        pytest.param("0x" + DIGITS[2:], id="hex prefix"),
        pytest.param("1_2" + DIGITS[3:], id="underscore"),
        pytest.param(DIGITS[:-1] + "\n", id="line end"),
        pytest.param(DIGITS.replace("1", "\u0661"), id="arabic digits"),
        pytest.param(DIGITS[:10] + "  " + DIGITS[12:], id="spaces between bytes"),
    ],
)
def test_what_int_would_forgive_is_no_id(text):
    """`uuid.UUID` hands its digits to `int()`, which reads these too; lionagi 0.18.0 did so by accident."""
    with pytest.raises(IDError):
        IDType.validate(text)


@pytest.mark.parametrize("value", ["abc", None, 5, "", b"abc", PLAIN.encode(), [PLAIN], " " + PLAIN, PLAIN + "\n", IDType], ids=repr)
def test_anything_else_is_refused_with_the_text_of_the_reference(value):
    with pytest.raises(IDError) as caught:
        IDType.validate(value)

    assert str(caught.value) == f"Invalid ID: {value}"
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def test_version_bits_are_overwritten():
    assert str(IDType.validate(PLAIN)) == STAMPED
    assert str(IDType.validate(uuid.UUID(PLAIN))) == STAMPED
    assert str(IDType.validate(STAMPED.upper())) == STAMPED


def test_an_id_is_validated_to_itself():
    for made in (IDType.create(), SubId.create(), IDType("anything")):
        assert IDType.validate(made) is made


def test_what_printing_a_value_raises_leaves_as_it_is():
    class Unprintable:
        def __str__(self):
            raise RuntimeError("no text")

    class NotText:
        def __str__(self):
            return 5

    with pytest.raises(RuntimeError, match="no text"):
        IDType.validate(Unprintable())
    with pytest.raises(TypeError, match="__str__ returned non-string"):
        IDType.validate(NotText())


def test_a_sub_class_of_str_is_read_through_its_own_text():
    class Shouting(str):
        def __str__(self):
            return STAMPED

    assert str(IDType.validate(Shouting("x"))) == STAMPED


def test_batches_do_each_and_stop_at_the_first_bad_one():
    core = active.cores.ids
    texts = [STAMPED, PLAIN, uuid.UUID(PLAIN), IDType.validate(PLAIN)]

    assert core.parse_many(texts) == [IDType.validate(PLAIN)] * 4
    assert core.text_many(core.parse_many(texts)) == [STAMPED] * 4
    assert core.parse_many([]) == core.text_many([]) == []
    with pytest.raises(IDError, match=r"^Invalid ID: bad$"):
        core.parse_many([STAMPED, "bad", "worse"])


@given(sixteen_bytes)
def test_bytes_go_in_and_out_untouched(value):
    core = active.cores.ids

    assert value == core.to_bytes(core.from_bytes(value))
    assert str(uuid.UUID(bytes=value)) == core.text(core.from_bytes(value))


@pytest.mark.parametrize(("value", "error"), [(b"", ValueError), (b"x" * 15, ValueError), (b"x" * 17, ValueError), ("x" * 16, TypeError)])
def test_from_bytes_refuses_another_length(value, error):
    with pytest.raises(error):
        active.cores.ids.from_bytes(value)


# --- what an id is ---------------------------------------------------------------------------------------------------


@given(sixteen_bytes)
@example(bytes(16))
@example(PRIME.to_bytes(16, "big"))
@example((PRIME - 1).to_bytes(16, "big"))
@example((PRIME + 1).to_bytes(16, "big"))
@example((PRIME * PRIME).to_bytes(16, "big"))
@example((2**128 // PRIME * PRIME).to_bytes(16, "big"))
@example(b"\xff" * 16)
def test_hash_is_that_of_the_uuid(value):
    made = active.cores.ids.from_bytes(value)

    assert hash(uuid.UUID(bytes=value)) == hash(made) == active.cores.ids.hash(made)


def test_equality_is_only_with_ids():
    made = IDType.create()
    same, other = IDType.validate(str(made)), IDType.create()

    assert (made == same, made != same, made == other, made != other) == (True, False, False, True)
    assert made != str(made)
    assert made != made._id
    assert made.__eq__(5) is NotImplemented
    assert made not in {made._id: 1}
    assert {made: 1}[same] == 1


def test_ids_have_no_order():
    with pytest.raises(TypeError, match="'<' not supported between instances of 'IDType' and 'IDType'"):
        assert IDType.create() < IDType.create()
    with pytest.raises(TypeError, match="'>=' not supported"):
        assert IDType.create() >= IDType.create()


def test_an_id_is_true_slotted_and_shows_its_text():
    made = IDType.create()

    assert made
    assert not hasattr(made, "__dict__")
    assert repr(made) == f"IDType({made})"
    assert f"{made}" == str(made) == str(made._id)
    with pytest.raises(AttributeError):
        made.x = 1


@pytest.mark.parametrize("wrapped", [5, 5.5, "text", b"bytes", b"sixteen bytes ..", None, (1, 2)], ids=repr)
def test_whatever_is_wrapped_by_hand_counts_as_itself(wrapped):
    made = IDType(wrapped)

    assert made._id == wrapped
    assert str(made) == str(wrapped) == active.cores.ids.text(made)
    assert repr(made) == f"IDType({wrapped})"
    assert hash(made) == hash(wrapped)
    assert made == IDType(wrapped)
    assert made != IDType.create()
    assert IDType.create() != made
    with pytest.raises(IDError):
        active.cores.ids.to_bytes(made)


def test_an_id_made_of_a_uuid_is_that_uuid_of_any_version():
    made = IDType(uuid.UUID(PLAIN))

    assert str(made) == PLAIN
    assert made._id == uuid.UUID(PLAIN)
    assert made != IDType.validate(PLAIN)
    assert made == active.cores.ids.from_bytes(uuid.UUID(PLAIN).bytes)


def test_equal_things_wrapped_by_hand_make_equal_ids():
    class SubUuid(uuid.UUID):
        pass

    assert IDType(5) == IDType(5.0)
    assert IDType(SubUuid(PLAIN)) == IDType(uuid.UUID(PLAIN))
    assert hash(IDType(SubUuid(PLAIN))) == hash(IDType(uuid.UUID(PLAIN)))
    with pytest.raises(TypeError, match="unhashable type: 'list'"):
        hash(IDType([]))


def test_an_empty_slot_is_an_attribute_error():
    empty = IDType.__new__(IDType)

    for use in (str, hash, lambda made: made == IDType.create(), lambda made: IDType.create() == made, active.cores.ids.to_bytes):
        with pytest.raises(AttributeError):
            use(empty)


@pytest.mark.parametrize("value", [5, "text", None, object()], ids=repr)
def test_printing_what_is_no_id_is_an_attribute_error(value):
    core = active.cores.ids

    for use in (core.text, core.to_bytes, core.hash, lambda each: core.text_many([each])):
        with pytest.raises(AttributeError, match="_value"):
            use(value)


@pytest.mark.parametrize("sub_class", [SubId, SlottedSubId])
def test_a_sub_class_makes_and_reads_its_own_instances(sub_class):
    made = sub_class.create()
    read = sub_class.validate(str(made))

    assert type(made) is type(read) is sub_class
    assert made == read == IDType.validate(str(made))
    assert hash(made) == hash(read)
    assert str(made) == str(made._id)
    assert sub_class.validate(PLAIN)._id == uuid.UUID(STAMPED)
    with pytest.raises(IDError):
        sub_class.validate("bad")


def test_what_a_sub_class_overrides_counts():
    class Mine(IDType):
        @classmethod
        def create(cls):
            return cls(uuid.UUID(int=5))

        def __str__(self):
            return "mine"

        def __hash__(self):
            return 7

        def __eq__(self, other):
            return True

    class More(Mine):
        pass

    for made in (Mine.create(), More.create()):
        assert made._id == uuid.UUID(int=5)
        assert str(made) == "mine"
        assert hash(made) == 7
        assert made == 1
    assert type(More.validate(PLAIN)) is More


@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
def test_pickles_keep_ids(protocol):
    for made in (IDType.create(), IDType(uuid.UUID(PLAIN)), IDType("text"), IDType(b"sixteen bytes ..")):
        loaded = pickle.loads(pickle.dumps(made, protocol))

        assert loaded == made
        assert type(loaded) is IDType
        assert str(loaded) == str(made)


def test_a_pickle_of_lionagi_0_18_0_is_read():
    pickled = (
        b"\x80\x04\x95o\x00\x00\x00\x00\x00\x00\x00\x8c!lionagi.protocols.generic.element\x94\x8c\x06IDType\x94\x93\x94)\x81\x94N}\x94"
        b"\x8c\x03_id\x94\x8c\x04uuid\x94\x8c\x04UUID\x94\x93\x94)\x81\x94}\x94\x8c\x03int\x94\x8a\x10xV4\x12xV4\x12x\x164\x12xV4\x12sbs\x86\x94b."
    )

    assert str(pickle.loads(pickled)) == PLAIN


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy])
def test_copies_are_equal(copied):
    noted = SlottedSubId.create()
    noted.note = "note"
    free = SubId.create()
    free.note = "note"

    assert copied(IDType.validate(PLAIN)) == IDType.validate(PLAIN)
    for made in (noted, free):
        assert copied(made) == made
        assert copied(made).note == "note"
        assert type(copied(made)) is type(made)


# --- the class and its core ------------------------------------------------------------------------------------------


def test_the_class_follows_the_core_of_the_process(backend):
    IDType.create()
    native = inspect.isbuiltin(IDType.create)

    assert native == (backend == "rust")
    with override("python"):
        IDType.create()
        assert not inspect.isbuiltin(IDType.create)
        assert "__lt__" not in IDType.__dict__
    IDType.create()
    assert inspect.isbuiltin(IDType.create) == native


def test_ids_of_both_cores_are_the_same_ids(backend):
    made = IDType.validate(PLAIN)
    with override("python"):
        other = IDType.validate(PLAIN)

        assert made == other
        assert hash(made) == hash(other)
        assert str(made) == str(other)
    assert made == other
    assert {made: 1}[other] == 1
    assert str(other) == STAMPED


@pytest.mark.parametrize("name", ["create", "validate"])
def test_signature_and_documentation_stay_readable(name):
    IDType.create()
    parameters = {"create": [], "validate": ["value"]}[name]

    for function in (getattr(IDType, name), getattr(SubId, name), getattr(IDType.create(), name)):
        assert list(inspect.signature(function).parameters) == parameters
        assert len(function.__doc__) > 40


def test_arguments_may_be_named_and_wrong_ones_are_type_errors():
    assert IDType.validate(value=PLAIN) == IDType.validate(PLAIN)
    assert active.cores.ids.create(random=bytes(16)) == active.cores.ids.create(bytes(16))
    for arguments, named in [((), {}), ((1, 2), {}), ((), {"other": 1}), ((1,), {"value": 1})]:
        with pytest.raises(TypeError):
            IDType.validate(*arguments, **named)
    for arguments, named in [((1,), {}), ((), {"other": 1})]:
        with pytest.raises(TypeError):
            IDType.create(*arguments, **named)
    for use in (IDType.__str__, IDType.__hash__):
        with pytest.raises((TypeError, AttributeError)):
            use(5)


def test_an_instance_creates_and_validates_too():
    made = IDType.create()

    assert made.create() != made
    assert made.validate(PLAIN) == IDType.validate(PLAIN)


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(5, id="no class"),
        pytest.param(int, id="built-in"),
        pytest.param(type("NoSlots", (), {}), id="no slots"),
        pytest.param(type("TwoSlots", (), {"__slots__": ("_value", "more")}), id="two slots"),
        pytest.param(type("OtherSlot", (), {"__slots__": ("value",)}), id="other slot"),
        pytest.param(type("WithDict", (), {"__slots__": ("_value", "__dict__")}), id="with a dict"),
        pytest.param(type("Derived", (IDType,), {"__slots__": ()}), id="sub-class"),
        pytest.param(type("Property", (), {"__slots__": (), "_value": property(lambda self: 5)}), id="property"),
    ],
)
def test_only_a_class_of_one_slot_can_be_bound(other):
    with pytest.raises(TypeError, match="the class of ids must have"):
        active.cores.ids.bind(other)

    active.cores.ids.bind(IDType)
    assert type(IDType.create()) is IDType


def test_ids_leave_nothing_behind():
    def work():
        for _ in range(500):
            made = IDType.create()
            {made: str(made)}[IDType.validate(str(made))]
            with contextlib.suppress(IDError):
                IDType.validate("bad")

    work()
    gc.collect()
    before = sys.getrefcount(IDType), sys.getrefcount(None), len(gc.get_objects())
    work()
    gc.collect()
    after = sys.getrefcount(IDType), sys.getrefcount(None), len(gc.get_objects())

    assert all(abs(now - then) < 50 for now, then in zip(after, before, strict=True))


# --- ID --------------------------------------------------------------------------------------------------------------


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


# --- validate_order --------------------------------------------------------------------------------------------------

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
