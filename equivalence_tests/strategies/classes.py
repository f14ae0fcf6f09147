"""Classes of values that users pass, kind and hostile; importable, so that they pickle.

Not here: how they are drawn (`values.py`, `equivalence_tests/generators.py`).
"""

from __future__ import annotations

import dataclasses
import datetime
import enum
from collections import namedtuple
from typing import Any

import msgspec
import pydantic


class Colour(enum.Enum):
    RED = 1
    BLUE = "b"
    NESTED = (1, "x")


class Level(enum.IntEnum):
    LOW = 0
    ONE = 1
    BIG = 2**70


class Word(str, enum.Enum):
    A = "a"
    EMPTY = ""


@dataclasses.dataclass
class Point:
    x: Any
    y: Any = None


@dataclasses.dataclass(frozen=True)
class Frozen:
    name: str
    _hidden: int = 0


@dataclasses.dataclass
class SlottedPoint:
    __slots__ = ("x",)
    x: Any


class Person(pydantic.BaseModel):
    name: str
    age: Any = 3
    tags: list[Any] = []


class Loose(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(extra="allow", arbitrary_types_allowed=True)

    value: Any = None


class Record(msgspec.Struct):
    x: Any
    y: str = "d"


class Tagged(msgspec.Struct, tag="tagged", rename="camel"):
    long_name: Any = None


Pair = namedtuple("Pair", "a b")


class Text(str):
    """A text of a class of its own, with another `str()`."""

    def __str__(self) -> str:
        return "shown"


class PlainText(str):
    pass


class Number(int):
    def __str__(self) -> str:
        return "number"


class Real(float):
    pass


class Mapping(dict):
    pass


class Sequence(list):
    pass


class Blob(bytes):
    pass


class Shown:
    """An object that only `str()` describes."""

    def __init__(self, text: str = "shown") -> None:
        self.text = text

    def __str__(self) -> str:
        return self.text


class Boom(Exception):
    """What hostile objects raise: never an error of ours."""


class RaisesInStr:
    def __str__(self) -> str:
        raise Boom("str")

    def __repr__(self) -> str:
        return "RaisesInStr()"


class RaisesInBoth:
    def __str__(self) -> str:
        raise Boom("str")

    def __repr__(self) -> str:
        raise Boom("repr")


class ReturnsNoText:
    def __str__(self) -> str:
        return 5  # type: ignore[return-value]

    def __repr__(self) -> str:
        return "ReturnsNoText()"


class RaisesInEq:
    """Its `==`, and its truth, raise."""

    def __eq__(self, other: object) -> bool:
        raise Boom("eq")

    def __hash__(self) -> int:
        return 7

    def __bool__(self) -> bool:
        raise Boom("bool")

    def __str__(self) -> str:
        return "RaisesInEq"


class OddZone(datetime.tzinfo):
    """A zone whose offset has seconds and whose name is hostile."""

    def utcoffset(self, when: datetime.datetime | None) -> datetime.timedelta:
        return datetime.timedelta(hours=-3, minutes=-30, seconds=-52)

    def dst(self, when: datetime.datetime | None) -> datetime.timedelta:
        return datetime.timedelta(0)

    def tzname(self, when: datetime.datetime | None) -> str:
        return "odd\ud800"


class NoOffset(datetime.tzinfo):
    """A zone that knows no offset: the datetime is naive all the same."""

    def utcoffset(self, when: datetime.datetime | None) -> None:
        return None

    def dst(self, when: datetime.datetime | None) -> None:
        return None

    def tzname(self, when: datetime.datetime | None) -> str:
        return "none"


class Thing:
    """What the codec takes for an entity."""

    __lion_entity__ = True

    def __init__(self, fields: Any) -> None:
        self.fields = fields

    def to_dict(self) -> Any:
        return self.fields

    def model_dump(self) -> Any:
        return self.fields

    def __repr__(self) -> str:
        return f"Thing({self.fields!r})"


class RaisesInToDict:
    __lion_entity__ = True

    def to_dict(self) -> Any:
        raise Boom("to_dict")

    def model_dump(self) -> Any:
        raise Boom("model_dump")
