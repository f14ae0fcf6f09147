"""`LockStep` finds a difference that only a sequence of steps brings out."""

from __future__ import annotations

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, rule, run_state_machine_as_test

from equivalence_tests.selftests.fakes import Fakes
from lionagi.testing.proof.lockstep import LockStep


def machine(fakes: Fakes) -> type[LockStep]:
    class BoxLockStep(LockStep, component="fake"):
        boxes = Bundle("boxes")

        def cores(self):
            return fakes.both()

        @rule(target=boxes, items=st.lists(st.integers(), max_size=3))
        def make(self, items):
            return self.both.BoxCore(items).twin

        @rule(box=boxes, item=st.integers())
        def add(self, box, item):
            box.add(item)

        @rule(box=boxes)
        def items(self, box):
            box.items()

    return BoxLockStep


def test_equal_cores_run_in_lock_step():
    run_state_machine_as_test(machine(Fakes()), settings=machine(Fakes()).TestCase.settings)


def test_a_difference_after_four_steps_is_found():
    fakes = Fakes()
    add = fakes.rust.BoxCore.add
    fakes.rust.BoxCore.add = lambda box, item: add(box, item) + (len(box._items) == 4)

    with pytest.raises(AssertionError, match=r"differ in BoxCore\.add"):
        run_state_machine_as_test(machine(fakes), settings=machine(fakes).TestCase.settings)


def test_the_number_of_runs_is_that_of_the_profile():
    from lionagi.testing.proof.profiles import current_profile

    assert machine(Fakes()).TestCase.settings.max_examples == current_profile().lockstep_runs
