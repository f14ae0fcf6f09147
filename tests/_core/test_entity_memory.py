"""Records and the memory they hold: cycles are found, nothing leaks, and user code may run in the middle of any job.

A native core that holds only text and numbers is not tracked by the collector; each way something else can come into it, or
out of it, has a row here.
"""

from __future__ import annotations

import gc
import sys
import weakref

import orjson
import pytest

from lionagi import _errors
from lionagi.protocols.generic._ids import IDType
from lionagi.registry import active

pytestmark = pytest.mark.usefixtures("backend")

ID = "11111111-1111-4111-8111-111111111111"
NAME = "package.module.Name"


@pytest.fixture(autouse=True)
def ids_are_bound(backend):
    IDType.create()  # a first touch loads the ids, which are told their class then


def node(**fields):
    return active.cores.entity.NodeCore.from_fields(fields)


class Probe:
    """Part of a cycle; its weak reference tells whether the cycle was collected."""


def by_content(record, probe):
    record.content = probe


def by_content_inside(record, probe):
    record.content = [probe]


def by_metadata(record, probe):
    record.metadata["probe"] = probe


def by_metadata_assigned(record, probe):
    record.metadata = {"probe": probe}


def by_metadata_given(record, probe):
    record.metadata["given"].append(probe)


def by_content_given(record, probe):
    record.content["given"].append(probe)


def by_embedding(record, probe):
    record.embedding.append(probe)


MAKERS = {
    "text": lambda: node(content="text", embedding=[1.0]),
    "constructor": lambda: active.cores.entity.NodeCore("text", [1.0]),
    "element": lambda: active.cores.entity.ElementCore(),
    "containers": lambda: node(content={"given": []}, metadata={"given": []}),
    "atoms": lambda: node(metadata={"a": 1}, embedding="[1]"),
    "document": lambda: active.cores.entity.NodeCore.from_json(
        node(content={"given": []}, metadata={"given": []}, embedding=[1]).to_json(NAME), NAME
    ),
}


@pytest.mark.parametrize(
    ("maker", "tie"),
    [
        ("text", by_content),
        ("text", by_content_inside),
        ("text", by_metadata),
        ("text", by_metadata_assigned),
        ("text", by_embedding),
        ("constructor", by_content),
        ("constructor", by_metadata),
        ("constructor", by_embedding),
        ("element", by_metadata),
        ("element", by_metadata_assigned),
        ("containers", by_metadata_given),
        ("containers", by_content_given),
        ("atoms", by_metadata),
        ("atoms", by_embedding),
        ("document", by_metadata_given),
        ("document", by_content_given),
        ("document", by_embedding),
    ],
)
def test_a_cycle_through_a_record_is_collected(maker, tie):
    record, probe = MAKERS[maker](), Probe()
    probe.record = record
    tie(record, probe)
    died = weakref.ref(probe)

    del record, probe
    assert died() is not None
    gc.collect()
    assert died() is None


def test_records_that_hold_each_other_are_collected():
    one, two, probe = node(), node(), Probe()
    died = weakref.ref(probe)
    one.content, two.content = [two, probe], {"one": one}
    one.metadata["self"] = one

    del one, two, probe
    gc.collect()
    assert died() is None


def test_a_record_dies_with_its_last_reference():
    content, metadata, tail = Probe(), Probe(), Probe()
    died = [weakref.ref(probe) for probe in (content, metadata, tail)]
    record = node(content=content, metadata={"m": metadata}, embedding=[1])
    record.embedding.append(tail)

    del content, metadata, tail
    gc.disable()
    try:
        assert all(ref() for ref in died)
        del record
        assert [ref() for ref in died] == [None, None, None]
    finally:
        gc.enable()


def test_nothing_keeps_what_was_replaced():
    record, old = node(), Probe()
    died = weakref.ref(old)
    record.content = old
    record.metadata["k"] = old
    record.content = None
    record.metadata = {}
    del old

    assert died() is None


def test_jobs_keep_no_references():
    shared, key = object(), "some key that is no literal"[:12]
    record = node(content=[shared], metadata={key: shared}, embedding=[1.5])
    document = node(content=["c"], metadata={"k": 1}, embedding=[1]).to_json(NAME)
    jobs = (
        lambda: record.to_dict(NAME),
        lambda: record.to_json(NAME, None, lambda value: None),
        lambda: record.id,
        lambda: record.content,
        lambda: record.metadata,
        lambda: record.embedding,
        lambda: record.embedding_bytes(),
        lambda: active.cores.entity.NodeCore.from_json(document, NAME),
        lambda: active.cores.entity.NodeCore([shared], [1.0], ID, 1.0, {key: shared}),
        lambda: active.cores.entity.ElementCore(ID, "2024-01-01"),
    )
    watched = (record, shared, key, NAME, document, None)
    for job in jobs:
        job()
    before = [sys.getrefcount(value) for value in watched]
    for _ in range(100):
        for job in jobs:
            job()
    after = [sys.getrefcount(value) for value in watched]

    assert all(abs(now - then) < 50 for now, then in zip(after, before, strict=True))


