"""Rollout by key: sticky, monotone in percent, independent per component, and spread evenly."""

import math
from collections import Counter
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up_phases import MadeUpProbe

from lionagi.registry.rollout import BUCKETS, bucket, default_key
from lionagi.registry.selection import Orders, resolve_all
from lionagi.registry.settings import Settings
from lionagi.registry.words import PhaseRow


def resolver_at(hundredths, **orders):
    """What tells the backend of a key when the table says this percentage."""
    table = {"graph": PhaseRow(stage="2.ramp", since="1.0", percent=hundredths)}
    probe = MadeUpProbe(components=("graph",))

    def backend(key):
        return resolve_all(Orders(settings=Settings(rollout_key=key), **orders), table, probe).resolutions["graph"].backend

    return backend


def backend_at(hundredths, key):
    return resolver_at(hundredths)(key)


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


# --- over 10^5 keys ---------------------------------------------------------------------------------------------------
# The keys are fixed, so a bound is met for ever or never. Bounds are five standard deviations of honest chance: a hash that draws
# evenly and independently fails one such comparison in 1.7 million.

MANY = 100_000
KEYS = {
    "numbered pods": lambda number: f"pod-{number}",
    "hosts and folders": lambda number: f"web{number % 317:03d}.example.com\0/srv/app-{number // 317}/site-packages",
    "bare numbers": str,
}
PERCENTS = (0.01, 1, 5, 25, 50, 75, 99, 99.99)


@pytest.fixture(scope="module", params=KEYS)
def places(request):
    """The buckets of 10^5 keys of one kind, by component."""
    make = KEYS[request.param]
    keys = [make(number) for number in range(MANY)]
    assert len(set(keys)) == MANY
    return {component: [bucket(component, key) for key in keys] for component in ("ids", "codec", "messages")}


@pytest.mark.parametrize("percent", PERCENTS)
def test_the_share_of_rust_is_the_percentage(places, percent):
    share = percent / 100
    bound = 5 * math.sqrt(MANY * share * (1 - share))
    for buckets in places.values():
        on_rust = sum(place < percent * 100 for place in buckets)

        assert abs(on_rust - MANY * share) <= bound


def test_the_buckets_fill_evenly(places):
    """Chi-square over 100 cells: 99 degrees of freedom, variance twice that."""
    for buckets in places.values():
        counts = Counter(place // 100 for place in buckets)
        chi_square = sum((counts[cell] - MANY / 100) ** 2 / (MANY / 100) for cell in range(100))

        assert abs(chi_square - 99) <= 5 * math.sqrt(2 * 99)  # too even is as wrong as too uneven


def test_components_draw_independently(places):
    """Chi-square of independence over 10 x 10 cells: 81 degrees of freedom. A shared draw gives 900,000."""
    for one, other in combinations(places, 2):
        pairs = list(zip((place // 1_000 for place in places[one]), (place // 1_000 for place in places[other]), strict=True))
        both, ones, others = Counter(pairs), Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
        chi_square = sum((both[a, b] - (expected := ones[a] * others[b] / MANY)) ** 2 / expected for a in range(10) for b in range(10))

        assert abs(chi_square - 81) <= 5 * math.sqrt(2 * 81)


def test_nobody_leaves_when_the_percentage_grows():
    """Through the whole decision, not the hash alone: the keys on Rust at each percentage are among those at the next."""
    steps = (0, 1, 100, 2_500, 5_000, 9_999, BUCKETS)
    before: set[int] = set()
    for hundredths in steps:
        resolve = resolver_at(hundredths)
        now = {number for number in range(MANY // 10) if resolve(f"pod-{number}") == "rust"}

        assert before <= now
        before = now
    assert len(before) == MANY // 10


def test_a_kill_takes_everybody_off_whatever_the_percentage():
    resolve = resolver_at(BUCKETS, killed={"graph": "LIONAGI_KILL=graph"})

    assert {resolve(f"pod-{number}") for number in range(1_000)} == {"python"}


def test_members_of_a_group_are_on_the_same_side_for_every_key():
    table = {name: PhaseRow(stage="2.ramp", since="1.0", percent=5_000, group="lists") for name in ("pile", "progression")}
    sides = Counter()
    for number in range(1_000):
        orders = Orders(settings=Settings(rollout_key=f"pod-{number}"))
        found = resolve_all(orders, table, MadeUpProbe(components=tuple(table))).resolutions
        sides[found["pile"].backend, found["progression"].backend] += 1

    assert set(sides) == {("rust", "rust"), ("python", "python")}
