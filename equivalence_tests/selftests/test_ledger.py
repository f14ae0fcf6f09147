"""Ledgers are well-formed, and none has expired; a broken one is refused with every fault in one text."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from equivalence_tests.run_mutants import components
from lionagi._errors import BackendError
from lionagi.registry.ledger import read_ledger
from lionagi.testing.proof.place import root

ENTRY = """
[[difference]]
id = "ids-1"
members = ["parse"]
python = "value .*"
rust = "error ValueError: .*"
reason = "a reason"
since = 2026-01-01
expires = 2026-02-01
link = "docs/page.md#a-heading-of-it"
"""


def root_with(folder: Path, text: str) -> Path:
    (folder / "phases" / "ledger").mkdir(parents=True)
    (folder / "phases" / "ledger" / "ids.toml").write_text(text)
    (folder / "docs").mkdir()
    (folder / "docs" / "page.md").write_text("# Page\n\n## A heading, of it\n")
    return folder


@pytest.mark.parametrize("component", sorted(components()))
def test_the_ledger_of_each_component_can_be_read_and_nothing_in_it_has_expired(component):
    assert read_ledger(component, root()).expired(datetime.date.today()) == []


def test_there_is_no_ledger_for_something_else():
    assert {path.stem for path in (root() / "phases" / "ledger").glob("*.toml")} == components()


def test_an_entry_explains_exactly_its_difference(tmp_path):
    ledger = read_ledger("ids", root_with(tmp_path, ENTRY))

    assert ledger.unused() == ["ids-1"]
    assert not ledger.explains(["text"], "value int: 1", "error ValueError: x")
    assert not ledger.explains(["parse"], "value int: 1", "error TypeError: x")
    assert ledger.explains(["text", "parse"], "value int: 1", "error ValueError: x\ny")
    assert ledger.unused() == []


def test_an_entry_expires_after_its_last_day(tmp_path):
    ledger = read_ledger("ids", root_with(tmp_path, ENTRY))

    assert ledger.expired(datetime.date(2026, 2, 1)) == []
    assert ledger.expired(datetime.date(2026, 2, 2)) == ["ids-1"]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('reason = "a reason"', 'reason = ""', "reason must be a str and not empty"),
        ("expires = 2026-02-01", "", "expires must be a date"),
        ("since", "cause = 1\nsince", "unknown key 'cause'"),
        ("2026-02-01", "2025-02-01", "before it begins"),
        ('"value .*"', '"("', "python is no regular expression"),
        ("docs/page.md", "docs/none.md", "link must lead to a page in docs/"),
        ("#a-heading-of-it", "#another", "no heading for #another"),
        ("[[difference]]", "[difference]", "must be an array of tables"),
        ('id = "ids-1"', "id = ", "no TOML"),
    ],
)
def test_a_fault_is_named(tmp_path, old, new, problem):
    with pytest.raises(BackendError, match=problem):
        read_ledger("ids", root_with(tmp_path, ENTRY.replace(old, new)))


def test_all_faults_are_named_at_once_and_an_id_stands_once(tmp_path):
    broken = ENTRY.replace('"a reason"', "1").replace('["parse"]', "[]")

    with pytest.raises(BackendError, match=r"(?s)members must.*reason must.*'ids-1' is used 2 times"):
        read_ledger("ids", root_with(tmp_path, broken + ENTRY))


def test_a_component_without_a_ledger_is_an_error(tmp_path):
    with pytest.raises(BackendError, match="has no ledger"):
        read_ledger("ids", tmp_path)
