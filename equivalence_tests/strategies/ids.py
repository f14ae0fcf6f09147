"""Strategies for ids and for what is read as one, well and badly written."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from hypothesis import strategies as st

_PRIME = 2**61 - 1  # the modulus of Python's hash of an int, where an id's hash wraps


def _bytes(number: int) -> bytes:
    return number.to_bytes(16, "big")


# Bytes at which hashing, stamping and printing have their edges.
EDGE_BYTES = [
    *map(_bytes, (0, 1, _PRIME - 1, _PRIME, _PRIME + 1, 2 * _PRIME, _PRIME << 61, _PRIME * _PRIME, 2**128 - 1, 2**127, 2**64, 2**61)),
    bytes(range(16)),
    b"\xff" * 8 + b"\xfd" + b"\0" * 7,
    b"\0" * 6 + b"\x4f\0\xfd" + b"\xff" * 7,
    b"\0" * 15 + b"\xff",
]


def raw() -> st.SearchStrategy[bytes]:
    """16 bytes."""
    multiples = st.builds(lambda factor, step: _bytes((factor * _PRIME + step) % 2**128), st.integers(0, 2**67), st.integers(-1, 1))
    return st.one_of(st.binary(min_size=16, max_size=16), st.sampled_from(EDGE_BYTES), multiples)


def raw_of_other_length() -> st.SearchStrategy[bytes]:
    return st.one_of(st.binary(max_size=15), st.binary(min_size=17, max_size=33), st.just(b"\0" * 32))


@st.composite
def good_texts(draw: st.DrawFn) -> str:
    """Every spelling that is read as an id: upper case, braces, prefixes and dashes anywhere."""
    digits = draw(raw()).hex()
    parts = list(draw(st.sampled_from([digits, digits.upper(), str(UUID(digits)), str(UUID(digits)).upper(), digits.title()])))
    # Words go between digits, never into each other: what a removal joins together is not removed again.
    for _ in range(draw(st.integers(0, 3))):
        parts.insert(draw(st.integers(0, len(parts))), draw(st.sampled_from(["-", "--", "urn:", "uuid:", "urn:uuid:"])))
    return draw(st.sampled_from(["", "{", "{{{", "}{"])) + "".join(parts) + draw(st.sampled_from(["", "}", "}}", "{}"]))


@st.composite
def bad_texts(draw: st.DrawFn) -> str:
    """Texts one step away from an id. The uuid module reads some of them, because `int()` takes signs and other digits."""
    digits = draw(raw()).hex()
    at = draw(st.integers(0, 31))
    change = draw(st.sampled_from(["drop", "double", "letter", "space", "brace", "wide", "surrogate", "nul", "prefix", "sign"]))
    made = {
        "drop": digits[:at] + digits[at + 1 :],
        "double": digits[:at] + digits[at] + digits[at:],
        "letter": f"{digits[:at]}g{digits[at + 1 :]}",
        "space": f"{digits[:at]} {digits[at + 1 :]}",
        "brace": f"{digits[: at + 1]}}}{digits[at + 1 :]}",
        "wide": f"{digits[:at]}\uff11{digits[at + 1 :]}",
        "surrogate": f"{digits[:at]}\ud800{digits[at + 1 :]}",
        "nul": f"{digits[:at]}\0{digits[at + 1 :]}",
        "prefix": f"ururn:n:{digits}",
        "sign": f"+{digits[1:]}",
    }
    return made[change]


def readable() -> st.SearchStrategy[Any]:
    """Values of any class that are read as ids."""
    return st.one_of(good_texts(), st.uuids(), st.uuids(version=1), raw().map(lambda value: UUID(bytes=value)))


def unreadable() -> st.SearchStrategy[Any]:
    """Values that are no ids."""
    return st.one_of(
        bad_texts(),
        st.text(max_size=40),
        st.none(),
        st.integers(),
        st.binary(max_size=16),
        st.just([]),
        st.sampled_from(["", "-", "urn:uuid:", "{}"]),
    )
