"""Validators of sub-classes beyond the usual: what they see, in which order, and what becomes of what they raise.

`base` is `Node` and a pydantic model of the same fields: each test says what pydantic does, and that entity classes do it too.
"""

from __future__ import annotations

from typing import Annotated, Any

import pytest
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    Field,
    InstanceOf,
    PlainValidator,
    PydanticUserError,
    ValidationError,
    WrapValidator,
    field_validator,
    model_validator,
    validate_call,
)
from pydantic_core import PydanticCustomError, PydanticUseDefault

pytestmark = pytest.mark.usefixtures("backend")


def raised(act):
    with pytest.raises(ValidationError) as error:
        act()
    return [(each["type"], each["loc"]) for each in error.value.errors()]


def test_validators_in_annotations_run_inside_out(base):
    class C(base):
        a: Annotated[int, BeforeValidator(lambda value: value + "1"), AfterValidator(lambda value: value * 2)]
        b: Annotated[int, PlainValidator(lambda value: [value])]
        c: Annotated[int, WrapValidator(lambda value, handler: handler(value) + 1)] = 0

    made = C(a="1", b="x", c="4")
    assert (made.a, made.b, made.c) == (22, ["x"], 5)


def test_a_default_is_not_validated_unless_asked(base):
    class C(base):
        a: int = "x"  # type: ignore[assignment]
        b: int = Field(default="7", validate_default=True)

    assert (C().a, C().b) == ("x", 7)


def test_a_bad_default_that_is_validated_is_an_error_of_that_field(base):
    class C(base, validate_default=True):
        a: int = "x"  # type: ignore[assignment]

    assert raised(C) == [("int_parsing", ("a",))]


def test_a_validator_may_ask_for_the_default(base):
    class C(base):
        a: int = 5

        @field_validator("a", mode="before")
        @classmethod
        def blank(cls, value):
            if value == "":
                raise PydanticUseDefault
            return value

    assert (C(a="").a, C(a="3").a) == (5, 3)


def test_info_names_the_field_the_mode_and_holds_only_valid_earlier_fields(base):
    seen = []

    class C(base):
        a: int
        b: int = 0

        @field_validator("b")
        @classmethod
        def note(cls, value, info):
            seen.append((info.field_name, info.mode, "a" in info.data, "content" in info.data))
            return value

    C.model_validate_json('{"a": 1, "b": 2}')
    with pytest.raises(ValidationError):
        C(a="x", b=2)
    assert seen == [("b", "json", True, True), ("b", "python", False, True)]


def test_one_validator_may_serve_several_fields(base):
    class C(base):
        a: str
        b: str

        @field_validator("a", "b")
        @classmethod
        def up(cls, value):
            return value.upper()

    made = C(a="x", b="y")
    assert (made.a, made.b) == ("X", "Y")


def test_a_validator_of_a_field_that_is_not_there_is_refused_unless_told_so(base):
    def declare(check):
        class C(base):
            @field_validator("nope", check_fields=check)
            @classmethod
            def v(cls, value):
                return value

        return C()

    with pytest.raises(PydanticUserError, match="Decorators defined with incorrect fields"):
        declare(None)
    assert declare(False).content is None


def test_a_validator_of_a_mixin_of_the_field_of_a_sub_class_runs(base):
    class Mix(base):
        @field_validator("a", check_fields=False)
        @classmethod
        def double(cls, value):
            return value * 2

    class C(Mix):
        a: int

    assert C(a=3).a == 6


def test_a_validator_of_a_plain_mixin_does_not_run_by_itself_but_its_methods_do(base):
    class Mix:
        def helper(self):
            return self.a + 1

    class C(base, Mix):
        a: int

        @model_validator(mode="after")
        def post(self):
            self.a = self.helper()
            return self

    assert C(a=3).a == 4


def test_several_validators_of_a_field_run_before_ones_last_first_after_ones_first_first(base):
    seen = []

    class C(base):
        a: int

        @field_validator("a", mode="before")
        @classmethod
        def b1(cls, value):
            seen.append("b1")
            return value

        @field_validator("a", mode="before")
        @classmethod
        def b2(cls, value):
            seen.append("b2")
            return value

        @field_validator("a")
        @classmethod
        def a1(cls, value):
            seen.append("a1")
            return value

        @field_validator("a")
        @classmethod
        def a2(cls, value):
            seen.append("a2")
            return value

    C(a=1)
    assert seen == ["b2", "b1", "a1", "a2"]


