"""Shadow runs: off is the core itself; on, every sample is compared, nothing reaches the caller, and no record holds what a user wrote."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import lionagi
from lionagi.registry import settings as settings_module
from lionagi.registry import shadow, shadow_compare, shadow_records, shadow_wrap, words
from lionagi.registry._phase_table import PHASES
from lionagi.registry.cli import main

ROOT = Path(lionagi.__file__).parents[1]  # of the package that is tested, installed or not


def has_native():
    from lionagi import registry

    return registry.status()["native"]["state"] != "missing"


needs_native = pytest.mark.skipif(not has_native(), reason="the native part is not installed: there is no other core")


class Core:
    """A made-up core module: two functions, and a class of records."""

    def __init__(self, name, **functions):
        self.__name__ = name
        self.__dict__.update(functions)


class Writer:
    def __init__(self):
        self.records = []
        self.lost = 0

    def write(self, record):
        self.records.append(json.loads(json.dumps(record)))


@pytest.fixture
def watch():
    return shadow.Watch("codec", words.PYTHON, (1, 1), 10_000, False, Writer(), "f" * 8)


def wrapped(watch, mine, theirs):
    return shadow_wrap.wrapped(watch, Core("mine", work=mine), Core("theirs", work=theirs), None).work


# --- what is sampled -----------------------------------------------------------------------------------------------------------


def test_without_an_order_the_core_itself_is_handed_out():
    core = Core("mine")
    ordered, wrong = settings_module.read({}, PHASES)

    assert wrong == []
    assert shadow.over("codec", words.PYTHON, core, words.SHADOWED, ordered) is core


@pytest.mark.parametrize("stage", [words.OFF, words.RAMP, words.SOAK, words.ONLY])
def test_a_stage_that_does_not_permit_it_hands_out_the_core_itself(stage):
    core = Core("mine")
    ordered, _ = settings_module.read({words.SHADOW: "codec=1/1"}, PHASES)

    assert shadow.over("codec", words.PYTHON, core, stage, ordered) is core
    assert "permits no sampling" in shadow.counters()["skipped"]["codec"]


@given(st.integers(1, 20), st.integers(1, 40), st.integers(0, 300))
def test_the_share_is_kept_exactly(samples, of, calls):
    samples = min(samples, of)
    watch = shadow.Watch("codec", words.PYTHON, (samples, of), 10_000, False, Writer(), None)

    taken = sum(watch.wants() for _ in range(calls))

    assert abs(taken - calls * samples / of) <= 1


def test_the_caller_gets_the_answer_that_counts_whatever_the_other_side_does(watch):
    def panics(value):
        raise BaseException("a panic")

    for theirs in (panics, lambda value: value + 1, lambda value: [][0]):
        assert wrapped(watch, lambda value: value * 2, theirs)(21) == 42
    assert watch.mismatches == 3
    assert watch.samples == 3


def test_an_error_that_counts_is_raised_as_it_is(watch):
    mine = ValueError("mine")

    def fails(value):
        raise mine

    def fails_alike(value):
        raise ValueError("mine")

    with pytest.raises(ValueError, match=r"^mine$") as caught:
        wrapped(watch, fails, fails_alike)(1)
    assert caught.value is mine
    assert watch.mismatches == 0


@pytest.mark.parametrize(
    ("one", "other", "where"),
    [
        (1, 1.0, ": int and float"),
        (0.0, -0.0, ": float"),
        ([1, [2]], [1, [3]], "[1][0]: int"),
        ([1], [1, 2], ": list of 1 and 2"),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, "[0]: str"),
        (ValueError("a"), ValueError("b"), ": texts of ValueError"),
        ("a", b"a", ": str and bytes"),
    ],
)
def test_a_difference_is_told_by_places_and_types(one, other, where):
    assert shadow_compare.difference(shadow_compare.Outcome(one), shadow_compare.Outcome(other), {}) == where


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(), lambda inner: st.lists(inner)))
def test_a_value_is_no_difference_from_its_copy(value):
    from copy import deepcopy

    assert shadow_compare.difference(shadow_compare.Outcome(value), shadow_compare.Outcome(deepcopy(value)), {}) is None


def test_functions_of_the_user_are_called_once(watch):
    asked = []

    def default(value):
        asked.append(value)
        return len(asked)

    call = wrapped(
        watch, lambda value, function: [function(value), function(value)], lambda value, function: [function(value), function(value)]
    )

    assert call("x", default) == [1, 2]
    assert asked == ["x", "x"]
    assert watch.mismatches == 0


def test_a_side_that_asks_the_user_more_often_differs(watch):
    assert wrapped(watch, lambda ask: ask(1), lambda ask: [ask(1), ask(1)])(lambda value: value) == 1
    assert watch.mismatches == 1


def test_an_iterator_is_left_to_the_side_that_counts(watch):
    assert wrapped(watch, list, lambda items: pytest.fail("read twice"))(iter([1, 2])) == [1, 2]
    assert watch.samples == 0


# --- breakers and budget -------------------------------------------------------------------------------------------------------


def test_after_too_many_mismatches_nothing_is_sampled_and_the_log_says_so(watch, caplog):
    call = wrapped(watch, lambda: 1, lambda: 2)
    with caplog.at_level(logging.WARNING, "lionagi.registry"):
        for _ in range(shadow.MOST_MISMATCHES + 5):
            call()

    assert watch.mismatches == watch.samples == shadow.MOST_MISMATCHES
    assert watch.counts()["breaker"] == f"{shadow.MOST_MISMATCHES} mismatches"
    [record] = [record for record in caplog.records if record.event == "shadow_breaker"]
    assert (record.component, record.mismatches) == ("codec", shadow.MOST_MISMATCHES)


def test_more_than_the_budget_is_not_spent(watch, monkeypatch):
    watch.budget = 200
    watch.spent = 1.0
    now = [watch._began + 10]
    monkeypatch.setattr(shadow.time, "perf_counter", lambda: now[0])

    assert [watch.wants() for _ in range(3)] == [False] * 3
    assert watch.over_budget == 3
    now[0] += 100  # one second of a hundred is below two percent
    assert watch.wants()


def test_a_mismatch_is_raised_where_that_was_ordered(watch):
    watch.raises = True

    with pytest.raises(shadow.ShadowMismatch, match="the cores of 'codec' differ in work: int"):
        wrapped(watch, lambda: 1, lambda: 2)()


# --- records -------------------------------------------------------------------------------------------------------------------


def test_records_hold_types_and_sizes_and_no_word_of_the_user(watch):
    secret = "the secret of the user"
    call = wrapped(watch, lambda *given: {secret: [secret]}, lambda *given: {secret: [secret + "!"]})
    call(secret, {secret: 1}, b"secret")

    [record] = watch.writer.records
    assert "secret" not in json.dumps(record)
    assert record["where"] == "[1][0]: str"
    assert record["arguments"] == [{"type": "str", "size": len(secret)}, {"type": "dict", "size": 1}, {"type": "bytes", "size": 6}]
    assert record["python"] == {"outcome": "value", "type": "dict", "size": 1}


def test_a_clean_hook_allows_more(watch):
    shadow.clean("codec", lambda member, arguments: {"first": arguments[0]})
    try:
        wrapped(watch, lambda value: 1, lambda value: 2)("public")
    finally:
        shadow.clean("codec", None)

    assert watch.writer.records[0]["cleaned"] == {"first": "public"}


def test_a_folder_that_vanishes_or_cannot_be_written_costs_records_only(tmp_path):
    writer = shadow_records.Writer(str(tmp_path / "records"))
    writer.write({"kind": "mismatch", "component": "codec"})
    os.rename(tmp_path / "records", tmp_path / "gone")
    writer.write({"kind": "mismatch", "component": "codec"})  # made again
    (tmp_path / "file").write_text("")
    nowhere = shadow_records.Writer(str(tmp_path / "file" / "below"))
    nowhere.write({"kind": "mismatch"})

    assert (writer.written, writer.lost) == (2, 0)
    assert (nowhere.written, nowhere.lost) == (0, 1)


def test_lines_that_are_no_records_are_told_and_skipped(tmp_path):
    writer = shadow_records.Writer(str(tmp_path))
    writer.write({"kind": "summary", "component": "codec", "samples": 7})
    [file] = tmp_path.iterdir()
    with open(file, "a", encoding="utf-8") as opened:
        opened.write('{"version": 99, "kind": "mismatch"}\n{"version": 1, "ki')

    found = shadow_records.total(shadow_records.read([tmp_path]))

    assert found["components"]["codec"]["samples"] == 7
    assert [place.rpartition(":")[2] for place in found["unreadable"]] == ["2", "3"]


# --- with the cores themselves ---------------------------------------------------------------------------------------------------


def ran(code, **environment):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LIONAGI_")}
    env = {
        **kept,
        "PYTHONPATH": os.pathsep.join(filter(None, (str(ROOT), kept.get("PYTHONPATH")))),
        "LIONAGI_STATE_DIR": "off",
        **environment,
    }
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(code)], env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


EVERY = ("ids", "hashing", "codec", "entity", "messages")
USE = """
    import json
    from lionagi import Branch, registry
    from lionagi.ln import digest, json_dumps
    from lionagi.protocols.types import Node
    assert json_dumps([1]) == '[1]'
    node = Node(content={"a": 1}, embedding=[0.5])
    node.metadata["k"] = [1]
    node.embedding.append(2.5)
    back = Node.from_json(node.to_json())
    assert back.embedding == [0.5, 2.5] and back.metadata == {"k": [1]}
    branch = Branch(system="s")
    said = branch.msgs.add_message(instruction="hi", context=[{"x": 1}], sender="a", recipient="b")
    said.content.instruction = "changed"
    assert "changed" in said.rendered and digest(node.to_dict())
    print(json.dumps({"shadow": registry.counters()["shadow"], "kind": type(registry.active.cores.codec).__name__}))
