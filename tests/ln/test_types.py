"""Sentinels, Enum, Params, DataClass and Meta."""

from __future__ import annotations

import copy
import dataclasses
import pickle
import threading
from typing import Any, ClassVar, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lionagi.ln import hash_dict
from lionagi.ln.types import (
    DataClass,
    Enum,
    KeysDict,
    KeysLike,
    MaybeSentinel,
    MaybeUndefined,
    MaybeUnset,
    Meta,
    Params,
    SingletonType,
    Undefined,
    UndefinedType,
    Unset,
    UnsetType,
    is_sentinel,
    not_sentinel,
)

pytestmark = pytest.mark.usefixtures("backend")

# --- sentinels ------------------------------------------------------------------------------------------------------


class Nothing(SingletonType):
    def __bool__(self):
        return False

    def __repr__(self):
        return "Nothing"


SENTINELS = [(Undefined, UndefinedType, "Undefined"), (Unset, UnsetType, "Unset"), (Nothing(), Nothing, "Nothing")]
each_sentinel = pytest.mark.parametrize(("sentinel", "cls", "text"), SENTINELS, ids=[text for _, _, text in SENTINELS])


@each_sentinel
def test_a_sentinel_is_one_falsy_object_with_a_name(sentinel, cls, text):
    assert cls() is sentinel
    assert type(sentinel) is cls
    assert bool(sentinel) is False
    assert text == repr(sentinel) == str(sentinel)


@each_sentinel
@pytest.mark.parametrize(
    "way",
    [
        copy.copy,
        copy.deepcopy,
        *(lambda one, version=version: pickle.loads(pickle.dumps(one, version)) for version in range(pickle.HIGHEST_PROTOCOL + 1)),
    ],
    ids=["copy", "deepcopy", *(f"pickle-{version}" for version in range(pickle.HIGHEST_PROTOCOL + 1))],
)
def test_copies_and_pickles_are_the_sentinel_itself(sentinel, cls, text, way):
    assert way(sentinel) is sentinel
    assert way([sentinel])[0] is sentinel


def test_pickles_name_the_public_home():
    assert b"lionagi.ln.types" in pickle.dumps(Undefined)
    assert b"_core" not in pickle.dumps([Undefined, Unset])


def test_the_two_are_different_and_equal_only_to_themselves():
    assert Undefined != Unset
    assert {Undefined: 1, Unset: 2}[Undefined] == 1
    assert Undefined != None  # noqa: E711
    assert Unset != False  # noqa: E712


def test_a_sentinel_without_a_worth_and_a_name_is_no_use():
    class Bare(SingletonType):
        pass

    with pytest.raises(NotImplementedError):
        bool(Bare())
    with pytest.raises(NotImplementedError):
        repr(Bare())


