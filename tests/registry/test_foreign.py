"""A component of another package, `examples/lionagi-distance`, is chosen, told about, shadowed, proved and promoted as ours are.

Each test asks a fresh interpreter in which the package is installed; rapidfuzz, its native part, is hidden where a test wants it missing.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("rapidfuzz", reason="the native part of the example package is rapidfuzz")

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "lionagi-distance"
HIDE = "import sys; sys.modules['rapidfuzz'] = None\n"  # what a machine without it looks like
ASK = """
import json, warnings
with warnings.catch_warnings(record=True) as told:
    warnings.simplefilter("always")
    import lionagi_distance
    from lionagi import registry
    answer = lionagi_distance.levenshtein("kitten", "sitting")
    found = registry.resolution("distance").as_dict()
print(json.dumps({**found, "answer": answer, "warnings": [str(each.message) for each in told]}))
"""


class Installed:
    """A folder with the example package and its metadata, and interpreters that see it."""

    def __init__(self, folder: Path) -> None:
        self.checkout, self.site = folder / "checkout", folder / "site"
        shutil.copytree(EXAMPLE, self.checkout, ignore=shutil.ignore_patterns("__pycache__", ".nox", ".hypothesis"))
        self.site.mkdir()
        self.add("lionagi-distance", "distance = lionagi_distance._component:DISTANCE")

    def add(self, package: str, *points: str) -> None:
        """What an installer writes."""
        info = self.site / f"{package.replace('-', '_')}-0.1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 0.1.0\n")
        (info / "entry_points.txt").write_text("\n".join(("[lionagi.components]", *points, "")))

    def run(self, *arguments: str, folder: Path | None = None, **environment: str) -> subprocess.CompletedProcess:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("LIONAGI_")}
        here = os.pathsep.join(map(str, (self.site, self.checkout / "src", *filter(None, sys.path))))
        kept |= {"PYTHONPATH": here, "LIONAGI_STATE_DIR": "off", **environment}
        return subprocess.run(
            [sys.executable, *arguments], cwd=folder or self.site, env=kept, capture_output=True, text=True, encoding="utf-8", check=False
        )

    def ask(self, code: str = ASK, **environment: str):
        ran = self.run("-c", code, **environment)
        assert ran.returncode == 0, ran.stderr
        return json.loads(ran.stdout)

    def refused(self, code: str = ASK, **environment: str) -> str:
        ran = self.run("-c", code, **environment)
        assert ran.returncode != 0, ran.stdout
        return ran.stderr

    def lionagi(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess:
        return self.run("-m", "lionagi", *arguments, folder=self.checkout, **environment)


@pytest.fixture
def installed(tmp_path):
    return Installed(tmp_path)


# --- selection -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("orders", "backend", "reason"),
    [
        ({}, "python", "PHASE_DEFAULT"),
        ({"LIONAGI_COMPONENTS": "distance=rust"}, "rust", "FORCED_COMPONENT"),
        ({"LIONAGI_COMPONENTS": "distance=prefer-rust,ids=python"}, "rust", "FORCED_COMPONENT"),
        ({"LIONAGI_BACKEND": "python"}, "python", "FORCED_GLOBAL"),
        ({"LIONAGI_PHASE": "distance=2"}, "rust", "PHASE_EMULATED"),
        ({"LIONAGI_PHASE": "distance=2.ramp", "LIONAGI_ROLLOUT": "distance=100"}, "rust", "ROLLOUT_IN"),
        ({"LIONAGI_PHASE": "distance=2.ramp", "LIONAGI_ROLLOUT": "distance=0"}, "python", "ROLLOUT_OUT"),
        ({"LIONAGI_COMPONENTS": "distance=rust", "LIONAGI_KILL": "distance"}, "python", "KILL_SWITCH"),
        ({"LIONAGI_PHASE": "distance=2", "LIONAGI_KILL": "*"}, "python", "KILL_SWITCH"),
    ],
    ids=lambda value: " ".join(value.values()) if isinstance(value, dict) else None,
)
def test_the_orders_of_our_components_hold_for_it(installed, orders, backend, reason):
    found = installed.ask(**orders)

    assert (found["backend"], found["reason"], found["answer"]) == (backend, reason, 3)
    assert found["module"] == {"python": "lionagi_distance._python", "rust": "lionagi_distance._native"}[backend]
    assert (found["fingerprint"] is not None) == (backend == "rust")


def test_a_missing_native_part_is_a_fallback_where_that_is_allowed(installed):
    found = installed.ask(HIDE + ASK, LIONAGI_COMPONENTS="distance=prefer-rust")

    assert (found["backend"], found["reason"], found["answer"]) == ("python", "FALLBACK_NOT_INSTALLED", 3)
    assert len(found["warnings"]) == 1
    assert "component 'distance' runs on Python instead of Rust" in found["warnings"][0]


def test_a_missing_native_part_is_an_error_where_it_is_demanded(installed):
    text = installed.refused(HIDE + ASK, LIONAGI_COMPONENTS="distance=rust")

    assert "component 'distance' must run on Rust, but the native module cannot be loaded" in text
    assert "looked for  : lionagi_distance._native" in text
    assert "required by : LIONAGI_COMPONENTS=distance=rust" in text


def test_phase_three_needs_the_native_part_at_first_use(installed):
    text = installed.refused(HIDE + ASK, LIONAGI_PHASE="distance=3")

    assert "required by : phase 3.only (LIONAGI_PHASE=distance=3)" in text


def test_a_broken_native_part_is_not_a_missing_one(installed):
    (installed.checkout / "src" / "lionagi_distance" / "_native.py").write_text("import no_such_module_at_all\n")

    found = installed.ask(LIONAGI_COMPONENTS="distance=prefer-rust")

    assert (found["backend"], found["reason"]) == ("python", "FALLBACK_IMPORT_FAILED")
    assert "no_such_module_at_all" in found["cause"]


def test_overrides_nest_and_the_innermost_that_speaks_of_it_wins(installed):
    code = """
