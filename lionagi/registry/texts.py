"""Sentences of refusals and warnings, put together when one is due: what was required, by whom, what stands in the way, what to do.

The classes are in `lionagi/_errors.py`; single words that are wrong are described where they are read (`settings.py`).
"""

from __future__ import annotations

import os
import sys

from lionagi import _errors
from lionagi.registry import words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lionagi.registry.words import Note, Refusal

_TROUBLE = {
    words.MISSING: "the native module cannot be loaded",
    words.BROKEN: "the native module cannot be loaded",
    words.STALE: "the native module was built from other sources",
    words.TWOFOLD: "there are two native modules",
    words.REFUSED: "this native module may not answer",
}
_MENDING = {
    words.MISSING: "install a wheel with the native part",
    words.BROKEN: "install a wheel made for this Python and platform (lionagi doctor says more)",
    words.STALE: "build it again (pip install -e .)",
    words.TWOFOLD: "delete one of the two files",
    words.REFUSED: f"install an ordinary build and unset {words.MUTANT}; in a proof set {words.MUTANT}=component:number or none",
}
_YIELDING = {
    words.FORCED_COMPONENT: "set {component}=prefer-rust; unset the variable",
    words.FORCED_GLOBAL: f"set {words.BACKEND}=prefer-rust; unset the variable",
    words.OVERRIDE: "override with 'prefer-rust'",
    words.PER_OBJECT: "leave use_rust_core out",
    words.PHASE_DEFAULT: f"install a release in which {{component}} is below {words.ONLY}",
    words.ON_FALLBACK: f"set {words.ON_FALLBACK}=warn",
}
# Orders that yield to a missing part do not yield to a wrong one: there only another backend helps.
_AVOIDING = f"set {words.COMPONENTS}={{component}}=python"


def python_here() -> str:
    """`CPython 3.11.7, linux x86_64`"""
    name = {"cpython": "CPython", "pypy": "PyPy"}.get(sys.implementation.name, sys.implementation.name)
    machine = os.uname().machine if hasattr(os, "uname") else os.environ.get("PROCESSOR_ARCHITECTURE", "unknown")
    return f"{name} {'.'.join(map(str, sys.version_info[:3]))}, {sys.platform} {machine}"


def bad_orders(problems: Sequence[str]) -> _errors.BackendOrderError:
    """One error for everything that is wrong with the orders."""
    head = f"{len(problems)} problems with the orders for the backends:"
    text = problems[0] if len(problems) == 1 else "\n  - ".join((head, *problems))
    return _errors.BackendOrderError(text, tuple(problems))


def unavailable(refusals: Iterable[Refusal]) -> _errors.BackendUnavailableError:
    """One error for all components that cannot have Rust; those refused for one reason share a block."""
    blocks: dict[tuple[str, str, str], list[Refusal]] = {}
    for refusal in refusals:
        blocks.setdefault((refusal.required_by, refusal.state, refusal.cause), []).append(refusal)
    components = tuple(refusal.component for block in blocks.values() for refusal in block)
    causes = tuple(cause for _, _, cause in blocks)
    return _errors.BackendUnavailableError("\n".join(map(_block, blocks.values())), components=components, causes=causes)


def _block(refusals: list[Refusal]) -> str:
    from lionagi.registry.loading import NATIVE

    first = refusals[0]
    component = first.component
    remedies = [_MENDING[first.state]]
    if first.state == words.BROKEN and first.cause.startswith("AttributeError"):
        remedies = ["install the native part and the Python part from the same release"]
    yielding = _AVOIDING if first.state in words.WRONG_ANSWERS else _YIELDING.get(first.level, "")
    if first.level == words.PHASE_DEFAULT and first.at_use:
        yielding = _YIELDING[words.PHASE_DEFAULT]
    if yielding:
        remedies.append(yielding.format(component=component))
    return "\n".join(
        (
            f"{_named(r.component for r in refusals)} must run on Rust, but {_TROUBLE[first.state]}",
            f"  required by : {first.required_by}",
            f"  looked for  : {first.looked_for or NATIVE}",
            f"  cause       : {first.cause}",
            f"  this python : {python_here()}",
            f"  do one of   : {'; '.join(remedies)}",
            f"  details     : lionagi explain {component}",
        )
    )


def _named(components: Iterable[str]) -> str:
    names = [repr(name) for name in components]
    return f"component {names[0]}" if len(names) == 1 else f"components {', '.join(names[:-1])} and {names[-1]}"


def note(kind: str, notes: Sequence[Note]) -> str:
    """One sentence for notes of one kind and cause."""
    first, who = notes[0], _named(n.component for n in notes)
    runs = "runs" if len(notes) == 1 else "run"
    if kind == words.NOTE_FALLBACK:
        return f"{who} {runs} on Python instead of Rust (wanted by {first.asked_by}): {first.cause}"
    if kind == words.NOTE_BROKEN_FALLBACK:
        return f"{who} {runs} on Python, because the native module is there but broken (Rust wanted by {first.asked_by}): {first.cause}"
    if kind == words.NOTE_KILLED:
        return f"{who} {runs} on Python although {first.asked_by} demands Rust: {first.cause} beats every order"
    if kind == words.NOTE_QUARANTINE_IGNORED:
        return f"{who} {runs} on Rust by {first.asked_by} although this build is in quarantine: {first.cause}"
    return f"{who} {runs} on Python by {first.asked_by}; this is the last call, {first.cause}"
