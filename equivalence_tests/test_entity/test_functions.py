"""Records made, read as documents and written, each in one step. A life of a record: `test_lockstep.py`."""

from __future__ import annotations

import datetime
import json
import struct
import uuid
from typing import Any

import orjson
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from equivalence_tests.generators.entity import iso_text
from equivalence_tests.strategies import documents, ids, records, values
from equivalence_tests.strategies.classes import Boom, Person, RaisesInToDict, Shown, Thing
from lionagi._core import MAX_DEPTH
from lionagi._core.sentinels import Undefined
from lionagi.protocols.ids import IDType
from lionagi.testing.proof import both, same
from lionagi.testing.proof.bulk import assert_bulk_agrees
from lionagi.testing.proof.cores import real_pair

_ID = "12345678-1234-4678-9234-567812345678"
_KINDS = ("ElementCore", "NodeCore")
_CLASS = records.LION_CLASSES[1]


def make(core: Any, kind: str = "NodeCore", content: Any = None, embedding: Any = None, **fields: Any) -> Any:
    """A record on one side; everything random is given."""
    own = [content, embedding] if kind == "NodeCore" else []
    given = {"id": _ID, "created_at": 1_700_000_000.5, "metadata": Undefined, **fields}
    return getattr(core, kind)(*own, given["id"], given["created_at"], given["metadata"], 1.5, bytes(16))


# --- making ------------------------------------------------------------------------------------------------------------


@given(st.sampled_from(_KINDS), ids.readable())
def test_ids_are_read_as_the_uuid_module_reads_them(kind, id):
    text = both("entity").agree(lambda core: make(core, kind, id=id).id_text(), arguments=id)

    assert text.value == str(uuid.UUID(str(id), version=4))


@given(ids.unreadable(), records.bad_times(), records.bad_vectors())
def test_a_bad_id_is_told_at_once_and_alone(id, time, vector):
    for kind in _KINDS:
        hostile = both("entity", hostile="all are bad")
        hostile.agree(lambda core, kind=kind: make(core, kind, embedding=vector, id=id, created_at=time))
        fields = {"id": id, "created_at": time}
        hostile.agree(lambda core, kind=kind, fields=fields: getattr(core, kind).from_fields(fields), arguments=fields)


@given(st.sampled_from(_KINDS), ids.raw(), records.clocks(), st.one_of(st.just(Undefined), st.none()))
def test_what_is_absent_is_drawn_from_what_was_given_instead_of_chance_and_clock(kind, random, clock, created_at):
    own = [None, None] if kind == "NodeCore" else []
    made = both("entity").agree(lambda core: getattr(core, kind)(*own, Undefined, created_at, Undefined, clock, random))
    record = made.twin

    assert record.id_bytes().value == uuid.UUID(bytes=random, version=4).bytes
    assert record.read("created_at").value == clock
    assert record.read("metadata").value == {}


@pytest.mark.parametrize("kind", _KINDS)
def test_absent_id_and_time_are_fresh_on_both_cores(kind):
    before = datetime.datetime.now().timestamp() - 1
    for outcome in both("entity").each(lambda core: [getattr(core, kind)() for _ in range(300)]):
        made = outcome.value

        assert len({record.id_bytes() for record in made}) == 300
        assert all(before <= record.created_at <= before + 60 for record in made)
        assert all(record.id._id.version == 4 for record in made)


@given(st.sampled_from(_KINDS), records.good_times())
@example("ElementCore", "2024-02-29T12:30:45.123456+05:45")
@example("NodeCore", True)
def test_times_are_read_alike(kind, time):
    seconds = both("entity").agree(lambda core: make(core, kind, created_at=time).created_at, arguments=time)

    assert type(seconds.value) is float


@given(
    st.datetimes(
        min_value=datetime.datetime(1, 1, 2), max_value=datetime.datetime(9999, 12, 30), timezones=st.sampled_from(values.ZONES[:7])
    )
)
def test_iso_texts_are_read_as_datetime_reads_them(moment):
    for text in (moment.isoformat(), str(moment), moment.replace(tzinfo=None).isoformat()):
        expected = datetime.datetime.fromisoformat(text)
        expected = expected if expected.tzinfo else expected.replace(tzinfo=datetime.timezone.utc)

        assert both("entity").agree(lambda core, text=text: make(core, created_at=text).created_at).value == expected.timestamp()


