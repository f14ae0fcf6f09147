"""Selection as a table: the whole space against rows written by hand (`oracle.py`), and what a resolution records."""

import itertools

import pytest
import selection_oracle as oracle
from made_up_phases import FILE, FINGERPRINT, STATES, TABLE, MadeUpProbe

from lionagi.registry import words
from lionagi.registry.selection import Orders, problems, resolve_all
from lionagi.registry.settings import Settings
from lionagi.registry.words import PhaseRow, Resolution

WORDS = ("python", "rust", "prefer-rust", "auto")


def decide(component, *, override=None, per_object=None, kill=None, probe=None, table=TABLE, **settings):
    """(outcome, problems) for one component; orders given by name concern this component only."""
    orders = Orders(
        settings=Settings(**settings),
        override={component: (override, f"override({override!r})")} if override else {},
        per_object=per_object,
        killed={component: f"registry.kill({component!r})"} if kill else {},
    )
    probe = probe or MadeUpProbe()
    wrong = problems(orders, table, probe)
    return resolve_all(orders, table, probe), wrong


def observed(component, outcome, wrong):
    if any(repr(component) in problem for problem in wrong):
        return "ERROR", "-"
    found = outcome.resolutions[component]
    refusal = next((refusal for refusal in outcome.refusals if refusal.component == component), None)
    if refusal is not None:
        return ("AT_USE" if refusal.at_use else "REFUSED"), found.reason
    return found.backend, found.reason


STAGES = {name: {"ramp_all": "2.ramp:in", "ramp_none": "2.ramp:out"}.get(name, row.stage) for name, row in TABLE.items()}


def check(component, kill, override, per_object, named, backend, state, quarantine, on_fallback):
    expected = oracle.expected(
        STAGES[component],
        "yes" if kill else "-",
        override or "-",
        "-" if per_object is None else per_object,
        named or "-",
        backend or "-",
        state,
        "yes" if quarantine else "-",
        on_fallback,
    )
    outcome, wrong = decide(
        component,
        kill=kill,
        override=override,
        per_object=per_object,
        components={component: named} if named else {},
        backend=backend,
        on_fallback=on_fallback,
        probe=MadeUpProbe(state, quarantined={component} if quarantine else ()),
    )

    assert (expected, component, kill, override, per_object, named, backend, state, quarantine, on_fallback) == (
        observed(component, outcome, wrong),
        component,
        kill,
        override,
        per_object,
        named,
        backend,
        state,
        quarantine,
        on_fallback,
    )


@pytest.fixture
def one_component(monkeypatch):
    """A table of one row makes each of the many resolutions cheap."""

    def keep(component):
        monkeypatch.setattr(f"{__name__}.decide.__kwdefaults__", {**decide.__kwdefaults__, "table": {component: TABLE[component]}})

    return keep


@pytest.mark.parametrize("component", TABLE)
def test_every_combination_of_orders_is_answered_as_the_contract_says(component, one_component):
    one_component(component)
    for kill, override, per_object, named, backend, state, quarantine in itertools.product(
        (False, True), (None, *WORDS), (None, True, False), (None, *WORDS), (None, *WORDS), ("loaded", "missing"), (False, True)
    ):
        check(component, kill, override, per_object, named, backend, state, quarantine, "warn")


@pytest.mark.parametrize("component", TABLE)
def test_every_order_meets_every_state_of_the_native_part(component, one_component):
    one_component(component)
    nothing = {"kill": False, "override": None, "per_object": None, "named": None, "backend": None}
    single = [nothing, {**nothing, "kill": True}]
    single += [{**nothing, level: word} for level in ("override", "named", "backend") for word in WORDS]
    single += [{**nothing, "per_object": choice} for choice in (True, False)]
    for orders, state, quarantine, on_fallback in itertools.product(single, STATES, (False, True), words.ON_FALLBACK_WORDS):
        check(component, state=state, quarantine=quarantine, on_fallback=on_fallback, **orders)


def test_every_row_of_the_oracle_was_met(one_component):
    for component in TABLE:
        one_component(component)
        for override, named, backend, per_object, kill in itertools.product(
            (None, *WORDS), (None, *WORDS), (None, *WORDS), (None, True, False), (False, True)
        ):
            check(component, kill, override, per_object, named, backend, "loaded", False, "warn")
        for backend, state, quarantine, on_fallback in itertools.product((None, *WORDS), STATES, (False, True), words.ON_FALLBACK_WORDS):
            check(component, False, None, None, None, backend, state, quarantine, on_fallback)

    assert [row for row in oracle.rows() if row not in oracle.met] == []


