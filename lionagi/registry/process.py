"""What this process runs on: `active`, overrides, kills, cores for one object; warnings, callbacks and counts of fallbacks.

Settings are read once, at the first resolution that succeeds. Everything here holds for the process, not for a thread or task.
"""

from __future__ import annotations

import os
import sys

from lionagi.registry import _cores, settings, words
from lionagi.registry._cores import COMPONENTS, Cores
from lionagi.registry._phase_table import PHASES
from lionagi.registry.loading import PACKAGE, InstalledProbe
from lionagi.registry.selection import Orders, problems, resolve_all

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any, TypeVar

    from lionagi.registry.foreign import ForeignPlan
    from lionagi.registry.settings import Settings
    from lionagi.registry.words import Native, Note, Outcome, Resolution

    F = TypeVar("F", bound=Callable[..., Any])


EVERY = "*"  # in overrides and kills: all components, those of other packages included


class _State:
    """All that is known and ordered; one object, so that tests can start over."""

    __slots__ = ("cached", "fallbacks", "foreign", "killed", "overrides", "probe", "ready", "resolved", "settings", "told", "warned")

    def __init__(self) -> None:
        self.settings: Settings | None = None
        self.probe: InstalledProbe | None = None
        self.overrides: list[dict[str, tuple[str, str]]] = []  # innermost last
        self.killed: dict[str, str] = {}  # component -> who asked
        self.cached: dict[object, Cores] = {}  # by orders
        self.ready: dict[bool, Cores] = {}  # by use_rust_core, under the orders of now
        self.foreign: dict[object, ForeignPlan] = {}  # of components of other packages, by orders
        self.told: set[tuple[str, ...]] = set()
        self.fallbacks: list[Resolution] = []
        self.resolved = 0
        self.warned = 0


_state = _State()
_on_fallback: list[Callable[[Resolution], object]] = []


