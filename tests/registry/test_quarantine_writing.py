"""Quarantine records as they are written: after panics and mismatches; by many processes, on bad disks, beside odd records."""

import errno
import json
import os
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from lionagi import _errors
from lionagi.registry import quarantine
from lionagi.registry import quarantine_writing as writing

BUILD = "f" * 32
OTHER = "e" * 31  # a stand-in of another length: one written in the same second would be taken for its cached code
# `backend_panic` is what the guard of the native part calls, once a panic.
PANIC = "from lionagi._errors import backend_panic\nregistry.active.cores.ids\n"
TOLD = "answer = {'counters': registry.counters()['quarantine'], 'said': [str(warning.message) for warning in said]}"


def panics(times, component="ids"):
    return f"{PANIC}for _ in range({times}):\n    backend_panic({component!r}, 'index out of bounds', 'core.rs:7')\n{TOLD}"


BACKEND = "found = registry.resolution('ids')\nanswer = found.backend, found.reason, found.cause"


@pytest.fixture
def rust(installation):
    """An installation with a stand-in build; `kept()` reads the record of a component."""
    installation.stand_in(fingerprint=BUILD)
    installation.state = installation.folder / "home" / "state" / "lionagi"

    def kept(component="ids"):
        return json.loads((installation.state / "quarantine" / f"{component}.json").read_text())

    def put(text, component="ids"):
        path = installation.state / "quarantine" / f"{component}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text if isinstance(text, str) else json.dumps(text))

    def files():
        return sorted(path.name for path in (installation.state / "quarantine").glob("*") if path.name != ".lock")

    installation.kept, installation.put, installation.files = kept, put, files
    return installation


@pytest.fixture
def here(tmp_path, monkeypatch):
    """This process as one that runs a build, with a state folder of its own."""
    monkeypatch.setattr(writing, "_folder", lambda: str(tmp_path))
    monkeypatch.setattr(writing, "_fingerprint", lambda component: BUILD)
    monkeypatch.setattr(writing, "_warn", lambda text: None)
    writing._start_over()
    yield tmp_path
    writing._start_over()


def record_of(folder, component="ids"):
    return json.loads((folder / "quarantine" / f"{component}.json").read_text())


# --- panics -----------------------------------------------------------------------------------------------------------


def test_too_many_panics_put_the_build_in_quarantine(rust):
    found = rust.python(panics(writing.MOST_PANICS), LIONAGI_PHASE="2")
    record = rust.kept()

    assert {key: record[key] for key in ("component", "fingerprint", "count", "format")} == {
        "component": "ids",
        "fingerprint": BUILD,
        "count": writing.MOST_PANICS,
        "format": 1,
    }
    assert record["cause"] == "5 panics, the last one: index out of bounds"
    assert found["counters"] == {"panics": {"ids": 5}, "answered_in_place": {}, "written": {"ids": record["cause"]}, "records_lost": 0}
    assert rust.python(BACKEND, LIONAGI_PHASE="2") == ["python", "QUARANTINED", record["cause"]]


def test_another_component_and_another_build_go_on(rust):
    rust.python(panics(5), LIONAGI_PHASE="2")

    assert rust.python("answer = registry.resolution('codec').backend", LIONAGI_PHASE="2") == "rust"
    rust.stand_in(fingerprint=OTHER)
    assert rust.python(BACKEND, LIONAGI_PHASE="2")[0] == "rust"


def test_fewer_panics_are_counted_only(rust):
    found = rust.python(panics(writing.MOST_PANICS - 1), LIONAGI_PHASE="2")

    assert found == {"counters": {"panics": {"ids": 4}, "answered_in_place": {}, "written": {}, "records_lost": 0}, "said": []}
    assert rust.files() == []


def test_panics_of_processes_that_do_not_live_long_add_up(rust):
    for _ in range(writing.MOST_PANICS):
        before = rust.python(BACKEND, LIONAGI_PHASE="2")[0]
        rust.python(panics(1), LIONAGI_PHASE="2")

    assert before == "rust"
    assert rust.python(BACKEND, LIONAGI_PHASE="2")[:2] == ["python", "QUARANTINED"]


