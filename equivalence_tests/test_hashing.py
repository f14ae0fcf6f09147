"""`hashing` on both backends; a second implementation over msgspec and hashlib judges as well. Known differences:
`phases/ledger/hashing.toml`."""

from __future__ import annotations

import hashlib
import math
import os
import subprocess
import sys
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from equivalence_tests import oracles
from equivalence_tests.strategies import values
from equivalence_tests.strategies.classes import (
    Level,
    Mapping,
    Number,
    PlainText,
    Point,
    RaisesInBoth,
    RaisesInEq,
    RaisesInStr,
    Real,
    Record,
    ReturnsNoText,
    Sequence,
    Tagged,
    Text,
    Word,
)
from lionagi._core import MAX_DEPTH
from lionagi.testing.proof import TALLY, ErrorPath, both
from lionagi.testing.proof.bulk import assert_bulk_agrees

_TOO_DEEP = ErrorPath("nesting or cycle", TypeError, "^cannot hash a value that nests more than 254 levels deep or contains itself$")
_MSGSPEC = ErrorPath("struct that msgspec cannot read", TypeError, "^(Encoding objects of type .* is|Only dicts with .* keys are) [us]")
TALLY.declare(
    "hashing",
    {
        "canonical_bytes": (_TOO_DEEP, _MSGSPEC),
        "digest": (_TOO_DEEP, _MSGSPEC),
        "hash_value": (_TOO_DEEP, _MSGSPEC),
        "hash_many": (_TOO_DEEP, _MSGSPEC),
        "digest_bytes": (ErrorPath("no bytes", TypeError, "^expected bytes, not "),),
    },
)


def simple_values() -> st.SearchStrategy[Any]:
    """What the second implementation knows: no user class but the sub-classes of plain ones."""
    leaves = st.one_of(values.scalars(), values.integers(), values.big_integers(), values.broken_text(), values.user_scalars())
    keys = st.one_of(values.text(), values.integers(), st.none(), values.broken_text())
    return st.recursive(leaves, lambda inner: st.one_of(values.containers(inner, keys), values.sets()), max_leaves=12)


# --- the canonical form ------------------------------------------------------------------------------------------------


@given(values.any_values())
def test_canonical_bytes_agree(value):
    both("hashing").agree(lambda core: core.canonical_bytes(value), arguments=value)


@given(simple_values())
@example({"a": 1, 1: 2, "1": 3, None: 4, "None": 5})  # texts of different keys may be equal: the value decides
@example([2**64 - 1, 2**64, -(2**63), -(2**63) - 1, 2**127, 2**127 - 1, -(2**127), -(2**127) - 1])
@example([2.0**63, 2.0**64, 2.0**70, -(2.0**63), -(2.0**63) * 1.5, 1e300, -0.0, 0.5])
@example(["x" * length for length in (31, 32, 255, 256, 65_535, 65_536)])
@example([[0] * length for length in (15, 16, 65_535, 65_536)])
def test_canonical_bytes_are_those_of_the_second_implementation(value):
    outcome = both("hashing").agree(lambda core: core.canonical_bytes(value), arguments=value)

    assert outcome.value == oracles.canonical(value)


@given(values.user_objects(values.scalars()))
def test_models_and_structs_are_read_as_their_fields(value):
    outcome = both("hashing").agree(lambda core: core.canonical_bytes(value), arguments=value)

    assert outcome.value == oracles.canonical(value)


@given(values.deep_values())
def test_nesting_up_to_the_limit_is_hashed_and_beyond_it_refused(value):
    outcome = both("hashing", hostile="around the limit").agree(lambda core: core.canonical_bytes(value), arguments=value)

    assert (outcome.error is None) == (depth_of(value) <= MAX_DEPTH)


def depth_of(value: Any) -> int:
    depth = 0
    while isinstance(value, (list, tuple, dict)):
        value = value["k"] if isinstance(value, dict) else value[-1]
        depth += 1
    return depth


@given(st.one_of(values.deep_values(around=MAX_DEPTH + 4), values.cyclic_values(), st.just("far too deep")))
def test_every_function_refuses_nesting_and_cycles(value):
    if value == "far too deep":
        value = far_too_deep()
    hostile = both("hashing", hostile="all of it is refused")
    for name in ("canonical_bytes", "digest", "hash_value"):
        assert hostile.agree(lambda core, name=name: getattr(core, name)(value), arguments=value).error is not None
    assert hostile.agree(lambda core: core.hash_many([1, value, object()])).error is not None
    while type(value) is list and len(value) == 1:  # freeing 10,000 levels at once would need as many C frames
        value = value.pop()


@given(st.one_of(values.hostile_objects(), st.fractions(), st.complex_numbers()), st.sampled_from([Record, Tagged]))
def test_what_msgspec_raises_about_a_struct_leaves_as_it_is(field, struct):
    hostile = both("hashing", hostile="msgspec knows none of these objects")
    value = [1, {"a": struct(field)}]
    for name in ("canonical_bytes", "digest", "hash_value"):
        hostile.agree(lambda core, name=name: getattr(core, name)(value), arguments=value)
    hostile.agree(lambda core: core.hash_many([value]))


def far_too_deep() -> list[Any]:
    made: list[Any] = []
    for _ in range(10_000):
        made = [made]
    return made


