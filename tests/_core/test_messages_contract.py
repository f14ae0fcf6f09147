"""The contract of `messages`, on each core: records, readers, rendering, conversations, documents, the estimate of tokens.

Not here: the public classes (`tests/protocols/messages/`), memory and the collector (`test_messages_memory.py`), cores of both backends
in one call (`test_messages_native.py`), random inputs on both at once (`equivalence_tests/test_messages/`).
"""

from __future__ import annotations

import copy
import inspect
import json
import time
import uuid

import pytest
import yaml
from pydantic import BaseModel

from lionagi import _errors
from lionagi._core import messages as contract
from lionagi._core.messages import (
    ACTION_REQUEST,
    ACTION_RESPONSE,
    ARGUMENTS,
    ASSISTANT_RESPONSE,
    DEFAULT_SYSTEM_MESSAGE,
    DEFAULTS,
    FIELDS,
    GENERIC,
    INSTRUCTION,
    SYSTEM,
    MessageRole,
)
from lionagi._core.sentinels import Undefined
from lionagi.protocols.generic._ids import IDType
from lionagi.protocols.generic.element import _core_slot
from lionagi.protocols.graph.node import Node
from lionagi.protocols.messages import (
    ActionRequest,
    ActionResponse,
    AssistantResponse,
    Instruction,
    InstructionContent,
    MessageContent,
    RoledMessage,
    System,
    SystemContent,
)
from lionagi.registry import active

pytestmark = pytest.mark.usefixtures("backend")

ID = "11111111-1111-4111-8111-111111111111"
OTHER = "22222222-2222-4222-8222-222222222222"
NAME = "package.module.Name"
KINDS = [SYSTEM, INSTRUCTION, ASSISTANT_RESPONSE, ACTION_REQUEST, ACTION_RESPONSE]
CLASSES = {
    SYSTEM: System,
    INSTRUCTION: Instruction,
    ASSISTANT_RESPONSE: AssistantResponse,
    ACTION_REQUEST: ActionRequest,
    ACTION_RESPONSE: ActionResponse,
}
SAMPLE = {
    SYSTEM: ("s", None),
    INSTRUCTION: ("i", "g", ["c"], None, [{"t": 1}], {"a": 1}, {"a": 1}, None, ["u"], "low"),
    ASSISTANT_RESPONSE: ("a",),
    ACTION_REQUEST: ("f", {"a": 1}, None),
    ACTION_RESPONSE: ("f", {"a": 1}, {"o": 2}, ID),
}
EACH = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: CLASSES[kind].__name__)


class Answer(BaseModel):
    name: str = "n"


class Foreign(MessageContent):
    __slots__ = ("error", "text")

    def __init__(self, text, error=None):
        self.text, self.error = text, error

    @property
    def rendered(self):
        if self.error is not None:
            raise self.error
        return self.text

    def to_dict(self, exclude=None):
        return {"text": self.text}


@pytest.fixture(autouse=True)
def ids_are_bound(backend):
    IDType.create()  # a first touch loads the ids, which are told their class then


@pytest.fixture
def core():
    return active.cores.messages


def record(kind, content=None, *rest):
    return active.cores.messages.MessageCore(kind, copy.deepcopy(SAMPLE[kind]) if content is None else content, *rest)


# --- the module ------------------------------------------------------------------------------------------------------------------


def members(protocol):
    return {name for name, value in vars(protocol).items() if inspect.isfunction(value) and not name.startswith("_")}


def test_every_function_of_the_contract_is_there(core):
    for name in members(contract.MessagesCore):
        assert callable(getattr(core, name)), name
    for name in members(contract.MessageCore) | {"from_json", "from_document", "from_fields", "to_dict", "to_json"}:
        assert callable(getattr(core.MessageCore, name)), name


def test_tables_have_a_row_for_each_kind():
    assert [GENERIC, *KINDS] == list(range(6))
    assert len(FIELDS) == len(ARGUMENTS) == len(DEFAULTS) == 6
    for kind in KINDS:
        assert {name for name in FIELDS[kind] if not name.startswith("_")} <= ARGUMENTS[kind]