# --- rehearsal: LIONAGI_PHASE, by hand --------------------------------------------------------------------------------

REHEARSALS = [
    # released stage, order, stage that holds, backend, reason
    ("off", "1.off", "1.off", "python", "PHASE_EMULATED"),
    ("off", "1.shadow", "1.shadow", "python", "PHASE_EMULATED"),
    ("off", "2.live", "2.live", "rust", "PHASE_EMULATED"),
    ("off", "2.soak", "2.soak", "rust", "PHASE_EMULATED"),
    ("off", "3.only", "3.only", "rust", "PHASE_EMULATED"),
    ("off", "next", "1.shadow", "python", "PHASE_EMULATED"),
    ("shadowed", "next", "2.ramp", None, None),  # half of the keys
    ("ramp_all", "next", "2.live", "rust", "PHASE_EMULATED"),
    ("live", "next", "2.soak", "rust", "PHASE_EMULATED"),
    ("soak", "next", "3.only", "rust", "PHASE_EMULATED"),
    ("live", "1.off", "1.off", "python", "PHASE_EMULATED"),
    ("only", "1.off", "1.off", "python", "PHASE_EMULATED"),
    ("zero", "2.live", "0", "python", "PHASE_DEFAULT"),
]


@pytest.mark.parametrize(("component", "order", "stage", "backend", "reason"), REHEARSALS)
def test_a_rehearsed_phase_holds_in_place_of_the_released_one(component, order, stage, backend, reason):
    outcome, wrong = decide(component, phase_of_all=order, table={component: TABLE[component]})
    found = outcome.resolutions[component]

    assert wrong == []
    assert found.phase == stage
    if backend is None:
        assert (found.percent, found.reason) == (50.0, "ROLLOUT_IN" if found.backend == "rust" else "ROLLOUT_OUT")
    else:
        assert (found.backend, found.reason) == (backend, reason)


def test_a_rehearsed_phase_falls_back_as_the_real_one():
    outcome, _ = decide("off", phase_of_all="2.live", probe=MadeUpProbe("missing"))

    assert (outcome.resolutions["off"].backend, outcome.resolutions["off"].reason) == ("python", "FALLBACK_NOT_INSTALLED")


PROBLEMS = [
    ("kill at 3.only", "only", {"killed": {"only": "LIONAGI_KILL=only"}}, {}, ["LIONAGI_KILL=only would kill 'only'"]),
    ("kill at a rehearsed 3.only", "off", {"killed": {"off": "LIONAGI_KILL=*"}, "phases": {"off": "3.only"}}, {}, ["would kill 'off'"]),
    ("python for all", "only", {"backend": "python"}, {}, ["LIONAGI_BACKEND=python demands Python for 'only'"]),
    ("python by name", "only", {"components": {"only": "python"}}, {}, ["LIONAGI_COMPONENTS=only=python demands Python for 'only'"]),
    ("python for an object", "only", {}, {"per_object": False}, ["use_rust_core=False demands Python for 'only'"]),
    ("python for all, rust by name", "only", {"backend": "python", "components": {"only": "rust"}}, {}, []),
    (
        "rust for phase 0",
        "zero",
        {"components": {"zero": "rust"}},
        {},
        ["LIONAGI_COMPONENTS=zero=rust names 'zero', which has"],
    ),
    ("prefer-rust for phase 0", "zero", {"components": {"zero": "prefer-rust"}}, {}, ["names 'zero', which has no Rust core"]),
    ("a phase for phase 0", "zero", {"phases": {"zero": "2.live"}}, {}, ["LIONAGI_PHASE names 'zero'"]),
    ("a shadow for phase 0", "zero", {"shadow": {"zero": (1, 10)}}, {}, ["LIONAGI_SHADOW names 'zero'"]),
    ("rust for all with phase 0", "zero", {"backend": "rust"}, {}, []),
    ("rollout away from the ramp", "live", {"rollout": {"live": 2500}}, {}, ["LIONAGI_ROLLOUT names 'live', which is at 2.live"]),
    ("rollout at the ramp", "ramp_all", {"rollout": {"ramp_all": 2500}}, {}, []),
    ("rollout at a rehearsed ramp", "off", {"rollout": {"off": 2500}, "phases": {"off": "2.ramp"}}, {}, []),
    ("nothing after 3.only", "only", {"phases": {"only": "next"}}, {}, ["nothing follows"]),
]


