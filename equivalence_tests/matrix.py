"""The matrix of pickles and wire forms: everything that is stored, written by each core, read by the other one and where there is no other.

`python -m equivalence_tests.matrix COMPONENT [--json FILE]`. A cell is one sample in one form: both cores write the same bytes; each
core reads what the other wrote, and writes it again as it was; a process without the native part does the same. Evidence for a gate keeps
what does not hold. Not here: random values (`test_*`), bytes of earlier releases (the golden files).
"""

from __future__ import annotations

import argparse
import json
import pickle
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lionagi import ln
from lionagi.protocols.generic.element import Element
from lionagi.protocols.graph.node import Node
from lionagi.protocols.ids import IDType
from lionagi.protocols.messages import ActionRequest, ActionResponse, AssistantResponse, Instruction, System
from lionagi.registry import override

BACKENDS = ("python", "rust")
# How it is written, and read, and what must be the same afterwards: the bytes, but for pickles, whose bytes depend on the identity of texts
# and on the hash seed of the process.
Form = tuple[Callable[[Any], bytes], Callable[[bytes], Any], Callable[[Any], bytes]]

_IDS = [f"{number:08x}-0000-4000-8000-0000000000{number:02x}" for number in range(1, 10)]
_VALUES: list[Any] = [
    {"name": "é \U0001f600", "count": 2**53, "share": 0.1, "none": None, "list": [True, False, []], "deep": {"a": {"b": [1, [2, [3]]]}}},
    ["", "\x00\x1f\x7f\u2028\ud7ff", -1, -(2**63), 1e300, 5e-324, -0.0],
    {},
]


class Note(Node):
    """A sub-class with fields of its own."""

    title: str = ""
    rank: int | None = None


def _fixed(at: int, **more: Any) -> dict[str, Any]:
    return {"id": _IDS[at], "created_at": 1_700_000_000.123456 + at, "metadata": {"at": at, "tags": ["é", None]}, **more}


def _entities() -> list[Any]:
    return [
        Element(**_fixed(0)),
        Node(**_fixed(1, content="text\ud7ff", embedding=[0.5, -0.0, 1e-300])),
        Node(**_fixed(2, content={"rows": _VALUES})),
        Note(**_fixed(3, content=None, title="t", rank=3)),
        Node(**_fixed(4, content=Node(**_fixed(5, content=[1, 2])))),
    ]


def _messages() -> list[Any]:
    call = {"function": "add", "arguments": {"a": 1, "b": [0.5]}}
    people = {"sender": "user", "recipient": _IDS[0]}
    return [
        System(**_fixed(0, content={"system_message": "be kind\n  and brief"}, **people)),
        Instruction(**_fixed(1, content={"instruction": "do: it", "context": _VALUES[:1], "guidance": "- yes"}, **people)),
        AssistantResponse(**_fixed(2, content={"assistant_response": "1:30 ~"}, **people)),
        ActionRequest(**_fixed(3, content=call, **people)),
        ActionResponse(**_fixed(4, content={**call, "output": {"sum": 1.5}}, **people)),
    ]


SAMPLES: dict[str, Callable[[], list[Any]]] = {
    "ids": lambda: [IDType.validate(text) for text in _IDS],
    "hashing": lambda: list(_VALUES),
    "codec": lambda: list(_VALUES),
    "entity": _entities,
    "messages": _messages,
}


def _pickled(protocol: int) -> Callable[[Any], bytes]:
    # Read once and written again: then texts are shared in one way, whoever made them.
    return lambda value: pickle.dumps(pickle.loads(pickle.dumps(value, protocol)), protocol)


def _pickles(shown: Callable[[Any], bytes]) -> dict[str, Form]:
    return {f"pickle {number}": (_pickled(number), pickle.loads, shown) for number in range(2, pickle.HIGHEST_PROTOCOL + 1)}


def _form(write: Callable[[Any], bytes], read: Callable[[bytes], Any]) -> Form:
    return write, read, write


def _json(shell: Any) -> bytes:
    return bytes(shell.to_json(decode=False))


def _text(id: IDType) -> bytes:
    return str(id).encode()


