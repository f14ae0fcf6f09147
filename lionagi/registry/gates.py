"""What a component must have shown before it may rise to a stage: one table, and the judgement of facts by it. Tooling.

Pure: facts in, findings out. Not here: where facts come from (`proving.py`), whether they are fresh (`evidence.py`), what becomes of a
pass (`promotion.py`). A fact that is missing is no failure: the verdict is then *inconclusive*, and only *pass* promotes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from lionagi.registry import words
from lionagi.registry._record import Record

PASS, FAIL, INCONCLUSIVE = VERDICTS = ("pass", "fail", "inconclusive")


class Gate(Record):
    """The least (`least_`) and most (`most_`) that evidence for one stage may show; None where it is only reported."""

    fields = (
        "least_examples",
        "least_lockstep_runs",
        "least_bulk_cases",
        "least_uses",
        "most_mismatches",
        "least_mutants_percent",
        "survivors_need_words",
        "most_contract_differences",
        "least_coverage_percent",
        "needs_matrix",
        "needs_golden",
        "least_shadow_samples",
        "most_slower",
        "most_quarantines",
    )
    __slots__ = fields
    least_examples: int
    least_lockstep_runs: int
    least_bulk_cases: int
    least_uses: int
    most_mismatches: int
    least_mutants_percent: int | None
    survivors_need_words: bool
    most_contract_differences: int | None
    least_coverage_percent: int | None
    needs_matrix: bool
    needs_golden: bool
    least_shadow_samples: int | None
    most_slower: int | None
    most_quarantines: int | None


def _gate(*values: Any) -> Gate:
    return Gate(**dict(zip(Gate.fields, values, strict=True)))


# The only place of these numbers. Columns: as the fields of `Gate`.
GATES: Mapping[str, Gate] = {
    words.SHADOWED: _gate(100, 20, 10**4, 20, 0, None, False, None, None, False, False, None, None, None),
    words.RAMP: _gate(500, 100, 10**5, 200, 0, 90, False, 0, 95, True, False, 10**4, None, 0),
    words.LIVE: _gate(1_000, 200, 10**6, 200, 0, 95, False, 0, 98, True, True, 10**5, 0, 0),
    words.SOAK: _gate(1_000, 200, 10**6, 200, 0, 95, False, 0, 98, True, True, 10**5, 0, 0),
    words.ONLY: _gate(5_000, 1_000, 10**7, 1_000, 0, 95, True, 0, 98, True, True, 10**6, 0, 0),
}


class Finding(Record):
    """One line of a judgement. `state` is a verdict; `required` and `found` are sentences' halves for people."""

    fields = ("name", "state", "required", "found")
    __slots__ = fields
    name: str
    state: str
    required: str
    found: str


def judge(stage: str, facts: Mapping[str, Any]) -> list[Finding]:
    """Every line of the gate to `stage`, those that only report included. Raises: KeyError: a stage without a gate (1.off, 0)."""
    gate = GATES[stage]
    return [
        _least("examples of each property", gate.least_examples, facts.get("examples")),
        _least("lock-step runs", gate.least_lockstep_runs, facts.get("lockstep_runs")),
        _least("bulk cases", gate.least_bulk_cases, facts.get("bulk_cases")),
        _least("uses of each member and error path", gate.least_uses, facts.get("least_uses")),
        _most("unexplained mismatches", gate.most_mismatches, facts.get("mismatches"), "mismatches"),
        _none("mismatches of bulk cases and shadow runs", facts, ("bulk_mismatches", "shadow_mismatches")),
        _mutants(gate, facts),
        _most("contract differences", gate.most_contract_differences, facts.get("contract_differences"), "differences"),
        _least("line coverage of the Python core", gate.least_coverage_percent, facts.get("coverage_percent"), " %"),
        _held("pickle and wire matrix", gate.needs_matrix, facts.get("matrix")),
        _held("golden files", gate.needs_golden, facts.get("golden")),
        _least("shadow samples without mismatch", gate.least_shadow_samples, facts.get("shadow_samples")),
        _most("slower tracked operations", gate.most_slower, facts.get("slower"), "slower"),
        _most("open quarantines", gate.most_quarantines, facts.get("quarantines"), "open"),
    ]