@pytest.mark.parametrize(("component", "settings", "orders", "said"), [row[1:] for row in PROBLEMS], ids=[row[0] for row in PROBLEMS])
def test_orders_that_a_phase_forbids_are_problems(component, settings, orders, said):
    _, wrong = decide(component, table={component: TABLE[component]}, **settings, **orders)

    assert len(wrong) == len(said), wrong
    for problem, part in zip(wrong, said, strict=True):
        assert part in problem


@pytest.mark.parametrize(("in_checkout", "count"), [(True, 0), (False, 1)])
def test_only_a_checkout_may_lower_phase_three(in_checkout, count):
    probe = MadeUpProbe(in_checkout=in_checkout)
    _, wrong = decide("only", table={"only": TABLE["only"]}, probe=probe, phase_of_all="1.off", given={"LIONAGI_PHASE": "1"})

    assert len(wrong) == count
    assert all("LIONAGI_PHASE=1 would lower 'only' from 3.only" in problem for problem in wrong)


# --- what a resolution records ----------------------------------------------------------------------------------------

RUST = {"module": "lionagi._core_rust._native.{}", "file": FILE, "fingerprint": FINGERPRINT}
PYTHON = {"module": "lionagi._core_py.{}", "file": "/there/_core_py/{}.py"}


def recorded(component, phase, backend, reason, asked_by, policy="auto", **more):
    home = {key: value.format(component) for key, value in (RUST if backend == "rust" else PYTHON).items()}
    return Resolution(
        component=component, backend=backend, reason=reason, phase=phase, asked_by=asked_by, policy=policy, **{**home, **more}
    )


RECORDS = [
    ("off", {}, recorded("off", "1.off", "python", "PHASE_DEFAULT", "phase table")),
    ("live", {}, recorded("live", "2.live", "rust", "PHASE_DEFAULT", "phase table")),
    ("only", {}, recorded("only", "3.only", "rust", "PHASE_DEFAULT", "phase table", evidence="evidence/only/3.only.json")),
    ("off", {"backend": "rust"}, recorded("off", "1.off", "rust", "FORCED_GLOBAL", "LIONAGI_BACKEND=rust", "rust")),
    (
        "off",
        {"components": {"off": "prefer-rust"}},
        recorded("off", "1.off", "rust", "FORCED_COMPONENT", "LIONAGI_COMPONENTS=off=prefer-rust", "prefer-rust"),
    ),
    ("live", {"killed": {"live": "LIONAGI_KILL=*"}}, recorded("live", "2.live", "python", "KILL_SWITCH", "LIONAGI_KILL=*", "python")),
    (
        "off",
        {"phase_of_all": "2.live", "given": {"LIONAGI_PHASE": "2"}},
        recorded("off", "2.live", "rust", "PHASE_EMULATED", "LIONAGI_PHASE=2"),
    ),
    (
        "ramp_none",
        {"rollout": {"ramp_none": 10_000}, "rollout_key": "pod-1"},
        recorded("ramp_none", "2.ramp", "rust", "ROLLOUT_IN", "LIONAGI_ROLLOUT=ramp_none=100", bucket=4646, percent=100.0),
    ),
]


@pytest.mark.parametrize(("component", "settings", "expected"), RECORDS, ids=[f"{row[0]}-{row[2].reason}" for row in RECORDS])
def test_a_resolution_records_who_asked_and_what_answers(component, settings, expected):
    outcome, _ = decide(component, **settings)
    found = outcome.resolutions[component]

    assert found.changed(bucket=expected.bucket) == expected
    assert (found.bucket is None) == (expected.bucket is None)


def test_the_json_keys_of_a_resolution_are_those_of_the_contract_in_its_order():
    outcome, _ = decide("off")

    keys = "component, group, backend, reason, phase, asked_by, policy, module, file, fingerprint, cause, bucket, percent, evidence"
    assert list(outcome.resolutions["off"].as_dict()) == keys.split(", ")


def test_a_fallback_records_its_cause_and_no_fingerprint():
    outcome, _ = decide("live", probe=MadeUpProbe("broken"))
    found = outcome.resolutions["live"]

    assert found.cause == "ImportError: invalid ELF header"
    assert found.fingerprint is None
    assert found.module == "lionagi._core_py.live"


