"""`lionagi.types`: names of several packages in one place, looked up in order where they are needed.

So far these are the names of `lionagi.protocols.types`; those of `lionagi.fields` and `lionagi.models` come before them once
these packages stand.
"""

from __future__ import annotations

import sys

from lionagi.protocols import types as _protocol_types

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = _protocol_types.__all__


def __getattr__(name: str) -> Any:
    module = sys.modules[__name__]
    if name.startswith("_"):  # of a module, not of its names
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}", name=name, obj=module)
    value = getattr(_protocol_types, name)
    setattr(module, name, value)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
