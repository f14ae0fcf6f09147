"""Cores of the process and of objects: laziness, precedence as lived, override, kill, callbacks, warnings, counters.

In fresh interpreters with stand-in cores, whose `BACKEND` says which one they are.
"""

import os
import subprocess
import sys

import pytest

WHERE = "where = lambda cores: [getattr(cores, name).BACKEND for name in registry.COMPONENTS]\n"
SAID = "\nsays = lambda: [(warning.category.__name__, str(warning.message)) for warning in said]\n"
PYTHON, RUST = ["python"] * 4, ["rust"] * 4


@pytest.fixture
def both(installation):
    """An installation with a native part."""
    return installation.stand_in()


# --- laziness ---------------------------------------------------------------------------------------------------------


def test_importing_the_registry_reads_no_variable_and_loads_no_core(installation):
    code = "import sys\nanswer = [name for name in sys.modules if name.startswith(('lionagi._core_py.', 'lionagi._core_rust.'))]"

    assert installation.python(code, LIONAGI_BACKEND="nonsense") == []


def test_a_component_is_loaded_on_first_touch_only(installation):
    code = """
import sys
registry.active.cores.hashing
answer = sorted(name for name in sys.modules if name.startswith("lionagi._core_py."))
"""
    # `ids` comes along: the cores of a backend make ids of the class bound there.
    assert installation.python(code) == ["lionagi._core_py.hashing", "lionagi._core_py.ids"]


def test_a_loaded_component_is_a_plain_slot(both):
    code = """
def is_slot(cores, name):
    for kind in type(cores).__mro__:
        if name in vars(kind):
            return type(vars(kind)[name]).__name__
cores = registry.active.cores
before = [is_slot(cores, name) for name in registry.COMPONENTS]
cores.codec
after = [is_slot(cores, name) for name in registry.COMPONENTS]
for name in registry.COMPONENTS: getattr(cores, name)
answer = before, after, type(cores) is registry.Cores, registry.cores(True).ids.BACKEND, type(registry.cores(True)) is registry.Cores
"""
    slot = "member_descriptor"
    before, after, plain, rust, rust_plain = both.python(code)

    assert before == ["property"] * 4
    assert after == ["property", "property", slot, "property"]
    assert (plain, rust, rust_plain) == (True, "rust", True)


def test_the_variables_are_read_once(both):
    code = """
import os
first = registry.active.cores.ids.BACKEND
os.environ["LIONAGI_BACKEND"] = "rust"
answer = first, registry.active.cores.hashing.BACKEND, registry.cores().codec.BACKEND
"""
    assert both.python(code) == ["python", "python", "python"]


def test_after_an_error_the_environment_may_be_put_right(both):
    code = """
import os
try:
    registry.active.cores.ids
except registry.BackendOrderError as error:
    first = str(error)
os.environ["LIONAGI_BACKEND"] = "rust"
answer = first, registry.active.cores.ids.BACKEND
"""
    first, backend = both.python(code, LIONAGI_BACKEND="rsut")

    assert first == "unknown backend 'rsut' in LIONAGI_BACKEND; did you mean 'rust'?"
    assert backend == "rust"


def test_all_problems_come_in_one_error(both):
    code = """
try:
    registry.active.cores.ids
except registry.BackendOrderError as error:
    answer = str(error), error.problems
"""
    file = both.folder / "a file"
    file.touch()
    text, problems = both.python(
        code,
        LIONAGI_BACKEND="rsut",
        LIONAGI_COMPONENTS="idz=rust,codec=rust,codec=python",
        LIONAGI_ROLLOUT="entity=10",
        LIONAGI_STATE_DIR=str(file),
        LIONAGI_SHADOWS="x",
    )

    assert len(problems) == 6
    assert text.splitlines()[0] == "6 problems with the orders for the backends:"
    for part in ("'rust'", "'ids'", "'codec' two orders", "'entity', which is at 1.off", f"{file} is no folder", "LIONAGI_SHADOW"):
        assert part in text


