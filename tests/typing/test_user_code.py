"""What mypy --strict says of user code: nothing of right code, and every mistake of wrong code."""

from __future__ import annotations

import re
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("mypy")
HERE = Path(__file__).parent
ROOT = HERE.parents[1]


def complaints(path, tmp_path):
    """(line, code) of each error in that file."""
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file=", "--python-version=3.11", f"--cache-dir={tmp_path}", str(path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    found = re.findall(rf"{re.escape(path.name)}:(\d+): error: .*\[([a-z-]+)\]", done.stdout)
    return [(int(line), code) for line, code in found], done.stdout


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    return tmp_path_factory.mktemp("mypy")


def test_right_code_has_no_complaint(cache):
    found, output = complaints(HERE / "right.py", cache)

    assert found == [], output


def test_right_code_runs():
    runpy.run_path(str(HERE / "right.py"))


def test_every_mistake_of_wrong_code_is_found(cache):
    path = HERE / "wrong.py"
    lines = path.read_text().splitlines()
    expected = [(at, line.rpartition("# expect: ")[2]) for at, line in enumerate(lines, 1) if "# expect: " in line]
    found, output = complaints(path, cache)

    assert len(expected) == 21
    assert set(expected) <= set(found), output
    assert {line for line, _ in found} == {line for line, _ in expected}, output  # no complaint about any other line
