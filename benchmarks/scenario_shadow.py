"""What a shadow run costs the caller. Unit: ns an operation. `plain`: no order; `off`: a stage that permits sampling, and no order for it.

`off` must be 1.00: without an order the registry hands out the core itself. The other contenders sample a thousandth, and all of the calls,
with a budget that stops nobody.
"""

import os

from benchmarks.measure import contender, tracked

SHARES = {"off": None, "a_thousandth": "1/1000", "all": "1/1"}
PAIRS = tuple((f"shadow_{name}", "plain") for name in SHARES)


def order(share):
    """Before anything is resolved in this process."""
    components = ("ids", "hashing", "codec", "entity", "messages")
    os.environ["LIONAGI_PHASE"] = "1.shadow"
    if share is not None:
        os.environ["LIONAGI_SHADOW"] = ",".join(f"{name}={share}" for name in components)
        os.environ["LIONAGI_SHADOW_BUDGET"] = "100%"


def check(share):
    """A ratio of a shadow that does not run would be a lie. Raises: RuntimeError: there is one where none was ordered, or none."""
    from lionagi.registry import counters

    found = counters()["shadow"]
    if (share is not None) != bool(found and found["watched"]):
        raise RuntimeError(f"shadow {share}: {found}")


def shadowed(name, component):
    """Registers a statement with every share."""

    def register(setup):
        tracked(name, component, cores=(), pairs=PAIRS)(setup)
        contender(name, "plain")(setup)
        for label, share in SHARES.items():
            contender(name, f"shadow_{label}")(_ordered(setup, share))
        return setup

    return register


def _ordered(setup, share):
    def ordered():
        order(share)
        statement, names = setup()
        check(share)
        return statement, names

    return ordered


@shadowed("shadow_hash_small", "hashing")
def hash_small():
    from benchmarks.bench_hashing import SMALL, hash_statement

    return hash_statement(SMALL)


@shadowed("shadow_element_create", "entity")
def element_create():
    from lionagi.protocols.generic.element import Element

    Element()
    return "Element()", {"Element": Element}


@shadowed("shadow_node_to_json", "entity")
def node_to_json():
    from lionagi.protocols.graph.node import Node

    node = Node(content={"a": [1, 2, 3]})
    return "node.to_json()", {"node": node}


@shadowed("shadow_message_create", "messages")
def message_create():
    from lionagi.protocols.messages import Instruction

    statement = "Instruction(content={'instruction': 'hello'}, sender='user')"
    Instruction(content={"instruction": "hello"}, sender="user")
    return statement, {"Instruction": Instruction}
