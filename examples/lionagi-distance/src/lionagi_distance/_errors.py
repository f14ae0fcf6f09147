"""Errors of both cores: one type, one text."""

from __future__ import annotations


def no_text(value: object) -> TypeError:
    return TypeError(f"distance needs str, not {type(value).__name__}")
