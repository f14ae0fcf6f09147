"""The report page tells the truth of a checkout, needs nothing else, and can be read by everybody; and what `status` says beside it."""

from __future__ import annotations

import itertools
import json
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest

from lionagi.registry import evidence, gates, homes, manifest, next_stage, page, page_facts, shadow_records
from lionagi.registry.cli import main

ROOT = Path(__file__).resolve().parents[2]
BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytest.importorskip("tomllib", reason="Python 3.10 reads no manifest without tomli")


@pytest.fixture
def checkout(tmp_path):
    """A checkout with the manifest, its ledgers, and room for evidence and benchmarks."""
    shutil.copytree(ROOT / "phases", tmp_path / "phases", ignore=shutil.ignore_patterns("evidence"))
    (tmp_path / "benchmarks" / "history").mkdir(parents=True)
    return tmp_path


def facts(**changed):
    """Facts with one component of every kind of line."""
    line = {"name": "bulk cases", "state": "fail", "required": "at least 10", "found": "3"}
    made = {
        "version": "1.0",
        "python": "CPython",
        "native": "loaded",
        "made_at": "now",
        "stages": ["0", "1.off", "1.shadow", "2.ramp", "2.live", "2.soak", "3.only"],
        "components": [
            {
                "name": "ids",
                "stage": "1.shadow",
                "since": "1.0",
                "history": [{"since": "1.0", "phase": "1", "stage": "shadow", "reason": "because"}],
                "runs": {"backend": "python", "reason": "PHASE_DEFAULT", "asked_by": "phase table"},
                "evidence": [{"stage": "1.shadow", "verdict": "pass", "why": [], "gate": [], "made_at": "then", "python": "3.11"}],
                "next": {"stage": "2.ramp", "verdict": "fail", "why": ["too few"], "gate": [line]},
                "ledger": [{"id": "one", "reason": "rounding", "expires": "2030-01-01"}],
                "quarantines": [{"cause": "panics", "fingerprint": "abc"}],
                "shadow": {"samples": 1200, "mismatches": 3, "breakers": 1, "by_member": {"parse: str": 1, "<text>": 2}},
            }
        ],
        "benchmarks": {"runs": ["a", "b"], "lines": [{"name": "id_create", "component": "ids", "ratios": [0.5, None]}]},
        "problems": ["something is odd"],
    }
    return {**made, **changed}


class Elements(HTMLParser):
    """Names and attributes of everything in a page, in order."""

    def __init__(self, text):
        super().__init__()
        self.found = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def named(self, *tags):
        return [attributes for tag, attributes in self.found if tag in tags]


# --- what is told ------------------------------------------------------------------------------------------------------------


def test_every_fact_is_on_the_page():
    text = page.render(facts())

    for said in ("ids", "1.shadow since 1.0", "PHASE_DEFAULT", "one: rounding (until 2030-01-01)", "panics (build abc)"):
        assert said in text
    for said in ("1,200 samples, 3 mismatches, 1 breakers opened", "2 x &lt;text&gt;", "1 x parse: str"):
        assert said in text
    for said in ("at least 10", "bulk cases", "because", "something is odd", "0.50, not measured", "2 recorded runs"):
        assert said in text


def test_the_facts_of_this_checkout_are_those_of_its_manifest(checkout):
    found = page_facts.gather(checkout)

    stages = {each["name"]: each["stage"] for each in found["components"]}
    assert stages["ids"].startswith(("1", "2", "3"))
    assert stages["pile"] == "0"
    assert found["problems"] == []
    assert next(each for each in found["components"] if each["name"] == "pile")["next"]["stage"] == "1.off"


def test_evidence_that_was_edited_is_shown_as_failed(checkout):
    place = evidence.place("ids", "1.shadow", checkout)
    place.parent.mkdir(parents=True)
    place.write_text('{"format": 1, "facts": {}}')

    found = next(each for each in page_facts.gather(checkout)["components"] if each["name"] == "ids")

    assert found["evidence"][0]["verdict"] == gates.FAIL
    assert "closure is missing" in found["evidence"][0]["why"][0]
    assert next_stage.missing(checkout)["ids"] == "1.shadow: evidence that cannot be trusted"


@pytest.mark.parametrize("text", ["no json", "{}", '{"lines": [{"ratios": {"rust/python": {}}}]}', "[1]"])
def test_a_damaged_run_is_named_and_the_others_are_shown(checkout, text):
    history = checkout / "benchmarks" / "history"
    line = {"benchmark": "id_create", "component": "ids", "ratios": {"rust/python": {"median": 0.3}}}
    (history / "2026-01-01-a.json").write_text(json.dumps({"lines": [line]}))
    (history / "2026-01-02-b.json").write_text(text)

    found = page_facts.gather(checkout)

    assert found["benchmarks"]["runs"] == ["2026-01-01-a"]
    assert found["benchmarks"]["lines"] == [{"name": "id_create", "component": "ids", "ratios": [0.3]}]
    assert "benchmarks/history/2026-01-02-b.json cannot be read" in found["problems"][0]


