"""Moving a component between stages: up by one, only on a pass; down at any time, with a reason. Tooling, in a checkout only.

Manifest, generated table and changelog fragment change together: what is to be written is noted in a journal first, so a run that is
interrupted is completed by the next one, and nothing is ever half moved. Not here: the rules of the manifest (`manifest.py`), gates.
"""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

from lionagi._errors import BackendError
from lionagi.registry import evidence, gates, homes, manifest, words
from lionagi.registry._record import Record
from lionagi.registry.words import PhaseRow

_JOURNAL = Path("phases") / ".pending.json"
_FRAGMENT = re.compile(r"[^a-z0-9]+")


class Step(Record):
    """A component's next move up: `judged` is the evidence for it, None where there is nothing above."""

    fields = ("component", "stage", "next_stage", "judged")
    __slots__ = fields
    component: str
    stage: str
    next_stage: str | None
    judged: evidence.Judged | None


class Moved(Record):
    """What a move has done; `files`: paths from the checkout."""

    fields = ("component", "before", "after", "since", "files")
    __slots__ = fields
    component: str
    before: str
    after: str
    since: str
    files: tuple[str, ...]


def plan(component: str, root: Path) -> Step:
    """What hinders a component from rising. Raises: BackendError: unknown component, a manifest that breaks a rule."""
    row = _rows(root)[1].get(component)
    if row is None:
        raise BackendError(f"component {component!r} is not in the manifest")
    above = _above(row.stage)
    return Step(
        component=component,
        stage=row.stage,
        next_stage=above,
        judged=None if above is None or above == words.OFF else evidence.verify(component, above, root),
    )


def promote(component: str, root: Path, since: str, *, percent: float | None = None, today: date | None = None) -> Moved:
    """One stage up. `percent`: share of processes, for 2.ramp. Raises: BackendError: there is no pass for it, and what hinders it."""
    step = plan(component, root)
    if step.next_stage is None:
        raise BackendError(f"component {component!r} is at {step.stage}: there is no stage above")
    if step.judged is None:
        raise BackendError(f"component {component!r} is at phase 0: it enters phase 1 with its Rust core, by hand (CONTRIBUTING.md)")
    if step.judged.verdict != gates.PASS:
        reasons = "\n  - ".join(step.judged.why) or "no reason is known"
        raise NotPassed(
            f"component {component!r} cannot rise from {step.stage} to {step.next_stage}: {step.judged.verdict}\n  - {reasons}", step.judged
        )
    if (step.next_stage == words.RAMP) != (percent is not None):
        raise BackendError(f"percent belongs to {words.RAMP}, which {'needs' if percent is None else 'is not where this goes'} it")
    phase, stage = step.next_stage.split(".")
    entry: dict[str, Any] = {"since": since, "phase": int(phase), "stage": stage}
    if percent is not None:
        entry["percent"] = percent
    entry["evidence"] = evidence.place(component, step.next_stage, root).relative_to(root / "phases").as_posix()
    share = f" for {percent:g} % of processes" if percent is not None else ""
    said = f"`{component}` moved from {step.stage} to {step.next_stage}{share}: {_MEANING[step.next_stage]}."
    return _move(component, root, step.stage, entry, said)


def demote(component: str, root: Path, since: str, reason: str, link: str, *, to: str | None = None, today: date | None = None) -> Moved:
    """Down to `to` (default: one stage). Needs no evidence. Raises: BackendError: no reason, no page in docs/, not below."""
    row = _rows(root)[1].get(component)
    if row is None:
        raise BackendError(f"component {component!r} is not in the manifest")
    if row.stage not in words.STAGES or row.stage == words.OFF:
        raise BackendError(f"component {component!r} is at {row.stage}: there is no stage below")
    target = to or words.STAGES[words.STAGES.index(row.stage) - 1]
    if target not in words.STAGES:
        raise BackendError(f"{target!r} is no stage; stages: {', '.join(words.STAGES)}")
    if words.STAGES.index(target) >= words.STAGES.index(row.stage):
        raise BackendError(f"{target} is not below {row.stage}; to go up: lionagi phase promote {component}")
    if not reason.strip():
        raise BackendError("a demotion needs a reason: --reason TEXT")
    if not (root / link.partition("#")[0]).is_file():
        raise BackendError(f"the link {link!r} leads to no page of this checkout")
    phase, stage = target.split(".")
    entry: dict[str, Any] = {"since": since, "phase": int(phase), "stage": stage}
    if target == words.RAMP:
        entry["percent"] = 0.0
    entry |= {"demote": True, "reason": " ".join(reason.split()), "date": today or date.today(), "link": link}
    return _move(component, root, row.stage, entry, f"`{component}` moved down from {row.stage} to {target}: {entry['reason']}")


