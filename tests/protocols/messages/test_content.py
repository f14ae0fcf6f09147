"""Content classes as dataclasses: `MessageContent`, the five of our own, and those that users derive."""

from __future__ import annotations

import copy
import dataclasses
import pickle
import subprocess
import sys
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from lionagi.ln.types import DataClass
from lionagi.protocols import messages
from lionagi.protocols.messages import (
    ActionRequestContent,
    ActionResponseContent,
    AssistantResponseContent,
    Instruction,
    InstructionContent,
    MessageContent,
    RoledMessage,
    SystemContent,
)

pytestmark = pytest.mark.usefixtures("backend")


class Answer(BaseModel):
    name: str
    score: float | None = None


@dataclasses.dataclass(slots=True)
class Note(MessageContent):
    text: str = ""
    level: int | None = None

    @property
    def rendered(self) -> str:
        return f"<{self.text}>"

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Note:
        return cls(**data)


@dataclasses.dataclass(slots=True)
class Longer(InstructionContent):
    extra: str = "e"
    more: list[int] = dataclasses.field(default_factory=list)


@dataclasses.dataclass(slots=True)
class Strict(ActionRequestContent):
    reason: str = dataclasses.field(kw_only=True)


FIELDS = {
    SystemContent: ["system_message", "system_datetime"],
    InstructionContent: [
        "instruction",
        "guidance",
        "prompt_context",
        "plain_content",
        "tool_schemas",
        "response_format",
        "_schema_dict",
        "_model_class",
        "images",
        "image_detail",
    ],
    AssistantResponseContent: ["assistant_response"],
    ActionRequestContent: ["function", "arguments", "action_response_id"],
    ActionResponseContent: ["function", "arguments", "output", "action_request_id"],
}
OURS = pytest.mark.parametrize("cls", FIELDS, ids=lambda cls: cls.__name__)


@OURS
def test_a_content_is_a_dataclass_with_slots(cls):
    content = cls()

    assert dataclasses.is_dataclass(cls)
    assert isinstance(content, DataClass)
    assert isinstance(content, MessageContent)
    assert [field.name for field in dataclasses.fields(cls)] == FIELDS[cls]
    assert [field.name for field in dataclasses.fields(content)] == FIELDS[cls]
    assert list(dataclasses.asdict(content)) == FIELDS[cls]
    assert not hasattr(content, "__dict__")
    with pytest.raises(AttributeError):
        content.misspelt = 1


@OURS
def test_contents_are_equal_by_their_fields_and_have_no_hash(cls):
    first, second = cls(), cls()

    assert first == second
    assert first != object()
    for name in FIELDS[cls]:
        setattr(second, name, "other")
        assert first != second
        setattr(second, name, getattr(first, name))
    with pytest.raises(TypeError, match="unhashable"):
        hash(first)


@OURS
def test_each_content_has_containers_of_its_own(cls):
    first, second = cls(), cls()

    for name in FIELDS[cls]:
        value = getattr(first, name)
        assert not isinstance(value, (list, dict)) or value is not getattr(second, name)


@OURS
def test_a_content_is_copied_and_pickled(cls):
    content = cls.from_dict(
        {"instruction": "i", "function": "f", "arguments": {"a": [1]}, "system_message": "s", "assistant_response": "r"}
    )

    for made in (copy.copy(content), copy.deepcopy(content), pickle.loads(pickle.dumps(content)), dataclasses.replace(content)):
        assert type(made) is cls
        assert made == content
        assert made is not content


@OURS
def test_public_names_are_allowed(cls):
    public = [name for name in FIELDS[cls] if not name.startswith("_")]

    assert cls.allowed() == set(public)
    assert list(cls.__match_args__) == public


@OURS
def test_a_wrong_keyword_is_the_interpreters_error(cls):
    with pytest.raises(TypeError, match="unexpected keyword argument 'misspelt'"):
        cls(misspelt=1)


def test_a_dict_leaves_missing_values_out():
    assert InstructionContent(instruction="i").to_dict() == {"instruction": "i", "prompt_context": [], "tool_schemas": [], "images": []}
    assert SystemContent("s").to_dict() == {"system_message": "s"}
    assert ActionResponseContent("f", output=0).to_dict(exclude={"arguments"}) == {"function": "f", "output": 0}


def test_updates_make_another_content():
    content = InstructionContent(instruction="i", response_format=Answer)
    changed = content.with_updates(instruction="j")

    assert (content.instruction, changed.instruction) == ("i", "j")
    assert changed.request_model is Answer
    with pytest.raises(TypeError, match="misspelt"):
        content.with_updates(misspelt=1)


def test_a_content_shows_its_public_fields():
    assert repr(SystemContent("s")) == "SystemContent(system_message='s', system_datetime=None)"
    assert "_schema_dict" not in repr(InstructionContent(response_format=Answer))


