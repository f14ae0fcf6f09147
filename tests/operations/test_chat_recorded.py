"""What a model is sent is what lionagi 0.18.0 sent: the recorded conversations, byte for byte, on each backend."""

from __future__ import annotations

import asyncio
import json

import pytest

from lionagi import Branch
from lionagi.protocols.messages import ActionRequest
from lionagi.testing import ScriptedModel
from tests.recorded import is_as_recorded, recorded

pytestmark = pytest.mark.usefixtures("backend")

SAMPLES = recorded("chat_assembly")["samples"]


def with_history(sample):
    """A branch with the conversation of a sample, and its model."""
    model = ScriptedModel("R")
    branch = Branch(chat_model=model, system=sample["system"])
    request = None
    for entry in sample["history"]:
        ((kind, given),) = entry.items()
        if kind == "instruction":
            branch.msgs.add_message(**given)
        elif kind == "assistant":
            branch.msgs.add_message(assistant_response=given)
        elif kind == "action_request":
            request = branch.msgs.add_message(action_function=given["function"], action_arguments=given["arguments"])
        else:
            asked = request or ActionRequest(function=given["function"], arguments=given["arguments"])
            branch.msgs.add_message(action_request=asked, action_output=given["output"])
    return branch, model


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: json.dumps([sample["system"], sample["history"], sample["call"]])[:90])
def test_the_request_is_as_recorded(sample):
    branch, model = with_history(sample)
    call = dict(sample["call"])
    if "progression_indices" in sample:
        call["progression"] = [branch.messages[index].id for index in sample["progression_indices"]]

    if "error" in sample:
        with pytest.raises(ValueError, match=sample["error"]["message"]):
            asyncio.run(branch.chat(**call))
        assert model.calls == []
    else:
        assert asyncio.run(branch.chat(**call)) == sample["returned"]
        assert is_as_recorded(model.calls[0].request, sample["request"])
        assert [type(message).__name__ for message in branch.messages] == sample["messages_after"]
