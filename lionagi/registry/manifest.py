"""`phases/phases.toml`: its rules, and the import-cheap table that is generated from it. Tooling: never imported at run time.

One error names every broken rule: versions strictly increase, a component goes down only by `demote = true` with a reason,
members of a group share phase and stage.
"""

from __future__ import annotations

import os
import re
from datetime import date
from importlib import import_module
from typing import Any

from lionagi._errors import BackendError
from lionagi.registry import words
from lionagi.registry.loading import PACKAGE
from lionagi.registry.nearest import hint
from lionagi.registry.words import PhaseRow

TABLE = os.path.join(PACKAGE, "registry", "_phase_table.py")

_STAGES_OF = {0: (None,), 1: ("off", "shadow"), 2: ("ramp", "live", "soak"), 3: ("only",)}
_KEYS = ("since", "phase", "stage", "percent", "evidence", "demote", "reason", "date", "link")
_VERSION = re.compile(r"(\d+(?:\.\d+)*)(?:(a|b|rc)(\d+))?(?:\.post(\d+))?(?:\.dev(\d+))?")  # PEP 440 without epochs and local parts
_NAME = re.compile(r"[a-z][a-z0-9_]*")


class ManifestError(BackendError):
    """The manifest breaks rules; `problems` has one sentence each."""

    def __init__(self, path: str, problems: list[str]) -> None:
        self.path, self.problems = path, tuple(problems)
        super().__init__("\n  - ".join((f"{path} breaks {len(problems)} rule{'s' * (len(problems) > 1)}:", *problems)))

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.path, list(self.problems))


def manifest_place() -> str:
    """Where the manifest is in a checkout; an installed package has none."""
    return os.path.join(os.path.dirname(PACKAGE), "phases", "phases.toml")


def manifest_path() -> str:
    """The manifest of this checkout. Raises: ManifestError: this is an installed package, which has only the table."""
    path = manifest_place()
    if not os.path.isfile(path):
        raise ManifestError(path, ["it is not there; an installed package has only the generated table (lionagi phase show)"])
    return path


def read(path: str) -> dict[str, Any]:
    """The document, unchecked. Raises: ManifestError: it is no TOML."""
    try:
        with open(path, encoding="utf-8", newline="") as file:
            text = file.read()
    except (OSError, ValueError) as error:
        raise ManifestError(path, [f"it cannot be read as TOML: {error}"]) from error
    return parse(text, path)


def parse(text: str, path: str) -> dict[str, Any]:
    """The document of a text, unchecked. Raises: ManifestError: it is no TOML."""
    toml: Any
    try:
        toml = import_module("tomllib")
    except ImportError:
        try:
            toml = import_module("tomli")
        except ImportError:
            raise ManifestError(path, ["Python 3.10 needs the package tomli to read it"]) from None
    try:
        return dict(toml.loads(text))
    except (ValueError, RecursionError) as error:
        raise ManifestError(path, [f"it cannot be read as TOML: {error}"]) from error


def rows(document: dict[str, Any], path: str = "phases/phases.toml") -> dict[str, PhaseRow]:
    """The row that holds for each component. Raises: ManifestError: every broken rule at once."""
    tables = ("components", "groups", "package")
    problems = [f"unknown table {name!r}; {hint(name, tables)}" for name in document if name not in tables]
    components = document.get("components")
    if not isinstance(components, dict) or not components:
        raise ManifestError(path, [*problems, "there is no [[components.NAME]]"])
    found = {}
    for name, history in components.items():
        before = len(problems)
        if _NAME.fullmatch(name) is None:
            problems.append(f"{name!r} is no component name: lower-case letters, digits and underscores")
        problems += _history_problems(name, history)
        if len(problems) == before:
            found[name] = _row(history[-1])
    problems += _join_groups(found, document.get("groups", {}), components)
    if problems:
        raise ManifestError(path, problems)
    return found


def render(table: dict[str, PhaseRow]) -> str:
    """The text of `_phase_table.py`."""
    lines = [
        '"""The phase of every component. Generated from `phases/phases.toml` by `lionagi phase generate`: do not edit."""',
        "",
        "from lionagi.registry.words import PhaseRow",
        "",
        "PHASES = {",
    ]
    for name, row in table.items():
        given = ((field, value) for field, value in row.as_dict().items() if value is not None)
        lines.append(f'    "{name}": PhaseRow({", ".join(f"{field}={_literal(value)}" for field, value in given)}),')
    return "\n".join((*lines, "}", ""))


def _literal(value: str | int) -> str:
    return f'"{value}"' if isinstance(value, str) else repr(value)


def _row(entry: dict[str, Any]) -> PhaseRow:
    percent = entry.get("percent")
    return PhaseRow(
        stage=_stage(entry),
        since=entry["since"],
        percent=None if percent is None else round(percent * 100),
        evidence=entry.get("evidence"),
    )


def _stage(entry: dict[str, Any]) -> str:
    return words.NO_RUST_YET if entry["phase"] == 0 else f"{entry['phase']}.{entry['stage']}"


# --- rules: each yields a sentence for every break --------------------------------------------------------------------


def _history_problems(name: str, history: Any) -> list[str]:
    if not isinstance(history, list) or not history or not all(isinstance(entry, dict) for entry in history):
        return [f"{name!r} needs at least one [[components.{name}]]"]
    problems = []
    previous = None
    for at, entry in enumerate(history, 1):
        where = f"{name!r}, entry {at}"
        wrong = _entry_problems(where, entry)
        problems += wrong
        if wrong:
            previous = None  # nothing can be said about the step from here
            continue
        if previous is not None:
            problems += _step_problems(where, previous, entry)
        elif at == 1 and entry.get("demote"):
            problems.append(f"{where}: demote = true, but there is nothing to go down from")
        previous = entry
    return problems


