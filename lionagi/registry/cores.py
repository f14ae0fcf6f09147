"""`Cores`, the frozen set of core modules; `active`, the one of the process; overrides.

Hot path: `active.cores.entity.NodeCore` is three plain attribute reads once everything is loaded.
"""

from __future__ import annotations

import os
from _thread import RLock

from lionagi.registry import loading

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from lionagi._core.codec import CodecCore
    from lionagi._core.hashing import HashingCore
    from lionagi._core.ids import IdsCore

COMPONENTS = ("ids", "hashing", "codec", "entity")
_lock = RLock()
_loaded: dict[tuple[str, str], Any] = {}
_on_load: dict[str, list[Callable[[Any], object]]] = {}


class Cores:
    """One core module a component; an attribute is loaded on first touch and a plain slot from then on."""

    __slots__ = (*COMPONENTS, "_backends")
    if TYPE_CHECKING:
        ids: IdsCore
        hashing: HashingCore
        codec: CodecCore
        entity: Any
        _backends: Mapping[str, str]

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"Cores is frozen: {name!r} cannot be set")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"Cores is frozen: {name!r} cannot be deleted")


class _LoadingCores(Cores):
    """A `Cores` with unloaded components; becomes a plain `Cores`, whose slots the interpreter reads fastest, with the last one."""

    __slots__ = ()

    def __getattr__(self, name: str) -> Any:
        if name not in COMPONENTS:
            raise AttributeError(f"unknown component {name!r}")
        with _lock:
            core = _load(name, self._backends[name])
            object.__setattr__(self, name, core)
            if all(_is_set(self, each) for each in COMPONENTS):
                object.__setattr__(self, "__class__", Cores)
        return core


def _is_set(cores: Cores, name: str) -> bool:
    try:
        object.__getattribute__(cores, name)
    except AttributeError:
        return False
    return True


def _load(component: str, backend: str) -> Any:
    found = _loaded.get((component, backend))
    if found is None:
        found = loading.load(component, backend)
        for callback in _on_load.get(component, ()):
            callback(found)
        _loaded[component, backend] = found
    return found


def _make(backends: Mapping[str, str]) -> Cores:
    made = object.__new__(_LoadingCores)
    object.__setattr__(made, "_backends", backends)
    return made


class _Active:
    __slots__ = ("_listeners", "cores")
    cores: Cores

    def __init__(self) -> None:
        self._listeners: list[Callable[[Cores], object]] = []
        backend = os.environ.get("LIONAGI_BACKEND") or "python"
        self.cores = _make(dict.fromkeys(COMPONENTS, "rust" if backend == "rust" else "python"))

    def on_change(self, callback: Callable[[Cores], object]) -> None:
        """Calls `callback(cores)` whenever `active.cores` was swapped."""
        self._listeners.append(callback)

    def _swap(self, cores: Cores) -> None:
        self.cores = cores
        for callback in self._listeners:
            callback(cores)


active = _Active()


def on_load(component: str, callback: Callable[[Any], object]) -> None:
    """Calls `callback(core_module)` for every core of `component` loaded so far, and for each one loaded later."""
    with _lock:
        _on_load.setdefault(component, []).append(callback)
        for (name, _), core in list(_loaded.items()):
            if name == component:
                callback(core)


_per_object: dict[bool, Cores] = {}


def cores(use_rust_core: bool | None = None) -> Cores:
    """The cores for one object: True: Rust, False: Python, None: those of the process."""
    if use_rust_core is None:
        return active.cores
    found = _per_object.get(use_rust_core)
    if found is None:
        found = _per_object[use_rust_core] = _make(dict.fromkeys(COMPONENTS, "rust" if use_rust_core else "python"))
    return found


class override:
    """Process-wide choice for tests and tools: a context manager and a decorator."""

    def __init__(self, backend: str | Mapping[str, str]) -> None:
        self._order = dict.fromkeys(COMPONENTS, backend) if isinstance(backend, str) else dict(backend)
        self._before: list[Cores] = []

    def __enter__(self) -> Cores:
        self._before.append(active.cores)
        active._swap(_make({**active.cores._backends, **self._order}))
        return active.cores

    def __exit__(self, *exc: object) -> None:
        active._swap(self._before.pop())

    def __call__(self, function: Any) -> Any:
        from functools import wraps

        @wraps(function)
        def overridden(*args: Any, **kwargs: Any) -> Any:
            with self:
                return function(*args, **kwargs)

        return overridden
