"""`AssistantResponse`, and the text in what providers send (recorded answers: `test_recorded.py`)."""

from __future__ import annotations

import pytest
from pydantic import BaseModel, ValidationError

from lionagi.protocols.messages import AssistantResponse, MessageRole
from lionagi.protocols.messages.assistant_response import parse_assistant_response

pytestmark = pytest.mark.usefixtures("backend")

CHOICES = {"choices": [{"message": {"content": "hello"}}], "usage": {"total_tokens": 5}}


class Reply(BaseModel):
    content: str | None = None
    tokens: int = 0


@pytest.mark.parametrize(
    ("response", "text"),
    [
        ("hello", "hello"),
        (CHOICES, "hello"),
        ({"choices": [{"delta": {"content": "a"}}, {"delta": {"content": None}}, {"delta": {"content": "b"}}]}, "ab"),
        ({"content": [{"type": "text", "text": "a"}, "b", {"type": "tool_use"}]}, "ab"),
        ({"output": [{"type": "message", "content": [{"type": "output_text", "text": "a"}, "b"]}, {"type": "reasoning"}]}, "ab"),
        ({"result": "r"}, "r"),
        ({"content": "first", "result": "second"}, "first"),
        ({"unknown": 1}, ""),
        (["a", CHOICES], "ahello"),
        (Reply(content="m"), "m"),
        ([Reply(content="m"), "n"], "mn"),
        (None, ""),
        (5, ""),
        ([], ""),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_the_text_of_an_answer_is_found(response, text):
    assert parse_assistant_response(response)[0] == text
    assert AssistantResponse.from_response(response).response == text


def test_the_whole_answer_is_kept():
    assert AssistantResponse.from_response(CHOICES).model_response == CHOICES
    assert AssistantResponse.from_response(["a", "b"]).model_response == ["a", "b"]
    assert AssistantResponse.from_response(["a"]).model_response == "a"
    assert AssistantResponse.from_response(Reply(content="m")).model_response == {"content": "m"}  # what was set
    assert AssistantResponse(assistant_response="a").model_response == {}


def test_participants_of_an_answer():
    message = AssistantResponse.from_response("a", sender="model", recipient="bob")

    assert (message.role, message.sender, message.recipient) == (MessageRole.ASSISTANT, "model", "bob")
    assert AssistantResponse.from_response("a").recipient is MessageRole.USER
    with pytest.raises(ValidationError, match="Invalid sender or recipient"):
        AssistantResponse.from_response("a", sender=5)


@pytest.mark.parametrize("result", [None, 5, ["a"]])
def test_a_result_that_is_no_text_is_an_error(result):
    with pytest.raises(TypeError, match="the result of a response must be text"):
        parse_assistant_response({"result": result})


def test_an_answer_is_shown_as_it_is():
    message = AssistantResponse(assistant_response="  a\n")

    assert message.rendered == message.response == "  a\n"
    assert message.chat_msg == {"role": "assistant", "content": "  a\n"}


def test_a_class_of_ones_own_is_made_of_an_answer():
    class Rated(AssistantResponse):
        stars: int = 3

    assert Rated.from_response(CHOICES).stars == 3
    assert Rated.from_response(CHOICES).response == "hello"
