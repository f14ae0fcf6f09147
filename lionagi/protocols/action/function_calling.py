"""`FunctionCalling`: one call of a tool. Behaviour: `upstream/behaviour/12`."""

from __future__ import annotations

from inspect import isawaitable
from time import perf_counter
from typing import Any

from pydantic import BaseModel, Field, field_validator, model_validator
from typing_extensions import Self

from lionagi.protocols.action.tool import Tool
from lionagi.protocols.generic.event import Event, EventStatus

__all__ = ["FunctionCalling"]


class FunctionCalling(Event):
    """A call to be made of a tool. `arguments`: a dict, or a pydantic model, of which the fields that were set are taken.

    Raises: pydantic.ValidationError: the arguments are not what the tool takes.
    """

    func_tool: Tool = Field(exclude=True)
    arguments: dict[str, Any] | BaseModel

    @field_validator("arguments", mode="after")
    @classmethod
    def _validate_argument(cls, value: Any) -> Any:
        return value.model_dump(exclude_unset=True) if isinstance(value, BaseModel) else value

    @model_validator(mode="after")
    def _validate_strict_tool(self) -> Self:
        tool, arguments = self.func_tool, self.arguments
        if tool.request_options is not None and hasattr(tool.request_options, "model_validate"):
            arguments = tool.request_options.model_validate(arguments).model_dump(exclude_unset=True)
            self.arguments = arguments
        given = set(arguments)
        if given != tool.required_fields if tool.strict_func_call else not tool.minimum_acceptable_fields <= given:
            raise ValueError("arguments must match the function schema")
        return self

    @property
    def function(self) -> str:
        """The name of the tool."""
        return self.func_tool.function

    async def invoke(self) -> None:
        """Calls the tool. What it gives, raises and takes is in `execution`; an exception of the tool is not raised here.

        A function that is not async runs in the event loop. Being cancelled is raised, and is the status.
        """
        tool, execution = self.func_tool, self.execution
        started = perf_counter()
        execution.status = EventStatus.PROCESSING
        try:
            arguments: Any = self.arguments
            if tool.preprocessor is not None:
                arguments = await _result(tool.preprocessor(arguments, **tool.preprocessor_kwargs))
            given = await _result(tool.func_callable(**arguments))
            if tool.postprocessor is not None:
                given = await _result(tool.postprocessor(given, **tool.postprocessor_kwargs))
        except Exception as error:  # the tool's own, whatever it is: told in `execution`
            execution.status = EventStatus.FAILED
            execution.error = str(error)
        except BaseException:
            execution.status = EventStatus.CANCELLED
            raise
        else:
            execution.response = given
            execution.status = EventStatus.COMPLETED
        finally:
            execution.duration = perf_counter() - started

    def to_dict(self, mode: Any = "python", **options: Any) -> dict[str, Any]:
        """As `Element.to_dict`, with the name of the tool under "function"."""
        return {**super().to_dict(mode, **options), "function": self.function}


async def _result(value: Any) -> Any:
    return await value if isawaitable(value) else value
