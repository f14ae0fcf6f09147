"""The two cores of a component, and the proof that they are what they claim to be.

Invariant: no comparison happens on a pair whose sides are not the Python reference and the native module: two runs of one
core agree about everything. Not here: comparing (`agree.py`); choosing a backend for users (`lionagi/registry/`).
"""

from __future__ import annotations

import importlib
import importlib.machinery
import inspect
import os
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Protocol

from lionagi.registry import COMPONENTS, cores, foreign, loading
from lionagi.testing.proof.place import snapshot_of

_PYTHON_HOME = "lionagi._core_py"
_RUST_HOME = "lionagi._core_rust._native"


# component -> components whose native classes its own extend: what is inherited is counted there
EXTENDS = {"messages": ("entity",)}


class Pair:
    """One component on both backends. `snapshot` shows an object of a contract class as plain values."""

    def __init__(
        self,
        component: str,
        python: Any,
        rust: Any,
        contract: Contract,
        native_calls: Callable[[], Mapping[str, int]],
        snapshot: Callable[[Any], Any] = repr,
    ) -> None:
        self.component, self.python, self.rust, self.contract = component, python, rust, contract
        self.native_calls, self.snapshot = native_calls, snapshot
        self.views = {
            getattr(core, name): _view(name, snapshot) for core in (python, rust) for name in contract.classes if hasattr(core, name)
        }

    def contract_class(self, value: object) -> str | None:
        """The name of the contract class that `value` is an instance of, on either side."""
        for name in self.contract.classes:
            if type(value) in (getattr(self.python, name), getattr(self.rust, name)):
                return name
        return None

    def calls(self) -> int:
        """How often the native module has answered for this component, or for one whose classes it extends."""
        found = self.native_calls()
        return sum(found[name] for name in (self.component, *EXTENDS.get(self.component, ())))


def _view(name: str, snapshot: Callable[[Any], Any]) -> Callable[[Any], tuple[str, Any]]:
    return lambda value: (name, snapshot(value))


class Contract:
    """The names that a component's contract promises, read from its `typing.Protocol` classes.

    A Protocol whose name the core has is a class, any other is the module itself. Members are written `digest`, `NodeCore()`,
    `NodeCore.to_dict`, `NodeCore.content` (a read) and `NodeCore.content=` (an assignment); a property of a Protocol is read-only.
    """

    def __init__(self, component: str, protocols: list[type], core: Any) -> None:
        self.component = component
        self.classes = tuple(protocol.__name__ for protocol in protocols if hasattr(core, protocol.__name__))
        self.members: dict[str, str] = {}  # member -> docstring
        self.read_only: set[str] = set()
        for protocol in protocols:
            prefix = f"{protocol.__name__}." if protocol.__name__ in self.classes else ""
            self.read_only |= {f"{prefix}{name}" for name, value in vars(protocol).items() if isinstance(value, property)}
            if prefix:
                self.members[f"{protocol.__name__}()"] = inspect.getdoc(protocol) or ""
            self.members |= _members(protocol, prefix)

    def is_callable(self, member: str) -> bool:
        """False for attributes and their assignment."""
        return member in self.members and not member.endswith("=") and f"{member}=" not in self.members and member not in self.read_only


def _members(protocol: type, prefix: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for base in reversed([base for base in protocol.__mro__ if getattr(base, "_is_protocol", False) and base is not Protocol]):
        for name in inspect.get_annotations(base):
            if not name.startswith("_"):
                found[f"{prefix}{name}"] = found[f"{prefix}{name}="] = ""
        for name, value in vars(base).items():
            if not name.startswith("_") and (callable(value) or isinstance(value, (property, classmethod, staticmethod))):
                found[f"{prefix}{name}"] = inspect.getdoc(value) or ""
    return found


def contract_of(component: str, core: Any) -> Contract:
    """The contract in `lionagi/_core/<component>.py`, or in the module that another package's component names."""
    other = loading.homes.get(component) and foreign.known(component, "the proof").contract
    module = importlib.import_module(other or f"lionagi._core.{component}")
    protocols = [value for value in vars(module).values() if getattr(value, "_is_protocol", False) and value.__module__ == module.__name__]
    return Contract(component, protocols, core)


@cache
def real_pair(component: str) -> Pair:
    """Both cores as the registry hands them out, checked."""
    if component not in COMPONENTS:
        return _pair_of_another_package(component)
    importlib.import_module("lionagi.protocols.ids")  # the class of ids, which binds itself to each core that is loaded
    native = importlib.import_module(_RUST_HOME)
    python, rust = (getattr(cores(use_rust_core=use_rust), component) for use_rust in (False, True))
    check_identity(component, python, rust, native)
    return Pair(component, python, rust, contract_of(component, python), native.native_calls, snapshot_of(component))


def _pair_of_another_package(component: str) -> Pair:
    named = foreign.known(component, "the proof")
    python, rust = (foreign.component(component, use_rust_core=use_rust) for use_rust in (False, True))
    assert python.__name__ == named.python, f"the Python side of {component!r} is {python!r}"
    assert rust.__name__ == named.rust != named.python, f"the native side of {component!r} is {rust!r}"
    assert callable(getattr(rust, "native_calls", None)), f"{named.rust} needs native_calls() -> {{{component!r}: calls answered so far}}"
    return Pair(component, python, rust, contract_of(component, python), rust.native_calls, snapshot_of(component))


def check_identity(component: str, python: Any, rust: Any, native: Any) -> None:
    """Raises: AssertionError: a side is not the core it stands for."""
    assert python.__name__ == f"{_PYTHON_HOME}.{component}", f"the Python side of {component!r} is {python!r}"
    assert os.path.basename(python.__file__) in (f"{component}.py", "__init__.py"), f"the Python side of {component!r} is no Python file"
    assert rust is getattr(native, component), f"the Rust side of {component!r} is {rust!r}, not the one in the native module"
    assert native.__name__ == _RUST_HOME, f"the native module is {native!r}"
    assert native.__file__.endswith(tuple(importlib.machinery.EXTENSION_SUFFIXES)), f"{native.__file__} is no native module"
    assert not hasattr(rust, "__file__"), f"the Rust side of {component!r} was loaded from a file of its own"
