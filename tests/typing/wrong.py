"""User code with one mistake a line; `test_user_code.py` reads the expected code of mypy from each comment."""

from __future__ import annotations

from pydantic import Field

from lionagi.protocols.graph.node import Node


class Task(Node):
    title: str
    priority: int = Field(default=1)


Task()  # expect: call-arg
Task(titel="x")  # expect: call-arg
Task(title=5)  # expect: arg-type
Task(title="x", priority="high")  # expect: arg-type
Task("x")  # expect: call-arg
print(Task(title="x").titel)  # expect: attr-defined
Task(title="x").priority.upper()  # expect: attr-defined
Task(title="x").priority = "high"  # expect: assignment
number: int = Task(title="x").title  # expect: assignment
Task(title="x").to_dict("xml")  # expect: arg-type
other: Task = Node.from_dict({})  # expect: assignment
