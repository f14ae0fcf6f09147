"""Contract of `ids`: make, parse and print 16-byte UUIDs (version 4), singly and in batches.

Not here: the public class (`lionagi.protocols.generic.element.IDType`), which is one class over both cores. A core
makes its instances itself (one crossing a job), so the class is handed over once with `bind`. Layout the cores rely on:
`IDType.__slots__ == ("_value",)`, where `_value` is the 16 bytes of a UUID (big-endian, RFC 9562) as an exact `bytes`, or, only
where a user built `IDType(x)` by hand of anything but a UUID, whatever x was (exact `bytes` in a sub-class of it).
Source: `upstream/behaviour/01_ids_element.md`; RFC 9562 for version and variant bits.
"""

from __future__ import annotations

from typing import Any, Protocol


class IdsCore(Protocol):
    """A module: `lionagi._core_py.ids` or `lionagi._core_rust._native.ids`."""

    def bind(self, id_class: type) -> None:
        """Tells the core the class of ids. Called at load, before anything else; again with the same class: no effect.

        Raises: TypeError: not a direct sub-class of `object` with `__slots__ == ("_value",)`."""

    def class_attributes(self, id_class: type) -> dict[str, Any]:
        """What the class of ids may take over while this core is the process default: `create`, `validate` and special methods
        that do what its own do, without a frame of Python between. The keys may differ between the cores."""

    def create(self, random: bytes | None = None) -> Any:
        """A fresh IDType. `random`: 16 bytes used instead of the random source (version and variant bits are still set).

        Safe after fork: parent and child never draw the same ids. Raises: ValueError: `random` is not 16 bytes.
        """

    def create_many(self, count: int, random: bytes | None = None) -> list[Any]:
        """`count` fresh ids; `random`: 16 * count bytes. Raises: ValueError: negative count or wrong length."""

    def parse(self, value: object) -> Any:
        """`IDType.validate`: an IDType (also of a sub-class) is returned as it is, else `str(value)` is read.

        Read as `uuid.UUID(text, version=4)` reads: `urn:` and `uuid:` anywhere, braces at the ends and dashes are dropped,
        32 hex digits must remain (ASCII ones alone: not the signs, underscores, spaces and other digits that `int()` would read);
        version and variant bits are overwritten. Raises: IDError, cause suppressed.
        """

    def parse_many(self, values: list[object]) -> list[Any]:
        """`parse` of each. Raises: IDError for the first bad one."""

    def text(self, id: Any) -> str:
        """Canonical lower-case text with dashes; `str(x)` of an IDType that holds something else."""

    def text_many(self, ids: list[Any]) -> list[str]:
        """`text` of each."""

    def from_bytes(self, value: bytes) -> Any:
        """The IDType of 16 bytes, bits untouched. Raises: ValueError: another length."""

    def to_bytes(self, id: Any) -> bytes:
        """The 16 bytes. Raises: IDError: it holds something else."""

    def hash(self, id: Any) -> int:
        """`hash(uuid.UUID)` of the same bytes; `hash(x)` of an IDType that holds something else."""
