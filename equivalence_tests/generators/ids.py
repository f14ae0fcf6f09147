"""Seeded cases of `ids`."""

from __future__ import annotations

from random import Random
from uuid import UUID

from equivalence_tests.generators import Case, calling
from equivalence_tests.strategies.ids import EDGE_BYTES

# Drawn by no case: nothing of interest varies, or the answer is random.
NOT_IN_BULK = {"bind", "class_attributes"}

_PRIME = 2**61 - 1
_WORDS = ("-", "--", "urn:", "uuid:", "urn:uuid:")
_STRAYS = ("", "0", "g", " ", "}", "-", "\ud800", "\uff11", "+", "_", "\n", "uuid:", "é")


def raw(random: Random) -> bytes:
    choice = random.random()
    if choice < 0.7:
        return random.randbytes(16)
    if choice < 0.85:
        return random.choice(EDGE_BYTES)
    return ((random.getrandbits(67) * _PRIME + random.randrange(-1, 2)) % 2**128).to_bytes(16, "big")


def text(random: Random) -> str:
    """A spelling that is read, now and then with a fault."""
    digits = raw(random).hex()
    choice = random.random()
    if choice < 0.3:
        return str(UUID(digits))
    if choice < 0.4:
        return digits
    parts = list(random.choice((digits, digits.upper(), str(UUID(digits)).title())))
    for _ in range(random.randrange(4)):
        parts.insert(random.randrange(len(parts) + 1), random.choice(_WORDS))
    made = random.choice(("", "", "{", "}{", "{{")) + "".join(parts) + random.choice(("", "", "}", "}}"))
    if choice > 0.9:
        at = random.randrange(len(made))
        made = made[:at] + random.choice(_STRAYS) + made[at + 1 :]
    return made


def id_of(random: Random):
    from lionagi.protocols.ids import IDType

    if random.random() < 0.05:
        return IDType(random.choice((None, 1, "odd", b"short", (1, 2), 1.5)))
    return IDType(UUID(bytes=raw(random)))


def case(random: Random) -> Case:
    choice = random.random()
    if choice < 0.25:
        return calling("parse", text(random))
    if choice < 0.35:
        return calling("parse", random.choice((UUID(bytes=raw(random)), id_of(random), random.randrange(100), None)))
    if choice < 0.5:
        return calling("hash", id_of(random))
    if choice < 0.62:
        return calling("text", id_of(random))
    if choice < 0.72:
        return calling("create", random.randbytes(16 if random.random() < 0.9 else random.randrange(20)))
    if choice < 0.8:
        return calling("from_bytes", raw(random) if random.random() < 0.9 else random.randbytes(random.randrange(20)))
    if choice < 0.88:
        return calling("to_bytes", id_of(random))
    count = random.randrange(6)
    if choice < 0.92:
        return calling("create_many", count, random.randbytes(16 * count))
    if choice < 0.96:
        return calling("parse_many", [text(random) if random.random() < 0.98 else None for _ in range(count)])
    return calling("text_many", [id_of(random) for _ in range(count)])