def test_a_content_is_matched_by_position():
    match ActionRequestContent("f", {"a": 1}):
        case ActionRequestContent("f", {"a": number}):
            assert number == 1
        case _:
            pytest.fail("no match")


def test_an_instruction_knows_its_answer_by_several_names():
    content = InstructionContent(context=["a"], response_format=Answer)

    assert content.context is content.prompt_context
    assert content.response_model_cls is content.request_model is Answer
    assert content.schema_dict == {"name": "str", "score": "float | null"}
    assert InstructionContent(prompt_context=["b"], context=["a"]).prompt_context == ["b"]
    assert InstructionContent(response_format={"a": 1}).schema_dict == {"a": 1}
    assert InstructionContent(response_format=Answer(name="n")).schema_dict == {"name": "n"}


# --- contents of users -----------------------------------------------------------------------------------------------------------


def test_the_base_says_what_a_content_must_do():
    with pytest.raises(NotImplementedError, match=r"^Subclasses must implement rendered property.$"):
        _ = MessageContent().rendered
    with pytest.raises(NotImplementedError, match=r"^Subclasses must implement from_dict method.$"):
        MessageContent.from_dict({})


def test_a_content_of_ones_own_is_a_usual_dataclass():
    note = Note("a")

    assert note == Note("a") != Note("b")
    assert repr(note) == "Note(text='a', level=None)"
    assert note.to_dict() == {"text": "a"}
    assert note.with_updates(level=2) == Note("a", 2)
    assert Note.allowed() == {"text", "level"}
    assert pickle.loads(pickle.dumps(note)) == note
    with pytest.raises(TypeError, match="unhashable"):
        hash(note)


def test_a_message_carries_a_content_of_ones_own():
    message = RoledMessage(content=Note("a"), role="user")

    assert message.rendered == "<a>"
    assert message.chat_msg == {"role": "user", "content": "<a>"}
    message.content.text = "b"
    assert message.rendered == "<b>"
    assert message.to_dict()["content"] == {"text": "b"}


def test_a_content_is_derived_from_one_of_ours():
    content = Longer(instruction="i", extra="x")

    assert content.rendered == "Instruction: i"
    assert content == Longer(instruction="i", extra="x") != Longer(instruction="i")
    assert [field.name for field in dataclasses.fields(Longer)] == [*FIELDS[InstructionContent], "extra", "more"]
    assert Longer.from_dict({"instruction": "i", "context": "c"}) == Longer(instruction="i", prompt_context=["c"])
    assert Longer.from_dict({"extra": "q"}).extra == "q"
    assert Longer.from_dict({}).more is not Longer.from_dict({}).more
    assert Instruction(content=content).chat_msg == {"role": "user", "content": "Instruction: i"}


def test_a_derived_content_may_demand_a_field():
    assert Strict.from_dict({"function": "f", "reason": "r"}) == Strict("f", reason="r")
    with pytest.raises(ValueError, match="Strict needs the field 'reason'"):
        Strict.from_dict({"function": "f"})


def test_a_derived_content_with_a_model_class_has_json():
    message = Instruction(content=Longer(instruction="i", response_format=Answer))

    assert '"response_format":{"properties":{"name"' in message.to_json()
    assert Instruction.from_json(message.to_json()).content.response_format["title"] == "Answer"


# --- contents in models of pydantic ----------------------------------------------------------------------------------------------


class Envelope(BaseModel):
    content: InstructionContent


def test_a_content_is_a_field_of_a_model():
    made = Envelope(content={"instruction": "i", "context": "c"})

    assert made.content == InstructionContent("i", prompt_context=["c"])
    assert Envelope(content=made.content).content is made.content
    assert made.model_dump()["content"]["prompt_context"] == ["c"]
    assert Envelope.model_validate_json(made.model_dump_json()) == made
    assert Envelope.model_json_schema()["properties"]["content"]["type"] == "object"


def test_a_model_class_in_a_content_has_json_there_too():
    made = Envelope(content=InstructionContent("i", response_format=Answer))

    assert made.model_dump()["content"]["response_format"] is Answer
    assert '"response_format":{"properties"' in made.model_dump_json()


def test_a_content_of_another_kind_is_refused_in_a_model():
    with pytest.raises(ValidationError, match="content must be dict or InstructionContent instance"):
        Envelope(content=SystemContent())


def test_making_messages_imports_neither_dataclasses_nor_pydantic():
    code = (
        "import sys; from lionagi.protocols.messages import Instruction, InstructionContent as C, System;"
        "m = Instruction(instruction='a'); m.content == C('a'); repr(m.content); m.to_dict(); System().chat_msg; m.content.to_dict;"
        "print(sorted({'dataclasses', 'pydantic', 'inspect', 'asyncio'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


def test_every_name_of_the_package_is_there():
    for name in messages.__all__:
        assert getattr(messages, name).__name__ == name
