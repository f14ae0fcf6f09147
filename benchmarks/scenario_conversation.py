"""A conversation kept in a pile: one item more, items found, the whole written and read. Phase 0: the collections run on the Python core.

`conversation_add_N`: one node more in a pile of N; `pile_make`: an empty pile; per item where the name says so.
"""

from benchmarks.measure import contender, tracked


def _pile(count):
    from lionagi.protocols.generic.pile import Pile
    from lionagi.protocols.graph.node import Node

    return Pile([Node(content=number) for number in range(count)]), Node


def _adding(count):
    def setup():
        pile, node = _pile(count)
        items = iter([node(content=0) for _ in range(200_000)])
        return "include(next(items))", {"include": pile.include, "items": items}

    return setup


# 0.18.0 takes a second for each thousand it adds to the greatest of them: measured there up to 10**4.
for _count in (1_000, 10_000):
    tracked(f"conversation_add_{_count}", "pile")(_adding(_count))
tracked("conversation_add_1000000", "pile", cores=("python", "rust"))(_adding(1_000_000))


@contender("conversation_add_1000", "dict")
def _():
    return "kept[next(items)] = None", {"kept": {}, "items": iter(range(10**9))}


@tracked("pile_make", "pile")
def _():
    from lionagi.protocols.generic.pile import Pile

    return "Pile()", {"Pile": Pile}


@tracked("pile_getitem_int", "pile")
def _():
    return "pile[500]", {"pile": _pile(1_000)[0]}


@tracked("pile_getitem_id", "pile")
def _():
    pile = _pile(1_000)[0]
    return "pile[id]", {"pile": pile, "id": pile[500].id}


@tracked("pile_to_json", "pile", per=1_000)
def _():
    return "pile.to_json()", {"pile": _pile(1_000)[0]}


@tracked("pile_from_json", "pile", per=1_000)
def _():
    pile = _pile(1_000)[0]
    return "read(text)", {"read": type(pile).from_json, "text": pile.to_json()}


@tracked("progression_include", "progression")
def _():
    from lionagi.protocols.generic.element import IDType
    from lionagi.protocols.generic.progression import Progression

    ids = iter([IDType.create() for _ in range(200_000)])
    return "include(next(ids))", {"include": Progression().include, "ids": ids}
