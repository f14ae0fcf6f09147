"""Contents of messages in their normal form: what `from_dict` of each content class makes of a dict; roles and participants.

Fields come as tuples in the order of `FIELDS[kind]`. Not here: rendering (`messages_render.py`), the classes (shells).
Twin: `crates/lionagi-python/src/messages/content.rs` over `crates/lionagi-core/src/messages/`.
Source: `upstream/behaviour/11_messages.md`, and lionagi 0.18.0 as a black box.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from lionagi import _errors
from lionagi._core import messages as words
from lionagi._core.messages import DEFAULT_SYSTEM_MESSAGE, MessageRole
from lionagi._core_py import ids

_ROLES: dict[str, MessageRole] = {role.value: role for role in MessageRole}
_LEAST_ID_TEXT = 32  # hex digits


class Bound:
    """What the shells handed over; see `bind` in the contract."""

    contents: tuple[Any, ...] = (None,) * 6
    describe: Callable[[Any], Any] = staticmethod(lambda response_format: None)
    plain: Callable[[Any], Any] = staticmethod(str)
    as_dict: Callable[[Any], dict[str, Any]] = staticmethod(lambda value: dict(value))


# --- roles and participants ----------------------------------------------------------------------------------------------------


def read_role(value: Any) -> MessageRole:
    """See the contract."""
    if isinstance(value, MessageRole):
        return value
    if isinstance(value, str):
        role = _ROLES.get(value)
        if role is None:
            raise _errors.unknown_role(value)
        return role
    return MessageRole.UNSET


def read_participant(value: Any) -> Any:
    """See the contract."""
    kind = type(value)
    if value is None or kind is MessageRole or isinstance(value, ids._id_class):
        return value
    if isinstance(value, str):
        role = _ROLES.get(value)
        if role is not None:
            return role
        if len(value) >= _LEAST_ID_TEXT:
            try:
                return ids.parse(str(value))
            except _errors.IDError:
                pass
        return sys.intern(value) if kind is str else sys.intern(str.__str__(value))
    if getattr(kind, "__lion_entity__", False) is True:
        return value.id
    raise _errors.invalid_participant()


def participant_text(value: Any) -> str | None:
    """How a participant is written."""
    if value is None or type(value) is str:
        return value
    return value.value if isinstance(value, MessageRole) else str(value)


# --- contents ------------------------------------------------------------------------------------------------------------------


def read_content(kind: int, data: dict[str, Any]) -> tuple[Any, ...]:
    """See the contract."""
    return _READERS[kind](data)


def _generic(data: dict[str, Any]) -> tuple[Any, ...]:
    raise _errors.no_content_of_its_own()


def _system(data: dict[str, Any]) -> tuple[Any, ...]:
    moment = data.get("system_datetime")
    if moment is True:
        from datetime import datetime

        moment = datetime.now().isoformat(timespec="minutes")
    return data.get("system_message", DEFAULT_SYSTEM_MESSAGE), None if moment is False else moment


def _instruction(data: dict[str, Any]) -> tuple[Any, ...]:
    if "handle_context" in data and data["handle_context"] not in ("extend", "replace"):
        raise _errors.unknown_context_handling()
    context = data["context"] if "context" in data else data.get("prompt_context")
    detail = data.get("image_detail") or None
    images = data.get("images")
    # A document that was written from fields says what it means; arguments that name images mean to show them.
    if detail is None and "images" in data and not ("_schema_dict" in data and "image_detail" in data):
        detail = "auto"
    response_format = data.get("response_format")
    if response_format is None:
        response_format = data.get("request_model")
    known = None if response_format is None else read_response_format(response_format, data.get("_schema_dict"))
    response_format, example, model = known or (None, None, None)
    return (
        data.get("instruction") or None,
        data.get("guidance") or None,
        [] if context is None else list(context) if type(context) is list else [context],
        data.get("plain_content") or None,
        _listed(data.get("tool_schemas")),
        response_format,
        example,
        model,
        _listed(images),
        detail,
    )


def _listed(value: Any) -> list[Any]:
    """A list of its own; a single value in one."""
    if not value:
        return []
    return list(value) if type(value) is list else [value]


def read_response_format(response_format: Any, example: Any = None) -> tuple[Any, Any, Any] | None:
    """(format, example, model); None where it is none: `example` is that of a document, for a format that is a dict."""
    if type(response_format) is dict:
        if not response_format:
            return None
        return response_format, example if type(example) is dict else response_format, None
    described = Bound.describe(response_format)
    if described is None:
        return None
    return response_format, described[1], described[3]


def _assistant_response(data: dict[str, Any]) -> tuple[Any, ...]:
    return (data.get("assistant_response", ""),)


def _action_request(data: dict[str, Any]) -> tuple[Any, ...]:
    if "action_request" in data:
        data = _nested(data, "action_request")
    function = data.get("function", "")
    if not isinstance(function, str):
        if callable(function):
            function = getattr(function, "__name__", None)
        elif hasattr(function, "function"):
            function = function.function
        if not isinstance(function, str):
            raise _errors.function_not_text()
    arguments = data.get("arguments")
    if not arguments:
        arguments = {}
    else:
        from copy import deepcopy

        arguments = deepcopy(arguments) if isinstance(arguments, dict) else Bound.as_dict(deepcopy(arguments))
    return sys.intern(str.__str__(function)), arguments, _id_text(data.get("action_response_id"))


def _action_response(data: dict[str, Any]) -> tuple[Any, ...]:
    if "action_response" in data:
        data = _nested(data, "action_response")
    function = data.get("function", "")
    return (
        sys.intern(function) if type(function) is str else function,
        data.get("arguments", {}),
        data.get("output"),
        _id_text(data.get("action_request_id")),
    )


def _nested(data: dict[str, Any], key: str) -> dict[str, Any]:
    found = data[key]
    if not isinstance(found, dict):
        raise _errors.nested_content_not_a_dict(key, found)
    return found


def _id_text(value: Any) -> str | None:
    return str(value) if value else None


_READERS: tuple[Callable[[dict[str, Any]], tuple[Any, ...]], ...] = (
    _generic,
    _system,
    _instruction,
    _assistant_response,
    _action_request,
    _action_response,
)


# --- answers of providers --------------------------------------------------------------------------------------------------------


def read_response(response: Any) -> tuple[str, Any]:
    """See the contract."""
    items = response if isinstance(response, (list, tuple)) else [response]
    text: list[str] = []
    for item in items:
        if isinstance(item, str):
            text.append(item)
        elif isinstance(item, dict):
            _read_answer(item, text)
    kept = list(items)
    return "".join(text), kept[0] if len(kept) == 1 else kept


def _read_answer(answer: dict[str, Any], text: list[str]) -> None:
    """The text of one answer, by the first key that a provider is known by."""
    if "content" in answer:
        _read_parts(answer["content"], ("text",), text)
    elif "choices" in answer:
        choices = answer["choices"]
        for choice in choices if isinstance(choices, list) else [choices]:
            if isinstance(choice, dict):
                _read_choice(choice, text)
    elif "output" in answer:
        output = answer["output"]
        for item in output if isinstance(output, list) else [output]:
            if isinstance(item, dict) and item.get("type") == "message":
                _read_parts(item.get("content"), ("output_text",), text)
    elif "result" in answer:
        result = answer["result"]
        if not isinstance(result, str):
            raise _errors.result_not_text(result)
        text.append(result)


def _read_choice(choice: dict[str, Any], text: list[str]) -> None:
    for name in ("message", "delta"):
        if name in choice:
            found = choice[name]
            if isinstance(found, dict) and isinstance(found.get("content"), str):
                text.append(found["content"])
            return


def _read_parts(content: Any, types: tuple[str, ...], text: list[str]) -> None:
    """Text, or a list of texts and of parts of these types."""
    if isinstance(content, str):
        text.append(content)
    elif isinstance(content, list):
        for part in content:
            if isinstance(part, str):
                text.append(part)
            elif isinstance(part, dict) and part.get("type") in types and isinstance(part.get("text"), str):
                text.append(part["text"])


# --- readers used by the record as well ----------------------------------------------------------------------------------------------

FIELDS = words.FIELDS
