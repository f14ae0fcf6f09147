"""Contents, roles, participants, answers of providers, records and documents: one step each."""

from __future__ import annotations

import datetime
import json
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from equivalence_tests.generators import messages as made
from equivalence_tests.strategies import documents, ids, records, values
from equivalence_tests.strategies.classes import Boom, RaisesInStr, ReturnsNoText
from lionagi._core import MAX_DEPTH
from lionagi._core.messages import INSTRUCTION, MessageRole
from lionagi._core.sentinels import Undefined
from lionagi.testing.proof import both

_ID = "12345678-1234-4678-9234-567812345678"
_CLASS = made.LION_CLASSES[0]
KINDS = st.sampled_from(made.KINDS)


def messages(hostile: str = "") -> Any:
    return both("messages", hostile=hostile)


def text_message(core: Any, text: Any = "hi", **fields: Any) -> Any:
    """An instruction on one side; everything random is given."""
    content = (text, None, [], None, [], None, None, None, [], None)
    given = {"role": Undefined, "sender": Undefined, "recipient": Undefined, "embedding": None, "id": _ID, "created_at": 1.5, **fields}
    return core.MessageCore(INSTRUCTION, content, *given.values())


_REST = (Undefined, "alice", "bob", None, _ID, 1.5)  # what is random or depends on the clock


class Form(BaseModel):
    """A form of an answer."""

    name: str = "x"
    score: float | None = None


# --- reading -----------------------------------------------------------------------------------------------------------


@given(KINDS, documents.seeds())
@settings(max_examples=300)
def test_contents_are_read_alike(kind, random):
    arguments = made.arguments(random, kind)
    messages().agree(lambda core: core.read_content(kind, arguments), arguments=arguments)


@pytest.mark.parametrize("number", range(30))
@pytest.mark.parametrize(
    ("kind", "arguments"),
    [
        (2, {"handle_context": "bad"}),
        (2, {"handle_context": None}),
        (4, {"function": 5}),
        (4, {"function": None}),
        (4, {"function": "f", "arguments": "zz"}),
        (4, {"function": "f", "arguments": 5}),
        (4, {"action_request": None}),
        (5, {"action_response": [1]}),
    ],
    ids=str,
)
def test_wrong_contents_are_refused_alike(kind, arguments, number):
    given = {**arguments, "number": number}
    messages("all are wrong").agree(lambda core: core.read_content(kind, given), arguments=given)


@given(st.one_of(st.sampled_from(list(MessageRole)), st.sampled_from([role.value for role in MessageRole]), values.scalars()))
def test_roles_are_read_alike(role):
    if isinstance(role, str) and not isinstance(role, MessageRole) and role not in {each.value for each in MessageRole}:
        messages("no role").read_role(role)
    else:
        assert isinstance(messages().read_role(role).value, MessageRole)


@given(documents.seeds())
@settings(max_examples=300)
def test_participants_are_read_alike(random):
    participant = made.participant(random)
    messages().agree(lambda core: core.read_participant(participant), arguments=participant)


@given(st.one_of(st.integers(), st.binary(), st.lists(st.integers()), st.floats(), st.just(len)))
def test_what_is_no_participant_is_refused_alike(value):
    messages("none is one").read_participant(value)


def test_an_element_counts_by_its_id_and_an_id_is_kept():
    from lionagi.protocols.generic.element import Element

    element = Element(id=_ID)
    kept = messages().agree(lambda core: [core.read_participant(element), core.read_participant(element.id)])

    assert [str(each) for each in kept.value] == [_ID, _ID]


@given(documents.seeds())
def test_answers_of_providers_are_read_alike(random):
    response = made.response(random)
    messages().agree(lambda core: core.read_response(response), arguments=response)


@pytest.mark.parametrize("result", [None, 5, 1.5, [], {}, True, b"x", ...] * 4, ids=repr)
def test_a_result_that_is_no_text_is_refused_alike(result):
    messages("none is text").read_response({"result": result})


# --- constructors ------------------------------------------------------------------------------------------------------


@given(documents.seeds())
@settings(max_examples=300)
def test_a_constructor_in_one_crossing_does_the_same_on_both_cores(random):
    _, attach, given_to_both = made._attachment(random)
    messages().agree(attach, arguments=given_to_both)


@given(KINDS, documents.seeds(), ids.readable())
def test_records_are_made_alike(kind, random, id):
    row = made.record(random, kind)
    row[5:8] = [None, id, 1.5]
    messages().agree(lambda core: core.MessageCore(*row), arguments=row)


