"""The command line: text, JSON, exit codes, nearest words, colour; never a traceback."""

import json
import os
import subprocess
import sys

import pytest

PASS, FAIL, USAGE, NOT_MET, INCONCLUSIVE = range(5)


@pytest.fixture
def both(installation):
    return installation.stand_in()


def parsed(run):
    assert run.stderr == ""
    return json.loads(run.stdout)


VERBS = [("status",), ("explain", "ids"), ("doctor",), ("phase", "show"), ("phase", "show", "ids")]


@pytest.mark.parametrize("verb", VERBS, ids=" ".join)
def test_every_verb_passes_and_has_json_with_its_exit_code(both, verb):
    text, document = both.command(*verb), both.command(*verb, "--json")

    assert (text.returncode, text.stderr) == (PASS, "")
    assert text.stdout.strip()
    assert parsed(document)["exit_code"] == document.returncode == PASS


USAGE_ERRORS = [
    ((), "usage: lionagi VERB"),
    (("stats",), "unknown verb 'stats'; did you mean 'status'?"),
    (("banana",), "unknown verb 'banana'; valid: status, explain"),
    (("explain",), "the following arguments are required: COMPONENT"),
    (("explain", "idz"), "unknown component 'idz' in explain; did you mean 'ids'?"),
    (("diff", "hash"), "unknown component 'hash' in diff; valid: ids, hashing, codec, entity"),
    (("status", "--jsn"), "unknown argument '--jsn'; did you mean '--json'?"),
    (("status", "ids"), "unknown argument 'ids'"),
    (("status", "--require", "ruby"), "invalid choice: 'ruby'"),
    (("phase", "shwo"), "unknown action 'shwo'; did you mean 'show'?"),
    (("phase", "show", "idz"), "unknown component 'idz' in phase show; did you mean 'ids'?"),
    (("phase", "generate", "nothing"), "unknown component 'nothing' in the command line"),
    (("phase", "show", "--check"), "--check belongs to phase generate"),
]


@pytest.mark.parametrize(("arguments", "said"), USAGE_ERRORS, ids=[" ".join(row[0]) or "nothing" for row in USAGE_ERRORS])
def test_wrong_usage_is_named_and_exits_with_two(both, arguments, said):
    run = both.command(*arguments)

    assert (run.returncode, run.stdout) == (USAGE, "")
    assert said in run.stderr
    assert "Traceback" not in run.stderr


def test_wrong_usage_in_json_is_json(both):
    document = both.command("explain", "idz", "--json")

    assert document.returncode == USAGE
    assert parsed(document)["error"]["problems"] == ["unknown component 'idz' in explain; did you mean 'ids'?"]


@pytest.mark.parametrize("arguments", [("--help",), ("status", "--help"), ("explain", "-h"), ("--version",)], ids=" ".join)
def test_help_and_version_pass(both, arguments):
    run = both.command(*arguments)

    assert (run.returncode, run.stderr) == (PASS, "")
    assert "lionagi" in run.stdout


# --- status -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("backend", "required", "code"),
    [("rust", "rust", PASS), ("rust", "python", NOT_MET), ("python", "python", PASS), ("python", "rust", NOT_MET)],
)
def test_require_tells_whether_all_components_run_there(both, backend, required, code):
    run = both.command("status", "--require", required, LIONAGI_BACKEND=backend)

    assert run.returncode == code
    assert ("is required, but ids runs on" in run.stderr) == (code == NOT_MET)


def test_require_is_not_met_by_a_part_of_the_components(both):
    document = parsed(both.command("status", "--require", "rust", "--json", LIONAGI_COMPONENTS="ids=rust,codec=rust"))

    assert document["exit_code"] == NOT_MET
    assert document["unmet"] == ["hashing runs on python (PHASE_DEFAULT)", "entity runs on python (PHASE_DEFAULT)"]


