"""The demo: what it does on each side, when it fails, and what it says where a side is missing."""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

import lionagi
from lionagi import demo, registry
from lionagi.demo import elsewhere, run, show, work
from lionagi.demo.conversations import QUESTION
from lionagi.protocols.types import Node
from lionagi.registry._phase_table import PHASES

PACKAGE = Path(lionagi.__file__).parent
ROUNDS = 2


def has_native():
    return registry.status()["native"]["state"] != "missing"


def has_rust(component):
    """Not in phase 0, where Python is the only core."""
    return PHASES[component].stage != "0"


needs_native = pytest.mark.skipif(not has_native(), reason="the native part is not installed")
TEXT = work.read_text()
FEW = work.Text(len({each["topic"] for each in TEXT.paragraphs[:120]}), TEXT.paragraphs[:120])


@pytest.fixture(scope="module")
def report():
    return run.run(FEW, ROUNDS)


# --- the text -------------------------------------------------------------------------------------------------------


def test_the_text_is_real_and_large():
    assert TEXT.topics > 70
    assert len(TEXT.paragraphs) > 2_000
    assert all(arguments["content"].strip() for arguments in TEXT.paragraphs)


def test_the_text_has_duplicates_examples_and_characters_beyond_ascii():
    contents = [arguments["content"] for arguments in TEXT.paragraphs]

    assert len(set(contents)) < len(contents) - 100
    assert any(arguments["example"] for arguments in TEXT.paragraphs)
    assert not all(arguments["example"] for arguments in TEXT.paragraphs)
    assert any(not content.isascii() for content in contents)


def test_ids_and_times_come_from_the_text():
    assert work.read_text() == TEXT
    assert len({arguments["id"] for arguments in TEXT.paragraphs}) == len(TEXT.paragraphs)
    times = [arguments["created_at"] for arguments in TEXT.paragraphs]
    assert times == sorted(set(times))


def test_ids_are_the_same_in_every_process():
    program = "from lionagi.demo import work; print(work.read_text().paragraphs[7]['id'])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=PACKAGE.parent)

    assert done.stdout.strip() == TEXT.paragraphs[7]["id"]


# --- what a run finds -----------------------------------------------------------------------------------------------


def test_every_step_runs_on_every_side(report):
    expected = ["python", "rust", "prefer-rust"] if has_native() else ["python"]

    assert report["problems"] == []
    assert report["sides"] == expected
    assert [step["step"] for step in report["steps"]] == [step.name for step in work.STEPS]
    assert {step["component"] for step in report["steps"]} == {name for name in registry.COMPONENTS if has_rust(name)}
    assert all(list(step["us_per_item"]) == expected for step in report["steps"])
    assert all(time_us > 0 for step in report["steps"] for time_us in step["us_per_item"].values())


def test_duplicates_are_dropped(report):
    assert report["paragraphs"] == 120
    said = 120 + FEW.topics  # a system message each
    assert report["kept"] == len({arguments["content"] for arguments in FEW.paragraphs})
    assert [step["items"] for step in report["steps"]] == [120] * 3 + [report["kept"]] * 4 + [said, said, FEW.topics] + [said] * 4


@needs_native
def test_digests_are_equal_and_each_side_used_its_own_cores(report):
    for step in report["steps"]:
        assert step["equal_digest"] is True
        assert len(step["digests"]) == 1
        assert step["native_calls"]["python"] == 0
        assert step["native_calls"]["rust"] >= 1
        # Not as many: with Python behind it to answer for a panic, Rust is asked without the short ways of messages.
        assert step["native_calls"]["prefer-rust"] >= 1
        assert step["ratio"] == step["us_per_item"]["python"] / step["us_per_item"]["rust"]


def test_digests_are_those_of_the_whole_output():
    assert work.digest_of(["ab", "c"]) != work.digest_of(["a", "bc"])
    assert work.digest_of(["a"]) == work.digest_of([b"a"])
    assert work.digest_of([]) != work.digest_of([""])


