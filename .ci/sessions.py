"""Runs nox sessions in as many lanes as there are cores, two at most, and prints each one's output whole when it ends.

`sessions.py REPORTS`: longest first, so that the lanes end together. The first failure stops what runs and what waits. Times go
to `REPORTS/times`, nox's own report of each to `REPORTS/<name>.json`. Which sessions must have run is judged by `expected_sessions.py`.
"""

import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

LANES = min(2, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)
# What one lane runs at a time, in the order of their length. The tests are README's test command.
SESSIONS = (
    ["-s", "tests"],
    ["-s", "mutants", "--", "--workers", str(3 - LANES)],
    ["-s", "phase1", "phase2", "phase3"],
    ["-s", "wheels"],
    ["-s", "pure"],
    ["-s", "equivalence"],
    ["-s", "typing"],
    ["-s", "lint"],
    ["-s", "cargo"],
    ["-s", "rehearse"],
    ["-s", "demo"],
)


class Lanes:
    """Takes sessions from one list until it is empty or one has failed."""

    def __init__(self, reports: Path) -> None:
        self.reports = reports
        self.waiting = list(SESSIONS)
        self.running: set[subprocess.Popen] = set()
        self.failed: list[str] = []
        self.lock = threading.Lock()

    def run(self) -> None:
        while True:
            with self.lock:
                if self.failed or not self.waiting:
                    return
                arguments = self.waiting.pop(0)
            self.one(arguments)

    def one(self, arguments: list[str]) -> None:
        name = f"nox {' '.join(arguments)}"
        start = time.monotonic()
        with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as output:
            command = [".venv/bin/nox", "--report", str(self.reports / f"{arguments[1]}.json"), *arguments]
            # A group of its own, so that stopping it stops what it started.
            process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT, start_new_session=True)
            with self.lock:
                self.running.add(process)
            code = process.wait()
            seconds = time.monotonic() - start
            with self.lock:
                self.running.discard(process)
                output.seek(0)
                print(f"\n=== {name}\n{output.read()}", end="", flush=True)
                if code and not self.failed:
                    self.failed.append(name)
                    self.stop()
                ending = "" if not code else f"  FAILED ({code})" if self.failed == [name] else "  stopped"
                line = f"{seconds:5.0f} s  {name}{ending}"
                print(line, flush=True)
                with open(self.reports / "times", "a", encoding="utf-8") as times:
                    times.write(line + "\n")

    def stop(self) -> None:
        for process in self.running:
            os.killpg(process.pid, 15)


def main(reports: str) -> int:
    lanes = Lanes(Path(reports))
    threads = [threading.Thread(target=lanes.run, daemon=True) for _ in range(LANES)]
    print(f"{len(SESSIONS)} runs of nox in {LANES} lane{'s' * (LANES > 1)}; each is shown when it ends", flush=True)
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:  # also where somebody interrupts
        lanes.stop()
    if lanes.failed:
        print(f"\n=== FAILED: {lanes.failed[0]}")
    return 1 if lanes.failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
