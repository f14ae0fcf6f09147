"""The command `lionagi`: which core runs and why, and tools around it. Every verb has `--json`.

Exit codes: 0 pass, 1 fail, 2 wrong usage (orders in the environment included), 3 requirement not met, 4 inconclusive.
Never a traceback: what goes wrong is one text on stderr, or under "error" in JSON.
"""

from __future__ import annotations

import os
import sys

from lionagi import _errors

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Callable, Iterable
    from typing import Any, NoReturn

    from lionagi.registry.words import Native

PASS, FAIL, USAGE, NOT_MET, INCONCLUSIVE = range(5)


class UsageError(Exception):
    """The command line makes no sense."""


def main(argv: list[str] | None = None) -> int:
    """Runs one command line (default: the process's); returns the exit code."""
    arguments = sys.argv[1:] if argv is None else list(argv)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # a path may hold what the terminal cannot show
    as_json = "--json" in arguments and arguments[:1] != ["demo"]
    try:
        return _run(arguments)
    except UsageError as error:
        return _fail(error, USAGE, as_json)
    except _errors.BackendUnavailableError as error:
        return _fail(error, NOT_MET, as_json)
    except _errors.BackendOrderError as error:
        return _fail(error, USAGE, as_json)
    except _errors.BackendError as error:
        return _fail(error, FAIL, as_json)
    except BrokenPipeError:  # `lionagi status | head -1`: the reader has seen enough
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 -- stays open: the interpreter flushes it at exit
        return PASS
    except SystemExit as leaving:  # `--help` of a verb, and the demo's own usage errors
        return leaving.code if isinstance(leaving.code, int) else PASS
    except KeyboardInterrupt:
        return _fail(Exception("interrupted"), FAIL, as_json)
    except Exception as error:
        return _fail(Exception(f"this should not happen, please report it: {type(error).__name__}: {error}"), FAIL, as_json)


def _fail(error: Exception, code: int, as_json: bool) -> int:
    if as_json:
        kind = type(error).__name__ if isinstance(error, _errors.BackendError) else "usage" if code == USAGE else "error"
        _print_json({"error": {"kind": kind, "text": str(error), "problems": list(getattr(error, "problems", ()))}, "exit_code": code})
    else:
        print(_paint(f"lionagi: {error}", "red", sys.stderr), file=sys.stderr)
    return code


def _run(arguments: list[str]) -> int:
    if not arguments:
        print(_usage(), file=sys.stderr)
        return USAGE
    verb, rest = arguments[0], arguments[1:]
    if verb in ("-h", "--help", "help"):
        print(_usage())
        return PASS
    if verb == "--version":
        from lionagi.version import __version__

        print(f"lionagi {__version__}")
        return PASS
    if verb not in _VERBS:
        from lionagi.registry.nearest import hint

        raise UsageError(f"unknown verb {verb!r}; {hint(verb, _VERBS)}")
    if verb == "demo":
        return _demo(rest)
    _, declare, run = _VERBS[verb]
    return run(_parse(verb, declare, rest))


def _parse(verb: str, declare: Callable[[ArgumentParser], None], rest: list[str]) -> Namespace:
    from argparse import SUPPRESS, ArgumentParser

    class Parser(ArgumentParser):
        def error(self, message: str) -> NoReturn:
            raise UsageError(f"{message} (lionagi {verb} --help says more)")

        def exit(self, status: int = 0, message: str | None = None) -> NoReturn:
            raise SystemExit(status)

    parser = Parser(prog=f"lionagi {verb}", description=_VERBS[verb][0], allow_abbrev=False)
    declare(parser)
    parser.add_argument("--json", action="store_true", help="one JSON document instead of text")
    # A sentence with the nearest option is worth more than argparse's list of leftovers.
    if not any(action.nargs == "*" for action in parser._actions):
        parser.add_argument("leftover", nargs="*", help=SUPPRESS)
    found, unknown = parser.parse_known_args(rest)
    unknown += getattr(found, "leftover", [])
    if unknown:
        from lionagi.registry.nearest import nearest

        options = [option for action in parser._actions for option in action.option_strings]
        close = nearest(unknown[0].partition("=")[0], options) if unknown[0].startswith("-") else None
        raise UsageError(f"unknown argument {unknown[0]!r}" + (f"; did you mean {close!r}?" if close else f" (see lionagi {verb} --help)"))
    return found


