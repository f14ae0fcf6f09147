"""Config of sub-classes: every option that changes what an instance is, reads or writes.

`base` is `Node` and a pydantic model of the same fields: each test says what pydantic does, and that entity classes do it too.
"""

from __future__ import annotations

import copy
import enum
import json
import pickle
from typing import Any

import pytest
from pydantic import AliasChoices, AliasPath, BaseModel, ConfigDict, Field, PydanticUserError, ValidationError
from pydantic.alias_generators import to_camel

pytestmark = pytest.mark.usefixtures("backend")
BUILT_IN = {"id", "created_at", "metadata", "content", "embedding"}


class Colour(enum.Enum):
    RED = "red"


def own(made, **options):
    return {name: value for name, value in made.model_dump(**options).items() if name not in BUILT_IN}


def raised(act):
    with pytest.raises(ValidationError) as error:
        act()
    return [(each["type"], each["loc"]) for each in error.value.errors()]


def test_enums_are_their_values_unless_told_otherwise(base):
    class C(base):
        colour: Colour = Colour.RED
        given: Colour

    assert (C(given=Colour.RED).given, C(given="red").given) == ("red", "red")
    assert C(given="red").colour is Colour.RED  # a default is not validated


def test_a_given_enum_that_is_none_is_an_error(base):
    class C(base):
        colour: Colour

    assert raised(lambda: C(colour="blue")) == [("enum", ("colour",))]


@pytest.mark.parametrize(
    ("option", "given", "read"), [("str_to_lower", "Ab", "ab"), ("str_to_upper", "Ab", "AB"), ("str_strip_whitespace", " Ab ", "Ab")]
)
def test_text_is_changed_as_the_config_says(base, option, given, read):
    class C(base, **{option: True}):
        t: str

    assert C(t=given).t == read


def test_text_options_do_not_touch_content_and_metadata(base):
    class C(base, str_to_upper=True):
        t: str = "x"

    made = C(content="abc", metadata={"k": "v"})
    assert (made.content, made.metadata) == ("abc", {"k": "v"})


def test_the_shortest_text_may_be_demanded(base):
    class C(base, str_min_length=2):
        t: str

    assert raised(lambda: C(t="a")) == [("string_too_short", ("t",))]


def test_numbers_may_become_text(base):
    class C(base, coerce_numbers_to_str=True):
        t: str

    assert C(t=5).t == "5"


def test_infinite_numbers_may_be_refused(base):
    class C(base, allow_inf_nan=False):
        f: float

    assert raised(lambda: C(f=float("nan"))) == [("finite_number", ("f",))]


def test_a_title_names_the_class_in_schemas_and_errors(base):
    class C(base, title="A thing"):
        n: int

    assert C.model_json_schema()["title"] == "A thing"
    with pytest.raises(ValidationError) as error:
        C(n="x")
    assert error.value.title == "A thing"


def test_inputs_may_be_hidden_in_errors(base):
    class C(base, hide_input_in_errors=True):
        n: int

    with pytest.raises(ValidationError) as error:
        C(n="secret")
    assert "secret" not in str(error.value)


def test_errors_may_be_placed_by_the_name_of_the_field(base):
    class C(base, loc_by_alias=False):
        n: int = Field(alias="NN")

    class D(base):
        n: int = Field(alias="NN")

    assert raised(lambda: C(NN="x")) == [("int_parsing", ("n",))]
    assert raised(lambda: D(NN="x")) == [("int_parsing", ("NN",))]


def test_alias_generators_serve_own_fields_and_dumps(base):
    class C(base, alias_generator=to_camel):
        some_name: int = 1

    assert own(C(someName=5)) == {"some_name": 5}
    assert own(C(some_name=6), by_alias=True)["someName"] == 6


def test_an_alias_may_be_a_choice_or_a_path(base):
    class C(base):
        a: int = Field(default=0, validation_alias=AliasChoices("x", "y"))
        b: int = Field(default=0, validation_alias=AliasPath("deep", 1))

    assert C.model_validate({"y": 3, "deep": [1, 2]}, extra="ignore").a == 3
    assert C.model_validate({"y": 3, "deep": [1, 2]}, extra="ignore").b == 2


def test_attributes_may_be_read_from_any_object(base):
    class C(base, from_attributes=True):
        a: int

    class Other:
        a = "4"

    assert C.model_validate(Other()).a == 4


def test_docstrings_of_attributes_may_be_descriptions(base):
    class C(base, use_attribute_docstrings=True):
        a: int = 1
        """How many."""

    assert C.model_fields["a"].description == "How many."


def test_the_schema_may_have_additions(base):
    class C(base, json_schema_extra={"examples": [1]}):
        a: int = Field(default=1, json_schema_extra={"unit": "m"})

    schema = C.model_json_schema()
    assert (schema["examples"], schema["properties"]["a"]["unit"]) == ([1], "m")


def test_times_and_bytes_are_written_as_the_config_says(base):
    import datetime as dt

    class C(base, ser_json_timedelta="float", ser_json_bytes="base64"):
        took: dt.timedelta = dt.timedelta(seconds=1.5)
        raw: bytes = b"\xff"

    written = json.loads(C().model_dump_json())
    assert (written["took"], written["raw"]) == (1.5, "_w==")


