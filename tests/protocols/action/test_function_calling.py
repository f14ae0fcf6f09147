"""Calls of tools: which arguments they take, and how they go."""

from __future__ import annotations

import asyncio

import pytest
from pydantic import BaseModel, ValidationError

from lionagi.protocols.action.function_calling import FunctionCalling
from lionagi.protocols.action.tool import Tool
from lionagi.protocols.generic.event import EventStatus

pytestmark = pytest.mark.usefixtures("backend")


class Request(BaseModel):
    a: int
    b: float = 2.0


def add(a: int, b: float = 1.0) -> float:
    return a + b


async def later(a: int) -> int:
    await asyncio.sleep(0)
    return a


def call(tool_options: dict | None = None, arguments: object = None, function: object = add) -> FunctionCalling:
    tool = Tool(func_callable=function, **(tool_options or {}))
    return FunctionCalling(func_tool=tool, arguments={"a": 1} if arguments is None else arguments)


def invoked(made: FunctionCalling) -> FunctionCalling:
    asyncio.run(made.invoke())
    return made


@pytest.mark.parametrize(("function", "wanted"), [(add, 2.0), (later, 1)])
def test_a_call_gives_what_the_function_gives(function, wanted):
    made = invoked(call(function=function))
    assert (made.status, made.response, made.execution.error) == (EventStatus.COMPLETED, wanted, None)
    assert made.execution.duration >= 0


@pytest.mark.parametrize(
    ("options", "arguments", "wanted"),
    [
        ({}, {"a": 1}, {"a": 1}),
        ({}, {"a": 1, "other": 2}, {"a": 1, "other": 2}),
        ({"strict_func_call": True}, {"a": 1, "b": 2}, {"a": 1, "b": 2}),
        ({"request_options": Request}, {"a": "3"}, {"a": 3}),
        ({}, Request(a=3), {"a": 3}),
    ],
    ids=["fewest", "more", "strict", "coerced", "model"],
)
def test_arguments_that_are_taken(options, arguments, wanted):
    assert call(options, arguments).arguments == wanted


@pytest.mark.parametrize(
    ("options", "arguments", "text"),
    [
        ({}, {"b": 1}, "arguments must match the function schema"),
        ({"strict_func_call": True}, {"a": 1}, "arguments must match the function schema"),
        ({"strict_func_call": True}, {"a": 1, "b": 1, "c": 1}, "arguments must match the function schema"),
        ({"request_options": Request}, {"a": "q"}, "Input should be a valid integer"),
        ({}, 3, "Input should be a valid dictionary"),
    ],
    ids=["missing", "strict-missing", "strict-more", "request", "kind"],
)
def test_arguments_that_are_refused(options, arguments, text):
    with pytest.raises(ValidationError) as raised:
        call(options, arguments)
    assert text in str(raised.value)


def test_what_a_function_raises_is_told_and_not_raised():
    def fails(a):
        raise KeyError("x")

    made = invoked(call(function=fails))
    assert (made.status, made.response, made.execution.error) == (EventStatus.FAILED, None, "'x'")


def test_too_many_arguments_fail_when_called():
    made = invoked(call(arguments={"a": 1, "other": 2}))
    assert made.status is EventStatus.FAILED
    assert "other" in made.execution.error


@pytest.mark.parametrize("is_async", [False, True])
def test_what_goes_before_and_after(is_async):
    def doubled(arguments, by):
        return {name: value * by for name, value in arguments.items()}

    def told(result, word):
        return f"{word}{result}"

    async def doubled_later(arguments, by):
        return doubled(arguments, by)

    async def told_later(result, word):
        return told(result, word)

    options = {
        "preprocessor": doubled_later if is_async else doubled,
        "preprocessor_kwargs": {"by": 10},
        "postprocessor": told_later if is_async else told,
        "postprocessor_kwargs": {"word": "="},
    }
    assert invoked(call(options)).response == "=11.0"


def test_being_cancelled_is_the_status():
    async def forever(a):
        await asyncio.Event().wait()

    async def run():
        made = call(function=forever)
        task = asyncio.ensure_future(made.invoke())
        await asyncio.sleep(0)
        assert made.status is EventStatus.PROCESSING
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return made

    assert asyncio.run(run()).status is EventStatus.CANCELLED


def test_what_is_written_of_it():
    fields = call().to_dict()
    assert (fields["function"], fields["arguments"]) == ("add", {"a": 1})
    assert "func_tool" not in fields


def test_it_can_be_made_afresh():
    made = invoked(call())
    fresh = made.as_fresh_event()
    assert (fresh.arguments, fresh.func_tool, fresh.status) == (made.arguments, made.func_tool, EventStatus.PENDING)
