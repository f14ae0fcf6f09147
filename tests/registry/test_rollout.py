"""Rollout by key: sticky, monotone in percent, independent per component, and spread evenly."""

from hypothesis import given
from hypothesis import strategies as st
from made_up_phases import MadeUpProbe

from lionagi.registry.rollout import BUCKETS, bucket, default_key
from lionagi.registry.selection import Orders, resolve_all
from lionagi.registry.settings import Settings
from lionagi.registry.words import PhaseRow


def backend_at(hundredths, key):
    table = {"graph": PhaseRow(stage="2.ramp", since="1.0", percent=hundredths)}
    orders = Orders(settings=Settings(rollout_key=key))
    return resolve_all(orders, table, MadeUpProbe(components=("graph",))).resolutions["graph"].backend


@given(st.text(), st.integers(0, BUCKETS), st.integers(0, BUCKETS))
def test_a_larger_percentage_only_adds_keys(key, one, other):
    small, large = sorted((one, other))
    if backend_at(small, key) == "rust":
        assert backend_at(large, key) == "rust"


@given(st.text(), st.integers(0, BUCKETS))
def test_rust_answers_exactly_below_the_percentage(key, hundredths):
    assert backend_at(hundredths, key) == ("rust" if bucket("graph", key) < hundredths else "python")


def test_the_key_whose_bucket_is_the_percentage_is_not_in_it_yet():
    place = bucket("graph", "pod-1")

    assert (backend_at(place, "pod-1"), backend_at(place + 1, "pod-1")) == ("python", "rust")


@given(st.text())
def test_nobody_at_zero_and_everybody_at_a_hundred(key):
    assert (backend_at(0, key), backend_at(BUCKETS, key)) == ("python", "rust")


def test_the_bucket_is_pinned():
    # Golden: a change would move every installation to another side of its ramp.
    assert (bucket("graph", "pod-1"), bucket("flow", "pod-1"), bucket("graph", "")) == (3850, 9059, 1516)


def test_keys_spread_evenly_and_components_draw_independently():
    keys = [f"pod-{number}" for number in range(4_000)]
    graph = {key for key in keys if bucket("graph", key) < BUCKETS // 4}
    flow = {key for key in keys if bucket("flow", key) < BUCKETS // 4}

    assert 880 < len(graph) < 1120  # 1,000 expected, more than four standard deviations either way
    assert 880 < len(flow) < 1120
    assert 190 < len(graph & flow) < 310  # 250 expected of independent draws


def test_lone_surrogates_in_a_key_are_a_key_like_any_other():
    assert 0 <= bucket("graph", "\udcff") < BUCKETS


def test_the_default_key_is_the_same_in_every_process(monkeypatch):
    before = default_key()
    monkeypatch.setattr("os.getpid", lambda: 1)

    assert default_key() == before