def test_a_wide_tree_of_shared_lists_is_hashed_without_limit_on_its_size():
    shared: Any = [1]
    for _ in range(12):
        shared = [shared, shared, {"a": shared}]

    both("hashing").agree(lambda core: core.digest(shared))


@pytest.mark.parametrize("hostile", [RaisesInStr, ReturnsNoText, RaisesInEq, RaisesInBoth], ids=lambda kind: kind.__name__)
def test_objects_whose_special_methods_raise_are_hashed_all_the_same(hostile):
    value = hostile()
    for shape in (value, [value], {"a": value}, (1, [value]), frozenset({value})):
        both("hashing").agree(lambda core, shape=shape: core.canonical_bytes(shape), arguments=shape)


# --- equivalence -------------------------------------------------------------------------------------------------------

EQUAL = {
    "one": [1, 1.0, True, Level.ONE, Number(1), Real(1.0)],
    "zero": [0, 0.0, -0.0, False, Level.LOW],
    "text": ["a", PlainText("a"), Text("a"), Word.A],
    "nan": [math.nan, -math.nan, float("nan"), Real("nan")],
    "large": [2.0**70, 2**70, Level.BIG],
    "dict": [{"a": 1, "b": 2}, {"b": 2.0, "a": True}, Mapping(a=1, b=2)],
    "key": [{1: "x"}, {"1": "x"}],
    "list": [[1, 2], Sequence([1, 2])],
    "set": [{1, 2, "x"}, {"x", 2.0, True}],
    "other": [Decimal("1.50"), "1.50"],
}
DIFFERENT = [
    *("", 0, None, [], (), {}, set(), frozenset(), "0", "None", 1, "1", [1], (1,), {1}, frozenset({1}), {"a": None}, {"a": 0}, {"a": ""}),
    *([[1], 2], [1, [2]], [1, 2], [2, 1], math.inf, -math.inf, math.nan, 0.1, 2**64, -(2**64), "\ud800", "\udfff", Point(1)),
]


@pytest.mark.parametrize("group", EQUAL.values(), ids=EQUAL)
def test_values_that_count_as_equal_have_one_digest_on_both_cores(group):
    digests = {both("hashing").agree(lambda core, value=value: core.digest(value)).value for value in group}

    assert len(digests) == 1


def test_values_that_count_as_different_have_different_digests_on_both_cores():
    digests = {both("hashing").agree(lambda core, value=value: core.digest(value)).value for value in DIFFERENT}

    assert len(digests) == len(DIFFERENT)


@given(st.lists(values.hashables(), max_size=6), st.randoms(use_true_random=False))
def test_the_order_in_which_members_and_keys_were_put_in_does_not_matter(members, random):
    shuffled = random.sample(members, len(members))
    # Members equal by `==` replace each other, and which one stays depends on the order.
    assume(len({*map(repr, members)}) == len(set(members)))

    for make in (set, frozenset, dict.fromkeys):
        one, two = (both("hashing").agree(lambda core, items=items: core.digest(items)) for items in (make(members), make(shuffled)))

        assert one.value == two.value


@given(simple_values(), simple_values())
def test_digests_are_equal_exactly_where_the_second_implementation_says_so(one, two):
    digests = [both("hashing").agree(lambda core, value=value: core.digest(value)).value for value in (one, two)]

    assert (digests[0] == digests[1]) == (oracles.canonical(one) == oracles.canonical(two))


# --- digests and integers ----------------------------------------------------------------------------------------------


@given(simple_values())
def test_digest_and_integer_are_those_of_hashlib_over_the_canonical_form(value):
    digest = both("hashing").agree(lambda core: core.digest(value), arguments=value).value
    number = both("hashing").agree(lambda core: core.hash_value(value), arguments=value).value

    assert digest == oracles.digest(value)
    assert number == int(digest[:16], 16) & (2**63 - 1)


@given(st.lists(values.any_values(), max_size=5))
def test_hash_many_agrees_with_hash_value(many):
    hashed = both("hashing").agree(lambda core: core.hash_many(many), arguments=many)
    singly = [both("hashing").agree(lambda core, value=value: core.hash_value(value)) for value in many]
    first_error = next((one.error for one in singly if one.error is not None), None)

    assert repr(hashed.error) == repr(first_error)
    assert hashed.error is not None or hashed.value == [one.value for one in singly]


@given(st.one_of(st.binary(max_size=300), st.integers(0, 1_100).map(bytes)))
@example(b"\xff" * 128)
@example(b"\xff" * 129)
def test_the_digest_of_bytes_is_that_of_hashlib(data):
    assert both("hashing").digest_bytes(data).value == hashlib.blake2b(data, digest_size=32).hexdigest()


@given(values.not_bytes())
def test_the_digest_of_anything_but_bytes_is_refused(data):
    assert both("hashing", hostile="none is bytes").digest_bytes(data).error is not None


def test_digests_are_the_same_in_another_process_with_another_hash_seed():
    value = {"a": {1, "x", None, frozenset({"y", 2})}, "b": [1.5, "text", {"c": (None, True)}]}
    source = f"from lionagi.registry import cores; print(cores(use_rust_core=True).hashing.digest({value!r}))"
    source += f"; print(cores(use_rust_core=False).hashing.digest({value!r}))"
    here = both("hashing").agree(lambda core: core.digest(value)).value
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
        there = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, check=True, env=environment)

        assert there.stdout.split() == [here, here]


def test_bulk_agrees():
    assert_bulk_agrees("hashing")
