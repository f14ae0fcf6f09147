"""Branches and sessions through every form and back, also from one backend to the other."""

from __future__ import annotations

import copy
import json
import pickle

import pytest
from hypothesis import HealthCheck, given, settings

from lionagi import Branch, Session
from lionagi.protocols.generic.log import Log
from lionagi.protocols.messages import System
from lionagi.registry import override
from tests.session.conversations import TURNS, WORDS, cores_of, is_answered, said, said_by_all, small_branch, small_session, speak

pytestmark = pytest.mark.usefixtures("backend")
PLENTY = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])

FORMS = {
    "dict": lambda made: type(made).from_dict(made.to_dict()),
    "json": lambda made: type(made).from_json(made.to_json()),
    "json bytes": lambda made: type(made).from_json(made.to_json(decode=False)),
    "msgpack": lambda made: type(made).from_msgpack(made.to_msgpack()),
    "binary": lambda made: type(made).from_binary(made.to_binary()),
    "pickle": lambda made: pickle.loads(pickle.dumps(made)),
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
}
EACH_FORM = pytest.mark.parametrize("form", FORMS)


@EACH_FORM
def test_a_branch_comes_back_as_it_was(form):
    branch = small_branch()
    back = FORMS[form](branch)
    assert type(back) is Branch
    assert said(back) == said(branch)
    assert is_answered(back)


@EACH_FORM
def test_a_session_comes_back_as_it_was(form):
    session = small_session()
    back = FORMS[form](session)
    assert type(back) is Session
    assert said_by_all(back) == said_by_all(session)


@PLENTY
@given(turns=TURNS, name=WORDS, system=WORDS)
def test_any_conversation_comes_back_as_it_was(turns, name, system):
    branch = speak(Branch(name=name, system=system or None), turns)
    for read in FORMS.values():
        assert said(read(branch)) == said(branch)


@PLENTY
@given(turns=TURNS)
def test_a_second_round_writes_the_same_bytes(turns):
    session = Session(name="s")
    speak(session.new_branch(name="one"), turns)
    once = Session.from_json(session.to_json())
    assert Session.from_json(once.to_json()).to_json() == once.to_json()


@EACH_FORM
@pytest.mark.parametrize("reader", ["python", "rust"])
def test_what_one_backend_wrote_the_other_reads(form, reader, backend):
    if reader == "rust":
        from lionagi import registry

        if registry.status()["native"]["state"] == "missing":
            pytest.skip("the native part is not built")
    session = small_session()
    branch = small_branch()
    writers = {
        "dict": lambda made: (made.to_dict(), type(made).from_dict),
        "json": lambda made: (made.to_json(), type(made).from_json),
        "json bytes": lambda made: (made.to_json(decode=False), type(made).from_json),
        "msgpack": lambda made: (made.to_msgpack(), type(made).from_msgpack),
        "binary": lambda made: (made.to_binary(), type(made).from_binary),
        "pickle": lambda made: (pickle.dumps(made), pickle.loads),
        "copy": lambda made: (made, copy.copy),
        "deepcopy": lambda made: (made, copy.deepcopy),
    }
    (session_data, read_session), (branch_data, read_branch) = writers[form](session), writers[form](branch)
    with override(reader):
        back = read_session(session_data)
        assert said_by_all(back) == said_by_all(session)
        again = read_branch(branch_data)
        assert said(again) == said(branch)
        if form not in ("copy", "deepcopy"):  # a copy of a message stays on its core
            assert cores_of(again) == {reader}


def test_a_document_is_left_alone():
    for made in (small_branch(), small_session()):
        document = made.to_dict()
        before = json.dumps(document, sort_keys=True, default=str)
        type(made).from_dict(document)
        assert json.dumps(document, sort_keys=True, default=str) == before


def test_the_system_message_is_the_one_in_the_conversation():
    back = Branch.from_dict(small_branch().to_dict())
    assert isinstance(back.system, System)
    assert back.messages[0] is back.system
    assert [type(message).__name__ for message in back.messages].count("System") == 1
    assert back.system.rendered == "Be brief."


def test_models_are_described_and_tools_are_left_out():
    def tool(a: int) -> int:
        return a

    branch = Branch(tools=tool)
    document = branch.to_dict()
    assert "tools" not in document
    assert document["chat_model"]["endpoint"]["config"]["provider"] == "openai"
    assert Branch.from_dict(document).to_dict()["chat_model"] == document["chat_model"]


@pytest.mark.parametrize("cls", [Branch, Session])
@pytest.mark.parametrize("bad", [None, 5, [], "x"])
def test_what_is_no_document_is_refused(cls, bad):
    with pytest.raises((TypeError, ValueError), match=r"\w"):
        cls.from_dict(bad)


@pytest.mark.parametrize("cls", [Branch, Session])
def test_documents_that_are_cut_or_changed_are_refused(cls):
    made = small_branch() if cls is Branch else small_session()
    data = made.to_binary()
    for broken in (data[:-1], data[:10], b"", bytes([data[0] ^ 1]) + data[1:], data[:-5] + bytes([data[-5] ^ 1]) + data[-4:]):
        with pytest.raises(ValueError, match=r"\w"):
            cls.from_binary(broken)
    with pytest.raises(json.JSONDecodeError):
        cls.from_json(made.to_json()[:-1])
    with pytest.raises(ValueError, match=r"\w"):
        cls.from_msgpack(made.to_msgpack()[:-1])


@pytest.mark.parametrize("form", ["dict", "json", "msgpack", "binary", "pickle"])
def test_the_log_comes_back(form):
    branch = small_branch(log_config={"auto_save_on_exit": False})
    branch.logs.include(Log(content={"event": 1}))
    back = FORMS[form](branch)
    assert [log.content for log in back.logs] == [{"event": 1}]
    assert back.to_dict()["log_config"] == branch.to_dict()["log_config"]
