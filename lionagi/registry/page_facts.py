"""What the report page shows, gathered from this checkout: stages, evidence, ledgers, quarantines, benchmarks over time. Tooling.

Plain values in, plain values out; not here: how they look (`page.py`). What cannot be read is named among `problems`, and hinders nothing.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from lionagi._errors import BackendError
from lionagi.registry import evidence, gates, manifest, promotion, quarantine, report, shadow_records, words
from lionagi.registry.ledger import read_ledger


def gather(root: Path, shadow: Sequence[Path] = ()) -> dict[str, Any]:
    """Everything, by name. `shadow`: files and folders of records that shadow runs left.

    Raises: BackendOrderError: the orders make no sense; ManifestError: the manifest breaks a rule."""
    problems: list[str] = []
    path = str(root / "phases" / "phases.toml")
    document = manifest.read(path)
    rows = manifest.rows(document, path)
    status = report.status()
    resolved = {each["component"]: each for each in status["components"]}
    sampled = shadow_records.total(shadow_records.read(shadow))
    problems += [f"{place} is no record of a shadow run" for place in sampled["unreadable"]]
    return {
        "version": status["version"],
        "python": status["python"],
        "native": status["native"]["state"],
        "made_at": time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime()),
        "stages": [words.NO_RUST_YET, *words.STAGES],
        "components": [
            {
                "name": name,
                "stage": row.stage,
                "since": row.since,
                "history": [{key: str(value) for key, value in entry.items()} for entry in document["components"][name]],
                "runs": {key: resolved[name][key] for key in ("backend", "reason", "asked_by")} if name in resolved else None,
                "evidence": _evidence(name, root),
                "next": _next(name, root),
                "ledger": _ledger(name, root, problems) if row.stage != words.NO_RUST_YET else [],
                "quarantines": _quarantines(name, problems),
                "shadow": sampled["components"].get(name),
            }
            for name, row in rows.items()
        ],
        "benchmarks": _benchmarks(root / "benchmarks" / "history", problems),
        "problems": problems,
    }


def _judged(judged: evidence.Judged) -> dict[str, Any]:
    return {"stage": judged.stage, "verdict": judged.verdict, "why": list(judged.why), "gate": [line.as_dict() for line in judged.findings]}


def _evidence(component: str, root: Path) -> list[dict[str, Any]]:
    """Of every stage there is some for, in the order of stages."""
    found = []
    for stage in gates.GATES:
        place = evidence.place(component, stage, root)
        if place.is_file():
            judged = _judged(evidence.verify(component, stage, root))
            try:
                document = evidence.read(place)
                judged |= {"made_at": document["made_at"], "version": document["version"], "python": document["made_with"].get("python")}
            except BackendError:
                judged |= {"made_at": None, "version": None, "python": None}
            found.append(judged)
    return found


def _next(component: str, root: Path) -> dict[str, Any] | None:
    step = promotion.plan(component, root)
    if step.judged is None:
        return None if step.next_stage is None else {"stage": step.next_stage, "verdict": gates.INCONCLUSIVE, "why": [], "gate": []}
    return _judged(step.judged)


def _ledger(component: str, root: Path, problems: list[str]) -> list[dict[str, str]]:
    try:
        entries = read_ledger(component, root).entries
    except BackendError as error:
        problems.append(str(error))
        return []
    return [{"id": each.id, "reason": each.reason, "expires": str(each.expires)} for each in entries]


def _quarantines(component: str, problems: list[str]) -> list[dict[str, Any]]:
    folder = quarantine.state_folder(os.environ.get(words.STATE_DIR) or None, os.environ)
    if folder is None:
        return []
    record, unreadable = quarantine.read(folder, component)
    if unreadable is not None:
        problems.append(unreadable)
    return [] if record is None else [{"cause": each["cause"], "fingerprint": each["fingerprint"]} for each in quarantine.builds(record)]


def _benchmarks(folder: Path, problems: list[str]) -> dict[str, Any]:
    """Runs in the order of their dates, and by benchmark the ratio of Rust to Python in each run; None where it was not measured."""
    runs: list[str] = []
    by_name: dict[str, dict[str, float]] = {}
    component_of: dict[str, str] = {}
    for path in sorted(folder.glob("*.json")):
        try:
            lines = json.loads(path.read_text(encoding="utf-8"))["lines"]
            ratios = {
                str(line["benchmark"]): (str(line["component"]), float(line["ratios"]["rust/python"]["median"]))
                for line in lines
                if "rust/python" in line["ratios"]
            }
        except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
            problems.append(f"benchmarks/history/{path.name} cannot be read: {type(error).__name__}: {error}")
            continue
        runs.append(path.stem)
        for name, (component, ratio) in ratios.items():
            component_of[name] = component
            by_name.setdefault(name, {})[path.stem] = ratio
    return {
        "runs": runs,
        "lines": [
            {"name": name, "component": component_of[name], "ratios": [found.get(run) for run in runs]} for name, found in by_name.items()
        ],
    }
