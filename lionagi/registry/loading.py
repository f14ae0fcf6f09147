"""Brings core modules into the process and tells a native part that is missing from one that is broken.

Not here: which backend is wanted (`selection.py`).
"""

from __future__ import annotations

import sys

from lionagi import _errors

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType
    from typing import Any

NATIVE = "lionagi._core_rust._native"


def load(component: str, backend: str) -> Any:
    """The core module of one component. Raises: BackendUnavailableError: the native part cannot be loaded."""
    if backend == "python":
        return _import(f"lionagi._core_py.{component}")
    try:
        return getattr(_import(NATIVE), component)
    except ImportError as error:
        raise _errors.BackendUnavailableError(f"component {component!r} must run on Rust: {type(error).__name__}: {error}") from error


def _import(name: str) -> ModuleType:
    # Not `from package import name`: that raises a plain ImportError, which does not tell missing from broken.
    __import__(name)
    return sys.modules[name]
