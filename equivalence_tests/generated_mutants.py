"""Mutants that nobody chose: cargo-mutants lists what it would change in the Rust cores, and the equivalence tests alone must notice.

`python equivalence_tests/run_mutants.py --generated N [--seed TEXT] [--json FILE] [COMPONENT ...]` (`nox -s mutants -- --generated N`).
Needs the tool: `cargo install cargo-mutants`. Only its list is used: its own runs judge by the crates' tests, which are not the proof.
Not here: how a change is built and judged, and what is there for speed (`workshop.py`).
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

from equivalence_tests.workshop import ROOT, Change, code_lines, files_of

LEAST_SHARE = 0.95


def candidates(component: str, root: Path = ROOT) -> list[Change]:
    """Every mutant that cargo-mutants knows in the files of a core. Raises: RuntimeError: the tool is not there, or fails."""
    files = [path.relative_to(root).as_posix() for path in files_of(component, root)]
    command = ["cargo", "mutants", "--list", "--json", "--no-shuffle", *(word for file in files for word in ("--file", file))]
    ran = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    if ran.returncode:
        trouble = "it is not installed: cargo install cargo-mutants" if "no such command" in ran.stderr else ran.stderr[-1_000:]
        raise RuntimeError(f"cargo mutants --list failed: {trouble}")
    marks = {file: {number: mark for number, _, mark in code_lines((root / file).read_text(encoding="utf-8"))} for file in files}
    listed: list[dict[str, Any]] = json.loads(ran.stdout)
    return [
        Change(row["file"], line, row["name"].partition(": ")[2], _replaced(row["span"], row["replacement"]), marks[row["file"]][line])
        for row in listed
        if (line := row["span"]["start"]["line"]) in marks[row["file"]]
    ]


def _replaced(span: dict[str, dict[str, int]], replacement: str) -> Callable[[str], str]:
    """Lines and columns count from 1; the end is the first place that stays. Columns count characters."""
    (first, start), (last, end) = ((span[side]["line"], span[side]["column"]) for side in ("start", "end"))

    def apply(text: str) -> str:
        lines = text.split("\n")
        head, tail = lines[first - 1][: start - 1], lines[last - 1][end - 1 :]
        lines[first - 1 : last] = [f"{head}{replacement}{tail}"]
        return "\n".join(lines)

    return apply
