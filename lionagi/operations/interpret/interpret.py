"""`interpret`: a text is put into words that a model understands better; nothing is added to the conversation."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from lionagi.operations.types import InterpretParam
    from lionagi.session.branch import Branch

__all__ = ["interpret", "prepare_interpret_kw"]

TASK = (
    "Rewrite the user's input as one clear and complete instruction for a language model. Keep what is meant, name what is implied, "
    "add nothing of your own, and answer with the rewritten text alone."
)


def prepare_interpret_kw(
    branch: Branch,
    text: str,
    domain: str | None = None,
    style: str | None = None,
    sample_writing: str | None = None,
    interpret_model: Any = None,
    **kwargs: Any,
) -> dict[str, Any]:
    """The arguments of `interpret`."""
    from lionagi.operations.types import InterpretParam

    param = InterpretParam(
        domain=domain or "general",
        style=style or "concise",
        sample_writing=sample_writing or "",
        imodel=interpret_model or branch.chat_model,
        imodel_kw=kwargs,
    )
    return {"text": text, "intp_param": param}


async def interpret(branch: Branch, text: str, intp_param: InterpretParam) -> str:
    """The rewritten text."""
    from lionagi.operations.chat.chat import ask

    given = intp_param.to_dict()
    guidance = f"Domain hint: {given.get('domain', 'general')}. Desired style: {given.get('style', 'concise')}."
    if given.get("sample_writing"):
        guidance += f" Sample writing: {given['sample_writing']}"
    options = {"temperature": 0.1, **(given.get("imodel_kw") or {})}
    fields = {"guidance": guidance, "context": [f"User input: {text}"]}
    _, response = await ask(branch, TASK, fields, given.get("imodel"), options)
    return response.response
