"""What `import lionagi.registry` may load, and that deciding is cheap."""

import json
import subprocess
import sys

import pytest

HEAVY = {
    "typing",
    "dataclasses",
    "inspect",
    "re",
    "hashlib",
    "asyncio",
    "anyio",
    "pydantic",
    "functools",
    "json",
    "argparse",
    "importlib",
}
CODES = ["import lionagi.registry", "import lionagi.registry as registry\nregistry.resolution('ids')"]


@pytest.mark.parametrize("code", CODES, ids=["import", "resolve"])
def test_the_registry_needs_nothing_heavy(installation, code):
    # -I and -S: what site and its .pth files import is no fault of ours.
    run = f"import sys\nsys.path.insert(0, {str(installation.folder)!r})\n{code}\nimport json\n"
    before = f"import sys\nbefore = set(sys.modules)\n{run.replace('import json', 'loaded = set(sys.modules) - before')}"
    found = subprocess.run(
        [sys.executable, "-I", "-S", "-c", f"{before}\nprint(*sorted(loaded))"], capture_output=True, text=True, check=True, timeout=60
    )
    loaded = found.stdout.split()

    assert "lionagi.registry.process" in loaded
    assert [name for name in loaded if name in HEAVY] == []
    assert [name for name in loaded if name.startswith(("lionagi._core_py", "lionagi._core_rust"))] == []


def test_what_people_ask_for_is_loaded_late(installation):
    code = "import sys\nbefore = 'lionagi.registry.report' in sys.modules\nregistry.status()\nanswer = before, 'status' in dir(registry)"

    assert installation.python(code) == [False, True]


def test_an_unknown_name_is_an_attribute_error():
    from lionagi import registry

    with pytest.raises(AttributeError, match="has no attribute 'nonsense'"):
        registry.nonsense  # noqa: B018


def test_all_public_names_are_there():
    from lionagi import registry

    assert [name for name in registry.__all__ if not hasattr(registry, name)] == []


def test_resolving_all_components_is_cheap(installation):
    """The target is 150 us on a quiet machine; five times that is room for a busy one."""
    code = """
from time import perf_counter
from lionagi.registry import process
times = []
for _ in range(50):
    process.start_over()
    started = perf_counter()
    registry.active.cores._plan.outcome()
    times.append(perf_counter() - started)
answer = min(times) * 1e6
"""
    assert installation.python(code, LIONAGI_CHAT_MODEL="x", LIONAGI_BACKEND="python") < 750


def test_the_variables_of_the_environment_are_not_looked_up_one_by_one(installation):
    code = """
import os
os.environ.update({f"SOMETHING_{number}": "x" for number in range(2000)})
from time import perf_counter
from lionagi.registry import process
times = []
for _ in range(20):
    process.start_over()
    started = perf_counter()
    registry.active.cores._plan.outcome()
    times.append(perf_counter() - started)
answer = min(times) * 1e6
"""
    assert installation.python(code) < 10_000


def test_records_refuse_wrong_fields():
    from lionagi.registry.words import PhaseRow

    with pytest.raises(TypeError, match="PhaseRow needs 'since'"):
        PhaseRow(stage="1.off")
    with pytest.raises(TypeError, match="PhaseRow has no field 'sinse'"):
        PhaseRow(stage="1.off", since="1", sinse="1")
    assert json.dumps(PhaseRow(stage="1.off", since="1").as_dict())
