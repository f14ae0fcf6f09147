"""Tools: what makes one, what is refused, what is written."""

from __future__ import annotations

import functools
import json

import pytest
from pydantic import BaseModel, ValidationError

from lionagi.protocols.action.tool import Tool, func_to_tool

pytestmark = pytest.mark.usefixtures("backend")


class Request(BaseModel):
    a: int
    b: str = "x"


class Optional(BaseModel):
    a: int = 1


def add(a: int, b: float = 1.0, *args: int, c: int, **kw: int) -> float:
    """Adds."""
    return a + b


class Callable:
    def __call__(self, a: int) -> int:
        return a


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"func_callable": 3}, "Value must be a callable function"),
        ({}, "Value must be a callable function"),
        ({"func_callable": functools.partial(add, 1)}, "Function must have a name."),
        ({"func_callable": Callable()}, "Function must have a name."),
        ({"func_callable": add, "mcp_config": {"a": {}}}, "`mcp_config` and `func_callable` cannot both be set."),
        ({"mcp_config": 3}, "`mcp_config` must be a dictionary."),
        ({"mcp_config": {"a": {}, "b": {}}}, "`mcp_config` must contain exactly one entry."),
        ({"func_callable": add, "preprocessor": 3}, "Input should be callable"),
        ({"func_callable": add, "tool_schema": 3}, "Input should be a valid dictionary"),
        ({"func_callable": add, "request_options": 3}, "Input should be a type"),
        ({"func_callable": add, "request_options": dict}, "Invalid model type: <class 'dict'>"),
        ({"func_callable": add, "other": 1}, "Extra inputs are not permitted"),
    ],
    ids=str,
)
def test_what_is_refused(fields, text):
    with pytest.raises(ValidationError) as raised:
        Tool(**fields)
    assert text in str(raised.value)


def test_a_tool_of_a_server_says_when_it_comes():
    with pytest.raises(NotImplementedError, match=r"^mcp_config needs what speaks to providers"):
        Tool(mcp_config={"a": {}})


def test_fields_that_arguments_need():
    tool = Tool(func_callable=add)
    assert tool.required_fields == {"a", "b", "args", "c", "kw"}
    assert tool.minimum_acceptable_fields == {"a", "c"}


def test_a_schema_without_required_fields_requires_none():
    assert Tool(func_callable=add, request_options=Optional).required_fields == set()
    assert Tool(func_callable=add, tool_schema={"function": {"name": "other"}}).required_fields == set()


def test_a_schema_of_ones_own_names_the_tool():
    assert Tool(func_callable=add, tool_schema={"function": {"name": "other"}}).function == "other"


def test_functions_are_not_written():
    tool = Tool(func_callable=add, preprocessor=print, postprocessor=print, request_options=Request)
    assert set(tool.to_dict()) == {
        *("id", "created_at", "metadata", "mcp_config", "tool_schema", "request_options", "strict_func_call", "function")
    }
    assert tool.to_dict()["request_options"] is Request


def test_json_holds_the_schema_of_the_request():
    found = json.loads(json.dumps(Tool(func_callable=add, request_options=Request).to_dict(mode="json")))
    assert found["request_options"] == Request.model_json_schema()
    assert found["function"] == "add"


def test_a_tool_cannot_be_read_back():
    with pytest.raises(NotImplementedError, match=r"^`Tool.from_dict` is not supported\.$"):
        Tool.from_dict(Tool(func_callable=add).to_dict())


def test_func_to_tool():
    assert func_to_tool(add, strict_func_call=True).strict_func_call is True
