"""The contract of `entity`, on each core: making records, and every field of them.

Not here: dicts and documents (`test_entity_documents.py`), public classes (`tests/protocols/`), memory and the collector
(`test_entity_memory.py`).
"""

from __future__ import annotations

import json
import math
import re
import struct
import sys
import time
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

import orjson
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from lionagi import _errors
from lionagi._core.sentinels import Undefined
from lionagi.protocols.generic._ids import IDType
from lionagi.registry import active

pytestmark = pytest.mark.usefixtures("backend")
on_both = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])

ID = "11111111-1111-4111-8111-111111111111"
NAME = "package.module.Name"


@pytest.fixture(autouse=True)
def ids_are_bound(backend):
    IDType.create()  # a first touch loads the ids, which are told their class then


def element(**fields):
    return active.cores.entity.ElementCore.from_fields(fields)


def node(**fields):
    return active.cores.entity.NodeCore.from_fields(fields)


def problems(make):
    with pytest.raises(_errors.InvalidFields) as caught:
        make()
    return caught.value.errors


class Model(BaseModel):
    number: int = 1


# --- making ----------------------------------------------------------------------------------------------------------


def test_a_record_of_nothing_has_a_fresh_id_the_time_and_no_metadata():
    before = time.time()
    records = [maker() for maker in (active.cores.entity.ElementCore, active.cores.entity.NodeCore) for _ in range(200)]
    after = time.time()

    assert len({record.id_bytes() for record in records}) == 400
    for record in records:
        assert (record.id_bytes()[6] >> 4, record.id_bytes()[8] >> 6) == (4, 0b10)
        assert type(record.created_at) is float
        assert before - 1e-6 <= record.created_at <= after
        assert abs(record.created_at * 1e6 - round(record.created_at * 1e6)) < 0.3  # whole microseconds, as 0.18.0 has
        assert record.metadata == {}
    assert (records[-1].content, records[-1].embedding) == (None, None)


def test_all_arguments_are_positional_and_undefined_stands_for_absent():
    made = active.cores.entity.ElementCore(ID, 1.5, {"k": 1}, 7.0, bytes(16))
    assert (str(made.id), made.created_at, made.metadata) == (ID, 1.5, {"k": 1})

    made = active.cores.entity.ElementCore(Undefined, Undefined, Undefined, 7.0, bytes(range(16)))
    assert (made.id_text(), made.created_at, made.metadata) == ("00010203-0405-4607-8809-0a0b0c0d0e0f", 7.0, {})

    made = active.cores.entity.NodeCore("c", [1], ID, 1.5, {"k": 1}, 7.0, bytes(16))
    assert (made.content, made.embedding, made.id_text(), made.created_at, made.metadata) == ("c", [1.0], ID, 1.5, {"k": 1})

    made = active.cores.entity.NodeCore(*[Undefined] * 5, 7.0, bytes(16))
    assert (made.content, made.embedding, made.created_at) == (None, None, 7.0)
    assert made.id_text() == "00000000-0000-4000-8000-000000000000"


def test_the_clock_answers_for_a_time_that_is_none_and_nothing_else():
    assert active.cores.entity.ElementCore(ID, None, Undefined, 7.25).created_at == 7.25
    assert active.cores.entity.ElementCore(ID, 1.0, Undefined, 7.25).created_at == 1.0
    assert active.cores.entity.ElementCore(Undefined, None, None, None, None).created_at > 1e9


def test_too_many_arguments_and_wrong_randomness_are_refused():
    with pytest.raises(TypeError):
        active.cores.entity.ElementCore(*[Undefined] * 6)
    with pytest.raises(TypeError):
        active.cores.entity.NodeCore(*[Undefined] * 8)
    with pytest.raises(ValueError, match="16 bytes"):
        active.cores.entity.ElementCore(Undefined, Undefined, Undefined, None, b"short")


# --- id --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", [ID, ID.upper(), f"urn:uuid:{ID}", UUID(ID), ID.replace("-", "")])
def test_every_form_of_an_id_is_read(value):
    record = element(id=value)

    assert record.id == IDType(UUID(ID))
    assert type(record.id) is IDType
    assert (record.id_text(), record.id_bytes(), record.id_hash()) == (ID, UUID(ID).bytes, hash(UUID(ID)))
    assert hash(record.id) == record.id_hash()


def test_an_id_object_keeps_its_bits_and_a_text_gets_version_4():
    old = UUID("12345678-1234-1678-1234-567812345678")

    assert element(id=IDType(old)).id_text() == str(old)
    assert element(id=str(old)).id_text() == "12345678-1234-4678-9234-567812345678"


