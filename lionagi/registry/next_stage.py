"""What each component lacks for its next stage, in a few words: a column of `lionagi status` in a checkout. Tooling.

Cheap: files that evidence names are hashed again, and no import is followed. `lionagi phase plan` looks properly, at new files too.
"""

from __future__ import annotations

from pathlib import Path

from lionagi._errors import BackendError
from lionagi.registry import closure, evidence, gates, manifest, words


def missing(root: Path) -> dict[str, str]:
    """Component -> `2.ramp: no evidence`, `2.ramp: ready`, ... Raises: ManifestError: the manifest breaks a rule."""
    path = str(root / "phases" / "phases.toml")
    return {name: _of(name, row.stage, root) for name, row in manifest.rows(manifest.read(path), path).items()}


def _of(component: str, stage: str, root: Path) -> str:
    if stage == words.NO_RUST_YET:
        return f"{words.OFF}: a Rust core"
    if stage == words.ONLY:
        return "-"
    above = words.STAGES[words.STAGES.index(stage) + 1]
    place = evidence.place(component, above, root)
    if not place.is_file():
        return f"{above}: no evidence"
    try:
        document = evidence.read(place)
    except BackendError:
        return f"{above}: evidence that cannot be trusted"
    findings = gates.judge(above, document["facts"])
    failed = [finding.name for finding in findings if finding.state != gates.PASS]
    if failed:
        return f"{above}: {failed[0]}" + (f" and {len(failed) - 1} more" if len(failed) > 1 else "")
    changed = _changed(document["closure"], root)
    if changed:
        return f"{above}: stale, {changed[0]}" + (f" and {len(changed) - 1} more" if len(changed) > 1 else "")
    return f"{above}: ready"


def _changed(recorded: dict[str, str], root: Path) -> list[str]:
    """Files of a recorded closure that are no longer what they were."""
    found = []
    for path, digest in recorded.items():
        try:
            same = closure.content_hash(root / path) == digest
        except OSError:
            same = False
        if not same:
            found.append(path)
    return found
