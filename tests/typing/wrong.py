"""User code with one mistake a line; `test_user_code.py` reads the expected code of mypy from each comment."""

from __future__ import annotations

from pydantic import Field

from lionagi.protocols.graph.node import Node
from lionagi.protocols.messages import ActionRequest, Instruction, System


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


class Question(Instruction):
    topic: str = "any"


Instruction(instrction="hi")  # expect: call-arg
Instruction("hi")  # expect: call-arg
Instruction(instruction="hi", image_detail="huge")  # expect: arg-type
Instruction(instruction="hi", role=5)  # expect: arg-type
System(instruction="hi")  # expect: call-arg
Question(instruction="hi", topik="t")  # expect: call-arg
Question(instruction="hi", topic=5)  # expect: arg-type
print(Instruction(instruction="hi").content.instrction)  # expect: attr-defined
Instruction(instruction="hi").content = 5  # expect: assignment
print(ActionRequest(function="f").function.a)  # expect: attr-defined
