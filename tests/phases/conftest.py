"""Fixtures of the phase tests; what each phase promises is in `phase_under_test.py`."""

from __future__ import annotations

import importlib
import os
import sys

import pytest

# Pytest's importlib mode does not put this folder on the path.
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from phase_under_test import BACKENDS, NATIVE, NUMBER, STAGES, Fresh, native_is_there


@pytest.fixture(autouse=True, scope="session")
def _the_run_is_what_it_says():
    if NUMBER not in STAGES or os.environ.get("LIONAGI_PHASE", "") != NUMBER:
        pytest.exit(f"LIONAGI_TEST_PHASE={NUMBER!r} needs the same LIONAGI_PHASE: 1, 2 or 3", returncode=3)
    if NUMBER and not native_is_there():
        pytest.exit(f"phase {NUMBER} is met with the native part, which is not installed here", returncode=3)


@pytest.fixture(scope="session")
def stage() -> str:
    """The phase and stage that hold in this run."""
    return STAGES[NUMBER]


@pytest.fixture(scope="session")
def default_backend(stage: str) -> str:
    """The backend that a user of this phase gets without any order."""
    return BACKENDS[stage]


@pytest.fixture(scope="session")
def fresh() -> Fresh:
    """Starts fresh interpreters."""
    return Fresh()


@pytest.fixture
def answered_by_the_right_core(default_backend):
    """Fails where the core that should have answered was not called, or where the other one was."""
    if not native_is_there():
        yield
        return
    native = importlib.import_module(NATIVE)
    before = sum(native.native_calls().values())
    yield
    calls = sum(native.native_calls().values()) - before
    assert (calls > 0) == (default_backend == "rust"), f"{calls} native calls in a phase whose default is {default_backend}"
