"""`python -m benchmarks [NAME ...]`: every contender of every benchmark, interleaved in one run, as ratios with their spread.

A round starts one fresh process a contender, in an order that turns by one each round, so that a slow minute of the machine
meets all of them. A ratio is taken inside a round; its median and range over the rounds are what the table says.
lionagi 0.18.0 takes part where LIONAGI_REFERENCE_PYTHON names an interpreter that has it.
"""

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from functools import cache
from importlib import metadata
from pathlib import Path

from benchmarks import measure

# Not `-m`: that would put the current folder on the path, and the checkout's package with it.
WORKER = str(Path(__file__).with_name("worker.py"))
VERSIONED = ("lionagi", "pydantic", "pydantic-core", "orjson", "msgspec", "uuid-utils")


@cache
def alone():
    """A folder with a copy of this package and nothing else: beside a checkout, 0.18.0 would be found after what is measured against it."""
    folder = tempfile.TemporaryDirectory(prefix="lionagi-benchmarks-")
    shutil.copytree(Path(__file__).parent, Path(folder.name, "benchmarks"), ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def run_contender(label, names):
    """One process of one contender: `{benchmark: [ns, ...]}`."""
    python = os.environ["LIONAGI_REFERENCE_PYTHON"] if label == "reference" else sys.executable
    home = alone().name if label == "reference" else str(Path(__file__).parent.parent)
    environment = {**os.environ, "PYTHONPATH": home, "LIONAGI_STATE_DIR": "off"}
    if label in ("python", "rust"):
        environment["LIONAGI_BACKEND"] = label
    answer = subprocess.run([python, WORKER, label, *names], capture_output=True, text=True, env=environment, check=False)
    if answer.returncode:
        raise SystemExit(f"benchmarks: contender {label!r} failed:\n{answer.stderr}")
    return json.loads(answer.stdout)["results"]


def collect(labels, names, rounds):
    """{benchmark: {label: [samples of round 1, ...]}}, and what could not be set up."""
    found, missing = {}, {}
    for number in range(rounds):
        turned = labels[number % len(labels) :] + labels[: number % len(labels)]
        for label in turned:
            for name, result in run_contender(label, names).items():
                if isinstance(result, str):
                    missing[name, label] = result
                else:
                    found.setdefault(name, {}).setdefault(label, []).append(result)
        print(f"\rround {number + 1} of {rounds}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return found, missing


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def summary(rounds):
    flat = [value for samples in rounds for value in samples]
    return {"min": min(flat), "p50": percentile(flat, 0.50), "p95": percentile(flat, 0.95), "p99": percentile(flat, 0.99)}


def ratio(rounds, base):
    """Median, lowest and highest of the ratios of minima, each taken inside one round."""
    ratios = [min(ours) / min(theirs) for ours, theirs in zip(rounds, base, strict=True)]
    return {"median": statistics.median(ratios), "low": min(ratios), "high": max(ratios)}


def report(found):
    lines = []
    for name, by_label in found.items():
        benchmark = measure.TRACKED[name]
        line = {"benchmark": name, "component": benchmark.component, "floor": benchmark.floor, "target": benchmark.target}
        line["contenders"] = {label: summary(rounds) for label, rounds in by_label.items()}
        line["ratios"] = {}
        for numerator, denominator in benchmark.pairs:
            if numerator in by_label and denominator in by_label:
                line["ratios"][f"{numerator}/{denominator}"] = ratio(by_label[numerator], by_label[denominator])
        lines.append(line)
    return lines


def text_ratio(line, key, digits=2):
    found = line["ratios"].get(key)
    return f"{found['median']:.{digits}f} ({found['low']:.{digits}f}-{found['high']:.{digits}f})" if found else "-"


def table(lines):
    """Markdown. Times are the minimum in ns; a ratio is the median over rounds, with its range."""
    cores = [line for line in lines if not measure.TRACKED[line["benchmark"]].has_own_pairs]
    return "\n\n".join(part for part in (cores_table(cores), *pair_tables(line for line in lines if line not in cores)) if part)


def pair_tables(lines):
    """A table for each set of ratios that benchmarks have of their own."""
    by_pairs = {}
    for line in lines:
        by_pairs.setdefault(measure.TRACKED[line["benchmark"]].pairs, []).append(line)
    for pairs, alike in by_pairs.items():
        base = pairs[0][1]
        head = ["benchmark", f"{base} ns", *(f"{one} / {other}" for one, other in pairs)]
        rows = ["| " + " | ".join(head) + " |", "|---" * len(head) + "|"]
        for line in alike:
            ratios = [text_ratio(line, f"{one}/{other}") for one, other in pairs]
            rows.append("| " + " | ".join([line["benchmark"], f"{line['contenders'][base]['min']:,.0f}", *ratios]) + " |")
        yield "\n".join(rows)


def cores_table(lines):
    if not lines:
        return ""
    head = ["benchmark", "Rust ns (p50 p95 p99)", "Python ns", "0.18.0 ns", "floor ns", "Rust / floor", "target"]
    head += ["Rust / Python", "Python / 0.18.0"]
    rows = ["| " + " | ".join(head) + " |", "|---" * len(head) + "|"]
    for line in lines:
        times = line["contenders"]

        def least(label, times=times):
            return f"{times[label]['min']:,.0f}" if label in times else "-"

        rust = times.get("rust")
        spread = f" ({rust['p50']:,.0f} {rust['p95']:,.0f} {rust['p99']:,.0f})" if rust else ""
        floor = f"{line['floor']} {least(line['floor'])}" if line["floor"] else "-"
        target = f"{line['target']:.2f}" if line["target"] else "-"
        of_floor = text_ratio(line, f"rust/{line['floor']}")
        cells = [line["benchmark"], least("rust") + spread, least("python"), least("reference"), floor, of_floor, target]
        cells += [text_ratio(line, "rust/python"), text_ratio(line, "python/reference")]
        rows.append("| " + " | ".join(cells) + " |")
    return "\n".join(rows)


def versions():
    found = {}
    for name in VERSIONED:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return {"python": platform.python_version(), "machine": platform.machine(), **found}


HISTORY = Path(__file__).with_name("history")


def record(lines, rounds):
    """Keeps the ratios of a run: `history/<date>-<commit>.json`. Raises: SystemExit: there is one of this day and commit."""
    git = subprocess.run(["git", "rev-parse", "--short=12", "HEAD"], cwd=HISTORY.parent, capture_output=True, text=True, check=False)
    place = HISTORY / f"{time.strftime('%Y-%m-%d')}-{git.stdout.strip() or 'unknown'}.json"
    if place.exists():
        raise SystemExit(f"benchmarks: {place.name} is there already; a run is recorded once")
    kept = [{"benchmark": line["benchmark"], "component": line["component"], "ratios": line["ratios"]} for line in lines]
    HISTORY.mkdir(exist_ok=True)
    place.write_text(json.dumps({"versions": versions(), "rounds": rounds, "lines": kept}, indent=1) + "\n", encoding="utf-8")
    print(f"recorded: {place.name}")


def main():
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="benchmarks to run (default: all)")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--json", type=Path, help="write every figure here")
    parser.add_argument("--markdown", type=Path, help="write the table here")
    parser.add_argument("--record", action="store_true", help="keep the ratios in benchmarks/history")
    options = parser.parse_args()
    measure.load()
    unknown = [name for name in options.names if name not in measure.TRACKED]
    if unknown:
        parser.error(f"unknown benchmark {unknown[0]!r}; known: {', '.join(measure.TRACKED)}")
    chosen = [measure.TRACKED[name] for name in options.names] or list(measure.TRACKED.values())
    labels = list(dict.fromkeys(label for benchmark in chosen for label in benchmark.of))
    if not os.environ.get("LIONAGI_REFERENCE_PYTHON"):
        labels = [label for label in labels if label != "reference"]
    found, missing = collect(labels, options.names, options.rounds)
    lines = report(found)
    result = table(lines)
    print(result)
    for (name, label), why in sorted(missing.items()):
        print(f"not measured: {name} on {label}: {why}")
    if options.json:
        options.json.write_text(json.dumps({"versions": versions(), "rounds": options.rounds, "lines": lines}, indent=1) + "\n")
    if options.markdown:
        options.markdown.write_text(result + "\n")
    if options.record:
        record(lines, options.rounds)
    ours_missing = [name for (name, label) in missing if label in ("python", "rust")]
    return 1 if ours_missing else 0


if __name__ == "__main__":
    sys.exit(main())
