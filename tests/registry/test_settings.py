"""Reading the environment: each variable's words, every problem at once, near misses of names, and what is left alone."""

import pytest
from made_up_phases import TABLE

from lionagi.registry import settings

GOOD = [
    ("LIONAGI_BACKEND", "auto", "backend", "auto"),
    ("LIONAGI_BACKEND", "prefer-rust", "backend", "prefer-rust"),
    ("LIONAGI_BACKEND", "  rust ", "backend", "rust"),
    ("LIONAGI_COMPONENTS", "live=rust,off=python", "components", {"live": "rust", "off": "python"}),
    ("LIONAGI_COMPONENTS", " live = prefer-rust , ", "components", {"live": "prefer-rust"}),
    ("LIONAGI_COMPONENTS", "live=rust,live=rust", "components", {"live": "rust"}),
    ("LIONAGI_PHASE", "1", "phase_of_all", "1.off"),
    ("LIONAGI_PHASE", "2", "phase_of_all", "2.live"),
    ("LIONAGI_PHASE", "3", "phase_of_all", "3.only"),
    ("LIONAGI_PHASE", "next", "phase_of_all", "next"),
    ("LIONAGI_PHASE", "2.ramp", "phase_of_all", "2.ramp"),
    ("LIONAGI_PHASE", "live=3,off=next", "phases", {"live": "3.only", "off": "next"}),
    ("LIONAGI_ROLLOUT", "ramp_all=25,ramp_none=0.07", "rollout", {"ramp_all": 2500, "ramp_none": 7}),
    ("LIONAGI_ROLLOUT", "ramp_all=100", "rollout", {"ramp_all": 10_000}),
    ("LIONAGI_ROLLOUT_KEY", "tenant 7", "rollout_key", "tenant 7"),
    ("LIONAGI_SHADOW", "live=1/1000", "shadow", {"live": (1, 1000)}),
    ("LIONAGI_SHADOW_DIR", "/var/tmp/shadow", "shadow_dir", "/var/tmp/shadow"),
    ("LIONAGI_SHADOW_BUDGET", "2%", "shadow_budget", 200),
    ("LIONAGI_SHADOW_RAISE", "0", "shadow_raise", False),
    ("LIONAGI_SHADOW_RAISE", "1", "shadow_raise", True),
    ("LIONAGI_KILL", "live,off", "killed", {"live": "LIONAGI_KILL=live", "off": "LIONAGI_KILL=off"}),
    ("LIONAGI_KILL", "*", "killed", dict.fromkeys(TABLE, "LIONAGI_KILL=*")),
    ("LIONAGI_ON_FALLBACK", "quiet", "on_fallback", "quiet"),
    ("LIONAGI_STATE_DIR", "off", "state_dir", "off"),
    ("LIONAGI_MUTANT", "ids:2", "mutant", "ids:2"),
]


@pytest.mark.parametrize(("name", "text", "field", "value"), GOOD, ids=[f"{row[0]}={row[1]}" for row in GOOD])
def test_a_valid_word_is_read(name, text, field, value):
    found, problems = settings.read({name: text, "HOME": "/root"}, TABLE)

    assert problems == []
    assert getattr(found, field) == value
    assert found.given == {name: text.strip()}


@pytest.mark.parametrize("name", sorted({row[0] for row in GOOD}))
@pytest.mark.parametrize("empty", ["", "  "])
def test_an_empty_variable_is_unset(name, empty):
    assert settings.read({name: empty}, TABLE) == settings.read({}, TABLE)


BAD = [
    ("LIONAGI_BACKEND", "rsut", "unknown backend 'rsut' in LIONAGI_BACKEND; did you mean 'rust'?"),
    ("LIONAGI_BACKEND", "RUST", "did you mean 'rust'?"),
    ("LIONAGI_BACKEND", "1", "valid: auto, python, rust, prefer-rust"),
    ("LIONAGI_COMPONENTS", "lvie=rust", "unknown component 'lvie' in LIONAGI_COMPONENTS; did you mean 'live'?"),
    ("LIONAGI_COMPONENTS", "live=pyton", "unknown backend 'pyton' in LIONAGI_COMPONENTS; did you mean 'python'?"),
    ("LIONAGI_COMPONENTS", "live", "'live' in LIONAGI_COMPONENTS is no pair"),
    ("LIONAGI_COMPONENTS", "live=", "'live=' in LIONAGI_COMPONENTS is no pair"),
    ("LIONAGI_COMPONENTS", "live=rust,live=python", "LIONAGI_COMPONENTS gives 'live' two orders"),
    ("LIONAGI_PHASE", "4", "unknown phase '4' in LIONAGI_PHASE"),
    ("LIONAGI_PHASE", "2.rump", "unknown phase '2.rump' in LIONAGI_PHASE; did you mean '2.ramp'?"),
    ("LIONAGI_PHASE", "1,2", "names several phases for all components"),
    ("LIONAGI_PHASE", "2,live=3", "'2' in LIONAGI_PHASE is no pair"),
    ("LIONAGI_PHASE", "live=2,live=3", "LIONAGI_PHASE gives 'live' two orders"),
    ("LIONAGI_ROLLOUT", "ramp_all=101", "'101' in LIONAGI_ROLLOUT is no percentage"),
    ("LIONAGI_ROLLOUT", "ramp_all=-1", "is no percentage"),
    ("LIONAGI_ROLLOUT", "ramp_all=1.234", "is no percentage"),
    ("LIONAGI_ROLLOUT", "ramp_all=1e2", "is no percentage"),
    ("LIONAGI_ROLLOUT", "ramp_all=" + "9" * 10_000, "is no percentage"),
    ("LIONAGI_ROLLOUT", "ramp_all=\u0665", "is no percentage"),
    ("LIONAGI_ROLLOUT", "ramp=25", "unknown component 'ramp'"),
    ("LIONAGI_SHADOW", "live=0/10", "is no share"),
    ("LIONAGI_SHADOW", "live=3/2", "is no share"),
    ("LIONAGI_SHADOW", "live=1", "is no share"),
    ("LIONAGI_SHADOW_BUDGET", "2", "is no budget"),
    ("LIONAGI_SHADOW_BUDGET", "0%", "is no budget"),
    ("LIONAGI_SHADOW_RAISE", "yes", "is neither 0 nor 1"),
    ("LIONAGI_KILL", "all", "unknown component 'all' in LIONAGI_KILL"),
    ("LIONAGI_KILL", "lve", "did you mean 'live'?"),
    ("LIONAGI_ON_FALLBACK", "eror", "unknown word 'eror' in LIONAGI_ON_FALLBACK; did you mean 'error'?"),
]


