"""Messages of users: fields, validators, contents of their own, overridden hooks, and how they travel."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from typing import Any

import pytest
from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, ValidationError, computed_field, field_serializer, field_validator

from lionagi import registry
from lionagi.protocols.generic.element import Element, _core_slot
from lionagi.protocols.graph.node import Node
from lionagi.protocols.messages import (
    ActionRequest,
    AssistantResponse,
    Instruction,
    InstructionContent,
    MessageContent,
    MessageRole,
    RoledMessage,
    System,
    SystemContent,
)
from lionagi.registry import active, loading, words

pytestmark = pytest.mark.usefixtures("backend")

HEAD = {"id": "11111111-1111-4111-8111-111111111111", "created_at": 1.5}


class Answer(BaseModel):
    name: str = "n"


class Tagged(Instruction):
    tag: str = "t"
    rank: int = 0


class Checked(Instruction):
    tags: list[str] = Field(default_factory=list)
    limit: int = Field(default=1, gt=0)
    _seen: int = PrivateAttr(default=3)

    @field_validator("tags", mode="before")
    @classmethod
    def _listed(cls, value):
        return [value] if isinstance(value, str) else value

    @computed_field
    def loud(self) -> str:
        return (self.content.instruction or "").upper()


class Pictured(Instruction):
    images: list[str] = Field(default_factory=list)


@dataclasses.dataclass(slots=True)
class Note(MessageContent):
    text: str = ""
    level: int | None = None

    @property
    def rendered(self) -> str:
        return f"<{self.text}>"


class Noted(RoledMessage):
    content: Note


@dataclasses.dataclass(slots=True)
class Longer(InstructionContent):
    extra: str = "e"


class Long(Instruction):
    content: Longer


class Either(RoledMessage):
    content: InstructionContent | SystemContent


class Spoken(RoledMessage):
    role: MessageRole = MessageRole.ASSISTANT
    sender: str = "me"


class Secret(Instruction):
    key: str

    @field_serializer("key")
    def _hidden(self, value: str) -> str:
        return "*" * len(value)


class Plain(Instruction):
    def shout(self):
        return self.rendered.upper()


class Built(Instruction):
    def __init__(self, text: str, **given: Any) -> None:
        super().__init__(instruction=text.upper(), **given)


class Terse(Instruction):
    @property
    def rendered(self):
        return "terse"


class Hushed(AssistantResponse):
    @property
    def chat_msg(self):
        return None


class Formed(Instruction):
    def to_dict(self, *args, **options):
        return {"mine": self.content.instruction}


class Loose(Instruction):
    model_config = ConfigDict(extra="allow")


# --- fields ----------------------------------------------------------------------------------------------------------------------


def test_own_fields_stand_beside_those_of_the_content():
    message = Tagged(instruction="i", tag="x", rank="5", sender="bob", **HEAD)

    assert (message.tag, message.rank, message.content.instruction, message.sender) == ("x", 5, "i", "bob")
    assert message.to_dict() == {
        **Instruction(instruction="i", sender="bob", **HEAD).to_dict(),
        "metadata": {"lion_class": f"{__name__}.Tagged"},
        "tag": "x",
        "rank": 5,
    }
    assert Tagged(content={"instruction": "i"}).content == message.content


def test_a_typo_is_refused():
    with pytest.raises(ValidationError) as caught:
        Tagged(instruction="i", tagg="x")
    assert [(error["type"], error["loc"]) for error in caught.value.errors()] == [("extra_forbidden", ("tagg",))]
    with pytest.raises(TypeError, match="Tagged takes content= or its fields, not both: content and instruction"):
        Tagged(content={}, instruction="i")


def test_a_field_of_the_name_of_a_contents_is_the_messages():
    message = Pictured(instruction="i", images=["u"])

    assert message.images == ["u"]
    assert message.content.images == []


def test_validators_computed_and_private_fields_work():
    message = Checked(instruction="i", tags="a")

    assert (message.tags, message.loud, message._seen) == (["a"], "I", 3)
    assert message.to_dict()["loud"] == "I"
    with pytest.raises(ValidationError, match="greater than 0"):
        Checked(instruction="i", limit=0)


def test_serializers_are_used_in_every_form():
    message = Secret(instruction="i", key="abc")

    assert message.to_dict()["key"] == message.to_dict(mode="json")["key"] == message.model_dump()["key"] == "***"
    assert '"key":"***"' in message.to_json()
    assert message.to_dict()["sender"] == "unset"


def test_a_built_in_field_may_have_another_default():
    message = Spoken(content=SystemContent("s"))

    assert (message.role, message.sender) == ("assistant", "me")
    assert message.to_dict()["recipient"] == "unset"
    assert message.chat_msg == {"role": "assistant", "content": "s"}


def test_extra_names_are_kept_where_the_config_allows_them():
    message = Loose(instruction="i", colour="red")

    assert message.model_extra == {"colour": "red"}
    assert message.content.instruction == "i"


# --- contents --------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("given", [{"text": "a", "level": "2"}, Note("a", 2)], ids=["dict", "object"])
def test_a_content_is_read_by_its_annotation(given):
    message = Noted(content=given, **HEAD)

    assert message.content == Note("a", 2)
    assert message.rendered == "<a>"
    assert message.to_dict()["content"] == {"text": "a", "level": 2}
    assert message.to_dict()["sender"] == "unset"
    for read in (Noted.from_dict(message.to_dict()), RoledMessage.from_json(message.to_json()), Element.from_dict(message.to_dict("db"))):
        assert type(read) is Noted
        assert read.content == Note("a", 2)


def test_a_wrong_content_is_refused_by_its_annotation():
    with pytest.raises(ValidationError):
        Noted(content={"misspelt": 1})
    with pytest.raises(ValidationError):
        Noted(content=5)
    with pytest.raises(TypeError, match="content must be dict or Longer instance"):
        Long(content=InstructionContent())


@pytest.mark.parametrize("arguments", [{"instruction": "i"}, {"content": {"instruction": "i"}}, {"content": Longer("i")}], ids=str)
def test_a_derived_content_is_made_of_flat_fields_too(arguments):
    message = Long(**arguments)

    assert message.content == Longer("i")
    assert message.rendered == "Instruction: i"


def test_a_derived_content_is_read_back_with_its_fields():
    message = Long(content=Longer("i", response_format=Answer, extra="x"))
    read = Long.from_json(message.to_json())

    assert message.to_dict()["content"]["response_format"] is Answer
    assert (read.content.extra, read.rendered) == ("x", message.rendered)


@pytest.mark.parametrize("content", [InstructionContent("i"), SystemContent("s")], ids=lambda content: type(content).__name__)
def test_a_content_may_be_one_of_several(content):
    message = Either(content=content)

    assert message.content is content
    assert message.rendered == content.rendered


@pytest.mark.parametrize("cls", [Tagged, Checked])
def test_a_model_class_has_json_in_a_sub_class_too(cls):
    message = cls(instruction="i", response_format=Answer)

    document = {key: value for key, value in message.to_dict(mode="json").items() if key != "loud"}
    assert cls.from_dict(document).rendered == message.rendered
    assert '"response_format":{"properties"' in message.model_dump_json()
    assert message.content.request_model is Answer


# --- hooks -----------------------------------------------------------------------------------------------------------------------


def test_overridden_rendering_is_what_a_model_is_shown():
    message = Terse(instruction="long")

    assert message.chat_msg == {"role": "user", "content": "terse"}
    assert active.cores.messages.chat_messages(_core_slot, [message, Hushed(assistant_response="a")]) == [message.chat_msg]


def test_rendering_that_fails_makes_no_chat_message():
    class Failing(Instruction):
        @property
        def rendered(self):
            raise RuntimeError("never")

    assert Failing(instruction="i").chat_msg is None
    assert Failing(instruction="i").image_content is None


def test_an_overridden_dict_is_used():
    assert Formed(instruction="i").to_dict() == {"mine": "i"}


def test_methods_alone_cost_no_plan():
    message = Plain(instruction="i")

    assert Plain.__lion_plan__ is None
    assert message.shout() == "INSTRUCTION: I"
    assert type(Instruction.from_dict(message.to_dict())) is Plain


def test_an_own_constructor_is_called_where_a_message_is_made():
    message = Built("a")

    assert message.rendered == "Instruction: A"
    assert message.clone().rendered == pickle.loads(pickle.dumps(message)).rendered == "Instruction: A"


# --- travelling --------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("cls", [Tagged, Checked, Plain, Terse, Loose], ids=lambda cls: cls.__name__)
def test_copies_pickles_and_documents_keep_everything(cls):
    own = {"tag": "x"} if cls is Tagged else {"tags": ["x"]} if cls is Checked else {}
    message = cls(instruction="i", context=[{"a": 1}], sender="bob", metadata={"k": 1}, embedding=[1.0], **own)

    made = [copy.copy(message), copy.deepcopy(message), message.model_copy(deep=True), pickle.loads(pickle.dumps(message))]
    if cls is not Checked:  # a computed field is no argument
        made += [cls.from_dict(message.to_dict()), RoledMessage.from_json(message.to_json()), Node.from_dict(message.to_dict("db"))]
    for other in made:
        assert type(other) is cls
        assert other.to_dict() == message.to_dict()


def test_a_clone_keeps_own_fields():
    message = Checked(instruction="i", tags=["a"], limit=4)
    clone = message.clone()

    assert (clone.tags, clone.limit, clone._seen) == (["a"], 4, 3)
    assert clone.tags is not message.tags
    assert clone.id != message.id


@pytest.mark.skipif(loading.probe_native(registry.COMPONENTS, None).state != words.LOADED, reason="needs the native part")
@pytest.mark.parametrize("native", [True, False])
@pytest.mark.parametrize("cls", [Tagged, Checked, Plain, Terse], ids=lambda cls: cls.__name__)
def test_a_sub_class_is_made_on_the_cores_it_is_told(cls, native):
    cores = registry.cores(use_rust_core=native)

    assert type(cls._with_cores(cores, instruction="i")._core) is cores.messages.MessageCore


def test_a_message_of_another_kind_of_function_is_a_sub_class():
    class Timed(ActionRequest):
        seconds: float = 1.0

    message = Timed(function=len, arguments='{"a": 1}', seconds=2)

    assert (message.function, message.arguments, message.seconds) == ("len", {"a": 1}, 2.0)


def test_a_system_message_of_a_sub_class_has_its_default():
    class Rules(System):
        version: int = 1

    assert Rules().content == SystemContent()
    assert Rules(system_message="s", version=2).to_dict()["version"] == 2
