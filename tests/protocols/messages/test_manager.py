"""The message manager: kinds of messages, their places, what is found, and what is refused; against a plain list as a model."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from lionagi.protocols.messages import ActionRequest, ActionResponse, AssistantResponse, Instruction, MessageManager, System
from lionagi.protocols.types import Pile, Progression

pytestmark = pytest.mark.usefixtures("backend")


def talk() -> MessageManager:
    """System, question, request, response, answer."""
    manager = MessageManager()
    manager.add_message(system="Be brief.")
    manager.add_message(instruction="ask", context=[{"a": 1}], tool_schemas=[{"name": "f"}])
    request = manager.add_message(action_function="f", action_arguments={"a": 1})
    manager.add_message(action_request=request, action_output=2)
    manager.add_message(assistant_response="answer")
    return manager


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        ({"instruction": "x"}, Instruction),
        ({}, Instruction),
        ({"assistant_response": "x"}, AssistantResponse),
        ({"assistant_response": ""}, AssistantResponse),
        ({"system": "x"}, System),
        ({"system_datetime": True}, System),
        ({"action_function": "f", "action_arguments": {}}, ActionRequest),
        ({"action_request": ActionRequest(function="f")}, ActionRequest),
        ({"action_request": ActionRequest(function="f"), "action_output": 0}, ActionResponse),
    ],
    ids=str,
)
def test_the_kind_follows_from_what_is_given(given, kind):
    manager = MessageManager()
    made = manager.add_message(**given)
    assert type(made) is kind
    assert made in manager.messages


@pytest.mark.parametrize(
    "given",
    [
        {"instruction": "x", "system": "y"},
        {"instruction": "x", "assistant_response": "y"},
        {"system": "x", "assistant_response": "y"},
        {"instruction": "x", "action_request": ActionRequest(function="f")},
    ],
    ids=str,
)
def test_one_message_at_a_time(given):
    manager = MessageManager()
    with pytest.raises(ValueError, match=r"^Only one message type can be added at a time\.$"):
        manager.add_message(**given)
    assert len(manager.messages) == 0


def test_an_output_needs_its_request():
    with pytest.raises(ValueError, match=r"provide a corresponding action request"):
        MessageManager().add_message(action_output=1)


def test_the_system_message_is_first_and_one():
    manager = talk()
    first = manager.system
    second = manager.add_message(system="Be long.")
    assert manager.messages[0] is second is manager.system
    assert first not in manager.messages
    with pytest.raises(ValueError, match=r"^System message must be a System instance\.$"):
        manager.set_system("x")
    assert manager.system is second


def test_clearing_keeps_the_system_message():
    manager = talk()
    asyncio.run(manager.aclear_messages())
    assert list(manager.messages) == [manager.system]
    assert bool(manager)
    assert not MessageManager()


def test_what_is_found():
    manager = talk()
    system, ask, request, response, answer = manager.messages
    assert (manager.last_instruction, manager.last_response) == (ask, answer)
    for found, wanted in (
        (manager.instructions, [ask]),
        (manager.assistant_responses, [answer]),
        (manager.actions, [request, response]),
        (manager.action_requests, [request]),
        (manager.action_responses, [response]),
    ):
        assert isinstance(found, Pile)
        assert list(found) == wanted
    assert system in manager
    assert Instruction(instruction="other") not in manager
    assert MessageManager().last_response is None


def test_metadata_goes_under_extra():
    made = MessageManager().add_message(instruction="x", metadata={"a": 1})
    assert made.metadata == {"extra": {"a": 1}}


def test_context_is_extended_or_replaced():
    manager = MessageManager()
    made = manager.add_message(instruction="x", context=["a"])
    assert manager.add_message(instruction=made, context=["b"]) is made
    assert made.content.prompt_context == ["a", "b"]
    manager.add_message(instruction=made, context=["c"], handle_context="replace")
    assert made.content.prompt_context == ["c"]
    assert len(manager.messages) == 1
    with pytest.raises(ValueError, match="handle_context must be either 'extend' or 'replace'"):
        manager.add_message(instruction=made, context=["d"], handle_context="other")


def test_tools_of_the_last_instruction_are_taken_away():
    manager = talk()
    manager.remove_last_instruction_tool_schemas()
    assert manager.last_instruction.content.tool_schemas == []
    MessageManager().remove_last_instruction_tool_schemas()


def test_recent_answers_of_tools_go_into_a_context():
    manager = MessageManager()
    for number in range(2):
        request = manager.add_message(action_function="f", action_arguments={"n": number})
        manager.messages.exclude(request)
        manager.add_message(action_request=request, action_output=number)
    asked = Instruction(instruction="x")
    manager.concat_recent_action_responses_to_instruction(asked)
    assert [content.output for content in asked.content.prompt_context] == [1, 0]


def test_chat_messages_of_an_order():
    manager = talk()
    ids = [message.id for message in manager.messages]
    assert manager.to_chat_msgs() == [message.chat_msg for message in manager.messages]
    assert manager.to_chat_msgs(Progression(order=ids[::-1])) == [message.chat_msg for message in reversed(list(manager.messages))]
    assert manager.to_chat_msgs([]) == []
    with pytest.raises(ValueError, match=r"^One or more messages in the requested progression are invalid\.$"):
        manager.to_chat_msgs([Instruction(instruction="x").id])


@pytest.mark.parametrize("form", [list, Pile, lambda messages: Pile(messages).to_dict(), lambda messages: [m.to_dict() for m in messages]])
def test_messages_come_as_lists_piles_and_documents(form):
    messages = [message for message in talk().messages if not isinstance(message, System)]
    made = MessageManager(messages=form(messages))
    assert [message.id for message in made.messages] == [message.id for message in messages]


def test_an_order_may_be_given():
    messages = [Instruction(instruction=text) for text in "ab"]
    made = MessageManager(messages=messages, progression=Progression(order=[messages[1].id, messages[0].id]))
    assert list(made.messages) == messages[::-1]
    assert made.progression == made.messages.progression


class AsAList(RuleBasedStateMachine):
    """What happens to a manager happens to a list of texts."""

    def __init__(self) -> None:
        super().__init__()
        self.manager = MessageManager()
        self.model: list[str] = []
        self.system: str | None = None

    @rule(text=st.text("abc", min_size=1))
    def ask(self, text):
        self.manager.add_message(instruction=text)
        self.model.append(text)

    @rule(text=st.text("abc", min_size=1))
    def answer(self, text):
        self.manager.add_message(assistant_response=text)
        self.model.append(text)

    @rule(text=st.text("abc", min_size=1))
    def order(self, text):
        self.manager.add_message(system=text)
        self.system = text

    @rule()
    def clear(self):
        self.manager.clear_messages()
        self.model.clear()

    @rule(data=st.data())
    def take_out(self, data):
        if self.model:
            at = data.draw(st.integers(0, len(self.model) - 1))
            self.manager.messages.pop(at + (self.system is not None))
            del self.model[at]

    @invariant()
    def is_the_list(self):
        shown = []
        for message in self.manager.messages:
            content = message.content
            shown.append(getattr(content, "instruction", None) or getattr(content, "assistant_response", None) or content.system_message)
        assert shown == ([] if self.system is None else [self.system]) + self.model


def test_a_manager_is_a_list_with_a_system_message():
    run_state_machine_as_test(AsAList, settings=settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck)))
