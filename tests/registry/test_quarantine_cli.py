"""`lionagi quarantine list|clear`, and what a quarantine changes in `status` and `explain`."""

import json

import pytest

BUILD = "f" * 32
OTHER = "e" * 32
RECORD = {"component": "ids", "fingerprint": BUILD, "cause": "5 panics", "at": "2026-01-31T10:00:00Z", "count": 5}


@pytest.fixture
def records(installation):
    """An installation with a stand-in build; `records.put` writes a record."""
    installation.stand_in(fingerprint=BUILD)
    folder = installation.folder / "home" / "state" / "lionagi" / "quarantine"
    folder.mkdir(parents=True)

    def put(record, name="ids"):
        (folder / f"{name}.json").write_text(record if isinstance(record, str) else json.dumps(record))

    installation.put, installation.records = put, folder
    return installation


def listed(run):
    return json.loads(run.stdout)


def test_list_tells_what_holds_for_this_build(records):
    records.put({**RECORD, "others": [{**RECORD, "fingerprint": OTHER, "cause": "9 panics"}]})
    run = records.command("quarantine", "list", "--json")

    assert run.returncode == 1
    assert [(each["cause"], each["holds"]) for each in listed(run)["records"]] == [("5 panics", True), ("9 panics", False)]


def test_list_passes_where_only_another_build_is_held(records):
    records.put({**RECORD, "fingerprint": OTHER})
    run = records.command("quarantine", "list")

    assert (run.returncode, run.stderr) == (0, "")
    assert "ids        no          2026-01-31T10:00:00Z  5      5 panics" in run.stdout


@pytest.mark.parametrize(("order", "said"), [({}, "no records in "), ({"LIONAGI_STATE_DIR": "off"}, "quarantine records are off")])
def test_list_of_nothing_says_so(records, order, said):
    run = records.command("quarantine", "list", **order)

    assert run.returncode == 0
    assert run.stdout.startswith(said)


def test_a_record_that_cannot_be_understood_makes_the_list_inconclusive(records):
    records.put("{")
    run = records.command("quarantine", "list")

    assert run.returncode == 4
    assert "ids.json is no JSON" in run.stderr


def test_a_build_that_cannot_be_looked_at_makes_the_list_inconclusive(records):
    records.put(RECORD)
    records.native_source("import os\nos._exit(7)\n")
    run = records.command("quarantine", "list")

    assert run.returncode == 4
    assert "not known: the fresh interpreter ended with exit code 7" in run.stderr


def test_clear_takes_away_what_it_names_and_nothing_else(records):
    records.put(RECORD)
    records.put({**RECORD, "component": "codec"}, "codec")
    run = records.command("quarantine", "clear", "ids", "--json")

    assert (run.returncode, listed(run)["cleared"]) == (0, ["ids"])
    assert [path.name for path in records.records.glob("*.json")] == ["codec.json"]


def test_clear_all_takes_away_everything_unreadable_records_too(records):
    records.put("{")
    records.put({**RECORD, "component": "native", "fingerprint": "file:00"}, "native")
    run = records.command("quarantine", "clear", "--all")

    assert (run.returncode, run.stdout) == (0, "cleared: ids, native\n")
    assert list(records.records.glob("*.json")) == []


def test_clear_of_nothing_passes(records):
    run = records.command("quarantine", "clear", "ids")

    assert run.returncode == 0
    assert run.stdout.startswith("nothing to clear in ")


def test_a_record_that_cannot_be_removed_is_a_failure(records):
    (records.records / "ids.json").mkdir()
    run = records.command("quarantine", "clear", "ids")

    assert run.returncode == 1
    assert run.stderr.startswith("not cleared: ids: ")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("clear",), "quarantine clear needs components, or --all"),
        (("clear", "ids", "--all"), "quarantine clear needs components, or --all"),
        (("list", "--all"), "--all belongs to quarantine clear"),
        (("clean", "ids"), "unknown action 'clean'; did you mean 'clear'?"),
        (("list", "idz"), "unknown component 'idz' in quarantine list; did you mean 'ids'?"),
        ((), "the following arguments are required: list|clear"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_what_makes_no_sense_is_wrong_usage(records, arguments, said):
    run = records.command("quarantine", *arguments)

    assert run.returncode == 2
    assert said in run.stderr


@pytest.mark.parametrize("verb", [("status",), ("explain", "ids")], ids=" ".join)
def test_status_and_explain_say_why_and_what_ends_it(records, verb):
    records.put(RECORD)
    run = records.command(*verb, LIONAGI_PHASE="2")

    assert run.returncode == 0
    assert "QUARANTINED" in run.stdout
    assert "note: in quarantine until another build is installed: ids; see lionagi quarantine list" in run.stdout


def test_clearing_lets_the_next_process_run_rust(records):
    records.put(RECORD)
    code = "answer = registry.active.cores.ids.BACKEND"
    before = records.python(code, LIONAGI_PHASE="2")
    records.command("quarantine", "clear", "ids")

    assert (before, records.python(code, LIONAGI_PHASE="2")) == ("python", "rust")
