"""What a message shows to a model: the text, or the parts, of a content's fields.

Not here: the YAML itself (`messages_yaml.py`), whole conversations (`messages_request.py`).
Layout: `upstream/behaviour/11_messages.md`. The words around an example are our own; `MUST RETURN JSON-PARSEABLE RESPONSE` is what
programs look for. Twin: `crates/lionagi-python/src/messages/render.rs`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lionagi._core.messages import ACTION_REQUEST, ACTION_RESPONSE, ASSISTANT_RESPONSE, INSTRUCTION, SYSTEM
from lionagi._core_py import messages_yaml
from lionagi._core_py.messages_content import Bound

FORMAT_HEAD = "MUST RETURN JSON-PARSEABLE RESPONSE in one fenced block, of exactly this shape: \n```json\n"
FORMAT_TAIL = "\n``` and nothing after it."


def render(kind: int, fields: tuple[Any, ...]) -> Any:
    """Text, or a list of parts where an instruction has images."""
    return _RENDERERS[kind](fields)


def _system(fields: tuple[Any, ...]) -> Any:
    message, moment = fields
    return f"System Time: {moment}\n\n{message}" if moment else message


def _instruction(fields: tuple[Any, ...]) -> Any:
    instruction, guidance, context, plain_content, tools, response_format, example, _, images, detail = fields
    if plain_content:
        text = plain_content if type(plain_content) is str else str(plain_content)
    elif not (context or tools or response_format is not None):
        pairs = [("Guidance", guidance), ("Instruction", instruction)] if guidance is not None else [("Instruction", instruction)]
        text = messages_yaml.fields(pairs, Bound.plain)
    else:
        schema, wanted = response_parts(response_format, example)
        text = messages_yaml.fields(
            [
                ("Guidance", guidance),
                ("Instruction", instruction),
                ("Context", context),
                ("Tools", tools),
                ("ResponseSchema", schema),
                ("ResponseFormat", wanted),
            ],
            Bound.plain,
        )
    return parts_with_images(text, images, detail) if images else text


def response_parts(response_format: Any, example: Any) -> tuple[Any, str | None]:
    """(schema, text that asks for it) of a response format."""
    if response_format is None:
        return None, None
    if type(response_format) is dict:
        schema = response_format
    else:
        described = Bound.describe(response_format)
        if described is None:
            return None, None
        schema = described[0]
        example = described[1] if example is None else example
    return schema, format_text(response_format if example is None else example)


def format_text(example: Any) -> str | None:
    """The words that ask for an answer like `example`; None where there is nothing to show."""
    if not example:
        return None
    from lionagi._core_py import codec

    return FORMAT_HEAD + codec.json_encode(example, Bound.plain).decode() + FORMAT_TAIL


def parts_with_images(text: str, images: Any, detail: Any) -> list[dict[str, Any]]:
    """The text and the images, as providers take them."""
    found: list[dict[str, Any]] = [{"type": "text", "text": text}]
    for image in images if isinstance(images, (list, tuple)) else [images]:
        found.append({"type": "image_url", "image_url": {"url": image_url(image), "detail": detail}})
    return found


def image_url(image: Any) -> Any:
    """A link as it is, anything else as base64 of a JPEG."""
    if isinstance(image, str) and image.startswith(("http://", "https://", "data:")):
        return image
    return f"data:image/jpeg;base64,{image}"


def _assistant_response(fields: tuple[Any, ...]) -> Any:
    return fields[0]


def _action_request(fields: tuple[Any, ...]) -> str:
    function, arguments, _ = fields
    return messages_yaml.fields([("Function", function), ("Arguments", arguments)], Bound.plain)


def _action_response(fields: tuple[Any, ...]) -> str:
    function, arguments, output, _ = fields
    return messages_yaml.fields([("Function", function), ("Arguments", arguments), ("Output", output)], Bound.plain)


_RENDERERS: dict[int, Callable[[tuple[Any, ...]], Any]] = {
    SYSTEM: _system,
    INSTRUCTION: _instruction,
    ASSISTANT_RESPONSE: _assistant_response,
    ACTION_REQUEST: _action_request,
    ACTION_RESPONSE: _action_response,
}
