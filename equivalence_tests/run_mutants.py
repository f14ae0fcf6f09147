"""Proof that the proof can fail: every seeded mutant must be killed, every planted panic must arrive as an error.

`python equivalence_tests/run_mutants.py [--package FOLDER] [--changed-since REV] [COMPONENT ...]`, against a native module built
with the cargo feature `mutants` (`nox -s mutants` makes one). Each mutant runs the equivalence tests of its component in a
process of its own, stopping at the first failure; one run without a mutant must pass, or a death would mean nothing. The test
that killed a mutant last time (`killers.json`, written by `--remember`) goes first: it decides only how soon it dies. Seeded
mutants stand in the crates as `mutant!("component", N, right, wrong)`; at least ten a component, each showing in fewer than
5 % of the bulk cases. Not here: the mutants (`crates/`), running cores (`harness/`).
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
LEAST_MUTANTS = 10
LARGEST_SHARE = 0.05
SHARE_CASES = 4_000
KILLERS = ROOT / "equivalence_tests" / "killers.json"
_MUTANT = re.compile(r'\bmutant!\(\s*"(\w+)",\s*(\d+),')
_SHARED = (
    "lionagi/testing/proof/",
    "equivalence_tests/run_mutants.py",
    "equivalence_tests/conftest.py",
    "lionagi/_errors.py",
    "Cargo.lock",
)
_FAILED = re.compile(r"^(?:FAILED|ERROR) \S*?equivalence_tests/(test_\w+\S*)", re.MULTILINE)
_SHARES = """
import json, sys
from lionagi.testing.proof import bulk
from lionagi._core_rust import _native
component, cases, *orders = sys.argv[1:]
for order in orders:
    assert _native.select_mutant(order)
    print(json.dumps([order, bulk.run(component, int(cases), 1, keep_going=True).mismatch_share]), flush=True)
