"""A function as the schema that models are shown of their tools (OpenAI's function calling). Behaviour: `upstream/behaviour/12`."""

from __future__ import annotations

import inspect
import sys
import types
import typing
from collections.abc import Callable, Iterable
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from lionagi.libs.schema.extract_docstring import extract_docstring

__all__ = ["FunctionSchema", "function_to_schema", "py_json_msp"]

# Names of Python types and of JSON's; other classes stand for themselves, as in 0.18.0.
py_json_msp = {
    "str": "string",
    "int": "number",
    "float": "number",
    "list": "array",
    "tuple": "array",
    "bool": "boolean",
    "dict": "object",
}


class FunctionSchema(BaseModel):
    """What `function_to_schema` makes, as a model. `parameters`: a JSON schema, or a pydantic model that has one."""

    model_config = ConfigDict(
        extra="forbid", arbitrary_types_allowed=True, use_enum_values=True, populate_by_name=True, validate_assignment=True
    )

    name: str
    description: str | None = None
    parameters: dict[str, Any] | None = Field(default=None, validation_alias="request_options")
    strict: bool | None = None

    @field_validator("parameters", mode="before")
    @classmethod
    def _validate_parameters(cls, v: Any) -> Any:
        if v is None or isinstance(v, dict):
            return v
        model = v if isinstance(v, type) else type(v)
        if hasattr(model, "model_json_schema"):
            return model.model_json_schema()
        raise ValueError(f"Invalid model type: {v}")

    def to_dict(self) -> dict[str, Any]:
        """What a provider is sent."""
        return {
            "type": "function",
            "function": {"name": self.name, "description": self.description, "parameters": self.parameters, "strict": self.strict},
        }


def function_to_schema(
    f_: Callable[..., Any],
    style: Literal["google", "rest"] = "google",
    *,
    request_options: Any = None,
    strict: bool | None = None,
    func_description: str | None = None,
    parametert_description: dict[str, str] | None = None,
    return_obj: bool = False,
) -> Any:
    """`{"type": "function", "function": {"name", "description", "parameters", "strict"}}`, or the FunctionSchema if `return_obj`.

    `request_options`: the JSON schema of the parameters, or a pydantic model that has one; else it is made of the signature: every
    parameter is a property, and required. `func_description`, `parametert_description` (by name): instead of the docstring's.
    `style`: of the docstring. Raises: ValueError: another style; TypeError: no function, or one without a name.
    """
    name = getattr(f_, "__name__", None)
    if not callable(f_) or not isinstance(name, str):
        raise TypeError(f"a function with a name is needed, not {f_!r}; wrap it in a def")
    if func_description is None or parametert_description is None:
        description, described = extract_docstring(f_, style)
        func_description = description if func_description is None else func_description
        parametert_description = described if parametert_description is None else parametert_description
    made = FunctionSchema(
        name=name,
        description=func_description,
        parameters=_parameters(f_, parametert_description) if request_options is None else request_options,
        strict=strict,
    )
    return made if return_obj else made.to_dict()


def _parameters(function: Callable[..., Any], described: dict[str, str]) -> dict[str, Any]:
    properties = {
        name: {"type": _type_of(function, parameter.annotation), "description": described.get(name)}
        for name, parameter in inspect.signature(function).parameters.items()
    }
    return {"type": "object", "properties": properties, "required": list(properties)}


def _type_of(function: Callable[..., Any], annotation: Any) -> Any:
    """The name of a type in JSON. Annotations that are text (PEP 563) are looked up where the function was written."""
    if annotation is inspect.Parameter.empty:
        return "string"
    if isinstance(annotation, str):
        annotation = _looked_up(function, annotation)
        if isinstance(annotation, str):
            return py_json_msp.get(annotation, annotation)
    if annotation is None or annotation is type(None):
        return "null"
    origin = typing.get_origin(annotation)
    if origin is typing.Literal:
        return _one_or_list(_type_of(function, type(value)) for value in typing.get_args(annotation) if value is not None)
    if origin is typing.Union or origin is types.UnionType:
        return _one_or_list(_type_of(function, kind) for kind in typing.get_args(annotation) if kind is not type(None))
    if isinstance(origin, type):
        annotation = origin  # list[int] and List[int] alike
    name = getattr(annotation, "__name__", None) or str(annotation)
    return py_json_msp.get(name, name)


def _one_or_list(kinds: Iterable[Any]) -> Any:
    found = list(dict.fromkeys(kinds))
    return found[0] if len(found) == 1 else found


def _looked_up(function: Any, annotation: str) -> Any:
    plain = inspect.unwrap(function)
    names = dict(vars(sys.modules.get(getattr(plain, "__module__", ""), types.ModuleType(""))))
    names.update(getattr(getattr(plain, "__func__", plain), "__globals__", {}))
    try:
        return eval(annotation, names)  # what `inspect.signature(eval_str=True)` does, for one parameter at a time
    except Exception:  # a name that is only known to type checkers: it stands for itself
        return annotation
