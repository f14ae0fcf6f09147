"""`base`: what the sub-classes of a test are built on: our `Node`, and a pydantic model of the same fields.

A test that uses it states what pydantic does, and shows that entity classes do the same.
"""

from __future__ import annotations

import time
from typing import Any

import pytest
from pydantic import BaseModel, ConfigDict, Field, field_serializer, field_validator

from lionagi.protocols.generic.element import IDType
from lionagi.protocols.graph.node import Node


class Model(BaseModel):
    """The fields and config of a node of lionagi 0.18.0."""

    model_config = ConfigDict(arbitrary_types_allowed=True, use_enum_values=True, populate_by_name=True, extra="forbid")
    id: Any = Field(default_factory=IDType.create, frozen=True)
    created_at: float = Field(default_factory=time.time, frozen=True)
    metadata: dict = Field(default_factory=dict)
    content: Any = None
    embedding: list[float] | None = None

    @field_validator("id", mode="before")
    @classmethod
    def _read_id(cls, value):
        return IDType.validate(value)

    @field_serializer("id")
    def _print_id(self, value):
        return str(value)


@pytest.fixture(params=["entity", "pydantic"])
def base(request):
    return Node if request.param == "entity" else Model
