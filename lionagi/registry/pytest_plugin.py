"""A pytest plugin (`pytest_plugins = ["lionagi.registry.pytest_plugin"]`): overrides that end with the test.

@pytest.mark.lionagi_backend("rust")          # the whole test, fixtures included that come after
def test_one(): ...

def test_two(lionagi_override):
    lionagi_override({"ids": "python"})       # from here to the end of the test
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack

import pytest

from lionagi.registry import Cores, override

_MARK = "lionagi_backend"


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", f"{_MARK}(backend): run this test under lionagi.registry.override(backend)")


@pytest.fixture
def lionagi_override() -> Iterator[Callable[[str | Mapping[str, str]], Cores]]:
    """A function that enters `override(backend)` until the end of the test, and returns the cores that are active then."""
    with ExitStack() as stack:
        yield lambda backend: stack.enter_context(override(backend))


@pytest.fixture(autouse=True)
def _lionagi_backend_mark(request: pytest.FixtureRequest) -> Iterator[None]:
    with ExitStack() as stack:
        for mark in reversed(list(request.node.iter_markers(_MARK))):  # the closest mark is entered last and wins
            stack.enter_context(override(*mark.args, **mark.kwargs))
        yield