# --- frozen -----------------------------------------------------------------------------------------------------------


def test_cores_and_resolutions_are_frozen(both):
    code = """
def refused(change):
    try:
        change()
    except AttributeError:
        return True
cores, found = registry.active.cores, registry.resolution("ids")
cores.ids
answer = [refused(change) for change in (
    lambda: setattr(cores, "ids", 1), lambda: delattr(cores, "ids"), lambda: setattr(cores, "new", 1),
    lambda: setattr(found, "backend", "rust"), lambda: delattr(found, "backend"), lambda: cores.idz,
)]
"""
    assert both.python(code) == [True] * 6


def test_copies_of_cores_are_the_same_and_pickles_carry_the_wish(both):
    code = """
import copy, pickle
here, rust = registry.active.cores, registry.cores(True)
again = pickle.loads(pickle.dumps(rust))
answer = copy.copy(rust) is rust, copy.deepcopy([rust])[0] is rust, again is rust, pickle.loads(pickle.dumps(here)) is here
"""
    assert both.python(code) == [True, True, True, True]


def test_a_resolution_survives_a_pickle(both):
    code = """
import copy, pickle
found = registry.resolution("ids")
again = pickle.loads(pickle.dumps(found))
answer = again == found, hash(again) == hash(found), again != found.changed(backend="rust"), copy.copy(found) == found
"""
    assert both.python(code) == [True, True, True, True]


# --- precedence, as lived ---------------------------------------------------------------------------------------------


def test_several_cores_live_in_one_process(both):
    code = (
        WHERE
        + """
default, rust, python = registry.cores(None), registry.cores(True), registry.cores(False)
answer = where(default), where(rust), where(python), registry.resolution("ids", rust).as_dict()
"""
    )
    default, rust, python, found = both.python(code, LIONAGI_COMPONENTS="codec=rust")

    assert (default, rust, python) == (["python", "python", "rust", "python"], RUST, PYTHON)
    assert (found["reason"], found["asked_by"], found["policy"]) == ("PER_OBJECT", "use_rust_core=True", "rust")


def test_equal_wishes_share_one_cores(both):
    assert both.python("answer = registry.cores(True) is registry.cores(True), registry.cores() is registry.active.cores") == [True, True]


@pytest.mark.parametrize("wish", ["1", "'rust'", "0"])
def test_use_rust_core_is_true_false_or_none(both, wish):
    code = f"""
try:
    answer = repr(registry.cores({wish}))
except TypeError as error:
    answer = str(error)
"""
    assert both.python(code) == f"use_rust_core must be True, False or None, not {wish}"


def test_rust_for_an_object_is_refused_where_it_is_missing(installation):
    code = """
try:
    registry.cores(True)
except registry.BackendUnavailableError as error:
    answer = str(error), registry.active.cores.ids.BACKEND
"""
    text, after = installation.python(code)

    assert "required by : use_rust_core=True" in text
    assert after == "python"


def test_python_for_an_object_is_refused_in_phase_three(both):
    code = """
try:
    registry.cores(False)
except registry.BackendOrderError as error:
    answer = error.problems
"""
    problems = both.python(code, LIONAGI_PHASE="ids=3")

    assert len(problems) == 1
    assert "use_rust_core=False demands Python for 'ids', which is at 3.only" in problems[0]


def test_phase_three_without_the_native_part_fails_at_first_use_of_the_component(installation):
    code = """
works = registry.active.cores.codec.BACKEND
try:
    registry.active.cores.ids
except registry.BackendUnavailableError as error:
    answer = works, str(error), registry.active.cores.hashing.BACKEND, len(said)
"""
    works, text, after, warnings = installation.python(code, LIONAGI_PHASE="ids=3")

    assert (works, after, warnings) == ("python", "python", 0)
    assert text.startswith("component 'ids' must run on Rust")
    assert "required by : phase 3.only (LIONAGI_PHASE=ids=3)" in text


# --- override ---------------------------------------------------------------------------------------------------------