# --- records ---------------------------------------------------------------------------------------------------------------------


@EACH
def test_a_record_of_fields_makes_its_content_when_it_is_read(kind):
    made = record(kind)

    assert made.kind == kind
    assert made.fields() == SAMPLE[kind]
    content = made.content
    assert type(content) is CLASSES[kind].__lion_content__
    assert made.content is content
    assert tuple(getattr(content, name) for name in FIELDS[kind]) == SAMPLE[kind]
    assert (made.role, made.sender, made.recipient) == DEFAULTS[kind]
    assert abs(made.created_at - time.time()) < 5
    assert made.embedding is None
    assert made.embedding_bytes() is None


@EACH
def test_the_content_is_the_truth_once_it_was_read(kind):
    made = record(kind)
    name = FIELDS[kind][0]
    setattr(made.content, name, "changed")

    assert made.fields()[0] == "changed"
    assert made.to_dict(NAME)["content"][name] == "changed"


@EACH
def test_a_content_object_is_kept(kind):
    content = CLASSES[kind].__lion_content__()
    made = record(kind, content)

    assert made.content is content
    assert made.fields() == tuple(getattr(content, name) for name in FIELDS[kind])


def test_fields_hand_out_the_containers_of_the_content():
    made = record(INSTRUCTION)
    made.fields()[2].append("d")

    assert made.content.prompt_context == ["c", "d"]
    assert made.content.prompt_context is made.fields()[2]


@pytest.mark.parametrize("content", [Foreign("x"), InstructionContent("i"), None, 5], ids=repr)
def test_the_content_of_a_generic_record_is_foreign(content):
    made = active.cores.messages.MessageCore(GENERIC, content)

    assert made.kind == GENERIC
    assert made.content is content
    assert made.fields() is None


def test_a_content_of_another_class_is_foreign():
    class Derived(InstructionContent):
        @property
        def rendered(self):
            return "derived"

    made = record(INSTRUCTION, Derived(instruction="i"))

    assert made.fields() is None
    assert made.rendered() == "derived"
    assert made.chat_message() == {"role": "user", "content": "derived"}


def test_a_content_that_fails_shows_nothing_in_a_chat():
    made = active.cores.messages.MessageCore(GENERIC, Foreign("x", RuntimeError("no")))

    assert made.chat_message() is None
    with pytest.raises(RuntimeError, match="no"):
        made.rendered()


def test_everything_can_be_given_and_assigned():
    made = record(INSTRUCTION, None, MessageRole.SYSTEM, "a", "b", [1.0], ID, 1.5, {"k": 1})

    assert made.to_dict(NAME) == {
        "id": ID,
        "created_at": 1.5,
        "metadata": {"k": 1, "lion_class": NAME},
        "content": dict(zip(FIELDS[INSTRUCTION], SAMPLE[INSTRUCTION], strict=True)),
        "embedding": [1.0],
        "role": MessageRole.SYSTEM,
        "sender": "a",
        "recipient": "b",
    }
    made.role, made.sender, made.recipient, made.embedding = MessageRole.USER, None, MessageRole.UNSET, [2.0]
    made.content = SystemContent("s")
    assert (made.role, made.sender, made.recipient, made.embedding) == (MessageRole.USER, None, MessageRole.UNSET, [2.0])
    assert made.rendered() == "s"


def test_identity_and_time_can_be_told():
    first, second = (record(SYSTEM, None, *[Undefined] * 3, None, *[Undefined] * 3, 7.25, b"x" * 16) for _ in range(2))

    assert first.created_at == 7.25
    assert first.id == second.id
    assert first.same_id(second)
    assert record(SYSTEM).id != record(SYSTEM).id


def test_a_record_is_made_of_a_dict_of_its_names(core):
    made = core.MessageCore.from_fields({"kind": SYSTEM, "content": ("s", None), "sender": "x", "id": ID})

    assert (made.kind, made.sender, made.id_text()) == (SYSTEM, "x", ID)


