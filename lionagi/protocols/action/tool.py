"""`Tool`: a function with the schema that models are shown of it. Behaviour: `upstream/behaviour/12`.

Not here: calling it (`function_calling.py`), finding it by name (`manager.py`).
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, TypeAlias

from pydantic import Field, model_validator
from typing_extensions import Self

from lionagi import _errors
from lionagi.libs.schema.function_to_schema import function_to_schema
from lionagi.protocols.generic.element import Element

__all__ = ["FuncTool", "FuncToolRef", "Tool", "ToolRef", "func_to_tool"]

# Parameters that take whatever is left, by the names that 0.18.0 knew them by; variable ones count by their kind as well.
_REST = frozenset({"kw", "kwargs", "args"})


class Tool(Element):
    """A function that a model may call.

    `func_callable`: the function, sync or async, with a name. `tool_schema`: what a model is shown; made of signature and docstring
    where it is not given. `request_options`: a pydantic model that arguments must satisfy; its schema is shown then.
    `preprocessor` gets the arguments (and `preprocessor_kwargs`) and gives those to call with; `postprocessor` gets the result (and
    `postprocessor_kwargs`) and gives that to return; both sync or async. `strict_func_call`: arguments must be all that the schema
    requires and no other. Raises: pydantic.ValidationError.
    """

    func_callable: Callable[..., Any] = Field(exclude=True)
    mcp_config: dict[str, dict[str, Any]] | None = None
    tool_schema: dict[str, Any] | None = None
    request_options: type | None = None
    preprocessor: Callable[..., Any] | None = Field(default=None, exclude=True)
    preprocessor_kwargs: dict[str, Any] = Field(default_factory=dict, exclude=True)
    postprocessor: Callable[..., Any] | None = Field(default=None, exclude=True)
    postprocessor_kwargs: dict[str, Any] = Field(default_factory=dict, exclude=True)
    strict_func_call: bool = False

    @model_validator(mode="before")
    @classmethod
    def _validate_callable_config(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        config, function = data.get("mcp_config"), data.get("func_callable")
        if config is not None:
            if function is not None:
                raise ValueError("`mcp_config` and `func_callable` cannot both be set.")
            if not isinstance(config, dict):
                raise ValueError("`mcp_config` must be a dictionary.")
            if len(config) != 1:
                raise ValueError("`mcp_config` must contain exactly one entry.")
            raise _errors.comes_with_services("mcp_config", "give a function that calls the server: func_callable=...")
        if not callable(function):
            raise ValueError("Value must be a callable function")
        if not isinstance(getattr(function, "__name__", None), str):
            raise ValueError("Function must have a name.")
        return data

    @model_validator(mode="after")
    def _validate_tool_schema(self) -> Self:
        if self.tool_schema is None:
            self.tool_schema = function_to_schema(self.func_callable, request_options=self.request_options)
        return self

    @property
    def function(self) -> str:
        """The name that models call it by. Raises: KeyError: a schema of the user's own says none."""
        return self.tool_schema["function"]["name"]  # type: ignore[index, no-any-return]

    @property
    def required_fields(self) -> set[str]:
        """The parameters that the schema requires."""
        described = self.tool_schema["function"].get("parameters") or {}  # type: ignore[index]
        return set(described.get("required", ()))

    @property
    def minimum_acceptable_fields(self) -> set[str]:
        """The parameters without a default; a function whose signature cannot be read has none."""
        try:
            parameters = inspect.signature(self.func_callable).parameters
        except (TypeError, ValueError):
            return set()
        rest = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
        needed = [one for one in parameters.values() if one.default is inspect.Parameter.empty and one.kind not in rest]
        return {one.name for one in needed} - _REST

    def to_dict(self, mode: Any = "python", **options: Any) -> dict[str, Any]:
        """As `Element.to_dict`, with the name under "function"; functions are left out."""
        return {**super().to_dict(mode, **options), "function": self.function}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        """Raises: NotImplementedError: a document does not hold the function."""
        raise NotImplementedError("`Tool.from_dict` is not supported.")

    @classmethod
    def from_json(cls, data: str | bytes) -> Self:
        """Raises: NotImplementedError: as `from_dict`."""
        return cls.from_dict({})


FuncTool: TypeAlias = Tool | Callable[..., Any] | dict[str, Any]
FuncToolRef: TypeAlias = FuncTool | str
ToolRef: TypeAlias = FuncToolRef | list[FuncToolRef] | bool


def func_to_tool(func: Callable[..., Any], **options: Any) -> Tool:
    """The Tool of a function. `options`: fields of Tool."""
    return Tool(func_callable=func, **options)
