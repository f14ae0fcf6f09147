"""`lionagi demo`: real text through both cores, with the same digests, and what each step cost.

Here: the command line. The text and the steps are in `work.py`, the sides and checks in `run.py`, what is printed in `show.py`.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["main"]

PASS, FAIL, INCONCLUSIVE = 0, 1, 4  # of `lionagi`'s exit codes; wrong usage and unmet demands leave as exceptions


def main(argv: Sequence[str] = ()) -> int:
    """Runs the demo; 0: equal digests (or only one side could run, and the output says why), 1: not equal, 4: no text to work on.

    Raises: BackendError: the orders make no sense, or a native part that is there cannot be used; SystemExit: wrong usage.
    """
    from argparse import ArgumentParser

    parser = ArgumentParser(
        prog="lionagi demo",
        description="Every paragraph of the Python language reference becomes a node, is hashed, de-duplicated, written as JSON and "
        "MessagePack and read back; every topic becomes a conversation, is rendered, sent to a scripted model, saved as JSON Lines and "
        "binary and read back, also in a fresh process without the native part: on Python, on Rust and on prefer-rust. "
        "The digests must be equal.",
        allow_abbrev=False,
    )
    parser.add_argument("--json", action="store_true", help="one JSON document instead of text")
    parser.add_argument("--rounds", type=_positive, default=3, metavar="N", help="how often; the best time counts (default: 3)")
    options = parser.parse_args(list(argv))
    return _run(options.rounds, options.json)


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def _run(rounds: int, as_json: bool) -> int:
    import json
    import sys

    try:
        from lionagi.demo import run, show, work

        text = work.read_text()
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] != "pydoc_data":
            raise
        print(f"lionagi demo: this Python comes without its own documentation ({error}); there is no text to work on", file=sys.stderr)
        return INCONCLUSIVE
    with show.progress(sys.stderr, quiet=as_json) as advance:
        report = run.run(text, rounds, advance)
    if as_json:
        print(json.dumps(report, indent=2))
    else:
        for line in show.lines(report):
            print(line)
    return FAIL if report["problems"] else PASS
