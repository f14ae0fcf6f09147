"""Each parameter of 0.18.0's `Branch(...)`, `Session(...)` and `new_branch(...)` tried for what it does; none is left out.

Differences from 0.18.0: `Branch(system_template=)` and `system_template_context=` are refused by name;
`new_branch(progress=)` and `new_branch(tool_manager=)` work (0.18.0 refuses them when they are given).
"""

from __future__ import annotations

import pytest

from lionagi import Branch, Session
from lionagi.protocols.generic._ids import IDType
from lionagi.protocols.generic.log import DataLoggerConfig, Log
from lionagi.protocols.generic.progression import Progression
from lionagi.protocols.mail.exchange import Exchange
from lionagi.protocols.mail.mailbox import Mailbox
from lionagi.protocols.mail.manager import MailManager
from lionagi.protocols.messages import Instruction
from lionagi.protocols.types import Pile
from lionagi.testing import ScriptedModel
from tests.recorded import recorded

pytestmark = pytest.mark.usefixtures("backend")
SIGNATURES = recorded("signatures")
UUID = "12345678-1234-4234-8234-123456789abc"


def spoken(branch: Branch) -> list[str]:
    return [message.content.instruction for message in branch.messages]


def three() -> list[Instruction]:
    return [Instruction(instruction=text) for text in "abc"]


def double(a: int) -> int:
    """Twice."""
    return a * 2


def entity(cls, name: str) -> None:
    value = {"id": UUID, "created_at": 12.5, "metadata": {"a": [1]}, "content": {"a": 1}, "embedding": [1.0, 2.5]}[name]
    made = cls(**{name: value})
    for each in (made, cls.from_json(made.to_json())):
        assert getattr(each, name) == (IDType.validate(UUID) if name == "id" else value)


def branch_messages(make) -> None:
    messages = three()
    assert spoken(make(messages=messages)) == spoken(make(messages=Pile(messages))) == ["a", "b", "c"]


def branch_system_sender(make) -> None:
    assert make(system="x", system_sender="me").system.sender == "me"


def branch_system_datetime(make) -> None:
    assert make(system="x", system_datetime="noon").system.content.system_datetime == "noon"
    assert make(system="x").system.content.system_datetime is None


def branch_imodel(make) -> None:
    model = ScriptedModel("x")
    branch = make(imodel=model)
    assert branch.chat_model is model
    assert branch.parse_model is model


def branch_models(name: str) -> None:
    model, other = ScriptedModel("x"), ScriptedModel("y")
    branch = Branch(**{name: model, "imodel": other})
    assert getattr(branch, name) is model
    assert {branch.chat_model, branch.parse_model} == {model, other} if name == "parse_model" else {model}


def branch_logs() -> None:
    log = Log(content={"a": 1})
    assert [each.id for each in Branch(logs=Pile([log]), log_config={"auto_save_on_exit": False}).logs] == [log.id]


def branch_log_config() -> None:
    config = DataLoggerConfig(auto_save_on_exit=False, file_prefix="mine")
    assert Branch(log_config=config).to_dict()["log_config"]["file_prefix"] == "mine"
    assert Branch(log_config=config.model_dump()).to_dict()["log_config"]["file_prefix"] == "mine"


def branch_lion() -> None:
    text = Branch(system="mine", use_lion_system_message=True).system.rendered
    assert text.endswith("Developer Prompt: mine")
    assert len(text) > 200
    assert Branch(system="mine").system.rendered == "mine"


def branch_mailbox() -> None:
    box = Mailbox()
    assert Branch(mailbox=box).mailbox is box
    refused(Branch, TypeError, "mailbox", [])


def refused(make, error: type[Exception], name: str, value: object) -> None:
    with pytest.raises(error, match=name.removesuffix("_context")):
        make(**{name: value})


