"""The variables of the environment, read once and checked word by word into `Settings`.

Not here: whether an order may be given in a phase, and what follows from it (`selection.py`). An empty variable is unset.
"""

from __future__ import annotations

from lionagi.registry import words
from lionagi.registry._record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any, ClassVar

    from lionagi.registry.words import PhaseRow

    Table = Mapping[str, PhaseRow]
    Problems = list[str]


class Settings(Record):
    """What the environment orders. Mappings go from component to word; `given` holds the raw text of each variable that is set."""

    fields = (
        "backend",
        "components",
        "phase_of_all",
        "phases",
        "rollout",
        "rollout_key",
        "shadow",
        "shadow_dir",
        "shadow_budget",
        "shadow_raise",
        "killed",
        "on_fallback",
        "state_dir",
        "mutant",
        "given",
    )
    __slots__ = fields
    _defaults: ClassVar[dict[str, Any]] = {
        "backend": None,
        "components": {},
        "phase_of_all": None,
        "phases": {},
        "rollout": {},
        "rollout_key": None,
        "shadow": {},
        "shadow_dir": None,
        "shadow_budget": None,
        "shadow_raise": None,
        "killed": {},
        "on_fallback": "warn",
        "state_dir": None,
        "mutant": None,
        "given": {},
    }
    backend: str | None  # a policy word
    components: Mapping[str, str]  # policy words
    phase_of_all: str | None  # a stage or `next`
    phases: Mapping[str, str]  # stages or `next`
    rollout: Mapping[str, int]  # hundredths of a percent
    rollout_key: str | None
    shadow: Mapping[str, tuple[int, int]]  # (samples, of)
    shadow_dir: str | None
    shadow_budget: int | None  # hundredths of a percent
    shadow_raise: bool | None
    killed: Mapping[str, str]  # who asked
    on_fallback: str
    state_dir: str | None  # None: the platform's folder; "off": none
    mutant: str | None
    given: Mapping[str, str]


def read(environment: Mapping[str, str], table: Table) -> tuple[Settings, Problems]:
    """The settings, and every problem with a word in them. Words that have a problem are left out of the settings."""
    named = [name for name in environment if name[:8].upper() == words.PREFIX]  # one pass: every look-up in os.environ costs 1 us
    given = {name: text for name in words.VARIABLES if name in named and (text := environment[name].strip())}
    problems = [problem for name in named if name not in words.VARIABLES and (problem := _near_miss(name, environment[name]))]
    fields = {}
    for name, text in given.items():
        field, reader = _READERS[name]
        fields[field] = reader(name, text, table, problems)
    found = {field: value for field, value in fields.items() if value is not None}
    if (phases := found.pop("phases", None)) is not None:
        found["phase_of_all" if isinstance(phases, str) else "phases"] = phases
    return Settings(**found, given=given), problems


def not_active(settings: Settings) -> list[tuple[str, str]]:
    """Variables that are valid but drive machinery that does not exist yet, and what is missing."""
    needs_shadow = (words.SHADOW_DIR, words.SHADOW_BUDGET, words.SHADOW_RAISE)
    return [(name, f"nothing is sampled without {words.SHADOW}") for name in needs_shadow if name in settings.given and not settings.shadow]


def _near_miss(name: str, text: str) -> str | None:
    if name in words.LEFT_ALONE or not text.strip():
        return None
    from lionagi.registry.nearest import nearest

    ours = {variable[len(words.PREFIX) :]: variable for variable in words.VARIABLES}
    rest = name[len(words.PREFIX) :].upper()
    # Two letters of a short name make another word (`LIONAGI_PHONE`), so they count from six letters on.
    close = nearest(rest, ours, limit=2 if len(rest) > 5 else 1)
    return None if close is None else f"unknown variable {name}; did you mean {ours[close]}? (rename or unset it)"


# --- one reader a variable: (name, text, table, problems) -> value, or None after a problem ---------------------------


def _one_of(valid: tuple[str, ...], what: str) -> Callable[[str, str, Table, Problems], str | None]:
    def read_word(name: str, text: str, table: Table, problems: Problems) -> str | None:
        if text in valid:
            return text
        problems.append(_unknown(what, text, name, valid))
        return None

    return read_word


def _policies(name: str, text: str, table: Table, problems: Problems) -> dict[str, str]:
    return _pairs(name, text, table, problems, _one_of(words.POLICIES, "backend"), "graph=rust,ids=python")


def _phases(name: str, text: str, table: Table, problems: Problems) -> str | dict[str, str] | None:
    if "=" in text:
        return _pairs(name, text, table, problems, _stage, "ids=2,codec=2.ramp")
    if "," in text:
        problems.append(f"{name}={text} names several phases for all components; give one, or component=phase pairs such as ids=2,codec=3")
        return None
    return _stage(name, text, table, problems)


