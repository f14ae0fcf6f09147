"""ValidationErrors of entity classes: title, place, type, input and link of every problem, as of a pydantic model.

`base` is `Node` and a pydantic model of the same fields: each test says what pydantic does, and that entity classes do it too.
"""

from __future__ import annotations

import json
from typing import Literal, Optional, Union

import pytest
from pydantic import Field, ValidationError

from lionagi.protocols.generic.element import Element
from lionagi.protocols.graph.node import Node

pytestmark = pytest.mark.usefixtures("backend")


def error_of(act):
    with pytest.raises(ValidationError) as error:
        act()
    return error.value


def test_a_missing_field_shows_everything_that_was_given(base):
    class C(base):
        title: str
        n: int = 0

    (problem,) = error_of(lambda: C(n=1)).errors()
    assert (problem["type"], problem["loc"], problem["msg"], problem["input"]) == ("missing", ("title",), "Field required", {"n": 1})


def test_an_unknown_field_shows_its_value(base):
    class C(base):
        n: int = 0

    (problem,) = error_of(lambda: C(m=[5])).errors()
    assert (problem["type"], problem["loc"], problem["input"]) == ("extra_forbidden", ("m",), [5])
    assert problem["msg"] == "Extra inputs are not permitted"


def test_every_problem_has_a_link(base):
    class C(base):
        n: int = 0

    (problem,) = error_of(lambda: C(n="x")).errors()
    assert problem["url"].endswith("/v/int_parsing")


def test_the_error_counts_and_prints_its_problems(base):
    class C(base):
        a: int
        b: int

    error = error_of(lambda: C(a="x", c=1))
    assert error.error_count() == 3
    assert str(error).startswith("3 validation errors for C\na\n  Input should be a valid integer, unable to parse string as an integer")
    assert [each["loc"] for each in json.loads(error.json())] == [["a"], ["b"], ["c"]]


def test_errors_may_be_listed_without_url_input_and_context(base):
    class C(base):
        n: int = Field(0, ge=0)

    error = error_of(lambda: C(n=-1))
    assert error.errors(include_url=False, include_input=False, include_context=False) == [
        {"type": "greater_than_equal", "loc": ("n",), "msg": "Input should be greater than or equal to 0"}
    ]


@pytest.mark.parametrize(
    ("annotation", "given", "found"),
    [
        (int, 1.5, [("int_from_float", ())]),
        (int, None, [("int_type", ())]),
        (bool, "maybe", [("bool_parsing", ())]),
        (float, "x", [("float_parsing", ())]),
        (str, b"\xff", [("string_unicode", ())]),
        (list[int], "x", [("list_type", ())]),
        (list[int], [1, "x", "y"], [("int_parsing", (1,)), ("int_parsing", (2,))]),
        (dict[str, int], {1: "x"}, [("string_type", (1, "[key]")), ("int_parsing", (1,))]),
        (tuple[int, str], (1,), [("missing", (1,))]),
        (Literal["a", "b"], "c", [("literal_error", ())]),
        (Optional[int], "x", [("int_parsing", ())]),  # noqa: UP045
        (Union[int, list[int]], "x", [("int_parsing", ("int",)), ("list_type", ("list[int]",))]),  # noqa: UP007
    ],
)
def test_a_wrong_value_is_placed(base, annotation, given, found):
    C = type("C", (base,), {"__annotations__": {"n": annotation}, "__module__": __name__})

    assert [(each["type"], each["loc"]) for each in error_of(lambda: C(n=given)).errors()] == [(kind, ("n", *rest)) for kind, rest in found]


def test_problems_of_built_in_own_and_unknown_fields_are_one_error():
    class C(Node):
        n: int

    error = error_of(lambda: C(created_at="noon", embedding="x", n="x", zz=1))
    assert [(each["type"], each["loc"]) for each in error.errors()] == [
        ("value_error", ("created_at",)),
        ("value_error", ("embedding",)),
        ("int_parsing", ("n",)),
        ("extra_forbidden", ("zz",)),
    ]
    assert error.title == "C"


def test_a_bad_id_comes_before_all_other_problems_and_is_no_validation_error():
    from lionagi.protocols.types import IDError

    class C(Node):
        n: int

    with pytest.raises(IDError, match="Invalid ID: x"):
        C(id="x", n="x")


@pytest.mark.parametrize("cls", [Element, Node])
@pytest.mark.parametrize("name", ["id", "created_at"])
def test_a_frozen_field_is_refused_with_its_input_and_type(cls, name):
    (problem,) = error_of(lambda: setattr(cls(), name, 5)).errors()

    assert (problem["type"], problem["loc"], problem["input"], problem["msg"]) == ("frozen_field", (name,), 5, "Field is frozen")


@pytest.mark.parametrize("name", ["id", "created_at"])
def test_a_frozen_field_cannot_be_deleted(base, name):
    class C(base):
        n: int = 0

    assert [each["type"] for each in error_of(lambda: delattr(C(), name)).errors()] == ["frozen_field"]


def test_errors_of_a_class_without_fields_have_its_name():
    class Bare(Node):
        pass

    assert error_of(lambda: Bare(embedding="x")).title == "Bare"
    assert error_of(lambda: Bare(x=1)).title == "Bare"


def test_a_validation_error_of_an_entity_can_be_caught_as_value_error():
    with pytest.raises(ValueError, match="1 validation error for Node"):
        Node(embedding="x")


def test_a_failed_assignment_of_an_embedding_keeps_the_old_one():
    made = Node(embedding=[1])
    error_of(lambda: setattr(made, "embedding", "x"))

    assert made.embedding == [1.0]


def test_errors_do_not_change_what_was_given():
    class C(Node):
        n: int

    given = {"content": {"a": [1]}, "n": "x", "metadata": {"k": [1]}}
    error_of(lambda: C(**given))
    error_of(lambda: C.model_validate(given))
    assert given == {"content": {"a": [1]}, "n": "x", "metadata": {"k": [1]}}


def test_arguments_that_are_no_text_are_pydantics_error(base):
    class C(base, extra="allow"):
        n: int = 0

    assert [each["type"] for each in error_of(lambda: C.model_validate({1: 2})).errors()] == ["invalid_key"]
