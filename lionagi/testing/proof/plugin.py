"""pytest plugin of a proof: profiles, and the judgement at the end: what was exercised, printed, written, failed where it is too little.

`equivalence_tests/conftest.py` takes its hooks from here, one by one: hooks of a plugin that is only named there come too late for options.
A component is judged when its whole proof ran and passed; a selection (`-k`, `file.py::test`) is reported and not judged.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Generator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from lionagi.registry import words
from lionagi.registry._phase_table import PHASES
from lionagi.testing.proof.place import proof_folder
from lionagi.testing.proof.profiles import choose_profile, current_profile, register_profiles
from lionagi.testing.proof.report import Judgement, judge, print_table, write_report

register_profiles()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--proof-report", metavar="PATH", help="where the counts go (default: .nox/proof/coverage.json)")
    parser.addoption("--first", metavar="TEST", default="", help="the test to run first, such as test_ids.py::test_bulk_agrees")


def choose_mutant() -> None:
    """Puts the mutant named by LIONAGI_MUTANT in place, in a native module that was built to have some."""
    order = os.environ.get("LIONAGI_MUTANT", "")
    if order:
        _native: Any = import_module("lionagi._core_rust._native")
        features = _native.build_info()["features"]
        if features != "mutants" or not _native.select_mutant("" if order == "none" else order):
            raise pytest.UsageError(f"LIONAGI_MUTANT={order} cannot be obeyed by a native module with features {features!r}")


def pytest_configure(config: pytest.Config) -> None:
    # A counter-example may be large; without this it would be hidden behind a warning about its size.
    config.addinivalue_line("filterwarnings", "ignore:Generating overly large repr")
    if any(row.stage not in (words.NO_RUST_YET, words.OFF, words.SHADOWED) for row in PHASES.values()):
        os.environ.setdefault(words.PHASE, "1")  # by default Python: where Rust is, the Python side of a proof would be no pure one
    choose_mutant()
    choose_profile(config.getoption("--hypothesis-profile", None))
    config.stash[_RUN] = _Run()


class _Run:
    """Which tests of each component were collected, left out, and passed."""

    def __init__(self) -> None:
        self.expected: dict[str, set[str]] = defaultdict(set)
        self.files: dict[str, set[Path]] = defaultdict(set)
        self.passed: set[str] = set()
        self.is_selection = False
        self.judgements: list[Judgement] = []

    def whole_components(self) -> list[str]:
        """Components all of whose tests, in all of their files, have passed."""
        if self.is_selection:
            return []
        return [name for name, tests in self.expected.items() if tests <= self.passed and self.files[name] == _files_of(name)]


_RUN = pytest.StashKey[_Run]()


def _component(path: Path) -> str | None:
    """`ids` for `equivalence_tests/test_ids.py` and for files in `equivalence_tests/test_ids/`."""
    here = proof_folder()
    if here not in path.resolve().parents:
        return None
    top = path.resolve().relative_to(here).parts[0]
    return top.removesuffix(".py").removeprefix("test_") if top.startswith("test_") else None


def _files_of(component: str) -> set[Path]:
    """The files of a proof: one, or those in its folder."""
    here = proof_folder()
    folder = here / f"test_{component}"
    return {path.resolve() for path in folder.glob("test_*.py")} if folder.is_dir() else {(here / f"test_{component}.py").resolve()}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    run = config.stash[_RUN]
    run.is_selection = any("::" in argument for argument in config.args) or bool(config.getoption("lf", False))
    if current_profile().name == "mutants":
        # A mutant is usually dead after some hundred bulk cases, which run a thousand times faster than properties.
        first = config.getoption("--first")
        items.sort(key=lambda item: (not (first and item.nodeid.endswith(first)), item.name != "test_bulk_agrees"))
    for item in items:
        component = _component(item.path)
        if component is not None:
            run.expected[component].add(item.nodeid)
            run.files[component].add(item.path.resolve())


def pytest_deselected(items: list[pytest.Item]) -> None:
    if items and any(_component(item.path) for item in items):
        items[0].config.stash[_RUN].is_selection = True


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, None]:
    report = (yield).get_result()
    if report.when == "call" and report.passed:
        item.config.stash[_RUN].passed.add(item.nodeid)


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    run = session.config.stash[_RUN]
    whole = run.whole_components()
    run.judgements = [judge(name, is_whole=name in whole) for name in sorted(run.expected)]
    if run.judgements:
        write_report(run.judgements, session.config.getoption("--proof-report"))
    if exitstatus == pytest.ExitCode.OK and any(judgement.shortfalls for judgement in run.judgements if judgement.is_whole):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    print_table(terminalreporter, config.stash[_RUN].judgements)