def test_a_run_without_a_benchmark_leaves_a_gap(checkout):
    history = checkout / "benchmarks" / "history"
    for name, benchmarks in (("2026-01-01-a", ["one", "two"]), ("2026-01-02-b", ["two"])):
        lines = [{"benchmark": each, "component": "ids", "ratios": {"rust/python": {"median": 0.5}}} for each in benchmarks]
        (history / f"{name}.json").write_text(json.dumps({"lines": lines}))

    assert [line["ratios"] for line in page_facts.gather(checkout)["benchmarks"]["lines"]] == [[0.5, None], [0.5, 0.5]]


def test_mismatches_of_shadow_runs_are_on_the_page(checkout, tmp_path):
    records = tmp_path / "records"
    writer = shadow_records.Writer(str(records))
    writer.write({"kind": "summary", "component": "ids", "samples": 9, "breaker": "mismatches"})
    writer.write({"kind": "mismatch", "component": "ids", "member": "parse", "where": ": str and int"})
    with open(next(records.iterdir()), "a", encoding="utf-8") as opened:
        opened.write("no record\n")

    found = page_facts.gather(checkout, [records])

    ids, hashing = (next(each for each in found["components"] if each["name"] == name) for name in ("ids", "hashing"))
    assert ids["shadow"] == {"samples": 9, "mismatches": 1, "breakers": 1, "by_member": {"parse: str and int": 1}}
    assert hashing["shadow"] is None
    assert "is no record of a shadow run" in found["problems"][0]


@pytest.mark.parametrize(("samples", "mismatches", "word"), [(9, 0, "pass"), (9, 1, "fail"), (0, 0, "inconclusive")])
def test_a_shadow_run_is_judged_by_a_word_and_no_colour_alone(samples, mismatches, word):
    row = {"samples": samples, "mismatches": mismatches, "breakers": 0, "by_member": {}}
    made = facts()
    made["components"][0]["shadow"] = row

    assert f'<span class="{word}">' in page.render(made).split("shadow runs")[1][:60]