def test_threads_that_make_a_sentinel_at_once_get_one_object():
    all_inside = threading.Barrier(4, timeout=30)

    class Fresh(Nothing):
        def __init__(self):
            all_inside.wait()  # no thread stores its object before the last one has begun

    made = []
    threads = [threading.Thread(target=lambda: made.append(Fresh())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(made) == 4
    assert {id(one) for one in made} == {id(Fresh())}


@pytest.mark.parametrize(
    ("value", "expected"), [(Undefined, True), (Unset, True), (None, False), (False, False), (Nothing(), False), (UndefinedType, False)]
)
def test_only_the_two_are_sentinels(value, expected):
    assert expected is is_sentinel(value)
    assert expected is not not_sentinel(value)


def test_the_aliases_take_a_type():
    assert MaybeUndefined[int] == int | UndefinedType
    assert MaybeUnset[int] == int | UnsetType
    assert MaybeSentinel[int] == int | UndefinedType | UnsetType
    assert KeysDict in KeysLike.__args__
    assert get_type_hints(KeysDict) == {"key": Any}
    assert KeysDict.__total__ is False


# --- Enum -----------------------------------------------------------------------------------------------------------


def test_an_enum_lists_its_values_in_order():
    class Colour(Enum):
        RED = "red"
        TWO = 2
        CRIMSON = "red"

    assert Colour.allowed() == ("red", 2)
    assert Colour("red") is Colour.RED


# --- Params ---------------------------------------------------------------------------------------------------------


@dataclasses.dataclass(slots=True, frozen=True, init=False)
class Search(Params):
    query: str
    limit: int = 10
    tags: list[str] = dataclasses.field(default_factory=list)
    _private: int = 3
    shared: ClassVar[int] = 9


@dataclasses.dataclass(slots=True, frozen=True, init=False)
class DeepSearch(Search):
    depth: int = 2


@dataclasses.dataclass(slots=True, frozen=True, init=False)
class OtherSearch(Params):
    query: str
    limit: int
    tags: list[str]


@dataclasses.dataclass(slots=True, frozen=True, init=False)
class Strict(Params):
    _strict: ClassVar[bool] = True
    a: int
    b: int = 1


@dataclasses.dataclass(slots=True, frozen=True, init=False)
class NoneIsMissing(Params):
    _none_as_sentinel: ClassVar[bool] = True
    a: Any
    b: Any = None


@dataclasses.dataclass(slots=True, frozen=True, init=False)
class NotPrefilled(Params):
    _prefill_unset: ClassVar[bool] = False
    a: int


@dataclasses.dataclass(slots=True, frozen=True, init=False)
class Merging(Params):
    a: int
    kw: Any = None
    kwargs: Any = None


def test_defaults_of_the_class_body_are_applied():
    found = Search(query="x")

    assert (found.query, found.limit, found.tags, found._private, found.shared) == ("x", 10, [], 3, 9)


def test_a_default_factory_runs_for_each_object():
    assert Search(query="x").tags is not Search(query="x").tags


def test_a_field_without_a_value_is_unset():
    assert Search().query is Unset
    assert Search(query=Undefined).query is Unset


def test_without_prefilling_a_missing_field_is_undefined():
    assert NotPrefilled().a is Undefined
    assert NotPrefilled().to_dict() == {}


def test_an_explicit_sentinel_beats_the_default():
    assert Search(limit=Unset).limit is Unset


@pytest.mark.parametrize("name", ["nope", "_private", "shared", "allowed", "to_dict"])
def test_an_unknown_name_is_refused(name):
    with pytest.raises(ValueError, match=f"^Invalid parameter: {name}$"):
        Search(**{name: 1})


def test_there_are_no_positional_parameters():
    with pytest.raises(TypeError):
        Search("x")


@pytest.mark.parametrize("values", [{}, {"b": 2}, {"a": Unset}, {"a": Undefined}, {"a": 1, "b": Unset}])
def test_strict_demands_every_value(values):
    with pytest.raises(ValueError, match=r"^Missing required parameter: [ab]$"):
        Strict(**values)


def test_strict_is_content_with_values_and_defaults():
    assert Strict(a=None).to_dict() == {"a": None, "b": 1}


def test_each_class_allows_its_own_names_whoever_is_asked_first():
    @dataclasses.dataclass(slots=True, frozen=True, init=False)
    class Parent(Params):
        a: int = 1

    assert Parent.allowed() == {"a"}

    @dataclasses.dataclass(slots=True, frozen=True, init=False)
    class Child(Parent):
        b: int = 2

    assert Child.allowed() == {"a", "b"}
    assert Child(b=3).to_dict() == {"a": 1, "b": 3}
    assert Parent.allowed() == {"a"}


def test_a_class_asked_before_it_is_decorated_learns_its_names_afterwards():
    class Late(Params):
        a: int = 1

    assert Late.allowed() == set()
    Late = dataclasses.dataclass(frozen=True, init=False)(Late)

    assert Late.allowed() == {"a"}


def test_allowed_is_the_callers_set():
    Search.allowed().clear()

    assert Search.allowed() == {"query", "limit", "tags"}


@pytest.mark.parametrize(
    ("cls", "values", "expected"),
    [
        (Search, {"tags": ["b"], "query": None}, {"query": None, "limit": 10, "tags": ["b"]}),
        (Search, {}, {"limit": 10, "tags": []}),
        (DeepSearch, {"query": "x"}, {"query": "x", "limit": 10, "tags": [], "depth": 2}),
        (NoneIsMissing, {"a": None}, {}),
        (NoneIsMissing, {"a": 0}, {"a": 0}),
    ],
    ids=["none-is-a-value", "unset-is-left-out", "inherited-first", "none-is-missing", "zero-is-a-value"],
)
def test_to_dict_has_the_values_in_declaration_order(cls, values, expected):
    found = cls(**values).to_dict()

    assert expected == found
    assert list(expected) == list(found)


@pytest.mark.parametrize("exclude", [{"query"}, ["query"], ("query", "nope")])
def test_to_dict_leaves_out_what_is_excluded(exclude):
    assert Search(query="x").to_dict(exclude) == {"limit": 10, "tags": []}


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"a": 1}, {"a": 1}),
        ({"a": 1, "kw": {"x": 1}, "kwargs": {"x": 2, "y": 3, "a": 9}}, {"a": 9, "x": 1, "y": 3}),
        ({"a": 1, "kw": Unset, "kwargs": {}}, {"a": 1}),
    ],
    ids=["none", "both-kw-last", "empty"],
)
def test_default_kw_merges_the_extra_arguments(values, expected):
    assert expected == Merging(**values).default_kw()


