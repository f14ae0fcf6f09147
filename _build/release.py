"""`nox -s release -- VERSION [--out DIR] [--without-pgo] [--dirty]`: the wheels of a release, met as its users will, or a refusal.

What a release ships is written down in `phases/releases/VERSION.toml` before, and compared with what there is: one list names every gap.
Then the wheels are built (the native ones by a profile, see `pgo.py`), each is installed into a fresh environment on every Python of this
machine, where the tests of its phase and the demo run as that user would, and what all earlier releases stored is read and written again.
Last come the release notes. Nothing is published, and nothing in the checkout is changed.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "_build"))
import pgo  # noqa: E402  (lives beside this file, which is in no package)
import pythons  # noqa: E402

KEYS = {"version": str, "says": str, "pythons": list, "stages": dict}
CARGO_PRERELEASE = {"a": "-alpha.", "b": "-beta.", "rc": "-rc."}


# --- what must be there before ---------------------------------------------------------------------------------------


def plan_of(version: str, root: Path = ROOT) -> tuple[dict[str, Any], list[str]]:
    """What `phases/releases/VERSION.toml` says, and what is wrong with it."""
    from lionagi.registry import manifest

    path = root / "phases" / "releases" / f"{version}.toml"
    if not path.is_file():
        known = ", ".join(sorted(each.stem for each in path.parent.glob("*.toml"))) or "none"
        return {}, [f"{path.relative_to(root)} is missing: it says what the release ships (there are: {known})"]
    try:
        plan = manifest.read(str(path))
    except manifest.ManifestError as error:
        return {}, [str(error)]
    wrong = [f"{path.name}: {key} must be a {kind.__name__}" for key, kind in KEYS.items() if not isinstance(plan.get(key), kind)]
    wrong += [f"{path.name}: {key} is no key; there are {', '.join(KEYS)}" for key in plan if key not in KEYS]
    if not wrong and plan["version"] != version:
        wrong.append(f"{path.name}: it is about {plan['version']}")
    return plan, wrong


def gaps(version: str, plan: dict[str, Any], *, dirty: bool, root: Path = ROOT) -> list[str]:
    """Why this checkout is not that release: a sentence each, with what to do."""
    from lionagi.registry import evidence, manifest

    found = []
    table = manifest.rows(manifest.read(str(root / "phases" / "phases.toml")))
    there = {name: row.stage for name, row in table.items()}
    for name in sorted({*there, *plan["stages"]}):
        wanted, has = plan["stages"].get(name, "not named"), there.get(name, "not there")
        if wanted != has:
            found.append(f"{name}: the release ships {wanted}, the manifest has {has}; promote, demote or correct the plan")
    found += [f"{each.component}: {each.verdict} for {each.stage}: {'; '.join(each.why)}" for each in evidence.overdue(table, root)]
    for where, has in versions(root).items():
        if has != version:
            found.append(f"{where} says {has}")
    stored = {path.stem for path in (root / "phases" / "golden" / version).glob("*.json")}
    for name, stage in there.items():
        if stage != "0" and name not in stored:
            found.append(f"phases/golden/{version}/{name}.json is missing: python -m equivalence_tests.golden write {version}")
    if set(plan["pythons"]) != set(pythons.SUPPORTED):
        found.append(f"the release names the Pythons {', '.join(plan['pythons'])}, and {', '.join(pythons.SUPPORTED)} are supported")
    if not fragments(root):
        found.append("changes/ holds no fragment: nothing is said about what changed")
    status = subprocess.run(["git", "status", "--porcelain"], cwd=root, capture_output=True, text=True, check=False)
    if not dirty and status.stdout.strip():
        found.append(f"{len(status.stdout.splitlines())} files are not committed (--dirty: a trial run)")
    return found


def versions(root: Path) -> dict[str, str]:
    """Where the version stands, and what it is there, spelled as Python spells it."""
    of_python = re.search(r'__version__ = "(.+)"', (root / "lionagi" / "version.py").read_text())
    of_project = re.search(r'(?m)^version = "(.+)"', (root / "pyproject.toml").read_text())
    of_cargo = re.search(r'(?m)^version = "(.+)"', (root / "Cargo.toml").read_text())
    cargo = of_cargo[1] if of_cargo else "nothing"
    for short, long in CARGO_PRERELEASE.items():
        cargo = cargo.replace(long, short)
    return {
        "lionagi/version.py": of_python[1] if of_python else "nothing",
        "pyproject.toml": of_project[1] if of_project else "nothing",
        "Cargo.toml": cargo,
    }


def fragments(root: Path) -> dict[str, list[str]]:
    """{kind: texts} of `changes/`."""
    found: dict[str, list[str]] = {}
    for path in sorted((root / "changes").glob("*.*.md")):
        found.setdefault(path.name.split(".")[-2], []).append(path.read_text(encoding="utf-8").strip())
    return found


# --- wheels ----------------------------------------------------------------------------------------------------------


def wheel(python: str, kind: str, into: Path, *flags: str) -> Path:
    """Builds one wheel with an interpreter's own pip. Native ones are what is shipped: profile `dist`."""
    into.mkdir(parents=True, exist_ok=True)
    environment = {**os.environ, "LIONAGI_BUILD_RUST": "skip" if kind == "pure" else "require", "MATURIN_PEP517_ARGS": "--profile dist"}
    if kind != "pure":
        environment["RUSTFLAGS"] = " ".join(flags)
        # A folder for each set of flags, shared by the Pythons: only the binding is compiled again for each of them.
        kind_of_build = "plain" if not flags else "profiled" if any("generate" in flag for flag in flags) else "guided"
        environment["CARGO_TARGET_DIR"] = str(ROOT / "target" / f"release-{kind_of_build}")
    before = set(into.glob("*.whl"))
    must([python, "-m", "pip", "wheel", "-q", "--no-deps", "-w", str(into), str(ROOT)], environment=environment)
    [made] = set(into.glob("*.whl")) - before
    return made


