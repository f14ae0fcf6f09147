"""One message over its life on both cores: read, handed out, changed, assigned, written."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, consumes, invariant, rule

from equivalence_tests.generators import messages as made
from equivalence_tests.strategies import documents, ids, records, values
from lionagi._core.messages import FIELDS, MessageRole
from lionagi._core.sentinels import Undefined
from lionagi.testing.proof import LockStep

_CLASS = made.LION_CLASSES[0]


class MessagesLockStep(LockStep, component="messages"):
    """Bundles hold twins; what was handed out stays in use while its message goes on."""

    messages = Bundle("messages")
    handed_out = Bundle("handed_out")

    def __init__(self) -> None:
        super().__init__()
        self.alive: list[Any] = []

    @rule(target=messages, kind=st.sampled_from(made.KINDS), random=documents.seeds(), id=ids.readable(), metadata=records.metadata())
    def make(self, kind, random, id, metadata):
        outcome = self.both.MessageCore(kind, made.fields(random, kind), Undefined, "a", "b", None, id, 1.5, metadata)
        assert outcome.error is None
        self.alive = [*self.alive[-3:], outcome.twin]
        return outcome.twin

    # --- reading; what is handed out goes on living ---

    @rule(record=messages)
    def scalars(self, record):
        for name in ("kind", "id", "created_at", "role", "sender", "recipient"):
            record.read(name)
        record.id_bytes()
        record.id_text()
        record.id_hash()

    @rule(target=handed_out, record=messages, name=st.sampled_from(["metadata", "embedding"]))
    def parts(self, record, name):
        return record.read(name).twin

    @rule(record=messages)
    def content_is_one_object(self, record):
        record.agree(lambda core: [core.content is core.content, type(core.content).__name__])

    @rule(record=messages, place=st.integers(0, 9), text=values.text())
    def change_a_field_of_the_content(self, record, place, text):
        def change(core: Any) -> Any:
            names = FIELDS[core.kind]
            name = names[place % len(names)]
            found = getattr(core.content, name)
            if isinstance(found, list):
                found.append(text)
            elif isinstance(found, str):
                setattr(core.content, name, text)
            return name

        record.agree(change)

    @rule(part=handed_out, item=values.json_values())
    def change(self, part, item):
        part.agree(lambda value: _changed(value, item))

    @rule(part=consumes(handed_out))
    def forget(self, part):
        part.agree(lambda value: type(value).__name__)

    # --- assigning ---

    @rule(record=messages, role=st.sampled_from(list(MessageRole)))
    def assign_role(self, record, role):
        record.assign("role", role)

    @rule(record=messages, name=st.sampled_from(["sender", "recipient"]), value=st.sampled_from([None, "carol", MessageRole.SYSTEM]))
    def assign_participant(self, record, name, value):
        record.assign(name, value)

    @rule(record=messages, value=st.one_of(records.vectors(), records.vectors(), records.bad_vectors()))
    def assign_embedding(self, record, value):
        record.assign("embedding", value)

    @rule(record=messages, value=st.one_of(ids.readable(), ids.readable(), ids.bad_texts()))
    def assign_id(self, record, value):
        record.assign("id", value)

    @rule(record=messages, value=st.one_of(records.good_times(), records.good_times(), records.bad_times()))
    def assign_created_at(self, record, value):
        if value is not None:  # None is now, and the clock is not given to an assignment
            record.assign("created_at", value)

    @rule(record=messages, value=records.metadata())
    def assign_metadata(self, record, value):
        record.assign("metadata", {} if value is Undefined else value)

    @rule(record=messages)
    def assign_its_own_content(self, record):
        record.agree(lambda core: setattr(core, "content", core.content))

    # --- forms ---

    @rule(record=messages, mode=st.sampled_from(["python", "json", "db"]))
    def to_dict(self, record, mode):
        record.to_dict(_CLASS, mode)

    @rule(one=messages, two=messages)
    def compare(self, one, two):
        one.same_id(two)
        one.same_id(two.crossed())

    @rule(record=messages)
    def shown(self, record):
        record.rendered()
        record.chat_message()
        record.fields()

    @invariant()
    def the_forms_that_hand_nothing_out_agree(self):
        for record in self.alive:
            record.id_bytes()
            record.to_json(_CLASS)
            record.embedding_bytes()


def _changed(value: Any, item: Any) -> Any:
    """One change of a part that was handed out; what cannot be changed stays."""
    if isinstance(value, dict):
        value[str(len(value))] = item
    elif isinstance(value, list):
        value.append(0.5)
    return type(value).__name__


TestMessagesLockStep = MessagesLockStep.TestCase