import json
from lionagi import registry
def now(): return registry.component("distance").__name__.rpartition(".")[2]
seen = [now()]
with registry.override({"distance": "rust"}):
    seen.append(now())
    with registry.override({"ids": "python"}):
        seen.append(now())
    with registry.override("python"):
        seen.append(now())
        with registry.override({"distance": "rust"}):
            seen.append(now())
seen.append(now())
registry.kill("distance")
with registry.override({"distance": "rust"}):
    seen.append(now())
print(json.dumps(seen))
"""

    assert installed.ask(code) == ["_python", "_native", "_native", "_python", "_native", "_python", "_python"]


def test_one_object_may_have_its_own(installed):
    code = """
import json
from lionagi.registry import component
print(json.dumps([component("distance", use).__name__ for use in (None, False, True)]))
"""

    assert installed.ask(code) == ["lionagi_distance._python", "lionagi_distance._python", "lionagi_distance._native"]


@pytest.mark.parametrize(
    ("code", "orders"),
    [
        ("import lionagi.registry as r; r.active.cores.ids", {"LIONAGI_COMPONENTS": "distanze=rust"}),
        ("import lionagi.registry as r; r.component('distanze')", {}),
        ("import lionagi.registry as r; r.override({'distanze': 'rust'})", {}),
        ("import lionagi.registry as r; r.kill('distanze')", {}),
        ("import lionagi.registry as r; r.resolution('distanze')", {}),
    ],
)
def test_an_unknown_name_gets_the_nearest_one(installed, code, orders):
    text = installed.refused(code, **orders)

    assert "unknown component 'distanze'" in text
    assert "did you mean 'distance'?" in text


def test_entry_points_are_not_read_where_nothing_asks_for_them(installed):
    code = "import json, sys; from lionagi import registry; registry.active.cores.ids; print(json.dumps(sorted(sys.modules)))"

    loaded = installed.ask(code)

    assert "lionagi._core_py.ids" in loaded
    assert not {"importlib.metadata", "lionagi.registry.foreign", "lionagi_distance"} & set(loaded)


# --- what goes wrong in other packages ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("point", "reason"),
    [
        ("broken = no_such_package:IT", "component 'broken' of package other cannot be used: ModuleNotFoundError: No module named"),
        ("broken = json:dumps", "the entry point names function, not lionagi.registry.foreign.Component"),
        ("broken = lionagi_distance._component:DISTANCE", "the entry point is called 'broken', its component 'distance'"),
        ("ids = lionagi_distance._component:DISTANCE", "'ids' is a component of lionagi; give it another name"),
    ],
)
def test_an_entry_point_that_cannot_be_used_is_told_and_hinders_no_other(installed, point, reason):
    installed.add("other", point)

    status = json.loads(installed.lionagi("status", "--json").stdout)

    assert any(reason in note for note in status["notes"])
    assert installed.ask()["answer"] == 3
    if point.startswith("broken"):
        assert reason in installed.refused("import lionagi.registry as r; r.component('broken')")


def test_two_packages_with_one_name_are_both_refused(installed):
    installed.add("other", "distance = lionagi_distance._component:DISTANCE")

    assert "2 packages name a component 'distance'; uninstall all but one" in installed.refused()


def test_a_panic_of_a_pure_method_is_answered_by_python_in_place(installed):
    native = installed.checkout / "src" / "lionagi_distance" / "_native.py"
    panics = '    from lionagi._errors import backend_panic\n    raise backend_panic("distance", "planted", "here")\n'
    native.write_text(native.read_text().replace("    global _calls\n    _calls += 1\n    for text", f"{panics}    for text"))
    code = ASK.replace("**found,", "**found, 'counters': registry.counters()['quarantine'],")

    found = installed.ask(code, LIONAGI_COMPONENTS="distance=prefer-rust")

    assert (found["backend"], found["answer"]) == ("rust", 3)
    assert found["counters"]["answered_in_place"] == {"distance.levenshtein": 1}
    assert len(found["warnings"]) == 1


def test_panics_bring_this_build_into_quarantine(installed, tmp_path):
    native = installed.checkout / "src" / "lionagi_distance" / "_native.py"
    panics = '    from lionagi._errors import backend_panic\n    raise backend_panic("distance", "planted", "here")\n'
    native.write_text(native.read_text().replace("    global _calls\n    _calls += 1\n    for text", f"{panics}    for text"))
    often = ASK.replace("    found =", "    for _ in range(30): lionagi_distance.levenshtein('a', 'b')\n    found =")
    orders = {"LIONAGI_COMPONENTS": "distance=prefer-rust", "LIONAGI_STATE_DIR": str(tmp_path / "state")}

    assert installed.ask(often, **orders)["backend"] == "rust"
    after = installed.ask(**orders)

    assert (after["backend"], after["reason"], after["answer"]) == ("python", "QUARANTINED", 3)
    listed = installed.lionagi("quarantine", "list", "--json", LIONAGI_STATE_DIR=str(tmp_path / "state"))
    assert [(each["component"], each["holds"]) for each in json.loads(listed.stdout)["records"]] == [("distance", True)]


# --- tools ----------------------------------------------------------------------------------------------------------------------


def test_status_explain_and_diff_know_it(installed):
    status = json.loads(installed.lionagi("status", "--json").stdout)
    explained = json.loads(installed.lionagi("explain", "distance", "--json", LIONAGI_COMPONENTS="distance=rust").stdout)
    compared = json.loads(installed.lionagi("diff", "distance", "--json").stdout)

    assert [each["backend"] for each in status["components"] if each["component"] == "distance"] == ["python"]
    assert [rule["rule"] for rule in explained["rules"] if rule["decides"]] == ["LIONAGI_COMPONENTS"]
    assert compared["differences"] == {"python": [], "rust": []}


def test_a_shadow_run_finds_what_differs(installed):
    native = installed.checkout / "src" / "lionagi_distance" / "_native.py"
    native.write_text(native.read_text().replace("Levenshtein.distance(left, right)", "Levenshtein.distance(left, right.lower())"))
    code = """
