"""`import_package`: whole processes, in ms over a bare interpreter. Run as `python -m benchmarks.bench_import`."""

import json
import os
import random
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
    environment = {**os.environ, "LIONAGI_STATE_DIR": "off"}
    if python != sys.executable:
        environment.pop("PYTHONPATH", None)  # what is named there is ours
    start = time.perf_counter()
    subprocess.run([python, "-c", program], check=True, env=environment)
    return (time.perf_counter() - start) * 1e3


def main(rounds=25):
    """Prints {interpreter: {program: ms}}; a program's are over the bare interpreter's: difference of minima, and of medians."""
    pythons = {"lionagi": sys.executable}
    if reference := os.environ.get("LIONAGI_REFERENCE_PYTHON"):
        pythons["0.18.0"] = reference
    times = {(name, program): [] for name in pythons for program in PROGRAMS}
    order, shuffle = list(times), random.Random(0).shuffle
    for _ in range(rounds):
        shuffle(order)  # what runs after a large program finds cold caches
        for name, program in order:
            times[name, program].append(process_ms(pythons[name], PROGRAMS[program]))
    result = {}
    for name in pythons:
        bare = times[name, "bare"]
        result[name] = {"bare": {"min": min(bare), "median": statistics.median(bare)}}
        for program in ("import_package", "first_element"):
            taken = times[name, program]
            result[name][program] = {"min": min(taken) - min(bare), "median": statistics.median(taken) - statistics.median(bare)}
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
