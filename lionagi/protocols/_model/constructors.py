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
def __init__(self, *, {parameters}{built_in}, **extra):
    if type(self) is cls and {matches} and not extra and {usual}:
        set_core(self, active.cores.entity.{core}({content}))
{defaults}{assignments}
    else:
        slow(self, {{{values}}}, {{{own}}}, extra)
"""

_VALIDATED = """\
def __init__(self, *, {built_in}, **extra):
    if type(self) is cls and {usual}:
        try:
            values, more, given = validate(extra)
        except ValidationError:
            return slow(self, {{{values}}}, {{}}, extra)
        set_core(self, active.cores.entity.{core}({content}))
        set_field(self, "__dict__", values)
        if more:
            values.update(more)
{content_given}        set_given(self, given)
{finish}    else:
        slow(self, {{{values}}}, {{}}, extra)
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
        "set_core": building._set_core,
        "set_given": building._set_given,
        "set_field": object.__setattr__,
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
    names = plan.built_in
    quiet = [f"{name} is Undefined" for name in names if name != "content"]
    has_content = "content" in names
    if has_content:
        quiet += ["content is not None", "type(content) is not dict"]
    return {
        "built_in": ", ".join(f"{name}=Undefined" for name in names),
        "usual": " and ".join(quiet),
        "content": "content" if has_content else "",
        "values": ", ".join(f'"{name}": {name}' for name in names),
        "core": plan.cls.__lion_core__,
    }


def _scalars(plan: Any) -> str:
    tests, defaults, assignments = [], [], []
    for bit, (name, kind, default) in enumerate(plan.fast):
        test = f"type({name}) is {kind.__name__}"
        tests.append(test if default is Undefined else f"({test} or {name} is Undefined)")
        if default is not Undefined:
            defaults.append(f'        if {name} is Undefined:\n            {name} = defaults["{name}"]\n            unset |= {1 << bit}')
        assignments.append(f'        set_field(self, "{name}", {name})')
    if defaults:
        content = "content is not Undefined" if "content" in plan.built_in else "False"
        defaults.insert(0, "        unset = 0")
        defaults.append(f"        if unset:\n            set_given(self, given_sets[unset, {content}])")
    own = ", ".join(f'"{name}": {name}' for name, _, _ in plan.fast)
    parameters = "".join(f"{name}=Undefined, " for name, _, _ in plan.fast)
    return _SCALARS.format(
        parameters=parameters,
        matches=" and ".join(tests) or "True",
        defaults="".join(f"{line}\n" for line in defaults),
        assignments="\n".join(assignments) or "        pass",
        own=own,
        **_parts(plan),
    )


def _validated(plan: Any) -> str:
    content_given = '        if content is not Undefined:\n            given.add("content")\n' if "content" in plan.built_in else ""
    finish = "        finish(self, None)\n" if plan.private or plan.post_init is not None else ""
    return _VALIDATED.format(content_given=content_given, finish=finish, **_parts(plan))


def _slow(self: Any, values: dict[str, Any], own: dict[str, Any], extra: dict[str, Any]) -> None:
    building.fill(self, values, {**{name: value for name, value in own.items() if value is not Undefined}, **extra})


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
