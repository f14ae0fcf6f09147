"""Fields, validators, serializers and config of sub-classes: as on a pydantic model, which runs the same tests beside."""

from __future__ import annotations

import copy
import datetime as dt
import enum
import threading
import uuid
from abc import ABC, abstractmethod
from functools import cached_property
from typing import Annotated, Any, ClassVar, Generic, Literal, Optional, Protocol, TypeVar, Union, runtime_checkable

import pytest
from pydantic import (
    AfterValidator,
    AliasChoices,
    BaseModel,
    ConfigDict,
    Field,
    PlainSerializer,
    PrivateAttr,
    PydanticUserError,
    ValidationError,
    computed_field,
    field_serializer,
    field_validator,
    model_serializer,
    model_validator,
)

pytestmark = pytest.mark.usefixtures("backend")
T = TypeVar("T")
BUILT_IN = ("id", "created_at", "metadata", "content", "embedding")


def raised(call):
    """(type, loc) of each problem."""
    with pytest.raises(ValidationError) as error:
        call()
    return [(each["type"], each["loc"]) for each in error.value.errors()]


def own(instance, **options):
    """The dump without the built-in fields."""
    return {key: value for key, value in instance.model_dump(**options).items() if key not in BUILT_IN}


# --- fields ----------------------------------------------------------------------------------------------------------


def test_fields_without_field_are_required_or_have_defaults(base):
    class C(base):
        title: str
        size: int = 3

    made = C(title="x")
    assert (made.title, made.size) == ("x", 3)
    assert (C(title="x", size="7").size, C(title="x", size=True).size) == (7, 1)
    assert raised(lambda: C()) == [("missing", ("title",))]
    assert raised(lambda: C(title=1, size="z")) == [("string_type", ("title",)), ("int_parsing", ("size",))]


def test_exact_types_and_others_give_the_same(base):
    class C(base):
        a: str
        b: int
        c: float
        d: bool

    made = C(a="x", b=True, c=1, d="yes")
    assert [(each, type(each)) for each in (made.a, made.b, made.c, made.d)] == [("x", str), (1, int), (1.0, float), (True, bool)]
    assert C(a="x", b=2, c=1.5, d=False).model_fields_set == {"a", "b", "c", "d"}


def test_constraints_default_factories_and_unions(base):
    class C(base):
        n: int = Field(default=1, ge=0, le=9)
        tags: list[str] = Field(default_factory=list, max_length=2)
        either: int | str = 0
        old: Union[float, None] = None  # noqa: UP007
        maybe: Optional[str] = None  # noqa: UP045
        word: Literal["a", "b"] = "a"

    made = C(tags=["x"], either="x")
    assert (made.n, made.tags, made.either, C(either=5).either) == (1, ["x"], "x", 5)
    assert C().tags is not C().tags
    assert raised(lambda: C(n=-1, tags=["a", "b", "c"], word="c", either=[])) == [
        ("greater_than_equal", ("n",)),
        ("too_long", ("tags",)),
        ("int_type", ("either", "int")),
        ("string_type", ("either", "str")),
        ("literal_error", ("word",)),
    ]


def test_a_default_factory_may_look_at_the_fields_before_it(base):
    class C(base):
        a: int
        b: int = Field(default_factory=lambda data: data["a"] + len(data["metadata"]))

    assert C(a=2, metadata={"k": 1}).b == 3


def test_mutable_defaults_are_copied(base):
    class C(base):
        tags: list[str] = []  # noqa: RUF012

    one = C()
    one.tags.append("x")
    assert C().tags == []


