"""The native part as it can be found: missing, corrupt, foreign, stale, twofold, not ours, a mutant build; in fresh interpreters."""

import importlib.machinery
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from lionagi import _build_info

# The first touch of `ids`, and how it ended.
TOUCH = """
try:
    answer = {"backend": registry.active.cores.ids.BACKEND}
except registry.BackendUnavailableError as error:
    answer = {"error": str(error), "components": error.components, "causes": error.causes, "import_error": isinstance(error, ImportError)}
answer["said"] = [(warning.category.__name__, str(warning.message)) for warning in said]
answer["reason"] = None if "error" in answer else registry.resolution("ids").reason
answer["cause"] = None if "error" in answer else registry.resolution("ids").cause
"""


def test_a_native_part_that_is_there_answers(installation):
    found = installation.stand_in().python(TOUCH, LIONAGI_BACKEND="rust")

    assert found == {"backend": "rust", "said": [], "reason": "FORCED_GLOBAL", "cause": None}


def test_a_missing_part_is_missing(installation):
    found = installation.python(TOUCH, LIONAGI_PHASE="2")

    assert (found["backend"], found["reason"]) == ("python", "FALLBACK_NOT_INSTALLED")
    assert found["cause"] == "ModuleNotFoundError: No module named 'lionagi._core_rust._native'"


def test_a_missing_part_that_is_demanded_is_an_import_error_with_the_whole_story(installation):
    found = installation.python(TOUCH, LIONAGI_COMPONENTS="ids=rust")
    lines = found["error"].splitlines()

    assert found["import_error"]
    assert found["components"] == ["ids"]
    assert lines[0] == "component 'ids' must run on Rust, but the native module cannot be loaded"
    assert [line.split(":")[0].strip() for line in lines[1:]] == [
        "required by",
        "looked for",
        "cause",
        "this python",
        "do one of",
        "details",
    ]
    assert lines[1:4] == [
        "  required by : LIONAGI_COMPONENTS=ids=rust",
        "  looked for  : lionagi._core_rust._native",
        "  cause       : ModuleNotFoundError: No module named 'lionagi._core_rust._native'",
    ]
    assert lines[5:] == [
        "  do one of   : install a wheel with the native part; set ids=prefer-rust; unset the variable",
        "  details     : lionagi explain ids",
    ]


def test_components_refused_for_one_reason_share_one_block(installation):
    found = installation.python(TOUCH, LIONAGI_BACKEND="rust")

    assert found["error"].startswith("components 'ids', 'hashing', 'codec' and 'entity' must run on Rust")
    assert found["error"].count("must run on Rust") == 1


@pytest.mark.parametrize("kind", ["corrupt", "for_another_platform"])
def test_a_file_that_cannot_be_loaded_is_broken_not_missing(installation, kind):
    found = getattr(installation, kind)().python(TOUCH, LIONAGI_PHASE="2")

    assert (found["backend"], found["reason"]) == ("python", "FALLBACK_IMPORT_FAILED")
    assert found["cause"].startswith("ImportError: ")
    assert [category for category, _ in found["said"]] == ["BackendFallbackWarning"]
    assert found["cause"] in found["said"][0][1]


def test_a_broken_part_is_told_even_where_fallbacks_are_quiet(installation):
    found = installation.corrupt().python(TOUCH, LIONAGI_PHASE="2", LIONAGI_ON_FALLBACK="quiet")

    assert [category for category, _ in found["said"]] == ["BackendFallbackWarning"]


def test_a_broken_part_that_is_demanded_names_its_cause(installation):
    found = installation.corrupt().python(TOUCH, LIONAGI_BACKEND="rust")

    assert "cause       : ImportError: " in found["error"]
    assert "install a wheel made for this Python" in found["error"]


@pytest.mark.parametrize(
    ("source", "cause"),
    [
        ("raise RuntimeError('no such instruction')", "RuntimeError: no such instruction"),
        ("import no_such_module", "ModuleNotFoundError: No module named 'no_such_module'"),
        ("class PanicException(BaseException): pass\nraise PanicException('in the init')", "PanicException: in the init"),
        ("x = 1", "AttributeError: module 'lionagi._core_rust._native' has no attribute 'build_info' (no native part of lionagi"),
        ("def build_info(): return {'version': '1'}", "KeyError: 'fingerprint' (no native part of lionagi"),
        ("def build_info(): return 7", "TypeError: 'int' object is not iterable (no native part of lionagi"),
    ],
    ids=["raises", "needs another module", "panics", "not ours", "build without fingerprint", "build of another type"],
)
def test_a_module_that_fails_or_is_not_ours_is_broken(installation, source, cause):
    found = installation.native_source(source).python(TOUCH, LIONAGI_PHASE="2")

    assert (found["backend"], found["reason"]) == ("python", "FALLBACK_IMPORT_FAILED")
    assert found["cause"].startswith(cause)


