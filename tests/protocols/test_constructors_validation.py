"""Constructors that validate field by field: they accept, refuse and note exactly what the validation of the whole does."""

from __future__ import annotations

import datetime
import enum
import functools
import itertools
from typing import Annotated, Any, Literal

import pytest
from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, ValidationError, field_validator
from pydantic_core import PydanticCustomError, PydanticUseDefault

from lionagi.protocols._model import building
from lionagi.protocols.graph.node import Node

pytestmark = pytest.mark.usefixtures("backend")

ID = "12345678-1234-4678-9234-567812345678"


class Colour(enum.Enum):
    RED = "red"


class Loud(str):
    pass


class Inner(BaseModel):
    x: int = 1


def even(value):
    if value % 2:
        raise ValueError("odd")
    return value


def shorter(value):
    assert len(value) < 4, "too long"
    return value[::-1]


FIELDS = {
    "text": (str, ...),
    "number": (int, 7),
    "real": (float, 1.5),
    "flag": (bool, False),
    "bounded": (int, Field(default=3, ge=0, lt=10)),
    "short": (str, Field(default="ab", max_length=3)),
    "strict": (int, Field(default=1, strict=True)),
    "maybe": (str | None, None),
    "counted": (int | None, Field(default=2, ge=0)),
    "items": (list[int], Field(default_factory=list)),
    "literal_list": (list[str], []),
    "colour": (Colour, ...),
    "choice": (Literal["a", "b"], "a"),
    "inner": (Inner, ...),
    "after": (Annotated[int, AfterValidator(even)], 4),
    "twice": (Annotated[str, AfterValidator(shorter), AfterValidator(str.upper)], "q"),
    "before": (Annotated[int, BeforeValidator(lambda value: value or 0)], 4),
    "when": (datetime.datetime, ...),
    "anything": (Any, ...),
    "bounded_after": (Annotated[int, Field(ge=2), AfterValidator(even)], ...),
    "real_bounded": (float, Field(default=0.0, ge=0.0)),
}
VALUES = [
    *("", "a", "abc", "abcd", "5", "5.5", "true", "\ud800", Loud("ab"), b"ab", "2024-01-01"),
    *(0, 1, 2, 3, 5, 9, 10, -1, 2**70, -(2**70), True, False, None),
    *(0.0, -0.0, 1.0, 2.5, float("inf"), float("nan")),
    *([], [1], ["1"], ["x"], (1, 2), {}, {"x": 2}, {"x": "y"}, Colour.RED, "red", Inner(x=3), object),
]


def model(**fields):
    annotations = {name: kind for name, (kind, _) in fields.items()}
    defaults = {name: default for name, (_, default) in fields.items() if default is not ...}
    made = type("Made", (Node,), {"__annotations__": annotations, "__module__": __name__, **defaults})
    building.plan_of(made)
    return made


def outcome(make):
    try:
        made = make()
    except ValidationError as error:
        return [(each["type"], each["loc"], each["msg"]) for each in error.errors(include_url=False)]
    except TypeError as error:  # pydantic lets the value of an enum through as an int, and a validator stumbles over it
        return str(error)
    own = made.__dict__
    return {name: (type(value), repr(value)) for name, value in own.items()}, made.model_fields_set


@pytest.mark.parametrize("name", FIELDS)
def test_one_field_of_any_value(name):
    cls = model(**{name: FIELDS[name]})
    assert cls.__lion_plan__.direct is not None
    for value in VALUES:
        for more in ({}, {"id": ID}, {"content": None}):
            arguments = {name: value, **more}
            # An option makes `model_validate` validate the whole.
            whole = outcome(lambda arguments=arguments: cls.model_validate(arguments, context={}))

            assert outcome(lambda arguments=arguments: cls(**arguments)) == whole, (name, value)
    for more in ({}, {"id": ID}):
        assert outcome(lambda more=more: cls(**more)) == outcome(lambda more=more: cls.model_validate(more, context={}))