class Plan:
    """The orders behind one `Cores`, and what they came to."""

    __slots__ = ("_announced", "_outcome", "killed", "override", "per_object")

    def __init__(self, override: Mapping[str, tuple[str, str]], per_object: bool | None, killed: Mapping[str, str]) -> None:
        self.override = override
        self.per_object = per_object
        self.killed = killed
        self._outcome: Outcome | None = None
        self._announced = False

    def decided(self) -> Outcome | None:
        """The outcome, if there is one."""
        return self._outcome

    def outcome(self) -> Outcome:
        """The outcome. Raises: BackendOrderError, BackendUnavailableError: everything that stands against it."""
        if self._outcome is None:
            with _cores.lock:
                found, wrong = self.examine()
                if found is None or any(not refusal.at_use for refusal in found.refusals):
                    if _state.resolved == 0:
                        _state.settings = None  # nothing runs yet: the environment may be put right and read again
                    raise _refused(found, wrong)
                self._outcome = found
                _state.resolved += 1
        return self._outcome

    def orders(self, ordered: Settings) -> Orders:
        """All orders, those of the environment included."""
        return Orders(settings=ordered, override=self.override, per_object=self.per_object, killed=self.killed)

    def examine(self) -> tuple[Outcome | None, list[str]]:
        """The outcome without raising; None, and the problems, where the orders make no sense."""
        ordered, wrong = read_settings()
        orders, probe = self.orders(ordered), self.probe_of(ordered)
        wrong = wrong + problems(orders, PHASES, probe)
        if wrong:
            return None, wrong
        _state.settings = ordered
        return resolve_all(orders, PHASES, probe), []

    def probe_of(self, ordered: Settings) -> Any:
        """What is asked about the native part."""
        return probe_for(ordered)

    def settings_and_problems(self) -> tuple[Settings, list[str]]:
        """The settings that hold for these components."""
        return read_settings()

    def refuse_use(self, component: str) -> None:
        """Raises: BackendUnavailableError: this component can only run on Rust, which is not there."""
        outcome = self.outcome()
        if any(refusal.component == component for refusal in outcome.refusals):
            from lionagi.registry.texts import unavailable

            raise unavailable(refusal for refusal in outcome.refusals if refusal.component == component)

    def answering(self, component: str, core: Any) -> Any:
        """The core itself; or, where Rust runs and the orders let Python answer too, one whose pure methods Python answers in a panic."""
        found, ordered = self.outcome().resolutions[component], _state.settings
        if found.backend != words.RUST or found.policy == words.RUST or found.phase == words.ONLY:
            return core
        if ordered is None or ordered.on_fallback == "error":
            return core
        from lionagi.registry import quarantine_answering

        return quarantine_answering.over(component, core)

    def shadowed(self, component: str, core: Any) -> Any:
        """The core itself, or with a shadow where LIONAGI_SHADOW orders one and the stage permits it."""
        ordered = self.settings_and_problems()[0]
        if component not in ordered.shadow:
            return core
        found = self.outcome().resolutions[component]
        if found.reason == words.KILL_SWITCH:
            return core
        from lionagi.registry import shadow

        probe = self.probe_of(ordered)
        if found.backend == words.PYTHON and (cause := probe.quarantined(component)) is not None:
            return shadow.skip(component, f"this build is in quarantine: {cause}", core)
        native = probe.native  # looked for even where Python counts
        if native.state != words.LOADED:
            return shadow.skip(component, f"the native part is {native.state}", core)
        return shadow.over(component, found.backend, core, found.phase, ordered, fingerprint=native.fingerprint)

    def announce(self, cores: Cores | None) -> None:
        """Tells once what there is to tell about the outcome. Never under the lock: warnings and callbacks run foreign code.

        `cores`: None where a component of another package was decided, of which `active` knows nothing.
        """
        if not self._announced:
            self._announced = True
            outcome = self.outcome()
            fallen = [found for found in outcome.resolutions.values() if found.reason.startswith("FALLBACK_")]
            _state.fallbacks += fallen
            _log_resolutions(outcome.resolutions.values())
            if (quarantine := sys.modules.get("lionagi.registry.quarantine_writing")) is not None:
                quarantine.tell_held_back()
            for found in fallen:
                for callback in list(_on_fallback):
                    callback(found)
            if cores is active.cores:
                active._tell()
            if (ordered := _state.settings) is not None:  # None only where tests started over in between
                _warn_about(outcome.notes, ordered, self.probe_of(ordered).unreadable)
        elif cores is active.cores:
            active._tell()


def _refused(found: Outcome | None, wrong: list[str]) -> Exception:
    from lionagi.registry.texts import bad_orders, unavailable

    if found is None:
        return bad_orders(wrong)
    return unavailable(refusal for refusal in found.refusals if not refusal.at_use)


def read_settings() -> tuple[Settings, list[str]]:
    """The settings that hold, or those of the environment with what is wrong with them."""
    if _state.settings is not None:
        return _state.settings, []
    found, wrong = settings.read(os.environ, PHASES)
    if wrong:  # a name may be that of a component of another package, which nobody has looked for so far
        from lionagi.registry import foreign

        found, wrong = settings.read(os.environ, foreign.table())
    if found.state_dir not in (None, "off"):
        from lionagi.registry.quarantine import folder_problem, state_folder

        folder = state_folder(found.state_dir, os.environ)
        if folder is not None and (problem := folder_problem(folder)) is not None:
            wrong.append(f"{words.STATE_DIR}={found.state_dir}: {problem}; name a folder of your own, or off")
    return found, wrong


def keep_settings() -> None:
    """From here on the environment is not read again."""
    if _state.settings is None:
        _state.settings = read_settings()[0]


def settings_now() -> Settings:
    """The settings that hold, or that would hold if something were resolved now."""
    return read_settings()[0]


def overridden(component: str) -> tuple[str, str] | None:
    """Word and asker of the innermost `override()` that speaks about a component of another package."""
    for each in reversed(_state.overrides):
        if (found := each.get(component) or each.get(EVERY)) is not None:
            return found
    return None