@given(documents.seeds().map(lambda random: [iso_text(random) for _ in range(20)]))
@example(["2024-W09-12:30", "2024-W09-4", "2024-W09-4T12", "2020-W53-7", "2021-W53-1", "1900-02-29", "2000-02-29"])
def test_texts_in_every_form_of_iso_8601_are_judged_alike(texts):
    for text in texts:
        both("entity", hostile="some are no times").agree(lambda core, text=text: make(core, "ElementCore", created_at=text).created_at)


@pytest.mark.parametrize("text", records.ISO_TEXTS, ids=ascii)
def test_a_text_with_one_letter_changed_is_judged_alike(text):
    for place in range(len(text)):
        for letter in "-:xTW.+Z 0 9\u0661":
            spoiled = text[:place] + letter + text[place + 1 :]
            both("entity", hostile="most are no times").agree(
                lambda core, text=spoiled: make(core, "ElementCore", created_at=text).created_at
            )


@pytest.mark.parametrize("text", [*records.ISO_TEXTS, *records.BAD_TIMES, *records.NUMBER_TEXTS], ids=ascii)
def test_every_text_of_a_time_is_judged_alike(text):
    for kind in _KINDS:
        both("entity", hostile="many are no times").agree(lambda core, kind=kind: make(core, kind, created_at=text).created_at)


@given(records.bad_times(), records.bad_vectors(), records.good_times(), records.vectors())
def test_bad_fields_are_told_together_in_their_order(time, vector, good_time, good_vector):
    hostile = both("entity", hostile="at least one is bad")
    hostile.agree(lambda core: make(core, "ElementCore", created_at=time))
    for fields in (
        {"created_at": time, "embedding": vector, "id": _ID},
        {"created_at": good_time, "embedding": vector, "id": _ID},
        {"embedding": good_vector, "created_at": time, "id": _ID},
    ):
        hostile.agree(lambda core, fields=fields: make(core, embedding=fields["embedding"], created_at=fields["created_at"]))
        hostile.agree(lambda core, fields=fields: core.NodeCore.from_fields(fields), arguments=fields)
    hostile.agree(lambda core: core.ElementCore.from_fields({"id": _ID, "created_at": time}))


@given(records.vectors())
@example([])
@example(["1e3", True, 2**60, float("nan"), -0.0])
def test_embeddings_are_read_and_packed_alike(vector):
    packed = both("entity").agree(lambda core: make(core, embedding=vector).embedding_bytes(), arguments=vector)
    read = both("entity").agree(lambda core: make(core, embedding=vector).embedding, arguments=vector)

    assert (packed.value is None) == (read.value is None) == (vector is None)
    if read.value is not None:
        assert packed.value == struct.pack(f"<{len(read.value)}d", *read.value)


@given(records.metadata(), records.json_content())
def test_what_was_handed_in_is_copied_as_0_18_0_copies_it(metadata, content):
    """Metadata is a shallow copy, content is the object itself."""
    for outcome in both("entity").each(lambda core: make(core, content=content, metadata=metadata)):
        record = outcome.value

        assert record.content is content
        assert record.metadata is record.metadata
        assert record.metadata is not metadata
        assert same(record.metadata, metadata)


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "id": ids.readable(),
            "created_at": records.good_times(),
            "metadata": records.metadata(),
            "clock": st.just(1.0),
            "random": st.just(bytes(16)),
        },
    )
)
def test_a_record_is_made_of_a_dict_of_its_arguments(fields):
    fields = {"clock": 2.0, "random": bytes(16), **fields}
    for kind in _KINDS:
        both("entity").agree(lambda core, kind=kind: getattr(core, kind).from_fields(fields), arguments=fields)


@given(ids.readable(), records.good_times().filter(lambda time: time is not None), records.vectors())
def test_assignments_are_coerced_as_in_the_constructor(id, time, vector):
    for kind in _KINDS:
        record = both("entity").agree(lambda core, kind=kind: make(core, kind)).twin
        for name, value in {"id": id, "created_at": time, "embedding": vector, "content": vector, "metadata": {"a": [1]}}.items():
            if kind == "NodeCore" or name in ("id", "created_at", "metadata"):
                assert record.assign(name, value).error is None
                record.read(name)
                record.to_dict(_CLASS)


