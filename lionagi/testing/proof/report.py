"""The judgement of a finished run: a table, a JSON file, and what is missing. Not here: counting (`tally.py`)."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from lionagi.testing.proof.agree import known_differences
from lionagi.testing.proof.cores import real_pair
from lionagi.testing.proof.place import root
from lionagi.testing.proof.profiles import current_profile
from lionagi.testing.proof.tally import TALLY


class Judgement:
    """`shortfalls` is empty where a whole proof exercised enough."""

    def __init__(self, component: str, is_whole: bool, shortfalls: list[str], counts: dict[str, Any]) -> None:
        self.component, self.is_whole, self.shortfalls, self.counts = component, is_whole, shortfalls, counts


def judge(component: str, *, is_whole: bool) -> Judgement:
    """The judgement of one component after a run; a part of a proof has counts and no shortfalls."""
    try:
        contract = real_pair(component).contract
    except (ImportError, AttributeError, AssertionError) as error:
        return Judgement(component, is_whole, [f"the cores could not be loaded: {type(error).__name__}: {error}"], {})
    shortfalls = TALLY.shortfalls(component, contract, current_profile().minimum) if is_whole else []
    if is_whole:
        shortfalls += [f"ledger entry {name} explains nothing" for name in known_differences(component).unused()]
    return Judgement(component, is_whole, shortfalls, TALLY.report(component, contract))


def write_report(judgements: list[Judgement], path: str | None) -> Path:
    """Writes the counts as JSON, by default into `.nox/` of the checkout, else where temporary files live."""
    target = Path(path) if path else _default_path()
    components = {one.component: {"whole": one.is_whole, "shortfalls": one.shortfalls, **one.counts} for one in judgements}
    document = {"profile": current_profile().name, "minimum": current_profile().minimum, "components": components}
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError:
        target = Path(tempfile.gettempdir()) / target.name
    target.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    return target


def _default_path() -> Path:
    return root() / ".nox" / "proof" / "coverage.json"


def print_table(terminal: Any, judgements: list[Judgement]) -> None:
    """One line a component, one more for each shortfall."""
    if not judgements:
        return
    terminal.section("proof")
    for judgement in judgements:
        members = judgement.counts.get("members", {})
        values = sum(row["values"] for row in members.values())
        errors = sum(sum(row["errors"].values()) for row in members.values())
        paths = sum(len(row["errors"]) for row in members.values())
        verdict = "proved" if not judgement.shortfalls else "too little"
        if not judgement.is_whole:
            verdict = "not judged: only a part ran, or a test failed"
        terminal.line(
            f"{judgement.component:10} {len(members):3} members {values:8} values {errors:7} errors on {paths:3} paths   {verdict}",
            red=judgement.is_whole and bool(judgement.shortfalls),
        )
        for shortfall in judgement.shortfalls:
            terminal.line(f"  - {shortfall}", red=True)
