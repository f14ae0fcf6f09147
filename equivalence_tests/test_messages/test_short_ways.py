"""What reads and prints documents by itself (`document_readers`, `document_writers`) does what it stands for, on the core that has it."""

from __future__ import annotations

import json
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from equivalence_tests.generators import messages as made
from equivalence_tests.generators.codec import shown
from equivalence_tests.strategies import documents, values
from equivalence_tests.test_messages.test_documents import SPELLED, USUAL
from equivalence_tests.test_messages.test_functions import _CLASS, _ID, KINDS, messages, text_message
from lionagi._core.messages import INSTRUCTION
from lionagi._core.sentinels import Undefined
from lionagi.testing.proof.cores import real_pair


class Quick:
    """A shell of these tests."""

    __slots__ = ("core", "given")


SLOT = Quick.__dict__["core"]


def read(core: Any, document: Any, kind: int, name: str) -> Any:
    """What is read of a dict or of JSON: by the short way where the core has one."""
    readers = core.document_readers(SLOT, Quick, kind, name, "given", "all")
    if readers is None:
        shell: Any = Quick.__new__(Quick)
        if not core.attach_document(SLOT, shell, document, kind, name, "given", "all"):
            return None
    else:
        shell = readers[type(document) is not dict](document)
        if shell is None:
            return None
    return [type(shell) is Quick, shell.core.kind, shell.core.to_dict("a.B"), shell.given]


@given(KINDS, documents.seeds(), st.sampled_from([_CLASS, "a.B"]))
@settings(max_examples=200)
def test_documents_are_read_as_by_the_long_way(kind, random, name):
    document = made.document(random, kind)
    if isinstance(document["metadata"], dict):
        document["metadata"]["lion_class"] = _CLASS
    messages().agree(lambda core: read(core, document, kind, name))
    try:
        text = json.dumps(document)
    except (TypeError, ValueError):
        return
    for spelled in (text, text.encode(), json.dumps(document, separators=(",", ":"))):
        messages().agree(lambda core, spelled=spelled: read(core, spelled, kind, name))


@pytest.mark.parametrize("spelled", SPELLED)
@pytest.mark.parametrize(("kind", "name"), [(kind, name) for kind, content in USUAL.items() for name in content])
def test_values_that_say_nothing_are_told_apart_alike(kind, name, spelled):
    document = made.document(Random(1), kind) | {"metadata": {"lion_class": _CLASS}, "content": USUAL[kind] | {name: "MARK"}}
    for layout in ({}, {"separators": (",", ":")}):
        text = json.dumps(document, **layout).replace('"MARK"', spelled)
        messages().agree(lambda core, text=text: read(core, text, kind, _CLASS))
    messages().agree(lambda core: read(core, json.loads(text), kind, _CLASS))


@given(documents.seeds(), st.integers(0, 400), st.sampled_from(["", '"', "}", ",", "x", "\x00"]))
def test_what_is_no_document_is_refused_alike(random, at, put):
    text = json.dumps({**made.document(random, INSTRUCTION), "metadata": {"lion_class": _CLASS}}, separators=(",", ":"))
    broken = text[:at] + put + text[at + 1 :]
    messages("broken").agree(lambda core: read(core, broken, INSTRUCTION, _CLASS))


@given(KINDS, documents.seeds(), st.sampled_from([None, 0, 1.5, [], (), {1}]))
def test_a_reader_leaves_to_others_what_it_is_not_for(kind, random, no_document):
    readers = real_pair("messages").rust.document_readers(SLOT, Quick, kind, _CLASS)
    document = {**made.document(random, kind), "metadata": {"lion_class": _CLASS}}

    class Sub(dict):  # type: ignore[type-arg]
        pass

    for given_document in (no_document, Sub(document)):
        assert readers[0](given_document) is None
    for given_document in (no_document, document):
        assert readers[1](given_document) is None
    for wrong in ((), (document, document)):
        with pytest.raises(TypeError, match="a reader takes one document"):
            readers[0](*wrong)


@given(KINDS, documents.seeds(), st.sampled_from(["__init__", "__new__"]), st.booleans())
def test_a_reader_stands_back_while_the_class_has_another_constructor(kind, random, name, read_before):
    class Changing:
        __slots__ = ("core",)

    readers = real_pair("messages").rust.document_readers(Changing.__dict__["core"], Changing, kind, _CLASS)
    document = {**made.document(random, kind), "metadata": {"lion_class": _CLASS}}
    usual = readers[0](document) is not None if read_before else None

    setattr(Changing, name, (lambda cls: object.__new__(cls)) if name == "__new__" else (lambda self: None))
    assert readers[0](document) is None
    assert readers[1](json.dumps(document)) is None
    delattr(Changing, name)
    assert usual in (None, readers[0](document) is not None)