def test_override_holds_inside_and_ends_outside(both):
    code = (
        WHERE
        + """
before = registry.active.cores
with registry.override("rust") as cores:
    inside = where(registry.active.cores), cores is registry.active.cores, registry.resolution("ids").reason
answer = inside, registry.active.cores is before, where(before)
"""
    )
    inside, restored, after = both.python(code)

    assert inside == [RUST, True, "OVERRIDE"]
    assert restored
    assert after == PYTHON


def test_overrides_nest_and_the_innermost_wins(both):
    code = (
        WHERE
        + """
with registry.override("rust"):
    with registry.override({"codec": "python"}):
        inner = where(registry.active.cores)
    outer = where(registry.active.cores)
answer = inner, outer
"""
    )
    assert both.python(code) == [["rust", "rust", "python", "rust"], RUST]


def test_overrides_may_leave_in_another_order_than_they_came(both):
    code = (
        WHERE
        + """
first, second = registry.override("rust"), registry.override({"codec": "python"})
first.__enter__(); second.__enter__(); first.__exit__(None, None, None)
middle = where(registry.active.cores)
second.__exit__(None, None, None)
answer = middle, where(registry.active.cores)
"""
    )
    assert both.python(code, LIONAGI_COMPONENTS="ids=rust") == [
        ["rust", "python", "python", "python"],
        ["rust", "python", "python", "python"],
    ]


def test_override_beats_the_choice_of_an_object_and_the_environment(both):
    code = (
        WHERE
        + """
with registry.override("python"):
    answer = where(registry.cores(True)), where(registry.active.cores)
"""
    )
    assert both.python(code, LIONAGI_BACKEND="rust") == [PYTHON, PYTHON]


def test_override_auto_goes_back_to_the_phase_table(both):
    code = (
        WHERE
        + """
with registry.override("auto"):
    answer = where(registry.active.cores), registry.resolution("ids").reason
"""
    )
    assert both.python(code, LIONAGI_BACKEND="rust") == [PYTHON, "PHASE_DEFAULT"]


def test_override_decorates_functions_of_every_kind(both):
    code = """
import asyncio
at = lambda: registry.active.cores.ids.BACKEND
@registry.override("rust")
def plain(more): return at() + more
@registry.override("rust")
def generator():
    yield at()
    return at()
@registry.override("rust")
async def coroutine(): await asyncio.sleep(0); return at()
@registry.override("rust")
async def agen():
    yield at()
    await asyncio.sleep(0)
    yield at()
async def drive(): return [await coroutine(), [item async for item in agen()]]
answer = [plain("!"), list(generator()), asyncio.run(drive()), at(), plain.__name__]
"""
    assert both.python(code) == ["rust!", ["rust"], ["rust", ["rust", "rust"]], "python", "plain"]


def test_override_does_not_decorate_classes(both):
    code = """
try:
    registry.override("rust")(type("X", (), {}))
except TypeError as error:
    answer = str(error)
"""
    assert both.python(code) == "override() decorates functions and methods, not classes"


def test_override_ends_when_the_body_raises(both):
    code = """
try:
    with registry.override("rust"):
        raise KeyError
except KeyError:
    answer = registry.active.cores.ids.BACKEND
"""
    assert both.python(code) == "python"


@pytest.mark.parametrize(
    ("order", "said"),
    [
        ("'rsut'", "unknown backend 'rsut' in override(); did you mean 'rust'?"),
        ("{'idz': 'rust'}", "unknown component 'idz' in override(); did you mean 'ids'?"),
        ("{'ids': 'rsut', 'codek': 'rust'}", "2 problems with the orders for the backends:"),
        ("{'ids': None}", "unknown backend 'None' in override()"),
    ],
)
def test_an_override_with_wrong_words_is_refused_at_once(both, order, said):
    code = f"""
try:
    registry.override({order})
except registry.BackendOrderError as error:
    answer = str(error)
"""
    assert both.python(code).startswith(said)


