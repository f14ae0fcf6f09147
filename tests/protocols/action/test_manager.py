"""The action manager: tools by name, their schemas, and calls by request."""

from __future__ import annotations

import asyncio

import pytest
from pydantic import BaseModel

from lionagi.fields.action import ActionRequestModel
from lionagi.protocols.action.manager import ActionManager, load_mcp_tools
from lionagi.protocols.action.tool import Tool
from lionagi.protocols.messages import ActionRequest

pytestmark = pytest.mark.usefixtures("backend")


class Other(BaseModel):
    name: str = "x"


def add(a: int) -> int:
    return a + 1


def zero(a: int) -> int:
    return 0


def other() -> None: ...


def schema(function):
    return Tool(func_callable=function).tool_schema


@pytest.mark.parametrize("given", [([add, zero], {}), (([add, [zero]],), {}), ((add, None), {"x": zero})], ids=["flat", "nested", "named"])
def test_what_the_constructor_takes(given):
    args, kwargs = given
    assert list(ActionManager(*args, **kwargs).registry) == ["add", "zero"]


@pytest.mark.parametrize("given", [3, "add", None])
def test_what_is_no_tool_is_refused(given):
    with pytest.raises(TypeError, match=r"^Must provide a `Tool` object, a callable function, or an MCP config dict.$"):
        ActionManager().register_tool(given)


def test_a_name_is_taken_once():
    manager = ActionManager(add)
    with pytest.raises(ValueError, match=r"^Tool add is already registered\.$"):
        manager.register_tool(add)
    tool = Tool(func_callable=add)
    manager.register_tool(tool, update=True)
    assert manager.registry["add"] is tool


def test_a_list_is_taken_whole_or_not():
    manager = ActionManager(add)
    with pytest.raises(ValueError, match="add is already registered"):
        manager.register_tools([zero, add])
    assert list(manager.registry) == ["add"]
    manager.register_tools([zero])
    manager.register_tools(other)
    assert list(manager.registry) == ["add", "zero", "other"]


def test_what_is_in_it():
    manager = ActionManager(add)
    assert [each in manager for each in (add, "add", Tool(func_callable=add))] == [True] * 3
    assert [each in manager for each in (zero, "zero", 3, None, {"function": "add"})] == [False] * 5


@pytest.mark.parametrize(
    "request_",
    [{"function": "add", "arguments": {"a": 1}}, ActionRequestModel(function="add", arguments={"a": 1}), "message"],
    ids=["dict", "model", "message"],
)
def test_a_call_by_request(request_):
    if request_ == "message":
        request_ = ActionRequest(content={"function": "add", "arguments": {"a": 1}})
    call = asyncio.run(ActionManager(add).invoke(request_))
    assert (call.function, call.arguments, call.response) == ("add", {"a": 1}, 2)


@pytest.mark.parametrize(
    ("request_", "kind", "text"),
    [
        ({"function": "add"}, KeyError, "'arguments'"),
        (3, TypeError, "Unsupported type <class 'int'>"),
        (Other(), TypeError, "Unsupported type .*Other"),
        ({"function": "nope", "arguments": {}}, ValueError, r"Function nope is not registered\."),
        ({"function": "add", "arguments": {}}, ValueError, "arguments must match the function schema"),
    ],
)
def test_a_request_that_cannot_be_met(request_, kind, text):
    with pytest.raises(kind, match=text):
        ActionManager(add).match_tool(request_)


def test_schemas():
    manager = ActionManager(add, zero)
    one, two = schema(add), schema(zero)
    assert manager.schema_list == [one, two]
    assert manager.get_tool_schema() == []
    assert manager.get_tool_schema(True) == {"tools": [one, two]}
    for tool in ("add", add, manager.registry["add"], [add], ["add"]):
        assert manager.get_tool_schema(tool) == {"tools": one}
    assert manager.get_tool_schema([add, "zero"]) == {"tools": [one, two]}
    assert manager.get_tool_schema({"x": 1}) == {"tools": {"x": 1}}


def test_a_function_becomes_known_when_its_schema_is_asked_for():
    manager = ActionManager()
    with pytest.raises(ValueError, match=r"^Tool add is not registered\.$"):
        manager.get_tool_schema(add, auto_register=False)
    assert manager.get_tool_schema(add) == {"tools": schema(add)}
    assert add in manager


@pytest.mark.parametrize(("tool", "kind"), [("nope", ValueError), (3, TypeError), (None, TypeError), (["add", 3], TypeError)])
def test_a_schema_that_cannot_be_had(tool, kind):
    with pytest.raises(kind):
        ActionManager(add).get_tool_schema(tool)


def test_a_tool_that_is_not_known_is_not_taken_by_itself():
    with pytest.raises(ValueError, match="Tool other is not registered"):
        ActionManager(add).get_tool_schema(Tool(func_callable=other))


@pytest.mark.parametrize(
    "call",
    [
        lambda manager: manager.register_tool({"server": {}}),
        lambda manager: asyncio.run(manager.register_mcp_server({"server": "x"})),
        lambda manager: asyncio.run(manager.load_mcp_config("x")),
        lambda manager: asyncio.run(load_mcp_tools("x")),
    ],
    ids=["dict", "server", "config", "tools"],
)
def test_servers_say_when_they_come(call):
    with pytest.raises(NotImplementedError, match=r"needs what speaks to providers.*register a function"):
        call(ActionManager())


def test_servers_need_to_be_named():
    with pytest.raises(ValueError, match=r"^Either provide server_names or config_path to discover servers$"):
        asyncio.run(load_mcp_tools())
