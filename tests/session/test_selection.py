"""`use_rust_core` where the native part is missing, killed or demanded, each in a fresh interpreter: the settings are read once."""

from __future__ import annotations

import json

import pytest

from lionagi import Branch, Session
from tests.session.interpreters import needs_native, python

MAKE = """
import json, sys, warnings
from lionagi import Branch, Session, registry

def kind(made):
    return "rust" if "_core_rust" in type(made._core).__module__ else "python"

def tried(cls, order):
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        try:
            made = cls(use_rust_core=order)
        except Exception as error:
            return [type(error).__name__, isinstance(error, ImportError), str(error)]
    return [kind(made), [[each.category.__name__, str(each.message)] for each in heard]]
"""
EACH = pytest.mark.parametrize("cls", ["Session", "Branch"])


def answer(code, **options):
    return json.loads(python(MAKE + f"print(json.dumps({code}))", **options))


@EACH
def test_rust_that_is_missing_is_an_import_error_that_names_the_order(cls, without_native):
    name, is_import_error, text = answer(f"tried({cls}, True)", package=without_native)
    assert (name, is_import_error) == ("BackendUnavailableError", True)
    assert "use_rust_core=True" in text
    assert "lionagi._core_rust._native" in text
    assert "do one of" in text


@EACH
@pytest.mark.parametrize("order", [False, None])
def test_what_does_not_demand_rust_works_without_it(cls, order, without_native):
    assert answer(f"tried({cls}, {order})", package=without_native) == ["python", []]


@needs_native
@EACH
def test_under_a_kill_rust_is_python_with_a_warning(cls):
    kind, heard = answer(f"tried({cls}, True)", LIONAGI_KILL="*")
    assert kind == "python"
    [(category, text)] = heard
    assert category == "BackendWarning"
    assert "use_rust_core=True demands Rust: LIONAGI_KILL=*" in text


@needs_native
@EACH
def test_a_kill_is_obeyed_where_python_was_demanded_or_nothing(cls):
    assert answer(f"[tried({cls}, False), tried({cls}, None)]", LIONAGI_KILL="*") == [["python", []], ["python", []]]


@needs_native
def test_a_kill_of_a_running_process_is_for_what_is_made_from_then_on():
    code = """
old = Session(use_rust_core=True)
old_branch = old.new_branch(name="before")
registry.kill("*")
new = tried(Session, True)[0]
after = old.new_branch(name="after")
message = after.msgs.add_message(instruction="hi")
print(json.dumps([kind(old), kind(old_branch), new, kind(after), kind(message), kind(Session.from_json(old.to_json()))]))
"""
    assert json.loads(python(MAKE + code)) == ["rust", "rust", "python", "rust", "rust", "python"]


@needs_native
@EACH
def test_python_in_the_last_phase_is_an_error_that_names_the_components(cls):
    name, _, text = answer(f"tried({cls}, False)", LIONAGI_PHASE="3")
    assert name == "BackendOrderError"
    for component in ("ids", "hashing", "codec", "entity", "messages"):
        assert f"use_rust_core=False demands Python for '{component}', which is at 3.only" in text


@needs_native
@EACH
@pytest.mark.parametrize("variables", [{"LIONAGI_BACKEND": "python"}, {"LIONAGI_COMPONENTS": "entity=python,messages=python"}])
def test_the_order_of_an_object_beats_the_variables(cls, variables):
    assert answer(f"tried({cls}, True)", **variables) == ["rust", []]


@needs_native
@pytest.mark.parametrize("order", [False, True])
def test_what_is_read_back_follows_the_process_of_the_reader(order):
    opposite = "python" if order else "rust"
    code = f"""
import pickle
session = Session(use_rust_core={order})
session.new_branch(system="s")
read = [Session.from_dict(session.to_dict()), Session.from_json(session.to_json()), Session.from_msgpack(session.to_msgpack()),
        Session.from_binary(session.to_binary()), pickle.loads(pickle.dumps(session))]
print(json.dumps([kind(session), sorted({{kind(each) for one in read for each in (one, *one.branches, one.branches[1].system)}})]))
"""
    assert json.loads(python(MAKE + code, LIONAGI_BACKEND=opposite)) == ["rust" if order else "python", [opposite]]


@pytest.mark.parametrize("cls", [Session, Branch])
@pytest.mark.parametrize("word", [1, 0, "rust", "yes", ""], ids=repr)
def test_what_is_no_order_is_refused_with_the_word(cls, word):
    with pytest.raises(TypeError, match=rf"^use_rust_core must be True, False or None, not {word!r}$"):
        cls(use_rust_core=word)
