"""`to_uuid` and `canonical_id` on each backend."""

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lionagi._errors import IDError
from lionagi.protocols.generic._ids import IDType
from lionagi.protocols.ids import canonical_id, to_uuid

pytestmark = pytest.mark.usefixtures("backend")

PLAIN = "12345678-1234-1678-1234-567812345678"
STAMPED = "12345678-1234-4678-9234-567812345678"


class Thing:
    def __init__(self, **attributes):
        self.__dict__.update(attributes)


class Entity(Thing):
    __lion_entity__ = True


@given(st.uuids())
def test_a_uuid_is_itself_whatever_its_version(value):
    assert to_uuid(value) is value
    assert canonical_id(value) is value
    assert canonical_id(Thing(id=value)) is value
    assert to_uuid(Thing(_id=value)) is value


@given(st.uuids(version=4))
def test_a_text_and_an_id_give_their_uuid(value):
    for form in (str(value), IDType.validate(value), Entity(id=IDType.validate(value))):
        assert value == to_uuid(form) == canonical_id(form) == canonical_id(Thing(id=form))


def test_the_version_is_overwritten_in_texts_only():
    assert to_uuid(PLAIN) == uuid.UUID(STAMPED)
    assert to_uuid(uuid.UUID(PLAIN)) == uuid.UUID(PLAIN)
    assert to_uuid(IDType(uuid.UUID(PLAIN))) == uuid.UUID(PLAIN)


def test_an_entity_inside_an_id_attribute_counts():
    entity = Entity(id=IDType.validate(PLAIN))

    assert canonical_id(Thing(id=entity)) == uuid.UUID(STAMPED)
    assert to_uuid(Entity(id=STAMPED)) == uuid.UUID(STAMPED)


def test_to_uuid_does_not_look_at_the_id_attribute_of_other_objects():
    with pytest.raises(IDError):
        to_uuid(Thing(id=PLAIN))


@pytest.mark.parametrize("value", [None, 5, "x", "", b"x", Thing(), Thing(_id="x"), [PLAIN]], ids=lambda value: type(value).__name__)
def test_what_cannot_be_read_is_an_id_error(value):
    for function, given_value in ((to_uuid, value), (canonical_id, value), (canonical_id, Thing(id=value))):
        with pytest.raises(IDError) as caught:
            function(given_value)

        assert str(caught.value) == f"Invalid ID: {value}"


def test_what_a_user_wrapped_by_hand_is_given_back():
    assert to_uuid(IDType("q")) == "q"
