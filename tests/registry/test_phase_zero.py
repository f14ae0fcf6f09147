"""The components of this package that have no Rust core yet: exempt where all are meant, refused where they are named."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

import lionagi.registry
from lionagi.registry import loading, words
from lionagi.registry._phase_table import PHASES

ZERO = [name for name, row in PHASES.items() if row.stage == words.NO_RUST_YET]
needs_native = pytest.mark.skipif(loading.probe_native(tuple(PHASES), None).state != words.LOADED, reason="no native part here")


def run(code: str, **environment: str) -> subprocess.CompletedProcess:
    return subprocess.run([sys.executable, "-c", code], env={**os.environ, **environment}, capture_output=True, text=True, check=False)


@needs_native
@pytest.mark.parametrize("name", ZERO)
def test_an_order_for_all_leaves_it_on_python(name):
    code = f"from lionagi.registry import active; print(active.cores.{name}.__name__)"

    assert run(code, LIONAGI_BACKEND="rust").stdout.split() == [f"lionagi._core_py.{name}"]


@needs_native
@pytest.mark.parametrize("name", ZERO)
def test_the_wish_of_an_object_leaves_it_on_python(name):
    found = lionagi.registry.cores(use_rust_core=True)

    assert getattr(found, name).__name__ == f"lionagi._core_py.{name}"


@pytest.mark.parametrize("name", ZERO)
def test_naming_it_is_an_error(name):
    run_it = run("from lionagi.registry import active; active.cores.ids", LIONAGI_COMPONENTS=f"{name}=rust")

    assert run_it.returncode != 0
    assert f"names '{name}', which has no Rust core yet (phase 0)" in run_it.stderr