def test_a_part_for_another_python_is_missing_and_named(installation):
    path = installation.native_file(b"", suffix=".cpython-399-x86_64-linux-gnu.so")
    found = installation.python(TOUCH, LIONAGI_PHASE="2")

    assert found["reason"] == "FALLBACK_NOT_INSTALLED"
    assert f"{path} is for another Python or platform" in found["cause"]


def test_two_files_for_one_module_are_an_error_that_names_both(installation):
    suffixes = importlib.machinery.EXTENSION_SUFFIXES
    if len(suffixes) < 2:
        pytest.skip("this Python knows one suffix only")
    paths = [installation.native_file(b"", suffix=suffix) for suffix in suffixes[:2]]
    found = installation.python(TOUCH, LIONAGI_BACKEND="prefer-rust")

    assert "there are two native modules" in found["error"]
    assert all(str(path) in found["error"] for path in paths)
    assert "delete one of the two files" in found["error"]


def test_two_files_do_not_matter_where_nothing_wants_rust(installation):
    for suffix in importlib.machinery.EXTENSION_SUFFIXES[:2]:
        installation.native_file(b"", suffix=suffix)

    assert installation.python(TOUCH)["backend"] == "python"
    assert "native part: twofold, not loaded, " in installation.command("status").stdout


def test_a_part_without_a_component_is_broken_for_that_component(installation):
    found = installation.stand_in(components=("hashing", "codec", "entity")).python(TOUCH, LIONAGI_PHASE="2")

    assert (found["backend"], found["reason"]) == ("python", "FALLBACK_IMPORT_FAILED")
    assert "has no component 'ids'" in found["cause"]


def test_a_part_without_ids_is_broken_for_all_since_the_others_make_ids(installation):
    installation.stand_in(components=("hashing", "codec", "entity"))
    answer = "answer = registry.cores(None).hashing.BACKEND, registry.resolution('hashing').reason"

    assert installation.python(answer, LIONAGI_PHASE="2") == ["python", "FALLBACK_IMPORT_FAILED"]


# --- stale ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "order", [{"LIONAGI_BACKEND": "rust"}, {"LIONAGI_BACKEND": "prefer-rust"}, {"LIONAGI_PHASE": "2"}, {"LIONAGI_PHASE": "3"}], ids=str
)
def test_a_stale_part_is_an_error_in_a_checkout_whenever_rust_is_wanted(installation, order):
    found = installation.checkout().stand_in(source_hash="0" * 32).python(TOUCH, **order)

    assert "the native module was built from other sources" in found["error"]
    assert f"stale: built from sources {'0' * 32}, but this checkout has " in found["error"]
    assert "build it again" in found["error"]


def test_a_part_built_from_this_checkout_is_not_stale(installation):
    installation.checkout()
    installation.stand_in(source_hash=_build_info.source_hash(str(installation.folder)))

    assert installation.python(TOUCH, LIONAGI_BACKEND="rust")["backend"] == "rust"


def test_one_changed_byte_in_the_sources_makes_the_part_stale(installation):
    installation.checkout()
    installation.stand_in(source_hash=_build_info.source_hash(str(installation.folder)))
    with open(installation.folder / "crates" / "lionagi-python" / "build.rs", "a") as file:
        file.write(" ")

    assert "stale" in installation.python(TOUCH, LIONAGI_BACKEND="rust")["error"]


def test_the_sources_do_not_matter_outside_a_checkout(installation):
    assert installation.stand_in(source_hash="0" * 32).python(TOUCH, LIONAGI_BACKEND="rust")["backend"] == "rust"


def test_a_stale_part_does_not_matter_where_nothing_wants_rust(installation):
    assert installation.checkout().stand_in(source_hash="0" * 32).python(TOUCH)["backend"] == "python"


def test_the_real_part_of_this_checkout_carries_the_hash_of_its_sources():
    """Also an installed one: it was built from the checkout that these tests are in."""
    from lionagi.registry import loading

    root = str(Path(__file__).resolve().parents[2])
    if not loading.native_files()[0]:
        pytest.skip("the package under test has no native part")
    native = loading.probe_native(("ids",), os.environ.get("LIONAGI_MUTANT"))

    assert native.build["source_hash"] == _build_info.source_hash(root)


# --- another Python, another interpreter --------------------------------------------------------------------------------


def _own_file():
    from lionagi.registry import loading

    files = loading.native_files()[0]
    if not files:
        pytest.skip("the package under test has no native part")
    return Path(files[0])


def _other_pythons():
    names = [f"python3.{minor}" for minor in range(10, 15) if minor != sys.version_info.minor]
    return [path for name in names if (path := shutil.which(name)) and _answers(path)]