@pytest.mark.parametrize(("name", "text", "said"), BAD, ids=[f"{row[0]}={row[1][:24]}" for row in BAD])
def test_a_word_that_is_wrong_is_one_problem_that_names_the_nearest(name, text, said):
    _, problems = settings.read({name: text}, TABLE)

    assert len(problems) == 1
    assert said in problems[0]


def test_all_problems_are_found_in_one_reading():
    environment = {
        "LIONAGI_BACKEND": "rsut",
        "LIONAGI_COMPONENTS": "grpah=rust,live=pyton",
        "LIONAGI_KILL": "x",
        "LIONAGI_BACKENDS": "rust",
    }
    _, problems = settings.read(environment, TABLE)

    assert len(problems) == 5


NEAR = [
    ("LIONAGI_BACKENDS", "LIONAGI_BACKEND"),
    ("LIONAGI_BAKCEND", "LIONAGI_BACKEND"),
    ("LIONAGI_BACK_END", "LIONAGI_BACKEND"),
    ("LIONAGI_backend", "LIONAGI_BACKEND"),
    ("lionagi_backend", "LIONAGI_BACKEND"),
    ("LIONAGI_COMPONENT", "LIONAGI_COMPONENTS"),
    ("LIONAGI_PHASES", "LIONAGI_PHASE"),
    ("LIONAGI_KIL", "LIONAGI_KILL"),
    ("LIONAGI_ONFALLBACK", "LIONAGI_ON_FALLBACK"),
    ("LIONAGI_ROLLOUTKEY", "LIONAGI_ROLLOUT_KEY"),
    ("LIONAGI_SHADOWS_DIR", "LIONAGI_SHADOW_DIR"),
    ("LIONAGI_STATE_DIRS", "LIONAGI_STATE_DIR"),
    ("LIONAGI_MUTANTS", "LIONAGI_MUTANT"),
]


@pytest.mark.parametrize(("name", "meant"), NEAR)
def test_a_near_miss_of_a_variable_is_a_problem(name, meant):
    _, problems = settings.read({name: "x"}, TABLE)

    assert problems == [f"unknown variable {name}; did you mean {meant}? (rename or unset it)"]


# Read by lionagi's settings, by the build and by the tests; and names of nobody.
LEFT_ALONE = [
    "LIONAGI_CHAT_PROVIDER",
    "LIONAGI_CHAT_MODEL",
    "LIONAGI_EMBEDDING_PROVIDER",
    "LIONAGI_EMBEDDING_MODEL",
    "LIONAGI_AUTO_STORE_EVENT",
    "LIONAGI_AUTO_EMBED_LOG",
    "LIONAGI_STORAGE_PROVIDER",
    "LIONAGI_DEFAULT_QDRANT_COLLECTION",
    "LIONAGI_QDRANT_URL",
    "LIONAGI_MODEL_CACHE_SIZE",
    "LIONAGI_FIELD_META_LIMIT",
    "LIONAGI_FIELD_CACHE_SIZE",
    "LIONAGI_MAX_CONCURRENCY",
    "LIONAGI_BUILD_RUST",
    "LIONAGI_TEST_REQUIRE_NATIVE",
    "LIONAGI_PHONE",
    "LIONAGI_",
    "LIONAGI",
    "LION_BACKEND",
]


@pytest.mark.parametrize("name", LEFT_ALONE)
def test_other_variables_are_left_alone(name):
    assert settings.read({name: "x"}, TABLE) == settings.read({}, TABLE)


def test_a_near_miss_that_is_empty_is_left_alone():
    assert settings.read({"LIONAGI_BACKENDS": ""}, TABLE)[1] == []


@pytest.mark.parametrize(
    ("environment", "names"),
    [
        ({"LIONAGI_SHADOW": "live=1/2", "LIONAGI_SHADOW_RAISE": "1"}, []),
        ({"LIONAGI_SHADOW_DIR": "x", "LIONAGI_SHADOW_BUDGET": "2%"}, ["LIONAGI_SHADOW_DIR", "LIONAGI_SHADOW_BUDGET"]),
        ({"LIONAGI_STATE_DIR": "/var/tmp"}, []),
        ({"LIONAGI_STATE_DIR": "off"}, []),
        ({"LIONAGI_BACKEND": "rust", "LIONAGI_ROLLOUT_KEY": "x"}, []),
    ],
    ids=str,
)
def test_what_drives_nothing_is_called_not_active(environment, names):
    found, problems = settings.read(environment, TABLE)

    assert problems == []
    assert [name for name, _ in settings.not_active(found)] == names
