"""Documents and pickles between processes, with and without the native part, and the lines of the migration plan in fresh interpreters."""

from __future__ import annotations

import json
import pickle

import pytest

from lionagi import registry
from tests.session.conversations import said_by_all, small_session
from tests.session.interpreters import NATIVE, PACKAGE, needs_native, python

# Verbatim: the lines that the migration plan gives to users.
LINES = """
try:
    from lionagi._core_rust import Session
except ImportError:
    from lionagi._core_py import Session
"""
SHOW = """
session = Session()
branch = session.new_branch(system="be brief")
branch.msgs.add_message(instruction="hi")
print({"rust" if "_core_rust" in type(each._core).__module__ else "python" for each in (session, branch, *branch.messages)})
"""
READ = """
import json, pickle, sys
from lionagi import Session
data = sys.stdin.buffer.read()
form = sys.argv[1]
session = pickle.loads(data) if form == "pickle" else getattr(Session, "from_" + form)(data)
print(json.dumps([session.to_dict(), sorted({type(m._core).__module__ for b in session.branches for m in b.messages})]))
"""
WRITERS = {
    "json": lambda session: session.to_json(decode=False),
    "msgpack": lambda session: session.to_msgpack(),
    "binary": lambda session: session.to_binary(),
    "pickle": pickle.dumps,
}


@needs_native
def test_the_lines_take_rust_where_it_is():
    assert python(LINES + SHOW) == "{'rust'}"


def test_the_lines_take_python_where_there_is_no_native_part(without_native):
    assert python(LINES + SHOW, package=without_native) == "{'python'}"


@needs_native
def test_the_lines_take_python_where_rust_was_killed():
    assert python(LINES + SHOW, LIONAGI_KILL="*") == "{'python'}"


@needs_native
@pytest.mark.parametrize("kill", ["entity", "messages"])
def test_a_killed_component_runs_on_python_in_a_session_of_rust(kill):
    said = python(LINES + SHOW.replace("print({", "print(sorted({").replace(")})", ")}))"), LIONAGI_KILL=kill)
    assert said == "['python', 'rust']"


@needs_native
@pytest.mark.parametrize("order", ["python", "rust", "prefer-rust", "auto"])
def test_the_lines_take_rust_whatever_the_process_runs_on(order):
    assert python(LINES + SHOW, LIONAGI_BACKEND=order) == "{'rust'}"


def test_the_python_session_runs_on_python_everywhere(without_native):
    code = "from lionagi._core_py import Session" + SHOW
    for package in (PACKAGE.parent, without_native):
        assert python(code, package=package) == "{'python'}"


def test_the_error_of_a_missing_native_part_is_an_import_error_that_says_what_to_do(without_native):
    code = """
try:
    from lionagi._core_rust import Session
except ImportError as error:
    print(type(error).__name__, "cannot be loaded" in str(error), "do one of" in str(error))
"""
    assert python(code, package=without_native) == "BackendUnavailableError True True"


@pytest.mark.parametrize("form", WRITERS)
def test_a_process_without_the_native_part_reads_what_this_one_wrote(form, without_native):
    for order in [False, True] if NATIVE else [False]:
        session = small_session(use_rust_core=order)
        wanted = json.loads(session.to_json())
        document, modules = json.loads(python(READ, form, package=without_native, data=WRITERS[form](session)))
        assert document == wanted
        assert all("_core_py" in module for module in modules)


@needs_native
@pytest.mark.parametrize("form", WRITERS)
@pytest.mark.parametrize("orders", [{"LIONAGI_BACKEND": "rust"}, {"LIONAGI_KILL": "*"}], ids=["rust", "killed"])
def test_another_process_reads_what_a_python_session_wrote(form, orders):
    session = small_session(use_rust_core=False)
    wanted = json.loads(session.to_json())
    document, modules = json.loads(python(READ, form, data=WRITERS[form](session), **orders))
    assert document == wanted
    assert all(("_core_rust" if "LIONAGI_BACKEND" in orders else "_core_py") in module for module in modules)


def test_this_process_reads_what_one_without_the_native_part_wrote(without_native):
    code = """
import sys
from lionagi import Session
session = Session(name="away")
branch = session.new_branch(system="s")
branch.msgs.add_message(instruction="hi", context=[{"a": 1}])
sys.stdout.write(session.to_json())
"""
    from lionagi import Session

    text = python(code, package=without_native)
    for order in ["python", "rust"] if NATIVE else ["python"]:
        with registry.override(order):
            back = Session.from_json(text)
            assert json.loads(back.to_json()) == json.loads(text)
            assert said_by_all(back)[2] == "away"