def must(command: list[str], *, environment: dict[str, str] | None = None, folder: Path | None = None) -> str:
    done = subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"release: {' '.join(command[:6])} ... failed with {done.returncode}:\n{done.stdout[-3000:]}{done.stderr[-3000:]}")
    return done.stdout


def fresh(python: str, home: Path, *requirements: str) -> str:
    """A new environment of an interpreter with these installed; its interpreter."""
    must([python, "-m", "venv", "--clear", str(home)])
    inside = str(home / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))
    must([inside, "-m", "pip", "install", "-q", *requirements])
    return inside


def meet(python: str, made: Path, kind: str, home: Path) -> list[str]:
    """Installs a wheel as a user does, and runs what that user would; a line for each thing that was seen."""
    inside = fresh(python, home, str(made), "pytest>=8")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("LIONAGI_", "PYTHON"))}
    environment["LIONAGI_STATE_DIR"] = "off"
    backend = "rust" if kind == "native" else "python"
    status = [inside, "-m", "lionagi", "status", "--require", backend]
    must(status, environment={**environment, "LIONAGI_BACKEND": backend}, folder=home)
    smoke = [inside, "-m", "pytest", "-c", str(ROOT / "pyproject.toml"), "-p", "no:cacheprovider", "-q", str(ROOT / "tests" / "phases")]
    told = must(smoke, environment=environment, folder=home).strip().splitlines()
    must([inside, "-m", "lionagi", "demo"], environment=environment, folder=home)  # ends with 1 where two digests differ
    version = must([inside, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]).strip()
    return [f"Python {version}, {kind} wheel: {told[-1]} of its phase; the demo's digests are equal"]


def golden(python: str, made: Path, home: Path) -> str:
    """What all earlier releases stored, read and written by the wheel. Raises SystemExit: something does not hold."""
    inside = fresh(python, home, f"{made}[proof]", "cloudpickle>=3", "pyyaml>=6", "msgspec>=0.19")
    site = home / "links"
    site.mkdir()
    (site / "equivalence_tests").symlink_to(ROOT / "equivalence_tests", target_is_directory=True)
    environment = {**os.environ, "PYTHONPATH": str(site), "LIONAGI_STATE_DIR": "off"}
    return must([inside, "-m", "equivalence_tests.golden", "check"], environment=environment, folder=home)


# --- notes -----------------------------------------------------------------------------------------------------------


def notes(version: str, plan: dict[str, Any], seen: list[str], gain: dict[str, float]) -> str:
    """The release notes: the section of phases first, then what changed."""
    lines = [f"# lionagi {version}", "", plan["says"], "", "## Phases", ""]
    lines += ["| component | stage | runs on |", "|---|---|---|"]
    runs = {"0": "Python alone", "1": "Python; Rust on request", "2": "Rust; Python where Rust is missing", "3": "Rust alone"}
    lines += [f"| {name} | {stage} | {runs[stage[0]]} |" for name, stage in plan["stages"].items()]
    lines += ["", "Seen before the release, each in a fresh environment:", "", *(f"- {line}" for line in seen)]
    if gain:
        best = sorted(gain.items(), key=lambda each: each[1])
        shown = ", ".join(f"`{name}` {ratio:.2f}" for name, ratio in (*best[:3], *best[-2:]))
        lines.append(
            f"- built by profile: {pgo.mean(gain):.2f} of the time of a plain build (geometric mean of {len(gain)} operations; {shown})"
        )
    for kind, texts in fragments(ROOT).items():
        lines += ["", f"## {kind.capitalize()}", "", *(f"- {text}" for text in texts)]
    return "\n".join(lines) + "\n"


