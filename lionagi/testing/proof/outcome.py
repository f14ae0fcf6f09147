"""What one run of a core came to: a value or an error, in a form that can be compared and shown.

Two errors are the same where type, text, arguments, public attributes and what a traceback would print as their cause agree.
Not here: which differences are known (`lionagi/registry/ledger.py`), counting (`tally.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lionagi.testing.proof.portrait import Views, _safe_repr, difference

# Never an answer of a core: the run itself ends. (PyO3's PanicException is a BaseException too, and is an answer: a wrong one.)
_NOT_AN_ANSWER = (KeyboardInterrupt, SystemExit, GeneratorExit)


class Outcome:
    """`value` where `error` is None. `twin` gives both sides of a value, for the next operation on it."""

    __slots__ = ("error", "twin", "value")

    def __init__(self, value: Any = None, error: BaseException | None = None) -> None:
        self.value = value
        self.error = error
        self.twin: Any = None

    def __repr__(self) -> str:
        """Python types and texts only, so that ledger entries can match it on every machine."""
        if self.error is None:
            text = _safe_repr(self.value)
            return f"value {type(self.value).__name__}: {text if len(text) <= 500 else text[:480] + '...'}"
        return f"error {type(self.error).__name__}: {_text(self.error)[:500]}"


def observe(job: Callable[[], Any]) -> Outcome:
    """Runs a job; whatever it raises is its outcome."""
    try:
        return Outcome(job())
    except _NOT_AN_ANSWER:
        raise
    except BaseException as error:
        if _belongs_to_hypothesis(error):
            raise
        return Outcome(error=error)


def outcome_difference(left: Outcome, right: Outcome, views: Views) -> str | None:
    """Where two outcomes differ; None where they agree."""
    if left.error is None and right.error is None:
        return difference(left.value, right.value, views)
    if left.error is None or right.error is None:
        return "one is a value, the other an error"
    return difference(_facts(left.error), _facts(right.error), views)


def _facts(error: BaseException) -> dict[str, Any]:
    shown = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return {
        "type": type(error),
        "text": _text(error),
        "arguments": error.args,
        "attributes": {name: value for name, value in vars(error).items() if not name.startswith("__")},
        "cause": None if shown is None else (type(shown), _text(shown)),
    }


def _text(error: BaseException) -> str:
    try:
        return str(error)
    except Exception as failure:
        return f"<the text of {type(error).__name__} raises {type(failure).__name__}>"


def _belongs_to_hypothesis(error: BaseException) -> bool:
    return type(error).__module__.startswith("hypothesis.")
