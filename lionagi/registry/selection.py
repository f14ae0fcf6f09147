"""Which backend answers for a component, and why. Pure: (orders, phase table, probe) in, `Outcome` out.

Not here: reading the environment (`settings.py`), importing a core (`loading.py`), warning and raising (`process.py`).
Precedence: kill, override, per object, LIONAGI_COMPONENTS, LIONAGI_BACKEND, quarantine, rollout, phase table. The word `auto`
ends the search for an order, so that the last three decide.
"""

from __future__ import annotations

from lionagi.registry import words
from lionagi.registry._record import Record
from lionagi.registry.settings import Settings
from lionagi.registry.words import Native, Note, Outcome, Refusal, Resolution

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any, ClassVar, Protocol, TypeVar

    from lionagi.registry.settings import Table

    T = TypeVar("T")

    class Probe(Protocol):
        """What this installation is. Read only where Rust is wanted: looking at the native part costs a load."""

        @property
        def native(self) -> Native: ...
        @property
        def in_checkout(self) -> bool: ...
        @property
        def default_key(self) -> str: ...
        def quarantined(self, component: str) -> str | None:
            """The cause in a quarantine record of this very build."""

        def python_file(self, component: str) -> str | None: ...


class Orders(Record):
    """Everything that was ordered. `override` and `killed` go from component to word and asker, and to asker."""

    fields = ("settings", "override", "per_object", "killed")
    __slots__ = fields
    _defaults: ClassVar[dict[str, Any]] = {"override": {}, "per_object": None, "killed": {}}
    settings: Settings
    override: Mapping[str, tuple[str, str]]
    per_object: bool | None
    killed: Mapping[str, str]


class Answer(Record):
    """What the first rule with an answer wants, before it is known whether it can be had."""

    fields = ("wants", "reason", "asked_by", "policy", "bucket", "percent", "cause")
    __slots__ = fields
    _defaults: ClassVar[dict[str, Any]] = {"policy": words.AUTO, "bucket": None, "percent": None, "cause": None}
    wants: str
    reason: str
    asked_by: str
    policy: str
    bucket: int | None
    percent: float | None
    cause: str | None


def resolve_all(orders: Orders, table: Table, probe: Probe) -> Outcome:
    """All components together. Orders with `problems` must not arrive here."""
    resolutions: dict[str, Resolution] = {}
    notes: list[Note] = []
    refusals: list[Refusal] = []
    for component in table:
        resolutions[component] = _resolve(component, orders, table, probe, notes, refusals)
    _join_groups(resolutions, table, probe, notes)
    return Outcome(resolutions=resolutions, notes=tuple(notes), refusals=tuple(refusals))


def stage_of(component: str, settings: Settings, table: Table) -> str:
    """The stage that holds: rehearsed, or of the table."""
    stage = table[component].stage
    ordered = _phase_order(component, settings, table)
    if ordered != words.NEXT:
        return ordered or stage
    return words.STAGES[min(words.STAGES.index(stage) + 1, len(words.STAGES) - 1)]


def _phase_order(component: str, settings: Settings, table: Table) -> str | None:
    if table[component].stage == words.NO_RUST_YET:
        return None
    named = _for_group(component, settings.phases, table)
    return named[1] if named else settings.phase_of_all


def _for_group(component: str, orders: Mapping[str, T], table: Table) -> tuple[str, T] | None:
    """The order for a component or, since a group always resolves as one, for a member of its group; and whom it names."""
    if component in orders:
        return component, orders[component]
    group = table[component].group
    if group is not None:
        for member, order in orders.items():
            if member in table and table[member].group == group:
                return member, order
    return None


# --- rules: the first answer wins -------------------------------------------------------------------------------------


def answer(component: str, orders: Orders, table: Table, probe: Probe) -> Answer:
    """What the orders and the phase want for a component."""
    found = None if _is_silent(orders) else _killed(component, orders, table) or _ordered(component, orders, table)
    if found is not None and found.policy in (words.PYTHON, words.RUST):
        return found
    stage = stage_of(component, orders.settings, table)
    return (
        _quarantined(component, stage, found, probe)
        or found
        or _rolled_out(component, stage, orders, table, probe)
        or _by_phase(component, stage, orders, table)
    )


