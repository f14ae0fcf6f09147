"""`RoledMessage` and what every kind shares: constructors, fields, updates, clones, copies, forms, backends."""

from __future__ import annotations

import copy
import dataclasses
import gc
import inspect
import pickle
import weakref

import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError

from lionagi import _errors, registry, types
from lionagi.protocols import types as protocol_types
from lionagi.protocols._concepts import Sendable
from lionagi.protocols.generic.element import Element, IDType
from lionagi.protocols.graph.node import Node
from lionagi.protocols.messages import (
    ActionRequest,
    ActionResponse,
    AssistantResponse,
    Instruction,
    InstructionContent,
    MessageContent,
    MessageRole,
    RoledMessage,
    System,
    SystemContent,
)
from lionagi.registry import loading, words

pytestmark = pytest.mark.usefixtures("backend")

ID = "11111111-1111-4111-8111-111111111111"
HEAD = {"id": ID, "created_at": 1.5}
UNSET, USER, SYSTEM, ASSISTANT, ACTION = (MessageRole(name) for name in ("unset", "user", "system", "assistant", "action"))


class Answer(BaseModel):
    name: str = "n"


@dataclasses.dataclass(slots=True)
class Note(MessageContent):
    text: str = ""

    @property
    def rendered(self):
        return self.text


class Broken(MessageContent):
    @property
    def rendered(self):
        raise RuntimeError("nothing to show")


# class, fields given flat, the same as attributes of the content, (role, sender, recipient)
KINDS = [
    (System, {"system_message": "s", "system_datetime": "now"}, (SYSTEM, SYSTEM, ASSISTANT)),
    (
        Instruction,
        {"instruction": "i", "guidance": "g", "tool_schemas": [{"t": 1}], "images": ["u"], "image_detail": "low"},
        (USER, UNSET, UNSET),
    ),
    (AssistantResponse, {"assistant_response": "a"}, (ASSISTANT, UNSET, USER)),
    (ActionRequest, {"function": "f", "arguments": {"a": [1]}, "action_response_id": ID}, (ACTION, UNSET, UNSET)),
    (ActionResponse, {"function": "f", "arguments": {"a": [1]}, "output": {"o": 2}, "action_request_id": ID}, (ACTION, UNSET, UNSET)),
]
EACH = pytest.mark.parametrize(("cls", "fields", "ends"), KINDS, ids=lambda value: value.__name__ if isinstance(value, type) else "")


# --- making ------------------------------------------------------------------------------------------------------------------


@EACH
def test_fields_are_given_flat_or_as_content(cls, fields, ends):
    content = cls.__lion_content__.from_dict(fields)
    made = [cls(**fields, **HEAD), cls(content=dict(fields), **HEAD), cls(content=content, **HEAD)]

    assert made[2].content is content
    for message in made:
        assert message.content == content
        assert all(getattr(message.content, name) == value for name, value in fields.items())
        assert (message.role, message.sender, message.recipient) == ends
        assert message.to_dict() == made[0].to_dict()
        assert message.to_json() == made[0].to_json()


@EACH
def test_arguments_are_left_alone(cls, fields, ends):
    given = copy.deepcopy(fields)
    assert cls(**given).content is not None
    assert cls(content=given).content is not None

    assert given == fields


@EACH
def test_content_and_fields_together_are_an_error_that_names_them(cls, fields, ends):
    name = next(iter(fields))
    with pytest.raises(TypeError, match=f"{cls.__name__} takes content= or its fields, not both: content and {name}"):
        cls(content={}, **{name: fields[name]})


@EACH
def test_a_message_is_a_node_that_is_sent(cls, fields, ends):
    message = cls(**fields)

    assert isinstance(message, (RoledMessage, Node))
    assert isinstance(message, Sendable)
    assert getattr(types, cls.__name__) is getattr(protocol_types, cls.__name__) is cls
    assert hash(message) == hash(Element(id=message.id))
    assert message == Element(id=message.id)


@EACH
def test_the_fields_that_were_given_are_known(cls, fields, ends):
    message = cls(**fields)

    assert message.model_fields_set == {"content"}
    message.sender = "bob"
    assert message.model_fields_set == {"content", "sender"}
    assert cls(**fields, recipient="bob", embedding=[1.0]).model_fields_set == {"content", "recipient", "embedding"}


