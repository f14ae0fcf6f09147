"""Fresh interpreters for the tests of branches and sessions: settings and the native part are looked at once in a process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import lionagi
from lionagi import registry

PACKAGE = Path(lionagi.__file__).parent
NATIVE = registry.status()["native"]["state"] != "missing"
needs_native = pytest.mark.skipif(not NATIVE, reason="the native part is not built")


def python(code, *arguments, package=PACKAGE.parent, data=None, **variables):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LIONAGI_")}
    env = {**kept, "PYTHONPATH": str(package), "LIONAGI_STATE_DIR": "off", **variables}
    done = subprocess.run([sys.executable, "-c", code, *arguments], input=data, env=env, cwd=package, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode().strip()
