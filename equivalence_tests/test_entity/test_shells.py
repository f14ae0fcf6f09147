"""The public classes on either core: one class, equal forms, pickles that load on the other backend."""

from __future__ import annotations

import copy
import io
import pickle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from equivalence_tests.strategies import ids, records, values
from lionagi.protocols.generic.element import Element
from lionagi.protocols.graph.node import Node
from lionagi.registry import override
from lionagi.testing.proof import same
from lionagi.testing.proof.cores import real_pair


class Note(Node):
    """A sub-class with fields of its own."""

    title: str = ""
    rank: int = 0


_KINDS = (Element, Node, Note)
_BACKENDS = ("python", "rust")
_FIELDS = ("id", "created_at", "metadata", "content", "embedding", "title", "rank")
_FORMS = {
    "to_dict": lambda shell: shell.to_dict(),
    "to_dict json": lambda shell: shell.to_dict(mode="json"),
    "to_dict db": lambda shell: shell.to_dict(mode="db"),
    "to_json": lambda shell: shell.to_json(),
    "to_msgpack": lambda shell: shell.to_msgpack(),
    "hash": hash,
    "repr": repr,
}


def fields() -> st.SearchStrategy[dict[str, Any]]:
    """Constructor arguments of a Note; the simpler classes take a part of them."""
    contents = st.one_of(values.json_values(), st.text(max_size=20))
    return st.fixed_dictionaries(
        {
            "id": ids.good_texts(),
            "created_at": st.floats(0, 4e9),
            "metadata": st.dictionaries(st.text(max_size=5).filter(lambda key: key != "lion_class"), values.json_values(), max_size=3),
            "content": contents.filter(lambda content: not isinstance(content, dict) or "metadata" not in content),
            "embedding": st.one_of(st.none(), st.lists(st.floats(allow_nan=False, allow_infinity=False), max_size=4)),
            "title": st.text(max_size=5),
            "rank": st.integers(0, 9),
        }
    )


def made(kind: type, given_fields: dict[str, Any], backend: str) -> Any:
    known = _FIELDS[: {"Element": 3, "Node": 5, "Note": 7}[kind.__name__]]
    with override(backend):
        return kind(**{name: copy.deepcopy(value) for name, value in given_fields.items() if name in known})


def is_on(shell: Any, backend: str) -> bool:
    core = getattr(real_pair("entity"), backend)
    return type(shell._core) in (core.ElementCore, core.NodeCore)


@given(st.sampled_from(_KINDS), fields())
def test_every_form_is_the_same_on_both_cores(kind, given_fields):
    one, two = (made(kind, given_fields, backend) for backend in _BACKENDS)

    assert is_on(one, "python")
    assert is_on(two, "rust")
    assert type(one) is type(two) is kind
    assert one == two
    for name, form in _FORMS.items():
        with override("python"):
            ours = form(one)
        with override("rust"):
            theirs = form(two)
        assert same(ours, theirs), name


class Imports(pickle.Unpickler):
    """Notes which modules a pickle names. Its text may hold their names anyway: Hypothesis draws words of our sources."""

    def __init__(self, data):
        super().__init__(io.BytesIO(data))
        self.modules = set()

    def find_class(self, module, name):
        self.modules.add(module)
        return super().find_class(module, name)


def imported(data):
    reader = Imports(data)
    reader.load()
    return reader.modules


@given(st.sampled_from(_KINDS), fields(), st.sampled_from(_BACKENDS), st.sampled_from(_BACKENDS), st.integers(2, pickle.HIGHEST_PROTOCOL))
def test_a_pickle_of_one_backend_loads_on_the_other(kind, given_fields, writer, reader, protocol):
    shell = made(kind, given_fields, writer)
    with override(writer):
        data = pickle.dumps(shell, protocol)
    with override(reader):
        back = pickle.loads(data)

    assert type(back) is kind
    assert is_on(back, reader)
    assert back == shell
    assert same(back.to_dict(), shell.to_dict())
    assert not {module for module in imported(data) if "_core_" in module}


@given(st.sampled_from(_KINDS), fields())
def test_pickles_of_both_backends_are_the_same_bytes(kind, given_fields):
    data = []
    for backend in _BACKENDS:
        shell = made(kind, given_fields, backend)
        with override(backend):
            data.append(pickle.dumps(pickle.loads(pickle.dumps(shell))))

    assert data[0] == data[1]


@given(st.sampled_from(_KINDS), fields(), st.sampled_from(_BACKENDS))
def test_a_document_of_one_backend_is_read_on_the_other(kind, given_fields, writer):
    reader = _BACKENDS[writer == "python"]
    shell = made(kind, given_fields, writer)
    with override(writer):
        document, packed, fields_of_it = shell.to_json(), shell.to_msgpack(), shell.to_dict()
    with override(reader):
        for back in (kind.from_json(document), kind.from_msgpack(packed), kind.from_dict(fields_of_it)):
            assert is_on(back, reader)
            assert type(back) is kind
            assert back.to_json() == document


@given(st.sampled_from(_KINDS), fields(), fields(), st.sampled_from(_BACKENDS), st.booleans())
def test_shells_of_both_backends_compare_and_hash_together(kind, one, two, backend, are_equal):
    other = _BACKENDS[backend == "python"]
    left, right = made(kind, one, backend), made(Element, one if are_equal else two, other)

    assert (left == right) == (left.id == right.id)
    assert hash(left) == hash(right) or left.id != right.id
    assert len({left, right}) == 1 + (left.id != right.id)


@given(fields(), st.sampled_from(_BACKENDS))
def test_a_node_holds_a_node_of_the_other_backend(given_fields, backend):
    other = _BACKENDS[backend == "python"]
    inner = made(Note, given_fields, other)
    forms = []
    for outer_backend in (backend, other):
        with override(outer_backend):
            outer = Node(content=inner, id=given_fields["id"], created_at=1.0)
            forms.append((outer.to_json(), outer.to_dict()))

    assert same(forms[0], forms[1])


@pytest.mark.parametrize("backend", _BACKENDS)
@pytest.mark.parametrize("kind", _KINDS)
def test_copies_stay_on_the_core_of_what_was_copied(kind, backend):
    shell = made(kind, dict(zip(_FIELDS, ("0" * 32, 1.0, {"a": [1]}, [1], [1.0], "t", 1), strict=True)), backend)
    with override(_BACKENDS[backend == "python"]):
        for copied in (copy.copy(shell), copy.deepcopy(shell)):
            assert is_on(copied, backend)
            assert same(copied.to_dict(), shell.to_dict())


@given(st.sampled_from(_KINDS), records.bad_times())
def test_a_bad_field_is_the_same_validation_error(kind, time):
    errors = []
    for backend in _BACKENDS:
        with override(backend), pytest.raises(ValueError, match="created_at") as caught:
            kind(created_at=time)
        errors.append(caught.value)

    assert type(errors[0]) is type(errors[1])
    assert str(errors[0]) == str(errors[1])
