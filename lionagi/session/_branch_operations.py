"""What a branch does. The work is in `lionagi/operations/`, which is looked up when it is called: programs put their own there."""

from __future__ import annotations

from lionagi import _errors

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Literal

    from lionagi.operations.types import HandleValidation


class BranchOperations:
    """Mixed into `Branch`."""

    __slots__ = ()
    if TYPE_CHECKING:
        acts: Any
        chat_model: Any
        msgs: Any

    async def chat(
        self,
        instruction: Any = None,
        guidance: Any = None,
        context: Any = None,
        sender: Any = None,
        recipient: Any = None,
        request_fields: Any = None,
        response_format: Any = None,
        progression: Any = None,
        imodel: Any = None,
        tool_schemas: Any = None,
        images: list[Any] | None = None,
        image_detail: Literal["low", "high", "auto"] | None = None,
        plain_content: str | None = None,
        return_ins_res_message: bool = False,
        include_token_usage_to_model: bool = False,
        **kwargs: Any,
    ) -> Any:
        """Asks the model, with the conversation before it; adds nothing to the conversation.

        `request_fields`, `response_format`: the form of the answer. `progression`: which messages count as the conversation.
        `imodel`: another model than the branch's; `kwargs` go to it. Returns the text, or (instruction, response).
        """
        from lionagi.operations.chat import chat
        from lionagi.protocols.messages.manager import _one_format

        given = {
            "guidance": guidance,
            "context": context,
            "sender": sender,
            "recipient": recipient,
            "response_format": _one_format(request_fields, None, response_format),
            "progression": progression,
            "tool_schemas": tool_schemas,
            "images": images,
            "image_detail": image_detail,
            "plain_content": plain_content,
            "include_token_usage_to_model": include_token_usage_to_model,
        }
        asked, response = await chat.ask(self, instruction, given, imodel, kwargs)  # type: ignore[arg-type]
        return (asked, response) if return_ins_res_message else response.response

    async def communicate(
        self,
        instruction: Any = None,
        *,
        guidance: Any = None,
        context: Any = None,
        plain_content: str | None = None,
        sender: Any = None,
        recipient: Any = None,
        progression: Any = None,
        response_format: Any = None,
        request_fields: Any = None,
        chat_model: Any = None,
        parse_model: Any = None,
        skip_validation: bool = False,
        images: list[Any] | None = None,
        image_detail: Literal["low", "high", "auto"] | None = "auto",
        num_parse_retries: int = 3,
        clear_messages: bool = False,
        include_token_usage_to_model: bool = False,
        **kwargs: Any,
    ) -> Any:
        """Asks the model and keeps question and answer; the answer in the form of `response_format` (a model) or `request_fields`.

        `skip_validation`: the text as it is. `num_parse_retries`: how often the parse model may help (5 at most). Raises: ValueError.
        """
        from lionagi.operations.communicate import communicate as operation

        if response_format is None and request_fields is None and num_parse_retries < 6 and not operation.OLDER_NAMES & kwargs.keys():
            # Most calls want text: no form to describe, nothing to parse.
            if clear_messages:
                self.msgs.clear_messages()
            given = {
                "guidance": guidance,
                "context": context,
                "sender": sender,
                "recipient": recipient,
                "progression": progression,
                "images": images,
                "image_detail": image_detail if images else None,
                "plain_content": plain_content,
                "include_token_usage_to_model": include_token_usage_to_model,
            }
            return await operation.communicate_text(self, instruction, given, chat_model, kwargs)  # type: ignore[arg-type]
        # Older names of the same things arrive in kwargs, and leave them there.
        prepared = operation.prepare_communicate_kw(
            self,  # type: ignore[arg-type]
            instruction,
            guidance=guidance,
            context=context,
            plain_content=plain_content,
            sender=sender,
            recipient=recipient,
            progression=progression,
            response_format=response_format,
            request_fields=request_fields,
            chat_model=chat_model,
            parse_model=parse_model,
            skip_validation=skip_validation,
            images=images,
            image_detail=image_detail,
            num_parse_retries=num_parse_retries,
            clear_messages=clear_messages,
            include_token_usage_to_model=include_token_usage_to_model,
            **kwargs,
        )
        return await operation.communicate(self, **prepared)  # type: ignore[arg-type]

    async def parse(
        self,
        text: str,
        handle_validation: HandleValidation = "return_value",
        max_retries: int = 3,
        request_type: Any = None,
        operative: Any = None,
        similarity_algo: str = "jaro_winkler",
        similarity_threshold: float = 0.85,
        fuzzy_match: bool = True,
        handle_unmatched: Literal["ignore", "raise", "remove", "fill", "force"] = "force",
        fill_value: Any = None,
        fill_mapping: dict[str, Any] | None = None,
        strict: bool = False,
        suppress_conversion_errors: bool = False,
        response_format: Any = None,
    ) -> Any:
        """A model or dict out of a text; where that fails, the parse model helps.

        Where it cannot: ValueError, the text, or None, as `handle_validation` says ("raise", "return_value", "return_none").
        """
        from lionagi.operations.parse.parse import parse, prepare_parse_kws

        prepared = prepare_parse_kws(
            self,  # type: ignore[arg-type]
            text,
            handle_validation,
            max_retries,
            request_type,
            operative,
            similarity_algo,
            similarity_threshold,
            fuzzy_match,
            handle_unmatched,
            fill_value,
            fill_mapping,
            strict,
            suppress_conversion_errors,
            response_format,
        )
        return await parse(self, **prepared)  # type: ignore[arg-type]

    async def interpret(
        self, text: str, domain: str | None = None, style: str | None = None, interpret_model: Any = None, **kwargs: Any
    ) -> str:
        """A text in words that a model understands better; nothing is added to the conversation."""
        from lionagi.operations.interpret.interpret import interpret, prepare_interpret_kw

        sample = kwargs.pop("sample_writing", None)
        prepared = prepare_interpret_kw(self, text, domain, style, sample, interpret_model, **kwargs)  # type: ignore[arg-type]
        return await interpret(self, **prepared)  # type: ignore[arg-type]

    async def act(
        self,
        action_request: Any,
        *,
        strategy: Literal["concurrent", "sequential"] = "concurrent",
        verbose_action: bool = False,
        suppress_errors: bool = True,
        call_params: Any = None,
    ) -> list[Any]:
        """Calls the tools that are asked for, and keeps requests and responses."""
        from lionagi.operations.act.act import act, prepare_act_kw

        prepared = prepare_act_kw(
            self,  # type: ignore[arg-type]
            action_request,
            strategy=strategy,
            verbose_action=verbose_action,
            suppress_errors=suppress_errors,
            call_params=call_params,
        )
        return await act(self, **prepared)  # type: ignore[arg-type]

    def connect(
        self,
        provider: str | None = None,
        base_url: str | None = None,
        endpoint: Any = "chat",
        endpoint_params: Any = None,
        api_key: str | None = None,
        queue_capacity: int = 100,
        capacity_refresh_time: float = 60,
        interval: float | None = None,
        limit_requests: int | None = None,
        limit_tokens: int | None = None,
        invoke_with_endpoint: bool = False,
        imodel: Any = None,
        name: str | None = None,
        request_options: Any = None,
        description: str | None = None,
        update: bool = False,
        **kwargs: Any,
    ) -> None:
        """Makes a model a tool: `imodel`, under `name` or its own name. What a call gives it goes to `invoke`; its response comes back.

        Raises: NotImplementedError: `imodel` is not given; ValueError: a tool has that name, unless `update`.
        """
        from lionagi.protocols.action.tool import Tool

        if imodel is None:
            raise _errors.comes_with_services("connect(provider=...)", "give the model itself: connect(imodel=...)")
        called = name or _name_of(imodel)
        if called in self.acts.registry and not update:
            raise _errors.tool_exists(called)

        async def ask(**arguments: Any) -> Any:
            call = await imodel.invoke(**arguments)
            return getattr(call, "response", call)

        ask.__name__ = called
        ask.__doc__ = description
        made = Tool(func_callable=ask, request_options=request_options or getattr(imodel, "request_options", None))
        if description is not None and made.tool_schema is not None:
            made.tool_schema["function"]["description"] = description
        self.acts.register_tool(made, update=update)

    # --- later -----------------------------------------------------------------------------------------------------------------

    async def operate(self, *arguments: Any, **options: Any) -> Any:
        """Raises: NotImplementedError: it comes with a later release."""
        raise _errors.comes_with_operate("operate")

    async def instruct(self, *arguments: Any, **options: Any) -> Any:
        """Raises: NotImplementedError: it comes with a later release."""
        raise _errors.comes_with_operate("instruct")

    async def ReAct(self, *arguments: Any, **options: Any) -> Any:
        """Raises: NotImplementedError: it comes with a later release."""
        raise _errors.comes_with_operate("ReAct")

    async def ReActStream(self, *arguments: Any, **options: Any) -> Any:
        """Raises: NotImplementedError: it comes with a later release."""
        raise _errors.comes_with_operate("ReActStream")


def _name_of(model: Any) -> str:
    """What a model is called: by its endpoint, as 0.18.0's are, or by itself."""
    config = getattr(getattr(model, "endpoint", None), "config", None)
    for found in (getattr(config, "name", None), getattr(model, "name", None), getattr(model, "model_name", None)):
        if isinstance(found, str) and found:
            return found
    return type(model).__name__
