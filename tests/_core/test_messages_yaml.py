"""The contract of `yaml`: recorded documents, hand-written ones, and PyYAML as judge, on each backend by itself.

Not here: differential tests and properties over strategies (`equivalence_tests/test_messages/test_yaml.py`).
"""

from __future__ import annotations

import datetime
import enum
import json
import math
import uuid

import pytest
import yaml

from lionagi._core import MAX_DEPTH
from lionagi.registry import active
from tests.recorded import decoded, recorded

pytestmark = pytest.mark.usefixtures("backend")

KEYS = {"guidance": "Guidance", "instruction": "Instruction", "prompt_context": "Context", "tool_schemas": "Tools"}
# What 0.18.0 recorded of contents that are nothing but these fields.
SAMPLES = [
    sample for sample in recorded("chat_msg")["samples"] if sample["content"].keys() <= KEYS.keys() and isinstance(sample["rendered"], str)
]

TEXTS = [
    *(
        "yes",
        "~",
        "=",
        "<<",
        "null",
        "1:30",
        "1_000",
        "0x1F",
        "1e3",
        ".5",
        "1.5e+3",
        "2024-01-01",
        "2024-01-01 10:00:00",
        "012",
        "0o7",
        "-.inf",
    ),
    *("- x", "? x", ": x", "a: b", "a #b", "#", "%", "@", "`", "&a", "*a", "!a", "|", ">", "'", '"', "\\", "[", "{", ",", "---", "..."),
    *("\ta", "a\tb", " a", "a ", "a\nb", "a\n", "a\n\n", " a\nb", "a \nb", "a\nb ", "\n\na", "a\r\nb", "\ta\nb", "# a\nb", "a\n---\nb"),
    *(
        "a\x85b",
        "a\n\x85b",
        "a\u2028b",
        "a\n\u2028b",
        "\u2029a",
        "\ufeffa",
        "\x00",
        "\x1f",
        "\x7f",
        "\x9f",
        "\xa0a\xa0",
        "\u3000",
        "é漢😀",
        "\U0010ffff",
    ),
    *("k" * length for length in (122, 123, 128, 130)),
]


def write(value, default=None):
    return active.cores.messages.yaml(value, default)


def read(text):
    return yaml.load(text, Loader=yaml.SafeLoader)


class Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data):
        return True


Dumper.add_representer(
    str, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)
)


def dump(value):
    """PyYAML's own document, without its last line break."""
    return yaml.dump(value, Dumper=Dumper, default_flow_style=False, sort_keys=False, allow_unicode=True, width=math.inf)[:-1]


# --- recorded ----------------------------------------------------------------------------------------------------------


def test_there_are_samples():
    assert len(SAMPLES) >= 20


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: json.dumps(sample["content"])[:60])
def test_recorded_documents(sample):
    content = decoded(sample["content"])
    if isinstance(content.get("tool_schemas"), dict):  # the content makes a list of one schema
        content["tool_schemas"] = [content["tool_schemas"]]

    assert write({key: content.get(name) for name, key in KEYS.items()}, str) == sample["rendered"]


# --- hand-written ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"a": "x", "b": ["y", "z"]}, "a: x\nb:\n- y\n- z"),
        ({"a": {"b": {"c": 1}}}, "a:\n  b:\n    c: 1"),
        ([["a", ["b"]], {"c": 1, "d": ["e"]}], "- - a\n  - - b\n- c: 1\n  d:\n  - e"),
        ({"a": "line\nline"}, "a: |-\n  line\n  line"),
        ({"a": "line\n", "b": 1}, "a: |\n  line\nb: 1"),
        ({"a": "line\n\n", "b": 1}, "a: |+\n  line\n\nb: 1"),
        ({"a": "line\n\n"}, "a: |+\n  line\n\n..."),
        ({"a": [" x\ny"]}, "a:\n- |2-\n   x\n  y"),
        ({"a": "x \ny"}, 'a: "x \\ny"'),
        ({"a": "true", "b": "12", "c": "it's", "d": "a: 'b'"}, "a: 'true'\nb: '12'\nc: it's\nd: 'a: ''b'''"),
        ({"two\nlines": "v"}, "? |-\n  two\n  lines\n: v"),
        ({"k" * 122: 1}, "k" * 122 + ": 1"),
        ({"k" * 123: [1]}, "? " + "k" * 123 + "\n: - 1"),
        ({"k": [True, False, 0, 1.0, 1e20, math.inf, -math.inf]}, "k:\n- true\n- false\n- 0\n- 1.0\n- 1.0e+20\n- .inf\n- -.inf"),
        ({1: "a", None: "b", 2.5: "c", False: "d", (1, 2): "e"}, "1: a\nnull: b\n2.5: c\nfalse: d\n? - 1\n  - 2\n: e"),
        ({"k": {"b", "a"}}, "k: !!set\n  a: null\n  b: null"),
        ({"k": b"ab"}, "k: !!binary |\n  YWI="),
        ([datetime.date(2024, 2, 29), datetime.datetime(2024, 2, 29, 1, 2, 3)], "- 2024-02-29\n- 2024-02-29 01:02:03"),
        ([uuid.UUID(int=1)], "- 00000000-0000-0000-0000-000000000001"),
        ([10**5000], f"- 1{'0' * 5000}"),
        ("plain", "plain"),
        ("yes", "'yes'"),
        ("a\nb", "|-\n  a\n  b"),
        (0, "0"),
    ],
    ids=lambda value: repr(value)[:40] if type(value) is not list or value[0] != 10**5000 else "large",
)
def test_the_block_style(value, expected):
    assert write(value) == expected


