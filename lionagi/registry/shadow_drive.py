"""Drives samples through shadow runs: the demo's steps, then seeded cases; each component in a fresh interpreter.

A seed and a number make a case again: they stand in the record of a mismatch. Cases need a source checkout; the demo alone does not.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from lionagi._errors import BackendError
from lionagi.registry import words

DRIVEN = ("ids", "hashing", "codec", "entity", "messages")
_INDEX_BITS = 40


def drive(components: list[str], samples: int, seed: int, folder: str | None) -> dict[str, dict[str, Any]]:
    """By component: samples, mismatches, seconds and a note. Raises: BackendError: a run failed."""
    return {component: _driven(component, samples, seed, folder) for component in components}


def _driven(component: str, samples: int, seed: int, folder: str | None) -> dict[str, Any]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LIONAGI_")}
    path = os.pathsep.join(dict.fromkeys(filter(None, (*_sources_of(component), str(Path(__file__).parents[2]), kept.get("PYTHONPATH")))))
    orders = {words.SHADOW: f"{component}=1/1", words.SHADOW_BUDGET: "100%", words.STATE_DIR: "off", "PYTHONPATH": path}
    if folder is not None:
        orders[words.SHADOW_DIR] = os.path.abspath(folder)
    command = [sys.executable, "-m", "lionagi.registry.shadow_drive", component, str(samples), str(seed)]
    start = time.monotonic()
    done = subprocess.run(command, env={**kept, **orders}, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BackendError(f"the shadow run of {component!r} failed:\n{done.stderr[-2_000:]}")
    return {**json.loads(done.stdout.splitlines()[-1]), "seconds": round(time.monotonic() - start, 1)}


def _sources_of(component: str) -> list[str]:
    """The checkout of another package's component, where its cases are."""
    from lionagi.registry import COMPONENTS, foreign, homes

    root = None if component in COMPONENTS else homes.checkout_of(foreign.known(component, "shadow drive"))
    return [] if root is None else [str(root)]


def main(component: str, samples: int, seed: int) -> None:
    """What the fresh interpreter does: prints samples, mismatches and a note as JSON."""
    from lionagi import registry
    from lionagi.registry import shadow

    note = ""
    with shadow.permitted():
        for number, backend in enumerate((words.PYTHON, words.RUST)):
            # Of another package's component alone: it may have a native part where we have none.
            with registry.override(backend if component in registry.COMPONENTS else {component: backend}):
                target = samples * (number + 1) // 2
                if component in registry.COMPONENTS:
                    _demo(component)
                try:
                    _cases(component, target, seed)
                except ModuleNotFoundError as error:
                    note = f"the demo alone: {error}"
    told = shadow.counters()
    rows = list(told["watched"].values())
    note = note or "; ".join(f"{name}: {why}" for name, why in told["skipped"].items())
    print(json.dumps({"samples": sum(r["samples"] for r in rows), "mismatches": sum(r["mismatches"] for r in rows), "note": note}))


def _demo(component: str) -> None:
    from lionagi.demo import work

    text = work.read_text()
    job = work.Job(text._replace(paragraphs=text.paragraphs[:500]))
    for step in work.STEPS:
        step.run(job)


def _cases(component: str, samples: int, seed: int) -> None:
    from importlib import import_module
    from random import Random

    from lionagi.registry import foreign, shadow

    make, core = import_module(f"equivalence_tests.generators.{component}").case, foreign.component(component)
    random, index = Random(), 0
    while _samples() < samples:
        index += 1
        random.seed(seed << _INDEX_BITS | index)
        _, call, _ = make(random)
        with shadow.seeded([seed, index]), contextlib.suppress(Exception):  # errors are answers: they have been compared
            call(core)
        if index > 4 * samples + 1_000 or _is_open():
            return  # most of its cases are no samples, or nothing is sampled any more


def _samples() -> int:
    from lionagi.registry import shadow

    return sum(row["samples"] for row in shadow.counters()["watched"].values())


def _is_open() -> bool:
    from lionagi.registry import shadow

    return any(row["breaker"] for row in shadow.counters()["watched"].values())


def replay(record: dict[str, Any]) -> str | None:
    """`differs` or `equal` now; None where the record has no seed. Raises: BackendError: not in a checkout."""
    seed = record.get("seed")
    if not (isinstance(seed, list) and len(seed) == 2 and all(type(each) is int for each in seed)):
        return None
    root = _proof_folder()
    command = [sys.executable, "-m", "lionagi.testing.proof.bulk", str(record["component"]), "--cases", "1", "--seed", str(seed[0])]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LIONAGI_")}
    # The package of this process first, which need not be the one of the checkout.
    path = os.pathsep.join(dict.fromkeys((str(Path(__file__).parents[2]), root)))
    done = subprocess.run(
        [*command, "--first", str(seed[1])],
        env={**kept, "PYTHONPATH": path, words.STATE_DIR: "off"},
        capture_output=True,
        text=True,
        check=False,
    )
    return "equal" if done.returncode == 0 else "differs"


def _proof_folder() -> str:
    """The folder that holds the proof. Raises: BackendError: there is none on the import path."""
    from importlib.util import find_spec

    found = find_spec("equivalence_tests")
    if found is None or not found.submodule_search_locations:
        raise BackendError("replaying needs a source checkout: no module named 'equivalence_tests'; run it there")
    return str(Path(found.submodule_search_locations[0]).parent)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
