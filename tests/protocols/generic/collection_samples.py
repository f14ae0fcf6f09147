"""Single calls recorded from lionagi 0.18.0, made again: what the symbols of the samples stand for, and how an outcome is written down.

"@x" is a node, "@x.id" its id, "@x.str" the text of it, "@x.uuid" its `uuid.UUID`. Not here: which rows no longer hold, and why.
"""

from __future__ import annotations

import json
import operator
import uuid
from pathlib import Path

from lionagi.protocols.generic.element import IDType
from lionagi.protocols.generic.pile import Pile
from lionagi.protocols.generic.progression import Progression
from lionagi.protocols.graph.node import Node

SAMPLES = Path(__file__).parents[2] / "samples"
NAMES = "abcde"
IDS = {name: f"{place:08d}-0000-4000-8000-000000000000" for place, name in enumerate(NAMES, 1)}
OPERATORS = {
    "[]": operator.getitem,
    "[]=": operator.setitem,
    "del[]": operator.delitem,
    "in": operator.contains,
    "len": len,
    "bool": bool,
    "iter": list,
    "next": next,
    "reversed": reversed,
    "hash": hash,
    "+": operator.add,
    "-": operator.sub,
    "+=": operator.iadd,
    "-=": operator.isub,
    "|": operator.or_,
    "&": operator.and_,
    "^": operator.xor,
    "|=": operator.ior,
    "&=": operator.iand,
    "^=": operator.ixor,
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
    "radd": lambda subject, other: other + subject,
}


def rows(name: str) -> list:
    return json.loads((SAMPLES / f"{name}.json").read_text(encoding="utf-8"))["samples"]


class World:
    """The nodes of one row."""

    def __init__(self) -> None:
        self.nodes = {name: Node(id=IDS[name], content=name) for name in NAMES}
        self.names = {node.id: name for name, node in self.nodes.items()}

    def read(self, symbol):
        """The value that a symbol stands for."""
        if isinstance(symbol, str) and symbol.startswith("@"):
            node = self.nodes[symbol[1]]
            if symbol.endswith(".uuid"):
                return uuid.UUID(IDS[symbol[1]])
            return {"": node, ".id": node.id, ".str": IDS[symbol[1]]}[symbol[2:]]
        if isinstance(symbol, list):
            return [self.read(each) for each in symbol]
        if isinstance(symbol, dict) and symbol.get("$") == "Progression":
            return Progression(order=self.read(symbol["order"]))
        if isinstance(symbol, dict) and symbol.get("$") == "Pile":
            return Pile(self.read(symbol["items"]))
        if isinstance(symbol, dict):
            return {"tuple": lambda v: tuple(self.read(v)), "slice": lambda v: slice(*v)}[symbol["$t"]](symbol["v"])
        return symbol

    def write(self, value, subject=None):
        """The symbol of a value."""
        if value is subject and subject is not None:
            return "<same object>"
        if isinstance(value, Node):
            return f"@{self.names[value.id]}"
        if isinstance(value, IDType):
            return f"@{self.names[value]}.id"
        if isinstance(value, Progression):
            return {"$t": "Progression", "order": self.order(value), "name": value.name}
        if isinstance(value, Pile):
            return {"$t": "Pile", "items": self.order(value.progression)}
        if isinstance(value, list):
            return [self.write(each) for each in value]
        if isinstance(value, tuple):
            return {"$t": "tuple", "v": [self.write(each) for each in value]}
        return value

    def order(self, ids) -> list:
        return [f"@{self.names[id]}" if id in self.names else "?" for id in ids]

    def text(self, text: str) -> str:
        """Ids in a text as the samples have them."""
        for name, id in IDS.items():
            text = text.replace(id, f"@{name}")
        return text


def outcome(world: World, subject, row: dict) -> dict:
    """Makes the call of a row: its `result` or `error`."""
    arguments = [world.read(each) for each in row["args"]]
    call = OPERATORS.get(row["op"]) or getattr(type(subject), row["op"])
    try:
        answer = call(subject, *arguments)
    except BaseException as error:
        module = type(error).__module__
        return {"error": {"type": f"{module}.{type(error).__qualname__}", "message": world.text(str(error))}}
    if row["op"] == "hash":
        return {"result": "hashable"}
    return {"result": world.write(answer, subject)}
