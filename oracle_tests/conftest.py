"""The process that answers as lionagi 0.18.0 does, and the backends that are compared with it."""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path

import pytest

from oracle_tests import questions

VERSION = "0.18.0"


class Oracle:
    """lionagi 0.18.0 in a process of its own."""

    def __init__(self, python: str) -> None:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("LIONAGI_", "PYTHONPATH"))}
        script = Path(questions.__file__).resolve()
        self._home = tempfile.TemporaryDirectory(prefix="oracle-")  # where it may write, and where no other lionagi is found
        copy = Path(self._home.name) / "questions.py"
        copy.write_text(script.read_text(encoding="utf-8"), encoding="utf-8")
        command = [python, "-W", "ignore", str(copy)]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=self._home.name, env=kept
        )
        version = questions.read(self._process.stdout)
        if version != VERSION:
            raise RuntimeError(f"{python} has lionagi {version}, not {VERSION}")

    def ask(self, name: str, *arguments: object) -> tuple:
        """What 0.18.0 answers."""
        questions.write(self._process.stdin, (name, arguments))
        found = questions.read(self._process.stdout)
        assert found is not None, f"lionagi {VERSION} ended while it was asked {name}{arguments!r}"
        return found

    def end(self) -> None:
        self._process.stdin.close()
        self._process.wait(10)
        self._process.stdout.close()
        self._home.cleanup()


@pytest.fixture(scope="session")
def oracle():
    python = os.environ.get("LIONAGI_REFERENCE_PYTHON")
    if not python:
        pytest.skip(f"LIONAGI_REFERENCE_PYTHON names no interpreter that has lionagi {VERSION}; `nox -s oracle` makes one")
    made = Oracle(python)
    yield made
    made.end()


@pytest.fixture(params=["python", "rust"], scope="module")
def backend(request):
    from lionagi import registry

    if request.param == "rust" and registry.status()["native"]["state"] == "missing":
        if os.environ.get("LIONAGI_TEST_REQUIRE_NATIVE"):
            pytest.fail("the native part is missing")
        pytest.skip("the native part is not built")
    with registry.override(request.param):
        yield request.param