@given(ids.bad_texts(), records.bad_times(), records.bad_times(), *records.each_bad_vector())
def test_a_bad_assignment_is_refused_and_changes_nothing(id, time, other_time, text, items, other):
    for kind in _KINDS:
        record = both("entity").agree(lambda core, kind=kind: make(core, kind)).twin
        refusing = both("entity", hostile="all are bad").agree(lambda core, kind=kind: make(core, kind)).twin
        for name, value in (
            ("id", id),
            ("created_at", time),
            ("created_at", other_time),
            ("embedding", text),
            ("embedding", items),
            ("embedding", other),
        ):
            if kind == "NodeCore" or name != "embedding":
                assert refusing.assign(name, value).error is not None
                refusing.to_dict(_CLASS)
        assert record.to_dict(_CLASS).value == refusing.to_dict(_CLASS).value


@given(*records.each_bad_vector())
def test_each_kind_of_bad_embedding_is_told_by_its_own_text(text, items, other):
    hostile = both("entity", hostile="all are bad")
    for vector in (text, items, other):
        hostile.agree(lambda core, vector=vector: make(core, embedding=vector))
        hostile.agree(lambda core, vector=vector: core.NodeCore.from_fields({"id": _ID, "created_at": 1.0, "embedding": vector}))


@given(st.lists(st.floats(), max_size=3), st.one_of(st.none(), st.just("x"), st.just([1])))
def test_a_list_that_was_handed_out_and_spoiled_has_no_bytes(items, stranger):
    hostile = both("entity", hostile="all are spoiled")

    def spoil(core: Any) -> Any:
        record = make(core, embedding=items)
        record.embedding.append(stranger)
        return record.embedding_bytes()

    assert hostile.agree(spoil).error is not None


class Shell:
    """What a core is put into."""

    __slots__ = ("_core", "given", "more")


class OtherShell:
    __slots__ = ("_core",)


_SLOT = Shell.__dict__["_core"]


@given(values.json_values(), values.json_values(), st.sampled_from([[], ["given"], ["given", "more"]]))
def test_a_core_is_put_into_its_shell_with_its_attributes(content, value, names):
    attributes = [part for name in names for part in (name, value)]
    for kind, arguments in (("attach_element", []), ("attach_node", [content])):

        def attach(core: Any, kind: str = kind, arguments: Any = arguments) -> Shell:
            shell = Shell()
            assert getattr(core, kind)(_SLOT, shell, *arguments, *attributes) is None
            return shell

        for outcome, side in zip(both("entity").each(attach), (real_pair("entity").python, real_pair("entity").rust), strict=True):
            record = outcome.value._core

            assert type(record) is (side.NodeCore if arguments else side.ElementCore)
            assert not arguments or record.content is content
            assert record.metadata == {}
            assert record.id._id.version == 4
            assert all(getattr(outcome.value, name) is value for name in names)
            assert not any(hasattr(outcome.value, name) for name in {"given", "more"} - {*names})


@given(
    st.fixed_dictionaries({"id": ids.readable(), "created_at": records.good_times()}, optional={"metadata": records.metadata()}),
    st.fixed_dictionaries({}, optional={"content": records.json_content(), "embedding": records.vectors()}),
)
def test_a_core_of_a_dict_of_arguments_is_put_into_its_shell(fields, more):
    fields["clock"] = 1.5
    for kind, attach, arguments in (("ElementCore", "attach_element_of", fields), ("NodeCore", "attach_node_of", {**fields, **more})):

        def attached(core: Any, attach: str = attach, arguments: Any = arguments) -> Any:
            shell = Shell()
            assert getattr(core, attach)(_SLOT, shell, arguments, "given", "x", "more", arguments) is None
            assert (shell.given, shell.more) == ("x", arguments)
            return shell._core

        twin = both("entity").agree(attached, arguments=arguments).twin
        alike = both("entity").agree(lambda core, kind=kind, arguments=arguments: getattr(core, kind).from_fields(arguments)).twin

        assert same(twin.to_dict(_CLASS).value, alike.to_dict(_CLASS).value)


