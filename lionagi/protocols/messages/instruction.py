"""`Instruction`: what a model is asked to do, with context, tools, images and the form of the answer."""

from __future__ import annotations

from lionagi._core.messages import INSTRUCTION
from lionagi.protocols.messages.message import OwnContent, RoledMessage, adopt_kind
from lionagi.registry import active

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dataclasses import InitVar
    from datetime import datetime
    from typing import Any, Literal

    from lionagi._core.messages import MessageRole
    from lionagi.protocols.generic._ids import IDType
    from lionagi.protocols.generic.element import _absent
    from lionagi.protocols.messages.message import Field

__all__ = ["Instruction", "InstructionContent"]


class InstructionContent(OwnContent):
    """What is asked.

    `instruction`, `guidance`: text or any JSON value. `prompt_context` (or `context`): a list. `plain_content`: text that is shown
    instead of everything else. `tool_schemas`: a list. `response_format`: a pydantic model class or instance, or a dict: the answer
    shall look like it. `images`: links, data links, or base64 of JPEGs. `image_detail`: "low", "high", "auto".
    """

    __slots__ = (
        "_model_class",
        "_schema_dict",
        "guidance",
        "image_detail",
        "images",
        "instruction",
        "plain_content",
        "prompt_context",
        "response_format",
        "tool_schemas",
    )
    __lion_kind__ = INSTRUCTION
    _content_defaults = {  # noqa: RUF012
        "instruction": None,
        "guidance": None,
        "prompt_context": list,
        "plain_content": None,
        "tool_schemas": list,
        "response_format": None,
        "_schema_dict": None,
        "_model_class": None,
        "images": list,
        "image_detail": None,
    }
    instruction: Any
    guidance: Any
    prompt_context: list[Any]
    plain_content: str | None
    tool_schemas: list[dict[str, Any]]
    response_format: Any
    images: list[str]
    image_detail: Literal["low", "high", "auto"] | None
    _schema_dict: dict[str, Any] | None
    _model_class: Any

    def __init__(
        self,
        instruction: Any = None,
        guidance: Any = None,
        prompt_context: list[Any] | None = None,
        context: list[Any] | None = None,
        plain_content: str | None = None,
        tool_schemas: list[dict[str, Any]] | None = None,
        response_format: Any = None,
        images: list[str] | None = None,
        image_detail: Literal["low", "high", "auto"] | None = None,
    ) -> None:
        if prompt_context is None:
            prompt_context = context
        self.instruction = instruction
        self.guidance = guidance
        self.prompt_context = [] if prompt_context is None else prompt_context
        self.plain_content = plain_content
        self.tool_schemas = [] if tool_schemas is None else tool_schemas
        self.response_format = response_format
        self._schema_dict = self._model_class = None
        if response_format is not None:
            self._know_the_format()
        self.images = [] if images is None else images
        self.image_detail = image_detail

    def __post_init__(self) -> None:
        # The constructor of a dataclass that is derived from this class comes here.
        super().__post_init__()
        if self.response_format is not None:
            self._know_the_format()

    def _know_the_format(self) -> None:
        found = active.cores.messages.read_content(INSTRUCTION, {"response_format": self.response_format})
        self._schema_dict, self._model_class = found[6], found[7]

    @property
    def context(self) -> list[Any]:
        """`prompt_context` by its short name."""
        return self.prompt_context

    @property
    def response_model_cls(self) -> Any:
        """The model class of the answer; None where it was given as a dict, or not at all."""
        return self._model_class

    @property
    def request_model(self) -> Any:
        """`response_model_cls` by its older name."""
        return self._model_class

    @property
    def schema_dict(self) -> dict[str, Any] | None:
        """An example of the answer, as JSON can hold it."""
        return self._schema_dict

    # --- parts of the rendering, as lionagi 0.18.0 names them ------------------------------------------------------------------

    def _format_text_content(self) -> Any:
        plain = type(self).from_dict({**self.to_dict(), "images": None})
        plain._schema_dict, plain._model_class, plain.response_format = self._schema_dict, self._model_class, self.response_format
        return plain.rendered

    @staticmethod
    def _format_response_format(response_format: dict[str, Any] | None) -> str | None:
        if not response_format:
            return None
        from lionagi.protocols.messages._outside import plain

        # The words are the core's, which says them inside of a document: those of a small example, around this one.
        codec = active.cores.codec
        shown = codec.json_decode(InstructionContent(response_format={"a": 0}).rendered.rpartition("ResponseFormat: ")[2])
        before, _, after = shown.partition('{"a":0}')
        return f"{before}{codec.json_encode(response_format, plain).decode()}{after}"

    @staticmethod
    def _format_image_item(idx: str, detail: str) -> dict[str, Any]:
        return InstructionContent._format_image_content("", [idx], detail)[1]

    @classmethod
    def _format_image_content(cls, text_content: str, images: list[str], image_detail: str) -> list[dict[str, Any]]:
        text: dict[str, Any] = {"type": "text", "text": text_content}
        if not images:
            return [text]
        content = InstructionContent(plain_content="-", images=images, image_detail=image_detail)  # type: ignore[arg-type]
        return [text, *content.rendered[1:]]


class Instruction(RoledMessage):
    """What a model is asked; from the user."""

    __slots__ = ()
    __lion_core__ = "MessageCore"
    __lion_kind__ = INSTRUCTION
    __lion_content__ = InstructionContent

    if TYPE_CHECKING:
        content: Field[InstructionContent, dict[str, Any]] = Field()
        instruction: InitVar[Any] = _absent
        guidance: InitVar[Any] = _absent
        context: InitVar[Any] = _absent
        prompt_context: InitVar[Any] = _absent
        plain_content: InitVar[str | None] = _absent
        tool_schemas: InitVar[Any] = _absent
        response_format: InitVar[Any] = _absent
        request_model: InitVar[Any] = _absent
        images: InitVar[Any] = _absent
        image_detail: InitVar[Literal["low", "high", "auto"] | None] = _absent
        handle_context: InitVar[Literal["extend", "replace"]] = _absent

        def __init__(
            self,
            *,
            instruction: Any = ...,
            guidance: Any = ...,
            context: Any = ...,
            prompt_context: Any = ...,
            plain_content: str | None = ...,
            tool_schemas: Any = ...,
            response_format: Any = ...,
            request_model: Any = ...,
            images: Any = ...,
            image_detail: Literal["low", "high", "auto"] | None = ...,
            handle_context: Literal["extend", "replace"] = ...,
            content: InstructionContent | dict[str, Any] = ...,
            role: MessageRole | str = ...,
            sender: Any = ...,
            recipient: Any = ...,
            embedding: list[float] | str | None = ...,
            id: IDType | str = ...,
            created_at: float | datetime | str | None = ...,
            metadata: dict[str, Any] = ...,
        ) -> None: ...


adopt_kind(Instruction)
