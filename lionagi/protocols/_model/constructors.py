"""Constructors written for one class, once its plan is known: the fast ways of `plans.py` without anything between.

A constructor is compiled from the fields of its class, as `dataclasses` does it: keywords become locals, and each value passes one
test or the validator of its field (`direct.py`); where that cannot be, pydantic validates all own fields at once. The core is made in
one crossing, also of built-in fields that are given. Whatever is not usual is left to `building.fill`, so this is speed and never
behaviour. A sub-class that has no constructor of its own yet arrives here as well, and is sent on.
"""

from __future__ import annotations

import keyword
from typing import Any

import pydantic_core

from lionagi._core.sentinels import Undefined
from lionagi.protocols._model import building
from lionagi.registry import active

# `extra` are the built-in fields that are given: the core is made of that dict as it is.
_DIRECT = """\
def __init__(self, {parameters}**extra):
    if type(self) is cls{no_description}:
        _unset = 0
        try:
{values}        except refused:
            return slow(self, {{{own}}}, extra)
        if not extra{content_is_value}:
{attach_plainly}
            return{finish}
        _metadata = extra.get("metadata")
        if built_in.issuperset(extra) and (not _metadata or (type(_metadata) is dict and "lion_class" not in _metadata)):
            _fields = {with_content}
            try:
                active.cores.entity.{attach}_of(core_slot, self, _fields, {attributes}"_given", given_sets[(_unset, *_fields)])
            except ValueError:
                return slow(self, {{{own}}}, extra)
            return{finish}
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


# Names that the source of a constructor uses, where own fields are names too.
_RESERVED = frozenset(
    {"self", "cls", "extra", "type", "str", "int", "float", "bool", "dict", "Undefined", "ValueError"}
    | {"active", "built_in", "core_slot", "finish", "given_sets", "refused", "slow"}
)


def install(plan: Any) -> None:
    """Gives the class of this plan a constructor, unless its author wrote one or there is none for its kind of fields."""
    cls = plan.cls
    if building.has_own_init(cls) or cls.__lion_core__ not in ("ElementCore", "NodeCore") or plan.own is None or plan.own_built_in:
        return
    names = [name for name in plan.fields if name not in plan.built_in]
    if not all(name.isidentifier() and not keyword.iskeyword(name) for name in names) or _RESERVED & set(names):
        return
    scope: dict[str, Any] = {
        "cls": cls,
        "active": active,
        "Undefined": Undefined,
        "slow": _slow,
        "core_slot": building._core_slot,
        "built_in": frozenset(plan.built_in),
        "rare": frozenset(plan.built_in) - {"content"},
        "validate": plan.own,
        "finish": plan.finish,
        "given_sets": _GivenSets([field.name for field in plan.direct or ()]),
        "ValidationError": pydantic_core.ValidationError,
        # What a validator says "no" with. The whole is validated then, and says so in pydantic's words.
        "refused": (ValueError, AssertionError, pydantic_core.PydanticUseDefault, pydantic_core.PydanticOmit),
    }
    source = _direct(plan, scope) if plan.direct is not None else _validated(plan)
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


def _direct(plan: Any, scope: dict[str, Any]) -> str:
    """The source, whose names of defaults and functions go into its scope. A leading `_`: no field has such a name."""
    parts = _parts(plan)
    names = [field.name for field in plan.direct]
    values, attributes = [], []
    for place, field in enumerate(plan.direct):
        source, absent = f"_value{place}", f"_default{place}"
        scope[absent], scope[f"_validate{place}"] = field.factory or field.default, field.validate
        branches = []
        if field.test is not None:
            exact = field.name
            for number, function in enumerate(field.functions):
                scope[f"_function{place}_{number}"] = function
                exact = f"_function{place}_{number}({exact})"
            branches.append((field.test, [f"{source} = {exact}"]))
        if field.default is Undefined and field.factory is None:
            branches.append((f"{field.name} is Undefined", ["raise ValueError"]))
        else:
            made = f"{absent}()" if field.factory is not None else absent
            branches.insert(0 if field.factory else 1, (f"{field.name} is Undefined", [f"{source} = {made}", f"_unset |= {1 << place}"]))
        for number, (test, done) in enumerate(branches):
            values += [f"{'elif' if number else 'if'} {test}:", *(f"    {line}" for line in done)]
        values += ["else:", f"    {source} = _validate{place}({field.name})"]
        attributes.append(f'"{field.name}", {source}, ')
    own_attributes = "".join(attributes)
    finish = " finish(self, None)" if _must_finish(plan) else ""
    names_of_content = '(_unset, "content") if content is not Undefined else (_unset,)' if parts["content"] else "_unset,"
    plainly = f"active.cores.entity.{parts['attach']}(core_slot, self, {parts['content']}{own_attributes}"
    noted = f'{plainly}"_given", given_sets[{names_of_content}])'
    if finish:  # what follows puts more into the instance dict than what was given
        attach_plainly = [noted]
    elif any(field.factory is not None or field.default is not Undefined for field in plan.direct):
        attach_plainly = ["if _unset:", f"    {noted}", "else:", f"    {plainly})"]
    else:
        attach_plainly = [f"{plainly})"]
    return _DIRECT.format(
        parameters=_parameters([*names, *_keywords(parts)]),
        values=_lines(values or ["pass"]),
        attributes=own_attributes,
        attach_plainly=_lines(attach_plainly).rstrip("\n"),
        with_content='{**extra, "content": content} if content is not Undefined else extra' if parts["content"] else "extra",
        own=", ".join(f'"{name}": {name}' for name in [*names, *_keywords(parts)]),
        finish=finish,
        **parts,
    )


def _validated(plan: Any) -> str:
    parts = _parts(plan)
    return _VALIDATED.format(
        parameters=_parameters(_keywords(parts)),
        content_given=_lines(["if content is not Undefined:", '    given.add("content")'] if parts["content"] else []),
        with_content=_lines(["if content is not Undefined:", '    fields["content"] = content'] if parts["content"] else [], 8),
        finish=_lines(["finish(self, None)"] if _must_finish(plan) else []),
        finish_given=_lines(["finish(self, None)"] if _must_finish(plan) else [], 16),
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


def _slow(self: Any, named: dict[str, Any], extra: dict[str, Any]) -> None:
    building.fill(self, {**{name: value for name, value in named.items() if value is not Undefined}, **extra})


def _must_finish(plan: Any) -> bool:
    return bool(plan.private or plan.post_init is not None)


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
