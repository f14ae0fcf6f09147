"""A native file that ends the process while it is loaded: markers, the probe, the record; and what looks like it and is not."""

import json
import os
import subprocess
import sys
import sysconfig
import time
from pathlib import Path

import pytest

from lionagi.registry import doctor, quarantine, quarantine_loading
from lionagi.registry import quarantine_writing as writing

LOOK = """
found = registry.resolution("ids")
answer = found.backend, found.reason, found.cause, registry.active.cores.ids.BACKEND
"""


def extensions():
    """Extension modules of this Python that are files of some size."""
    folder = sysconfig.get_config_var("DESTSHARED")
    return sorted(Path(folder).glob(f"*{sysconfig.get_config_var('EXT_SUFFIX')}")) if folder else []


@pytest.fixture
def crashing(installation):
    """An installation whose native file ends the process: cut in the middle, so that the loader maps pages that are not there."""
    if not sys.platform.startswith("linux"):
        pytest.skip("needs a loader that is known to fail on such a file")
    for file in extensions():
        content = file.read_bytes()
        installation.native_file(content[: len(content) // 3])
        code = f"import sys; sys.path.insert(0, {str(installation.native_folder)!r}); import _native"
        if subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode < 0:
            break
    else:
        pytest.skip("no extension module of this Python crashes when it is cut")
    installation.state = installation.folder / "home" / "state" / "lionagi"
    return installation


def markers(state):
    return sorted(path.name for path in (state / "loading").glob("*"))


def test_a_load_that_ends_one_process_is_the_last(crashing):
    first = crashing.run("-c", "from lionagi import registry; registry.active.cores.ids", LIONAGI_PHASE="2")
    assert first.returncode < 0
    assert len(markers(crashing.state)) == 1

    second, third = (crashing.python(LOOK, LIONAGI_PHASE="2") for _ in range(2))
    cause = "loading the native part ended a process with SIGBUS"

    assert second == ["python", "QUARANTINED", cause, "python"]
    assert third == second
    assert markers(crashing.state) == []
    record = json.loads((crashing.state / "quarantine" / "native.json").read_text())
    assert (record["component"], record["cause"], record["count"]) == ("native", cause, 1)
    assert record["fingerprint"].startswith("file:")


def test_a_confirmed_crash_is_told_after_the_lock_is_free(crashing):
    crashing.run("-c", "from lionagi import registry; registry.active.cores.ids", LIONAGI_PHASE="2")
    code = """
import logging, threading
from lionagi.registry import _cores
heard = []
def free():
    got = []
    def take():
        got.append(_cores.lock.acquire(timeout=5))
        if got[0]:
            _cores.lock.release()
    thread = threading.Thread(target=take)
    thread.start()
    thread.join()
    return got[0]
class Keep(logging.Handler):
    def emit(self, record):
        heard.append([record.event, free()])
logging.getLogger("lionagi.registry").addHandler(Keep())
registry.resolution("ids")
answer = heard, [str(warning.message) for warning in said]
"""
    heard, said = crashing.python(code, LIONAGI_PHASE="2")

    assert ["quarantine", True] in heard
    assert heard.count(["quarantined", True]) == 4
    assert any(text.startswith("the native part is in quarantine: loading the native part ended a process") for text in said)


def test_where_rust_is_required_the_second_process_is_refused_with_the_cause(crashing):
    code = """
try:
    registry.active.cores.ids
except registry.BackendUnavailableError as error:
    answer = str(error)
"""
    first = crashing.run("-c", "from lionagi import registry; registry.active.cores.ids", LIONAGI_BACKEND="rust")
    text = crashing.python(code, LIONAGI_BACKEND="rust")

    assert first.returncode < 0
    assert "cause       : loading the native part ended a process with SIGBUS; to try it again: lionagi quarantine clear native" in text


def test_another_file_ends_that_quarantine_by_itself(crashing):
    crashing.run("-c", "from lionagi import registry; registry.active.cores.ids", LIONAGI_PHASE="2")
    assert crashing.python(LOOK, LIONAGI_PHASE="2")[1] == "QUARANTINED"

    crashing.corrupt()

    assert crashing.python(LOOK, LIONAGI_PHASE="2")[1] == "FALLBACK_IMPORT_FAILED"


def test_a_record_of_the_file_is_listed_and_cleared(crashing):
    crashing.run("-c", "from lionagi import registry; registry.active.cores.ids", LIONAGI_PHASE="2")
    crashing.python(LOOK, LIONAGI_PHASE="2")
    listed = crashing.command("quarantine", "list")
    cleared = crashing.command("quarantine", "clear", "native")

    assert (listed.returncode, cleared.stdout) == (1, "cleared: native\n")
    assert "native     yes" in listed.stdout
    assert crashing.command("quarantine", "list").returncode == 0


def test_python_needs_no_look_at_the_file(crashing):
    assert crashing.python(LOOK)[3] == "python"
    assert not crashing.state.exists()


def test_a_shadow_is_skipped_while_the_file_is_held(crashing):
    crashing.run("-c", "from lionagi import registry; registry.active.cores.ids", LIONAGI_PHASE="2")
    code = "registry.active.cores.ids\nanswer = registry.counters()['shadow']['skipped']"

    assert "in quarantine" in crashing.python(code, LIONAGI_PHASE="1", LIONAGI_SHADOW="ids=1/1")["ids"]


# --- what is no crash -------------------------------------------------------------------------------------------------


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A state folder, a native file, and a probe that answers `probe.answer`."""
    file = tmp_path / "_native.so"
    file.write_bytes(b"native")
    monkeypatch.setattr(writing, "_folder", lambda: str(tmp_path))
    monkeypatch.setattr(writing, "_warn", lambda text: None)
    monkeypatch.setattr(doctor, "crash_of_fresh_interpreter", lambda environment: here.asked.append(1) or here.answer)
    writing._start_over()

    class here:
        asked, answer, folder = [], "", str(tmp_path)

        @staticmethod
        def leave(name, age_s=0):
            path = tmp_path / "loading" / name
            path.parent.mkdir(exist_ok=True)
            path.touch()
            os.utime(path, (time.time() - age_s,) * 2)
            return path

        @staticmethod
        def suspicion():
            return quarantine_loading.suspicion(str(tmp_path), str(file))

    yield here
    writing._start_over()


def gone():
    """The number of a process that has ended."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return str(process.pid)


def test_nothing_is_probed_without_a_marker(here):
    assert here.suspicion() is None
    assert here.asked == []


def test_a_process_that_was_killed_while_it_loaded_accuses_nobody(here):
    marker = here.leave(gone(), age_s=90)

    assert here.suspicion() is None
    assert here.asked == [1]
    assert not marker.exists()
    assert not os.path.exists(quarantine.place(here.folder, "native"))


def test_a_crash_that_the_probe_confirms_is_held(here):
    here.leave(gone(), age_s=90)
    here.answer = "loading the native part ended a process with SIGSEGV"

    assert here.suspicion() == here.answer
    assert here.suspicion() == here.answer
    assert here.asked == [1]


def test_a_probe_that_cannot_start_hinders_nothing_and_is_tried_again(here):
    marker = here.leave(gone(), age_s=90)
    here.answer = None

    assert here.suspicion() is None
    assert marker.exists()


def test_a_record_that_cannot_be_written_still_keeps_this_process_from_loading(here, monkeypatch):
    here.leave(gone(), age_s=90)
    here.answer = "loading the native part ended a process with SIGSEGV"

    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)

    assert here.suspicion() == here.answer


def test_a_process_that_loads_right_now_accuses_nobody(here):
    living = subprocess.Popen([sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE)
    try:
        marker = here.leave(str(living.pid))

        assert here.suspicion() is None
        assert (here.asked, marker.exists()) == ([], True)
    finally:
        living.communicate()


def test_a_marker_of_this_number_is_of_an_earlier_process(here):
    here.leave(str(os.getpid()))
    here.suspicion()

    assert here.asked == [1]


@pytest.mark.parametrize("name", ["x", "-1", "\u0661", "9" * 30, "1.tmp", " 7"])
def test_what_is_no_marker_is_passed_over(here, name):
    here.leave(name)

    assert here.suspicion() is None
    assert here.asked == []


def test_a_load_leaves_no_marker_behind(tmp_path):
    marker = quarantine_loading.begin(str(tmp_path))
    assert os.listdir(tmp_path / "loading") == [str(os.getpid())]
    quarantine_loading.end(marker)

    assert os.listdir(tmp_path / "loading") == []


def test_a_folder_that_vanishes_while_loading_hinders_nothing(tmp_path):
    marker = quarantine_loading.begin(str(tmp_path / "state"))
    os.unlink(marker)
    os.rmdir(tmp_path / "state" / "loading")

    quarantine_loading.end(marker)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs a file system that nobody may write")
@pytest.mark.parametrize("place", ["/sys/x", "/proc/x", "/dev/null"])
def test_where_no_marker_can_be_left_loading_goes_on(place):
    assert quarantine_loading.begin(place) is None
    quarantine_loading.end(None)
