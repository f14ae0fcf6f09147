"""What only entity classes have: cost, cores, layout, copies across processes and backends, and the refusals. On each backend."""

from __future__ import annotations

import copy
import gc
import inspect
import json
import multiprocessing
import pickle
import subprocess
import sys
import weakref
from typing import Any, Generic, Protocol, TypeVar

import cloudpickle
import pytest
from pydantic import BaseModel, Field, ValidationError, create_model, field_validator

from lionagi._class_registry import LION_CLASS_REGISTRY
from lionagi.protocols.generic.element import Element
from lionagi.protocols.graph.node import Node
from lionagi.registry import active, override

pytestmark = pytest.mark.usefixtures("backend")
T = TypeVar("T")
HERE = __name__


class Task(Node):
    title: str
    priority: int = Field(default=1, ge=0)
    tags: list[str] = Field(default_factory=list)

    @field_validator("title")
    @classmethod
    def strip(cls, value):
        return value.strip()


class Plain(Node):
    def hello(self):
        return "hello"


class Box(Node, Generic[T]):
    item: T


class Roomy(Node):
    __slots__ = ("cache",)


def echo(item):
    return type(item).__module__, type(item).__qualname__, item.to_json()


# --- forms -----------------------------------------------------------------------------------------------------------


def test_a_sub_class_round_trips_by_every_form():
    made = Task(title=" x ", priority=2, tags=["t"], content={"a": 1}, metadata={"k": 1}, embedding=[1])
    forms = [
        Task.from_dict(made.to_dict()),
        Node.from_dict(made.to_dict("json")),
        Element.from_dict(made.to_dict("db")),
        Node.from_json(made.to_json()),
        Task.model_validate(made.model_dump()),
        Task.model_validate_json(made.model_dump_json()),
        Node.from_msgpack(made.to_msgpack()),
    ]
    for each in forms:
        assert (type(each), each, each.title, each.priority, each.tags) == (Task, made, "x", 2, ["t"])
        assert (each.content, each.metadata, each.embedding) == ({"a": 1}, {"k": 1}, [1.0])


def test_own_fields_follow_the_built_in_ones_in_the_order_they_are_declared():
    keys = ["id", "created_at", "metadata", "content", "embedding", "title", "priority", "tags"]
    made = Task(tags=[], title="x")

    assert list(made.to_dict()) == keys
    assert list(json.loads(made.to_json())) == keys
    assert list(made.model_dump()) == keys
    assert made.to_dict()["metadata"] == {"lion_class": f"{HERE}.Task"}
    assert made.model_dump()["metadata"] == {}


def test_fast_and_complete_ways_print_the_same():
    class Fast(Node):
        word: str = "x"
        size: int = 1

    made = Fast(content=[1, {"a": Node(content=1)}], metadata={"k": [1]})

    assert made.to_dict() == made.to_dict(warnings=False, exclude=set())
    assert json.loads(made.to_json()) == made.to_dict("json", exclude=set())


def test_python_and_rust_print_the_same_bytes():
    given = {"id": "11111111-1111-4111-8111-111111111111", "created_at": 1e16, "metadata": {"é": [1.5]}, "content": {"a": (1, None)}}
    texts = set()
    for name in ("python", active_backend()):
        with override(name):
            texts.add(Task(title="x", **given).to_json())

    assert len(texts) == 1


def active_backend():
    return "rust" if "rust" in type(Node()._core).__module__ else "python"


# --- cost ------------------------------------------------------------------------------------------------------------


def test_a_sub_class_without_fields_has_no_plan_and_fields_wait_for_the_first_instance():
    class Bare(Node):
        pass

    class Own(Node):
        a: int = 1

    assert Bare.__lion_plan__ is None
    assert "__lion_compiled__" not in Own.__dict__
    Own()
    assert "__lion_compiled__" in Own.__dict__
    assert type(Bare(content=1)._core) is active.cores.entity.NodeCore


def test_defining_a_class_compiles_nothing():
    before = set(sys.modules)

    class Own(Node):
        a: int = 1
        b: list[str] = Field(default_factory=list)

    assert "__lion_made__" not in Own.__dict__
    assert set(sys.modules) == before


def test_the_core_is_looked_up_when_an_instance_is_made():
    class Own(Node):
        a: int = 1

    for name in ("python", active_backend(), "python"):
        with override(name):
            assert name in type(Own(a=2)._core).__module__.replace("_core_py", "python")


# --- layout ----------------------------------------------------------------------------------------------------------


