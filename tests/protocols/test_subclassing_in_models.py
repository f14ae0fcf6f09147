"""Entity classes as the types of other models' fields: pydantic, dataclasses, msgspec, FastAPI, TypeAdapter. On each backend."""

from __future__ import annotations

import asyncio
import dataclasses
import json
from typing import Annotated, Any, Literal, Union

import httpx
import msgspec
import pytest
from fastapi import Body, FastAPI
from pydantic import BaseModel, Field, TypeAdapter, ValidationError, field_serializer, field_validator
from pydantic.dataclasses import dataclass as pydantic_dataclass
from pydantic_core import to_json, to_jsonable_python

from lionagi.protocols.generic.element import Element
from lionagi.protocols.graph.node import Node

pytestmark = pytest.mark.usefixtures("backend")


class Task(Node):
    title: str
    priority: int = Field(default=1, ge=0)

    @field_validator("title")
    @classmethod
    def strip(cls, value):
        return value.strip()


class Scored(Task):
    score: float = 0.0

    @field_serializer("score")
    def shown(self, value):
        return f"{value:.1f} of {self.title}"


class Order(BaseModel):
    task: Task
    tasks: list[Task] = []
    maybe: Task | None = None
    node: Node | None = None
    element: Element | None = None
    any: Any = None


def order():
    return Order(
        task={"title": " k "}, tasks=[Task(title="1"), {"title": "2"}], node=Node(content="r"), element=Element(), any=Scored(title="q")
    )


def test_dicts_become_entities_and_entities_stay():
    given = Task(title="x")
    made = Order(task=given, tasks=[{"title": " 2 "}])

    assert made.task is given
    assert (type(made.tasks[0]), made.tasks[0].title) == (Task, "2")


def test_a_sub_class_is_accepted_and_kept():
    made = Order(task=Scored(title="x", score=2))

    assert type(made.task) is Scored
    assert made.model_dump()["task"]["score"] == "2.0 of x"


def test_a_dump_holds_every_field_in_both_modes():
    made = order()
    python, text = made.model_dump(), json.loads(made.model_dump_json())

    assert python["task"] == made.task.model_dump()
    assert set(python["node"]) == {"id", "created_at", "metadata", "content", "embedding"}
    assert (python["node"]["content"], set(python["element"])) == ("r", {"id", "created_at", "metadata"})
    assert python["any"]["score"] == "0.0 of q"
    assert text == made.model_dump(mode="json")
    assert text["tasks"][1]["title"] == "2"
    assert isinstance(text["task"]["id"], str)


def test_json_makes_it_again():
    made = order()
    restored = Order.model_validate_json(made.model_dump_json(exclude={"any"}))

    assert (restored.task, restored.tasks, restored.node, restored.element) == (made.task, made.tasks, made.node, made.element)
    assert (type(restored.node), restored.node.content) == (Node, "r")


def test_options_reach_the_inner_dump():
    made = Order(task=Task(title="x"), node=Node(content=1))

    assert made.model_dump(include={"task": {"title"}}) == {"task": {"title": "x"}}
    assert made.model_dump(exclude_unset=True) == {"task": {"title": "x"}, "node": {"content": 1}}
    assert "embedding" not in made.model_dump(exclude_none=True)["node"]


def test_problems_inside_have_their_place():
    with pytest.raises(ValidationError) as error:
        Order(task={"title": 5, "priority": -2, "created_at": "zz"}, tasks=[{}], node={"bogus": 1}, maybe=7)

    assert [(each["type"], each["loc"]) for each in error.value.errors()] == [
        ("value_error", ("task", "created_at")),
        ("string_type", ("task", "title")),
        ("greater_than_equal", ("task", "priority")),
        ("missing", ("tasks", 0, "title")),
        ("model_type", ("maybe",)),
        ("extra_forbidden", ("node", "bogus")),
    ]


def test_a_union_takes_the_class_that_fits():
    class Holder(BaseModel):
        x: Task | Node
        y: Union[int, Task] = 0  # noqa: UP007

    assert [type(Holder(x=each).x) for each in ({"title": "q"}, {"content": "q"}, Node(), Task(title="t"))] == [Task, Node, Node, Task]
    assert type(Holder(x=Node(), y={"title": "z"}).y) is Task


def test_a_discriminated_union_of_entities():
    class Cat(Node):
        kind: Literal["cat"] = "cat"

    class Dog(Node):
        kind: Literal["dog"] = "dog"

    class Holder(BaseModel):
        pet: Annotated[Union[Cat, Dog], Field(discriminator="kind")]  # noqa: UP007

    assert type(Holder(pet={"kind": "dog"}).pet) is Dog
    assert type(Holder(pet=Cat()).pet) is Cat


def test_json_schema_refers_to_definitions():
    schema = Order.model_json_schema()

    assert {"Task", "Node", "Element"} <= set(schema["$defs"])
    assert schema["properties"]["task"] == {"$ref": "#/$defs/Task"}
    assert schema["properties"]["tasks"]["items"] == {"$ref": "#/$defs/Task"}
    assert schema["$defs"]["Task"]["required"] == ["title"]
    assert schema["$defs"]["Task"]["properties"]["id"]["format"] == "uuid"
    assert Order.model_json_schema(mode="serialization")["properties"]["task"] == {"$ref": "#/$defs/Task"}


