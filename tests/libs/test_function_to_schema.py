"""Schemas of functions: the recorded samples of lionagi 0.18.0, and what was mended in them."""

from __future__ import annotations

import functools
from typing import Any, List, Literal, Optional, Union  # noqa: UP035  (the spellings are what is tested)

import pytest
from pydantic import BaseModel, Field

from lionagi.libs.schema.extract_docstring import extract_docstring
from lionagi.libs.schema.function_to_schema import FunctionSchema, function_to_schema
from lionagi.protocols.action.tool import Tool
from tests.recorded import recorded

ID, CREATED_AT = "11111111-1111-4111-8111-111111111111", 1700000000.5


class PM(BaseModel):
    a: int = 1


class RO(BaseModel):
    a: int = Field(description="AA")
    b: str = "x"


def add(a, b=1.0):
    """Add things.

    Args:
        a (int): first
            continued
        b: second: with colon
    """
    return a + b


# This module has postponed annotations; the recorded functions had none of these, so theirs are set as objects.
add.__annotations__ = {"a": int, "b": float}


def rest(a, b):
    """Short.

    :param a: the a
    :param int b: the b
    :returns: x
    """


def params_header(a, b):
    """Head line.

    Second line.

    Parameters:
        a: AA
        b: BB

    Returns:
        z: not a param
    """


def nodoc(a): ...


def noann(x, y=2, *args, z, **kwargs): ...


def types1(s, i, f, b, l, t, d):  # noqa: E741
    """d"""


def types2(a, b, c, d, e, f):
    """d"""


def lit(a):
    """d"""


def optional(f):
    """d"""


def typing_list(c):
    """d"""


def union(a):
    """d"""


def strann(a):
    """d"""


def model_param(p):
    """d"""


async def coro(q):
    """Async doc."""


def noparams():
    """None."""


def duck(self_like, cls_like):
    """"""


class K:
    def meth(self, a):
        """bound doc"""

    @staticmethod
    def st(a):
        """static doc"""

    @classmethod
    def cm(cls, a):
        """class doc"""


for function, written in (
    (nodoc, {"a": int}),
    (types1, {"s": str, "i": int, "f": float, "b": bool, "l": list, "t": tuple, "d": dict}),
    (types2, {"a": list[int], "b": dict[str, int], "c": set, "d": bytes, "e": Any, "f": None}),
    (lit, {"a": Literal["x", "y"]}),
    (optional, {"f": Optional[int]}),  # noqa: UP045
    (typing_list, {"c": List[int]}),  # noqa: UP006
    (union, {"a": int | None}),
    (strann, {"a": "int"}),
    (model_param, {"p": PM}),
    (coro, {"q": str}),
    (K.meth, {"a": int}),
    (K.st, {"a": int}),
    (K.cm.__func__, {"a": int}),
):
    function.__annotations__ = written

FUNCTIONS = {
    **{f.__name__: f for f in (add, rest, params_header, nodoc, noann, types1, types2, lit, optional, typing_list, union, strann)},
    **{f.__name__: f for f in (model_param, coro, noparams, duck)},
    "K.meth": K().meth,
    "K.st": K.st,
    "K.cm": K.cm,
    "lambda": lambda x: x,
    "len": len,
}
# What 0.18.0 could not do, or gave as the name of a Python class, which no provider takes.
MENDED = {
    "types2": {"a": "array", "b": "object", "c": "set", "d": "bytes", "e": "Any", "f": "null"},
    "lit": {"a": "string"},
    "optional": {"f": "number"},
    "typing_list": {"c": "array"},
    "union": {"a": "number"},
    "strann": {"a": "number"},
}
SAMPLES = recorded("function_to_schema")["samples"]


def decoded(value):
    return RO if isinstance(value, dict) and value.get("$t") == "pydantic_class" else value


def calls():
    return [sample for sample in SAMPLES if "kwargs" in sample]


@pytest.mark.parametrize("sample", calls(), ids=lambda sample: f"{sample['function']}-{'-'.join(sample['kwargs'])}")
def test_recorded_schema(sample):
    function, name = FUNCTIONS[sample["function"]], sample["function"]
    options = {key: decoded(value) for key, value in sample["kwargs"].items()}
    if name in MENDED:
        properties = function_to_schema(function, **options)["function"]["parameters"]["properties"]
        assert {key: found["type"] for key, found in properties.items()} == MENDED[name]
    elif "error" in sample:
        with pytest.raises(ValueError, match=r"numpy is not supported\. Please choose either \"google\" or \"reST\"\.") as raised:
            function_to_schema(function, **options)
        assert str(raised.value) == sample["error"]["message"]
    else:
        assert function_to_schema(function, **options) == sample["output"]


@pytest.mark.usefixtures("backend")
@pytest.mark.parametrize("sample", [sample for sample in SAMPLES if "tool_kwargs" in sample], ids=lambda sample: sample["function"])
def test_recorded_tool(sample):
    options = {key: decoded(value) for key, value in sample["tool_kwargs"].items()}
    tool = Tool(func_callable=FUNCTIONS[sample["function"]], id=ID, created_at=CREATED_AT, **options)
    wanted = sample["tool_to_dict"]
    wanted["request_options"] = decoded(wanted["request_options"])
    assert tool.to_dict() == wanted
    assert sorted(tool.required_fields) == sample["required_fields"]
    assert sorted(tool.minimum_acceptable_fields) == sample["minimum_acceptable_fields"]


def test_postponed_annotations_are_looked_up_where_the_function_was_written():
    def asked(model: PM, count: int, either: Union[int, str], unknown: NotHere): ...  # noqa: F821, UP007

    properties = function_to_schema(asked)["function"]["parameters"]["properties"]
    assert [found["type"] for found in properties.values()] == ["PM", "number", ["number", "string"], "NotHere"]


@pytest.mark.parametrize("function", [functools.partial(add, 1), 3, None], ids=["partial", "number", "nothing"])
def test_what_has_no_name_is_refused(function):
    with pytest.raises(TypeError, match="a function with a name is needed"):
        function_to_schema(function)


def test_the_object_form_is_the_dict():
    made = function_to_schema(add, return_obj=True)
    assert isinstance(made, FunctionSchema)
    assert made.to_dict() == function_to_schema(add)


def test_a_sentence_that_begins_like_a_header_is_none():
    def told(a):
        """Tells.

        Arguments are told below
          a: not a description

        Args:
            a: the a
        """

    assert extract_docstring(told) == ("Tells.", {"a": "the a"})


def test_a_description_of_reST_goes_on():
    def told(a, b):
        """Tells.

        :param a: the a,
            and more of it
        :type a: int
        :param b: the b

        The rest.
        """

    assert extract_docstring(told, "rest") == ("Tells.", {"a": "the a, and more of it", "b": "the b"})
