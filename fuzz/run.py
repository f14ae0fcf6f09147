"""Runs every fuzz target for a share of the time: `python fuzz/run.py --minutes N [--only NAME ...] [--keep]`.

Rust targets (`fuzz_targets/`, built by cargo-fuzz with AddressSanitizer) and pairs of cores (`pair.py`, by atheris) take turns on the
machine's cores. Inputs that a target found new are in `fuzz/found/`, inputs that broke one in `fuzz/artifacts/`: mend it, and put the file
into `fuzz/corpus/` under a name that says what it is, where the tests read it again. `--keep`: merges what reaches new code into the
kept corpus. Exit code 1: something broke.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import tomllib

HERE = Path(__file__).resolve().parent
LIMITS = ["-timeout=20", "-rss_limit_mb=2048", "-max_len=2048", "-print_final_stats=1"]
LARGEST_KEPT, MOST_KEPT = 300, 40  # bytes, and files a target beside those with a name of their own: what is committed stays small


def rust_targets() -> list[str]:
    with (HERE / "Cargo.toml").open("rb") as manifest:
        return [each["name"] for each in tomllib.load(manifest)["bin"]]


def pair_targets() -> list[str]:
    sys.path.insert(0, str(HERE))
    import pair

    return [f"pair_{name}" for name in pair.TARGETS]


def build() -> Path:
    """Compiles the Rust targets; where they are. cargo-fuzz needs an option of the compiler that a stable one hides."""
    if subprocess.run(["cargo", "fuzz", "--version"], capture_output=True, check=False).returncode:
        subprocess.run(["cargo", "install", "--locked", "cargo-fuzz"], check=True)
    environment = {**os.environ, "RUSTC_BOOTSTRAP": "1"}
    environment.pop("CARGO_TARGET_DIR", None)
    command = ["cargo", "fuzz", "build", "--fuzz-dir", str(HERE), "--features", "fuzzing"]
    subprocess.run(command, cwd=HERE, env=environment, check=True)
    [folder] = (HERE / "target").glob("*/release")
    return folder


def command_of(name: str, binaries: Path) -> list[str]:
    if name.startswith("pair_"):
        return [sys.executable, str(HERE / "pair.py"), name.removeprefix("pair_")]
    return [str(binaries / name)]


def run(name: str, seconds: float, binaries: Path) -> tuple[str, bool]:
    """One target for so long; a line about it, and whether it held."""
    found, artifacts, kept = HERE / "found" / name, HERE / "artifacts" / name, HERE / "corpus" / name
    for folder in (found, artifacts, kept):
        folder.mkdir(parents=True, exist_ok=True)
    before = {file.name for file in artifacts.iterdir()}
    options = [*LIMITS, f"-max_total_time={max(1, round(seconds))}", f"-artifact_prefix={artifacts}/", str(found), str(kept)]
    start = time.monotonic()
    done = subprocess.run([*command_of(name, binaries), *options], capture_output=True, text=True, errors="replace", check=False)
    runs = re.search(r"stat::number_of_executed_units:\s*(\d+)", done.stderr)
    broken = sorted(file.name for file in artifacts.iterdir() if file.name not in before)
    held = done.returncode == 0 and not broken
    line = f"{name:16} {int(runs[1]) if runs else 0:>12,} runs in {time.monotonic() - start:5.0f} s"
    if not held:
        shown = [each for each in done.stderr.splitlines() if "panicked" in each or "Error" in each or "ERROR" in each][:4]
        line += "   BROKEN: " + ", ".join(f"fuzz/artifacts/{name}/{each}" for each in broken) + "\n    " + "\n    ".join(shown)
    return line, held


def keep(name: str, binaries: Path) -> None:
    """Adds to the kept corpus what reaches code that nothing in it does, the shortest of each."""
    found, kept = HERE / "found" / name, HERE / "corpus" / name
    small = HERE / "found" / f"{name}_small"
    shutil.rmtree(small, ignore_errors=True)
    small.mkdir()
    for file in found.iterdir():
        if file.stat().st_size <= LARGEST_KEPT:
            shutil.copy(file, small)
    subprocess.run([*command_of(name, binaries), "-merge=1", str(kept), str(small)], capture_output=True, check=False)
    shutil.rmtree(small)
    # A fuzzer names its files by their hash; what people put there has a name that says what it is.
    hashed = sorted((file for file in kept.iterdir() if re.fullmatch("[0-9a-f]{40}", file.name)), key=lambda file: file.stat().st_size)
    for file in hashed[MOST_KEPT:]:
        file.unlink()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=10.0, help="for all targets together, on all cores (default: 10)")
    parser.add_argument("--only", nargs="*", default=None, help="targets to run (default: all)")
    parser.add_argument("--keep", action="store_true", help="merge what reaches new code into the kept corpus")
    wanted = parser.parse_args()
    names = [*rust_targets(), *pair_targets()]
    if unknown := set(wanted.only or ()) - set(names):
        parser.error(f"no such target: {', '.join(sorted(unknown))}; there are {', '.join(names)}")
    names = wanted.only or names
    binaries = build() if any(not name.startswith("pair_") for name in names) else HERE
    lanes = max(1, min(os.cpu_count() or 1, len(names)))
    seconds = wanted.minutes * 60 * lanes / len(names)
    with ThreadPoolExecutor(lanes) as pool:
        answers = []
        for line, held in pool.map(lambda name: run(name, seconds, binaries), names):
            print(line, flush=True)
            answers.append(held)
        if wanted.keep:
            list(pool.map(lambda name: keep(name, binaries), names))
    sys.exit(not all(answers))


if __name__ == "__main__":
    main()
