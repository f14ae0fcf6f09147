"""Where a component is proved and promoted: the checkout that has its manifest, ours or that of another package. Tooling.

Another package's manifest says in `[package]` what ours need not say, by paths from its checkout:
```toml
[package]
table = "src/lionagi_distance/_phase_table.py"                          # what `lionagi phase generate` writes
closure = ["src/**/*.py", "equivalence_tests/**/*.py", "pyproject.toml"] # files that the proof depends on
core = ["src/lionagi_distance/_python.py"]                              # the Python core, whose coverage is measured
```
"""

from __future__ import annotations

import os
from importlib import util
from pathlib import Path
from typing import Any

from lionagi._errors import BackendError
from lionagi.registry import manifest
from lionagi.registry._phase_table import PHASES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from lionagi.registry.foreign import Component

OUR_TABLE = "lionagi/registry/_phase_table.py"


def root_of(component: str) -> Path:
    """The checkout in which a component is proved. Raises: BackendError: what is installed has no sources to prove; unknown component."""
    if component in PHASES or component == "all":
        return ours()
    from lionagi.registry import foreign

    root = checkout_of(foreign.known(component, "the command line"))
    if root is None:
        raise BackendError(f"evidence is made and judged in a source checkout; {component!r} comes from an installed package")
    return root


def ours() -> Path:
    """The checkout this package lives in. Raises: BackendError: an installed package has no sources to prove."""
    place = Path(manifest.manifest_place())
    if not place.is_file():
        raise BackendError("evidence is made and judged in a source checkout; this is an installed package")
    return Path(os.path.abspath(place.parent.parent))


def checkout_of(component: Component) -> Path | None:
    """The folder above the component's phase table that has a manifest with it; None where it is an installed package."""
    spec = util.find_spec(component.phases)
    if spec is None or spec.origin is None:
        return None
    for folder in Path(spec.origin).resolve().parents:
        place = folder / "phases" / "phases.toml"
        if place.is_file() and component.name in manifest.read(str(place)).get("components", {}):
            return folder
    return None


def package(root: Path) -> dict[str, Any] | None:
    """The table `[package]` of a manifest, checked; None in our own. Raises: ManifestError: it lacks something."""
    path = root / "phases" / "phases.toml"
    if not path.is_file():
        return None
    said = manifest.read(str(path)).get("package")
    if said is None:
        return None
    wrong = [
        f"[package] needs {key} = {form}"
        for key, kind, form in (("table", str, '"path"'), ("closure", list, '["pattern", ...]'), ("core", list, '["pattern", ...]'))
        if not isinstance(said.get(key), kind)
    ]
    if wrong:
        raise manifest.ManifestError(str(path), wrong)
    return dict(said)


def table_of(root: Path) -> Path:
    """The generated table, from the checkout."""
    said = package(root)
    return Path(OUR_TABLE if said is None else said["table"])


def files(root: Path, patterns: list[str]) -> set[str]:
    """The files that patterns mean, from the checkout. Raises: BackendError: a pattern means none."""
    found: set[str] = set()
    for pattern in patterns:
        there = {path.relative_to(root).as_posix() for path in root.glob(pattern) if path.is_file() and "__pycache__" not in path.parts}
        if not there:
            raise BackendError(f"the closure pattern {pattern!r} in phases/phases.toml means no file under {root}")
        found |= there
    return found


def manifest_and_table(name: str) -> tuple[str, str]:
    """Of a component of another package, or of a folder with its manifest: before there is a table, the entry point cannot be used.

    Raises: BackendError: there is none.
    """
    root = Path(name) if (Path(name) / "phases" / "phases.toml").is_file() else root_of(name)
    return str(root / "phases" / "phases.toml"), str(root / table_of(root))
