"""Values at which YAML writers break: texts that look like something else, breaks of every kind, long keys, empty and nested values.

Not here: values in general (`values.py`), the fast generator (`equivalence_tests/generators/yaml.py`), which draws from the same lists.
"""

from __future__ import annotations

import datetime
import math
from typing import Any

from hypothesis import strategies as st

from equivalence_tests.strategies import values

# Words, numbers and moments of YAML 1.1, and their neighbours that are texts.
LOOKALIKES = [
    *("~", "=", "<<", "yes", "No", "oN", "on", "OFF", "null", "Null", "nULL", "true", "y", "n"),
    *(
        "0",
        "00",
        "08",
        "-0",
        "+1",
        "0o7",
        "0b1",
        "0b",
        "0b2",
        "0x1F",
        "0x",
        "1_000",
        "1_",
        "-_",
        "1:30",
        "1:60",
        "1:65",
        "190:20:30",
        "1:7:9.5",
    ),
    *("1.", ".5", ".", "..", "1e3", "1e+3", "1.5e+3", "1.5e3", ".5e-7", "-.inf", ".inf", ".NaN", "+.nan", ".Inf", "1.5_0"),
    *("2024-01-01", "2024-1-1", "2024-1-01", "2024-01-01 10:00:00", "2024-01-01T10:00:00Z", "2024-01-01 1:00:00.5 +1:00"),
    *("2024-01-01T10:00", "2024-01-01 10:00:00 +1:0", "2024-01-01 10:00:00 -01"),
]
# What means something to YAML where it stands.
INDICATORS = [
    *(
        "-",
        "?",
        ":",
        "- x",
        "? x",
        ": x",
        "x:",
        "x :y",
        "a: b",
        "a:b",
        "a #b",
        "a#b",
        "#",
        "%",
        "%a",
        "@a",
        "`a",
        "&a",
        "*a",
        "!a",
        "!!str a",
    ),
    *(
        "|",
        ">",
        "'",
        "''",
        '"',
        "a'b",
        'a"b',
        "\\",
        "[",
        "]",
        "{",
        "}",
        "[a]",
        "{a: b}",
        ",",
        "a, b",
        "---",
        "--- a",
        "...",
        "...a",
        "a ---",
    ),
]
BLANKS_AND_BREAKS = [
    *(
        "\n",
        "\n\n",
        "\na",
        "a\n",
        "a\n\n",
        "a\n\n\n",
        "a\nb",
        "a\n\nb",
        " a\nb",
        "a\n b",
        "a \nb",
        "a\nb ",
        "a\n \nb",
        "\n\n a",
        "a\r\nb",
        "\r",
    ),
    *("\t", "\ta", "a\t", "a\tb", "\ta\nb", "a\t\nb", "a\n\tb", " ", "  a", "a  ", "a  b", "# a\nb", "a\n---\nb", "a\n...\nb"),
    *("\x85", "a\x85", "\x85a", "a\x85b", "a\x85\n", "a \x85b", "\u2028", "a\u2028", "\u2028a", "a\u2028b", "a\u2028\u2029b", "a \u2028b"),
    *(
        "a\u2028 b",
        "a\n\u2028",
        "\u2028a\nb",
        "a\u2029\n",
        "a\u2028\n\n",
        "it's\u2028so",
        "\xa0",
        "\xa0a",
        "a\xa0",
        "\u3000",
        "a\n\u3000",
        "a\xa0\n",
    ),
]
UNPRINTABLE = [
    "\ufeff",
    "\ufeffa",
    "a\ufeffb",
    "\x00",
    "\x07",
    "\x1b",
    "\x1c",
    "\x7f",
    "\x80",
    "\x9f",
    "\ufffe",
    "\uffff",
    "\U0010fffe",
    "\U0010ffff",
]
WIDE = ["é", "漢字", "😀", "é: ", "é #", "é:é", "\ud7ff", "\ue000", "\ufffd", "\U00010000"]
# The longest key on one line has 122 letters.
LONG = [letter * length for letter in ("k", "é", "😀", "7") for length in (121, 122, 123, 124, 127, 128, 130)]
TEXTS = [*LOOKALIKES, *INDICATORS, *BLANKS_AND_BREAKS, *UNPRINTABLE, *WIDE, *LONG, ""]
PIECES = [
    *"aZ_09.-+:#?!|>'\"\\%@`&*{}[],=~ \n\t\r",
    *("\n", " ", ": ", " #", "- ", "\x85", "\u2028", "\u2029", "\ufeff", "\xa0", "\x00", "\x1c", "é", "漢", "😀", "\U0010ffff"),
]
DIGITS = "0123456789._:-+eExXbBoTZ "
BYTES = [b"", b"a", b"ab", b"abc", b"\x00\xff", b"x" * 57, b"x" * 58, b"x" * 60, b"x" * 114, bytes(range(256))]
_DATE = datetime.date(2024, 2, 29)
_ZONES = [None, datetime.timezone.utc, *(datetime.timezone(datetime.timedelta(minutes=minutes)) for minutes in (330, -60, 1))]
MOMENTS = [
    _DATE,
    *(datetime.datetime(2024, 2, 29, 1, 2, 3, micro, zone) for micro in (0, 5, 500_000) for zone in _ZONES),
]
NUMBERS = [
    0,
    -1,
    2**64,
    -(10**30),
    0.0,
    -0.0,
    1.0,
    1e15,
    1e16,
    1e17,
    1.5e16,
    1e-4,
    1e-5,
    1e22,
    5e-324,
    1e100,
    math.inf,
    -math.inf,
    math.nan,
]


def texts() -> st.SearchStrategy[str]:
    """Texts without surrogates."""
    return st.one_of(
        st.sampled_from(TEXTS),
        st.lists(st.sampled_from(PIECES), min_size=1, max_size=8).map("".join),
        st.text(DIGITS, min_size=1, max_size=10),
        st.text(max_size=10),
        st.tuples(st.sampled_from(TEXTS), st.sampled_from(TEXTS)).map("\n".join),
    )


def leaves() -> st.SearchStrategy[Any]:
    """Texts, mostly, and everything else that PyYAML reads back as it was."""
    others = [st.none(), st.booleans(), values.integers(), values.floats(), st.sampled_from(NUMBERS)]
    return st.one_of(texts(), texts(), texts(), *others, st.sampled_from(BYTES), st.binary(max_size=70), st.sampled_from(MOMENTS))


def keys() -> st.SearchStrategy[Any]:
    """Keys of one scalar, texts mostly."""
    others = st.one_of(st.none(), st.booleans(), st.integers(-9, 9), st.sampled_from(NUMBERS[:-1]), st.sampled_from([*BYTES, *MOMENTS]))
    return st.one_of(texts(), texts(), texts(), texts(), others)


def documents() -> st.SearchStrategy[Any]:
    """Values of which PyYAML's safe loader makes the same again."""
    members = st.sets(st.one_of(texts(), st.integers(-9, 9), st.none()), max_size=3)
    return st.recursive(
        leaves(),
        lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(keys(), inner, max_size=4), st.tuples(inner, inner), members),
        max_leaves=12,
    )


def container_keys() -> st.SearchStrategy[Any]:
    """Mappings with tuples as keys, which PyYAML writes but does not read."""
    inside = st.recursive(keys(), lambda inner: st.lists(inner, max_size=3).map(tuple), max_leaves=4)
    return st.dictionaries(st.lists(inside, max_size=3).map(tuple), documents(), min_size=1, max_size=3)
