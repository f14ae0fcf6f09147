"""What the entry point names."""

from __future__ import annotations

from lionagi.registry import Component

DISTANCE = Component(
    name="distance",
    contract="lionagi_distance.contract",
    python="lionagi_distance._python",
    rust="lionagi_distance._native",
    phases="lionagi_distance._phase_table",
    needs=("rapidfuzz",),
    pure={"levenshtein": "left, right", "similarity": "left, right", "closest": "word, words"},
)