def test_a_native_part_without_the_component_is_broken_for_it():
    outcome, _ = decide("live", probe=MadeUpProbe(components=("soak",)))

    assert outcome.resolutions["live"].reason == "FALLBACK_IMPORT_FAILED"
    assert "has no component 'live'" in outcome.resolutions["live"].cause
    assert outcome.resolutions["soak"].backend == "rust"


@pytest.mark.parametrize("settings", [{}, {"backend": "python"}, {"killed": {"off": "LIONAGI_KILL=off"}}], ids=str)
def test_the_native_part_is_not_looked_at_where_nothing_wants_rust(settings):
    probe = MadeUpProbe()
    decide("off", table={"off": TABLE["off"], "shadowed": TABLE["shadowed"], "zero": TABLE["zero"]}, probe=probe, **settings)

    assert not probe.looked


# --- notes ------------------------------------------------------------------------------------------------------------

NOTES = [
    ("a fallback", {"phase_of_all": "2.live"}, {}, MadeUpProbe("missing"), "fallback"),
    ("a broken part", {"phase_of_all": "2.live"}, {}, MadeUpProbe("broken"), "broken fallback"),
    ("a kill over rust", {"backend": "rust", "killed": {"off": "LIONAGI_KILL=off"}}, {}, MadeUpProbe(), "killed"),
    ("a kill over an object's rust", {"killed": {"off": "LIONAGI_KILL=off"}}, {"per_object": True}, MadeUpProbe(), "killed"),
    ("rust over a quarantine", {"backend": "rust"}, {}, MadeUpProbe(quarantined={"off"}), "quarantine ignored"),
    ("phase three over a quarantine", {"phase_of_all": "3.only"}, {}, MadeUpProbe(quarantined={"off"}), "quarantine ignored"),
    ("python at the last stage", {"phase_of_all": "2.soak", "backend": "python"}, {}, MadeUpProbe(), "last call"),
    ("a kill over prefer-rust", {"backend": "prefer-rust", "killed": {"off": "LIONAGI_KILL=off"}}, {}, MadeUpProbe(), None),
    ("a plain kill", {"killed": {"off": "LIONAGI_KILL=off"}}, {}, MadeUpProbe(), None),
    ("prefer-rust under a quarantine", {"backend": "prefer-rust"}, {}, MadeUpProbe(quarantined={"off"}), None),
]


@pytest.mark.parametrize(("settings", "orders", "probe", "kind"), [row[1:] for row in NOTES], ids=[row[0] for row in NOTES])
def test_what_a_user_should_hear_is_noted(settings, orders, probe, kind):
    outcome, wrong = decide("off", table={"off": TABLE["off"]}, probe=probe, **settings, **orders)

    assert wrong == []
    assert [note.kind for note in outcome.notes] == ([kind] if kind else [])


# --- groups -----------------------------------------------------------------------------------------------------------

GROUPED = {
    "pile": PhaseRow(stage="2.live", since="1.0", group="collections"),
    "progression": PhaseRow(stage="2.live", since="1.0", group="collections"),
    "graph": PhaseRow(stage="2.live", since="1.0"),
}


def backends(outcome):
    return {name: found.backend for name, found in outcome.resolutions.items()}


@pytest.mark.parametrize("settings", [{"components": {"pile": "python"}}, {"killed": {"progression": "LIONAGI_KILL=progression"}}], ids=str)
def test_an_order_for_a_member_is_an_order_for_its_group(settings):
    outcome, wrong = decide("pile", table=GROUPED, probe=MadeUpProbe(components=GROUPED), **settings)

    assert wrong == []
    assert backends(outcome) == {"pile": "python", "progression": "python", "graph": "rust"}


def test_a_member_whose_part_is_broken_takes_its_peer_along():
    outcome, _ = decide("pile", table=GROUPED, probe=MadeUpProbe(components=("progression", "graph")))

    assert backends(outcome) == {"pile": "python", "progression": "python", "graph": "rust"}
    assert outcome.resolutions["progression"].reason == "FALLBACK_GROUP_PEER"
    assert "peer 'pile'" in outcome.resolutions["progression"].cause


@pytest.mark.parametrize("field", ["components", "phases"])
def test_members_that_disagree_are_a_problem(field):
    values = ("python", "rust") if field == "components" else ("2.live", "2.soak")
    _, wrong = decide("pile", table=GROUPED, **{field: dict(zip(("pile", "progression"), values, strict=True))})

    assert len(wrong) == 1
    assert f"the members of group 'collections' different orders (pile={values[0]}, progression={values[1]})" in wrong[0]
