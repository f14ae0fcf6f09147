"""Recorded samples of lionagi 0.18.0 as values, and the models that they name. The encoding is told in the README of the samples."""

from __future__ import annotations

import datetime
import json
import re
import uuid
from pathlib import Path
from typing import Any

from pydantic import BaseModel, Field

from lionagi.protocols.messages import MessageRole

SAMPLES = Path(__file__).parent / "samples"
OWN_WORDING = "<own wording>"  # where the text is ours to choose


def recorded(name: str) -> Any:
    """The document of a file of samples."""
    return json.loads((SAMPLES / f"{name}.json").read_text(encoding="utf-8"))


class PM(BaseModel):
    a: int = 1
    b: list[str] = ["x"]


class RF(BaseModel):
    name: str = Field(description="the name")
    score: float | None = None


class Inner(BaseModel):
    k: int


class Deep(BaseModel):
    """A deep one."""

    items: list[Inner] = []
    tags: list[str] = Field(default_factory=list)
    maybe: Inner | None = None
    one: Inner
    lit: str = "d"


MODELS = {"PM": PM, "RF": RF, "Deep": Deep}
TYPES = {"int": int, "str": str}
_DECODED = {
    "tuple": lambda found: tuple(decoded(found["v"])),
    "datetime": lambda found: datetime.datetime.fromisoformat(found["v"]),
    "date": lambda found: datetime.date.fromisoformat(found["v"]),
    "float": lambda found: float(found["v"]),
    "bytes": lambda found: bytes.fromhex(found["hex"]),
    "UUID": lambda found: uuid.UUID(found["v"]),
    "pydantic": lambda found: _model(MODELS[found["cls"]], found["v"]),
    "pydantic_class": lambda found: MODELS[found["name"]],
    "type": lambda found: TYPES[found["v"]],
    "enum": lambda found: MessageRole(found["value"]),
}


def _model(cls: type[BaseModel], values: dict[str, Any]) -> BaseModel:
    # What equals its default was not given when the samples were made.
    return cls(**{name: value for name, value in values.items() if cls.model_fields[name].get_default(call_default_factory=True) != value})


def decoded(value: Any) -> Any:
    """The value a sample describes."""
    if isinstance(value, list):
        return [decoded(item) for item in value]
    if isinstance(value, dict):
        kind = value.get("$t")
        return _DECODED[kind](value) if kind else {key: decoded(item) for key, item in value.items()}
    return value


def is_as_recorded(found: Any, wanted: Any) -> bool:
    """Equality, where the recorded text leaves its words to us between the marks."""
    if isinstance(wanted, str) and OWN_WORDING in wanted:
        pattern = re.escape(wanted).replace(re.escape(OWN_WORDING), ".*?")
        return isinstance(found, str) and re.fullmatch(pattern, found, re.DOTALL) is not None
    if isinstance(wanted, dict) and isinstance(found, dict):
        return found.keys() == wanted.keys() and all(is_as_recorded(found[key], wanted[key]) for key in wanted)
    if isinstance(wanted, list) and isinstance(found, list):
        return len(found) == len(wanted) and all(map(is_as_recorded, found, wanted))
    return type(found) is type(wanted) and found == wanted
