"""Roles (abstract bases) and the structural contract of things with an id."""

from __future__ import annotations

import asyncio

import pytest

from lionagi.protocols import _concepts, contracts

ABSTRACT = {
    "Observer": set(),
    "Manager": set(),
    "Relational": set(),
    "Sendable": set(),
    "Observable": set(),
    "Communicatable": {"send"},
    "Condition": {"apply"},
    "Collective": {"include", "exclude"},
    "Ordering": {"include", "exclude"},
}


def test_the_table_names_every_role():
    assert set(ABSTRACT) == set(_concepts.__all__)


@pytest.mark.parametrize("name", ABSTRACT)
def test_a_role_demands_exactly_its_methods(name):
    role = getattr(_concepts, name)

    assert ABSTRACT[name] == set(role.__abstractmethods__)


@pytest.mark.parametrize("name", [name for name, methods in ABSTRACT.items() if methods])
def test_a_role_with_demands_cannot_be_made(name):
    with pytest.raises(TypeError, match="abstract"):
        getattr(_concepts, name)()


def test_roles_build_on_each_other():
    assert issubclass(_concepts.Manager, _concepts.Observer)
    assert issubclass(_concepts.Communicatable, _concepts.Observable)


@pytest.mark.parametrize("role", [_concepts.Collective, _concepts.Ordering])
def test_containers_are_generic_in_their_items(role):
    class Numbers(role[int]):
        def include(self, item, /):
            return item

        def exclude(self, item, /):
            return item

    assert isinstance(Numbers(), role)
    assert Numbers().include(3) == 3


def test_a_condition_is_asked_asynchronously():
    class Even(_concepts.Condition):
        async def apply(self, number):
            return number % 2 == 0

    assert asyncio.run(Even().apply(2)) is True
    assert asyncio.run(Even().apply(3)) is False


class WithAttribute:
    id = "x"


class WithProperty:
    @property
    def id(self):
        return 5


class WithSlot:
    __slots__ = ("id",)

    def __init__(self):
        self.id = None


@pytest.mark.parametrize("cls", [WithAttribute, WithProperty, WithSlot])
def test_anything_with_an_id_is_observable_by_structure_only(cls):
    assert isinstance(cls(), contracts.ObservableProto)
    assert not isinstance(cls(), contracts.LegacyObservable)


@pytest.mark.parametrize("thing", [object(), 5, "id", {"id": 1}])
def test_nothing_without_an_id_is_observable(thing):
    assert not isinstance(thing, contracts.ObservableProto)


def test_the_contract_cannot_be_made():
    with pytest.raises(TypeError, match="Protocols cannot be instantiated"):
        contracts.ObservableProto()


def test_the_name_observable_means_the_contract_here_and_the_role_there():
    assert contracts.Observable is contracts.ObservableProto
    assert contracts.LegacyObservable is _concepts.Observable
