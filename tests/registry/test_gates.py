"""The gate table and the judgement of facts by it. Expected verdicts are written by hand, from the phases design."""

from __future__ import annotations

import itertools

import pytest

from lionagi.registry import gates, words

ENOUGH_FOR_LIVE = {
    "examples": 1_000,
    "lockstep_runs": 200,
    "bulk_cases": 10**6,
    "least_uses": 200,
    "mismatches": [],
    "seeded_mutants": {"run": 10, "caught": 10, "survivors": {}},
    "generated_mutants": {"run": 10, "caught": 9, "survivors": {"m1": ""}},
    "contract_differences": [],
    "coverage_percent": 98.0,
    "matrix": [],
    "golden": [],
    "shadow_samples": 10**5,
    "slower": [],
    "quarantines": 0,
}


def verdict_with(stage=words.LIVE, **changed):
    return gates.verdict(gates.judge(stage, {**ENOUGH_FOR_LIVE, **changed}))


def test_the_least_that_is_enough_passes():
    assert verdict_with() == "pass"


@pytest.mark.parametrize(
    ("fact", "too_little"),
    [
        ("examples", 999),
        ("lockstep_runs", 199),
        ("bulk_cases", 10**6 - 1),
        ("least_uses", 199),
        ("mismatches", ["seed 7, case 3"]),
        ("seeded_mutants", {"run": 10, "caught": 9, "survivors": {"ids:4": "equivalent"}}),
        ("contract_differences", ["ids.create is missing"]),
        ("coverage_percent", 97.9),
        ("matrix", ["pickle made on rust does not load on python"]),
        ("golden", ["1.0.0a1: node.bin differs"]),
        ("shadow_samples", 10**5 - 1),
        ("slower", ["id_create 1.20"]),
        ("quarantines", 1),
    ],
)
def test_one_fact_that_is_too_little_fails(fact, too_little):
    assert verdict_with(**{fact: too_little}) == "fail"


@pytest.mark.parametrize("fact", ENOUGH_FOR_LIVE)
def test_a_fact_that_is_missing_is_inconclusive_not_a_pass(fact):
    assert verdict_with(**{fact: None}) == "inconclusive"


@pytest.mark.parametrize("nonsense", [True, float("nan"), "many"])
def test_a_number_that_is_none_fails(nonsense):
    assert verdict_with(examples=nonsense) == "fail"


def test_a_failure_beats_a_missing_fact():
    assert verdict_with(examples=1, golden=None) == "fail"


@pytest.mark.parametrize(
    "fact", ["seeded_mutants", "generated_mutants", "coverage_percent", "matrix", "golden", "shadow_samples", "slower", "quarantines"]
)
def test_the_first_gate_only_reports(fact):
    assert verdict_with(words.SHADOWED, **{fact: None}) == "pass"


def test_a_ramp_needs_no_golden_files_and_may_be_slower():
    facts = {"golden": None, "slower": ["id_create 1.20"], "shadow_samples": 10**4, "coverage_percent": 95.0}

    assert verdict_with(words.RAMP, **facts) == "pass"


@pytest.mark.parametrize(("caught", "expected"), [(18, "pass"), (17, "fail")])
def test_a_ramp_needs_nine_mutants_in_ten(caught, expected):
    seeded = {"run": 10, "caught": caught - 8, "survivors": {}}
    generated = {"run": 10, "caught": 8, "survivors": {}}

    assert verdict_with(words.RAMP, seeded_mutants=seeded, generated_mutants=generated) == expected


@pytest.mark.parametrize(("words_for_it", "expected"), [("the branch cannot be reached", "pass"), ("", "fail")])
def test_the_last_gate_wants_a_word_for_each_survivor(words_for_it, expected):
    facts = {
        "examples": 5_000,
        "lockstep_runs": 1_000,
        "bulk_cases": 10**7,
        "least_uses": 1_000,
        "shadow_samples": 10**6,
        "generated_mutants": {"run": 90, "caught": 89, "survivors": {"m1": words_for_it}},
    }

    assert verdict_with(words.ONLY, **facts) == expected


def test_mutants_that_were_not_run_are_no_mutants_caught():
    assert verdict_with(generated_mutants={"run": 0, "caught": 0, "survivors": {}}) == "inconclusive"


def test_each_gate_asks_at_least_what_the_one_before_asks():
    order = [words.SHADOWED, words.RAMP, words.LIVE, words.SOAK, words.ONLY]
    for below, above in itertools.pairwise(order):
        for field in gates.Gate.fields:
            before, after = getattr(gates.GATES[below], field), getattr(gates.GATES[above], field)
            if before is None:
                continue
            assert after is not None, field
            assert after <= before if field.startswith("most_") else after >= before, field


def test_there_is_a_gate_to_every_stage_but_the_first():
    assert list(gates.GATES) == list(words.STAGES[1:])
