"""What one contender of one benchmark takes, measured in this process. Standard library only: 0.18.0's Python runs it too.

A benchmark is a statement over names, timed without any call around it. Contenders:
`python`, `rust`  the public API of this package on that core;
`reference`       the same statement on lionagi 0.18.0, in its own interpreter;
any other name    a floor or a peer, with a statement of its own.
"""

import gc
import importlib
import json
import os
import sys
import time
import timeit
from pathlib import Path

SAMPLE_S = 0.004  # one sample is long against the clock's grain and short against a neighbour's time slice
SAMPLES = 15

TRACKED = {}  # benchmark name -> Benchmark


class Benchmark:
    """One line of the table; `of` maps contender to the function that sets it up, `pairs` says which ratios are taken."""

    def __init__(self, name, component, unit_count, floor, target, pairs=None):
        self.name, self.component, self.unit_count, self.floor, self.target = name, component, unit_count, floor, target
        self.has_own_pairs = pairs is not None
        self.pairs = pairs or (("rust", floor), ("rust", "python"), ("python", "reference"), ("rust", "reference"))
        self.of = {}


def tracked(name, component, *, floor=None, target=None, per=1, cores=("python", "rust", "reference"), pairs=None):
    """Registers a benchmark. The function returns `(statement, names)`; `per`: operations in one statement.

    `floor`: the contender that the ratio is taken to; `target`: the ratio to reach on the Rust core; `pairs`: other ratios than those of
    the cores, as (contender, contender).
    """

    def register(setup):
        benchmark = TRACKED[name] = Benchmark(name, component, per, floor, target, pairs)
        benchmark.of.update(dict.fromkeys(cores, setup))
        return setup

    return register


def contender(name, label):
    """Adds a floor or a peer to the benchmark `name`."""

    def register(setup):
        TRACKED[name].of[label] = setup
        return setup

    return register


def load():
    """Imports every `bench_*` (a component each) and `scenario_*` module beside this one; they register what they track."""
    here = Path(__file__).parent
    for file in sorted([*here.glob("bench_*.py"), *here.glob("scenario_*.py")]):
        importlib.import_module(f"benchmarks.{file.stem}")


def samples(statement, names, unit_count):
    """Nanoseconds per operation, SAMPLES times; the collector is off, as in `timeit`."""
    timer = timeit.Timer(statement, globals=names)
    timer.timeit(1)  # what the first call loads would count as its time, and leave samples of one call each
    number, taken = 1, 0.0
    while taken < SAMPLE_S / 2:
        number *= 2
        taken = timer.timeit(number)
    number = max(1, int(number * SAMPLE_S / taken))
    gc.collect()
    return [timer.timeit(number) / number / unit_count * 1e9 for _ in range(SAMPLES)]


def main(label, wanted):
    """Prints `{benchmark: [ns, ...]}` of one contender; a benchmark that cannot be set up here is an error text instead."""
    load()
    results = {}
    for name, benchmark in TRACKED.items():
        if label in benchmark.of and (not wanted or name in wanted):
            try:
                results[name] = samples(*benchmark.of[label](), benchmark.unit_count)
            except (ImportError, AttributeError) as error:
                results[name] = f"{type(error).__name__}: {error}"
    print(json.dumps({"python": sys.version.split()[0], "at": time.time(), "pid": os.getpid(), "results": results}))
