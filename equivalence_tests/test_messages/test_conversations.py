"""Whole conversations: as chat messages and as the messages of a request, also with messages of both backends in one list."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings

from equivalence_tests.generators import messages as made
from equivalence_tests.strategies import documents, values
from lionagi._core.messages import INSTRUCTION, SYSTEM
from lionagi._core.sentinels import Undefined
from lionagi.testing.proof import both
from lionagi.testing.proof.cores import real_pair

_ID = "12345678-1234-4678-9234-567812345678"


def instruction(text: Any) -> tuple[Any, ...]:
    content = (text, None, [], None, [], None, None, None, [], None)
    return (made.Said, INSTRUCTION, content, Undefined, "a", "b", None, _ID, 1.5)


@given(documents.seeds())
@settings(max_examples=300)
def test_conversations_are_shown_alike(random):
    _, show, rows = made._conversation(random, 0.4)
    both("messages").agree(show, arguments=rows)


@given(documents.seeds())
@settings(max_examples=300)
def test_requests_are_made_alike_and_change_no_message(random):
    _, ask, rows = made._conversation(random, 0.49)
    answers_first = bool(rows[0]) and rows[2] is not None
    both("messages", hostile="some begin with an answer" if answers_first else "").agree(ask, arguments=rows)


@given(documents.seeds())
@settings(max_examples=200)
def test_messages_of_the_other_backend_count_the_same(random):
    rows = [made.row(random) for _ in range(random.randrange(1, 6))]
    closing = made.row(random, INSTRUCTION)
    pair = real_pair("messages")

    def mixed(core: Any) -> Any:
        cores = [pair.python, pair.rust]
        history = [made.spoken(cores[at % 2], row) for at, row in enumerate(rows)]
        asked = made.spoken(cores[len(rows) % 2], closing)
        return [
            core.chat_messages(made.SLOT, history),
            core.request_messages(made.SLOT, history, asked),
            core.write_many(made.SLOT, history),
        ]

    both("messages", hostile="rows that cannot be written are among them").mixed().agree(mixed, arguments=rows)


@pytest.mark.parametrize("number", range(25))
def test_a_conversation_that_begins_with_an_answer_has_no_place_for_the_system_message(number):
    answer = (made.Said, 3, (f"answer {number}",), Undefined, "a", "b", None, _ID, 1.5)
    system = (made.Said, SYSTEM, ("be brief", None), Undefined, "a", "b", None, _ID, 1.5)

    def ask(core: Any) -> Any:
        return core.request_messages(made.SLOT, [made.spoken(core, answer)], made.spoken(core, instruction("q")), made.spoken(core, system))

    outcome = both("messages", hostile="no place").agree(ask)
    assert isinstance(outcome.error, ValueError)


@given(values.cyclic_values(), values.broken_text().filter(lambda text: not text.isprintable()))
def test_the_message_that_cannot_be_rendered_is_named_alike(endless, broken):
    for text in ([endless], [broken]):
        rows = [instruction("fine"), (made.Said, 3, ("yes",), Undefined, "a", "b", None, _ID, 1.5), instruction(text)]
        hostile = both("messages", hostile="one cannot be rendered")
        shown = hostile.agree(lambda core, rows=rows: core.chat_messages(made.SLOT, [made.spoken(core, row) for row in rows]))
        asked = hostile.agree(
            lambda core, rows=rows: core.request_messages(
                made.SLOT, [made.spoken(core, row) for row in rows[:2]], made.spoken(core, rows[2])
            )
        )

        assert str(shown.error).startswith("message 2 cannot be rendered: ")
        assert str(asked.error).startswith("message 2 cannot be rendered: ")


@pytest.mark.parametrize(
    "context", [[], [{"function": "f", "arguments": {"a": 1}, "output": 1}], ["other"]], ids=["none", "the same", "other"]
)
@pytest.mark.parametrize("outputs", [(1, 1), (1, 2, 1), (1, 1.0, True)], ids=str)
@pytest.mark.parametrize("is_closing", [True, False])
def test_equal_answers_of_tools_are_each_shown_unless_the_context_has_them(context, outputs, is_closing):
    answers = [(made.Said, 5, ("f", {"a": 1}, output, None), Undefined, "a", "b", None, _ID, 1.5) for output in outputs]
    later = ("go on", None, context, None, [], None, None, None, [], None)
    told = (made.Said, INSTRUCTION, later, Undefined, "a", "b", None, _ID, 1.5)
    first, last = instruction("begin"), instruction("end")

    def ask(core: Any) -> Any:
        rows = [first, *answers] if is_closing else [first, *answers, told]
        closing = told if is_closing else last
        return core.request_messages(made.SLOT, [made.spoken(core, row) for row in rows], made.spoken(core, closing))

    shown = both("messages").agree(ask)
    assert shown.error is None
