"""`Both` notices every planted difference, and nothing else."""

from __future__ import annotations

import math
from types import SimpleNamespace

import pytest

from equivalence_tests.selftests.fakes import Fakes
from lionagi.registry.ledger import Entry, Ledger
from lionagi.testing.proof.cores import check_identity
from lionagi.testing.proof.tally import ErrorPath


@pytest.fixture
def fakes() -> Fakes:
    return Fakes()


def test_equal_cores_agree_and_the_outcome_is_returned(fakes):
    outcome = fakes.both().agree(lambda core: core.double(21))

    assert outcome.error is None
    assert outcome.value == 42


def test_equal_errors_agree(fakes):
    outcome = fakes.both().agree(lambda core: core.double(None), arguments=None)

    assert type(outcome.error) is TypeError


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [(1, True), (1, 1.0), (0.0, -0.0), ("1", 1), ([], ()), ({"a": 1, "b": 2}, {"b": 2, "a": 1}), (b"", bytearray()), (None, False)],
    ids=repr,
)
def test_values_that_only_look_equal_are_told_apart(fakes, ours, theirs):
    fakes.python.double, fakes.rust.double = (lambda value: ours), fakes.counted(lambda value: theirs)

    with pytest.raises(AssertionError, match="differ in double"):
        fakes.both().agree(lambda core: core.double(1))


def test_nan_agrees_with_nan(fakes):
    fakes.python.double, fakes.rust.double = (lambda value: [math.nan]), fakes.counted(lambda value: [float("nan")])

    fakes.both().agree(lambda core: core.double(1))


@pytest.mark.parametrize(
    "theirs",
    [
        ValueError("unsupported operand"),
        TypeError("unsupported operands"),
        TypeError("unsupported operand", 1),
        BaseException("PanicException"),
    ],
    ids=repr,
)
def test_errors_of_another_type_text_or_arguments_are_told_apart(fakes, theirs):
    def ours(value):
        raise TypeError("unsupported operand")

    def fail(value):
        raise theirs

    fakes.python.double, fakes.rust.double = ours, fakes.counted(fail)

    with pytest.raises(AssertionError, match="differ in double"):
        fakes.both().agree(lambda core: core.double(1))


def test_an_error_that_shows_another_cause_is_told_apart(fakes):
    def ours(value):
        raise TypeError("unsupported operand") from None

    def theirs(value):
        raise TypeError("unsupported operand") from KeyError("inner")

    fakes.python.double, fakes.rust.double = ours, fakes.counted(theirs)

    with pytest.raises(AssertionError, match="cause"):
        fakes.both().agree(lambda core: core.double(1))


def test_a_value_and_an_error_differ(fakes):
    fakes.python.double = lambda value: None + 1

    with pytest.raises(AssertionError, match="one is a value"):
        fakes.both().agree(lambda core: core.double(1))


def test_a_side_that_changes_its_argument_is_caught(fakes):
    argument = [1]
    fakes.rust.double = fakes.counted(lambda value: (value.append(2), [1, 1])[1])

    with pytest.raises(AssertionError, match="arguments"):
        fakes.both().agree(lambda core: core.double(argument), arguments=argument)


def test_in_the_short_form_each_side_has_its_own_argument_and_may_not_change_it(fakes):
    fakes.python.double = lambda value: value.pop()
    fakes.rust.double = fakes.counted(lambda value: value.pop())

    with pytest.raises(AssertionError, match="both sides changed the arguments"):
        fakes.both().double([1])


def test_the_same_core_on_both_sides_is_caught_by_the_native_counter(fakes):
    fakes.rust.double = fakes.python.double

    with pytest.raises(AssertionError, match="stood still on the Rust side"):
        fakes.both().agree(lambda core: core.double(1))


def test_a_python_core_that_calls_the_native_module_is_caught(fakes):
    fakes.python.double = fakes.rust.double

    with pytest.raises(AssertionError, match="answered on the Python side"):
        fakes.both().agree(lambda core: core.double(1))


def test_objects_of_a_core_go_on_in_lock_step(fakes):
    box = fakes.both().BoxCore([1]).twin

    assert box.add(2).value == 2
    assert box.read("name").value == ""
    box.assign("name", "n")
    assert box.read("name").value == "n"
    assert box.items().value == [1, 2]


def test_a_difference_in_state_shows_in_what_is_handed_out(fakes):
    box = fakes.both().BoxCore([1]).twin
    box._targets[1]._items.append("stray")

    with pytest.raises(AssertionError, match=r"differ in BoxCore\.items"):
        box.items()


