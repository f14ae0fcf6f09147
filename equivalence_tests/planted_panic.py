"""A planted panic must leave every entry point as `BackendPanicError`: `python -m equivalence_tests.planted_panic COMPONENT`.

Runs on a native module built with the feature `mutants`. Every callable of the contract is tried with arguments it would accept;
what is tried is compared with the contract, so no entry point can be forgotten. Exit code 1 where one let something else out.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from typing import Any

from equivalence_tests.generators.documents import enveloped
from lionagi._errors import BackendPanicError
from lionagi.testing.proof.cores import real_pair

_CLASS = "lionagi.protocols.graph.node.Node"
Calls = dict[str, Callable[[], Any]]


def _ids(core: Any) -> Calls:
    from lionagi.protocols.ids import IDType

    id = core.create()
    return {
        "bind": lambda: core.bind(IDType),
        "class_attributes": lambda: core.class_attributes(IDType),
        "create": lambda: core.create(),
        "create_many": lambda: core.create_many(3),
        "parse": lambda: core.parse("0" * 32),
        "parse_many": lambda: core.parse_many(["0" * 32]),
        "text": lambda: core.text(id),
        "text_many": lambda: core.text_many([id]),
        "from_bytes": lambda: core.from_bytes(bytes(16)),
        "to_bytes": lambda: core.to_bytes(id),
        "hash": lambda: core.hash(id),
    }


def _hashing(core: Any) -> Calls:
    return {
        "canonical_bytes": lambda: core.canonical_bytes([1, {"a": None}]),
        "digest": lambda: core.digest([1]),
        "hash_value": lambda: core.hash_value([1]),
        "hash_many": lambda: core.hash_many([1]),
        "digest_bytes": lambda: core.digest_bytes(b"x"),
    }


def _codec(core: Any) -> Calls:
    return {
        "json_encode": lambda: core.json_encode({"a": [1]}),
        "json_decode": lambda: core.json_decode(b"[1]"),
        "msgpack_encode": lambda: core.msgpack_encode({"a": [1]}),
        "msgpack_decode": lambda: core.msgpack_decode(b"\x91\x01"),
        "binary_encode": lambda: core.binary_encode([1]),
        "binary_decode": lambda: core.binary_decode(enveloped(b"\x00")),
        "binary_encode_many": lambda: core.binary_encode_many([1]),
        "binary_decode_many": lambda: core.binary_decode_many(enveloped(b"\x00")),
        "json_lines_encode": lambda: core.json_lines_encode([1]),
        "json_lines_decode": lambda: core.json_lines_decode(b"1\n"),
    }


def _entity(core: Any) -> Calls:
    element = core.ElementCore()
    node = core.NodeCore("content", [1.0])
    calls: Calls = {}
    for name, record, make in (("ElementCore", element, core.ElementCore), ("NodeCore", node, core.NodeCore)):
        calls |= _record(name, record, make)
    return calls | {
        "NodeCore.embedding_bytes": node.embedding_bytes,
        "accelerate": lambda: core.accelerate(_Shell, _Shell.__dict__["slot"], "ElementCore"),
        "id_reader": lambda: core.id_reader(_Shell.__dict__["slot"]),
        "quicken": lambda: core.quicken(_Shell),
        "slow_down": lambda: core.slow_down(_Shell),
        "attach_element": lambda: core.attach_element(_Shell.__dict__["slot"], _Shell()),
        "attach_node": lambda: core.attach_node(_Shell.__dict__["slot"], _Shell(), "content"),
        "attach_element_of": lambda: core.attach_element_of(_Shell.__dict__["slot"], _Shell(), {}),
        "attach_node_of": lambda: core.attach_node_of(_Shell.__dict__["slot"], _Shell(), {"content": 1}),
    }


def _messages(core: Any) -> Calls:
    from lionagi.protocols.messages import _outside, message

    fields = ("hi", None, [], None, [], None, None, None, [], None)
    record = core.MessageCore(2, fields, core.read_role("user"), "a", "b", [1.0])
    shell = _Said()
    _Said.core.__set__(shell, core.MessageCore(2, fields))  # type: ignore[attr-defined]
    slot = _Said.__dict__["core"]
    text = record.to_json(_CLASS)
    table = {"kind": 2, "content": fields}
    return _record("MessageCore", record, lambda: core.MessageCore(2, fields), core.MessageCore) | {
        "bind": lambda: core.bind(tuple(message._contents), _outside.describe, _outside.plain, _outside.as_dict),
        "accelerate": lambda: core.accelerate(_Said, slot, 2),
        "slow_down": lambda: core.slow_down(_Said),
        "document_readers": lambda: core.document_readers(slot, _Said, 2, _CLASS),
        "document_writers": lambda: core.document_writers(slot, str, _Said, _CLASS),
        "attach_message": lambda: core.attach_message(slot, _Said(), 2, {"instruction": "hi"}),
        "attach_document": lambda: core.attach_document(slot, _Said(), text, 2, _CLASS),
        "read_content": lambda: core.read_content(2, {"instruction": "hi"}),
        "read_role": lambda: core.read_role("user"),
        "read_participant": lambda: core.read_participant("alice"),
        "read_response": lambda: core.read_response("text"),
        "yaml": lambda: core.yaml({"a": 1}),
        "render": lambda: core.render(2, record.content),
        "chat_messages": lambda: core.chat_messages(slot, [shell]),
        "request_messages": lambda: core.request_messages(slot, [], shell),
        "read_many": lambda: core.read_many(b"[]", {}),
        "write_many": lambda: core.write_many(slot, [shell]),
        "estimate_tokens": lambda: core.estimate_tokens(["a"]),
        "MessageCore.fields": record.fields,
        "MessageCore.rendered": record.rendered,
        "MessageCore.chat_message": record.chat_message,
        "MessageCore.embedding_bytes": record.embedding_bytes,
        "MessageCore.from_json": lambda: core.MessageCore.from_json(text, _CLASS, 2),
        "MessageCore.from_fields": lambda: core.MessageCore.from_fields(table),
        "MessageCore.from_document": lambda: core.MessageCore.from_document({}, 2, _CLASS),
    }


class _Said:
    __slots__ = ("core",)
    __lion_class__ = __lion_record__ = "tests.Said"


class _Shell:
    __slots__ = ("slot",)


def _record(name: str, record: Any, make: Any, cls: Any = None) -> Calls:
    cls = cls or make
    text = record.to_json(_CLASS)
    return {
        f"{name}()": make,
        f"{name}.id_bytes": record.id_bytes,
        f"{name}.id_text": record.id_text,
        f"{name}.id_hash": record.id_hash,
        f"{name}.same_id": lambda: record.same_id(record),
        f"{name}.to_dict": lambda: record.to_dict(_CLASS),
        f"{name}.to_json": lambda: record.to_json(_CLASS),
        f"{name}.from_json": lambda: cls.from_json(text, _CLASS),
        f"{name}.from_fields": lambda: cls.from_fields({}),
        f"{name}.to_json_many": lambda: cls.to_json_many([record], [_CLASS]),
    }


CALLS: dict[str, Callable[[Any], Calls]] = {"ids": _ids, "hashing": _hashing, "codec": _codec, "entity": _entity, "messages": _messages}
# Members that a class inherits from one of another component: a panic is planted there.
INHERITED = {"messages": ("entity", ("id_bytes", "id_text", "id_hash", "same_id", "to_dict", "to_json", "to_json_many"))}


def problems(component: str) -> list[str]:
    """What let something else than BackendPanicError out, and what was not tried."""
    pair = real_pair(component)
    native = importlib.import_module("lionagi._core_rust._native")
    calls = CALLS[component](pair.rust)
    expected = {member for member in pair.contract.members if pair.contract.is_callable(member)}
    found = [f"{member} was not tried" for member in sorted(expected - calls.keys())]
    for call in calls.values():
        call()  # without a panic each must give a value, or the arguments are wrong
    elsewhere, inherited = INHERITED.get(component, ("", ()))
    for member, call in calls.items():
        answering = elsewhere if member.rpartition(".")[2] in inherited and "." in member else component
        native.select_mutant(f"{answering}:panic")
        found += _problem(answering, member, call)
    native.select_mutant("")
    for call in calls.values():
        call()  # and the core must have survived
    return found


def _problem(component: str, member: str, call: Callable[[], Any]) -> list[str]:
    try:
        value = call()
    except BackendPanicError as error:
        if error.component != component or "planted panic" not in error.panic or ".rs:" not in error.place:
            return [f"{member} named the wrong panic: {error}"]
        return []
    except BaseException as error:
        return [f"{member} let {type(error).__name__} out: {error}"]
    return [f"{member} answered {value!r} all the same"]


def main() -> int:
    component = sys.argv[1]
    found = problems(component)
    for problem in found:
        print(f"{component}: {problem}")
    if not found:
        print(f"{len(CALLS[component](real_pair(component).rust))} entry points")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