def test_two_runs_give_the_same_digests(report):
    again = run.run(FEW, 1)

    assert [step["digests"] for step in again["steps"]] == [step["digests"] for step in report["steps"]]


def test_auto_is_explained_for_every_component(report):
    assert [choice["component"] for choice in report["auto"]] == list(registry.COMPONENTS)
    for choice in report["auto"]:
        assert choice["backend"] in ("python", "rust")
        assert choice["reason"] in ("PHASE_DEFAULT", "PHASE_EMULATED", "ROLLOUT_IN", "ROLLOUT_OUT")
        assert choice["why"].startswith(("phase table: ", "rollout: "))


def test_the_process_is_left_on_the_cores_it_had(report):
    before = registry.active.cores
    run.run(FEW, 1)

    assert registry.active.cores is before


def test_progress_is_told_before_each_step():
    told = []
    report = run.run(FEW, ROUNDS, lambda now, done: told.append((now, done)))

    shares = [done for _, done in told]
    assert len(told) == ROUNDS * len(report["sides"]) * len(work.STEPS) + len(report["sides"]) + 1
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)
    assert told[0][0] == "round 1, python: read ids"


# --- what makes it fail ---------------------------------------------------------------------------------------------


def steps_with(monkeypatch, name, **changes):
    """The demo's steps, one of them changed."""
    changed = tuple(step._replace(**changes) if step.name == name else step for step in work.STEPS)
    monkeypatch.setattr(run, "STEPS", changed)


def exit_code(monkeypatch, *arguments, with_fresh_process=False):
    monkeypatch.setattr(work, "read_text", lambda: FEW)
    if not with_fresh_process:  # one a side takes longer than all steps
        monkeypatch.setattr(run, "_read_elsewhere", lambda side: None)
    return demo.main(["--rounds", "2", *arguments])


@needs_native
def test_a_digest_that_differs_between_the_sides_fails(monkeypatch, capsys):
    steps_with(monkeypatch, "write JSON", row=lambda text: text + registry.resolution("codec").backend)

    assert exit_code(monkeypatch) == 1
    printed = capsys.readouterr().out
    assert "problem: write JSON: digest" in printed
    assert "NO" in printed
    assert "equal digests on" not in printed


def test_a_digest_that_differs_between_rounds_fails(monkeypatch, capsys):
    moments = iter(range(10**6))
    steps_with(monkeypatch, "read ids", row=lambda id: f"{id}{next(moments)}")

    assert exit_code(monkeypatch) == 1
    assert "in the first round" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "damaged", "text"),
    [
        ("read ids", lambda job: job.ids[:-1] + job.ids[:1], "does not print as it was read"),
        ("make nodes", lambda job: [job.nodes[1], job.nodes[0], *job.nodes[2:]], "does not hold what it was made of"),
        ("hash, keep first", lambda job: [("0" * 64, node) for node in job.nodes], "different paragraphs have 1 digests"),
        (
            "write JSON",
            lambda job: [job.documents[0].replace('"words":', '"word":'), *job.documents[1:]],
            "does not say what the node holds",
        ),
        ("read JSON", lambda job: job.kept[::-1], "came back as something else"),
        ("read JSON", lambda job: [Node(content=node.content) for node in job.kept], "came back as something else"),
        ("write MessagePack", lambda job: [document.encode() for document in job.documents], "is longer than its JSON"),
        ("read MessagePack", lambda job: job.kept[::-1], "came back as something else"),
        ("make conversations", lambda job: [job.branches.reverse(), job.messages][1], "the branches are not the topics"),
        ("render", lambda job: [message.rendered[:20] for message in job.messages], "a rendered message has lost"),
        ("send to a model", lambda job: [[{"role": "user", "content": QUESTION}] for _ in job.branches], "an answer is missing"),
        ("send to a model", lambda job: [[{"role": "system", "content": ""}] for _ in job.branches], "does not end with the question"),
        ("send to a model", lambda job: [], "branches sent 0 requests"),
        ("write JSON Lines", lambda job: job.lines.splitlines()[::-1], "does not say what it holds"),
        ("read JSON Lines", lambda job: job.messages[::-1], "came back as something else"),
        ("write binary", lambda job: [job.stream], "have 1 documents"),
        ("read binary", lambda job: job.messages[::-1], "came back as something else"),
    ],
)
def test_a_wrong_output_fails_though_all_sides_agree_on_it(monkeypatch, capsys, name, damaged, text):
    honest = next(step for step in work.STEPS if step.name == name).run

    def run_and_damage(job):
        honest(job)
        return damaged(job)

    steps_with(monkeypatch, name, run=run_and_damage)

    assert exit_code(monkeypatch) == 1
    assert text in capsys.readouterr().out


