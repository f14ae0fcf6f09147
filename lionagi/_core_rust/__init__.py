"""The Rust cores: the extension module `_native` and its stub. Missing in a pure installation; the registry decides.

`Session` here is the public class on these cores, for programs that ask for Rust by an import.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def __getattr__(name: str) -> "Any":
    if name == "Session":
        # The one exception to "cores import no shells": late, and only when a program asks for it.
        from lionagi.session.pinned import pinned

        return pinned(True)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
