"""The inputs that fuzzers have kept, read by both cores: what once broke something stays mended."""

import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parents[2] / "fuzz"
sys.path.insert(0, str(HERE))
import pair  # noqa: E402  (the fuzzers' own folder, which is no package)


@pytest.mark.parametrize("name", pair.TARGETS)
def test_both_cores_say_the_same_of_every_kept_input(name):
    assert pair.replay(name, pair.CORPUS / f"pair_{name}") > 0


def test_every_folder_of_the_corpus_has_a_target():
    known = {f"pair_{name}" for name in pair.TARGETS} | {file.stem for file in (HERE / "fuzz_targets").iterdir()}

    assert {folder.name for folder in pair.CORPUS.iterdir()} == known
