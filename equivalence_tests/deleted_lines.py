"""The other proof that the proof can fail: lines of the Rust cores are deleted, one at a time, and the equivalence tests must notice.

`python equivalence_tests/run_mutants.py --deleted-lines N [--seed TEXT] [COMPONENT ...]` (`nox -s mutants -- --deleted-lines N`): lines
that are whole statements or arms of a `match` in the files of a core. What a line in `UNSEEN` holds changes no answer; those are not drawn.
Not here: how a change is built and judged, and what is there for speed (`workshop.py`); mutants (`run_mutants.py`, `generated_mutants.py`).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from equivalence_tests.workshop import ROOT, Change, code_lines, files_of

LEAST_SHARE = 0.95
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


def candidates(component: str, root: Path = ROOT) -> list[Change]:
    """Every line of a core whose deletion may compile and change an answer."""
    return [
        Change(path.relative_to(root).as_posix(), number, text.strip(), _without(number))
        for path in files_of(component, root)
        for number, text, mark in code_lines(path.read_text(encoding="utf-8"))
        if not mark and _can_be_deleted(text.strip())
    ]


def _without(number: int) -> Callable[[str], str]:
    def apply(text: str) -> str:
        lines = text.split("\n")
        del lines[number - 1]
        return "\n".join(lines)

    return apply


def _can_be_deleted(stripped: str) -> bool:
    if _ATTRIBUTE.match(stripped) or any(unseen in stripped for unseen in UNSEEN):
        return False
    is_whole = all(stripped.count(a) == stripped.count(b) for a, b in ("()", "[]", "{}"))
    is_statement = stripped.endswith(";") or (stripped.startswith(("if ", "for ", "while ")) and stripped.endswith("}"))
    return is_whole and (is_statement or (stripped.endswith(",") and " => " in stripped))
