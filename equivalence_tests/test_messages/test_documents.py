"""Documents of messages on both cores: dicts, JSON, and what is none."""

from __future__ import annotations

import json
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from equivalence_tests.generators import messages as made
from equivalence_tests.strategies import documents, values
from equivalence_tests.test_messages.test_functions import _CLASS, _ID, KINDS, messages, text_message
from lionagi._core.messages import FIELDS, INSTRUCTION
from lionagi._core.sentinels import Undefined
from lionagi.testing.proof import same
from lionagi.testing.proof.bulk import assert_bulk_agrees
from lionagi.testing.proof.cores import real_pair

# --- documents ---------------------------------------------------------------------------------------------------------


@given(KINDS, documents.seeds(), st.sampled_from(made.LION_CLASSES))
@settings(max_examples=200)
def test_records_are_written_alike(kind, random, name):
    row = [
        kind,
        made.fields(random, kind),
        Undefined,
        "alice",
        None,
        random.choice((None, [1.5])),
        _ID,
        1.5,
        random.choice((Undefined, {"a": [1]})),
    ]
    record = messages().MessageCore(*row).twin
    for mode in ("python", "json", "db"):
        record.to_dict(name, mode)
    written = record.to_json(name)
    record.to_json(name, {"extra": [1], "role": "other"})
    if written.error is None and kind == 3:
        back = messages().agree(lambda core: core.MessageCore.from_json(written.value, name, kind))
        if back.value is not None:
            assert back.twin.to_json(name).value == written.value


@given(st.text(min_size=1).filter(lambda mode: mode not in ("python", "json", "db")))
def test_an_unknown_mode_is_refused_alike(mode):
    messages("unknown").agree(lambda core: text_message(core).to_dict(_CLASS, mode))


@pytest.mark.parametrize("names", [[], ["a"] * 2, ["a"] * 3, ["b"] * 5] * 6, ids=len)
def test_lists_of_different_lengths_are_refused_alike(names):
    messages("unequal").agree(lambda core: core.MessageCore.to_json_many([text_message(core)._target], names))


@given(KINDS, documents.seeds())
@settings(max_examples=200)
def test_documents_are_read_alike(kind, random):
    document = made.document(random, kind)
    metadata = document.get("metadata")
    name = metadata.get("lion_class", _CLASS) if isinstance(metadata, dict) else _CLASS
    messages().agree(lambda core: core.MessageCore.from_document(document, kind, name), arguments=document)
    text = json.dumps(document)
    messages().agree(lambda core: core.MessageCore.from_json(text, name, kind))
    for form in (document, text, text.encode()):
        messages().agree(lambda core, form=form: made.attached(core, form, kind, name), arguments=document)


@given(KINDS, st.one_of(documents.damaged_json(), documents.json_texts(), documents.deep_json(), st.just("[" * 300), values.not_bytes()))
def test_hostile_documents_are_read_alike(kind, data):
    messages("most are no documents").agree(lambda core: core.MessageCore.from_json(data, _CLASS, kind))
    messages("most are no documents").agree(lambda core: made.attached(core, data, kind, _CLASS))


SPELLED = ["0", "-0", "0.0", "-0.0", "0e9", "0.00E-3", "1e-400", "1", "[]", "{}", '""', '"x"', "false", "true", "[0]", '{"a":0}', "null"]
USUAL = {
    1: {"system_message": "s", "system_datetime": None},
    INSTRUCTION: dict.fromkeys(FIELDS[INSTRUCTION]) | {"prompt_context": [], "tool_schemas": [], "images": []},
    3: {"assistant_response": "a"},
    4: {"function": "f", "arguments": {"a": 1}, "action_response_id": None},
    5: {"function": "f", "arguments": {"a": 1}, "output": 1, "action_request_id": None},
}


@pytest.mark.parametrize("spelled", SPELLED)
@pytest.mark.parametrize(("kind", "name"), [(kind, name) for kind, content in USUAL.items() for name in content])
def test_values_that_say_nothing_are_told_apart_alike(kind, name, spelled):
    document = made.document(Random(1), kind) | {"metadata": {"lion_class": _CLASS}, "content": USUAL[kind] | {name: "MARK"}}
    text = json.dumps(document).replace('"MARK"', spelled)
    messages().agree(lambda core: core.MessageCore.from_json(text, _CLASS, kind))
    messages().agree(lambda core: made.attached(core, text, kind, _CLASS))
    messages().agree(lambda core: made.attached(core, json.loads(text), kind, _CLASS))


