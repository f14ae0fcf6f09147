"""`OperationManager`: operations by name, as a session shares them with its branches."""

from __future__ import annotations

from lionagi import _errors

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

__all__ = ["OperationManager"]


class OperationManager:
    """Coroutine functions by name."""

    __slots__ = ("__weakref__", "registry")

    def __init__(self) -> None:
        self.registry: dict[str, Callable[..., Any]] = {}

    def register(self, operation: str, func: Callable[..., Any], update: bool = False) -> None:
        """Puts a coroutine function under a name. Raises: ValueError: the name is taken, or it is no coroutine function."""
        if operation in self.registry and not update:
            raise _errors.operation_registered(operation)
        from inspect import iscoroutinefunction

        if not iscoroutinefunction(func) and not iscoroutinefunction(getattr(func, "__call__", None)):  # noqa: B004
            raise _errors.operation_not_async(operation)
        self.registry[operation] = func
