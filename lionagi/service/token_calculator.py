"""How many tokens a request is: exact where the model's vocabulary is at hand, else a stated estimate. Nothing is ever downloaded.

A vocabulary is at hand where the package `bpe-openai` is installed (it carries them; extra `tokens`). The estimate and its error:
`_core_py/messages_tokens.py`. Prices of images: OpenAI's guide to images, tiles of 512 pixels. Behaviour: `upstream/behaviour/16`.
"""

from __future__ import annotations

import base64
import math
from collections.abc import Callable, Iterable
from importlib import import_module
from typing import Any

from lionagi.registry import active

__all__ = ["TokenCalculator", "calculate_image_token_usage_from_base64", "get_encoding_name", "get_image_pricing"]

_TILES = {"low_detail": 0, "max_dimension": 2048, "min_side": 768, "tile_size": 512}
GPT4O_IMAGE_PRICING: dict[str, int] = {"base_cost": 85, **_TILES, "tile_cost": 170}
GPT4O_MINI_IMAGE_PRICING: dict[str, int] = {"base_cost": 2833, **_TILES, "tile_cost": 5667}
O1_IMAGE_PRICING: dict[str, int] = {"base_cost": 75, **_TILES, "tile_cost": 150}

_ENCODINGS = ("o200k_base", "cl100k_base", "p50k_base", "r50k_base")
# First match counts.
_MODELS = (
    ("gpt-4o", "o200k_base"),
    ("gpt-4.", "o200k_base"),
    ("gpt-4", "cl100k_base"),
    ("gpt-3.5", "cl100k_base"),
    ("text-embedding", "cl100k_base"),
)
_PER_MESSAGE = 4
_encoders: dict[str, Any] = {}


def get_encoding_name(value: str) -> str:
    """The vocabulary of a model, or of its own name; "o200k_base" for what is not known."""
    if value in _ENCODINGS:
        return value
    return next((name for prefix, name in _MODELS if value.startswith(prefix)), "o200k_base")


def get_image_pricing(model: str) -> dict[str, int]:
    """What images cost, in tokens. Raises: ValueError: a model whose prices are not known."""
    if "gpt-4o-mini" in model:
        return GPT4O_MINI_IMAGE_PRICING
    if "gpt-4o" in model:
        return GPT4O_IMAGE_PRICING
    if "o1" in model:
        return O1_IMAGE_PRICING
    raise ValueError("Invalid model name")


def calculate_image_token_usage_from_base64(image_base64: str, detail: str, image_pricing: dict[str, int]) -> int:
    """What an image costs, in tokens. `image_base64`: PNG or JPEG, also as a data URL; `detail`: "low", or by its size.

    Raises: ValueError: no image of these kinds.
    """
    if detail == "low":
        return image_pricing["base_cost"] + image_pricing["low_detail"]
    width, height = _size_of(base64.b64decode(image_base64.rpartition(",")[2]))
    shrunk = min(1.0, image_pricing["max_dimension"] / max(width, height))
    shrunk *= min(1.0, image_pricing["min_side"] / (min(width, height) * shrunk))
    across, down = (math.ceil(round(side * shrunk, 6) / image_pricing["tile_size"]) for side in (width, height))
    return image_pricing["base_cost"] + image_pricing["tile_cost"] * across * down


def _size_of(data: bytes) -> tuple[int, int]:
    """Width and height in pixels, from the header (PNG: ISO 15948 11.2.2; JPEG: ITU T.81 B.2.2)."""
    if data[:8] == b"\x89PNG\r\n\x1a\n" and len(data) >= 24:
        return int.from_bytes(data[16:20], "big") or 1, int.from_bytes(data[20:24], "big") or 1
    at = 2
    while data[:2] == b"\xff\xd8" and at + 9 <= len(data) and data[at] == 0xFF:
        kind = data[at + 1]
        if 0xC0 <= kind <= 0xCF and kind not in (0xC4, 0xC8, 0xCC):
            height, width = (int.from_bytes(data[at + offset : at + offset + 2], "big") for offset in (5, 7))
            return width or 1, height or 1
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    raise ValueError("the image is neither PNG nor JPEG, or it is cut off: give one of these, or its size class detail='low'")