@given(ids.unreadable(), records.bad_times(), st.one_of(st.none(), st.text(), st.lists(st.integers())), *records.each_bad_vector())
@example("no id", "no time", None, "[", ["x"], 5)
@example("no id", object(), None, "[", ["x"], 5)
def test_a_dict_of_bad_arguments_leaves_the_shell_empty(id, time, no_dict, text, items, other):
    hostile = both("entity", hostile="all are refused")
    bad_vectors = [{"id": _ID, "embedding": vector} for vector in (text, items, other)]
    both_bad = {"id": _ID, "created_at": time, "embedding": text}
    for attach, more in (("attach_element_of", []), ("attach_node_of", [*bad_vectors, both_bad])):
        for arguments in ({"id": id}, {"id": _ID, "created_at": time}, no_dict, *more):

            def attached(core: Any, attach: str = attach, arguments: Any = arguments) -> Any:
                shell = Shell()
                try:
                    getattr(core, attach)(_SLOT, shell, arguments)
                finally:
                    assert not hasattr(shell, "_core")

            assert hostile.agree(attached).error is not None


@given(st.sampled_from(["ElementCore", "NodeCore"]), values.json_values(), st.lists(st.sampled_from(["again", "end"]), max_size=3))
def test_an_accelerated_class_makes_what_its_constructor_makes(kind, content, steps):
    arguments = {"content": content} if kind == "NodeCore" else {}

    def made(core: Any) -> list[Any]:
        make = getattr(core._target, kind)

        class Quick:
            __slots__ = ("_core", "came_by")

            def __init__(self, **given: Any) -> None:
                self._core, self.came_by = make(*given.values()), "__init__"

        class Derived(Quick):
            __slots__ = ()

        slot, found = Quick.__dict__["_core"], []
        for step in ["again", *steps]:
            assert (core.accelerate(Quick, slot, kind) if step == "again" else core.slow_down(Quick)) is None
            found += [Quick(**arguments), Derived(**arguments)]
        for each in found:
            assert type(each._core).__name__ == kind
            assert not arguments or each._core.content is content
            assert each._core.metadata == {}
        assert all(each.came_by == "__init__" for each in found if type(each) is Derived)
        core.slow_down(Quick)
        return [type(each) is Quick for each in found]

    assert both("entity").agree(made).error is None


@given(st.sampled_from(_KINDS), ids.good_texts())
def test_a_reader_of_ids_reads_the_id_of_any_core(kind, text):
    readers = [outcome.value for outcome in both("entity").each(lambda core: core.id_reader(_SLOT))]
    pair = real_pair("entity")
    for reader in filter(None, readers):
        for core in (pair.python, pair.rust):
            shell = Shell()
            shell._core = getattr(core, kind)(*([None, None] if kind == "NodeCore" else []), text)
            assert reader(shell) == shell._core.id == IDType.validate(text)
    assert readers[0] is None


@given(st.one_of(st.integers(), st.text(), st.none(), st.lists(st.integers())))
def test_what_cannot_be_accelerated_is_refused(wrong):
    hostile = both("entity", hostile="all are refused")
    for call in (
        lambda core: core.accelerate(wrong, _SLOT, "ElementCore"),
        lambda core: core.accelerate(Shell, wrong, "ElementCore"),
        lambda core: core.accelerate(Shell, _SLOT, wrong),
        lambda core: core.slow_down(wrong),
        lambda core: core.quicken(wrong),
        lambda core: core.id_reader(wrong),
    ):
        assert hostile.agree(call).error is not None


@given(
    st.one_of(st.integers(), st.text(), st.none(), st.lists(st.integers())), st.text("xyz", min_size=1).filter(lambda name: name != "_core")
)
def test_what_cannot_be_attached_is_refused(no_slot, name):
    hostile = both("entity", hostile="all are refused")
    attaching = (("attach_element", []), ("attach_node", ["content"]), ("attach_element_of", [{}]), ("attach_node_of", [{"content": 1}]))
    for kind, arguments in attaching:
        for slot, shell, attributes in (
            (no_slot, Shell(), []),
            (_SLOT, OtherShell(), []),
            (_SLOT, no_slot, []),
            (_SLOT, Shell(), ["given"]),
            (_SLOT, Shell(), ["given", 1, "more"]),
            (_SLOT, Shell(), [name, no_slot]),
        ):
            call = (slot, shell, *arguments, *attributes)
            outcome = hostile.agree(lambda core, kind=kind, call=call: getattr(core, kind)(*call))

            assert outcome.error is not None