def test_the_verb_takes_records_and_refuses_places_that_are_not_there(checkout, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(homes, "ours", lambda: checkout)
    assert main(["report", "--html", str(tmp_path / "page.html"), "--shadow", str(tmp_path / "nowhere")]) == 2
    assert "there is no" in capsys.readouterr().err

    assert main(["report", "--html", str(tmp_path / "page.html"), "--shadow", str(tmp_path)]) == 0
    assert "no record given" in (tmp_path / "page.html").read_text()


# --- what status says ------------------------------------------------------------------------------------------------------------


def written(checkout, **facts_of_it):
    """Evidence of ids for 1.shadow whose closure is one file."""
    source = checkout / "source.py"
    source.write_text("x = 1\n")
    from lionagi.registry.closure import content_hash

    document = {"component": "ids", "stage": "1.shadow", "version": "1", "made_at": "then", "made_with": {}, "facts": facts_of_it}
    evidence.write({**document, "closure": {"source.py": content_hash(source)}}, checkout)
    return source


ENOUGH = {
    "examples": 100,
    "lockstep_runs": 20,
    "bulk_cases": 10**4,
    "least_uses": 20,
    "mismatches": [],
    "bulk_mismatches": [],
    "contract_differences": [],
}


def test_what_is_missing_is_said_in_a_few_words(checkout):
    assert next_stage.missing(checkout)["ids"] == "1.shadow: no evidence"
    written(checkout, **{**ENOUGH, "bulk_cases": 5})
    assert next_stage.missing(checkout)["ids"] == "1.shadow: bulk cases"
    source = written(checkout, **ENOUGH)
    assert next_stage.missing(checkout)["ids"] == "1.shadow: ready"
    source.write_text("x = 2\n")
    assert next_stage.missing(checkout)["ids"] == "1.shadow: stale, source.py"


# --- how it is told ------------------------------------------------------------------------------------------------------------------


def test_every_text_is_escaped():
    evil = '"><script>alert(1)</script>&'
    component = {**facts()["components"][0], "name": evil, "since": evil}
    component["next"] = {
        "stage": evil,
        "verdict": evil,
        "why": [evil],
        "gate": [dict.fromkeys(("name", "state", "required", "found"), evil)],
    }
    text = page.render(facts(version=evil, problems=[evil], components=[component], benchmarks={"runs": [evil], "lines": []}))

    assert "<script" not in text
    assert "&lt;script&gt;" in text


def test_it_needs_nothing_else_and_has_no_script():
    elements = Elements(page.render(facts()))

    assert not elements.named("script", "link", "img", "iframe")
    assert all(each["href"].startswith("#") for each in elements.named("a"))
    assert "url(" not in page.render(facts())


def test_its_structure_can_be_heard():
    elements = Elements(page.render(facts()))

    assert [attributes.get("lang") for attributes in elements.named("html")] == ["en"]
    assert len(elements.named("h1")) == len(elements.named("main")) == 1
    assert len(elements.named("caption")) == len(elements.named("table"))
    assert all(attributes.get("scope") == "col" for attributes in elements.named("th"))
    assert all(attributes.get("aria-label") for attributes in elements.named("svg"))
    levels = [int(tag[1]) for tag, _ in elements.found if re.fullmatch(r"h\d", tag)]
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    ids = {attributes["id"] for _, attributes in elements.found if "id" in attributes}
    assert {each["href"][1:] for each in elements.named("a")} <= ids


def test_wide_tables_scroll_in_a_region_that_the_keyboard_reaches():
    elements = Elements(page.render(facts()))
    regions = [attributes for attributes in elements.named("div") if attributes.get("class") == "scroll"]

    assert len(regions) == len(elements.named("table"))
    assert all(region["tabindex"] == "0" and region["role"] == "region" and region["aria-label"] for region in regions)


def luminance(colour):
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("mode", page.COLOURS)
@pytest.mark.parametrize("ink", ["text", "soft", "pass", "fail", "inconclusive", "accent"])
@pytest.mark.parametrize("ground", ["ground", "card"])
def test_the_contrast_is_that_of_wcag_aa(mode, ink, ground):
    one, two = sorted((luminance(page.COLOURS[mode][name]) for name in (ink, ground)), reverse=True)

    assert (one + 0.05) / (two + 0.05) >= 4.5


# --- in a browser ----------------------------------------------------------------------------------------------------------------------

PROBE = """<script>
document.querySelectorAll('details').forEach(each => each.open = true);
const wide = document.documentElement.scrollWidth, seen = window.innerWidth;
const reached = [...document.querySelectorAll('a[href],summary,[tabindex="0"]')];
const hidden = reached.filter(each => { each.focus(); return document.activeElement !== each; }).length;
const ground = getComputedStyle(document.body).backgroundColor;
document.body.setAttribute('data-probe', JSON.stringify({wide, seen, reached: reached.length, hidden, ground}));
</script>"""


@pytest.mark.skipif(BROWSER is None, reason="there is no chromium on this machine")
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_a_browser_shows_it_whole_in_both_schemes_and_reaches_everything(tmp_path, width, scheme):
    text = page.render(facts(components=[facts()["components"][0]] * 3))
    # A phone's width is that of a frame: a browser's window cannot be so narrow.
    inner = tmp_path / "inner.html"
    inner.write_text(text.replace("</body>", f"{PROBE}</body>"), encoding="utf-8")
    outer = tmp_path / "outer.html"
    outer.write_text(
        f'<iframe id="f" src="inner.html" style="width:{width}px;height:900px;border:0"></iframe><script>onload = () => {{'
        "document.body.setAttribute('data-probe', f.contentDocument.body.dataset.probe)}</script>",
        encoding="utf-8",
    )
    settings = f"preferredColorScheme={0 if scheme == 'dark' else 1}"
    ran = subprocess.run(
        [
            *(BROWSER, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--allow-file-access-from-files"),
            *(f"--blink-settings={settings}", f"--user-data-dir={tmp_path / 'profile'}", "--window-size=1400,1000", "--dump-dom"),
            outer.as_uri(),
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    probe = re.search(r'data-probe="([^"]*)"', ran.stdout)
    assert probe is not None, ran.stderr[-2_000:]
    found = json.loads(probe[1].replace("&quot;", '"'))

    assert found["seen"] == width
    assert found["wide"] <= width
    assert found["hidden"] == 0
    assert found["reached"] >= 10
    expected = page.COLOURS[scheme]["ground"]
    assert found["ground"] == f"rgb({', '.join(str(int(expected[at : at + 2], 16)) for at in (1, 3, 5))})"


# --- the verb ----------------------------------------------------------------------------------------------------

in_checkout = pytest.mark.skipif(
    not Path(manifest.manifest_place()).is_file(), reason="the package under test is installed: it has no manifest to report on"
)


@in_checkout
def test_the_verb_writes_the_page(tmp_path, capsys):
    target = tmp_path / "page.html"

    assert main(["report", "--html", str(target)]) == 0
    assert target.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert "written" in capsys.readouterr().out


@in_checkout
def test_a_place_that_cannot_be_written_is_wrong_usage(tmp_path, capsys):
    (tmp_path / "file").touch()

    assert main(["report", "--html", str(tmp_path / "file" / "page.html")]) == 2
    assert "the page cannot be written" in capsys.readouterr().err


def test_an_installed_package_has_nothing_to_report_on(monkeypatch, capsys, tmp_path):
    monkeypatch.setattr("lionagi.registry.manifest.manifest_place", lambda: str(tmp_path / "phases" / "phases.toml"))

    assert main(["report", "--html", str(tmp_path / "page.html")]) == 1
    assert "this is an installed package" in capsys.readouterr().err


def test_the_place_must_be_named(capsys):
    assert main(["report"]) == 2
    assert "--html" in capsys.readouterr().err
