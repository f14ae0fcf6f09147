"""What keeps a release from being made: every gap is named, at once, with what to do."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "_build"))
import pgo  # noqa: E402  (beside the build backend, which is no package)
import release  # noqa: E402

from lionagi.version import __version__  # noqa: E402


@pytest.fixture
def checkout(tmp_path):
    """What a release is judged by, of this checkout, committed."""
    for name in ("phases", "changes"):
        shutil.copytree(ROOT / name, tmp_path / name)
    for name in ("lionagi/version.py", "pyproject.toml", "Cargo.toml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    for command in (["init", "-q"], ["add", "-A"], ["-c", "user.name=t", "-c", "user.email=t@t", "commit", "-q", "-m", "a"]):
        subprocess.run(["git", *command], cwd=tmp_path, check=True)
    return tmp_path


def judged(checkout, version=__version__, **options):
    plan, wrong = release.plan_of(version, checkout)
    return wrong or release.gaps(version, plan, root=checkout, **{"dirty": False, **options})


def test_this_version_has_no_gap(checkout):
    assert judged(checkout) == []


def test_a_release_that_nobody_planned_is_told_with_those_there_are(checkout):
    [gap] = judged(checkout, "9.9")

    assert "9.9.toml is missing" in gap
    assert __version__ in gap


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (('ids = "1.off"', 'ids = "2.live"'), "ids: the release ships 2.live, the manifest has 1.off"),
        (('ids = "1.off"\n', ""), "ids: the release ships not named, the manifest has 1.off"),
        (('"3.10", ', ""), "the release names the Pythons 3.11"),
        (("says =", "say ="), "says must be a str"),
        ((f'version = "{__version__}"', 'version = "7"'), "it is about 7"),
        (("[stages]", "[stages"), "cannot be read as TOML"),
    ],
)
def test_a_plan_that_is_not_what_there_is_is_refused(checkout, change, said):
    path = checkout / "phases" / "releases" / f"{__version__}.toml"
    path.write_text(path.read_text().replace(*change))

    assert any(said in gap for gap in judged(checkout, dirty=True))


def test_golden_files_and_fragments_must_be_there(checkout):
    (checkout / "phases" / "golden" / __version__ / "ids.json").unlink()
    shutil.rmtree(checkout / "changes")

    gaps = judged(checkout, dirty=True)

    assert any("ids.json is missing" in gap and f"golden write {__version__}" in gap for gap in gaps)
    assert any("holds no fragment" in gap for gap in gaps)


def test_a_component_that_rose_without_evidence_is_refused(checkout):
    path = checkout / "phases" / "phases.toml"
    path.write_text(
        path.read_text().replace(
            '[[components.ids]]\nsince = "1.0.0a1"\nphase = 1\nstage = "off"',
            '[[components.ids]]\nsince = "1.0.0a1"\nphase = 2\nstage = "live"\nevidence = "evidence/ids/2.live.json"',
        )
    )

    gaps = judged(checkout, dirty=True)

    assert any(gap.startswith("ids: ") and "2.live" in gap for gap in gaps)


@pytest.mark.parametrize("name", ["lionagi/version.py", "pyproject.toml", "Cargo.toml"])
def test_every_place_of_the_version_counts(checkout, name):
    path = checkout / name
    path.write_text(path.read_text().replace("1.0.0a1", "1.0.0a2").replace("1.0.0-alpha.1", "1.0.0-alpha.2"))

    assert judged(checkout, dirty=True) == [f"{name} says 1.0.0a2"]


def test_what_is_not_committed_is_told(checkout):
    (checkout / "changes" / "more.added.md").write_text("more")

    assert judged(checkout) == ["1 files are not committed (--dirty: a trial run)"]
    assert judged(checkout, dirty=True) == []


def test_the_notes_say_what_runs_where_and_what_was_seen():
    plan, _ = release.plan_of(__version__)

    text = release.notes(__version__, plan, ["Python 3.11, native wheel: 9 passed"], {"a": 0.5, "b": 0.5})

    assert "| ids | 1.off | Python; Rust on request |" in text
    assert "| pile | 0 | Python alone |" in text
    assert "- Python 3.11, native wheel: 9 passed" in text
    assert "0.50 of the time of a plain build" in text
    assert "## Added" in text


def test_ratios_are_averaged_as_ratios():
    assert pgo.mean({"a": 2.0, "b": 0.5}) == pytest.approx(1.0)