# --- the whole -------------------------------------------------------------------------------------------------------


def profile(python: str, work: Path, tool: str) -> tuple[tuple[str, ...], Path]:
    """The flags that build by a profile, and a plain native wheel of the same Python to compare with."""
    raw = work / "profiles"
    raw.mkdir()
    profiled = wheel(python, "native", work / "profiled", f"-Cprofile-generate={raw}")
    inside = fresh(python, work / "training", str(profiled), "msgspec", "uuid-utils", "pyyaml", "rich")
    merged = pgo.train(inside, raw, ROOT, tool)
    plain = wheel(python, "native", work / "plain")
    return (f"-Cprofile-use={merged}", "-Cllvm-args=-pgo-warn-missing-function"), plain


def release(version: str, out: Path, *, with_pgo: bool, dirty: bool) -> int:
    plan, wrong = plan_of(version)
    wrong = wrong or gaps(version, plan, dirty=dirty)
    tool = pgo.profdata() if with_pgo else None
    if with_pgo and tool is None:
        wrong.append("no llvm-profdata of this compiler: rustup component add llvm-tools, or llvm-<major> of the system (or --without-pgo)")
    if wrong:
        print(f"{version} cannot be released:\n  - " + "\n  - ".join(wrong), file=sys.stderr)
        return 1
    pythons.add_to_path()
    found = pythons.find()
    own = f"{sys.version_info[0]}.{sys.version_info[1]}"
    here = found[own]
    seen: list[str] = []
    gain: dict[str, float] = {}
    with tempfile.TemporaryDirectory(prefix="release-") as folder:
        work = Path(folder)
        wheels = work / "wheels"
        flags, plain = profile(here, work, tool) if tool else ((), None)
        said("the profile is taken" if tool else "without a profile")
        pure = wheel(here, "pure", wheels)
        native = {name: wheel(python, "native", wheels, *flags) for name, python in found.items()}
        said(f"{1 + len(native)} wheels are built")
        for name, python in found.items():
            seen += meet(python, native[name], "native", work / f"native-{name}")
            seen += meet(python, pure, "pure", work / f"pure-{name}")
            said(seen[-2], seen[-1])
        cells = golden(here, native[own], work / "golden")
        seen.append("stored by all releases, read and written again: " + "; ".join(cells.strip().splitlines()))
        if plain is not None:
            compared = ("msgspec", "uuid-utils", "pyyaml", "rich")
            guided = native[own]
            gain = pgo.gain(fresh(here, work / "before", str(plain), *compared), fresh(here, work / "after", str(guided), *compared), ROOT)
        missing = [name for name in plan["pythons"] if name not in found]
        if missing:
            seen.append(f"not here, and not seen: Python {', '.join(missing)}")
        out.mkdir(parents=True, exist_ok=True)
        for made in wheels.iterdir():
            shutil.copy(made, out)
    (out / f"NOTES-{version}.md").write_text(notes(version, plan, seen, gain), encoding="utf-8")
    said(f"{len(list(out.glob('*.whl')))} wheels and the notes are in {out}")
    return 0


STARTED = time.monotonic()


def said(*lines: str) -> None:
    for line in lines:
        print(f"{time.monotonic() - STARTED:5.0f} s  {line}", flush=True)


def main(arguments: list[str] | None = None) -> int:
    """Exit codes: 0 done, 1 refused, 2 wrong usage."""
    parser = argparse.ArgumentParser(prog="nox -s release --", description=__doc__.splitlines()[0])
    parser.add_argument("version")
    parser.add_argument("--out", type=Path, default=ROOT / "dist", help="where wheels and notes are put (default: dist)")
    parser.add_argument("--without-pgo", action="store_true", help="build the native part without a profile")
    parser.add_argument("--dirty", action="store_true", help="a trial run on what is not committed")
    wanted = parser.parse_args(arguments)
    return release(wanted.version, wanted.out, with_pgo=not wanted.without_pgo, dirty=wanted.dirty)


if __name__ == "__main__":
    sys.exit(main())