@EACH
def test_the_signature_names_the_fields_of_the_content(cls, fields, ends):
    parameters = inspect.signature(cls).parameters

    assert set(fields) < set(parameters)
    assert {"content", "role", "sender", "recipient", "embedding", "id", "created_at", "metadata"} < set(parameters)
    assert all(each.kind is inspect.Parameter.KEYWORD_ONLY for each in parameters.values())
    assert parameters["content"].annotation is cls.__lion_content__
    assert parameters["role"].default == ends[0]


# --- wrong arguments -------------------------------------------------------------------------------------------------------------


def problems(make):
    with pytest.raises(ValidationError) as caught:
        make()
    return {(error["loc"][0], error["type"]) for error in caught.value.errors()}


@pytest.mark.parametrize("cls", [RoledMessage, Instruction, AssistantResponse, ActionRequest, ActionResponse], ids=lambda cls: cls.__name__)
def test_content_must_be_given(cls):
    assert problems(lambda: cls()) == {("content", "missing")}
    assert problems(lambda: cls(sender="x")) == {("content", "missing")}


def test_a_system_message_has_a_default():
    assert System().content == SystemContent()


@EACH
def test_every_problem_is_told_in_one_error(cls, fields, ends):
    wrong = {"role": "nobody", "sender": 5, "recipient": [1], "created_at": "soon", "embedding": "x", "misspelt": 1}

    assert problems(lambda: cls(**fields, **wrong)) == {
        ("role", "value_error"),
        ("sender", "value_error"),
        ("recipient", "value_error"),
        ("created_at", "value_error"),
        ("embedding", "value_error"),
        ("misspelt", "extra_forbidden"),
    }


@EACH
def test_a_content_of_another_kind_is_a_type_error(cls, fields, ends):
    other = InstructionContent() if cls is not Instruction else SystemContent()
    for content in (other, Note("x"), 5, "text", [("instruction", "i")]):
        with pytest.raises(TypeError, match=f"^content must be dict or {cls.__name__}Content instance$"):
            cls(content=content)


def test_no_content_is_the_default_content():
    assert Instruction(content=None).content == InstructionContent()


def test_the_base_takes_content_objects_alone():
    assert RoledMessage(content=SystemContent("s")).rendered == "s"
    assert RoledMessage(content={}).content == MessageContent()
    assert problems(lambda: RoledMessage(content={"text": "a"})) == {("content", "value_error")}
    with pytest.raises(TypeError, match="content must be dict or MessageContent instance"):
        RoledMessage(content="text")


def test_an_id_that_cannot_be_read_is_an_id_error():
    with pytest.raises(_errors.IDError):
        Instruction(instruction="i", id="zz")


@pytest.mark.parametrize(("given", "role"), [("user", USER), (SYSTEM, SYSTEM), (5, UNSET), (None, UNSET), ([], UNSET)], ids=str)
def test_a_role_is_read(given, role):
    assert Instruction(instruction="i", role=given).role is role


# --- fields ----------------------------------------------------------------------------------------------------------------------


def test_participants_are_read():
    message = Instruction(instruction="i", sender=ID, recipient="system")

    assert message.sender == IDType.validate(ID)
    assert message.recipient is SYSTEM
    assert Instruction(instruction="i", sender=None).sender is None


def test_fields_are_assigned():
    message = Instruction(instruction="i")
    message.sender, message.recipient, message.role = ID, None, "assistant"
    message.content = InstructionContent("j")
    message.embedding = [1.0, 2.0]

    assert (message.sender, message.recipient, message.role) == (IDType.validate(ID), None, ASSISTANT)
    assert message.rendered == "Instruction: j"
    assert message.to_dict()["embedding"] == [1.0, 2.0]


@pytest.mark.parametrize(("name", "value"), [("sender", 5), ("recipient", object()), ("role", "nobody")])
def test_a_wrong_assignment_changes_nothing(name, value):
    message = Instruction(instruction="i", sender="bob")
    before = message.to_dict()

    with pytest.raises(ValueError, match=r"Invalid sender or recipient|is no role"):
        setattr(message, name, value)
    assert message.to_dict() == before


@pytest.mark.parametrize("name", ["id", "created_at"])
def test_identity_and_time_are_frozen(name):
    message = Instruction(instruction="i", **HEAD)

    assert problems(lambda: setattr(message, name, 5)) == {(name, "frozen_field")}
    assert message.to_dict()["created_at"] == 1.5


def test_a_misspelt_attribute_is_refused():
    with pytest.raises(ValueError, match="misspelt"):
        Instruction(instruction="i").misspelt = 1