@pytest.mark.parametrize("bad", [{"id": "bad"}, {"created_at": "bad"}, {"embedding": "bad"}, {"created_at": []}, {"embedding": [None]}])
def test_a_failed_construction_keeps_nothing(bad):
    fields = {"id": ID, "created_at": 1.0, "embedding": None, **bad}
    probes = [Probe(), Probe()]
    died = [weakref.ref(probe) for probe in probes]
    with pytest.raises((_errors.IDError, _errors.InvalidFields)) as caught:
        active.cores.entity.NodeCore(probes[0], fields["embedding"], fields["id"], fields["created_at"], {"k": probes[1]})
    del caught, probes

    assert [ref() for ref in died] == [None, None]


def test_an_exception_that_was_read_as_a_problem_is_let_go_at_once():
    class Raising:
        def __float__(self):
            raise ValueError(held.pop())

    for make in (lambda: active.cores.entity.ElementCore(ID, Raising()), lambda: active.cores.entity.NodeCore(None, [Raising()])):
        held = [Probe()]
        died = weakref.ref(held[0])
        with pytest.raises(_errors.InvalidFields) as caught:
            make()
        assert (held, died()) == ([], None)
        del caught


# --- user code in the middle of a job ----------------------------------------------------------------------------------


def test_what_a_finaliser_sees_is_whole():
    record, seen = node(), []

    class Watcher:
        def __del__(self):
            seen.append((record.content, record.metadata, record.embedding))
            record.content = "from the finaliser"

    record.content = Watcher()
    record.content = "new"
    assert (seen, record.content) == ([("new", {}, None)], "from the finaliser")

    record.metadata = {"w": Watcher()}
    record.metadata = {"k": 1}
    assert seen[1:] == [("from the finaliser", {"k": 1}, None)]


def test_a_record_may_change_while_it_is_written():
    record = node(content=[{1}, "end"], metadata={"s": {2}, "t": 1}, embedding=[1.0])

    def default(value):
        record.metadata = {}
        record.content = None
        record.embedding = None
        gc.collect()
        return sorted(value)

    made = orjson.loads(record.to_json(NAME, None, default))
    assert made["metadata"] == {"s": [2], "t": 1, "lion_class": NAME}
    assert record.to_dict(NAME)["content"] is None


def test_a_list_may_change_while_it_is_read():
    values = [1.0]

    class Growing(float):
        def __float__(self):
            if len(values) < 50:
                values.append(Growing(2))
            return 3.0

    values.append(Growing(2))
    assert len(node(embedding=values).embedding) >= 2

    class Shrinking:
        def __float__(self):
            values.clear()
            return 4.0

    values[:] = [Shrinking(), 1.0, 2.0]
    assert node(embedding=values).embedding == [4.0]


# --- the collector's work ----------------------------------------------------------------------------------------------


@pytest.fixture
def native(backend):
    if backend != "rust":
        pytest.skip("only native cores are untracked")
    return active.cores.entity


def test_a_native_core_of_atoms_is_tracked_only_once_it_can_be_in_a_cycle(native):
    for leaf in (
        native.ElementCore(),
        native.NodeCore("text", [1.0]),
        native.NodeCore(5),
        native.NodeCore(None, None, ID, 1.0, {"a": 1, "b": "x"}),
    ):
        assert not gc.is_tracked(leaf)
        leaf.to_dict(NAME), leaf.to_json(NAME), leaf.id, leaf.created_at
        assert not gc.is_tracked(leaf)
        leaf.metadata  # noqa: B018 - the read is the act
        assert gc.is_tracked(leaf)
        leaf.metadata = {}
        assert gc.is_tracked(leaf)
    for other in (native.NodeCore([]), native.NodeCore(("x",)), native.NodeCore(None, None, ID, 1.0, {"a": []})):
        assert gc.is_tracked(other)
    leaf = native.NodeCore("text", [1.0])
    leaf.content = "more text"
    assert not gc.is_tracked(leaf)
    leaf.embedding  # noqa: B018
    assert gc.is_tracked(leaf)


def test_native_cores_are_small(native):
    header = sys.getsizeof([]) - [].__sizeof__()  # what the collector adds

    assert sys.getsizeof(native.ElementCore()) - header <= 48
    assert sys.getsizeof(native.NodeCore("text", [1.0])) - header <= 64
