"""`Mail`: a package on its way."""

from __future__ import annotations

from typing import Any

from pydantic import field_validator

from lionagi.protocols.generic._ids import IDType
from lionagi.protocols.generic.element import Element
from lionagi.protocols.mail.package import Package, PackageCategory

__all__ = ["Mail"]


class Mail(Element):
    """A package from one element to another; both are ids."""

    __lion_sendable__ = True
    sender: IDType
    recipient: IDType
    package: Package

    @field_validator("sender", "recipient", mode="before")
    @classmethod
    def _ids_only(cls, value: Any) -> Any:
        if not isinstance(value, IDType):
            raise ValueError("sender and recipient of a mail are ids")
        return value

    @property
    def category(self) -> PackageCategory:
        """What is in the package."""
        return self.package.category