def _encoder(encoding_name: str) -> Any:
    """The vocabulary, or None where it is not at hand."""
    if encoding_name not in _encoders:
        try:
            _encoders[encoding_name] = import_module("bpe_openai").get_encoding(encoding_name)
        except (ImportError, ValueError, KeyError, RuntimeError):  # not installed, or an older vocabulary that it does not carry
            _encoders[encoding_name] = None
    return _encoders[encoding_name]


class TokenCalculator:
    """Counts of tokens. Every method is static."""

    @staticmethod
    def is_exact(model: str) -> bool:
        """Whether counts for this model (or vocabulary) are exact; else they are estimated."""
        return _encoder(get_encoding_name(model)) is not None

    @staticmethod
    def tokenize(
        s_: str | None = None,
        /,
        encoding_name: str | None = None,
        tokenizer: Callable[[str], Any] | None = None,
        decoder: Callable[[Any], str] | None = None,
        return_tokens: bool = False,
        return_decoded: bool = False,
    ) -> Any:
        """The number of tokens; with `return_tokens` the tokens; with `return_decoded` also the text they stand for.

        `encoding_name`: a vocabulary or a model; `tokenizer`, `decoder`: instead of it. Raises: ValueError: tokens are asked for, and
        the vocabulary is not at hand.
        """
        if not s_:
            return 0
        encoder = None
        if tokenizer is None:
            encoder = _encoder(get_encoding_name(encoding_name or "o200k_base"))
            if encoder is None:
                if return_tokens or return_decoded:
                    raise ValueError("the vocabulary is not at hand: install lionagi[tokens], or give tokenizer= (and decoder=)")
                return active.cores.messages.estimate_tokens([s_])
            tokenizer, decoder = encoder.encode_ordinary, decoder or encoder.decode
        tokens = tokenizer(s_)
        if return_decoded:
            if decoder is None:
                raise ValueError("return_decoded needs decoder=, because tokenizer= was given")
            return (tokens if return_tokens else len(tokens)), decoder(tokens)
        return tokens if return_tokens else len(tokens)

    @staticmethod
    def calculate_message_tokens(messages: list[dict[str, Any]], /, **kwargs: Any) -> int:
        """The tokens of a request: of each message its content, and 4. `model`: "gpt-4o" unless it is given."""
        model = kwargs.get("model", "gpt-4o")
        count = _counter(model)
        return sum(_PER_MESSAGE + TokenCalculator._calculate_chatitem(one.get("content"), count, model) for one in messages)

    @staticmethod
    def calculate_embed_token(inputs: list[str], /, **kwargs: Any) -> int:
        """The tokens of texts that are to be embedded. `model`: "text-embedding-3-small" unless it is given."""
        count = _counter(kwargs.get("model", "text-embedding-3-small"))
        return sum(TokenCalculator._calculate_embed_item(one, count) for one in kwargs.get("inputs", inputs))

    @staticmethod
    def _calculate_chatitem(i_: Any, tokenizer: Callable[..., Any], model_name: str) -> int:
        if isinstance(i_, str):
            return _length(tokenizer(i_))
        if isinstance(i_, dict):
            if "text" in i_:
                return _length(tokenizer(str(i_["text"])))
            if "image_url" in i_:
                return _image(i_["image_url"], model_name)
            return 0
        return sum(TokenCalculator._calculate_chatitem(one, tokenizer, model_name) for one in i_) if isinstance(i_, (list, tuple)) else 0

    @staticmethod
    def _calculate_embed_item(s_: Any, tokenizer: Callable[..., Any]) -> int:
        if isinstance(s_, str):
            return _length(tokenizer(s_))
        return sum(TokenCalculator._calculate_embed_item(one, tokenizer) for one in s_) if isinstance(s_, Iterable) else 0


def _counter(model: str) -> Callable[[str], int]:
    return lambda text: TokenCalculator.tokenize(text, encoding_name=model)


def _length(counted: Any) -> int:
    return counted if isinstance(counted, int) else len(counted)


def _image(described: Any, model: str) -> int:
    """What an image of a message costs. One that is only named by its address, or whose size cannot be read, costs as a small one."""
    url, detail = (described.get("url", ""), described.get("detail", "auto")) if isinstance(described, dict) else (str(described), "auto")
    try:
        prices = get_image_pricing(model)
    except ValueError:
        prices = GPT4O_IMAGE_PRICING
    try:
        return calculate_image_token_usage_from_base64(url, detail if url.startswith("data:") else "low", prices)
    except ValueError:
        return prices["base_cost"]
