"""The package without its native part, in a folder of its own."""

from __future__ import annotations

import shutil

import pytest

from tests.session.interpreters import PACKAGE


@pytest.fixture(scope="module")
def without_native(tmp_path_factory):
    """A folder with this package, but for its native part."""
    folder = tmp_path_factory.mktemp("pure")
    shutil.copytree(PACKAGE, folder / "lionagi", ignore=shutil.ignore_patterns("*.so", "*.pyd", "__pycache__"))
    return folder
