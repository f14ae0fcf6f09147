"""Requests for actions as models write them."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from lionagi.fields.action import ActionRequestModel, ActionResponseModel

BLOCKS = 'first\n```json\n{"name": "f", "args": {"a": 1}}\n```\nthen\n```\n{"name": "g", "params": {"b": 2}}\n```'
PROSE = 'I call {"action_name": "f", "action_arguments": {"x": 2}} now, and {"function": "g", "arguments": {"y": 1}}.'


@pytest.mark.parametrize(
    ("fields", "wanted"),
    [
        ({"function": "f", "arguments": {"a": 1}}, ("f", {"a": 1})),
        ({"function": "f", "arguments": '{"a": 1}'}, ("f", {"a": 1})),
        ({"function": "f", "arguments": "{'a': 1}"}, ("f", {"a": 1})),
        ({"function": "f", "arguments": None}, ("f", {})),
        ({"function": "f"}, ("f", {})),
        ({}, (None, {})),
        ({"function": 3}, (None, {})),
        ({"function": "  "}, (None, {})),
    ],
    ids=str,
)
def test_fields(fields, wanted):
    made = ActionRequestModel(**fields)
    assert (made.function, made.arguments) == wanted


def test_arguments_that_are_no_json():
    with pytest.raises(ValidationError, match="Invalid JSON string"):
        ActionRequestModel(function="f", arguments="zz")


@pytest.mark.parametrize(
    ("content", "wanted"),
    [
        ('{"function": "f", "arguments": {"a": 1}}', [("f", {"a": 1})]),
        ('```json\n{"name": "f", "parameters": {"a": 1}}\n```', [("f", {"a": 1})]),
        (BLOCKS, [("f", {"a": 1}), ("g", {"b": 2})]),
        ('{"recipient_name": "functions.f", "args": {"x": 2}}', [("functions.f", {"x": 2})]),
        (PROSE, [("f", {"x": 2}), ("g", {"y": 1})]),
        ('[{"function": "f", "arguments": {"a": 1}}, {"function": "g", "arguments": {"a": 2}}]', [("f", {"a": 1}), ("g", {"a": 2})]),
        ({"function": {"name": "f"}, "arguments": {"a": 1}}, [("f", {"a": 1})]),
        (ActionRequestModel(function="f", arguments={"a": 1}), [("f", {"a": 1})]),
        ([{"function": "f", "arguments": {"a": 1}}], [("f", {"a": 1})]),
        ('{"function": "f", "arguments": {}}', []),
        ({"tool_uses": [{"function": "f"}]}, []),
        ("no request", []),
        ("", []),
        (None, []),
    ],
    ids=range(14),
)  # fmt: skip
def test_requests_in_what_a_model_wrote(content, wanted, capsys):
    assert [(made.function, made.arguments) for made in ActionRequestModel.create(content)] == wanted
    assert capsys.readouterr().out == ""  # 0.18.0 printed what it found


def test_a_response():
    assert ActionResponseModel().model_dump() == {"function": "", "arguments": {}, "output": None}
