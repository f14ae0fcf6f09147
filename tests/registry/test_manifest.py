"""`phases/phases.toml`: each rule has a row that breaks it; all breaks come in one error; the committed table is the generated one."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lionagi.registry import manifest, words
from lionagi.registry._phase_table import PHASES
from lionagi.registry.words import PhaseRow


def entry(since="1.0", phase=1, stage="off", **more):
    found = {"since": since, "phase": phase, "stage": stage, **more}
    return {key: value for key, value in found.items() if value is not None}


def rows(*history, groups=None, **components):
    document = {"components": {"graph": list(history), **components} if history else components}
    return manifest.rows({**document, "groups": groups} if groups is not None else document)


def breaks(*history, **others):
    with pytest.raises(manifest.ManifestError) as caught:
        rows(*history, **others)
    return list(caught.value.problems)


DEMOTION = {"demote": True, "reason": "mismatches in shadow", "date": date(2026, 1, 31), "link": "docs/phases.md#graph"}
UP = (
    entry("1.0"),
    entry("1.1", 1, "shadow"),
    entry("1.2", 2, "ramp", percent=5),
    entry("1.3", 2, "ramp", percent=50),
    entry("1.4", 2, "live"),
)


# --- the committed files ----------------------------------------------------------------------------------------------


# Beside these tests, also where the package under test is an installed one, which has only the table.
MANIFEST = str(Path(__file__).resolve().parents[2] / "phases" / "phases.toml")


def committed():
    return manifest.rows(manifest.read(MANIFEST), MANIFEST)


def test_the_table_is_the_one_that_the_manifest_generates():
    text = manifest.render(committed())

    assert Path(manifest.TABLE).read_text(encoding="utf-8") == text, "run `lionagi phase generate`"
    assert committed() == PHASES


def test_new_components_start_where_python_is_the_default():
    for name, history in manifest.read(MANIFEST)["components"].items():
        assert (history[0]["phase"], history[0].get("stage")) in ((0, None), (1, "off")), name


# --- good histories ---------------------------------------------------------------------------------------------------


def test_the_last_entry_holds():
    assert rows(*UP) == {"graph": PhaseRow(stage="2.live", since="1.4")}


def test_percent_is_kept_in_hundredths():
    assert rows(entry(phase=2, stage="ramp", percent=0.07))["graph"].percent == 7


def test_phase_zero_has_no_stage():
    assert rows(entry(phase=0, stage=None))["graph"].stage == "0"


def test_a_demotion_with_its_reason_passes():
    assert rows(*UP, entry("1.5", 1, "shadow", **DEMOTION))["graph"].stage == "1.shadow"


def test_members_of_a_group_carry_it():
    table = rows(pile=[entry()], progression=[entry()], graph=[entry()], groups={"collections": ["pile", "progression"]})

    assert {name: row.group for name, row in table.items()} == {"pile": "collections", "progression": "collections", "graph": None}


# --- broken ones ------------------------------------------------------------------------------------------------------

BROKEN = [
    ("same version", [entry("1.0"), entry("1.0", 1, "shadow")], "since = 1.0 does not follow 1.0; versions strictly increase"),
    ("older version", [entry("1.10"), entry("1.9", 1, "shadow")], "since = 1.9 does not follow 1.10"),
    ("pre-release after release", [entry("1.0"), entry("1.0rc1", 1, "shadow")], "since = 1.0rc1 does not follow 1.0"),
    ("no version", [entry("first")], "since = 'first' is no version"),
    ("version of another type", [entry(1.0)], "since = 1.0 is no version"),
    ("down without demote", [*UP, entry("1.5", 1, "shadow")], "from 2.live to 1.shadow goes down; that needs demote = true"),
    ("down in percent", [*UP[:4], entry("1.4", 2, "ramp", percent=10)], "from 2.ramp (50 %) to 2.ramp (10 %) goes down"),
    ("down without reason", [*UP, entry("1.5", 1, "off", **{**DEMOTION, "reason": " "})], "goes down without a reason"),
    ("down without date", [*UP, entry("1.5", 1, "off", **{**DEMOTION, "date": "yesterday"})], "goes down without a date"),
    ("down without link", [*UP, entry("1.5", 1, "off", **{**DEMOTION, "link": "http://x"})], "goes down without a link into docs/"),
    ("demote while going up", [*UP[:1], entry("1.1", 1, "shadow", **DEMOTION)], "demote = true, but from 1.off to 1.shadow goes up"),
    ("demote first", [entry(**DEMOTION)], "there is nothing to go down from"),
    ("demote is no boolean", [entry(demote="yes")], "demote = 'yes' is neither true nor false"),
    ("nothing new", [entry("1.0"), entry("1.1")], "from 1.off to 1.off says nothing new"),
    ("unknown phase", [entry(phase=4)], "phase = 4 is not one of 0, 1, 2, 3"),
    ("phase is a boolean", [entry(phase=True)], "phase = True is not one of"),
    ("stage of another phase", [entry(phase=1, stage="live")], "stage = 'live' does not belong to phase 1; valid: off, shadow"),
    ("stage in phase zero", [entry(phase=0, stage="off")], "does not belong to phase 0; valid: none"),
    ("no stage", [entry(phase=3, stage=None)], "stage = None does not belong to phase 3; valid: only"),
    ("ramp without percent", [entry(phase=2, stage="ramp")], "2.ramp needs a percent from 0 to 100"),
    ("percent beyond", [entry(phase=2, stage="ramp", percent=101)], "2.ramp needs a percent"),
    ("percent too fine", [entry(phase=2, stage="ramp", percent=1.234)], "2.ramp needs a percent"),
    ("percent is a boolean", [entry(phase=2, stage="ramp", percent=True)], "2.ramp needs a percent"),
    ("percent elsewhere", [entry(percent=5)], "percent counts only at 2.ramp"),
    ("unknown key", [entry(persent=5)], "unknown key 'persent'; did you mean 'percent'?"),
    ("evidence is no path", [entry(evidence=7)], "evidence = 7 is no path"),
]


@pytest.mark.parametrize(("history", "said"), [row[1:] for row in BROKEN], ids=[row[0] for row in BROKEN])
def test_a_broken_rule_is_named(history, said):
    found = breaks(*history)

    assert len(found) == 1
    assert said in found[0]
    assert found[0].startswith("'graph', entry ")


GROUPS = [
    (
        "stages differ",
        {"pile": [entry()], "progression": [entry(stage="shadow")]},
        {"c": ["pile", "progression"]},
        "does not share one phase and stage",
    ),
    ("unknown member", {"pile": [entry()]}, {"c": ["pile", "plie"]}, "names unknown component 'plie'; did you mean 'pile'?"),
    ("one member", {"pile": [entry()]}, {"c": ["pile"]}, "needs a list of at least two components"),
    ("one member twice", {"pile": [entry()]}, {"c": ["pile", "pile"]}, "needs a list of at least two components"),
    ("no list", {"pile": [entry()]}, {"c": "pile"}, "needs a list of at least two components"),
    ("no table", {"pile": [entry()]}, ["pile"], "[groups] is no table"),
    (
        "two groups",
        {"a": [entry()], "b": [entry()], "d": [entry()]},
        {"one": ["a", "b"], "two": ["b", "d"]},
        "'b' is in two groups, 'one' and 'two'",
    ),
]


@pytest.mark.parametrize(("components", "groups", "said"), [row[1:] for row in GROUPS], ids=[row[0] for row in GROUPS])
def test_a_broken_group_is_named(components, groups, said):
    found = breaks(groups=groups, **components)

    assert len(found) == 1
    assert said in found[0]


def test_all_breaks_come_in_one_error():
    with pytest.raises(manifest.ManifestError) as caught:
        manifest.rows({"componets": {}, "components": {"Graph": [entry()], "flow": [entry(phase=9), entry("x")], "pile": []}})

    assert len(caught.value.problems) == 5
    assert str(caught.value).startswith("phases/phases.toml breaks 5 rules:\n  - ")


@pytest.mark.parametrize("document", [{}, {"components": {}}, {"components": []}, {"components": 7}], ids=str)
def test_a_manifest_without_components_is_refused(document):
    with pytest.raises(manifest.ManifestError, match=r"there is no \[\[components.NAME\]\]"):
        manifest.rows(document)


@pytest.mark.parametrize("history", [[], {}, "off", [1]], ids=str)
def test_a_history_that_is_none_is_refused(history):
    assert breaks(flow=history) == ["'flow' needs at least one [[components.flow]]"]


@pytest.mark.parametrize("text", [b"[[components", b"\xff\xfe", b"a = 1\na = 2\n"], ids=["cut off", "no text", "twice"])
def test_a_file_that_is_no_toml_is_named(tmp_path, text):
    path = tmp_path / "phases.toml"
    path.write_bytes(text)

    with pytest.raises(manifest.ManifestError, match="it cannot be read as TOML"):
        manifest.read(str(path))


# --- properties -------------------------------------------------------------------------------------------------------

VERSIONS = ["1.0.dev1", "1.0a1.dev2", "1.0a1", "1.0a2", "1.0b1", "1.0rc1", "1.0", "1.0.post1", "1.0.1.dev1", "1.0.1", "1.1", "1.9", "1.10"]


@given(st.integers(0, len(VERSIONS) - 1), st.integers(0, len(VERSIONS) - 1))
def test_versions_are_ordered_as_pep_440_orders_them(first, second):
    history = (entry(VERSIONS[first]), entry(VERSIONS[second], 1, "shadow"))
    if first < second:
        rows(*history)
    else:
        assert "versions strictly increase" in breaks(*history)[0]


def test_trailing_zeros_of_a_version_say_nothing():
    assert "versions strictly increase" in breaks(entry("1.0"), entry("1.0.0", 1, "shadow"))[0]


@given(
    st.dictionaries(
        st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True),
        st.builds(
            PhaseRow,
            stage=st.sampled_from(("0", *words.STAGES)),
            since=st.sampled_from(VERSIONS),
            percent=st.none() | st.integers(0, 10_000),
            group=st.none() | st.just("g"),
            evidence=st.none() | st.just("evidence/x.json"),
        ),
        min_size=1,
    )
)
def test_the_generated_table_says_what_it_was_made_from(table):
    scope = {}
    exec(manifest.render(table), scope)

    assert scope["PHASES"] == table
    assert list(scope["PHASES"]) == list(table)