def test_own_slots_hold_values_and_leave_no_dict():
    made = Roomy(content=1)
    made.cache = 4

    assert (made.cache, hasattr(made, "__dict__")) == (4, False)
    with pytest.raises(ValueError, match="has no field"):
        made.other = 1
    assert copy.copy(made).cache == 4
    assert pickle.loads(pickle.dumps(made)).cache == 4
    assert made.to_dict().keys() == Node().to_dict().keys()


def test_slots_with_a_dict_may_have_fields():
    class Both(Node):
        __slots__ = ("__dict__", "cache")
        a: int = 1

    made = Both(a="2")
    made.cache = 5

    assert (made.a, made.cache, Node.from_dict(made.to_dict()).a) == (2, 5, 2)


def test_slots_named_as_the_fields_hold_them():
    class Tight(Node):
        __slots__ = ("a", "b")
        a: int
        b: str

    made = Tight(a="1", b="x")

    assert (made.a, made.b, hasattr(made, "__dict__")) == (1, "x", False)
    assert Node.from_dict(made.to_dict()).a == 1
    assert made.to_dict()["b"] == "x"
    with pytest.raises(ValidationError):
        Tight(a="z", b="x")


def test_fields_without_a_place_are_refused_where_they_are_declared():
    with pytest.raises(TypeError, match=r"declares fields .*title.* add '__dict__' to __slots__"):

        class Wrong(Node):
            __slots__ = ("cache",)
            title: str


def test_elements_are_slotted_and_weakly_referable():
    made = Node()
    gone = weakref.ref(made)

    assert not hasattr(made, "__dict__")
    assert gone() is made
    del made
    gc.collect()
    assert gone() is None


@pytest.mark.parametrize("where", ["field", "content"])
def test_cycles_through_own_fields_are_collected(where):
    class Loop(Node):
        other: Any = None

    made = Loop()
    if where == "field":
        made.other = made
    else:
        made.content = [made]
    gone = weakref.ref(made)
    del made
    gc.collect()

    assert gone() is None


def test_an_own_new_is_honoured():
    class Counted(Node):
        made = []  # noqa: RUF012

        def __new__(cls, **_):
            cls.made.append(1)
            return super().__new__(cls)

    assert (Counted(content=3).content, Counted.made) == (3, [1])


def test_a_protocol_may_be_a_base():
    class Acts(Protocol):
        def act(self) -> int:
            return 5

    class Actor(Node, Acts):
        n: int = 1

    assert (Actor(n=2).act(), Actor(n="3").n) == (5, 3)


# --- refusals --------------------------------------------------------------------------------------------------------


def test_a_pydantic_model_beside_a_node_is_refused_by_cpython():
    with pytest.raises(TypeError, match=r"lay-?out conflict"):

        class X(Node, BaseModel):
            a: int = 1


def test_create_model_is_refused_with_what_to_do_instead():
    with pytest.raises(TypeError, match="create_model cannot build on Node: it is no pydantic model; write a class statement"):
        create_model("X", __base__=Node, a=(int, 3))
    assert not any(path.endswith(".X") for path in LION_CLASS_REGISTRY)


def test_a_bad_id_of_a_sub_class_is_an_id_error():
    from lionagi._errors import IDError

    with pytest.raises(IDError, match="Invalid ID: zz"):
        Task(title="x", id="zz")
    with pytest.raises(IDError, match="Invalid ID: zz"):
        Task.model_validate({"title": "x", "id": "zz"})


def test_a_failed_constructor_leaves_no_half_made_object():
    kept = []

    class Own(Node):
        a: int

        def __init__(self, **options):
            kept.append(self)
            super().__init__(**options)

    with pytest.raises(ValidationError):
        Own(a="z")
    with pytest.raises(AttributeError):
        kept[0].id  # noqa: B018


# --- copies ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
@pytest.mark.parametrize("made", [Task(title="x", tags=["a"], content=[1]), Plain(content=1), Box[int](item=3), Roomy()], ids=repr)
def test_a_pickle_keeps_class_fields_and_what_was_given(made, protocol):
    restored = pickle.loads(pickle.dumps(made, protocol))

    assert (type(restored), restored, dict(restored)) == (type(made), made, dict(made))
    assert restored.model_fields_set == made.model_fields_set


def test_a_pickle_of_one_backend_is_read_on_the_other():
    with override("python"):
        one = pickle.dumps(Task(title="x", content={"a": 1}, embedding=[1.5], metadata={"k": 1}))
    restored = pickle.loads(one)

    assert type(restored._core) is active.cores.entity.NodeCore
    with override("python"):
        again = pickle.loads(pickle.dumps(restored))
    assert (again, again.title, again.content, again.embedding, again.metadata) == (restored, "x", {"a": 1}, [1.5], {"k": 1})