def _is_silent(orders: Orders) -> bool:
    """No order was given: the usual case, in which most rules need not be asked."""
    said = orders.settings
    from_environment = said.backend or said.components or said.phase_of_all or said.phases or said.rollout or said.shadow or said.killed
    return not (from_environment or orders.override or orders.killed or orders.per_object is not None)


def _killed(component: str, orders: Orders, table: Table) -> Answer | None:
    for killed in (orders.settings.killed, orders.killed):
        if (found := _for_group(component, killed, table)) is not None:
            return Answer(wants=words.PYTHON, reason=words.KILL_SWITCH, asked_by=found[1], policy=words.PYTHON)
    return None


def _ordered(component: str, orders: Orders, table: Table) -> Answer | None:
    """override(), per object, LIONAGI_COMPONENTS, LIONAGI_BACKEND."""
    for reason, word, asked_by in order_levels(component, orders, table):
        if word == words.AUTO:
            return None
        has_rust = table[component].stage != words.NO_RUST_YET
        if word == words.PYTHON or has_rust:
            return Answer(wants=words.PYTHON if word == words.PYTHON else words.RUST, reason=reason, asked_by=asked_by, policy=word)
    return None


def order_levels(component: str, orders: Orders, table: Table) -> Iterator[tuple[str, str, str]]:
    """(reason code, policy word, who asked) of each order that speaks about a component, highest first."""
    if (override := _for_group(component, orders.override, table)) is not None:
        word, asker = override[1]
        yield words.OVERRIDE, word, asker
    if orders.per_object is not None:
        yield words.PER_OBJECT, words.RUST if orders.per_object else words.PYTHON, f"use_rust_core={orders.per_object}"
    if (named := _for_group(component, orders.settings.components, table)) is not None:
        yield words.FORCED_COMPONENT, named[1], f"{words.COMPONENTS}={named[0]}={named[1]}"
    if orders.settings.backend is not None:
        yield words.FORCED_GLOBAL, orders.settings.backend, f"{words.BACKEND}={orders.settings.backend}"


def _quarantined(component: str, stage: str, order: Answer | None, probe: Probe) -> Answer | None:
    """Counts only where Rust could answer, and where Python may."""
    if stage in (words.NO_RUST_YET, words.ONLY) or (order is None and stage in (words.OFF, words.SHADOWED)):
        return None
    if (cause := probe.quarantined(component)) is None:
        return None
    policy = order.policy if order else words.AUTO
    return Answer(wants=words.PYTHON, reason=words.QUARANTINED, asked_by="quarantine record", policy=policy, cause=cause)


def _rolled_out(component: str, stage: str, orders: Orders, table: Table, probe: Probe) -> Answer | None:
    if stage != words.RAMP:
        return None
    from lionagi.registry.rollout import bucket  # needed at this stage only

    row, settings = table[component], orders.settings
    named = _for_group(component, settings.rollout, table)
    hundredths = named[1] if named else row.percent if row.percent is not None else words.REHEARSED_PERCENT
    key = settings.rollout_key if settings.rollout_key is not None else probe.default_key
    place = bucket(row.group or component, key)
    percent = hundredths / 100
    return Answer(
        wants=words.RUST if place < hundredths else words.PYTHON,
        reason=words.ROLLOUT_IN if place < hundredths else words.ROLLOUT_OUT,
        asked_by=f"{words.ROLLOUT}={named[0]}={percent:g}" if named else _phase_asker(component, settings, table),
        bucket=place,
        percent=percent,
    )


def _by_phase(component: str, stage: str, orders: Orders, table: Table) -> Answer:
    emulated = _phase_order(component, orders.settings, table) is not None
    return Answer(
        wants=words.RUST if stage in (words.LIVE, words.SOAK, words.ONLY) else words.PYTHON,
        reason=words.PHASE_EMULATED if emulated else words.PHASE_DEFAULT,
        asked_by=_phase_asker(component, orders.settings, table),
    )


def _phase_asker(component: str, settings: Settings, table: Table) -> str:
    emulated = _phase_order(component, settings, table) is not None
    return f"{words.PHASE}={settings.given.get(words.PHASE)}" if emulated else "phase table"


# --- from what is wanted to what can be had ---------------------------------------------------------------------------


