"""Texts of times: ISO 8601 as Python 3.11's `datetime.fromisoformat` reads it. Part of `entity`.

Twin: `crates/lionagi-core/src/entity/created_at.rs`.
"""

from __future__ import annotations

import sys
from datetime import datetime, timezone


def from_iso(text: str) -> float | None:
    """POSIX seconds of an ISO text, without an offset in UTC; None where it is no ISO text or no valid time."""
    try:
        time = datetime.fromisoformat(text if sys.version_info >= (3, 11) else _for_python_3_10(text))
    except ValueError:
        return None
    return (time if time.tzinfo else time.replace(tzinfo=timezone.utc)).timestamp()


def _for_python_3_10(text: str) -> str:
    """The forms programs write most, in the one form Python 3.10 reads: `Z`, and fractions of any length."""
    if text.endswith("Z"):
        text = f"{text[:-1]}+00:00"
    whole, point, rest = text.partition(".")
    if not point:
        return text
    digits = rest[: len(rest) - len(rest.lstrip("0123456789"))]
    return f"{whole}.{digits[:6]:0<6}{rest[len(digits) :]}"