def test_an_override_that_cannot_be_met_leaves_nothing_behind(installation):
    code = """
before = registry.active.cores
try:
    with registry.override("rust"):
        pass
except registry.BackendUnavailableError as error:
    answer = str(error), registry.active.cores is before, before.ids.BACKEND
"""
    text, restored, after = installation.python(code)

    assert "required by : override('rust')" in text
    assert "do one of   : install a wheel with the native part; override with 'prefer-rust'" in text
    assert (restored, after) == (True, "python")


# --- kill -------------------------------------------------------------------------------------------------------------


def test_a_kill_reaches_objects_made_from_then_on(both):
    code = (
        WHERE
        + """
old = registry.cores()
old.ids
registry.kill("ids", "codec")
found = registry.resolution("ids")
answer = where(old), where(registry.cores()), found.reason, found.asked_by
"""
    )
    assert both.python(code, LIONAGI_BACKEND="rust", LIONAGI_ON_FALLBACK="quiet") == [
        RUST,
        ["python", "rust", "python", "rust"],
        "KILL_SWITCH",
        "registry.kill('ids')",
    ]


def test_a_kill_beats_override_and_object(both):
    code = (
        WHERE
        + SAID
        + """
registry.kill("*")
with registry.override("rust"):
    over = where(registry.active.cores)
mine = where(registry.cores(True))
beaten = sorted({text.split(" although")[1] for _, text in says()})
answer = over, mine, beaten, sorted({kind for kind, _ in says()})
"""
    )
    over, mine, said, kinds = both.python(code)

    assert (over, mine, kinds) == (PYTHON, PYTHON, ["BackendWarning"])
    assert said == [
        " override('rust') demands Rust: registry.kill('*') beats every order",
        " use_rust_core=True demands Rust: registry.kill('*') beats every order",
    ]


def test_a_kill_reaches_the_wishes_of_objects_made_from_then_on(both):
    code = """
before = registry.cores(True)
registry.kill("ids")
answer = before.ids.BACKEND, registry.cores(True).ids.BACKEND, registry.cores(True).codec.BACKEND
"""
    assert both.python(code) == ["rust", "python", "rust"]


def test_a_kill_by_the_environment_needs_no_native_part(installation):
    assert installation.python(WHERE + "answer = where(registry.cores(True))", LIONAGI_KILL="*", LIONAGI_BACKEND="rust") == PYTHON


@pytest.mark.parametrize(
    ("call", "phase", "said"),
    [
        ("kill('idz')", "1", "unknown component 'idz' in kill(); did you mean 'ids'?"),
        ("kill('ids')", "ids=3", "registry.kill('ids') would kill 'ids', which is at 3.only"),
        ("kill('*')", "ids=3", "registry.kill('*') would kill 'ids', which is at 3.only"),
    ],
)
def test_a_kill_that_may_not_be_is_refused_and_changes_nothing(both, call, phase, said):
    code = (
        WHERE
        + f"""
before = where(registry.active.cores)
try:
    registry.{call}
except registry.BackendOrderError as error:
    answer = str(error), before == where(registry.active.cores), where(registry.cores(None))
"""
    )
    text, same, after = both.python(code, LIONAGI_PHASE=phase)

    assert text.startswith(said)
    assert same
    assert after[1:] == PYTHON[1:]


# --- callbacks --------------------------------------------------------------------------------------------------------


def test_on_load_hears_of_cores_loaded_before_and_after_once_each(both):
    code = """
heard = []
registry.active.cores.ids
end = registry.on_load("ids", lambda core: heard.append(core.BACKEND))
registry.cores(True).ids
registry.cores(True).ids
first = list(heard)
late = []
registry.on_load("codec", lambda core: late.append(core.BACKEND))()
registry.active.cores.codec
answer = first, late
"""
    # `codec` of Rust came with `ids` of Rust, before anyone listened; the listener had left before Python's came.
    assert both.python(code) == [["python", "rust"], ["rust"]]


def test_on_load_is_called_before_the_core_is_handed_out(both):
    code = """
registry.on_load("ids", lambda core: setattr(core, "bound", True))
answer = registry.active.cores.ids.bound, registry.cores(True).ids.bound
"""
    assert both.python(code) == [True, True]