def test_parts_handed_out_are_changed_on_both_sides(fakes):
    box = fakes.both().BoxCore([1]).twin
    box.items().twin.agree(lambda items: items.append([]))

    assert box.items().value == [1, []]


def test_two_cores_meet_where_the_other_pair_is_crossed(fakes):
    left, right = fakes.both().BoxCore([1]).twin, fakes.both().BoxCore([1]).twin

    assert left.same_first(right).value is True
    assert left.same_first(right.crossed()).value is True


def test_objects_of_a_core_may_be_passed_back_inside_one_call(fakes):
    outcome = fakes.both().agree(lambda core: core.BoxCore([1]).same_first(core.BoxCore([2])))

    assert outcome.value is False
    assert fakes.tally.values["fake"] == {"BoxCore()": 2, "BoxCore.same_first": 1}


def test_an_undocumented_error_fails_even_where_both_sides_raise_it(fakes):
    with pytest.raises(AssertionError, match=r"undocumented error of fake\.double: AttributeError"):
        fakes.both().agree(lambda core: core.double(_Raising()))


class _Raising:
    def __add__(self, other):
        raise AttributeError("mine")


def test_a_known_difference_passes_and_counts_as_used(fakes):
    entry = Entry(
        {
            "id": "fake-1",
            "members": ["double"],
            "python": "value int: 2",
            "rust": "value int: 3",
            "reason": "r",
            "since": None,
            "expires": None,
            "link": "",
        }
    )
    fakes.ledger = Ledger("fake", [entry])
    fakes.rust.double = fakes.counted(lambda value: 3)

    fakes.both().agree(lambda core: core.double(1))
    assert fakes.ledger.unused() == []
    with pytest.raises(AssertionError, match="differ in double"):
        fakes.both().agree(lambda core: core.double(2))


def test_identity_refuses_a_side_that_is_not_its_core():
    core = SimpleNamespace(__name__="lionagi._core_py.fake", __file__="x/fake.py")
    rust = SimpleNamespace(__name__="fake")
    native = SimpleNamespace(__name__="lionagi._core_rust._native", __file__="x/_native.abi3.so", fake=rust)

    check_identity("fake", core, rust, native)
    for python, other in ((rust, rust), (core, core), (core, SimpleNamespace(__name__="fake"))):
        with pytest.raises((AssertionError, AttributeError)):
            check_identity("fake", python, other, native)


def test_members_run_and_error_paths_are_counted(fakes):
    both = fakes.both()
    for number in range(20):
        both.agree(lambda core, number=number: core.double(number))
        both.agree(lambda core: core.double(None))
        box = both.BoxCore([number]).twin
        both.BoxCore(None)
        box.items()
        box.add(1)
        box.same_first(box)
        box.read("name")
        box.assign("name", "x")

    assert fakes.tally.shortfalls("fake", fakes.contract, 20) == []
    assert any("failed with 'no list' 20 times, 21" in line for line in fakes.tally.shortfalls("fake", fakes.contract, 21))


def test_a_member_that_mostly_fails_is_a_shortfall(fakes):
    for _ in range(20):
        fakes.both().agree(lambda core: core.double(None))
    fakes.both().agree(lambda core: core.double(1))

    shortfalls = fakes.tally.shortfalls("fake", fakes.contract, 1)

    assert "double ended in a value only 1 of 21 times" in shortfalls
    assert any(line.startswith("property ") for line in shortfalls)
    assert "BoxCore.add ended in a value 0 times, 1 are needed" in shortfalls


def test_hostile_runs_count_for_error_paths_and_not_for_the_share(fakes):
    for _ in range(20):
        fakes.both(hostile="only bad numbers").agree(lambda core: core.double(None))
    fakes.both().agree(lambda core: core.double(1))

    shortfalls = fakes.tally.shortfalls("fake", fakes.contract, 1)

    assert not [line for line in shortfalls if line.startswith(("double", "property"))]


def test_error_paths_must_match_the_contract_and_its_docstrings(fakes):
    fakes.tally.declare("fake", {"triple": (ErrorPath("x", ValueError),)})

    shortfalls = fakes.tally.shortfalls("fake", fakes.contract, 0)

    assert "error paths are declared for triple, which is no contract member" in shortfalls
    assert "double documents TypeError, but no error path of that type is declared" in shortfalls