# --- ids ---------------------------------------------------------------------------------------------------------------


@given(st.sampled_from(_KINDS), ids.raw())
def test_the_forms_of_an_id_agree_with_the_uuid_module(kind, raw):
    record = both("entity").agree(lambda core: make(core, kind, id=uuid.UUID(bytes=raw))).twin
    expected = uuid.UUID(bytes=raw, version=4)

    assert record.id_bytes().value == expected.bytes
    assert record.id_text().value == str(expected)
    assert record.id_hash().value == hash(expected)
    assert record.read("id").value._id == expected


@given(st.sampled_from(_KINDS), st.sampled_from(_KINDS), ids.raw(), st.one_of(st.none(), ids.raw()))
def test_two_records_are_the_same_by_id_also_where_the_cores_meet(left, right, one, other):
    first = both("entity").agree(lambda core: make(core, left, id=uuid.UUID(bytes=one))).twin
    second = both("entity").agree(lambda core: make(core, right, id=uuid.UUID(bytes=other or one))).twin
    expected = uuid.UUID(bytes=one, version=4) == uuid.UUID(bytes=other or one, version=4)

    assert first.same_id(second).value is expected
    assert first.same_id(second.crossed()).value is expected


# --- writing -----------------------------------------------------------------------------------------------------------


@given(st.sampled_from(_KINDS), records.json_content(), records.vectors(), records.metadata(), st.sampled_from(records.LION_CLASSES))
def test_json_is_that_of_the_dict(kind, content, embedding, metadata, lion_class):
    record = both("entity").agree(lambda core: make(core, kind, content, embedding, metadata=metadata)).twin
    written = record.to_json(lion_class).value
    shown = record.to_dict(lion_class).value

    assert written == orjson.dumps(shown, default=lambda thing: thing.to_dict())
    assert same(record.to_dict(lion_class, "json").value, orjson.loads(written))
    assert list(shown)[:3] == ["id", "created_at", "metadata"]
    database = record.to_dict(lion_class, "db").value
    assert list(database)[-1] == "node_metadata"
    assert same(database.pop("node_metadata"), orjson.loads(written)["metadata"])


@given(values.any_values(), st.dictionaries(values.text(), values.any_values(), max_size=2), st.sampled_from(["python", "json", "db"]))
def test_content_and_metadata_of_any_kind_are_dumped_alike(content, metadata, mode):
    hostile = both("entity", hostile="much of it is not for JSON")
    for kind in _KINDS:
        hostile.agree(
            lambda core, kind=kind: make(core, kind, content, metadata=metadata).to_dict(_CLASS, mode), arguments=(content, metadata)
        )


def shown(value: Any) -> Any:
    return repr(type(value))


@given(
    values.any_values(),
    st.dictionaries(values.text(), values.any_values(), max_size=2),
    st.dictionaries(values.text(), values.any_values(), max_size=2),
)
def test_json_with_extra_fields_and_a_default_agrees(content, metadata, extra):
    hostile = both("entity", hostile="keys that are no texts, surrogates")
    for default in (shown, None):
        for kind in _KINDS:
            hostile.agree(
                lambda core, kind=kind, default=default: make(core, kind, content, metadata=metadata).to_json(_CLASS, extra, default),
                arguments=(content, metadata, extra),
            )


@given(
    records.json_content(),
    st.dictionaries(st.sampled_from(["id", "created_at", "metadata", "content", "embedding", "mine", "lion_class"]), values.json_values()),
)
def test_extra_fields_follow_and_those_of_a_built_in_name_replace_it_in_place(content, extra):
    written = both("entity").agree(lambda core: make(core, content=content).to_json(_CLASS, extra), arguments=(content, extra))
    fields = both("entity").agree(lambda core: make(core, content=content).to_dict(_CLASS)).value | extra

    assert written.value == orjson.dumps(fields, default=lambda thing: thing.to_dict())