@pytest.mark.parametrize("names", list(itertools.combinations(FIELDS, 2)), ids="-".join)
def test_two_fields_of_a_few_values(names):
    cls = model(**{name: FIELDS[name] for name in names})
    few = ["ab", 4, -1, None, ["x"], {"x": 2}]
    for one, other in itertools.product(few, few):
        arguments = dict(zip(names, (one, other), strict=True))
        assert outcome(lambda arguments=arguments: cls(**arguments)) == outcome(
            lambda arguments=arguments: cls.model_validate(arguments, context={})
        )


def test_a_default_of_a_factory_is_one_of_its_own():
    cls = model(items=FIELDS["items"], literal_list=FIELDS["literal_list"])
    one, other = cls(), cls()
    one.items.append(1)
    one.literal_list.append("x")

    assert (other.items, other.literal_list, cls().literal_list) == ([], [], [])


def test_a_default_is_not_validated_and_a_validator_sees_what_is_given():
    seen = []

    class Seen(Node):
        a: int = 1
        b: str = "d"

        @field_validator("a", "b")
        @classmethod
        def look(cls, value):
            seen.append((cls, value))
            return value

    Seen()
    Seen(a=2)
    Seen(b="x", id=ID)

    assert seen == [(Seen, 2), (Seen, "x")]


def test_an_error_that_is_no_refusal_leaves_at_once():
    class Raising(Node):
        a: int
        b: int = 0

        @field_validator("a")
        def look(cls, value):
            raise KeyError(value)

    for arguments in ({"a": 1}, {"a": 1, "b": "no"}, {"a": 1, "id": ID}):
        with pytest.raises(KeyError, match="1"):
            Raising(**arguments)


@pytest.mark.parametrize("error", [PydanticCustomError("kind", "words"), ValueError("x"), AssertionError("x")])
def test_refusals_are_told_by_pydantic(error):
    class Refusing(Node):
        a: int

        @field_validator("a")
        def look(cls, value):
            raise error

    for _ in range(2):
        with pytest.raises(ValidationError) as caught:
            Refusing(a=1)
        assert [each["loc"] for each in caught.value.errors()] == [("a",)]


def test_a_validator_may_ask_for_the_default():
    class Defaulting(Node):
        a: int = 5

        @field_validator("a")
        def look(cls, value):
            raise PydanticUseDefault

    assert [Defaulting(a=1).a, Defaulting(a=2, id=ID).a] == [5, 5]


def test_what_has_many_fields_that_need_pydantic_is_validated_at_once():
    lists = {f"l{number}": (list[int], Field(default_factory=list)) for number in range(4)}

    assert model(**lists).__lion_plan__.direct is None
    assert model(**dict(list(lists.items())[:3])).__lion_plan__.direct is not None
    assert model(**lists)(l0=["1"]).l0 == [1]


def test_a_validator_that_looks_around_is_asked_by_pydantic():
    class Around(Node):
        a: int = 1
        b: int = 2

        @field_validator("b")
        def look(cls, value, info):
            return value + info.data["a"]

    assert Around(a=3, b=4).b == 7
    assert Around.__lion_plan__.direct is None


def test_an_alias_is_resolved_by_pydantic():
    class Named(Node):
        a: int = Field(alias="other")

    assert Named(other=3).a == 3
    assert Named.__lion_plan__.direct is None


def test_frozen_classes_are_made_and_stay_frozen():
    class Frozen(Node, frozen=True):
        a: int

    for _ in range(2):
        made = Frozen(a=1, id=ID)
        with pytest.raises(ValidationError, match="frozen"):
            made.a = 2


def test_what_a_class_computes_later_was_not_given():
    class Computing(Node):
        a: int

        @functools.cached_property
        def twice(self):
            return self.a * 2

    for made in (Computing(a=1), Computing(a=1), Computing(a=1, id=ID)):
        assert made.twice == 2
        assert made.model_fields_set - {"id"} == {"a"}


def test_private_attributes_were_not_given():
    class Private(Node):
        a: int
        _b: int = 3

        def model_post_init(self, context):
            self._b += self.a

    for _ in range(2):
        made = Private(a=1)
        assert (made._b, made.model_fields_set) == (4, {"a"})


@pytest.mark.parametrize("name", ["class", "def", "None"])
def test_a_field_named_as_a_keyword_of_the_language(name):
    cls = model(**{name: (int, 3)})

    assert [getattr(cls(**{name: 5}), name), getattr(cls(), name)] == [5, 3]
