"""Seeded cases of `messages`: contents read and rendered, records made and written, documents read, whole conversations.

Shells are made for each side out of its own cores; what a message is made of is drawn once for both.
"""

from __future__ import annotations

import json
from random import Random
from types import FunctionType
from typing import Any

from equivalence_tests.generators import Case, calling, yaml
from equivalence_tests.generators.codec import shown
from equivalence_tests.generators.documents import damaged, spelled_json
from equivalence_tests.generators.entity import metadata, time, vector
from equivalence_tests.generators.ids import raw
from equivalence_tests.generators.ids import text as id_text
from equivalence_tests.generators.values import any_value, broken_text, json_value, key, text
from equivalence_tests.strategies import classes
from lionagi._core.messages import ARGUMENTS, FIELDS, GENERIC, INSTRUCTION, SYSTEM, MessageRole
from lionagi._core.sentinels import Undefined
from lionagi.protocols.messages import message as shells

# Drawn by no case: nothing of interest varies, or the answer is random.
NOT_IN_BULK = {"accelerate", "bind", "document_readers", "document_writers", "render", "slow_down"}

KINDS = (1, 2, 3, 4, 5)
LION_CLASSES = ("lionagi.protocols.messages.instruction.Instruction", "lionagi.protocols.messages.system.System", "a.B")
_URLS = ("http://x/i.png", "https://x/i.png", "data:image/png;base64,AA", "QUJD", "", "http", "ä")
_WORDS = (
    "yes",
    "~",
    "1:30",
    "0x1F",
    "- a",
    "a: b",
    "a #b",
    "a\nb",
    " a\nb",
    "a\n",
    "a\n\n",
    "a \nb",
    "a\u2028b",
    "\t",
    "  ",
    "",
    "é",
    "😀",
    "k" * 130,
)


def said(random: Random) -> str:
    """A text that people write, or one that YAML must take care of."""
    choice = random.random()
    if choice < 0.4:
        return random.choice(("Do it, please.", "Summarise the text", "ok", "x"))
    return random.choice(_WORDS) if choice < 0.7 else text(random)


def value(random: Random, depth: int = 2) -> Any:
    """What stands in contexts, arguments and outputs."""
    choice = random.random()
    if choice < 0.35:
        return said(random)
    if choice < 0.75 or depth == 0:
        return json_value(random, depth)
    if choice < 0.85:
        return [value(random, depth - 1) for _ in range(random.randrange(4))]
    if choice < 0.94:
        return {(said(random) if random.random() < 0.5 else key(random)): value(random, depth - 1) for _ in range(random.randrange(4))}
    return any_value(random, 2) if choice < 0.995 else broken_text(random)


def _one_of(random: Random, *choices: Any) -> Any:
    found = random.choice(choices)
    return found(random) if isinstance(found, FunctionType) else found


def _contexts(random: Random) -> Any:
    return _one_of(
        random, None, "single", [], lambda random: [value(random) for _ in range(random.randrange(4))], lambda random: value(random)
    )


def _formats(random: Random) -> Any:
    return _one_of(
        random, None, None, None, {}, {"a": "int"}, lambda random: {key(random): json_value(random, 1)}, classes.Person, "text", 5
    )


