"""Bases of sub-classes: chains, several bases, mixins, generics, ABCs, protocols, hooks of classes, own constructors.

`base` is `Node` and a pydantic model of the same fields: each test says what pydantic does, and that entity classes do it too.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sized
from enum import Enum
from typing import Any, ClassVar, Generic, Optional, TypeVar, Union

import pytest
from pydantic import Field, PrivateAttr, PydanticUserError, ValidationError, field_validator

pytestmark = pytest.mark.usefixtures("backend")
T = TypeVar("T")
U = TypeVar("U")
Bound = TypeVar("Bound", bound=int)
BUILT_IN = ("id", "created_at", "metadata", "content", "embedding")


def raised(act):
    with pytest.raises(ValidationError) as error:
        act()
    return [(each["type"], each["loc"]) for each in error.value.errors()]


def test_a_chain_of_five_classes_keeps_the_order_of_fields(base):
    class A(base):
        a: int = 1

    class B(A):
        b: int = 2

    class C(B):
        pass

    class D(C):
        d: int = 4
        a: int = 10

    class E(D):
        e: int

    assert tuple(E.model_fields) == (*BUILT_IN, "a", "b", "d", "e")
    assert (E(e=5).a, A().a) == (10, 1)


def test_a_sub_class_may_narrow_the_type_of_a_field(base):
    class A(base):
        a: Optional[Union[int, str]] = None  # noqa: UP007, UP045

    class B(A):
        a: int

    assert A(a="x").a == "x"
    assert raised(lambda: B(a="x")) == [("int_parsing", ("a",))]
    assert raised(lambda: B()) == [("missing", ("a",))]


def test_a_sub_class_may_give_a_default_to_a_required_field(base):
    class A(base):
        a: int

    class B(A):
        a: int = 3

    assert B().a == 3


def test_an_assignment_without_annotation_of_a_field_of_a_base_is_refused(base):
    class A(base):
        a: int = 1

    with pytest.raises(PydanticUserError, match="non-annotated attribute"):  # noqa: PT012  (pydantic at the class, we at its first use)

        class B(A):
            a = 3

        B()


def test_a_value_of_a_field_of_the_sub_class_is_no_value_of_the_base(base):
    class A(base):
        a: int = 1

    class B(A):
        b: int = 2

    assert raised(lambda: A(b=1)) == [("extra_forbidden", ("b",))]


def test_a_grandchild_overrides_a_method_used_by_a_validator(base):
    class A(base):
        a: int = 0

        def limit(self):
            return 1

        def model_post_init(self, context):
            self.a = min(self.a, self.limit())

    class B(A):
        pass

    class C(B):
        def limit(self):
            return 100

    assert (B(a=50).a, C(a=50).a) == (1, 50)


def test_post_init_of_a_base_is_called_by_super(base):
    seen = []

    class A(base):
        a: int = 0
        _x: int = PrivateAttr(1)

        def model_post_init(self, context):
            seen.append("A")

    class B(A):
        _y: int = PrivateAttr(2)

        def model_post_init(self, context):
            super().model_post_init(context)
            seen.append("B")

    made = B()
    assert (seen, made._x, made._y) == (["A", "B"], 1, 2)


def test_class_variables_are_shared_and_may_be_overridden(base):
    class A(base):
        known: ClassVar[dict[str, int]] = {}
        limit: ClassVar[int] = 1
        a: int = 0

    class B(A):
        limit: ClassVar[int] = 2

    A.known["x"] = 1
    assert (B.known, A.limit, B.limit, A().limit) == ({"x": 1}, 1, 2, 1)
    assert "known" not in A.model_fields


def test_a_class_variable_cannot_be_assigned_on_an_instance(base):
    class A(base):
        limit: ClassVar[int] = 1
        a: int = 0

    with pytest.raises(AttributeError, match="is a ClassVar of `A` and cannot be set on an instance"):
        A().limit = 2


def test_nested_classes_and_constants_that_are_functions_are_no_fields(base):
    class A(base):
        class Kind(Enum):
            X = 1

        kind: Kind = Kind.X

        @staticmethod
        def helper():
            return 5

        @classmethod
        def make(cls):
            return cls(kind=cls.Kind.X)

    assert tuple(A.model_fields) == (*BUILT_IN, "kind")
    assert (A.helper(), A.make().kind) == (5, 1)


def test_a_mixin_before_the_base_overrides_its_methods(base):
    class Loud:
        def __str__(self):
            return "loud"

    class A(Loud, base):
        a: int = 0

    assert str(A()) == "loud"


def test_a_mixin_with_its_own_init_is_called_by_super(base):
    seen = []

    class Mix:
        def __init__(self, **options):
            seen.append(sorted(options))
            super().__init__(**options)

    class A(Mix, base):
        a: int = 0

    assert (A(a=3).a, seen) == (3, [["a"]])


def test_an_abc_of_the_standard_library_may_be_a_base(base):
    class A(base, Sized):
        a: int = 3

        def __len__(self):
            return self.a

    made = A()
    assert (len(made), isinstance(made, Sized)) == (3, True)


def test_an_abstract_property_must_be_given(base):
    class A(base, ABC):
        @property
        @abstractmethod
        def name(self): ...

    class B(A):
        n: int = 1

    class C(B):
        @property
        def name(self):
            return f"c{self.n}"

    with pytest.raises(TypeError, match="abstract"):
        B(n=1)
    assert C(n=2).name == "c2"


def test_abstract_classes_are_registered_as_bases_of_others(base):
    class Shape(ABC):  # noqa: B024  (an interface without methods)
        pass

    class A(base):
        a: int = 0

    Shape.register(A)
    assert isinstance(A(), Shape)


def test_keywords_of_the_class_statement_reach_the_hooks_and_not_the_config(base):
    seen = []

    class A(base):
        def __init_subclass__(cls, *, kind=None, **options):
            super().__init_subclass__(**options)
            seen.append((cls.__name__, kind))

    class B(A, kind="b", frozen=True):
        b: int = 1

    assert seen == [("B", "b")]
    assert B.model_config["frozen"] is True


def test_a_keyword_nobody_knows_is_refused_where_the_class_is_made(base):
    with pytest.raises(TypeError, match="takes no keyword arguments"):

        class B(base, kind="b"):
            b: int = 1


def test_fields_can_be_read_in_pydantic_init_subclass(base):
    seen = []

    class A(base):
        @classmethod
        def __pydantic_init_subclass__(cls, **options):
            super().__pydantic_init_subclass__(**options)
            seen.append(tuple(cls.model_fields)[5:])

    class B(A):
        b: int = 1

    B(b=2)
    assert seen == [("b",)]


def test_set_name_of_descriptors_is_called_once(base):
    seen = []

    class Descriptor:
        def __set_name__(self, owner, name):
            seen.append((owner.__name__, name))

        def __get__(self, instance, owner=None):
            return 5

    class A(base):
        d: ClassVar[Any] = Descriptor()
        a: int = 0

    assert A(a=1).d == 5
    assert [each for each in seen if each[0] == "A"] == [("A", "d")]


def test_generics_of_two_parameters_may_be_given_one_by_one(base):
    class G(base, Generic[T, U]):
        a: T
        b: U

    half = G[int, U]
    assert half[str](a="1", b="2").b == "2"
    assert half[str](a="1", b="2").a == 1
    assert raised(lambda: half[int](a="x", b="y")) == [("int_parsing", ("a",)), ("int_parsing", ("b",))]


def test_generics_of_generics_are_specialised(base):
    class G(base, Generic[T]):
        a: T

    class H(base, Generic[T]):
        g: G[T]

    assert H[int](g={"a": "5"}).g.a == 5
    assert raised(lambda: H[int](g={"a": "x"})) == [("int_parsing", ("g", "a"))]


def test_a_bound_of_a_type_variable_is_checked(base):
    class G(base, Generic[Bound]):
        a: Bound

    assert G(a="5").a == 5
    assert raised(lambda: G(a="x")) == [("int_parsing", ("a",))]


def test_a_method_of_a_generic_is_inherited_by_its_specialisation(base):
    class G(base, Generic[T]):
        a: T

        @field_validator("a")
        @classmethod
        def twice(cls, value):
            return value * 2

        @classmethod
        def who(cls):
            return cls.__name__

    assert (G[int](a="2").a, G[int].who()) == (4, "G[int]")


def test_specialisations_are_sub_classes_of_the_generic_but_not_of_each_other(base):
    class G(base, Generic[T]):
        a: T

    assert issubclass(G[int], G)
    assert not issubclass(G[int], G[str])


def test_specialisation_by_a_class_of_ones_own_and_by_any(base):
    class G(base, Generic[T]):
        a: T

    class Item(base):
        n: int

    assert G[Item](a={"n": "1"}).a.n == 1
    assert G[Any](a=object).a is object


def test_a_generic_of_several_bases(base):
    class Named(base):
        name: str = "n"

    class G(Named, Generic[T]):
        a: T

    assert (G[int](a="1", name="x").a, G[int](a="1").name) == (1, "n")


def test_an_own_init_with_positional_arguments_calls_super(base):
    class C(base):
        x: int
        y: int

        def __init__(self, x, y, **options):
            super().__init__(x=x, y=y, **options)

    made = C("1", 2, content="c")
    assert (made.x, made.y, made.content) == (1, 2, "c")
    assert made.model_fields_set == {"x", "y", "content"}


def test_an_own_init_may_set_fields_and_private_attributes_afterwards(base):
    class C(base):
        x: int = 0
        _seen: bool = False

        def __init__(self, **options):
            super().__init__(**options)
            self.x += 1
            self._seen = True

    made = C(x=1)
    assert (made.x, made._seen) == (2, True)


def test_an_own_init_is_not_called_by_model_construct(base):
    seen = []

    class C(base):
        x: int = 0

        def __init__(self, **options):
            seen.append(options)
            super().__init__(**options)

    C.model_construct(x=1)
    assert seen == []


def test_an_own_init_is_called_by_model_validate_and_json(base):
    seen = []

    class C(base):
        x: int = 0

        def __init__(self, **options):
            seen.append(options)
            super().__init__(**options)

    C.model_validate({"x": 1})
    C.model_validate_json('{"x": 2}')
    assert seen == [{"x": 1}, {"x": 2}]


def test_an_init_of_the_base_serves_a_sub_class_with_more_fields(base):
    class C(base):
        x: int

        def __init__(self, x, **options):
            super().__init__(x=x, **options)

    class D(C):
        z: int = 0

    class E(D):
        pass

    assert (D(1, z="2").z, E(1, z="3").z, E(5).x) == (2, 3, 5)


def test_own_equality_and_hash_are_honoured(base):
    class C(base):
        n: int

        def __eq__(self, other):
            return isinstance(other, C) and self.n == other.n

        def __hash__(self):
            return hash(self.n)

    assert C(n=1) == C(n=1)
    assert len({C(n=1), C(n=1), C(n=2)}) == 2


def test_own_bool_len_and_operators_are_honoured(base):
    class C(base):
        n: int

        def __bool__(self):
            return self.n > 0

        def __add__(self, other):
            return type(self)(n=self.n + other.n)

        def __call__(self, by):
            return self.n * by

        def __getitem__(self, key):
            return key

    assert (bool(C(n=0)), (C(n=1) + C(n=2)).n, C(n=3)(4), C(n=1)["k"]) == (False, 3, 12, "k")


def test_own_getattr_is_asked_for_what_is_not_there(base):
    class C(base):
        n: int = 1

        def __getattr__(self, name):
            if name.startswith("dyn_"):
                return name
            raise AttributeError(name)

    assert (C().dyn_x, C().n) == ("dyn_x", 1)
    with pytest.raises(AttributeError):
        C().other  # noqa: B018


def test_own_setattr_may_call_super(base):
    seen = []

    class C(base):
        n: int = 1

        def __setattr__(self, name, value):
            seen.append(name)
            super().__setattr__(name, value)

    made = C(n=2)
    made.n = 3
    assert (made.n, seen) == (3, ["n"])


def test_properties_with_setters_do_not_become_fields(base):
    class C(base):
        _n: int = PrivateAttr(1)

        @property
        def n(self):
            return self._n

        @n.setter
        def n(self, value):
            self._n = value

    made = C()
    made.n = 5
    assert (made.n, tuple(C.model_fields)) == (5, BUILT_IN)


def test_annotated_own_id_and_content_keep_their_place(base):
    class C(base):
        content: str = Field(default="d", max_length=3)
        n: int = 0

    assert tuple(C.model_fields) == (*BUILT_IN, "n")
    assert raised(lambda: C(content="long")) == [("string_too_long", ("content",))]


def test_a_class_defined_again_is_another_class(base):
    def make(default):
        class C(base):
            n: int = default

        return C

    assert (make(1)().n, make(2)().n) == (1, 2)
    assert make(1) is not make(1)


def test_a_hundred_classes_do_not_disturb_each_other(base):
    classes = [type(f"C{n}", (base,), {"__annotations__": {f"f{n}": int}, f"f{n}": n, "__module__": __name__}) for n in range(100)]
    assert [getattr(cls(), f"f{n}") for n, cls in enumerate(classes)] == list(range(100))


def test_fields_named_like_python_words_and_unicode(base):
    class C(base):
        größe: int = 1
        class_: str = Field(default="x", alias="class")
        self_: int = Field(default=0, alias="self")

    assert C(größe="2").größe == 2
    assert C(**{"class": "y"}).class_ == "y"
    assert C.model_validate({"self": 7}).self_ == 7


def test_a_field_that_hides_a_method_of_models_is_refused(base):
    with pytest.raises(ValueError, match=r"conflicts with member .* of protected namespace"):  # noqa: PT012  (as above)

        class C(base):
            model_dump_json: str = "x"

        C()


def test_a_field_without_a_default_may_follow_one_with_a_default(base):
    class C(base):
        a: int = 1
        b: int

    assert (C(b=2).a, C(b=2).b) == (1, 2)
