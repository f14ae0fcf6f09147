"""Seeded cases of `entity`: records made, shown and written in one step, or taken through a short life."""

from __future__ import annotations

from random import Random
from typing import Any
from uuid import UUID

from equivalence_tests.generators import Case
from equivalence_tests.generators.codec import shown, thing
from equivalence_tests.generators.documents import damaged, spelled_json
from equivalence_tests.generators.ids import raw
from equivalence_tests.generators.ids import text as id_text
from equivalence_tests.generators.values import any_value, floating, json_value, key, moment, text
from equivalence_tests.strategies.records import BAD_TIMES, ISO_TEXTS, LION_CLASSES, NUMBER_TEXTS
from lionagi._core.sentinels import Undefined

# Drawn by no case: nothing of interest varies, or the answer is random.
NOT_IN_BULK = {"accelerate", "attach_element", "attach_element_of", "attach_node", "attach_node_of", "id_reader", "quicken", "slow_down"}

_KINDS = ("ElementCore", "NodeCore")


_DATES = ("%Y-%m-%d", "%Y%m%d", "%Y-W%V-%u", "%YW%V%u", "%Y-W%V", "%YW%V")
_TIMES = ("%H", "%H%M", "%H:%M", "%H%M%S", "%H:%M:%S", "%H:%M:%S", "%H:%M:%S")
_SEPARATORS = ("T", "T", "T", " ", "-", "W", "_", "t", "5", "é", ":", "", "TT")
_FRACTIONS = ("", "", ".5", ",25", ".123456", ".1234567", ".000001", ".", ".x")
_OFFSETS = (
    *("", "", "Z", "+05:45", "-0330", "+01", "+01:02:03", "-23:59:59.999999"),
    *("+00:00", "-00:00:00.000001", "+24:00", "z", " +02:00", "-"),
)


def iso_text(random: Random) -> str:
    """A time in one of the forms of ISO 8601, with any numbers in it, now and then one step beside it."""
    form = random.choice(_DATES)
    edges = random.random() < 0.1
    numbers = {
        "%Y": f"{random.choice((1, 4, 100, 400, 1970, 2000, 2024, 9999, random.randrange(1, 10_000), 0 if edges else 1900)):04}",
        "%m": f"{random.randrange(14) if edges else random.randrange(1, 13):02}",
        "%d": f"{random.randrange(33) if edges else random.choice((1, 28, 29, random.randrange(1, 29))):02}",
        "%V": f"{random.randrange(55) if edges else random.choice((1, 52, 53, random.randrange(1, 53))):02}",
        "%u": f"{random.randrange(10) if edges else random.randrange(1, 8)}",
        "%H": f"{random.randrange(26) if edges else random.randrange(24):02}",
        "%M": f"{random.randrange(62) if edges else random.randrange(60):02}",
        "%S": f"{random.randrange(62) if edges else random.randrange(60):02}",
    }
    if random.random() < 0.85:
        form += random.choice(_SEPARATORS) + random.choice(_TIMES) + random.choice(_FRACTIONS) + random.choice(_OFFSETS)
    for mark, number in numbers.items():
        form = form.replace(mark, number)
    if random.random() < 0.1:
        at = random.randrange(len(form))
        form = form[:at] + random.choice(("", "0", ":", "-", " ", "\uff11", "Z")) + form[at + random.randrange(2) :]
    return form


def time(random: Random) -> Any:
    choice = random.random()
    if choice < 0.35:
        return random.uniform(0, 4e9)
    if choice < 0.45:
        return random.randrange(-(10**10), 10**10)
    if choice < 0.6:
        return moment(random).isoformat(random.choice("T "))
    if choice < 0.7:
        made = moment(random)
        return made if made.tzinfo is not None and made.utcoffset() is not None else made.isoformat()
    if choice < 0.8:
        return random.choice(ISO_TEXTS)
    if choice < 0.91:
        return iso_text(random)
    if choice < 0.93:
        return random.choice(NUMBER_TEXTS)
    return random.choice((None, Undefined, True, floating(random))) if choice < 0.97 else random.choice(BAD_TIMES)


def vector(random: Random) -> Any:
    choice = random.random()
    if choice < 0.4:
        return None
    items: list[Any] = [random.uniform(-1, 1) for _ in range(random.randrange(5))]
    if choice < 0.65:
        return items
    if choice < 0.85:
        return [random.choice((floating(random), random.randrange(100), "1.5", True, " 2 ")) for _ in items]
    if choice < 0.97:
        return spelled_json(items, random)
    return random.choice(([None], "[", "{}", (1.0,), 5, ["x"]))


def metadata(random: Random) -> Any:
    if random.random() < 0.4:
        return Undefined
    made = {key(random): json_value(random, 2) for _ in range(random.randrange(4))}
    if random.random() < 0.2:
        made["lion_class"] = random.choice(LION_CLASSES)
    return made


def content(random: Random) -> Any:
    choice = random.random()
    if choice < 0.5:
        return json_value(random, 2)
    if choice < 0.6:
        return thing(random, 1)
    return text(random) if choice < 0.85 else any_value(random, 2)


def arguments(random: Random, kind: str) -> list[Any]:
    """Everything a record is made of, in the order of the constructor."""
    id = id_text(random) if random.random() < 0.3 else UUID(bytes=raw(random)) if random.random() < 0.7 else Undefined
    made = [id, time(random), metadata(random), random.uniform(0, 4e9), random.randbytes(16)]
    return [content(random), vector(random), *made] if kind == "NodeCore" else made