def test_recursive_entities_in_a_model():
    class Tree(Node):
        kids: list[Tree] = []  # noqa: RUF012

    class Holder(BaseModel):
        tree: Tree

    made = Holder(tree={"kids": [{"content": 1, "kids": [{}]}]})

    assert (type(made.tree.kids[0].kids[0]), made.tree.kids[0].content) == (Tree, 1)
    assert made.model_dump()["tree"]["kids"][0]["content"] == 1
    assert Holder.model_validate_json(made.model_dump_json()).tree.kids[0] == made.tree.kids[0]
    assert Holder.model_json_schema()["$defs"]["Tree"]["properties"]["kids"]["items"] == {"$ref": "#/$defs/Tree"}


def test_an_entity_in_an_entity():
    class Owner(Node):
        task: Task
        others: dict[str, Node] = {}  # noqa: RUF012

    made = Owner(task={"title": " x "}, others={"a": Scored(title="s")})
    printed = made.to_dict()

    assert printed["task"]["title"] == "x"
    assert printed["others"]["a"]["score"] == "0.0 of s"
    assert set(printed["task"]) == set(Task(title="x").model_dump())
    assert Node.from_dict(printed | {"others": {}}).task == made.task
    assert json.loads(made.to_json())["task"]["title"] == "x"


def test_type_adapters_validate_and_dump():
    adapter = TypeAdapter(list[Task])

    assert adapter.validate_python([{"title": " a "}])[0].title == "a"
    made = adapter.validate_json(b'[{"title":"a"}]')
    assert json.loads(adapter.dump_json(made))[0]["title"] == "a"
    assert adapter.json_schema()["items"] == {"$ref": "#/$defs/Task"}
    assert TypeAdapter(Node).validate_python({"content": 1}).content == 1
    assert TypeAdapter(Task).dump_python(made[0]) == made[0].model_dump()


def test_pydantic_core_dumps_entities_it_meets():
    made = Task(title="x")

    assert to_jsonable_python({"a": made})["a"]["title"] == "x"
    assert json.loads(to_json([Node(content=1)]))[0]["content"] == 1


def test_an_own_constructor_makes_the_entity():
    class Named(Node):
        size: int = 1

        def __init__(self, name=None, **options):
            super().__init__(content=name, **options)

    class Holder(BaseModel):
        x: Named

    assert Holder(x={"name": "n", "size": "2"}).x.content == "n"


def test_post_init_and_private_attributes_inside_a_model():
    class Own(Node):
        a: int = 1
        _b: int = 2

        def model_post_init(self, context):
            self._b += self.a

    class Holder(BaseModel):
        x: Own

    assert Holder(x={"a": 5}).x._b == 7


# --- dataclasses -----------------------------------------------------------------------------------------------------


def test_in_dataclasses():
    @dataclasses.dataclass
    class Standard:
        node: Node
        tasks: list[Task] = dataclasses.field(default_factory=list)

    @pydantic_dataclass
    class Validated:
        task: Task

    made = Standard(Node(content=1), [Task(title="t")])
    assert dataclasses.replace(made, node=Node(content=2)).node.content == 2
    assert type(dataclasses.asdict(made)["node"]) is Node
    assert Validated(task={"title": " x "}).task.title == "x"
    assert json.loads(TypeAdapter(Validated).dump_json(Validated(task={"title": "x"})))["task"]["title"] == "x"


# --- msgspec ---------------------------------------------------------------------------------------------------------


def test_in_msgspec_structs_with_two_hooks():
    class Holder(msgspec.Struct):
        node: Node
        tasks: list[Task] = []

    def enc_hook(value):
        if isinstance(value, Element):
            return value.to_dict()
        raise NotImplementedError(type(value))

    def dec_hook(kind, value):
        if issubclass(kind, Element):
            return kind.from_dict(value)
        raise NotImplementedError(kind)

    made = Holder(Node(content={"a": 1}), [Task(title="x")])
    for module in (msgspec.json, msgspec.msgpack):
        restored = module.decode(module.encode(made, enc_hook=enc_hook), type=Holder, dec_hook=dec_hook)
        assert (restored.node, restored.node.content) == (made.node, {"a": 1})


# --- FastAPI ---------------------------------------------------------------------------------------------------------


app = FastAPI()


@app.post("/tasks")
def post_task(task: Annotated[Task, Body()]) -> Task:  # FastAPI takes only pydantic models as bodies without being told
    return Task(title=task.title + "!", priority=task.priority, content=task.content)


@app.post("/nodes", response_model=list[Node])
def post_nodes(nodes: list[Node]):
    return nodes


def call(method, path, **options):
    async def ask():
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://test") as client:
            return await client.request(method, path, **options)

    return asyncio.run(ask())


def test_as_request_and_response_models_of_fastapi():
    answer = call("POST", "/tasks", json={"title": " x ", "content": {"a": 1}})

    assert answer.status_code == 200
    assert set(answer.json()) == {"id", "created_at", "metadata", "content", "embedding", "title", "priority"}
    assert (answer.json()["title"], answer.json()["content"]) == ("x!", {"a": 1})
    nodes = call("POST", "/nodes", json=[{"content": 5}])
    assert [each["content"] for each in nodes.json()] == [5]


def test_fastapi_reports_what_is_wrong_and_describes_the_classes():
    answer = call("POST", "/tasks", json={"title": 5, "priority": -1, "bogus": 1})

    assert answer.status_code == 422
    assert [each["loc"] for each in answer.json()["detail"]] == [["body", "title"], ["body", "priority"], ["body", "bogus"]]
    schemas = call("GET", "/openapi.json").json()["components"]["schemas"]
    assert {"Task", "Node"} <= {name.partition("-")[0] for name in schemas}
