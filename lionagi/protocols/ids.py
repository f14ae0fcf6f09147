"""Canonical UUIDs: `to_uuid` of anything that is or has an id, `canonical_id` of anything with an `id` attribute.

Not here: the id class (`lionagi.protocols.generic.element`).
"""

from __future__ import annotations

from lionagi.protocols.generic._ids import IDType, is_entity, is_uuid

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any
    from uuid import UUID

__all__ = ["canonical_id", "to_uuid"]


def to_uuid(value: Any) -> UUID:
    """The UUID of `value`: of an entity that of its id, a `uuid.UUID` itself (any version), of an object whose `_id` is a UUID
    that one, else that of `IDType.validate(value)`, whose version bits are overwritten.

    Raises: IDError: it cannot be read.
    """
    if is_entity(value):
        value = value.id
    if is_uuid(value):
        return value  # type: ignore[no-any-return]
    wrapped: Any = getattr(value, "_id", None)
    if is_uuid(wrapped):
        return wrapped  # type: ignore[no-any-return]
    return IDType.validate(value)._id  # type: ignore[no-any-return]


def canonical_id(obj: Any) -> UUID:
    """`to_uuid` of `obj.id`, or of `obj` itself where it has no such attribute. Raises: IDError: as `to_uuid`."""
    return to_uuid(getattr(obj, "id", obj))
