"""YAML for people and models: the block style that messages are rendered in, written directly.

The subset is what PyYAML's safe dumper writes in block style with an indent of two, unlimited width, unicode kept, insertion order
and no aliases, texts of several lines as literal blocks where YAML allows it. Before writing, None, blank texts and empty containers are
dropped at every depth. Values that YAML has no form for: UUID as text, an Enum member as its value, a set as a sorted `!!set`, a
deque as a sequence, sub-classes as their base; whatever else `default` gives for them, else their `str()`.

Invariant: a YAML 1.1 reader gets the pruned value back, but for one line break at the very end (lionagi 0.18.0 stripped the result).
Known differences from PyYAML: members of a set are sorted; a document that is one plain text ends without `...`, and every document
without its last line break, so that of a last text goes; U+0085 is always escaped, because its raw form is read as another break.
Unlike 0.18.0, which stripped all that Python takes for blank, no-break and wide spaces at the ends are kept: they are text.
Twin: `crates/lionagi-core/src/messages/yaml/`. Source of the rules: YAML 1.1 (https://yaml.org/spec/1.1/), chapters 5, 7 and 9,
and PyYAML as a black box.
"""

from __future__ import annotations

import re
import sys
from binascii import b2a_base64
from collections.abc import Callable
from typing import Any

from lionagi import _errors
from lionagi._core import MAX_DEPTH

Default = Callable[[Any], Any] | None

_BREAKS = "\n\x85\u2028\u2029"
_AFTER_BLANK = ("", " ", "\u2028", "\u2029")  # what ends a word, of what may be raw; "" is the end of the text
_LONGEST_KEY = 127  # of a key on one line, its tag included; YAML allows 1,024, PyYAML this
# A text that is written as it is: begins with a letter, has no line break and nothing that could end a plain scalar early.
_RUN = "[!-9;-~\u00a0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010fffe]*"
_SAFE = re.compile(rf"[A-Za-z]{_RUN}(?:(?::(?![ ]|\Z)|[ ](?![ #]|\Z)){_RUN})*")
# Words and numbers of YAML 1.1 that a text must be quoted not to be taken for.
_WORDS = frozenset({
    "", "~", "=", "<<", "yes", "Yes", "YES", "no", "No", "NO", "true", "True", "TRUE", "false", "False", "FALSE",
    "on", "On", "ON", "off", "Off", "OFF", "null", "Null", "NULL",
})  # fmt: skip
_AMBIGUOUS = re.compile(
    r"""[-+]?(?:[0-9][0-9_]*)\.[0-9_]*(?:[eE][-+][0-9]+)? | \.[0-9][0-9_]*(?:[eE][-+][0-9]+)?
      | [-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]* | [-+]?\.(?:inf|Inf|INF) | \.(?:nan|NaN|NAN)
      | [-+]?0b[0-1_]+ | [-+]?0[0-7_]+ | [-+]?(?:0|[1-9][0-9_]*) | [-+]?0x[0-9a-fA-F_]+ | [-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+
      | [0-9]{4}-[0-9]{2}-[0-9]{2}
      | [0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]*)?
        (?:[ \t]*(?:Z|[-+][0-9]{1,2}(?::[0-9]{2})?))?""",
    re.VERBOSE,
)
_INDICATORS = frozenset("#,[]{}&*!|>'\"%@`")
_ESCAPES = {
    "\0": "\\0", "\x07": "\\a", "\x08": "\\b", "\t": "\\t", "\n": "\\n", "\x0b": "\\v", "\x0c": "\\f", "\r": "\\r", "\x1b": "\\e",
    '"': '\\"', "\\": "\\\\", "\x85": "\\N", "\u2028": "\\L", "\u2029": "\\P",
}  # fmt: skip
_TO_ESCAPE = re.compile("[^ !#-\\[\\]-~\u00a0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd]")
_SURROGATE = re.compile("[\ud800-\udfff]")
# What no style but double quotes can hold: letters that are not printable, the byte order mark, U+0085 (readers make another break
# of it) and U+10FFFF (as PyYAML), and a space before a break.
_NEVER_RAW = re.compile(f"[^\\n -~\u00a0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010fffe]| (?=[{_BREAKS}])")
_BREAK_SPACE = re.compile(f"[{_BREAKS}] ")
_ENDS_PLAIN = re.compile(r":(?=[ \u2028\u2029]|\Z)|(?<=[ \u2028\u2029])#")
_LINES = re.compile(f"([{_BREAKS}])")
_KEEPS_BREAKS = re.compile(r" ?\|2?\+\n")
_ENDS_ITS_LINE = "\r"  # after a literal block whose last break is no \n: the next line needs none (a raw \r is never written)

