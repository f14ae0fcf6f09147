"""Golden files hold on both cores and without the native part, and a difference is named."""

from __future__ import annotations

import json
import shutil

import pytest

from equivalence_tests import golden, matrix


@pytest.fixture
def releases(tmp_path, monkeypatch):
    """A copy of the golden files that may be spoiled."""
    home = tmp_path / "golden"
    shutil.copytree(golden.folder(), home)
    monkeypatch.setattr(golden, "folder", lambda: home)
    return home


@pytest.mark.parametrize("component", matrix.SAMPLES)
def test_what_every_release_stored_is_read_and_written_as_it_was(component):
    cells, found = golden.differences(component)

    assert found == []
    assert cells >= 3


def test_there_are_golden_files_of_every_component_in_every_release():
    for release in golden.folder().iterdir():
        assert {path.stem for path in release.glob("*.json")} == set(matrix.SAMPLES)


def test_they_are_never_replaced(releases, capsys):
    version = next(releases.iterdir()).name

    assert golden.main(["write", version]) == 2
    assert "already" in capsys.readouterr().err


def test_an_edited_file_is_not_trusted(releases):
    path = next(releases.glob("*/ids.json"))
    document = json.loads(path.read_text())
    document["cells"].pop(next(iter(document["cells"])))
    path.write_text(json.dumps(document))

    assert "its checksum is not that of its content" in golden.differences("ids")[1][0]


def test_bytes_that_are_written_in_another_way_are_named(releases, monkeypatch):
    write, read, shown = matrix.FORMS["codec"]["JSON"]
    monkeypatch.setitem(matrix.FORMS["codec"], "JSON", (lambda value: write(value) + b" ", read, shown))

    found = golden.differences("codec")[1]

    assert any("JSON, sample 0: python writes other bytes now" in sentence for sentence in found)
    assert not any("MessagePack" in sentence for sentence in found)


def test_a_form_that_is_no_longer_read_is_named(releases, monkeypatch):
    write, _, shown = matrix.FORMS["codec"]["JSON"]
    monkeypatch.setitem(matrix.FORMS["codec"], "JSON", (write, lambda data: 1 / 0, shown))

    assert any("JSON, sample 0, read by python: it is not as it was" in sentence for sentence in golden.differences("codec")[1])
