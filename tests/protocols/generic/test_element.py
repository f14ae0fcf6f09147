"""`Element` and the class registry, on each backend. Samples: recorded from lionagi 0.18.0."""

from __future__ import annotations

import copy
import datetime as dt
import enum
import json
import pickle
import subprocess
import sys
import uuid
from pathlib import Path
from types import SimpleNamespace

import pytest
from pydantic import BaseModel, ValidationError

import lionagi._core_py.entity
import lionagi._core_py.ids
from lionagi._class_registry import LION_CLASS_REGISTRY, find, get_class
from lionagi._errors import IDError
from lionagi.protocols.generic.element import DEFAULT_ELEMENT_SERIALIZER, ID, Element, IDType, validate_order
from lionagi.protocols.graph.node import Node
from lionagi.registry import active

pytestmark = pytest.mark.usefixtures("backend")

ID1 = "11111111-1111-4111-8111-111111111111"
ELEMENT = "lionagi.protocols.generic.element.Element"
NODE = "lionagi.protocols.graph.node.Node"
lionagi._core_py.ids.bind(IDType)  # what the registry does when it loads a core
PYTHON = SimpleNamespace(entity=lionagi._core_py.entity)  # an override beats the choice of one object, so it is made by hand
SAMPLES = json.loads((Path(__file__).parents[2] / "samples" / "element_family.json").read_text())["samples"]


def problems(error):
    return [(each["type"], each["loc"], each["msg"]) for each in error.value.errors()]


# --- making ----------------------------------------------------------------------------------------------------------


def test_a_fresh_element_has_its_own_id_the_time_and_no_metadata():
    before = dt.datetime.now(dt.timezone.utc).timestamp()
    one, two = Element(), Element()

    assert type(one.id) is IDType
    assert one.id != two.id
    assert before - 1 <= one.created_at <= before + 5
    assert one.metadata == {}


@pytest.mark.parametrize("given", [ID1, ID1.upper(), f"{{{ID1}}}", f"urn:uuid:{ID1}", uuid.UUID(ID1), IDType.validate(ID1)])
def test_an_id_is_read_from_everything_ids_are_read_from(given):
    assert str(Element(id=given).id) == ID1


@pytest.mark.parametrize("given", ["abc", None, 5, "", object()])
def test_a_bad_id_is_an_id_error_and_no_validation_error(given):
    with pytest.raises(IDError) as error:
        Element(id=given)

    assert str(error.value) == f"Invalid ID: {given}"


@pytest.mark.parametrize(
    ("given", "seconds"),
    [
        (1700000000.5, 1700000000.5),
        (5, 5.0),
        (True, 1.0),
        ("1.5", 1.5),
        ("2024-01-02T03:04:05", 1704164645.0),
        ("2024-01-02 03:04:05", 1704164645.0),
        ("2024-01-02T03:04:05Z", 1704164645.0),
        ("2024-01-02T03:04:05+02:00", 1704157445.0),
        (dt.datetime(2024, 1, 2, 3, 4, 5, tzinfo=dt.timezone.utc), 1704164645.0),
    ],
)
def test_created_at_is_read_from_numbers_times_and_text(given, seconds):
    made = Element(created_at=given).created_at

    assert (made, type(made)) == (seconds, float)


def test_created_at_none_is_now():
    assert Element(created_at=None).created_at > 1_700_000_000


def test_created_datetime_is_in_utc():
    assert Element(created_at=5).created_datetime == dt.datetime(1970, 1, 1, 0, 0, 5, tzinfo=dt.timezone.utc)


@pytest.mark.parametrize(
    ("given", "text"), [("zz", "Value error, Invalid datetime string: zz"), ([], "Value error, Invalid created_at: []")]
)
def test_a_bad_time_is_a_validation_error_of_pydantic(given, text):
    with pytest.raises(ValidationError) as error:
        Element(created_at=given)

    assert error.value.title == "Element"
    assert problems(error) == [("value_error", ("created_at",), text)]
    assert error.value.errors()[0]["input"] == given
    assert error.value.errors()[0]["url"].startswith("https://errors.pydantic.dev/")


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        ({"a": 1}, {"a": 1}),
        ({}, {}),
        (None, {}),
        ("", {}),
        ('{"a":1}', {"a": 1}),
        ("no json", {}),
        (5, {}),
        ([1, "x"], {0: 1, 1: "x"}),
        ((1, 2), {0: 1, 1: 2}),
        ({7}, {7: 7}),
        (b"x", {}),
        (object(), {}),
    ],
)
def test_metadata_becomes_a_dict(given, stored):
    assert Element(metadata=given).metadata == stored


