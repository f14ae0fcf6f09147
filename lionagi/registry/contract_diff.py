"""Compares the contract of a component (`lionagi/_core/X.py`) with a core: names, and names of parameters. Tooling.

A Protocol whose docstring begins with `A module` is the core module itself; every other one is the class of that name in it. The
constructor of a class is given in its docstring: ``Constructor: `Name(first, second)` ``.
"""

from __future__ import annotations

import inspect
import re
from importlib import import_module
from types import ModuleType
from typing import Any

# What a native module of another package offers to the proof and the registry.
_FOR_THE_REGISTRY = ("native_calls", "build_info")
_CONSTRUCTOR = re.compile(r"Constructor: `\w+\(([^)]*)\)`")


def differences(component: str, core: Any) -> list[str]:
    """One sentence for each point in which a core is not its contract."""
    contract = import_module(_contract_of(component))
    protocols = [
        value
        for value in vars(contract).values()
        if isinstance(value, type) and getattr(value, "_is_protocol", False) and value.__module__ == contract.__name__
    ]
    found: list[str] = []
    classes = {protocol.__name__ for protocol in protocols if not _is_module(protocol)}
    for protocol in protocols:
        if _is_module(protocol):
            found += _compare(protocol, core, component, also=classes)
        elif (owner := getattr(core, protocol.__name__, None)) is None:
            found.append(f"{component}.{protocol.__name__} is missing")
        else:
            found += _compare(protocol, owner, f"{component}.{protocol.__name__}")
            found += _compare_constructor(protocol, owner, f"{component}.{protocol.__name__}")
    if not any(map(_is_module, protocols)):
        found += [f"{component}.{name} is not in the contract" for name in _public(core) if name not in classes]
    return found


def _contract_of(component: str) -> str:
    from lionagi.registry.loading import homes

    if component not in homes:
        return f"lionagi._core.{component}"
    from lionagi.registry import foreign

    return foreign.known(component, "diff").contract


def _is_module(protocol: type) -> bool:
    return (inspect.getdoc(protocol) or "").startswith("A module")


def _compare(protocol: type, owner: Any, where: str, also: set[str] | None = None) -> list[str]:
    found = []
    promised = _promised(protocol)
    for name, member in promised.items():
        if not hasattr(owner, name):
            found.append(f"{where}.{name} is missing")
        elif member is not None:
            found += _compare_parameters(f"{where}.{name}", _parameters(member), getattr(owner, name))
    found += [f"{where}.{name} is not in the contract" for name in _public(owner) if name not in promised and name not in (also or ())]
    return found


def _promised(protocol: type) -> dict[str, Any]:
    """Public names of a Protocol and its bases: functions, and None for plain attributes."""
    found: dict[str, Any] = {}
    for base in reversed(protocol.__mro__):
        if not getattr(base, "_is_protocol", False) or base.__module__ == "typing":
            continue
        for name in inspect.get_annotations(base):
            found[name] = None
        for name, value in vars(base).items():
            if not name.startswith("_") and (inspect.isfunction(value) or isinstance(value, (classmethod, staticmethod))):
                found[name] = getattr(base, name)
            elif isinstance(value, property):
                found[name] = None
    return {name: member for name, member in found.items() if not name.startswith("_")}


def _public(owner: Any) -> list[str]:
    """What a core offers of its own: imported modules, constants and private names do not count."""
    names = [name for name in dir(owner) if not name.startswith("_") and name not in _FOR_THE_REGISTRY]
    if isinstance(owner, ModuleType):
        return [name for name in names if callable(value := getattr(owner, name)) and _is_from(value, owner)]
    return names


def _is_from(value: Any, module: ModuleType) -> bool:
    home = getattr(value, "__module__", None)
    if home == module.__name__ or module.__name__.startswith("lionagi."):
        return bool(home == module.__name__)
    return home is None or str(home).startswith("lionagi.")


def _parameters(member: Any) -> list[str] | None:
    """Names in order, `*name`, `**name` and a lone `*` before keyword-only ones; None where the function does not say."""
    try:
        parameters = list(inspect.signature(member).parameters.values())
    except (TypeError, ValueError):
        return None
    shown = []
    stars: dict[Any, str] = {inspect.Parameter.VAR_POSITIONAL: "*", inspect.Parameter.VAR_KEYWORD: "**"}
    for at, parameter in enumerate(parameters):
        if at == 0 and parameter.name in ("self", "cls"):
            continue
        optional = "=" if parameter.default is not inspect.Parameter.empty else ""
        shown.append(stars.get(parameter.kind, "") + parameter.name + optional)
    return shown


def _compare_parameters(where: str, promised: list[str] | None, member: Any) -> list[str]:
    given = _parameters(member)
    if given is None:
        return [f"{where} does not say its parameters; the contract has ({', '.join(promised or ())})"]
    if given != promised:
        return [f"{where} takes ({', '.join(given)}); the contract has ({', '.join(promised or ())})"]
    return []


def _compare_constructor(protocol: type, owner: Any, where: str) -> list[str]:
    match = _CONSTRUCTOR.search(inspect.getdoc(protocol) or "")
    if match is None:
        return []
    promised = [name.strip() for name in match[1].split(",") if name.strip()]
    given = _parameters(owner)
    shown = None if given is None else [name.rstrip("=") for name in given]
    if shown == promised:
        return []
    return [f"{where}() takes ({', '.join(shown or ['unknown'])}); the contract has ({', '.join(promised)})"]