@pytest.mark.parametrize("value", [None, 5, "abc", b"x", ""])
def test_a_bad_id_is_refused_before_anything_else_is_looked_at(value):
    with pytest.raises(_errors.IDError, match=f"^{re.escape(f'Invalid ID: {value}')}$"):
        node(id=value, created_at="bad", embedding="bad")
    record = element(id=ID)
    with pytest.raises(_errors.IDError):
        record.id = value
    assert record.id_text() == ID


def test_an_id_can_be_assigned():
    record = element()
    record.id = ID

    assert record.id_text() == ID


def test_same_id_asks_cores_of_both_backends():
    class Other:
        """A core of another backend: only the contract's methods."""

        def id_bytes(self):
            return UUID(ID).bytes

    assert element(id=ID).same_id(node(id=ID))
    assert node(id=ID).same_id(Other())
    assert not element().same_id(Other())
    assert not element().same_id(element())


# --- created_at ------------------------------------------------------------------------------------------------------


class Floaty:
    def __init__(self, answer):
        self.answer = answer

    def __float__(self):
        if isinstance(self.answer, BaseException):
            raise self.answer
        return self.answer


UTC_10 = 1704103200.0  # 2024-01-01T10:00:00Z


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (3, 3.0),
        (True, 1.0),
        (-1.5, -1.5),
        (float("inf"), math.inf),
        (Decimal("1.5"), 1.5),
        (Fraction(1, 4), 0.25),
        (Floaty(2.5), 2.5),
        (b"12", 12.0),
        ("12.5", 12.5),
        (" 1_0 ", 10.0),
        ("1e400", math.inf),
        ("\u0661\u0662", 12.0),
        ("12345678", 12345678.0),
        ("20240101", 1704067200.0),
        ("2024-01-01", 1704067200.0),
        ("2024-01-01 10:00:00", UTC_10),
        ("2024-01-01T10:00:00Z", UTC_10),
        ("2024-01-01T10:00:00,5+02:00", UTC_10 - 7200 + 0.5),
        ("2024-01-01 10:00:00 +0200", UTC_10 - 7200),
        ("2024-01-01T10:00:00.1234567", UTC_10 + 0.123456),
        ("2024-01-01T10:00:00.5", UTC_10 + 0.5),
        ("2024-01-01T10", UTC_10),
        ("20240101T1000", UTC_10),
        ("2024-W01-1", 1704067200.0),
        ("2024W011", 1704067200.0),
        ("2020-W53-7T00:00", 1609632000.0),
        ("1969-12-31T23:59:59.5", -0.5),
        ("2000-02-29", 951782400.0),
        ("9999-12-31T23:59:59.999999-23:59", 253402387140.0),
        ("0001-01-01T00:00:00+23:59", -62135683140.0),
        ("7560-09-24T09:20:14.705830", 176426414414.70584),  # one rounding; two would end in .7058
        ("2024-01-01T10:00+00:00:00.5", UTC_10),  # an offset below a second is none
        (datetime(2024, 1, 1, 10, tzinfo=timezone.utc), UTC_10),
        (datetime(2024, 1, 1, 10, tzinfo=timezone(timedelta(hours=2))), UTC_10 - 7200),
        (datetime(2024, 1, 1, 10), datetime(2024, 1, 1, 10).timestamp()),
    ],
)
def test_a_time_is_read(value, seconds):
    assert element(created_at=value).created_at == seconds
    record = element()
    record.created_at = value
    assert record.created_at == seconds


NO_DATES = [
    "",
    "abc",
    "2024-13-01",
    "2023-02-29",
    "1900-02-29",
    "2024-W53",
    "9999-W52-7",
    "0000-01-01",
    "2024-W00",
    "2024-01-01 ",
    "\ud800",
]
NO_TIMES = ["", "24:00", "10:60", "10:00:00+24:00", "10:0000", "10:00:00."]


@pytest.mark.parametrize("text", [*NO_DATES, *(f"2024-01-01T{clock}" for clock in NO_TIMES)])
def test_a_text_that_is_no_time_is_a_problem(text):
    assert problems(lambda: element(created_at=text)) == [("created_at", f"Invalid datetime string: {text}", text)]


@pytest.mark.parametrize("value", [[1], {}, 10**400, 1 + 2j, date(2024, 1, 1), Floaty(RuntimeError("x")), datetime(1, 1, 1)])
def test_a_value_that_is_no_time_is_a_problem(value):
    assert problems(lambda: element(created_at=value)) == [("created_at", f"Invalid created_at: {value}", value)]
    record = element(created_at=1)
    assert problems(lambda: setattr(record, "created_at", value)) == [("created_at", f"Invalid created_at: {value}", value)]
    assert record.created_at == 1.0


