"""Where the proof under way lives: the checkout around the package `equivalence_tests`, lionagi's own or that of another package.

By convention such a package has `test_<component>.py` or a folder of that name, `generators/<component>.py` with `case(random)`, and, where
a contract has classes, `snapshots.py` with `SNAPSHOTS`.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any


def proof_folder() -> Path:
    """The folder of the package `equivalence_tests`, links followed."""
    file = import_module("equivalence_tests").__file__
    if file is None:  # a folder without `__init__.py`
        raise ImportError("equivalence_tests is no package: it needs an __init__.py, and the checkout on the import path")
    return Path(file).resolve().parent


def root() -> Path:
    """The checkout."""
    return proof_folder().parent


def planted_errors() -> tuple[type[BaseException], ...]:
    """Errors that objects of the proof raise on purpose: `PLANTED_ERRORS` of `generators/__init__.py`. They are no answers of a core."""
    return tuple(getattr(import_module("equivalence_tests.generators"), "PLANTED_ERRORS", ()))


def generator(component: str) -> Any:
    """The module that makes the seeded cases of a component."""
    return import_module(f"equivalence_tests.generators.{component}")


def snapshot_of(component: str) -> Any:
    """How an object of the component's contract classes is shown as plain values; `repr` where nothing is said."""
    try:
        snapshots = import_module("equivalence_tests.snapshots").SNAPSHOTS
    except ModuleNotFoundError as error:
        if error.name != "equivalence_tests.snapshots":
            raise
        return repr
    return snapshots.get(component, repr)
