"""Makes the facts that evidence holds: one step a kind of proof, each in a fresh interpreter, each resumable. Tooling, checkout only.

A step's result is kept under `.nox/proof/steps/`, named by component, stage and closure: run again after an interruption, only what is
missing is done, and a component whose closure did not change costs nothing. A step that cannot run here gives no fact and says why, so the
verdict is *inconclusive*, never a pass. Not here: what is enough (`gates.py`), the file (`evidence.py`), the proofs themselves
(`equivalence_tests/`, `benchmarks/`).
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lionagi._errors import BackendError
from lionagi.registry import closure, evidence, gates, homes, words
from lionagi.registry._record import Record
from lionagi.registry.loading import PACKAGE

# stage -> profile of the equivalence tests that has its numbers
PROFILES = {words.SHADOWED: "fast", words.RAMP: "ramp", words.LIVE: "deep", words.SOAK: "deep", words.ONLY: "only"}
GENERATED = 20  # mutants of each component that nobody chose
SLOWER = 1.05  # ratio to the Python core from which a tracked operation counts as slower
_TIMEOUT_S = 3 * 3600


class Step(Record):
    """One kind of proof. `run(job)` returns facts and notes; `seconds`: what it takes at 1.shadow, for the estimate."""

    fields = ("name", "seconds", "grows", "run")
    __slots__ = fields
    name: str
    seconds: float
    grows: bool
    run: Callable[[Job], tuple[dict[str, Any], list[str]]]


class Job:
    """One component to be proved for one stage."""

    def __init__(self, component: str, stage: str, root: Path, *, mutants: bool = False) -> None:
        if stage not in gates.GATES:
            raise BackendError(f"no gate leads to {stage!r}; stages: {', '.join(gates.GATES)}")
        self.component, self.stage, self.root, self.mutants = component, stage, root, mutants
        self.files = closure.closure(component, root)
        self.gate = gates.GATES[stage]
        self.folder = root / ".nox" / "proof" / "steps" / component / closure.digest(self.files) / stage

    def python(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """A fresh interpreter on the package under test, without any order in its environment."""
        clean = {name: value for name, value in os.environ.items() if not name.startswith("LIONAGI_")}
        # The checkout that is proved first, then what this process runs on: two folders where the component is another package's.
        path = os.pathsep.join(dict.fromkeys((str(self.root), os.path.dirname(PACKAGE), *filter(None, (clean.get("PYTHONPATH"),)))))
        # By default Python, whatever the stage: where Rust is, the class of ids is bound to it, and the Python side is no pure one.
        low = "1" if homes.package(self.root) is None else f"{self.component}=1"
        fixed = {words.STATE_DIR: "off", words.PHASE: low, "PYTHONHASHSEED": "0", "PYTHONPATH": path}
        clean |= {**fixed, **environment}
        command = [sys.executable, *arguments]
        return subprocess.run(command, cwd=self.root, env=clean, capture_output=True, text=True, timeout=_TIMEOUT_S, check=False)

    def tests(self) -> list[str]:
        return [
            str(path) for path in sorted((self.root / "equivalence_tests").glob(f"test_{self.component}*")) if path.suffix in ("", ".py")
        ]

    def seconds(self) -> float:
        """A guess: what the steps that are not done yet will take."""
        growth = max(1.0, self.gate.least_examples / 100)
        return sum(step.seconds * (growth if step.grows else 1.0) for step in steps(self) if not self.kept(step))

    def kept(self, step: Step) -> bool:
        return (self.folder / f"{step.name}.json").is_file()


def prove(job: Job, tell: Callable[[str], None] = lambda line: None) -> evidence.Judged:
    """Runs what is missing, writes the evidence, and judges it. `tell` hears each step. Raises: BackendError: it cannot begin."""
    facts: dict[str, Any] = {}
    notes: list[str] = []
    for step in steps(job):
        result = _result_of(job, step, tell)
        facts |= result["facts"]
        notes += [f"{step.name}: {note}" for note in result["notes"]]
    if closure.closure(job.component, job.root) != job.files:
        raise BackendError(f"the sources of {job.component!r} changed while it was proved; run it again")
    evidence.write(
        {
            "component": job.component,
            "stage": job.stage,
            "version": _version(),
            "made_at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            "closure": job.files,
            "made_with": {**_made_with(), "notes": notes},
            "facts": facts,
        },
        job.root,
    )
    return evidence.verify(job.component, job.stage, job.root, now=job.files)


def _result_of(job: Job, step: Step, tell: Callable[[str], None]) -> dict[str, Any]:
    place = job.folder / f"{step.name}.json"
    try:
        result: dict[str, Any] = json.loads(place.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        tell(f"{job.component} {job.stage}: {step.name} ...")
        start = time.monotonic()
        facts, notes = step.run(job)
        result = {"facts": facts, "notes": notes}
        evidence.write_whole(place, json.dumps(result, indent=1) + "\n")
        tell(f"{job.component} {job.stage}: {step.name} took {time.monotonic() - start:.1f} s" + "".join(f"; {note}" for note in notes))
    else:
        tell(f"{job.component} {job.stage}: {step.name} is known already")
    return result


# --- the steps -----------------------------------------------------------------------------------------------------------------


def _properties(job: Job) -> tuple[dict[str, Any], list[str]]:
    """Differential tests, lock-step machines and the count of what they exercised."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        options = ["-q", "-p", "no:cacheprovider", f"--hypothesis-profile={PROFILES[job.stage]}", f"--proof-report={report}"]
        ran = job.python("-m", "pytest", *options, *job.tests(), LIONAGI_TEST_REQUIRE_NATIVE="1")
        counts = json.loads(report.read_text(encoding="utf-8")) if report.is_file() else None
    if counts is None:
        raise BackendError(f"the equivalence tests of {job.component!r} could not be run:\n{(ran.stdout + ran.stderr)[-3_000:]}")
    found = counts["components"][job.component]
    failed = [line.removeprefix("FAILED ") for line in ran.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    if ran.returncode and not failed:
        failed = found["shortfalls"] or [f"pytest ended with {ran.returncode}"]
    uses = [row["values"] for row in found["members"].values()]
    uses += [count for row in found["members"].values() for count in row["errors"].values()]
    passed = {"examples": job.gate.least_examples, "lockstep_runs": job.gate.least_lockstep_runs} if not ran.returncode else {}
    return {**passed, "least_uses": min(uses, default=0), "mismatches": failed}, []


def _bulk(job: Job) -> tuple[dict[str, Any], list[str]]:
    """Seeded cases by the million."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "bulk.json"
        cases = str(job.gate.least_bulk_cases)
        ran = job.python("-m", "lionagi.testing.proof.bulk", job.component, "--cases", cases, "--json", str(report), "--keep-going")
        if not report.is_file():
            raise BackendError(f"the bulk cases of {job.component!r} could not be run:\n{(ran.stdout + ran.stderr)[-3_000:]}")
        found = json.loads(report.read_text(encoding="utf-8"))[job.component]
    return {"bulk_cases": found["cases"], "bulk_mismatches": found["mismatches"]}, []


def _contract(job: Job) -> tuple[dict[str, Any], list[str]]:
    """Contract against both cores."""
    ran = job.python("-m", "lionagi", "diff", job.component, "--json")
    try:
        found = json.loads(ran.stdout)["differences"]
    except (ValueError, KeyError):
        raise BackendError(f"the contract of {job.component!r} could not be compared:\n{(ran.stdout + ran.stderr)[-3_000:]}") from None
    if found["rust"] is None:
        return {}, ["there is no native part to compare with"]
    return {"contract_differences": [f"{side}: {line}" for side, lines in found.items() for line in lines]}, []


def _coverage(job: Job) -> tuple[dict[str, Any], list[str]]:
    """Lines of the Python core that the proof has run."""
    package = homes.package(job.root)
    if package is None:
        cores = [path for path in job.files if path.startswith(f"lionagi/_core_py/{job.component}")]
    else:
        cores = sorted(homes.files(job.root, package["core"]))
    with tempfile.TemporaryDirectory() as folder:
        data, report = Path(folder) / "coverage", Path(folder) / "coverage.json"
        include = ",".join(str(job.root / path) for path in cores)
        measured = ["-m", "coverage", "run", f"--data-file={data}", f"--include={include}", "-m", "pytest"]
        options = ["-q", "-p", "no:cacheprovider", f"--proof-report={Path(folder) / 'report.json'}", *job.tests()]
        ran = job.python(*measured, *options, LIONAGI_TEST_REQUIRE_NATIVE="1")
        if "No module named coverage" in ran.stderr:
            return {}, ["the package coverage is not installed"]
        told = job.python("-m", "coverage", "json", f"--data-file={data}", "-o", str(report))
        if not report.is_file():
            raise BackendError(f"coverage of {job.component!r} could not be measured:\n{(ran.stdout + told.stdout + told.stderr)[-3_000:]}")
        found = json.loads(report.read_text(encoding="utf-8"))
    missed = {Path(name).name: row["missing_lines"] for name, row in found["files"].items() if row["missing_lines"]}
    notes = [f"{name} lines {', '.join(map(str, lines[:20]))}" for name, lines in missed.items()]
    return {"coverage_percent": round(found["totals"]["percent_covered"], 2)}, notes


def _mutants(job: Job) -> tuple[dict[str, Any], list[str]]:
    """Seeded mutants, where the installed native part was built to have some."""
    if not job.mutants:
        return {}, ["not asked for: --mutants, with a native part built with the cargo feature mutants"]
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "mutants.json"
        ran = job.python("equivalence_tests/run_mutants.py", "--no-shares", "--json", str(report), job.component)
        if not report.is_file():
            return {}, [(ran.stdout + ran.stderr).strip().splitlines()[-1]]
        rows = [row for row in json.loads(report.read_text(encoding="utf-8")) if not row["name"].endswith((":none", ":panic"))]
    caught = [row for row in rows if row["verdict"] in ("killed", "too easy")]
    survivors = {row["name"]: "" for row in rows if row not in caught}
    return {"seeded_mutants": {"run": len(rows), "caught": len(caught), "survivors": survivors}}, []


def _generated(job: Job) -> tuple[dict[str, Any], list[str]]:
    """A sample of mutants that cargo-mutants lists, each built and judged."""
    if homes.package(job.root) is not None:
        return {}, ["the component of another package has no Rust sources here"]
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "mutants.json"
        options = ["--generated", str(GENERATED), "--json", str(report), job.component]
        ran = job.python("equivalence_tests/run_mutants.py", *options)
        if not report.is_file():
            return {}, [(ran.stdout + ran.stderr).strip().splitlines()[-1]]
        found = json.loads(report.read_text(encoding="utf-8"))[job.component]
    return {"generated_mutants": found}, []


def _matrix(job: Job) -> tuple[dict[str, Any], list[str]]:
    """Pickles and wire forms: written by each core, read by the other one, and without the native part."""
    return _stored(job, "matrix")


def _golden(job: Job) -> tuple[dict[str, Any], list[str]]:
    """What every release stored, read and written again."""
    return _stored(job, "golden", "check")


def _stored(job: Job, name: str, *action: str) -> tuple[dict[str, Any], list[str]]:
    if not (job.root / "equivalence_tests" / f"{name}.py").is_file():
        return {}, [f"there is no equivalence_tests/{name}.py"]
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        ran = job.python("-m", f"equivalence_tests.{name}", *action, job.component, "--json", str(report))
        if not report.is_file():
            raise BackendError(f"{name} of {job.component!r} could not be run:\n{(ran.stdout + ran.stderr)[-3_000:]}")
        found = json.loads(report.read_text(encoding="utf-8"))
    return {name: found["differences"]} if found["cells"] else {}, [f"{found['cells']} cells"]


def _speed(job: Job) -> tuple[dict[str, Any], list[str]]:
    """Tracked operations that are slower on Rust than on Python."""
    if job.gate.most_slower is None and job.stage == words.SHADOWED:
        return {}, []
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "bench.json"
        names = [line["benchmark"] for line in _tracked(job)]
        ran = job.python("-m", "benchmarks", "--rounds", "5", "--json", str(report), *names)
        if not report.is_file():
            return {}, [(ran.stdout + ran.stderr).strip()[-500:]]
        lines = json.loads(report.read_text(encoding="utf-8"))["lines"]
    ratios = {line["benchmark"]: line["ratios"]["rust/python"]["median"] for line in lines if "rust/python" in line["ratios"]}
    return {"slower": [f"{name} {ratio:.2f}" for name, ratio in ratios.items() if ratio > SLOWER]}, []


def _tracked(job: Job) -> list[dict[str, str]]:
    source = "import json; from benchmarks import measure; measure.load(); "
    source += f"print(json.dumps([{{'benchmark': b.name}} for b in measure.TRACKED.values() if b.component == {job.component!r}]))"
    return json.loads(job.python("-c", source).stdout)  # type: ignore[no-any-return]


def _shadow(job: Job) -> tuple[dict[str, Any], list[str]]:
    """Samples of shadow runs: the demo and seeded cases."""
    if job.gate.least_shadow_samples is None:
        return {}, []
    ran = job.python("-m", "lionagi", "shadow", "drive", job.component, "--samples", str(job.gate.least_shadow_samples), "--json")
    try:
        found = json.loads(ran.stdout)["components"][job.component]
    except (ValueError, KeyError):
        raise BackendError(f"the shadow run of {job.component!r} failed:\n{(ran.stdout + ran.stderr)[-3_000:]}") from None
    return {"shadow_samples": found["samples"], "shadow_mismatches": found["mismatches"]}, [found["note"]] if found["note"] else []


def _quarantines(job: Job) -> tuple[dict[str, Any], list[str]]:
    """Open records of this machine against this component of this build."""
    from lionagi.registry import _cores, loading, quarantine

    folder = quarantine.state_folder(os.environ.get(words.STATE_DIR) or None, os.environ)
    record = quarantine.read(folder, job.component)[0] if folder else None
    if record is None:  # or the build would be loaded for nothing
        return {"quarantines": 0}, []
    native = loading.probe_native(_cores.COMPONENTS, os.environ.get(words.MUTANT) or None)
    held = quarantine.for_build(record, native.fingerprint)
    return {"quarantines": int(held is not None)}, [f"{held['cause']}"] if held else []


def steps(job: Job) -> list[Step]:
    """The steps of a job, cheap ones first."""
    found = [
        Step(name="contract", seconds=1, grows=False, run=_contract),
        Step(name="quarantines", seconds=0, grows=False, run=_quarantines),
        Step(name="properties", seconds=15, grows=True, run=_properties),
        Step(name="bulk", seconds=1, grows=True, run=_bulk),
        Step(name="matrix", seconds=3, grows=False, run=_matrix),
        Step(name="golden", seconds=3, grows=False, run=_golden),
        Step(name="coverage", seconds=30, grows=False, run=_coverage),
        Step(name="shadow", seconds=10, grows=True, run=_shadow),
        Step(name="speed", seconds=60, grows=False, run=_speed),
    ]
    if job.mutants:
        found += [
            Step(name="mutants", seconds=60, grows=False, run=_mutants),
            Step(name="generated", seconds=30 * GENERATED, grows=False, run=_generated),
        ]
    return found


# --- with what it was made --------------------------------------------------------------------------------------------------


def _version() -> str:
    from lionagi.version import __version__

    return __version__


def _made_with() -> dict[str, Any]:
    """Compiler, features, profile and versions."""
    from importlib import metadata

    found: dict[str, Any] = {"python": platform.python_version(), "machine": platform.machine(), "system": platform.system()}
    for name in ("hypothesis", "pytest", "pydantic", "orjson", "msgspec"):
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    try:
        from lionagi._core_rust import _native
    except ImportError as error:
        found["native"] = f"{type(error).__name__}: {error}"
    else:
        built = _native.build_info()
        found["native"] = {key: built[key] for key in ("fingerprint", "source_hash", "rustc", "profile", "features", "target")}
    return found
