"""The runner finds what is planted, and does not call anything dead that it has not seen die."""

from __future__ import annotations

from pathlib import Path
from subprocess import CompletedProcess

import pytest

from equivalence_tests.run_mutants import ROOT, Runner, WrongUse, components, components_of, find_mutants


def tree(folder: Path, source: str) -> Path:
    (folder / "crates" / "core" / "src").mkdir(parents=True)
    (folder / "equivalence_tests").mkdir()
    (folder / "equivalence_tests" / "test_ids.py").touch()
    (folder / "crates" / "core" / "src" / "ids.rs").write_text(source)
    return folder


def planted(*numbers: int, component: str = "ids") -> str:
    return "\n".join(f'let x = mutant!("{component}", {number}, 1, 2);' for number in numbers)


def test_mutants_are_found_by_component_also_where_the_macro_is_broken_over_lines(tmp_path):
    source = planted(1, 2, 3, 5) + '\nlionagi_core::mutant!(\n    "ids",\n    4,\n    a, b)'

    assert find_mutants(tree(tmp_path, source)) == {"ids": [1, 2, 3, 4, 5]}


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        (planted(1, 2, 3, 4), "ids has 4 seeded mutants, at least 5 are needed"),
        (planted(1, 2, 3, 4, 4, 5), "ids:4 is planted 2 times"),
        (planted(1, 2, 3, 4, 5) + planted(1, component="isd"), "mutants are planted for 'isd', which is no component"),
    ],
    ids=["too few", "twice", "unknown component"],
)
def test_what_is_planted_wrongly_is_an_error(tmp_path, source, problem):
    with pytest.raises(WrongUse, match=problem):
        find_mutants(tree(tmp_path, source))


def test_every_component_of_this_checkout_has_enough_mutants():
    assert set(find_mutants()) == components()


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("crates/lionagi-core/src/ids.rs", {"ids"}),
        ("crates/lionagi-core/src/codec/json_read.rs", {"codec"}),
        ("crates/lionagi-python/src/ffi/slot.rs", {"ids", "codec"}),
        ("lionagi/_core_py/codec.py", {"codec"}),
        ("lionagi/_core/ids.py", {"ids"}),
        ("equivalence_tests/test_ids.py", {"ids"}),
        ("equivalence_tests/harness/agree.py", {"ids", "codec"}),
        ("lionagi/_errors.py", {"ids", "codec"}),
        ("README.md", set()),
        ("lionagi/ln/ids.py", set()),
    ],
)
def test_a_changed_file_names_the_components_it_can_break(path, expected):
    assert components_of([path], {"ids", "codec"}) == expected


@pytest.mark.parametrize(
    ("returncode", "output", "mutant", "verdict"),
    [
        (1, "FAILED ../x/test_ids.py::test_a - AssertionError", "ids:1", "killed"),
        (0, "1 passed", "ids:1", "survived"),
        (1, "proof: too little", "ids:1", "survived"),
        (2, "ERROR collecting", "ids:1", "broken"),
        (4, "usage", "ids:1", "broken"),
        (0, "1 passed", "none", "passed"),
        (1, "FAILED test_ids.py::test_a", "none", "failed"),
    ],
)
def test_only_a_failed_test_is_a_death(tmp_path, monkeypatch, returncode, output, mutant, verdict):
    runner = Runner(None, tmp_path)
    monkeypatch.setattr(runner, "python", lambda *arguments, mutant: CompletedProcess(arguments, returncode, output, ""))

    assert runner.tests("ids", mutant).verdict == verdict


def test_an_ordinary_build_is_refused(tmp_path, monkeypatch):
    runner = Runner(None, tmp_path)
    monkeypatch.setattr(runner, "python", lambda *arguments: CompletedProcess(arguments, 0, " /x/_native.so\n", ""))

    with pytest.raises(WrongUse, match="--features mutants"):
        runner.check_build()


def test_the_environment_of_the_caller_orders_nothing(tmp_path, monkeypatch):
    monkeypatch.setenv("LIONAGI_BACKEND", "python")

    assert "LIONAGI_BACKEND" not in Runner(None, tmp_path).environment
    assert (ROOT / "equivalence_tests" / "run_mutants.py").is_file()