def test_extra_arguments_must_be_a_mapping():
    with pytest.raises(TypeError):
        Merging(kw=5).default_kw()


def test_updates_make_another_object():
    first = Search(query="x", limit=Unset)
    second = first.with_updates(query="y")

    assert (first.query, second.query) == ("x", "y")
    assert second.limit is Unset  # and not the default again
    assert type(second) is Search


def test_updates_refuse_unknown_names():
    with pytest.raises(ValueError, match="Invalid parameter: nope"):
        Search().with_updates(nope=1)


@pytest.mark.parametrize("change", [lambda one: setattr(one, "limit", 1), lambda one: delattr(one, "limit")], ids=["set", "delete"])
def test_params_are_frozen(change):
    with pytest.raises(dataclasses.FrozenInstanceError):
        change(Search(query="x"))


def test_params_have_no_dict():
    assert not hasattr(Params(), "__dict__")
    assert not hasattr(Search(query="x"), "__dict__")


values = st.dictionaries(
    st.sampled_from(["query", "limit", "tags"]),
    st.one_of(st.just(Unset), st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(), st.lists(st.integers())),
)


@given(given=values, other=values)
def test_equality_and_hash_are_those_of_the_dicts(given, other):
    one, two = Search(**given), Search(**other)

    assert hash(one) == hash_dict(one.to_dict())
    assert (one == two) is (one.to_dict() == two.to_dict())
    assert (one != two) is not (one == two)
    if one == two:
        assert hash(one) == hash(two)


@given(given=values)
@pytest.mark.parametrize(
    "way",
    [
        copy.copy,
        copy.deepcopy,
        lambda one: pickle.loads(pickle.dumps(one)),
        lambda one: pickle.loads(pickle.dumps(one, 2)),
        Params.with_updates,
    ],
    ids=["copy", "deepcopy", "pickle", "pickle-2", "with_updates"],
)
def test_copies_are_equal_and_of_the_same_class(given, way):
    one = DeepSearch(**given)
    twin = way(one)

    assert type(twin) is DeepSearch
    assert one == twin
    assert repr(one) == repr(twin)
    assert all(getattr(one, name) is getattr(twin, name) for name in DeepSearch.allowed() if is_sentinel(getattr(one, name)))


def test_params_of_different_classes_are_equal_by_content():
    assert Search(query="x") == OtherSearch(query="x", limit=10.0, tags=[])
    assert Search(query="x") != OtherSearch(query="x", limit=10, tags=())
    assert Search(query="x") != {"query": "x"}


def test_an_own_equality_is_respected_and_inherited():
    @dataclasses.dataclass(slots=True, frozen=True, init=False)
    class Own(Params):
        a: int = 1

        def __eq__(self, other):
            return isinstance(other, Own)

        def __hash__(self):
            return 7

    @dataclasses.dataclass(slots=True, frozen=True, init=False)
    class Heir(Own):
        b: int = 2

    assert Own(a=1) == Own(a=2)
    assert hash(Own()) == hash(Heir()) == 7
    assert Heir(b=1) == Heir(b=2)


# --- DataClass ------------------------------------------------------------------------------------------------------