def killed(component: str) -> str | None:
    """Who killed a component of another package in this process."""
    return _state.killed.get(component) or _state.killed.get(EVERY)


def plans() -> dict[object, ForeignPlan]:
    """What was decided about components of other packages, by orders."""
    return _state.foreign


def native_if_probed() -> Native | None:
    """What is known about the native part, without looking."""
    return _state.probe.native if _state.probe is not None and _state.probe.was_needed else None


def probe_for(ordered: Settings) -> InstalledProbe:
    """The probe of this process: what it has seen stays."""
    probe = _state.probe
    if probe is None or not (probe.was_needed or probe.made_for(ordered.mutant, ordered.state_dir)):
        probe = _state.probe = InstalledProbe(COMPONENTS, ordered.mutant, ordered.state_dir)
    return probe


class _Active:
    """The cores of the process. `active.cores` is a plain attribute: lazy at first, swapped by `override` and `kill`."""

    __slots__ = ("_listeners", "_told", "cores")
    cores: Cores

    def __init__(self) -> None:
        self._listeners: list[Callable[[Cores], object]] = []
        self._told: tuple[Cores, bool] | None = None
        self.cores = _of_process()

    def on_change(self, callback: Callable[[Cores], object]) -> Callable[[], None]:
        """Calls `callback(cores)` whenever `active.cores` was swapped or first resolved, and now if it is resolved.

        Cores that were swapped in may still be lazy. Returns a function that ends this.
        """
        self._listeners.append(callback)
        if self.cores._plan.decided() is not None:
            callback(self.cores)

        def end() -> None:
            if callback in self._listeners:
                self._listeners.remove(callback)

        return end

    def _swap(self) -> None:
        _state.ready.clear()
        cores = _of_process()
        if cores is not self.cores:
            self.cores = cores
            self._tell()

    def _tell(self) -> None:
        news = (self.cores, self.cores._plan.decided() is not None)
        if news != self._told:
            self._told = news
            for callback in list(self._listeners):
                callback(news[0])


def _of_process(per_object: bool | None = None) -> Cores:
    """Equal orders share one `Cores`, so that what is loaded stays a plain attribute."""
    merged: dict[str, tuple[str, str]] = {}
    for each in _state.overrides:
        merged.update(each)
    key = (tuple(sorted(merged.items())), per_object, tuple(sorted(_state.killed.items())))
    found = _state.cached.get(key)
    if found is None:
        found = _state.cached.setdefault(key, _cores.make(Plan(merged, per_object, dict(_state.killed))))
    return found


active = _Active()


def cores(use_rust_core: bool | None = None) -> Cores:
    """The cores for one object: True: Rust, False: Python, None: those of the process.

    Raises: BackendUnavailableError: True, and the native part cannot be loaded; BackendOrderError: False, and a component is
    in phase 3. Under a kill True gives Python and a warning.
    """
    if use_rust_core is None:
        return active.cores
    if use_rust_core is not True and use_rust_core is not False:
        raise TypeError(f"use_rust_core must be True, False or None, not {use_rust_core!r}")
    found = _state.ready.get(use_rust_core)
    if found is None:
        with _cores.lock:  # or a kill between the look-up and the note would be undone by the note
            found = _of_process(use_rust_core)
            found._plan.outcome()
            _state.ready[use_rust_core] = found
        found._plan.announce(found)
    return found


def resolution(component: str, cores: Cores | None = None) -> Resolution:
    """The recorded decision about a component, by default that of the process. Raises: as the first touch; unknown component."""
    if component not in PHASES and cores is None:
        from lionagi.registry import foreign

        return foreign.resolution(component)
    _known(component, "resolution()")
    chosen = active.cores if cores is None else cores
    found = chosen._plan.outcome().resolutions[component]
    chosen._plan.announce(chosen)
    return found


