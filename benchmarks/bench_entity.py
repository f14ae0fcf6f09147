"""`entity`, tracked operations in the public API. Unit: ns an object or a read.

Floors: the native core alone (what the shell adds is the difference), msgspec and pydantic for sub-classes with fields.
"""

from benchmarks.measure import contender, tracked


def entity_classes():
    from lionagi.protocols.generic.element import Element
    from lionagi.protocols.graph.node import Node

    return Element, Node


def scalar_class():
    _, node = entity_classes()

    class Task(node):
        title: str
        priority: int = 1

    Task(title="x")  # the first instance compiles the class
    return Task


def validated_class():
    from pydantic import Field, field_validator

    _, node = entity_classes()

    class Task(node):
        title: str
        priority: int = Field(default=1, ge=0)
        tags: list[str] = Field(default_factory=list)

        @field_validator("title")
        @classmethod
        def stripped(cls, value):
            return value.strip()

    Task(title="x")
    return Task


def native_core():
    from lionagi.registry import cores

    entity_classes()[0]()
    return cores(use_rust_core=True).entity


@tracked("element_create", "entity", floor="native_core", target=2.5)
def element_create():
    element, _ = entity_classes()
    element()
    return "Element()", {"Element": element}


@contender("element_create", "native_core")
def native_element():
    return "ElementCore()", {"ElementCore": native_core().ElementCore}


@contender("element_create", "slotted_uuid4")
def slotted_uuid4():
    import time
    import uuid

    class Element:
        __slots__ = ("created_at", "id", "metadata")

        def __init__(self):
            self.id, self.created_at, self.metadata = uuid.uuid4(), time.time(), {}

    return "Element()", {"Element": Element}


@contender("element_create", "empty_init")
def empty_init():
    """What the interpreter takes for an element whose constructor does nothing: the least any shell can cost."""
    element, _ = entity_classes()

    class Nothing(element):
        __slots__ = ()

        def __init__(self):
            pass

    return "Nothing()", {"Nothing": Nothing}


@tracked("node_create", "entity", floor="native_core", target=2.5)
def node_create():
    _, node = entity_classes()
    node()
    return "Node(content='text')", {"Node": node}


@contender("node_create", "native_core")
def native_node():
    return "NodeCore('text')", {"NodeCore": native_core().NodeCore}


@tracked("subclass_create_scalar", "entity", floor="pydantic")
def subclass_create_scalar():
    return "Task(title='a', priority=2)", {"Task": scalar_class()}


@contender("subclass_create_scalar", "pydantic")
def pydantic_scalar():
    import time
    import uuid
    from typing import Any

    from pydantic import BaseModel, Field

    class Task(BaseModel):
        id: uuid.UUID = Field(default_factory=uuid.uuid4)
        created_at: float = Field(default_factory=time.time)
        metadata: dict = Field(default_factory=dict)
        content: Any = None
        title: str
        priority: int = 1

    return "Task(title='a', priority=2)", {"Task": Task}


@contender("subclass_create_scalar", "native_core")
def native_scalar():
    """The native core and two slots: what two fields must cost at least."""
    make = native_core().NodeCore

    class Task:
        __slots__ = ("_core", "priority", "title")

        def __init__(self, title, priority):
            self._core = make()
            self.title = title
            self.priority = priority

    return "Task(title='a', priority=2)", {"Task": Task}


@tracked("subclass_create_validated", "entity", floor="pydantic")
def subclass_create_validated():
    return "Task(title=' a ', priority=2)", {"Task": validated_class()}


@contender("subclass_create_validated", "pydantic")
def pydantic_validated():
    import time
    import uuid
    from typing import Any

    from pydantic import BaseModel, Field, field_validator

    class Task(BaseModel):
        id: uuid.UUID = Field(default_factory=uuid.uuid4)
        created_at: float = Field(default_factory=time.time)
        metadata: dict = Field(default_factory=dict)
        content: Any = None
        title: str
        priority: int = Field(default=1, ge=0)
        tags: list[str] = Field(default_factory=list)

        @field_validator("title")
        @classmethod
        def stripped(cls, value):
            return value.strip()

    return "Task(title=' a ', priority=2)", {"Task": Task}


@contender("subclass_create_validated", "validation_alone")
def validation_alone():
    """What pydantic-core takes for the three fields, without an instance around them."""
    from lionagi.protocols._model import building

    return "validate({'title': ' a ', 'priority': 2})", {"validate": building.plan_of(validated_class()).own}


def attribute(name, **arguments):
    return f"task.{name}", {"task": scalar_class()(title="a", **arguments)}


@tracked("attribute_extra_field", "entity", floor="slot", target=1.43)
def attribute_extra_field():
    return attribute("title")


@tracked("attribute_content", "entity", floor="slot")
def attribute_content():
    return attribute("content", content="text")


@tracked("attribute_id", "entity", floor="slot")
def attribute_id():
    return attribute("id")


@contender("attribute_extra_field", "slot")
@contender("attribute_content", "slot")
@contender("attribute_id", "slot")
def slot():
    class Task:
        __slots__ = ("title",)

    task = Task()
    task.title = "a"
    return "task.title", {"task": task}


@tracked("node_to_dict", "entity", floor="native_core")
def node_to_dict():
    _, node = entity_classes()
    return "node.to_dict()", {"node": node(content="text")}


@contender("node_to_dict", "native_core")
def native_to_dict():
    return "core.to_dict('lionagi.protocols.graph.node.Node')", {"core": native_core().NodeCore("text")}


@tracked("node_to_json", "entity", floor="native_core")
def node_to_json():
    _, node = entity_classes()
    return "node.to_json()", {"node": node(content="text")}


@contender("node_to_json", "native_core")
def native_to_json():
    return "core.to_json('lionagi.protocols.graph.node.Node')", {"core": native_core().NodeCore("text")}


@tracked("node_from_dict", "entity")
def node_from_dict():
    """A shallow copy is made for both: 0.18.0 empties its argument."""
    _, node = entity_classes()
    document = node(content="text").to_dict()
    return "Node.from_dict({**document, 'metadata': dict(metadata)})", {
        "Node": node,
        "document": document,
        "metadata": document["metadata"],
    }


@tracked("node_from_json", "entity")
def node_from_json():
    _, node = entity_classes()
    return "Node.from_json(text)", {"Node": node, "text": node(content="text").to_json()}