def test_nested_models_enums_and_standard_types(base):
    class Colour(enum.Enum):
        RED = "red"

    class In(BaseModel):
        q: int

    class C(base):
        colour: Colour
        inner: In
        when: dt.datetime
        key: uuid.UUID
        rows: dict[str, list[In]] = {}  # noqa: RUF012

    made = C(colour="red", inner={"q": "2"}, when="2024-01-02T03:04:05", key=str(uuid.UUID(int=5)), rows={"a": [{"q": 1}]})
    assert (made.colour, made.inner, made.when, made.key) == ("red", In(q=2), dt.datetime(2024, 1, 2, 3, 4, 5), uuid.UUID(int=5))
    assert made.rows == {"a": [In(q=1)]}
    assert own(made, mode="json")["rows"] == {"a": [{"q": 1}]}
    assert raised(lambda: C(colour="red", inner={"q": "z"}, when=made.when, key=made.key)) == [("int_parsing", ("inner", "q"))]


def test_aliases_in_every_form(base):
    class C(base):
        a: int = Field(alias="AA")
        b: int = Field(default=0, validation_alias=AliasChoices("x", "y"), serialization_alias="out")

    made = C(AA=1, y=2)
    assert (made.a, made.b, C(a=3).a) == (1, 2, 3)
    assert own(made) == {"a": 1, "b": 2}
    assert own(made, by_alias=True) == {"AA": 1, "out": 2}
    assert raised(lambda: C()) == [("missing", ("AA",))]


def test_an_alias_generator_names_the_fields(base):
    class C(base):
        model_config = ConfigDict(alias_generator=str.upper)
        word: str

    assert C(WORD="x").word == "x"


def test_class_variables_are_no_fields(base):
    class C(base):
        K: ClassVar[int] = 5
        L: ClassVar[int] = 6
        n: int = 1

    assert (C.K, C().L, list(C.model_fields)[5:]) == (5, 6, ["n"])
    assert raised(lambda: C(K=1)) == [("extra_forbidden", ("K",))]


def test_a_default_is_no_class_attribute(base):
    class C(base):
        n: int = 1

    with pytest.raises(AttributeError):
        C.n  # noqa: B018


def test_the_class_may_name_itself(base):
    class Tree(base):
        kids: list[Tree] = []  # noqa: RUF012
        up: Tree | None = None

    root = Tree(kids=[Tree(content=1), {"kids": [{}], "content": 2}])
    assert [type(each) for each in root.kids] == [Tree, Tree]
    assert [each["content"] for each in root.model_dump()["kids"]] == [1, 2]
    assert set(root.model_dump()["kids"][1]["kids"][0]) == {*BUILT_IN, "kids", "up"}
    assert raised(lambda: Tree(kids=[{"kids": [{"kids": 5}]}])) == [("list_type", ("kids", 0, "kids", 0, "kids"))]
    assert "Tree" in Tree.model_json_schema()["$defs"]


def test_classes_may_name_each_other(base):
    class Parent(base):
        child: Child | None = None

    class Child(base):
        parent: Parent | None = None

    Parent.model_rebuild()
    made = Parent(child={"parent": {"content": "p"}})
    assert (type(made.child), type(made.child.parent), made.child.parent.content) == (Child, Parent, "p")
    assert made.model_dump()["child"]["parent"]["content"] == "p"
    assert {"Parent", "Child"} <= set(Parent.model_json_schema()["$defs"])


def test_an_unknown_name_is_explained_at_the_first_instance_and_can_be_supplied(base):
    class C(base):
        later: Later  # noqa: F821

    with pytest.raises(PydanticUserError, match="is not fully defined"):
        C(later=1)
    C.model_rebuild(_types_namespace={"Later": int})
    assert C(later="1").later == 1


def test_type_with_annotations_makes_a_class(base):
    C = type(base)("C", (base,), {"__annotations__": {"a": int}, "a": 3, "__module__": __name__, "__qualname__": "C"})

    assert (C().a, C(a="4").a) == (3, 4)


def test_annotated_metadata_is_used(base):
    class C(base):
        a: Annotated[int, Field(gt=0), AfterValidator(lambda value: value + 1)]

    assert C(a=1).a == 2
    assert raised(lambda: C(a=0)) == [("greater_than", ("a",))]


