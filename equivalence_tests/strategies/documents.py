"""Strategies for documents: valid ones in every spelling, and damaged ones. The work is done in `generators/documents.py`."""

from __future__ import annotations

from random import Random
from typing import Any

from hypothesis import strategies as st

from equivalence_tests.generators.codec import packable
from equivalence_tests.generators.documents import BAD_NUMBERS, HOSTILE_PACKED, NUMBERS, damaged, packed, spelled_json
from equivalence_tests.strategies import values
from lionagi._core import MAX_DEPTH


def seeds() -> st.SearchStrategy[Random]:
    return st.integers(0, 2**32).map(Random)


def json_texts() -> st.SearchStrategy[str]:
    """Valid JSON."""
    spelled = st.builds(spelled_json, values.json_values(), seeds())
    return st.one_of(spelled, st.sampled_from(NUMBERS), st.sampled_from(NUMBERS).map(lambda number: f'{{"n": [{number}]}}'))


@st.composite
def damaged_json(draw: st.DrawFn) -> bytes:
    """JSON after an accident."""
    document = draw(st.one_of(json_texts(), st.sampled_from(BAD_NUMBERS), st.sampled_from(BAD_NUMBERS).map(lambda number: f"[{number}]")))
    return damaged(document.encode(), draw(seeds()))


@st.composite
def deep_json(draw: st.DrawFn) -> str:
    """Nesting around the limit, brackets inside texts on the way, closed or not."""
    depth = draw(st.integers(MAX_DEPTH - 2, MAX_DEPTH + 3))
    period = draw(
        st.lists(st.sampled_from(["[", '{"k":', '["[[", ', '{"\\"{": 1, "k":', '[ "\\\\", ', "[[],[], "]), min_size=1, max_size=3)
    )
    opened = [period[level % len(period)] for level in range(depth)]
    closing = "".join("}" if part.startswith("{") else "]" for part in reversed(opened))
    return (
        "".join(opened)
        + draw(st.sampled_from(["0", "[]", '"]"']))
        + draw(st.sampled_from([closing, closing, closing, closing[:-1], closing + "]"]))
    )


def packable_values() -> st.SearchStrategy[Any]:
    """What MessagePack carries, its extensions included."""
    leaves = st.one_of(
        values.scalars(),
        values.integers(),
        values.big_integers(),
        st.binary(max_size=40),
        values.datetimes(),
        values.decimals(),
        st.uuids(),
    )
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.lists(inner, max_size=5), st.lists(inner, max_size=4).map(tuple), st.dictionaries(values.text(), inner, max_size=5)
        ),
        max_leaves=15,
    )


def packed_documents() -> st.SearchStrategy[bytes]:
    """Valid MessagePack, shortest and longer forms mixed."""
    return st.builds(lambda random: packed(packable(random), random), seeds())


@st.composite
def damaged_packed(draw: st.DrawFn) -> bytes:
    """MessagePack after an accident."""
    document = draw(st.one_of(packed_documents(), st.sampled_from([document for document in HOSTILE_PACKED if len(document) < 1_000])))
    return damaged(document, draw(seeds()))