@dataclasses.dataclass(slots=True)
class Content(DataClass):
    text: Any = Unset
    kind: str = "plain"
    parts: list[Any] = dataclasses.field(default_factory=list)
    _seen: int = 0


@dataclasses.dataclass(slots=True, eq=False)
class ByContent(DataClass):
    a: Any = 1


@dataclasses.dataclass(slots=True)
class StrictContent(DataClass):
    _strict: ClassVar[bool] = True
    a: Any = Unset


@dataclasses.dataclass
class SparseContent(DataClass):
    _none_as_sentinel: ClassVar[bool] = True
    a: Any = None
    b: Any = Undefined


def test_a_data_class_is_mutable_and_has_its_defaults():
    content = Content()
    content.text = "x"

    assert content.to_dict() == {"text": "x", "kind": "plain", "parts": []}
    assert repr(Content()) == "Content(text=Unset, kind='plain', parts=[], _seen=0)"
    assert Content.allowed() == {"text", "kind", "parts"}


def test_undefined_becomes_unset_unless_told_otherwise():
    @dataclasses.dataclass
    class Bare(DataClass):
        _prefill_unset: ClassVar[bool] = False
        a: Any = Undefined

    assert SparseContent().b is Unset
    assert Bare().a is Undefined


def test_none_is_missing_where_the_class_says_so():
    assert SparseContent().to_dict() == {}
    assert Content(text=None).to_dict()["text"] is None


def test_a_strict_data_class_demands_its_values():
    with pytest.raises(ValueError, match=r"^Missing required parameter: a$"):
        StrictContent()
    assert StrictContent(a=None).a is None


def test_updates_keep_what_is_missing_and_what_is_private():
    changed = Content(kind="rich", _seen=4).with_updates(parts=[1])

    assert (changed.text, changed.kind, changed.parts, changed._seen) == (Unset, "rich", [1], 4)
    with pytest.raises(TypeError, match="nope"):
        changed.with_updates(nope=1)


def test_decorated_data_classes_compare_by_field_and_have_no_hash():
    assert Content(text="x") == Content(text="x")
    assert Content(text="x") != Content(text="y")
    with pytest.raises(TypeError, match="unhashable"):
        hash(Content())


@given(one=st.integers() | st.floats(allow_nan=False) | st.text(), two=st.integers() | st.floats(allow_nan=False) | st.text())
def test_without_an_equality_of_its_own_a_data_class_compares_by_content(one, two):
    assert (ByContent(one) == ByContent(two)) is (one == two)
    assert hash(ByContent(one)) == hash_dict({"a": one})
    assert ByContent(one) != {"a": one}


@given(text=st.text() | st.just(Unset), parts=st.lists(st.integers()))
@pytest.mark.parametrize("way", [copy.copy, copy.deepcopy, lambda one: pickle.loads(pickle.dumps(one))], ids=["copy", "deepcopy", "pickle"])
def test_copies_of_data_classes_are_equal(text, parts, way):
    one = Content(text=text, parts=parts, _seen=2)

    assert one == way(one)
    assert way(one)._seen == 2


# --- Meta -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "expected"), [(1, ("k", 1)), ([1], ("k", "[1]")), (len, ("k", id(len)))], ids=["hashable", "unhashable", "callable"]
)
def test_the_hash_of_a_meta(value, expected):
    assert hash(expected) == hash(Meta("k", value))
    assert Meta("k", value) == Meta("k", value)


def test_metas_differ_by_key_and_by_value():
    assert Meta("k", 1) != Meta("j", 1)
    assert Meta("k", 1) != Meta("k", 2)
    assert Meta("k", 1) != ("k", 1)


def test_callables_are_the_same_only_if_they_are_one_object():
    class Equal:
        def __call__(self):
            return None

        def __eq__(self, other):
            return True

        __hash__ = None

    assert Meta("k", Equal()) != Meta("k", Equal())
    assert Meta("k", Equal()) == Meta("k", 5)  # one callable: `==` decides


def test_a_meta_is_frozen_and_pickles():
    with pytest.raises(dataclasses.FrozenInstanceError):
        Meta("k", 1).key = "j"
    assert pickle.loads(pickle.dumps(Meta("k", [1]))) == Meta("k", [1])
