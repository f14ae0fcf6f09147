"""Texts of times: ISO 8601 as Python 3.11's `datetime.fromisoformat` reads it, on every version of Python. Part of `entity`.

The interpreter's own parser is not used: 3.10 reads less, 3.14 more. A text without an offset is UTC; any character may stand
between date and time. Twin: `crates/lionagi-core/src/entity/created_at.rs`, whose comments say where each oddity comes from.
"""

from __future__ import annotations

from datetime import date

_DIGITS = frozenset("0123456789")
_SECOND = 10**6  # microseconds
_DAY = 86_400 * _SECOND
_EPOCH = date(1970, 1, 1).toordinal()


def from_iso(text: str) -> float | None:
    """POSIX seconds, rounded once from whole microseconds; None where it is no ISO text or no valid time."""
    try:
        text.encode()
    except UnicodeEncodeError:  # half a surrogate pair
        return None
    separator = _separator_place(text)
    day = None if separator is None else _ordinal(text[:separator])
    if day is None or separator is None:
        return None
    # A character a byte: CPython counts bytes of UTF-8 from here on.
    time = (0, 0) if len(text) <= separator else _time_of_day(text[separator + 1 :].encode().decode("latin-1"))
    if time is None:
        return None
    micros, offset = time
    return ((day - _EPOCH) * _DAY + micros - offset) / _SECOND


# --- date -------------------------------------------------------------------------------------------------------------


def _separator_place(text: str) -> int | None:
    """Where the date ends: its form must tell. Places count characters, which are bytes up to there in a sound date."""
    length = len(text.encode())
    if length < 7:
        return None
    if length == 7:
        return 7
    if text[4:5] == "-":
        if text[5:6] != "W":
            return 10  # YYYY-MM-DD
        if text[8:9] != "-":
            return 8  # YYYY-Www
        if length == 9:
            return None
        # YYYY-Www-D, or YYYY-Www with a dash before the time: two digits after the dash are an hour.
        return 8 if text[10:11] in _DIGITS else 10
    if text[4:5] != "W":
        return 8  # YYYYMMDD
    # YYYYWww or YYYYWwwd: times have pairs of digits, so the number of digits decides.
    end = 7
    while text[end : end + 1] in _DIGITS:
        end += 1
    return end if end < 9 else 7 if end % 2 == 0 else 8


def _ordinal(text: str) -> int | None:
    """The proleptic Gregorian ordinal of a date, as `date.toordinal` counts."""
    year = _number(text, 0, 4)
    if year is None or len(text) < 5:
        return None
    dashed = text[4] == "-"
    at = 4 + dashed
    if text[at : at + 1] == "W":
        return _week_ordinal(year, text, at, dashed)
    month, day = _number(text, at, 2), _number(text, at + 2 + dashed, 2)
    if month is None or day is None or len(text) != at + 4 + dashed or (dashed and text[at + 2] != "-"):
        return None
    try:
        return date(year, month, day).toordinal()
    except ValueError:
        return None


def _week_ordinal(year: int, text: str, at: int, dashed: bool) -> int | None:
    week, day = _number(text, at + 1, 2), 1
    rest = len(text) - at - 3
    if week is None or rest < 0:
        return None
    if rest:
        given = _number(text, at + 3 + dashed, 1)
        if given is None or rest != 1 + dashed or (dashed and text[at + 3] != "-"):
            return None
        day = given
    try:
        return date.fromisocalendar(year, week, day).toordinal()
    except (ValueError, OverflowError):
        return None


# --- time -------------------------------------------------------------------------------------------------------------


def _time_of_day(text: str) -> tuple[int, int] | None:
    """Microseconds of the day, and of the distance from UTC."""
    zone = next((at for at, character in enumerate(text) if character in "+-Z"), None)
    read = _clock(text, len(text) if zone is None else zone)
    if read is None:
        return None
    hour, minute, second, micros, ends_there = read
    if hour > 23 or minute > 59 or second > 59:
        return None
    of_day = ((hour * 60 + minute) * 60 + second) * _SECOND + micros
    if zone is None:
        return (of_day, 0) if ends_there else None
    if text[zone] == "Z":
        return (of_day, 0) if _character(text, zone + 1) == "\0" else None
    read = _clock(text[zone + 1 :], len(text) - zone - 1)
    if read is None:
        return None
    hour, minute, second, micros, ends_there = read
    # Minutes beyond 59 count; the whole must stay below a day, and below a second it is nothing.
    distance = ((hour * 60 + minute) * 60 + second) * _SECOND + micros
    if not ends_there or distance >= _DAY:
        return None
    if distance < _SECOND:
        return of_day, 0
    return of_day, -distance if text[zone] == "-" else distance


def _clock(text: str, end: int) -> tuple[int, int, int, int, bool] | None:
    """`HH`, `HH:MM` or `HH:MM:SS` with an optional fraction, up to `end`: hour, minute, second, microseconds, and whether the text
    ends there, too. A reader that knows that a zone follows ignores that, as CPython does."""
    parts = [0, 0, 0]
    at = 0
    colons = True
    for part in range(3):
        number = _number(text, at, 2)
        if number is None:
            return None
        parts[part] = number
        following = _character(text, at + 2)
        if part == 0:
            colons = following == ":"
        at += 3
        if at >= end:
            return parts[0], parts[1], parts[2], 0, following == "\0"
        if following == ":" and colons:
            continue
        if following in ".,":
            break
        if colons:
            return None
        at -= 1
    # Reached after three parts, too, where no point follows: what stands there is read as the fraction.
    kept = min(end - at, 6)
    fraction = _number(text, at, kept)
    if fraction is None:
        return None
    at += kept
    while _character(text, at) in _DIGITS:
        at += 1  # beyond microseconds: cut off
    return parts[0], parts[1], parts[2], fraction * 10 ** (6 - kept), _character(text, at) == "\0"


# --- characters -------------------------------------------------------------------------------------------------------


def _character(text: str, at: int) -> str:
    """The character there; NUL behind the end, where C texts have one."""
    return text[at] if at < len(text) else "\0"


def _number(text: str, at: int, count: int) -> int | None:
    found = text[at : at + count]
    return int(found or "0") if len(found) == count and _DIGITS.issuperset(found) else None
