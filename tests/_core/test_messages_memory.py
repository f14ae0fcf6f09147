"""Messages and the memory they hold: cycles are found, nothing leaks, and text alone is overlooked by the collector.

A native core that holds only text, numbers, None, ids and roles is not tracked; each way something else can come into it, or out of it,
has a row here. `LIONAGI_LEAK_LOOPS=1000000` makes the loops as long as continuous integration wants them.
"""

from __future__ import annotations

import gc
import os
import sys
import weakref

import pytest

from lionagi.protocols.generic._ids import IDType
from lionagi.protocols.generic.element import _core_slot
from lionagi.protocols.messages import ActionRequest, ActionResponse, AssistantResponse, Instruction, System
from lionagi.registry import active

pytestmark = pytest.mark.usefixtures("backend")

LOOPS = int(os.environ.get("LIONAGI_LEAK_LOOPS", "20000"))
PERSON = "11111111-1111-4111-8111-111111111111"


class Probe:
    """Part of a cycle; its weak reference tells whether the cycle was collected."""


def core(message):
    return message._core


def by_content_attribute(record, probe):
    record.content.instruction = probe


def by_content_assigned(record, probe):
    record.content = probe


def by_list_of_content(record, probe):
    record.content.prompt_context.append(probe)


def by_list_of_fields(record, probe):
    record.fields()[2].append(probe)


def by_metadata(record, probe):
    record.metadata["probe"] = probe


def by_role(record, probe):
    record.role = probe


def by_sender(record, probe):
    record.sender = probe


def by_recipient(record, probe):
    record.recipient = [probe]


def by_embedding(record, probe):
    record.embedding.append(probe)


WAYS = [
    by_content_attribute,
    by_content_assigned,
    by_list_of_content,
    by_list_of_fields,
    by_metadata,
    by_role,
    by_sender,
    by_recipient,
    by_embedding,
]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_a_cycle_is_collected(way):
    record = core(Instruction(instruction="text", embedding=[1.0]))
    probe = Probe()
    probe.record = record
    way(record, probe)
    seen = weakref.ref(probe)
    del record, probe

    gc.collect()

    assert seen() is None


@pytest.mark.parametrize("name", ["context", "tool_schemas", "guidance", "response_format", "metadata"])
def test_a_cycle_through_an_argument_is_collected(name):
    probe = Probe()
    inside = {"context": [probe], "tool_schemas": [probe], "guidance": [probe], "response_format": {"a": probe}}
    probe.message = Instruction(instruction="text", **{name: inside.get(name, {"probe": probe})})
    seen = weakref.ref(probe)
    del probe, inside

    gc.collect()

    assert seen() is None


def test_text_alone_is_not_tracked(backend):
    if backend != "rust":
        pytest.skip("a property of the native core")
    people = {"sender": PERSON, "recipient": "alice"}
    plain = [
        System(),
        Instruction(instruction="text", guidance="more", **people),
        AssistantResponse(assistant_response="text", **people),
        ActionRequest(function="f", arguments={}),
    ]

    assert not any(gc.is_tracked(core(message)) for message in plain[:3])
    for message in plain[:3]:
        message.content  # noqa: B018  (hands out an object that may be changed)
        assert gc.is_tracked(core(message))


def test_fields_hand_out_what_the_content_holds():
    message = Instruction(instruction="text")
    handed = core(message).fields()[2]
    handed.append("more")

    assert message.content.prompt_context is handed
    assert core(message).fields()[2] is handed
    assert "more" in core(message).rendered()


MAKERS = {
    "system": lambda: System(system_message="text", system_datetime="now"),
    "instruction": lambda: Instruction(instruction="text", guidance="g", context=["c", {"k": 1}], sender=PERSON, recipient="alice"),
    "assistant_response": lambda: AssistantResponse(assistant_response="text", metadata={"a": [1]}, embedding=[1.0, 2.0]),
    "action_request": lambda: ActionRequest(function="f", arguments={"a": [1]}),
    "action_response": lambda: ActionResponse(function="f", arguments={"a": 1}, output={"x": [1]}),
}


def use(message):
    """Everything that makes an object of a message or hands one out."""
    record = message._core
    messages = active.cores.messages
    record.rendered()
    record.chat_message()
    name = type(message).__lion_class__
    written = record.to_json(name)
    type(record).from_json(written, name, record.kind)
    type(record).from_document(record.to_dict(name), record.kind, name)
    for document in (written, record.to_dict(name), "[]", {}, "{"):
        try:
            messages.attach_document(_core_slot, type(message).__new__(type(message)), document, record.kind, name)
        except ValueError:
            assert document == "{"
    messages.read_many(written, {name: record.kind})
    record.fields()
    record.content  # noqa: B018
    record.metadata  # noqa: B018
    record.embedding  # noqa: B018
    record.rendered()
    for bad in ({"other": 1}, {"sender": 5}, {"content": {"handle_context": "x"}}, {"embedding": ["x"]}):
        messages.attach_message(_core_slot, message, record.kind, bad)


def resident():
    with open("/proc/self/statm") as statm:
        return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)
@pytest.mark.parametrize("used", [False, True], ids=["made", "used"])
def test_a_loop_keeps_nothing(make, used, backend):
    loops = LOOPS // (20 if used or backend == "python" else 1)

    def run(count):
        for _ in range(count):
            message = make()
            if used:
                use(message)

    run(max(loops // 4, 200))
    gc.collect()
    before = resident()
    blocks = sys.getallocatedblocks()
    run(loops)
    gc.collect()

    assert sys.getallocatedblocks() - blocks < 400
    assert resident() - before < (2 << 20) + loops // 4  # a leak of one byte in four messages would show in a long run


def test_references_are_balanced():
    text, context = "a text of its own", ["c"]
    counts = sys.getrefcount(text), sys.getrefcount(context), sys.getrefcount(context[0])
    for _ in range(100):
        message = Instruction(instruction=text, context=context)
        use(message)
        del message
    gc.collect()

    assert (sys.getrefcount(text), sys.getrefcount(context), sys.getrefcount(context[0])) == counts


def test_a_content_object_needs_no_constructor():
    made = []

    class Counted(type(Instruction(instruction="x").content)):
        __slots__ = ()

        def __init__(self, *args, **given):
            made.append(self)
            super().__init__(*args, **given)

    message = Instruction(content=Counted(instruction="x"))
    assert len(made) == 1
    assert type(message.content) is Counted
    assert core(message).fields() is None
    assert IDType.create() is not None
