"""What the demo prints: a bar while it runs, then the table. Plain text; rich draws the bar where it is installed."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Any, TextIO

from lionagi.demo.run import PREFER_RUST, PYTHON, RUST

WIDTH = 30  # of the plain bar


@contextlib.contextmanager
def progress(stream: TextIO, *, quiet: bool = False) -> Iterator[Callable[[str, float], None]]:
    """A function that is told what comes next and how much is done, from 0 to 1; silent unless `stream` is a terminal."""
    if quiet or not stream.isatty():
        yield lambda now, done: None
        return
    try:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn
    except ImportError:
        try:
            yield _plain_bar(stream)
        finally:
            stream.write("\r\x1b[K")
            stream.flush()
        return
    columns = BarColumn(), TaskProgressColumn(), TextColumn("{task.description}")
    with Progress(*columns, console=Console(file=stream), transient=True) as bar:
        task = bar.add_task("", total=1.0)
        yield lambda now, done: bar.update(task, description=now, completed=done)


def _plain_bar(stream: TextIO) -> Callable[[str, float], None]:
    def advance(now: str, done: float) -> None:
        filled = round(done * WIDTH)
        stream.write(f"\r[{'#' * filled}{'-' * (WIDTH - filled)}] {done:4.0%}  {now}\x1b[K")
        stream.flush()

    return advance


def lines(report: dict[str, Any]) -> Iterator[str]:
    """The report for people."""
    dropped = report["paragraphs"] - report["kept"]
    yield f"lionagi {report['version']} on {report['python']}, {report['machine']}"
    yield (
        f"{report['paragraphs']:,} paragraphs of {report['topics']} topics of the Python language reference; "
        f"{dropped:,} duplicates dropped, {report['kept']:,} kept"
    )
    yield f"best of {report['rounds']} rounds, microseconds an item"
    yield ""
    yield from _table([_HEAD, *(_row(step) for step in report["steps"])])
    yield ""
    yield from _verdict(report)
    yield ""
    yield "without orders (auto):"
    width = max(len(choice["component"]) for choice in report["auto"])
    for choice in report["auto"]:
        yield f"  {choice['component']:<{width}} {choice['backend']:<7} {choice['reason']}; {choice['why']}"


_HEAD = ("step", "items", "Python", "Rust", "ratio", "prefer-rust", "equal digest", "native calls: Python", "Rust")


def _row(step: dict[str, Any]) -> tuple[str, ...]:
    times, calls = step["us_per_item"], step["native_calls"]
    equal = {True: "yes", False: "NO", None: "one side"}[step["equal_digest"]]
    return (
        step["step"],
        f"{step['items']:,}",
        _number(times.get(PYTHON), ".2f"),
        _number(times.get(RUST), ".2f"),
        "-" if step["ratio"] is None else f"{step['ratio']:.1f} x",
        _number(times.get(PREFER_RUST), ".2f"),
        f"{equal}  {' '.join(digest[:8] for digest in step['digests'])}",
        _number(calls.get(PYTHON), ",d"),
        _number(calls.get(RUST), ",d"),
    )


def _number(value: float | None, form: str) -> str:
    return "-" if value is None else format(value, form)


def _table(rows: list[tuple[str, ...]]) -> Iterator[str]:
    """Columns of text to the left, columns of numbers to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for at, row in enumerate(rows):
        cells = (
            cell.ljust(width) if name in ("step", "equal digest") else cell.rjust(width)
            for cell, width, name in zip(row, widths, _HEAD, strict=True)
        )
        yield "  ".join(cells).rstrip()
        if at == 0:
            yield "  ".join("-" * width for width in widths)


def _verdict(report: dict[str, Any]) -> Iterator[str]:
    reasons: dict[str, list[str]] = {}
    for side, why in report["not_run"].items():
        reasons.setdefault(why, []).append(side)
    for why, not_run in reasons.items():
        yield f"not run: {', '.join(not_run)}: {why}"
    for problem in report["problems"]:
        yield f"problem: {problem}"
    if report["problems"]:
        yield f"FAILED: {len(report['problems'])} problems"
    elif len(report["sides"]) == 1:
        yield f"{report['sides'][0]} ran alone: its checks pass, and there is no other side to compare it with"
    else:
        yield f"equal digests on {', '.join(report['sides'])}; everything came back from every form as it was"
    if not report["problems"]:
        yield "a fresh process without the native part read the JSON Lines and the binary form of each side: equal digests"