_ARGUMENTS = {
    "system_message": lambda random: _one_of(random, said, said, None, 5),
    "system_datetime": lambda random: _one_of(random, None, False, "2024-01-01T00:00", 7),
    "instruction": lambda random: _one_of(random, said, said, value, None, 0, ""),
    "guidance": lambda random: _one_of(random, said, None, None, value),
    "prompt_context": _contexts,
    "context": _contexts,
    "plain_content": lambda random: _one_of(random, None, None, None, None, said, 5),
    "tool_schemas": lambda random: _one_of(random, None, [], {}, {"tools": [{"a": 1}]}, lambda random: [value(random)]),
    "response_format": _formats,
    "request_model": _formats,
    "images": lambda random: _one_of(random, None, [], "u", lambda random: [random.choice(_URLS) for _ in range(random.randrange(3))]),
    "image_detail": lambda random: _one_of(random, None, "low", "high", "auto", "bad"),
    "handle_context": lambda random: "extend" if random.random() < 0.8 else random.choice(("replace", "bad", None, 5)),
    "assistant_response": lambda random: _one_of(random, said, said, value, None),
    "function": lambda random: _one_of(random, "add", "add", said, len) if random.random() < 0.95 else random.choice((5, None, [])),
    "arguments": lambda random: (
        _one_of(random, None, {}, {"a": 1}, lambda random: {key(random): value(random)}, '{"a": [1]}', "{'a': 1}", [1, 2])
        if random.random() < 0.95
        else random.choice(("zz", 5))
    ),
    "output": value,
    "action_response_id": lambda random: _one_of(random, None, "", "x", 5, id_text),
    "action_request_id": lambda random: _one_of(random, None, "", "x", 5, id_text),
}


def arguments(random: Random, kind: int) -> dict[str, Any]:
    """Arguments of a content, flat."""
    names = sorted(ARGUMENTS[kind])
    found = {name: _ARGUMENTS[name](random) for name in names if random.random() < (0.7 if len(names) < 5 else 0.3)}
    if random.random() < 0.05:
        found[random.choice(("_schema_dict", "more", "content"))] = random.choice((None, {"a": 1}, 5))
    if kind == 4 and random.random() < 0.1:
        return {"action_request": found if random.random() < 0.9 else 5}
    if kind == 5 and random.random() < 0.1:
        return {"action_response": found if random.random() < 0.9 else None}
    return found


def fields(random: Random, kind: int) -> tuple[Any, ...]:
    """Fields of a content, well formed."""
    if kind == INSTRUCTION:
        lists = [[value(random) for _ in range(random.randrange(3))] for _ in range(2)]
        images = [random.choice(_URLS) for _ in range(random.choice((0, 0, 0, 1, 2)))]
        response_format = random.choice((None, None, None, {"a": "int"}))
        plain = said(random) if random.random() < 0.1 else None
        head = (said(random) if random.random() < 0.8 else value(random), random.choice((None, said(random))), lists[0], plain, lists[1])
        return (*head, response_format, response_format, None, images, random.choice((None, "low", "auto")))
    made = [_ARGUMENTS[name](random) for name in FIELDS[kind]]
    if kind in (4, 5):
        made[0], made[1] = random.choice(("add", said(random))), {key(random): value(random) for _ in range(random.randrange(3))}
        made[-1] = random.choice((None, id_text(random)))
    return tuple(made)


def participant(random: Random) -> Any:
    choice = random.random()
    if choice < 0.3:
        return random.choice((*MessageRole, None))
    if choice < 0.5:
        return random.choice(("user", "system", "alice", "bob", "", "unset"))
    if choice < 0.75:
        return id_text(random)
    return text(random) if choice < 0.95 else random.choice((5, [], b"x", len, 1.5, classes.Text("alice"), classes.Word.A))


class Said:
    """A shell that prints nothing but its core."""

    __slots__ = ("core",)
    __lion_class__ = __lion_record__ = "tests.Said"


class Shown(Said):
    """A shell that shows itself in another way."""

    __slots__ = ()
    __lion_record__ = None
    rendered = "shown"
    chat_msg = {"role": "user", "content": "shown"}  # noqa: RUF012

    def to_json(self, decode: bool = True) -> Any:
        return b'{"shown":true}'


SLOT: Any = Said.__dict__["core"]


def spoken(core: Any, row: tuple[Any, ...]) -> Said:
    """A shell around a record of one side. `row`: class of shell, then arguments of the record."""
    shell = row[0]()
    made = core.MessageCore(*row[1:])
    shell.core = getattr(made, "_target", made)
    return shell  # type: ignore[no-any-return]