_OBJECTS: dict[str, Form] = {
    "JSON": _form(_json, Element.from_json),
    "MessagePack": _form(lambda shell: shell.to_msgpack(), Element.from_msgpack),
    "binary": _form(lambda shell: shell.to_binary(), Element.from_binary),
    **_pickles(_json),
}
FORMS: dict[str, dict[str, Form]] = {
    "ids": {"text": _form(_text, lambda data: IDType.validate(data.decode())), **_pickles(_text)},
    # A digest is not read back: the value is carried as JSON beside it, and hashed again.
    "hashing": {"digest": _form(lambda value: json.dumps([ln.digest(value), value]).encode(), lambda data: json.loads(data)[1])},
    "codec": {
        "JSON": _form(ln.json_dumpb, ln.json_loads),
        "MessagePack": _form(ln.msgpack_dumps, ln.msgpack_loads),
        "binary": _form(ln.binary_dumps, ln.binary_loads),
    },
    "entity": _OBJECTS,
    "messages": _OBJECTS,
}


Cells = dict[str, tuple[bytes, bytes]]  # form and sample -> the bytes, and what must be the same when they were read


def written(component: str, backend: str) -> Cells:
    """What a core writes."""
    found = {}
    with override(backend):
        for at, sample in enumerate(SAMPLES[component]()):
            for form, (write, _, shown) in FORMS[component].items():
                found[f"{form}, sample {at}"] = write(sample), shown(sample)
    return found


def again(component: str, cells: Cells) -> dict[str, bytes]:
    """What the core of now makes of them."""
    found = {}
    for cell, (data, _) in cells.items():
        _, read, shown = FORMS[component][cell.partition(", ")[0]]
        found[cell] = shown(read(data))
    return found


def differences(component: str) -> tuple[int, list[str]]:
    """How many cells there are, and a sentence for each that does not hold."""
    by_writer = {backend: written(component, backend) for backend in BACKENDS}
    python, rust = (by_writer[backend] for backend in BACKENDS)
    found = [f"{cell}: the cores write different bytes" for cell in python if python[cell] != rust[cell]]
    for reader, writer in (("python", "rust"), ("rust", "python")):
        with override(reader):
            found += _changed(python, again(component, by_writer[writer]), f"written by {writer}, read by {reader}")
    found += _changed(rust, _without_native(component, rust), "written by rust, read without the native part")
    return len(python), found


def _changed(before: Cells, after: dict[str, bytes], how: str) -> list[str]:
    return [f"{cell}, {how}: it is not as it was" for cell, (_, shown) in before.items() if after.get(cell) != shown]


def _without_native(component: str, cells: Cells) -> dict[str, bytes]:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "cells"
        place.write_bytes(pickle.dumps(cells))
        source = "import sys; sys.modules['lionagi._core_rust._native'] = None; from equivalence_tests import matrix; "
        source += f"matrix.main([{component!r}, '--again', {str(place)!r}])"
        ran = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, check=False)
        if ran.returncode:
            raise RuntimeError(f"the process without the native part failed:\n{ran.stderr[-2_000:]}")
        return dict(pickle.loads(place.read_bytes()))


def main(arguments: list[str] | None = None) -> int:
    """The command line. Exit codes: 0 every cell holds, 1 one does not."""
    parser = argparse.ArgumentParser(prog="python -m equivalence_tests.matrix", description=__doc__.splitlines()[0])
    parser.add_argument("component", choices=[*SAMPLES])
    parser.add_argument("--json", type=Path, metavar="FILE", help="write cells and what does not hold here")
    parser.add_argument("--again", type=Path, metavar="FILE", help="instead: read the cells of this file and write them again")
    options = parser.parse_args(arguments)
    if options.again:
        options.again.write_bytes(pickle.dumps(again(options.component, pickle.loads(options.again.read_bytes()))))
        return 0
    cells, found = differences(options.component)
    print("\n".join([*found, f"{options.component}: {cells} cells, {len(found)} do not hold"]))
    if options.json:
        options.json.write_text(json.dumps({"cells": cells, "differences": found}) + "\n", encoding="utf-8")
    return 1 if found else 0


if __name__ == "__main__":
    from equivalence_tests import matrix  # under its own name: pickles of `Note` name this module

    sys.exit(matrix.main())
