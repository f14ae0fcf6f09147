"""What a docstring says of a function and of its parameters, in the styles of Google and of reStructuredText."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from typing import Any, Literal

from lionagi import _errors

__all__ = ["extract_docstring"]

_HEADERS = ("args", "parameters", "params", "arguments")
_REST_PARAM = re.compile(r":param\s+(?P<words>[^:]+):\s*(?P<text>.*)")


def extract_docstring(func: Callable[..., Any], style: Literal["google", "rest"] = "google") -> tuple[str | None, dict[str, str]]:
    """The first line, and the descriptions by parameter. A function without a docstring gives (None, {}).

    Raises: ValueError: another style.
    """
    wanted = str(style).strip().lower()
    if wanted not in ("google", "rest"):
        raise _errors.docstring_style(style)
    text = inspect.getdoc(func)
    if not text:
        return None, {}
    lines = text.split("\n")
    described = _google(lines[1:]) if wanted == "google" else _rest(lines[1:])
    return lines[0].strip() or None, described


def _google(lines: list[str]) -> dict[str, str]:
    """Indented `name (type): text` lines below a header; deeper lines, and lines without a colon, go on with what is before them."""
    found: dict[str, str] = {}
    inside, name, margin = False, None, 0
    for line in lines:
        stripped = line.strip()
        if not inside:
            # A sentence that begins with "Arguments ..." is no header.
            inside = stripped.lower().startswith(_HEADERS) and (stripped.endswith(":") or stripped.lower() in _HEADERS)
            continue
        if not stripped:
            continue
        depth = len(line) - len(line.lstrip())
        if depth == 0:
            break
        head, colon, rest = stripped.partition(":")
        if colon and (name is None or depth <= margin):
            name, margin = head.split("(")[0].strip(), depth
            found[name] = rest.strip()
        elif name is not None:
            found[name] = f"{found[name]} {stripped}".strip()
    return found


def _rest(lines: list[str]) -> dict[str, str]:
    """`:param name: text` and `:param type name: text`; lines that open no other field go on with what is before them."""
    found: dict[str, str] = {}
    name = None
    for line in lines:
        stripped = line.strip()
        matched = _REST_PARAM.match(stripped)
        if matched:
            name = matched["words"].split()[-1]
            found[name] = matched["text"].strip()
        elif stripped.startswith(":") or not stripped:
            name = None
        elif name is not None:
            found[name] = f"{found[name]} {stripped}".strip()
    return found
