"""Constructors written for one class, once its plan is known: the two fast ways of `plans.py` without anything between.

A constructor is compiled from the fields of its class, as `dataclasses` does it: keywords become locals, and the usual call passes
two tests. Whatever is not usual is left to `building.fill`, so this is speed and never behaviour. A sub-class that has no constructor
of its own yet arrives here as well, and is sent on.
"""

from __future__ import annotations

from typing import Any

from lionagi._core.sentinels import Undefined
from lionagi.protocols._model import building
from lionagi.registry import active

_SCALARS = """\
def __init__(self, {parameters}**extra):
    if type(self) is cls and {matches} and not extra{usual}:
{defaults}        active.cores.entity.{attach}(core_slot, self{attributes})
    else:
        slow(self, {{{own}}}, extra)
"""

_VALIDATED = """\
def __init__(self, {parameters}**extra):
    if type(self) is cls{rare}{usual}:
        try:
            values, more, given = validate(extra)
        except ValidationError:
            return slow(self, {{{own}}}, extra)
        if more:
            values.update(more)
{content_given}        active.cores.entity.{attach}(core_slot, self, {content}"__dict__", values, "_given", given)
{finish}    else:
        slow(self, {{{own}}}, extra)
"""


class _Made:
    """The constructors by their names, under which cloudpickle refers to them. A process that did not make one has that of the base
    instead, which makes it anew when it is first called."""

    def __getattr__(self, name: str) -> Any:
        base = building._BASES.get(name.partition("_")[0])
        if base is None:
            raise AttributeError(name)
        return base.__init__


made = _Made()


_RESERVED = frozenset({"self", "cls", "extra", "type", "str", "int", "float", "bool", "dict", "Undefined", "active"})  # used in the source


def install(plan: Any) -> None:
    """Gives the class of this plan a constructor, unless its author wrote one or there is none for its kind of fields."""
    cls = plan.cls
    if building.has_own_init(cls) or cls.__lion_core__ not in ("ElementCore", "NodeCore") or plan.own is None or plan.own_built_in:
        return
    names = [name for name in plan.fields if name not in plan.built_in]
    if not all(name.isidentifier() for name in names) or _RESERVED & set(names):
        return
    source = _scalars(plan) if plan.fast else _validated(plan)
    scope = {
        "cls": cls,
        "active": active,
        "Undefined": Undefined,
        "slow": _slow,
        "core_slot": building._core_slot,
        "rare": frozenset(plan.built_in) - {"content"},
        "validate": plan.own,
        "finish": plan.finish,
        "given_sets": _GivenSets([name for name, _, _ in plan.fast or ()]),
        "ValidationError": _validation_error(),
        "defaults": {name: default for name, _, default in plan.fast or ()},
    }
    exec(compile(source, f"<constructor of {cls.__lion_class__}>", "exec"), scope)
    function: Any = scope["__init__"]
    name = f"{cls.__lion_core__}_{len(vars(made))}"
    function.__qualname__, function.__module__ = f"made.{name}", __name__
    setattr(made, name, function)
    function.__lion_generated__ = True
    cls.__init__ = function


def _parts(plan: Any) -> dict[str, str]:
    """What both sources need. Of the built-in fields only content is a keyword: the others are rare, and a look-up each when absent."""
    has_content = "content" in plan.built_in
    return {
        "usual": " and content is not None and type(content) is not dict" if has_content else "",
        "content": "content, " if has_content else "",
        "attach": "attach_node" if plan.cls.__lion_core__ == "NodeCore" else "attach_element",
    }


def _scalars(plan: Any) -> str:
    parts = _parts(plan)
    names = [name for name, _, _ in plan.fast]
    tests, defaults = [], []
    attributes = f", {parts['content']}" + "".join(f'"{name}", {name}, ' for name in names)
    for bit, (name, kind, default) in enumerate(plan.fast):
        test = f"type({name}) is {kind.__name__}"
        tests.append(test if default is Undefined else f"({test} or {name} is Undefined)")
        if default is not Undefined:
            defaults.append(f'        if {name} is Undefined:\n            {name} = defaults["{name}"]\n            unset |= {1 << bit}')
    if defaults:
        content = "content is not Undefined" if parts["content"] else "False"
        defaults.insert(0, "        unset = 0")
        call = f'active.cores.entity.{parts["attach"]}(core_slot, self{attributes}"_given", given_sets[unset, {content}])'
        defaults.append(f"        if unset:\n            return {call}")
    return _SCALARS.format(
        parameters=_parameters([*names, *_keywords(parts)]),
        matches=" and ".join(tests) or "True",
        defaults="".join(f"{line}\n" for line in defaults),
        attributes=attributes,
        own=", ".join(f'"{name}": {name}' for name in [*names, *_keywords(parts)]),
        **parts,
    )


def _validated(plan: Any) -> str:
    parts = _parts(plan)
    return _VALIDATED.format(
        parameters=_parameters(_keywords(parts)),
        content_given='        if content is not Undefined:\n            given.add("content")\n' if parts["content"] else "",
        finish="        finish(self, None)\n" if plan.private or plan.post_init is not None else "",
        own=", ".join(f'"{name}": {name}' for name in _keywords(parts)),
        # A class that forbids other names refuses them by itself, and so sends them the slow way.
        rare="" if plan.shadow.model_config.get("extra", "forbid") == "forbid" else " and rare.isdisjoint(extra)",
        **parts,
    )


def _parameters(names: list[str]) -> str:
    return "".join(["*, ", *(f"{name}=Undefined, " for name in names)]) if names else ""


def _keywords(parts: dict[str, str]) -> list[str]:
    return ["content"] if parts["content"] else []


def _slow(self: Any, named: dict[str, Any], extra: dict[str, Any]) -> None:
    building.fill(self, {**{name: value for name, value in named.items() if value is not Undefined}, **extra})


class _GivenSets(dict):  # type: ignore[type-arg]
    """The set of given fields for (the bits of own fields that were not, content given or not); made once each."""

    def __init__(self, names: list[str]) -> None:
        super().__init__()
        self._names = names

    def __missing__(self, key: tuple[int, bool]) -> frozenset[str]:
        unset, content = key
        names = [name for bit, name in enumerate(self._names) if not unset >> bit & 1]
        made = self[key] = frozenset([*names, "content"] if content else names)
        return made


def _validation_error() -> type[Exception]:
    from pydantic_core import ValidationError

    return ValidationError