def _stage(name: str, text: str, table: Table, problems: Problems) -> str | None:
    if text in words.PHASE_WORDS:
        return words.PHASE_WORDS[text]
    return _one_of((*words.PHASE_WORDS, words.NEXT, *words.STAGES), "phase")(name, text, table, problems) and text


def _rollout(name: str, text: str, table: Table, problems: Problems) -> dict[str, int]:
    def read_percent(name: str, text: str, table: Table, problems: Problems) -> int | None:
        hundredths = _hundredths(text)
        if hundredths is None:
            problems.append(f"{text!r} in {name} is no percentage; write a number from 0 to 100, such as 25 or 0.5 (two decimals at most)")
        return hundredths

    return _pairs(name, text, table, problems, read_percent, "ids=25")


def _shadow(name: str, text: str, table: Table, problems: Problems) -> dict[str, tuple[int, int]]:
    def read_share(name: str, text: str, table: Table, problems: Problems) -> tuple[int, int] | None:
        samples, _, of = text.partition("/")
        if _is_number(samples) and _is_number(of) and 0 < int(samples) <= int(of):
            return int(samples), int(of)
        problems.append(f"{text!r} in {name} is no share; write samples/calls, such as 1/1000")
        return None

    return _pairs(name, text, table, problems, read_share, "ids=1/1000")


def _budget(name: str, text: str, table: Table, problems: Problems) -> int | None:
    hundredths = _hundredths(text[:-1]) if text.endswith("%") else None
    if not hundredths:
        problems.append(f"{name}={text} is no budget; write a percentage of the running time above 0, such as 2%")
        return None
    return hundredths


def _switch(name: str, text: str, table: Table, problems: Problems) -> bool | None:
    if text in ("0", "1"):
        return text == "1"
    problems.append(f"{name}={text} is neither 0 nor 1")
    return None


def _killed(name: str, text: str, table: Table, problems: Problems) -> dict[str, str]:
    found = {}
    for item in _items(text):
        if item == "*":
            found.update(dict.fromkeys(table, f"{name}=*"))
        elif item in table:
            found[item] = f"{name}={item}"
        else:
            problems.append(unknown_component(item, name, (*table, "*")))
    return found


def _text(name: str, text: str, table: Table, problems: Problems) -> str:
    return text


_READERS: Mapping[str, tuple[str, Callable[[str, str, Table, Problems], object]]] = {
    words.BACKEND: ("backend", _one_of(words.POLICIES, "backend")),
    words.COMPONENTS: ("components", _policies),
    words.PHASE: ("phases", _phases),
    words.ROLLOUT: ("rollout", _rollout),
    words.ROLLOUT_KEY: ("rollout_key", _text),
    words.SHADOW: ("shadow", _shadow),
    words.SHADOW_DIR: ("shadow_dir", _text),
    words.SHADOW_BUDGET: ("shadow_budget", _budget),
    words.SHADOW_RAISE: ("shadow_raise", _switch),
    words.KILL: ("killed", _killed),
    words.ON_FALLBACK: ("on_fallback", _one_of(words.ON_FALLBACK_WORDS, "word")),
    words.STATE_DIR: ("state_dir", _text),
    words.MUTANT: ("mutant", _text),
}

# --- parts of the grammar ---------------------------------------------------------------------------------------------


def _items(text: str) -> list[str]:
    return [item for part in text.split(",") if (item := part.strip())]


def _pairs(
    name: str,
    text: str,
    table: Table,
    problems: Problems,
    reader: Callable[[str, str, Table, Problems], object],
    example: str,
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for item in _items(text):
        component, equals, word = (part.strip() for part in item.partition("="))
        if not equals or not component or not word:
            problems.append(f"{item!r} in {name} is no pair; write it like {example}")
            continue
        if component not in table:
            problems.append(unknown_component(component, name, table))
        value = reader(name, word, table, problems)
        if component not in table or value is None:
            continue
        if found.setdefault(component, value) != value:
            problems.append(f"{name} gives {component!r} two orders; keep one of them: {text}")
    return found


def _hundredths(text: str) -> int | None:
    """Percent text as hundredths, exactly: no float on the way, so that 0.07 is 7. None where it is no percentage."""
    whole, _, part = text.partition(".")
    if not _is_number(whole) or len(part) > 2 or (part and not _is_number(part)):
        return None
    hundredths = int(whole) * 100 + int(part.ljust(2, "0"))
    return hundredths if hundredths <= 10_000 else None


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 12  # `int` refuses, or takes long over, thousands of digits


def unknown_component(word: str, where: str, valid: Mapping[str, object] | tuple[str, ...]) -> str:
    """The sentence for a component that does not exist."""
    return _unknown("component", word, where, tuple(valid))


def unknown_backend(word: str, where: str) -> str:
    """The sentence for a policy word that does not exist."""
    return _unknown("backend", word, where, words.POLICIES)


def _unknown(what: str, word: str, where: str, valid: tuple[str, ...]) -> str:
    from lionagi.registry.nearest import hint

    return f"unknown {what} {word!r} in {where}; {hint(word, valid)}"
