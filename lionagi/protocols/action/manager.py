"""`ActionManager`: tools by name, their schemas, and calls of them. Behaviour: `upstream/behaviour/12`."""

from __future__ import annotations

from typing import Any

from lionagi import _errors
from lionagi.protocols._concepts import Manager
from lionagi.protocols.action.function_calling import FunctionCalling
from lionagi.protocols.action.tool import Tool

__all__ = ["ActionManager", "load_mcp_tools"]

_MCP_INSTEAD = "register a function that calls the server"


class ActionManager(Manager):
    """Tools by name. `args`, `kwargs`: tools, functions, or lists of them; a name in `kwargs` says nothing, the tool's own counts.

    Raises: as `register_tool`.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__()
        self.registry: dict[str, Tool] = {}
        for tool in _flat((*args, *kwargs.values())):
            self.register_tool(tool, update=True)  # the last of a name counts, as in 0.18.0

    def __contains__(self, tool: Any) -> bool:
        name = _name_of(tool)
        return name is not None and name in self.registry

    def register_tool(self, tool: Any, update: bool = False) -> None:
        """Takes a Tool or a function. Raises: ValueError: its name is taken, unless `update`; TypeError: it is neither;
        NotImplementedError: a dict that describes a tool of an MCP server."""
        if isinstance(tool, dict):
            raise _errors.comes_with_services("an MCP config dict", _MCP_INSTEAD)
        if not isinstance(tool, Tool) and not callable(tool):
            raise TypeError("Must provide a `Tool` object, a callable function, or an MCP config dict.")
        if not update and tool in self:
            raise _errors.tool_registered(_name_of(tool))
        made = tool if isinstance(tool, Tool) else Tool(func_callable=tool)
        self.registry[made.function] = made

    def register_tools(self, tools: Any, update: bool = False) -> None:
        """Takes one or a list, all or none. Raises: as `register_tool`."""
        before = dict(self.registry)
        try:
            for tool in tools if isinstance(tools, (list, tuple)) else [tools]:
                self.register_tool(tool, update=update)
        except BaseException:
            self.registry = before
            raise

    def match_tool(self, action_request: Any) -> FunctionCalling:
        """The call that is asked for: by an ActionRequest, a model or a dict with `function` and `arguments`.

        Raises: TypeError: something else; KeyError: a dict without one of them; ValueError: no tool of that name;
        pydantic.ValidationError: arguments that the tool does not take.
        """
        function, arguments = _asked(action_request)
        tool = self.registry.get(function)
        if tool is None:
            raise _errors.function_not_registered(function)
        return FunctionCalling(func_tool=tool, arguments=arguments)

    async def invoke(self, func_call: Any) -> FunctionCalling:
        """Makes the call that is asked for; how it went is in its `execution`. Raises: as `match_tool`."""
        call = self.match_tool(func_call)
        await call.invoke()
        return call

    @property
    def schema_list(self) -> list[dict[str, Any]]:
        """The schemas of all tools."""
        return [tool.tool_schema for tool in self.registry.values()]  # type: ignore[misc]

    def get_tool_schema(self, tools: Any = False, auto_register: bool = True, update: bool = False) -> Any:
        """`{"tools": schemas}`: of all tools (True), of one (name, Tool, function), or of a list. False: an empty list.

        `auto_register`: a function that is not known becomes so. A dict stands for itself.
        Raises: ValueError: a tool that is not known; TypeError: no tool.
        """
        if isinstance(tools, (list, tuple)) and len(tools) == 1:
            tools = tools[0]
        if isinstance(tools, bool):
            return {"tools": self.schema_list} if tools else []
        return {"tools": self._get_tool_schema(tools, auto_register=auto_register, update=update)}

    def _get_tool_schema(self, tool: Any, auto_register: bool = True, update: bool = False) -> Any:
        if isinstance(tool, dict):
            return tool
        if isinstance(tool, (list, tuple)):
            return [self._get_tool_schema(one, auto_register=auto_register, update=update) for one in tool]
        name = _name_of(tool)
        if name is None:
            raise _errors.unsupported_type(tool)
        if name not in self.registry:
            if isinstance(tool, (str, Tool)) or not auto_register:
                raise _errors.tool_not_registered(name)
            self.register_tool(tool, update=update)
        return self.registry[name].tool_schema

    async def register_mcp_server(
        self, server_config: dict[str, Any], tool_names: list[str] | None = None, request_options: Any = None, update: bool = False
    ) -> list[str]:
        """Raises: NotImplementedError: tools of MCP servers come with a later release."""
        raise _errors.comes_with_services("register_mcp_server", _MCP_INSTEAD)

    async def load_mcp_config(self, config_path: str, server_names: list[str] | None = None, update: bool = False) -> dict[str, list[str]]:
        """Raises: NotImplementedError: tools of MCP servers come with a later release."""
        raise _errors.comes_with_services("load_mcp_config", _MCP_INSTEAD)


async def load_mcp_tools(
    config_path: str | None = None, server_names: list[str] | None = None, request_options_map: Any = None, update: bool = False
) -> list[Tool]:
    """Raises: ValueError: neither a file nor servers; NotImplementedError: tools of MCP servers come with a later release."""
    if config_path is None and server_names is None:
        raise ValueError("Either provide server_names or config_path to discover servers")
    raise _errors.comes_with_services("load_mcp_tools", _MCP_INSTEAD)


def _flat(tools: Any) -> Any:
    for tool in tools:
        if isinstance(tool, (list, tuple)):
            yield from _flat(tool)
        elif tool is not None:
            yield tool


def _name_of(tool: Any) -> str | None:
    """What a tool, a function or a name is called; None: it is none of these."""
    if isinstance(tool, str):
        return tool
    if isinstance(tool, Tool):
        return tool.function
    return getattr(tool, "__name__", None) if callable(tool) else None


def _asked(request: Any) -> tuple[Any, Any]:
    from lionagi.protocols.messages.action_request import ActionRequest

    if isinstance(request, ActionRequest):
        return request.function, request.arguments
    if isinstance(request, dict):
        return request["function"], request["arguments"]
    if hasattr(type(request), "model_fields") and {"function", "arguments"} <= set(type(request).model_fields):
        return request.function, request.arguments
    raise _errors.unsupported_type(request)
