"""The bulk generator makes the same case again, and finds and shows a rare difference."""

from __future__ import annotations

import importlib
from random import Random

import pytest

from lionagi.testing.proof import bulk
from lionagi.testing.proof.cores import Pair, real_pair
from lionagi.testing.proof.portrait import portrait


def spoiled(component: str, member: str, wrong) -> Pair:
    """The pair with one function of the Rust side replaced."""
    pair = real_pair(component)

    class Spoiled:
        def __getattr__(self, name):
            return wrong if name == member else getattr(pair.rust, name)

    return Pair(component, pair.python, Spoiled(), pair.contract, pair.native_calls)


@pytest.mark.parametrize("component", bulk.components())
def test_a_seed_and_a_number_make_the_same_case_again(component):
    make = importlib.import_module(f"equivalence_tests.generators.{component}").case
    drawn = []
    for _ in range(2):
        random = Random()
        random.seed(5 << 40 | 77)
        member, _, arguments = make(random)
        drawn.append((member, portrait(arguments)))

    assert drawn[0] == drawn[1]


def test_a_rare_difference_is_found_and_shown_with_the_command_that_runs_it_again():
    rust = real_pair("ids").rust
    pair = spoiled("ids", "hash", lambda id: rust.hash(id) + (id._value == bytes(16)))

    found = bulk.run("ids", 10_000, seed=0, pair=pair)

    assert len(found.mismatches) == 1
    again = found.mismatches[0].rsplit("--first ", 1)[1].split()[0]
    assert "python -m lionagi.testing.proof.bulk ids --seed 0" in found.mismatches[0]
    assert bulk.run("ids", 1, seed=0, first=int(again), pair=pair).mismatches == found.mismatches
    assert bulk.run("ids", 1, seed=0, first=int(again)).mismatches == []


def test_keeping_going_counts_every_difference():
    rust = real_pair("ids").rust
    pair = spoiled("ids", "text", lambda id: rust.text(id).upper())

    found = bulk.run("ids", 2_000, seed=0, keep_going=True, pair=pair)

    assert 0.05 < found.mismatch_share < 0.2
    assert found.cases == 2_000


def test_a_rust_side_that_is_not_native_is_found():
    pair = spoiled("ids", "text", real_pair("ids").python.text)

    assert "stood still" in bulk.run("ids", 1_000, seed=0, pair=pair).mismatches[0]


def test_a_side_that_changes_its_arguments_is_found():
    rust = real_pair("ids").rust

    def parse_many(texts):
        parsed = rust.parse_many(texts)
        texts.append(None)
        return parsed

    found = bulk.run("ids", 2_000, seed=0, pair=spoiled("ids", "parse_many", parse_many))

    assert "the arguments were changed" in found.mismatches[0]


def test_members_run_too_seldom_are_a_shortfall():
    assert any(line.startswith("create_many ended in a value") for line in bulk.run("ids", 20, seed=0).shortfalls(real_pair("ids"), 20))


@pytest.mark.parametrize("arguments", [["nothing"], ["ids", "--cases", "many"], []])
def test_wrong_usage_exits_with_2(arguments, capsys):
    with pytest.raises(SystemExit) as stop:
        bulk.main(arguments)

    assert stop.value.code == 2


def test_the_command_line_prints_what_was_run(capsys):
    assert bulk.main(["ids", "--cases", "1e2", "--seed", "3"]) == 0
    assert capsys.readouterr().out.startswith("ids: 100 cases of seed 3, ")