def test_another_exception_of_a_validator_passes_through(base):
    class C(base):
        a: int

        @field_validator("a")
        @classmethod
        def fail(cls, value):
            raise LookupError("mine")

    with pytest.raises(LookupError, match="mine"):
        C(a=1)


def test_another_exception_of_a_model_validator_passes_through(base):
    class C(base):
        a: int = 0

        @model_validator(mode="after")
        def fail(self):
            raise LookupError("mine")

    with pytest.raises(LookupError, match="mine"):
        C()


def test_a_custom_error_keeps_its_type_text_and_context(base):
    class C(base):
        a: int

        @field_validator("a")
        @classmethod
        def fail(cls, value):
            raise PydanticCustomError("too_odd", "{n} is too odd", {"n": value})

    with pytest.raises(ValidationError) as error:
        C(a=3)
    (problem,) = error.value.errors()
    assert problem == {"type": "too_odd", "loc": ("a",), "msg": "3 is too odd", "input": 3, "ctx": {"n": 3}}


def test_the_context_of_a_value_error_holds_the_error_itself(base):
    mine = ValueError("no")

    class C(base):
        a: int

        @field_validator("a")
        @classmethod
        def fail(cls, value):
            raise mine

    with pytest.raises(ValidationError) as error:
        C(a=3)
    assert error.value.errors()[0]["ctx"]["error"] is mine


def test_a_wrap_validator_of_a_field_may_recover(base):
    class C(base):
        a: int = 0

        @field_validator("a", mode="wrap")
        @classmethod
        def safe(cls, value, handler):
            try:
                return handler(value)
            except ValidationError:
                return -1

    assert (C(a="x").a, C(a="3").a) == (-1, 3)


def test_a_wrap_validator_of_the_model_may_recover(base):
    class C(base):
        a: int = 0

        @model_validator(mode="wrap")
        @classmethod
        def safe(cls, data, handler):
            try:
                return handler(data)
            except ValidationError:
                return handler({"a": -1})

    assert C.model_validate({"a": "x"}).a == -1


def test_a_before_validator_of_the_model_gets_exactly_what_was_given(base):
    seen = []

    class C(base):
        a: int = 0

        @model_validator(mode="before")
        @classmethod
        def note(cls, data):
            seen.append(data)
            return data

    C(a="1", content=2)
    C()
    C.model_validate({"a": 3})
    assert seen == [{"a": "1", "content": 2}, {}, {"a": 3}]


def test_a_before_validator_of_the_model_may_read_another_form(base):
    class C(base):
        a: int

        @model_validator(mode="before")
        @classmethod
        def text(cls, data):
            return {"a": data} if isinstance(data, str) else data

    assert C.model_validate("5").a == 5


def test_before_validators_of_base_and_sub_class_run_sub_class_first(base):
    seen = []

    class C(base):
        @model_validator(mode="before")
        @classmethod
        def one(cls, data):
            seen.append("one")
            return data

    class D(C):
        @model_validator(mode="before")
        @classmethod
        def two(cls, data):
            seen.append("two")
            return data

    D()
    assert seen == ["two", "one"]


def test_after_validators_of_base_and_sub_class_run_base_first(base):
    seen = []

    class C(base):
        @model_validator(mode="after")
        def one(self):
            seen.append("one")
            return self

    class D(C):
        @model_validator(mode="after")
        def two(self):
            seen.append("two")
            return self

    D()
    assert seen == ["one", "two"]


def test_an_after_validator_sees_built_in_fields_private_attributes_and_what_was_given(base):
    seen = []

    class C(base):
        a: int = 1
        _p: int = 7

        @model_validator(mode="after")
        def post(self):
            seen.append((self.a, self._p, self.content, self.metadata, sorted(self.model_fields_set)))
            return self

    C(content="x", metadata={"k": 1})
    assert seen == [(1, 7, "x", {"k": 1}, ["content", "metadata"])]


def test_an_after_validator_gets_the_info(base):
    seen = []

    class C(base):
        a: int = 1

        @model_validator(mode="after")
        def post(self, info):
            seen.append((info.context, info.mode))
            return self

    C.model_validate({"a": 1}, context="c")
    assert seen == [("c", "python")]


def test_an_after_validator_does_not_run_when_a_field_is_bad(base):
    seen = []

    class C(base):
        a: int

        @model_validator(mode="after")
        def post(self):
            seen.append(1)
            return self

    with pytest.raises(ValidationError):
        C(a="x")
    assert seen == []


