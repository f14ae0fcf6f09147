"""Roles, fields and participants (`lionagi.protocols.messages.base`)."""

from __future__ import annotations

import enum
import uuid

import pytest

from lionagi.protocols.generic.element import Element, IDType
from lionagi.protocols.graph.node import Node
from lionagi.protocols.messages import Instruction
from lionagi.protocols.messages.base import (
    MESSAGE_FIELDS,
    MessageField,
    MessageRole,
    SenderRecipient,
    serialize_sender_recipient,
    validate_sender_recipient,
)

pytestmark = pytest.mark.usefixtures("backend")

ID = "11111111-1111-4111-8111-111111111111"


class Foreign(enum.Enum):
    USER = "user"


def test_roles_are_texts():
    assert [role.value for role in MessageRole] == ["system", "user", "assistant", "unset", "action"]
    assert MessageRole.USER == "user"
    assert MessageRole("action") is MessageRole.ACTION
    assert MessageRole.__module__ == "lionagi.protocols.messages.base"


def test_fields_are_columns():
    assert MESSAGE_FIELDS == ["created_at", "role", "content", "id", "sender", "recipient", "metadata"]
    assert [field.value for field in MessageField] == MESSAGE_FIELDS
    assert isinstance(IDType.validate(ID), SenderRecipient)
    assert isinstance("alice", SenderRecipient)


@pytest.mark.parametrize(
    ("given", "read"),
    [
        (None, MessageRole.UNSET),
        ("user", MessageRole.USER),
        (MessageRole.SYSTEM, MessageRole.SYSTEM),
        ("USER", "USER"),
        ("alice", "alice"),
        ("", ""),
        ("x" * 36, "x" * 36),
    ],
)
def test_a_role_or_a_name_is_a_participant(given, read):
    found = validate_sender_recipient(given)

    assert found == read
    assert type(found) is type(read)


@pytest.mark.parametrize("text", [ID, ID.replace("-", ""), ID.upper(), f"{{{ID}}}", f"urn:uuid:{ID}"])
def test_the_text_of_an_id_is_the_id(text):
    assert validate_sender_recipient(text) == IDType.validate(ID)


@pytest.mark.parametrize("element", [Element(id=ID), Node(id=ID), Instruction(instruction="hi", id=ID)], ids=lambda e: type(e).__name__)
def test_an_element_stands_for_its_id(element):
    assert validate_sender_recipient(element) == IDType.validate(ID)
    assert Instruction(instruction="hi", sender=element).sender == IDType.validate(ID)


FOREIGN = [uuid.UUID(ID), 1, 1.5, True, b"user", [1], {}, (), Node, int, Foreign.USER, object(), len]


@pytest.mark.parametrize("value", FOREIGN, ids=lambda value: type(value).__name__)
def test_anything_else_is_no_participant(value):
    with pytest.raises(ValueError, match=r"^Invalid sender or recipient$"):
        validate_sender_recipient(value)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, None),
        ("", None),
        (0, None),
        (MessageRole.USER, "user"),
        ("alice", "alice"),
        (5, "5"),
        (Node(id=ID), ID),
        (IDType.validate(ID), ID),
    ],
    ids=str,
)
def test_a_participant_is_written_as_text(value, text):
    found = serialize_sender_recipient(value)

    assert found == text
    assert found is None or type(found) is str


def test_equal_names_are_one_object():
    first, second = (Instruction(instruction="x", sender="".join(["al", "ice"])).sender for _ in range(2))

    assert first is second
