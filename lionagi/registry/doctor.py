"""Looks at this installation from a fresh interpreter: a native part that ends the process, or that was loaded too early, shows here.

Tooling: never imported at run time.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from typing import Any

from lionagi.registry import loading, quarantine, settings, texts, words
from lionagi.registry._phase_table import PHASES

_TIMEOUT_S = 60
_CHILD = "import sys; sys.path.insert(0, sys.argv[1]); from lionagi.registry.doctor import child; child()"


def examine(environment: dict[str, str] | None = None) -> dict[str, Any]:
    """What a fresh interpreter finds; `problems` is empty where all is well (a missing native part is no problem)."""
    env = dict(os.environ if environment is None else environment)
    here, foreign = loading.native_files()
    found: dict[str, Any] = {
        "python": texts.python_here(),
        "executable": sys.executable,
        "package": loading.PACKAGE,
        "files": here,
        "files_for_other_pythons": foreign,
        "native": None,
        "checkout": None,
        "variables": {name: env[name] for name in (*words.VARIABLES, *words.LEFT_ALONE) if env.get(name)},
        "problems": [],
    }
    answer, trouble = ask_fresh_interpreter(env)
    if answer is None:
        found["problems"].append(trouble)
    else:
        found.update(answer)
        state, cause = answer["native"]["state"], answer["native"]["cause"]
        if state not in (words.LOADED, words.MISSING):
            found["problems"].append(f"native part {state}: {cause}")
    ordered, wrong = settings.read(env, PHASES)
    found["problems"] += wrong
    found["not_active"] = dict(settings.not_active(ordered))
    found["state"] = _state_folder(ordered.state_dir, env, found["problems"])
    return found


def ask_fresh_interpreter(env: dict[str, str]) -> tuple[dict[str, Any] | None, str]:
    """What a fresh interpreter says about the native part; or None and why it says nothing."""
    command = [sys.executable, "-c", _CHILD, os.path.dirname(loading.PACKAGE)]
    try:
        run = subprocess.run(command, env=env, capture_output=True, timeout=_TIMEOUT_S, check=False)
    except subprocess.TimeoutExpired:
        return None, f"loading the native part did not end within {_TIMEOUT_S} s"
    except OSError as error:
        return None, f"no fresh interpreter could be started ({sys.executable}): {error}"
    if (crash := _crash(run.returncode)) is not None:
        return None, f"loading the native part ended the interpreter with {crash}; delete or rebuild it"
    try:
        return json.loads(run.stdout.splitlines()[-1]), ""
    except (ValueError, IndexError):
        last = run.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
        return None, f"the fresh interpreter ended with exit code {run.returncode}: {''.join(last) or 'no word'}"


def crash_of_fresh_interpreter(env: dict[str, str]) -> str | None:
    """What loading the native part does to a fresh interpreter: a sentence where it crashes, "" where not, None where none started."""
    command = [sys.executable, "-c", _CHILD, os.path.dirname(loading.PACKAGE)]
    try:
        run = subprocess.run(command, env=env, capture_output=True, timeout=_TIMEOUT_S, check=False)
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return None
    crash = _crash(run.returncode)
    return "" if crash is None else f"loading the native part ended a process with {crash}"


def _crash(code: int) -> str | None:
    if code < 0:
        return _signal_name(-code)
    if sys.platform == "win32" and code >= 0x8000_0000:
        return f"exception {code:#x}"
    return None


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def child() -> None:
    """Runs in the fresh interpreter: loads the native part and prints what it is."""
    from time import perf_counter

    from lionagi._build_info import checkout_root

    started = perf_counter()
    native = loading.probe_native(tuple(PHASES), os.environ.get(words.MUTANT) or None)
    load_ms = (perf_counter() - started) * 1e3
    native_facts = {**native.as_dict(), "components": sorted(native.components)}
    print(json.dumps({"native": native_facts, "load_ms": round(load_ms, 3), "checkout": checkout_root()}))


def _state_folder(ordered: str | None, env: dict[str, str], problems: list[str]) -> dict[str, Any]:
    folder = quarantine.state_folder(ordered, env)
    if folder is None:
        return {"folder": None, "writable": False, "records": {}}
    trouble = quarantine.folder_problem(folder)
    if trouble is not None:
        problems.append(f"state folder {folder}: {trouble}; set {words.STATE_DIR} to a folder of your own, or to off")
    records = {}
    for component in (*PHASES, quarantine.NATIVE):
        record, unreadable = quarantine.read(folder, component)
        if unreadable is not None:
            problems.append(f"quarantine record: {unreadable}")
        if record is not None:
            records[component] = record
    return {"folder": folder, "writable": trouble is None, "records": records}


def lines(found: dict[str, Any]) -> list[str]:
    """`examine()` for people."""
    native = found["native"] or {"state": "not known", "file": None, "fingerprint": None, "cause": None, "build": None}
    build = native["build"] or {}
    facts = [
        ("python", f"{found['python']} ({found['executable']})"),
        ("package", found["package"]),
        ("source checkout", found["checkout"] or "no"),
        ("native part", native["state"]),
        ("file", native["file"] or "-"),
        ("fingerprint", native["fingerprint"] or "-"),
        ("cause", native["cause"] or "-"),
        ("build", ", ".join(f"{key} {build[key]}" for key in ("profile", "features", "rustc", "target") if build.get(key)) or "-"),
        ("loaded in", f"{found['load_ms']} ms" if "load_ms" in found and native["state"] == words.LOADED else "-"),
        ("for other Pythons", ", ".join(map(os.path.basename, found["files_for_other_pythons"])) or "-"),
        ("state folder", found["state"]["folder"] or "off"),
        ("quarantined", ", ".join(f"{name}: {record['cause']}" for name, record in found["state"]["records"].items()) or "-"),
        ("variables", ", ".join(f"{name}={text}" for name, text in sorted(found["variables"].items())) or "none"),
    ]
    facts += [("not active", f"{name}: {why}") for name, why in found["not_active"].items()]
    width = max(len(name) for name, _ in facts)
    shown = [f"{name.ljust(width)} : {text}" for name, text in facts]
    return [*shown, "", *(f"problem: {text}" for text in found["problems"])] if found["problems"] else [*shown, "", "no problems found"]
