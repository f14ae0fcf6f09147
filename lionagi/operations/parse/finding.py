"""JSON in prose, and keys that are almost right.

Not here: what becomes of what was found (`parse.py`). Similarity is Jaro-Winkler (Winkler, "String Comparator Metrics", 1990).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lionagi import _errors
from lionagi.registry import active

TASK = "Answer with the content of the text alone, in the form that is asked for. Add nothing, leave nothing out."

_FENCED = re.compile(r"```[A-Za-z0-9_-]*[ \t]*\n(.*?)```", re.DOTALL)
_CLOSING = {"{": "}", "[": "]"}
ALGORITHMS = ("jaro_winkler",)
HANDLINGS = ("ignore", "raise", "remove", "fill", "force")


def check_options(algorithm: Any, threshold: Any, handling: Any) -> None:
    """Raises: ValueError: a parameter that means nothing, named."""
    if algorithm not in ALGORITHMS:
        raise _errors.unknown_choice("similarity_algo", algorithm, ALGORITHMS)
    if not isinstance(threshold, (int, float)) or not 0 <= threshold <= 1:
        raise _errors.unknown_choice("similarity_threshold", threshold, ("a number from 0 to 1",))
    if handling not in HANDLINGS:
        raise _errors.unknown_choice("handle_unmatched", handling, HANDLINGS)


# --- JSON in a text ----------------------------------------------------------------------------------------------------------


def first_dict(text: str) -> dict[str, Any]:
    """The first JSON object in a text: all of it, in a fenced block, or between other words; of a list its first. Raises: ValueError."""
    for candidate in _candidates(text):
        try:
            found = active.cores.codec.json_decode(candidate)
        except ValueError:
            continue
        if isinstance(found, list) and found and isinstance(found[0], dict):
            found = found[0]
        if isinstance(found, dict):
            return found
    raise _errors.no_json_in_text(text)


def values_in(text: str) -> Iterator[Any]:
    """The JSON values of a text: it itself, else those of its fenced blocks, else the objects and lists between other words."""
    found, end = [], 0
    for candidate in (text.strip(), *(block.strip() for block in _FENCED.findall(text))):
        try:
            found.append(active.cores.codec.json_decode(candidate))
        except ValueError:
            continue
    if found:
        yield from found
        return
    for at, letter in enumerate(text):
        close = _end_of(text, at) if letter in _CLOSING and at >= end else None
        if close is not None:
            try:
                yield active.cores.codec.json_decode(text[at:close])
            except ValueError:
                continue
            end = close


def _candidates(text: str) -> Any:
    stripped = text.strip()
    yield stripped
    for block in _FENCED.findall(text):
        yield block.strip()
    for at, letter in enumerate(text):
        if letter in _CLOSING:
            end = _end_of(text, at)
            if end is not None:
                yield text[at:end]
    if "'" in stripped and '"' not in stripped:
        yield stripped.replace("'", '"')


def _end_of(text: str, start: int) -> int | None:
    """Where the bracket that opens at `start` is closed; None where it is not."""
    open_brackets: list[str] = []
    is_quoted = is_escaped = False
    for at in range(start, len(text)):
        letter = text[at]
        if is_quoted:
            if is_escaped:
                is_escaped = False
            elif letter == "\\":
                is_escaped = True
            elif letter == '"':
                is_quoted = False
        elif letter == '"':
            is_quoted = True
        elif letter in _CLOSING:
            open_brackets.append(_CLOSING[letter])
        elif letter in "}]":
            if not open_brackets or open_brackets.pop() != letter:
                return None
            if not open_brackets:
                return at + 1
    return None


# --- keys ----------------------------------------------------------------------------------------------------------------------


def match_keys(
    found: dict[str, Any],
    wanted: Any,
    required: set[str],
    aliases: dict[str, str],
    *,
    similarity_algo: str = "jaro_winkler",
    similarity_threshold: float = 0.85,
    fuzzy_match: bool = True,
    handle_unmatched: str = "ignore",
    fill_value: Any = None,
    fill_mapping: dict[str, Any] | None = None,
    strict: bool = False,
) -> dict[str, Any]:
    """`found` under the keys that are wanted: exact ones, then the most similar from the threshold on.

    `handle_unmatched`: keys that are left: "ignore" keeps them, "remove" and "force" do not, "raise" refuses them; "fill" and
    "force" give the missing `fill_mapping` or `fill_value`, where they have no default. `strict`: a missing key is an error.
    Raises: ValueError.
    """
    matched = {name: found[key] for name in wanted for key in (name, aliases.get(name)) if key is not None and key in found}
    left = {key: value for key, value in found.items() if key not in matched and key not in aliases.values()}
    missing = [name for name in wanted if name not in matched]
    if fuzzy_match:
        for name in list(missing):
            best = max(left, key=lambda key: similarity(str(key).lower(), name.lower()), default=None)
            if best is not None and similarity(str(best).lower(), name.lower()) >= similarity_threshold:
                matched[name] = left.pop(best)
                missing.remove(name)
    if left and handle_unmatched == "raise":
        raise _errors.unmatched_keys(sorted(map(str, left)))
    if handle_unmatched in ("fill", "force"):
        fills = fill_mapping or {}
        for name in missing:
            if name in fills:
                matched[name] = fills[name]
            elif name in required and not strict:
                matched[name] = fill_value
    if strict and (absent := [name for name in missing if name in required and name not in matched]):
        raise _errors.missing_keys(absent)
    if handle_unmatched in ("ignore", "fill"):
        matched |= left
    return {aliases.get(name, name): value for name, value in matched.items()}


def similarity(one: str, two: str) -> float:
    """Jaro-Winkler similarity, from 0 to 1 (equal)."""
    if one == two:
        return 1.0
    if not one or not two:
        return 0.0
    reach = max(len(one), len(two)) // 2 - 1
    ours, theirs = [False] * len(one), [False] * len(two)
    common = 0
    for at, letter in enumerate(one):
        for other in range(max(0, at - reach), min(len(two), at + reach + 1)):
            if not theirs[other] and two[other] == letter:
                ours[at] = theirs[other] = True
                common += 1
                break
    if not common:
        return 0.0
    left = [letter for letter, is_common in zip(one, ours, strict=True) if is_common]
    right = [letter for letter, is_common in zip(two, theirs, strict=True) if is_common]
    swapped = sum(a != b for a, b in zip(left, right, strict=True)) / 2
    jaro = (common / len(one) + common / len(two) + (common - swapped) / common) / 3
    prefix = next((at for at, (a, b) in enumerate(zip(one[:4], two[:4], strict=False)) if a != b), min(4, len(one), len(two)))
    return jaro + prefix * 0.1 * (1 - jaro)
