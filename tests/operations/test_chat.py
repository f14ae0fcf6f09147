"""`chat` on a scripted model: the requests recorded from lionagi 0.18.0, byte for byte, and what a request does not do."""

from __future__ import annotations

import asyncio
import json
import re
from pathlib import Path
from unittest.mock import AsyncMock

import pytest

from lionagi import Branch
from lionagi.protocols.messages import ActionRequest, ActionResponse, AssistantResponse, Instruction
from lionagi.testing import ScriptedModel, ScriptExhausted

pytestmark = pytest.mark.usefixtures("backend")

SAMPLES = json.loads((Path(__file__).parents[1] / "samples" / "chat_assembly.json").read_text(encoding="utf-8"))["samples"]
OWN_WORDS = re.compile(r"(MUST RETURN JSON-PARSEABLE RESPONSE)[^`]*?(\\n```json.*?```)[^\"]*\"", re.DOTALL)


def added(branch, entry):
    [(kind, value)] = entry.items()
    if kind == "instruction":
        return branch.msgs.add_message(**value)
    if kind == "assistant":
        return branch.msgs.add_message(assistant_response=value)
    message = {"action_request": ActionRequest, "action_response": ActionResponse}[kind](content=value)
    branch.messages.include(message)
    return message


def without_own_words(value):
    """The sentences around a response format are worded anew: only the phrase and the example are 0.18.0's."""
    if isinstance(value, str):
        return OWN_WORDS.sub(r'\1\2"', value)
    if isinstance(value, list):
        return [without_own_words(each) for each in value]
    if isinstance(value, dict):
        return {key: without_own_words(each) for key, each in value.items()}
    return value


@pytest.mark.parametrize("sample", SAMPLES, ids=range(len(SAMPLES)))
def test_requests_are_those_recorded_from_0_18_0(sample):
    model = ScriptedModel("R")
    branch = Branch(system=sample["system"], chat_model=model)
    history = [added(branch, entry) for entry in sample["history"]]
    call = dict(sample["call"])
    if "progression_indices" in sample:
        call["progression"] = [history[at].id for at in sample["progression_indices"]]
    before = [message.to_dict(mode="json") for message in branch.messages]
    if "error" in sample:
        with pytest.raises(ValueError, match=f"^{re.escape(sample['error']['message'])}$"):
            asyncio.run(branch.chat(**call))
        assert model.calls == []
    else:
        assert asyncio.run(branch.chat(**call)) == sample["returned"]
        [asked] = model.calls
        assert json.dumps(without_own_words(asked.request)) == json.dumps(without_own_words(sample["request"]))
        assert [type(message).__name__ for message in branch.messages] == sample["messages_after"]
    assert [message.to_dict(mode="json") for message in branch.messages] == before


def test_the_sentences_around_a_response_format_hold_the_phrase_and_the_example():
    model = ScriptedModel("R")
    asyncio.run(Branch(chat_model=model).chat("q", response_format={"z": 1}))
    [message] = model.calls[0].messages
    assert "MUST RETURN JSON-PARSEABLE RESPONSE" in message["content"]
    assert '{\\"z\\":1}' in message["content"]


def test_instruction_and_response_on_request_with_their_participants():
    branch = Branch(chat_model=ScriptedModel({"choices": [{"message": {"content": "answer"}}]}))
    asked, response = asyncio.run(branch.chat("q", return_ins_res_message=True))
    assert isinstance(asked, Instruction)
    assert isinstance(response, AssistantResponse)
    assert (asked.sender, asked.recipient) == ("user", branch.id)
    assert (response.sender, response.recipient) == (branch.id, "user")
    assert response.response == "answer"
    assert response.model_response == {"choices": [{"message": {"content": "answer"}}]}
    assert len(branch.messages) == 0


def test_the_users_name_is_sender_and_recipient():
    branch = Branch(user="ocean", chat_model=ScriptedModel("a"))
    asked, response = asyncio.run(branch.chat("q", return_ins_res_message=True))
    assert (asked.sender, response.recipient) == ("ocean", "ocean")


def test_another_model_for_one_question():
    usual, other = ScriptedModel("usual"), ScriptedModel("other")
    branch = Branch(chat_model=usual)
    assert asyncio.run(branch.chat("q", imodel=other)) == "other"
    assert (len(usual.calls), len(other.calls)) == (0, 1)
    assert branch.chat_model is usual


def test_a_call_that_failed_without_an_exception_is_an_empty_text():
    assert asyncio.run(Branch(chat_model=ScriptedModel(None)).chat("q")) == ""


def test_an_exception_of_the_model_arrives_and_leaves_the_branch_as_it_was():
    branch = Branch(chat_model=ScriptedModel(ConnectionError("gone")))
    with pytest.raises(ConnectionError, match="gone"):
        asyncio.run(branch.chat("q"))
    assert len(branch.messages) == 0


def test_a_script_that_is_used_up_says_so():
    with pytest.raises(ScriptExhausted, match="asked 1 times and has 0 answers"):
        asyncio.run(Branch(chat_model=ScriptedModel()).chat("q"))


def test_a_branch_without_a_model_says_what_to_set():
    with pytest.raises(NotImplementedError, match=r"set branch\.chat_model"):
        asyncio.run(Branch().chat("q"))


def test_the_pieces_of_a_stream_are_put_together():
    model = ScriptedModel("one two three")
    assert asyncio.run(Branch(chat_model=model).chat("q", stream=True)) == "one two three"
    assert model.calls[0].request["stream"] is True


def test_a_stream_of_provider_pieces_without_a_whole_at_the_end():
    class Streaming:
        async def invoke(self, **request):
            raise AssertionError("a stream was asked for")

        async def stream(self, **request):
            for piece in ("a", "b"):
                yield {"choices": [{"delta": {"content": piece}}]}

    assert asyncio.run(Branch(chat_model=Streaming()).chat("q", stream=True)) == "ab"


def test_a_stream_that_is_a_coroutine_is_awaited():
    model = ScriptedModel()
    model.stream = AsyncMock(return_value=type("Call", (), {"response": "whole"})())
    assert asyncio.run(Branch(chat_model=model).chat("q", stream=True)) == "whole"
    model.stream.assert_awaited_once()


def test_an_empty_stream_is_an_empty_text():
    class Silent:
        async def invoke(self, **request):
            raise AssertionError("a stream was asked for")

        async def stream(self, **request):
            return
            yield

    assert asyncio.run(Branch(chat_model=Silent()).chat("q", stream=True)) == ""


def test_calls_are_in_the_log():
    branch = Branch(chat_model=ScriptedModel("a", "b"))
    asyncio.run(branch.chat("q"))
    asyncio.run(branch.chat("r"))
    assert [log.content["response"] for log in branch.logs] == ["a", "b"]
    assert branch.logs[0].content["payload"]["messages"] == [{"role": "user", "content": "Instruction: q"}]


def test_a_message_whose_context_has_no_yaml_form_does_not_vanish():
    from uuid import UUID

    model = ScriptedModel("R")
    asyncio.run(Branch(chat_model=model).chat("q", context=[UUID(int=1)]))
    assert "00000000-0000-0000-0000-000000000001" in model.calls[0].messages[0]["content"]
