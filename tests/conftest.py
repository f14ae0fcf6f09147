"""The `backend` fixture: every test that uses it runs once on each backend of this installation, named in the test id."""

from __future__ import annotations

import os
import tempfile

import pytest

from lionagi import registry
from lionagi.registry import loading, words


def _native() -> words.Native:
    return loading.probe_native(registry.COMPONENTS, os.environ.get(words.MUTANT) or None)


# Records of what happened to builds are kept by user: a run of tests keeps its own.
_STATE = tempfile.TemporaryDirectory(prefix="lionagi-tests-")
os.environ["XDG_STATE_HOME"] = _STATE.name


def pytest_configure(config: pytest.Config) -> None:
    if os.environ.get("LIONAGI_TEST_REQUIRE_NATIVE") == "1" and (native := _native()).state != words.LOADED:
        pytest.exit(f"LIONAGI_TEST_REQUIRE_NATIVE=1, but the native part is {native.state}: {native.cause}", returncode=3)


def _backends() -> list[str]:
    demanded = os.environ.get(words.BACKEND)
    if demanded in (words.PYTHON, words.RUST):
        return [demanded]
    # Only a part that is missing is left out: one that is broken or stale fails every test that asks for it, with its cause.
    return [words.PYTHON] if _native().state == words.MISSING else [words.PYTHON, words.RUST]


@pytest.fixture(params=_backends())
def backend(request: pytest.FixtureRequest):
    """The name of the backend that the cores of this test run on."""
    with registry.override(request.param):
        yield request.param