@pytest.mark.parametrize(
    "nothing", [None, "", " \t\n", [], {}, (), set(), {"a": None}, [[], [{}]], {"a": {"b": [" ", ()]}}, {""}], ids=repr
)
def test_nothing_is_an_empty_mapping(nothing):
    assert write(nothing) == "{}"
    assert write({"kept": 0, "dropped": nothing, "also kept": False}) == "kept: 0\nalso kept: false"
    assert write([nothing, 1]) == "- 1"


@pytest.mark.parametrize("blank", ["\xa0", "\u3000", "\u2003"])
def test_wide_blanks_at_the_ends_are_text(blank):
    """0.18.0 stripped them: of `{"\\xa0": 1}` it made `: 1`, which is no YAML."""
    for value in ({f"{blank}a": 1}, {"a": f"b{blank}"}, {"a": f"b\nc{blank}"}, f"{blank}a{blank}", {blank: 1}):
        assert read(write(value)) == value


# --- the judge ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", TEXTS, ids=ascii)
def test_pyyaml_reads_it_and_would_have_written_it(text):
    blank = not text.strip()
    for value in ({"k": text, "z": 1}, {"k": [text, {"l": text}], "z": 1}, {text: "v", "z": 1}, {"a": {text: {"b": ["c"]}}, "z": 1}):
        written = write(value)
        if not blank or text in value or "a" in value:
            assert read(written) == value
            if "\x85" not in text:
                assert written == dump(value)
        else:
            assert read(written) == {"z": 1}


def test_one_break_at_the_very_end_is_the_end_of_the_document():
    """As 0.18.0, whose sample it is. Everywhere else, and in any other style, it is kept."""
    assert read(write({"a": ["x\n"]})) == {"a": ["x"]}
    for value in ({"a": "x\n", "b": 1}, {"a": ["x\n\n"]}, {"a": "x \ny\n"}, {"x\n": 1}):
        assert read(write(value)) == value


# --- what stands for other types ---------------------------------------------------------------------------------------


class Colour(enum.Enum):
    RED = "yes"
    NONE = ""


class Shown:
    def __str__(self):
        return "shown: so"


def test_members_of_enums_are_their_values():
    assert write([Colour.RED, Colour.NONE, {Colour.RED: 1}]) == "- 'yes'\n- 'yes': 1"


def test_anything_else_is_what_default_says_or_its_text():
    assert write([Shown()]) == "- 'shown: so'"
    assert write([Shown(), 1, "x"], lambda value: {"a": None, "b": [value.__class__.__name__]}) == "- b:\n  - Shown\n- 1\n- x"
    assert write([Shown(), 1], lambda value: None) == "- 1"


# --- what is refused ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", ["\ud800", {"k": "a\udfffb"}, {"\ud800": 1}, ["x" * 200 + "\udc80\n"], {("\ud800",): 1}], ids=ascii)
def test_half_a_letter_is_refused(value):
    with pytest.raises(ValueError, match=r"^str is not valid UTF-8: surrogates not allowed$"):
        write(value)


@pytest.mark.parametrize("wrap", [lambda value: [value], lambda value: (value,), lambda value: {"k": value}], ids=["list", "tuple", "dict"])
def test_the_deepest_is_written_and_one_more_refused(wrap):
    value = "x"
    for _ in range(MAX_DEPTH):
        value = wrap(value)

    assert write(value).endswith("x")
    with pytest.raises(TypeError, match=f"more than {MAX_DEPTH} containers"):
        write(wrap(value))


def test_a_cycle_is_refused():
    ring: list = [1]
    ring.append({"again": ring})

    with pytest.raises(TypeError, match=f"more than {MAX_DEPTH} containers"):
        write(ring)


def test_what_user_code_raises_leaves_as_it_is():
    def default(value):
        raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        write([Shown()], default)
