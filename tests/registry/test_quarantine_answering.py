"""A pure method that panics is answered by the Python core in place, where the orders let Python answer."""

import importlib
import inspect

import pytest

from lionagi.registry import COMPONENTS, loading, quarantine_answering, words
from lionagi.registry._cores import core_of
from lionagi.registry._phase_table import PHASES

CONTRACTS = {"ids": "IdsCore", "hashing": "HashingCore", "codec": "CodecCore", "messages": "MessagesCore"}
NOT_PURE = {  # draws from chance or the clock, binds classes, or works on records: half a panic's work may stand in one
    "ids": {"bind", "class_attributes", "create", "create_many"},
    "hashing": set(),
    "codec": set(),
    "messages": {
        "accelerate",
        "bind",
        "chat_messages",
        "document_readers",
        "document_writers",
        "read_many",
        "request_messages",
        "slow_down",
        "write_many",
    },
}
PANICKING = """
from lionagi._errors import backend_panic
def _panics(name, component="hashing"):
    def call(value):
        raise backend_panic(component, "index out of bounds", "core.rs:7")
    setattr(hashing, name, call)
_panics("digest")
_panics("hash_value")
_panics("canonical_bytes", "codec")
hashing.hash_many = lambda values: ["rust", values]
"""
PYTHON = """
BACKEND = "python"
def digest(value):
    return ["python", value]
def hash_value(value):
    raise ValueError("no such value")
canonical_bytes = digest
"""
TOLD = "{'counters': registry.counters()['quarantine'], 'said': [[type(each.message).__name__, str(each.message)] for each in said]}"
DIGEST = f"answer = [registry.active.cores.hashing.digest(number) for number in range(2)], {TOLD}"
RAISES = """
try:
    answer = {call}
except registry.BackendPanicError as error:
    answer = "panic in " + error.component
"""


@pytest.fixture
def panicking(installation):
    """An installation whose native hashing panics, and whose Python core answers."""
    installation.stand_in()
    file = installation.native_folder / "_native.py"
    file.write_text(file.read_text() + PANICKING)
    (installation.package / "_core_py" / "hashing.py").write_text(PYTHON)
    return installation


@pytest.mark.parametrize("component", CONTRACTS)
def test_every_method_of_a_contract_is_decided_and_the_parameters_are_its_own(component):
    contract = getattr(importlib.import_module(f"lionagi._core.{component}"), CONTRACTS[component])
    # `attach_...` makes a record in its shell, by the rule of the names.
    methods = {name: value for name, value in vars(contract).items() if inspect.isfunction(value) and not name.startswith(("_", "attach_"))}

    assert set(methods) == set(quarantine_answering.PURE[component]) | NOT_PURE[component]
    for name, text in quarantine_answering.PURE[component].items():
        space = {}
        exec(f"def call({text}): ...", space)
        _, *given = inspect.signature(methods[name]).parameters.values()

        assert [(each.name, each.default) for each in inspect.signature(space["call"]).parameters.values()] == [
            (each.name, each.default) for each in given
        ], name


def test_no_component_with_a_rust_core_is_forgotten():
    with_rust = {name for name, row in PHASES.items() if row.stage != words.NO_RUST_YET}

    assert set(quarantine_answering.PURE) | {"entity"} == with_rust  # `entity` has records only


@pytest.mark.parametrize("order", [{"LIONAGI_PHASE": "2"}, {"LIONAGI_BACKEND": "prefer-rust"}], ids=str)
def test_python_answers_in_place_is_counted_and_said_once(panicking, order):
    answers, told = panicking.python(DIGEST, **order)

    assert answers == [["python", 0], ["python", 1]]
    assert told["counters"] == {
        "panics": {"hashing": 2},
        "answered_in_place": {"hashing.digest": 2},
        "written": {},
        "records_lost": 0,
    }
    assert told["said"] == [
        [
            "BackendFallbackWarning",
            "the Rust core panicked in hashing.digest, and the Python core answered in its place: index out of bounds",
        ]
    ]


