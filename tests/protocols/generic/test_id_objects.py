"""What an id is on each backend: equality, hash, text, wrapped values, sub-classes, pickles, copies; the class and its core."""

import contextlib
import copy
import gc
import inspect
import pickle
import sys
import uuid

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lionagi._errors import IDError
from lionagi.protocols.generic._ids import IDType
from lionagi.registry import active, override

pytestmark = pytest.mark.usefixtures("backend")

PLAIN = "12345678-1234-1678-1234-567812345678"
STAMPED = "12345678-1234-4678-9234-567812345678"
DIGITS = PLAIN.replace("-", "")
PRIME = 2**61 - 1 if sys.maxsize > 2**32 else 2**31 - 1

sixteen_bytes = st.binary(min_size=16, max_size=16)


class SubId(IDType):
    """Without slots: has a dict, as sub-classes of users do."""


class SlottedSubId(IDType):
    __slots__ = ("note",)


# --- what an id is ----------------------------------------------------------------------------------------------------


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


# --- the class and its core -------------------------------------------------------------------------------------------


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
