"""Lone surrogates: kept by every form that has no bytes of text; refused, never changed, by every form that is written."""

from __future__ import annotations

import copy
import pickle

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lionagi import Branch, Session
from tests.session.conversations import said

pytestmark = pytest.mark.usefixtures("backend")
LONE = st.builds("{}{}{}".format, st.text(max_size=5), st.characters(categories=["Cs"]), st.text(max_size=5))
QUICK = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
KEPT = {"pickle": lambda made: pickle.loads(pickle.dumps(made)), "copy": copy.copy, "deepcopy": copy.deepcopy}
WRITTEN = ("to_json", "to_msgpack", "to_binary")


def conversation(text: str) -> Branch:
    branch = Branch(name=text, metadata={text: text})
    branch.msgs.add_message(instruction=text, context=[{text: [text]}])
    branch.msgs.add_message(assistant_response=text)
    return branch


def texts(branch: Branch) -> list[object]:
    asked, answered = branch.messages
    content = asked.content
    return [branch.name, branch.metadata, content.instruction, content.prompt_context, answered.content.assistant_response]


@pytest.mark.parametrize("form", KEPT)
@QUICK
@given(text=LONE)
def test_they_are_kept_where_nothing_is_written_as_text(form, text):
    branch = conversation(text)
    assert texts(KEPT[form](branch)) == texts(branch)
    session = Session(name=text)
    session.include_branches(branch)
    back = KEPT[form](session)
    assert back.name == text
    assert texts(back.get_branch(branch.id)) == texts(branch)


@pytest.mark.parametrize("form", WRITTEN)
@QUICK
@given(text=LONE)
def test_they_are_refused_where_text_is_written_and_nothing_is_lost(form, text):
    branch = conversation(text)
    before = texts(branch)
    session = Session()
    session.include_branches(branch)
    for made in (branch, session):
        with pytest.raises(ValueError, match="surrogates not allowed"):
            getattr(made, form)()
    assert texts(branch) == before
    branch.messages.clear()
    branch.name, branch.metadata = "plain", {}
    assert said(Branch.from_json(branch.to_json())) == said(branch)


@pytest.mark.parametrize("make", [lambda: Branch(name="\ud800"), lambda: Branch(user="\ud800"), lambda: Session(name="\ud800")])
def test_fields_of_their_own_are_kept_in_a_dict(make):
    made = make()
    back = type(made).from_dict(made.to_dict())
    assert (back.name, back.user) == (made.name, made.user)
