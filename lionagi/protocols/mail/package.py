"""`Package`: what a mail holds."""

from __future__ import annotations

from enum import Enum
from time import time
from typing import Any

from lionagi.protocols.generic._ids import IDType

__all__ = ["Package", "PackageCategory", "validate_category"]


class PackageCategory(str, Enum):
    """What is in a package."""

    MESSAGE = "message"
    TOOL = "tool"
    IMODEL = "imodel"
    NODE = "node"
    NODE_LIST = "node_list"
    NODE_ID = "node_id"
    START = "start"
    END = "end"
    CONDITION = "condition"
    SIGNAL = "signal"


def validate_category(value: Any, /) -> PackageCategory:
    """The category of its value. Raises: ValueError."""
    if isinstance(value, PackageCategory):
        return value
    try:
        return PackageCategory(value)
    except ValueError:
        raise ValueError("Invalid value for category.") from None


class Package:
    """An item with what it is, an id and a time. `request_source`: the id of whoever asked for it."""

    __slots__ = ("category", "created_at", "id", "item", "request_source")

    def __init__(self, category: PackageCategory | str, item: Any, request_source: Any = None) -> None:
        self.id = IDType.create()
        self.created_at = time()
        self.category = validate_category(category)
        self.item = item
        self.request_source = request_source
