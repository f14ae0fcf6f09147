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


@pytest.mark.parametrize(("cls", "arguments"), CALLS)
@pytest.mark.parametrize("of_base", [False, True])
@pytest.mark.parametrize("form", ["dict", "json"])
def test_reading_calls_a_constructor_that_was_replaced(cls, arguments, of_base, form):
    made = cls(**arguments)
    document = made.to_dict() if form == "dict" else made.to_json()
    reading = getattr(cls, f"from_{form}")
    owner, original, called = RoledMessage if of_base else cls, cls.__init__, []

    def patched(self, **given):
        called.append(sorted(given))
        original(self, **given)

    found = [reading(document) for _ in range(3)]
    with mock.patch.object(owner, "__init__", patched):
        found += [reading(document) for _ in range(2)]
        assert len(called) == 2
    found += [reading(document) for _ in range(2)]

    assert len(called) == 2
    assert [each.to_dict() for each in found] == [made.to_dict()] * 7
    assert {frozenset(each.model_fields_set) for each in (*found[:3], *found[5:])} == {frozenset(cls.model_fields)}


@pytest.mark.parametrize(("cls", "arguments"), CALLS)
def test_documents_are_read_onto_the_cores_that_are_chosen_and_printed_by_those_they_have(cls, arguments):
    pytest.importorskip("lionagi._core_rust._native", reason="the native module is not built")
    made = cls(**arguments)
    document, text = made.to_dict(), made.to_json()
    kept = [made]
    for word in ("rust", "python", "rust"):
        with override(word):
            for each in (cls.from_dict(document), cls.from_json(text)):
                assert type(each._core) is active.cores.messages.MessageCore
                kept.append(each)
            for each in kept:
                assert each.to_dict() == document
                assert each.to_json() == text
                assert each.to_json(decode=False) == text.encode()
                assert each.to_dict(mode="db")["node_metadata"]["lion_class"] == cls.class_name(full=True)


def test_a_method_of_a_sub_class_or_of_a_patch_is_heard_when_a_message_is_printed():
    made = Instruction(instruction="hi")
    made.to_dict()
    with mock.patch.object(Instruction, "to_dict", return_value={"patched": True}):
        assert made.to_dict() == {"patched": True}

    class Loud(Instruction):
        def to_json(self, *args, **options):
            return super().to_json(*args, **options).upper()

    loud = Loud(instruction="hi")
    assert '"INSTRUCTION":"HI"' in loud.to_json()
    assert '"lion_class":"' + Loud.class_name(full=True) in Instruction.to_json(loud)


def test_what_was_read_is_released():
    text = Instruction(instruction="hi", context=[1], metadata={"a": [1]}).to_json()
    document = Instruction.from_json(text).to_dict()
    gc.collect()
    before = len(gc.get_objects()), sys.getrefcount(Instruction)

    for _ in range(1_000):
        Instruction.from_json(text).to_json()
        Instruction.from_dict(document).to_dict()
    gc.collect()

    after = len(gc.get_objects()), sys.getrefcount(Instruction)
    assert all(abs(now - then) < 100 for now, then in zip(after, before, strict=True)), (before, after)


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