@pytest.mark.parametrize(
    "order",
    [
        {"LIONAGI_BACKEND": "rust"},
        {"LIONAGI_COMPONENTS": "hashing=rust"},
        {"LIONAGI_PHASE": "3"},
        {"LIONAGI_PHASE": "2", "LIONAGI_ON_FALLBACK": "error"},
    ],
    ids=str,
)
def test_where_rust_is_required_the_panic_leaves_and_the_core_is_handed_out_itself(panicking, order):
    code = RAISES.format(call="registry.active.cores.hashing.digest(1)")
    code += "from lionagi._core_rust import _native\nanswer = answer, registry.active.cores.hashing is _native.hashing"

    assert panicking.python(code, **order) == ["panic in hashing", True]


def test_an_object_that_demands_rust_gets_the_core_itself(panicking):
    code = RAISES.format(call="registry.cores(True).hashing.digest(1)")

    assert panicking.python(code, LIONAGI_PHASE="2") == "panic in hashing"


def test_a_quiet_answer_is_still_counted(panicking):
    _, told = panicking.python(DIGEST, LIONAGI_PHASE="2", LIONAGI_ON_FALLBACK="quiet")

    assert (told["said"], told["counters"]["answered_in_place"]) == ([], {"hashing.digest": 2})


def test_the_warning_points_at_the_line_of_the_user(panicking):
    script = panicking.folder / "user.py"
    script.write_text("from lionagi import registry\nhashing = registry.active.cores.hashing\n\nhashing.digest(1)\n")
    run = panicking.run(str(script), LIONAGI_PHASE="2", PYTHONWARNINGS="always")

    assert f"{script}:4: BackendFallbackWarning: the Rust core panicked in hashing.digest" in run.stderr
    assert run.stderr.count("panicked in hashing.digest") == 1  # not a second time by a log record that nobody asked for


def test_answers_in_place_count_toward_quarantine(panicking):
    code = "answer = [registry.active.cores.hashing.digest(number)[0] for number in range(5)]"

    assert panicking.python(code, LIONAGI_PHASE="2") == ["python"] * 5
    assert panicking.python("answer = registry.resolution('hashing').reason", LIONAGI_PHASE="2") == "QUARANTINED"


def test_what_does_not_panic_is_answered_by_rust(panicking):
    assert panicking.python("answer = registry.active.cores.hashing.hash_many([1])", LIONAGI_PHASE="2") == ["rust", [1]]


def test_the_error_of_the_python_core_is_the_answer_alone(panicking):
    code = """
try:
    registry.active.cores.hashing.hash_value(1)
except ValueError as error:
    answer = str(error), error.__context__ is None, error.__cause__ is None
"""
    assert panicking.python(code, LIONAGI_PHASE="2") == ["no such value", True, True]


@pytest.mark.parametrize(
    ("call", "said"),
    [("canonical_bytes(1)", "panic in codec"), ("digest(iter([1]))", "panic in hashing"), ("digest(value=1)", ["python", 1])],
    ids=["of another core", "an iterator is read once", "by keyword"],
)
def test_what_can_be_asked_again_is(panicking, call, said):
    assert panicking.python(RAISES.format(call=f"registry.active.cores.hashing.{call}"), LIONAGI_PHASE="2") == said


def test_the_same_object_answers_each_time(panicking):
    code = """
first = registry.active.cores.hashing
with registry.override("prefer-rust") as cores:
    answer = first is cores.hashing, first.digest is cores.hashing.digest, first.BACKEND, first.__name__
"""
    assert panicking.python(code, LIONAGI_PHASE="2") == [True, True, "rust", "hashing"]


def test_the_real_cores_answer_alike_through_it():
    if loading.probe_native(COMPONENTS).state != words.LOADED:
        pytest.skip("no native part here")
    for component, methods in quarantine_answering.PURE.items():
        raw = core_of(component, words.RUST)
        around = quarantine_answering.over(component, raw)
        for name in methods:
            assert getattr(around, name) is not getattr(raw, name)
    codec, hashing = (quarantine_answering.over(name, core_of(name, words.RUST)) for name in ("codec", "hashing"))

    assert codec.json_decode(codec.json_encode({"a": [1, 2.5, None]})) == {"a": [1, 2.5, None]}
    assert codec.json_encode({"x": object}, default=lambda value: "told", options=0) == b'{"x":"told"}'
    assert hashing.digest({"a": 1}) == core_of("hashing", words.PYTHON).digest({"a": 1})
    with pytest.raises(ValueError, match=r"."):
        codec.json_decode(b"{")
