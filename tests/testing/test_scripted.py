"""`ScriptedModel`: answers in order, errors, delays, tool calls, and what it remembers."""

from __future__ import annotations

import asyncio
import json
import time

import pytest

from lionagi import Branch
from lionagi.testing import ScriptedModel, ScriptExhausted, delayed, tool_call


def ask(model, *requests):
    async def all_of_them():
        return [(await model.invoke(**request)).response for request in requests]

    return asyncio.run(all_of_them())


def test_answers_come_in_order_and_are_recorded():
    model = ScriptedModel("one", {"content": "two"}, None)
    assert ask(model, {"a": 1}, {"a": 2}, {"a": 3}) == ["one", {"content": "two"}, None]
    assert [call.request for call in model.calls] == [{"a": 1}, {"a": 2}, {"a": 3}]
    assert {call.status for call in model.calls} == {"completed"}
    assert model.remaining == 0


def test_the_end_of_the_script_is_an_error_that_says_what_to_do():
    model = ScriptedModel("one", name="short")
    with pytest.raises(
        ScriptExhausted, match=r"'short' was asked 2 times and has 1 answers; give it more: model\.add\(answer\), or repeat=True"
    ):
        ask(model, {}, {})
    assert [call.status for call in model.calls] == ["completed", "failed"]
    model.add("two")
    assert ask(model, {}) == ["two"]


def test_a_script_may_begin_again():
    assert ask(ScriptedModel("a", "b", repeat=True), *[{}] * 5) == ["a", "b", "a", "b", "a"]
    with pytest.raises(ScriptExhausted):
        ask(ScriptedModel(repeat=True), {})


@pytest.mark.parametrize("error", [ValueError("no"), ValueError, asyncio.CancelledError()], ids=repr)
def test_an_exception_is_raised_and_recorded(error):
    model = ScriptedModel(error, "after")
    kind = error if isinstance(error, type) else type(error)
    with pytest.raises(kind):
        ask(model, {})
    assert isinstance(model.calls[0].error, kind)
    assert model.calls[0].to_dict()["status"] == "failed"
    assert ask(model, {}) == ["after"]


def test_functions_answer_by_the_request():
    async def later(request):
        await asyncio.sleep(0)
        return request["a"] + 1

    assert ask(ScriptedModel(lambda request: request["a"] * 2, later), {"a": 2}, {"a": 2}) == [4, 3]


def test_a_delay_passes_before_the_answer():
    start = time.monotonic()
    assert ask(ScriptedModel(delayed("late", 0.05)), {}) == ["late"]
    assert time.monotonic() - start >= 0.05


def test_concurrent_calls_take_answers_in_the_order_of_the_calls():
    model = ScriptedModel(delayed("first", 0.03), "second")

    async def both():
        return await asyncio.gather(model.invoke(n=1), model.invoke(n=2))

    assert [(call.request["n"], call.response) for call in asyncio.run(both())] == [(1, "first"), (2, "second")]


def test_what_was_sent_is_kept_as_it_was_then():
    model, messages = ScriptedModel("x"), [{"role": "user", "content": "then"}]
    ask(model, {"messages": messages})
    messages[0]["content"] = "now"
    assert model.calls[0].messages == [{"role": "user", "content": "then"}]


def test_a_stream_gives_words_then_the_call():
    async def pieces(answer):
        return [piece async for piece in ScriptedModel(answer).stream()]

    assert asyncio.run(pieces("a b"))[:-1] == ["a ", "b"]
    assert asyncio.run(pieces(["x", "y"]))[:-1] == ["x", "y"]
    assert asyncio.run(pieces({"a": 1}))[0] == {"a": 1}


def test_a_tool_call_is_worded_as_providers_do():
    call = tool_call("add", {"a": 1})["choices"][0]["message"]["tool_calls"][0]["function"]
    assert (call["name"], json.loads(call["arguments"])) == ("add", {"a": 1})


@pytest.mark.usefixtures("backend")
def test_a_branch_talks_to_it():
    model = ScriptedModel("Paris", {"choices": [{"message": {"content": "Rome"}}]})
    branch = Branch(system="Be brief.", chat_model=model)
    assert asyncio.run(branch.communicate("Capital of France?")) == "Paris"
    assert asyncio.run(branch.communicate("Of Italy?")) == "Rome"
    assert [message["role"] for message in model.calls[1].messages] == ["user", "assistant", "user"]
    assert model.calls[0].messages[0]["content"] == "Guidance: Be brief.\nInstruction: Capital of France?"
    assert len(branch.logs) == 2
    assert len(branch.messages) == 5


@pytest.mark.usefixtures("backend")
def test_an_error_of_the_model_leaves_the_conversation_as_it_was():
    branch = Branch(chat_model=ScriptedModel(ConnectionError("gone")))
    with pytest.raises(ConnectionError, match="gone"):
        asyncio.run(branch.communicate("hi"))
    assert len(branch.messages) == 0