BRANCH = {
    "user": lambda: _is(Branch(user="me").user, "me"),
    "name": lambda: _is(Branch(name="n").name, "n"),
    "messages": lambda: branch_messages(Branch),
    "system": lambda: _is(Branch(system="x").system.rendered, "x"),
    "system_sender": lambda: branch_system_sender(Branch),
    "chat_model": lambda: branch_models("chat_model"),
    "parse_model": lambda: branch_models("parse_model"),
    "imodel": lambda: branch_imodel(Branch),
    "tools": lambda: _is([list(Branch(tools=given).tools) for given in (double, [double])], [["double"]] * 2),
    "log_config": branch_log_config,
    "system_datetime": lambda: branch_system_datetime(Branch),
    "system_template": lambda: refused(Branch, NotImplementedError, "system_template", "{{ a }}"),
    "system_template_context": lambda: refused(Branch, NotImplementedError, "system_template_context", {"a": 1}),
    "logs": branch_logs,
    "use_lion_system_message": branch_lion,
    "id": lambda: entity(Branch, "id"),
    "created_at": lambda: entity(Branch, "created_at"),
    "metadata": lambda: entity(Branch, "metadata"),
    "mailbox": branch_mailbox,
}


def session_branches() -> None:
    branches = [Branch(name="a"), Branch(name="b")]
    for given in (branches, tuple(branches), Pile(branches), [branch.to_dict() for branch in branches]):
        session = Session(branches=given)
        assert [branch.id for branch in session.branches] == [branch.id for branch in branches]
        assert session.default_branch.name == "a"


def session_default_branch() -> None:
    branches = [Branch(name="a"), Branch(name="b")]
    for given in (branches[1], branches[1].id, "b"):
        assert Session(branches=branches, default_branch=given).default_branch is branches[1]
    alone = Session(default_branch=branches[1])
    assert alone.default_branch is branches[1]
    assert branches[1] in alone.branches


def session_mail(name: str, cls: type) -> None:
    carrier = cls()
    assert getattr(Session(**{name: carrier}), name) is carrier
    refused(Session, TypeError, name, 1)


SESSION = {
    **{name: lambda name=name: entity(Session, name) for name in ("id", "created_at", "metadata", "content", "embedding")},
    "branches": session_branches,
    "default_branch": session_default_branch,
    "mail_transfer": lambda: session_mail("mail_transfer", Exchange),
    "mail_manager": lambda: session_mail("mail_manager", MailManager),
    "name": lambda: _is((Session(name="n").name, Session().name), ("n", "Session")),
    "user": lambda: _is(Session(user="me").user, "me"),
}


def make(**given) -> Branch:
    session = Session()
    made = session.new_branch(**given)
    assert made in session.branches
    assert session.default_branch is not made
    return made


def new_user() -> None:
    # The user of a session's branch is the session, as in 0.18.0.
    session = Session()
    assert session.new_branch(user="somebody").user == session.id


def new_progress() -> None:
    messages = three()
    order = [messages[2].id, messages[0].id, messages[1].id]
    for given in (messages, Pile(messages)):
        for progress in (order, Progression(order=order)):
            assert spoken(make(messages=given, progress=progress)) == ["c", "a", "b"]


def new_default() -> None:
    session = Session()
    assert session.new_branch(as_default_branch=True) is session.default_branch


NEW_BRANCH = {
    "system": lambda: _is(make(system="x").system.rendered, "x"),
    "system_sender": lambda: branch_system_sender(make),
    "system_datetime": lambda: branch_system_datetime(make),
    "user": new_user,
    "name": lambda: _is(make(name="n").name, "n"),
    "imodel": lambda: branch_imodel(make),
    "messages": lambda: branch_messages(make),
    "progress": new_progress,
    "tool_manager": lambda: _is(list(make(tool_manager=Branch(tools=double).acts).tools), ["double"]),
    "tools": lambda: _is(list(make(tools=[double]).tools), ["double"]),
    "as_default_branch": new_default,
}


def _is(value: object, wanted: object) -> None:
    assert value == wanted


TRIED = [
    ("lionagi.session.branch:Branch", "()", BRANCH),
    ("lionagi.session.session:Session", "()", SESSION),
    ("lionagi.session.session:Session", "new_branch", NEW_BRANCH),
]
ROWS = [pytest.param(trial, id=f"{home.rpartition(':')[2]}.{member}-{name}") for home, member, row in TRIED for name, trial in row.items()]


@pytest.mark.parametrize("trial", ROWS)
def test_a_parameter_does_what_it_says(trial):
    trial()


@pytest.mark.parametrize(("home", "member", "row"), TRIED, ids=["Branch", "Session", "new_branch"])
def test_none_is_left_out(home, member, row):
    wanted = {parameter.strip("=/?") for parameter in SIGNATURES[home][member] if not parameter.startswith("**")}
    assert set(row) == wanted - {"self"}