"""


@needs_native
@pytest.mark.parametrize("stage", [words.SHADOWED, words.LIVE])
def test_a_program_goes_on_as_before_and_both_cores_agree(stage):
    orders = {words.SHADOW: ",".join(f"{name}=1/1" for name in EVERY), words.PHASE: ",".join(f"{name}={stage}" for name in EVERY)}
    found = ran(USE, **orders, LIONAGI_SHADOW_BUDGET="100%")["shadow"]

    backend = "python" if stage == words.SHADOWED else "rust"
    assert {f"{name} on {backend}" for name in ("entity", "messages", "codec", "hashing")} <= found["watched"].keys()
    assert all(row["mismatches"] == 0 for row in found["watched"].values())
    assert sum(row["samples"] for row in found["watched"].values()) > 20


def test_a_program_without_orders_has_no_shadow():
    assert ran(USE) == {"shadow": None, "kind": "module"}


@needs_native
def test_a_killed_component_is_not_sampled():
    found = ran(USE, **{words.SHADOW: "codec=1/1", words.PHASE: "codec=1.shadow", words.KILL: "codec"})

    assert found == {"shadow": None, "kind": "module"}


@needs_native
def test_a_wrong_core_is_noticed(tmp_path):
    code = """
        import json
        from lionagi import registry
        from lionagi.registry import _cores
        from lionagi._core_py import hashing
        right = hashing.digest
        hashing.digest = lambda value: right([value]) if value == {"n": 7} else right(value)
        from lionagi.ln import digest
        shown = [digest({"n": number}) for number in range(20)]
        print(json.dumps(registry.counters()["shadow"]["watched"]["hashing on python"]))
    """
    orders = {
        words.SHADOW: "hashing=1/1",
        words.PHASE: "hashing=1.shadow",
        words.SHADOW_DIR: str(tmp_path),
        "LIONAGI_SHADOW_BUDGET": "100%",
    }
    found = ran(code, **orders)
    records = [record for record, _ in shadow_records.read([tmp_path]) if record["kind"] == "mismatch"]

    assert found["mismatches"] == 1
    assert [record["member"] for record in records] == ["digest"]


# --- the command -----------------------------------------------------------------------------------------------------------------


@needs_native
def test_driven_samples_are_counted_and_equal(capsys):
    assert main(["shadow", "drive", "hashing", "--samples", "500", "--json"]) == 0
    row = json.loads(capsys.readouterr().out)["components"]["hashing"]
    assert row["samples"] >= 500
    assert (row["mismatches"], row["note"]) == (0, "")


def test_records_are_added_up(tmp_path, capsys):
    writer = shadow_records.Writer(str(tmp_path))
    writer.write({"kind": "summary", "component": "codec", "samples": 100, "breaker": None})
    assert main(["shadow", "report", str(tmp_path)]) == 0
    assert "100 samples  0 mismatches" in capsys.readouterr().out

    writer.write({"kind": "mismatch", "component": "codec", "member": "json_encode", "where": ": bytes"})
    assert main(["shadow", "report", str(tmp_path)]) == 1
    assert "1 x json_encode: bytes" in capsys.readouterr().out


@needs_native
def test_a_mismatch_without_the_proof_cannot_be_made_again(tmp_path, capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "equivalence_tests", None)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    shadow_records.Writer(str(tmp_path)).write({"kind": "mismatch", "component": "hashing", "member": "digest", "seed": [1, 5]})

    assert main(["shadow", "replay", str(tmp_path)]) == 1
    assert "replaying needs a source checkout" in capsys.readouterr().err


@needs_native
def test_a_mismatch_with_a_seed_is_made_again(tmp_path, capsys):
    writer = shadow_records.Writer(str(tmp_path))
    writer.write({"kind": "mismatch", "component": "hashing", "member": "digest", "seed": [1, 5]})
    writer.write({"kind": "mismatch", "component": "hashing", "member": "digest"})

    assert main(["shadow", "replay", str(tmp_path)]) == 0
    assert capsys.readouterr().out == "0 still differ, 1 are equal now, 1 have no seed to make them again\n"


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (["drove"], "unknown action 'drove'; did you mean 'drive'"),
        (["report"], "shadow report needs files or folders"),
        (["report", "no/such/place"], "there is no no/such/place"),
        (["drive", "hashng"], "hashng"),
        (["drive", "--samples", "0"], "--samples 0 is no number of samples"),
    ],
)
def test_wrong_usage_is_told(arguments, text, capsys):
    assert main(["shadow", *arguments]) == 2
    assert text in capsys.readouterr().err


SHORT_WAYS = """
    import json
    from lionagi import registry
    from lionagi.protocols.graph.node import Node
    from lionagi.protocols.messages import Instruction

    class Task(Node):
        title: str = "a"

    def calls(component):
        return registry.counters()["shadow"]["watched"][component]["calls"]

    seen = []
    for step in ("Instruction(instruction='hi')", "Instruction.from_json(text)", "Instruction.from_dict(document)", "made.to_json()",
                 "made.to_dict()", "Node(content='a')", "Task(title='b')"):
        made = Instruction(instruction="hi")
        document, text = made.to_dict(), made.to_json()
        component = "entity on rust" if step[:4] in ("Node", "Task") else "messages on rust"
        eval(step)
        before = calls(component), registry.counters()["shadow"]["watched"][component]["samples"]
        eval(step)
        after = calls(component), registry.counters()["shadow"]["watched"][component]["samples"]
        seen.append([step, after > before])
    print(json.dumps(seen))
"""


@needs_native
def test_short_ways_are_not_taken_where_a_shadow_watches():
    orders = {words.SHADOW: "entity=1/1,messages=1/1", words.PHASE: ",".join(f"{name}={words.LIVE}" for name in EVERY)}
    seen = ran(SHORT_WAYS, **orders, LIONAGI_SHADOW_BUDGET="100%")

    assert [step for step, watched in seen if not watched] == []
