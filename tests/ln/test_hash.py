"""`hash_dict` on each backend: the public function, and what lionagi 0.18.0 gave for the recorded samples.

The samples give the equality classes (0, 0.0 and False are one value, but no longer `""` with them) and the private tuples.
"""

import json
import pathlib
import threading

import pydantic
import pytest

from lionagi.ln import _hash
from lionagi.ln._hash import _generate_hashable_representation, digest, hash_dict
from lionagi.registry import active
from tests.ln.hash_values import read

pytestmark = pytest.mark.usefixtures("backend")

RECORDED = json.loads((pathlib.Path(__file__).parent.parent / "samples" / "hash_dict.json").read_text(encoding="utf-8"))
SAMPLES = {sample["n"]: sample for sample in RECORDED["samples"]}
GROUPS = [set(group) for group in RECORDED["equal_groups"]]
NUMBERS = [pytest.param(n, id=f"{n}-{json.dumps(sample['input'])[:40]}") for n, sample in SAMPLES.items()]
# `<` of frozensets is no order: the recorded order of this set is an accident of one process.
ACCIDENTAL = {76}


def _plain(value):
    """A recorded tuple with enum members of str and int as what they are equal to; types count, so that 1 is not True."""
    if isinstance(value, tuple):
        return tuple(_plain(each) for each in value)
    return type(value).__name__, repr(value)


@pytest.mark.parametrize("n", NUMBERS)
def test_the_private_tuples_are_those_recorded(n):
    expected = read(SAMPLES[n]["canonical"])

    if n in ACCIDENTAL:
        assert sorted(expected[1]) == sorted(_generate_hashable_representation(read(SAMPLES[n]["input"]))[1])
    else:
        assert _plain(expected) == _plain(_generate_hashable_representation(read(SAMPLES[n]["input"])))


@pytest.mark.parametrize("n", NUMBERS)
def test_recorded_values_are_equal_to_their_class_and_to_nothing_else(n):
    mine = hash_dict(read(SAMPLES[n]["input"]))
    equal = {other for other, sample in SAMPLES.items() if hash_dict(read(sample["input"])) == mine}
    # Only the builtin hash() made "" (sample 13) equal to 0.
    expected = next((group - {13} for group in GROUPS if n in group and n != 13), {n})

    assert expected == equal


@pytest.mark.parametrize("n", NUMBERS)
def test_strict_gives_the_same(n):
    value = read(SAMPLES[n]["input"])

    assert hash_dict(value) == hash_dict(value, strict=True) == hash_dict(value, True)


def test_strict_hashes_a_copy():
    copied = []

    class Watched:
        def __deepcopy__(self, memo):
            copied.append(self)
            return 5

    assert hash_dict([Watched()], strict=True) == hash_dict([5])
    assert len(copied) == 1
    with pytest.raises(TypeError, match="pickle"):
        hash_dict({"a": threading.Lock()}, strict=True)


def test_arguments_may_be_named():
    assert hash_dict(data=[1], strict=False) == hash_dict([1])
    assert digest(data=[1]) == hash_dict([1], digest=True)


def test_a_replaced_representation_is_hashed_instead(monkeypatch):
    seen = []
    monkeypatch.setattr(_hash, "_generate_hashable_representation", lambda item: seen.append(item) or "replaced")

    assert hash_dict({"a": 1}) == hash("replaced")
    assert seen == [{"a": 1}]
    assert hash_dict({"a": 1}, digest=True) == active.cores.hashing.digest("replaced")


def test_a_replaced_representation_without_a_hash_is_a_type_error(monkeypatch):
    monkeypatch.setattr(_hash, "_generate_hashable_representation", lambda item: [1])

    with pytest.raises(TypeError) as caught:
        hash_dict({1: 1})

    assert str(caught.value) == (
        "The generated representation for the input data was not hashable. "
        "Input type: dict, Representation type: list. Original error: unhashable type: 'list'"
    )


def test_the_private_names_of_the_reference_are_there():
    markers = [getattr(_hash, f"_TYPE_MARKER_{name}") for name in ("DICT", "LIST", "TUPLE", "SET", "FROZENSET", "PYDANTIC", "MSGSPEC")]

    assert markers == list(range(7))
    assert _hash.PydanticBaseModel is pydantic.BaseModel
    assert (str, int, float, bool, type(None)) == _hash._PRIMITIVE_TYPES
    with pytest.raises(AttributeError, match="has no attribute 'other'"):
        _ = _hash.other
