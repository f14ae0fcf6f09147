"""The runner finds what is planted, and does not call anything dead that it has not seen die."""

from __future__ import annotations

import json
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
    source = planted(1, 2, 3, 5, 6, 7, 8, 9, 10) + '\nlionagi_core::mutant!(\n    "ids",\n    4,\n    a, b)'

    assert find_mutants(tree(tmp_path, source)) == {"ids": list(range(1, 11))}


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        (planted(*range(1, 10)), "ids has 9 seeded mutants, at least 10 are needed"),
        (planted(*range(1, 11), 4), "ids:4 is planted 2 times"),
        (planted(*range(1, 11)) + planted(1, component="isd"), "mutants are planted for 'isd', which is no component"),
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
        ("lionagi/testing/proof/agree.py", {"ids", "codec"}),
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
        (1, "FAILED ../equivalence_tests/test_ids.py::test_a - AssertionError", "ids:1", "killed"),
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
    monkeypatch.setattr(runner, "python", lambda *arguments, mutant, seconds: CompletedProcess(arguments, returncode, output, ""))

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


# --- deleted lines ----------------------------------------------------------------------------------------------------------


SOURCE = """use a::b;
fn f(x: &mut Vec<u8>) {
    let y = 1;
    x.push(y);
    x.reserve(9);
    if y > 1 { x.clear(); }
    match y {
        1 => x.pop(),
        _ => None,
    };
    return;
}
#[cfg(test)]
mod tests {
    fn t() { g(); }
    h();
}
"""


def test_lines_that_can_be_deleted_are_whole_statements_and_arms_of_the_core_alone(tmp_path):
    from equivalence_tests.deleted_lines import candidates

    home = tmp_path / "crates" / "lionagi-core" / "src"
    (home / "ids").mkdir(parents=True)
    (home / "ids.rs").write_text(SOURCE)
    (home / "ids" / "tests.rs").write_text(SOURCE)
    (home / "codec.rs").write_text(SOURCE)

    found = [(line.line, line.what) for line in candidates("ids", tmp_path)]

    assert found == [(4, "x.push(y);"), (6, "if y > 1 { x.clear(); }"), (8, "1 => x.pop(),"), (9, "_ => None,"), (11, "return;")]


class Workshop:
    """Builds nothing; says what would not compile."""

    def __init__(self, folder):
        self.package, self.lost = folder, None

    def build(self):
        return ""

    def changed(self, change):
        return "no match" if change.what == "_ => None," else ""


@pytest.mark.parametrize(("verdict", "code"), [("failed", 0), ("broken", 0), ("passed", 1), (None, 0)], ids=str)
def test_the_score_counts_what_is_noticed(tmp_path, monkeypatch, capsys, verdict, code):
    import subprocess

    from equivalence_tests import workshop
    from equivalence_tests.run_mutants import Verdict

    class Judge:
        def __init__(self, package, folder):
            self.calls = 0

        def tests(self, component, seconds=None):
            self.calls += 1
            if self.calls > 1 and verdict is None:
                raise subprocess.TimeoutExpired("pytest", seconds)
            return Verdict(component, "passed" if self.calls == 1 else verdict)

    changes = [workshop.Change("x.rs", number, text, str) for number, text in enumerate(("a();", "_ => None,", "b();"), start=1)]
    monkeypatch.setattr(workshop, "Workshop", Workshop)
    report = tmp_path / "report.json"

    judged = workshop.Trial(Judge, tmp_path, 5, "seed").run({"ids": changes}, 1)

    assert workshop.tell(judged, "deleted lines", "seed", 0.95, report) == code
    assert json.loads(report.read_text())["ids"]["caught"] == (0 if verdict == "passed" else 2)
    share = "0 of 2 deleted lines were noticed: 0.0%" if verdict == "passed" else "2 of 2 deleted lines were noticed: 100.0%"
    assert share in capsys.readouterr().out


MARKED = """
fn f() {
    a();
    b(); // speed: twice as fast
    // speed: the loop below does it all
    #[inline]
    for x in y {
        c();
        if d { e(); }
    }
    g();
    // speed: a line
    h();
    i();
}
"""


def test_a_mark_holds_for_its_line_or_for_the_block_it_opens():
    from equivalence_tests.workshop import code_lines

    marked = {line.strip(): mark for _, line, mark in code_lines(MARKED) if mark}

    block = dict.fromkeys(("#[inline]", "for x in y {", "c();", "if d { e(); }", "}"), "the loop below does it all")
    assert marked == {"b(); // speed: twice as fast": "twice as fast", **block, "h();": "a line"}


def test_what_a_planted_mutant_holds_is_no_line_of_the_core():
    from equivalence_tests.workshop import code_lines

    source = 'a();\nmutant!("ids", 4, (), {\n    b();\n    c();\n});\nd(mutant!("ids", 5, 1, 2));\n'

    assert [line for _, line, _ in code_lines(source) if line] == ["a();", 'd(mutant!("ids", 5, 1, 2));']


def test_a_generated_mutant_is_put_in_its_place_and_nowhere_else():
    from equivalence_tests.generated_mutants import _replaced

    span = {"start": {"line": 2, "column": 5}, "end": {"line": 3, "column": 6}}

    assert _replaced(span, "new")("one\n    old {\n    } rest\nfour") == "one\n    new rest\nfour"
