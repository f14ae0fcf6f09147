"""One record over its life on both cores: reads, assignments, changes to what was handed out, every form between."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, consumes, invariant, rule

from equivalence_tests.strategies import ids, records, values
from lionagi._core.sentinels import Undefined
from lionagi.testing.proof import LockStep

_CLASS = records.LION_CLASSES[1]


def plain_content() -> st.SearchStrategy[Any]:
    return st.one_of(
        values.json_values(), st.lists(st.integers(), max_size=3), st.dictionaries(st.text(max_size=3), st.lists(st.integers()), max_size=2)
    )


class EntityLockStep(LockStep, component="entity"):
    """Bundles hold twins; an object that was handed out stays in use while its record goes on."""

    elements = Bundle("elements")
    nodes = Bundle("nodes")
    handed_out = Bundle("handed_out")

    def __init__(self) -> None:
        super().__init__()
        self.alive: list[Any] = []

    # --- making ---

    @rule(
        target=elements,
        id=st.one_of(st.just(Undefined), ids.readable()),
        time=st.one_of(st.just(Undefined), records.good_times()),
        metadata=records.metadata(),
        clock=records.clocks(),
        random=ids.raw(),
    )
    def make_element(self, id, time, metadata, clock, random):
        return self.kept(self.both.ElementCore(id, time, metadata, clock, random))

    @rule(
        target=nodes,
        content=plain_content(),
        embedding=records.vectors(),
        id=st.one_of(st.just(Undefined), ids.readable()),
        metadata=records.metadata(),
        clock=records.clocks(),
        random=ids.raw(),
    )
    def make_node(self, content, embedding, id, metadata, clock, random):
        return self.kept(self.both.NodeCore(content, embedding, id, Undefined, metadata, clock, random))

    @rule(target=nodes, record=nodes)
    def read_back(self, record):
        document = record.to_json(_CLASS)
        if document.error is not None:
            return record
        back = self.both.agree(lambda core: core.NodeCore.from_json(document.value, _CLASS))
        return record if back.value is None else self.kept(back)

    def kept(self, outcome: Any) -> Any:
        assert outcome.error is None
        self.alive = [*self.alive[-3:], outcome.twin]
        return outcome.twin

    # --- reading; what is handed out goes on living ---

    @rule(target=handed_out, record=st.one_of(elements, nodes))
    def metadata(self, record):
        return record.read("metadata").twin

    @rule(target=handed_out, record=nodes)
    def content(self, record):
        return record.read("content").twin

    @rule(target=handed_out, record=nodes)
    def embedding(self, record):
        return record.read("embedding").twin

    @rule(record=st.one_of(elements, nodes))
    def scalars(self, record):
        record.read("id")
        record.read("created_at")
        record.id_bytes()
        record.id_text()
        record.id_hash()

    @rule(record=st.one_of(elements, nodes), name=st.sampled_from(["metadata", "content", "embedding"]))
    def the_same_object_on_every_read(self, record, name):
        if name != "metadata" and record._pair.contract_class(record._targets[0]) != "NodeCore":
            return
        record.agree(lambda core: getattr(core, name) is getattr(core, name))

    # --- changing what was handed out ---

    @rule(part=handed_out, item=st.one_of(values.json_values(), values.floats()))
    def change(self, part, item):
        part.agree(lambda value: changed(value, item))

    @rule(part=handed_out)
    def shrink(self, part):
        part.agree(lambda value: value.clear() if isinstance(value, (list, dict)) else None)

    @rule(part=consumes(handed_out))
    def forget(self, part):
        part.agree(lambda value: type(value).__name__)

    # --- assigning ---

    @rule(
        record=st.one_of(elements, nodes),
        value=st.one_of(records.metadata(), st.none(), st.integers(), st.lists(st.integers(), max_size=2)),
    )
    def assign_metadata(self, record, value):
        record.assign("metadata", value)

    @rule(record=nodes, value=plain_content())
    def assign_content(self, record, value):
        record.assign("content", value)

    @rule(record=nodes, value=st.one_of(records.vectors(), records.vectors(), records.bad_vectors()))
    def assign_embedding(self, record, value):
        record.assign("embedding", value)

    @rule(record=st.one_of(elements, nodes), value=st.one_of(ids.readable(), ids.readable(), ids.bad_texts()))
    def assign_id(self, record, value):
        record.assign("id", value)

    @rule(record=st.one_of(elements, nodes), value=st.one_of(records.good_times(), records.good_times(), records.bad_times()))
    def assign_created_at(self, record, value):
        if value is not None:  # None is now, and the clock is not given to an assignment
            record.assign("created_at", value)

    # --- forms ---

    @rule(
        record=st.one_of(elements, nodes),
        name=st.sampled_from(records.LION_CLASSES),
        mode=st.sampled_from(["python", "json", "db", "python", "json", "db", "xml"]),
    )
    def to_dict(self, record, name, mode):
        record.to_dict(name, mode)

    @rule(target=handed_out, record=st.one_of(elements, nodes))
    def change_a_dict_that_was_made(self, record):
        made = record.to_dict(_CLASS)
        return made.twin

    @rule(record=st.one_of(elements, nodes), extra=st.one_of(st.none(), st.dictionaries(values.text(), values.json_values(), max_size=2)))
    def to_json(self, record, extra):
        record.to_json(_CLASS, extra)

    @rule(one=st.one_of(elements, nodes), two=st.one_of(elements, nodes))
    def compare(self, one, two):
        one.same_id(two)
        one.same_id(two.crossed())

    @rule(records=st.lists(st.one_of(elements, nodes), max_size=3))
    def to_json_many(self, records):
        self.both.agree(lambda core: None)
        side = ElementLists(records)
        self.both._compare(side.writing(0), side.writing(1), None, None)

    # --- after every step ---

    @invariant()
    def the_forms_that_hand_nothing_out_agree(self):
        for record in self.alive:
            record.id_bytes()
            record.to_json(_CLASS)
            if record._pair.contract_class(record._targets[0]) == "NodeCore":
                record.embedding_bytes()


class ElementLists:
    """A list of records for each side."""

    def __init__(self, twins: list[Any]) -> None:
        self.twins = twins

    def writing(self, side: int) -> Any:
        cores = [twin._targets[side] for twin in self.twins]
        return lambda core: core.ElementCore.to_json_many(cores, [_CLASS] * len(cores))


def changed(value: Any, item: Any) -> Any:
    """One change of a part that was handed out; what cannot be changed stays."""
    if isinstance(value, dict):
        value[str(len(value))] = item
        value.setdefault("lion_class", "set by the user")
    elif isinstance(value, list):
        value.append(item if isinstance(item, float) else 0.5)
        value[0] = 1.25
    return type(value).__name__


TestEntityLockStep = EntityLockStep.TestCase
