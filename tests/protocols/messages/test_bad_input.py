"""What a message does with input that has no form: cycles, depth, lone surrogates, values without JSON, documents that are none.

Wrong arguments of constructors are in `test_message.py`.
"""

from __future__ import annotations

import json

import pytest
from pydantic import ValidationError

from lionagi import _errors
from lionagi._core import MAX_DEPTH
from lionagi.protocols.messages import ActionRequest, ActionResponse, AssistantResponse, Instruction, RoledMessage, System

pytestmark = pytest.mark.usefixtures("backend")

LONE = "a\ud800"
ID = "11111111-1111-4111-8111-111111111111"


def nested(depth):
    value = 0
    for _ in range(depth):
        value = [value]
    return value


def cycle():
    value = []
    value.append(value)
    return value


def with_context(value):
    return Instruction(instruction="i", context=[value])


def with_output(value):
    return ActionResponse(function="f", output=value)


def with_arguments(value):
    message = ActionRequest(function="f")
    message.content.arguments["a"] = value
    return message


def with_format(value):
    return Instruction(instruction="i", response_format={"a": value})


MAKERS = pytest.mark.parametrize("make", [with_context, with_output, with_arguments, with_format], ids=lambda make: make.__name__)
SHOW = {
    "rendered": lambda message: message.rendered,
    "chat_msg": lambda message: message.chat_msg,
    "to_json": lambda message: message.to_json(),
    "json dict": lambda message: message.to_dict(mode="json"),
}


@MAKERS
@pytest.mark.parametrize("form", SHOW)
@pytest.mark.parametrize("value", [cycle, lambda: nested(MAX_DEPTH + 10), lambda: nested(5_000)], ids=["cycle", "deep", "very deep"])
def test_endless_and_deep_values_are_refused(make, form, value):
    message = make(value())

    with pytest.raises(TypeError, match="Recursion limit reached: more than 254 containers"):
        SHOW[form](message)


@MAKERS
def test_a_dump_to_python_refuses_a_cycle(make):
    with pytest.raises(TypeError, match="Recursion limit reached"):
        make(cycle()).to_dict()


@MAKERS
@pytest.mark.parametrize("form", SHOW)
@pytest.mark.parametrize("value", [LONE, {LONE: 1}, [LONE]], ids=["text", "key", "item"])
def test_lone_surrogates_are_refused_by_name(make, form, value):
    with pytest.raises(ValueError, match="surrogates not allowed"):
        SHOW[form](make(value))


@pytest.mark.parametrize("form", ["to_json", "json dict"])
@pytest.mark.parametrize(
    "message",
    [System(system_message=LONE), AssistantResponse(assistant_response=LONE), Instruction(instruction="i", sender=LONE)],
    ids=["system", "answer", "sender"],
)
def test_lone_surrogates_have_no_json_anywhere(message, form):
    with pytest.raises(ValueError, match="surrogates not allowed"):
        SHOW[form](message)


@MAKERS
@pytest.mark.parametrize("value", [object(), 1 + 2j, len], ids=["object", "complex", "function"])
def test_a_value_without_json_is_named(make, value):
    with pytest.raises(TypeError, match=f"Type is not JSON serializable: .*{type(value).__name__}"):
        make(value).to_json()


@MAKERS
def test_a_value_without_json_is_shown_to_a_model_all_the_same(make):
    class Thing:
        def __str__(self):
            return "a thing"

    assert "a thing" in make(Thing()).rendered


def test_a_value_whose_text_fails_is_an_error_and_no_lost_message():
    class Thing:
        def __str__(self):
            raise RuntimeError("no text")

    message = with_context(Thing())
    with pytest.raises(RuntimeError, match="no text"):
        _ = message.chat_msg


@pytest.mark.parametrize("data", ["", "nope", "{", '{"content":{}', "[1", "\x00"])
def test_text_that_is_no_json(data):
    with pytest.raises(json.JSONDecodeError):
        Instruction.from_json(data)


@pytest.mark.parametrize("data", ["[]", "5", "null", '"text"'])
def test_json_that_is_no_document(data):
    with pytest.raises(TypeError, match="an entity is read from a dict"):
        Instruction.from_json(data)


DOCUMENT = Instruction(instruction="i", id=ID, created_at=1.5).to_dict(mode="json")


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"id": "zz"}, _errors.IDError),
        ({"id": 5}, _errors.IDError),
        ({"created_at": "soon"}, ValidationError),
        ({"role": "nobody"}, ValidationError),
        ({"sender": 5}, ValidationError),
        ({"recipient": ["a"]}, ValidationError),
        ({"content": 5}, TypeError),
        ({"content": [1]}, TypeError),
        ({"content": {"handle_context": "x"}}, ValidationError),
        ({"embedding": "x"}, ValidationError),
        ({"embedding": ["x"]}, ValidationError),
        ({"misspelt": 1}, ValidationError),
        ({"metadata": {"lion_class": "nowhere.Nothing"}}, ValueError),
        ({"metadata": {"lion_class": "os.path"}}, ValueError),
    ],
    ids=str,
)
def test_a_wrong_document_is_refused_and_left_alone(changes, error):
    document = {**json.loads(json.dumps(DOCUMENT)), **changes}
    before = json.dumps(document)

    for read in (RoledMessage.from_dict, Instruction.from_dict):
        if read.__self__ is Instruction and "metadata" in changes:
            continue
        with pytest.raises(error):
            read(document)
    with pytest.raises(error):
        RoledMessage.from_json(before)
    assert json.dumps(document) == before


@pytest.mark.parametrize("value", [None, 5, "text", [], object()], ids=str)
def test_only_a_dict_is_a_document(value):
    with pytest.raises(TypeError, match="an entity is read from a dict"):
        Instruction.from_dict(value)


def test_a_document_of_another_kind_becomes_its_own_class():
    assert type(Instruction.from_dict(System().to_dict())) is System


@pytest.mark.parametrize("cut", range(0, 200, 7))
def test_a_cut_document_is_an_error(cut):
    text = Instruction(instruction="i", sender="alice", context=["c"]).to_json()

    with pytest.raises(json.JSONDecodeError):
        Instruction.from_json(text[:cut])