"""


class WrongUse(Exception):
    """The run cannot begin, or proves nothing; its text says why."""


class Verdict:
    """One line of the table."""

    def __init__(self, name: str, verdict: str, seconds: float = 0.0, by: str = "", share: float | None = None) -> None:
        self.name, self.verdict, self.seconds, self.by, self.share = name, verdict, seconds, by, share

    @property
    def is_good(self) -> bool:
        return self.verdict in ("killed", "passed", "contained")


# --- what there is ------------------------------------------------------------------------------------------------------


def find_mutants(root: Path = ROOT) -> dict[str, list[int]]:
    """Component -> numbers of its mutants. Raises: WrongUse: a number is used twice, or there are too few."""
    found: dict[str, list[int]] = {}
    for path in sorted((root / "crates").glob("*/src/**/*.rs")):
        if path.name == "mutants.rs":  # the macro and its own test
            continue
        for component, number in _MUTANT.findall(path.read_text(encoding="utf-8")):
            found.setdefault(component, []).append(int(number))
    problems = []
    for component in sorted(components(root)):
        numbers = found.get(component, [])
        if len(numbers) < LEAST_MUTANTS:
            problems.append(f"{component} has {len(numbers)} seeded mutants, at least {LEAST_MUTANTS} are needed")
        problems += [
            f"{component}:{number} is planted {numbers.count(number)} times" for number in set(numbers) if numbers.count(number) > 1
        ]
    problems += [f"mutants are planted for {name!r}, which is no component" for name in found if name not in components(root)]
    if problems:
        raise WrongUse("\n".join(problems))
    return {component: sorted(numbers) for component, numbers in sorted(found.items())}


def components(root: Path = ROOT) -> set[str]:
    """Components with a proof: `equivalence_tests/test_<component>.py`, or a folder of that name."""
    return {path.stem.removeprefix("test_") for path in (root / "equivalence_tests").glob("test_*") if path.suffix in ("", ".py")}


def changed_components(since: str, root: Path = ROOT) -> set[str]:
    """Components with a changed file; all of them where a shared file changed. Raises: WrongUse: git does not know `since`."""
    git = subprocess.run(["git", "diff", "--name-only", since, "--"], cwd=root, capture_output=True, text=True, check=False)
    if git.returncode != 0:
        raise WrongUse(f"git diff {since}: {git.stderr.strip()}")
    return components_of(git.stdout.split(), components(root))


def components_of(paths: list[str], known: set[str]) -> set[str]:
    """The components that a list of changed paths can have changed."""
    found: set[str] = set()
    for path in paths:
        if path.startswith(_SHARED):
            return known
        if not path.startswith(("crates/", "lionagi/_core", "equivalence_tests/")):
            continue
        words = {part.partition(".")[0].removeprefix("test_") for part in path.split("/")}
        named = known & words
        # A file of the crates that belongs to no component serves all of them (guard, errors, ffi).
        if not named and path.endswith(".rs"):
            return known
        found |= named
    return found


# --- running ------------------------------------------------------------------------------------------------------------


class Runner:
    """Runs commands on the package under test, with one mutant chosen."""

    def __init__(self, package: Path | None, folder: Path) -> None:
        self.folder = folder
        # The tests come through a link, so that the checkout's own `lionagi` is not beside them on the path.
        (folder / "site").mkdir()
        (folder / "site" / "equivalence_tests").symlink_to(ROOT / "equivalence_tests", target_is_directory=True)
        search = [str(folder / "site"), *([str(package.resolve())] if package else [])]
        self.killers: dict[str, str] = json.loads(KILLERS.read_text(encoding="utf-8")) if KILLERS.exists() else {}
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith("LIONAGI_")}
        self.environment |= {"PYTHONPATH": os.pathsep.join(search), "LIONAGI_STATE_DIR": "off", "PYTHONHASHSEED": "0"}

    def python(self, *arguments: str, mutant: str = "none", seconds: float = 1_800) -> subprocess.CompletedProcess[str]:
        environment = self.environment | {"LIONAGI_MUTANT": mutant}
        command = [sys.executable, *arguments]
        return subprocess.run(command, cwd=self.folder, env=environment, capture_output=True, text=True, timeout=seconds, check=False)

    def check_build(self) -> str:
        """The native module's file. Raises: WrongUse: it was not built with the feature `mutants`."""
        source = "from lionagi._core_rust import _native; print(_native.build_info()['features'], _native.__file__)"
        asked = self.python("-c", source)
        features, _, file = asked.stdout.strip().partition(" ")
        if asked.returncode != 0 or features != "mutants":
            raise WrongUse(f"needs a native module built with --features mutants, found {asked.stdout.strip() or asked.stderr.strip()!r}")
        return file

    def tests(self, component: str, mutant: str = "none", seconds: float = 1_800) -> Verdict:
        """The component's equivalence tests: `killed` where one failed, `survived` where all passed, `passed` without a mutant."""
        target = next((ROOT / "equivalence_tests").glob(f"test_{component}*"))
        options = ["-c", str(ROOT / "pyproject.toml"), "--rootdir", str(ROOT), "-o", "pythonpath=", "-p", "no:cacheprovider", "-q", "-x"]
        report = self.folder / f"coverage-{component}-{mutant.rpartition(':')[2]}.json"
        options += ["--hypothesis-profile=mutants", f"--proof-report={report}"]
        options += [f"--first={self.killers[mutant]}"] if mutant in self.killers else []
        start = time.monotonic()
        ran = self.python("-m", "pytest", *options, str(target), mutant=mutant, seconds=seconds)
        seconds, name = time.monotonic() - start, mutant if mutant != "none" else f"{component}:none"
        if ran.returncode not in (0, 1):  # neither passed nor failed: the run itself broke, which proves nothing
            return Verdict(name, "broken", seconds, f"pytest ended with {ran.returncode}: {(ran.stdout + ran.stderr).strip()[-2_000:]}")
        died = _FAILED.search(ran.stdout)
        if mutant == "none":
            return Verdict(name, "passed" if ran.returncode == 0 else "failed", seconds, "" if ran.returncode == 0 else ran.stdout[-4_000:])
        if ran.returncode == 1 and died is None:
            return Verdict(name, "survived", seconds, "only the count of members and error paths failed")
        return Verdict(name, "killed" if died else "survived", seconds, died[1] if died else "")

    def shares(self, component: str, mutants: list[str]) -> dict[str, float]:
        """The part of the bulk cases in which each mutant shows."""
        ran = self.python("-c", _SHARES, component, str(SHARE_CASES), *mutants)
        found: dict[str, float] = dict(json.loads(line) for line in ran.stdout.splitlines())
        if ran.returncode != 0:
            culprit = next((name for name in mutants if name not in found), component)
            raise WrongUse(f"the bulk cases of {culprit} could not be run:\n{ran.stderr[-2_000:]}")
        return found

    def panic(self, component: str) -> Verdict:
        """Every contract method of a component with a planted panic must raise BackendPanicError."""
        start = time.monotonic()
        ran = self.python("-m", "equivalence_tests.planted_panic", component)
        verdict = "contained" if ran.returncode == 0 else "escaped"
        return Verdict(f"{component}:panic", verdict, time.monotonic() - start, (ran.stdout + ran.stderr).strip()[-2_000:])


