"""Profile-guided optimization of the native part: an instrumented build is run on what users do, and the release is built by its profile.

Source: the rustc book, "Profile-guided Optimization". The raw profiles are merged by the `llvm-profdata` of the LLVM that rustc carries; it
comes with `rustup component add llvm-tools`, or as `llvm-<major>` from a distribution.
"""

from __future__ import annotations

import contextlib
import json
import math
import os
import re
import shutil
import statistics
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

# Operations that are tracked and that the native part answers; short names of `benchmarks`. All of them are also what it is trained on.
TRACKED = (
    ("json_dumps_small", "json_dumps_batch", "json_loads_small", "msgpack_dumps_small", "msgpack_loads_small")
    + ("element_create", "node_create", "node_to_dict", "node_to_json", "node_from_json", "subclass_create_scalar")
    + ("hash_small", "hash_record", "id_create", "id_parse", "id_text")
    + ("message_create", "message_to_dict", "message_to_json", "message_from_dict", "message_from_json", "chat_msg", "request_200")
)


def profdata() -> str | None:
    """The tool that merges profiles of this compiler; None where there is none that can read them."""
    told = subprocess.run(["rustc", "-vV"], capture_output=True, text=True, check=True).stdout
    major = re.search(r"LLVM version: (\d+)", told)
    root = subprocess.run(["rustc", "--print", "sysroot"], capture_output=True, text=True, check=True).stdout.strip()
    own = sorted(Path(root).glob("lib/rustlib/*/bin/llvm-profdata"))
    found = [str(own[0])] if own else []
    found += [name for name in (f"llvm-profdata-{major[1]}" if major else "", "llvm-profdata") if name and shutil.which(name)]
    for candidate in found:
        version = subprocess.run([candidate, "--version"], capture_output=True, text=True, check=False).stdout
        read = re.search(r"LLVM version (\d+)", version)
        if major and read and read[1] == major[1]:
            return candidate
    return None


def train(python: str, folder: Path, root: Path, tool: str) -> Path:
    """Runs an environment whose native part is instrumented, and merges what it wrote; the merged profile.

    `python`: its interpreter; `folder`: where the build was told to write profiles (LLVM_PROFILE_FILE).
    """
    run([python, "-m", "lionagi", "demo"], folder, LIONAGI_BACKEND="rust")
    with benchmarks_alone(root) as copied:
        run([python, str(Path(copied) / "benchmarks" / "worker.py"), "rust", *TRACKED], Path(copied), PYTHONPATH=copied, LIONAGI_BACKEND="rust")
    raw = sorted(folder.glob("*.profraw"))
    if not raw:
        raise SystemExit("pgo: the instrumented build has written no profile")
    merged = folder / "merged.profdata"
    subprocess.run([tool, "merge", "-o", str(merged), *map(str, raw)], check=True)
    return merged


@contextlib.contextmanager
def benchmarks_alone(root: Path) -> Iterator[str]:
    """A folder with a copy of the benchmarks and nothing else: beside the checkout, its own package would be measured."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(root / "benchmarks", Path(folder) / "benchmarks", ignore=shutil.ignore_patterns("__pycache__"))
        yield folder


def run(command: list[str], folder: Path, **environment: str) -> None:
    done = subprocess.run(
        command, cwd=folder, env={**os.environ, "LIONAGI_STATE_DIR": "off", **environment}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"pgo: {' '.join(command[:3])} ... failed with {done.returncode}:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")


def gain(plain: str, guided: str, root: Path, rounds: int = 5) -> dict[str, float]:
    """{operation: time of the guided build over that of the plain one}, the median of ratios that were taken inside one round each."""
    ratios: dict[str, list[float]] = {}
    with benchmarks_alone(root) as copied:
        for number in range(rounds):
            taken = {}
            for python in (plain, guided) if number % 2 else (guided, plain):
                command = [python, str(Path(copied) / "benchmarks" / "worker.py"), "rust", *TRACKED]
                environment = {**os.environ, "PYTHONPATH": copied, "LIONAGI_STATE_DIR": "off", "LIONAGI_BACKEND": "rust"}
                done = subprocess.run(command, capture_output=True, text=True, env=environment, check=True)
                taken[python] = json.loads(done.stdout)["results"]
            for name in TRACKED:
                both = taken[plain].get(name), taken[guided].get(name)
                if all(isinstance(each, list) for each in both):
                    ratios.setdefault(name, []).append(min(both[1]) / min(both[0]))
    return {name: statistics.median(found) for name, found in ratios.items()}


def mean(ratios: dict[str, float]) -> float:
    """The geometric mean: ratios multiply."""
    return math.exp(statistics.fmean(math.log(ratio) for ratio in ratios.values()))
