"""`messages`, tracked operations in the public API. Unit: ns a message.

Floors: the native core alone (what the shell adds is the difference) and a slotted class with the same values. 0.18.0 takes contents as a
dict only, so its statement is spelt that way; ours are spelt as users of this version write them.
"""

import gc

from benchmarks.measure import contender, tracked

KEPT = 20_000  # messages kept by one statement of the lines `message_kept_*`: many collections of the oldest generation
TEXT = "Summarise the text, please: now."  # 32 characters
GUIDANCE, SENDER, RECIPIENT = "Be brief.", "alice", "bob"
CONTEXT = [{"file": "a.py", "lines": 120}, "second: entry", ["x", 1.5]]
TOOL = {
    "type": "function",
    "function": {
        "name": "add",
        "description": "Adds two numbers.",
        "parameters": {"type": "object", "properties": {"a": {"type": "number", "description": None}}, "required": ["a"]},
    },
}


def message_classes():
    from lionagi.protocols.messages import AssistantResponse, Instruction

    return Instruction, AssistantResponse


def is_reference():
    from lionagi.version import __version__

    return __version__.startswith("0.")


def made(**content):
    """An instruction with two participants."""
    instruction, _ = message_classes()
    return instruction(content=content, sender=SENDER, recipient=RECIPIENT)


def names(**more):
    instruction, _ = message_classes()
    instruction(content={"instruction": TEXT})
    return {"Instruction": instruction, "TEXT": TEXT, "GUIDANCE": GUIDANCE, "SENDER": SENDER, "RECIPIENT": RECIPIENT, **more}


def native_core():
    from lionagi.registry import cores

    made(instruction=TEXT)
    return cores(use_rust_core=True).messages


FLAT = "Instruction(instruction=TEXT, guidance=GUIDANCE, sender=SENDER, recipient=RECIPIENT)"
NESTED = "Instruction(content={'instruction': TEXT, 'guidance': GUIDANCE}, sender=SENDER, recipient=RECIPIENT)"


@tracked("message_create", "messages", floor="native_core", target=5.0)
def message_create():
    return (NESTED if is_reference() else FLAT), names()


@contender("message_create", "native_core")
def native_create():
    core = native_core()
    fields = (TEXT, GUIDANCE, [], None, [], None, None, None, [], None)
    return "Core(2, fields, role, SENDER, RECIPIENT)", {
        "Core": core.MessageCore,
        "fields": fields,
        "role": core.read_role("user"),
        "SENDER": SENDER,
        "RECIPIENT": RECIPIENT,
    }


@contender("message_create", "slotted_uuid4")
def slotted_create():
    import time
    import uuid

    class Message:
        __slots__ = ("created_at", "guidance", "id", "instruction", "metadata", "recipient", "sender")

        def __init__(self, instruction, guidance, sender, recipient):
            self.id, self.created_at, self.metadata = uuid.uuid4(), time.time(), {}
            self.instruction, self.guidance, self.sender, self.recipient = instruction, guidance, sender, recipient

    return "Message(TEXT, GUIDANCE, SENDER, RECIPIENT)", names(Message=Message)


def kept(make):
    """A statement that makes and keeps messages, with the collector at work as in a program."""

    def run():
        gc.enable()
        found = [make(number) for number in range(KEPT)]
        gc.disable()
        return found

    return "run()", {"run": run}


@tracked("message_kept_text", "messages", per=KEPT)
def message_kept_text():
    instruction, _ = message_classes()
    ends = {"sender": SENDER, "recipient": RECIPIENT}
    if is_reference():
        return kept(lambda number: instruction(content={"instruction": f"{number:032d}"}, **ends))
    return kept(lambda number: instruction(instruction=f"{number:032d}", **ends))


@tracked("message_kept_dict", "messages", per=KEPT)
def message_kept_dict():
    instruction, _ = message_classes()
    ends = {"sender": SENDER, "recipient": RECIPIENT}
    if is_reference():
        return kept(
            lambda number: instruction(content={"instruction": TEXT, "context": [{"number": number}]}, metadata={"n": number}, **ends)
        )
    return kept(lambda number: instruction(instruction=TEXT, context=[{"number": number}], metadata={"n": number}, **ends))