def test_panics_of_another_build_do_not_add_up(rust):
    rust.python(panics(4), LIONAGI_PHASE="2")
    rust.stand_in(fingerprint=OTHER)
    rust.python(panics(4), LIONAGI_PHASE="2")

    assert rust.python(BACKEND, LIONAGI_PHASE="2")[0] == "rust"


@pytest.mark.parametrize("order", [{"LIONAGI_STATE_DIR": "off"}, {"LIONAGI_MUTANT": "none"}], ids=str)
def test_no_record_where_records_are_off_and_of_no_test_build(rust, order):
    if "LIONAGI_MUTANT" in order:
        rust.stand_in(fingerprint=BUILD, features="mutants")
    found = rust.python(panics(9), LIONAGI_PHASE="2", **order)

    assert found["counters"]["panics"] == {"ids": 9}
    assert not (rust.state / "quarantine" / "ids.json").exists()


def test_the_warning_points_at_the_line_of_the_user(rust):
    script = rust.folder / "user.py"
    script.write_text(
        "from lionagi import registry\nfrom lionagi._errors import backend_panic\nregistry.active.cores.ids\n"
        "def work():\n    backend_panic('ids', 'boom', 'core.rs:7')\nfor _ in range(5):\n    work()\n"
    )
    run = rust.run(str(script), LIONAGI_PHASE="2", PYTHONWARNINGS="always")

    assert f"{script}:5: BackendWarning: the Rust core of component 'ids' is in quarantine: 5 panics" in run.stderr


def test_warnings_as_errors_do_not_hide_the_panic(rust):
    code = (
        PANIC
        + """
warnings.simplefilter("error")
answer = [type(backend_panic("ids", "boom", "core.rs:7")).__name__ for _ in range(6)]
"""
    )
    assert rust.python(code, LIONAGI_PHASE="2") == ["BackendPanicError"] * 6
    assert rust.kept()["count"] == 5


def test_an_error_that_is_unpickled_is_no_panic(rust):
    code = (
        PANIC + "import pickle\nerror = backend_panic('ids', 'a', 'b')\nfor _ in range(9):\n    pickle.loads(pickle.dumps(error))\n" + TOLD
    )

    assert rust.python(code, LIONAGI_PHASE="2")["counters"]["panics"] == {"ids": 1}


# --- mismatches -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("samples", "mismatches", "held"),
    [(1, 1, False), (2, 2, False), (3, 3, True), (300, 3, False), (299, 3, True), (1_000, 10, False), (999, 10, True), (10**6, 10, False)],
)
def test_a_rate_of_mismatches_over_the_limit_is_held(here, samples, mismatches, held):
    writing.note_mismatch("ids", samples, mismatches, BUILD)

    assert (here / "quarantine" / "ids.json").exists() == held


def test_a_mismatch_of_another_build_is_not_held_against_this_one(here):
    for fingerprint in (None, OTHER):
        writing.note_mismatch("ids", 9, 9, fingerprint)

    assert not (here / "quarantine").exists()


def test_a_shadow_run_that_differs_puts_the_build_in_quarantine(rust):
    """From the call to the next process; the third difference is held, and the caller had the answer of Python each time."""
    (rust.package / "_core_py" / "hashing.py").write_text('BACKEND = "python"\ndef digest(value):\n    return value\n')
    file = rust.native_folder / "_native.py"
    file.write_text(file.read_text() + "hashing.digest = lambda value: value + 1\n")
    (rust.package / "registry" / "_phase_table.py").write_text(
        "from lionagi.registry.words import PhaseRow\n\n"
        "PHASES = {name: PhaseRow(stage='1.shadow', since='1') for name in ('ids', 'hashing', 'codec', 'entity')}\n"
    )
    code = f"answers = [registry.active.cores.hashing.digest(number) for number in range(4)]\n{TOLD}\nanswer = answers, answer"
    answers, told = rust.python(code, LIONAGI_SHADOW="hashing=1/1", LIONAGI_SHADOW_BUDGET="100%")

    assert answers == [0, 1, 2, 3]
    assert told["counters"]["written"] == {"hashing": "3 mismatches in 3 samples of a shadow run"}
    assert rust.python("answer = registry.resolution('hashing').reason", LIONAGI_PHASE="2") == "QUARANTINED"
    skipped = "registry.active.cores.hashing\nanswer = registry.counters()['shadow']['skipped']"
    assert "in quarantine" in rust.python(skipped, LIONAGI_SHADOW="hashing=1/1")["hashing"]


