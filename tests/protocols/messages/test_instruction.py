"""`Instruction`: how its arguments are read, and what a model is shown (recorded renderings: `test_recorded.py`)."""

from __future__ import annotations

import dataclasses
import datetime
import decimal
import enum
import json
import uuid

import msgspec
import pytest
import yaml
from pydantic import BaseModel, Field

from lionagi.protocols.graph.node import Node
from lionagi.protocols.messages import Instruction, InstructionContent

pytestmark = pytest.mark.usefixtures("backend")

ID = "11111111-1111-4111-8111-111111111111"
PHRASE = "MUST RETURN JSON-PARSEABLE RESPONSE"


class Colour(enum.Enum):
    RED = "red"


class Point(BaseModel):
    x: int
    y: int = 0


@dataclasses.dataclass
class Size:
    width: int


class Mass(msgspec.Struct):
    kilos: int


class Part(BaseModel):
    name: str


class Answer(BaseModel):
    """What is answered."""

    text: str = Field(description="the text")
    colour: Colour = Colour.RED
    parts: list[Part] = []
    by_name: dict[str, Part] = {}
    score: float | None = None
    either: int | str = 1


class Tree(BaseModel):
    name: str
    children: list[Tree] = []


class Parent(BaseModel):
    inherited: int


class Child(Parent):
    own: str


# --- arguments -------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "field", "read"),
    [
        ({"context": "c"}, "prompt_context", ["c"]),
        ({"context": 0}, "prompt_context", [0]),
        ({"context": ""}, "prompt_context", [""]),
        ({"context": {"a": 1}}, "prompt_context", [{"a": 1}]),
        ({"context": ("a", "b")}, "prompt_context", [("a", "b")]),
        ({"context": None}, "prompt_context", []),
        ({"prompt_context": ["p"]}, "prompt_context", ["p"]),
        ({"context": ["c"], "prompt_context": ["p"]}, "prompt_context", ["c"]),
        ({"context": None, "prompt_context": ["p"]}, "prompt_context", []),
        ({"tool_schemas": {"a": 1}}, "tool_schemas", [{"a": 1}]),
        ({"tool_schemas": None}, "tool_schemas", []),
        ({"images": "u"}, "images", ["u"]),
        ({"images": "u"}, "image_detail", "auto"),
        ({"images": None}, "image_detail", "auto"),
        ({"images": ["u"], "image_detail": "low"}, "image_detail", "low"),
        ({"instruction": "i"}, "image_detail", None),
        ({"instruction": 0}, "instruction", None),
        ({"guidance": ""}, "guidance", None),
        ({"plain_content": ""}, "plain_content", None),
        ({"response_format": 5}, "response_format", None),
        ({"response_format": int}, "response_format", None),
        ({"response_format": {}}, "response_format", None),
        ({"request_model": Point}, "response_format", Point),
        ({"request_model": Point, "response_format": {"a": 1}}, "response_format", {"a": 1}),
        ({"handle_context": "replace", "context": "c"}, "prompt_context", ["c"]),
    ],
    ids=str,
)
def test_an_argument_is_read(given, field, read):
    assert getattr(Instruction(**given).content, field) == read
    assert getattr(InstructionContent.from_dict(given), field) == read


def test_keys_of_other_versions_are_ignored_in_a_dict():
    assert InstructionContent.from_dict({"instruction": "i", "request_fields": 1}) == InstructionContent("i")


def test_a_list_that_was_given_is_not_the_contents():
    given = ["a"]
    message = Instruction(context=given)
    message.content.prompt_context.append("b")

    assert given == ["a"]


def test_handling_of_context_has_two_words():
    with pytest.raises(ValueError, match=r"^handle_context must be either 'extend' or 'replace'$"):
        InstructionContent.from_dict({"handle_context": "append"})


# --- rendering -------------------------------------------------------------------------------------------------------------------


def test_sections_have_an_order_and_empty_ones_are_left_out():
    message = Instruction(response_format={"a": "str"}, tool_schemas=[{"t": 1}], context=["c"], instruction="i", guidance="g")

    assert [line.partition(":")[0] for line in message.rendered.splitlines() if line[0].isupper()] == [
        "Guidance",
        "Instruction",
        "Context",
        "Tools",
        "ResponseSchema",
        "ResponseFormat",
    ]
    assert Instruction(context=[None, "", {}, []]).rendered == "{}"
    assert Instruction(instruction="i", context=[0, False]).rendered == "Instruction: i\nContext:\n- 0\n- false"


def test_plain_content_is_all_there_is():
    assert Instruction(plain_content="just this", instruction="i", context=["c"]).rendered == "just this"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (uuid.UUID(ID), ID),
        (Colour.RED, "red"),
        (Colour, "Colour"),
        (Point(x=1), {"x": 1, "y": 0}),
        (Size(2), {"width": 2}),
        (Mass(3), {"kilos": 3}),
        (Point, Point.model_json_schema()),
        (decimal.Decimal("1.50"), "1.50"),
        (datetime.date(2020, 1, 2), datetime.date(2020, 1, 2)),
        ((1, 2), [1, 2]),
        (b"ab", b"ab"),
        ({1: 2}, {1: 2}),
        (range(3), "range(0, 3)"),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_no_value_makes_a_message_vanish(value, shown):
    message = Instruction(instruction="i", context=[{"k": value}])

    assert message.chat_msg == {"role": "user", "content": message.rendered}
    assert yaml.safe_load(message.rendered) == {"Instruction": "i", "Context": [{"k": shown}]}