@given(st.lists(st.tuples(st.sampled_from(_KINDS), records.json_content(), st.sampled_from(records.LION_CLASSES)), max_size=4))
def test_many_are_written_as_an_array_of_each(rows):
    for kind in _KINDS:
        together = both("entity").agree(
            lambda core, kind=kind: getattr(core, kind).to_json_many(
                [make(core, own, content) for own, content, _ in rows], [name for *_, name in rows]
            )
        )
        singly = [both("entity").agree(lambda core, row=row: make(core, row[0], row[1]).to_json(row[2])).value for row in rows]

        assert together.value == b"[" + b",".join(singly) + b"]"


@given(st.lists(records.json_content(), min_size=1, max_size=3))
def test_many_may_come_from_both_cores(contents):
    twins = [both("entity").agree(lambda core, content=content: make(core, content=content)).twin for content in contents]
    mixed = [part.crossed() if index % 2 else part for index, part in enumerate(twins)]
    names = [_CLASS] * len(contents)

    together = both("entity").mixed()
    for kind in _KINDS:
        one = together.agree(lambda core, kind=kind: getattr(core, kind).to_json_many([part._targets[0] for part in mixed], names))
        two = together.agree(lambda core, kind=kind: getattr(core, kind).to_json_many([part._targets[1] for part in mixed], names))

        assert one.value == two.value


@given(st.sampled_from(_KINDS), st.integers(0, 4), st.integers(0, 4))
def test_many_need_as_many_names(kind, count, names):
    hostile = both("entity", hostile="mostly different lengths")
    outcome = hostile.agree(lambda core: getattr(core, kind).to_json_many([make(core, kind) for _ in range(count)], [_CLASS] * names))

    assert (outcome.error is None) == (count == names)


def raising(value: Any) -> Any:
    raise Boom("default")


def spoiled() -> st.SearchStrategy[list[tuple[Any, Any]]]:
    """One of each that cannot be written: (value, `default`)."""
    deep = values.deep_values(around=MAX_DEPTH + 4, wrappers=("list", "dict", "second"))
    each = [
        (st.one_of(deep, values.cyclic_values(kinds=("list", "dict"))), None),
        (st.builds(Shown), None),
        (st.integers(min_value=2**64), None),
        (st.dictionaries(st.integers(), st.integers(), min_size=1), None),
        (st.sampled_from(values.SURROGATES), None),
        (st.builds(Shown), raising),
        (st.builds(RaisesInToDict), None),
    ]
    return st.tuples(*(value for value, _ in each)).map(lambda drawn: list(zip(drawn, (default for _, default in each), strict=True)))


_FAR = 200_000  # containers: more than a walk without a limit has stack for


@pytest.mark.parametrize("where", ["content", "metadata"])
@pytest.mark.parametrize("wrap", [lambda value: [value], lambda value: (value,), lambda value: {"k": value}], ids=["list", "tuple", "dict"])
def test_nesting_far_beyond_the_limit_is_refused_and_not_walked(wrap, where):
    value: Any = 1
    for _ in range(_FAR):
        value = wrap(value)
    hostile = both("entity", hostile="all are refused")
    fields = {where: value} if where == "content" else {"metadata": {"k": value}}
    for job in (
        lambda record: record.to_dict(_CLASS),
        lambda record: record.to_json(_CLASS),
        lambda record: record.to_dict(_CLASS, "json"),
    ):
        assert hostile.agree(lambda core, job=job: job(make(core, "NodeCore", **fields))).error is not None


@settings(max_examples=40)
@given(st.sampled_from(["content", "metadata"]), spoiled())
def test_what_cannot_be_written_is_refused_by_every_form(where, bad):
    hostile = both("entity", hostile="all are refused by some form")
    for kind in _KINDS:
        for value, default in bad:
            fields = {where: value} if where == "content" and kind == "NodeCore" else {"metadata": {"k": value}}

            def record(core: Any, kind: str = kind, fields: Any = fields) -> Any:
                return make(core, kind, **fields)

            for mode in ("python", "json", "db"):
                hostile.agree(lambda core, record=record, mode=mode: record(core).to_dict(_CLASS, mode))
            hostile.agree(lambda core, record=record, default=default: record(core).to_json(_CLASS, None, default))
            hostile.agree(
                lambda core, kind=kind, record=record, default=default: getattr(core, kind).to_json_many(
                    [make(core, kind), record(core)], [_CLASS] * 2, default
                )
            )