def row(random: Random, kind: int | None = None) -> tuple[Any, ...]:
    """One message of a conversation, for `spoken`."""
    kind = random.choice((1, 2, 2, 2, 3, 3, 3, 4, 5)) if kind is None else kind
    ends = (random.choice(list(MessageRole)), random.choice(("alice", "bob", None)), MessageRole.UNSET)
    role = random.choice((Undefined, Undefined, ends[0]))
    fixed = (None, id_text(random) if random.random() < 0.2 else "12345678-1234-4678-9234-567812345678", 1.5)
    return (
        Shown if random.random() < 0.04 else Said,
        kind,
        fields(random, kind),
        role,
        ends[1],
        ends[2],
        *fixed,
        {"n": 1} if random.random() < 0.1 else Undefined,
    )


def record(random: Random, kind: int) -> list[Any]:
    """Everything a record is made of, in the order of the constructor."""
    id = id_text(random) if random.random() < 0.3 else Undefined
    ends = [random.choice((Undefined, MessageRole.USER)), random.choice((Undefined, None, "alice")), random.choice((Undefined, "bob"))]
    tail = [vector(random), id, time(random), metadata(random), random.uniform(0, 4e9), random.randbytes(16)]
    return [kind, fields(random, kind), *ends, *tail]


def document(random: Random, kind: int) -> dict[str, Any]:
    """What `to_dict` could have made, now and then something else."""
    made: dict[str, Any] = {"id": id_text(random), "created_at": random.choice((1.5, 1700000000, 0))}
    made["metadata"] = {key(random): json_value(random, 1) for _ in range(random.randrange(2))} | {
        "lion_class": random.choice(LION_CLASSES)
    }
    content = dict(zip(FIELDS[kind], (json_value(random, 1) for _ in FIELDS[kind]), strict=True))
    if kind == INSTRUCTION:
        content |= {
            "_model_class": None,
            "_schema_dict": None,
            "response_format": None,
            "images": [],
            "tool_schemas": [],
            "prompt_context": [1],
        }
        content["image_detail"] = random.choice((None, "low"))
    if kind in (4, 5):
        content |= {"function": "f", "arguments": {key(random): 1}, FIELDS[kind][-1]: random.choice((None, "x"))}
    made["content"] = content
    made["embedding"] = random.choice((None, None, [], [1.5, 2]))
    made["role"] = random.choice(("user", "system", "assistant", "boss" if random.random() < 0.1 else "action"))
    made["sender"], made["recipient"] = random.choice((None, "alice", id_text(random))), random.choice(("unset", "bob"))
    if random.random() < 0.15:
        made[random.choice((*made, "more"))] = random.choice((None, 1, "x", [], {}))
    if random.random() < 0.05:
        content[random.choice((*FIELDS[kind], "more"))] = random.choice((None, 1, "x", [], {}, {"a": 1}))
    return dict(random.sample(list(made.items()), len(made))) if random.random() < 0.3 else made


def _attachment(random: Random) -> Case:
    kind = random.choice((*KINDS, GENERIC))
    given = (
        arguments(random, kind)
        if random.random() < 0.8
        else {"content": random.choice((arguments(random, kind), 5, None, *_contents(kind)))}
    )
    common = {"role": random.choice(("user", MessageRole.USER, "boss", 5)), "sender": participant(random), "recipient": participant(random)}
    common |= {
        "embedding": vector(random),
        "id": id_text(random),
        "created_at": time(random),
        "metadata": random.choice(({}, {"a": 1}, {"lion_class": "x"}, None, 5)),
    }
    given |= {name: common[name] for name in common if random.random() < 0.25 and common[name] is not Undefined}
    if random.random() < 0.05:
        given["unknown"] = 1
    clock, seed = random.uniform(0, 4e9), random.randbytes(16)

    def attach(core: Any) -> Any:
        shell = Said()
        done = core.attach_message(SLOT, shell, kind, given, clock, seed)
        return [done, shell.core.to_dict("a.B"), shell.core.kind] if done else [done, hasattr(shell, "core")]

    return "attach_message", attach, given


