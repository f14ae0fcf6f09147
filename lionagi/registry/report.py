"""What people ask: `status()` of all components, `explain()` of one. Values for programs, and the lines the command line prints.

Looks without deciding: nothing is loaded that the orders do not want, and an order that cannot be met is described, not raised.
"""

from __future__ import annotations

import os

from lionagi.registry import loading, process, settings, words
from lionagi.registry._phase_table import PHASES
from lionagi.registry.selection import Orders, stage_of
from lionagi.registry.texts import bad_orders, note, python_here, unavailable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from lionagi.registry.cores import Cores
    from lionagi.registry.settings import Settings
    from lionagi.registry.words import Outcome


def status(cores: Cores | None = None) -> dict[str, Any]:
    """The decision about every component, what hinders it, and the variables behind it.

    Raises: BackendOrderError: the orders make no sense.
    """
    plan = (process.active.cores if cores is None else cores)._plan
    outcome, ordered = _examined(plan)
    immediate = [refusal for refusal in outcome.refusals if not refusal.at_use]
    return {
        "version": version(),
        "python": python_here(),
        "native": _native(),
        "variables": dict(ordered.given),
        "not_active": dict(settings.not_active(ordered)),
        "components": [found.as_dict() for found in outcome.resolutions.values()],
        "notes": _notes(outcome),
        "refused": str(unavailable(immediate)) if immediate else None,
        "refused_at_use": {refusal.component: str(unavailable([refusal])) for refusal in outcome.refusals if refusal.at_use},
    }


def explanation(component: str, cores: Cores | None = None) -> dict[str, Any]:
    """The decision about one component, rule by rule. Raises: BackendOrderError: unknown component, or as `status`."""
    if component not in PHASES:
        raise bad_orders([settings.unknown_component(component, "explain", PHASES)])
    plan = (process.active.cores if cores is None else cores)._plan
    outcome, ordered = _examined(plan)
    found = outcome.resolutions[component]
    orders = Orders(settings=ordered, override=plan.override, per_object=plan.per_object, killed=plan.killed)
    refusals = [refusal for refusal in outcome.refusals if refusal.component == component]
    return {
        "resolution": found.as_dict(),
        "rules": list(_rules(component, orders, found)),
        "notes": [text for text in _notes(outcome) if repr(component) in text],
        "refused": str(unavailable(refusals)) if refusals else None,
    }


def explain(component: str, cores: Cores | None = None) -> str:
    """Why a component runs where it runs, for people. Raises: as `explanation`."""
    return "\n".join(explanation_lines(explanation(component, cores)))


def _examined(plan: Any) -> tuple[Outcome, Settings]:
    outcome = plan.decided()
    if outcome is None:
        outcome, wrong = plan.examine()
        if outcome is None:
            raise bad_orders(wrong)
    ordered = process.settings_now()
    return outcome, ordered


def _native() -> dict[str, Any]:
    """What is known about the native part; it is not loaded for the answer, since that is what may go wrong."""
    probed = process.native_if_probed()
    if probed is not None:
        return {**probed.as_dict(), "components": sorted(probed.components), "files": list(probed.files)}
    here, foreign = loading.native_files()
    state = "present, not loaded" if here else words.MISSING
    return {"state": state, "file": here[0] if here else None, "files": here or foreign}


def _notes(outcome: Outcome) -> list[str]:
    by_cause: dict[tuple[str, str, str], list[words.Note]] = {}
    for each in outcome.notes:
        by_cause.setdefault((each.kind, each.asked_by, each.cause), []).append(each)
    return [note(alike[0].kind, alike) for alike in by_cause.values()]


