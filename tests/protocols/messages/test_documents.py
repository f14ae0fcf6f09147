"""Documents that lionagi 0.18.0 wrote, of fuller messages than `messages.json` has: read back, and written again byte for byte.

The one row that differs is told in `MENDED`. The samples were made with lionagi 0.18.0 from PyPI, used as a black box.
"""

from __future__ import annotations

import json

import pytest

from lionagi.protocols import messages
from lionagi.protocols.generic.element import Element
from lionagi.protocols.messages import RoledMessage
from tests.recorded import is_as_recorded, recorded

pytestmark = pytest.mark.usefixtures("backend")

SAMPLES = recorded("message_documents")["samples"]
FORMS = ["python", "json", "db"]
# 0.18.0 wrote the name "" as null. A document says null: so it is read.
MENDED = {sample["json"]["id"] for sample in SAMPLES if sample["sender"] == ""}


def label(sample):
    return f"{sample['class']}-{sample['json']['id'][-2:]}"


def text_of(participant):
    return None if participant is None else str(getattr(participant, "value", participant))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("sample", SAMPLES, ids=label)
def test_a_document_is_read_and_written_again(sample, form):
    for reader in (getattr(messages, sample["class"]), RoledMessage, Element):
        document = json.loads(json.dumps(sample[form]))
        read = reader.from_dict(document)

        assert type(read).__name__ == sample["class"]
        assert read.to_dict(mode="json") == sample["json"]
        assert json.dumps(read.to_dict(mode="db")) == json.dumps(sample["db"])
        assert read.to_dict() == {**sample["python"], "role": read.role}
        assert document == sample[form]


@pytest.mark.parametrize("sample", SAMPLES, ids=label)
def test_json_is_read_and_written_again(sample):
    for reader in (getattr(messages, sample["class"]), RoledMessage):
        assert reader.from_json(sample["to_json"]).to_json() == sample["to_json"]
        assert reader.from_json(sample["to_json"].encode()).to_json(decode=False) == sample["to_json"].encode()


@pytest.mark.parametrize("sample", SAMPLES, ids=label)
def test_what_was_read_shows_the_same_to_a_model(sample):
    read = RoledMessage.from_dict(sample["json"])

    assert is_as_recorded(read.rendered, sample["rendered"])
    assert is_as_recorded(read.chat_msg, sample["chat_msg"])
    assert text_of(read.recipient) == sample["recipient"]
    assert text_of(read.sender) == (None if sample["json"]["id"] in MENDED else sample["sender"])


def test_there_is_one_mended_row():
    assert len(MENDED) == 1


@pytest.mark.parametrize("missing", ["id", "created_at", "metadata", "embedding", "role", "sender", "recipient"])
def test_a_document_may_lack_a_field(missing):
    document = {key: value for key, value in SAMPLES[0]["json"].items() if key != missing}
    read = messages.Instruction.from_dict(document)

    assert read.content.guidance == "kurz"
    assert missing == "metadata" or read.metadata == {"a": {"b": [1]}, "n": None}


def test_a_document_without_the_image_detail_means_none():
    # 0.18.0 read every document as if its images had just been given, and made the detail "auto".
    document = json.loads(json.dumps(next(each for each in SAMPLES if each["json"]["content"].get("images") == ["a"])["json"]))

    assert messages.Instruction.from_dict(document).content.image_detail is None
    del document["content"]["image_detail"]
    assert messages.Instruction.from_dict(document).content.image_detail == "auto"
