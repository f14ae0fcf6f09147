"""The YAML writer on both backends, with PyYAML as judge: it reads the pruned value, and would have written the same."""

from __future__ import annotations

import datetime
import enum
import uuid
from collections import OrderedDict, deque
from typing import Any

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from equivalence_tests import yaml_judge as judge
from equivalence_tests.generators import yaml as generated
from equivalence_tests.strategies import documents, values
from equivalence_tests.strategies import yaml as made
from equivalence_tests.strategies.classes import Colour, Level, Mapping, Person, PlainText, Point, Text, Word
from lionagi.testing.proof import both

_PLACES = {
    "alone": lambda text: text,
    "value": lambda text: {"k": text},
    "value before another": lambda text: {"k": text, "z": "end"},
    "item": lambda text: ["a", text, "z"],
    "last item": lambda text: [[text]],
    "key": lambda text: {text: "v"},
    "key of a list": lambda text: {text: ["a", {"b": 1}], "z": "end"},
    "deep": lambda text: {"a": [{"b": [[text], {"c": {text: text}}]}], "z": "end"},
}


def written(value: Any, default: Any = None) -> str:
    """What both cores write."""
    outcome = both("messages").agree(lambda core: core.yaml(value, default), arguments=value)
    assert type(outcome.value) is str
    return outcome.value


def check(value: Any) -> None:
    """The judge reads the pruned value in what both cores write, and would have written it with the same letters."""
    text, kept = written(value), judge.pruned(value)
    if kept is judge.DROPPED:
        assert text == "{}"
        return
    assert judge.read(text) == judge.told_apart(judge.without_last_break(kept))
    # Known differences: members of sets are sorted by us alone, U+0085 is escaped by us alone.
    if not judge.holds(kept, "\x85") and not _has_sets(kept):
        assert text == judge.dumped(kept)


def _has_sets(value: Any) -> bool:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return isinstance(value, (set, frozenset)) or any(map(_has_sets, inner))


# --- the judge agrees --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", _PLACES)
def test_every_text_of_the_lists_in_every_place(place):
    for text in made.TEXTS:
        check(_PLACES[place](text))


@given(made.documents())
@settings(max_examples=400)
@example([1.5, {"yes": {"no"}}])
def test_documents_are_read_back_by_pyyaml_and_written_like_it(value):
    check(value)


@given(made.texts(), st.sampled_from(list(_PLACES)))
@settings(max_examples=600)
def test_texts_are_read_back_by_pyyaml_and_written_like_it(text, place):
    check(_PLACES[place](text))


@given(made.container_keys())
def test_keys_that_pyyaml_cannot_read_are_written_like_it(value):
    kept = judge.pruned(value)
    assume(kept is not judge.DROPPED)
    text = written(value)
    assume(not judge.holds(kept, "\x85") and not _has_sets(kept))
    assert text == judge.dumped(kept)


@given(st.sampled_from(made.NUMBERS) | values.floats() | values.integers())
def test_numbers_alone(number):
    check(number)
    check({"k": number, "j": [number]})


@pytest.mark.parametrize("data", made.BYTES, ids=len)
def test_bytes(data):
    check({"k": data, "j": [data, {data: data}]})
    assert written(bytearray(data)) == written(data)


# --- both cores agree --------------------------------------------------------------------------------------------------


@given(documents.seeds())
@settings(max_examples=1_000)
def test_generated_values_are_written_alike(random):
    value = generated.value(random)
    # One in some hundred has half a letter in it, or nests user objects that raise.
    both("messages").agree(lambda core: core.yaml(value, repr if random.random() < 0.1 else None), arguments=value)


@given(st.sampled_from(made.TEXTS), made.texts())
def test_a_class_of_ones_own_is_written_as_its_base(text, other):
    plain = {"a": text, "b": [other, 1, 1.5], "c": [text, other]}
    own = Mapping({"a": Text(text), PlainText("b"): (PlainText(other), Level.ONE, 1.5), "c": deque([text, Text(other)])})

    assert written(own) == written(plain) == written(OrderedDict(plain))


# --- what stands for other types ---------------------------------------------------------------------------------------


