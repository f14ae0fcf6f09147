"""Serializers of sub-classes beyond the usual: their modes, their conditions, and fields that are entities themselves.

`base` is `Node` and a pydantic model of the same fields: each test says what pydantic does, and that entity classes do it too.
"""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import pytest
from pydantic import BaseModel, Field, SecretStr, SerializeAsAny, WrapSerializer, computed_field, field_serializer, model_serializer
from pydantic_core import PydanticSerializationError

from lionagi.protocols.graph.node import Node

pytestmark = pytest.mark.usefixtures("backend")
BUILT_IN = {"id", "created_at", "metadata", "content", "embedding"}


def own(made, **options):
    return {name: value for name, value in made.model_dump(**options).items() if name not in BUILT_IN}


def own_json(made, **options):
    return {name: value for name, value in json.loads(made.model_dump_json(**options)).items() if name not in BUILT_IN}


@pytest.mark.parametrize(
    ("when", "python", "text", "python_none", "text_none"),
    [
        ("always", "<1>", "<1>", "<None>", "<None>"),
        ("unless-none", "<1>", "<1>", None, None),
        ("json", 1, "<1>", None, "<None>"),
        ("json-unless-none", 1, "<1>", None, None),
    ],
)
def test_when_used_says_when_a_serializer_runs(base, when, python, text, python_none, text_none):
    class C(base):
        a: int | None = None

        @field_serializer("a", when_used=when)
        def angled(self, value):
            return f"<{value}>"

    assert (own(C(a=1))["a"], own_json(C(a=1))["a"], own(C())["a"], own_json(C())["a"]) == (python, text, python_none, text_none)


def test_a_serializer_of_every_field_runs_for_built_in_ones_too(base):
    class C(base):
        a: int = 1

        @field_serializer("*", mode="wrap")
        def note(self, value, handler, info):
            return [info.field_name, handler(value)] if info.field_name in ("a", "content") else handler(value)

    dumped = C(content="x").model_dump()
    assert (dumped["a"], dumped["content"]) == (["a", 1], ["content", "x"])


def test_a_serializer_of_content_runs(base):
    class C(base):
        @field_serializer("content")
        def shout(self, value):
            return value.upper()

    assert C(content="x").model_dump()["content"] == "X"
    assert json.loads(C(content="x").model_dump_json())["content"] == "X"


def test_a_serializer_gets_its_info_with_context_and_options(base):
    seen = []

    class C(base):
        a: int = 1

        @field_serializer("a")
        def note(self, value, info):
            seen.append((info.mode, info.context, info.by_alias, info.exclude_none))
            return value

    C().model_dump(context={"k": 1}, by_alias=True, exclude_none=True)
    assert seen == [("python", {"k": 1}, True, True)]


def test_a_sub_class_overrides_a_serializer_of_its_base(base):
    class C(base):
        a: int = 1

        @field_serializer("a")
        def show(self, value):
            return "C"

    class D(C):
        @field_serializer("a")
        def show(self, value):
            return "D" + super().show(value)

    class E(D):
        b: int = 2

    assert (own(C()), own(D()), own(E())) == ({"a": "C"}, {"a": "DC"}, {"a": "DC", "b": 2})


def test_serializers_in_annotations_may_wrap(base):
    class C(base):
        a: Annotated[int, WrapSerializer(lambda value, handler: handler(value) * 2)] = 2

    assert own(C()) == {"a": 4}


def test_a_serializer_called_as_the_method_it_is(base):
    class C(base):
        a: int = 1

        @field_serializer("a")
        def show(self, value):
            return f"<{value}>"

    assert C().show(5) == "<5>"


def test_a_static_serializer_works(base):
    class C(base):
        a: int = 1

        @field_serializer("a")
        @staticmethod
        def show(value):
            return -value

    assert own(C()) == {"a": -1}


def test_an_exception_of_a_serializer_is_reported(base):
    class C(base):
        a: int = 1

        @field_serializer("a")
        def fail(self, value):
            raise LookupError("mine")

    with pytest.raises(PydanticSerializationError, match="Error calling function `fail`: LookupError: mine") as error:
        C().model_dump()
    assert type(error.value.__cause__) is LookupError


def test_a_model_serializer_gets_info_and_handler(base):
    class C(base):
        a: int = 1

        @model_serializer(mode="wrap")
        def more(self, handler, info):
            return {**handler(self), "mode": info.mode}

    assert (own(C())["mode"], own_json(C())["mode"]) == ("python", "json")


def test_a_model_serializer_may_give_something_that_is_no_dict(base):
    class C(base):
        a: int = 1

        @model_serializer
        def text(self):
            return f"C{self.a}"

    class Holder(BaseModel):
        c: C

    assert C().model_dump() == "C1"
    assert Holder(c=C(a=2)).model_dump() == {"c": "C2"}


def test_computed_fields_may_be_overridden_excluded_and_serialized(base):
    class C(base):
        a: int = 1

        @computed_field
        @property
        def b(self) -> int:
            return self.a + 1

        @field_serializer("b")
        def show(self, value):
            return f"<{value}>"

    class D(C):
        @computed_field
        @property
        def b(self) -> int:
            return self.a + 10

    assert (own(C()), own(D())) == ({"a": 1, "b": "<2>"}, {"a": 1, "b": "<11>"})
    assert own(C(), exclude={"b"}) == {"a": 1}
    assert C().model_dump(include={"b"}) == {"b": "<2>"}


def test_a_computed_field_is_no_argument(base):
    class C(base):
        a: int = 1

        @computed_field
        @property
        def b(self) -> int:
            return self.a + 1

    with pytest.raises(ValueError, match="Extra inputs are not permitted"):
        C(b=3)


