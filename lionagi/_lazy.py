"""Module attributes that are loaded on first touch (PEP 562), for the packages that only gather names.

Not here: the tables, which stand in the modules themselves. Each module also lists its names for type checkers under
`if TYPE_CHECKING`; a test compares the two lists. Imports nothing at import time: it is on the path of `import lionagi`.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from typing import Any


def attach(module: str, homes: dict[str, str], later: Collection[str] = ()) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """`__getattr__` and `__dir__` for `module`.

    `homes`: name -> `package.module` that has it, `package.module:name_there`, or `package.module:` for the module itself.
    `later`: names of lionagi 0.18.0 whose time has not come. A loaded name becomes a plain attribute: one dict look-up from then on.
    """

    def __getattr__(name: str) -> Any:
        home = homes.get(name)
        if home is None:
            raise _absent(module, name, later)
        value = _load(home, name)
        setattr(sys.modules[module], name, value)
        return value

    def __dir__() -> list[str]:
        return sorted({*vars(sys.modules[module]), *homes})

    return __getattr__, __dir__


def _load(home: str, name: str) -> Any:
    from importlib import import_module

    module, colon, there = home.partition(":")
    loaded = import_module(module)
    return loaded if colon and not there else getattr(loaded, there or name)


def _absent(module: str, name: str, later: Collection[str]) -> Exception:
    if name not in later:
        # Also the answer to `from lionagi import some_submodule`, which asks here first: so nothing is imported for it.
        return AttributeError(f"module {module!r} has no attribute {name!r}", name=name, obj=sys.modules[module])
    from importlib import import_module

    text = import_module("lionagi._errors").comes_later(module, name)
    return ImportError(text, name=module) if _asked_by_import() else AttributeError(text, name=name)


def _asked_by_import() -> bool:
    """Whether the statement that asks for the name is `from module import name`.

    That statement replaces the text of an AttributeError by "cannot import name", but lets an ImportError through; every other
    way to ask, such as `hasattr`, needs the AttributeError.
    """
    from opcode import opmap

    caller = sys._getframe(3)  # of the module's `__getattr__`
    return caller.f_lasti >= 0 and caller.f_code.co_code[caller.f_lasti] == opmap["IMPORT_FROM"]