# --- log records ------------------------------------------------------------------------------------------------------


def test_log_records_carry_what_happened_as_attributes(rust):
    listen = """
import logging
heard = []
class Keep(logging.Handler):
    def emit(self, record):
        heard.append({key: value for key, value in vars(record).items() if key in ("event", "component", "cause", "levelname", "count")})
logging.getLogger("lionagi.registry").addHandler(Keep())
logging.getLogger("lionagi.registry").setLevel("INFO")
"""
    code = panics(5).replace(TOLD, "answer = heard")
    heard = rust.python(listen + code, LIONAGI_PHASE="2")
    next_process = rust.python(listen + "registry.active.cores.ids\nanswer = heard", LIONAGI_PHASE="ids=2")

    assert [each["event"] for each in heard] == ["panic"] * 5 + ["quarantine"]
    assert heard[-1] == {
        "event": "quarantine",
        "component": "ids",
        "cause": "5 panics, the last one: index out of bounds",
        "levelname": "WARNING",
        "count": 5,
    }
    assert [(each["event"], each["component"]) for each in next_process] == [("quarantined", "ids")]
    (rust.native_folder / "_native.py").unlink()
    fallen = rust.python(listen + "registry.active.cores.ids\nregistry.active.cores.codec\nanswer = heard", LIONAGI_PHASE="codec=2")
    assert [(each["event"], each["component"], each["levelname"]) for each in fallen] == [("fallback", "codec", "INFO")]
    assert fallen[0]["cause"].startswith("ModuleNotFoundError: ")


def test_a_loop_that_panics_does_not_fill_the_log_or_the_disk(here, monkeypatch):
    events = []
    monkeypatch.setattr(writing, "_log", lambda event, text, **fields: events.append(event))
    for _ in range(1_000):
        writing.note_panic("ids", "boom")

    assert events.count("panic") == 5 + 7  # 8, 16, ... 512
    assert (events.count("quarantine"), events.count("quarantine_lost")) == (1, 0)
    assert (here / "panics" / "ids.log").read_bytes().count(b"\n") == 5


def test_a_fallback_does_not_load_logging_for_nobody(installation):
    code = "import sys\nregistry.active.cores.ids\nanswer = 'logging' in sys.modules"

    assert installation.python(code, LIONAGI_PHASE="ids=2") is False


@pytest.mark.parametrize(
    ("order", "allowed"),
    [
        ({}, []),
        ({"LIONAGI_BACKEND": "python"}, []),
        ({"LIONAGI_BACKEND": "rust"}, ["lionagi.registry.quarantine"]),
        ({"LIONAGI_PHASE": "2"}, ["lionagi.registry.quarantine", "lionagi.registry.quarantine_answering"]),
    ],
    ids=str,
)
def test_a_process_in_which_nothing_is_wrong_loads_nothing_that_writes(rust, order, allowed):
    watched = ("logging", "json", "subprocess", "hashlib", "lionagi.registry.telling")
    script = (
        "import sys\nbefore = set(sys.modules)\nfrom lionagi import registry\nregistry.active.cores.hashing\n"
        "loaded = set(sys.modules) - before\n"
        f"print(*sorted(name for name in loaded if 'quarantine' in name or name in {watched!r}))"
    )
    run = rust.run("-I", "-S", "-c", f"import sys; sys.path.insert(0, {str(rust.folder)!r})\n{script}", **order)
    # -I hides the variables of Python, not ours.
    assert run.returncode == 0, run.stderr
    assert run.stdout.split() == allowed


