"""`parse`: a model or dict out of a text that a model wrote; by ourselves where that works, else with a model's help.

Not here: finding JSON and matching keys (`finding.py`).
"""

from __future__ import annotations

from lionagi import _errors
from lionagi.operations.parse import finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from lionagi.operations.types import HandleValidation, ParseParam
    from lionagi.session.branch import Branch

__all__ = ["get_default_call", "parse", "prepare_parse_kws"]

_CALL: dict[str, Any] | None = None


def get_default_call() -> dict[str, Any]:
    """How often a model is asked again, and how long is waited before: seconds, and the factor from one time to the next."""
    global _CALL
    if _CALL is None:
        _CALL = {"retry_attempts": 3, "retry_initial_delay": 1.0, "retry_backoff": 1.85}
    return _CALL


def prepare_parse_kws(
    branch: Branch,
    text: str,
    handle_validation: HandleValidation = "return_value",
    max_retries: int = 3,
    request_type: Any = None,
    operative: Any = None,
    similarity_algo: str = "jaro_winkler",
    similarity_threshold: float = 0.85,
    fuzzy_match: bool = True,
    handle_unmatched: str = "force",
    fill_value: Any = None,
    fill_mapping: dict[str, Any] | None = None,
    strict: bool = False,
    suppress_conversion_errors: bool = False,
    response_format: Any = None,
    request_fields: Any = None,
    return_res_message: bool = False,
    **options: Any,
) -> dict[str, Any]:
    """The arguments of `parse`. Raises: ValueError: no form to bring the text into, or a parameter of another kind."""
    from lionagi.operations.types import ParseParam

    if operative is not None:
        raise _errors.comes_with_operate("operative")
    wanted = response_format or request_type or request_fields
    if wanted is None:
        raise _errors.no_response_format()
    finding.check_options(similarity_algo, similarity_threshold, handle_unmatched)
    matching = {
        "similarity_algo": similarity_algo,
        "similarity_threshold": similarity_threshold,
        "fuzzy_match": fuzzy_match,
        "handle_unmatched": handle_unmatched,
        "fill_value": fill_value,
        "fill_mapping": fill_mapping,
        "strict": strict,
    }
    if suppress_conversion_errors:
        import warnings

        warnings.warn("suppress_conversion_errors has no effect: use handle_validation", DeprecationWarning, stacklevel=3)
    param = ParseParam(
        response_format=dict.fromkeys(wanted) if isinstance(wanted, list) else wanted,
        fuzzy_match_params=matching,
        handle_validation=handle_validation,
        alcall_params={**get_default_call(), "retry_attempts": max_retries},
        imodel=branch.parse_model,
        imodel_kw=options,
    )
    return {"text": text, "parse_param": param, "return_res_message": return_res_message}


async def parse(branch: Branch, text: str, parse_param: ParseParam, return_res_message: bool = False) -> Any:
    """What the text says, in the form of the parameters; with `return_res_message` also the response of the model that helped, or None.

    Where it cannot be brought into form: as `handle_validation` says, ValueError, the text, or None.
    """
    given = parse_param.to_dict()
    wanted = given["response_format"]
    matching = given.get("fuzzy_match_params") or {}
    response = None
    found, problem = _attempt(text, wanted, matching)
    if problem is not None:
        found, problem, response = await _with_help(branch, text, wanted, matching, given, problem)
    if problem is not None:
        handling = given.get("handle_validation", "raise")
        if handling == "raise":
            raise _errors.not_parsed(problem) from problem
        found = text if handling == "return_value" else None
    return (found, response) if return_res_message else found


def _attempt(text: str, wanted: Any, matching: Any) -> tuple[Any, Exception | None]:
    try:
        return _validate_dict_or_model(text, wanted, matching), None
    except Exception as error:  # of the text, or of a validator in the wanted model
        return None, error


def _validate_dict_or_model(text: str, response_format: Any, fuzzy_match_params: Any = None) -> Any:
    """The model or dict that a text holds. Raises: ValueError: it holds none; pydantic.ValidationError."""
    matching = dict(fuzzy_match_params or {})
    found = finding.first_dict(text)
    is_model = isinstance(response_format, type) or hasattr(type(response_format), "model_fields")
    model: Any = response_format if isinstance(response_format, type) else type(response_format)
    fields = model.model_fields if is_model else response_format
    required = {name for name, field in fields.items() if field.is_required()} if is_model else set(fields)
    aliases = {name: field.alias for name, field in fields.items() if field.alias} if is_model else {}
    matched = finding.match_keys(found, fields, required, aliases, **matching)
    return model.model_validate(matched) if is_model else matched


async def _with_help(
    branch: Branch, text: str, wanted: Any, matching: Any, given: dict[str, Any], problem: Exception
) -> tuple[Any, Exception | None, Any]:
    """Asks the parse model until its answer is in form, or the attempts are used up."""
    from lionagi.operations.chat.chat import ask

    waits = {**get_default_call(), **(given.get("alcall_params") or {})}
    delay, response = float(waits["retry_initial_delay"]), None
    for attempt in range(1 + int(waits["retry_attempts"])):
        if attempt:
            await _sleep(delay)
            delay *= float(waits["retry_backoff"])
        fields = {"guidance": finding.TASK, "context": [{"text_to_format": text}], "response_format": wanted}
        _, response = await ask(
            branch, "Bring the text into the form that is asked for.", fields, given.get("imodel"), given.get("imodel_kw") or {}
        )
        found, wrong = _attempt(response.response, wanted, matching)
        if wrong is None:
            return found, None, response
        problem = wrong
    return None, problem, response


async def _sleep(seconds: float) -> None:
    """Looked up when it is called: programs put their own here."""
    try:
        import anyio
    except ImportError:
        from asyncio import sleep

        await sleep(seconds)
    else:
        await anyio.sleep(seconds)
