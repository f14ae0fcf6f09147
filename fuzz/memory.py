"""Every entry point of the native part under valgrind's memcheck: `python fuzz/memory.py [COMPONENT ...]`.

What is run: each callable of each contract with arguments it accepts (`equivalence_tests/planted_panic.py`), and the kept corpus of the
pairs of cores, which is what parsers have met that is hostile. An error counts where a function of the native part is on its stack: the
interpreter's own are not ours. Exit code 1: there is one; 3: there is no valgrind.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as tree
from pathlib import Path

TIMES = 20  # calls of each entry point: what is freed too early shows when its memory is used again
NATIVE = "_native"


def exercise(component: str) -> None:
    """What runs under valgrind."""
    from equivalence_tests.planted_panic import CALLS
    from lionagi.testing.proof.cores import real_pair

    sys.path.insert(0, str(Path(__file__).resolve().parent))
    import pair

    core = real_pair(component).rust
    for name, call in CALLS[component](core).items():
        for _ in range(TIMES):
            call()
        print(name, flush=True)
    read = 0
    for name, (asked, ask) in pair.TARGETS.items():
        for file in sorted((pair.CORPUS / f"pair_{name}").iterdir()) if asked == component else ():
            for _ in range(2):
                with contextlib.suppress(Exception):  # refused, as it should be: memory is what is looked at
                    ask(core, file.read_bytes())
            read += 1
    print(f"{read} inputs of the corpus", flush=True)


def ours(report: Path) -> list[str]:
    """The errors of a report that have a function of the native part on their stack, as text."""
    found = []
    for error in tree.parse(report).getroot().iter("error"):
        if (error.findtext("kind") or "").startswith("Leak_"):
            continue  # what a process still holds at its end; leaks are counted by loops of their own (`tests/test_leaks.py`)
        frames = [(frame.findtext("fn") or "?", frame.findtext("obj") or "") for frame in error.iter("frame")]
        if any(NATIVE in Path(place).name for _, place in frames):
            what = error.findtext("what") or error.findtext("xwhat/text") or error.findtext("kind")
            found.append(f"{what}: " + " < ".join(name for name, _ in frames[:8]))
    return found


def check(component: str) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = ["valgrind", "--leak-check=no", "--xml=yes", f"--xml-file={report}", "--num-callers=24", "--error-limit=no"]
        # Every block from malloc, so that its bounds and its end are known.
        environment = {**os.environ, "PYTHONMALLOC": "malloc", "PYTHONHASHSEED": "0", "LIONAGI_STATE_DIR": "off"}
        itself = [sys.executable, __file__, "--exercise", component]
        done = subprocess.run([*command, *itself], env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            return [f"ended with {done.returncode}: {done.stderr[-1500:]}"]
        tried = done.stdout.splitlines()
        print(f"{component}: {len(tried) - 1} entry points, {tried[-1]}", flush=True)
        return ours(report)


def main() -> int:
    if sys.argv[1:2] == ["--exercise"]:
        exercise(sys.argv[2])
        return 0
    if shutil.which("valgrind") is None:
        print("valgrind is not here: install it from the distribution's packages")
        return 3
    components = sys.argv[1:] or ["ids", "hashing", "codec", "entity", "messages"]
    problems = [f"{component}: {problem}" for component in components for problem in check(component)]
    print("\n".join(problems) or "no error of memory in the native part")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
