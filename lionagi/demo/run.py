"""Runs the steps on every side that can run, in interleaved rounds, and judges the outcome.

A side is a backend that is ordered for the whole process by `registry.override`; an unmet order is told, not worked around.
"""

from __future__ import annotations

import platform
import time
from collections.abc import Callable
from typing import Any

from lionagi import registry
from lionagi._errors import BackendOrderError
from lionagi.demo import elsewhere
from lionagi.demo.work import STEPS, Job, Step, Text, digest_of
from lionagi.protocols.types import IDType
from lionagi.registry import words

PYTHON, RUST, PREFER_RUST = SIDES = (words.PYTHON, words.RUST, words.PREFER_RUST)


class _Side:
    """What one side has shown so far, by step name."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.best_s: dict[str, float] = {}
        self.items: dict[str, int] = {}
        self.digests: dict[str, str] = {}
        self.native_calls: dict[str, dict[str, int]] = {}  # step -> component -> calls, in the first round
        self.kept = 0
        self.saved = b"", b""  # JSON Lines, binary
        self.elsewhere: dict[str, str] = {}  # form -> digest of what a fresh process without the native part reads
        self.problems: list[str] = []


def run(text: Text, rounds: int, advance: Callable[[str, float], None] = lambda now, done: None) -> dict[str, Any]:
    """The whole demo as plain values. `advance(what, share)` hears what comes next and how much is done, from 0 to 1.

    Raises: BackendError: the orders make no sense, a native part that is there cannot be used, or no side can run.
    """
    status = registry.status()  # before all else: orders that make no sense are an error of their own
    runnable, not_run = _choose_sides(status)
    sides = {name: _Side(name) for name in runnable}
    steps_to_do = rounds * len(sides) * len(STEPS) + len(sides)
    done = 0
    for number in range(rounds):
        for side in sides.values():
            with registry.override(side.name):
                IDType.validate(text.paragraphs[0]["id"])  # a core that is touched for the first time makes calls of its own
                job = Job(text)
                for step in STEPS:
                    advance(f"round {number + 1}, {side.name}: {step.name}", done / steps_to_do)
                    _run_step(side, step, job)
                    done += 1
                side.kept = len(job.kept)
                side.saved = job.lines, job.stream
    for side in sides.values():
        advance(f"fresh process, {side.name}: read what was saved", done / steps_to_do)
        _read_elsewhere(side)
        done += 1
    advance("done", 1.0)
    problems = [problem for side in sides.values() for problem in side.problems] + _differences(sides)
    return {
        "version": status["version"],
        "python": status["python"],
        "machine": platform.machine(),
        "native": registry.status()["native"],
        "topics": text.topics,
        "paragraphs": len(text.paragraphs),
        "kept": next(iter(sides.values())).kept,
        "rounds": rounds,
        "sides": list(sides),
        "not_run": not_run,
        "steps": [_step_report(step, sides) for step in STEPS],
        "elsewhere": {name: side.elsewhere for name, side in sides.items()},
        "auto": _choices_of_auto(),
        "problems": problems,
    }


# --- sides ----------------------------------------------------------------------------------------------------------


def _choose_sides(status: dict[str, Any]) -> tuple[list[str], dict[str, str]]:
    """The sides that can run, and for each other one why not."""
    runnable, not_run = [], {}
    if (why_no_python := _why_no_python()) is None:
        runnable.append(PYTHON)
    else:
        not_run[PYTHON] = why_no_python
    why_no_rust = _why_no_rust(status)
    if why_no_rust is None:
        return [*runnable, RUST, PREFER_RUST], not_run
    if not runnable:
        with registry.override(RUST):  # raises the text that says what to do
            pass
    return runnable, {**not_run, RUST: why_no_rust, PREFER_RUST: why_no_rust}


def _why_no_python() -> str | None:
    try:
        with registry.override(PYTHON):
            return None
    except BackendOrderError as error:  # a component in phase 3: Python has left selection
        return str(error)


def _why_no_rust(status: dict[str, Any]) -> str | None:
    """Missing and killed are states of a healthy installation; anything else that hinders Rust is raised."""
    if status["native"]["state"] == words.MISSING:
        return (
            "the native part is not installed, so only Python ran: install a wheel that has it, or a Rust toolchain and build from source"
        )
    killed = [found["component"] for found in status["components"] if found["reason"] == words.KILL_SWITCH]
    if killed:
        return f"killed: {', '.join(killed)} (by {words.KILL}), so only Python ran"
    with registry.override(RUST):
        return None


# --- one step -------------------------------------------------------------------------------------------------------


def _run_step(side: _Side, step: Step, job: Job) -> None:
    before = registry.counters()["native_calls"]
    start = time.perf_counter()
    outputs = step.run(job)
    elapsed = time.perf_counter() - start
    after = registry.counters()["native_calls"]
    calls = {component: after[component] - before[component] for component in after}
    digest = digest_of(map(step.row, outputs))
    side.best_s[step.name] = min(elapsed, side.best_s.get(step.name, elapsed))
    side.problems += _wrong_calls(side.name, step, calls)
    if step.name not in side.digests:
        side.items[step.name], side.digests[step.name], side.native_calls[step.name] = len(outputs), digest, calls
        wrong = step.check(job, outputs)
        side.problems += [f"{step.name} on {side.name}: {wrong}"] if wrong else []
    elif digest != side.digests[step.name]:
        side.problems.append(f"{step.name} on {side.name}: digest {digest}, but {side.digests[step.name]} in the first round")


def _read_elsewhere(side: _Side) -> None:
    """Compares what was saved last with what a fresh process, which has Python alone, makes of it."""
    expected = side.digests["make conversations"]
    try:
        side.elsewhere = elsewhere.digests(*side.saved)
    except RuntimeError as failure:
        side.problems.append(f"fresh process on what {side.name} saved: {failure}")
    side.problems += [
        f"{form} of {side.name}, read in a fresh process: digest {digest}, but {expected} where it was written"
        for form, digest in side.elsewhere.items()
        if digest != expected
    ]


def _wrong_calls(side: str, step: Step, calls: dict[str, int]) -> list[str]:
    """The proof that a side ran on its own cores: native calls move on Rust and stand still on Python."""
    if side == PYTHON:
        called = {component: count for component, count in calls.items() if count}
        return [f"{step.name} on {side} called the native part: {called}"] if called else []
    return [] if calls[step.component] else [f"{step.name} on {side} did not call the native part of {step.component!r}"]


# --- judgement ------------------------------------------------------------------------------------------------------


def _differences(sides: dict[str, _Side]) -> list[str]:
    """Digests that are not those of the first side."""
    first, *others = sides.values()
    return [
        f"{step.name}: digest {other.digests[step.name]} on {other.name}, {first.digests[step.name]} on {first.name}"
        for step in STEPS
        for other in others
        if other.digests[step.name] != first.digests[step.name]
    ]


def _step_report(step: Step, sides: dict[str, _Side]) -> dict[str, Any]:
    best_us = {name: side.best_s[step.name] / max(side.items[step.name], 1) * 1e6 for name, side in sides.items()}
    digests = sorted({side.digests[step.name] for side in sides.values()})
    return {
        "step": step.name,
        "component": step.component,
        "items": next(iter(sides.values())).items[step.name],
        "us_per_item": best_us,
        "ratio": best_us[PYTHON] / best_us[RUST] if PYTHON in best_us and RUST in best_us else None,
        "digests": digests,
        "equal_digest": len(digests) == 1 if len(sides) > 1 else None,
        "native_calls": {name: sum(side.native_calls[step.name].values()) for name, side in sides.items()},
    }


def _choices_of_auto() -> list[dict[str, str]]:
    """What each component runs on where nobody orders anything, and the rule that says so."""
    from lionagi.registry.report import explanation

    chosen = []
    with registry.override(words.AUTO):
        for component in registry.COMPONENTS:
            found = explanation(component)
            why = next((f"{rule['rule']}: {rule['says']}" for rule in found["rules"] if rule["decides"]), "no rule")
            resolution = found["resolution"]
            chosen.append({"component": component, "backend": resolution["backend"], "reason": resolution["reason"], "why": why})
    return chosen