def test_an_order_that_cannot_be_met_is_shown_and_exits_with_three(installation):
    run = installation.command("status", LIONAGI_COMPONENTS="ids=rust")

    assert run.returncode == NOT_MET
    assert "component 'ids' must run on Rust, but the native module cannot be loaded" in run.stdout
    assert "required by : LIONAGI_COMPONENTS=ids=rust" in run.stdout
    assert "codec      python" in run.stdout  # the others are still answered for


def test_phase_three_without_the_native_part_exits_with_three(installation):
    document = parsed(installation.command("status", "--json", LIONAGI_PHASE="ids=3"))

    assert document["exit_code"] == NOT_MET
    assert list(document["refused_at_use"]) == ["ids"]


def test_orders_that_make_no_sense_exit_with_two(both):
    run = both.command("status", LIONAGI_BACKEND="rsut", LIONAGI_KILL="idz")

    assert run.returncode == USAGE
    assert run.stderr.startswith("lionagi: 2 problems with the orders for the backends:\n  - ")


def test_status_shows_fallbacks_and_what_is_not_active(installation):
    document = parsed(installation.command("status", "--json", LIONAGI_PHASE="2", LIONAGI_SHADOW_RAISE="1"))

    assert [each["reason"] for each in document["components"]] == ["FALLBACK_NOT_INSTALLED"] * 4
    assert list(document["not_active"]) == ["LIONAGI_SHADOW_RAISE"]
    assert len(document["notes"]) == 1
    assert document["native"]["state"] == "missing"


# --- explain: every row of the selection table shows ------------------------------------------------------------------

EXPLAINED = [
    ("PHASE_DEFAULT", {}, "phase table"),
    ("FORCED_GLOBAL", {"LIONAGI_BACKEND": "rust"}, "LIONAGI_BACKEND"),
    ("FORCED_COMPONENT", {"LIONAGI_COMPONENTS": "ids=rust"}, "LIONAGI_COMPONENTS"),
    ("KILL_SWITCH", {"LIONAGI_KILL": "ids", "LIONAGI_COMPONENTS": "ids=rust"}, "kill"),
    ("PHASE_EMULATED", {"LIONAGI_PHASE": "2"}, "phase table"),
    ("ROLLOUT_IN", {"LIONAGI_PHASE": "2.ramp", "LIONAGI_ROLLOUT": "ids=100"}, "rollout"),
    ("ROLLOUT_OUT", {"LIONAGI_PHASE": "2.ramp", "LIONAGI_ROLLOUT": "ids=0"}, "rollout"),
]


@pytest.mark.parametrize(("reason", "variables", "rule"), EXPLAINED, ids=[row[0] for row in EXPLAINED])
def test_explain_names_the_reason_and_the_rule_that_decided(both, reason, variables, rule):
    document = parsed(both.command("explain", "ids", "--json", **variables))
    text = both.command("explain", "ids", **variables).stdout

    assert document["resolution"]["reason"] == reason
    assert [each["rule"] for each in document["rules"] if each["decides"]] == [rule]
    assert reason in text.splitlines()[0]
    assert any(line.startswith(f"-> {rule}") for line in text.splitlines())


@pytest.mark.parametrize(("kind", "reason"), [("missing", "FALLBACK_NOT_INSTALLED"), ("corrupt", "FALLBACK_IMPORT_FAILED")])
def test_explain_names_the_cause_of_a_fallback(installation, kind, reason):
    if kind == "corrupt":
        installation.corrupt()
    document = parsed(installation.command("explain", "ids", "--json", LIONAGI_BACKEND="prefer-rust"))

    assert document["resolution"]["reason"] == reason
    assert document["resolution"]["cause"]
    assert [each["rule"] for each in document["rules"] if each["decides"]] == ["LIONAGI_BACKEND"]
    assert len(document["notes"]) == 1


