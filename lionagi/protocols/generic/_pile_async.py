"""The locks of a pile, and its methods that wait for one.

Not here: what the methods do once they have the lock (`pile.py`). Locks are made when they are first asked for; copies and pickles
have none.
"""

from __future__ import annotations

import threading

from lionagi import _errors
from lionagi._core.sentinels import Undefined

TYPE_CHECKING = False
if TYPE_CHECKING:
    import asyncio
    from collections.abc import AsyncIterator
    from typing import Any

    from typing_extensions import Self

_making = threading.Lock()


class AsyncPile:
    """The asynchronous half of a pile. The lock is not re-entrant: inside `async with pile` call the methods that do not wait."""

    __slots__ = ()
    __lion_unlisted__ = True

    @property
    def lock(self) -> Any:
        """A `threading.Lock` of this pile."""
        return self._made("_lock_made", threading.Lock)

    @property
    def async_lock(self) -> asyncio.Lock:
        """An `asyncio.Lock` of this pile."""
        from asyncio import Lock

        return self._made("_async_lock_made", Lock)  # type: ignore[no-any-return]

    def _made(self, name: str, make: Any) -> Any:
        try:
            return getattr(self, name)
        except AttributeError:
            with _making:
                found = getattr(self, name, None)
                if found is None:
                    found = make()
                    object.__setattr__(self, name, found)
                return found

    async def asetitem(self: Any, key: Any, item: Any, /) -> None:
        """`pile[key] = item` under the lock; so the other methods."""
        async with self.async_lock:
            self[key] = item

    async def apop(self: Any, key: Any, default: Any = Undefined, /) -> Any:
        async with self.async_lock:
            return self.pop(key, default)

    async def aremove(self: Any, item: Any, /) -> None:
        async with self.async_lock:
            self.remove(item)

    async def ainclude(self: Any, item: Any, /) -> None:
        """Raises: TypeError: the item did not end up in the pile; else as `include`."""
        async with self.async_lock:
            self.include(item)
            if item not in self:
                raise _errors.not_included(item)

    async def aexclude(self: Any, item: Any, /) -> None:
        async with self.async_lock:
            self.exclude(item)

    async def aclear(self: Any) -> None:
        async with self.async_lock:
            self.clear()

    async def aupdate(self: Any, other: Any, /) -> None:
        async with self.async_lock:
            self.update(other)

    async def aget(self: Any, key: Any, default: Any = Undefined, /) -> Any:
        async with self.async_lock:
            return self.get(key, default)

    async def adump(self: Any, fp: Any, *, obj_key: str = "json", mode: str = "w", clear: bool = False, **options: Any) -> Any:
        async with self.async_lock:
            return self.dump(fp, obj_key=obj_key, mode=mode, clear=clear, **options)

    async def __aiter__(self: Any) -> AsyncIterator[Any]:
        """The items as they are now; the loop gets its turn between two of them."""
        from asyncio import sleep

        async with self.async_lock:
            items = self.values()
        for item in items:
            yield item
            await sleep(0)

    async def __anext__(self: Any) -> Any:
        """The first item. Raises: StopAsyncIteration."""
        try:
            return next(self)
        except StopIteration:
            raise StopAsyncIteration("End of pile") from None

    async def __aenter__(self) -> Self:
        await self.async_lock.acquire()
        return self

    async def __aexit__(self, *_: object) -> None:
        self.async_lock.release()

    class AsyncPileIterator:
        """Items by position, one after the other; what is added meanwhile is seen."""

        def __init__(self, pile: Any) -> None:
            self.pile = pile
            self.index = 0

        def __aiter__(self) -> Self:
            return self

        async def __anext__(self) -> Any:
            from asyncio import sleep

            if self.index >= len(self.pile):
                raise StopAsyncIteration
            item = self.pile[self.index]
            self.index += 1
            await sleep(0)
            return item