def _usage() -> str:
    width = max(map(len, _VERBS))
    verbs = "\n".join(f"  {verb.ljust(width)}  {help_text}" for verb, (help_text, _, _) in _VERBS.items())
    return (
        f"usage: lionagi VERB ... [--json]\n\n{verbs}\n\n"
        "exit codes: 0 pass, 1 fail, 2 wrong usage, 3 requirement not met, 4 inconclusive\n"
        "lionagi VERB --help says more"
    )


# --- verbs ------------------------------------------------------------------------------------------------------------


def _declare_status(parser: ArgumentParser) -> None:
    parser.add_argument("--require", choices=("rust", "python"), help="exit code 3 where a component runs on the other backend")


def _status(options: Namespace) -> int:
    from lionagi.registry import report, words

    found = report.status()
    lacking = _lacking()
    unmet = [
        f"{each['component']} runs on {each['backend']} ({each['reason']})"
        for each in found["components"]
        if options.require and each["backend"] != options.require and not (options.require == "rust" and each["phase"] == words.NO_RUST_YET)
    ]
    refused = bool(found["refused"] or found["refused_at_use"])
    code = NOT_MET if unmet or refused else PASS
    if options.json:
        _print_json({**found, "missing": lacking, "required": options.require, "unmet": unmet, "exit_code": code})
        return code
    _print_lines(report.status_lines(found, lacking))
    if unmet:
        print(_paint(f"lionagi: {options.require} is required, but {'; '.join(unmet)}", "red", sys.stderr), file=sys.stderr)
    return code


def _lacking() -> dict[str, str] | None:
    """What components lack for their next stage; None where there is no manifest that can be read: in an installed package, for example."""
    from lionagi.registry import loading

    if not os.path.isfile(os.path.join(os.path.dirname(loading.PACKAGE), "phases", "phases.toml")):
        return None
    from lionagi.registry import homes, next_stage

    try:
        return next_stage.missing(homes.ours())
    except _errors.BackendError:  # `phase plan` says what is wrong with it
        return None


def _declare_component(parser: ArgumentParser) -> None:
    parser.add_argument("component", metavar="COMPONENT", help="one of the components that lionagi status lists")


def _explain(options: Namespace) -> int:
    from lionagi.registry import report

    found = report.explanation(options.component)
    code = NOT_MET if found["refused"] else PASS
    if options.json:
        _print_json({**found, "exit_code": code})
    else:
        _print_lines(report.explanation_lines(found))
    return code


def _declare_nothing(parser: ArgumentParser) -> None:
    pass


def _doctor(options: Namespace) -> int:
    from lionagi.registry import doctor

    found = doctor.examine()
    code = FAIL if found["problems"] else PASS
    if options.json:
        _print_json({**found, "exit_code": code})
    else:
        _print_lines(doctor.lines(found))
    return code


def _native_part_of(component: str) -> Native:
    from lionagi.registry import _cores, foreign, loading, words

    if component in _cores.COMPONENTS:
        return loading.probe_native(_cores.COMPONENTS, os.environ.get(words.MUTANT) or None)
    return foreign.ForeignProbe(foreign.known(component, "diff"), None).native


def _diff(options: Namespace) -> int:
    from lionagi.registry import _cores, words
    from lionagi.registry.contract_diff import differences
    from lionagi.registry.report import known

    component = options.component
    known(component, "diff")
    found: dict[str, list[str] | None] = {"python": differences(component, _cores.core_of(component, words.PYTHON)), "rust": None}
    native = _native_part_of(component)
    if native.state == words.LOADED:
        found["rust"] = differences(component, _cores.core_of(component, words.RUST))
    code = FAIL if any(found.values()) else INCONCLUSIVE if found["rust"] is None else PASS
    if options.json:
        _print_json({"component": component, "differences": found, "cause": native.cause, "exit_code": code})
        return code
    for backend, sentences in found.items():
        if sentences is None:
            print(f"{backend}: not compared: {native.cause}")
        else:
            _print_lines((f"{backend}: {sentence}" for sentence in sentences) if sentences else [f"{backend}: as in the contract"])
    return code


