"""Conversations for the tests of branches and sessions, and what is compared of two of them."""

from __future__ import annotations

from hypothesis import strategies as st

from lionagi import Branch, Session
from lionagi.protocols.messages import ActionRequest, ActionResponse

WORDS = st.text(st.characters(codec="utf-8"), max_size=30)
SCALARS = st.one_of(st.none(), st.booleans(), st.integers(-9, 9), WORDS)
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=2), max_leaves=4)
TURNS = st.lists(
    st.one_of(
        st.tuples(st.just("ask"), WORDS.filter(bool), st.lists(st.dictionaries(WORDS, VALUES, max_size=2), max_size=2)),
        st.tuples(st.just("answer"), WORDS.filter(bool), st.none()),
        st.tuples(st.just("act"), st.text("abc", min_size=1, max_size=3), VALUES),
    ),
    max_size=6,
)


def speak(branch: Branch, turns) -> Branch:
    """Adds turns to a branch."""
    for kind, said, more in turns:
        if kind == "ask":
            branch.msgs.add_message(instruction=said, context=more, sender="user", recipient=branch.id)
        elif kind == "answer":
            branch.msgs.add_message(assistant_response=said, sender=branch.id, recipient="user")
        else:
            request = branch.msgs.add_message(action_function=said, action_arguments={"a": more}, sender=branch.id)
            branch.msgs.add_message(action_request=request, action_output=more)
    return branch


def small_branch(**options) -> Branch:
    """A branch with one message of each kind."""
    branch = Branch(name="n", user="someone", system="Be brief.", metadata={"k": 1}, **options)
    speak(branch, [("ask", "hi", [{"a": 1}]), ("answer", "yo", None), ("act", "f", 0)])
    return branch


def small_session(**options) -> Session:
    """A session of two branches; the second is the default."""
    session = Session(name="s", user="me", metadata={"k": [1]}, **options)
    speak(session.new_branch(name="first", system="one"), [("ask", "hi", []), ("answer", "yo", None)])
    speak(session.new_branch(name="second", as_default_branch=True), [("ask", "there", []), ("act", "f", {"x": 1})])
    return session


def said(branch: Branch):
    """What a branch is made of: identity, fields, messages in order, requests of them."""
    messages = [message.to_dict(mode="json") for message in branch.messages]
    system = None if branch.system is None else str(branch.system.id)
    fields = (str(branch.id), branch.created_at, branch.name, branch.to_dict()["user"], branch.to_dict()["metadata"])
    return fields, messages, [message.chat_msg for message in branch.messages], system


def said_by_all(session: Session):
    """What a session is made of."""
    fields = (str(session.id), session.created_at, session.name, session.to_dict()["user"], session.metadata)
    return *fields, [said(branch) for branch in session.branches]


def cores_of(branch: Branch) -> set[str]:
    """The backends of everything in a branch."""
    held = [branch, *branch.messages]
    return {"rust" if "_core_rust" in type(each._core).__module__ else "python" for each in held}


def is_answered(branch: Branch) -> bool:
    """Whether each request for an action knows its response."""
    requests = {str(m.id): m for m in branch.messages if isinstance(m, ActionRequest)}
    responses = [m for m in branch.messages if isinstance(m, ActionResponse)]
    return all(requests[m.content.action_request_id].content.action_response_id == str(m.id) for m in responses)
