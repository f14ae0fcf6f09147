"""Nesting, cycles, errors of users' objects, values that change while they are hashed, other threads and processes."""

import copy
import os
import subprocess
import sys
import threading

import msgspec
import pytest

from lionagi._core import MAX_DEPTH
from lionagi.ln._hash import hash_dict
from lionagi.registry import active
from tests.ln.hash_values import MyList, ReprOnly, S, expected_form

pytestmark = pytest.mark.usefixtures("backend")


def nested(depth, wrap=lambda inner: [inner]):
    value = 1
    for _ in range(depth):
        value = wrap(value)
    return value


@pytest.mark.parametrize(
    "wrap",
    [
        pytest.param(lambda inner: [inner], id="list"),
        pytest.param(lambda inner: (inner,), id="tuple"),
        pytest.param(lambda inner: {"k": inner}, id="dict"),
        pytest.param(lambda inner: {1: inner}, id="dict of numbers"),
        pytest.param(lambda inner: frozenset([inner]), id="frozenset"),
        pytest.param(lambda inner: MyList([inner]), id="sub-class"),
    ],
)
def test_nesting_is_followed_to_the_limit(wrap):
    assert hash_dict(nested(MAX_DEPTH, wrap)) >= 0
    with pytest.raises(TypeError, match=r"^cannot hash a value that nests more than 254 levels deep or contains itself$"):
        hash_dict(nested(MAX_DEPTH + 1, wrap))
    assert hash_dict(nested(MAX_DEPTH, wrap)) >= 0