def test_post_init_runs_before_the_after_validator(base):
    seen = []

    class C(base):
        a: int = 1

        @model_validator(mode="after")
        def post(self):
            seen.append("after")
            return self

        def model_post_init(self, context):
            seen.append("post_init")

    C()
    assert seen == ["post_init", "after"]


def test_validate_assignment_runs_field_and_model_validators_once(base):
    seen = []

    class C(base, validate_assignment=True):
        a: int = 1

        @field_validator("a")
        @classmethod
        def one(cls, value):
            seen.append(("field", value))
            return value

        @model_validator(mode="after")
        def post(self):
            seen.append(("model", self.a))
            return self

    made = C(a=1)
    seen.clear()
    made.a = "5"
    assert (seen, made.a) == ([("field", 5), ("model", 5)], 5)


def test_a_model_validator_that_refuses_an_assignment_leaves_the_old_value(base):
    class C(base, validate_assignment=True):
        a: int = 1

        @model_validator(mode="before")
        @classmethod
        def pre(cls, data):
            if isinstance(data, dict) and data.get("a") == 13:
                raise ValueError("unlucky")
            return data

    made = C(a=1)
    with pytest.raises(ValidationError):
        made.a = 13
    assert made.a == 1


def test_validators_of_metadata_run_and_their_answer_is_stored(base):
    class C(base):
        @field_validator("metadata")
        @classmethod
        def mark(cls, value):
            return {**value, "seen": True}

    assert C(metadata={"k": 1}).metadata == {"k": 1, "seen": True}


def test_a_validator_of_created_at_runs(base):
    class C(base):
        @field_validator("created_at")
        @classmethod
        def shift(cls, value):
            return value + 1

    assert C(created_at=5).created_at == 6.0


def test_a_before_validator_of_the_id_runs(base):
    class C(base):
        @field_validator("id", mode="before")
        @classmethod
        def strip(cls, value):
            return value.removeprefix("id:") if isinstance(value, str) else value

    assert str(C(id="id:11111111-1111-4111-8111-111111111111").id) == "11111111-1111-4111-8111-111111111111"


def test_a_static_validator_and_a_plain_function_work(base):
    class C(base):
        a: int
        b: int

        @field_validator("a")
        @staticmethod
        def add(value):
            return value + 1

        @field_validator("b")
        def twice(cls, value):
            return value * 2

    made = C(a=1, b=2)
    assert (made.a, made.b) == (2, 4)


def test_a_validator_calls_other_class_methods_of_its_class(base):
    class C(base):
        a: int

        @classmethod
        def step(cls):
            return 1

        @field_validator("a")
        @classmethod
        def add(cls, value):
            return value + cls.step()

    class D(C):
        @classmethod
        def step(cls):
            return 10

    assert (C(a=1).a, D(a=1).a) == (2, 11)


def test_super_works_inside_an_overriding_validator(base):
    class C(base):
        a: int

        @field_validator("a")
        @classmethod
        def add(cls, value):
            return value + 1

    class D(C):
        @field_validator("a")
        @classmethod
        def add(cls, value):
            return super().add(value) * 10

    assert D(a=1).a == 20


def test_a_validator_can_be_called_as_the_method_it_is(base):
    class C(base):
        a: int

        @field_validator("a")
        @classmethod
        def add(cls, value):
            return value + 1

    assert C.add(5) == 6


def test_instance_of_and_callables_and_types_are_fields(base):
    class Thing:
        pass

    class C(base):
        t: InstanceOf[Thing]
        f: Any = len

    thing = Thing()
    assert (C(t=thing).t, C(t=thing).f) == (thing, len)
    assert raised(lambda: C(t=5)) == [("is_instance_of", ("t",))]


def test_functions_under_validate_call_take_entities(base):
    class C(base):
        a: int

    @validate_call
    def act(c: C) -> int:
        return c.a

    assert (act(C(a=1)), act({"a": "2"})) == (1, 2)
    assert raised(lambda: act(5)) == [("model_type", (0,))]


def test_validators_see_the_raw_keyword_named_like_a_method(base):
    class C(base):
        a: int

    assert raised(lambda: C(a=1, to_dictionary=1)) == [("extra_forbidden", ("to_dictionary",))]


def test_a_nested_model_in_a_field_keeps_its_own_errors(base):
    class In(BaseModel):
        q: int

    class C(base):
        many: dict[str, list[In]]

    assert raised(lambda: C(many={"k": [{"q": 1}, {"q": "z"}]})) == [("int_parsing", ("many", "k", 1, "q"))]