def test_standard_types_are_dumped_as_values_and_as_json(base):
    class C(base):
        when: dt.datetime = dt.datetime(2024, 1, 2, 3, 4, 5, tzinfo=dt.timezone.utc)
        took: dt.timedelta = dt.timedelta(seconds=90)
        which: UUID = UUID("11111111-1111-4111-8111-111111111111")
        price: Decimal = Decimal("1.50")
        path: Path = Path("/x/y")
        raw: bytes = b"ab"
        group: frozenset[int] = frozenset({1})
        secret: SecretStr = SecretStr("hidden")

    dumped = own(C())
    assert dumped["when"] == dt.datetime(2024, 1, 2, 3, 4, 5, tzinfo=dt.timezone.utc)
    assert (dumped["raw"], dumped["group"], dumped["price"]) == (b"ab", frozenset({1}), Decimal("1.50"))
    assert own_json(C()) == {
        "when": "2024-01-02T03:04:05Z",
        "took": "PT1M30S",
        "which": "11111111-1111-4111-8111-111111111111",
        "price": "1.50",
        "path": "/x/y",
        "raw": "ab",
        "group": [1],
        "secret": "**********",
    }


def test_exclude_of_a_field_holds_in_every_form(base):
    class C(base):
        a: int = Field(default=1, exclude=True)
        b: int = 2

    assert own(C()) == {"b": 2}
    assert own_json(C()) == {"b": 2}


def test_nested_include_and_exclude_reach_lists_of_models(base):
    class In(BaseModel):
        x: int = 1
        y: int = 2

    class C(base):
        many: list[In] = Field(default_factory=lambda: [In(), In()])

    assert own(C(), exclude={"many": {"__all__": {"x"}}}) == {"many": [{"y": 2}, {"y": 2}]}
    assert own(C(), exclude={"many": {0: True}}) == {"many": [{"x": 1, "y": 2}]}
    assert C().model_dump(include={"many": {0: {"y"}}}) == {"many": [{"y": 2}]}


def test_a_model_in_an_any_field_is_dumped_by_its_own_class(base):
    class In(BaseModel):
        x: int = 1

    class More(In):
        y: int = 2

    class C(base):
        a: Any = None
        b: In | None = None
        c: SerializeAsAny[In] | None = None

    made = C(a=More(), b=More(), c=More())
    assert own(made)["a"] == {"x": 1, "y": 2}
    assert own(made)["b"] == {"x": 1}
    assert own(made)["c"] == {"x": 1, "y": 2}


def test_an_unexpected_value_is_dumped_with_a_warning(base):
    class C(base):
        a: int = 1

    made = C()
    made.a = "x"
    with pytest.warns(UserWarning, match="Expected `int`"):
        assert own(made) == {"a": "x"}
    assert own(made, warnings=False) == {"a": "x"}


def test_model_dump_json_may_be_indented(base):
    class C(base):
        a: int = 1

    assert C().model_dump_json(include={"a"}, indent=2) == '{\n  "a": 1\n}'


def test_a_fallback_writes_what_json_does_not_know(base):
    class Thing:
        pass

    class C(base):
        a: Any = None

    assert own_json(C(a=Thing()), fallback=lambda value: "thing") == {"a": "thing"}


def test_serialization_aliases_name_the_output_only(base):
    class C(base):
        a: int = Field(default=1, validation_alias="IN", serialization_alias="OUT")

    assert own(C(IN=5), by_alias=True) == {"OUT": 5}
    assert own(C(a=5)) == {"a": 5}


# --- serialize_as_any ----------------------------------------------------------------------------------------------------


class Narrow(BaseModel):
    a: int = 1


class Wide(Narrow):
    b: int = 2


NARROW, WIDE = {"a": 1}, {"a": 1, "b": 2}


@pytest.mark.parametrize("mode", ["python", "json"])
def test_serialize_as_any_reaches_what_is_nested_in_an_entity(mode):
    class Holder(Node):
        x: Narrow
        xs: list[Narrow] = Field(default_factory=list)
        when: int = 3

        @field_serializer("when")
        def shown(self, value):
            return type(self).__name__

        @computed_field
        def twice(self) -> Narrow:
            return self.x

    class Outer(BaseModel):
        held: Holder
        any: object = None

    class Slotted(Node):
        __slots__ = ("y",)
        y: Narrow

    holder = Holder(x=Wide(), xs=[Wide()], content={"k": Wide()}, embedding=[1.0])
    usual, as_any = holder.model_dump(mode=mode), holder.model_dump(mode=mode, serialize_as_any=True)

    assert (usual["x"], usual["xs"], usual["twice"]) == (NARROW, [NARROW], NARROW)
    assert as_any == {**usual, "x": WIDE, "xs": [WIDE]}  # of a computed field pydantic has the declared type
    assert as_any["when"] == "Holder"
    assert json.loads(holder.model_dump_json(serialize_as_any=True)) == as_any
    outer = Outer(held=holder, any=holder)
    assert outer.model_dump(mode=mode, serialize_as_any=True) == {"held": as_any, "any": as_any}
    assert outer.model_dump(mode=mode) == {"held": usual, "any": usual}
    assert json.loads(outer.model_dump_json(serialize_as_any=True)) == {"held": as_any, "any": as_any}
    assert Node(content=holder).model_dump(mode=mode, serialize_as_any=True)["content"] == as_any
    assert Node(content=[holder]).model_dump(mode=mode, serialize_as_any=True)["content"] == [as_any]
    assert Slotted(y=Wide()).model_dump(mode=mode, serialize_as_any=True)["y"] == WIDE
    assert holder.to_dict(serialize_as_any=True)["x"] == WIDE
    assert set(holder.model_dump(mode=mode, serialize_as_any=True, include={"x"})) == {"x"}
