"""Warnings of the registry blame the user's line, whatever of ours stands between: through the real package, in a script of its own."""

import os
import subprocess
import sys

import pytest

NO_NATIVE = "import sys\nsys.modules['lionagi._core_rust._native'] = None\n"


def warned(tmp_path, script, **variables):
    """[(line, category)] of the warnings, all of which must be in the script."""
    file = tmp_path / "user.py"
    file.write_text(script)
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONWARNINGS": "always", **variables}
    for name in ("LIONAGI_BACKEND", "LIONAGI_COMPONENTS"):
        if name not in variables:
            env.pop(name, None)
    run = subprocess.run([sys.executable, str(file)], env=env, capture_output=True, text=True, timeout=60, check=False)
    assert run.returncode == 0, run.stderr
    found = [line.split(": ") for line in run.stderr.splitlines() if "Warning: " in line]
    assert {place.rpartition(":")[0] for place, *_ in found} <= {str(file)}, run.stderr
    return [(int(place.rpartition(":")[2]), category) for place, category, *_ in found]


@pytest.mark.parametrize(
    "touch",
    [
        "from lionagi.protocols.types import IDType\nIDType.create()",
        "from lionagi import registry\nregistry.active.cores.codec",
        "from lionagi import registry\nregistry.resolution('codec')",
        "from lionagi.protocols.generic.element import Element\nElement().to_json()",
        "from lionagi.protocols.generic.pile import Pile\nPile()",
        "from lionagi import ln\nln.hash_dict({'a': 1})",
    ],
    ids=["an id", "a core", "resolution", "an element", "a pile", "a hash"],
)
def test_a_fallback_blames_the_line_that_needed_a_core(tmp_path, touch):
    assert warned(tmp_path, f"{NO_NATIVE}{touch}\n", LIONAGI_PHASE="2") == [(4, "BackendFallbackWarning")]


def test_a_kill_against_a_demand_blames_the_line_that_demanded(tmp_path):
    script = "from lionagi import registry\n\nregistry.cores(True)\n"

    assert warned(tmp_path, script, LIONAGI_KILL="*", LIONAGI_STATE_DIR="off") == [(3, "BackendWarning")]


def test_what_drives_nothing_blames_the_first_use(tmp_path):
    script = "from lionagi import registry\n\nregistry.active.cores.ids\n"

    assert warned(tmp_path, script, LIONAGI_SHADOW_RAISE="1") == [(3, "BackendWarning")]
