"""Both cores over very many seeded cases, microseconds each: `python -m lionagi.testing.proof.bulk COMPONENT --cases N --seed S`.

Hypothesis is better at finding the strange case, this at finding the rare one. A mismatch prints the seed and the number of the
case and the command that runs it alone. Cases are made in `equivalence_tests/generators/`; comparing is that of `agree`.
"""

from __future__ import annotations

import argparse
import json
import marshal
import sys
import time
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

from lionagi.registry import foreign
from lionagi.testing.proof.agree import known_differences
from lionagi.testing.proof.cores import Pair, real_pair
from lionagi.testing.proof.outcome import Outcome, observe, outcome_difference
from lionagi.testing.proof.place import generator, planted_errors, proof_folder
from lionagi.testing.proof.portrait import Views, portrait
from lionagi.testing.proof.profiles import current_profile
from lionagi.testing.proof.tally import LEAST_SHARE

_INDEX_BITS = 40
_UNCHANGEABLE = frozenset({str, bytes, int, float, bool, type(None), UUID})


def components() -> list[str]:
    """Those with cases in the proof under way."""
    names = {path.stem for path in (proof_folder() / "generators").glob("*.py")}
    return [name for name in foreign.table() if name in names]


class Bulk:
    """What a run over seeded cases came to."""

    def __init__(self, component: str, seed: int) -> None:
        self.component, self.seed = component, seed
        self.cases = 0
        self.seconds = 0.0
        self.values: Counter[str] = Counter()
        self.errors: Counter[str] = Counter()
        self.mismatches: list[str] = []

    @property
    def mismatch_share(self) -> float:
        return len(self.mismatches) / self.cases if self.cases else 0.0

    def shortfalls(self, pair: Pair, minimum: int) -> list[str]:
        """Members that were run too seldom, or mostly into errors."""
        left_out = getattr(generator(self.component), "NOT_IN_BULK", ())
        members = {member for member in pair.contract.members if pair.contract.is_callable(member) and member not in left_out}
        found = [f"{member} ended in a value {self.values[member]} times" for member in sorted(members) if self.values[member] < minimum]
        for member in sorted(self.values | self.errors):
            values, total = self.values[member], self.values[member] + self.errors[member]
            if values < LEAST_SHARE * total:
                found.append(f"{member} ended in a value only {values} of {total} times")
        return found


def run(component: str, cases: int, seed: int, *, first: int = 0, keep_going: bool = False, pair: Pair | None = None) -> Bulk:
    """Runs cases `first` to `first + cases - 1` of a seed; stops at the first mismatch unless it shall keep going."""
    pair = pair or real_pair(component)
    make, planted = generator(component).case, planted_errors()
    bulk, random, start = Bulk(component, seed), Random(), time.perf_counter()
    for index in range(first, first + cases):
        random.seed(seed << _INDEX_BITS | index)
        member, call, arguments = make(random)
        bulk.cases += 1
        found = _compare(pair, bulk, member, call, arguments, planted)
        if found is not None:
            bulk.mismatches.append(_described(bulk, index, member, arguments, found))
            if not keep_going:
                break
    bulk.seconds = time.perf_counter() - start
    return bulk


def _compare(pair: Pair, bulk: Bulk, member: str, call: Any, arguments: Any, planted: tuple[type, ...]) -> str | None:
    before = _fingerprint(arguments, pair.views)
    start = pair.calls()
    python = observe(lambda: call(pair.python))
    between = pair.calls()
    rust = observe(lambda: call(pair.rust))
    end = pair.calls()
    if python.error is None:
        bulk.values[member] += 1
    elif type(python.error) not in planted:
        bulk.errors[member] += 1
    if between != start:
        return "the native module answered on the Python side"
    if end == between and rust.error is None:
        return "the native module stood still on the Rust side"
    found = outcome_difference(python, rust, pair.views)
    if found is None and _fingerprint(arguments, pair.views) != before:
        found = "the arguments were changed"
    if found is None or known_differences(pair.component).explains([member], repr(python), repr(rust)):
        return None
    return _shown(found, python, rust)


def _fingerprint(arguments: Any, views: Views) -> Any:
    if type(arguments) is tuple and _UNCHANGEABLE.issuperset(map(type, arguments)):
        return None
    try:
        return marshal.dumps(arguments, 2)
    except ValueError:
        return portrait(arguments, views)


def _shown(found: str, python: Outcome, rust: Outcome) -> str:
    return f"{found}\n  python: {python!r}\n  rust  : {rust!r}"


def _described(bulk: Bulk, index: int, member: str, arguments: Any, found: str) -> str:
    try:
        shown = repr(arguments)[:2_000]
    except Exception as error:
        shown = f"<arguments whose repr raises {type(error).__name__}>"
    return (
        f"{bulk.component}.{member} differs: {found}\n  with  : {shown}\n"
        f"  again : python -m lionagi.testing.proof.bulk {bulk.component} --seed {bulk.seed} --first {index} --cases 1"
    )


def assert_bulk_agrees(component: str) -> None:
    """The bulk proof of an ordinary test session: the profile's number of cases of seed 0."""
    bulk = run(component, current_profile().bulk_cases, seed=0)

    assert not bulk.mismatches, bulk.mismatches[0]
    assert bulk.shortfalls(real_pair(component), current_profile().minimum) == []


def main(arguments: list[str] | None = None) -> int:
    """The command line. Exit codes: 0 the cores agree, 1 they differ or too little was run, 2 wrong usage."""
    parser = argparse.ArgumentParser(prog="python -m lionagi.testing.proof.bulk", description=__doc__.splitlines()[0])
    parser.add_argument("component", choices=[*components(), "all"])
    parser.add_argument("--cases", type=lambda text: int(float(text)), default=10**4, help="how many, such as 10000 or 1e6")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--first", type=int, default=0, help="number of the first case")
    parser.add_argument("--json", type=Path, metavar="PATH", help="write the counts here")
    parser.add_argument("--keep-going", action="store_true", help="count all mismatches instead of stopping at the first")
    options = parser.parse_args(arguments)
    failed = False
    counted = {}
    for component in components() if options.component == "all" else (options.component,):
        bulk = run(component, options.cases, options.seed, first=options.first, keep_going=options.keep_going)
        _print(bulk)
        failed |= bool(bulk.mismatches)
        counted[component] = {"cases": bulk.cases, "seed": bulk.seed, "mismatches": bulk.mismatches[:5], "seconds": round(bulk.seconds, 3)}
    if options.json:
        options.json.write_text(json.dumps(counted, indent=1) + "\n", encoding="utf-8")
    return 1 if failed else 0


def _print(bulk: Bulk) -> None:
    for mismatch in bulk.mismatches[:5]:
        print(mismatch)
    values, errors = sum(bulk.values.values()), sum(bulk.errors.values())
    speed = bulk.seconds / bulk.cases * 1e6 if bulk.cases else 0.0
    print(
        f"{bulk.component}: {bulk.cases} cases of seed {bulk.seed}, {values} values, {errors} errors, "
        f"{len(bulk.mismatches)} mismatches ({bulk.mismatch_share:.2%}), {speed:.1f} us a case"
    )


if __name__ == "__main__":
    sys.exit(main())
