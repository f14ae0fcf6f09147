"""The verbs of proof: `equiv`, `evidence`, and `phase plan|promote|demote`. They work in a source checkout only.

Not here: the other verbs and the command line itself (`cli.py`). Exit codes as there: 1 fail, 4 inconclusive.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from lionagi.registry import evidence, gates, homes, manifest, promotion, words
from lionagi.registry.report import columns, known

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Callable, Iterator
    from pathlib import Path

EXIT = {gates.PASS: 0, gates.FAIL: 1, gates.INCONCLUSIVE: 4}


def declare_equiv(parser: ArgumentParser) -> None:
    parser.add_argument("component", metavar="COMPONENT", help="a component, or all")
    parser.add_argument("--stage", metavar="STAGE", help="the gate to prove for (default: the component's next stage)")
    parser.add_argument("--mutants", action="store_true", help="run the seeded mutants too; needs a native part built with that feature")
    parser.add_argument("--estimate", action="store_true", help="only say what would be done and how long it may take")


def equiv(options: Namespace, print_json: Callable[[dict[str, Any]], None]) -> int:
    """Proves, writes evidence, judges. Raises: BackendError: it cannot begin."""
    from lionagi.registry import proving

    root = homes.root_of(options.component)
    jobs = [proving.Job(name, _stage_for(name, options.stage, root), root, mutants=options.mutants) for name in _components(options, root)]
    seconds = sum(job.seconds() for job in jobs)
    tell: Callable[[str], None] = (lambda line: None) if options.json else (lambda line: print(line, file=sys.stderr, flush=True))
    for job in jobs:
        missing = [step.name for step in proving.steps(job) if not job.kept(step)]
        tell(f"{job.component} to {job.stage}: {', '.join(missing) or 'everything is known already'}; about {job.seconds():.0f} s")
    if options.estimate:
        if options.json:
            print_json(
                {"jobs": [{"component": job.component, "stage": job.stage, "seconds": job.seconds()} for job in jobs], "exit_code": 0}
            )
        return 0
    tell(f"about {seconds / 60:.1f} minutes in all; an interrupted run goes on where it was")
    return _report([proving.prove(job, tell) for job in jobs], options, print_json)


def declare_evidence(parser: ArgumentParser) -> None:
    parser.add_argument("action", metavar="build|verify", help="build: as equiv; verify: judge what is there, and say what changed since")
    parser.add_argument("component", nargs="?", metavar="COMPONENT", help="default: all")
    parser.add_argument("--stage", metavar="STAGE", help="default: every stage there is evidence for, else the next one")
    parser.add_argument("--mutants", action="store_true", help="build: as of equiv")
    parser.add_argument("--overdue", action="store_true", help="verify: only components at 2.ramp or above, for their own stage")


def evidence_verb(options: Namespace, print_json: Callable[[dict[str, Any]], None]) -> int:
    """Judges evidence. Raises: BackendError; UsageError: unknown action."""
    from lionagi.registry.cli import UsageError
    from lionagi.registry.nearest import hint

    if options.action == "build":
        options.estimate, options.component = False, options.component or "all"
        return equiv(options, print_json)
    if options.action != "verify":
        raise UsageError(f"unknown action {options.action!r}; {hint(options.action, ('build', 'verify'))}")
    root = homes.root_of(options.component or "all")
    if options.overdue:
        return _report(
            evidence.overdue(_table(root), root), options, print_json, nothing="every component at 2.ramp or above has fresh evidence"
        )
    names = [options.component] if options.component else list(_table(root))
    found = []
    for name in names:
        known(name, "evidence verify")
        there = sorted(path.stem for path in (root / "phases" / "evidence" / name).glob("*.json") if path.stem in gates.GATES)
        stages = [options.stage] if options.stage else there or [_stage_for(name, None, root)]
        found += [evidence.verify(name, stage, root) for stage in stages]
    return _report(found, options, print_json)


def declare_moves(parser: ArgumentParser) -> None:
    """What `phase promote` and `phase demote` take beside the options of `phase`."""
    parser.add_argument("--since", metavar="VERSION", help="promote, demote: the release from which it holds (default: this version)")
    parser.add_argument("--percent", type=float, metavar="P", help=f"promote to {words.RAMP}: the share of processes")
    parser.add_argument("--reason", metavar="TEXT", help="demote: why")
    parser.add_argument("--to", metavar="STAGE", help="demote: the stage (default: one down)")
    parser.add_argument("--link", metavar="PAGE", default="docs/migration.md", help="demote: a page in docs/ that says more")


def move(options: Namespace, print_json: Callable[[dict[str, Any]], None]) -> int:
    """`phase plan`, `promote` and `demote`. Raises: BackendError: what hinders it; UsageError: something is missing."""
    from lionagi.registry.cli import UsageError

    root = homes.root_of(options.component or "all")
    if options.action == "plan":
        names = [options.component] if options.component else list(_table(root))
        for name in names:
            known(name, "phase plan")
        return _plan([promotion.plan(name, root) for name in names], options, print_json)
    if options.component is None:
        raise UsageError(f"phase {options.action} needs a component")
    known(options.component, f"phase {options.action}")
    since = options.since or _version(options.component)
    try:
        if options.action == "promote":
            moved = promotion.promote(options.component, root, since, percent=options.percent)
        else:
            if options.reason is None:
                raise UsageError("phase demote needs --reason TEXT")
            moved = promotion.demote(options.component, root, since, options.reason, options.link, to=options.to)
    except promotion.NotPassed as refused:
        code = EXIT[refused.judged.verdict]
        if options.json:
            print_json({"error": {"kind": "NotPassed", "text": str(refused)}, "judged": _as_dict(refused.judged), "exit_code": code})
        else:
            print(f"lionagi: {refused}", file=sys.stderr)
        return code
    if options.json:
        print_json({**moved.as_dict(), "exit_code": 0})
    else:
        print(f"{moved.component}: {moved.before} -> {moved.after}, since {moved.since}")
        print("\n".join(f"  written: {file}" for file in moved.files))
    return 0


# --- shared ------------------------------------------------------------------------------------------------------------------


def _version(component: str) -> str:
    """Of the package whose component it is."""
    from lionagi.registry import COMPONENTS, foreign
    from lionagi.version import __version__

    return __version__ if component in COMPONENTS else foreign.found().versions[component]


def _table(root: Path) -> dict[str, words.PhaseRow]:
    path = str(root / "phases" / "phases.toml")
    return {name: row for name, row in manifest.rows(manifest.read(path), path).items() if row.stage != words.NO_RUST_YET}


def _components(options: Namespace, root: Path) -> list[str]:
    if options.component == "all":
        return list(_table(root))
    known(options.component, "equiv")
    return [options.component]


def _stage_for(component: str, ordered: str | None, root: Path) -> str:
    """The stage that was ordered, the next one up, or at the top the last."""
    if ordered is not None:
        return ordered
    at = words.STAGES.index(_table(root)[component].stage)
    return words.STAGES[min(at + 1, len(words.STAGES) - 1)]


def _as_dict(judged: evidence.Judged) -> dict[str, Any]:
    return {**judged.as_dict(), "findings": [finding.as_dict() for finding in judged.findings]}


def _report(
    found: list[evidence.Judged],
    options: Namespace,
    print_json: Callable[[dict[str, Any]], None],
    nothing: str = "there is nothing to judge",
) -> int:
    verdicts = {judged.verdict for judged in found}
    code = EXIT[next((word for word in (gates.FAIL, gates.INCONCLUSIVE) if word in verdicts), gates.PASS)]
    if options.json:
        print_json({"judged": [_as_dict(judged) for judged in found], "exit_code": code})
        return code
    for line in _lines(found):
        print(line)
    if not found:
        print(nothing)
    return code


def _lines(found: list[evidence.Judged]) -> Iterator[str]:
    for judged in found:
        yield f"{judged.component} to {judged.stage}: {judged.verdict}"
        yield from (f"  - {reason}" for reason in judged.why)
        if judged.findings:
            yield from (f"  {line}" for line in columns([("gate", "required", "found", ""), *(_cells(line) for line in judged.findings)]))


def _cells(finding: gates.Finding) -> tuple[str, str, str, str]:
    return finding.name, finding.required, finding.found, "" if finding.state == gates.PASS else finding.state


def _plan(found: list[promotion.Step], options: Namespace, print_json: Callable[[dict[str, Any]], None]) -> int:
    if options.json:
        rows = [{**step.as_dict(), "judged": None if step.judged is None else _as_dict(step.judged)} for step in found]
        print_json({"plan": rows, "exit_code": 0})
        return 0
    for step in found:
        if step.judged is None:
            print(f"{step.component}: at {step.stage}; there is no stage above")
            continue
        ready = step.judged.verdict == gates.PASS
        print(
            f"{step.component}: at {step.stage}, next {step.next_stage}: "
            + ("ready: lionagi phase promote" if ready else step.judged.verdict)
        )
        for reason in step.judged.why:
            print(f"  - {reason}")
    return 0