def test_a_field_without_annotation_is_refused(base):
    def declare():
        class C(base):
            a = Field(3)

        C()

    with pytest.raises(PydanticUserError):
        declare()


# --- built-in fields -------------------------------------------------------------------------------------------------


def test_overriding_a_built_in_field_lands_where_it_is(base):
    class C(base):
        content: dict[str, int] = Field(default_factory=lambda: {"d": 1})

    assert (C().content, C(content={"x": "4"}).content) == ({"d": 1}, {"x": 4})
    assert raised(lambda: C(content=5)) == [("dict_type", ("content",))]
    assert C(content={"x": 1}).model_dump()["content"] == {"x": 1}


def test_a_validator_of_a_built_in_field_runs(base):
    class C(base):
        n: int = 0

        @field_validator("content", mode="before")
        @classmethod
        def shout(cls, value):
            return value.upper() if isinstance(value, str) else value

        @field_validator("embedding")
        @classmethod
        def short(cls, value):
            if value and len(value) > 2:
                raise ValueError("too long")
            return value

    assert C(content="a", embedding=[1]).content == "A"
    assert C().content is None
    assert raised(lambda: C(embedding=[1, 2, 3], n="z")) == [("value_error", ("embedding",)), ("int_parsing", ("n",))]


def test_problems_of_all_fields_are_in_one_error_in_field_order(base):
    class C(base):
        title: str
        n: int = Field(default=1, ge=0)

    with pytest.raises(ValidationError) as error:
        C(bogus=5, n=-1, title=1, embedding=[object()], metadata="[1]")
    assert error.value.title == "C"
    assert [each["loc"][0] for each in error.value.errors()] == ["metadata", "embedding", "title", "n", "bogus"]
    found = {each["loc"][0]: each for each in error.value.errors()}
    assert (found["title"]["input"], found["bogus"]["input"], found["n"]["ctx"]) == (1, 5, {"ge": 0})
    assert all(each["url"].startswith("https://errors.pydantic.dev/") for each in error.value.errors())


# --- validators ------------------------------------------------------------------------------------------------------


def test_field_validators_in_every_mode_get_the_users_class(base):
    seen = []

    class C(base):
        a: int
        b: int
        c: int
        d: int

        @field_validator("a", mode="before")
        @classmethod
        def before(cls, value):
            seen.append(cls)
            return len(value)

        @field_validator("b", mode="after")
        @classmethod
        def after(cls, value):
            seen.append(cls)
            return value + 1

        @field_validator("c", mode="wrap")
        @classmethod
        def wrap(cls, value, handler):
            seen.append(cls)
            return handler(value) * 2

        @field_validator("d", mode="plain")
        @classmethod
        def plain(cls, value):
            seen.append(cls)
            return f"plain {value}"

    made = C(a="xyz", b="1", c="2", d="z")
    assert (made.a, made.b, made.c, made.d) == (3, 2, 4, "plain z")
    assert seen == [C, C, C, C]


def test_a_validator_sees_the_fields_before_its_own_built_in_ones_too(base):
    class C(base):
        a: int = 1
        b: int = 0

        @field_validator("b")
        @classmethod
        def sum(cls, value, info):
            return value + info.data["a"] + info.data["content"]

    assert C(a=2, b=3, content=5).b == 10


def test_a_validator_of_every_field_runs_for_every_field(base):
    seen = []

    class C(base):
        a: int = 1

        @field_validator("*", mode="before")
        @classmethod
        def note(cls, value, info):
            seen.append(info.field_name)
            return value

    C(a=2, content="x")
    assert seen == ["content", "a"]


def test_validators_of_a_base_get_the_sub_class(base):
    seen = []

    class C(base):
        a: int

        @field_validator("a")
        @classmethod
        def note(cls, value):
            seen.append(cls)
            return value

    class D(C):
        b: int = 0

    D(a=1)
    C(a=1)
    assert seen == [D, C]