def test_explain_shows_a_quarantine(both):
    folder = both.folder / "home" / "state" / "lionagi" / "quarantine"
    folder.mkdir(parents=True)
    (folder / "ids.json").write_text(json.dumps({"component": "ids", "fingerprint": "f" * 32, "cause": "3 panics"}))
    document = parsed(both.command("explain", "ids", "--json", LIONAGI_PHASE="2"))

    assert document["resolution"]["reason"] == "QUARANTINED"
    assert [each for each in document["rules"] if each["decides"]] == [{"rule": "quarantine", "says": "3 panics", "decides": True}]


def test_explain_shows_overrides_and_choices_of_objects(both):
    code = """
decides = lambda cores=None: [rule["rule"] for rule in report.explanation("ids", cores)["rules"] if rule["decides"]]
from lionagi.registry import report
with registry.override("rust"):
    over = decides(), registry.explain("ids").splitlines()[0]
answer = over, decides(registry.cores(True)), [each["backend"] for each in registry.status(registry.cores(True))["components"]]
"""
    over, mine, backends = both.python(code)

    assert over == [["override"], "ids runs on rust: OVERRIDE, asked by override('rust')"]
    assert mine == ["per object"]
    assert backends == ["rust"] * 4


def test_explain_describes_an_order_that_cannot_be_met(installation):
    run = installation.command("explain", "ids", LIONAGI_COMPONENTS="ids=rust")

    assert run.returncode == NOT_MET
    assert run.stdout.startswith("ids would run on rust: FORCED_COMPONENT, asked by LIONAGI_COMPONENTS=ids=rust")
    assert "do one of   : " in run.stdout


# --- doctor -----------------------------------------------------------------------------------------------------------


def test_doctor_reports_the_native_part_from_a_fresh_interpreter(both):
    document = parsed(both.command("doctor", "--json", LIONAGI_BACKEND="python", LIONAGI_CHAT_MODEL="secret"))

    assert (document["native"]["state"], document["native"]["fingerprint"]) == ("loaded", "f" * 32)
    assert document["checkout"] is None
    assert document["variables"] == {"LIONAGI_BACKEND": "python"}
    assert document["problems"] == []


def test_doctor_takes_a_pure_installation_for_healthy(installation):
    document = parsed(installation.command("doctor", "--json"))

    assert (document["exit_code"], document["native"]["state"]) == (PASS, "missing")


SICK = [
    ("corrupt", lambda it: it.corrupt(), "native part broken: ImportError: "),
    ("stale", lambda it: it.checkout().stand_in(), "native part stale: stale: built from sources"),
    ("mutants", lambda it: it.stand_in(features="mutants"), "native part refused: a test build with seeded mutants"),
    ("aborts", lambda it: it.native_source("import os; os.abort()"), "ended the interpreter with SIGABRT"),
    ("exits", lambda it: it.native_source("import os; os._exit(7)"), "ended with exit code 7: no word"),
]


@pytest.mark.parametrize(("spoil", "said"), [row[1:] for row in SICK], ids=[row[0] for row in SICK])
def test_doctor_names_what_is_wrong_with_the_native_part(installation, spoil, said):
    if sys.platform == "win32" and "SIGABRT" in said:
        pytest.skip("no signals to name")
    spoil(installation)
    run = installation.command("doctor")

    assert run.returncode == FAIL
    assert said in run.stdout
    assert run.stderr == ""


def test_doctor_names_wrong_variables_and_records(both):
    folder = both.folder / "home" / "state" / "lionagi" / "quarantine"
    folder.mkdir(parents=True)
    (folder / "ids.json").write_text("{")
    document = parsed(both.command("doctor", "--json", LIONAGI_BACKEND="rsut"))

    assert document["exit_code"] == FAIL
    assert len(document["problems"]) == 2


# --- phase ------------------------------------------------------------------------------------------------------------


