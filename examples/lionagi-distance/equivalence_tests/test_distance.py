"""Both cores of `distance` agree, and agree with laws that neither of them is made of."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from lionagi.testing.proof import TALLY, ErrorPath, both
from lionagi.testing.proof.bulk import assert_bulk_agrees

_NO_TEXT = ErrorPath("no text", TypeError, "^distance needs str, not ")
TALLY.declare("distance", {"levenshtein": (_NO_TEXT,), "similarity": (_NO_TEXT,), "closest": (_NO_TEXT,)})

texts = st.text(st.sampled_from("abcé\ud800\U0001f600"), max_size=12)
wrong = st.sampled_from((None, 3, b"ab", ["a"]))


@given(texts, texts)
def test_the_distance_is_that_of_both_cores_and_a_metric(left, right):
    found = both("distance").levenshtein(left, right).value

    assert (found == 0) == (left == right)
    assert abs(len(left) - len(right)) <= found <= max(len(left), len(right))
    assert found == both("distance").levenshtein(right, left).value


@given(texts, texts)
def test_the_similarity_is_between_nothing_and_everything(left, right):
    found = both("distance").similarity(left, right).value

    assert 0.0 <= found <= 1.0
    assert (found == 1.0) == (left == right)


@given(texts, st.lists(texts, max_size=6))
def test_the_closest_is_the_first_of_the_least(word, words):
    found = both("distance").closest(word, words).value

    distances = [both("distance").levenshtein(word, each).value for each in words]
    assert found == (words[distances.index(min(distances))] if words else None)


@given(wrong, texts)
def test_what_is_no_text_is_refused_alike(value, text):
    for call in (
        lambda core: core.levenshtein(value, text),
        lambda core: core.similarity(text, value),
        lambda core: core.closest(text, [value]),
    ):
        outcome = both("distance", hostile="no texts").agree(call)
        assert type(outcome.error) is TypeError


def test_bulk_agrees():
    assert_bulk_agrees("distance")