@given(KINDS, documents.seeds(), ids.unreadable(), records.bad_times(), records.bad_vectors())
def test_bad_fields_are_told_alike(kind, random, id, time, vector):
    fields = made.fields(random, kind)
    hostile = messages("all are bad")
    for bad in ({"id": id}, {"created_at": time}, {"embedding": vector}, {"created_at": time, "embedding": vector}):
        given_fields = {"kind": kind, "content": fields, "id": _ID, "created_at": 1.5, **bad}
        hostile.agree(lambda core, given_fields=given_fields: core.MessageCore.from_fields(given_fields), arguments=given_fields)
        row = [kind, fields, Undefined, Undefined, Undefined, bad.get("embedding"), bad.get("id", _ID), bad.get("created_at", 1.5)]
        hostile.agree(lambda core, row=row: core.MessageCore(*row), arguments=row)


@given(KINDS, documents.seeds())
def test_a_record_of_named_fields_is_the_record_of_the_same_in_order(kind, random):
    fields = {"kind": kind, "content": made.fields(random, kind), "id": _ID, "created_at": 1.5, "sender": "alice", "role": MessageRole.USER}
    messages().agree(lambda core: core.MessageCore.from_fields(fields), arguments=fields)


@pytest.mark.parametrize("number", range(25))
def test_what_is_assigned_is_read_alike(number):
    record = messages().agree(text_message).twin
    for name, value in (
        ("role", MessageRole.ACTION),
        ("sender", None),
        ("recipient", "carol"),
        ("created_at", number),
        ("embedding", [number]),
        ("id", f"{number:032x}"),
        ("metadata", {"n": number}),
        ("metadata", {}),
    ):
        record.assign(name, value)
    for name in ("id", "created_at", "kind", "role", "sender", "recipient", "embedding", "metadata"):
        record.read(name)
    record.id_text()
    record.id_hash()


@pytest.mark.parametrize("number", range(25))
def test_a_list_that_is_no_embedding_is_refused_alike(number):
    fields = {"kind": 3, "content": ("x",), "id": _ID, "created_at": 1.5, "embedding": [number, None]}
    messages("none is one").agree(lambda core: core.MessageCore.from_fields(fields))
    messages("none is one").agree(lambda core: text_message(core, embedding=fields["embedding"]))
    messages("no document").agree(lambda core: core.MessageCore.from_json(number, _CLASS, 3))


@pytest.mark.parametrize("number", range(25))
def test_bad_assignments_are_refused_alike(number):
    record = messages("all are bad").agree(text_message).twin
    for bad in ("now", "2024-13-01", [], {}):
        record.assign("created_at", bad)
    for bad in ("[", "{}", [None], ["x"], 5, (1.0,)):
        record.assign("embedding", bad)
    record.assign("id", f"no id {number}")


@pytest.mark.parametrize("value", [(), ("a",), ("a", "b"), ({"a": 1},), (("a",),), [("a",)], "a", {"a": 1}, 0, None], ids=repr)
@pytest.mark.parametrize("name", ["context", "prompt_context", "tool_schemas", "images"])
def test_one_value_and_a_list_of_values_are_told_apart_alike(name, value):
    messages().agree(lambda core: core.read_content(INSTRUCTION, {name: value}))
    messages().agree(lambda core: core.MessageCore(INSTRUCTION, core.read_content(INSTRUCTION, {name: value}), *_REST).rendered())


@pytest.mark.parametrize("form", [Form, Form(), {"a": 1}, {"a": {"b": []}}, None], ids=["class", "model", "dict", "nested", "none"])
def test_response_formats_are_written_alike(form):
    given = {"instruction": "x", "response_format": form}
    for show in (
        lambda record: record.to_json(_CLASS),
        lambda record: record.to_dict(_CLASS, "json"),
        lambda record: record.to_dict(_CLASS, "python"),
        lambda record: record.rendered(),
        lambda record: type(record).from_json(record.to_json(_CLASS), _CLASS, INSTRUCTION).rendered(),
    ):
        messages().agree(
            lambda core, show=show: show(core.MessageCore(INSTRUCTION, core.read_content(INSTRUCTION, given), *_REST)), arguments=given
        )


@pytest.mark.parametrize("spoiled", [None, "x", [], {}, "1,5"] * 5, ids=repr)
def test_an_embedding_that_was_spoiled_when_handed_out_is_refused_alike(spoiled):
    def spoil(core: Any) -> Any:
        record = text_message(core, embedding=[1.0])
        record.embedding.append(spoiled)
        return record.embedding_bytes()

    messages("spoiled").agree(spoil)


