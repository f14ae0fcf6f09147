"""Sources with one change at a time, built and judged by the equivalence tests: what `deleted_lines.py` and `generated_mutants.py` share.

A sample of N changes a component is drawn by a seed (the commit, unless it is given). Each is built in a copy of the sources; one that does
not compile is no mistake that anybody could make, and another is drawn. Noticed is what fails a test, ends the process, or hangs it.
A line that only makes an answer come sooner ends with `// speed: why`; such a comment on a line of its own marks the statement or block
that follows. Its loss changes no answer, so it is not deleted here; a generated mutant of it is drawn as any other, and its survival is
explained by those words.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from sysconfig import get_config_var
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[1]
_MARK = re.compile(r"//\s*speed:\s*(\S.*)")
_OPENING, _CLOSING = "({[", ")}]"


class Change(NamedTuple):
    """One way to spoil a file: path from the checkout, line from 1, what is done, the new text made of the old one, and the line's mark."""

    file: str
    line: int
    what: str
    apply: Callable[[str], str]
    mark: str = ""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what}"


class Judged(NamedTuple):
    """`verdict`: noticed, crashed, hung, or survived."""

    component: str
    change: Change
    verdict: str
    seconds: float


def files_of(component: str, root: Path = ROOT) -> list[Path]:
    """The sources of a component's Rust core, tests and tables aside."""
    found = []
    for crate in ("lionagi-core", "lionagi-python"):
        home = root / "crates" / crate / "src"
        found += [path for path in (home / f"{component}.rs", *sorted((home / component).glob("**/*.rs"))) if path.exists()]
    return [path for path in found if path.name != "tests.rs" and "tests" not in path.parts]


def code_lines(text: str) -> Iterator[tuple[int, str, str]]:
    """Number, text and mark of the lines of a core.

    Tests of the crate, which stand at the end of a file, do not belong to it, nor does what a `mutant!` of several lines holds.
    """
    mark, coming, depth_of_mark, depth = "", "", 0, 0
    depth_of_mutant: int | None = None
    for number, line in enumerate(text.split("\n"), start=1):
        stripped, said = line.strip(), _MARK.search(line)
        if stripped.startswith("#[cfg(test)]"):
            return
        if said and stripped.startswith("//"):
            coming = said[1].strip()  # a line of its own marks what follows
            continue
        code = line.partition("//")[0]
        before, depth = depth, depth + sum(map(code.count, _OPENING)) - sum(map(code.count, _CLOSING))
        if depth_of_mutant is not None or ("mutant!(" in code and depth > before):
            depth_of_mutant = before if depth_of_mutant is None else depth_of_mutant
            if depth <= depth_of_mutant:
                depth_of_mutant = None
            continue
        yield number, line, mark or coming or (said[1].strip() if said else "")
        if mark and depth <= depth_of_mark:
            mark = ""  # the line that closed the block belonged to it
        elif not mark and coming and depth > before:
            mark, depth_of_mark = coming, before
        if code.strip() and not stripped.startswith("#["):
            coming = ""


class Workshop:
    """A copy of the sources in which one change at a time is made, and the package that is built of it."""

    def __init__(self, folder: Path) -> None:
        self.sources, self.package, self.target = folder / "sources", folder / "package", folder / "target"
        self.sources.mkdir(parents=True)
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
        built = next(path for path in (self.target / "release").iterdir() if path.suffix in (".so", ".dylib", ".dll"))
        # A new file each time: one that a process has mapped must not change below it.
        fresh = self.package / "lionagi" / "_core_rust" / f"_native{get_config_var('EXT_SUFFIX')}"
        fresh.unlink(missing_ok=True)
        shutil.copy(built, fresh)
        return ""

    def changed(self, change: Change) -> str:
        """Builds with this change, and takes it back in the sources. Returns as `build`."""
        path = self.sources / change.file
        text = path.read_text(encoding="utf-8")
        path.write_text(change.apply(text), encoding="utf-8")
        try:
            return self.build()
        finally:
            path.write_text(text, encoding="utf-8")


class Trial:
    """A sample of changes for each component, judged side by side. `runner_of(package, folder)`: runs the tests on a package."""

    def __init__(self, runner_of: Callable[[Path, Path], Any], folder: Path, count: int, seed: str) -> None:
        self.runner_of, self.folder, self.count, self.seed = runner_of, folder, count, seed
        self.printing = threading.Lock()

    def run(self, changes_of: dict[str, list[Change]], workers: int) -> list[Judged]:
        """Raises: RuntimeError: the sources do not build, or a component fails as it is: then nothing is proved."""
        with ThreadPoolExecutor(workers) as pool:
            return [judged for found in pool.map(self._component, changes_of.items()) for judged in found]

    def _component(self, entry: tuple[str, list[Change]]) -> list[Judged]:
        component, changes = entry
        workshop = Workshop(self.folder / component)
        if problem := workshop.build():
            raise RuntimeError(f"the sources do not build:\n{problem[-2_000:]}")
        runner = self.runner_of(workshop.package, self.folder / component)
        right = runner.tests(component)
        if not right.is_good:
            raise RuntimeError(f"{component} fails with nothing changed:\n{right.by}")
        found: list[Judged] = []
        for change in Random(f"{self.seed} {component}").sample(changes, len(changes)):
            if len(found) == self.count:
                break
            start = time.monotonic()
            if workshop.changed(change):
                continue
            judged = Judged(component, change, _verdict(runner, component, 4 * right.seconds + 30), time.monotonic() - start)
            found.append(judged)
            with self.printing:
                print(f"{component:10} {judged.verdict:9} {judged.seconds:6.1f} s  {change}", flush=True)
        return found


def _verdict(runner: Any, component: str, patience: float) -> str:
    try:
        found = runner.tests(component, seconds=patience)
    except subprocess.TimeoutExpired:
        return "hung"
    return {"passed": "survived", "failed": "noticed", "broken": "crashed"}[found.verdict]


def tell(judged: list[Judged], what: str, seed: str, least: float, report: Path | None) -> int:
    """Prints the score; writes it as JSON, by component, where that is asked for. Returns the exit code."""
    missed = [each for each in judged if each.verdict == "survived"]
    share = 1 - len(missed) / max(1, len(judged))
    print(f"{len(judged) - len(missed)} of {len(judged)} {what} were noticed: {share:.1%} (seed {seed}; {least:.0%} are needed)")
    for each in missed:
        print(f"    not noticed: {each.component}: {each.change}" + (f" ({each.change.mark})" if each.change.mark else ""))
    if report is not None:
        rows = {}
        for component in dict.fromkeys(each.component for each in judged):
            mine = [each for each in judged if each.component == component]
            survivors = {str(each.change): each.change.mark for each in mine if each.verdict == "survived"}
            rows[component] = {"run": len(mine), "caught": len(mine) - len(survivors), "survivors": survivors, "seed": seed}
        report.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    return 0 if share >= least else 1
