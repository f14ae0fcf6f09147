"""The package surface: what exists, what it costs to import, and when things load."""

from __future__ import annotations

import ast
import importlib
import importlib.metadata
import json
import logging
import pkgutil
import subprocess
import sys
from pathlib import Path

import pydantic
import pytest

import lionagi

HERE = Path(__file__).resolve().parent
PACKAGE = Path(lionagi.__file__).parent
SURFACE = json.loads((HERE / "samples" / "surface.json").read_text("utf-8"))
# Modules whose table of homes is compared with what type checkers are told.
LAZY = ["lionagi", "lionagi.ln", "lionagi.protocols.graph", "lionagi.protocols.types", "lionagi.utils"]
every_lazy_module = pytest.mark.parametrize("module", LAZY)


def in_a_fresh_interpreter(program):
    """The value of the expression that the program prints; it must not warn."""
    program = f"import sys\nsys.path.insert(0, {str(PACKAGE.parent)!r})\n{program}"
    command = [sys.executable, "-W", "error", "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return ast.literal_eval(done.stdout)


def modules_loaded_by(*statements):
    program = "before = set(sys.modules)\n" + "\n".join(statements) + "\nprint(sorted(set(sys.modules) - before))"
    return set(in_a_fresh_interpreter(program))


# --- what importing costs -------------------------------------------------------------------------------------------


def test_importing_the_package_loads_two_modules_and_nothing_else():
    assert modules_loaded_by("import lionagi") - {"__future__"} == {"lionagi", "lionagi._lazy"}


@pytest.mark.parametrize(
    "statement", ["import lionagi.ln", "import lionagi.protocols.types", "import lionagi.utils", "import lionagi._errors"]
)
def test_gathering_modules_load_nothing_but_packages(statement):
    name = statement.split()[1]
    parents = {".".join(name.split(".")[:end]) for end in range(1, name.count(".") + 2)}

    assert modules_loaded_by(statement) - {"__future__"} == {*parents, "lionagi._lazy"}


HEAVY = {"asyncio", "anyio", "pydantic", "pydantic_core", "orjson", "inspect", "hashlib", "re", "dataclasses", "typing", "logging"}


@pytest.mark.parametrize(
    ("statements", "allowed"),
    [
        (["import lionagi.registry"], set()),
        (["from lionagi.ln import now_utc", "now_utc()"], set()),
        (["from lionagi.ln import types"], {"dataclasses", "inspect", "re", "typing"}),
        (["import lionagi", "lionagi.logger"], {"logging", "re"}),
        (["from lionagi.protocols.types import Observable"], {"typing", "re", "inspect"}),
    ],
    ids=["registry", "now_utc", "types", "logger", "concepts"],
)
def test_a_touch_loads_only_what_it_needs(statements, allowed):
    heavy = {name for name in modules_loaded_by(*statements) if name.split(".")[0] in HEAVY}

    assert {name.split(".")[0] for name in heavy} <= allowed


@pytest.mark.parametrize("statement", ["import lionagi", "import lionagi.registry", "from lionagi.ln.types import Params"])
def test_importing_loads_no_core(statement):
    assert not {name for name in modules_loaded_by(statement) if "_core_py" in name or "_core_rust" in name}


def test_importing_reads_no_setting():
    program = "import os\nos.environ['LIONAGI_BACKEND'] = 'nonsense'\nimport lionagi, lionagi.registry\nprint(['fine'])"

    assert in_a_fresh_interpreter(program) == ["fine"]


def test_importing_everything_leaves_logging_and_the_disk_alone(tmp_path):
    program = f"""
import logging, os
os.chdir({str(tmp_path)!r})
import lionagi
from lionagi import *
lionagi.logger.info("seen by nobody")
print([logging.root.handlers, logging.root.level, lionagi.logger.handlers, os.listdir()])
"""
    assert in_a_fresh_interpreter(program) == [[], logging.WARNING, [], []]


def test_a_loaded_name_is_a_plain_attribute_from_then_on():
    loaded = in_a_fresh_interpreter(
        "import lionagi\nbefore = 'ln' in vars(lionagi)\nlionagi.ln.get_bins\n"
        "print([before, 'ln' in vars(lionagi), 'get_bins' in vars(lionagi.ln)])"
    )

    assert loaded == [False, True, True]


@every_lazy_module
def test_dir_lists_names_that_are_not_loaded_yet(module):
    listed, loaded = in_a_fresh_interpreter(f"import {module} as module\nprint([dir(module), list(vars(module))])")

    assert set(importlib.import_module(module)._HOMES) <= set(listed)
    assert set(loaded) < set(listed)


# --- names ----------------------------------------------------------------------------------------------------------


def modules():
    """Every module of the package that can be imported without its native part."""
    for found in pkgutil.walk_packages([str(PACKAGE)], "lionagi."):
        if not found.name.rpartition(".")[2].startswith("__") and "._core_rust" not in found.name:
            yield found.name


@pytest.mark.parametrize("module", ["lionagi", *modules()])
def test_import_star_works_and_every_listed_name_exists(module):
    if module == "lionagi.adapters.async_postgres_adapter":
        pytest.importorskip("sqlalchemy", reason="this adapter is an extra")
    names = {}
    exec(f"from {module} import *", names)

    listed = getattr(importlib.import_module(module), "__all__", ())
    assert set(listed) <= set(names)
    assert len(set(listed)) == len(listed)


@every_lazy_module
def test_the_listed_names_are_those_with_a_home(module):
    loaded = importlib.import_module(module)

    assert set(loaded._HOMES) == set(loaded.__all__)
    assert not set(loaded._HOMES) & set(loaded._LATER)
    assert set(loaded.__all__) <= set(dir(loaded))
    assert not set(loaded._LATER) & set(dir(loaded))


@every_lazy_module
def test_type_checkers_are_told_the_same_homes(module):
    loaded = importlib.import_module(module)
    tree = ast.parse(Path(loaded.__file__).read_text("utf-8"))
    blocks = (node.body for node in tree.body if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING")
    told = {}
    for node in next(blocks, ()):
        if not isinstance(node, ast.ImportFrom):
            continue
        for alias in node.names:
            if alias.asname is None:  # imported for an annotation
                continue
            submodule = f"{node.module}.{alias.name}"
            home = f"{submodule}:" if submodule + ":" in loaded._HOMES.values() else node.module
            told[alias.asname] = home if alias.asname == alias.name or home.endswith(":") else f"{home}:{alias.name}"
    if module == "lionagi":
        told["logger"] = "lionagi._logger"  # an annotation: logging is not imported for a type

    assert told == loaded._HOMES


@every_lazy_module
def test_each_name_is_the_object_of_its_home(module):
    loaded = importlib.import_module(module)
    for name, home in loaded._HOMES.items():
        place, colon, there = home.partition(":")
        expected = importlib.import_module(place)
        if there or not colon:
            expected = getattr(expected, there or name)
        assert getattr(loaded, name) is expected


@pytest.mark.parametrize("module", SURFACE)
def test_every_name_of_the_last_release_exists_or_is_announced(module):
    loaded = importlib.import_module(module)
    announced = set(getattr(loaded, "_LATER", ()))

    missing = {name for name in SURFACE[module] if name not in announced and not hasattr(loaded, name)}
    assert missing == set()


@pytest.mark.parametrize(("module", "name"), [(module, name) for module in LAZY for name in importlib.import_module(module)._LATER])
def test_a_name_that_comes_later_says_so(module, name):
    text = f"module {module!r} has no attribute {name!r} yet: it comes with a later release"
    loaded = importlib.import_module(module)

    assert not hasattr(loaded, name)
    with pytest.raises(AttributeError) as touched:
        getattr(loaded, name)
    assert text in str(touched.value)
    with pytest.raises(ImportError) as imported:
        exec(f"from {module} import {name}", {})
    assert text in str(imported.value)


@pytest.mark.parametrize("module", [*LAZY, "lionagi._types"])
def test_an_unknown_name_is_an_attribute_error_in_pythons_words(module):
    loaded = importlib.import_module(module)

    with pytest.raises(AttributeError, match=r"has no attribute 'nope'$") as touched:
        _ = loaded.nope
    assert touched.value.name == "nope"
    with pytest.raises(ImportError, match="cannot import name 'nope'"):
        exec(f"from {module} import nope", {})


def test_submodules_are_found_by_from_import():
    assert in_a_fresh_interpreter("from lionagi import _errors, _core\nprint([_errors.__name__])") == ["lionagi._errors"]


# --- the top of the package -----------------------------------------------------------------------------------------


def test_the_version_is_that_of_the_project():
    project = HERE.parent / "pyproject.toml"

    assert f'version = "{lionagi.__version__}"' in project.read_text("utf-8").split("[project]")[1]
    assert lionagi.__version__ == "1.0.0a1"


def test_pydantics_names_are_pydantics():
    assert lionagi.BaseModel is pydantic.BaseModel
    assert lionagi.Field is pydantic.Field


def test_types_finds_the_names_of_the_protocols():
    from lionagi.protocols import _concepts, contracts

    assert lionagi.types.__name__ == "lionagi._types"
    assert lionagi.types.Observable is contracts.ObservableProto
    assert lionagi.types.LegacyObservable is _concepts.Observable
    assert "Observer" in dir(lionagi.types)
    with pytest.raises(ImportError, match=r"lionagi\.types"):
        importlib.import_module("lionagi.types")  # an attribute, as in 0.18.0, no module


def test_the_logger_is_the_packages_own_at_info():
    assert lionagi.logger is logging.getLogger("lionagi")
    assert lionagi.logger.level == logging.INFO


def test_a_level_that_the_program_has_set_stays():
    program = "import logging\nlogging.getLogger('lionagi').setLevel(logging.ERROR)\nimport lionagi\nprint(lionagi.logger.level)"

    assert in_a_fresh_interpreter(program) == logging.ERROR