# --- what a model is shown ---------------------------------------------------------------------------------------------


@given(KINDS, documents.seeds())
@settings(max_examples=300)
def test_messages_are_rendered_alike(kind, random):
    fields = made.fields(random, kind)
    record = messages().MessageCore(kind, fields, Undefined, "a", "b", None, _ID, 1.5).twin
    record.rendered()
    record.chat_message()
    record.fields()


@given(values.cyclic_values())
def test_a_cycle_is_refused_alike(value):
    for make in (lambda core: text_message(core, [value]).rendered(), lambda core: text_message(core, [value]).chat_message()):
        messages("endless").agree(make)
    messages("endless").agree(lambda core: core.yaml([value]))
    messages("endless").agree(lambda core: core.render(INSTRUCTION, text_message(core, [value]).content))
    messages("endless").agree(lambda core: text_message(core, [value]).to_json(_CLASS))
    messages("endless").agree(lambda core: text_message(core, [value]).to_dict(_CLASS, "json"))
    messages("endless").agree(lambda core: core.MessageCore.to_json_many([text_message(core, [value])._target], [_CLASS]))
    messages("endless").agree(lambda core: core.write_many(made.SLOT, [made.spoken(core, _row([value]))]))


@given(values.broken_text())
def test_half_a_letter_is_refused_alike(text):
    hostile = messages("not readable")
    hostile.agree(lambda core: text_message(core, text).rendered())
    hostile.agree(lambda core: text_message(core, text).chat_message())
    hostile.agree(lambda core: core.yaml(text))
    hostile.agree(lambda core: core.render(INSTRUCTION, text_message(core, text).content))
    hostile.agree(lambda core: text_message(core, text).to_json(_CLASS))
    hostile.agree(lambda core: text_message(core, text).to_dict(_CLASS, "json"))
    hostile.agree(lambda core: core.MessageCore.to_json_many([text_message(core, text)._target], [_CLASS]))
    hostile.agree(lambda core: core.write_many(made.SLOT, [made.spoken(core, _row(text))]))


@pytest.mark.parametrize("number", range(22))
@pytest.mark.parametrize("value", [2**64, -(2**63) - 1, {5: 1}, {None: 1}, datetime.time(1, tzinfo=datetime.timezone.utc)], ids=repr)
def test_what_json_cannot_hold_is_refused_alike(value, number):
    hostile = messages("no JSON")
    hostile.agree(lambda core: text_message(core, [value]).to_json(_CLASS))
    hostile.agree(lambda core: text_message(core, [value]).to_dict(_CLASS, "db"))
    hostile.agree(lambda core: core.MessageCore.to_json_many([text_message(core, [value])._target], [_CLASS]))
    hostile.agree(lambda core: core.write_many(made.SLOT, [made.spoken(core, _row([value]))]))


@pytest.mark.parametrize("number", range(25))
@pytest.mark.parametrize("kind", [RaisesInStr, ReturnsNoText])
def test_what_a_function_of_the_user_raises_leaves_as_it_is(kind, number):
    value = [number, kind()]
    for use in (
        lambda core: core.render(INSTRUCTION, text_message(core, value).content),
        lambda core: core.yaml(value, str),
        lambda core: text_message(core, value).rendered(),
        lambda core: text_message(core, value).chat_message(),
        lambda core: text_message(core, value).to_json(_CLASS),
        lambda core: text_message(core, value).to_dict(_CLASS, "json"),
        lambda core: core.MessageCore.to_json_many([text_message(core, value)._target], [_CLASS]),
        lambda core: core.write_many(made.SLOT, [made.spoken(core, _row(value))]),
        lambda core: core.chat_messages(made.SLOT, [made.spoken(core, _row(value))]),
        lambda core: core.request_messages(made.SLOT, [], made.spoken(core, _row(value))),
    ):
        outcome = messages("always").agree(use)
        assert isinstance(outcome.error, Boom if kind is RaisesInStr else TypeError)


def _row(text: Any) -> tuple[Any, ...]:
    content = (text, None, [], None, [], None, None, None, [], None)
    return (made.Said, INSTRUCTION, content, Undefined, "a", "b", None, _ID, 1.5)


@given(values.deep_values())
@example([])
def test_the_limit_of_depth_is_the_same(value):
    messages("many are too deep").agree(lambda core: core.yaml(value), arguments=value)