def _run(code, *arguments, data=None):
    done = subprocess.run([sys.executable, "-c", code, *arguments], input=data, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def test_a_pickle_is_read_by_a_process_without_the_native_part():
    made = Node(content={"a": [1]}, metadata={"k": 1}, embedding=[1.5])
    code = (
        f"import sys; sys.path[:0] = {[path for path in sys.path if path]!r}\n"
        "sys.modules['lionagi._core_rust._native'] = None\n"
        "import os; os.environ['LIONAGI_BACKEND'] = 'python'\n"
        "import pickle\n"
        "n = pickle.loads(sys.stdin.buffer.read())\n"
        "assert type(n._core).__module__ == 'lionagi._core_py.entity'\n"
        "sys.stdout.write(n.to_json())"
    )

    assert _run(code, data=pickle.dumps(made)).decode() == made.to_json()


def test_cloudpickle_carries_a_class_defined_in_a_function():
    class Local(Node):
        a: int = Field(default=1, ge=0)

        @field_validator("a")
        @classmethod
        def add(cls, value):
            return value + 1

    made = Local(a=4, content="x")
    data = cloudpickle.dumps((Local, made))
    code = (
        f"import sys; sys.path[:0] = {[path for path in sys.path if path]!r}\n"
        "import pickle\n"
        "cls, made = pickle.loads(sys.stdin.buffer.read())\n"
        "assert type(made) is cls and made.a == 5 and made.content == 'x', made\n"
        "assert cls(a=1).a == 2\n"
        "try: cls(a=-1)\n"
        "except ValueError as e: assert 'greater_than_equal' in str(e)\n"
        "else: raise SystemExit('no error')\n"
        "sys.stdout.write(made.to_json())"
    )

    assert json.loads(_run(code, data=data))["a"] == 5
    restored_class, restored = pickle.loads(data)
    assert (restored, restored.a, issubclass(restored_class, Node)) == (made, 5, True)


def test_cloudpickle_carries_a_class_of_main():
    code = (
        f"import sys; sys.path[:0] = {[path for path in sys.path if path]!r}\n"
        "import cloudpickle\n"
        "from lionagi.protocols.graph.node import Node\n"
        "class Mine(Node):\n    a: int = 1\n"
        "sys.stdout.buffer.write(cloudpickle.dumps(Mine(a=3, content=Mine())))"
    )
    restored = pickle.loads(_run(code))

    assert (type(restored).__name__, restored.a, restored.content.a) == ("Mine", 3, 1)


def test_multiprocessing_spawn_sends_nodes_there_and_back():
    made = Node(content={"a": 1}, metadata={"k": 1})
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as pool:
        (back,) = pool.map(copy.copy, [made])

    assert (type(back), back, back.content, back.metadata) == (Node, made, {"a": 1}, {"k": 1})


def test_deepcopy_keeps_shared_and_cyclic_objects():
    shared = [1]
    made = Task(title="x", content={"s": shared}, metadata={"s": shared})
    made.tags.append(made)
    copied = copy.deepcopy(made)

    assert copied.tags == [copied]
    assert copied.tags[0] is copied
    assert copied.content["s"] is copied.metadata["s"]
    assert copied.content["s"] is not shared


# --- accepted oddities -----------------------------------------------------------------------------------------------


def test_object_setattr_adds_undeclared_attributes_where_there_is_a_dict():
    made = Plain()
    object.__setattr__(made, "undeclared", 5)
    object.__setattr__(made, "id", "11111111-1111-4111-8111-111111111111")

    assert (made.undeclared, str(made.id)) == (5, "11111111-1111-4111-8111-111111111111")


def test_a_private_name_may_be_assigned_without_declaration():
    made = Plain()
    made._note = 5

    assert (made._note, made.to_dict().keys()) == (5, Node().to_dict().keys())


def test_the_signature_of_the_bases_names_their_fields():
    assert list(inspect.signature(Node).parameters) == ["id", "created_at", "metadata", "content", "embedding"]
    assert list(inspect.signature(Element).parameters) == ["id", "created_at", "metadata"]


def test_an_overridden_to_dict_is_used_when_the_node_is_content():
    class Shouts(Node):
        def to_dict(self, mode="python", **options):
            return {"loud": True}

    assert Node(content=Shouts()).to_dict()["content"] == {"loud": True}
    assert json.loads(Node(content=Shouts()).to_json())["content"] == {"loud": True}
