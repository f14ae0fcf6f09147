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

# `extra` are the built-in fields that are given: the core is made of that dict as it is.
_SCALARS = """\
def __init__(self, {parameters}**extra):
    if type(self) is cls and {matches}{no_description}:
        if not extra{content_is_value}:
{defaults}            active.cores.entity.{attach}(core_slot, self{attributes})
            return
        metadata = extra.get("metadata")
        if built_in.issuperset(extra) and (not metadata or (type(metadata) is dict and "lion_class" not in metadata)):
            unset = 0
            fields = {with_content}
{given_defaults}            try:
                active.cores.entity.{attach}_of(core_slot, self, fields, {own_attributes}"_given", given_sets[(unset, *fields)])
                return
            except ValueError:
                return slow(self, {{{own}}}, extra, unset)
    slow(self, {{{own}}}, extra)
"""

_VALIDATED = """\
def __init__(self, {parameters}**extra):
    if type(self) is cls and {rare}{content_is_value}{no_description}:
        try:
            values, more, given = validate(extra)
        except ValidationError:
            pass
        else:
            if more:
                values.update(more)
{content_given}            active.cores.entity.{attach}(core_slot, self, {content}"__dict__", values, "_given", given)
{finish}            return
    if type(self) is cls{no_description}:
        own = extra.copy()
        fields = {{}}
        for name in extra:
            if name in built_in:
                fields[name] = own.pop(name)
{with_content}        metadata = fields.get("metadata")
        if fields and (not metadata or (type(metadata) is dict and "lion_class" not in metadata)):
            try:
                values, more, given = validate(own)
                if more:
                    values.update(more)
                given.update(fields)
                active.cores.entity.{attach}_of(core_slot, self, fields, "__dict__", values, "_given", given)
            except ValueError:
                pass
            else:
{finish_given}                return
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


# Names that the source of a scalar constructor uses, whose own fields are names there too.
_RESERVED = frozenset(
    {"self", "cls", "extra", "type", "str", "int", "float", "bool", "dict", "Undefined", "ValueError"}
    | {"active", "built_in", "core_slot", "defaults", "fields", "given_sets", "metadata", "slow", "unset"}
)


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
        "built_in": frozenset(plan.built_in),
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
        "content_is_value": " and content is not None" if has_content else "",
        "no_description": " and type(content) is not dict" if has_content else "",  # a dict may describe an entity
        "content": "content, " if has_content else "",
        "attach": "attach_node" if plan.cls.__lion_core__ == "NodeCore" else "attach_element",
    }


def _scalars(plan: Any) -> str:
    parts = _parts(plan)
    names = [name for name, _, _ in plan.fast]
    tests, defaults = [], []
    own_attributes = "".join(f'"{name}", {name}, ' for name in names)
    attributes = f", {parts['content']}{own_attributes}"
    for bit, (name, kind, default) in enumerate(plan.fast):
        test = f"type({name}) is {kind.__name__}"
        tests.append(test if default is Undefined else f"({test} or {name} is Undefined)")
        if default is not Undefined:
            defaults += [f"if {name} is Undefined:", f'    {name} = defaults["{name}"]', f"    unset |= {1 << bit}"]
    given_defaults = _lines(defaults)
    if defaults:
        names_of_content = '(unset, "content") if content is not Undefined else (unset,)' if parts["content"] else "unset,"
        call = f'active.cores.entity.{parts["attach"]}(core_slot, self{attributes}"_given", given_sets[{names_of_content}])'
        defaults = ["unset = 0", *defaults, "if unset:", f"    {call}", "    return"]
    return _SCALARS.format(
        parameters=_parameters([*names, *_keywords(parts)]),
        matches=" and ".join(tests) or "True",
        defaults=_lines(defaults),
        given_defaults=given_defaults,
        with_content='{**extra, "content": content} if content is not Undefined else extra' if parts["content"] else "extra",
        attributes=attributes,
        own_attributes=own_attributes,
        own=", ".join(f'"{name}": {name}' for name in [*names, *_keywords(parts)]),
        **parts,
    )


def _validated(plan: Any) -> str:
    parts = _parts(plan)
    return _VALIDATED.format(
        parameters=_parameters(_keywords(parts)),
        content_given=_lines(["if content is not Undefined:", '    given.add("content")'] if parts["content"] else []),
        with_content=_lines(["if content is not Undefined:", '    fields["content"] = content'] if parts["content"] else [], 8),
        finish=_lines(["finish(self, None)"] if plan.private or plan.post_init is not None else []),
        finish_given=_lines(["finish(self, None)"] if plan.private or plan.post_init is not None else [], 16),
        own=", ".join(f'"{name}": {name}' for name in _keywords(parts)),
        # A class that forbids other names refuses them by itself: only the usual one of them is looked for.
        rare='"id" not in extra' if plan.shadow.model_config.get("extra", "forbid") == "forbid" else "rare.isdisjoint(extra)",
        **parts,
    )


def _parameters(names: list[str]) -> str:
    return "".join(["*, ", *(f"{name}=Undefined, " for name in names)]) if names else ""


def _keywords(parts: dict[str, str]) -> list[str]:
    return ["content"] if parts["content"] else []


def _lines(lines: list[str], indent: int = 12) -> str:
    return "".join(f"{' ' * indent}{line}\n" for line in lines)


def _slow(self: Any, named: dict[str, Any], extra: dict[str, Any], unset: int = 0) -> None:
    """`unset`: bits of the names whose value is a default by now."""
    given = {name: value for bit, (name, value) in enumerate(named.items()) if value is not Undefined and not unset >> bit & 1}
    building.fill(self, {**given, **extra})


class _GivenSets(dict):  # type: ignore[type-arg]
    """The set of given fields for (the bits of own fields that were not, the names of built-in ones that were); made once each.

    Not every order of names is kept: documents of strangers choose it."""

    def __init__(self, names: list[str]) -> None:
        super().__init__()
        self._names = names

    def __missing__(self, key: tuple[Any, ...]) -> frozenset[str]:
        unset, *built_in = key
        made = frozenset([*(name for bit, name in enumerate(self._names) if not unset >> bit & 1), *built_in])
        if len(self) < _MOST_SETS:
            self[key] = made
        return made


_MOST_SETS = 1000


def _validation_error() -> type[Exception]:
    from pydantic_core import ValidationError

    return ValidationError