@pytest.mark.parametrize(
    ("arguments", "error"),
    [({"created_at": "soon"}, _errors.InvalidFields), ({"embedding": "x"}, _errors.InvalidFields), ({"id": "zz"}, _errors.IDError)],
    ids=str,
)
def test_a_record_of_wrong_values_is_refused(core, arguments, error):
    with pytest.raises(error):
        core.MessageCore.from_fields({"kind": SYSTEM, "content": ("s", None), **arguments})


# --- attaching -------------------------------------------------------------------------------------------------------------------


def attached(core, kind, given, *rest):
    shell = RoledMessage.__new__(CLASSES.get(kind, RoledMessage))
    before = dict(given)
    done = core.attach_message(_core_slot, shell, kind, given, *rest)
    assert given == before
    return shell if done else None


USUAL = [
    (SYSTEM, {}),
    (SYSTEM, {"system_message": "s"}),
    (INSTRUCTION, {"instruction": "i", "context": "c", "sender": "a", "recipient": ID, "role": "user"}),
    (INSTRUCTION, {"content": {"instruction": "i"}, "id": OTHER, "created_at": 2.5, "metadata": {"k": 1}}),
    (INSTRUCTION, {"content": InstructionContent("i"), "sender": None}),
    (ACTION_REQUEST, {"function": "f", "arguments": {"a": 1}, "embedding": [1.0]}),
    (GENERIC, {"content": Foreign("x"), "role": MessageRole.USER}),
]


@pytest.mark.parametrize(("kind", "given"), USUAL, ids=lambda value: "")
def test_a_usual_constructor_is_one_crossing(core, kind, given):
    shell = attached(core, kind, given, 7.25, b"x" * 16)

    assert shell is not None
    assert shell._core.kind == kind
    assert shell.created_at == given.get("created_at", 7.25)
    for name in ("sender", "recipient"):
        assert getattr(shell, name) == (
            core.read_participant(given[name]) if name in given else DEFAULTS[kind][2 if name == "recipient" else 1]
        )


UNUSUAL = [
    (INSTRUCTION, {}),
    (INSTRUCTION, {"sender": "x"}),
    (INSTRUCTION, {"instruction": "i", "misspelt": 1}),
    (INSTRUCTION, {"instruction": "i", "content": {}}),
    (INSTRUCTION, {"content": SystemContent()}),
    (INSTRUCTION, {"content": 5}),
    (INSTRUCTION, {"instruction": "i", "role": "nobody"}),
    (INSTRUCTION, {"instruction": "i", "sender": 5}),
    (INSTRUCTION, {"instruction": "i", "id": "zz"}),
    (INSTRUCTION, {"instruction": "i", "created_at": "soon"}),
    (INSTRUCTION, {"instruction": "i", "embedding": "x"}),
    (INSTRUCTION, {"instruction": "i", "metadata": 5}),
    (INSTRUCTION, {"instruction": "i", "handle_context": "x"}),
    (ACTION_REQUEST, {"function": 5}),
    (ACTION_REQUEST, {"function": "f", "arguments": "nope"}),
    (GENERIC, {}),
    (GENERIC, {"content": {"a": 1}}),
    (GENERIC, {"content": "text"}),
]


@pytest.mark.parametrize(("kind", "given"), UNUSUAL, ids=lambda value: "")
def test_anything_unusual_does_nothing(core, kind, given):
    assert attached(core, kind, given) is None


# --- readers ---------------------------------------------------------------------------------------------------------------------


@EACH
def test_fields_of_an_empty_dict_are_the_defaults(core, kind):
    content = CLASSES[kind].__lion_content__()

    assert core.read_content(kind, {}) == tuple(getattr(content, name) for name in FIELDS[kind])


