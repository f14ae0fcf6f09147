"""A made-up phase table and probe, so that every stage and every state of the native part can be met."""

from lionagi.registry import words
from lionagi.registry.words import Native, PhaseRow

TABLE = {
    "zero": PhaseRow(stage="0", since="1.0"),
    "off": PhaseRow(stage="1.off", since="1.0"),
    "shadowed": PhaseRow(stage="1.shadow", since="1.0"),
    "ramp_all": PhaseRow(stage="2.ramp", since="1.0", percent=10_000),
    "ramp_none": PhaseRow(stage="2.ramp", since="1.0", percent=0),
    "live": PhaseRow(stage="2.live", since="1.0"),
    "soak": PhaseRow(stage="2.soak", since="1.0"),
    "only": PhaseRow(stage="3.only", since="1.0", evidence="evidence/only/3.only.json"),
}

FINGERPRINT = "f" * 32
FILE = "/there/_native.so"
CAUSES = {
    "missing": "ModuleNotFoundError: No module named 'lionagi._core_rust._native'",
    "broken": "ImportError: invalid ELF header",
    "stale": "stale: built from sources 1, but this checkout has 2",
    "twofold": "two native files for one module: /there/a.so and /there/b.so",
    "refused": "a test build with seeded mutants",
}


def native(state, components=tuple(TABLE)):
    has_build = state in ("loaded", "stale", "refused")
    return Native(
        state=state,
        file=None if state in ("missing", "twofold") else FILE,
        fingerprint=FINGERPRINT if has_build else None,
        cause=CAUSES.get(state),
        components=frozenset(components) if has_build else frozenset(),
    )


class MadeUpProbe:
    """Answers what it was told; `looked` says whether the native part was looked at."""

    def __init__(self, state="loaded", quarantined=(), in_checkout=True, key="here", components=tuple(TABLE)):
        self._native = native(state, components)
        self._quarantined = set(quarantined)
        self.in_checkout = in_checkout
        self.default_key = key
        self.looked = False

    @property
    def native(self):
        self.looked = True
        return self._native

    def quarantined(self, component):
        return "3 panics" if component in self._quarantined and self._native.fingerprint else None

    def python_file(self, component):
        return f"/there/_core_py/{component}.py"


STATES = (words.LOADED, words.MISSING, words.BROKEN, words.STALE, words.TWOFOLD, words.REFUSED)