def judge(runner: Runner, chosen: dict[str, list[int]], *, shares: bool, workers: int) -> list[Verdict]:
    """All verdicts; of a component without a passing run of the right variant there is nothing to judge."""
    with ThreadPoolExecutor(workers) as pool:
        rights = dict(zip(chosen, pool.map(_shown(runner.tests), chosen), strict=True))
        sound = [component for component in chosen if rights[component].is_good]
        names = {component: [f"{component}:{number}" for number in chosen[component]] for component in sound}
        counted = pool.map(lambda component: runner.shares(component, names[component]), sound if shares else [])
        share_of = {name: share for found in counted for name, share in found.items()}

        def mutant(name: str) -> Verdict:
            verdict = runner.tests(name.partition(":")[0], name)
            verdict.share = share_of.get(name)
            if verdict.is_good and verdict.share is not None and verdict.share >= LARGEST_SHARE:
                verdict.verdict, verdict.by = "too easy", f"shows in {verdict.share:.1%} of bulk cases, {LARGEST_SHARE:.0%} is the limit"
            return verdict

        judged = pool.map(_shown(mutant), [name for component in sound for name in names[component]])
        return [*rights.values(), *judged, *pool.map(_shown(runner.panic), sound)]


def remember(verdicts: list[Verdict]) -> None:
    """Notes which test killed each mutant, beside what is known of the others."""
    known = json.loads(KILLERS.read_text(encoding="utf-8")) if KILLERS.exists() else {}
    known |= {verdict.name: verdict.by for verdict in verdicts if verdict.verdict == "killed"}
    KILLERS.write_text(json.dumps(dict(sorted(known.items(), key=_by_number)), indent=1) + "\n", encoding="utf-8")


def _by_number(entry: tuple[str, str]) -> tuple[str, int]:
    component, _, number = entry[0].partition(":")
    return component, int(number)


def spoil(options: argparse.Namespace, chosen: list[str], folder: Path) -> int:
    """Deleted lines or generated mutants: each built, judged, and counted. Raises: WrongUse: nothing can be judged."""
    from equivalence_tests import deleted_lines, generated_mutants, workshop

    kind: Any = deleted_lines if options.deleted_lines else generated_mutants
    what, count = ("deleted lines", options.deleted_lines) if options.deleted_lines else ("generated mutants", options.generated)
    seed = options.seed or _commit()
    try:
        changes = {component: kind.candidates(component) for component in chosen}
        judged = workshop.Trial(Runner, folder, count, seed).run(changes, max(1, options.workers))
    except RuntimeError as problem:
        raise WrongUse(str(problem)) from problem
    return workshop.tell(judged, what, seed, kind.LEAST_SHARE, options.json)