def test_ids_are_bound_before_another_core_of_the_backend_is_loaded(both):
    code = """
order = []
for name in ("entity", "ids"):
    registry.on_load(name, lambda core, name=name: order.append((name, core.BACKEND)))
with registry.override({"entity": "rust"}) as cores:
    cores.entity
answer = order
"""
    assert both.python(code)[:2] == [["ids", "rust"], ["entity", "rust"]]


def test_a_callback_that_fails_is_tried_again_and_the_core_not_handed_out_meanwhile(both):
    code = """
tries = []
def bind(core):
    tries.append(core.BACKEND)
    if len(tries) == 1:
        raise KeyError("not yet")
registry.on_load("ids", bind)
try:
    registry.active.cores.ids
except KeyError:
    answer = registry.active.cores.ids.BACKEND, tries
"""
    assert both.python(code) == ["python", ["python", "python"]]


def test_on_change_hears_of_the_first_resolution_and_of_every_swap(both):
    code = """
heard = []
registry.active.on_change(lambda cores: heard.append(repr(cores)))
nothing = list(heard)
registry.active.cores.ids
with registry.override({"ids": "rust"}):
    pass
registry.kill("codec")
late = []
registry.active.on_change(lambda cores: late.append(cores is registry.active.cores))()
answer = nothing, heard, late
"""
    python = "Cores(ids=python, hashing=python, codec=python, entity=python)"
    nothing, heard, late = both.python(code)

    assert nothing == []
    assert heard == [python, python.replace("ids=python", "ids=rust"), python, python]
    assert late == [True]


def test_on_change_hears_of_the_way_back_to_cores_that_are_still_lazy(both):
    code = """
heard = []
registry.active.on_change(lambda cores: heard.append(repr(cores)))
with registry.override({"ids": "rust"}):
    pass
registry.active.cores.ids
answer = heard[1:]
"""
    assert both.python(code) == ["Cores(not resolved)", "Cores(ids=python, hashing=python, codec=python, entity=python)"]


# --- fallbacks --------------------------------------------------------------------------------------------------------


def test_a_missing_part_is_told_once_a_process(installation):
    code = (
        WHERE
        + SAID
        + """
where(registry.active.cores); where(registry.active.cores)
with registry.override("auto"):
    where(registry.active.cores)
answer = says()
"""
    )
    said = installation.python(code, LIONAGI_PHASE="2")

    assert len(said) == 1
    assert said[0][0] == "BackendFallbackWarning"
    assert said[0][1].startswith(
        "components 'ids', 'hashing', 'codec' and 'entity' run on Python instead of Rust (wanted by LIONAGI_PHASE=2)"
    )


def test_the_warning_blames_the_line_of_the_user(installation):
    code = """
registry.active.cores.ids
answer = [warning.filename for warning in said]
"""
    assert installation.python(code, LIONAGI_PHASE="2") == ["<string>"]


def test_a_fallback_that_is_quiet_is_still_counted(installation):
    code = (
        WHERE
        + SAID
        + """
heard = []
registry.on_fallback(lambda found: heard.append((found.component, found.reason)))
where(registry.active.cores)
answer = says(), heard, registry.counters()
"""
    )
    said, heard, counters = installation.python(code, LIONAGI_PHASE="ids=2,codec=2", LIONAGI_ON_FALLBACK="quiet")

    assert said == []
    assert heard == [["ids", "FALLBACK_NOT_INSTALLED"], ["codec", "FALLBACK_NOT_INSTALLED"]]
    assert counters["fallbacks"] == {"ids": 1, "hashing": 0, "codec": 1, "entity": 0}
    assert (counters["resolutions"], counters["warnings"]) == (1, 0)


