"""The canonical form on each backend, against msgspec's MessagePack of the same nested arrays, and the digests of it."""

import hashlib

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lionagi.ln._hash import digest, hash_dict
from lionagi.registry import active
from tests.ln.hash_values import expected_form, values

pytestmark = pytest.mark.usefixtures("backend")


@settings(deadline=None)  # the large examples
@given(values)
@example(list(range(15)))
@example(list(range(16)))
@example(dict.fromkeys(range(15)))
@example([None] * 65_536)
@example({"b": 1, "ab": 2, "": 3, "a" * 40: 4, "é": 5, "\uffff": 6, "\U00010000": 7})
@example(float("-nan"))
@example(2.0**63)
@example(-(2.0**63))
@example(2.0**64)
@example(1.7976931348623157e308)
@example(-1.7976931348623157e308)
@example({1: "b", "1": "a", 1.5: 0, "1.5": None})
@example({frozenset({1, 2}), frozenset({2, 3}), frozenset()})
@example(2**119)
@example(2**127 - 1)
@example(-(2**127))
@example(2**127)
@example(10**700)
def test_canonical_bytes_are_the_shortest_messagepack_of_the_nested_arrays(value):
    assert msgspec.msgpack.encode(expected_form(value)) == active.cores.hashing.canonical_bytes(value)


@given(values)
def test_the_hash_is_the_front_of_the_digest_of_the_canonical_form(value):
    core = active.cores.hashing
    expected = hashlib.blake2b(core.canonical_bytes(value), digest_size=32)

    assert expected.hexdigest() == core.digest(value) == hash_dict(value, digest=True) == digest(value)
    assert int(expected.hexdigest()[:16], 16) % 2**63 == hash_dict(value) == core.hash_value(value)
    assert core.hash_many([value, value]) == [hash_dict(value)] * 2


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param(None, "da223b09967c5bd2110743307e0af6d39f61720aa7218a640a08eed12dd575c7", id="none"),
        pytest.param(
            {"b": [1, 2.5, "text"], "a": {"x", "y"}}, "5f6158948cffa242c102f558bfbd572ec0d1bafe03654d7ea8e80343cf6f956d", id="nested"
        ),
        pytest.param({1: (True, 10**30), "k": frozenset()}, "2880e6fdc71b523e0d8c4b9c2098078c9858d9adceef3360ebbffb3e2b60246a", id="more"),
    ],
)
def test_digests_never_change_between_releases(value, expected):
    assert expected == digest(value)


@given(st.binary(max_size=400))
@example(bytes(128))
@example(bytes(129))
@example(b"x" * (1 << 20))
@example(b"x" * ((1 << 20) - 1))
def test_digest_bytes_is_blake2b_256(data):
    assert hashlib.blake2b(data, digest_size=32).hexdigest() == active.cores.hashing.digest_bytes(data)


@pytest.mark.parametrize("data", ["text", bytearray(b"x"), None, 5], ids=repr)
def test_digest_bytes_wants_bytes(data):
    with pytest.raises(TypeError, match=r"^expected bytes, not "):
        active.cores.hashing.digest_bytes(data)


def test_large_values_are_hashed_whole():
    large = ["x" * 1000] * 3000

    assert hash_dict(large) == hash_dict(list(large))
    assert hash_dict(large) != hash_dict([*large[:-1], "y" * 1000])