def test_an_overridden_validator_replaces_that_of_the_base(base):
    class C(base):
        a: int

        @field_validator("a")
        @classmethod
        def check(cls, value):
            return value + 1

    class D(C):
        @field_validator("a")
        @classmethod
        def check(cls, value):
            return value + 10

    assert (C(a=1).a, D(a=1).a) == (2, 11)


def test_errors_of_validators_have_pydantics_types(base):
    class C(base):
        a: int = 0

        @field_validator("a")
        @classmethod
        def check(cls, value):
            assert value != 1, "not one"
            if value == 2:
                raise ValueError("not two")
            return value

    assert raised(lambda: C(a=1)) == [("assertion_error", ("a",))]
    assert raised(lambda: C(a=2)) == [("value_error", ("a",))]


def test_model_validators_before_wrap_and_after(base):
    seen = []

    class C(base):
        a: int
        b: int = 0

        @model_validator(mode="before")
        @classmethod
        def pre(cls, data):
            seen.append(("before", cls))
            return {"a": 9, **data}

        @model_validator(mode="wrap")
        @classmethod
        def around(cls, data, handler):
            seen.append(("wrap", cls))
            made = handler(dict(data))
            assert type(made) is cls
            return made

        @model_validator(mode="after")
        def post(self):
            seen.append(("after", type(self)))
            if self.content == "bad":
                raise ValueError("no")
            self.b = self.a + 1
            return self

    made = C(content="x")
    assert (made.a, made.b, made.content) == (9, 10, "x")
    assert seen == [("wrap", C), ("before", C), ("after", C)]
    with pytest.raises(ValidationError) as error:
        C(content="bad")
    assert [(each["type"], each["loc"], each["msg"]) for each in error.value.errors()] == [("value_error", (), "Value error, no")]


def test_the_validator_of_a_base_model_runs_in_the_sub_class(base):
    class C(base):
        a: int = 0

        @model_validator(mode="after")
        def post(self):
            self.a += 1
            return self

    class D(C):
        b: int = 0

    assert (D(a=1).a, D(a=1, b=2).b) == (2, 2)


# --- serializers -----------------------------------------------------------------------------------------------------


def test_field_serializers_and_when_used(base):
    class C(base):
        a: int = 2
        b: int = 3
        c: Annotated[int, PlainSerializer(lambda value: -value)] = 4

        @field_serializer("a")
        def angled(self, value):
            return f"<{value}{self.b}>"

        @field_serializer("b", when_used="json")
        def text(self, value, info):
            return f"{info.mode}{value}"

    made = C()
    assert own(made) == {"a": "<23>", "b": 3, "c": -4}
    assert own(made, mode="json") == {"a": "<23>", "b": "json3", "c": -4}


def test_a_wrap_serializer_calls_its_handler(base):
    class C(base):
        a: int = 2

        @field_serializer("a", mode="wrap")
        def twice(self, value, handler):
            return [handler(value), handler(value)]

    assert own(C()) == {"a": [2, 2]}


def test_model_serializers_plain_and_wrap(base):
    class P(base):
        a: int = 1

        @model_serializer
        def only(self):
            return {"a": self.a, "type": type(self).__name__, "content": self.content}

    class W(base):
        a: int = 1

        @model_serializer(mode="wrap")
        def more(self, handler):
            return {**handler(self), "more": self.content}

    assert P(content="x").model_dump() == {"a": 1, "type": "P", "content": "x"}
    assert own(W(content="x")) == {"a": 1, "more": "x"}


def test_computed_fields_are_dumped_and_described(base):
    class C(base):
        a: int = 2

        @computed_field
        @property
        def twice(self) -> int:
            return self.a * 2

        @computed_field(alias="thrice_", repr=False)
        @cached_property
        def thrice(self) -> int:
            return self.a * 3

    made = C()
    assert (made.twice, made.thrice, made.thrice) == (4, 6, 6)
    assert own(made) == {"a": 2, "twice": 4, "thrice": 6}
    assert own(made, by_alias=True) == {"a": 2, "twice": 4, "thrice_": 6}
    assert own(made, round_trip=True) == {"a": 2}
    assert list(C.model_computed_fields) == ["twice", "thrice"]
    assert "twice=4" in repr(made)
    assert "thrice" not in repr(made)