# --- disks and neighbours ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("call", ["os.fsync", "os.replace", "os.write", "os.makedirs", "os.open"])
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EACCES, errno.EDQUOT], ids=errno.errorcode.get)
def test_a_disk_that_takes_nothing_loses_a_record_not_the_program(here, monkeypatch, call, number):
    def fails(*arguments, **named):
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patch:
        patch.setattr(call, fails)
        errors = [_panicked() for _ in range(writing.MOST_PANICS)]
        lost = writing.counters()["records_lost"]

    assert all(isinstance(error, _errors.BackendPanicError) for error in errors)
    assert writing.counters()["panics"] == {"ids": writing.MOST_PANICS}
    if call in ("os.fsync", "os.replace", "os.makedirs"):
        assert lost == 1
        assert not list(here.glob("quarantine/*.json*"))  # nothing half-written, no file beside it
    _panicked()  # the disk is well again: the next panic is held
    assert record_of(here)["count"] >= writing.MOST_PANICS


def _panicked():
    writing.note_panic("ids", "boom")
    return _errors.BackendPanicError("ids", "boom", "")


def test_a_full_disk_keeps_the_record_that_was_there(here, monkeypatch):
    writing._put("ids", OTHER, "an older build", 3)
    before = record_of(here)

    def full(descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    writing._start_over()
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        writing._put("ids", BUILD, "this one", 5)

    assert record_of(here) == before
    assert writing.counters()["records_lost"] == 1


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs a file system that nobody may write")
@pytest.mark.parametrize("place", ["/sys", "/proc", "/dev/null"])
def test_a_state_folder_that_cannot_be_made_hinders_nothing(rust, place):
    found = rust.python(panics(6), LIONAGI_PHASE="2", XDG_STATE_HOME=place)

    assert found["counters"]["panics"] == {"ids": 6}
    assert found["counters"]["records_lost"] == 2  # tried again at the sixth
    assert rust.python(BACKEND, LIONAGI_PHASE="2", XDG_STATE_HOME=place)[0] == "rust"


def test_what_a_killed_writer_left_beside_a_record_is_nothing(rust):
    rust.put(json.dumps({"component": "ids"})[:9], "ids.json.4711.tmp")
    found = rust.python(BACKEND + "\nregistry.active.cores.ids\nanswer = [*answer, len(said)]", LIONAGI_PHASE="2")

    assert (found[0], found[3]) == ("rust", 0)


@pytest.mark.parametrize("text", ["", '{"component": "ids", "fing', "\0" * 100, '{"format": 99, "what": "a newer shape"}'])
def test_a_record_that_cannot_be_understood_is_set_aside_not_lost(rust, text):
    rust.put(text)
    found = rust.python(panics(5), LIONAGI_PHASE="2")

    assert "quarantine record ignored" in found["said"][0]
    assert rust.kept()["count"] == 5
    assert rust.files() == ["ids.json", "ids.json.unreadable-1"]
    assert (rust.state / "quarantine" / "ids.json.unreadable-1").read_text() == text


def test_a_record_of_a_newer_version_is_obeyed_and_what_it_says_besides_is_kept(rust):
    newer = {"format": 7, "component": "ids", "fingerprint": OTHER, "cause": "a new kind of harm", "at": "2031", "until": "tomorrow"}
    rust.put(newer)
    rust.python(panics(5), LIONAGI_PHASE="2")
    record = rust.kept()

    assert (record["format"], record["until"], record["fingerprint"]) == (7, "tomorrow", BUILD)
    rust.stand_in(fingerprint=OTHER)
    assert rust.python(BACKEND, LIONAGI_PHASE="2") == ["python", "QUARANTINED", "a new kind of harm"]


@pytest.mark.parametrize("others", [None, 7, [7, {}, {"fingerprint": 1, "cause": "x"}], [{"fingerprint": OTHER}]], ids=str)
def test_odd_entries_of_other_builds_are_passed_over(rust, others):
    rust.put({"component": "ids", "fingerprint": BUILD, "cause": "5 panics", "others": others})

    assert rust.python(BACKEND, LIONAGI_PHASE="2")[0] == "python"
    assert rust.command("quarantine", "list").returncode == 1


def test_builds_that_share_a_folder_do_not_free_each_other(here):
    for number in range(writing._MOST_OTHERS + 5):
        writing._put("ids", f"build {number}", "harm", 1)
    record = record_of(here)

    assert [each["fingerprint"] for each in quarantine.builds(record)] == [f"build {19 - back}" for back in range(16)]
    writing._put("ids", "build 7", "harm again", 2)
    assert [each["cause"] for each in quarantine.builds(record_of(here)) if each["fingerprint"] == "build 7"] == ["harm again"]


def test_a_clock_that_jumps_back_changes_nothing(here, monkeypatch):
    moments = iter([2_000_000_000, 1_000_000_000, 0, 1_900_000_000, 5, 7, 9, 11])
    real = writing.time.gmtime
    monkeypatch.setattr(writing.time, "gmtime", lambda: real(next(moments)))
    for _ in range(5):
        writing.note_panic("ids", "boom")

    assert (record_of(here)["count"], record_of(here)["at"]) == (5, "1970-01-01T00:00:07Z")


def test_a_message_that_no_encoding_can_hold_is_written(here):
    for _ in range(5):
        writing.note_panic("ids", "\udcff" + "x" * 10_000)

    assert record_of(here)["cause"].startswith("5 panics, the last one: \udcffxxx")
    assert len(record_of(here)["cause"]) == 400


def test_many_processes_at_once_lose_no_panic_and_leave_one_whole_record(rust):
    def one(number):
        return rust.python(panics(2, ("ids", "codec")[number % 2]), LIONAGI_PHASE="2")

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(one, range(12)))

    assert sum(sum(each["counters"]["panics"].values()) for each in found) == 24
    assert rust.files() == ["codec.json", "ids.json"]
    for component in ("ids", "codec"):
        # A process that has seen the quarantine stops counting on disk, so what is sure is the limit.
        assert 5 <= rust.kept(component)["count"] <= 12