def test_a_model_and_its_fields_are_two_levels():
    class Holder:
        __lion_entity__ = True

        def __init__(self, inner):
            self.inner = inner

        def model_dump(self):
            return {"inner": self.inner}

    assert hash_dict(nested(MAX_DEPTH // 2, Holder)) >= 0
    for value in (nested(MAX_DEPTH // 2, lambda inner: Holder(inner)), [nested(MAX_DEPTH // 2 - 1, Holder)]):
        assert hash_dict(value) >= 0
    for value in ([nested(MAX_DEPTH // 2, Holder)], nested(MAX_DEPTH // 2 + 1, Holder)):
        with pytest.raises(TypeError, match="254 levels"):
            hash_dict(value)


def test_a_cycle_is_too_deep():
    ring = [1]
    ring.append({"again": ring})
    pair = {}
    pair["one"] = pair["two"] = (pair,)

    for value in (ring, pair):
        with pytest.raises(TypeError, match="contains itself"):
            hash_dict(value)


def test_integers_of_any_size_are_read():
    huge = 10**5000  # more digits than `str` of an int allows

    assert hash_dict(huge) != hash_dict(huge + 1)
    assert hash_dict([-huge]) != hash_dict([huge])
    assert active.cores.hashing.canonical_bytes(huge) == msgspec.msgpack.encode(expected_form(huge))


def test_lone_surrogates_are_kept():
    core = active.cores.hashing

    assert core.canonical_bytes("a\ud800") == b"\xa4a\xed\xa0\x80"
    assert core.canonical_bytes({"\udfff": "\ud800", "\ue000": 1, "\ud7ff": 2}).count(b"\xed") == 3
    assert hash_dict("\ud800") != hash_dict("\udc00")
    assert hash_dict({"\udfff": 1, "\ue000": 2}) == hash_dict({"\ue000": 2, "\udfff": 1})


def test_what_a_key_or_a_dump_raises_leaves_as_it_is():
    class Broken:
        __lion_entity__ = True

        def model_dump(self):
            raise LookupError("no fields")

    with pytest.raises(RuntimeError, match="no text"):
        hash_dict({ReprOnly(): 1})
    with pytest.raises(LookupError, match="no fields"):
        hash_dict([Broken()])
    with pytest.raises(TypeError, match="lock"):
        hash_dict(S(threading.Lock()))
    assert hash_dict([1]) == hash_dict([1.0])  # nothing of the failures is left


@pytest.mark.parametrize("others", [{}, {5: 0}, {"\ud800": 0}], ids=["texts", "mixed keys", "surrogate"])
def test_values_are_read_in_the_order_of_the_key_texts_after_all_keys(others):
    seen = []

    class Seen:
        def __init__(self, name):
            self.name = name

        def __str__(self):
            seen.append(self.name)
            return self.name

    hash_dict({"b": Seen("1"), "a": Seen("2"), "ab": [Seen("3")], **others})
    assert seen == ["2", "3", "1"]

    seen.clear()
    hash_dict({Seen("y"): Seen("4"), Seen("x"): Seen("5"), "x": Seen("6"), **others})
    assert seen == ["y", "x", "5", "6", "4"]


def test_an_interrupt_is_no_missing_text():
    class Interrupted:
        def __str__(self):
            raise KeyboardInterrupt

    class InterruptedTwice(ReprOnly):
        def __repr__(self):
            raise KeyboardInterrupt

    for value in (Interrupted(), InterruptedTwice()):
        with pytest.raises(KeyboardInterrupt):
            hash_dict([value])


def test_values_may_change_containers_while_they_are_hashed():
    """Containers are read as they were when the walk reached them."""

    class Meddler:
        def __init__(self, meddle):
            self.meddle = meddle

        def __str__(self):
            self.meddle()
            return "meddler"

    items = [None, 2, 3]
    items[0] = Meddler(items.clear)
    assert hash_dict(items) == hash_dict(["meddler", 2, 3])

    table = {}
    table.update(a=Meddler(table.clear), b=[2])
    assert hash_dict(table) == hash_dict({"a": "meddler", "b": [2]})

    keyed = {}
    keyed.update({Meddler(keyed.clear): [1], 2: [2]})
    assert hash_dict(keyed) == hash_dict({"meddler": [1], "2": [2]})

    members = set()
    members.update([Meddler(members.clear), 5])
    assert hash_dict(members) == hash_dict({"meddler", 5})

    growing = {"a": None}
    growing["a"] = Meddler(lambda: growing.update(dict.fromkeys(range(1000))))
    assert hash_dict(growing) == hash_dict({"a": "meddler"})


def test_values_may_hash_while_they_are_hashed():
    class Nested:
        def __str__(self):
            return str(hash_dict({"inner": [1, 2]}))

    expected = str(hash_dict({"inner": [1, 2]}))
    assert hash_dict([1, Nested(), {"k": Nested()}]) == hash_dict([1, expected, {"k": expected}])


def test_the_argument_is_never_changed():
    value = {"b": [3, 1, {2, 1}], "a": {"y": (1, [2]), "x": None}}
    before = copy.deepcopy(value)
    hash_dict(value)

    assert value == before
    assert list(value) == ["b", "a"]


def test_threads_get_the_same_answers():
    values = [{"k": list(range(number)), "t": "x" * number} for number in range(50)]
    expected = [hash_dict(value) for value in values]
    answers = []
    threads = [threading.Thread(target=lambda: answers.append([hash_dict(value) for value in values])) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers == [expected] * 8


def test_another_process_gets_the_same_hash(backend):
    program = (
        "from lionagi.ln._hash import hash_dict; print(hash_dict({'s': {'a', 'b', 'c', None}, 't': frozenset({frozenset('xy'), 'z'})}))"
    )
    answers = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed, "LIONAGI_BACKEND": backend},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("0", "1", "2")
    }

    assert answers == {f"{hash_dict({'s': {'a', 'b', 'c', None}, 't': frozenset({frozenset('xy'), 'z'})})}\n"}


def test_hashing_imports_no_library_to_look_for_models(backend):
    program = (
        "import sys; from lionagi.ln._hash import hash_dict; hash_dict([1, object(), b'x']);"
        "print([name for name in ('pydantic', 'msgspec') if name in sys.modules])"
    )
    environment = {**os.environ, "LIONAGI_BACKEND": backend}
    answer = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, check=True, text=True)

    assert answer.stdout == "[]\n"