def test_phase_generate_writes_the_table_and_check_only_compares(both):
    (both.folder / "phases").mkdir()
    manifest = both.folder / "phases" / "phases.toml"
    table = both.package / "registry" / "_phase_table.py"
    before = table.read_text()
    manifest.write_text('[[components.ids]]\nsince = "1.0"\nphase = 2\nstage = "ramp"\npercent = 12.5\n')

    assert both.command("phase", "generate", "--check").returncode == FAIL
    assert table.read_text() == before
    assert both.command("phase", "generate").returncode == PASS
    assert '"ids": PhaseRow(stage="2.ramp", since="1.0", percent=1250),' in table.read_text()
    assert both.command("phase", "generate", "--check").returncode == PASS
    assert parsed(both.command("phase", "show", "--json"))["components"]["ids"]["history"][0]["percent"] == 12.5
    assert "12.5" in both.command("phase", "show").stdout


def test_phase_generate_names_every_break_and_writes_nothing(both):
    (both.folder / "phases").mkdir()
    table = both.package / "registry" / "_phase_table.py"
    before = table.read_text()
    (both.folder / "phases" / "phases.toml").write_text('[[components.ids]]\nsince = "one"\nphase = 4\n')
    run = both.command("phase", "generate")

    assert run.returncode == FAIL
    assert "breaks 2 rules:" in run.stderr
    assert table.read_text() == before


def test_phase_generate_needs_a_checkout(both):
    run = both.command("phase", "generate")

    assert run.returncode == FAIL
    assert "an installed package has only the generated table" in run.stderr


# --- the stream -------------------------------------------------------------------------------------------------------

pty = pytest.importorskip("pty") if sys.platform != "win32" else None


def outside(installation, **variables):
    """What a process needs to find this installation and nothing else."""
    return {"PATH": os.environ["PATH"], "HOME": str(installation.folder), "PYTHONPATH": str(installation.folder), **variables}


def on_terminal(installation, **variables):
    """The output of `lionagi explain ids` on a terminal."""
    leader, follower = pty.openpty()
    command = [sys.executable, "-m", "lionagi", "explain", "ids"]
    env = outside(installation, **{"TERM": "xterm", **variables})
    run = subprocess.Popen(command, env=env, cwd=installation.folder, stdout=follower)
    os.close(follower)
    shown = b""
    try:
        while piece := os.read(leader, 4096):
            shown += piece
    except OSError:  # Linux says so when the other end is gone
        pass
    os.close(leader)
    assert run.wait(30) == 0
    return shown.decode()


@pytest.mark.skipif(pty is None, reason="no terminals to open")
@pytest.mark.parametrize(
    ("variables", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False), ({"NO_COLOR": ""}, True), ({"TERM": "dumb"}, False)], ids=str
)
def test_colour_is_for_terminals_that_want_it(both, variables, coloured):
    assert ("\x1b[" in on_terminal(both, **variables)) == coloured


def test_no_colour_in_a_pipe(both):
    run = both.command("explain", "ids")

    assert "\x1b[" not in run.stdout


def test_a_reader_that_leaves_early_is_no_error(both):
    read, write = os.pipe()
    os.close(read)
    command = [sys.executable, "-u", "-m", "lionagi", "status"]
    run = subprocess.run(command, env=outside(both), cwd=both.folder, stdout=write, stderr=subprocess.PIPE, text=True, check=False)
    os.close(write)

    assert (run.returncode, run.stderr) == (PASS, "")


def test_a_defect_of_ours_is_one_line(both):
    (both.package / "registry" / "report.py").write_text("raise ZeroDivisionError('oops')\n")
    run = both.command("status")

    assert run.returncode == FAIL
    assert run.stderr == "lionagi: this should not happen, please report it: ZeroDivisionError: oops\n"


def test_status_is_quick(both):
    """100 ms is the target beside a bare interpreter at 12; the bound is generous because the machine may be busy."""
    from time import perf_counter

    def best(*arguments):
        times = []
        for _ in range(5):
            started = perf_counter()
            both.run(*arguments)
            times.append(perf_counter() - started)
        return min(times)

    both.command("status")
    assert best("-m", "lionagi", "status") < 10 * best("-c", "pass") + 0.1
