"""Messages are rendered, written and read as lionagi 0.18.0 did: the recorded samples, byte for byte, on each backend.

Samples in which 0.18.0 lost something are listed, with what is there instead.
"""

from __future__ import annotations

import json

import pytest

from lionagi.protocols import messages
from lionagi.protocols.messages import Instruction, RoledMessage
from lionagi.protocols.messages.assistant_response import parse_assistant_response
from tests.recorded import decoded, is_as_recorded, recorded

pytestmark = pytest.mark.usefixtures("backend")

RENDERED = recorded("chat_msg")
WRITTEN = recorded("messages")["samples"]
ANSWERS = recorded("parse_assistant_response")["samples"]

# 0.18.0 dropped the whole message where YAML knew no form of a value, and showed Python's own words for types.
MENDED = {
    'UUID", "v"': "Instruction: x\nContext:\n- 11111111-1111-4111-8111-111111111111",
    '"cls": "PM"': "Instruction: x\nContext:\n- a: 1\n  b:\n  - x",
    '"response_format": {"$t": "pydantic_class", "name": "RF"}': '{\\"name\\":\\"str\\",\\"score\\":\\"float | null\\"}',
    '"pydantic_class", "name": "Deep"': '{\\"items\\":[{\\"k\\":\\"int\\"}],\\"tags\\":[\\"str\\"],\\"maybe\\":{\\"k\\":\\"int\\"},'
    '\\"one\\":{\\"k\\":\\"int\\"},\\"lit\\":\\"str\\"}',
    '{"$t": "type", "v": "int"}': "ResponseSchema:\n  a: int\n",
}


def mended(content):
    """What is rendered instead of the recorded, None where the recorded holds."""
    text = json.dumps(content)
    if "plain_content" in text:
        return None
    return next((shown for mark, shown in MENDED.items() if mark in text), None)


@pytest.mark.parametrize("sample", RENDERED["samples"], ids=lambda sample: json.dumps(sample["content"])[:70])
def test_an_instruction_is_rendered_as_recorded(sample):
    message = Instruction(content=decoded(sample["content"]))
    instead = mended(sample["content"])

    if instead is None:
        assert is_as_recorded(message.rendered, sample["rendered"])
        assert is_as_recorded(message.chat_msg, sample["chat_msg"])
    else:
        assert instead in message.rendered
        assert message.chat_msg == {"role": "user", "content": message.rendered}


def test_every_mended_sample_is_one_that_was_recorded():
    contents = [json.dumps(sample["content"]) for sample in RENDERED["samples"]]

    assert all(any(mark in content for content in contents) for mark in MENDED)


@pytest.mark.parametrize("sample", RENDERED["other"], ids=lambda sample: f"{sample['class']} {json.dumps(sample['content'])[:50]}")
def test_other_messages_are_rendered_as_recorded(sample):
    message = getattr(messages, sample["class"])(content=decoded(sample["content"]))

    if "rendered_error" in sample:  # 0.18.0 could not show a model; its dict is shown
        assert message.rendered == "Function: f\nOutput:\n  a: 1\n  b:\n  - x"
    else:
        assert message.rendered == sample["rendered"]
        assert message.chat_msg == sample["chat_msg"]


def made(sample):
    return getattr(messages, sample["class"])(**decoded(sample["kwargs"]))


CONSTRUCTED = [sample for sample in WRITTEN if "." not in sample["class"] and isinstance(sample.get("to_json"), str)]


@pytest.mark.parametrize("sample", CONSTRUCTED, ids=lambda sample: sample["name"])
def test_a_message_is_written_as_recorded(sample):
    message = made(sample)

    assert message.to_json() == sample["to_json"]
    assert json.dumps(message.to_dict(mode="json")) == json.dumps(sample["json"])
    assert json.dumps(message.to_dict(mode="db")) == json.dumps(sample["db"])
    assert message.to_dict() == decoded(sample["python"])


@pytest.mark.parametrize("form", ["json", "db", "python"])
@pytest.mark.parametrize("sample", CONSTRUCTED, ids=lambda sample: sample["name"])
def test_a_recorded_document_is_read_by_its_class_and_by_the_base(sample, form):
    for cls in (getattr(messages, sample["class"]), RoledMessage):
        document = decoded(sample[form])
        before = json.dumps(document)
        read = cls.from_dict(document)

        assert type(read).__name__ == sample["class"]
        assert read.to_json() == sample["to_json"]
        assert json.dumps(document) == before


@pytest.mark.parametrize("sample", CONSTRUCTED, ids=lambda sample: sample["name"])
def test_recorded_json_is_read_by_its_class_and_by_the_base(sample):
    for cls in (getattr(messages, sample["class"]), RoledMessage):
        assert cls.from_json(sample["to_json"]).to_json() == sample["to_json"]


@pytest.mark.parametrize("name", ["instruction_response_model", "instruction_response_instance"])
def test_a_message_with_a_model_as_response_format_has_json(name):
    # 0.18.0 raised TypeError here.
    message = made(next(sample for sample in WRITTEN if sample["name"] == name))
    read = Instruction.from_json(message.to_json())

    assert read.content.response_format["properties" if name.endswith("model") else "name"]
    if name.endswith("model"):
        assert read.rendered == message.rendered


@pytest.mark.parametrize("sample", ANSWERS, ids=lambda sample: json.dumps(sample["response"])[:70])
def test_an_answer_of_a_provider_is_read_as_recorded(sample):
    response = decoded(sample["response"])
    if "error" in sample:
        with pytest.raises(TypeError):
            parse_assistant_response(response)
    else:
        assert parse_assistant_response(response) == decoded(sample["output"])
