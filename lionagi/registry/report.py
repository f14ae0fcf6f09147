"""What people ask: `status()` of all components, `explain()` of one. Values for programs, and the lines the command line prints.

Looks without deciding: nothing is loaded that the orders do not want, and an order that cannot be met is described, not raised.
"""

from __future__ import annotations

from lionagi.registry import loading, process, settings, words
from lionagi.registry._phase_table import PHASES
from lionagi.registry.selection import Answer, Orders, answer, order_levels, stage_of
from lionagi.registry.texts import bad_orders, note, python_here, unavailable
from lionagi.version import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Any

    from lionagi.registry._cores import Cores
    from lionagi.registry.process import Plan
    from lionagi.registry.selection import Probe
    from lionagi.registry.settings import Settings, Table
    from lionagi.registry.words import Note, Outcome, PhaseRow, Resolution


def status(cores: Cores | None = None) -> dict[str, Any]:
    """The decision about every component, what hinders it, and the variables behind it.

    Raises: BackendOrderError: the orders make no sense.
    """
    plan = (process.active.cores if cores is None else cores)._plan
    outcome, ordered = _examined(plan)
    outcomes: list[Outcome] = [outcome]
    broken: list[str] = []
    if cores is None:
        others, broken = _of_other_packages()
        outcomes += others
    resolutions = [found for each in outcomes for found in each.resolutions.values()]
    refusals = [refusal for each in outcomes for refusal in each.refusals]
    immediate = [refusal for refusal in refusals if not refusal.at_use]
    return {
        "version": __version__,
        "python": python_here(),
        "native": _native(),
        "variables": dict(ordered.given),
        "not_active": dict(settings.not_active(ordered)),
        "components": [found.as_dict() for found in resolutions],
        "notes": [*_notes(each for found in outcomes for each in found.notes), *_quarantine_notes(resolutions), *broken],
        "refused": str(unavailable(immediate)) if immediate else None,
        "refused_at_use": {refusal.component: str(unavailable([refusal])) for refusal in refusals if refusal.at_use},
    }


def _of_other_packages() -> tuple[list[Outcome], list[str]]:
    """The outcomes of their components, and a sentence for each that cannot be used. Raises: BackendOrderError."""
    from lionagi.registry import foreign

    there = foreign.found()
    return [_examined(foreign.plan(name))[0] for name in there.components], list(there.broken.values())


def explanation(component: str, cores: Cores | None = None) -> dict[str, Any]:
    """The decision about one component, rule by rule. Raises: BackendOrderError: unknown component, or as `status`."""
    known(component, "explain")
    plan, table = (process.active.cores if cores is None else cores)._plan, PHASES
    if component not in PHASES:
        from lionagi.registry import foreign

        plan, table = foreign.plan(component, where="explain"), foreign.found().table
    outcome, _ = _examined(plan)
    ordered = plan.settings_and_problems()[0]
    refusals = [refusal for refusal in outcome.refusals if refusal.component == component]
    return {
        "resolution": outcome.resolutions[component].as_dict(),
        "rules": list(_rules(component, plan.orders(ordered), table, plan.probe_of(ordered))),
        "notes": [
            *_notes(each for each in outcome.notes if each.component == component),
            *_quarantine_notes([outcome.resolutions[component]]),
        ],
        "refused": str(unavailable(refusals)) if refusals else None,
    }


def explain(component: str, cores: Cores | None = None) -> str:
    """Why a component runs where it runs, for people. Raises: as `explanation`."""
    return "\n".join(explanation_lines(explanation(component, cores)))


def known(component: str, where: str) -> None:
    """Raises: BackendOrderError: there is no such component; BackendError: it is another package's, and cannot be used."""
    if component not in PHASES:
        from lionagi.registry import foreign

        foreign.known(component, where)


def _examined(plan: Plan) -> tuple[Outcome, Settings]:
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
    state = words.MISSING if not here else "present, not loaded" if len(here) == 1 else f"{words.TWOFOLD}, not loaded"
    return {"state": state, "file": ", ".join(here) or None, "files": here or foreign}


