"""The tools around the fuzzers: what counts as an error of memory, and what is run."""

import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parents[2] / "fuzz"
sys.path.insert(0, str(HERE))
import memory  # noqa: E402  (the fuzzers' own folder, which is no package)
import run  # noqa: E402

REPORT = """<?xml version="1.0"?><valgrindoutput>{errors}</valgrindoutput>"""
ERROR = "<error><kind>{kind}</kind><what>{what}</what><stack>{frames}</stack></error>"
FRAME = "<frame><obj>{place}</obj><fn>{name}</fn></frame>"
OURS = FRAME.format(place="/x/_native.cpython-311-x86_64-linux-gnu.so", name="parse")
THEIRS = FRAME.format(place="/x/libpython3.11.so.1.0", name="PyDict_SetItem")


@pytest.mark.parametrize(
    ("kind", "frames", "counts"),
    [
        ("InvalidRead", OURS + THEIRS, True),
        ("InvalidWrite", THEIRS + OURS, True),  # freed by us, used by the interpreter
        ("UninitCondition", OURS, True),
        ("InvalidRead", THEIRS, False),
        ("Leak_PossiblyLost", THEIRS + OURS, False),
    ],
)
def test_an_error_counts_where_the_native_part_is_on_its_stack(tmp_path, kind, frames, counts):
    report = tmp_path / "report.xml"
    report.write_text(REPORT.format(errors=ERROR.format(kind=kind, what=f"a {kind}", frames=frames)))

    found = memory.ours(report)

    assert len(found) == counts
    if counts:
        assert found[0].startswith(f"a {kind}: ")
        assert "parse" in found[0]


def test_every_target_of_rust_has_its_file_and_every_pair_its_component():
    assert set(run.rust_targets()) == {file.stem for file in (HERE / "fuzz_targets").iterdir()}
    assert all(name.startswith("pair_") for name in run.pair_targets())


def test_an_unknown_target_is_told_with_those_there_are():
    done = subprocess.run(
        [sys.executable, str(HERE / "run.py"), "--only", "jsn"], capture_output=True, text=True, check=False, cwd=HERE.parent
    )

    assert done.returncode == 2
    assert "no such target: jsn; there are json, msgpack" in done.stderr
