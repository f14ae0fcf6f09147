"""Cores: loaded on first touch, frozen, swapped by `override`."""

import pytest

from lionagi import registry


@pytest.mark.parametrize("name", ["ids", "nonsense"])
def test_cores_are_frozen(name):
    with pytest.raises(AttributeError, match="frozen"):
        setattr(registry.active.cores, name, object())
