"""Seeded cases of `codec`."""

from __future__ import annotations

import json
from random import Random
from typing import Any

from equivalence_tests.generators import Case, calling
from equivalence_tests.generators.documents import (
    HOSTILE_PACKED,
    cut_or_followed,
    damaged,
    damaged_binary,
    packed,
    packed_ext,
    spelled_json,
)
from equivalence_tests.generators.values import (
    any_value,
    broken_text,
    decimal,
    deep,
    floating,
    integer,
    json_value,
    key,
    moment,
    text,
    user_object,
)
from equivalence_tests.strategies.classes import Thing
from lionagi._core import MAX_DEPTH

# Every option of orjson but the one for numpy, which is refused.
OPTIONS = [bit for bit in (1 << place for place in range(12)) if bit != 16]


def options(random: Random) -> int:
    return sum(random.sample(OPTIONS, random.choice((0, 0, 1, 1, 2, 3))))


def shown(value: Any) -> Any:
    """A usual `default`."""
    return repr(type(value))


def thing(random: Random, depth: int = 2) -> Thing:
    fields = {key(random): json_value(random, depth) for _ in range(random.randrange(3))}
    if random.random() < 0.3:
        fields["inner"] = [thing(random, 1)]
    return Thing(fields)


def packable(random: Random, depth: int = 3) -> Any:
    """What MessagePack carries."""
    choice = random.random()
    if depth == 0 or choice < 0.5:
        kind = random.randrange(9)
        if kind == 0:
            return random.randbytes(random.choice((0, 1, 3, 16, 255, 256, random.randrange(40))))
        if kind == 1:
            return moment(random)
        if kind == 2:
            return decimal(random)
        if kind == 3:
            return random.choice((-1, 1)) * random.getrandbits(random.choice((64, 65, 128, 129, 1_000, 2_040)))
        if kind == 4:
            return integer(random)
        if kind == 5:
            from uuid import UUID

            return UUID(int=random.getrandbits(128))
        return (text, floating, json_value)[kind - 6](random)
    size = random.randrange(4) if choice < 0.98 else random.choice((15, 16, 17))
    if choice < 0.75:
        made = [packable(random, depth - 1) for _ in range(size)]
        return tuple(made) if choice < 0.6 else made
    return {key(random): packable(random, depth - 1) for _ in range(size)}


def case(random: Random) -> Case:
    if random.random() < 0.3:
        return _many(random) if random.random() < 0.5 else _binary(random, random.random())
    choice = random.random()
    if choice < 0.3:
        return _json_encode(random, choice)
    if choice < 0.6:
        return _json_decode(random, choice)
    if choice < 0.8:
        return _msgpack_encode(random, choice)
    return _msgpack_decode(random, choice)


def _json_encode(random: Random, choice: float) -> Case:
    if choice < 0.15:
        return calling("json_encode", json_value(random), None, options(random))
    if choice < 0.17:
        return calling("json_encode", [thing(random)], shown, options(random))
    if choice < 0.25:
        return calling("json_encode", any_value(random), shown, options(random) | 4)
    if choice < 0.28:
        return calling("json_encode", user_object(random, 2), shown, options(random))
    if choice < 0.281:
        return calling("json_encode", [broken_text(random)])
    if choice < 0.282:
        return calling("json_encode", _deep_json(random))
    return calling("json_encode", any_value(random, 1), None, options(random))


def _deep_json(random: Random) -> Any:
    made: Any = 0
    for level in range(random.randrange(MAX_DEPTH - 3, MAX_DEPTH + 4)):
        made = {"k": made} if (level >> random.randrange(3)) % 2 else [made]
    return made


def _json_decode(random: Random, choice: float) -> Case:
    if choice < 0.301:
        depth = random.randrange(MAX_DEPTH - 3, MAX_DEPTH + 4)
        return calling("json_decode", "[" * depth + "]" * depth)
    document = spelled_json(json_value(random), random) if choice < 0.5 else json.dumps(json_value(random, 3), ensure_ascii=choice < 0.52)
    if choice > 0.53:
        return calling("json_decode", damaged(document.encode(), random) if choice > 0.56 else document.encode())
    return calling("json_decode", document)


def _msgpack_encode(random: Random, choice: float) -> Case:
    if choice < 0.75:
        return calling("msgpack_encode", packable(random))
    if choice < 0.77:
        return calling("msgpack_encode", [thing(random), {"x": packable(random, 1)}])
    if choice < 0.771:
        return calling("msgpack_encode", deep(random, MAX_DEPTH))
    return calling("msgpack_encode", any_value(random, 2))


def _msgpack_decode(random: Random, choice: float) -> Case:
    if choice < 0.802:
        return calling("msgpack_decode", random.choice(HOSTILE_PACKED))
    document = packed(packable(random), random)
    if choice < 0.83:
        fields = {key(random): json_value(random, 1) for _ in range(random.randrange(4))}
        document = b"\x92" + packed_ext(5, packed(fields, random), random) + document
        return calling("msgpack_decode", document, random.choice((None, Thing, sorted)))
    if choice < 0.9:
        return calling("msgpack_decode", document)
    if choice < 0.93:
        return calling("msgpack_decode", random.choice((bytearray, memoryview))(document))
    return calling("msgpack_decode", damaged(document, random))


def _binary(random: Random, choice: float) -> Case:
    if choice < 0.4:
        return calling("binary_encode", packable(random))
    if choice < 0.45:
        return calling("binary_encode", [thing(random), any_value(random, 1)])
    if choice < 0.452:
        return calling("binary_encode", deep(random, MAX_DEPTH))
    document = binary_of([packable(random, 2) if choice < 0.7 else thing(random), long_text(random)])
    if choice < 0.75:
        return calling("binary_decode", document, random.choice((None, Thing, sorted)))
    return calling("binary_decode", damaged_binary(document, random))


def _many(random: Random) -> Case:
    choice, is_last = random.random(), random.random() < 0.5
    values = [packable(random, 2) for _ in range(random.randrange(4))]
    if choice < 0.25:
        return calling("binary_encode_many", values)
    if choice < 0.55:
        return calling("binary_decode_many", cut_or_followed(b"".join(map(binary_of, values)), random), is_last)
    if choice < 0.75:
        return calling("json_lines_encode", [any_value(random, 1) for _ in values], shown, options(random) | 4)
    blank = random.choice(("\n", "\r\n", "\n\n", "\n \r\n", "\n\t\n"))
    lines = blank.join(json.dumps(json_value(random, 2)) for _ in range(random.randrange(5))) + random.choice(("", blank))
    return calling("json_lines_decode", cut_or_followed(lines.encode(), random), is_last)


def long_text(random: Random) -> str:
    return "x" * random.choice((0, 1, 127, 128, 300, 16_383, 16_384))


def binary_of(value: Any) -> bytes:
    """The binary form, as the reference writes it; both cores are asked for the same of other values."""
    from lionagi._core_py.codec import binary_encode

    return binary_encode(value)