def _answers(python):
    return subprocess.run([python, "-c", "import sys"], capture_output=True).returncode == 0  # a shim may have nothing behind it


def test_the_real_part_says_for_which_python_it_was_built():
    from lionagi.registry import loading

    _own_file()
    native = loading.probe_native(("ids",), os.environ.get("LIONAGI_MUTANT"))

    assert native.build["python"] == f"{sys.version_info.major}.{sys.version_info.minor}"


def test_the_real_part_renamed_for_another_python_is_refused_there(installation):
    pythons = _other_pythons()
    if not pythons:
        pytest.skip("this machine has no other Python to load it with")
    content = _own_file().read_bytes()
    for python in pythons:
        asked = "import sysconfig; print(sysconfig.get_config_var('EXT_SUFFIX'), sysconfig.get_python_version())"
        suffix, version = subprocess.run([python, "-c", asked], capture_output=True, text=True, check=True).stdout.split()
        file = installation.native_file(content, suffix=suffix)
        probe = "from lionagi.registry import loading; found = loading.probe_native(('ids',), None); print(found.state, found.cause)"
        run = subprocess.run([python, "-c", probe], capture_output=True, text=True, cwd=installation.folder)
        file.unlink()
        state, _, cause = run.stdout.partition(" ")

        assert (state, run.returncode) == ("broken", 0), run.stderr
        # Where a name of the other Python is missing, the linker is the first to say no.
        built = f"{sys.version_info.major}.{sys.version_info.minor}"
        own = f"ImportError: built for Python {built}, and this is {version}: the file was renamed or copied"
        assert cause.strip() == own or ("ImportError: " in cause and "undefined symbol" in cause)


def test_a_sub_interpreter_is_told_that_the_native_part_is_not_for_it():
    _own_file()
    probe = """
import importlib, sys
names = ("_interpreters", "_xxsubinterpreters")
module = next(importlib.import_module(name) for name in names if importlib.util.find_spec(name))
code = f"import sys; sys.path[:] = {sys.path!r}" + '''
from lionagi.registry import loading
found = loading.probe_native(("ids",), None)
print(found.state, "/", found.cause, flush=True)
from lionagi.registry import cores
print(cores().ids.__name__, flush=True)
'''
failure = module.run_string(module.create(), code)
assert failure is None, failure
from lionagi.registry import loading
print(loading.probe_native(("ids",), None).state)
"""
    environment = {**os.environ, "LIONAGI_BACKEND": "prefer-rust", "LIONAGI_STATE_DIR": "off"}
    run = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", "import importlib.util\n" + probe], capture_output=True, text=True, env=environment
    )

    assert run.returncode == 0, run.stderr
    assert run.stdout.splitlines() == [
        "broken / ImportError: this is a sub-interpreter, and the native part runs in the main interpreter of a process alone",
        "lionagi._core_py.ids",
        "loaded",  # the main interpreter afterwards
    ]


# --- mutants ----------------------------------------------------------------------------------------------------------

MUTANT = (
    TOUCH
    + """
import sys
answer["selected"] = sys.modules["lionagi._core_rust._native"].selected
"""
)


def test_a_mutant_build_is_refused_where_nobody_says_that_it_is_one(installation):
    found = installation.stand_in(features="mutants").python(MUTANT, LIONAGI_BACKEND="prefer-rust")

    assert "a test build with seeded mutants, and LIONAGI_MUTANT is not set" in found["error"]
    assert found["selected"] == []


@pytest.mark.parametrize(("order", "selected"), [("ids:2", ["ids:2"]), ("none", [""])])
def test_a_mutant_is_chosen_before_the_first_call(installation, order, selected):
    found = installation.stand_in(features="mutants").python(MUTANT, LIONAGI_BACKEND="rust", LIONAGI_MUTANT=order)

    assert (found["backend"], found["selected"]) == ("rust", selected)


def test_a_mutant_that_does_not_exist_is_refused(installation):
    found = installation.stand_in(features="mutants").python(MUTANT, LIONAGI_BACKEND="rust", LIONAGI_MUTANT="nonsense")

    assert "LIONAGI_MUTANT=nonsense is neither component:number, component:panic nor none" in found["error"]


def test_an_ordinary_build_refuses_a_mutant(installation):
    # Otherwise a proof on the wrong build would report a mutant that survived, or that died of nothing.
    found = installation.stand_in().python(MUTANT, LIONAGI_BACKEND="rust", LIONAGI_MUTANT="ids:2")

    assert "an ordinary build without mutants" in found["error"]


def test_an_ordinary_build_takes_no_mutant_for_an_answer(installation):
    assert installation.stand_in().python(TOUCH, LIONAGI_BACKEND="rust", LIONAGI_MUTANT="none")["backend"] == "rust"
