"""The contract diff: each way in which a core can differ from its contract is found; an equal core has none."""

import sys
from types import ModuleType, SimpleNamespace
from typing import Any, Protocol

import pytest

from lionagi.registry.contract_diff import differences


class MadeCore(Protocol):
    """A module: two functions."""

    def create(self, random: bytes | None = None) -> Any: ...
    def parse(self, value: object) -> Any: ...


class Record(Protocol):
    """One record. Constructor: `Record(id, metadata)`, all positional."""

    id: Any

    def to_dict(self, mode: str = "python") -> dict: ...
    @classmethod
    def from_json(cls, data: bytes) -> Any: ...
    @staticmethod
    def many(cores: list) -> bytes: ...


class Child(Record, Protocol):
    """A record with content. Constructor: `Child(content, id)`."""

    content: Any


@pytest.fixture
def contract(monkeypatch):
    """Makes the Protocols given to it the contract of the component `made`."""

    def make(*protocols):
        module = ModuleType("lionagi._core.made")
        for protocol in protocols:
            monkeypatch.setattr(protocol, "__module__", module.__name__)
            setattr(module, protocol.__name__, protocol)
        monkeypatch.setitem(sys.modules, module.__name__, module)

    return make


def core(**members):
    module = ModuleType("lionagi._core_py.made")
    for name, member in members.items():
        if callable(member):
            member.__module__ = module.__name__
        setattr(module, name, member)
    return module


def test_a_core_as_in_the_contract_has_no_differences(contract):
    contract(MadeCore)

    assert differences("made", core(create=lambda random=None: 1, parse=lambda value: 1)) == []


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ({"create": lambda random=None: 1}, "made.parse is missing"),
        ({"create": lambda seed=None: 1, "parse": lambda value: 1}, "made.create takes (seed=); the contract has (random=)"),
        ({"create": lambda random: 1, "parse": lambda value: 1}, "made.create takes (random); the contract has (random=)"),
        ({"create": lambda random=None, more=1: 1, "parse": lambda value: 1}, "made.create takes (random=, more=)"),
        ({"create": lambda random=None: 1, "parse": lambda *value: 1}, "made.parse takes (*value); the contract has (value)"),
        ({"create": lambda random=None: 1, "parse": lambda value: 1, "extra": lambda: 1}, "made.extra is not in the contract"),
    ],
    ids=["missing", "name", "needed", "more", "star", "extra"],
)
def test_a_function_that_differs_is_named(contract, members, said):
    contract(MadeCore)
    found = differences("made", core(**members))

    assert len(found) == 1
    assert found[0].startswith(said)


def test_a_native_function_that_hides_its_parameters_is_a_difference(contract):
    contract(MadeCore)
    found = differences("made", SimpleNamespace(create=dict.update, parse=lambda value: 1))

    assert "made.create does not say its parameters; the contract has (random=)" in found


class GoodRecord:
    def __init__(self, id, metadata):
        self.id = id

    id = property(lambda self: 1)

    def to_dict(self, mode="python"): ...

    @classmethod
    def from_json(cls, data): ...

    @staticmethod
    def many(cores): ...


class GoodChild(GoodRecord):
    def __init__(self, content, id): ...

    content = property(lambda self: 1)


def test_classes_are_compared_with_their_constructors_and_bases(contract):
    contract(Record, Child)

    assert differences("made", core(Record=GoodRecord, Child=GoodChild)) == []


def bad(base=GoodRecord, **changes):
    return type("Record", (base,), changes)


def without(name):
    kept = {key: value for key, value in vars(GoodRecord).items() if key != name and not key.startswith("__")}
    return type("Record", (), {**kept, "__init__": lambda self, id, metadata: None})


@pytest.mark.parametrize(
    ("record", "said"),
    [
        (bad(__init__=lambda self, metadata, id: None), "made.Record() takes (metadata, id); the contract has (id, metadata)"),
        (bad(to_dict=lambda self, kind="python": None), "made.Record.to_dict takes (kind=); the contract has (mode=)"),
        (bad(from_json=classmethod(lambda cls, text: None)), "made.Record.from_json takes (text); the contract has (data)"),
        (bad(extra=lambda self: None), "made.Record.extra is not in the contract"),
        (without("id"), "made.Record.id is missing"),
        (without("many"), "made.Record.many is missing"),
        (None, "made.Record is missing"),
    ],
    ids=["constructor", "method", "class method", "extra", "attribute", "static method", "class"],
)
def test_a_class_that_differs_is_named(contract, record, said):
    contract(Record)
    found = differences("made", core(**({"Record": record} if record else {})))

    assert found == [said]


# --- the real cores ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("component", ["ids", "hashing", "codec", "entity", "messages"])
def test_the_cores_are_as_in_their_contract(component, backend):
    from lionagi import registry

    assert differences(component, getattr(registry.active.cores, component)) == []
