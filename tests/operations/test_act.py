"""`Branch.act`: tools are called, in order of the requests answered, and remembered."""

from __future__ import annotations

import asyncio

import pytest
from pydantic import BaseModel

from lionagi import Branch
from lionagi.fields.action import ActionRequestModel, ActionResponseModel
from lionagi.protocols.messages import ActionRequest, ActionResponse

pytestmark = pytest.mark.usefixtures("backend")

NO_REQUEST = "action_request must be an ActionRequest, BaseModel with 'function' and 'arguments', or dict with 'function' and 'arguments'."
STRATEGIES = pytest.mark.parametrize("strategy", ["concurrent", "sequential"])


class Lookalike(BaseModel):
    function: str
    arguments: dict


class Unlike(BaseModel):
    f: str


def add(a: int, b: float = 1.0) -> float:
    return a + b


def give(value):
    """What it is given."""
    return value


def fails(a: int) -> int:
    raise KeyError("x")


async def wait(order: int) -> int:
    await asyncio.sleep(0.01 * (3 - order))
    return order


def act(request, *, branch=None, **options):
    branch = branch or Branch(tools=[add, give, fails, wait])
    return asyncio.run(branch.act(request, **options)), branch


def asked(function="add", **arguments):
    return {"function": function, "arguments": arguments}


@STRATEGIES
@pytest.mark.parametrize("form", [dict, Lookalike, ActionRequestModel, ActionRequest, list], ids=lambda form: form.__name__)
def test_forms_of_a_request(strategy, form):
    request = asked(a=1)
    if form is ActionRequest:
        request = ActionRequest(content=request)
    elif form is list:
        request = [request]
    else:
        request = form(**request)
    answers, branch = act(request, strategy=strategy)
    assert answers == [ActionResponseModel(function="add", arguments={"a": 1}, output=2.0)]
    requested, responded = branch.messages
    assert isinstance(requested, ActionRequest)
    assert isinstance(responded, ActionResponse)
    assert (responded.output, responded.content.action_request_id) == (2.0, str(requested.id))
    assert requested.content.action_response_id == str(responded.id)
    assert form is not ActionRequest or requested is request


@STRATEGIES
@pytest.mark.parametrize("value", [0, "", None, [], {}, False], ids=repr)
def test_an_output_is_kept_whatever_it_is(strategy, value):
    answers, branch = act(asked("give", value=value), strategy=strategy)
    assert answers[0].output == value
    assert [type(message) for message in branch.messages] == [ActionRequest, ActionResponse]
    assert branch.messages[1].output == value


@STRATEGIES
def test_answers_come_in_the_order_of_the_requests(strategy):
    answers, branch = act([asked("wait", order=order) for order in range(3)], strategy=strategy)
    assert [answer.output for answer in answers] == [0, 1, 2]
    for message in branch.messages:
        if isinstance(message, ActionResponse):
            assert message.output == message.arguments["order"]


def test_sender_and_recipient_are_branch_and_tool():
    _, branch = act(asked(a=1))
    requested, responded = branch.messages
    assert (requested.sender, requested.recipient) == (branch.id, branch.tools["add"].id)
    assert (responded.sender, responded.recipient) == (branch.tools["add"].id, branch.id)


@STRATEGIES
def test_what_a_tool_raises_gives_no_response(strategy):
    answers, branch = act(asked("fails", a=1), strategy=strategy)
    assert answers == [ActionResponseModel(function="fails", arguments={"a": 1}, output=None)]
    assert [type(message) for message in branch.messages] == [ActionRequest]
    assert branch.logs[0].content["execution"]["error"] == "'x'"


@STRATEGIES
@pytest.mark.parametrize(
    ("request_", "text"),
    [(asked("nope"), "Function nope is not registered."), (asked(zz=1), "arguments must match the function schema")],
    ids=["unknown", "arguments"],
)
def test_a_request_that_cannot_be_met(strategy, request_, text):
    answers, branch = act(request_, strategy=strategy)
    assert text in answers[0].output["error"]
    assert answers[0].output["message"] == f"Error invoking action '{request_['function']}': {answers[0].output['error']}"
    assert len(branch.messages) == 0
    with pytest.raises(Exception) as raised:  # noqa: PT011  (one of two, told apart below)
        act(request_, strategy=strategy, suppress_errors=False)
    problem = raised.value.exceptions[0] if strategy == "concurrent" else raised.value
    assert isinstance(problem, ValueError)
    assert text in str(problem)


@STRATEGIES
@pytest.mark.parametrize("request_", [Unlike(f="x"), {"function": "add"}, {}, 3, "q", None], ids=repr)
def test_what_is_no_request(strategy, request_):
    with pytest.raises(Exception) as raised:  # noqa: PT011  (one of two, told apart below)
        act(request_, strategy=strategy)
    problem = raised.value.exceptions[0] if strategy == "concurrent" else raised.value
    assert isinstance(problem, ValueError)
    assert str(problem) == NO_REQUEST


def test_concurrent_calls_all_end_before_an_error_is_raised():
    branch = Branch(tools=[wait])
    with pytest.raises(Exception, match="1 of the calls failed"):
        act([asked("wait", order=0), 3], branch=branch)
    assert [type(message) for message in branch.messages] == [ActionRequest, ActionResponse]


def test_nothing_asked_is_nothing_done():
    answers, branch = act([])
    assert (answers, len(branch.messages)) == ([], 0)


def test_another_strategy_is_refused():
    with pytest.raises(ValueError, match=r"^Invalid strategy\. Choose 'concurrent' or 'sequential'\.$"):
        act(asked(a=1), strategy="other")


def test_what_happens_is_told_on_request(capsys):
    act(asked(a=1), verbose_action=True)
    assert capsys.readouterr().out == "Invoking action add with {'a': 1}.\nAction add invoked, status: EventStatus.COMPLETED.\n"


def test_call_params_limit_and_repeat():
    seen = []

    async def flaky(a: int) -> int:
        seen.append(a)
        if len(seen) < 3:
            raise ValueError("not yet")
        return a

    answers, _ = act(asked("flaky", a=1), branch=Branch(tools=[flaky]), call_params={"retry_attempts": 2, "max_concurrent": 1})
    assert (seen, answers[0].output) == ([1, 1, 1], 1)


def test_call_params_that_mean_nothing_are_named():
    with pytest.raises(ValueError, match=r"call_params must be .*not 'retries'"):
        act(asked(a=1), call_params={"retries": 2})


def test_a_function_of_the_users_own_takes_the_place_of_act(monkeypatch):
    async def mine(branch, action_request, action_param):
        return [action_request]

    monkeypatch.setattr("lionagi.operations.act.act.act", mine)
    assert act(7)[0] == [7]