def attached(core: Any, document: Any, kind: int, named: str, *attributes: Any) -> Any:
    """What `attach_document` does: whether it did, and the record in the shell."""
    shell = Said()
    done = core.attach_document(SLOT, shell, document, kind, named, *attributes)
    return [done, shell.core.to_dict("a.B"), shell.core.kind] if done else [done, hasattr(shell, "core")]


def _contents(kind: int) -> list[Any]:
    cls = shells._contents[kind]
    return [] if cls is None or kind == GENERIC else [cls()]


def _conversation(random: Random, choice: float) -> Case:
    rows = [row(random) for _ in range(random.randrange(7))]
    if choice < 0.45:
        return "chat_messages", lambda core: core.chat_messages(SLOT, [spoken(core, each) for each in rows]), rows
    closing = row(random, INSTRUCTION)
    system = row(random, SYSTEM) if random.random() < 0.4 else None

    def ask(core: Any) -> Any:
        history = [spoken(core, each) for each in rows]
        before = [shell.core.to_dict("a.B") for shell in history]
        found = core.request_messages(SLOT, history, spoken(core, closing), None if system is None else spoken(core, system))
        return [found, [shell.core.to_dict("a.B") for shell in history] == before]

    return "request_messages", ask, [rows, closing, system]


def _many(random: Random) -> Case:
    kinds = {name: random.choice(KINDS) for name in LION_CLASSES}
    kinds.pop(random.choice(LION_CLASSES))
    made = [document(random, random.choice(KINDS)) if random.random() < 0.95 else json_value(random, 1) for _ in range(random.randrange(5))]
    lines = [json.dumps(each) + random.choice(("\n", "\r\n", "\n\n")) for each in made]
    data = "".join(lines) if random.random() < 0.5 else spelled_json(made, random)
    if random.random() < 0.1:
        data = damaged(data.encode("utf-8", "surrogatepass"), random)  # type: ignore[assignment]

    def read(core: Any) -> Any:
        return [each and (each[0], each[1].to_dict("a.B")) for each in core.read_many(data, kinds)]

    return "read_many", read, [data, kinds]


def case(random: Random) -> Case:
    """One case."""
    choice = random.random()
    kind = random.choice(KINDS)
    if choice < 0.1:
        return calling("read_content", kind, arguments(random, kind))
    if choice < 0.14:
        return calling("read_role", random.choice((*MessageRole, "user", "system", None, 5, "boss" if random.random() < 0.3 else "unset")))
    if choice < 0.2:
        return calling("read_participant", participant(random))
    if choice < 0.25:
        return calling("read_response", response(random))
    if choice < 0.35:
        drawn = yaml.value(random) if choice < 0.3 else value(random, 3)
        return calling("yaml", drawn, shown if random.random() < 0.1 else str)
    if choice < 0.5:
        return _conversation(random, choice if choice < 0.4 else 0.49)
    if choice < 0.55:
        return calling("estimate_tokens", [text(random) for _ in range(random.randrange(4))])
    if choice < 0.62:
        return _attachment(random)
    if choice < 0.66:
        return _many(random)
    if choice < 0.7:
        rows = [row(random) for _ in range(random.randrange(4))]
        lines = random.random() < 0.5
        return "write_many", lambda core: core.write_many(SLOT, [spoken(core, each) for each in rows], lines), rows
    return _of_record(random, kind, choice)


def response(random: Random) -> Any:
    """Answers of providers, in the shapes they are known by."""
    part = random.choice(({"type": "text", "text": "t"}, {"type": "output_text", "text": "o"}, "plain", {"type": "image"}, 5))
    choices = ([], [{"message": {"content": random.choice(("m", None))}}, {"delta": {"content": "d"}}], {"message": {"content": "x"}})
    message = {"type": "message", "content": [part]}
    one = random.choice(
        (
            "text",
            {"content": random.choice(("c", [part, part], None, 5))},
            {"choices": random.choice(choices)},
            {"output": random.choice(("s", message, [message, {"type": "reasoning"}]))},
            {"result": random.choice(("r", "r", "r", None))},
            {"other": 1},
            None,
            5,
        )
    )
    return [one] * random.randrange(4) if random.random() < 0.3 else one