@pytest.mark.parametrize("form", elsewhere.FORMS)
def test_documents_that_another_process_reads_as_something_else_fail(monkeypatch, capsys, form):
    honest = elsewhere.digests
    monkeypatch.setattr(elsewhere, "digests", lambda *saved: {**honest(*saved), form: "0" * 32})

    assert exit_code(monkeypatch, with_fresh_process=True) == 1
    assert f"problem: {form} of python, read in a fresh process: digest {'0' * 32}, but" in capsys.readouterr().out


def test_a_fresh_process_that_fails_is_told(monkeypatch, capsys):
    honest = elsewhere.digests
    monkeypatch.setattr(elsewhere, "digests", lambda lines, stream: honest(lines, stream[:-1]))

    assert exit_code(monkeypatch, with_fresh_process=True) == 1
    printed = capsys.readouterr().out
    assert "problem: fresh process on what python saved: the process that reads the documents back failed:" in printed
    assert "StreamError" in printed


def test_documents_are_read_back_in_a_process_without_the_native_part(report):
    written = next(step["digests"] for step in report["steps"] if step["step"] == "make conversations")

    assert list(report["elsewhere"]) == report["sides"]
    assert all(found == dict.fromkeys(elsewhere.FORMS, written[0]) for found in report["elsewhere"].values())


@needs_native
def test_a_process_with_the_native_part_shows_nothing(tmp_path):
    with pytest.raises(RuntimeError, match="this process has the native part"):
        elsewhere.answer(str(tmp_path))


def test_of_equal_texts_the_first_node_is_kept(monkeypatch, capsys):
    honest = next(step for step in work.STEPS if step.name == "hash, keep first").run

    def keep_the_last(job):
        hashed = honest(job)
        job.kept = list(dict(hashed).values())
        return hashed

    steps_with(monkeypatch, "hash, keep first", run=keep_the_last)

    assert exit_code(monkeypatch) == 1
    assert "the nodes kept are not the first of their text" in capsys.readouterr().out


def test_native_calls_are_counted_around_every_step(monkeypatch, capsys):
    calls = iter(range(10**6))
    monkeypatch.setattr(registry, "counters", lambda: {"native_calls": dict.fromkeys(registry.COMPONENTS, next(calls))})

    assert exit_code(monkeypatch) == 1
    printed = capsys.readouterr().out
    assert all(f"problem: {step.name} on python called the native part" in printed for step in work.STEPS)


def test_the_best_time_counts(monkeypatch):
    moments = iter([0.0, 3.0, 10.0, 11.0, 20.0, 25.0])
    monkeypatch.setattr(run.time, "perf_counter", lambda: next(moments))
    side = run._Side("python")
    with registry.override("python"):
        for _ in range(3):
            run._run_step(side, work.STEPS[0], work.Job(FEW))

    assert side.best_s == {"read ids": 1.0}
    assert side.problems == []


