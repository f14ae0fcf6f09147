"""`nox -s new-component -- NAME`: makes the files of a component in all its homes, ready to be filled in.

What it writes raises or fails until it is filled in: a contract without methods has nothing to prove, and the proof says so.
"""

import keyword
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

HOMES = {
    "lionagi/_core/{name}.py": '''"""Contract of `{name}`: SAY what it does, with shapes, units, errors and source."""

from __future__ import annotations

from typing import Protocol


class {camel}Core(Protocol):
    """A module: `lionagi._core_py.{name}` or `lionagi._core_rust._native.{name}`."""
''',
    "lionagi/_core_py/{name}.py": '''"""`{name}`, the reference.

Contract: `lionagi/_core/{name}.py`. Twin: `crates/lionagi-core/src/{name}.rs`.
"""

from __future__ import annotations
''',
    "crates/lionagi-core/src/{name}.rs": "//! `{name}`: reference `lionagi/_core_py/{name}.py`.\n",
    "crates/lionagi-python/src/{name}.rs": """//! `{name}`: Python values in, Python values out. Decisions are in `lionagi_core::{name}`.

use pyo3::prelude::*;

/// Adds this component's functions and classes to its sub-module.
pub fn register(_module: &Bound<'_, PyModule>) -> PyResult<()> {{
    Ok(())
}}
""",
    "equivalence_tests/test_{name}.py": '''"""`{name}` on both backends. Known differences: `phases/ledger/{name}.toml`."""


def test_the_component_has_a_proof():
    raise AssertionError("write the differential tests of {name}; see equivalence_tests/test_hashing.py")
''',
    "phases/ledger/{name}.toml": """# Known differences between the two cores of `{name}`: none. For the shape of an entry see lionagi/registry/ledger.py.
""",
    "benchmarks/bench_{name}.py": '''"""`{name}`, tracked operations. Say the unit, the floor and why it is the floor."""
''',
}
MANIFEST = """
[[components.{name}]]
since = "{version}"
phase = 1
stage = "off"
"""


def main(arguments):
    if len(arguments) != 1:
        raise SystemExit("usage: nox -s new-component -- NAME")
    name = arguments[0]
    if not re.fullmatch(r"[a-z][a-z_]{1,30}", name) or keyword.iskeyword(name):
        raise SystemExit(f"{name!r} is no component name; use a lower-case noun such as 'progression'")
    words = {"name": name, "camel": "".join(part.title() for part in name.split("_"))}
    paths = {ROOT / home.format(**words): text.format(**words) for home, text in HOMES.items()}
    taken = [str(path.relative_to(ROOT)) for path in paths if path.exists()]
    if taken:
        raise SystemExit(f"component {name!r} exists already: {', '.join(taken)}; nothing was written")
    for path, text in paths.items():
        path.write_text(text, encoding="utf-8", newline="\n")
        print(f"wrote {path.relative_to(ROOT)}")
    version = re.search(r'^version = "(.+)"', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.M)[1]
    with open(ROOT / "phases" / "phases.toml", "a", encoding="utf-8", newline="\n") as manifest:
        manifest.write(MANIFEST.format(version=version, **words))
    print("added to phases/phases.toml; run: python -m lionagi phase generate")
    print(f"then add `pub mod {name};` to crates/lionagi-core/src/lib.rs, and `mod {name};` with its row of COMPONENTS to")
    print("crates/lionagi-python/src/lib.rs and guard.rs; docs: CONTRIBUTING.md")


if __name__ == "__main__":
    main(sys.argv[1:])