@pytest.mark.parametrize("given", ["[1,2]", '"x"', "5", "null"])
def test_metadata_text_must_be_a_json_object(given):
    with pytest.raises(ValidationError) as error:
        Element(metadata=given)

    assert problems(error) == [("value_error", ("metadata",), "Value error, Invalid metadata.")]


def test_metadata_is_a_copy_of_what_was_given_and_one_object_afterwards():
    given = {"a": []}
    made = Element(metadata=given)
    made.metadata["b"] = 1

    assert made.metadata == {"a": [], "b": 1}
    assert given == {"a": []}
    assert made.metadata is made.metadata


def test_metadata_that_names_another_class_is_refused_and_its_own_is_kept():
    with pytest.raises(ValidationError) as error:
        Element(metadata={"lion_class": "other"})

    assert problems(error) == [("value_error", ("metadata",), "Value error, Metadata class mismatch.")]
    assert Element(metadata={"lion_class": ELEMENT}).metadata == {"lion_class": ELEMENT}


def test_all_problems_are_in_one_error_in_the_order_of_the_fields():
    with pytest.raises(ValidationError) as error:
        Element(bogus=1, metadata={"lion_class": "x"}, created_at="zz")

    assert [(kind, loc) for kind, loc, _ in problems(error)] == [
        ("value_error", ("created_at",)),
        ("value_error", ("metadata",)),
        ("extra_forbidden", ("bogus",)),
    ]


def test_positional_arguments_are_refused():
    with pytest.raises(TypeError):
        Element(ID1)


# --- assignment ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "value"), [("id", ID1), ("created_at", 5.0)])
def test_id_and_time_are_frozen_with_pydantics_error(name, value):
    with pytest.raises(ValidationError) as error:
        setattr(Element(), name, value)

    assert problems(error) == [("frozen_field", (name,), "Field is frozen")]
    assert error.value.errors()[0]["input"] == value


def test_object_setattr_reaches_id_and_time():
    made = Element()
    object.__setattr__(made, "id", ID1)
    object.__setattr__(made, "created_at", 1.0)

    assert (str(made.id), made.created_at, hash(made)) == (ID1, 1.0, hash(IDType.validate(ID1)))


def test_metadata_is_assigned_without_validation():
    made = Element()
    made.metadata = 7

    assert made.metadata == 7


def test_a_misspelt_attribute_is_refused_as_pydantic_does():
    with pytest.raises(ValueError, match=r'^"Element" object has no field "typo"$'):
        Element().typo = 1


def test_an_unknown_attribute_is_an_attribute_error():
    with pytest.raises(AttributeError):
        Element().nope  # noqa: B018


# --- identity --------------------------------------------------------------------------------------------------------


def test_elements_with_equal_ids_are_equal_whatever_their_class():
    assert Element(id=ID1) == Node(id=ID1)
    assert not Element(id=ID1) != Node(id=ID1)  # noqa: SIM202
    assert Element() != Element()
    assert {Element(id=ID1): 1}[Node(id=ID1)] == 1


def test_an_element_equals_nothing_that_is_none():
    one = Element(id=ID1)

    assert one != ID1
    assert one != one.id
    assert one in ["x", one]
    assert one not in ["x"]


def test_hash_is_that_of_the_id_and_elements_are_true():
    one = Element()

    assert hash(one) == hash(one.id)
    assert bool(one) is True


def test_elements_of_two_backends_compare():
    one = Element(id=ID1)
    for core in (PYTHON, active.cores):
        assert Element._with_cores(core, id=ID1) == one


def test_an_element_made_with_cores_of_its_own_keeps_them_in_copies():
    made = Node._with_cores(PYTHON, content=[1], embedding=[1, 2], metadata={"a": 1})

    for each in (made, copy.copy(made), copy.deepcopy(made), made.model_copy(update={"content": 2})):
        assert type(each._core).__module__ == "lionagi._core_py.entity"
        assert each.embedding == [1.0, 2.0]
        assert each.metadata == {"a": 1}


def test_class_name_is_short_or_full():
    assert (Element.class_name(), Element.class_name(full=True), Node().class_name(True)) == ("Element", ELEMENT, NODE)


