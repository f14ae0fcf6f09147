"""`use_rust_core`: what is pinned, what follows the process, and both kinds of sessions and branches in one process."""

from __future__ import annotations

import asyncio
import copy
import itertools
import pickle

import pytest

from lionagi import Branch, Session, registry
from lionagi.protocols.messages import Instruction
from lionagi.testing import ScriptedModel
from tests.session.conversations import cores_of, said, small_branch, small_session

NATIVE = registry.status()["native"]["state"] != "missing"
needs_native = pytest.mark.skipif(not NATIVE, reason="the native part is not built")
ORDERS = [False, True] if NATIVE else [False]
NAMES = {False: "python", True: "rust"}
PAIRS = list(itertools.product(ORDERS, ORDERS))


def core(made):
    return "rust" if "_core_rust" in type(made._core).__module__ else "python"


@pytest.mark.parametrize("order", ORDERS)
def test_a_pinned_session_makes_everything_on_its_cores(order):
    session = small_session(use_rust_core=order)
    held = [session, *session.branches, session.default_branch, session.split(session.default_branch), session.new_branch(name="third")]
    assert {core(each) for each in held} == {NAMES[order]}
    for branch in session.branches:
        assert cores_of(branch) == {NAMES[order]}
    assert {core(message) for message in session.concat_messages()} == {NAMES[order]}


@needs_native
@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("process", NAMES.values())
def test_override_which_is_for_tests_and_tools_beats_the_order_of_an_object(order, process):
    with registry.override(process):
        assert core(Session(use_rust_core=order)) == process


@pytest.mark.parametrize("process", [NAMES[order] for order in ORDERS])
@pytest.mark.parametrize("make", [small_session, small_branch])
def test_none_follows_the_process(process, make):
    with registry.override(process):
        made = make(use_rust_core=None)
        branches = made.branches if isinstance(made, Session) else [made]
        assert {kind for branch in branches for kind in cores_of(branch)} == {process}


@pytest.mark.parametrize("order", ORDERS)
def test_a_pinned_branch_makes_its_messages_on_its_cores(order):
    branch = small_branch(use_rust_core=order, chat_model=ScriptedModel("yes", repeat=True))
    asyncio.run(branch.communicate("again"))
    assert cores_of(branch) == {NAMES[order]}
    assert cores_of(branch.clone()) == {NAMES[order]}


@pytest.mark.parametrize("order", ORDERS)
def test_a_default_branch_is_on_the_cores_of_its_session(order):
    session = Session(use_rust_core=order)
    assert core(session.default_branch) == NAMES[order]
    assert session.default_branch.user == session.id


@needs_native
@pytest.mark.parametrize("read", [copy.copy, copy.deepcopy], ids=["copy", "deepcopy"])
@pytest.mark.parametrize("order", ORDERS)
def test_a_copy_stays_on_its_cores(read, order):
    made = read(small_branch(use_rust_core=order))
    made.msgs.add_message(instruction="more")
    assert cores_of(made) == {NAMES[order]}


@needs_native
@pytest.mark.parametrize("order", ORDERS)
def test_a_pickle_is_read_on_the_cores_of_the_process(order):
    data = pickle.dumps(small_branch(use_rust_core=order))
    for process in NAMES.values():
        with registry.override(process):
            assert cores_of(pickle.loads(data)) == {process}


@pytest.mark.parametrize("order", ORDERS)
def test_pinned_classes_pin(order):
    made = __import__(f"lionagi._core_{'rust' if order else 'py'}", fromlist=["Session"]).Session()
    assert isinstance(made, Session)
    assert core(made.new_branch(system="x").system) == NAMES[order]
    assert type(pickle.loads(pickle.dumps(made))) is Session


# --- both kinds in one process -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("one", "two"), PAIRS)
class TestBothKinds:
    def test_messages_of_the_other_kind_are_taken_and_kept(self, one, two):
        branch, other = small_branch(use_rust_core=one), small_branch(use_rust_core=two)
        for message in list(other.messages)[1:]:
            branch.messages.include(message)
        assert [message.id for message in branch.messages][-4:] == [message.id for message in other.messages][1:]
        back = Branch.from_json(branch.to_json())
        assert said(back) == said(branch)

    def test_a_request_of_mixed_messages_is_the_request_of_plain_ones(self, one, two):
        models = [ScriptedModel("yes"), ScriptedModel("yes")]
        mixed = small_branch(use_rust_core=one, chat_model=models[0])
        plain = Branch.from_dict(mixed.to_dict())
        plain.chat_model = models[1]
        for branch, order in ((mixed, two), (plain, False)):
            session = Session(use_rust_core=order)
            branch.messages.include(session.default_branch.msgs.add_message(instruction="other kind"))
            asyncio.run(branch.chat("now"))
        assert models[0].calls[0].messages == models[1].calls[0].messages

    def test_a_branch_of_the_other_kind_is_taken_in(self, one, two):
        session, branch = small_session(use_rust_core=one), small_branch(use_rust_core=two)
        session.include_branches(branch)
        session.change_default_branch(branch)
        assert session.default_branch is branch
        assert branch.user == session.id
        assert session.get_branch("n") is branch
        split = session.split(branch)
        assert [m.chat_msg for m in split.messages] == [m.chat_msg for m in branch.messages]
        assert len(session.concat_messages()) == sum(len(each.messages) for each in session.branches)
        back = Session.from_binary(session.to_binary())
        assert [said(each) for each in back.branches] == [said(each) for each in session.branches]
        session.remove_branch(branch)
        assert branch not in session.branches

    def test_mail_goes_between_them(self, one, two):
        session = Session(use_rust_core=one)
        sender, taker = session.new_branch(name="a"), Branch(name="b", use_rust_core=two)
        session.include_branches(taker)
        sender.send(taker.id, "message", Instruction(instruction="by mail", sender="user"))
        session.collect_send_all()
        assert [message.content.instruction for message in taker.messages] == ["by mail"]

    def test_a_system_message_of_the_other_kind(self, one, two):
        system = small_branch(use_rust_core=two).system
        branch = Branch(system=system, use_rust_core=one)
        assert branch.system is system
        assert branch.messages[0] is system

    def test_a_session_of_the_branches_of_another(self, one, two):
        other = small_session(use_rust_core=two)
        session = Session(branches=list(other.branches), use_rust_core=one)
        assert [branch.id for branch in session.branches] == [branch.id for branch in other.branches]
        assert {branch.user for branch in session.branches} == {session.id}

    def test_equality_goes_by_id(self, one, two):
        branch = small_branch(use_rust_core=one)
        with registry.override(NAMES[two]):
            back = Branch.from_dict(branch.to_dict())
        assert back == branch
        assert hash(back) == hash(branch)
        assert back in {branch}