def _declare_phase(parser: ArgumentParser) -> None:
    parser.add_argument("action", metavar="|".join(_PHASE_ACTIONS), help="the phases; the table from the manifest; what is missing; moves")
    about = "show: this component only, with its history in a checkout; generate: of another package, whose table is written"
    parser.add_argument("component", nargs="?", metavar="COMPONENT", help=about)
    parser.add_argument("--check", action="store_true", help="generate: compare only, exit code 1 where the table is out of date")
    from lionagi.registry import cli_proof

    cli_proof.declare_moves(parser)


_PHASE_ACTIONS = ("show", "generate", "plan", "promote", "demote")


def _phase(options: Namespace) -> int:
    if options.action == "show":
        return _phase_show(options)
    if options.action == "generate":
        return _phase_generate(options)
    if options.action in ("plan", "promote", "demote"):
        from lionagi.registry import cli_proof

        return cli_proof.move(options, _print_json)
    from lionagi.registry.nearest import hint

    raise UsageError(f"unknown action {options.action!r}; {hint(options.action, _PHASE_ACTIONS)}")


def _phase_show(options: Namespace) -> int:
    from lionagi.registry import foreign, manifest, report

    if options.check:
        raise UsageError("--check belongs to phase generate")
    if options.component is not None:
        report.known(options.component, "phase show")
    table = foreign.table()
    names = list(table) if options.component is None else [options.component]
    found = {name: {**table[name].as_dict(), "history": None} for name in names}
    for path in _manifests_of(names):
        document = manifest.read(path)
        manifest.rows(document, path)
        for name in names:
            found[name]["history"] = document["components"].get(name) or found[name]["history"]
    if options.json:
        _print_json({"components": found, "exit_code": PASS})
        return PASS
    rows = [("component", "phase", "since", "percent", "group", "evidence")]
    for name, row in found.items():
        percent = "-" if row["percent"] is None else f"{row['percent'] / 100:g}"
        rows.append((name, row["stage"], row["since"], percent, row["group"] or "-", row["evidence"] or "-"))
    _print_lines(report.columns(rows))
    if options.component is not None and found[options.component]["history"]:
        print()
        _print_lines("  ".join(f"{key} {value}" for key, value in entry.items()) for entry in found[options.component]["history"])
    return PASS


def _manifests_of(names: list[str]) -> Iterable[str]:
    """Those that are there: installed packages have none."""
    from lionagi.registry import foreign, homes, manifest
    from lionagi.registry._phase_table import PHASES

    if any(name in PHASES for name in names) and os.path.isfile(path := manifest.manifest_place()):
        yield path
    for name in names:
        if name not in PHASES and (root := homes.checkout_of(foreign.known(name, "phase show"))) is not None:
            yield str(root / "phases" / "phases.toml")