def test_the_content_that_was_handed_out_is_the_truth():
    message = Instruction(instruction="i", context=["a"])
    message.content.prompt_context.append("b")
    message.content.instruction = "j"

    assert message.content is message.content
    assert message.rendered == "Instruction: j\nContext:\n- a\n- b"
    assert message.to_dict()["content"]["prompt_context"] == ["a", "b"]
    assert Instruction.from_json(message.to_json()).content == message.content


def test_a_dump_is_no_part_of_the_message():
    message = ActionResponse(function="f", output=[{"a": 1}], metadata={"k": [1]})
    dumped = message.to_dict()
    dumped["content"]["output"][0]["a"] = 2
    dumped["metadata"]["k"].append(2)

    assert message.content.output == [{"a": 1}]
    assert message.metadata == {"k": [1]}


# --- showing ---------------------------------------------------------------------------------------------------------------------


def test_only_a_content_of_ones_own_may_fail_to_show():
    message = RoledMessage(content=Broken(), role="user")

    assert message.chat_msg is None
    assert message.image_content is None
    with pytest.raises(RuntimeError, match="nothing to show"):
        _ = message.rendered


def test_images_are_parts_of_what_is_shown():
    message = Instruction(instruction="i", images=["http://u", "QUJD"], image_detail="low")

    assert message.image_content == message.rendered[1:]
    assert [part["image_url"]["url"] for part in message.image_content] == ["http://u", "data:image/jpeg;base64,QUJD"]
    assert Instruction(instruction="i").image_content is None


# --- update and clone --------------------------------------------------------------------------------------------------------------


@EACH
def test_an_update_reads_the_content_anew(cls, fields, ends):
    message = cls(**fields)
    before = message.content
    name = next(iter(fields))
    message.update(sender="bob", recipient=SYSTEM, **{name: "changed"})

    assert getattr(message.content, name) == "changed"
    assert getattr(before, name) == fields[name]
    assert (message.sender, message.recipient) == ("bob", SYSTEM)
    assert all(getattr(message.content, each) == fields[each] for each in fields if each != name)


def test_an_update_of_unknown_names_is_ignored_as_ever():
    message = Instruction(instruction="i", sender="a")
    message.update(None, None, misspelt=1)

    assert (message.sender, message.content.instruction) == ("a", "i")


def test_an_update_keeps_the_model_class():
    message = Instruction(instruction="i", response_format=Answer)
    message.update(instruction="j")

    assert message.content.request_model is Answer


def test_an_update_is_refused_before_it_changes_anything():
    message = Instruction(instruction="i", sender="a")

    with pytest.raises(ValueError, match="Invalid sender or recipient"):
        message.update(sender=5, instruction="j")
    with pytest.raises(ValueError, match="handle_context must be either"):
        message.update(handle_context="never")
    assert (message.sender, message.content.instruction) == ("a", "i")


@EACH
def test_a_clone_has_everything_but_identity_and_time(cls, fields, ends):
    message = cls(**fields, sender="bob", recipient=ID, role="user", metadata={"k": [1]}, embedding=[1.0], **HEAD)
    clone = message.clone()

    assert type(clone) is cls
    assert clone.metadata == {"k": [1], "clone_from": ID}
    assert clone.created_at > 1.5
    assert clone.id != message.id
    for name in ("content", "embedding", "role", "sender", "recipient"):
        assert getattr(clone, name) == getattr(message, name)
    assert clone.content is not message.content
    clone.metadata["k"].append(2)
    assert message.metadata == {"k": [1]}


def test_a_clone_shares_no_container():
    message = Instruction(instruction="i", context=[{"a": [1]}], response_format=Answer)
    clone = message.clone()
    clone.content.prompt_context[0]["a"].append(2)

    assert message.content.prompt_context == [{"a": [1]}]
    assert clone.content.response_format is Answer


def test_a_clone_carries_any_content():
    assert RoledMessage(content=MessageContent()).clone().content == MessageContent()
    assert RoledMessage(content=Note("a")).clone().content == Note("a")


# --- copies, pickles, memory ---------------------------------------------------------------------------------------------------------


@EACH
def test_copies_and_pickles_are_the_same_message(cls, fields, ends):
    message = cls(**fields, metadata={"k": [1]}, embedding=[0.5], sender="bob", **HEAD)
    made = {
        "copy": copy.copy(message),
        "deepcopy": copy.deepcopy(message),
        "model_copy": message.model_copy(),
        **{f"pickle {protocol}": pickle.loads(pickle.dumps(message, protocol)) for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1)},
    }

    for name, other in made.items():
        assert other == message, name
        assert type(other._core) is type(message._core), name
        assert other.to_dict() == message.to_dict(), name
        assert (other.content is message.content) is (name in ("copy", "model_copy")), name


