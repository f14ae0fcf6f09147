"""The words of selection: variables, policies, stages and reason codes. Tables only; nothing is decided here."""

from __future__ import annotations

from lionagi.registry._record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, ClassVar

PREFIX = "LIONAGI_"
BACKEND = "LIONAGI_BACKEND"
COMPONENTS = "LIONAGI_COMPONENTS"
PHASE = "LIONAGI_PHASE"
ROLLOUT = "LIONAGI_ROLLOUT"
ROLLOUT_KEY = "LIONAGI_ROLLOUT_KEY"
SHADOW = "LIONAGI_SHADOW"
SHADOW_DIR = "LIONAGI_SHADOW_DIR"
SHADOW_BUDGET = "LIONAGI_SHADOW_BUDGET"
SHADOW_RAISE = "LIONAGI_SHADOW_RAISE"
KILL = "LIONAGI_KILL"
ON_FALLBACK = "LIONAGI_ON_FALLBACK"
STATE_DIR = "LIONAGI_STATE_DIR"
MUTANT = "LIONAGI_MUTANT"  # builds with the cargo feature `mutants` only

VARIABLES = (
    BACKEND,
    COMPONENTS,
    PHASE,
    ROLLOUT,
    ROLLOUT_KEY,
    SHADOW,
    SHADOW_DIR,
    SHADOW_BUDGET,
    SHADOW_RAISE,
    KILL,
    ON_FALLBACK,
    STATE_DIR,
    MUTANT,
)
# Read by others (the build backend, the tests): close to a name above or not, they are no near misses.
LEFT_ALONE = ("LIONAGI_BUILD_RUST", "LIONAGI_TEST_REQUIRE_NATIVE")

PYTHON = "python"
RUST = "rust"
AUTO = "auto"
PREFER_RUST = "prefer-rust"
POLICIES = (AUTO, PYTHON, RUST, PREFER_RUST)

ON_FALLBACK_WORDS = ("warn", "error", "quiet")

NO_RUST_YET = "0"
OFF = "1.off"
SHADOWED = "1.shadow"
RAMP = "2.ramp"
LIVE = "2.live"
SOAK = "2.soak"
ONLY = "3.only"
STAGES = (OFF, SHADOWED, RAMP, LIVE, SOAK, ONLY)  # in the order in which a component rises
PHASE_WORDS: Mapping[str, str] = {"1": OFF, "2": LIVE, "3": ONLY}
NEXT = "next"

# Percent of processes in hundredths, where a rehearsed 2.ramp names none: half of them, so that both answers are met.
REHEARSED_PERCENT = 5_000

PHASE_DEFAULT = "PHASE_DEFAULT"
FORCED_GLOBAL = "FORCED_GLOBAL"
FORCED_COMPONENT = "FORCED_COMPONENT"
OVERRIDE = "OVERRIDE"
PER_OBJECT = "PER_OBJECT"
ROLLOUT_IN = "ROLLOUT_IN"
ROLLOUT_OUT = "ROLLOUT_OUT"
KILL_SWITCH = "KILL_SWITCH"
QUARANTINED = "QUARANTINED"
PHASE_EMULATED = "PHASE_EMULATED"
FALLBACK_NOT_INSTALLED = "FALLBACK_NOT_INSTALLED"
FALLBACK_IMPORT_FAILED = "FALLBACK_IMPORT_FAILED"
FALLBACK_GROUP_PEER = "FALLBACK_GROUP_PEER"
REASONS = (
    PHASE_DEFAULT,
    FORCED_GLOBAL,
    FORCED_COMPONENT,
    OVERRIDE,
    PER_OBJECT,
    ROLLOUT_IN,
    ROLLOUT_OUT,
    KILL_SWITCH,
    QUARANTINED,
    PHASE_EMULATED,
    FALLBACK_NOT_INSTALLED,
    FALLBACK_IMPORT_FAILED,
    FALLBACK_GROUP_PEER,
)

# What the loader can find out about the native part.
LOADED = "loaded"
MISSING = "missing"
BROKEN = "broken"
STALE = "stale"  # built from other sources than this checkout
TWOFOLD = "twofold"  # two files for one module
REFUSED = "refused"  # a test build with seeded mutants, or a mutant asked of an ordinary build
WRONG_ANSWERS = (STALE, TWOFOLD, REFUSED)  # no fallback from these: what lies there must not be overlooked


class PhaseRow(Record):
    """One component in the phase table: `stage` as in `STAGES` or `0`, `percent` in hundredths (2.ramp only)."""

    fields = ("stage", "since", "percent", "group", "evidence")
    __slots__ = fields
    _defaults: ClassVar[dict[str, Any]] = {"percent": None, "group": None, "evidence": None}
    stage: str
    since: str
    percent: int | None
    group: str | None
    evidence: str | None


class Resolution(Record):
    """Which backend answers for a component, and why. The fields in this order are the keys in JSON."""

    fields = (
        "component",
        "group",
        "backend",
        "reason",
        "phase",
        "asked_by",
        "policy",
        "module",
        "file",
        "fingerprint",
        "cause",
        "bucket",
        "percent",
        "evidence",
    )
    __slots__ = fields
    _defaults: ClassVar[dict[str, Any]] = dict.fromkeys(("group", "file", "fingerprint", "cause", "bucket", "percent", "evidence"))
    component: str
    group: str | None
    backend: str
    reason: str
    phase: str
    asked_by: str
    policy: str
    module: str
    file: str | None
    fingerprint: str | None
    cause: str | None
    bucket: int | None
    percent: float | None
    evidence: str | None


class Native(Record):
    """What the loader found out about the native part."""

    fields = ("state", "file", "files", "fingerprint", "cause", "components", "build")
    __slots__ = fields
    _defaults: ClassVar[dict[str, Any]] = {
        "file": None,
        "files": (),
        "fingerprint": None,
        "cause": None,
        "components": frozenset(),
        "build": None,
    }
    state: str
    file: str | None
    files: tuple[str, ...]
    fingerprint: str | None
    cause: str | None
    components: frozenset[str]
    build: dict[str, str] | None


class Refusal(Record):
    """Rust is demanded and cannot be had. `level` is the reason code of the demand; `at_use`: raised when the component is first used."""

    fields = ("component", "level", "required_by", "state", "cause", "at_use", "looked_for")
    __slots__ = fields
    _defaults: ClassVar[dict[str, Any]] = {"looked_for": None}
    component: str
    level: str
    required_by: str
    state: str
    cause: str
    at_use: bool
    looked_for: str | None  # None: our own native module


class Note(Record):
    """Something to tell once a process. `kind` is one of the words below."""

    fields = ("kind", "component", "asked_by", "cause")
    __slots__ = fields
    kind: str
    component: str
    asked_by: str
    cause: str


NOTE_FALLBACK = "fallback"
NOTE_BROKEN_FALLBACK = "broken fallback"  # told even under LIONAGI_ON_FALLBACK=quiet: broken is not missing
NOTE_KILLED = "killed"
NOTE_QUARANTINE_IGNORED = "quarantine ignored"
NOTE_LAST_CALL = "last call"  # Python demanded at 2.soak: shown by status and explain, no warning


class Outcome(Record):
    """The resolution of all components together, what to tell about it, and what must be refused."""

    fields = ("resolutions", "notes", "refusals")
    __slots__ = fields
    resolutions: dict[str, Resolution]
    notes: tuple[Note, ...]
    refusals: tuple[Refusal, ...]