def _entry_problems(where: str, entry: dict[str, Any]) -> list[str]:
    problems = [f"{where}: unknown key {key!r}; {hint(key, _KEYS)}" for key in entry if key not in _KEYS]
    since, phase, stage, percent = (entry.get(key) for key in ("since", "phase", "stage", "percent"))
    if not isinstance(since, str) or _VERSION.fullmatch(since) is None:
        problems.append(f"{where}: since = {since!r} is no version such as 1.2.0")
    if type(phase) is not int or phase not in _STAGES_OF:
        return [*problems, f"{where}: phase = {phase!r} is not one of 0, 1, 2, 3"]
    if stage not in _STAGES_OF[phase]:
        valid = ", ".join(map(str, _STAGES_OF[phase])) if phase else "none (leave it out)"
        return [*problems, f"{where}: stage = {stage!r} does not belong to phase {phase}; valid: {valid}"]
    is_ramp = f"{phase}.{stage}" == words.RAMP
    if is_ramp and not _is_percent(percent):
        problems.append(f"{where}: {words.RAMP} needs a percent from 0 to 100 with two decimals at most, not {percent!r}")
    if percent is not None and not is_ramp:
        problems.append(f"{where}: percent counts only at {words.RAMP}")
    if not isinstance(entry.get("demote", False), bool):
        problems.append(f"{where}: demote = {entry['demote']!r} is neither true nor false")
    if "evidence" in entry and not (
        isinstance(entry["evidence"], str) and entry["evidence"].isprintable() and '"' not in entry["evidence"]
    ):
        problems.append(f"{where}: evidence = {entry['evidence']!r} is no path")
    return problems


def _is_percent(value: object) -> bool:
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        return False
    return 0 <= value <= 100 and abs(value * 100 - round(value * 100)) < 1e-6


def _step_problems(where: str, previous: dict[str, Any], entry: dict[str, Any]) -> list[str]:
    problems = []
    if _version_key(entry["since"]) <= _version_key(previous["since"]):
        problems.append(f"{where}: since = {entry['since']} does not follow {previous['since']}; versions strictly increase")
    before, after = _height(previous), _height(entry)
    step = f"from {_spoken(previous)} to {_spoken(entry)}"
    if after == before:
        problems.append(f"{where}: {step} says nothing new")
    elif after > before:
        problems += [f"{where}: demote = true, but {step} goes up"] * bool(entry.get("demote"))
    elif not entry.get("demote"):
        problems.append(f"{where}: {step} goes down; that needs demote = true, a reason, a date and a link")
    else:
        if not isinstance(entry.get("reason"), str) or not entry["reason"].strip():
            problems.append(f"{where}: {step} goes down without a reason")
        if not isinstance(entry.get("date"), date):
            problems.append(f"{where}: {step} goes down without a date such as 2026-01-31")
        if not isinstance(entry.get("link"), str) or not entry["link"].startswith("docs/"):
            problems.append(f"{where}: {step} goes down without a link into docs/")
    return problems


def _height(entry: dict[str, Any]) -> tuple[int, float]:
    stage = _stage(entry)
    return (-1 if stage == words.NO_RUST_YET else words.STAGES.index(stage)), entry.get("percent", 0)


def _spoken(entry: dict[str, Any]) -> str:
    return _stage(entry) + (f" ({entry['percent']:g} %)" if "percent" in entry else "")


def _version_key(version: str) -> tuple[Any, ...]:
    match = _VERSION.fullmatch(version)
    if match is None:
        raise ValueError(version)
    numbers, kind, number, post, dev = match.groups()
    release = [int(part) for part in numbers.split(".")]
    while release and release[-1] == 0:
        release.pop()
    # A development release comes before everything of its version, a pre-release before the release, a post-release after it.
    before = -1 if dev is not None and kind is None and post is None else {"a": 0, "b": 1, "rc": 2, None: 3}[kind]
    return release, before, int(number or 0), int(post) if post is not None else -1, int(dev) if dev is not None else 1 << 62


def _join_groups(found: dict[str, PhaseRow], groups: Any, components: dict[str, Any]) -> list[str]:
    """Writes the group into the rows of its members; returns the broken rules."""
    if not isinstance(groups, dict):
        return ["[groups] is no table of name = [components]"]
    problems = []
    group_of: dict[str, str] = {}
    for group, members in groups.items():
        if not isinstance(members, list) or not all(isinstance(member, str) for member in members) or len(set(members)) < 2:
            problems.append(f"group {group!r} needs a list of at least two components")
            continue
        for member in members:
            if member not in components:
                problems.append(f"group {group!r} names unknown component {member!r}; {hint(member, components)}")
            elif group_of.setdefault(member, group) != group:
                problems.append(f"{member!r} is in two groups, {group_of[member]!r} and {group!r}")
        inside = {member: found[member] for member in members if member in found}
        heights = {
            f"{member} {row.stage}" + (f" {row.percent / 100:g} %" if row.percent is not None else "") for member, row in inside.items()
        }
        if len({(row.stage, row.percent) for row in inside.values()}) > 1:
            problems.append(f"group {group!r} does not share one phase and stage: {', '.join(sorted(heights))}")
        found.update({member: row.changed(group=group) for member, row in inside.items()})
    return problems