class Shell:
    """What a record is attached to; it has a place for `tag` and for nothing else."""

    __slots__ = ("core", "tag")


def attachment(random: Random, kind: str) -> Case:
    """A record made in its shell. Its id and time are drawn, so what is told is everything else."""
    slot: Any = Shell.core if random.random() < 0.9 else random.choice((None, "core", 5))  # type: ignore[attr-defined]
    names = random.choice(((), (), ("tag", content(random)), ("tag", 1, "tag", 2), ("tag",), ("other", 1)))
    given = (content(random),) if kind == "NodeCore" else ()

    def attach(core: Any) -> Any:
        shell = Shell()
        (core.attach_node if kind == "NodeCore" else core.attach_element)(slot, shell, *given, *names)
        record = shell.core  # type: ignore[attr-defined]
        kept = (record.content, record.embedding) if kind == "NodeCore" else ()
        return [record.metadata, kept, record.id != record.id_text(), record.created_at > 1.7e9, getattr(shell, "tag", None)]

    return "attach_node" if kind == "NodeCore" else "attach_element", attach, [given, names]


def case(random: Random) -> Case:
    kind = random.choice(_KINDS)
    choice = random.random()
    if choice < 0.06:
        return attachment(random, kind)
    if choice < 0.13:
        return _from_json(random, kind)
    given = arguments(random, kind)
    name = random.choice(LION_CLASSES)

    def making(member: str, use: Any) -> Case:
        return f"{kind}.{member}", lambda core: use(getattr(core, kind)(*given)), given

    if choice < 0.2:
        return f"{kind}()", lambda core: getattr(core, kind)(*given), given
    if choice < 0.4:
        extra = {key(random): json_value(random, 1) for _ in range(random.randrange(3))} if random.random() < 0.3 else None
        return making("to_json", lambda record: record.to_json(name, extra, shown))
    if choice < 0.6:
        mode = random.choice(("python", "python", "json", "db", "xml" if random.random() < 0.1 else "json"))
        return making("to_dict", lambda record: record.to_dict(name, mode))
    if choice < 0.65:
        return making("id_bytes", lambda record: (record.id_bytes(), record.id))
    if choice < 0.7:
        return making("id_text", lambda record: record.id_text())
    if choice < 0.75:
        return making("id_hash", lambda record: record.id_hash())
    if choice < 0.8:
        other = arguments(random, kind)
        other[-5] = given[-5] if random.random() < 0.5 else other[-5]
        other[-4] = 1.0
        if kind == "NodeCore":
            other[1] = None
        return f"{kind}.same_id", lambda core: getattr(core, kind)(*given).same_id(getattr(core, kind)(*other)), [given, other]
    if choice < 0.85:
        fields = dict(zip(("content", "embedding")[: len(given) - 5], given, strict=False))
        fields |= dict(zip(("id", "created_at", "metadata", "clock", "random"), given[-5:], strict=True))
        return f"{kind}.from_fields", lambda core: getattr(core, kind).from_fields(fields), fields
    if choice < 0.9:
        return (
            f"{kind}.to_json_many",
            lambda core: getattr(core, kind).to_json_many([getattr(core, kind)(*given), getattr(core, kind)(*given)], [name, "b.C"], shown),
            given,
        )
    if kind == "NodeCore" and choice < 0.95:
        return making("embedding_bytes", lambda record: record.embedding_bytes())
    return making("to_json", lambda record: _life(record, name, kind, choice))


def _life(record: Any, name: str, kind: str, choice: float) -> Any:
    """Handed out, changed, assigned and written: the answers of every step."""
    seen = [record.to_json(name, None, shown), record.metadata, record.metadata is record.metadata]
    record.metadata["added"] = [choice]
    seen.append(record.to_dict(name))
    if kind == "NodeCore":
        if record.embedding is not None:
            record.embedding.append(choice)
        seen += [record.embedding_bytes(), record.embedding]
        record.embedding = [1, "2.5"]
        seen += [record.embedding_bytes(), record.embedding is record.embedding]
        record.content = {"new": [choice]}
        record.content["new"].append(1)
    record.created_at = "2024-02-29T12:30:45.5Z"
    record.id = "{12345678123416781234567812345678}"
    return [*seen, record.created_at, record.id, record.to_json(name)]


def _from_json(random: Random, kind: str) -> Case:
    name = random.choice(LION_CLASSES)
    fields: dict[str, Any] = {"id": id_text(random), "created_at": random.choice((1.5, 1700000000, 0, -1.25, 1e300))}
    fields["metadata"] = {key(random): json_value(random, 1) for _ in range(random.randrange(3))} | {"lion_class": name}
    if kind == "NodeCore":
        fields["content"] = json_value(random, 2) if random.random() < 0.95 else {"metadata": {"lion_class": "a.B"}}
        fields["embedding"] = random.choice((None, [], [1.5, 2], [0.1] * 3))
    if random.random() < 0.1:
        fields[random.choice((*fields, "more"))] = random.choice((None, 1, "x", []))
    document = spelled_json(dict(random.sample(list(fields.items()), len(fields))), random)
    data = damaged(document.encode("utf-8", "surrogatepass"), random) if random.random() < 0.3 else document
    return f"{kind}.from_json", lambda core: getattr(core, kind).from_json(data, name), (data, name)
