"""`Cores`: one core module a component, loaded on first touch and a plain attribute from then on; `on_load`.

Not here: which backend a component gets (`selection.py`), and the cores of the process (`process.py`).
`active.cores.entity.NodeCore` is on the path of every object that is made, so a loaded component must be read without any
Python code: each class below `Cores` has a property for every component that is still to be loaded, and an object moves to the
class without that property once it is. (`__getattr__` would do, and doubles the cost of each read on Python 3.11.)
"""

from __future__ import annotations

import os
from _thread import RLock

from lionagi.registry import loading, words
from lionagi.registry._phase_table import PHASES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    from lionagi._core.codec import CodecCore
    from lionagi._core.hashing import HashingCore
    from lionagi._core.ids import IdsCore
    from lionagi._core.messages import MessagesCore
    from lionagi._core.pile import PileModule
    from lionagi._core.progression import ProgressionModule
    from lionagi.registry.process import Plan

COMPONENTS = tuple(PHASES)

lock = RLock()  # held while something is resolved or loaded; a callback may touch other cores
_loaded: dict[tuple[str, str], Any] = {}
_callbacks: dict[str, list[Callable[[Any], object]]] = {name: [] for name in COMPONENTS}


class Cores:
    """Frozen: one attribute a component, which is the core module itself, loaded on first touch."""

    __slots__ = (*COMPONENTS, "_plan")
    if TYPE_CHECKING:
        ids: IdsCore
        hashing: HashingCore
        codec: CodecCore
        entity: Any
        messages: MessagesCore
        progression: ProgressionModule
        pile: PileModule
        _plan: Plan

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"Cores is frozen: {name!r} cannot be set")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"Cores is frozen: {name!r} cannot be deleted")

    def __copy__(self) -> Cores:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Cores:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        # Another process has its own settings: what travels is the wish of the object, not what came of it here.
        from lionagi.registry.process import cores

        return cores, (self._plan.per_object,)

    def __repr__(self) -> str:
        decided = self._plan.decided()
        if decided is None:
            return "Cores(not resolved)"
        return f"Cores({', '.join(f'{name}={found.backend}' for name, found in decided.resolutions.items())})"


_classes: dict[frozenset[str], type[Cores]] = {frozenset(): Cores}


def _class_with_pending(names: frozenset[str]) -> type[Cores]:
    found = _classes.get(names)
    if found is None:
        body: dict[str, Any] = {name: _loading_property(name) for name in names}
        body.update(__slots__=(), __module__=Cores.__module__, __qualname__=Cores.__qualname__, __doc__=Cores.__doc__)
        found = _classes[names] = type("Cores", (Cores,), body)
    return found


def _loading_property(name: str) -> property:
    return property(lambda self: _touch(self, name))


def make(plan: Plan) -> Cores:
    """Cores of which nothing is resolved or loaded yet."""
    made = object.__new__(_class_with_pending(frozenset(COMPONENTS)))
    object.__setattr__(made, "_plan", plan)
    return made


def _touch(cores: Cores, name: str) -> Any:
    plan = cores._plan
    with lock:
        outcome = plan.outcome()
        plan.refuse_use(name)
        backend = outcome.resolutions[name].backend
        together: Iterable[str] = (name,)
        if backend == words.RUST:  # one file: the other parts are in memory already
            refused = {refusal.component for refusal in outcome.refusals}
            together = [each for each, found in outcome.resolutions.items() if found.backend == words.RUST and each not in refused]
        for each in together:
            _slot(each).__set__(cores, plan.answering(each, plan.shadowed(each, core_of(each, backend))))
        pending = frozenset(each for each in COMPONENTS if not _is_loaded(cores, each))
        object.__setattr__(cores, "__class__", _class_with_pending(pending))
    plan.announce(cores)
    return _slot(name).__get__(cores)


def _slot(name: str) -> Any:
    return Cores.__dict__[name]


def _is_loaded(cores: Cores, name: str) -> bool:
    try:
        _slot(name).__get__(cores)
    except AttributeError:
        return False
    return True


def core_of(component: str, backend: str) -> Any:
    """The core module, loaded if need be. `ids` of the same backend comes first: the others make ids of the class bound there."""
    found = _loaded.get((component, backend))
    if found is None:
        if component != "ids" and component in COMPONENTS:
            core_of("ids", backend)
        found = loading.load(component, backend)
        _loaded[component, backend] = found
        try:
            for callback in list(_callbacks[component]):
                callback(found)
        except BaseException:
            del _loaded[component, backend]  # not ready: the next touch tries again
            raise
    return found


def on_load(component: str, callback: Callable[[Any], object]) -> Callable[[], None]:
    """Calls `callback(core_module)` now for the cores of `component` that are loaded, and for each one loaded later, before it is
    handed out. Returns a function that ends this. Raises: BackendOrderError: unknown component."""
    if component not in _callbacks:
        from lionagi.registry.settings import unknown_component
        from lionagi.registry.texts import bad_orders

        raise bad_orders([unknown_component(component, "on_load()", PHASES)])
    with lock:
        _callbacks[component].append(callback)
        for (name, _), core in list(_loaded.items()):
            if name == component:
                callback(core)

    def end() -> None:
        if callback in _callbacks[component]:
            _callbacks[component].remove(callback)

    return end


def _unlock_in_child() -> None:
    global lock
    lock = RLock()  # its holder, if there was one, is a thread of the parent


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_unlock_in_child)
