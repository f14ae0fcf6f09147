"""`override` as a decorator, for functions of every kind. Its own file because `functools` is too slow for the import of the registry."""

from __future__ import annotations

from functools import wraps

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from typing import Any, TypeVar

    F = TypeVar("F", bound=Callable[..., Any])

_GENERATOR, _COROUTINE, _ASYNC_GENERATOR = 0x20, 0x80, 0x200  # flags of a code object, as `inspect` names them


def decorated(order: AbstractContextManager[Any], function: F) -> F:
    """`function` with `order` entered while its body runs: for a coroutine or generator that is not only the call."""
    kind: Callable[[Any, Any], Any]
    flags = getattr(getattr(function, "__code__", None), "co_flags", 0)
    if isinstance(function, type):
        raise TypeError("override() decorates functions and methods, not classes")
    if flags & _ASYNC_GENERATOR:
        kind = _async_generator
    elif flags & _COROUTINE:
        kind = _coroutine
    elif flags & _GENERATOR:
        kind = _generator
    else:
        kind = _function
    overridden: Any = wraps(function)(kind(order, function))
    return overridden  # type: ignore[no-any-return]  # the same signature, which `wraps` cannot say


def _function(order: AbstractContextManager[Any], function: Callable[..., Any]) -> Any:
    def overridden(*args: Any, **kwargs: Any) -> Any:
        with order:
            return function(*args, **kwargs)

    return overridden


def _generator(order: AbstractContextManager[Any], function: Callable[..., Any]) -> Any:
    def overridden(*args: Any, **kwargs: Any) -> Any:
        with order:
            return (yield from function(*args, **kwargs))

    return overridden


def _coroutine(order: AbstractContextManager[Any], function: Callable[..., Any]) -> Any:
    async def overridden(*args: Any, **kwargs: Any) -> Any:
        with order:
            return await function(*args, **kwargs)

    return overridden


def _async_generator(order: AbstractContextManager[Any], function: Callable[..., Any]) -> Any:
    async def overridden(*args: Any, **kwargs: Any) -> Any:
        with order:
            inner = function(*args, **kwargs)
            try:
                async for item in inner:
                    yield item
            finally:
                await inner.aclose()

    return overridden