def test_dump_options(base):
    class C(base):
        a: int = 1
        b: dict[str, int] = {"x": 1, "y": 2}  # noqa: RUF012
        c: str | None = None
        d: int = Field(default=5, exclude=True)
        e: int = Field(default=6, alias="EE")

    made = C(a=1, b={"x": 1, "y": 2})
    assert made.model_dump(include={"a", "b"}) == {"a": 1, "b": {"x": 1, "y": 2}}
    assert made.model_dump(include={"b": {"x"}}) == {"b": {"x": 1}}
    assert own(made, exclude={"b": {"x"}, "a": True}) == {"b": {"y": 2}, "c": None, "e": 6}
    assert made.model_dump(exclude_unset=True) == {"a": 1, "b": {"x": 1, "y": 2}}
    assert own(made, exclude_none=True, exclude_defaults=True) == {}
    assert own(made, by_alias=True)["EE"] == 6
    assert set(made.model_dump(exclude_defaults=True)) == {"id", "created_at"}


# --- private attributes ----------------------------------------------------------------------------------------------


def test_private_attributes_have_defaults_and_are_not_dumped(base):
    class C(base):
        a: int = 1
        _list: list = PrivateAttr(default_factory=list)
        _n: int = 7
        _plain = "x"
        _later: str

    one, two = C(), C()
    one._list.append(1)
    one._later = "set"
    one._n = 8
    assert (one._list, two._list, one._n, two._n, one._plain, one._later) == ([1], [], 8, 7, "x", "set")
    assert own(one) == {"a": 1}
    with pytest.raises(AttributeError):
        two._later  # noqa: B018
    assert copy.copy(one)._n == 8
    assert copy.deepcopy(one)._list is not one._list


def test_post_init_sees_everything_and_gets_the_context(base):
    seen = []

    class C(base):
        a: int = 1
        _b: int = PrivateAttr(default=2)

        def model_post_init(self, context):
            seen.append((self.a, self._b, self.content, context))
            self._b = 3

    assert C(a=5, content="x")._b == 3
    assert C.model_validate({"a": 6}, context={"k": 1})._b == 3
    assert seen == [(5, 2, "x", None), (6, 2, None, {"k": 1})]


# --- config ----------------------------------------------------------------------------------------------------------


def test_extra_allow_keeps_and_dumps_what_is_no_field(base):
    class C(base):
        model_config = ConfigDict(extra="allow")
        a: int = 1

    made = C(foo=1, a=2)
    made.bar = 2
    assert (made.foo, made.bar, made.model_extra) == (1, 2, {"foo": 1, "bar": 2})
    assert own(made) == {"a": 2, "foo": 1, "bar": 2}
    assert repr(made).endswith("a=2, foo=1, bar=2)")
    assert dict(made)["foo"] == 1
    assert copy.deepcopy(made).model_extra == {"foo": 1, "bar": 2}


def test_extra_ignore_drops_what_is_no_field(base):
    class C(base, extra="ignore"):
        a: int = 1

    made = C(foo=1, a=2)
    assert own(made) == {"a": 2}
    assert not hasattr(made, "foo")
    with pytest.raises(ValueError, match='"C" object has no field "foo"'):
        made.foo = 1


def test_frozen_classes_and_frozen_fields_refuse_assignment(base):
    class C(base, frozen=True):
        a: int = 1

    class D(base):
        a: int = Field(default=1, frozen=True)

    assert raised(lambda: setattr(C(), "a", 2)) == [("frozen_instance", ("a",))]
    assert raised(lambda: setattr(C(), "content", 2)) == [("frozen_instance", ("content",))]
    assert raised(lambda: setattr(D(), "a", 2)) == [("frozen_field", ("a",))]