def test_by_name_and_by_alias_may_be_chosen_a_call(base):
    class C(base):
        a: int = Field(default=0, alias="AA")

    assert C.model_validate({"AA": 1}, by_alias=True, by_name=False).a == 1
    assert raised(lambda: C.model_validate({"a": 1}, by_alias=True, by_name=False)) == [("extra_forbidden", ("a",))]


def test_extra_may_be_chosen_a_call(base):
    class C(base):
        a: int = 0

    assert C.model_validate({"a": 1, "z": 2}, extra="ignore").a == 1
    assert raised(lambda: C.model_validate({"z": 2})) == [("extra_forbidden", ("z",))]


def test_extra_values_may_have_a_type(base):
    class C(base, extra="allow"):
        __pydantic_extra__: dict[str, int]
        a: int = 0

    assert C(z="5").model_extra == {"z": 5}
    assert raised(lambda: C(z="x")) == [("int_parsing", ("z",))]


def test_extra_values_are_attributes_that_can_be_deleted(base):
    class C(base, extra="allow"):
        a: int = 0

    made = C(z=5)
    del made.z
    assert made.model_extra == {}
    with pytest.raises(AttributeError):
        made.z  # noqa: B018


def test_extra_values_may_be_computed_with_model_fields_set(base):
    class C(base, extra="allow"):
        a: int = 0

    assert C(z=5).model_fields_set == {"z"}
    assert C(z=5).model_dump(exclude_unset=True) == {"z": 5}


def test_extra_values_survive_pickles_and_copies(base):
    made = Extra_[base.__name__](z=[1])
    for each in (pickle.loads(pickle.dumps(made)), copy.copy(made), copy.deepcopy(made), made.model_copy()):
        assert (each.z, each.model_extra) == ([1], {"z": [1]})


def test_no_extra_is_none_where_it_is_not_allowed(base):
    class C(base):
        a: int = 0

    assert C().model_extra is None


def test_a_sub_class_may_loosen_and_tighten_extra(base):
    class C(base, extra="allow"):
        a: int = 0

    class D(C, extra="forbid"):
        pass

    assert C(z=1).z == 1
    assert raised(lambda: D(z=1)) == [("extra_forbidden", ("z",))]


def test_a_frozen_class_refuses_deletion_too(base):
    class C(base, frozen=True):
        a: int = 1

    assert raised(lambda: delattr(C(), "a")) == [("frozen_instance", ("a",))]


def test_private_attributes_of_a_frozen_class_may_change(base):
    class C(base, frozen=True):
        a: int = 1
        _p: int = 0

    made = C()
    made._p = 5
    assert made._p == 5


def test_a_frozen_class_is_inherited(base):
    class C(base, frozen=True):
        a: int = 1

    class D(C):
        b: int = 2

    assert raised(lambda: setattr(D(), "b", 3)) == [("frozen_instance", ("b",))]


def test_strict_fields_take_exact_types_only(base):
    class C(base):
        a: int = Field(strict=True)
        b: int = 0

    assert raised(lambda: C(a="1", b="1")) == [("int_type", ("a",))]


def test_types_pydantic_does_not_know_are_checked_by_instance(base):
    class Thing:
        pass

    class C(base):
        t: Thing

    thing = Thing()
    assert C(t=thing).t is thing
    assert raised(lambda: C(t=1)) == [("is_instance_of", ("t",))]


def test_config_of_several_bases_is_merged(base):
    class A(base, str_to_upper=True):
        a: str = "a"

    class B(base, str_strip_whitespace=True):
        b: str = "b"

    class AB(A, B):
        c: str = "c"

    assert AB(c=" x ").c == "X"


def test_config_and_keywords_in_one_class_are_merged(base):
    class C(base, frozen=True):
        model_config = ConfigDict(title="T")

    assert (C.model_config["frozen"], C.model_config["title"]) == (True, "T")


def test_a_config_class_of_version_1_still_works(base):
    with pytest.warns(DeprecationWarning, match="class-based `config`"):  # noqa: PT031  (pydantic at the class, we at its first use)

        class C(base):
            a: str = "x"

            class Config:
                str_to_upper = True

        assert C(a="b").a == "B"


def test_both_kinds_of_config_at_once_are_refused(base):
    with pytest.raises(PydanticUserError, match="cannot be used together"):  # noqa: PT012  (pydantic at the class, we at its first use)

        class C(base):
            model_config = ConfigDict(title="T")

            class Config:
                title = "U"

        C()


def test_instances_may_be_validated_again(base):
    class C(base, revalidate_instances="always"):
        a: int = 1

    class Holder(BaseModel):
        c: C

    made = C(a=1)
    made.a = "x"
    assert raised(lambda: Holder(c=made)) == [("int_parsing", ("c", "a"))]


def test_any_fields_may_hold_anything(base):
    class C(base):
        a: Any = None

    for value in (len, object(), {1, 2}, b"x", float("inf")):
        assert C(a=value).a is value


def _extra(of):
    return type(
        "ExtraOf" + of.__name__,
        (of,),
        {"model_config": ConfigDict(extra="allow"), "__module__": __name__, "__annotations__": {"a": int}, "a": 0},
    )


from lionagi.protocols.graph.node import Node  # noqa: E402

from .conftest import Model  # noqa: E402

Extra_ = {"Node": _extra(Node), "Model": _extra(Model)}
ExtraOfNode, ExtraOfModel = Extra_["Node"], Extra_["Model"]