# --- forms -----------------------------------------------------------------------------------------------------------


def _decoded(value):
    from decimal import Decimal  # noqa: F401

    if isinstance(value, list):
        return [_decoded(item) for item in value]
    if not isinstance(value, dict):
        return value
    kind = value.get("$t")
    if kind is None:
        return {key: _decoded(item) for key, item in value.items()}
    if kind == "set":
        return set(value["v"])
    if kind == "bytes":
        return bytes.fromhex(value["hex"])
    if kind == "datetime":
        return dt.datetime.fromisoformat(value["v"])
    if kind == "UUID":
        return uuid.UUID(value["v"])
    if kind == "IDType":
        return IDType.validate(value["v"])
    if kind == "float":
        return float(value["v"])
    if kind == "pydantic" and value["cls"] == "Node":
        return Node(**_decoded(value["v"]))
    if kind == "pydantic" and value["cls"] == "PM":
        return PM(**_decoded(value["v"]))
    assert (kind, value["name"]) == ("enum", "USER")
    return Role.USER


class Role(enum.Enum):
    USER = "user"


class PM(BaseModel):
    a: int = 1
    b: list[str] = ["x"]


RECORDED = [sample for sample in SAMPLES if sample["class"] in ("Element", "Node")]


@pytest.mark.parametrize("sample", RECORDED, ids=[sample["name"] for sample in RECORDED])
def test_forms_are_those_recorded_from_0_18_0(sample):
    kwargs = {"id": "00000000-0000-4000-8000-000000000001", "created_at": 1735787045.678901, **_decoded(sample["kwargs"])}
    made = {"Element": Element, "Node": Node}[sample["class"]](**kwargs)
    python = made.to_dict()

    if sample["name"] != "node_content_nan":
        assert python == _decoded(sample["python"])
    assert list(python) == list(sample["python"])
    if "to_json" in sample:
        assert made.to_json() == sample["to_json"]
        assert made.to_json(decode=False) == sample["to_json"].encode()
        assert made.to_dict(mode="json") == sample["json"]
        assert list(made.to_dict("db").items()) == list(sample["db"].items())
        restored = type(made).from_json(made.to_json())
        assert (type(restored), restored, restored.to_json()) == (type(made), made, made.to_json())
    else:
        for form in (made.to_json, lambda: made.to_dict("json"), lambda: made.to_dict("db")):
            with pytest.raises(TypeError, match=sample["to_json_error"]["message"]):
                form()
    assert type(made).from_dict(python) == made


def test_at_least_the_recorded_element_and_node_rows_are_there():
    assert len(RECORDED) >= 18


def test_an_unknown_mode_is_refused():
    with pytest.raises(ValueError, match=r"^Unsupported mode: x$"):
        Element().to_dict("x")


def test_options_of_model_dump_reach_it_and_metadata_may_be_excluded():
    made = Node(id=ID1, created_at=1.0)

    assert made.to_dict(exclude={"metadata"}) == {"id": ID1, "created_at": 1.0, "content": None, "embedding": None}
    assert json.loads(made.to_json(exclude={"metadata"})) == {"id": ID1, "created_at": 1.0, "content": None, "embedding": None}
    assert made.to_dict(exclude_none=True) == {"id": ID1, "created_at": 1.0, "metadata": {"lion_class": NODE}}
    assert made.to_dict(include={"id"}) == {"id": ID1}
    assert list(made.to_dict("db", exclude={"content"})) == ["id", "created_at", "embedding", "node_metadata"]


def test_the_dict_shares_nothing_with_the_element():
    made = Node(content={"a": [1]}, metadata={"m": [1]}, embedding=[1])
    printed = made.to_dict()
    printed["content"]["a"].append(2)
    printed["metadata"]["m"].append(2)
    printed["embedding"].append(2)

    assert (made.content, made.metadata, made.embedding) == ({"a": [1]}, {"m": [1]}, [1.0])


def test_metadata_that_is_no_dict_cannot_be_written():
    made = Element()
    made.metadata = 7

    with pytest.raises(TypeError):
        made.to_dict()


