"""`Session` of one backend: what `from lionagi._core_rust import Session` and `from lionagi._core_py import Session` give.

Sub-classes of the public class that only pin their cores; they are called, written and pickled as the public class.
"""

from __future__ import annotations

from lionagi.protocols import _model
from lionagi.session.branch import _cores_for
from lionagi.session.session import Session

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_made: dict[bool, Any] = {}


def pinned(use_rust_core: bool) -> Any:
    """The Session of a backend. Raises: BackendUnavailableError (an ImportError): it cannot be loaded here."""
    _cores_for(use_rust_core)
    found = _made.get(use_rust_core)
    if found is None:
        found = _made[use_rust_core] = _class_for(use_rust_core)
    return found


def _class_for(backend: bool) -> Any:
    def __init__(self: Any, *, use_rust_core: bool | None = None, **given: Any) -> None:
        Session.__init__(self, use_rust_core=backend if use_rust_core is None else use_rust_core, **given)

    names = {
        "__module__": Session.__module__,
        "__qualname__": Session.__qualname__,
        "__doc__": Session.__doc__,
        "__slots__": (),
        "__init__": __init__,
        "__lion_core__": "NodeCore",
        "__lion_pickled_as__": Session,
    }
    made: type[Session] = type("Session", (Session,), names)
    _model.adopt_base(made)
    return made
