"""Usual calls of a message's class may go straight to the core: nobody can tell, whatever is done to the classes or to the cores."""

from __future__ import annotations

import gc
import sys
import weakref
from unittest import mock

import pytest

from lionagi._errors import IDError
from lionagi.protocols.messages import ActionRequest, ActionResponse, AssistantResponse, Instruction, RoledMessage, System
from lionagi.registry import active, override

pytestmark = pytest.mark.usefixtures("backend")

CALL = {"function": "f", "arguments": {"a": 1}}
CALLS = [
    pytest.param(System, {"system_message": "be kind"}, id="system"),
    pytest.param(Instruction, {"instruction": "hi", "sender": "user", "recipient": "me"}, id="instruction"),
    pytest.param(Instruction, {"content": {"instruction": "hi", "context": [1]}}, id="content"),
    pytest.param(AssistantResponse, {"assistant_response": "x", "metadata": {"a": 1}}, id="answer"),
    pytest.param(ActionRequest, {"content": CALL}, id="request"),
    pytest.param(ActionResponse, {"content": {**CALL, "output": 2}}, id="response"),
]


def warm(cls: type, arguments: dict) -> None:
    for _ in range(3):
        cls(**arguments)


@pytest.mark.parametrize(("cls", "arguments"), CALLS)
def test_it_is_made_as_ever(cls, arguments):
    first = cls(**arguments)
    warm(cls, arguments)
    made = cls(**arguments)

    assert type(made) is cls
    assert type(made._core) is active.cores.messages.MessageCore
    assert made.id != first.id
    changing = {"id", "created_at"}
    alike = [{name: value for name, value in each.to_dict(mode="json").items() if name not in changing} for each in (first, made)]
    if cls is not System:  # it may carry the moment
        assert alike[0] == alike[1]
    assert made.metadata == arguments.get("metadata", {})
    assert cls.from_dict(made.to_dict()).rendered == made.rendered


@pytest.mark.parametrize(("cls", "arguments"), CALLS)
@pytest.mark.parametrize("of_base", [False, True])
def test_a_constructor_that_was_replaced_is_called(cls, arguments, of_base):
    warm(cls, arguments)
    owner, original, called = RoledMessage if of_base else cls, cls.__init__, []

    def patched(self, **given):
        called.append(given)
        original(self, **given)

    with mock.patch.object(owner, "__init__", patched):
        cls(**arguments)
        cls(**arguments)
    cls(**arguments)

    assert called == [arguments, arguments]


@pytest.mark.parametrize(("cls", "arguments"), CALLS)
def test_a_sub_class_comes_by_its_own_constructor(cls, arguments):
    warm(cls, arguments)

    class Derived(cls):
        def __init__(self, **given):
            super().__init__(**given)
            self.metadata["seen"] = True

    assert Derived(**arguments).metadata["seen"] is True


@pytest.mark.parametrize(
    ("arguments", "error", "said"),
    [
        ({"content": 5}, TypeError, "content must be dict or InstructionContent instance"),
        ({"instruction": "hi", "content": {}}, TypeError, "not both: content and instruction"),
        ({"instruction": "hi", "sender": 5}, ValueError, "sender"),
        ({"instruction": "hi", "unknown": 5}, ValueError, "unknown"),
        ({"instruction": "hi", "id": "no id"}, IDError, "Invalid ID"),
    ],
)
def test_what_is_wrong_is_told_in_the_same_words_before_and_after(arguments, error, said):
    texts = []
    for _ in range(3):
        with pytest.raises(Exception) as raised:  # noqa: PT011 -- compared below
            Instruction(**arguments)
        texts.append((type(raised.value), str(raised.value)))
        warm(Instruction, {"instruction": "hi"})

    assert len(set(texts)) == 1
    assert issubclass(texts[0][0], error)
    assert said in texts[0][1]


def test_arguments_by_place_are_refused():
    warm(Instruction, {"instruction": "hi"})

    with pytest.raises(TypeError, match="takes 1 positional argument but 2 were given"):
        Instruction("hi")


def test_each_choice_of_cores_holds_for_calls_made_under_it():
    pytest.importorskip("lionagi._core_rust._native", reason="the native module is not built")
    seen = []
    for word in ("rust", "python", "rust"):
        with override(word):
            seen += [type(Instruction(instruction="hi")._core) is active.cores.messages.MessageCore for _ in range(2)]
            seen += [type(Instruction(instruction="hi")._core).__module__.startswith("lionagi._core_py") == (word == "python")]

    assert seen == [True] * 9


def test_what_was_made_is_released():
    warm(Instruction, {"instruction": "hi"})
    context = [object()]
    gc.collect()
    before = sys.getrefcount(context[0]), sys.getrefcount(Instruction)

    for _ in range(1_000):
        Instruction(content={"instruction": "hi", "context": context})
    gc.collect()

    after = sys.getrefcount(context[0]), sys.getrefcount(Instruction)
    assert all(abs(now - then) < 100 for now, then in zip(after, before, strict=True)), (before, after)


def test_a_cycle_through_metadata_is_collected():
    warm(Instruction, {"instruction": "hi"})
    message = Instruction(instruction="hi", metadata={"a": 1})
    message.metadata["self"] = message
    gone = weakref.ref(message)

    del message
    gc.collect()

    assert gone() is None
