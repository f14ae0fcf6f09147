"""Sessions and turns with a model that answers at once: the price of the library alone. Unit: ns a statement.

`session_create`: with nothing; with its branch; with a message in it. `turn_plain`: a question and its answer, added to a conversation of
one system message. `request_200`: what a provider is sent of a conversation of 200 messages, `turn_200`: the same, sent.
"""

import asyncio

from benchmarks.measure import contender, tracked


def is_reference():
    from lionagi.version import __version__

    return __version__.startswith("0.")


@tracked("session_create", "messages")
def session_create():
    from lionagi import Session

    return "Session()", {"Session": Session}


@tracked("session_with_branch", "messages")
def session_with_branch():
    from lionagi import Session

    return "Session().default_branch", {"Session": Session}


@tracked("session_with_message", "messages")
def session_with_message():
    from lionagi import Session

    return "Session().default_branch.msgs.add_message(instruction='hi', sender='a', recipient='b')", {"Session": Session}


def answering():
    """A model that answers without a provider, in either version."""
    if not is_reference():
        from lionagi.testing import ScriptedModel

        class Silent(ScriptedModel):
            async def invoke(self, **request):
                return "answer"

        return Silent()
    from types import SimpleNamespace

    from lionagi import iModel

    model = iModel(provider="openai", model="gpt-4.1-mini", api_key="none")

    async def invoke(**request):
        return SimpleNamespace(
            response="answer", execution=SimpleNamespace(response="answer"), to_dict=lambda *args, **kwargs: {"response": "answer"}
        )

    model.invoke = invoke
    return model


def running(statement):
    """The statement's coroutine on a loop of its own, which stays."""
    return f"run({statement})", asyncio.new_event_loop().run_until_complete


@tracked("turn_plain", "messages")
def turn_plain():
    from lionagi import Branch

    branch = Branch(system="Be brief.", chat_model=answering())
    statement, run = running("branch.communicate('What is new?')")
    run(branch.communicate("What is new?"))
    return f"branch.msgs.clear_messages(); {statement}", {"branch": branch, "run": run}


def talkative():
    """A branch of 200 messages and a system message."""
    from lionagi import Branch

    branch = Branch(system="Be brief.", chat_model=answering())
    for number in range(100):
        branch.msgs.add_message(instruction=f"Question {number}: what is new?", sender="user", recipient=branch.id)
        branch.msgs.add_message(assistant_response=f"Answer {number}: nothing.", sender=branch.id, recipient="user")
    return branch


@tracked("request_200", "messages")
def request_200():
    """The messages of a conversation as a provider takes them."""
    return "messages.to_chat_msgs()", {"messages": talkative().msgs}


@tracked("turn_200", "messages")
def turn_200():
    branch = talkative()
    statement, run = running("branch.chat('What is new?')")
    run(branch.chat("What is new?"))
    return statement, {"branch": branch, "run": run}


@contender("turn_plain", "asyncio")
def bare_turn():
    """What a loop takes to run a coroutine that awaits another."""

    async def invoke():
        return "answer"

    async def turn():
        return await invoke()

    statement, run = running("turn()")
    return statement, {"turn": turn, "run": run}