@EACH
def test_what_a_content_wrote_is_read(core, kind):
    content = record(kind).content
    data = content.to_dict()
    before = json.dumps(data)

    assert core.read_content(kind, data) == SAMPLE[kind]
    assert core.read_content(kind, {**data, "unknown": 1}) == SAMPLE[kind]
    assert json.dumps(data) == before


def test_the_default_text_of_a_system(core):
    assert core.read_content(SYSTEM, {}) == (DEFAULT_SYSTEM_MESSAGE, None)


@pytest.mark.parametrize("value", [*MessageRole, *[role.value for role in MessageRole]], ids=repr)
def test_a_role_is_read(core, value):
    assert core.read_role(value) is MessageRole(value)


@pytest.mark.parametrize("value", [None, 5, [], object()], ids=repr)
def test_what_is_no_text_is_no_role(core, value):
    assert core.read_role(value) is MessageRole.UNSET


def test_unknown_roles_and_participants(core):
    with pytest.raises(ValueError, match="'nobody' is no role"):
        core.read_role("nobody")
    for value in (5, [], {}, object(), uuid.UUID(ID), b"user", int):
        with pytest.raises(ValueError, match="Invalid sender or recipient"):
            core.read_participant(value)


def test_participants(core):
    assert core.read_participant(None) is None
    assert core.read_participant("user") is MessageRole.USER
    assert core.read_participant(ID) == IDType.validate(ID)
    assert core.read_participant(Node(id=ID)) == IDType.validate(ID)
    assert core.read_participant("".join(["al", "ice"])) is core.read_participant("".join(["ali", "ce"]))


# --- rendering -------------------------------------------------------------------------------------------------------------------


@EACH
def test_a_record_and_its_content_are_shown_alike(core, kind):
    made = record(kind)
    shown = made.rendered()

    assert shown == core.render(kind, made.content) == made.rendered()
    assert made.chat_message() == {"role": DEFAULTS[kind][0].value, "content": shown}


@pytest.mark.parametrize(
    "value",
    [{"a": [1, {"b": None}]}, ["x", [], {"c": "line\nline"}], "yes", {"1:30": "~", "k" * 130: 0.5}, {"a": uuid.UUID(ID)}],
    ids=lambda value: repr(value)[:30],
)
def test_a_document_means_what_was_pruned(core, value):
    def pruned(found):
        if isinstance(found, dict):
            kept = {key: pruned(item) for key, item in found.items()}
            return {key: item for key, item in kept.items() if item not in (None, "", [], {})}
        if isinstance(found, list):
            return [item for item in map(pruned, found) if item not in (None, "", [], {})]
        return str(found) if isinstance(found, uuid.UUID) else found

    assert yaml.safe_load(core.yaml(value)) == pruned(value)


def test_nothing_is_an_empty_mapping(core):
    for value in (None, "", {}, [], {"a": None}, [[]]):
        assert core.yaml(value) == "{}"


def test_values_without_yaml_are_asked_for(core):
    asked = []

    def default(value):
        asked.append(value)
        return {"shown": 1}

    thing = object()
    assert core.yaml({"k": thing}, default) == "k:\n  shown: 1"
    assert asked == [thing]


# --- conversations -----------------------------------------------------------------------------------------------------------------


def history():
    return [
        System(system_message="rules"),
        Instruction(instruction="one", tool_schemas=[{"t": 1}], response_format={"a": "b"}),
        AssistantResponse(assistant_response="first"),
        AssistantResponse(assistant_response="second"),
        ActionRequest(function="f"),
        ActionResponse(function="f", arguments={"x": 1}, output=2),
        Instruction(instruction="two"),
        Instruction(instruction="dropped"),
        ActionResponse(function="g", output=0),
    ]


def test_chat_messages_are_those_of_each(core):
    messages = history()

    assert core.chat_messages(_core_slot, messages) == [message.chat_msg for message in messages]
    assert core.chat_messages(_core_slot, []) == []


def test_contents_that_fail_to_show_are_left_out(core):
    messages = [RoledMessage(content=Foreign("x", KeyError("k"))), Instruction(instruction="i")]

    assert core.chat_messages(_core_slot, messages) == [{"role": "user", "content": "Instruction: i"}]


