"""`import_package`: whole processes, in ms over a bare interpreter. Run as `python -m benchmarks.bench_import`."""

import json
import os
import statistics
import subprocess
import sys
import time

PROGRAMS = {
    "bare": "pass",
    "import_package": "import lionagi",
    "first_element": "from lionagi.protocols.generic.element import Element; Element()",
}


def process_ms(python, program):
    start = time.perf_counter()
    subprocess.run([python, "-c", program], check=True, env={**os.environ, "LIONAGI_STATE_DIR": "off"})
    return (time.perf_counter() - start) * 1e3


def main(rounds=15):
    """Prints {interpreter: {program: median ms over bare, measured round by round}}."""
    pythons = {"lionagi": sys.executable}
    if reference := os.environ.get("LIONAGI_REFERENCE_PYTHON"):
        pythons["0.18.0"] = reference
    times = {(name, program): [] for name in pythons for program in PROGRAMS}
    for _ in range(rounds):
        for name, python in pythons.items():
            for program, text in PROGRAMS.items():
                times[name, program].append(process_ms(python, text))
    result = {}
    for name in pythons:
        bare = times[name, "bare"]
        over = {program: [a - b for a, b in zip(times[name, program], bare, strict=True)] for program in PROGRAMS if program != "bare"}
        result[name] = {program: {"median": statistics.median(values), "min": min(values)} for program, values in over.items()}
        result[name]["bare"] = {"median": statistics.median(bare), "min": min(bare)}
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
