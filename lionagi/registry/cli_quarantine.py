"""The verb `quarantine`: `list` shows what stands in the state folder, `clear` takes records away.

Exit codes of `list`: 0 nothing holds for this build, 1 something does, 4 a record cannot be understood, or no build could be looked at
while there are records. Of `clear`: 0 cleared, or nothing was there; 1 something cannot be removed.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

from lionagi.registry import loading, quarantine, words

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Callable

ACTIONS = ("list", "clear")


def declare(parser: ArgumentParser) -> None:
    parser.add_argument("action", metavar="|".join(ACTIONS))
    parser.add_argument("what", nargs="*", metavar="COMPONENT", help="components, or 'native' for a file that cannot be loaded")
    parser.add_argument("--all", action="store_true", help="clear: every record")


def run(options: Namespace, print_json: Callable[[dict[str, Any]], None]) -> int:
    """One action. Raises: UsageError; BackendOrderError: the orders of the environment make no sense."""
    from lionagi.registry import foreign
    from lionagi.registry.cli import UsageError
    from lionagi.registry.nearest import hint
    from lionagi.registry.process import settings_now

    if options.action not in ACTIONS:
        raise UsageError(f"unknown action {options.action!r}; {hint(options.action, ACTIONS)}")
    valid = (*foreign.table(), quarantine.NATIVE)
    for name in options.what:
        if name not in valid:
            raise UsageError(f"unknown component {name!r} in quarantine {options.action}; {hint(name, valid)}")
    if options.action == "list" and options.all:
        raise UsageError("--all belongs to quarantine clear")
    if options.action == "clear" and bool(options.what) == options.all:
        raise UsageError("quarantine clear needs components, or --all")
    folder = quarantine.state_folder(settings_now().state_dir, os.environ)
    return (_list if options.action == "list" else _clear)(folder, tuple(options.what) or valid, options.json, print_json)


def _list(folder: str | None, names: tuple[str, ...], as_json: bool, print_json: Callable[[dict[str, Any]], None]) -> int:
    records: list[dict[str, Any]] = []
    unreadable: list[str] = []
    for name in names:
        if folder is None:
            break
        record, trouble = quarantine.read(folder, name)
        if trouble is not None:
            unreadable.append(trouble)
        records += () if record is None else quarantine.builds(record)
    build, no_build = _this_build(records)
    for record in records:
        record["holds"] = record["fingerprint"] in build
    unknown = bool(records) and no_build is not None and not any(record["holds"] for record in records)
    code = 1 if any(record["holds"] for record in records) else 4 if unreadable or unknown else 0
    if as_json:
        print_json({"folder": folder, "records": records, "unreadable": unreadable, "build_not_known": no_build, "exit_code": code})
        return code
    if folder is None:
        print(f"quarantine records are off ({words.STATE_DIR}=off)")
    elif not records and not unreadable:
        print(f"no records in {folder}")
    else:
        from lionagi.registry.report import columns

        rows = [("component", "this build", "since", "count", "cause")]
        rows += [
            (each["component"], "yes" if each["holds"] else "no", _shown(each["at"]), _shown(each["count"]), each["cause"])
            for each in records
        ]
        for line in columns(rows) if records else ():
            print(line)
    for text in (*unreadable, *((no_build,) if unknown and no_build else ())):
        print(f"not known: {text}", file=sys.stderr)
    return code


def _shown(value: object) -> str:
    return "-" if value is None else str(value)


def _this_build(records: list[dict[str, Any]]) -> tuple[set[str], str | None]:
    """What records may call the native part that is installed, and why that is not known. It is not loaded here: that may be the harm."""
    from lionagi.registry import COMPONENTS, foreign
    from lionagi.registry.doctor import ask_fresh_interpreter

    if not records:
        return set(), None
    found = {name for file in loading.native_files()[0] if (name := quarantine.of_file(file)) is not None}
    foreign_names = {record["component"] for record in records} - {*COMPONENTS, quarantine.NATIVE}
    for name in foreign_names:
        built = foreign.ForeignProbe(foreign.known(name, "quarantine list"), None).native.fingerprint
        found |= {built} if built else set()
    if all(record["component"] in (*foreign_names, quarantine.NATIVE) for record in records):
        return found, None
    answer, trouble = ask_fresh_interpreter(dict(os.environ))
    if answer is None:
        return found, trouble
    fingerprint = answer["native"]["fingerprint"]
    return found | ({fingerprint} if fingerprint else set()), None


def _clear(folder: str | None, names: tuple[str, ...], as_json: bool, print_json: Callable[[dict[str, Any]], None]) -> int:
    from lionagi.registry import quarantine_writing

    cleared: list[str] = []
    failed: list[str] = []
    for name in names:
        if folder is None:
            break
        try:
            if quarantine_writing.clear(folder, name):
                cleared.append(name)
        except OSError as error:
            failed.append(f"{name}: {type(error).__name__}: {error}")
    code = 1 if failed else 0
    if as_json:
        print_json({"folder": folder, "cleared": cleared, "failed": failed, "exit_code": code})
        return code
    if folder is None:
        print(f"quarantine records are off ({words.STATE_DIR}=off)")
    else:
        print(f"cleared: {', '.join(cleared)}" if cleared else f"nothing to clear in {folder}")
    for text in failed:
        print(f"not cleared: {text}", file=sys.stderr)
    return code