_dropped: Any = object()  # what pruning leaves of nothing


class _Tagged:
    """A value whose tag must be written: `!!set` with its sorted members, `!!binary` with its text."""

    __slots__ = ("tag", "value")

    def __init__(self, tag: str, value: Any) -> None:
        self.tag, self.value = tag, value


class _Plain(str):
    """Text that is written without quotes, because it stands for no text: a moment."""

    __slots__ = ()


def document(value: object, default: Default = None) -> str:
    """See `yaml` in the contract."""
    kept = _pruned(value, default, 1)
    if kept is _dropped:
        return "{}"
    out: list[str] = []
    _write(out, kept, 0, _ROOT)
    return _whole(out)


def fields(pairs: list[tuple[str, Any]], default: Default = None) -> str:
    """The document of a mapping of these keys, in this order; each key is a word that needs no quotes."""
    out: list[str] = []
    for key, value in pairs:
        if type(value) is str:
            if not value or value.isspace():
                continue
            kept: Any = value
        else:
            kept = _pruned(value, default, 2)
            if kept is _dropped:
                continue
        out.append(f"\n{key}:" if out else f"{key}:")
        _write(out, kept, 0, _VALUE)
    return _whole(out) if out else "{}"


def _whole(out: list[str]) -> str:
    if _KEEPS_BREAKS.match(out[-1]):  # or a reader could not tell where the last breaks of the text end
        out.append("\n...")
    text = "".join(out)
    if _ENDS_ITS_LINE in text:
        text = text.replace(f"{_ENDS_ITS_LINE}\n", "").replace(_ENDS_ITS_LINE, "")
    return text


# --- pruning -----------------------------------------------------------------------------------------------------------------


def _pruned(value: Any, default: Default, depth: int) -> Any:
    """`value` of plain types only, without what is dropped. Raises: TypeError: too deep."""
    kind = type(value)
    if kind is str:
        return value if value and not value.isspace() else _dropped
    if kind is int or kind is float or kind is bool:
        return value
    if value is None:
        return _dropped
    if depth > MAX_DEPTH:
        raise _errors.nested_too_deep()
    # `default` and `str()` may change what is walked: all of a container is in hand before they can.
    if isinstance(value, dict):
        found = {}
        for key, item in list(value.items()):
            kept = _pruned(item, default, depth + 1)
            if kept is not _dropped:
                found[key if type(key) is str else _key(key, default, depth + 1)] = kept
        return found or _dropped
    if isinstance(value, (list, tuple)):
        items = [kept for item in tuple(value) if (kept := _pruned(item, default, depth + 1)) is not _dropped]
        return items or _dropped
    if isinstance(value, (set, frozenset)):
        members = [_key(member, default, depth + 1) for member in tuple(value) if _pruned(member, default, depth + 1) is not _dropped]
        return _Tagged("!!set", _sorted(members)) if members else _dropped
    return _other(value, default, depth)


def _other(value: Any, default: Default, depth: int) -> Any:
    """A value of a type that YAML or this module knows, or what stands for it."""
    kind = type(value)
    if isinstance(value, str):
        return _pruned(str.__str__(value), default, depth)
    if isinstance(value, (int, float)) and not _is_enum(kind):
        return int(value) if isinstance(value, int) else float(value)
    if isinstance(value, (bytes, bytearray)):
        return _Tagged("!!binary", _base64(bytes(value)))
    if _is_enum(kind):
        return _pruned(value.value, default, depth + 1)
    module = sys.modules.get("datetime")
    if module is not None and isinstance(value, (module.date, module.time)):
        return (
            _Plain(value.isoformat(" ") if isinstance(value, module.datetime) else value.isoformat())
            if not isinstance(value, module.time)
            else str(value)
        )
    module = sys.modules.get("uuid")
    if module is not None and isinstance(value, module.UUID):
        return str(value)
    module = sys.modules.get("collections")
    if module is not None and isinstance(value, module.deque):
        return _pruned(list(value), default, depth)
    if default is not None:
        return _pruned(default(value), default, depth + 1)
    return _pruned(str(value), None, depth)


