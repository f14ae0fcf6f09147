"""What was broken in branches and sessions of lionagi 0.18.0 and is mended: one test each, named by the number of the list of defects."""

from __future__ import annotations

import asyncio

import pytest

from lionagi import Branch, Session
from lionagi._errors import NotFoundError
from lionagi.protocols.messages import ActionResponse, Instruction, MessageManager, MessageRole, System
from lionagi.protocols.types import Pile
from lionagi.testing import ScriptedModel
from tests.session.conversations import said, small_branch, small_session

pytestmark = pytest.mark.usefixtures("backend")


def test_5_a_session_of_branches_and_of_a_document():
    branches = [small_branch(), Branch(name="other")]
    session = Session(branches=Pile(branches))
    assert [branch.name for branch in session.branches] == ["n", "other"]
    assert session.default_branch is branches[0]
    assert [said(branch) for branch in Session.from_dict(session.to_dict()).branches] == [said(branch) for branch in session.branches]


def test_6_a_branch_with_a_system_message_is_read_back():
    back = Branch.from_dict(small_branch().to_dict())
    assert back.system.rendered == "Be brief."
    assert sum(isinstance(message, System) for message in back.messages) == 1


def test_7_a_clone_keeps_models_name_operations_and_one_system_message():
    models = ScriptedModel("a"), ScriptedModel("b")
    session = Session()
    branch = small_branch(chat_model=models[0], parse_model=models[1], tools=[len])

    async def mine(branch):
        return branch

    session.include_branches(branch)
    session.register_operation("mine", mine)
    clone = branch.clone()
    assert (clone.chat_model, clone.parse_model, clone.name) == (*models, "n")
    assert clone.get_operation("mine") is mine
    assert list(clone.tools) == ["len"]
    assert sum(isinstance(message, System) for message in clone.messages) == 1
    assert clone.system is clone.messages[0]
    assert {message.sender for message in clone.messages} == {branch.id}
    assert {message.recipient for message in clone.messages} == {clone.id}
    assert not {message.id for message in clone.messages} & {message.id for message in branch.messages}


def test_24_a_branch_by_its_name():
    session = small_session()
    assert session.get_branch("second").name == "second"
    assert session.get_branch("nobody", None) is None
    with pytest.raises(NotFoundError, match=r"^Branch 'nobody' not found\.$"):
        session.get_branch("nobody")


def test_25_the_default_branch_can_be_removed():
    session = small_session()
    second = session.default_branch
    session.remove_branch(second)
    while session.branches:
        assert session.default_branch is session.branches[0]
        session.remove_branch(session.default_branch)
    assert session.default_branch is None
    with pytest.raises(NotFoundError):
        session.remove_branch(second)


def test_25_messages_of_all_branches_without_arguments():
    session = small_session()
    assert len(session.concat_messages()) == sum(len(branch.messages) for branch in session.branches)
    pandas = pytest.importorskip("pandas", reason="tables need pandas")
    table = session.to_df()
    assert isinstance(table, pandas.DataFrame)
    assert len(table) == len(session.concat_messages())


@pytest.mark.parametrize("make", [lambda pile: MessageManager(messages=pile).messages, lambda pile: Branch(messages=pile).messages])
def test_26_a_pile_of_messages_is_taken(make):
    messages = [Instruction(instruction="one"), Instruction(instruction="two")]
    assert [message.id for message in make(Pile(messages))] == [message.id for message in messages]


@pytest.mark.parametrize("output", [0, "", {}, None, False], ids=repr)
def test_27_an_output_that_is_nothing_is_kept(output):
    def give() -> object:
        return output

    branch = Branch(tools=[give])
    asyncio.run(branch.act({"function": "give", "arguments": {}}))
    assert isinstance(branch.messages[1], ActionResponse)
    assert branch.messages[1].output == output
    request = branch.msgs.add_message(action_function="f", action_arguments={"a": 1})
    assert isinstance(branch.msgs.add_message(action_request=request, action_output=output), ActionResponse)


def test_28_a_time_alone_makes_a_system_message():
    branch = Branch(system_datetime=True)
    assert isinstance(branch.system, System)
    assert len(branch.messages) == 1
    assert branch.system.content.system_datetime


def test_29_a_model_is_a_tool_under_its_own_name():
    model = ScriptedModel("pong", name="ponger")
    branch = Branch()
    branch.connect(imodel=model, description="Says pong.")
    assert branch.tools["ponger"].tool_schema["function"]["description"] == "Says pong."
    [answer] = asyncio.run(branch.act({"function": "ponger", "arguments": {"messages": []}}))
    assert answer.output == "pong"
    with pytest.raises(ValueError, match=r"^Tool with name 'ponger' already exists.$"):
        branch.connect(imodel=model)
    branch.connect(imodel=model, update=True)


def test_54_a_role_is_a_member_however_it_was_given():
    for role in ("user", MessageRole.USER):
        message = Instruction(instruction="x", role=role)
        assert message.role is MessageRole.USER
        assert message.role == "user"