def _notes(notes: Iterable[Note]) -> list[str]:
    by_cause: dict[tuple[str, str, str], list[Note]] = {}
    for each in notes:
        by_cause.setdefault((each.kind, each.asked_by, each.cause), []).append(each)
    return [note(alike[0].kind, alike) for alike in by_cause.values()]


def _quarantine_notes(resolutions: Iterable[Resolution]) -> list[str]:
    held = [found.component for found in resolutions if found.reason == words.QUARANTINED]
    if not held:
        return []
    names = " ".join(held)
    return [f"in quarantine until another build is installed: {names}; see lionagi quarantine list, or lionagi quarantine clear {names}"]


def _rules(component: str, orders: Orders, table: Table, probe: Probe) -> Iterator[dict[str, Any]]:
    """Each rule in the order of precedence, what it says, and whether it decided. What came of it is in the resolution."""
    found = answer(component, orders, table, probe)
    ordered = orders.settings
    levels = {reason: asked_by for reason, _, asked_by in order_levels(component, orders, table)}
    killed = ordered.killed.get(component) or orders.killed.get(component)
    quarantined = found.cause if found.reason == words.QUARANTINED else None
    for rule, reasons, says in (
        ("kill", (words.KILL_SWITCH,), killed),
        ("override", (words.OVERRIDE,), levels.get(words.OVERRIDE)),
        ("per object", (words.PER_OBJECT,), levels.get(words.PER_OBJECT)),
        (words.COMPONENTS, (words.FORCED_COMPONENT,), levels.get(words.FORCED_COMPONENT)),
        (words.BACKEND, (words.FORCED_GLOBAL,), levels.get(words.FORCED_GLOBAL)),
        ("quarantine", (words.QUARANTINED,), quarantined),
        ("rollout", (words.ROLLOUT_IN, words.ROLLOUT_OUT), _rollout_says(found)),
        ("phase table", (words.PHASE_DEFAULT, words.PHASE_EMULATED), _phase_says(table[component], stage_of(component, ordered, table))),
    ):
        yield {"rule": rule, "says": says, "decides": found.reason in reasons}


def _rollout_says(found: Answer) -> str | None:
    if found.bucket is None or found.percent is None:
        return None
    side = "below" if found.bucket < round(found.percent * 100) else "not below"
    return f"bucket {found.bucket} of 10000 is {side} {found.percent:g} %"


def _phase_says(row: PhaseRow, stage: str) -> str:
    backend = words.RUST if stage in (words.LIVE, words.SOAK, words.ONLY) else words.PYTHON
    rehearsed = "" if stage == row.stage else f"; rehearsed, released at {row.stage}"
    return f"{stage} since {row.since}, default {backend}" if not rehearsed else f"{stage}, default {backend}{rehearsed} since {row.since}"


# --- lines ------------------------------------------------------------------------------------------------------------


def status_lines(found: dict[str, Any], lacking: dict[str, str] | None = None) -> Iterator[str]:
    """`status()` for people. `lacking`: by component, what it lacks for its next stage."""
    yield f"lionagi {found['version']} on {found['python']}"
    yield f"native part: {_native_line(found['native'])}"
    rows: list[tuple[str, ...]] = [("component", "backend", "phase", "reason", "asked by")]
    rows += [(each["component"], each["backend"], each["phase"], each["reason"], each["asked_by"]) for each in found["components"]]
    if lacking is not None:
        names = ["", *(each["component"] for each in found["components"])]
        rows = [(*row, lacking.get(name, "-") if name else "for the next stage") for name, row in zip(names, rows, strict=True)]
    yield ""
    yield from columns(rows)
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
    yield from columns([(("-> " if rule["decides"] else "   ") + rule["rule"], rule["says"] or "-") for rule in found["rules"]])
    yield ""
    yield from columns([(f"   {key}", str(value)) for key, value in resolution.items() if value is not None])
    for text in found["notes"]:
        yield ""
        yield f"note: {text}"
    if found["refused"]:
        yield ""
        yield found["refused"]


def columns(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """Rows of equal length as lines, each column as wide as its widest cell."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
