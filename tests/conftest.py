"""The `backend` fixture: every test that uses it runs once on each backend this installation has."""

from __future__ import annotations

import importlib
import os

import pytest

from lionagi import registry

NATIVE = "lionagi._core_rust._native"


def _native_failure() -> BaseException | None:
    try:
        importlib.import_module(NATIVE)
    except ImportError as error:
        return error
    return None


def pytest_configure(config):
    failure = _native_failure()
    if os.environ.get("LIONAGI_TEST_REQUIRE_NATIVE") == "1" and failure is not None:
        pytest.exit(f"LIONAGI_TEST_REQUIRE_NATIVE=1, but {NATIVE} cannot be loaded: {type(failure).__name__}: {failure}", returncode=3)


def _backends() -> list[str]:
    demanded = os.environ.get("LIONAGI_BACKEND")
    if demanded in ("python", "rust"):
        return [demanded]
    return ["python"] if _native_failure() else ["python", "rust"]


@pytest.fixture(params=_backends())
def backend(request):
    """The name of the backend that the cores of this test run on."""
    with registry.override(request.param):
        yield request.param
