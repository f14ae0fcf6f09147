"""Clock, late imports and binning: small functions of `lionagi.ln`."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from typing import Any

__all__ = ["get_bins", "import_module", "is_import_installed", "now_utc"]


def now_utc() -> datetime:
    """This moment, as an aware datetime in UTC."""
    from datetime import datetime, timezone

    return datetime.now(timezone.utc)


def import_module(package_name: str, module_name: str | None = None, import_name: str | Sequence[str] | None = None) -> Any:
    """The attribute `import_name` of a module (a list of them for several names), or the top-level package without one.

    Raises: ImportError: no such module, or it cannot be loaded; AttributeError: no such attribute.
    """
    path = f"{package_name}.{module_name}" if module_name else package_name
    names = [import_name] if isinstance(import_name, str) else list(import_name or ())
    try:
        module = __import__(path, fromlist=names)
    except ImportError as error:
        raise ImportError(f"Failed to import module {path}: {error}", name=error.name, path=error.path) from error
    if not names:
        return module
    found = [getattr(module, name) for name in names]
    return found[0] if len(found) == 1 else found


def is_import_installed(package_name: str) -> bool:
    """Whether a module of this (dotted) name can be found; nothing but its parents is imported."""
    from importlib.util import find_spec

    try:
        return find_spec(package_name) is not None
    except ModuleNotFoundError:  # of a parent
        return False


def get_bins(input_: Sequence[str], upper: int) -> list[list[int]]:
    """Consecutive indices of texts, a bin as long as its texts together stay shorter than `upper`.

    A text that is too long has a bin of its own; if it is the first, an empty bin precedes it, as in 0.18.0.
    """
    bins: list[list[int]] = []
    current: list[int] = []
    filled = 0
    for index, text in enumerate(input_):
        if filled + len(text) < upper:
            current.append(index)
            filled += len(text)
        else:
            bins.append(current)
            current, filled = [index], len(text)
    if current:
        bins.append(current)
    return bins