def test_an_element_in_the_context_is_its_dict():
    node = Node(id=ID, created_at=1.5, content="c")

    assert yaml.safe_load(Instruction(context=[node]).rendered)["Context"] == [
        {"id": ID, "created_at": 1.5, "metadata": {"lion_class": "lionagi.protocols.graph.node.Node"}, "content": "c"}
    ]


TEXTS = [
    "true",
    "123",
    "1:30",
    "~",
    "yes",
    "1e3",
    " lead",
    "trail ",
    "a: b",
    "a #b",
    "- x",
    "",
    "line\nline",
    "tab\t\nx",
    "é\u2028ü",
    "k" * 130,
]


@pytest.mark.parametrize("text", TEXTS, ids=repr)
def test_a_text_means_itself_to_a_reader_of_yaml(text):
    shown = yaml.safe_load(Instruction(instruction="i", context=[{"k": text, text or "e": 1}]).rendered)

    assert shown["Context"] == [{"k": text, text: 1}] if text else [{"e": 1}]


# --- images ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("image", "url"),
    [
        ("http://u", "http://u"),
        ("https://u", "https://u"),
        ("data:image/png;base64,AA", "data:image/png;base64,AA"),
        ("QUJD", "data:image/jpeg;base64,QUJD"),
    ],
)
def test_an_image_is_a_part(image, url):
    part = {"type": "image_url", "image_url": {"url": url, "detail": "low"}}
    message = Instruction(instruction="i", images=[image], image_detail="low")

    assert message.rendered == [{"type": "text", "text": "Instruction: i"}, part]
    assert InstructionContent._format_image_item(image, "low") == part
    assert InstructionContent._format_image_content("t", [image], "low") == [{"type": "text", "text": "t"}, part]


def test_parts_of_the_rendering_have_the_names_of_old():
    content = InstructionContent(instruction="i", images=["u"], response_format=Point)

    assert InstructionContent._format_image_content("t", [], "low") == [{"type": "text", "text": "t"}]
    assert InstructionContent._format_image_content("", ["u"], "low")[0] == {"type": "text", "text": ""}
    assert content._format_text_content() == content.rendered[0]["text"]
    assert InstructionContent._format_response_format(None) is None
    assert InstructionContent._format_response_format({}) is None


# --- response formats --------------------------------------------------------------------------------------------------------------


def sections(message):
    return yaml.safe_load(message.rendered)


def example_of(message):
    return json.loads(sections(message)["ResponseFormat"].partition("```json\n")[2].partition("\n```")[0])


def test_a_model_class_is_shown_by_its_schema_and_an_example():
    message = Instruction(instruction="i", response_format=Answer)

    assert PHRASE in message.rendered
    assert sections(message)["ResponseSchema"]["title"] == "Answer"
    assert example_of(message) == {
        "text": "str",
        "colour": "red",
        "parts": [{"name": "str"}],
        "by_name": {"key": {"name": "str"}},
        "score": "float | null",
        "either": "int | str",
    }


@pytest.mark.parametrize("response_format", [Answer, Tree, Child, Point(x=1), {"a": int, "b": [str]}], ids=lambda value: repr(value)[:20])
def test_no_word_of_python_leaks(response_format):
    shown = Instruction(response_format=response_format).rendered

    assert PHRASE in shown
    for word in ("<class", "object at", "typing.", __name__, "NoneType", "Optional"):
        assert word not in shown


def test_fields_of_a_parent_are_in_the_example():
    assert example_of(Instruction(response_format=Child)) == {"inherited": "int", "own": "str"}


def test_a_model_that_contains_itself_has_an_end():
    assert example_of(Instruction(response_format=Tree))["children"][0]["name"] == "str"


def test_an_instance_and_a_dict_are_their_own_example():
    assert example_of(Instruction(response_format=Point(x=1))) == {"x": 1, "y": 0}
    assert example_of(Instruction(response_format={"a": ["b"]})) == {"a": ["b"]}
    assert sections(Instruction(response_format={"a": ["b"]}))["ResponseSchema"] == {"a": ["b"]}


@pytest.mark.parametrize("example", [{"a": 1}, {"text": "line\n\u2028 \x7f\"'ü"}, {"a": {"b": [None]}}], ids=str)
def test_the_words_around_an_example_can_be_had_alone(example):
    words = InstructionContent._format_response_format(example)

    assert PHRASE in words
    assert words == sections(Instruction(response_format=example))["ResponseFormat"]


@pytest.mark.parametrize("response_format", [Answer, Tree, {"a": "str"}], ids=lambda value: getattr(value, "__name__", "dict"))
def test_a_response_format_survives_json(response_format):
    message = Instruction(instruction="i", response_format=response_format)
    for read in (
        Instruction.from_json(message.to_json()),
        Instruction.from_dict(message.to_dict(mode="json")),
        Instruction.from_dict(message.to_dict(mode="db")),
        Instruction.from_msgpack(message.to_msgpack()),
        Instruction.model_validate_json(message.model_dump_json()),
    ):
        assert read.rendered == message.rendered
        assert read.content.request_model is None


def test_a_model_class_survives_where_python_objects_do():
    message = Instruction(response_format=Answer)

    assert Instruction.from_dict(message.to_dict()).content.request_model is Answer
    assert message.clone().content.request_model is Answer
