"""What the tests of hashing share: classes of the recorded samples and their reader, an independent canonical form, strategies."""

import collections
import dataclasses
import datetime
import decimal
import enum
import math
import pathlib
import uuid

import msgspec
import pydantic
from hypothesis import strategies as st

from lionagi._core.sentinels import Undefined, Unset


class Color(enum.Enum):
    RED = 1
    BLUE = "b"


class StrE(str, enum.Enum):
    A = "a"


class IntE(enum.IntEnum):
    ONE = 1


class P(pydantic.BaseModel):
    name: str = "x"
    age: int = 3


class PN(pydantic.BaseModel):
    p: P
    tags: list[str] = []


class S(msgspec.Struct):
    x: object
    y: object = "d"


@dataclasses.dataclass
class DC:
    a: int
    b: list


class Obj:
    def __str__(self):
        return "OBJ"


class ReprOnly:
    def __str__(self):
        raise RuntimeError("no text")

    def __repr__(self):
        return "REPR"


class Mute:
    def __str__(self):
        raise RuntimeError("no text")

    __repr__ = __str__


class MyDict(dict):
    pass


class MyList(list):
    pass


NT = collections.namedtuple("NT", "a b")


class Entity:
    """What counts as an Element."""

    __lion_entity__ = True

    def model_dump(self):
        return {"id": "1", "content": [1, 2]}


READERS = {
    "int": lambda v: int(v),
    "float": lambda v: float(v),
    "complex": lambda v: complex(v),
    "Decimal": decimal.Decimal,
    "datetime": datetime.datetime.fromisoformat,
    "date": datetime.date.fromisoformat,
    "time": datetime.time.fromisoformat,
    "UUID": uuid.UUID,
    "Path": pathlib.PurePosixPath,
    "tuple": lambda v: tuple(map(read, v)),
    "set": lambda v: set(map(read, v)),
    "frozenset": lambda v: frozenset(map(read, v)),
    "deque": lambda v: collections.deque(map(read, v)),
    "dict": lambda v: {read(key): read(value) for key, value in v},
    "OrderedDict": lambda v: collections.OrderedDict((read(key), read(value)) for key, value in v),
    "range": lambda v: range(*v),
    "sentinel": {"Undefined": Undefined, "Unset": Unset}.get,
    "type": {"int": int}.get,
}
CLASSES = {each.__name__: each for each in (Color, StrE, IntE, P, PN, S, DC, Obj, ReprOnly, MyDict, MyList, NT)}


def read(value):
    """A Python value from its recorded encoding (see `upstream/wire`)."""
    if isinstance(value, list):
        return [read(each) for each in value]
    if not isinstance(value, dict):
        return value
    kind = value.get("$t")
    if kind is None:
        return {key: read(each) for key, each in value.items()}
    if kind in ("bytes", "bytearray"):
        return {"bytes": bytes, "bytearray": bytearray}[kind].fromhex(value["hex"])
    if kind == "enum":
        return CLASSES[value["cls"]][value["name"]]
    if kind == "enum_class":
        return CLASSES[value["name"]]
    if kind == "object":
        return CLASSES[value["cls"]]()
    if kind in ("pydantic", "msgspec", "dataclass", "namedtuple"):
        return CLASSES[value["cls"]](**{key: read(each) for key, each in value["v"].items()})
    return READERS[kind](value["v"])


def expected_form(value):
    """The nested arrays of the contract for msgspec to write; members of sets by a second, slow way."""
    if isinstance(value, float):
        if value.is_integer():
            value = int(value)
        elif value != value:
            return math.nan
    if isinstance(value, int):
        value = int(value)
        if not -(2**63) <= value < 2**64:
            length = next(size for size in range(9, 10_000) if -(2 ** (8 * size - 1)) <= value < 2 ** (8 * size - 1))
            return msgspec.msgpack.Ext(1, value.to_bytes(length, "big", signed=True))
    if isinstance(value, dict):
        pairs = [[str(key), expected_form(each)] for key, each in value.items()]
        return [0, sorted(pairs, key=lambda pair: (pair[0].encode(), msgspec.msgpack.encode(pair[1])))]
    if isinstance(value, (set, frozenset)):
        return [3 if isinstance(value, set) else 4, sorted(map(expected_form, value), key=msgspec.msgpack.encode)]
    if isinstance(value, (list, tuple)):
        return [1 if isinstance(value, list) else 2, [expected_form(each) for each in value]]
    return value


numbers = (
    st.integers()
    | st.integers(-(2**200), 2**200)
    | st.floats()
    | st.booleans()
    | st.integers(0, 128).flatmap(
        lambda bits: st.sampled_from([2**bits - 1, 2**bits, 2**bits + 1, -(2**bits) - 1, -(2**bits), 1 - 2**bits])
    )
    | st.integers(0, 1100).filter(lambda bits: bits < 1024).map(lambda bits: 2.0**bits)
    | st.integers(-(2**70), 2**70).map(float)
)
texts = st.text(st.characters(exclude_categories=["Cs"])) | st.sampled_from([31, 32, 255, 256, 65535, 65536]).map("x".__mul__)
scalars = st.none() | numbers | texts
hashables = st.recursive(scalars, lambda inner: st.tuples(inner, inner) | st.frozensets(inner, max_size=5), max_leaves=6)
values = st.recursive(
    scalars | st.sets(hashables, max_size=6),
    lambda inner: (
        st.lists(inner, max_size=20) | st.tuples(inner, inner) | st.dictionaries(scalars | st.tuples(scalars), inner, max_size=20)
    ),
    max_leaves=25,
)