def test_an_interrupt_is_no_problem_of_a_field():
    for make in (lambda: element(created_at=Floaty(KeyboardInterrupt())), lambda: node(embedding=[Floaty(KeyboardInterrupt())])):
        with pytest.raises(KeyboardInterrupt):
            make()


def iso_texts():
    """Texts near ISO 8601: right ones with a few characters replaced, dropped or added."""
    number = st.integers
    day = st.builds("{:04}-{:02}-{:02}".format, number(0, 9999), number(0, 13), number(0, 32))
    week = st.builds("{:04}-W{:02}-{}".format, number(1, 9999), number(0, 54), number(0, 8))
    clock = st.builds("{:02}:{:02}:{:02}".format, number(0, 25), number(0, 61), number(0, 61))
    fraction = st.from_regex(r"([.,][0-9]{0,8})?", fullmatch=True)
    zone = st.one_of(st.sampled_from(["", "Z"]), st.builds("{}{:02}:{:02}".format, st.sampled_from("+-"), number(0, 25), number(0, 99)))
    zone = st.builds(str.__add__, st.sampled_from(["", "", "", "x"]), zone)
    date_text = st.one_of(day, day.map(lambda text: text.replace("-", "")), week, week.map(lambda text: text[:8]))
    clock = st.one_of(
        clock, clock.map(lambda text: text[:5]), clock.map(lambda text: text[:2]), clock.map(lambda text: text.replace(":", ""))
    )
    separator = st.sampled_from(["T", "-", "1", "\u00e9", "\u20ac", "\U0001f600"])
    whole = st.one_of(date_text, st.builds("{}{}{}{}{}".format, date_text, separator, clock, fraction, zone))
    broken = st.builds(
        lambda text, at, count, instead: text[:at] + instead + text[at + count :],
        whole,
        number(0, 30),
        number(0, 2),
        st.sampled_from(["", "", "0", "-", ":", ".", "W", "Z", "+", "\0", "\u0661"]),
    )
    return st.one_of(whole, broken)


@pytest.mark.skipif(
    not (3, 11) <= sys.version_info < (3, 14), reason="the measure is datetime of CPython 3.11, of which 3.12 and 3.13 agree"
)
@settings(on_both, max_examples=400)
@given(iso_texts())
@example("2024-01-01T10x+02:00")
@example("2024-01-01T10:00:00.123456xyz+02:00")
@example("2024-W01-10")
@example("2024W0110")
@example("2024-01-01T10.5")
@example("2024-01-01T10:00Z\0junk")
def test_iso_texts_are_those_of_the_standard_library(text):
    try:
        expected = datetime.fromisoformat(text)
    except ValueError:
        expected = None
    if expected is None:
        try:
            seconds = float(text)
        except ValueError:
            assert problems(lambda: element(created_at=text))
            return
    else:
        seconds = (expected if expected.tzinfo else expected.replace(tzinfo=timezone.utc)).timestamp()
    assert element(created_at=text).created_at == seconds or seconds != seconds


# --- metadata and content --------------------------------------------------------------------------------------------


def test_metadata_is_a_shallow_copy_and_the_same_object_on_every_read():
    given_, inner = {}, []
    given_["inner"] = inner
    record = element(metadata=given_)

    assert record.metadata == given_
    assert record.metadata is not given_
    assert record.metadata["inner"] is inner
    record.metadata["more"] = 1
    assert record.metadata == {"inner": [], "more": 1}
    assert "more" not in given_


@pytest.mark.parametrize("value", [None, {}, [], "", 0, Undefined])
def test_falsy_metadata_is_an_empty_dict_that_stays(value):
    record = element(metadata=value)
    record.metadata["k"] = 1

    assert record.metadata == {"k": 1}


def test_metadata_and_content_are_assigned_without_a_check():
    record, marker = node(), object()
    record.metadata, record.content = marker, marker

    assert record.metadata is marker
    assert record.content is marker
    with pytest.raises(TypeError, match="metadata must be a dict"):
        record.to_dict(NAME)
    with pytest.raises(TypeError, match="metadata must be a dict"):
        record.to_json(NAME)
    record.metadata = None
    assert record.to_dict(NAME)["metadata"] == {"lion_class": NAME}


def test_content_is_the_very_object():
    for value in ("text", ["list"], {"a": 1}, None, 1.5, object(), Model(), node()):
        assert node(content=value).content is value
        record = node()
        record.content = value
        assert record.content is value


def test_what_is_no_field_cannot_be_assigned_and_content_cannot_be_deleted():
    for record, name in ((node(), "contents"), (element(), "content")):
        with pytest.raises(AttributeError):
            setattr(record, name, 1)


