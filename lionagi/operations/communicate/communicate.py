"""`communicate`: a question and its answer, both kept in the conversation; the answer in the form that was asked for."""

from __future__ import annotations

from lionagi import _errors

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Literal

    from lionagi.operations.types import ChatParam, ParseParam
    from lionagi.session.branch import Branch

__all__ = ["communicate", "prepare_communicate_kw"]

_MOST_RETRIES = 5
OLDER_NAMES = frozenset(("request_model", "operative_model", "imodel"))


def prepare_communicate_kw(
    branch: Branch,
    instruction: Any = None,
    *,
    guidance: Any = None,
    context: Any = None,
    plain_content: Any = None,
    sender: Any = None,
    recipient: Any = None,
    progression: Any = None,
    request_model: Any = None,
    response_format: Any = None,
    request_fields: Any = None,
    imodel: Any = None,
    chat_model: Any = None,
    parse_model: Any = None,
    skip_validation: bool = False,
    images: Any = None,
    image_detail: Literal["low", "high", "auto"] | None = "auto",
    num_parse_retries: int = 3,
    fuzzy_match_kwargs: dict[str, Any] | None = None,
    clear_messages: bool = False,
    operative_model: Any = None,
    include_token_usage_to_model: bool = False,
    **kwargs: Any,
) -> dict[str, Any]:
    """The arguments of `communicate`. Raises: ValueError: the form of the answer was given twice."""
    from lionagi.operations.types import ChatParam, ParseParam

    formats = [each for each in (operative_model, response_format, request_model) if each is not None]
    if len(formats) > 1:
        raise _errors.several_response_formats()
    wanted = formats[0] if formats else None
    if wanted is not None and request_fields is not None:
        raise _errors.fields_and_format()
    if num_parse_retries > _MOST_RETRIES:
        import warnings

        warnings.warn(f"num_parse_retries is {_MOST_RETRIES} at most, not {num_parse_retries}", stacklevel=3)
        num_parse_retries = _MOST_RETRIES
    shown = wanted if wanted is not None else _as_format(request_fields)
    chat_param = ChatParam(
        guidance=guidance,
        context=context,
        sender=sender,
        recipient=recipient,
        response_format=shown,
        progression=progression,
        images=images,
        image_detail=image_detail if images else None,
        plain_content=plain_content,
        include_token_usage_to_model=include_token_usage_to_model,
        imodel=imodel or chat_model or branch.chat_model,
        imodel_kw=kwargs,
    )
    parse_param = None
    if wanted is not None and not skip_validation:
        parse_param = ParseParam(
            response_format=wanted,
            fuzzy_match_params=fuzzy_match_kwargs or {},
            handle_validation="raise",
            alcall_params={"retry_attempts": num_parse_retries},
            imodel=parse_model or branch.parse_model,
            imodel_kw={},
        )
    return {
        "instruction": instruction,
        "chat_param": chat_param,
        "parse_param": parse_param,
        "clear_messages": clear_messages,
        "skip_validation": skip_validation,
        "request_fields": _as_format(request_fields),
    }


def _as_format(request_fields: Any) -> Any:
    return {str(name): "..." for name in request_fields} if isinstance(request_fields, list) else request_fields


async def communicate_text(branch: Branch, instruction: Any, given: dict[str, Any], model: Any, options: dict[str, Any]) -> str:
    """A question whose answer is text: the arguments of `lionagi.operations.chat.chat.ask`; question and answer are kept."""
    from lionagi.operations.chat import chat

    asked, response = await chat.ask(branch, instruction, given, model, options)
    messages = branch.msgs.messages
    messages.include(asked)
    messages.include(response)
    return response.response


async def communicate(
    branch: Branch,
    instruction: Any,
    chat_param: ChatParam,
    parse_param: ParseParam | None = None,
    clear_messages: bool = False,
    skip_validation: bool = False,
    request_fields: dict[str, Any] | None = None,
) -> Any:
    """The text; or a model or dict of the form that was asked for. Raises: ValueError: the answer cannot be brought into it."""
    from lionagi.operations.chat.chat import chat
    from lionagi.operations.parse import finding
    from lionagi.operations.parse.parse import parse

    if clear_messages:
        branch.msgs.clear_messages()
    asked, response = await chat(branch, instruction, chat_param, return_ins_res_message=True)
    branch.messages.include(asked)
    branch.messages.include(response)
    if skip_validation:
        return response.response
    if parse_param is not None:
        wanted = parse_param.response_format
        try:
            found, helped = await parse(branch, response.response, parse_param, return_res_message=True)
        except ValueError as error:
            raise _errors.answer_not_parsed(wanted, error) from error
        if helped is not None:
            response.metadata["original_model_response"] = response.model_response
            response.metadata["model_response"] = helped.model_response
        return found
    if request_fields is not None:
        matched = finding.match_keys(finding.first_dict(response.response), request_fields, set(), {}, handle_unmatched="remove")
        return {name: value for name, value in matched.items() if name in request_fields}
    return response.response
