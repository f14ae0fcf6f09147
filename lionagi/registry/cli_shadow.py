"""The verb `shadow`: `drive` makes samples, `report` adds records up, `replay` makes mismatches again.

Exit codes: 0 pass, 1 mismatches, 4 nothing that could be judged.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lionagi.registry import shadow_drive, shadow_records

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Callable, Iterable

ACTIONS = ("drive", "report", "replay")


def declare(parser: ArgumentParser) -> None:
    parser.add_argument("action", metavar="|".join(ACTIONS))
    parser.add_argument("what", nargs="*", metavar="COMPONENT or PLACE", help="drive: components (default: all); else files and folders")
    parser.add_argument("--samples", type=int, default=10_000, metavar="N", help="drive: how many for each component (default: 10000)")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="drive: of the cases (default: 1)")
    parser.add_argument("--dir", metavar="FOLDER", help="drive: where records of mismatches go (default: none are kept)")


def run(options: Namespace, print_json: Callable[[dict[str, Any]], None]) -> int:
    """One action. Raises: UsageError; BackendError: it cannot begin."""
    from lionagi.registry.cli import UsageError
    from lionagi.registry.nearest import hint

    if options.action not in ACTIONS:
        raise UsageError(f"unknown action {options.action!r}; {hint(options.action, ACTIONS)}")
    if options.action == "drive":
        return _drive(options, print_json)
    if not options.what:
        raise UsageError(f"shadow {options.action} needs files or folders of records")
    places = places_of(options.what)
    return (_report if options.action == "report" else _replay)(places, options, print_json)


def places_of(texts: Iterable[str]) -> list[Path]:
    """Files and folders of records. Raises: UsageError: one is not there."""
    from lionagi.registry.cli import UsageError

    places = [Path(each) for each in texts]
    if missing := [str(place) for place in places if not place.exists()]:
        raise UsageError(f"there is no {', '.join(missing)}")
    return places


def _drive(options: Namespace, print_json: Callable[[dict[str, Any]], None]) -> int:
    from lionagi.registry.cli import UsageError
    from lionagi.registry.report import known

    if options.samples < 1:
        raise UsageError(f"--samples {options.samples} is no number of samples")
    for component in options.what:
        known(component, "shadow drive")
    found = shadow_drive.drive(options.what or list(shadow_drive.DRIVEN), options.samples, options.seed, options.dir)
    code = 1 if any(row["mismatches"] for row in found.values()) else 4 if any(not row["samples"] for row in found.values()) else 0
    if options.json:
        print_json({"components": found, "exit_code": code})
    else:
        for component, row in found.items():
            note = f"; {row['note']}" if row["note"] else ""
            print(f"{component:<9} {row['samples']:>10,} samples  {row['mismatches']} mismatches  {row['seconds']:.1f} s{note}")
    return code


def _report(places: list[Path], options: Namespace, print_json: Callable[[dict[str, Any]], None]) -> int:
    found = shadow_records.total(shadow_records.read(places))
    rows = found["components"].values()
    code = 1 if any(row["mismatches"] for row in rows) else 0 if any(row["samples"] for row in rows) else 4
    if options.json:
        print_json({**found, "exit_code": code})
        return code
    for component, row in sorted(found["components"].items()):
        print(f"{component:<9} {row['samples']:>10,} samples  {row['mismatches']} mismatches  {row['breakers']} breakers opened")
        for member, count in sorted(row["by_member"].items(), key=lambda item: -item[1]):
            print(f"  {count:>6} x {member}")
    for place in found["unreadable"]:
        print(f"not a record: {place}", file=sys.stderr)
    return code


def _replay(places: list[Path], options: Namespace, print_json: Callable[[dict[str, Any]], None]) -> int:
    outcomes = [shadow_drive.replay(record) for record, _ in shadow_records.read(places) if record and record["kind"] == "mismatch"]
    still, gone = outcomes.count("differs"), outcomes.count("equal")
    code = 1 if still else 0 if gone else 4
    if options.json:
        print_json({"differs": still, "equal": gone, "without_seed": outcomes.count(None), "exit_code": code})
    else:
        print(f"{still} still differ, {gone} are equal now, {outcomes.count(None)} have no seed to make them again")
    return code
