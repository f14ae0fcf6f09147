"""Memory, collector pauses and import time of whole processes: `python -m benchmarks.bench_memory`.

Every figure comes from a fresh process of its own; sides (Python core, Rust core, lionagi 0.18.0 where LIONAGI_REFERENCE_PYTHON names its
interpreter) take turns in each round. RSS is what is resident, USS what would come back if the process ended; the unit stands in the name.

bytes_per_message       USS grown by 100,000 kept instructions of a 32-character text of their own, divided by their number
bytes_per_message_dict  the same with a fresh dict of one entry as metadata
bytes_per_message_context  the same with such a dict in a list as context
bytes_per_message_dicts  the same with both
gc_total_ms, gc_longest_ms  what the collector took while 100,000 such messages (text only) were made and kept
import_main_ms          Session and Branch imported, over a bare interpreter
memory_main_rss_mb      resident after that, a Session and 1,000 messages; memory_main_uss_mb: of its own
"""

import itertools
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROUNDS = 5

_HEAD = """
import gc, json, os, sys
gc.collect()
def uss():
    with open("/proc/self/smaps_rollup") as found:
        return sum(int(line.split()[1]) for line in found if line.startswith(("Private_Clean", "Private_Dirty"))) * 1024
def rss():
    with open("/proc/self/statm") as found:
        return int(found.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
OLD = os.environ.get("BENCH_SIDE") == "0.18.0"
"""
_MESSAGES = (
    _HEAD
    + """
from lionagi.protocols.messages import Instruction
SAYS = {
    "plain": lambda n: ({}, {}),
    "dict": lambda n: ({}, {"metadata": {"n": n}}),
    "context": lambda n: ({"context": [{"n": n}]}, {}),
    "dicts": lambda n: ({"context": [{"n": n}]}, {"metadata": {"n": n}}),
}
says = SAYS[sys.argv[1]]
def make(n):
    content, more = says(n)
    content["instruction"] = f"{n:032d}"
    if OLD:
        return Instruction(content=content, sender="alice", recipient="bob", **more)
    return Instruction(**content, sender="alice", recipient="bob", **more)
COUNT = 100_000
warm = [make(n) for n in range(1000)]
pauses, begun = [], [0]
def watch(phase, info):
    if phase == "start":
        begun[0] = time.perf_counter_ns()
    else:
        pauses.append(time.perf_counter_ns() - begun[0])
import time
kept = [None] * COUNT
gc.collect()
before = uss()
gc.callbacks.append(watch)
for n in range(COUNT):
    kept[n] = make(n)
gc.callbacks.remove(watch)
print(json.dumps({"bytes": (uss() - before) / COUNT, "gc_total_ms": sum(pauses) / 1e6, "gc_longest_ms": max(pauses, default=0) / 1e6}))
"""
)
_MAIN = (
    _HEAD
    + """
from lionagi import Branch, Session
session = Session()
branch = session.default_branch
for n in range(1000):
    branch.msgs.add_message(instruction=f"{n:032d}", sender="alice", recipient="bob")
print(json.dumps({"rss_mb": rss() / 1e6, "uss_mb": uss() / 1e6}))
"""
)
_IMPORT = "from lionagi import Branch, Session"


def python_of(side):
    return os.environ["LIONAGI_REFERENCE_PYTHON"] if side == "0.18.0" else sys.executable


def environment_of(side):
    found = {**os.environ, "LIONAGI_STATE_DIR": "off", "BENCH_SIDE": side}
    if side != "0.18.0":
        found["LIONAGI_BACKEND"] = side
    else:
        found.pop("PYTHONPATH", None)  # what is named there is ours
    return found


def asked(side, program, *arguments):
    """What a program prints as JSON in a fresh process of a side."""
    command = [python_of(side), "-c", program, *arguments]
    done = subprocess.run(command, check=True, env=environment_of(side), capture_output=True, text=True, cwd=Path(__file__).parent)
    return json.loads(done.stdout.splitlines()[-1])


def import_ms(side, program):
    start = time.perf_counter()
    subprocess.run([python_of(side), "-c", program], check=True, env=environment_of(side), cwd=Path(__file__).parent)
    return (time.perf_counter() - start) * 1e3


def one_round(side):
    """Every figure of one side, each from a process of its own."""
    plain, *others = (asked(side, _MESSAGES, kind) for kind in ("plain", "dict", "context", "dicts"))
    main = asked(side, _MAIN)
    bare = min(import_ms(side, "pass") for _ in range(2))
    return {
        "bytes_per_message": plain["bytes"],
        "bytes_per_message_dict": others[0]["bytes"],
        "bytes_per_message_context": others[1]["bytes"],
        "bytes_per_message_dicts": others[2]["bytes"],
        "gc_total_ms": plain["gc_total_ms"],
        "gc_longest_ms": plain["gc_longest_ms"],
        "import_main_ms": min(import_ms(side, _IMPORT) for _ in range(3)) - bare,
        "memory_main_rss_mb": main["rss_mb"],
        "memory_main_uss_mb": main["uss_mb"],
    }


def main(rounds=ROUNDS):
    """Prints a table: the median over the rounds, a column a side, and the ratios of medians."""
    sides = ["rust", "python", *(["0.18.0"] if os.environ.get("LIONAGI_REFERENCE_PYTHON") else [])]
    taken = {side: [] for side in sides}
    for number in range(rounds):
        for side in sides[number % len(sides) :] + sides[: number % len(sides)]:
            taken[side].append(one_round(side))
    print("| figure | " + " | ".join(sides) + " | rust / python |" + (" python / 0.18.0 |" if len(sides) == 3 else ""))
    print("|---" * (len(sides) + (3 if len(sides) == 3 else 2)) + "|")
    for figure in taken["rust"][0]:
        medians = [statistics.median(row[figure] for row in taken[side]) for side in sides]
        cells = [f"{value:,.1f}" for value in medians]
        cells += [f"{above / below:.2f}" if below else "-" for above, below in itertools.pairwise(medians)]
        print(f"| {figure} | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS)