def verdict(findings: list[Finding]) -> str:
    """fail beats inconclusive beats pass."""
    states = {finding.state for finding in findings}
    return FAIL if FAIL in states else INCONCLUSIVE if INCONCLUSIVE in states else PASS


# --- one line --------------------------------------------------------------------------------------------------------------


def _least(name: str, least: float | None, found: Any, unit: str = "") -> Finding:
    required = "report" if least is None else f"at least {_amount(least)}{unit}"
    return _line(name, required, least is not None, found, lambda amount: least is None or amount >= least, unit)


def _most(name: str, most: int | None, found: Any, word: str) -> Finding:
    """`found`: a number, or the names of what was counted."""
    amount = len(found) if isinstance(found, (list, tuple, dict)) else found
    required = "report" if most is None else f"at most {most}"
    line = _line(name, required, most is not None, amount, lambda amount: most is None or amount <= most)
    if amount and isinstance(found, (list, tuple, dict)):
        return line.changed(found=f"{amount} {word}: {', '.join(map(str, found))}")
    return line


def _none(name: str, facts: Mapping[str, Any], keys: tuple[str, ...]) -> Finding:
    """What was counted beside the tests; a count that was not made is judged by the line of its samples."""
    counted = {key: facts[key] for key in keys if key in facts}
    state = FAIL if any(counted.values()) else PASS
    return Finding(
        name=name, state=state, required="0", found=", ".join(f"{key} {count}" for key, count in counted.items()) or "not counted"
    )


def _held(name: str, needed: bool, found: Any) -> Finding:
    """`found`: None where it was not looked at, else the list of what does not hold."""
    required = "ok" if needed else "report"
    if found is None:
        return Finding(name=name, state=INCONCLUSIVE if needed else PASS, required=required, found="not looked at")
    state = FAIL if found and needed else PASS
    return Finding(name=name, state=state, required=required, found="; ".join(map(str, found)) if found else "ok")


def _mutants(gate: Gate, facts: Mapping[str, Any]) -> Finding:
    """Seeded and generated mutants together; an explained survivor still counts as one that was not caught."""
    name, least = "mutants caught, seeded and generated", gate.least_mutants_percent
    required = "report" if least is None else f"at least {least} %" + (", survivors explained" if gate.survivors_need_words else "")
    seeded, generated = facts.get("seeded_mutants"), facts.get("generated_mutants")
    if not seeded or not generated or not seeded["run"] or not generated["run"]:
        missing = [kind for kind, found in (("seeded", seeded), ("generated", generated)) if not found or not found["run"]]
        state = PASS if least is None else INCONCLUSIVE
        return Finding(name=name, state=state, required=required, found=f"{' and '.join(missing)} mutants have not been run")
    run, caught = seeded["run"] + generated["run"], seeded["caught"] + generated["caught"]
    percent = 100 * caught / run
    survivors = {**seeded["survivors"], **generated["survivors"]}
    silent = sorted(name for name, words_for_it in survivors.items() if not words_for_it)
    is_enough = least is None or (percent >= least and not (gate.survivors_need_words and silent))
    found = f"{caught} of {run} ({percent:.1f} %)" + (f"; without a word: {', '.join(silent)}" if silent else "")
    return Finding(name=name, state=PASS if is_enough else FAIL, required=required, found=found)


def _line(name: str, required: str, is_needed: bool, found: Any, is_enough: Callable[[Any], bool], unit: str = "") -> Finding:
    if found is None:
        return Finding(name=name, state=INCONCLUSIVE if is_needed else PASS, required=required, found="not measured")
    if isinstance(found, bool) or not isinstance(found, (int, float)) or found != found:
        return Finding(name=name, state=FAIL, required=required, found=f"{found!r} is no number")
    return Finding(name=name, state=PASS if is_enough(found) else FAIL, required=required, found=f"{_amount(found)}{unit}")


def _amount(number: float) -> str:
    return f"{number:,}" if isinstance(number, int) else f"{number:,.1f}"
