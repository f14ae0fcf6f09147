"""Shadow runs: a share of the calls of a core is made on the other core as well, compared, and thrown away.

Off means off: without an order the registry hands out the core itself. Here: what is sampled, the budget, the breakers, the counts. How a
core is wrapped is in `shadow_wrap.py`, what is compared in `shadow_compare.py`, what is written in `shadow_records.py`.
The other side may raise anything, a panic included, without touching the caller. It cannot be kept from hanging or ending the process:
shadow what is bounded. Objects of the user (`to_dict`, `__str__`) are asked by both sides; functions of the user are called once, and
what they answered is replayed.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from lionagi._errors import BackendError
from lionagi.registry import words
from lionagi.registry.shadow_compare import SNAPSHOTS, Outcome, difference, observe, size_of
from lionagi.registry.shadow_records import Writer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lionagi.registry.settings import Settings

DEFAULT_BUDGET = 200  # hundredths of a percent of the running time
MOST_MISMATCHES = 10  # of one component in one process; then its breaker opens
_GRACE_S = 0.05  # before this much has been spent the budget is not looked at
PERMITTED = (words.SHADOWED, words.LIVE)

_local = threading.local()
_cleaners: dict[str, Callable[[str, tuple[Any, ...]], Any]] = {}


class ShadowMismatch(BackendError):
    """The cores differ, and LIONAGI_SHADOW_RAISE=1 wants to hear of it at once."""


class Watch:
    """The shadow run of one component in this process."""

    def __init__(
        self, component: str, backend: str, share: tuple[int, int], budget: int, raises: bool, writer: Writer, fingerprint: str | None
    ) -> None:
        self.component, self.backend, self.share, self.budget, self.raises = component, backend, share, budget, raises
        self.writer, self.fingerprint = writer, fingerprint
        self.calls = self.samples = self.mismatches = self.over_budget = 0
        self.spent = 0.0
        self.breaker: str | None = None
        self.views: dict[type, Callable[[Any], Any]] = {}
        self._began = time.perf_counter()
        self._due = share[0]

    def wants(self) -> bool:
        """True where this call is to be made twice."""
        self.calls += 1
        samples, of = self.share
        self._due += samples
        if self._due < of:
            return False
        self._due -= of
        if self.breaker is not None or getattr(_local, "busy", False):
            return False
        if self.spent > _GRACE_S and self.spent * 10_000 > self.budget * (time.perf_counter() - self._began):
            self.over_budget += 1  # until enough time has passed
            return False
        return True

    @contextmanager
    def busy(self) -> Iterator[None]:
        """While the other side runs: its own calls are no samples, and its time counts."""
        _local.busy = True
        start = time.perf_counter()
        try:
            yield
        finally:
            self.spent += time.perf_counter() - start
            _local.busy = False

    def judge(self, member: str, mine: Outcome, theirs: Outcome, arguments: tuple[Any, ...]) -> None:
        """Compares; a difference is counted and written. Raises: ShadowMismatch: only where that was ordered."""
        self.samples += 1
        with self.busy():
            compared = observe(lambda: difference(mine, theirs, self.views))
        where = compared.value if compared.error is None else f"comparing raised {type(compared.error).__name__}"
        if where is not None:
            self._note(member, where, mine, theirs, arguments)

    def _note(self, member: str, where: str, mine: Outcome, theirs: Outcome, arguments: tuple[Any, ...]) -> None:
        self.mismatches += 1
        other = words.RUST if self.backend == words.PYTHON else words.PYTHON
        record: dict[str, Any] = {
            "kind": "mismatch",
            "component": self.component,
            "member": member,
            "where": where,
            self.backend: mine.told(),
            other: theirs.told(),
            "arguments": [{"type": type(each).__name__, "size": size_of(each)} for each in arguments],
            "fingerprint": self.fingerprint,
        }
        if (seed := getattr(_local, "seed", None)) is not None:
            record["seed"] = seed
        if (cleaner := _cleaners.get(self.component)) is not None:
            cleaned = observe(lambda: cleaner(member, arguments))
            record["cleaned"] = cleaned.value if cleaned.error is None else None
        self.writer.write(record)
        if self.mismatches >= MOST_MISMATCHES and self.breaker is None:
            self.breaker = f"{self.mismatches} mismatches"
            _log("the breaker of a shadow run opened: %s of component %s", self.breaker, self.component, self)
        _tell_quarantine(self)
        if self.raises:
            raise ShadowMismatch(
                f"the cores of {self.component!r} differ in {member}{where}: {self.backend} {mine.told()}, {other} {theirs.told()}"
            )

    def counts(self) -> dict[str, Any]:
        """What there is to tell about it."""
        names = ("calls", "samples", "mismatches", "over_budget", "breaker")
        return {**{name: getattr(self, name) for name in names}, "spent_ms": round(self.spent * 1e3, 3)}


def _log(text: str, *arguments: Any) -> None:
    import logging

    *shown, watch = arguments
    extra = {"event": "shadow_breaker", "component": watch.component, "mismatches": watch.mismatches, "samples": watch.samples}
    logging.getLogger("lionagi.registry").warning(text, *shown, extra=extra)


def _tell_quarantine(watch: Watch) -> None:
    """Quarantine decides what rate is too high."""
    from lionagi.registry.quarantine_writing import note_mismatch

    observe(lambda: note_mismatch(watch.component, watch.samples, watch.mismatches, watch.fingerprint))


# --- this process ------------------------------------------------------------------------------------------------------------------

_watches: dict[tuple[str, str], Watch] = {}
_skipped: dict[str, str] = {}  # component -> why it is not sampled though it was asked for
_writer: Writer | None = None


def skip(component: str, why: str, core: Any) -> Any:
    """Notes that nothing is sampled though it was asked for; gives the core itself."""
    _skipped[component] = why
    return core


def over(component: str, backend: str, core: Any, stage: str, ordered: Settings, *, fingerprint: str | None = None) -> Any:
    """The core with its shadow, or the core itself where nothing is to be sampled."""
    share = ordered.shadow.get(component)
    if share is None:
        return core
    if stage not in PERMITTED and not getattr(_local, "permitted", False):
        return skip(component, f"stage {stage} permits no sampling", core)
    other = words.RUST if backend == words.PYTHON else words.PYTHON
    from lionagi.registry import _cores, shadow_wrap

    theirs = observe(lambda: _cores.core_of(component, other))
    if theirs.error is not None:
        return skip(component, f"the {other} core cannot be loaded: {type(theirs.error).__name__}", core)
    watch = _watches.get((component, backend))
    if watch is None:
        watch = _watches[component, backend] = _new_watch(component, backend, share, ordered, fingerprint)
    return shadow_wrap.wrapped(watch, core, theirs.value, SNAPSHOTS.get(component))


def _new_watch(component: str, backend: str, share: tuple[int, int], ordered: Settings, fingerprint: str | None) -> Watch:
    global _writer
    if _writer is None:
        _writer = Writer(ordered.shadow_dir)
        import atexit

        atexit.register(summarise)
    budget = DEFAULT_BUDGET if ordered.shadow_budget is None else ordered.shadow_budget
    return Watch(component, backend, share, budget, bool(ordered.shadow_raise), _writer, fingerprint)


def summarise() -> None:
    """Writes what this process has sampled; at its end, or when asked."""
    for watch in _watches.values():
        watch.writer.write({"kind": "summary", "component": watch.component, "backend": watch.backend, **watch.counts()})


def counters() -> dict[str, Any]:
    """By component: calls, samples, mismatches, calls left out for the budget, the breaker; and why one is not sampled."""
    found: dict[str, Any] = {f"{component} on {backend}": watch.counts() for (component, backend), watch in _watches.items()}
    lost = 0 if _writer is None else _writer.lost
    return {"watched": found, "skipped": dict(_skipped), "records_lost": lost}


def clean(component: str, function: Callable[[str, tuple[Any, ...]], Any] | None) -> None:
    """Allows more than types and sizes in the records of a component: `function(member, arguments)` gives what may be written, as JSON."""
    if function is None:
        _cleaners.pop(component, None)
    else:
        _cleaners[component] = function


@contextmanager
def permitted() -> Iterator[None]:
    """Sampling at any stage, in this thread: for `lionagi shadow drive`."""
    _local.permitted = True
    try:
        yield
    finally:
        _local.permitted = False


@contextmanager
def seeded(seed: Any) -> Iterator[None]:
    """What makes the calls inside again: written into records of mismatches."""
    _local.seed = seed
    try:
        yield
    finally:
        _local.seed = None


def _start_over() -> None:
    """For tests."""
    global _writer
    _watches.clear()
    _skipped.clear()
    _cleaners.clear()
    _writer = None
