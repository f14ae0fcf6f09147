"""User code that a strict type checker accepts; `test_user_code.py` runs it and mypy."""

from __future__ import annotations

from typing import Any, Generic, TypeVar

from pydantic import BaseModel, Field, field_validator

from lionagi.protocols.generic.element import Element, IDType
from lionagi.protocols.graph.node import Node
from lionagi.protocols.messages import ActionRequest, AssistantResponse, Instruction, InstructionContent, MessageRole, System

T = TypeVar("T")


class Task(Node):
    title: str
    priority: int = Field(default=1, ge=0)
    tags: list[str] = Field(default_factory=list)

    @field_validator("title")
    @classmethod
    def strip(cls, value: str) -> str:
        return value.strip()

    def louder(self) -> str:
        return self.title.upper()


class Due(Task):
    due: float = 0.0


class Box(Node, Generic[T]):
    item: T


class Order(BaseModel):
    task: Task
    tasks: list[Task] = []


task = Task(title="x", priority=2, content={"a": 1}, metadata={"k": 1})
due = Due(title="x", due=1.5, embedding=[1.0])
node = Node(content=5, id=str(task.id), created_at="2024-01-01")
element = Element(metadata={})

title: str = task.title
tags: list[str] = due.tags
name: IDType = element.id
when: float = node.created_at
vector: list[float] | None = due.embedding
notes: dict[str, Any] = task.metadata
again: Task = Task.from_dict(task.to_dict("json"))
copied: Due = due.model_copy(update={"due": 2.0})
validated: Due = Due.model_validate({"title": "y"})
text: str = task.louder()
order = Order(task=task, tasks=[due])
item: int = Box[int](item=3).item
node.content = "anything"
task.priority = 4
assert task == again


class Question(Instruction):
    topic: str = "any"

    def louder(self) -> str:
        return str(self.rendered).upper()


class Timed(ActionRequest):
    seconds: float = 1.0


asked = Instruction(instruction="hi", context=["a"], sender=node, recipient="bob", role="user")
nested = Instruction(content={"instruction": "hi"}, metadata={"k": 1})
of_object = Instruction(content=InstructionContent("hi", response_format=Order))
system = System(system_message="rules", system_datetime=True)
answer: AssistantResponse = AssistantResponse.from_response("text")
question = Question(instruction="hi", image_detail="low", topic="t", sender="me")
timed = Timed(function=len, arguments={"a": 1}, seconds=2.0)

content: InstructionContent = asked.content
speaker: MessageRole = asked.role
function: str = timed.function
arguments: dict[str, Any] = timed.arguments
topic: str = question.clone().topic
asked.content = {"instruction": "other"}
asked.role = "assistant"
asked.sender = None
assert question.content.instruction == nested.content.instruction