def _resolve(component: str, orders: Orders, table: Table, probe: Probe, notes: list[Note], refusals: list[Refusal]) -> Resolution:
    found = answer(component, orders, table, probe)
    stage = stage_of(component, orders.settings, table)
    if found.wants == words.PYTHON:
        _note_python(component, stage, found, orders, table, notes)
        return _resolution(component, found, stage, table, probe)
    native = _native_for(component, probe.native)
    if native.state == words.LOADED:
        if found.policy == words.RUST or stage == words.ONLY:
            cause = probe.quarantined(component)
            if cause is not None:
                notes.append(Note(kind=words.NOTE_QUARANTINE_IGNORED, component=component, asked_by=found.asked_by, cause=cause))
        return _resolution(component, found, stage, table, probe, native)
    cause = native.cause or native.state
    refused = _refusal(component, found, stage, native.state, cause, orders.settings.on_fallback)
    if refused is not None:
        refusals.append(refused)
        return _resolution(component, found, stage, table, probe, native).changed(cause=cause)
    broken = native.state == words.BROKEN
    kind = words.NOTE_BROKEN_FALLBACK if broken else words.NOTE_FALLBACK
    notes.append(Note(kind=kind, component=component, asked_by=found.asked_by, cause=cause))
    reason = words.FALLBACK_IMPORT_FAILED if broken else words.FALLBACK_NOT_INSTALLED
    return _resolution(component, found.changed(wants=words.PYTHON, reason=reason, cause=cause), stage, table, probe)


def _refusal(component: str, found: Answer, stage: str, state: str, cause: str, on_fallback: str) -> Refusal | None:
    at_use = False
    level, required_by = found.reason, found.asked_by
    if found.policy == words.RUST or state in words.WRONG_ANSWERS:
        pass
    elif stage == words.ONLY:
        at_use = True
        level, required_by = words.PHASE_DEFAULT, f"phase {stage}" + ("" if required_by == "phase table" else f" ({required_by})")
    elif on_fallback == "error":
        level, required_by = words.ON_FALLBACK, f"{words.ON_FALLBACK}=error (Rust wanted by {required_by})"
    else:
        return None
    return Refusal(component=component, level=level, required_by=required_by, state=state, cause=cause, at_use=at_use)


def _native_for(component: str, native: Native) -> Native:
    if native.state == words.LOADED and component not in native.components:
        cause = f"AttributeError: {native.file} has no component {component!r}"
        return Native(state=words.BROKEN, file=native.file, files=native.files, cause=cause)
    return native


def _note_python(component: str, stage: str, found: Answer, orders: Orders, table: Table, notes: list[Note]) -> None:
    if found.reason == words.KILL_SWITCH:
        beaten = _ordered(component, orders, table)
        if beaten is not None and beaten.policy == words.RUST:
            notes.append(Note(kind=words.NOTE_KILLED, component=component, asked_by=beaten.asked_by, cause=found.asked_by))
    elif found.policy == words.PYTHON and stage == words.SOAK:
        notes.append(Note(kind=words.NOTE_LAST_CALL, component=component, asked_by=found.asked_by, cause="phase 3 is next"))


def _resolution(component: str, found: Answer, stage: str, table: Table, probe: Probe, native: Native | None = None) -> Resolution:
    return Resolution(
        component=component,
        group=table[component].group,
        backend=found.wants,
        reason=found.reason,
        phase=stage,
        asked_by=found.asked_by,
        policy=found.policy,
        module=f"lionagi._core_py.{component}" if native is None else f"lionagi._core_rust._native.{component}",
        file=probe.python_file(component) if native is None else native.file,
        fingerprint=native.fingerprint if native else None,
        cause=found.cause,
        bucket=found.bucket,
        percent=found.percent,
        evidence=table[component].evidence,
    )