def test_a_content_of_ours_that_cannot_be_shown_is_named_by_its_place(core):
    messages = [Instruction(instruction="i"), Instruction(instruction="a\ud800")]

    with pytest.raises(ValueError, match=r"message 1 cannot be rendered: .*surrogates"):
        core.chat_messages(_core_slot, messages)
    with pytest.raises(ValueError, match="message 1 cannot be rendered"):
        core.request_messages(_core_slot, messages[:1], messages[1])


def test_a_request_follows_the_rules_of_chat(core):
    messages = history()
    before = [message.to_dict() for message in messages]
    closing = Instruction(instruction="last", context=["c"], response_format={"a": "b"})
    shown = core.request_messages(_core_slot, messages, closing, messages[0])

    assert [each["role"] for each in shown] == ["user", "assistant", "user", "user"]
    assert shown[0]["content"] == "Guidance: rules\nInstruction: one"
    assert shown[1]["content"] == "first\n\nsecond"
    assert yaml.safe_load(shown[2]["content"]) == {"Instruction": "two", "Context": [{"function": "f", "arguments": {"x": 1}, "output": 2}]}
    assert yaml.safe_load(shown[3]["content"])["Context"] == ["c", {"function": "g", "output": 0}]
    assert "MUST RETURN JSON-PARSEABLE RESPONSE" in shown[3]["content"]
    assert [message.to_dict() for message in messages] == before
    assert closing.content.prompt_context == ["c"]


def test_the_system_text_stands_before_the_guidance(core):
    system = System(system_message="Rules. ")
    shown = core.request_messages(_core_slot, [], Instruction(instruction="i", guidance="Brief."), system)

    assert shown == [{"role": "user", "content": "Guidance: Rules. Brief.\nInstruction: i"}]


def test_a_request_with_a_system_begins_with_an_instruction(core):
    with pytest.raises(ValueError, match=r"^First message in progression must be an Instruction or System$"):
        core.request_messages(_core_slot, [AssistantResponse(assistant_response="a")], Instruction(instruction="i"), System())


# --- documents -------------------------------------------------------------------------------------------------------------------


def full(kind):
    return record(kind, None, MessageRole.USER, "a", core_id(OTHER), [0.5, -1.0], ID, 1.5, {"k": [1]})


def core_id(text):
    return active.cores.messages.read_participant(text)


@EACH
def test_a_document_is_read_as_it_was_written(core, kind):
    made = full(kind)
    written = made.to_json(NAME)

    for read in (
        core.MessageCore.from_json(written, NAME, kind),
        core.MessageCore.from_document(json.loads(written), kind, NAME),
        core.MessageCore.from_document(made.to_dict(NAME), kind, NAME),
    ):
        assert read.to_json(NAME) == written
        assert read.fields() == made.fields()
        assert (read.role, read.sender, read.recipient) == (MessageRole.USER, "a", IDType.validate(OTHER))
    assert json.loads(written) == {**made.to_dict(NAME), "role": "user"}


@EACH
@pytest.mark.parametrize(
    "changes",
    [
        {"role": "nobody"},
        {"role": 5},
        {"sender": 5},
        {"id": "zz"},
        {"id": 5},
        {"created_at": "1.5"},
        {"created_at": True},
        {"embedding": "x"},
        {"embedding": [None]},
        {"metadata": None},
        {"metadata": {}},
        {"metadata": {"lion_class": "other"}},
        {"content": None},
        {"content": {}},
        {"content": []},
        {"more": 1},
    ],
    ids=str,
)
def test_any_other_document_is_left_to_the_caller(core, kind, changes):
    document = {**json.loads(full(kind).to_json(NAME)), **changes}
    before = json.dumps(document)

    assert core.MessageCore.from_document(document, kind, NAME) is None
    assert core.MessageCore.from_json(before, NAME, kind) is None
    assert json.dumps(document) == before


