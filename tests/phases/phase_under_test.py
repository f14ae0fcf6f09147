"""The phase that this run is about: LIONAGI_TEST_PHASE, given with the same LIONAGI_PHASE by `nox -s phase1|phase2|phase3`.

Without it the released phase is met, so that the plain suite runs these tests too. What is expected stands here by hand; nothing
is asked of the registry that is under test.
"""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys

COMPONENTS = ("ids", "hashing", "codec", "entity", "messages")
PYTHON_ALONE = ("progression", "pile")  # phase 0, whatever is ordered
NATIVE = "lionagi._core_rust._native"
# All four components were released at 1.off; the phases as `LIONAGI_PHASE` means them.
STAGES = {"": "1.off", "1": "1.off", "2": "2.live", "3": "3.only"}
BACKENDS = {"1.off": "python", "2.live": "rust", "3.only": "rust"}
NUMBER = os.environ.get("LIONAGI_TEST_PHASE", "")

# What `import` says where the native part is not installed, without taking it out of the installation.
_HIDE_NATIVE = f"import sys; sys.modules[{NATIVE!r}] = None; "


def native_is_there() -> bool:
    try:
        importlib.import_module(NATIVE)
    except ModuleNotFoundError:
        return False
    return True


class Fresh:
    """Interpreters as a user of this phase starts them: LIONAGI_PHASE as here, other orders as given."""

    def _run(self, arguments, hide_native, variables):
        kept = {name: text for name, text in os.environ.items() if not name.startswith("LIONAGI_")}
        env = {**kept, "LIONAGI_PHASE": NUMBER, "LIONAGI_STATE_DIR": "off", **variables}
        head = _HIDE_NATIVE if hide_native else ""
        command = [sys.executable, "-c", head + arguments[0], *arguments[1:]]
        return subprocess.run(command, env=env, capture_output=True, text=True, timeout=120, check=False)

    def lionagi(self, *arguments, hide_native=False, **variables):
        """The finished command `lionagi ...`."""
        return self._run(["import sys; from lionagi.registry.cli import main; sys.exit(main())", *arguments], hide_native, variables)

    def python(self, code, hide_native=False, **variables):
        """What the code left in `answer`; `said` holds the warnings."""
        lines = "".join(f"    {line}\n" for line in code.strip().splitlines())
        program = (
            "import json, warnings\nwith warnings.catch_warnings(record=True) as said:\n    warnings.simplefilter('always')\n"
            f"    from lionagi import registry\n{lines}print(json.dumps(answer))"
        )
        run = self._run([f"exec({program!r})"], hide_native, variables)
        assert run.returncode == 0, run.stderr
        return json.loads(run.stdout)
