"""`act`: tools are called as a model asked, and what they gave becomes part of the conversation. Behaviour: `upstream/behaviour/18`."""

from __future__ import annotations

import asyncio

from lionagi import _errors
from lionagi._logger import logger

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Literal

    from lionagi.fields.action import ActionResponseModel
    from lionagi.operations.types import ActionParam
    from lionagi.session.branch import Branch

__all__ = ["act", "prepare_act_kw"]

# What is understood of `call_params`: attempts after the first (0), seconds between them and their growth, seconds for one (None: any),
# calls at one time (None: all), seconds before the first and between beginnings.
_CALL: dict[str, Any] = {
    "retry_attempts": 0,
    "retry_initial_delay": 0.0,
    "retry_backoff": 1.0,
    "retry_timeout": None,
    "max_concurrent": None,
    "delay_before_start": 0.0,
    "throttle_period": 0.0,
}


def prepare_act_kw(
    branch: Branch,
    action_request: Any,
    *,
    strategy: Literal["concurrent", "sequential"] = "concurrent",
    verbose_action: bool = False,
    suppress_errors: bool = True,
    call_params: Any = None,
) -> dict[str, Any]:
    """The arguments of `act`."""
    from lionagi.operations.types import ActionParam

    param = ActionParam(
        action_call_params=_get_default_call_params() if call_params is None else call_params,
        tools=None,
        strategy=strategy,
        suppress_errors=suppress_errors,
        verbose_action=verbose_action,
    )
    return {"action_request": action_request, "action_param": param}


def _get_default_call_params() -> dict[str, Any]:
    return dict(_CALL)


async def act(branch: Branch, action_request: Any, action_param: ActionParam) -> list[ActionResponseModel]:
    """Calls what is asked for; the answers are in the order of the requests, whichever is finished first.

    Raises: ValueError: another strategy, or a request that is none; what a lookup raises, where errors are not suppressed. Of
    concurrent calls: an ExceptionGroup of these, after all have ended.
    """
    given = action_param.to_dict()
    strategy = given.get("strategy", "concurrent")
    if strategy not in ("concurrent", "sequential"):
        raise _errors.invalid_strategy()
    options = _call_options(given.get("action_call_params"))
    is_quiet, is_verbose = given.get("suppress_errors", True), given.get("verbose_action", False)
    requests = action_request if isinstance(action_request, (list, tuple)) else [action_request]
    if strategy == "sequential":
        return [await _act(branch, one, is_quiet, is_verbose, options) for one in requests]
    return await _concurrent_act(branch, requests, options, is_quiet, is_verbose)


def _call_options(given: Any) -> dict[str, Any]:
    """Raises: ValueError: an option that means nothing here, named."""
    named = given if isinstance(given, dict) else given.to_dict() if hasattr(given, "to_dict") else {} if given is None else vars(given)
    # `output_dropna` is what 0.18.0 gave by itself: calls that gave nothing are left out, and none does.
    unknown = sorted(key for key in named if key not in _CALL and key != "output_dropna")
    if unknown:
        raise _errors.unknown_choice("call_params", ", ".join(unknown), tuple(_CALL))
    return {**_CALL, **{key: value for key, value in named.items() if key in _CALL}}


async def _concurrent_act(branch: Branch, requests: Any, options: dict[str, Any], suppress_errors: bool, verbose_action: bool) -> list[Any]:
    limit = asyncio.Semaphore(options["max_concurrent"] or max(1, len(requests)))

    async def one(at: int, request: Any) -> Any:
        if at and options["throttle_period"]:
            await asyncio.sleep(at * options["throttle_period"])
        async with limit:
            return await _act(branch, request, suppress_errors, verbose_action, options)

    # All of them end before an error is raised: none is cancelled half way through what it does to the world.
    ended = await asyncio.gather(*(one(at, request) for at, request in enumerate(requests)), return_exceptions=True)
    problems = [result for result in ended if isinstance(result, BaseException)]
    if problems:
        raise _group(problems)
    return list(ended)


def _group(problems: list[Any]) -> BaseException:
    text = f"{len(problems)} of the calls failed"
    try:
        kind: Any = BaseExceptionGroup  # type: ignore[name-defined, unused-ignore]
    except NameError:  # Python 3.10
        try:
            from exceptiongroup import BaseExceptionGroup as kind  # type: ignore[no-redef, import-not-found, unused-ignore]
        except ImportError:
            return problems[0]  # type: ignore[no-any-return]
    return kind(text, problems)  # type: ignore[no-any-return]


async def _act(
    branch: Branch, action_request: Any, suppress_errors: bool = False, verbose_action: bool = False, options: dict[str, Any] | None = None
) -> ActionResponseModel:
    """One call. The conversation gets the request, and the response where the tool gave one, whatever it is."""
    from lionagi.fields.action import ActionResponseModel
    from lionagi.protocols.generic.event import EventStatus

    function, arguments, request = _asked(action_request)
    try:
        if verbose_action:
            print(f"Invoking action {function} with {arguments}.")
        call = await _invoked(branch, {"function": function, "arguments": arguments}, options or _CALL)
        if verbose_action:
            print(f"Action {function} invoked, status: {call.status}.")
    except Exception as error:
        if not suppress_errors:
            raise
        text = f"Error invoking action '{function}': {error}"
        logger.error(text)
        return ActionResponseModel(function=str(function), arguments=_dict_of(arguments), output={"error": str(error), "message": text})
    branch._note_call(call)
    if request is None:
        asked = {"action_function": function, "action_arguments": call.arguments}
        request = branch.msgs.add_message(**asked, sender=branch.id, recipient=call.func_tool.id)
    elif request not in branch.messages:
        branch.messages.include(request)
    if call.status == EventStatus.COMPLETED:
        branch.msgs.add_message(action_request=request, action_output=call.response)
    else:
        logger.warning(f"action '{function}' failed: {call.execution.error}")
    return ActionResponseModel(function=function, arguments=_dict_of(arguments), output=call.response)


async def _invoked(branch: Branch, wanted: dict[str, Any], options: dict[str, Any]) -> Any:
    """The call, made anew as often as the options say while the tool fails; the last one where it always does."""
    from lionagi.protocols.generic.event import EventStatus

    if options["delay_before_start"]:
        await asyncio.sleep(options["delay_before_start"])
    delay = options["retry_initial_delay"]
    for attempt in range(1 + options["retry_attempts"]):
        if attempt:
            await asyncio.sleep(delay)
            delay *= options["retry_backoff"]
        call = branch.acts.match_tool(wanted)
        await asyncio.wait_for(call.invoke(), options["retry_timeout"])
        if call.status == EventStatus.COMPLETED:
            break
    return call


def _asked(request: Any) -> tuple[Any, Any, Any]:
    """Function, arguments, and the message where it is one. Raises: ValueError."""
    from lionagi.protocols.messages.action_request import ActionRequest

    if isinstance(request, ActionRequest):
        return request.function, request.arguments, request
    if isinstance(request, dict) and {"function", "arguments"} <= request.keys():
        return request["function"], request["arguments"], None
    if hasattr(type(request), "model_fields") and {"function", "arguments"} <= set(type(request).model_fields):
        return request.function, request.arguments, None
    raise _errors.no_action_request()


def _dict_of(arguments: Any) -> dict[str, Any]:
    if hasattr(arguments, "model_dump"):
        return arguments.model_dump(exclude_unset=True)  # type: ignore[no-any-return]
    return arguments if isinstance(arguments, dict) else {}