class _Shown:
    def __init__(self, text: str) -> None:
        self.text = text

    def __str__(self) -> str:
        return self.text


class _Nested(enum.Enum):
    MANY = {"a": ["x", None, ""]}  # noqa: RUF012
    NONE = None
    DAY = datetime.date(2024, 2, 29)


_UUID = uuid.UUID("12345678-1234-4678-9234-567812345678")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (_UUID, str(_UUID)),
        ({_UUID: 1, str(_UUID): 2}, f"{_UUID}: 2"),
        ([Colour.RED, Colour.BLUE, Colour.NESTED, Word.A, Word.EMPTY, Level.BIG], f"- 1\n- b\n- - 1\n  - x\n- a\n- {2**70}"),
        ([_Nested.MANY, _Nested.NONE, _Nested.DAY], "- a:\n  - x\n- 2024-02-29"),
        ({_Nested.NONE: 1, None: 2}, "null: 2"),
        ({Word.EMPTY: 1}, "? ''\n: 1"),
        (_Nested.NONE, "{}"),
        (datetime.time(1, 2, 3), "01:02:03"),
        ([_Shown("yes"), _Shown(""), _Shown(" \n"), _Shown("a\nb")], "- 'yes'\n- |-\n  a\n  b"),
        ({"a": range(3), "b": 2 + 1j}, "a: range(0, 3)\nb: (2+1j)"),
    ],
    ids=str,
)
def test_what_yaml_does_not_know(value, expected):
    assert written(value) == expected


def test_default_is_asked_about_unknown_types_alone_and_its_answer_is_pruned():
    asked: list[Any] = []

    def default(value: Any) -> Any:
        asked.append(value)
        return {"name": value.name, "age": None, "tags": value.tags} if isinstance(value, Person) else [value.x, value.y]

    person, point = Person(name="Ann", tags=["", "x"]), Point({"deep": Person(name=" ")}, _UUID)
    expected = f"- name: Ann\n  tags:\n  - x\n- - {_UUID}\n- 1"

    assert written([person, point, 1, "", b"", None, {}], default) == expected.replace("\n- 1", '\n- 1\n- !!binary ""')
    assert asked == [person, point, point.x["deep"]] * 2  # once on each core, in the same order


def test_what_default_gives_up_on_is_too_deep():
    hostile = both("messages", hostile="default answers with what it was asked")
    for _ in range(25):
        assert isinstance(hostile.agree(lambda core: core.yaml(object(), lambda value: value)).error, TypeError)


@pytest.mark.parametrize("kind", [dict, list, set], ids=lambda kind: kind.__name__)
def test_a_container_that_changes_during_the_walk_is_written_as_it_was(kind):
    def call(core: Any) -> str:
        changing: Any = {}
        shown = [_Changing(number, lambda: _grow(changing)) for number in range(3)]
        changing = dict(enumerate(shown)) if kind is dict else kind(shown)
        return "\n".join(sorted(core.yaml(changing).split("\n")))

    expected = {"dict": "0: 'n0'\n1: 'n1'\n2: 'n2'", "list": "- 'n0'\n- 'n1'\n- 'n2'", "set": "!!set\nn0: null\nn1: null\nn2: null"}
    assert both("messages").agree(call).value == expected[kind.__name__].replace("'", "")


class _Changing(_Shown):
    def __init__(self, number: int, change: Any) -> None:
        super().__init__(f"n{number}")
        self.change = change

    def __str__(self) -> str:
        self.change()
        return self.text


def _grow(container: Any) -> None:
    if isinstance(container, dict):
        container[len(container)] = "added"
    elif isinstance(container, list):
        container.append("added")
    else:
        container.add(f"added {len(container)}")


# --- what is refused ---------------------------------------------------------------------------------------------------


@given(values.broken_text(), st.sampled_from(list(_PLACES)))
def test_half_a_letter_is_refused_in_every_place(text, place):
    assume(any("\ud800" <= letter <= "\udfff" for letter in text))
    hostile = both("messages", hostile="not readable")
    assert isinstance(hostile.agree(lambda core: core.yaml(_PLACES[place](text))).error, ValueError)