def _join_groups(resolutions: dict[str, Resolution], table: Table, probe: Probe, notes: list[Note]) -> None:
    """One member on Python (its part broken, or quarantined) takes its peers along: their native parts would call it directly."""
    for component, found in resolutions.items():
        if found.group is None or found.backend == words.RUST:
            continue
        for peer, other in resolutions.items():
            if other.group == found.group and other.backend == words.RUST and other.policy != words.RUST:
                cause = f"peer {component!r} runs on Python: {found.cause or found.reason}"
                resolutions[peer] = other.changed(
                    backend=words.PYTHON,
                    reason=words.FALLBACK_GROUP_PEER,
                    module=f"lionagi._core_py.{peer}",
                    file=probe.python_file(peer),
                    fingerprint=None,
                    cause=cause,
                )
                notes.append(Note(kind=words.NOTE_FALLBACK, component=peer, asked_by=other.asked_by, cause=cause))


# --- orders that may not be given -------------------------------------------------------------------------------------


def problems(orders: Orders, table: Table, probe: Probe) -> list[str]:
    """Every order that a phase forbids, that says two things, or that has no effect."""
    if _is_silent(orders):
        return []
    settings = orders.settings
    found = [*_group_quarrels(orders, table), *_phase_problems(settings, table, probe)]
    for component, row in table.items():
        if row.stage == words.NO_RUST_YET:
            found += _rust_for_phase_zero(component, orders)
        elif stage_of(component, settings, table) == words.ONLY:
            found += _python_for_phase_three(component, orders, table)
        if component in settings.rollout and (stage := stage_of(component, settings, table)) != words.RAMP:
            found.append(
                f"{words.ROLLOUT} names {component!r}, which is at {stage}: a percentage counts only at {words.RAMP} "
                f"(leave it out, or rehearse with {words.PHASE}={component}={words.RAMP})"
            )
    return found


def _rust_for_phase_zero(component: str, orders: Orders) -> Iterator[str]:
    asked = []
    if orders.settings.components.get(component) in (words.RUST, words.PREFER_RUST):
        asked.append(f"{words.COMPONENTS}={component}={orders.settings.components[component]}")
    if orders.override.get(component, ("", ""))[0] in (words.RUST, words.PREFER_RUST):
        asked.append(orders.override[component][1])
    asked += [name for name, named in ((words.PHASE, orders.settings.phases), (words.SHADOW, orders.settings.shadow)) if component in named]
    for asker in asked:
        yield f"{asker} names {component!r}, which has no Rust core yet (phase 0); leave it out"


def _python_for_phase_three(component: str, orders: Orders, table: Table) -> Iterator[str]:
    for killed in (orders.settings.killed, orders.killed):
        if (found := _for_group(component, killed, table)) is not None:
            yield f"{found[1]} would kill {component!r}, which is at {words.ONLY}: Python has left selection there; demote it in a release"
            return
    found_order = _ordered(component, orders, table)
    if found_order is not None and found_order.policy == words.PYTHON:
        yield f"{found_order.asked_by} demands Python for {component!r}, which is at {words.ONLY}: Python has left selection; drop it"


def _phase_problems(settings: Settings, table: Table, probe: Probe) -> Iterator[str]:
    for component, row in table.items():
        lowered = row.stage == words.ONLY and stage_of(component, settings, table) != words.ONLY
        if lowered and not probe.in_checkout:
            yield (
                f"{words.PHASE}={settings.given.get(words.PHASE)} would lower {component!r} from {words.ONLY}, "
                "which only a source checkout may do; leave it out"
            )
        if settings.phases.get(component) == words.NEXT and row.stage == words.ONLY:
            yield f"{words.PHASE}={component}={words.NEXT}: {component!r} is at {words.ONLY}, and nothing follows; leave it out"


def _group_quarrels(orders: Orders, table: Table) -> Iterator[str]:
    groups = {row.group for row in table.values() if row.group is not None}
    if not groups:
        return
    settings = orders.settings
    said: tuple[tuple[str, Mapping[str, object]], ...] = (
        (words.COMPONENTS, settings.components),
        (words.PHASE, settings.phases),
        (words.ROLLOUT, settings.rollout),
        ("override()", {name: word for name, (word, _) in orders.override.items()}),
    )
    for asker, by_component in said:
        for group in sorted(groups):
            members = {name: by_component[name] for name, row in table.items() if row.group == group and name in by_component}
            if len(set(members.values())) > 1:
                pairs = ", ".join(f"{name}={word}" for name, word in members.items())
                yield f"{asker} gives the members of group {group!r} different orders ({pairs}); a group runs on one backend, give one"
