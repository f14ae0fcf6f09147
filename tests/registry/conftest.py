"""Helpers of these tests are plain modules beside them; pytest's importlib mode does not put this folder on the path."""

import os
import sys

import pytest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))


@pytest.fixture(autouse=True)
def own_state_folder(tmp_path, monkeypatch):
    """What these tests provoke must not keep the developer's build from running."""
    for name in ("XDG_STATE_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "state"))


@pytest.fixture
def installation(tmp_path):
    """A copy of the package in a folder of its own, without a native part."""
    from installation import Installation

    return Installation(tmp_path)