def test_a_deep_copy_of_a_cycle_is_a_cycle():
    message = Instruction(instruction="i", context=[])
    message.content.prompt_context.append(message)
    made = copy.deepcopy(message)

    assert made.content.prompt_context[0] is made
    assert made is not message


@pytest.mark.parametrize("where", ["content", "metadata", "arguments"])
def test_a_cycle_through_a_message_is_collected(where):
    message = ActionRequest(function="f", arguments={}) if where == "arguments" else Instruction(instruction="i")
    if where == "content":
        message.content.prompt_context.append(message)
    elif where == "metadata":
        message.metadata["self"] = message
    else:
        message.content.arguments["self"] = message
    seen = weakref.ref(message)
    del message
    gc.collect()

    assert seen() is None


# --- forms -----------------------------------------------------------------------------------------------------------------------


@EACH
def test_every_form_is_read_back(cls, fields, ends):
    message = cls(**fields, sender="bob", recipient=ID, metadata={"k": 1}, embedding=[0.5], **HEAD)
    read = [
        cls.from_dict(message.to_dict()),
        cls.from_dict(message.to_dict(mode="json")),
        cls.from_dict(message.to_dict(mode="db")),
        cls.from_json(message.to_json()),
        cls.from_msgpack(message.to_msgpack()),
        RoledMessage.from_dict(message.to_dict()),
        Node.from_dict(message.to_dict()),
        Element.from_json(message.to_json()),
        TypeAdapter(cls).validate_python(message.model_dump()),
        cls.model_validate(message.model_dump()),
        cls.model_validate_json(message.model_dump_json()),
    ]

    for other in read:
        assert type(other) is cls
        assert other.to_dict() == message.to_dict()
        assert other.content == message.content
        assert (other.role, other.sender, other.recipient) == (ends[0], "bob", IDType.validate(ID))


@EACH
@pytest.mark.parametrize("options", [{"exclude": {"id"}}, {"include": {"sender", "recipient", "role"}}, {"exclude_none": True}], ids=str)
def test_participants_are_text_in_every_dump(cls, fields, ends, options):
    dumped = cls(**fields, recipient=ID).model_dump(**options)

    assert dumped["sender"] == ends[1].value
    assert type(dumped["sender"]) is type(dumped["recipient"]) is str
    assert dumped["recipient"] == ID


def test_a_form_that_is_none_is_named():
    with pytest.raises(ValueError, match="xml"):
        Instruction(instruction="i").to_dict(mode="xml")


def test_a_message_is_a_field_of_a_model():
    class Envelope(BaseModel):
        message: Instruction

    made = Envelope(message={"content": {"instruction": "i"}})

    assert made.message.content.instruction == "i"
    assert made.model_dump()["message"]["sender"] == "unset"
    assert Envelope.model_validate_json(made.model_dump_json()).message == made.message
    assert Envelope.model_json_schema()["$defs"]["Instruction"]["required"] == ["content"]


# --- backends ----------------------------------------------------------------------------------------------------------------------

both = pytest.mark.skipif(loading.probe_native(registry.COMPONENTS, None).state != words.LOADED, reason="needs the native part")


@both
@EACH
@pytest.mark.parametrize("native", [True, False])
def test_a_message_is_made_on_the_cores_it_is_told(cls, fields, ends, native):
    cores = registry.cores(use_rust_core=native)
    wanted = cores.messages.MessageCore
    message = cls._with_cores(cores, **fields, sender="bob")

    assert type(message._core) is wanted
    for made in (message.clone(), copy.copy(message), copy.deepcopy(message)):
        assert type(made._core) is wanted
    assert type(cls._with_cores(cores, content=message.content)._core) is wanted
    with pytest.raises(ValidationError):
        cls._with_cores(cores, **fields, role="nobody")


@both
@EACH
def test_messages_of_both_backends_have_the_same_forms(cls, fields, ends):
    python, rust = (cls._with_cores(registry.cores(use_rust_core=native), **fields, **HEAD) for native in (False, True))

    assert python == rust
    assert python.to_dict() == rust.to_dict()
    assert python.to_json() == rust.to_json()
    assert python.to_msgpack() == rust.to_msgpack()
    assert python.chat_msg == rust.chat_msg
    assert pickle.dumps(python) == pickle.dumps(rust)
