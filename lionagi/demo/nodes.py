"""The first half of the demo: every paragraph becomes a node, is hashed, de-duplicated, written and read back. Public API only."""

from __future__ import annotations

import json
from typing import Any

from pydantic import Field

from lionagi.demo.parts import Job, Step
from lionagi.ln import digest, msgpack_dumps, msgpack_loads
from lionagi.protocols.types import IDType, Node


class Paragraph(Node):
    """One paragraph of the reference; its text is the content."""

    topic: str
    index: int = Field(ge=0)  # its place in the topic
    words: int = Field(ge=1)
    example: bool = False  # all of it is indented: code, or a grammar rule


# --- steps ----------------------------------------------------------------------------------------------------------


def _read_ids(job: Job) -> list[Any]:
    job.ids = [IDType.validate(arguments["id"]) for arguments in job.paragraphs]
    return job.ids


def _make_nodes(job: Job) -> list[Any]:
    job.nodes = [Paragraph(**{**arguments, "id": id}) for arguments, id in zip(job.paragraphs, job.ids, strict=True)]
    return job.nodes


def _hash_and_keep(job: Job) -> list[Any]:
    hashed = [(digest({"text": node.content, "example": node.example}), node) for node in job.nodes]
    first: dict[str, Paragraph] = {}
    for key, node in hashed:
        first.setdefault(key, node)
    job.kept = list(first.values())
    return hashed


def _write_json(job: Job) -> list[Any]:
    job.documents = [node.to_json() for node in job.kept]
    return job.documents


def _read_json(job: Job) -> list[Any]:
    return [Node.from_json(document) for document in job.documents]


def _pack(job: Job) -> list[Any]:
    job.packed = [msgpack_dumps(node) for node in job.kept]
    return job.packed


def _unpack(job: Job) -> list[Any]:
    return [msgpack_loads(packed, entity=Node.from_dict) for packed in job.packed]


# --- rows of the digests --------------------------------------------------------------------------------------------


def _node_row(node: Paragraph) -> str:
    own = [getattr(node, name, None) for name in ("topic", "index", "words", "example")]  # what came back may be something else
    return repr((type(node).__qualname__, str(node.id), node.created_at, node.metadata, node.content, node.embedding, own))


def _hash_row(hashed: tuple[str, Paragraph]) -> str:
    return f"{hashed[0]} {hashed[1].id}"


def _same(row: str | bytes) -> str | bytes:
    return row


# --- checks of the outputs, by means of their own -------------------------------------------------------------------


def _ids_read(job: Job, ids: list[Any]) -> str | None:
    given = [arguments["id"] for arguments in job.paragraphs]
    return None if [str(id) for id in ids] == given else "an id does not print as it was read"


def _nodes_hold(job: Job, nodes: list[Any]) -> str | None:
    names = job.paragraphs[0].keys() - {"id"}
    for arguments, node in zip(job.paragraphs, nodes, strict=True):
        if any(getattr(node, name) != arguments[name] for name in names):
            return f"node {arguments['id']} does not hold what it was made of"
    return None


def _hashes_tell_apart(job: Job, hashed: list[Any]) -> str | None:
    first: dict[tuple[str, bool], str] = {}
    for arguments in job.paragraphs:
        first.setdefault((arguments["content"], arguments["example"]), arguments["id"])
    found = len({key for key, _ in hashed})
    if found != len(first):
        return f"{len(first)} different paragraphs have {found} digests"
    return None if [str(node.id) for node in job.kept] == list(first.values()) else "the nodes kept are not the first of their text"


def _json_is_json(job: Job, documents: list[Any]) -> str | None:
    for node, document in zip(job.kept, documents, strict=True):
        found = json.loads(document)
        own = {"topic": node.topic, "index": node.index, "words": node.words, "example": node.example}
        expected = {"id": str(node.id), "created_at": node.created_at, "content": node.content, "embedding": None, **own}
        found["metadata"].pop("lion_class")
        if found != {**expected, "metadata": node.metadata}:
            return f"the JSON of node {node.id} does not say what the node holds"
    return None


def _packed_is_short(job: Job, packed: list[Any]) -> str | None:
    longer = next((at for at, one in enumerate(packed) if len(one) >= len(job.documents[at].encode())), None)
    return None if longer is None else f"the MessagePack of node {job.kept[longer].id} is longer than its JSON"


def _nothing_is_lost(job: Job, nodes: list[Any]) -> str | None:
    for written, read in zip(job.kept, nodes, strict=True):
        if _node_row(written) != _node_row(read):
            return f"node {written.id} came back as something else"
    return None


STEPS = (
    Step("read ids", "ids", _read_ids, str, _ids_read),
    Step("make nodes", "entity", _make_nodes, _node_row, _nodes_hold),
    Step("hash, keep first", "hashing", _hash_and_keep, _hash_row, _hashes_tell_apart),
    Step("write JSON", "entity", _write_json, _same, _json_is_json),
    Step("read JSON", "entity", _read_json, _node_row, _nothing_is_lost),
    Step("write MessagePack", "codec", _pack, _same, _packed_is_short),
    Step("read MessagePack", "codec", _unpack, _node_row, _nothing_is_lost),
)
