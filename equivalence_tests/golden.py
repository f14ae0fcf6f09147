"""Golden files: what a release stored, in every form, so that later ones still read it and still write the same bytes.

`python -m equivalence_tests.golden check [COMPONENT ...]` reads `phases/golden/<version>/<component>.json` of every release with both cores
and without the native part; `write VERSION` makes those of a release, and refuses to replace any. The samples and forms are those of
`matrix.py`. Pickles must be read; their bytes depend on the identity of texts and are not compared. A file is trusted by its checksum.
"""

from __future__ import annotations

import argparse
import base64
import json
import sys
from hashlib import blake2b
from pathlib import Path
from typing import Any

from equivalence_tests import matrix
from lionagi.registry import override
from lionagi.testing.proof.place import root


def folder() -> Path:
    """Where the golden files of all releases are."""
    return root() / "phases" / "golden"


def write(version: str) -> list[Path]:
    """Makes the golden files of a release. Raises: FileExistsError: there are some."""
    home = folder() / version
    home.mkdir(parents=True)
    made = []
    for component in matrix.SAMPLES:
        cells = {name: [_text(data), _text(shown)] for name, (data, shown) in matrix.written(component, "python").items()}
        document = {"version": version, "component": component, "cells": cells}
        path = home / f"{component}.json"
        path.write_text(json.dumps({**document, "checksum": _checksum(document)}, indent=1) + "\n", encoding="utf-8")
        made.append(path)
    return made


def differences(component: str) -> tuple[int, list[str]]:
    """How many cells of all releases were looked at, and a sentence for each that does not hold."""
    found: list[str] = []
    count = 0
    for path in sorted(folder().glob(f"*/{component}.json")):
        where = f"{path.parent.name}/{path.name}"
        try:
            cells = _cells(json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, KeyError, TypeError) as error:
            found.append(f"{where} cannot be read: {type(error).__name__}: {error}")
            continue
        count += len(cells)
        found += [f"{where}: {sentence}" for sentence in _judged(component, cells)]
    return count, found


def _judged(component: str, cells: matrix.Cells) -> list[str]:
    found = []
    for backend in matrix.BACKENDS:
        with override(backend):
            found += matrix._changed(cells, _again(component, cells), f"read by {backend}")
        now = matrix.written(component, backend)
        found += [
            f"{name}: {backend} writes other bytes now"
            for name, (data, _) in cells.items()
            if not name.startswith("pickle") and now.get(name, (b"",))[0] != data
        ]
    return found + matrix._changed(cells, matrix._without_native(component, cells), "read without the native part")


def _again(component: str, cells: matrix.Cells) -> dict[str, bytes]:
    """As `matrix.again`; a cell that cannot be read at all is a cell that changed."""
    found = {}
    for name, cell in cells.items():
        try:
            found |= matrix.again(component, {name: cell})
        except Exception as error:
            found[name] = f"{type(error).__name__}: {error}".encode()
    return found


def _cells(document: dict[str, Any]) -> matrix.Cells:
    rest = {key: value for key, value in document.items() if key != "checksum"}
    if document["checksum"] != _checksum(rest):
        raise ValueError("its checksum is not that of its content: it was edited")
    return {name: (base64.b64decode(data), base64.b64decode(shown)) for name, (data, shown) in document["cells"].items()}


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _checksum(document: dict[str, Any]) -> str:
    return blake2b(json.dumps(document, sort_keys=True).encode(), digest_size=16).hexdigest()


def main(arguments: list[str] | None = None) -> int:
    """The command line. Exit codes: 0 everything holds or was written, 1 something does not hold, 2 there are golden files already."""
    parser = argparse.ArgumentParser(prog="python -m equivalence_tests.golden", description=__doc__.splitlines()[0])
    parser.add_argument("action", choices=["check", "write"])
    parser.add_argument("what", nargs="*", metavar="COMPONENT or VERSION")
    parser.add_argument("--json", type=Path, metavar="FILE", help="check, one component: write what does not hold here")
    options = parser.parse_args(arguments)
    if options.action == "write":
        if len(options.what) != 1:
            parser.error("write needs a version")
        try:
            made = write(options.what[0])
        except FileExistsError:
            print(f"there are golden files of {options.what[0]} already: what a release stored does not change", file=sys.stderr)
            return 2
        print("\n".join(str(path.relative_to(root())) for path in made))
        return 0
    failed = False
    for component in options.what or matrix.SAMPLES:
        cells, found = differences(component)
        failed |= bool(found)
        print("\n".join([*found, f"{component}: {cells} cells of all releases, {len(found)} do not hold"]))
        if options.json:
            options.json.write_text(json.dumps({"cells": cells, "differences": found}) + "\n", encoding="utf-8")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
