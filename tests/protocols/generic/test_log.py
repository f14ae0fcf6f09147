"""Logs: what is kept, where it is written, and that nothing is lost when writing fails."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys

import pytest
from pydantic import BaseModel, ValidationError

from lionagi.protocols.messages import Instruction
from lionagi.protocols.types import DataLogger, DataLoggerConfig, Element, Log, LogManager, LogManagerConfig

pytestmark = pytest.mark.usefixtures("backend")


class Plain(BaseModel):
    a: int = 1


def logger(folder, **options):
    return DataLogger(persist_dir=folder, auto_save_on_exit=False, **options)


def test_older_names():
    assert LogManager is DataLogger
    assert LogManagerConfig is DataLoggerConfig


@pytest.mark.parametrize(("given", "content"), [({"a": 1}, {"a": 1}), (Plain(), {"a": 1}), (5, {}), (None, {}), ("text", {})], ids=repr)
def test_a_log_of_anything(given, content):
    assert Log.create(given).content == content


def test_a_log_of_an_element_is_its_document():
    message = Instruction(instruction="x", response_format=Plain)
    assert Log.create(message).content == message.to_dict(mode="json")


def test_a_log_that_was_read_cannot_be_changed():
    log = Log.create({"a": 1})
    log.content = {"a": 2}
    read = Log.from_dict(log.to_dict())
    assert (read.id, read.content) == (log.id, {"a": 2})
    with pytest.raises(AttributeError, match=r"^This Log is immutable\.$"):
        read.content = {}


WRONG = [{"capacity": -1}, {"hash_digits": 11}, {"hash_digits": -1}, {"extension": ".txt"}, {"extension": "txt"}, {"capacity": "x"}]


@pytest.mark.parametrize("options", WRONG, ids=str)
def test_wrong_configurations_are_refused(options):
    with pytest.raises(ValidationError):
        DataLoggerConfig(**options)


@pytest.mark.parametrize("extension", ["json", ".json", "jsonl", ".jsonl"])
def test_lines_of_json(tmp_path, extension):
    made = logger(tmp_path, extension=extension, file_prefix="p", subfolder="sub")
    made.log({"a": 1})
    made.log({"b": "é"})
    made.dump()
    [path] = (tmp_path / "sub").iterdir()
    assert path.name.startswith("p_")
    assert path.suffix == "." + extension.lstrip(".")
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert [line["content"] for line in lines] == [{"a": 1}, {"b": "é"}]
    assert [Element.from_dict(line).content for line in lines] == [{"a": 1}, {"b": "é"}]
    assert len(made.logs) == 0


def test_a_path_of_ones_own_as_text_and_without_clearing(tmp_path):
    made = logger(tmp_path)
    made.log({"a": 1})
    made.dump(clear=False, persist_path=str(tmp_path / "deep" / "x.json"))
    assert (tmp_path / "deep" / "x.json").exists()
    assert len(made.logs) == 1
    with pytest.raises(ValueError, match="extension of persist_path"):
        made.dump(persist_path=tmp_path / "x.txt")
    assert len(made.logs) == 1


def test_a_table(tmp_path):
    pytest.importorskip("pandas", reason="tables need pandas")
    made = logger(tmp_path, extension=".csv")
    made.log({"a": 1})
    made.dump()
    [path] = tmp_path.iterdir()
    assert "content" in path.read_text(encoding="utf-8").splitlines()[0]


def test_nothing_to_write_writes_nothing(tmp_path):
    logger(tmp_path / "none").dump()
    assert not (tmp_path / "none").exists()


def test_at_capacity_what_is_there_is_written_first(tmp_path):
    made = logger(tmp_path, capacity=2)
    for number in range(5):
        asyncio.run(made.alog({"n": number}))
    assert [log.content["n"] for log in made.logs] == [4]
    written = [json.loads(line)["content"]["n"] for path in tmp_path.iterdir() for line in path.read_text().splitlines()]
    assert sorted(written) == [0, 1, 2, 3]


def test_what_cannot_be_written_stays(tmp_path, caplog):
    (tmp_path / "file").write_text("")
    made = logger(tmp_path / "file", capacity=1)
    made.log({"n": 1})
    made.log({"n": 2})
    assert [log.content["n"] for log in made.logs] == [1, 2]
    assert "logs could not be written" in caplog.text
    with pytest.raises(OSError, match=r"\w"):
        asyncio.run(made.adump())
    assert len(made.logs) == 2
    made.save_at_exit()
    assert "logs could not be written at exit" in caplog.text


def test_what_is_left_is_written_when_the_program_ends(tmp_path):
    code = f"""
from lionagi.protocols.types import DataLogger
DataLogger(persist_dir={str(tmp_path)!r}).log({{"last": 1}})
"""
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, env=None)
    [path] = tmp_path.iterdir()
    assert json.loads(path.read_text())["content"] == {"last": 1}


def test_logs_of_a_document():
    made = DataLogger(auto_save_on_exit=False)
    made.log({"a": 1})
    again = DataLogger.from_config(made._config, logs=made.logs.to_dict())
    assert [log.content for log in again.logs] == [{"a": 1}]
