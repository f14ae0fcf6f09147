"""The ledger of known differences between two cores: `phases/ledger/<component>.toml`.

Tooling only, never imported at run time. Read by the equivalence tests, by shadow comparison and by the docs. An entry needs a
reason, a date, an expiry and a link into the docs; one that has expired, or that a whole proof did not use, is a failure.
Not here: comparing (`lionagi/testing/proof/`), evidence and gates.
"""

from __future__ import annotations

import datetime
import re
import sys
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from typing import Any

from lionagi._errors import BackendError

_FIELDS = {
    "id": str,
    "members": list,
    "python": str,
    "rust": str,
    "reason": str,
    "since": datetime.date,
    "expires": datetime.date,
    "link": str,
}


class Entry:
    """One known difference. `python` and `rust` match the whole outcome text of each side (regular expressions)."""

    def __init__(self, fields: dict[str, Any]) -> None:
        self.id: str = fields["id"]
        self.members: frozenset[str] = frozenset(fields["members"])
        self.python, self.rust = re.compile(fields["python"], re.DOTALL), re.compile(fields["rust"], re.DOTALL)
        self.reason: str = fields["reason"]
        self.since: datetime.date = fields["since"]
        self.expires: datetime.date = fields["expires"]
        self.link: str = fields["link"]
        self.uses = 0

    def explains(self, members: Iterable[str], python: str, rust: str) -> bool:
        return not self.members.isdisjoint(members) and self.python.fullmatch(python) is not None and self.rust.fullmatch(rust) is not None


class Ledger:
    """The entries of one component; counts which of them were needed."""

    def __init__(self, component: str, entries: Iterable[Entry] = ()) -> None:
        self.component = component
        self.entries = tuple(entries)

    def explains(self, members: Iterable[str], python: str, rust: str) -> bool:
        """True where a known difference is exactly this one; it counts as used."""
        named = list(members)
        for entry in self.entries:
            if entry.explains(named, python, rust):
                entry.uses += 1
                return True
        return False

    def expired(self, today: datetime.date) -> list[str]:
        """Ids of entries whose last day has passed."""
        return [entry.id for entry in self.entries if entry.expires < today]

    def unused(self) -> list[str]:
        """Ids of entries that explained nothing so far."""
        return [entry.id for entry in self.entries if entry.uses == 0]


def read_ledger(component: str, root: Path) -> Ledger:
    """The ledger of a component in the checkout `root`.

    Raises: BackendError: no such file, or every fault of it in one text.
    """
    path = root / "phases" / "ledger" / f"{component}.toml"
    if not path.is_file():
        raise BackendError(f"component {component!r} has no ledger: {path} is missing (an empty file will do)")
    # The same module under its older name before 3.11; by name, because a type checker has only one of the two.
    tomllib: Any = import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise BackendError(f"{path}: no TOML: {error}") from error
    rows = document.pop("difference", [])
    problems = [f"unknown key {key!r}; entries are [[difference]] tables" for key in document]
    if not isinstance(rows, list):
        rows, problems = [], [*problems, "difference must be an array of tables: [[difference]]"]
    for number, row in enumerate(rows, 1):
        problems += [f"difference {number}: {problem}" for problem in _problems(row, root)]
    names = [str(row.get("id")) for row in rows]
    problems += [f"the id {name!r} is used {names.count(name)} times" for name in sorted(set(names)) if names.count(name) > 1]
    if problems:
        raise BackendError(f"{path}:\n  " + "\n  ".join(problems))
    return Ledger(component, map(Entry, rows))


def _problems(row: dict[str, Any], root: Path) -> list[str]:
    found = [f"unknown key {key!r}" for key in row if key not in _FIELDS]
    for name, kind in _FIELDS.items():
        if not isinstance(row.get(name), kind) or not row[name]:
            found.append(f"{name} must be a {kind.__name__} and not empty, not {row.get(name)!r}")
    if found:
        return found
    found += [f"{side} is no regular expression: {row[side]!r}" for side in ("python", "rust") if not _compiles(row[side])]
    if row["expires"] <= row["since"]:
        found.append(f"it expires ({row['expires']}) before it begins ({row['since']})")
    page, _, anchor = row["link"].partition("#")
    if not page.startswith("docs/") or not (root / page).is_file():
        found.append(f"link must lead to a page in docs/, not to {row['link']!r}")
    elif anchor and anchor not in _anchors((root / page).read_text(encoding="utf-8")):
        found.append(f"{page} has no heading for #{anchor}")
    return found


def _compiles(pattern: str) -> bool:
    try:
        re.compile(pattern)
    except re.error:
        return False
    return True


def _anchors(markdown: str) -> set[str]:
    """The anchors that the headings of a page get, as code hosts make them."""
    headings = re.findall(r"^#+ +(.+?) *$", markdown, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