def test_builds_written_at_the_same_time_are_all_kept(tmp_path):
    code = (
        "import sys; from lionagi.registry import quarantine_writing as writing\n"
        "writing._folder = lambda: sys.argv[1]; writing._warn = lambda text: None\n"
        "for turn in range(5):\n    writing._put('ids', sys.argv[2], f'harm {turn}', turn)"
    )
    command = [sys.executable, "-c", code, str(tmp_path)]
    started = [subprocess.Popen([*command, f"build {number}"], stderr=subprocess.DEVNULL) for number in range(6)]
    assert [process.wait(60) for process in started] == [0] * 6

    found = {each["fingerprint"]: each["cause"] for each in quarantine.builds(record_of(tmp_path))}
    assert found == {f"build {number}": "harm 4" for number in range(6)} or sys.platform == "win32"  # no advisory lock there


def test_a_journal_that_grows_is_put_aside_and_still_counts(here, monkeypatch):
    monkeypatch.setattr(writing, "_LONGEST_JOURNAL", 200)
    counts = [writing._journal(str(here), "ids", BUILD) for _ in range(8)]

    assert counts == [1, 2, 3, 4, 1, 2, 3, 4]
    assert sorted(path.name for path in (here / "panics").iterdir()) == ["ids.log", "ids.log.old"]
    assert writing.clear(str(here), "ids")
    assert list((here / "panics").iterdir()) == []


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")  # forking with a thread is the point
def test_a_fork_while_another_thread_notes_something_does_not_hang_the_child(here):
    held, done = threading.Event(), threading.Event()

    def holds():
        with writing._lock:
            held.set()
            done.wait(30)

    thread = threading.Thread(target=holds)
    thread.start()
    held.wait(30)
    child = os.fork()
    if child == 0:
        signal.alarm(20)
        for _ in range(5):
            writing.note_panic("ids", "boom")
        os._exit(0)
    status = os.waitpid(child, 0)[1]
    done.set()
    thread.join()

    assert status == 0
    assert record_of(here)["count"] == 5


def test_a_writer_that_hangs_holds_up_nobody_for_long(here, monkeypatch):
    fcntl = pytest.importorskip("fcntl")
    monkeypatch.setattr(writing, "_LOCK_PATIENCE_S", 0.05)
    (here / "quarantine").mkdir()
    with open(here / "quarantine" / ".lock", "w") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        writing._put("ids", BUILD, "harm", 1)

    assert record_of(here)["cause"] == "harm"