def test_a_python_side_that_calls_the_native_part_fails():
    step = work.STEPS[0]

    assert run._wrong_calls("python", step, {"ids": 0, "codec": 3}) == ["read ids on python called the native part: {'codec': 3}"]
    assert run._wrong_calls("python", step, {"ids": 0, "codec": 0}) == []


@pytest.mark.parametrize("side", ["rust", "prefer-rust"])
def test_a_rust_side_that_does_not_call_the_native_part_fails(side):
    step = work.STEPS[0]

    assert run._wrong_calls(side, step, {"ids": 0, "codec": 3}) == [f"read ids on {side} did not call the native part of 'ids'"]
    assert run._wrong_calls(side, step, {"ids": 3, "codec": 0}) == []


# --- the command ----------------------------------------------------------------------------------------------------


def lionagi_demo(*arguments, package=PACKAGE, **environment):
    """`lionagi demo` in a process of its own, without the orders of this one."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("LIONAGI_")}
    environment = {**clean, "PYTHONPATH": str(package.parent), "LIONAGI_STATE_DIR": "off", "PYTHONIOENCODING": "ascii", **environment}
    command = [sys.executable, "-m", "lionagi", "demo", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment, cwd=package.parent)


@pytest.fixture(scope="module")
def without_native(tmp_path_factory):
    """The package as the pure wheel installs it."""
    home = tmp_path_factory.mktemp("pure") / "lionagi"
    shutil.copytree(PACKAGE, home, ignore=shutil.ignore_patterns("*.so", "*.pyd", "__pycache__"))
    return home


@needs_native
def test_the_whole_demo_passes_within_its_time():
    start = time.perf_counter()
    done = lionagi_demo()

    assert done.returncode == 0, done.stdout + done.stderr
    assert time.perf_counter() - start < 60
    assert "equal digests on python, rust, prefer-rust" in done.stdout
    assert "duplicates dropped" in done.stdout
    assert "without orders (auto):" in done.stdout
    assert done.stderr == ""  # no bar and no warning outside a terminal


@needs_native
def test_json_has_the_whole_report():
    done = lionagi_demo("--json", "--rounds", "1")
    report = json.loads(done.stdout)

    assert done.returncode == 0
    assert done.stderr == ""
    assert report["rounds"] == 1
    assert report["paragraphs"] == len(TEXT.paragraphs)
    assert report["problems"] == []
    assert all(step["equal_digest"] for step in report["steps"])
    assert sum(step["native_calls"]["rust"] for step in report["steps"]) > len(TEXT.paragraphs)
    assert report["native"]["state"] == "ok" or report["native"]["file"]


def test_without_the_native_part_python_runs_alone_and_says_so(without_native):
    done = lionagi_demo("--rounds", "1", package=without_native)

    assert done.returncode == 0, done.stderr
    assert "not run: rust, prefer-rust: the native part is not installed, so only Python ran" in done.stdout
    assert "python ran alone" in done.stdout
    assert done.stderr == ""


def test_without_the_native_part_json_says_so_too(without_native):
    report = json.loads(lionagi_demo("--json", "--rounds", "1", package=without_native).stdout)

    assert report["sides"] == ["python"]
    assert set(report["not_run"]) == {"rust", "prefer-rust"}
    assert [step["equal_digest"] for step in report["steps"]] == [None] * len(work.STEPS)
    assert [step["ratio"] for step in report["steps"]] == [None] * len(work.STEPS)
    assert report["problems"] == []


def test_without_the_native_part_the_digests_are_those_of_this_installation(without_native):
    alone = json.loads(lionagi_demo("--json", "--rounds", "1", package=without_native).stdout)
    here = json.loads(lionagi_demo("--json", "--rounds", "1").stdout)

    assert [step["digests"] for step in alone["steps"]] == [step["digests"] for step in here["steps"]]


def test_in_phase_3_without_the_native_part_nothing_can_run(without_native):
    done = lionagi_demo("--rounds", "1", package=without_native, LIONAGI_PHASE="3")

    assert done.returncode in (2, 3)
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


@needs_native
def test_a_kill_leaves_python_alone():
    done = lionagi_demo("--rounds", "1", LIONAGI_KILL="codec")

    assert done.returncode == 0, done.stderr
    assert "not run: rust, prefer-rust: killed: codec" in done.stdout


@needs_native
def test_in_phase_3_python_has_left(tmp_path):
    done = lionagi_demo("--rounds", "1", LIONAGI_PHASE="3")

    assert done.returncode == 0, done.stderr
    assert "not run: python: " in done.stdout
    assert "3.only" in done.stdout
    assert "equal digests on rust, prefer-rust" in done.stdout


def test_orders_that_make_no_sense_are_an_error_with_the_nearest_word():
    done = lionagi_demo(LIONAGI_BACKEND="rsut")

    assert done.returncode == 2
    assert "rust" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_native_file_that_is_broken_is_an_error(without_native, tmp_path):
    import _imp

    home = tmp_path / "lionagi"
    shutil.copytree(without_native, home)
    (home / "_core_rust" / f"_native{_imp.extension_suffixes()[0]}").write_bytes(b"no library")
    done = lionagi_demo("--rounds", "1", package=home)

    assert done.returncode == 3
    assert "_native" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("arguments", [["--nope"], ["--rounds", "0"], ["--rounds", "x"], ["extra"]])
def test_wrong_usage(arguments, capsys):
    with pytest.raises(SystemExit) as left:
        demo.main(arguments)

    assert left.value.code == 2
    assert "usage: lionagi demo" in capsys.readouterr().err


def test_a_python_without_its_documentation_is_inconclusive(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "pydoc_data.topics", None)

    assert demo.main([]) == 4
    assert "no text to work on" in capsys.readouterr().err


# --- the bar and the table ------------------------------------------------------------------------------------------


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_there_is_no_bar_outside_a_terminal():
    stream = io.StringIO()
    with show.progress(stream) as advance:
        advance("one", 0.5)

    assert stream.getvalue() == ""


def test_there_is_no_bar_when_quiet():
    stream = Terminal()
    with show.progress(stream, quiet=True) as advance:
        advance("one", 0.5)

    assert stream.getvalue() == ""


def test_json_brings_no_bar_to_a_terminal(monkeypatch, capsys):
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)

    assert exit_code(monkeypatch, "--json") == 0
    assert terminal.getvalue() == ""
    assert json.loads(capsys.readouterr().out)["problems"] == []


def test_rich_draws_the_bar_where_it_is_installed(monkeypatch):
    pytest.importorskip("rich")
    monkeypatch.setenv("TERM", "xterm")
    stream = Terminal()
    with show.progress(stream) as advance:
        advance("round 1, rust: read ids", 0.5)

    assert "50%" in stream.getvalue()
    assert "read ids" in stream.getvalue()


def test_a_plain_bar_is_drawn_without_rich_and_cleared(monkeypatch):
    for name in [name for name in sys.modules if name.partition(".")[0] == "rich"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "rich", None)
    stream = Terminal()
    with contextlib.suppress(ZeroDivisionError), show.progress(stream) as advance:
        advance("one", 0.5)
        assert "[###############---------------]  50%  one" in stream.getvalue()
        raise ZeroDivisionError

    assert stream.getvalue().endswith("\r\x1b[K")  # also when the work fails


def test_the_table_is_aligned_and_has_all_columns(report):
    printed = list(show.lines(report))
    head = next(at for at, line in enumerate(printed) if line.startswith("step"))
    rows = printed[head : head + 2 + len(work.STEPS)]

    for column in ("items", "Python", "Rust", "ratio", "equal digest", "native calls"):
        assert column in rows[0]
    assert {len(row) for row in rows} == {len(rows[1])}
    assert all(row.isascii() for row in printed)
