"""What is under test is an ordinary build: no mutants, nothing to choose one with, made from these sources."""

from __future__ import annotations

import pytest

from equivalence_tests.run_mutants import components
from lionagi._core_rust import _native
from lionagi.testing.proof.cores import check_identity, real_pair


def test_an_ordinary_build_has_no_mutants():
    assert _native.build_info()["features"] == ""
    assert not hasattr(_native, "select_mutant")


@pytest.mark.parametrize("component", sorted(components()))
def test_both_cores_of_each_component_are_what_they_claim_to_be(component):
    pair = real_pair(component)

    check_identity(component, pair.python, pair.rust, _native)
    assert pair.python is not pair.rust
    assert component in _native.native_calls()


@pytest.mark.parametrize("component", sorted(components()))
def test_both_cores_have_every_member_of_the_contract(component):
    pair = real_pair(component)
    names = {member.split("=")[0].replace("()", "") for member in pair.contract.members}

    for name in names:
        head, _, tail = name.partition(".")
        for core in (pair.python, pair.rust):
            target = getattr(core, head)
            assert not tail or hasattr(target, tail), f"{core.__name__} lacks {name}"