def _commit() -> str:
    git = subprocess.run(["git", "rev-parse", "--short=12", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False)
    return git.stdout.strip() or "no commit"


_printing = threading.Lock()


def _shown(judging: Callable[[str], Verdict]) -> Callable[[str], Verdict]:
    """The same, with a line printed as soon as it is known."""

    def judged(name: str) -> Verdict:
        verdict = judging(name)
        with _printing:
            _print(verdict)
        return verdict

    return judged


def _print(verdict: Verdict) -> None:
    share = "" if verdict.share is None else f"{verdict.share:.2%}"
    by = verdict.by if verdict.is_good else ""
    print(f"{verdict.name:16} {verdict.verdict:10} {verdict.seconds:6.1f} s {share:>7}  {by.splitlines()[-1] if by else ''}", flush=True)
    if not verdict.is_good:
        print("    " + verdict.by.replace("\n", "\n    "), flush=True)


def main(arguments: list[str] | None = None) -> int:
    """The command line. Exit codes: 0 all dead and contained, 1 something survived, 2 the run proves nothing."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("components", nargs="*", metavar="COMPONENT", help="default: all")
    parser.add_argument("--package", type=Path, metavar="FOLDER", help="folder with the built `lionagi` (default: the installed one)")
    parser.add_argument("--changed-since", metavar="REV", help="only components with changed files")
    parser.add_argument("--json", type=Path, metavar="PATH", help="write the verdicts here")
    parser.add_argument("--no-shares", action="store_true", help="do not measure in how many bulk cases each mutant shows")
    parser.add_argument(
        "--workers", type=int, default=os.cpu_count() or 1, metavar="N", help="processes side by side (default: one a core)"
    )
    parser.add_argument("--remember", action="store_true", help=f"write which test killed each mutant into {KILLERS.name}")
    parser.add_argument("--deleted-lines", type=int, metavar="N", help="instead: delete N lines of each core, one at a time")
    parser.add_argument("--generated", type=int, metavar="N", help="instead: N mutants of each core, of those that cargo-mutants lists")
    parser.add_argument("--seed", metavar="TEXT", help="which lines or generated mutants are drawn (default: the commit)")
    options = parser.parse_args(arguments)
    try:
        mutants = find_mutants()
        unknown = set(options.components) - set(mutants)
        if unknown:
            raise WrongUse(f"unknown components {sorted(unknown)}; there are {sorted(mutants)}")
        chosen = set(options.components or mutants)
        if options.changed_since:
            chosen &= changed_components(options.changed_since)
        with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
            if options.deleted_lines or options.generated:
                return spoil(options, sorted(chosen), Path(folder))
            runner = Runner(options.package, Path(folder))
            print(f"native module: {runner.check_build()}")
            print(f"{'mutant':16} {'verdict':10} {'time':>8} {'share':>7}  killed by")
            planned = {name: mutants[name] for name in sorted(chosen)}
            verdicts = judge(runner, planned, shares=not options.no_shares, workers=max(1, options.workers))
    except WrongUse as problem:
        print(f"error: {problem}", file=sys.stderr)
        return 2
    bad = [verdict.name for verdict in verdicts if not verdict.is_good]
    if options.remember:
        remember(verdicts)
    if options.json:
        rows = [{"name": verdict.name, "verdict": verdict.verdict, "by": verdict.by[-500:], "share": verdict.share} for verdict in verdicts]
        options.json.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    killed = sum(verdict.verdict == "killed" for verdict in verdicts)
    print(f"{len(chosen)} components, {killed} mutants killed" + (f"; not as they should be: {', '.join(bad)}" if bad else ""))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
