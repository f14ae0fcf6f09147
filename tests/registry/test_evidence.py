"""Evidence files: what counts, what was edited, what is stale; moves between stages, which no stale evidence carries."""

from __future__ import annotations

import datetime
import json
import shutil
from pathlib import Path

import pytest

from lionagi._errors import BackendError
from lionagi.registry import closure, evidence, gates, manifest, promotion, words
from tests.registry.test_gates import ENOUGH_FOR_LIVE

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("lionagi", "crates", "equivalence_tests", "phases", "docs")
TODAY = datetime.date(2026, 11, 25)


@pytest.fixture(scope="module")
def sources(tmp_path_factory):
    """A copy of what a closure is made of; read only."""
    root = tmp_path_factory.mktemp("sources")
    for folder in FOLDERS:
        shutil.copytree(ROOT / folder, root / folder, ignore=shutil.ignore_patterns("__pycache__", "*.so", "evidence", "target"))
    for file in ("Cargo.lock", "Cargo.toml"):
        shutil.copy(ROOT / file, root / file)
    return root


@pytest.fixture
def checkout(sources, tmp_path):
    """A scratch checkout of one's own, its component ids at 1.off."""
    root = tmp_path / "checkout"
    shutil.copytree(sources, root)
    (root / "changes").mkdir()
    text = "\n".join(f'[[components.{name}]]\nsince = "1.0.0a1"\nphase = 1\nstage = "off"\n' for name in ("ids", "hashing"))
    (root / "phases" / "phases.toml").write_text(text)
    return root


def made(root, stage=words.SHADOWED, component="ids", **facts):
    document = {
        "component": component,
        "stage": stage,
        "version": "1.0.0a2",
        "made_at": "2026-11-25T00:00:00+00:00",
        "closure": closure.closure(component, root),
        "made_with": {"python": "3.11"},
        "facts": {**ENOUGH_FOR_LIVE, **facts},
    }
    return evidence.write(document, root)


def test_fresh_evidence_that_is_enough_passes(checkout):
    made(checkout)

    assert evidence.verify("ids", words.SHADOWED, checkout).verdict == gates.PASS


def test_no_evidence_is_inconclusive_and_says_how_to_make_it(checkout):
    judged = evidence.verify("ids", words.SHADOWED, checkout)

    assert judged.verdict == gates.INCONCLUSIVE
    assert "lionagi equiv ids --stage 1.shadow" in judged.why[0]


@pytest.mark.parametrize(
    "touched",
    [
        "lionagi/_core/ids.py",
        "lionagi/_core_py/ids.py",
        "lionagi/protocols/generic/_ids.py",
        "lionagi/_errors.py",
        "crates/lionagi-core/src/ids.rs",
        "crates/lionagi-python/src/ids.rs",
        "crates/lionagi-python/src/ffi/id_class.rs",
        "equivalence_tests/test_ids.py",
        "lionagi/testing/proof/agree.py",
        "equivalence_tests/strategies/ids.py",
        "equivalence_tests/generators/ids.py",
        "phases/ledger/ids.toml",
        "Cargo.lock",
    ],
)
def test_touching_a_file_of_the_closure_makes_evidence_stale(checkout, touched):
    made(checkout)
    with open(checkout / touched, "a") as file:
        file.write("\n")

    judged = evidence.verify("ids", words.SHADOWED, checkout)

    assert judged.verdict == gates.INCONCLUSIVE
    assert judged.why[0] == f"stale: {touched} has changed"


@pytest.mark.parametrize(
    "touched", ["phases/phases.toml", "lionagi/registry/_phase_table.py", "docs/plan.md", "lionagi/_core_py/hashing.py"]
)
def test_touching_another_file_does_not(checkout, touched):
    made(checkout)
    with open(checkout / touched, "a") as file:
        file.write("\n# touched\n")

    assert evidence.verify("ids", words.SHADOWED, checkout).verdict == gates.PASS


def test_evidence_that_was_edited_fails(checkout):
    path = made(checkout)
    document = json.loads(path.read_text())
    document["facts"]["examples"] = 10**9
    path.write_text(json.dumps(document))

    judged = evidence.verify("ids", words.SHADOWED, checkout)

    assert judged.verdict == gates.FAIL
    assert "it was edited" in judged.why[0]


def test_evidence_of_another_component_fails(checkout):
    path = made(checkout, component="hashing")
    place = evidence.place("ids", words.SHADOWED, checkout)
    place.parent.mkdir(parents=True)
    shutil.copy(path, place)

    judged = evidence.verify("ids", words.SHADOWED, checkout)

    assert judged.verdict == gates.FAIL
    assert "it is evidence of hashing" in judged.why[0]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"format": 99}', '{"format": 1}', "[" * 100_000])
def test_what_is_no_evidence_fails_and_says_so(checkout, text):
    place = evidence.place("ids", words.SHADOWED, checkout)
    place.parent.mkdir(parents=True)
    place.write_text(text)

    assert evidence.verify("ids", words.SHADOWED, checkout).verdict == gates.FAIL


