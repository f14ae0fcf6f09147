"""`lionagi.protocols.types`: one place for the names, and what entities are by contract and by role."""

from __future__ import annotations

import pytest

import lionagi
from lionagi import _errors
from lionagi.protocols import _concepts, contracts, ids, types
from lionagi.protocols.generic import element
from lionagi.protocols.graph import Node, node

pytestmark = pytest.mark.usefixtures("backend")


class Task(node.Node):
    pass


@pytest.mark.parametrize("cls", [element.Element, node.Node, Task])
def test_entities_are_observable_by_contract_and_by_role(cls):
    assert isinstance(cls(), types.ObservableProto)
    assert isinstance(cls(), types.LegacyObservable)
    assert issubclass(cls, _concepts.Observable)


def test_the_name_observable_means_the_contract():
    assert types.Observable is contracts.ObservableProto
    assert types.LegacyObservable is _concepts.Observable
    assert types.Observable is not types.LegacyObservable


@pytest.mark.parametrize(
    ("name", "home"),
    [
        ("Element", element),
        ("ID", element),
        ("IDType", element),
        ("validate_order", element),
        ("Node", node),
        ("to_uuid", ids),
        ("canonical_id", ids),
        ("IDError", _errors),
    ],
)
def test_a_name_is_the_one_of_its_home_by_every_way(name, home):
    found = getattr(home, name)

    assert getattr(types, name) is found
    assert getattr(lionagi.types, name) is found


def test_the_package_of_graphs_has_the_node():
    assert Node is node.Node


def test_a_bad_id_can_be_caught_by_the_name_from_here():
    with pytest.raises(types.IDError, match="Invalid ID: nope"):
        types.IDType.validate("nope")