def _known(component: str, where: str, also: tuple[str, ...] = ()) -> None:
    if component in PHASES or component in also:
        return
    from lionagi.registry import foreign
    from lionagi.registry.texts import bad_orders

    if component not in foreign.found().table:
        raise bad_orders([settings.unknown_component(str(component), where, (*foreign.table(), *also))])


def kill(*components: str) -> None:
    """Python for these components, or all by `*`, in objects made from now on; objects that exist keep their cores.

    Beats every other order, for the rest of the process. Raises: BackendOrderError: unknown component, or one in phase 3.
    """
    for name in components:
        _known(name, "kill()", ("*",))
    if not components:
        raise TypeError("kill() needs component names, or '*'")
    with _cores.lock:
        asked = {
            name: f"registry.kill({given!r})" for given in components for name in ((*COMPONENTS, EVERY) if given == EVERY else (given,))
        }
        before, _state.killed = _state.killed, {**asked, **_state.killed}
        try:
            _of_process()._plan.outcome()
            _check_foreign(components)
        except BaseException:
            _state.killed = before
            raise
        active._swap()
    active.cores._plan.announce(active.cores)


def _check_foreign(names: Iterable[str]) -> None:
    """Raises: BackendOrderError, BackendUnavailableError: what stands against orders for components of other packages."""
    for name in names:
        if name not in PHASES and name != EVERY:
            from lionagi.registry import foreign

            foreign.plan(name).outcome()


class override:
    """Another choice for the whole process, for tests and tools: a context manager and a decorator; nests, innermost wins.

    `override("rust")`, `override({"ids": "python"})`; words as in LIONAGI_BACKEND. Raises: BackendOrderError: unknown words;
    on entering: as the first touch of a component.
    """

    def __init__(self, backend: str | Mapping[str, str]) -> None:
        self._order = _override_order(backend)
        self._entered: list[dict[str, tuple[str, str]]] = []

    def __enter__(self) -> Cores:
        mine = dict(self._order)  # its identity is what `__exit__` looks for
        with _cores.lock:
            _state.overrides.append(mine)
            self._entered.append(mine)
            try:
                found = _of_process()
                found._plan.outcome()
                _check_foreign(mine)
                active._swap()
            except BaseException:
                self._leave()
                raise
        try:
            found._plan.announce(found)
        except BaseException:
            self._leave()
            raise
        return found

    def __exit__(self, *exception: object) -> None:
        self._leave()

    def _leave(self) -> None:
        with _cores.lock:
            mine = self._entered.pop()
            # By identity and not the last one: fixtures and threads do not always leave in reverse order.
            _state.overrides = [each for each in _state.overrides if each is not mine]
            active._swap()

    def __call__(self, function: F) -> F:
        from lionagi.registry._decorating import decorated

        return decorated(self, function)


def _override_order(backend: str | Mapping[str, str]) -> dict[str, tuple[str, str]]:
    wrong = []
    if isinstance(backend, str):
        found = {
            name: (backend, f"override({backend!r})")
            for name, row in PHASES.items()
            if row.stage != words.NO_RUST_YET or backend in (words.PYTHON, words.AUTO)
        }
        found[EVERY] = (backend, f"override({backend!r})")
        said = {backend}
    else:
        found = {name: (word, f"override({{{name!r}: {word!r}}})") for name, word in backend.items()}
        said = {word for word, _ in found.values()}
        if unknown := [name for name in found if name not in PHASES]:
            from lionagi.registry import foreign

            wrong += [
                settings.unknown_component(str(name), "override()", foreign.table()) for name in unknown if name not in foreign.table()
            ]
    wrong += [settings.unknown_backend(str(word), "override()") for word in sorted(map(str, said)) if word not in words.POLICIES]
    if wrong:
        from lionagi.registry.texts import bad_orders

        raise bad_orders(wrong)
    return found


def on_fallback(callback: Callable[[Resolution], object]) -> Callable[[], None]:
    """Calls `callback(resolution)` for every fallback so far and every later one. Returns a function that ends this."""
    _on_fallback.append(callback)
    for found in list(_state.fallbacks):
        callback(found)

    def end() -> None:
        if callback in _on_fallback:
            _on_fallback.remove(callback)

    return end