@given(KINDS, values.not_bytes())
def test_what_is_no_document_is_refused_alike(kind, data):
    messages("no document").agree(lambda core: made.attached(core, data, kind, _CLASS))


@given(KINDS, st.one_of(st.integers(), st.text(), st.none()), st.text("xyz", min_size=1))
def test_what_cannot_be_attached_is_refused_alike(kind, no_slot, name):
    written = {**made.document(Random(1), kind), "metadata": {"lion_class": _CLASS}}
    for slot, shell, attributes in (
        (no_slot, made.Said(), []),
        (made.SLOT, no_slot, []),
        (made.SLOT, made.Said(), ["core"]),
        (made.SLOT, made.Said(), [name, no_slot]),
    ):
        call = (slot, shell, written, kind, _CLASS, *attributes)
        messages("wrong attributes").agree(lambda core, call=call: core.attach_document(*call))


@given(documents.seeds())
@settings(max_examples=200)
def test_many_documents_are_read_alike(random):
    _, read, arguments = made._many(random)
    messages().agree(read, arguments=arguments)


@pytest.mark.parametrize("data", ['["\ud800"]', "[\ud800]", '[{"a": "\udfff"}]', '{}\n{"a": "\ud800"}\n', '{"\udbff": 1}'] * 4)
def test_half_a_surrogate_pair_is_a_fault_of_the_document(data):
    outcome = messages("all are faulty").agree(lambda core: core.read_many(data, {_CLASS: INSTRUCTION}))

    assert type(outcome.error) is json.JSONDecodeError


@given(documents.damaged_json())
def test_damaged_batches_are_read_alike(data):
    messages("most are no documents").agree(lambda core: core.read_many(data, {_CLASS: INSTRUCTION}))
    messages("most are no documents").agree(lambda core: core.read_many(b"[1,\n" + data, {_CLASS: INSTRUCTION}))


@given(st.lists(documents.seeds(), max_size=4), st.booleans())
def test_many_messages_are_written_and_read_back_alike(seeds, lines):
    rows = [made.row(random, kind=3) for random in seeds]
    written = messages().agree(lambda core: core.write_many(made.SLOT, [made.spoken(core, row) for row in rows], lines), arguments=rows)
    if written.error is None:
        messages().agree(lambda core: [each and each[1].to_json(each[0]) for each in core.read_many(written.value, {"tests.Said": 3})])


def test_the_fields_of_a_content_object_are_the_truth_once_it_was_handed_out():
    def life(core: Any) -> Any:
        record = text_message(core)
        content = record.content
        content.prompt_context.append("more")
        content.instruction = "assigned"
        return [record.rendered(), record.fields(), record.content is content, record.to_json(_CLASS)]

    assert messages().agree(life).value[0] == "Instruction: assigned\nContext:\n- more"


def test_binding_again_changes_nothing():
    from lionagi.protocols.messages import _outside, message

    before = messages().agree(lambda core: text_message(core, {"a": {1}}).rendered()).value
    messages().agree(lambda core: core.bind(tuple(message._contents), _outside.describe, _outside.plain, _outside.as_dict))
    for _ in range(30):
        messages().agree(lambda core: core.bind(tuple(message._contents), _outside.describe, _outside.plain, _outside.as_dict))

    assert messages().agree(lambda core: text_message(core, {"a": {1}}).rendered()).value == before


@given(KINDS, documents.seeds())
def test_a_content_object_is_rendered_as_its_message(kind, random):
    fields = made.fields(random, kind)

    def render(core: Any) -> Any:
        record = core.MessageCore(kind, fields, Undefined, "a", "b", None, _ID, 1.5)
        return [core.render(kind, record.content), record.rendered()]

    found = messages().agree(render)
    if found.error is None:
        assert same(*found.value)


def test_bulk_agrees():
    assert len(FIELDS) == 6
    assert real_pair("messages").contract.members
    assert_bulk_agrees("messages")
