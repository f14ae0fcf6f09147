"""What the demo works on and how a step is told; the steps are in `nodes.py` and `conversations.py`.

Ids and times are made from the text: every run, on every backend, makes the same objects.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from hashlib import blake2b
from typing import Any, NamedTuple
from uuid import UUID

FIRST_MOMENT = 1_700_000_000.0  # POSIX seconds; each paragraph comes an eighth of a second after the one before


class Text(NamedTuple):
    topics: int
    paragraphs: list[dict[str, Any]]  # arguments of `Paragraph`, ids as text


def read_text() -> Text:
    """The topics of `help()`. Raises: ModuleNotFoundError: a Python without them."""
    from pydoc_data.topics import topics

    paragraphs: list[dict[str, Any]] = []
    for topic, body in topics.items():
        for index, paragraph in enumerate(filter(str.strip, body.split("\n\n"))):
            arguments = {
                "id": id_of(f"{topic}\0{index}"),
                "created_at": FIRST_MOMENT + len(paragraphs) / 8,
                "metadata": {"source": "pydoc_data.topics", "lines": paragraph.count("\n") + 1},
                "content": paragraph,
                "topic": topic,
                "index": index,
                "words": len(paragraph.split()),
                "example": all(line.startswith("   ") for line in paragraph.splitlines() if line),
            }
            paragraphs.append(arguments)
    return Text(len(topics), paragraphs)


def id_of(name: str) -> str:
    """The id of what the text calls so."""
    return str(UUID(bytes=blake2b(name.encode(), digest_size=16).digest(), version=4))


class Job:
    """One pass over the text; each step leaves its outputs here for the next."""

    def __init__(self, text: Text) -> None:
        self.paragraphs = text.paragraphs
        self.ids: list[Any] = []
        self.nodes: list[Any] = []
        self.kept: list[Any] = []  # the first of each text
        self.documents: list[str] = []
        self.packed: list[bytes] = []
        self.branches: list[Any] = []  # one a topic
        self.messages: list[Any] = []  # of all branches
        self.lines = b""
        self.stream = b""


class Step(NamedTuple):
    name: str
    component: str  # the one whose native part must be at work
    run: Callable[[Job], list[Any]]  # the part that is timed; gives its outputs
    row: Callable[[Any], str | bytes]  # what goes into the digest for one output
    check: Callable[[Job, list[Any]], str | None]  # what is wrong with the outputs


def digest_of(rows: Iterable[str | bytes]) -> str:
    """BLAKE2b of all rows, by the standard library: a core must not vouch for itself."""
    whole = blake2b(digest_size=16)
    for row in rows:
        encoded = row.encode() if isinstance(row, str) else row
        whole.update(len(encoded).to_bytes(8, "little") + encoded)
    return whole.hexdigest()
