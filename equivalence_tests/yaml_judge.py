"""PyYAML as the judge of the YAML writer: what it writes for a pruned value, and what it reads in a text.

Not here: the other judges (`oracles.py`), which need no PyYAML. Shares no code with either core.
"""

from __future__ import annotations

from typing import Any

import yaml

DROPPED = object()


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(dumper: _Dumper, text: str) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _text)
_Dumper.add_representer(tuple, _Dumper.represent_list)


def pruned(value: Any) -> Any:
    """What is left of a value: None, blank texts and empty containers dropped at every depth; `DROPPED` for nothing."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return DROPPED
    if isinstance(value, dict):
        return {key: kept for key, item in value.items() if (kept := pruned(item)) is not DROPPED} or DROPPED
    if isinstance(value, (list, tuple)):
        return [kept for item in value if (kept := pruned(item)) is not DROPPED] or DROPPED
    if isinstance(value, (set, frozenset)):
        return {item for item in value if pruned(item) is not DROPPED} or DROPPED
    return value


def dumped(value: Any) -> str:
    """What PyYAML writes, without what stands only at the end of a document: a last line break, `...` after a plain text."""
    text = yaml.dump(value, Dumper=_Dumper, default_flow_style=False, sort_keys=False, allow_unicode=True, width=float("inf"))
    if not isinstance(value, (dict, list, set)):
        text = text.removesuffix("\n...\n") if not text.startswith("|") else text
    return text[:-1] if text.endswith("\n") else text


def read(text: str) -> Any:
    """What PyYAML reads, in a form in which only equals of the same type are equal."""
    return told_apart(yaml.load(text, Loader=yaml.SafeLoader))


def told_apart(value: Any) -> Any:
    """The value as tuples: `1`, `1.0` and `True` differ, NaN equals itself, members of sets have no order; mappings keep theirs."""
    if isinstance(value, dict):
        return "mapping", [(told_apart(key), told_apart(item)) for key, item in value.items()]
    if isinstance(value, (list, tuple)):
        return "sequence", [told_apart(item) for item in value]
    if isinstance(value, (set, frozenset)):
        return "set", sorted(map(repr, map(told_apart, value)))
    return type(value).__name__, repr(value)


def without_last_break(value: Any) -> Any:
    """The value as a document gives it back: one line break at the end of its last text is the end of the document."""
    if isinstance(value, dict):
        *rest, (key, last) = value.items()
        return {**dict(rest), key: without_last_break(last)}
    if isinstance(value, list):
        return [*value[:-1], without_last_break(value[-1])]
    is_block = isinstance(value, str) and "\n" in value and "\x85" not in value and dumped(value).startswith("|")
    return value[:-1] if is_block and value[-1] == "\n" and value[-2] not in "\n\u2028\u2029" else value


def holds(value: Any, mark: str) -> bool:
    """True where a text in the value, keys included, holds the mark."""
    if isinstance(value, str):
        return mark in value
    if isinstance(value, dict):
        return any(holds(each, mark) for pair in value.items() for each in pair)
    return isinstance(value, (list, tuple, set, frozenset)) and any(holds(each, mark) for each in value)