def test_the_default_serializer_knows_ids_entities_sets_paths_and_decimals():
    from decimal import Decimal

    made = Node(id=ID1, created_at=1.0)

    assert DEFAULT_ELEMENT_SERIALIZER(made.id) == ID1
    assert DEFAULT_ELEMENT_SERIALIZER(made) == made.to_dict()
    assert DEFAULT_ELEMENT_SERIALIZER({1}) == [1]
    assert DEFAULT_ELEMENT_SERIALIZER(Path("x")) == "x"
    assert DEFAULT_ELEMENT_SERIALIZER(Decimal("1.5")) == "1.5"
    assert DEFAULT_ELEMENT_SERIALIZER(PM()) == {"a": 1, "b": ["x"]}
    with pytest.raises(TypeError, match="Type is not JSON serializable: object"):
        DEFAULT_ELEMENT_SERIALIZER(object())


# --- reading ---------------------------------------------------------------------------------------------------------


def test_from_dict_does_not_change_its_argument():
    data = Node(content={"a": 1}, metadata={"k": 1}).to_dict("db")
    before = copy.deepcopy(data)
    Node.from_dict(data)

    assert data == before


@pytest.mark.parametrize("mode", ["python", "json", "db"])
def test_from_dict_restores_what_to_dict_made_without_lion_class(mode):
    made = Node(content="x", metadata={"k": 1}, embedding=[1, 2])
    restored = Node.from_dict(made.to_dict(mode))

    assert (restored.id, restored.created_at, restored.content, restored.embedding) == (made.id, made.created_at, "x", [1.0, 2.0])
    assert restored.metadata == {"k": 1}


def test_the_class_is_the_one_the_data_names():
    assert type(Element.from_dict(Node(content=1).to_dict())) is Node
    assert type(Element.from_json(Node(content=1).to_json())) is Node
    assert type(Node.from_dict(Element().to_dict())) is Node


def test_metadata_none_is_no_metadata():
    assert Element.from_dict({"id": ID1, "metadata": None}).metadata == {}
    assert Element.from_json('{"metadata":null}').metadata == {}


@pytest.mark.parametrize("data", [5, None, [1], "x"])
def test_from_dict_of_something_else_is_a_type_error(data):
    with pytest.raises(TypeError, match="an entity is read from a dict"):
        Element.from_dict(data)


def test_unknown_keys_are_pydantics_error():
    with pytest.raises(ValidationError) as error:
        Element.from_dict({"bogus": 1})

    assert problems(error) == [("extra_forbidden", ("bogus",), "Extra inputs are not permitted")]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (5, "expected the dotted path of a class, not int"),
        (["a"], "expected the dotted path of a class, not list"),
        ("nodots", "no dotted path of a class"),
        ("", "no dotted path of a class"),
        ("foo.bar", "import the module that defines it first"),
        ("antigravity.Element", "import the module that defines it first"),
        ("os.path.join", "no Element class"),
        ("builtins.dict", "no Element class"),
        ("lionagi.no_such_module.X", "cannot be imported"),
        ("lionagi.protocols.graph.node.Nope", "has no Nope"),
        ("lionagi.protocols.graph.node.active", "no Element class"),
        ("a.f.<locals>.X", "a class defined in a function"),
        ("lionagi...X", "import the module that defines it first"),
    ],
)
def test_a_hostile_lion_class_is_one_clear_error(path, text):
    with pytest.raises(ValueError, match=r"cannot find the class .* that lion_class names") as error:
        Node.from_dict({"id": ID1, "metadata": {"lion_class": path}})

    assert text in str(error.value)


def test_naming_a_class_imports_no_foreign_module():
    sys.modules.pop("antigravity", None)
    with pytest.raises(ValueError, match="import the module that defines it first"):
        Element.from_dict({"metadata": {"lion_class": "antigravity.Element"}})

    assert "antigravity" not in sys.modules


# --- registry --------------------------------------------------------------------------------------------------------


def test_a_sub_class_is_registered_under_its_full_path():
    class Local(Node):
        pass

    class Other(Element):
        pass

    assert LION_CLASS_REGISTRY[Local.class_name(full=True)] is Local
    assert LION_CLASS_REGISTRY[Other.class_name(full=True)] is Other
    assert "<locals>" in Local.class_name(full=True)
    assert NODE not in LION_CLASS_REGISTRY


def test_a_class_defined_in_a_function_is_restored():
    class Local(Node):
        pass

    assert type(Element.from_dict(Local(content=1).to_dict())) is Local


