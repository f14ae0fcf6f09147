"""The other proof that the proof can fail: lines of the Rust cores are deleted, one at a time, and the equivalence tests must notice.

`python equivalence_tests/run_mutants.py --deleted-lines N [--seed TEXT] [COMPONENT ...]` (`nox -s mutants -- --deleted-lines N`). The
lines are a sample of N for each component, drawn by the seed (the commit, unless it is given) from all lines that are whole statements
or arms of a `match` in the files of a core. Each is built in a copy of the sources; one whose deletion does not compile is no mistake
that anybody could make, and another is drawn. Noticed is what fails a test, ends the process, or hangs it.
Lines that change no answer are listed with their reason in `UNSEEN`: they are not drawn. Not here: seeded mutants (`run_mutants.py`).
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
LEAST_SHARE = 0.95
TEST_SECONDS = 300
# What stands in a line whose deletion changes no answer, and why.
UNSEEN = {
    "reserve(": "room is only made sooner",
    "untrack(": "what the collector sees; judged by tests of memory",
    "track(": "what the collector sees; judged by tests of memory",
    "visit.call(": "what the collector sees; judged by tests of memory",
    "debug_assert": "not in a release build",
    "drop(": "released at the end of the block anyway",
}
_ATTRIBUTE = re.compile(r"^(#|//|(pub(\(\w+\))? )?(use|mod|let|const|static|type|impl|fn|unsafe) )")


class Line(NamedTuple):
    """One line that can be deleted: file below the checkout, number from 1, text."""

    file: str
    number: int
    text: str

    def __str__(self) -> str:
        return f"{self.file}:{self.number}: {self.text.strip()}"


# --- what can be deleted --------------------------------------------------------------------------------------------------------


def files_of(component: str, root: Path = ROOT) -> list[Path]:
    """The sources of a component's Rust core, tests and tables aside."""
    found = []
    for crate in ("lionagi-core", "lionagi-python"):
        home = root / "crates" / crate / "src"
        found += [path for path in (home / f"{component}.rs", *sorted((home / component).glob("**/*.rs"))) if path.exists()]
    return [path for path in found if path.name != "tests.rs" and "tests" not in path.parts]


def candidates(component: str, root: Path = ROOT) -> list[Line]:
    """Every line of a core whose deletion may compile and change an answer."""
    return [line for path in files_of(component, root) for line in _lines(path, root)]


def _lines(path: Path, root: Path) -> Iterator[Line]:
    for number, text in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
        stripped = text.strip()
        if stripped.startswith("#[cfg(test)]"):
            return  # tests of the crate stand at the end of a file
        if _can_be_deleted(stripped):
            yield Line(path.relative_to(root).as_posix(), number, text)


def _can_be_deleted(stripped: str) -> bool:
    if _ATTRIBUTE.match(stripped) or any(unseen in stripped for unseen in UNSEEN):
        return False
    is_whole = all(stripped.count(a) == stripped.count(b) for a, b in ("()", "[]", "{}"))
    is_statement = stripped.endswith(";") or (stripped.startswith(("if ", "for ", "while ")) and stripped.endswith("}"))
    return is_whole and (is_statement or (stripped.endswith(",") and " => " in stripped))


# --- building and judging ---------------------------------------------------------------------------------------------------


class Workshop:
    """A copy of the sources in which one line at a time is missing, and the package that is built of it."""

    def __init__(self, folder: Path) -> None:
        self.sources, self.package, self.target = folder / "sources", folder / "package", folder / "target"
        self.sources.mkdir()
        for name in ("crates", "_build"):
            shutil.copytree(ROOT / name, self.sources / name, ignore=shutil.ignore_patterns("target", "__pycache__"))
        for name in ("Cargo.toml", "Cargo.lock", "pyproject.toml"):
            shutil.copy(ROOT / name, self.sources / name)
        shutil.copytree(ROOT / "lionagi", self.package / "lionagi", ignore=shutil.ignore_patterns("*.so", "*.pyd", "__pycache__"))

    def build(self) -> str:
        """Builds the native part into the package. Returns why it could not be built; empty: it was."""
        settings = {"CARGO_TARGET_DIR": str(self.target), "CARGO_INCREMENTAL": "1", "CARGO_PROFILE_RELEASE_LTO": "off"}
        settings |= {"CARGO_PROFILE_RELEASE_OPT_LEVEL": "1", "CARGO_PROFILE_RELEASE_CODEGEN_UNITS": "16"}
        command = ["cargo", "build", "--release", "--locked", "-q", "-p", "lionagi-python", "--features", "mutants"]
        ran = subprocess.run(command, cwd=self.sources, env=os.environ | settings, capture_output=True, text=True, check=False)
        if ran.returncode:
            return ran.stderr
        from sysconfig import get_config_var

        built = next(path for path in (self.target / "release").iterdir() if path.suffix in (".so", ".dylib", ".dll"))
        suffix = get_config_var("EXT_SUFFIX")
        # A new file each time: one that a process has mapped must not change below it.
        fresh = self.package / "lionagi" / "_core_rust" / f"_native{suffix}"
        fresh.unlink(missing_ok=True)
        shutil.copy(built, fresh)
        return ""

    def without(self, line: Line) -> str:
        """Builds with this line gone, and puts it back into the sources. Returns as `build`."""
        path = self.sources / line.file
        text = path.read_text(encoding="utf-8")
        lines = text.split("\n")
        del lines[line.number - 1]
        path.write_text("\n".join(lines), encoding="utf-8")
        try:
            return self.build()
        finally:
            path.write_text(text, encoding="utf-8")


def run(runner_of: object, chosen: list[str], count: int, seed: str, folder: Path) -> int:
    """Judges a sample and prints it. `runner_of(package, folder)`: runs the tests on a package. Returns the exit code."""
    workshop = Workshop(folder)
    problem = workshop.build()
    if problem:
        print(f"error: the sources do not build:\n{problem[-2_000:]}")
        return 2
    runner = runner_of(workshop.package, folder)  # type: ignore[operator]
    noticed: list[Line] = []
    missed: list[Line] = []
    for component in chosen:
        right = runner.tests(component)
        if not right.is_good:
            print(f"error: {component} fails with every line in place:\n{right.by}")
            return 2
        drawn = 0
        for line in Random(f"{seed} {component}").sample(found := candidates(component), len(found)):
            if drawn == count:
                break
            start = time.monotonic()
            if workshop.without(line):
                continue
            drawn += 1
            verdict = _verdict(runner, component)
            (missed if verdict == "survived" else noticed).append(line)
            print(f"{component:10} {verdict:9} {time.monotonic() - start:6.1f} s  {line}", flush=True)
    total = len(noticed) + len(missed)
    share = len(noticed) / max(1, total)
    print(f"{len(noticed)} of {total} deleted lines were noticed: {share:.1%} (seed {seed}; {LEAST_SHARE:.0%} are needed)")
    for line in missed:
        print(f"    not noticed: {line}")
    return 0 if share >= LEAST_SHARE else 1


def _verdict(runner: object, component: str) -> str:
    try:
        found = runner.tests(component, seconds=TEST_SECONDS)  # type: ignore[attr-defined]
    except subprocess.TimeoutExpired:
        return "hung"
    return {"passed": "survived", "failed": "noticed", "broken": "crashed"}[found.verdict]
