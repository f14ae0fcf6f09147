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


@pytest.mark.parametrize("name", pair.TARGETS)
def test_a_target_gets_as_far_as_an_answer(name):
    """A target whose every input is refused compares nothing but refusals."""
    from lionagi.testing.proof.cores import real_pair

    component, ask = pair.TARGETS[name]
    answers = []
    for file in (pair.CORPUS / f"pair_{name}").iterdir():
        try:
            answers.append(ask(real_pair(component).rust, file.read_bytes()))
        except Exception:
            continue

    assert any(answer is not None for answer in answers)