# --- embedding -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "numbers"),
    [
        (None, None),
        ([], []),
        ([1, "2.5", True, Decimal("0.5"), Floaty(4.0)], [1.0, 2.5, 1.0, 0.5, 4.0]),
        ("[1,2.5]", [1.0, 2.5]),
        (" [ ] ", []),
        ("\n[1e5 ,\t-0.0, -0]\r", [1e5, -0.0, 0.0]),
        ('[1,"2", true, "1_0"]', [1.0, 2.0, 1.0, 10.0]),
        ("[123456789012345678901234567890]", [1.2345678901234568e29]),
        ("[9007199254740993, 18446744073709551615]", [9007199254740992.0, 18446744073709551616.0]),
        ("[5e-324, 2.2250738585072011e-308]", [5e-324, 2.2250738585072011e-308]),
    ],
)
def test_an_embedding_is_read(value, numbers):
    for record in (node(embedding=value), node()):
        record.embedding = value
        assert record.embedding == numbers
        assert numbers is None or [math.copysign(1, read) for read in record.embedding] == [math.copysign(1, want) for want in numbers]
        assert record.embedding is record.embedding
        assert record.embedding_bytes() == (None if numbers is None else struct.pack(f"<{len(numbers)}d", *numbers))


TEXT_PROBLEM = "Invalid embedding string."
LIST_PROBLEM = "Invalid embedding list."
TYPE_PROBLEM = "Invalid embedding type; must be list or JSON-encoded string."


@pytest.mark.parametrize(
    "text", ["", "x", "{}", "5", "null", "[null]", "[1,[2]]", "[NaN]", "[1e400]", "[1,]", "[,1]", "[1] 2", "[01]", "[1.]"]
)
def test_a_text_that_is_no_embedding_is_a_problem(text):
    assert problems(lambda: node(embedding=text)) == [("embedding", TEXT_PROBLEM, text)]


@pytest.mark.parametrize(
    "text", ["[.5]", "[+1]", "[1e]", "[-]", "[0x1]", "[1 2]", "[inf]", "[1e5.5]", "[1", "1]", "\ufeff[1]", "[\u0661]", "[1\x0b]", "\ud800"]
)
def test_numbers_are_those_of_json(text):
    assert problems(lambda: node(embedding=text)) == [("embedding", TEXT_PROBLEM, text)]


@pytest.mark.parametrize("value", [[None], ["x"], [[1]], [10**400], [1.0, Floaty(RuntimeError("x"))]])
def test_a_list_that_is_no_embedding_is_a_problem(value):
    assert problems(lambda: node(embedding=value)) == [("embedding", LIST_PROBLEM, value)]


@pytest.mark.parametrize("value", [(1, 2), {}, b"[1]", 5, {1.0}])
def test_another_type_is_no_embedding(value):
    assert problems(lambda: node(embedding=value)) == [("embedding", TYPE_PROBLEM, value)]
    record = node(embedding=[1])
    assert problems(lambda: setattr(record, "embedding", value)) == [("embedding", TYPE_PROBLEM, value)]
    assert record.embedding == [1.0]


@on_both
@given(st.lists(st.floats() | st.integers() | st.sampled_from(["1", "x", "nan", None, True, [1]]), max_size=6), st.booleans())
def test_embedding_texts_are_read_as_the_json_library_reads_them(values, spaced):
    text = json.dumps(values, separators=(" , ", " : ") if spaced else (",", ":"))
    try:
        expected = [float(value) for value in orjson.loads(text)]
    except (ValueError, TypeError, OverflowError):
        assert problems(lambda: node(embedding=text)) == [("embedding", TEXT_PROBLEM, text)]
    else:
        record = node(embedding=text)
        assert record.embedding_bytes() == struct.pack(f"<{len(expected)}d", *expected)


def test_the_list_that_was_read_is_the_truth():
    record = node(embedding=[1, 2])
    record.embedding[0] = 5.0
    record.embedding.append("2.5")

    assert record.embedding_bytes() == struct.pack("<3d", 5.0, 2.0, 2.5)
    assert record.to_dict(NAME)["embedding"] == [5.0, 2.0, "2.5"]
    assert record.to_dict(NAME)["embedding"] is not record.embedding
    assert orjson.loads(record.to_json(NAME))["embedding"] == [5.0, 2.0, "2.5"]
    record.embedding.append(None)
    assert problems(record.embedding_bytes) == [("embedding", LIST_PROBLEM, record.embedding)]


def test_a_list_that_was_given_is_copied():
    values = [1.0, 2.0]
    record = node(embedding=values)
    values.append(3.0)

    assert record.embedding == [1.0, 2.0]


def test_all_problems_are_reported_at_once_and_in_order():
    found = problems(lambda: node(embedding=(1,), created_at="never", content="fine"))

    assert found == [("created_at", "Invalid datetime string: never", "never"), ("embedding", TYPE_PROBLEM, (1,))]