@EACH
@pytest.mark.parametrize("missing", ["id", "created_at", "metadata", "content", "embedding", "role", "sender", "recipient"])
def test_a_document_that_lacks_a_field_is_left_to_the_caller(core, kind, missing):
    document = json.loads(full(kind).to_json(NAME))
    del document[missing]

    assert core.MessageCore.from_document(document, kind, NAME) is None
    assert core.MessageCore.from_json(json.dumps(document), NAME, kind) is None


@EACH
def test_a_content_that_lacks_a_field_or_has_more_is_left_to_the_caller(core, kind):
    document = json.loads(full(kind).to_json(NAME))
    more = {**document, "content": {**document["content"], "more": 1}}
    fewer = {**document, "content": {name: value for name, value in document["content"].items() if name != FIELDS[kind][-1]}}

    for each in (more, fewer):
        assert core.MessageCore.from_document(each, kind, NAME) is None
        assert core.MessageCore.from_json(json.dumps(each), NAME, kind) is None


def test_a_model_class_is_its_schema_in_json():
    made = record(INSTRUCTION, active.cores.messages.read_content(INSTRUCTION, {"response_format": Answer}))
    content = json.loads(made.to_json(NAME))["content"]

    assert made.to_dict(NAME)["content"]["response_format"] is Answer
    assert made.to_dict(NAME)["content"]["_model_class"] is Answer
    assert content["response_format"] == Answer.model_json_schema()
    assert content["_schema_dict"] == {"name": "str"}
    assert content["_model_class"] is None


def test_further_items_follow_the_fields():
    written = json.loads(full(SYSTEM).to_json(NAME, {"more": 1}))

    assert list(written)[-1] == "more"


@pytest.mark.parametrize("lines", [False, True])
def test_many_are_written_and_read_at_once(core, lines):
    messages = history()
    kinds = {type(message).__lion_class__: message._core.kind for message in messages}
    written = core.write_many(_core_slot, messages, lines)

    expected = [message.to_json(decode=False) for message in messages]
    assert written == (b"\n".join(expected) + b"\n" if lines else b"[" + b",".join(expected) + b"]")
    read = core.read_many(written, kinds)
    assert [name for name, _ in read] == [type(message).__lion_class__ for message in messages]
    assert [made.to_json(name) for name, made in read] == expected
    assert [made.to_json(name) for name, made in core.read_many(written.decode(), kinds)] == expected


def test_documents_of_other_classes_are_left_to_the_caller(core):
    messages = [System(), Instruction(instruction="i")]
    kinds = {Instruction.__lion_class__: INSTRUCTION}
    found = core.read_many(core.write_many(_core_slot, messages), kinds)

    assert found[0] is None
    assert found[1][1].fields() == messages[1]._core.fields()
    assert core.read_many(b'[5, null, {}, {"metadata": {}}]', kinds) == [None] * 4
    assert core.read_many(b"[]", kinds) == []
    assert core.read_many(b"", kinds) == []


def test_a_class_that_prints_itself_is_asked(core):
    class Own(Instruction):
        def to_json(self, decode=True, **options):
            return '{"mine":1}' if decode else b'{"mine":1}'

    assert core.write_many(_core_slot, [Own(instruction="i")]) == b'[{"mine":1}]'


# --- tokens ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("", 0),
        ("a", 1),
        ("letter", 1),
        ("letters", 2),
        ("two words", 2),
        ("two  words", 3),
        ("123", 1),
        ("1234", 2),
        ("a\n\nb", 3),
        ("a, b", 3),
        ("();{}", 3),
        ("日本語", 3),
        ("ü", 1),
        ("привет", 4),
        ("\U0001f600", 2),
    ],
    ids=repr,
)
def test_tokens_are_estimated_by_the_rule(core, text, tokens):
    assert core.estimate_tokens([text]) == tokens
    assert core.estimate_tokens([text, text]) == 2 * tokens


def test_no_text_has_no_tokens(core):
    assert core.estimate_tokens([]) == 0