@given(st.one_of(st.integers(1), st.lists(st.integers(), min_size=1), st.text(min_size=1), st.just((1, 2))), st.sampled_from(_KINDS))
def test_metadata_that_is_no_dict_is_refused_when_it_is_written(metadata, kind):
    def spoil(core: Any) -> Any:
        record = make(core, kind)
        record.metadata = metadata
        return record

    hostile = both("entity", hostile="none can be written")
    for mode in ("python", "json", "db"):
        hostile.agree(lambda core, mode=mode: spoil(core).to_dict(_CLASS, mode))
    hostile.agree(lambda core: spoil(core).to_json(_CLASS))
    hostile.agree(lambda core: getattr(core, kind).to_json_many([spoil(core)], [_CLASS]))


@given(st.text(), st.sampled_from(_KINDS))
def test_another_mode_is_refused(mode, kind):
    both("entity", hostile="none is a mode").agree(lambda core: make(core, kind).to_dict(_CLASS, mode))


@given(st.integers(MAX_DEPTH - 4, MAX_DEPTH + 1), st.sampled_from([list, dict]))
def test_content_nests_up_to_the_limit(depth, shape):
    value: Any = 0
    for _ in range(depth):
        value = [value] if shape is list else {"k": value}
    hostile = both("entity", hostile="around the limit")
    for mode in ("python", "json"):
        outcome = hostile.agree(lambda core, mode=mode: make(core, content=value).to_dict(_CLASS, mode))

        assert outcome.error is None or depth >= MAX_DEPTH - 1


# --- reading documents -------------------------------------------------------------------------------------------------


@given(
    st.sampled_from(_KINDS),
    values.json_values(),
    records.vectors(),
    st.dictionaries(values.text(), values.json_values(), max_size=3),
    documents.seeds(),
)
def test_a_record_comes_back_from_its_document_in_any_spelling(kind, content, embedding, metadata, random):
    metadata.pop("lion_class", None)
    record = both("entity").agree(lambda core: make(core, kind, content, embedding, metadata=metadata)).twin
    document = record.to_json(_CLASS).value
    fields = json.loads(document)
    keys = random.sample(sorted(fields), len(fields))
    for text in (document, document.decode(), json.dumps({key: fields[key] for key in keys}, indent=random.choice((None, 1)))):
        back = both("entity").agree(lambda core, text=text: getattr(core, kind).from_json(text, _CLASS))

        if back.value is None:  # content that describes an entity, or an embedding with null for NaN, is for the shell
            assert '"lion_class"' in json.dumps(content) or "null" in json.dumps(fields.get("embedding"))
        else:
            assert orjson.loads(back.twin.to_json(_CLASS).value) == orjson.loads(document)


FOREIGN: list[Any] = [
    {},
    [],
    None,
    1,
    "text",
    {"id": _ID},
    {"id": _ID, "created_at": 1.0, "metadata": {}},
    {"id": _ID, "created_at": 1.0, "metadata": {"lion_class": "another.Class"}},
    {"id": _ID, "created_at": 1.0, "metadata": {"lion_class": _CLASS}},
    {"id": _ID, "created_at": 1.0, "metadata": {"lion_class": _CLASS}, "more": 1},
    {"id": "abc", "created_at": 1.0, "metadata": {"lion_class": _CLASS}},
    {"id": 5, "created_at": 1.0, "metadata": {"lion_class": _CLASS}},
    {"id": _ID.upper(), "created_at": 1, "metadata": {"lion_class": _CLASS}},
    {"id": _ID, "created_at": "2024-01-01", "metadata": {"lion_class": _CLASS}},
    {"id": _ID, "created_at": None, "metadata": {"lion_class": _CLASS}},
    {"id": _ID, "created_at": True, "metadata": {"lion_class": _CLASS}},
    {"id": _ID, "created_at": 2**70, "metadata": {"lion_class": _CLASS}},
    {"id": _ID, "created_at": 1.0, "metadata": [_CLASS]},
    {"id": _ID, "created_at": 1.0, "metadata": {"lion_class": [_CLASS]}},
    {"id": _ID, "created_at": 1.0, "metadata": {"a": 1, "lion_class": _CLASS, "b": [2]}},
]
_CONTENTS: list[Any] = [
    None,
    "x",
    {"metadata": {"lion_class": "a.B"}},
    {"metadata": {"lion_class": None}},
    {"metadata": {}},
    {"metadata": None},
    {"x": {"metadata": {"lion_class": "a"}}},
    [{"metadata": {"lion_class": "a.B"}}],
]
_EMBEDDINGS: list[Any] = [None, [], [1, 2.5], [2**70], ["1"], [None], [True], "[1]", {}, 1, [[1]]]
FOREIGN += [
    {"id": _ID, "created_at": 1.0, "metadata": {"lion_class": _CLASS}, "content": content, "embedding": embedding}
    for content in _CONTENTS
    for embedding in _EMBEDDINGS
]


