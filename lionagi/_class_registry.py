"""Entity classes by their full path, so that data can name the class it describes.

Not here: how a class gets its path (`lionagi.protocols._model`). Data may be hostile: naming a class never imports a foreign module.
"""

from __future__ import annotations

import sys
from importlib import import_module

from lionagi import _errors

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = ["LION_CLASS_REGISTRY", "find", "get_class"]

# Full path -> class, of every sub-class of an entity; entered when the class is defined.
LION_CLASS_REGISTRY: dict[str, type] = {}

_OURS = "lionagi."


def find(path: Any) -> Any:
    """The entity class of a full path: one that is registered, else one in a module that is imported already, else one of ours.

    A parametrised class (`module.G[int]`) nobody made in this process is read as the generic one. Raises: ValueError.
    """
    if not isinstance(path, str):
        raise _errors.class_not_found(path, f"expected the dotted path of a class, not {type(path).__name__}")
    found = LION_CLASS_REGISTRY.get(path) or LION_CLASS_REGISTRY.get(path.partition("[")[0])
    if found is not None:
        return found
    module_name, _, name = path.partition("[")[0].rpartition(".")
    if not module_name or not name.isidentifier():
        raise _errors.class_not_found(path, "it is no dotted path of a class")
    if "<locals>" in path:
        raise _errors.class_not_found(path, "a class defined in a function is known once that function has run")
    module = _module(path, module_name)
    found = getattr(module, name, None)
    if isinstance(found, type) and getattr(found, "__lion_entity__", False):
        return found
    what = f"{module_name} has no {name}" if found is None else f"it is a {type(found).__name__}, no Element class"
    raise _errors.class_not_found(path, what)


def _module(path: str, name: str) -> Any:
    found = sys.modules.get(name)
    if found is not None:
        return found
    if not name.startswith(_OURS) or not all(part.isidentifier() for part in name.split(".")):
        raise _errors.class_not_found(path, f"import the module that defines it first ({name})")
    try:
        return import_module(name)
    except ImportError as error:
        raise _errors.class_not_found(path, f"{name} cannot be imported: {error}") from error


def get_class(class_name: str) -> type:
    """The class of a full path, or of a bare name that one registered class or one of our entity classes has.

    Raises: ValueError.
    """
    if isinstance(class_name, str) and "." not in class_name:
        matches = [cls for cls in LION_CLASS_REGISTRY.values() if cls.__name__ == class_name]
        if len(matches) == 1:
            return matches[0]
        for path in ("lionagi.protocols.generic.element.Element", "lionagi.protocols.graph.node.Node"):
            if path.endswith(f".{class_name}"):
                return find(path)  # type: ignore[no-any-return]
    return find(class_name)  # type: ignore[no-any-return]
