"""Contract of `hashing`: canonical bytes of any nested value, its BLAKE2b digest and a stable int.

Equivalence (`upstream/behaviour/03_hash_json_lists.md`, and the decision that values equal by `==` hash equal, all others
differ): 1, 1.0, True and IntEnum(1) are one value, "" and 0 and None are three; keys of dicts count as `str(key)`, order of
keys and of set members does not matter; list, tuple, set, frozenset, model and msgspec struct differ from each other; a
model is a pydantic model or an entity (a class with `__lion_entity__`), read through `model_dump()`; everything else counts
as its `str`, else its `repr`, else `<unhashable:TYPE:id>`.

Canonical form: MessagePack (shortest forms) of the nested arrays `[marker, items]` with marker 0 dict (items are `[key,
value]` pairs sorted by key text, those of equal text by the bytes of the value), 1 list, 2 tuple, 3 set, 4 frozenset (items
sorted by their canonical bytes), 5 model, 6 struct (items is the canonical form of its dict; the two count as two levels).
Numbers: an integral float is the int; an int beyond 64 bits is ext type 1 with its shortest big-endian two's complement;
other floats are float 64; every NaN is the same quiet NaN. Text is UTF-8 with lone surrogates kept (`surrogatepass`).
"""

from __future__ import annotations

from typing import Protocol


class HashingCore(Protocol):
    """A module: `lionagi._core_py.hashing` or `lionagi._core_rust._native.hashing`. The argument is never changed.

    Of a dict all key texts are made first, in its order, then the values are read in the order of the texts; members of sets are
    read in the order of the set. This decides whose `__str__` or `model_dump` runs first and which of two errors is raised; what
    they raise leaves as it is, but for an `Exception` of `str()` or `repr()` of a value that is no key.
    """

    def canonical_bytes(self, value: object) -> bytes:
        """The canonical form. Raises: TypeError: nesting beyond MAX_DEPTH (a cycle is), with the text of `_errors`."""

    def digest(self, value: object) -> str:
        """BLAKE2b-256 of the canonical form, 64 hex digits. Raises: as `canonical_bytes`."""

    def hash_value(self, value: object) -> int:
        """The first 8 bytes of the digest, big-endian, without the top bit: 0 <= result < 2**63. Raises: as above."""

    def hash_many(self, values: list[object]) -> list[int]:
        """`hash_value` of each. Raises: as above, for the first bad one."""

    def digest_bytes(self, data: bytes) -> str:
        """BLAKE2b-256 of raw bytes, 64 hex digits."""
