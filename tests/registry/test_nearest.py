"""The edit distance behind `did you mean`, against a textbook recursion."""

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lionagi.registry.nearest import distance, hint, nearest

WORDS = st.text("abc", max_size=6)


def plain(left, right):
    """Optimal string alignment by its definition."""

    @cache
    def to(i, j):
        if not i or not j:
            return i + j
        best = min(to(i - 1, j) + 1, to(i, j - 1) + 1, to(i - 1, j - 1) + (left[i - 1] != right[j - 1]))
        if i > 1 and j > 1 and left[i - 1] == right[j - 2] and left[i - 2] == right[j - 1]:
            best = min(best, to(i - 2, j - 2) + 1)
        return best

    return to(len(left), len(right))


@given(WORDS, WORDS, st.integers(0, 7))
def test_distance_is_the_textbook_one_up_to_its_limit(left, right, limit):
    assert distance(left, right, limit) == min(plain(left, right), limit + 1)


@pytest.mark.parametrize(
    ("word", "valid", "found"),
    [
        ("grpah", ("pile", "graph"), "graph"),
        ("GRAPH", ("pile", "graph"), "graph"),
        ("prefer_rust", ("rust", "prefer-rust"), "prefer-rust"),
        ("ab", ("xy",), "xy"),  # two letters may both be wrong
        ("nothing like it", ("pile", "graph"), None),
        ("", (), None),
    ],
)
def test_the_nearest_word_is_found_within_its_limit(word, valid, found):
    assert nearest(word, valid) == found


def test_the_hint_lists_the_words_where_none_is_near():
    assert hint("banana", ("pile", "graph")) == "valid: pile, graph"
