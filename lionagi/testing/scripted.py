"""`ScriptedModel`: a model whose answers are written down beforehand, and that remembers what it was asked."""

from __future__ import annotations

from copy import deepcopy
from json import dumps
from time import time
from typing import Any

from lionagi.protocols.generic.element import Element

__all__ = ["Delayed", "ScriptExhausted", "ScriptedCall", "ScriptedModel", "delayed", "tool_call"]


class ScriptExhausted(AssertionError):
    """The model was asked more often than its script has answers."""


class Delayed:
    """An answer that comes after some seconds."""

    __slots__ = ("answer", "seconds")

    def __init__(self, answer: Any, seconds: float) -> None:
        self.answer, self.seconds = answer, seconds


def delayed(answer: Any, seconds: float) -> Delayed:
    """`answer`, after `seconds`."""
    return Delayed(answer, seconds)


def tool_call(function: str, arguments: dict[str, Any] | None = None, *, content: str | None = None) -> dict[str, Any]:
    """An answer in which the model asks for a function to be called, as OpenAI's chat endpoint words it."""
    call = {"id": f"call_{function}", "type": "function", "function": {"name": function, "arguments": dumps(arguments or {})}}
    return {"choices": [{"message": {"role": "assistant", "content": content, "tool_calls": [call]}, "finish_reason": "tool_calls"}]}


class ScriptedCall:
    """One request and what came of it. `request`: all keywords, as they were then; `response` and `error`: one of them, or None."""

    __slots__ = ("at", "error", "request", "response")

    def __init__(self, request: dict[str, Any]) -> None:
        self.request = request
        self.response: Any = None
        self.error: BaseException | None = None
        self.at = time()

    @property
    def messages(self) -> list[dict[str, Any]]:
        """The conversation that was sent."""
        return self.request.get("messages", [])  # type: ignore[no-any-return]

    @property
    def status(self) -> str:
        """`completed` or `failed`."""
        return "completed" if self.error is None else "failed"

    def to_dict(self) -> dict[str, Any]:
        """The call as data, as a log keeps it."""
        error = None if self.error is None else f"{type(self.error).__name__}: {self.error}"
        return {"payload": self.request, "response": self.response, "status": self.status, "error": error}


class ScriptedModel:
    """Answers from a script, in order.

    An answer is a text; a dict or list, as a provider would send it; an exception, which is raised; a function of the request (a coroutine
    function too), whose result is the answer; `delayed(answer, seconds)`; or None, as a call that failed gives. `repeat`: begin
    again at the end of the script. `calls` are the requests so far. Raises: ScriptExhausted: nothing is left to answer with.
    """

    def __init__(self, *answers: Any, repeat: bool = False, name: str = "scripted") -> None:
        self.answers = list(answers)
        self.repeat = repeat
        self.name = name
        self.calls: list[ScriptedCall] = []
        self._identity = Element()
        self._next = 0

    @property
    def id(self) -> Any:
        """Tells this model from others."""
        return self._identity.id

    @property
    def model_name(self) -> str:
        """`name`."""
        return self.name

    @property
    def remaining(self) -> int:
        """How many answers are left in this round of the script."""
        return len(self.answers) - self._next

    def add(self, *answers: Any) -> None:
        """More answers at the end."""
        self.answers.extend(answers)

    async def invoke(self, **request: Any) -> ScriptedCall:
        """The next answer, in a call that was recorded. Raises: ScriptExhausted; the exception that the script has there."""
        call = ScriptedCall({**request, "messages": deepcopy(request["messages"])} if "messages" in request else dict(request))
        self.calls.append(call)
        try:
            call.response = await self._resolved(self._take(), request)
        except BaseException as error:
            call.error = error
            raise
        return call

    async def stream(self, **request: Any) -> Any:
        """The next answer in pieces: a list gives its items, a text its words, anything else itself; then the call."""
        call = await self.invoke(**request)
        pieces = call.response if isinstance(call.response, list) else _words(call.response)
        for piece in pieces:
            yield piece
        yield call

    def _take(self) -> Any:
        if self._next == len(self.answers):
            if not (self.repeat and self.answers):
                raise ScriptExhausted(
                    f"the model {self.name!r} was asked {len(self.calls)} times and has {len(self.answers)} answers; "
                    "give it more: model.add(answer), or repeat=True"
                )
            self._next = 0
        self._next += 1
        return self.answers[self._next - 1]

    async def _resolved(self, answer: Any, request: dict[str, Any]) -> Any:
        if isinstance(answer, Delayed):
            await _sleep(answer.seconds)
            answer = answer.answer
        if isinstance(answer, BaseException) or (isinstance(answer, type) and issubclass(answer, BaseException)):
            raise answer
        if callable(answer):
            answer = answer(request)
            if hasattr(answer, "__await__"):
                answer = await answer
        return answer

    def to_dict(self) -> dict[str, Any]:
        """What a document says of it; the script stays here."""
        identity = {"id": str(self.id), "created_at": self._identity.created_at}
        return {**identity, "endpoint": {"config": {"name": "scripted", "kwargs": {"model": self.name}}}, "provider_metadata": {}}

    def __repr__(self) -> str:
        return f"ScriptedModel({self.name!r}, {self.remaining} answers left)"


def _words(text: Any) -> list[Any]:
    if not isinstance(text, str):
        return [text]
    words = text.split(" ")
    return [*(f"{word} " for word in words[:-1]), words[-1]]


async def _sleep(seconds: float) -> None:
    """Sleeps on whichever event loop runs."""
    try:
        import anyio
    except ImportError:
        from asyncio import sleep

        await sleep(seconds)
    else:
        await anyio.sleep(seconds)