def counters() -> dict[str, Any]:
    """Resolutions, fallbacks by component, warnings, calls answered by the native part since it was loaded; shadow runs, quarantine."""
    native = sys.modules.get("lionagi._core_rust._native")
    shadow = sys.modules.get("lionagi.registry.shadow")
    quarantine = sys.modules.get("lionagi.registry.quarantine_writing")
    fallbacks = dict.fromkeys(COMPONENTS, 0)
    for found in _state.fallbacks:
        fallbacks[found.component] = fallbacks.get(found.component, 0) + 1
    return {
        "resolutions": _state.resolved,
        "fallbacks": fallbacks,
        "warnings": _state.warned,
        "native_calls": dict.fromkeys(COMPONENTS, 0) if native is None else dict(native.native_calls()),
        "shadow": None if shadow is None else shadow.counters(),
        "quarantine": {"panics": {}, "answered_in_place": {}, "written": {}, "records_lost": 0}
        if quarantine is None
        else quarantine.counters(),
    }


# --- telling ----------------------------------------------------------------------------------------------------------


def _warn_about(notes: tuple[Note, ...], ordered: Settings, unreadable: list[str]) -> None:
    """One warning for each kind and cause: a native part that is missing is missed once, not once a component."""
    by_cause: dict[tuple[str, ...], list[Note]] = {}
    for note in notes:
        quiet = note.kind == words.NOTE_FALLBACK and ordered.on_fallback == "quiet"
        if not quiet and note.kind != words.NOTE_LAST_CALL:
            by_cause.setdefault((note.kind, note.asked_by, note.cause), []).append(note)
    for key, alike in by_cause.items():
        if _is_news(key):
            from lionagi.registry.texts import note as note_text

            _warn(note_text(alike[0].kind, alike), key[0] in (words.NOTE_FALLBACK, words.NOTE_BROKEN_FALLBACK))
    for name, why in settings.not_active(ordered):
        if _is_news(("not active", name)):
            _warn(f"{name} is valid but not active: {why}", False)
    for text in unreadable:
        if _is_news(("unreadable", text)):
            _warn(f"quarantine record ignored: {text}", False)


_LOGGED = ("component", "backend", "reason", "phase", "asked_by", "cause")  # `module` and `file` are taken by logging


def _log_resolutions(resolutions: Iterable[Resolution]) -> None:
    for found in resolutions:
        is_fallback = found.reason.startswith("FALLBACK_")
        if (is_fallback or found.reason == words.QUARANTINED) and _is_news(("logged", found.component, found.reason, found.cause or "")):
            from lionagi.registry.telling import log

            why = f"component {found.component!r} runs on Python ({found.reason}): {found.cause}"
            log("fallback" if is_fallback else "quarantined", why, quiet=is_fallback, **{name: getattr(found, name) for name in _LOGGED})


def _is_news(key: tuple[str, ...]) -> bool:
    if key in _state.told:
        return False
    _state.told.add(key)
    return True


def warn_user(text: str, is_fallback: bool = False) -> None:
    """A warning about what happened in this process, at the user's line."""
    _warn(text, is_fallback)


def _warn(text: str, is_fallback: bool) -> None:
    from warnings import warn

    from lionagi._errors import BackendFallbackWarning, BackendWarning

    level, frame = 1, sys._getframe()
    while frame.f_back is not None and frame.f_code.co_filename.startswith(PACKAGE + os.sep):
        level, frame = level + 1, frame.f_back  # the line that is blamed is the user's, not ours
    _state.warned += 1
    warn(text, BackendFallbackWarning if is_fallback else BackendWarning, stacklevel=level)


def start_over() -> None:
    """For tests: forgets settings, orders, counts and what was told; loaded cores and registered callbacks stay."""
    global _state
    with _cores.lock:
        overrides, _state = _state.overrides, _State()
        _state.overrides = overrides  # those that are entered now still leave
        active._swap()