def test_validate_assignment_validates_and_keeps_the_old_value(base):
    class C(base):
        model_config = ConfigDict(validate_assignment=True)
        a: int = Field(default=1, ge=0)
        content: int | None = None

        @field_validator("a")
        @classmethod
        def even(cls, value, info):
            if value % 2 and value > 10:
                raise ValueError("odd")
            return value

    made = C(a=2, content="5")
    made.a = "4"
    made.content = "6"
    assert (made.a, made.content) == (4, 6)
    assert raised(lambda: setattr(made, "a", -1)) == [("greater_than_equal", ("a",))]
    assert raised(lambda: setattr(made, "content", "z")) == [("int_parsing", ("content",))]
    assert raised(lambda: setattr(made, "id", "z")) == [("frozen_field", ("id",))]
    assert (made.a, made.content, made.model_fields_set) == (4, 6, {"a", "content"})


def test_string_options_and_keywords_of_the_class_statement(base):
    class C(base, str_strip_whitespace=True):
        model_config = ConfigDict(str_to_upper=True, str_max_length=3)
        t: str

    assert C(t=" ab ").t == "AB"
    assert raised(lambda: C(t="abcd")) == [("string_too_long", ("t",))]


def test_config_is_inherited(base):
    class C(base, str_to_upper=True):
        t: str

    class D(C):
        u: str = "x"

    assert D(t="a", u="b").u == "B"
    assert D.model_config["str_to_upper"] is True
    assert D.model_config["extra"] == "forbid"


def test_strict_arbitrary_types_and_enum_values(base):
    class Thing:
        pass

    class Colour(enum.Enum):
        RED = 1

    class C(base, strict=True):
        n: int = 0
        thing: Thing | None = None

    class D(base, use_enum_values=False):
        colour: Colour

    assert raised(lambda: C(n="1")) == [("int_type", ("n",))]
    thing = Thing()
    assert C(thing=thing).thing is thing
    assert raised(lambda: C(thing=5)) == [("is_instance_of", ("thing",))]
    assert D(colour=1).colour is Colour.RED


def test_populate_by_name_can_be_turned_off(base):
    class C(base, populate_by_name=False):
        a: int = Field(default=0, alias="AA")

    assert C(AA=1).a == 1
    assert raised(lambda: C(a=1)) == [("extra_forbidden", ("a",))]


# --- bases -----------------------------------------------------------------------------------------------------------


def test_a_sub_class_of_a_sub_class_has_the_fields_of_both(base):
    class C(base):
        a: int
        b: int = 1

    class D(C):
        c: int = 2
        b: int = 5

    class E(D):
        pass

    made = E(a=1)
    assert (made.a, made.b, made.c, list(E.model_fields)[5:]) == (1, 5, 2, ["a", "b", "c"])
    assert raised(lambda: E(a="z", c="z")) == [("int_parsing", ("a",)), ("int_parsing", ("c",))]


def test_several_bases_and_a_diamond(base):
    class Top(base):
        t: int = 0

    class A(Top):
        x: int = 1

    class B(Top):
        x: int = 5
        y: int = 2

    class AB(A, B):
        z: int = 3

    made = AB(x="5", y=6, t=8)
    assert (made.t, made.x, made.y, made.z, AB().x) == (8, 5, 6, 3, 1)
    assert set(AB.model_fields) == {*BUILT_IN, "t", "x", "y", "z"}


def test_a_plain_mixin_adds_methods_and_its_annotations_are_fields(base):
    class Mix:
        colour: str = "red"

        def shout(self):
            return self.colour.upper()

    class C(Mix, base):
        n: int = 1

    made = C(colour="b")
    assert (made.colour, made.n, made.shout(), C().colour) == ("b", 1, "B", "red")


def test_abstract_classes_refuse_instances_until_complete(base):
    class Abstract(base, ABC):
        n: int = 1

        @abstractmethod
        def act(self): ...

    class Concrete(Abstract):
        def act(self):
            return self.n

    with pytest.raises(TypeError, match="abstract"):
        Abstract()
    assert Concrete(n=2).act() == 2