def _of_record(random: Random, kind: int, choice: float) -> Case:
    given = record(random, kind)
    name = random.choice(LION_CLASSES)

    def making(member: str, use: Any) -> Case:
        return f"MessageCore.{member}", lambda core: use(core.MessageCore(*given)), given

    if choice < 0.73:
        return "MessageCore()", lambda core: core.MessageCore(*given), given
    if choice < 0.78:
        return making("to_json", lambda made: made.to_json(name, {"extra": 1} if choice < 0.74 else None))
    if choice < 0.83:
        mode = random.choice(("python", "python", "json", "db", "xml" if random.random() < 0.1 else "json"))
        return making("to_dict", lambda made: made.to_dict(name, mode))
    if choice < 0.86:
        return making("rendered", lambda made: made.rendered())
    if choice < 0.88:
        return making("chat_message", lambda made: made.chat_message())
    if choice < 0.89:
        return making("fields", lambda made: made.fields())
    if choice < 0.9:
        return making("embedding_bytes", lambda made: made.embedding_bytes())
    if choice < 0.91:
        return making("id_bytes", lambda made: (made.id_bytes(), made.id_text(), made.id_hash()))
    if choice < 0.94:
        read = document(random, kind)
        named = random.choice((read["metadata"].get("lion_class", name) if isinstance(read.get("metadata"), dict) else name, name))
        if random.random() < 0.5:
            return "attach_document", lambda core: attached(core, read, kind, named), read
        return "MessageCore.from_document", lambda core: core.MessageCore.from_document(read, kind, named), read
    if choice < 0.96:
        read = document(random, kind)
        data = spelled_json(read, random)
        named = read["metadata"].get("lion_class", name) if isinstance(read.get("metadata"), dict) else name
        written = damaged(data.encode("utf-8", "surrogatepass"), random) if random.random() < 0.2 else data
        if random.random() < 0.5:
            return "attach_document", lambda core: attached(core, written, kind, named), [written, named]
        return "MessageCore.from_json", lambda core: core.MessageCore.from_json(written, named, kind), [written, named]
    if choice < 0.97:
        return making("same_id", lambda made: made.same_id(made))
    if choice < 0.98:
        names = ("kind", "content", "role", "sender", "recipient", "embedding", "id", "created_at", "metadata", "clock", "random")
        table = dict(zip(names, given, strict=True))
        return "MessageCore.from_fields", lambda core: core.MessageCore.from_fields(table), table
    if choice < 0.984:
        return making("id_text", lambda made: made.id_text())
    if choice < 0.988:
        return making("id_hash", lambda made: made.id_hash())
    if choice < 0.995:
        return "MessageCore.to_json_many", lambda core: core.MessageCore.to_json_many([core.MessageCore(*given)], [name]), given
    return "MessageCore.to_dict", lambda core: _life(core.MessageCore(*_fresh(given)), name), given


def _fresh(given: Any) -> Any:
    """The same with lists, dicts and tuples of its own, for a life in which they are changed."""
    if type(given) in (list, tuple):
        return type(given)(map(_fresh, given))
    return {key: _fresh(item) for key, item in given.items()} if type(given) is dict else given


def _life(made: Any, name: str) -> Any:
    """Content handed out, changed and written: the answers of every step."""
    seen = [made.to_json(name), made.content is made.content, made.fields(), made.rendered()]
    content = made.content
    for field in FIELDS[made.kind]:
        if isinstance(getattr(content, field), list):
            getattr(content, field).append("added")
        elif isinstance(getattr(content, field), str):
            setattr(content, field, "assigned")
    seen += [made.to_dict(name), made.rendered(), made.chat_message()]
    made.role, made.sender, made.recipient = MessageRole.ACTION, "carol", None
    made.metadata["more"] = [1]
    made.embedding = [1, "2.5"]
    return [*seen, made.to_json(name), made.embedding, made.role, made.sender, made.recipient]


__all__ = ["case", "raw"]