def _is_enum(kind: type) -> bool:
    module = sys.modules.get("enum")
    return module is not None and issubclass(kind, module.Enum)


def _base64(data: bytes) -> str:
    lines = [b2a_base64(data[at : at + 57]).decode("ascii") for at in range(0, len(data), 57)]
    return "".join(lines)


class _Key:
    """A key that is a container: it is written, never compared."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value


def _key(key: Any, default: Default, depth: int) -> Any:
    """A key of plain types; nothing of it is dropped."""
    kind = type(key)
    if kind is str or kind is int or kind is float or kind is bool or key is None:
        return key
    if depth > MAX_DEPTH:
        raise _errors.nested_too_deep()
    if isinstance(key, (tuple, list)):
        return _Key([_key(item, default, depth + 1) for item in key])
    if isinstance(key, (set, frozenset)):
        return _Key(_Tagged("!!set", _sorted([_key(item, default, depth + 1) for item in key])))
    if isinstance(key, str):
        return str.__str__(key)
    found = _other(key, default, depth)
    return None if found is _dropped else _Key(found) if isinstance(found, (dict, list, _Tagged)) else found


def _sorted(members: list[Any]) -> list[Any]:
    def rank(member: Any) -> tuple[str, str]:
        out: list[str] = []
        _write(out, member.value if type(member) is _Key else member, 0, _ITEM)
        return type(member).__name__, "".join(out)

    return sorted(members, key=rank)


# --- writing -----------------------------------------------------------------------------------------------------------------

_ROOT, _VALUE, _ITEM = range(3)  # at the start; after `key:`; after `- `, `? ` or `: `


def _write(out: list[str], value: Any, indent: int, where: int) -> None:
    """One node; `indent` is that of the container around it."""
    kind = type(value)
    if kind is str:
        out.append(f" {_text(value, indent)}" if where == _VALUE else _text(value, indent))
    elif kind is dict:
        _write_mapping(out, value.items(), indent if where == _ROOT else indent + 2, is_inline=where != _VALUE)
    elif kind is list:
        _write_sequence(out, value, indent if where != _ITEM else indent + 2, is_inline=where != _VALUE)
    elif kind is _Tagged:
        out.append(f" {value.tag}" if where == _VALUE else value.tag)
        if value.tag == "!!set":
            _write_mapping(out, [(member, None) for member in value.value], indent if where == _ROOT else indent + 2, is_inline=False)
        else:
            out.append(" " + _literal(value.value, indent) if value.value else ' ""')
    else:
        out.append(f" {_scalar(value)}" if where == _VALUE else _scalar(value))


def _write_mapping(out: list[str], items: Any, indent: int, *, is_inline: bool) -> None:
    start = "\n" + " " * indent
    for key, value in items:
        if not is_inline:
            out.append(start)
        is_inline = False
        written = _simple_key(key)
        if written is not None:
            out.append(f"{written}:")
            _write(out, value, indent, _VALUE)
        else:
            out.append("? ")
            _write(out, key.value if type(key) is _Key else key, indent, _ITEM)
            out.append(f"{start}: ")
            _write(out, value, indent, _ITEM)


def _simple_key(key: Any) -> str | None:
    """A key for one line; None where it needs the long form."""
    if type(key) is str:
        if _SAFE.fullmatch(key) and key not in _WORDS:
            return key if len(key) + len("!!str") <= _LONGEST_KEY else None
        if not key or any(letter in key for letter in _BREAKS) or len(key) + len("!!str") > _LONGEST_KEY:
            return None
        return _text(key, 0)
    if type(key) is _Key:
        return "[]" if key.value == [] else None
    return _scalar(key)


def _write_sequence(out: list[str], items: list[Any], indent: int, *, is_inline: bool) -> None:
    start = "\n" + " " * indent
    for item in items:
        out.append("- " if is_inline else f"{start}- ")
        is_inline = False
        _write(out, item.value if type(item) is _Key else item, indent, _ITEM)
    if not items:
        out.append("[]")


def _scalar(value: Any) -> str:
    if value is None:
        return "null"
    if type(value) is bool:
        return "true" if value else "false"
    if type(value) is float:
        if value != value:
            return ".nan"
        if value in (float("inf"), float("-inf")):
            return ".inf" if value > 0 else "-.inf"
        text = repr(value)
        return text.replace("e", ".0e", 1) if "e" in text and "." not in text else text
    return str.__str__(value) if isinstance(value, str) else _digits(value)


_MOST_DIGITS = 10**4_000  # the interpreter refuses to convert more than 4,300 digits at once


def _digits(number: int) -> str:
    if -_MOST_DIGITS < number < _MOST_DIGITS:
        return str(number)
    parts, left = [], abs(number)
    while left >= _MOST_DIGITS:
        left, part = divmod(left, _MOST_DIGITS)
        parts.append(f"{part:04000}")
    return ("-" if number < 0 else "") + "".join([str(left), *reversed(parts)])


# --- texts -------------------------------------------------------------------------------------------------------------------


def _text(text: str, indent: int) -> str:
    """A text in the first style that can hold it: plain, a literal block (for several lines), single quotes, double quotes."""
    if _SAFE.fullmatch(text):
        return text if text not in _WORDS else f"'{text}'"
    if not text:
        return "''"
    if _SURROGATE.search(text):
        raise _errors.lone_surrogate()
    if _NEVER_RAW.search(text):
        return _double_quoted(text)
    if "\n" in text:
        return _double_quoted(text) if text[-1] == " " else _literal(text, indent)
    has_breaks = _LINES.search(text) is not None
    if not has_breaks and _is_plain(text):
        return text
    return _double_quoted(text) if has_breaks and _BREAK_SPACE.search(text) else _single_quoted(text, indent)


def _is_plain(text: str) -> bool:
    """True where nothing in a text of one line could end a plain scalar early, or make something else of it."""
    if text in _WORDS or text[0] in _INDICATORS or text[0] == " " or text[-1] == " ":
        return False
    if text[0] in "?:-" and text[1:2] in _AFTER_BLANK:
        return False
    return not (text.startswith(("---", "...")) or _ENDS_PLAIN.search(text, 1) or _AMBIGUOUS.fullmatch(text))


def _single_quoted(text: str, indent: int) -> str:
    quoted = text.replace("'", "''")
    if not any(letter in quoted for letter in _BREAKS):
        return f"'{quoted}'"
    # A break other than \n stands for itself, and the next line begins with the indent.
    parts = _LINES.split(quoted)
    out = [parts[0]]
    for at in range(1, len(parts), 2):
        out.append(parts[at])
        if parts[at + 1] or at + 2 == len(parts):
            out.append(" " * (indent + 2))
        out.append(parts[at + 1])
    return "'" + "".join(out) + "'"


def _double_quoted(text: str) -> str:
    return '"' + _TO_ESCAPE.sub(_escaped, text) + '"'


def _escaped(match: re.Match[str]) -> str:
    letter = match[0]
    known = _ESCAPES.get(letter)
    if known is not None:
        return known
    code = ord(letter)
    return f"\\x{code:02X}" if code <= 0xFF else f"\\u{code:04X}" if code <= 0xFFFF else f"\\U{code:08X}"


def _literal(text: str, indent: int) -> str:
    hints = "2" if text[0] in " " + _BREAKS else ""
    if text[-1] not in _BREAKS:
        hints += "-"
    elif len(text) == 1 or text[-2] in _BREAKS:
        hints += "+"
    start = " " * (indent + 2)
    out = [f"|{hints}\n"]
    parts = _LINES.split(text)
    for at in range(0, len(parts), 2):
        if parts[at]:
            out += (start, parts[at])
        if at + 1 < len(parts):
            out.append(parts[at + 1])
    if out[-1] == "\n":  # the line break after a node is written with the next one
        out.pop()
    elif text[-1] in _BREAKS:
        out.append(_ENDS_ITS_LINE)
    return "".join(out)
