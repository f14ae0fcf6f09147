"""Quarantine records: read by build, obeyed by `auto` and `prefer-rust`, ignored aloud by `rust`; folders that are no good."""

import json
import os
import sys

import pytest

from lionagi.registry import quarantine

BUILD = "f" * 32
RECORD = {"component": "ids", "fingerprint": BUILD, "cause": "3 panics", "at": "2026-01-31T10:00:00Z", "count": 3}
TOUCH = """
backend = registry.active.cores.ids.BACKEND
found = registry.resolution("ids")
answer = {"backend": backend, "reason": found.reason, "cause": found.cause, "said": [str(warning.message) for warning in said]}
"""


@pytest.fixture
def quarantined(installation):
    """An installation whose build is in quarantine for `ids`; `put` writes another record."""
    installation.stand_in(fingerprint=BUILD)

    def put(text, component="ids"):
        folder = installation.folder / "home" / "state" / "lionagi" / "quarantine"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{component}.json").write_text(text if isinstance(text, str) else json.dumps(text))

    installation.put = put
    put(RECORD)
    return installation


@pytest.mark.parametrize("order", ["LIONAGI_PHASE=2", "LIONAGI_BACKEND=prefer-rust", "LIONAGI_COMPONENTS=ids=prefer-rust"])
def test_auto_and_prefer_rust_obey_a_record(quarantined, order):
    name, _, word = order.partition("=")
    found = quarantined.python(TOUCH, **{name: word})

    assert (found["backend"], found["reason"], found["cause"], found["said"]) == ("python", "QUARANTINED", "3 panics", [])


def test_rust_ignores_a_record_and_says_so(quarantined):
    found = quarantined.python(TOUCH, LIONAGI_BACKEND="rust")

    assert (found["backend"], found["reason"]) == ("rust", "FORCED_GLOBAL")
    assert found["said"] == ["component 'ids' runs on Rust by LIONAGI_BACKEND=rust although this build is in quarantine: 3 panics"]


def test_another_build_clears_a_record_by_itself(quarantined):
    quarantined.stand_in(fingerprint="e" * 32)

    assert quarantined.python(TOUCH, LIONAGI_PHASE="2")["backend"] == "rust"


def test_a_record_is_about_its_component_only(quarantined):
    answer = "answer = registry.active.cores.codec.BACKEND, registry.active.cores.ids.BACKEND"

    assert quarantined.python(answer, LIONAGI_PHASE="2") == ["rust", "python"]


def test_records_can_be_turned_off(quarantined):
    assert quarantined.python(TOUCH, LIONAGI_PHASE="2", LIONAGI_STATE_DIR="off")["backend"] == "rust"


def test_records_can_live_elsewhere(quarantined):
    elsewhere = quarantined.folder / "elsewhere"
    elsewhere.mkdir()

    assert quarantined.python(TOUCH, LIONAGI_PHASE="2", LIONAGI_STATE_DIR=str(elsewhere))["backend"] == "rust"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is no JSON"),
        ("{", "is no JSON"),
        ("[" * 30_000, "is no JSON"),
        ("[]", "is no quarantine record"),
        ("{}", "is no quarantine record"),
        (json.dumps({**RECORD, "fingerprint": 7}), "is no quarantine record"),
        (json.dumps({**RECORD, "component": "codec"}), "is about component 'codec', not 'ids'"),
    ],
    ids=["empty", "truncated", "deep", "list", "without keys", "wrong type", "another component"],
)
def test_a_record_that_tells_nothing_is_ignored_aloud(quarantined, text, said):
    quarantined.put(text)
    found = quarantined.python(TOUCH, LIONAGI_PHASE="2")

    assert found["backend"] == "rust"
    assert len(found["said"]) == 1
    assert found["said"][0].startswith("quarantine record ignored: ")
    assert said in found["said"][0]


def test_a_record_that_cannot_be_read_is_ignored_aloud(quarantined):
    record = quarantined.folder / "home" / "state" / "lionagi" / "quarantine" / "ids.json"
    record.unlink()
    record.mkdir()  # works for root too, which permissions do not stop
    found = quarantined.python(TOUCH, LIONAGI_PHASE="2")

    assert found["backend"] == "rust"
    assert "cannot be read: IsADirectoryError" in found["said"][0] or sys.platform == "win32"


def test_no_record_is_looked_for_where_nothing_wants_rust(quarantined):
    quarantined.put("{")

    assert quarantined.python(TOUCH)["said"] == []


# --- the folder -------------------------------------------------------------------------------------------------------


def test_an_ordered_folder_that_is_a_file_is_a_problem(installation):
    (installation.folder / "file").touch()
    run = installation.command("status", LIONAGI_STATE_DIR=str(installation.folder / "file" / "below"))

    assert run.returncode == 2
    assert f"{installation.folder / 'file'} is no folder; name a folder of your own, or off" in run.stderr


def test_a_folder_that_may_not_be_written_is_a_problem(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "access", lambda path, mode: False)  # as for a user who is not root

    assert quarantine.folder_problem(str(tmp_path)) == f"{tmp_path} may not be read and written by this user"


def test_a_folder_that_can_still_be_made_is_none(tmp_path):
    assert quarantine.folder_problem(str(tmp_path / "a" / "b")) is None


@pytest.mark.parametrize(
    ("platform", "environment", "folder"),
    [
        ("linux", {}, "~/.local/state/lionagi"),
        ("linux", {"XDG_STATE_HOME": "/state"}, "/state/lionagi"),
        ("linux", {"XDG_STATE_HOME": "relative"}, "~/.local/state/lionagi"),
        ("darwin", {}, "~/Library/Application Support/lionagi"),
        ("win32", {"LOCALAPPDATA": "/local"}, "/local/lionagi"),
        ("win32", {}, "~/AppData/Local/lionagi"),
    ],
)
def test_the_folder_is_the_platforms_own(monkeypatch, platform, environment, folder):
    monkeypatch.setattr(sys, "platform", platform)

    assert quarantine.state_folder(None, environment) == os.path.expanduser(folder)


def test_an_ordered_folder_is_taken_as_it_is():
    assert quarantine.state_folder("~/here", {}) == os.path.expanduser("~/here")
    assert quarantine.state_folder("off", {}) is None