@tracked("message_to_dict", "messages", floor="native_core")
def message_to_dict():
    return "message.to_dict()", {"message": made(instruction=TEXT)}


@contender("message_to_dict", "native_core")
def native_to_dict():
    return "core.to_dict('lionagi.protocols.messages.instruction.Instruction')", {"core": rust_message()._core}


@contender("message_to_dict", "literal")
def literal_dict():
    """The interpreter's own way to make a dict of that shape, with every value at hand."""

    def document(said, role, time):
        return {
            "id": "12345678-1234-4678-9234-567812345678",
            "created_at": time,
            "metadata": {"lion_class": "lionagi.protocols.messages.instruction.Instruction"},
            "content": {
                "instruction": said,
                "guidance": None,
                "prompt_context": [],
                "plain_content": None,
                "tool_schemas": [],
                "response_format": None,
                "_schema_dict": None,
                "_model_class": None,
                "images": [],
                "image_detail": None,
            },
            "embedding": None,
            "role": role,
            "sender": SENDER,
            "recipient": RECIPIENT,
        }

    return "document(TEXT, None, 1.5)", {"document": document, "TEXT": TEXT}


@tracked("message_to_json", "messages", floor="native_core")
def message_to_json():
    return "message.to_json()", {"message": made(instruction=TEXT)}


@contender("message_to_json", "native_core")
def native_to_json():
    return "core.to_json('lionagi.protocols.messages.instruction.Instruction')", {"core": rust_message()._core}


def rust_message():
    from lionagi.registry import override

    with override("rust"):
        return made(instruction=TEXT)


@tracked("message_from_dict", "messages", floor="msgspec")
def message_from_dict():
    """A copy is made for 0.18.0 alone, which empties its argument."""
    instruction, _ = message_classes()
    document = made(instruction=TEXT).to_dict()
    statement = "Instruction.from_dict({**document, 'metadata': dict(metadata)})" if is_reference() else "Instruction.from_dict(document)"
    return statement, {"Instruction": instruction, "document": document, "metadata": document["metadata"]}


@contender("message_from_dict", "msgspec")
def msgspec_from_dict():
    import msgspec

    struct, document = msgspec_message()
    return "convert(document, Message)", {"convert": msgspec.convert, "Message": struct, "document": document}


@tracked("message_from_json", "messages", floor="msgspec")
def message_from_json():
    instruction, _ = message_classes()
    return "Instruction.from_json(text)", {"Instruction": instruction, "text": made(instruction=TEXT).to_json()}


@contender("message_from_json", "msgspec")
def msgspec_from_json():
    import msgspec

    struct, document = msgspec_message()
    return "decode(text)", {"decode": msgspec.json.Decoder(struct).decode, "text": msgspec.json.encode(document)}


def msgspec_message():
    """A struct of the fields of an instruction, and a document of it: what a peer pays for the same."""
    import uuid
    from typing import Any

    import msgspec

    content = msgspec.defstruct("Content", [("instruction", Any), ("guidance", Any), ("prompt_context", list), ("images", list)])
    fields = [("id", uuid.UUID), ("created_at", float), ("metadata", dict), ("content", content)]
    struct = msgspec.defstruct("Message", [*fields, ("role", str), ("sender", str), ("recipient", str)])
    return struct, made(instruction=TEXT).to_dict(mode="json")


@tracked("chat_msg", "messages", floor="pyyaml")
def chat_msg():
    """An instruction with guidance, three pieces of context and a tool."""
    return "message.chat_msg", {"message": made(instruction=TEXT, guidance=GUIDANCE, context=CONTEXT, tool_schemas=[TOOL])}


@contender("chat_msg", "pyyaml")
def pyyaml_chat_msg():
    import yaml

    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    document = {"Guidance": GUIDANCE, "Instruction": TEXT, "Context": CONTEXT, "Tools": [TOOL]}
    return "dump(document, Dumper=Dumper, sort_keys=False, allow_unicode=True)", {"dump": yaml.dump, "Dumper": dumper, "document": document}


@tracked("chat_msg_text", "messages")
def chat_msg_text():
    return "message.chat_msg", {"message": made(instruction=TEXT)}