def test_writing_that_fails_leaves_the_old_evidence(checkout, monkeypatch):
    path = made(checkout)
    before = path.read_text()
    monkeypatch.setattr(evidence.os, "fsync", lambda fd: (_ for _ in ()).throw(OSError(28, "No space left on device")))

    with pytest.raises(OSError, match="No space left"):
        made(checkout, examples=7)

    assert path.read_text() == before
    assert list(path.parent.iterdir()) == [path]


# --- moves --------------------------------------------------------------------------------------------------------------------


def test_promotion_moves_one_stage_and_changes_three_files_together(checkout):
    made(checkout)

    moved = promotion.promote("ids", checkout, "1.0.0a2")

    assert (moved.before, moved.after) == ("1.off", "1.shadow")
    table = manifest.rows(manifest.read(str(checkout / "phases" / "phases.toml")))
    assert table["ids"].stage == "1.shadow"
    assert (checkout / "lionagi" / "registry" / "_phase_table.py").read_text() == manifest.render(table)
    assert (checkout / "changes" / "ids-1-shadow-1-0-0a2.phase.md").read_text().startswith("`ids` moved from 1.off to 1.shadow")


def test_promotion_leaves_its_own_evidence_fresh(checkout):
    made(checkout)
    promotion.promote("ids", checkout, "1.0.0a2")

    assert evidence.verify("ids", words.SHADOWED, checkout).verdict == gates.PASS


def test_no_evidence_no_promotion_and_nothing_is_changed(checkout):
    before = (checkout / "phases" / "phases.toml").read_text()

    with pytest.raises(promotion.NotPassed, match=r"cannot rise from 1\.off to 1\.shadow: inconclusive"):
        promotion.promote("ids", checkout, "1.0.0a2")

    assert (checkout / "phases" / "phases.toml").read_text() == before
    assert list((checkout / "changes").iterdir()) == []


def test_stale_evidence_promotes_nothing(checkout):
    made(checkout)
    with open(checkout / "lionagi/_core_py/ids.py", "a") as file:
        file.write("\n")

    with pytest.raises(promotion.NotPassed, match="stale"):
        promotion.promote("ids", checkout, "1.0.0a2")


def test_a_version_that_does_not_follow_is_refused_before_anything_is_written(checkout):
    made(checkout)

    with pytest.raises(manifest.ManifestError, match="versions strictly increase"):
        promotion.promote("ids", checkout, "1.0.0a1")

    assert list((checkout / "changes").iterdir()) == []


def test_a_ramp_needs_its_percent(checkout):
    made(checkout)
    promotion.promote("ids", checkout, "1.0.0a2")
    made(checkout, words.RAMP)

    with pytest.raises(BackendError, match=r"percent belongs to 2\.ramp"):
        promotion.promote("ids", checkout, "1.0.0a3")

    assert promotion.promote("ids", checkout, "1.0.0a3", percent=12.5).after == "2.ramp"


def test_demotion_needs_no_evidence_but_a_reason(checkout):
    made(checkout)
    promotion.promote("ids", checkout, "1.0.0a2")

    with pytest.raises(BackendError, match="needs a reason"):
        promotion.demote("ids", checkout, "1.0.0a3", " ", "docs/plan.md")
    moved = promotion.demote("ids", checkout, "1.0.0a3", "wrong answers under fork", "docs/plan.md", today=TODAY)

    assert moved.after == "1.off"
    assert 'reason = "wrong answers under fork"' in (checkout / "phases" / "phases.toml").read_text()


def test_a_move_that_was_interrupted_is_completed_by_the_next_command(checkout, monkeypatch):
    made(checkout)
    written = evidence.write_whole

    def dies_after_the_journal(path, text):
        if path.name != ".pending.json":
            raise KeyboardInterrupt
        written(path, text)

    monkeypatch.setattr(evidence, "write_whole", dies_after_the_journal)
    with pytest.raises(KeyboardInterrupt):
        promotion.promote("ids", checkout, "1.0.0a2")
    monkeypatch.undo()

    assert promotion.plan("ids", checkout).stage == "1.shadow"
    assert not (checkout / "phases" / ".pending.json").exists()


def test_a_component_above_the_ramp_without_fresh_evidence_is_overdue(checkout):
    table = {"ids": words.PhaseRow(stage=words.LIVE, since="1.0.0a2"), "hashing": words.PhaseRow(stage=words.OFF, since="1.0.0a1")}

    assert [judged.component for judged in evidence.overdue(table, checkout)] == ["ids"]
    made(checkout, words.LIVE)
    assert evidence.overdue(table, checkout) == []


def test_every_component_of_this_checkout_has_a_whole_closure():
    for component in manifest.rows(manifest.read(str(ROOT / "phases" / "phases.toml"))):
        if component in closure.SHELLS:
            files = closure.closure(component, ROOT)
            assert f"lionagi/_core_py/{component}.py" in files
            assert any(path.startswith(f"equivalence_tests/test_{component}") for path in files)
