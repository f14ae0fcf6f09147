"""Every public method of lionagi 0.18.0's branches, sessions, managers and tools is here, with every parameter it had.

`samples/signatures.json`: the signatures of 0.18.0; "=" marks a keyword, "?" a default, "/" a positional one.
"""

from __future__ import annotations

import asyncio
import inspect
from importlib import import_module

import pytest

from lionagi import Branch, Session
from tests.recorded import recorded

SIGNATURES = recorded("signatures")
MEMBERS = [(home, name) for home, members in SIGNATURES.items() for name in members]
# pydantic's own hooks, which plain classes do not have.
GONE = {"model_post_init"}

# Taken as **given: the fields of an entity, each tried in test_constructor_parameters.py.
THROUGH_KEYWORDS = {
    ("lionagi.session.branch:Branch", "()"): {"id", "created_at", "metadata"},
    ("lionagi.session.session:Session", "()"): {"id", "created_at", "metadata", "content", "embedding"},
}
# They refuse every call, by name, whatever it gives.
NOT_BUILT = {"operate", "instruct", "ReAct", "ReActStream", "flow"}


def found(home: str, name: str):
    module, _, cls = home.partition(":")
    made = getattr(import_module(module), cls)
    return made if name == "()" else inspect.getattr_static(made, name, None)


def named(parameters: list[str]) -> set[str]:
    return {parameter.strip("=/*?") for parameter in parameters} - {"self", "cls", "kwargs", "args", "kw"}


@pytest.mark.parametrize(("home", "name"), MEMBERS, ids=lambda part: part.rpartition(":")[2])
def test_a_member_is_there_and_takes_what_it_took(home, name):
    if name in GONE:
        pytest.skip("a hook of pydantic's models, which these classes are not")
    member = found(home, name)
    assert member is not None
    wanted = SIGNATURES[home][name]
    if wanted is None or isinstance(member, property):
        return
    function = member.__func__ if isinstance(member, (classmethod, staticmethod)) else member
    parameters = inspect.signature(function).parameters
    missing = named(wanted) - set(parameters)
    if (home, name) in THROUGH_KEYWORDS:
        assert any(one.kind is inspect.Parameter.VAR_KEYWORD for one in parameters.values())
        missing -= THROUGH_KEYWORDS[home, name]
    assert name in NOT_BUILT or not missing


LATER = [
    ("Branch(system_template=)", lambda: Branch(system="x", system_template="{{ a }}"), "system_template"),
    ("Branch(system_template_context=)", lambda: Branch(system="x", system_template_context={"a": 1}), "system_template"),
    ("Branch.connect(provider=)", lambda: Branch().connect(provider="openai", name="x"), r"connect\(provider=\.\.\.\)"),
    ("Branch.operate", lambda: asyncio.run(Branch().operate(instruction="x")), "operate"),
    ("Branch.instruct", lambda: asyncio.run(Branch().instruct({})), "instruct"),
    ("Branch.ReAct", lambda: asyncio.run(Branch().ReAct({})), "ReAct"),
    ("Session.flow", lambda: asyncio.run(Session().flow(None)), "flow"),
    ("Branch().chat", lambda: asyncio.run(Branch().chat("x")), r"chat_model"),
]


@pytest.mark.parametrize(("call", "text"), [row[1:] for row in LATER], ids=[row[0] for row in LATER])
def test_what_is_not_built_yet_says_so_by_name(call, text):
    with pytest.raises(NotImplementedError, match=text):
        call()


@pytest.mark.parametrize("name", ["nonsense", "model", "temperature"])
def test_what_nobody_knows_is_refused_by_name(name):
    for make in (Branch, Session):
        with pytest.raises(Exception, match=name):
            make(**{name: 1})