@pytest.mark.parametrize("document", FOREIGN, ids=lambda document: json.dumps(document)[-60:])
def test_documents_that_are_for_the_shell_are_told_apart_alike(document):
    for kind in _KINDS:
        for text in (json.dumps(document).encode(), json.dumps(document, indent=1)):
            both("entity").agree(lambda core, kind=kind, text=text: getattr(core, kind).from_json(text, _CLASS))


@given(st.sampled_from(_KINDS), values.json_values(), records.metadata(), documents.seeds())
def test_damaged_documents_agree_in_value_or_error(kind, content, metadata, random):
    document = both("entity").agree(lambda core: make(core, kind, content, metadata=metadata).to_json(_CLASS)).value
    broken = documents.damaged(document, random)
    for data in (broken, broken.decode("utf-8", "surrogateescape")):
        both("entity", hostile="damaged").agree(lambda core, data=data: getattr(core, kind).from_json(data, _CLASS))


def test_the_last_of_equal_keys_wins():
    tail = f'"created_at": 1, "metadata": {{"lion_class": "{_CLASS}"}}}}'
    for document in (
        f'{{"id": "abc", "id": "{_ID}", {tail}',
        f'{{"id": "{_ID}", "created_at": "x", {tail}',
        f'{{"id": "{_ID}", "metadata": {{"lion_class": "other"}}, {tail}',
        f'{{"id": "{_ID}", "created_at": 1, "metadata": {{"lion_class": "other", "lion_class": "{_CLASS}"}}}}',
        f'{{"id": "{_ID}", "metadata": {{"a": 1}}, {tail}',
    ):
        made = both("entity").agree(lambda core, document=document: core.ElementCore.from_json(document, _CLASS))

        assert made.twin.id_text().value == _ID


@given(values.not_bytes().filter(lambda value: not isinstance(value, (str, bytearray, memoryview))))
def test_what_is_no_document_at_all_is_refused(data):
    for kind in _KINDS:
        both("entity", hostile="none is a document").agree(lambda core, kind=kind: getattr(core, kind).from_json(data, _CLASS))


@given(st.dictionaries(values.text(), values.scalars(), max_size=3))
def test_entities_as_content_are_written_as_their_dict(fields):
    record = both("entity").agree(lambda core: make(core, content=Thing(fields))).twin

    assert same(record.to_dict(_CLASS).value["content"], fields)
    assert orjson.loads(record.to_json(_CLASS).value)["content"] == orjson.loads(orjson.dumps(fields))


def test_bulk_agrees():
    assert_bulk_agrees("entity")


_WRAPPINGS = {
    "dicts": lambda inner: {"a": inner},
    "lists": lambda inner: [inner],
    "tuples": lambda inner: (inner,),
    "lists beside atoms": lambda inner: [1, inner, "x"],
    "dicts of lists": lambda inner: {"a": [inner]},
}


@pytest.mark.parametrize("leaf", [1, {2}, Person(name="p", age=3), []], ids=["number", "set", "model", "list"])
@pytest.mark.parametrize("wrapping", _WRAPPINGS)
def test_nesting_is_counted_alike_up_to_the_limit_and_beyond(wrapping, leaf):
    for depth in (1, 2, 125, 126, 127, *range(MAX_DEPTH - 4, MAX_DEPTH + 4)):
        content = leaf
        for _ in range(depth):
            content = _WRAPPINGS[wrapping](content)
        for form in ("to_dict", "to_json"):
            both("entity", hostile="some are too deep").agree(
                lambda core, form=form, content=content: getattr(make(core, "NodeCore", content=content), form)(_CLASS)
            )