def test_the_deepest_that_is_allowed_is_written():
    value: Any = "x"
    for _ in range(MAX_DEPTH):
        value = [value]

    assert messages().yaml(value).value.endswith("- x")


RUNS = ["a  b", "a   b", "a    b", "a\t\tb", " a", "  a  ", "\n\n", "a \n b", "1234", "!!!", "(())", "é é", "日本 語"]


@pytest.mark.parametrize("text", RUNS, ids=ascii)
def test_tokens_of_runs_are_estimated_alike(text):
    messages().estimate_tokens([text])


@given(st.lists(values.text(), max_size=5))
def test_tokens_are_estimated_alike(texts):
    assert messages().estimate_tokens(texts).value >= 0


# --- calls of a class that go straight to the core ------------------------------------------------------------------------------


@given(documents.seeds(), st.lists(st.sampled_from(["again", "end"]), max_size=2))
@settings(max_examples=200)
def test_an_accelerated_class_makes_what_its_constructor_makes(random, steps):
    kind = random.choice(made.KINDS)
    content = made.arguments(random, kind)
    flat = random.random() < 0.5
    given_fields = {"id": _ID, "created_at": 1.5, "sender": "alice", "recipient": "bob", **(content if flat else {"content": content})}

    def said(core: Any) -> list[Any]:
        class Quick:
            __slots__ = ("_core",)

            def __init__(self, **fields: Any) -> None:
                if not core._target.attach_message(slot, self, kind, fields):
                    raise KeyError("unusual")

        slot, found = Quick.__dict__["_core"], []
        try:
            for step in ["again", *steps]:
                assert (core.accelerate(Quick, slot, kind) if step == "again" else core.slow_down(Quick)) is None
                try:
                    found.append(Quick(**given_fields)._core.to_dict("a.B"))
                except KeyError as error:
                    found.append(repr(error))
        finally:
            core._target.slow_down(Quick)
        assert found[1:] == found[:-1]
        return found[:1]

    assert messages().agree(said, arguments=given_fields).error is None


@given(st.one_of(st.text(), st.none(), st.lists(st.integers())), st.integers(6, 99))
def test_what_cannot_be_accelerated_is_refused(wrong, no_kind):
    for call in (
        lambda core: core.accelerate(wrong, made.SLOT, INSTRUCTION),
        lambda core: core.accelerate(made.Said, wrong, INSTRUCTION),
        lambda core: core.accelerate(made.Said, made.SLOT, no_kind),
        lambda core: core.slow_down(wrong),
    ):
        assert messages("all are refused").agree(call).error is not None


# --- contents of the user's own --------------------------------------------------------------------------------------------------


_JSON = st.recursive(st.one_of(st.none(), st.booleans(), st.integers(-9, 9), st.text("abé:", max_size=5)), st.lists, max_leaves=5)


class Longer(made.shells._contents[INSTRUCTION]):  # type: ignore[misc, name-defined]
    """A content derived from one of ours, with a form of its own."""

    def to_dict(self, *_: Any, **__: Any) -> dict[str, Any]:
        return {"longer": self.instruction, "rows": [1, {"a": None}], "of": self.prompt_context}

    @property
    def rendered(self) -> str:
        return f"longer {self.instruction}"


class Foreign(made.shells.MessageContent):  # type: ignore[misc, name-defined]
    """A content that shares nothing with ours."""

    __slots__ = ("said",)

    def __init__(self, said: Any) -> None:
        self.said = said

    def to_dict(self, *_: Any, **__: Any) -> dict[str, Any]:
        return {"said": self.said}

    @property
    def rendered(self) -> Any:
        return self.said


@given(st.sampled_from(["longer", "foreign"]), _JSON, st.lists(_JSON, max_size=2))
def test_contents_of_the_user_are_written_by_their_own_form(which, said, rows):
    kind, content = (INSTRUCTION, Longer(instruction=said, prompt_context=rows)) if which == "longer" else (made.GENERIC, Foreign(said))

    def forms(core: Any) -> Any:
        record = core.MessageCore(kind, content, *_REST)
        return record.to_dict(_CLASS), record.to_json(_CLASS), core.MessageCore.to_json_many([record._target], [_CLASS])

    found = messages().agree(forms)
    assert found.value[0]["content"] == content.to_dict()
    assert json.loads(found.value[1])["content"] == content.to_dict()
    assert json.loads(found.value[2])[0]["content"] == content.to_dict()