def test_a_fallback_may_be_forbidden(installation):
    code = """
try:
    registry.active.cores.ids
except registry.BackendUnavailableError as error:
    answer = str(error)
"""
    text = installation.python(code, LIONAGI_PHASE="2", LIONAGI_ON_FALLBACK="error")

    assert "required by : LIONAGI_ON_FALLBACK=error (Rust wanted by LIONAGI_PHASE=2)" in text
    assert "set LIONAGI_ON_FALLBACK=warn" in text


def test_on_fallback_hears_of_those_before_it_came_and_ends(installation):
    code = """
registry.active.cores.ids
heard = []
registry.on_fallback(lambda found: heard.append(found.component))()
with registry.override("prefer-rust"):
    pass
answer = heard
"""
    assert installation.python(code, LIONAGI_PHASE="ids=2", LIONAGI_ON_FALLBACK="quiet") == ["ids"]


def test_no_fallback_is_counted_where_rust_answers(both):
    code = WHERE + "where(registry.active.cores)\nanswer = registry.counters(), len(said)"
    counters, said = both.python(code, LIONAGI_PHASE="2")

    assert counters["fallbacks"] == dict.fromkeys(("ids", "hashing", "codec", "entity"), 0)
    assert counters["native_calls"] == dict.fromkeys(("ids", "hashing", "codec", "entity"), 7)
    assert said == 0


def test_variables_that_drive_nothing_are_told_as_not_active(both):
    code = SAID + "registry.active.cores.ids\nanswer = says()"
    said = both.python(code, LIONAGI_SHADOW_RAISE="1", LIONAGI_SHADOW_BUDGET="2%")

    assert [text.split(":")[0] for _, text in said] == [
        "LIONAGI_SHADOW_BUDGET is valid but not active",
        "LIONAGI_SHADOW_RAISE is valid but not active",
    ]


def test_warnings_as_errors_leave_a_process_that_works(installation):
    code = """
warnings.simplefilter("error")
try:
    registry.active.cores.ids
except registry.BackendFallbackWarning:
    answer = registry.active.cores.ids.BACKEND, registry.resolution("ids").reason
"""
    assert installation.python(code, LIONAGI_PHASE="2") == ["python", "FALLBACK_NOT_INSTALLED"]


# --- threads and forks ------------------------------------------------------------------------------------------------


def test_threads_that_touch_at_once_get_one_core(both):
    code = """
import threading
start, found = threading.Barrier(8), []
def touch():
    start.wait()
    found.append(id(registry.active.cores.entity))
threads = [threading.Thread(target=touch) for _ in range(8)]
for thread in threads: thread.start()
for thread in threads: thread.join()
answer = len(found), len(set(found))
"""
    assert both.python(code) == [8, 1]


def test_a_child_is_not_locked_by_a_thread_of_its_parent(both):
    code = """
import os, threading
from lionagi.registry import _cores
if hasattr(os, "fork"):
    held, done = threading.Event(), threading.Event()
    def hold():
        with _cores.lock:
            held.set()
            done.wait(10)
    thread = threading.Thread(target=hold)
    thread.start()
    held.wait(10)
    child = os.fork()
    if child == 0:
        os._exit(0 if registry.active.cores.ids.BACKEND == "python" else 1)
    answer = os.waitpid(child, 0)[1]
    done.set()
    thread.join()
else:
    answer = 0
"""
    assert both.python(code) == 0


@pytest.mark.parametrize(
    "call", ["Node(content={'a': 1}, id='12345678-1234-4678-9234-567812345678')", "Instruction(instruction='hi', sender='user')"]
)
def test_orders_that_cannot_be_followed_are_no_fault_of_the_arguments(call):
    source = "from lionagi.protocols.graph.node import Node; from lionagi.protocols.messages import Instruction; " + call
    environment = {**os.environ, "LIONAGI_COMPONENTS": "entity=ruby", "LIONAGI_STATE_DIR": "off"}

    ran = subprocess.run([sys.executable, "-c", source], env=environment, capture_output=True, text=True, check=False)

    assert ran.returncode == 1
    assert "BackendOrderError: unknown backend 'ruby' in LIONAGI_COMPONENTS" in ran.stderr
