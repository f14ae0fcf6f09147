"""Selection as a user of the phase meets it: default, orders on top of it, warnings and their number, exit codes, a missing part."""

from __future__ import annotations

import pytest
from phase_under_test import COMPONENTS, NUMBER, PYTHON_ALONE, native_is_there

from lionagi import registry

PASS, FAIL, USAGE, NOT_MET = range(4)
ALL = "answer = [registry.resolution(name).{} for name in registry.COMPONENTS]"
needs_native = pytest.mark.skipif(not native_is_there(), reason="the native part is not installed: see the pure session")


@pytest.mark.parametrize("component", COMPONENTS)
def test_the_phase_decides_without_any_order(component, stage, default_backend):
    found = registry.resolution(component)

    assert (found.phase, found.backend, found.policy) == (stage, default_backend, "auto")
    assert found.reason == ("PHASE_EMULATED" if NUMBER else "PHASE_DEFAULT")
    assert found.asked_by == (f"LIONAGI_PHASE={NUMBER}" if NUMBER else "phase table")
    assert (found.fingerprint is not None) == (default_backend == "rust")
    assert ("_core_rust" if default_backend == "rust" else "_core_py") in found.module


def test_nobody_is_warned_by_default(fresh):
    assert fresh.python("[getattr(registry.active.cores, name) for name in registry.COMPONENTS]\nanswer = len(said)") == 0


@needs_native
def test_rust_can_be_had_in_every_phase(fresh):
    assert fresh.python(ALL.format("backend"), LIONAGI_BACKEND="rust") == ["rust"] * len(COMPONENTS) + ["python"] * len(PYTHON_ALONE)
    assert fresh.python("answer = registry.resolution('ids', registry.cores(True)).reason") == "PER_OBJECT"


def test_python_can_be_had_until_phase_three(fresh, stage):
    run = fresh.lionagi("status", "--require", "python", LIONAGI_BACKEND="python")

    if stage == "3.only":
        assert run.returncode == USAGE
        assert all(f"LIONAGI_BACKEND=python demands Python for '{name}', which is at 3.only" in run.stderr for name in COMPONENTS)
    else:
        assert (run.returncode, run.stderr) == (PASS, "")


def test_python_for_one_object_can_be_had_until_phase_three(fresh, stage):
    code = """
try:
    answer = registry.resolution("ids", registry.cores(False)).backend
except registry.BackendOrderError as error:
    answer = len(error.problems)
"""
    assert fresh.python(code) == (len(COMPONENTS) if stage == "3.only" else "python")


def test_a_kill_gives_python_until_phase_three(fresh, stage):
    run = fresh.lionagi("status", "--require", "python", LIONAGI_KILL="*")

    assert run.returncode == (USAGE if stage == "3.only" else PASS)
    assert ("LIONAGI_KILL=* would kill 'ids', which is at 3.only" in run.stderr) == (stage == "3.only")


@pytest.mark.parametrize("required", ["python", "rust"])
def test_status_tells_by_its_exit_code_which_backend_runs(fresh, default_backend, required):
    run = fresh.lionagi("status", "--require", required)

    assert run.returncode == (PASS if required == default_backend else NOT_MET)


def test_explain_names_the_phase(fresh, stage, default_backend):
    run = fresh.lionagi("explain", "entity")

    assert (run.returncode, run.stderr) == (PASS, "")
    assert run.stdout.startswith(f"entity runs on {default_backend}: ")
    assert any(line.startswith(f"-> phase table         {stage}") for line in run.stdout.splitlines())


@pytest.mark.parametrize("verb", ["stats", "explain idz", "status --require ruby"])
def test_wrong_usage_exits_with_two(fresh, verb):
    run = fresh.lionagi(*verb.split())

    assert (run.returncode, run.stdout) == (USAGE, "")
    assert "Traceback" not in run.stderr


# --- the native part is missing ---------------------------------------------------------------------------------------


def test_a_missing_part_as_each_phase_meets_it(fresh, stage):
    code = """
def touch(name):
    try:
        getattr(registry.active.cores, name)
        return "runs"
    except registry.BackendUnavailableError as error:
        return str(error).splitlines()[0]
answer = {name: touch(name) for name in registry.COMPONENTS}, [warning.category.__name__ for warning in said]
"""
    ran, said = fresh.python(code, hide_native=True)

    if stage == "3.only":
        fails = "component '{}' must run on Rust, but the native module cannot be loaded"
        assert ran == {name: fails.format(name) for name in COMPONENTS} | dict.fromkeys(PYTHON_ALONE, "runs")
        assert said == []
    else:
        assert ran == dict.fromkeys((*COMPONENTS, *PYTHON_ALONE), "runs")
        assert said == (["BackendFallbackWarning"] if stage == "2.live" else [])


def test_a_missing_part_can_be_quiet_or_forbidden(fresh, stage):
    quiet = fresh.python("registry.active.cores.ids\nanswer = len(said)", True, LIONAGI_ON_FALLBACK="quiet") if stage != "3.only" else 0
    run = fresh.lionagi("status", hide_native=True, LIONAGI_ON_FALLBACK="error")

    assert quiet == 0
    assert run.returncode == (PASS if stage == "1.off" else NOT_MET)


def test_a_missing_part_shows_in_status(fresh, stage):
    run = fresh.lionagi("status", hide_native=True)

    assert run.returncode == (NOT_MET if stage == "3.only" else PASS)
    assert ("FALLBACK_NOT_INSTALLED" in run.stdout) == (stage == "2.live")
    assert run.stderr == ""


def test_a_missing_part_that_is_demanded_exits_with_three(fresh):
    run = fresh.lionagi("status", hide_native=True, LIONAGI_COMPONENTS="codec=rust")

    assert run.returncode == NOT_MET
    assert "required by : LIONAGI_COMPONENTS=codec=rust" in run.stdout


def test_nodes_work_without_the_native_part_until_phase_three(fresh, stage):
    code = """
from lionagi.protocols.graph.node import Node
try:
    node = Node(content=[1])
    answer = Node.from_json(node.to_json()) == node
except registry.BackendUnavailableError as error:
    answer = isinstance(error, ImportError) and "phase 3.only" in str(error)
"""
    assert fresh.python(code, hide_native=True) is True


# --- the demo ---------------------------------------------------------------------------------------------------------


def test_the_demo_runs_and_its_digests_are_equal(fresh, stage):
    run = fresh.lionagi("demo", "--rounds", "1")

    assert run.returncode == PASS, run.stdout + run.stderr
    assert run.stdout.strip()
