"""Strategies for the arguments of records, well and badly made; shared lists for `generators/entity.py`."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import strategies as st

from equivalence_tests.strategies import ids, values
from equivalence_tests.strategies.classes import RaisesInStr, Shown, Thing

LION_CLASSES = [
    "lionagi.protocols.generic.element.Element",
    "lionagi.protocols.graph.node.Node",
    "my_app.models.Note",
    'odd "class\\',
    "ä.B",
]

# Times as texts: what CPython 3.11 reads as ISO 8601, and what only looks like it.
ISO_TEXTS = [
    *(
        "2024-02-29",
        "2024-02-29T12:30:45",
        "2024-02-29 12:30:45.123456",
        "2024-02-29T12:30:45Z",
        "2024-02-29T12:30:45.1+05:45",
        "20240229T123045",
    ),
    *(
        "2024-W09-4",
        "2024W094",
        "2024-W09",
        "2024-02-29T12",
        "2024-02-29T12:30",
        "20240229T1230",
        "2024-02-29T12:30:45,5",
        "2024-02-29T12:30:45.123",
    ),
    *(
        "2024-02-29T12:30:45.1234567",
        "2024-02-29T12:30:45-23:59",
        "2024-02-29T12:30:45+00:00:01",
        "2024-02-29T12:30:45+01:02:03.000004",
        "0001-01-01",
    ),
    *(
        "9999-12-31T23:59:59.999999",
        "1969-12-31T23:59:59.999999Z",
        "2024-02-29 12:30:45 +02:00",
        "2024-02-29T12:30:45+0200",
        "2024-02-29T12:30:45+02",
    ),
    *("2262-04-11T23:47:16.854775807Z", "1901-12-13T20:45:52Z", "2038-01-19T03:14:08Z", "2024-02-29T00:00:00.000001"),
]
BAD_TIMES = [
    *(
        "",
        " ",
        "now",
        "2024-02-30",
        "2024-13-01",
        "2024-00-01",
        "2023-02-29",
        "2024-02-29T24:00:00",
        "2024-02-29T12:60",
        "2024-02-29T12:30:60",
        "24-02-29",
    ),
    *(
        "2024-02-29T12:30:45+24:00",
        "2024-02-29T",
        "2024-2-9",
        "2024-W54-1",
        "2024-W01-8",
        "2024-W00-1",
        "0000-01-01",
        "10000-01-01",
        "2024-02-29T12:30:45ZZ",
    ),
    *(
        "2024-02-29T12:30:45.",
        "2024-0229",
        "202402-29",
        "2024-02-29T1230:45",
        "2024-02-29\x00",
        "\uff12\uff10\uff12\uff14-02-29",
        "2024-02-29\ud800",
        "T12:30",
        "1_0",
        "0x10",
        "1e",
    ),
]
NUMBER_TEXTS = [
    "0",
    "1.5",
    " 12 ",
    "-3",
    "1e3",
    "nan",
    "inf",
    "-Infinity",
    "1_000",
    "+7",
    "1735787045.678901",
    "٣",
    "infinity",
    "NAN",
    ".5",
    "5.",
]


def good_times() -> st.SearchStrategy[Any]:
    """What is read as a time."""
    return st.one_of(
        st.none(),
        values.floats(),
        st.integers(-(2**60), 2**60),
        st.booleans(),
        st.datetimes().map(lambda moment: moment.isoformat()),
        st.datetimes(timezones=st.sampled_from(values.ZONES[:7])).map(str),
        st.datetimes(timezones=st.sampled_from(values.ZONES[:7])),
        st.sampled_from(ISO_TEXTS),
        st.sampled_from(NUMBER_TEXTS),
        values.decimals().filter(lambda number: not number.is_snan()),
    )


def bad_times() -> st.SearchStrategy[Any]:
    """What is read as no time, hostile objects included."""
    return st.one_of(
        st.sampled_from(BAD_TIMES).filter(lambda text: not _is_number(text)),
        values.text().filter(lambda text: not _is_number(text)),
        st.lists(st.integers(), max_size=2),
        st.binary(max_size=3).filter(lambda data: not _is_number(data)),
        st.builds(Shown),
        st.just(10**400),
        st.just({}),
    )


def _is_number(text: Any) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def vectors() -> st.SearchStrategy[Any]:
    """What is read as an embedding."""
    numbers = st.one_of(
        values.floats(), st.integers(-(2**60), 2**60), st.booleans(), st.sampled_from(NUMBER_TEXTS), values.floats().map(repr)
    )
    plain = st.lists(st.one_of(st.floats(allow_nan=False, allow_infinity=False), st.integers(-(2**60), 2**60)), max_size=6)
    return st.one_of(
        st.none(), plain, st.lists(numbers, max_size=6), plain.map(json.dumps), plain.map(lambda items: f" {json.dumps(items)}\n")
    )


def bad_vectors() -> st.SearchStrategy[Any]:
    """What is read as no embedding."""
    return st.one_of(*each_bad_vector())


def each_bad_vector() -> tuple[st.SearchStrategy[Any], ...]:
    """What is read as no embedding: texts, lists, other types."""
    texts = st.one_of(
        st.sampled_from(["", "[", "{}", "null", "1", '"[1]"', "[1,]", "[NaN]", '["x"]', "[null]", "[[1]]", "\ud800", "[1]x"]),
        st.text(max_size=5),
    )
    lists = st.lists(st.one_of(st.none(), st.just("x"), st.just([1]), st.builds(RaisesInStr), st.just(10**400)), min_size=1, max_size=3)
    others = st.one_of(
        st.tuples(st.floats()),
        st.integers(),
        st.floats(),
        st.binary(max_size=4),
        st.dictionaries(st.text(max_size=2), st.floats(), max_size=2),
    )
    return texts.filter(_is_no_vector), lists, others


def _is_no_vector(text: str) -> bool:
    try:
        found = json.loads(text)
    except ValueError:
        return True
    return not (isinstance(found, list) and all(isinstance(item, (int, float)) for item in found))


def metadata() -> st.SearchStrategy[Any]:
    """Dicts of any values that JSON carries, some naming a class."""
    keys = st.one_of(values.text(), st.sampled_from(["lion_class", "a", "tags"]))
    return st.one_of(
        st.just({}),
        st.dictionaries(keys, values.json_values(), max_size=4),
        st.fixed_dictionaries({"lion_class": st.sampled_from(LION_CLASSES)}),
    )


def json_content() -> st.SearchStrategy[Any]:
    """Content that JSON carries, entities included."""
    things = st.dictionaries(values.text(), values.scalars(), max_size=3).map(Thing)
    described = st.fixed_dictionaries({"metadata": st.one_of(metadata(), st.none(), st.integers())})
    return st.one_of(values.json_values(), things, described, values.text(), st.uuids(), st.just([]), st.lists(things, max_size=2))


def clocks() -> st.SearchStrategy[float]:
    return st.floats(0, 4e9)


def ids_as_arguments() -> st.SearchStrategy[Any]:
    return ids.readable()
