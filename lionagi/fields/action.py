"""A call of a tool as a model writes it, and what came of it. Behaviour: `upstream/behaviour/15`."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

__all__ = ["ActionRequestModel", "ActionResponseModel"]

# The keys that models use, without the prefix "action_" and the suffix "_name".
_FUNCTION_KEYS = frozenset({"function", "name", "recipient"})
_ARGUMENT_KEYS = frozenset({"arguments", "args", "params", "parameters"})
_FUNCTION = (
    "Which function to call: a name from `tool_schemas`, written as it is there. Leave it empty where there are no schemas, or none fits."
)
_ARGUMENTS = "The arguments by name: those that the function's schema describes, of the types it says, and no others."


class ActionRequestModel(BaseModel):
    """A request to call one function with these arguments."""

    model_config = ConfigDict(extra="forbid", validate_default=False, use_enum_values=True, arbitrary_types_allowed=True)

    function: str | None = Field(default=None, description=_FUNCTION, examples=["multiply", "create_user"])
    arguments: dict[str, Any] | None = Field(default=None, description=_ARGUMENTS, validate_default=True)

    @field_validator("function", mode="before")
    @classmethod
    def _name_or_nothing(cls, value: Any) -> Any:
        return value if isinstance(value, str) and value.strip() else None

    @field_validator("arguments", mode="before")
    @classmethod
    def _as_dict(cls, value: Any) -> Any:
        if value is None:
            return {}
        if not isinstance(value, str):
            return value
        from lionagi.operations.parse.finding import first_dict

        try:
            return first_dict(value)
        except ValueError:
            raise ValueError("Invalid JSON string") from None

    @classmethod
    def create(cls, content: Any) -> list[ActionRequestModel]:
        """The requests in a text that a model wrote, in a dict, or in a model, by any of the usual keys; none: an empty list."""
        made = []
        for record in _records(content):
            function, arguments = _function_of(record), _value_of(record, _ARGUMENT_KEYS)
            if function and arguments:  # without arguments it is too likely that something else was meant
                try:
                    made.append(cls(function=function, arguments=arguments))
                except ValidationError:
                    continue
        return made


class ActionResponseModel(BaseModel):
    """What a function gave, with what it was asked."""

    model_config = ConfigDict(extra="forbid", validate_default=False, use_enum_values=True, arbitrary_types_allowed=True)

    function: str = ""
    arguments: dict[str, Any] = Field(default_factory=dict)
    output: Any = None


def _records(content: Any) -> list[dict[str, Any]]:
    """The dicts in whatever holds the requests."""
    if isinstance(content, BaseModel):
        content = content.model_dump()
    if isinstance(content, str):
        from lionagi.operations.parse.finding import values_in

        content = list(values_in(content))
    found: list[dict[str, Any]] = []
    for one in content if isinstance(content, (list, tuple)) else [content]:
        if isinstance(one, (list, tuple)):
            found += [inner for inner in one if isinstance(inner, dict)]
        elif isinstance(one, (dict, BaseModel)):
            found.append(one.model_dump() if isinstance(one, BaseModel) else one)
    return found


def _function_of(record: dict[str, Any]) -> Any:
    value = _value_of(record, _FUNCTION_KEYS)
    return value.get("name") if isinstance(value, dict) else value


def _value_of(record: dict[str, Any], keys: frozenset[str]) -> Any:
    for key, value in record.items():
        if str(key).lower().removeprefix("action_").removesuffix("_name") in keys:
            return value
    return None
