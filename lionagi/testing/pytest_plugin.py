"""Fixtures for pytest: `pytest_plugins = ["lionagi.testing.pytest_plugin"]` in a `conftest.py`.

`no_network`: the test reaches this machine only. `lionagi_backend`: the test runs once on each backend of this installation, its name is
the value. `scripted_model`: a `ScriptedModel` without answers yet.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from lionagi import registry
from lionagi.registry import loading, words
from lionagi.testing.network import no_network as _no_network
from lionagi.testing.scripted import ScriptedModel


def _backends() -> list[str]:
    native = loading.probe_native(registry.COMPONENTS, None)
    return [words.PYTHON] if native.state == words.MISSING else [words.PYTHON, words.RUST]


@pytest.fixture(params=_backends())
def lionagi_backend(request: pytest.FixtureRequest) -> Iterator[str]:
    """The name of the backend that this run of the test is on."""
    with registry.override(request.param):
        yield request.param


@pytest.fixture
def no_network() -> Iterator[None]:
    """The test reaches this machine only."""
    with _no_network():
        yield


@pytest.fixture
def scripted_model() -> ScriptedModel:
    """A model without answers: `scripted_model.add("...")`."""
    return ScriptedModel()
