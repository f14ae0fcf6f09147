"""Documents of branches and sessions that lionagi 0.18.0 wrote: read back, written again, and made anew here."""

from __future__ import annotations

import copy

import pytest

from lionagi import Branch, Session
from lionagi.service.models import DescribedModel
from tests.recorded import recorded

pytestmark = pytest.mark.usefixtures("backend")


def plain(value):
    """Roles are members in a document that 0.18.0 held in memory, and their texts in every form that is written."""
    if isinstance(value, dict):
        return value["value"] if value.get("$t") == "enum" else {key: plain(item) for key, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, list) else value


SAMPLES = {sample["name"]: plain(sample) for sample in recorded("branch_session")["samples"]}
BRANCHES = [name for name in SAMPLES if name.startswith("branch")]


def without_identity(value):
    """A document without the ids and times that each writing of 0.18.0 made anew."""
    if isinstance(value, dict):
        return {key: without_identity(item) for key, item in value.items() if key not in ("id", "created_at", "order")}
    return [without_identity(item) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize("name", BRANCHES)
def test_a_branch_of_0_18_is_read_and_written_again(name):
    document = SAMPLES[name]["to_dict"]
    read = Branch.from_dict(copy.deepcopy(document))
    written = read.to_dict()
    assert written["messages"] == document["messages"]
    assert written["logs"] == document["logs"]
    assert written == document


def test_a_session_of_0_18_is_read_and_written_again():
    document = SAMPLES["session"]["to_dict"]
    assert Session.from_dict(copy.deepcopy(document)).to_dict() == document


def test_a_model_of_0_18_is_described_as_it_was():
    document = SAMPLES["imodel"]["to_dict"]
    assert DescribedModel(copy.deepcopy(document)).to_dict() == document
    assert Branch(chat_model=copy.deepcopy(document)).to_dict()["chat_model"] == document


def test_the_same_branch_made_here_has_the_same_document():
    sample = SAMPLES["branch_with_messages"]
    document = sample["to_dict"]
    branch = Branch(**sample["kwargs"], chat_model=copy.deepcopy(document["chat_model"]), log_config=document["log_config"])
    branch.msgs.add_message(instruction="hi", sender="user", recipient=None)
    branch.msgs.add_message(assistant_response="yo")
    made = without_identity(branch.to_dict())
    wanted = without_identity(document)
    for name in ("metadata", "user", "name", "chat_model", "parse_model", "log_config"):
        assert made[name] == wanted[name], name
    ours, theirs = (found["messages"]["collections"] for found in (made, wanted))
    assert [list(message) for message in ours] == [list(message) for message in theirs]
    assert [message["content"] for message in ours] == [message["content"] for message in theirs]
    assert list(branch.to_dict()) == list(document)