def test_pydantic_init_subclass_is_called_and_registers():
    seen = []

    class Base(Node):
        def __init_subclass__(cls, flavour=None, **options):
            super().__init_subclass__(**options)
            seen.append((cls.__name__, flavour))

        @classmethod
        def __pydantic_init_subclass__(cls, **options):
            super().__pydantic_init_subclass__(**options)
            seen.append((cls.__name__, options))

    class Sub(Base, flavour="x", frozen=True):
        pass

    assert seen == [("Sub", {}), ("Sub", "x")]
    assert LION_CLASS_REGISTRY[Sub.class_name(full=True)] is Sub


def test_get_class_finds_by_path_and_by_an_unambiguous_name():
    class OnlyOneOfThatName(Node):
        pass

    assert get_class("OnlyOneOfThatName") is OnlyOneOfThatName
    assert get_class("Node") is Node
    assert get_class(NODE) is Node
    assert find(NODE) is Node
    with pytest.raises(ValueError, match="cannot find the class"):
        get_class("NoSuchClass")


# --- copies ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_a_pickle_restores_everything(protocol):
    made = Node(content={"a": [1]}, metadata={"k": 1}, embedding=[1])
    restored = pickle.loads(pickle.dumps(made, protocol))

    assert (type(restored), restored, restored.created_at) == (Node, made, made.created_at)
    assert (restored.content, restored.metadata, restored.embedding) == ({"a": [1]}, {"k": 1}, [1.0])
    assert restored.model_fields_set == made.model_fields_set


def test_copy_and_model_copy_share_content_and_deepcopy_does_not():
    made = Node(content=[1], metadata={"m": [1]})

    for each in (copy.copy(made), made.model_copy()):
        assert each == made
        assert each.content is made.content
        assert each.metadata == made.metadata
    for each in (copy.deepcopy(made), made.model_copy(deep=True)):
        assert each == made
        assert each.content == [1]
        assert each.content is not made.content
        assert each.metadata["m"] is not made.metadata["m"]


def test_deepcopy_follows_cycles():
    made = Node()
    made.content = [made]
    copied = copy.deepcopy(made)

    assert copied.content[0] is copied


# --- cost ------------------------------------------------------------------------------------------------------------


def test_plain_use_imports_neither_pydantic_nor_typing():
    code = (
        "import sys\n"
        "from lionagi.protocols.graph.node import Node\n"
        "class Plain(Node):\n    def hello(self): return 1\n"
        "n = Plain(content='x', metadata={'a': 1}); n.metadata; n.to_dict(); n == Node(); repr(n); n.content = 5\n"
        "class Declares(Node):\n    title: str\n    size: int = 1\n"
        "bad = {'pydantic', 'typing', 'dataclasses', 'asyncio', 'anyio'} & set(sys.modules)\n"
        "assert not bad, bad\n"
        "Declares(title='x')\n"
        "assert 'pydantic' in sys.modules\n"
    )
    done = subprocess.run([sys.executable, "-S", "-c", _with_path(code)], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")


def _with_path(code):
    return f"import sys; sys.path[:0] = {[path for path in sys.path if path]!r}\n{code}"


def test_id_helpers_are_exported():
    made = Element(id=ID1)

    assert ID.get_id(made) == made.id
    assert validate_order([made, ID1]) == [made.id, made.id]


def test_elements_and_nodes_follow_every_change_of_cores():
    from lionagi.protocols.types import Node
    from lionagi.registry import active, override

    for orders in ("python", {"entity": "python"}, "auto"):
        with override(orders):
            for _ in range(3):
                kinds = {type(Element()._core), type(Node(content=1)._core), type(Node()._core), type(Element(metadata={"a": 1})._core)}
                assert kinds == {active.cores.entity.ElementCore, active.cores.entity.NodeCore}
        assert type(Element()._core) is active.cores.entity.ElementCore
        assert type(Node(content=1)._core) is active.cores.entity.NodeCore


def test_a_change_of_cores_in_the_midst_of_the_first_element_is_not_undone(monkeypatch):
    from lionagi.protocols.generic import element
    from lionagi.registry import active

    element._on_cores_of_the_process()
    real = active.cores.entity

    class Changing:
        def __getattr__(self, name):
            element._on_cores_of_the_process()  # what a change of cores does, here in the midst of looking a function up
            return getattr(real, name)

    with monkeypatch.context() as patch:
        patch.setattr(active, "cores", type("Cores", (), {"entity": Changing()})())
        Element()
        assert element._attach_element is not real.attach_element

    Element()
    assert element._attach_element is real.attach_element
