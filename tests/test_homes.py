"""Every component lives in all of its homes: a component cannot be half registered.

The contracts (`lionagi/_core/`) name the components. Files that serve all components are listed here, each home's own.
"""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

from lionagi.registry import COMPONENTS

ROOT = Path(__file__).resolve().parents[1]

# Home -> (pattern of its files, prefix of their names, files that belong to no component)
HOMES = {
    "lionagi/_core_py": ("*", "", {"__init__"}),
    "crates/lionagi-core/src": ("*", "", {"lib", "mutants"}),
    "crates/lionagi-python/src": ("*", "", {"lib", "errors", "ffi", "guard"}),
    "equivalence_tests": ("test_*", "test_", set()),
    "benchmarks": ("bench_*", "bench_", {"import", "memory"}),
    "phases/ledger": ("*.toml", "", set()),
}
# From phase 0 to phase 1 a component gets the homes of its Rust core.
HOMES_OF_PHASE_0 = {"lionagi/_core_py"}


def contracts() -> set[str]:
    """Files of `lionagi/_core/` in which a Protocol is defined."""
    return {path.stem for path in (ROOT / "lionagi" / "_core").glob("*.py") if _defines_a_protocol(path)}


def _defines_a_protocol(path: Path) -> bool:
    classes = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.ClassDef)]
    return any(isinstance(base, ast.Name) and base.id == "Protocol" for node in classes for base in node.bases)


def manifest() -> dict:
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    return tomllib.loads((ROOT / "phases" / "phases.toml").read_text(encoding="utf-8"))


def in_home(home: str) -> set[str]:
    """The components that have a file, or a folder of files, in a home."""
    pattern, prefix, shared = HOMES[home]
    ours = [path for path in (ROOT / home).glob(pattern) if path.is_dir() or path.suffix in (".py", ".rs", ".toml")]
    names = {path.stem.removeprefix(prefix) for path in ours if not path.name.startswith("_")} - shared
    # A component of several files: `codec.py`, `codec_json.py`. Without the first the others belong to nothing.
    return {name for name in names if not any(name.startswith(f"{other}_") for other in names)}


def phase_0() -> set[str]:
    """Components without a Rust core yet."""
    return {name for name, rows in manifest()["components"].items() if rows[-1]["phase"] == 0}


@pytest.mark.parametrize("home", HOMES)
def test_every_component_has_this_home_and_nothing_else_lives_there(home):
    expected = contracts() if home in HOMES_OF_PHASE_0 else contracts() - phase_0()

    assert in_home(home) == expected


def test_the_manifest_names_every_component():
    assert set(manifest()["components"]) == contracts()


def test_the_registry_names_every_component():
    assert set(COMPONENTS) == contracts()


def test_the_native_module_has_every_component_with_a_rust_core():
    native = pytest.importorskip("lionagi._core_rust._native")

    assert set(native.native_calls()) == contracts() - phase_0()
    assert all(hasattr(native, name) for name in native.native_calls())


def test_a_home_that_lacks_a_component_would_be_noticed(monkeypatch, tmp_path):
    (tmp_path / "phases" / "ledger").mkdir(parents=True)
    (tmp_path / "phases" / "ledger" / "ids.toml").touch()
    (tmp_path / "phases" / "ledger" / "stray.toml").touch()
    monkeypatch.setattr(sys.modules[__name__], "ROOT", tmp_path)

    assert in_home("phases/ledger") == {"ids", "stray"}