class NotPassed(BackendError):
    """The gate is not passed; `judged` says why."""

    def __init__(self, text: str, judged: evidence.Judged) -> None:
        self.judged = judged
        super().__init__(text)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (str(self), self.judged)


_MEANING = {
    words.SHADOWED: "Python answers; Rust may be run beside it and compared where sampling is asked for",
    words.RAMP: "a share of processes runs on Rust",
    words.LIVE: "Rust by default, with fallback to Python",
    words.SOAK: "Rust by default, with fallback; Rust alone is next",
    words.ONLY: "Rust only",
}


# --- one move ---------------------------------------------------------------------------------------------------------------


def _move(component: str, root: Path, before: str, entry: dict[str, Any], said: str) -> Moved:
    text, _ = _rows(root)
    path = root / "phases" / "phases.toml"
    new_text = with_entry(text, component, entry)
    table = manifest.rows(manifest.parse(new_text, str(path)), str(path))  # its rules judge the step before anything is written
    after = table[component].stage
    fragment = root / "changes" / f"{component}-{_FRAGMENT.sub('-', after)}-{_FRAGMENT.sub('-', entry['since'])}.phase.md"
    files = {path: new_text, root / homes.table_of(root): manifest.render(table), fragment: said + "\n"}
    _write_all(root, {file.relative_to(root).as_posix(): content for file, content in files.items()})
    return Moved(
        component=component,
        before=before,
        after=after,
        since=entry["since"],
        files=tuple(file.relative_to(root).as_posix() for file in files),
    )


def with_entry(text: str, component: str, entry: dict[str, Any]) -> str:
    """The manifest with one entry more, after the last of its component; comments and the rest stay as they are."""
    header = f"[[components.{component}]]"
    lines = text.splitlines()
    last = max(at for at, line in enumerate(lines) if line.strip() == header)
    end = next((at for at in range(last + 1, len(lines)) if lines[at].lstrip().startswith("[")), len(lines))
    while end > last and not lines[end - 1].strip():
        end -= 1
    block = ["", header, *(f"{key} = {_toml(value)}" for key, value in entry.items())]
    return "\n".join([*lines[:end], *block, *lines[end:]]) + "\n"


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else str(value)


def _rows(root: Path) -> tuple[str, dict[str, PhaseRow]]:
    """Text and rows of the manifest, a move that was interrupted having been completed."""
    complete(root)
    path = root / "phases" / "phases.toml"
    return path.read_text(encoding="utf-8"), manifest.rows(manifest.read(str(path)), str(path))


def _above(stage: str) -> str | None:
    if stage == words.NO_RUST_YET:
        return words.OFF
    at = words.STAGES.index(stage) + 1
    return words.STAGES[at] if at < len(words.STAGES) else None


# --- all files or none ---------------------------------------------------------------------------------------------------------


def _write_all(root: Path, files: dict[str, str]) -> None:
    evidence.write_whole(root / _JOURNAL, json.dumps(files))  # from here on the move has happened
    complete(root)


def complete(root: Path) -> bool:
    """Finishes a move that was noted and not carried out to its end; True where there was one. Raises: OSError: try again later."""
    journal = root / _JOURNAL
    try:
        files = json.loads(journal.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return False
    for name, content in files.items():
        evidence.write_whole(root / name, content)
    journal.unlink(missing_ok=True)
    return True