import json, lionagi_distance
from lionagi import registry
lionagi_distance.levenshtein("a", "b"), lionagi_distance.levenshtein("A", "A")
print(json.dumps(registry.counters()["shadow"]["watched"]["distance on python"]))
"""
    orders = {"LIONAGI_PHASE": "distance=1.shadow", "LIONAGI_SHADOW": "distance=1/1", "LIONAGI_SHADOW_BUDGET": "100%"}

    found = installed.ask(code, **orders)

    assert (found["samples"], found["mismatches"]) == (2, 1)
    driven = installed.lionagi("shadow", "drive", "distance", "--samples", "500", "--json")
    assert json.loads(driven.stdout)["components"]["distance"]["samples"] == 500


def test_it_is_proved_and_promoted_by_the_same_commands_and_only_on_fresh_evidence(installed):
    manifest = installed.checkout / "phases" / "phases.toml"
    table = installed.checkout / "src" / "lionagi_distance" / "_phase_table.py"
    before = manifest.read_text(), table.read_text()

    early = installed.lionagi("phase", "promote", "distance", "--since", "0.2.0")
    assert early.returncode == 4, early.stderr
    proved = installed.lionagi("equiv", "distance", "--json")
    assert proved.returncode == 0, proved.stdout + proved.stderr
    core = installed.checkout / "src" / "lionagi_distance" / "_python.py"
    text = core.read_text()
    core.write_text(text + "# touched\n")
    stale = installed.lionagi("phase", "promote", "distance", "--since", "0.2.0")
    assert stale.returncode == 4
    assert "stale: src/lionagi_distance/_python.py has changed" in stale.stderr
    assert (manifest.read_text(), table.read_text()) == before
    core.write_text(text)
    assert installed.lionagi("phase", "promote", "distance", "--since", "0.2.0").returncode == 0

    assert installed.ask()["phase"] == "1.shadow"
    assert installed.lionagi("evidence", "verify", "distance").returncode == 0
    assert installed.lionagi("phase", "generate", "distance", "--check").returncode == 0


def test_a_wrong_native_part_is_not_proved(installed):
    native = installed.checkout / "src" / "lionagi_distance" / "_native.py"
    native.write_text(native.read_text().replace("distance < least", "distance <= least"))

    proved = installed.lionagi("equiv", "distance", "--json")

    assert proved.returncode == 1, proved.stdout + proved.stderr
    assert "test_the_closest_is_the_first_of_the_least" in proved.stdout
