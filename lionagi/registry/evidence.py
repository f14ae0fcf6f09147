"""Evidence files: what was shown for a component at a stage, and whether it still counts. Tooling, in a checkout only.

`phases/evidence/<component>/<phase.stage>.json`: the facts, the closure they were made of (`closure.py`), and with what. The checksum
detects careless editing; it is no defence against a liar, who can compute it as well: evidence is trusted as far as the
people are who commit it, and everybody can make it again. Verdicts: pass, fail, inconclusive (stale, missing, another machine's tools
are no reason: the toolchain is recorded, not judged). Not here: making facts (`proving.py`).
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from hashlib import blake2b
from pathlib import Path
from typing import Any

from lionagi._errors import BackendError
from lionagi.registry import closure, gates, words
from lionagi.registry._record import Record

FORMAT = 1
_KEYS = ("format", "component", "stage", "version", "made_at", "closure", "made_with", "facts", "checksum")


class Judged(Record):
    """The verdict about one piece of evidence. `why`: sentences that say what hinders a pass; `findings`: the lines of the gate."""

    fields = ("component", "stage", "path", "verdict", "why", "findings")
    __slots__ = fields
    component: str
    stage: str
    path: str
    verdict: str
    why: tuple[str, ...]
    findings: tuple[gates.Finding, ...]


def place(component: str, stage: str, root: Path) -> Path:
    """Where the evidence for a stage is kept."""
    return root / "phases" / "evidence" / component / f"{stage}.json"


def checksum(document: Mapping[str, Any]) -> str:
    """BLAKE2b of everything but the checksum, in a form that does not depend on spacing or order."""
    rest = {key: value for key, value in document.items() if key != "checksum"}
    return blake2b(json.dumps(rest, sort_keys=True, separators=(",", ":")).encode(), digest_size=16).hexdigest()


def write(document: dict[str, Any], root: Path) -> Path:
    """Writes evidence whole or not at all. `document` lacks format and checksum. Returns the place."""
    whole = {"format": FORMAT, **document}
    whole["checksum"] = checksum(whole)
    path = place(whole["component"], whole["stage"], root)
    write_whole(path, json.dumps(whole, indent=1) + "\n")
    return path


def write_whole(path: Path, text: str) -> None:
    """Replaces a file at once: a reader sees the old text or the new one. Raises: OSError: nothing was changed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with open(temporary, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def read(path: Path) -> dict[str, Any]:
    """A piece of evidence. Raises: BackendError: it is none, or was edited: every reason in one text."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BackendError(f"evidence {path} cannot be read: {error}") from error
    except (ValueError, RecursionError) as error:
        raise BackendError(f"evidence {path} is no JSON: {error}") from error
    problems = _problems(document)
    if problems:
        raise BackendError(f"evidence {path} cannot be trusted:\n  - " + "\n  - ".join(problems))
    return document  # type: ignore[no-any-return]


def _problems(document: Any) -> list[str]:
    if not isinstance(document, dict):
        return ["it is no JSON object"]
    if document.get("format") != FORMAT:
        return [f"its format is {document.get('format')!r}; this version reads {FORMAT}"]
    found = [f"{key} is missing" for key in _KEYS if key not in document]
    found += [f"unknown key {key!r}" for key in document if key not in _KEYS]
    shapes = (
        ("component", str),
        ("stage", str),
        ("version", str),
        ("made_at", str),
        ("closure", dict),
        ("made_with", dict),
        ("facts", dict),
    )
    found += [f"{key} is no {kind.__name__}" for key, kind in shapes if key in document and not isinstance(document[key], kind)]
    if not found and document["checksum"] != checksum(document):
        found.append("its checksum is not that of its content: it was edited; make it again with lionagi equiv")
    return found


def verify(component: str, stage: str, root: Path, now: Mapping[str, str] | None = None) -> Judged:
    """The verdict about the evidence of a stage. `now`: the closure, where it is known already."""
    path = place(component, stage, root)
    if stage not in gates.GATES:
        return _judged(component, stage, path, gates.FAIL, [f"no gate leads to {stage}; gates: {', '.join(gates.GATES)}"])
    if not path.is_file():
        return _judged(
            component, stage, path, gates.INCONCLUSIVE, [f"there is no evidence; make it: lionagi equiv {component} --stage {stage}"]
        )
    try:
        document = read(path)
    except BackendError as error:
        return _judged(component, stage, path, gates.FAIL, [str(error)])
    if (document["component"], document["stage"]) != (component, stage):
        foreign = f"it is evidence of {document['component']} for {document['stage']}: a file of another name"
        return _judged(component, stage, path, gates.FAIL, [foreign])
    findings = gates.judge(stage, document["facts"])
    verdict = gates.verdict(findings)
    why = [f"{line.name}: {line.found}, required {line.required}" for line in findings if line.state != gates.PASS]
    changed = closure.changes(document["closure"], dict(now) if now is not None else closure.closure(component, root))
    if changed and verdict != gates.FAIL:
        verdict = gates.INCONCLUSIVE
    if changed:
        why = ["stale: " + "; ".join(changed[:5]) + (f"; and {len(changed) - 5} more" if len(changed) > 5 else ""), *why]
    return _judged(component, stage, path, verdict, why, findings)


def _judged(component: str, stage: str, path: Path, verdict: str, why: list[str], findings: list[gates.Finding] | None = None) -> Judged:
    return Judged(component=component, stage=stage, path=str(path), verdict=verdict, why=tuple(why), findings=tuple(findings or ()))


def overdue(table: Mapping[str, Any], root: Path) -> list[Judged]:
    """Components at 2.ramp or above whose evidence for their own stage is no fresh pass: prove again, or demote."""
    risen = [(name, row.stage) for name, row in table.items() if row.stage in words.STAGES[words.STAGES.index(words.RAMP) :]]
    found = [verify(name, stage, root) for name, stage in risen]
    return [judged for judged in found if judged.verdict != gates.PASS]
