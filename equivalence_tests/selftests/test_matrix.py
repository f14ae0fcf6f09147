"""The matrix holds for every component, and finds what does not."""

from __future__ import annotations

import json

import pytest

from equivalence_tests import matrix


@pytest.mark.parametrize("component", matrix.SAMPLES)
def test_every_cell_holds(component, tmp_path):
    report = tmp_path / "report.json"

    assert matrix.main([component, "--json", str(report)]) == 0
    assert json.loads(report.read_text())["cells"] >= 3


def test_bytes_that_differ_are_named_with_the_cell_and_the_way(monkeypatch):
    from lionagi.registry import active

    def write(value):
        text = str(value)
        return (text if active.cores.ids.__name__ == "lionagi._core_py.ids" else text.title()).encode()

    monkeypatch.setitem(matrix.FORMS, "ids", {"text": matrix._form(write, lambda data: matrix.IDType.validate(data.decode()))})
    monkeypatch.setitem(matrix.SAMPLES, "ids", lambda: [matrix.IDType.validate("abcdef00-0000-4000-8000-000000000001")])

    cells, found = matrix.differences("ids")

    assert cells == 1
    assert found[0] == "text, sample 0: the cores write different bytes"
    assert "text, sample 0, written by python, read by rust: it is not as it was" in found
