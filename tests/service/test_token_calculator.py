"""Tokens: exact with a vocabulary, estimated without, and images by their size."""

from __future__ import annotations

import base64
import struct

import pytest

from lionagi.registry import active
from lionagi.service import token_calculator
from lionagi.service.token_calculator import (
    GPT4O_IMAGE_PRICING,
    TokenCalculator,
    calculate_image_token_usage_from_base64,
    get_encoding_name,
    get_image_pricing,
)

TEXT = "Tokens are counted, not guessed: 12345."


def letters(text):
    return list(text)


@pytest.fixture
def without_vocabulary(monkeypatch):
    monkeypatch.setattr(token_calculator, "_encoders", dict.fromkeys(("o200k_base", "cl100k_base")))


@pytest.fixture(autouse=True)
def no_kept_vocabulary(monkeypatch):
    monkeypatch.setattr(token_calculator, "_encoders", {})


@pytest.mark.parametrize(
    ("model", "name"),
    [
        ("gpt-4o", "o200k_base"),
        ("gpt-4.1-mini", "o200k_base"),
        ("gpt-4", "cl100k_base"),
        ("gpt-3.5-turbo", "cl100k_base"),
        ("text-embedding-3-small", "cl100k_base"),
        ("cl100k_base", "cl100k_base"),
        ("other", "o200k_base"),
    ],
)
def test_vocabulary_of_a_model(model, name):
    assert get_encoding_name(model) == name


def test_exact_where_the_vocabulary_is_at_hand():
    bpe = pytest.importorskip("bpe_openai", reason="extra `tokens` is not installed")
    tokens = bpe.get_encoding("o200k_base").encode_ordinary(TEXT)
    assert TokenCalculator.is_exact("gpt-4o")
    assert TokenCalculator.tokenize(TEXT) == len(tokens)
    assert TokenCalculator.tokenize(TEXT, return_tokens=True) == tokens
    assert TokenCalculator.tokenize(TEXT, return_tokens=True, return_decoded=True) == (tokens, TEXT)
    assert TokenCalculator.calculate_message_tokens([{"role": "user", "content": TEXT}], model="gpt-4o") == 4 + len(tokens)


@pytest.mark.usefixtures("without_vocabulary", "backend")
def test_estimated_where_it_is_not():
    assert not TokenCalculator.is_exact("gpt-4o")
    assert TokenCalculator.tokenize(TEXT) == active.cores.messages.estimate_tokens([TEXT]) > 0
    with pytest.raises(ValueError, match=r"install lionagi\[tokens\]"):
        TokenCalculator.tokenize(TEXT, return_tokens=True)


@pytest.mark.parametrize("text", ["", None])
def test_nothing_is_no_token(text):
    assert TokenCalculator.tokenize(text) == 0


def test_a_tokenizer_of_ones_own():
    assert TokenCalculator.tokenize("abc", tokenizer=letters) == 3
    assert TokenCalculator.tokenize("abc", tokenizer=letters, return_tokens=True) == ["a", "b", "c"]
    assert TokenCalculator.tokenize("abc", tokenizer=letters, return_decoded=True, decoder="".join) == (3, "abc")
    with pytest.raises(ValueError, match="return_decoded needs decoder="):
        TokenCalculator.tokenize("abc", tokenizer=letters, return_decoded=True)


@pytest.mark.usefixtures("without_vocabulary")
def test_parts_of_a_message_count():
    def count(content):
        return TokenCalculator.calculate_message_tokens([{"role": "user", "content": content}]) - 4

    one = count("some words here")
    assert one > 0
    assert count([{"type": "text", "text": "some words here"}]) == one  # 0.18.0 counted nothing
    assert count([{"text": "some words here"}, "some words here"]) == 2 * one
    assert count(None) == count({"other": 1}) == 0


@pytest.mark.usefixtures("without_vocabulary")
def test_texts_to_embed_count():
    assert TokenCalculator.calculate_embed_token(["some words", ["more words"]]) == sum(
        active.cores.messages.estimate_tokens([text]) for text in ("some words", "more words")
    )


def png(width, height):
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", width, height)


def jpeg(width, height):
    return b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0" + struct.pack(">HBHH", 17, 8, height, width)


@pytest.mark.parametrize("header", [png, jpeg])
@pytest.mark.parametrize(
    ("size", "tiles"), [((10, 10), 1), ((512, 512), 1), ((1024, 1024), 4), ((2048, 4096), 6), ((4000, 1000), 4), ((768, 2000), 8)]
)
def test_an_image_costs_by_its_tiles(header, size, tiles):
    # Tiles of 512 after fitting into 2048 x 2048 and shrinking the shorter side to 768; the examples of OpenAI's guide among them.
    url = "data:image/x;base64," + base64.b64encode(header(*size)).decode()
    assert calculate_image_token_usage_from_base64(url, "high", GPT4O_IMAGE_PRICING) == 85 + 170 * tiles
    assert calculate_image_token_usage_from_base64(url, "low", GPT4O_IMAGE_PRICING) == 85


def test_what_is_no_image_is_refused_and_costs_as_a_small_one_in_a_message():
    text = base64.b64encode(b"\xff\xd8\xff").decode()
    with pytest.raises(ValueError, match="neither PNG nor JPEG"):
        calculate_image_token_usage_from_base64(text, "high", GPT4O_IMAGE_PRICING)
    for url in (f"data:image/png;base64,{text}", "somewhere.png"):
        message = {"role": "user", "content": [{"type": "image_url", "image_url": {"url": url}}]}
        assert TokenCalculator.calculate_message_tokens([message], model="gpt-4o") == 4 + 85


def test_prices():
    assert [get_image_pricing(model)["tile_cost"] for model in ("gpt-4o", "gpt-4o-mini-2024", "o1")] == [170, 5667, 150]
    with pytest.raises(ValueError, match=r"^Invalid model name$"):
        get_image_pricing("other")