def _phase_generate(options: Namespace) -> int:
    from lionagi.registry import homes, manifest

    path, place = (manifest.manifest_path(), manifest.TABLE) if options.component is None else homes.manifest_and_table(options.component)
    text = manifest.render(manifest.rows(manifest.read(path), path))
    try:
        with open(place, encoding="utf-8") as file:
            same = file.read() == text
    except FileNotFoundError:
        same = False
    if not same and not options.check:
        with open(place, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
    code = FAIL if options.check and not same else PASS
    said = "is up to date" if same else "is out of date: run lionagi phase generate" if options.check else "written"
    if options.json:
        _print_json({"table": place, "up_to_date": same, "written": not same and not options.check, "exit_code": code})
    else:
        print(f"{place}: {said}")
    return code


def _declare_equiv(parser: ArgumentParser) -> None:
    from lionagi.registry import cli_proof

    cli_proof.declare_equiv(parser)


def _equiv(options: Namespace) -> int:
    from lionagi.registry import cli_proof

    return cli_proof.equiv(options, _print_json)


def _declare_evidence(parser: ArgumentParser) -> None:
    from lionagi.registry import cli_proof

    cli_proof.declare_evidence(parser)


def _evidence(options: Namespace) -> int:
    from lionagi.registry import cli_proof

    return cli_proof.evidence_verb(options, _print_json)


def _declare_shadow(parser: ArgumentParser) -> None:
    from lionagi.registry import cli_shadow

    cli_shadow.declare(parser)


def _shadow(options: Namespace) -> int:
    from lionagi.registry import cli_shadow

    return cli_shadow.run(options, _print_json)


def _declare_report(parser: ArgumentParser) -> None:
    parser.add_argument("--html", metavar="FILE", required=True, help="where the page goes; it needs nothing else")
    parser.add_argument(
        "--shadow", metavar="PLACE", nargs="*", default=None, help="records of shadow runs, files or folders (default: LIONAGI_SHADOW_DIR)"
    )


def _report(options: Namespace) -> int:
    from pathlib import Path

    from lionagi.registry import evidence, homes, page, page_facts, words
    from lionagi.registry.cli_shadow import places_of

    if options.shadow is not None:
        places = places_of(options.shadow)
    else:  # a folder that shadow runs were told of, and that none has made yet
        places = [place for place in map(Path, filter(None, [os.environ.get(words.SHADOW_DIR)])) if place.exists()]
    facts = page_facts.gather(homes.ours(), places)
    try:
        evidence.write_whole(Path(options.html), page.render(facts))
    except OSError as error:
        raise UsageError(f"the page cannot be written: {error}") from error
    if options.json:
        _print_json({"file": options.html, "problems": facts["problems"], "exit_code": PASS})
    else:
        print(f"{options.html}: written")
        _print_lines(f"note: {problem}" for problem in facts["problems"])
    return PASS


def _declare_quarantine(parser: ArgumentParser) -> None:
    from lionagi.registry import cli_quarantine

    cli_quarantine.declare(parser)


def _quarantine(options: Namespace) -> int:
    from lionagi.registry import cli_quarantine

    return cli_quarantine.run(options, _print_json)


def _demo(rest: list[str]) -> int:
    from lionagi.demo import main as demo  # draws on most of the library: loaded for this verb only

    return int(demo(rest) or 0)


def _run_demo(options: Namespace) -> int:  # its options are its own: `_run` hands the command line over unparsed
    return _demo([])


_VERBS: dict[str, tuple[str, Callable[[Any], None], Callable[[Any], int]]] = {
    "status": ("which backend each component runs on", _declare_status, _status),
    "explain": ("why a component runs where it runs, rule by rule", _declare_component, _explain),
    "doctor": ("look at this installation from a fresh interpreter", _declare_nothing, _doctor),
    "diff": ("compare the contract of a component with both cores", _declare_component, _diff),
    "phase": ("the phases of the components: show, generate, plan, promote, demote", _declare_phase, _phase),
    "equiv": ("prove a component equal on both cores, and keep the evidence", _declare_equiv, _equiv),
    "evidence": ("judge the evidence for a stage: build, verify", _declare_evidence, _evidence),
    "shadow": ("compare both cores on a share of the calls: drive, report, replay", _declare_shadow, _shadow),
    "quarantine": ("builds that did harm and are kept from answering: list, clear", _declare_quarantine, _quarantine),
    "report": ("one page that shows it all: stages, evidence, gates, benchmarks", _declare_report, _report),
    "demo": ("both cores do the same real work: what is equal, and what it costs", _declare_nothing, _run_demo),
}

# --- printing ---------------------------------------------------------------------------------------------------------

_COLOURS = {"red": "31", "green": "32", "yellow": "33"}
_MARKED = (
    ("problem:", "red"),
    ("component '", "red"),
    ("components '", "red"),
    ("-> ", "green"),
    ("note:", "yellow"),
    ("not active:", "yellow"),
)


def _print_lines(lines: Iterable[str]) -> None:
    for line in lines:
        colour = next((colour for start, colour in _MARKED if line.startswith(start)), None)
        print(_paint(line, colour, sys.stdout) if colour else line)


def _print_json(document: dict[str, Any]) -> None:
    from json import dumps

    print(dumps(document, indent=2, default=str))


def _paint(text: str, colour: str, stream: Any) -> str:
    """Colour on a terminal only, and not where NO_COLOR (https://no-color.org) is set to anything."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb" or not stream.isatty():
        return text
    return f"\x1b[{_COLOURS[colour]}m{text}\x1b[0m"