def test_protocols_are_met(base):
    @runtime_checkable
    class HasId(Protocol):
        id: Any

    class C(base):
        n: int = 1

    assert isinstance(C(), HasId)
    assert not isinstance(5, HasId)


def test_an_own_init_subclass_gets_its_keywords(base):
    seen = {}

    class Mix:
        def __init_subclass__(cls, flavour=None, **options):
            seen[cls.__name__] = flavour
            super().__init_subclass__(**options)

    class C(Mix, base, flavour="x"):
        t: str = "a"

    assert (seen, C(t="b").t) == ({"C": "x"}, "b")


def test_an_own_init_may_change_the_arguments(base):
    class C(base):
        size: int = 3

        def __init__(self, name, **options):
            super().__init__(content=name, **options)

    class D(C):
        more: int = 0

    assert (C("n", size="7").size, C(name="n").content, D("m", more="4").more) == (7, "n", 4)
    assert raised(lambda: C("n", size="z")) == [("int_parsing", ("size",))]
    assert C.model_validate({"name": "q"}).content == "q"


def test_properties_and_cached_properties_work_beside_fields(base):
    class C(base):
        a: int = 1

        @property
        def double(self):
            return self.a * 2

        @double.setter
        def double(self, value):
            self.a = value // 2

        @cached_property
        def once(self):
            return object()

    made = C(a=4)
    made.double = 20
    assert (made.a, made.double) == (10, 20)
    assert made.once is made.once
    assert own(made) == {"a": 10}


def test_a_generic_class_is_specialised_as_pydantic_does(base):
    class G(base, Generic[T]):
        item: T
        items: list[T] = []  # noqa: RUF012

    assert (G[int](item="3").item, G[str](item="3").item, G(item="q").item) == (3, "3", "q")
    assert raised(lambda: G[int](item="x", items=["y"])) == [("int_parsing", ("item",)), ("int_parsing", ("items", 0))]
    assert G[int] is G[int]
    assert (G[int].__name__, isinstance(G[int](item=1), G)) == ("G[int]", True)
    with pytest.raises(TypeError, match=r"cannot be parametrized because it does not inherit from typing\.Generic"):
        base[int]
    with pytest.raises(TypeError, match="Too many"):
        G[int, str]


def test_a_sub_class_of_a_specialised_class_validates_its_type(base):
    class G(base, Generic[T]):
        item: T

    class H(G[int]):
        more: str = "x"

    class K(G[T], Generic[T]):
        other: T

    assert H(item="5").item == 5
    assert (K[int](item="1", other="2").other, K[str](item="1", other="2").item) == (2, "1")
    assert raised(lambda: H(item="z", more=1)) == [("int_parsing", ("item",)), ("string_type", ("more",))]


# --- the class -------------------------------------------------------------------------------------------------------


def test_model_fields_describe_every_field(base):
    class C(base):
        title: str = Field(description="a title")
        n: int = 1

    fields = C.model_fields
    assert list(fields) == [*BUILT_IN, "title", "n"]
    assert (fields["title"].annotation, fields["title"].description, fields["title"].is_required()) == (str, "a title", True)
    assert (fields["n"].default, fields["id"].frozen) == (1, True)
    assert C.__annotations__.keys() == {"title", "n"}


def test_the_signature_has_every_field(base):
    import inspect

    class C(base):
        title: str
        n: int = 1

    parameters = inspect.signature(C).parameters
    assert list(parameters) == [*BUILT_IN, "title", "n"]
    assert parameters["n"].default == 1
    assert all(each.kind is each.KEYWORD_ONLY for each in parameters.values())


def test_model_construct_validates_nothing(base):
    class C(base):
        a: int
        b: list[int] = Field(default_factory=list)

    made = C.model_construct(a="x", content=5)
    assert (made.a, made.b, made.content, made.metadata, made.model_fields_set) == ("x", [], 5, {}, {"a", "content"})
    assert C.model_construct(_fields_set={"a"}, a=1, b=[1]).model_fields_set == {"a"}


