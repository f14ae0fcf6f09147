"""Both cores asked the same, the inputs found by coverage of the Python ones: `python fuzz/pair.py TARGET [libFuzzer options] [corpus]`.

A target is a function of bytes; whatever a core answers or raises, the other one must answer or raise. Needs `atheris`; without it,
`replay` reads a corpus once. The native part has targets of its own (`fuzz/fuzz_targets`).
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

CORPUS = Path(__file__).resolve().parent / "corpus"
_CLASS = "lionagi.protocols.messages.instruction.Instruction"
_ID = "12345678-1234-4678-9234-567812345678"


def _text(data: bytes) -> str:
    """Any text, halves of surrogate pairs included: what follows the first byte, read by the encoding that it names."""
    encoding = ("utf-8", "utf-16-le", "utf-32-le", "latin-1")[data[0] % 4] if data else "utf-8"
    return data[1:].decode(encoding, "surrogatepass" if encoding.startswith("utf") and data[0] & 4 else "replace")


def _json(core: Any, data: bytes) -> Any:
    found = [core.json_decode(data)]
    return [*found, core.json_encode(found[0])]


def _json_text(core: Any, data: bytes) -> Any:
    return core.json_decode(_text(data))


def _msgpack(core: Any, data: bytes) -> Any:
    found = core.msgpack_decode(data)
    return [found, core.msgpack_encode(found)]


def _binary(core: Any, data: bytes) -> Any:
    found = core.binary_decode(_enveloped(data[1:]) if data[:1] == b"e" else data)
    return [found, core.binary_encode(found)]


def _enveloped(payload: bytes) -> bytes:
    """What a fuzzer would not guess: the length and the checksum (`docs/formats/binary.md`)."""
    from zlib import crc32

    head = b"LION\x01\x00" + len(payload).to_bytes(8, "little") + payload
    return head + crc32(head).to_bytes(4, "little")


def _lines(core: Any, data: bytes) -> Any:
    return core.json_lines_decode(data[1:], bool(data[:1] != b"p"))


def _document(core: Any, data: bytes) -> Any:
    read = core.MessageCore.from_json(data, _CLASS, 2)
    return None if read is None else [read.to_dict(_CLASS), read.to_json(_CLASS), read.chat_message()]


def _documents(core: Any, data: bytes) -> Any:
    found = core.read_many(data, {_CLASS: 2, "a.Response": 3, "a.Request": 4, "a.Result": 5})
    return [each and (each[0], each[1].to_json(each[0])) for each in found]


def _node(core: Any, data: bytes) -> Any:
    read = core.NodeCore.from_json(data, "a.B")
    return None if read is None else [read.to_dict("a.B"), read.to_json("a.B")]


def _fields(core: Any, data: bytes) -> Any:
    text = _text(data[1:])
    which = data[0] % 3 if data else 0
    given = ((None, text, _ID), (None, None, text), (None, None, _ID, text))[which]
    made = core.NodeCore(*given) if which == 2 else core.NodeCore(*given, 1.5)
    return [made.id_text(), made.created_at, made.embedding]


def _id(core: Any, data: bytes) -> Any:
    return str(core.parse(_text(data)))


def _yaml(core: Any, data: bytes) -> Any:
    from lionagi._core_py import codec

    return core.yaml(codec.msgpack_decode(data) if data[:1] != b"t" else {"key": _text(data[1:])})


def _response(core: Any, data: bytes) -> Any:
    return core.read_response(_text(data))


TARGETS: dict[str, tuple[str, Callable[[Any, bytes], Any]]] = {
    "json": ("codec", _json),
    "json_text": ("codec", _json_text),
    "msgpack": ("codec", _msgpack),
    "binary": ("codec", _binary),
    "lines": ("codec", _lines),
    "document": ("messages", _document),
    "documents": ("messages", _documents),
    "node": ("entity", _node),
    "fields": ("entity", _fields),
    "id": ("ids", _id),
    "yaml": ("messages", _yaml),
    "response": ("messages", _response),
}


def target(name: str) -> Callable[[bytes], None]:
    """The function of a target. It raises AssertionError where the cores differ."""
    import lionagi.protocols.messages  # noqa: F401  (tells each core the classes of contents)
    from lionagi.testing.proof.cores import real_pair
    from lionagi.testing.proof.outcome import observe, outcome_difference

    component, ask = TARGETS[name]
    pair = real_pair(component)

    def compare(data: bytes) -> None:
        python, rust = (observe(lambda core=core: ask(core, data)) for core in (pair.python, pair.rust))
        difference = outcome_difference(python, rust, {})
        assert difference is None, f"{name}: {difference}\n{data!r}"

    return compare


def replay(name: str, folder: Path) -> int:
    """Reads every file of a corpus once; how many there were."""
    compare, files = target(name), sorted(each for each in folder.iterdir() if each.is_file())
    for file in files:
        compare(file.read_bytes())
    return len(files)


def main() -> None:
    name, *options = sys.argv[1:]
    import atheris

    with atheris.instrument_imports(include=["lionagi._core_py"]):
        compare = target(name)
    atheris.Setup([sys.argv[0], *options], compare)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