def _rules(component: str, orders: Orders, found: words.Resolution) -> Iterator[dict[str, Any]]:
    """Each rule in the order of precedence, what it says, and whether it decided. Fallbacks keep the asker of the order."""
    ordered = orders.settings
    stage = stage_of(component, ordered, PHASES)
    killed = ordered.killed.get(component) or orders.killed.get(component)
    override = orders.override.get(component, (None, None))[1]
    named = ordered.components.get(component)
    percent = ordered.rollout.get(component)
    said = (
        ("kill", (words.KILL_SWITCH,), killed),
        ("override", (words.OVERRIDE,), override),
        ("per object", (words.PER_OBJECT,), None if orders.per_object is None else f"use_rust_core={orders.per_object}"),
        (words.COMPONENTS, (words.FORCED_COMPONENT,), named and f"{component}={named}"),
        (words.BACKEND, (words.FORCED_GLOBAL,), ordered.backend),
        ("quarantine", (words.QUARANTINED,), found.cause if found.reason == words.QUARANTINED else None),
        ("rollout", (words.ROLLOUT_IN, words.ROLLOUT_OUT), _rollout_says(found, percent)),
        ("phase table", (words.PHASE_DEFAULT, words.PHASE_EMULATED), _phase_says(component, stage)),
    )
    decided = _deciding_rule(found, tuple(says for _, _, says in said))
    for at, (rule, reasons, says) in enumerate(said):
        yield {"rule": rule, "says": says, "decides": found.reason in reasons or at == decided}


def _deciding_rule(found: words.Resolution, says: tuple[str | None, ...]) -> int | None:
    """For a fallback: the first rule that spoke, skipping the quarantine and words that hand the decision on."""
    if not found.reason.startswith("FALLBACK_"):
        return None
    if found.policy == words.AUTO:
        return 6 if found.bucket is not None else 7
    return next((at for at, text in enumerate(says) if text is not None and not text.endswith(words.AUTO)), None)


def _rollout_says(found: words.Resolution, hundredths: int | None) -> str | None:
    if found.bucket is not None and found.percent is not None:
        side = "below" if found.bucket < found.percent * 100 else "not below"
        return f"bucket {found.bucket} of 10000 is {side} {found.percent:g} %"
    return None if hundredths is None else f"{hundredths / 100:g} %"


def _phase_says(component: str, stage: str) -> str:
    row = PHASES[component]
    backend = words.RUST if stage in (words.LIVE, words.SOAK, words.ONLY) else words.PYTHON
    rehearsed = "" if stage == row.stage else f", rehearsed; released at {row.stage}"
    return f"{stage} (default {backend}{rehearsed}; since {row.since})"


def version() -> str:
    """The version of this package, without importing it or the metadata machinery where that can be helped."""
    path = os.path.join(loading.PACKAGE, "version.py")
    try:
        with open(path, encoding="utf-8") as file:
            for line in file:
                if line.startswith("__version__"):
                    return line.split("=", 1)[1].strip().strip("\"'")
    except OSError:
        pass
    from importlib import metadata

    try:
        return metadata.version("lionagi")
    except metadata.PackageNotFoundError:
        return "unknown (not installed)"


# --- lines ------------------------------------------------------------------------------------------------------------


def status_lines(found: dict[str, Any]) -> Iterator[str]:
    """`status()` for people."""
    yield f"lionagi {found['version']} on {found['python']}"
    yield f"native part: {_native_line(found['native'])}"
    rows = [("component", "backend", "phase", "reason", "asked by")]
    rows += [(each["component"], each["backend"], each["phase"], each["reason"], each["asked_by"]) for each in found["components"]]
    yield ""
    yield from _columns(rows)
    for name, why in found["not_active"].items():
        yield f"not active: {name}: {why}"
    for text in found["notes"]:
        yield f"note: {text}"
    for text in (*filter(None, [found["refused"]]), *found["refused_at_use"].values()):
        yield ""
        yield text


def _native_line(native: dict[str, Any]) -> str:
    parts = [native["state"]]
    if native.get("file"):
        parts.append(native["file"])
    if native.get("fingerprint"):
        parts.append(f"build {native['fingerprint']}")
    if native.get("cause"):
        parts.append(native["cause"])
    return ", ".join(parts)


def explanation_lines(found: dict[str, Any]) -> Iterator[str]:
    """`explanation()` for people."""
    resolution = found["resolution"]
    verb = "would run" if found["refused"] else "runs"
    yield f"{resolution['component']} {verb} on {resolution['backend']}: {resolution['reason']}, asked by {resolution['asked_by']}"
    yield ""
    yield from _columns([(("-> " if rule["decides"] else "   ") + rule["rule"], rule["says"] or "-") for rule in found["rules"]])
    yield ""
    yield from _columns([(f"   {key}", str(value)) for key, value in resolution.items() if value is not None])
    for text in found["notes"]:
        yield ""
        yield f"note: {text}"
    if found["refused"]:
        yield ""
        yield found["refused"]


def _columns(rows: list[tuple[str, ...]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