def test_model_copy_updates_without_validation(base):
    class C(base):
        a: int = 1
        b: list[int] = []  # noqa: RUF012

    made = C(b=[1], content=[1])
    shallow, deep = made.model_copy(update={"a": "x", "content": 2}), made.model_copy(deep=True)
    assert (shallow.a, shallow.content, shallow.b is made.b, shallow.id) == ("x", 2, True, made.id)
    assert (deep.b, deep.b is made.b, deep.content is made.content) == ([1], False, False)
    assert shallow.model_fields_set == {"a", "b", "content"}
    assert (made.a, made.content) == (1, [1])


def test_model_validate_takes_dicts_instances_attributes_and_json(base):
    class C(base):
        a: int

    made = C.model_validate({"a": "1"})
    assert (made.a, C.model_validate(made) is made) == (1, True)
    assert raised(lambda: C.model_validate({"a": "1"}, strict=True)) == [("int_type", ("a",))]
    assert C.model_validate_json('{"a": 2, "content": [1]}').content == [1]
    assert C.model_validate_strings({"a": "3"}).a == 3
    assert raised(lambda: C.model_validate(5)) == [("model_type", ())]
    assert raised(lambda: C.model_validate_json("{")) == [("json_invalid", ())]

    class Other:
        a = "7"
        id = None

    assert raised(lambda: C.model_validate(Other())) == [("model_type", ())]

    class Another:
        a = "7"

    assert C.model_validate(Another(), from_attributes=True).a == 7


def test_the_context_reaches_validators(base):
    class C(base):
        a: int = 0

        @field_validator("a")
        @classmethod
        def add(cls, value, info):
            return value + (info.context or {}).get("add", 0)

    assert (C.model_validate({"a": 1}, context={"add": 5}).a, C(a=1).a) == (6, 1)


def test_assigning_a_field_marks_it_as_set_and_validates_nothing(base):
    class C(base):
        a: int = 1

    made = C()
    made.a = "x"
    assert (made.a, made.model_fields_set) == ("x", {"a"})
    with pytest.raises(ValueError, match='"C" object has no field "typo"'):
        made.typo = 1


def test_deleting_a_field_removes_it_from_the_dump(base):
    class C(base):
        a: int = 1

    made = C()
    del made.a
    assert own(made, warnings=False) == {}


def test_model_json_schema(base):
    class In(BaseModel):
        q: int

    class C(base):
        title: str = Field(min_length=1)
        inner: In | None = None

    schema = C.model_json_schema()
    assert schema["title"] == "C"
    assert schema["required"] == ["title"]
    assert schema["properties"]["title"] == {"minLength": 1, "title": "Title", "type": "string"}
    assert schema["additionalProperties"] is False
    assert list(schema["properties"]) == [*BUILT_IN, "title", "inner"]
    assert schema["$defs"]["In"]["properties"]["q"] == {"title": "Q", "type": "integer"}
    assert C.model_json_schema(ref_template="#/x/{model}")["properties"]["inner"]["anyOf"][0] == {"$ref": "#/x/In"}


def test_the_first_compile_is_safe_with_eight_threads(base):
    class C(base):
        a: int = 1
        b: list[int] = Field(default_factory=list)

        @field_validator("a")
        @classmethod
        def check(cls, value):
            return value + 1

    start, made, failed = threading.Barrier(8), [], []

    def work():
        start.wait()
        try:
            for n in range(25):
                made.append((n, C(a=n, content=n)))
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert failed == []
    assert len(made) == 200
    assert all((each.a, each.content, each.b) == (n + 1, n, []) for n, each in made)


def test_match_statements_see_the_fields(base):
    class C(base):
        a: int = 1

    match C(a=3, content="x"):
        case C(a=2):
            found = "two"
        case C(a=3, content=content):
            found = content

    assert found == "x"