@given(KINDS, documents.seeds(), st.sampled_from([0, 1]), st.sampled_from([_CLASS, "a.B", 'ä"\n']))
@settings(max_examples=200)
def test_documents_are_printed_as_by_the_long_way(kind, random, which, name):
    embedding, more = random.choice((None, [1.5])), random.choice((Undefined, {"a": [1]}))
    row = [kind, made.fields(random, kind), Undefined, "alice", None, embedding, _ID, 1.5, more]

    def printed(core: Any) -> Any:
        shell, record = Quick(), core.MessageCore(*row)
        shell.core = record._target
        writers = core.document_writers(SLOT, shown, made.Said, "x", Quick, name)
        if writers is not None:
            return writers[which](shell)
        return record.to_json(name, None, shown).decode() if which else record.to_dict(name)

    messages().agree(printed)


def test_a_writer_leaves_to_others_what_it_is_not_for():
    pair = real_pair("messages")
    writers = pair.rust.document_writers(SLOT, shown, Quick, _CLASS)
    of_python, empty = Quick(), Quick()
    of_python.core = pair.python.MessageCore(INSTRUCTION, None)

    class Derived(Quick):
        __slots__ = ()

    derived = Derived()
    derived.core = pair.rust.MessageCore(INSTRUCTION, None)
    for write in writers:
        for shell in (of_python, derived, "no shell"):
            assert write(shell) is None
        with pytest.raises(AttributeError):
            write(empty)
        with pytest.raises(TypeError, match="a writer takes one shell"):
            write()


@given(st.one_of(st.text(), st.none(), st.lists(st.integers())), st.integers(6, 99))
def test_what_no_short_way_can_be_made_of_is_refused_alike(wrong, no_kind):
    no_text = None if isinstance(wrong, str) else wrong
    for call in (
        lambda core: core.document_readers(SLOT, wrong, INSTRUCTION, _CLASS),
        lambda core: core.document_readers(wrong, Quick, INSTRUCTION, _CLASS),
        lambda core: core.document_readers(SLOT, Quick, no_kind, _CLASS),
        lambda core: core.document_readers(SLOT, Quick, INSTRUCTION, no_text),
        lambda core: core.document_readers(SLOT, Quick, INSTRUCTION, _CLASS, "given"),
        lambda core: core.document_readers(SLOT, Quick, INSTRUCTION, _CLASS, no_text, 1),
        lambda core: core.document_writers(SLOT, shown, wrong, _CLASS),
        lambda core: core.document_writers(wrong, shown, Quick, _CLASS),
        lambda core: core.document_writers(SLOT, shown, Quick, no_text),
        lambda core: core.document_writers(SLOT, shown, Quick, _CLASS, Quick),
    ):
        assert messages("all are refused").agree(call).error is not None


@given(values.any_values(), st.sampled_from([0, 1]))
def test_whatever_a_message_says_is_printed_or_refused_alike(value, which):
    def printed(core: Any) -> Any:
        shell, record = Quick(), text_message(core, [value])
        shell.core = record._target
        writers = core.document_writers(SLOT, shown, Quick, _CLASS)
        if writers is not None:
            return writers[which](shell)
        return record.to_json(_CLASS, None, shown).decode() if which else record.to_dict(_CLASS)

    messages("any value").agree(printed)


@pytest.mark.parametrize("side", ["python", "rust"])
@pytest.mark.parametrize(
    ("component", "name", "most"), [("messages", "MessageCore", 11), ("entity", "ElementCore", 5), ("entity", "NodeCore", 7)]
)
def test_more_arguments_than_there_are_places_are_refused(side, component, name, most):
    """By each core in its own words: nobody but a shell calls it."""
    make = getattr(getattr(real_pair(component), side), name)
    places = {11: [INSTRUCTION, None, Undefined, None, None, None, _ID, 1.5, Undefined, None, None], 5: [_ID, 1.5, Undefined, None, None]}
    usual = places.get(most, [None, None, _ID, 1.5, Undefined, None, None])
    assert make(*usual).id_text() == _ID

    for more in (1, 5):
        with pytest.raises(TypeError, match=r"argument"):
            make(*usual, *[None] * more)
