"""`ActionRequest` and `ActionResponse`: how functions, arguments and ids are read, and what is shown."""

from __future__ import annotations

import types
import uuid

import pytest
import yaml
from pydantic import BaseModel, ValidationError

from lionagi.protocols.generic.element import IDType
from lionagi.protocols.messages import ActionRequest, ActionRequestContent, ActionResponse, ActionResponseContent

pytestmark = pytest.mark.usefixtures("backend")

ID = "11111111-1111-4111-8111-111111111111"


class Arguments(BaseModel):
    a: int = 1


def add(a, b):
    return a + b


@pytest.mark.parametrize(
    ("function", "name"),
    [("f", "f"), (add, "add"), (len, "len"), (Arguments, "Arguments"), (types.SimpleNamespace(function="g"), "g")],
    ids=str,
)
def test_a_function_is_known_by_its_name(function, name):
    assert ActionRequest(function=function).function == name


@pytest.mark.parametrize("function", [5, None, [], types.SimpleNamespace(function=5)], ids=str)
def test_a_function_without_a_name_is_refused(function):
    with pytest.raises(ValidationError, match="Function must be a string or callable"):
        ActionRequest(function=function)
    with pytest.raises(ValueError, match=r"^Function must be a string or callable$"):
        ActionRequestContent.from_dict({"function": function})


@pytest.mark.parametrize(
    ("arguments", "read"),
    [
        ({"a": 1}, {"a": 1}),
        ('{"a": 1}', {"a": 1}),
        ("{'a': 1}", {"a": 1}),
        ("[1, 2]", {0: 1, 1: 2}),
        ([1, 2], {0: 1, 1: 2}),
        ((1, 2), {0: 1, 1: 2}),
        (Arguments(a=2), {"a": 2}),
        (None, {}),
        ("", {}),
        ({}, {}),
    ],
    ids=str,
)
def test_arguments_are_read(arguments, read):
    assert ActionRequest(function="f", arguments=arguments).arguments == read


@pytest.mark.parametrize("arguments", ["nope", "5", 5, 1.5, object()], ids=repr)
def test_arguments_that_are_no_dict_are_refused(arguments):
    with pytest.raises(ValidationError, match="Arguments must be a dictionary"):
        ActionRequest(function="f", arguments=arguments)


def test_arguments_are_a_copy_at_every_depth():
    given = {"a": {"b": [1]}}
    request = ActionRequest(function="f", arguments=given)
    request.arguments["a"]["b"].append(2)

    assert given == {"a": {"b": [1]}}


def test_contents_may_be_nested_under_their_name():
    request = {"action_request": {"function": "f", "arguments": {"a": 1}}, "function": "g"}
    response = {"action_response": {"function": "f", "output": 1}}

    assert ActionRequest(content=request).content == ActionRequestContent("f", {"a": 1})
    assert ActionResponse(content=response).content == ActionResponseContent("f", output=1)


@pytest.mark.parametrize(("cls", "key"), [(ActionRequest, "action_request"), (ActionResponse, "action_response")])
def test_what_is_nested_must_be_a_dict(cls, key):
    with pytest.raises(ValidationError, match=f"{key} must be a dict, not int"):
        cls(content={key: 5})


@pytest.mark.parametrize("value", [ID, uuid.UUID(ID), IDType.validate(ID)], ids=lambda value: type(value).__name__)
def test_the_id_of_the_other_is_text(value):
    assert ActionRequest(function="f", action_response_id=value).content.action_response_id == ID
    assert ActionResponse(function="f", action_request_id=value).content.action_request_id == ID


def test_a_request_knows_whether_it_is_responded():
    request = ActionRequest(function="f")

    assert not request.is_responded()
    request.content.action_response_id = ID
    assert request.is_responded()


def test_what_came_of_it_can_be_read():
    response = ActionResponse(function="f", arguments={"a": 1}, output=[1])

    assert (response.function, response.arguments, response.output) == ("f", {"a": 1}, [1])


@pytest.mark.parametrize(
    ("output", "shown"),
    [
        (0, "\nOutput: 0"),
        (False, "\nOutput: false"),
        (None, ""),
        ({}, ""),
        ("", ""),
        ({"a": [1]}, "\nOutput:\n  a:\n  - 1"),
        (Arguments(), "\nOutput:\n  a: 1"),
        (uuid.UUID(ID), f"\nOutput: {ID}"),
    ],
    ids=repr,
)
def test_an_output_is_shown_where_there_is_one(output, shown):
    response = ActionResponse(function="f", arguments={"a": 1}, output=output)

    assert response.rendered == f"Function: f\nArguments:\n  a: 1{shown}"
    assert response.chat_msg == {"role": "action", "content": response.rendered}


def test_a_request_is_shown():
    assert ActionRequest(function="f", arguments={"a": {"b": None}}).rendered == "Function: f"
    assert yaml.safe_load(ActionRequest(function="on", arguments={"no": "yes"}).rendered) == {"Function": "on", "Arguments": {"no": "yes"}}
