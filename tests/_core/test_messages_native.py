"""Messages of both backends in one call: every operation that takes several must not care whose cores it is handed.

Contract tests run on each backend by itself; here is what only happens where both are present.
"""

from __future__ import annotations

import itertools
import json

import pytest

from lionagi import registry
from lionagi.protocols.generic.element import _core_slot
from lionagi.protocols.messages import ActionRequest, ActionResponse, AssistantResponse, Instruction, System
from lionagi.registry import active, loading, override, words

pytestmark = pytest.mark.skipif(loading.probe_native(registry.COMPONENTS, None).state != words.LOADED, reason="needs the native part")

BACKENDS = ["python", "rust"]


def conversation(backends):
    """The same messages, each made by the next of these backends."""
    made = []
    turns = [
        lambda n: System(system_message="rules", **head(n)),
        lambda n: Instruction(instruction="one", context=["c"], tool_schemas=[{"t": 1}], response_format={"a": "b"}, **head(n)),
        lambda n: AssistantResponse(assistant_response="first", sender="alice", **head(n)),
        lambda n: AssistantResponse(assistant_response="second", **head(n)),
        lambda n: ActionRequest(function="f", arguments={"x": [1]}, **head(n)),
        lambda n: ActionResponse(function="f", arguments={"x": [1]}, output={"y": 2}, **head(n)),
        lambda n: Instruction(instruction="two", guidance="slowly", images=["QUJD"], **head(n)),
        lambda n: Instruction(instruction="dropped", **head(n)),
        lambda n: ActionResponse(function="g", arguments={}, output=0, **head(n)),
    ]
    for number, (turn, backend) in enumerate(zip(turns, backends, strict=False)):
        with override(backend):
            made.append(turn(number))
    return made


def head(number):
    return {"id": f"11111111-1111-4111-8111-{number:012d}", "created_at": 1.5}


MIXES = [itertools.cycle(["python"]), itertools.cycle(["rust"]), itertools.cycle(BACKENDS), itertools.cycle(BACKENDS[::-1])]


def everything(core, history, closing, system):
    return {
        "chat": core.chat_messages(_core_slot, history),
        "request": core.request_messages(_core_slot, history, closing),
        "request with a system": core.request_messages(_core_slot, history, closing, system),
        "json": core.write_many(_core_slot, history),
        "lines": core.write_many(_core_slot, history, True),
    }


def test_operations_on_several_take_cores_of_both():
    answers = []
    for mix in MIXES:
        history = conversation(mix)
        for backend in BACKENDS:
            with override(backend):
                closing = Instruction(instruction="last", **head(99))
                answers.append(everything(active.cores.messages, history, closing, history[0]))

    assert all(answer == answers[0] for answer in answers)
    assert len(answers) == 8
    shown = answers[0]["request with a system"]
    assert [each["role"] for each in shown] == ["user", "assistant", "user", "user"]
    assert shown[0]["content"].startswith("Guidance: rules\n")
    assert shown[1]["content"] == "first\n\nsecond"


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("name", ["codec", "entity"])
def test_a_message_inside_a_document_is_its_dict(backend, name):
    for maker in BACKENDS:
        for message in conversation(itertools.cycle([maker])):
            with override(backend):
                if name == "codec":
                    written = active.cores.codec.json_encode({"deep": [message]})
                    assert json.loads(written) == {"deep": [message.to_dict(mode="json")]}
                else:
                    name_of_class = type(message).__lion_class__
                    written = type(message._core).to_json_many([message._core, message._core], [name_of_class] * 2)
                    assert json.loads(written) == [message.to_dict(mode="json")] * 2


def test_a_message_inside_messagepack_keeps_its_fields():
    for maker, packer in itertools.product(BACKENDS, BACKENDS):
        for message in conversation(itertools.cycle([maker])):
            with override(packer):
                core = active.cores.codec
                read = core.msgpack_decode(core.msgpack_encode(message), lambda fields: fields)
            assert read["content"].keys() == message.to_dict()["content"].keys()
            assert read["sender"] == message.to_dict()["sender"]


def test_many_documents_are_read_alike_below_and_above_the_size_for_threads():
    history = conversation(itertools.cycle(["rust"]))
    kinds = {type(message).__lion_class__: message._core.kind for message in history}
    with override("rust"):
        core = active.cores.messages
        for repeats, lines in itertools.product([1, 300], [False, True]):
            data = core.write_many(_core_slot, history * repeats, lines)
            found = core.read_many(data, kinds)
            assert len(found) == repeats * len(history)
            for (name, read), message in zip(found, history * repeats, strict=True):
                assert name == type(message).__lion_class__
                assert read.to_json(name) == message._core.to_json(name)


@pytest.mark.parametrize("lines", [False, True])
@pytest.mark.parametrize("repeats", [1, 300])
def test_a_fault_in_many_documents_has_its_place(lines, repeats):
    history = conversation(itertools.cycle(["rust"]))
    errors = []
    for backend in BACKENDS:
        with override(backend):
            core = active.cores.messages
            data = core.write_many(_core_slot, history * repeats, lines)
            at = data.rindex(b'"created_at":1.5') + len(b'"created_at":')
            with pytest.raises(json.JSONDecodeError) as caught:
                core.read_many(data[:at] + b"x" + data[at:], {})
            errors.append((str(caught.value), caught.value.pos))
            assert caught.value.pos == at

    assert errors[0] == errors[1]


class Terse(Instruction):
    """A class with a form of its own."""

    @property
    def rendered(self):
        return "terse"


def test_a_class_with_its_own_rendering_is_asked():
    answers = []
    for maker, asked in itertools.product(BACKENDS, BACKENDS):
        with override(maker):
            history = [Terse(instruction="long", **head(1)), AssistantResponse(assistant_response="a", **head(2))]
            closing = Instruction(instruction="q", **head(3))
        with override(asked):
            core = active.cores.messages
            answers.append((core.chat_messages(_core_slot, history), core.request_messages(_core_slot, history, closing)))

    assert all(answer == answers[0] for answer in answers)


def test_containers_handed_out_in_a_request_belong_to_the_message():
    with override("rust"):
        answer = ActionResponse(function="f", arguments={"x": 1}, output=[1])
        closing = Instruction(instruction="q")
        core = active.cores.messages
        before = core.request_messages(_core_slot, [answer], closing)
        answer.content.output.append(2)
        after = core.request_messages(_core_slot, [answer], closing)

    assert "- 1" in before[0]["content"]
    assert "- 2" not in before[0]["content"]
    assert "- 2" in after[0]["content"]
    assert closing.content.prompt_context == []
