"""`nox -s rehearse [-- COMPONENT]`: one component walks from 1.off to 3.only and back, and at each stage a user's programs are run.

In a scratch copy of the checkout, moved by `lionagi equiv`, `phase promote` and `phase demote` themselves. Proving takes hours at the
higher gates, so the copy has small ones: its `gates.py` and its profiles are changed, which no other checkout's are, and evidence made
there fails the real gates. What a user must see is written down here (`EXPECTED`), from the table of stages in the design, and not taken
from the code that decides.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COPIED = ("lionagi", "crates", "phases", "equivalence_tests", "benchmarks", "changes", "docs", "_build")
FILES = ("Cargo.toml", "Cargo.lock", "pyproject.toml", "README.md")
UP = ("1.shadow", "2.ramp", "2.live", "2.soak", "3.only")
PERCENT = "25"

# Small numbers, in the copy alone.
SMALL_GATES = """

GATES = {
    stage: gate.changed(
        least_examples=5, least_lockstep_runs=2, least_bulk_cases=300, least_uses=0, least_mutants_percent=None, survivors_need_words=False,
        least_coverage_percent=None, needs_golden=False, least_shadow_samples=None, most_slower=None,
    )
    for stage, gate in GATES.items()
}
"""
SMALL_PROFILES = """

PROFILES = {
    name: Profile(name, examples=5, lockstep_runs=2, lockstep_steps=5, bulk_cases=300, minimum=0) for name in PROFILES
}
"""
FEW_STEPS = """

_all_steps = steps


def steps(job: Job) -> list[Step]:
    return [step for step in _all_steps(job) if step.name in ("contract", "quarantines", "properties", "bulk", "matrix")]
"""

# A user's program: which backend, why, how many warnings, and a digest of what it stores.
PROGRAM = """
import hashlib, json, warnings
told = {}
with warnings.catch_warnings(record=True) as heard:
    warnings.simplefilter("always")
    try:
        from lionagi.protocols.graph.node import Node
        from lionagi.protocols.messages import Instruction
        from lionagi import ln, registry
        node = Node(content={"a": [1, "x", None]}, id="12345678-1234-4678-9234-567812345678", created_at=1.5)
        said = Instruction(instruction="hi", id="12345678-1234-4678-9234-567812345679", created_at=2.5, sender="user")
        forms = [node.to_json(decode=False), node.to_msgpack(), node.to_binary(), said.to_json(decode=False), ln.hash_dict({"a": 1})]
        for kind, read in ((Node, forms[0]), (Instruction, forms[3])):
            assert kind.from_json(read).to_json(decode=False) == read
        told["digest"] = hashlib.blake2b(repr(forms).encode(), digest_size=6).hexdigest()
        getattr(registry.active.cores, COMPONENT)
        found = registry.resolution(COMPONENT)
        told |= {"backend": found.backend, "reason": found.reason, "phase": found.phase}
    except Exception as error:
        told |= {"error": type(error).__name__, "text": str(error)}
told["warnings"] = sum(COMPONENT in str(each.message) for each in heard)
print(json.dumps(told))
"""

PYTHON, RUST, KEPT = ("python", "PHASE_DEFAULT", 0), ("rust", "PHASE_DEFAULT", 0), ("python", "FALLBACK_NOT_INSTALLED", 1)
FORCED, KILLED = ("python", "FORCED_COMPONENT", 0), ("python", "KILL_SWITCH", 0)
NO_ORDER, NO_RUST = ("BackendOrderError",), ("BackendUnavailableError",)
# stage -> situation -> (native part there, native part missing): backend, reason, warnings; or the error.
EXPECTED = {
    "1.off": {"default": (PYTHON, PYTHON), "python demanded": (FORCED, FORCED), "killed": (KILLED, KILLED)},
    "1.shadow": {"default": (PYTHON, PYTHON), "python demanded": (FORCED, FORCED), "killed": (KILLED, KILLED)},
    "2.ramp": {
        "key inside": (("rust", "ROLLOUT_IN", 0), KEPT),
        "key outside": (("python", "ROLLOUT_OUT", 0), ("python", "ROLLOUT_OUT", 0)),
        "python demanded": (FORCED, FORCED),
        "killed": (KILLED, KILLED),
    },
    "2.live": {"default": (RUST, KEPT), "python demanded": (FORCED, FORCED), "killed": (KILLED, KILLED)},
    "2.soak": {"default": (RUST, KEPT), "python demanded": (FORCED, FORCED), "killed": (KILLED, KILLED)},
    "3.only": {"default": (RUST, NO_RUST), "python demanded": (NO_ORDER, NO_ORDER), "killed": (NO_ORDER, NO_ORDER)},
}


class Refused(Exception):
    """The walk does not go as it must; the text says where."""


class Rehearsal:
    """The copy, and what is done to it."""

    def __init__(self, component: str, folder: Path, native: Path) -> None:
        self.component, self.home = component, folder / "checkout"
        self.home.mkdir()
        junk = shutil.ignore_patterns("target", "__pycache__", "*.so", "*.pyd", ".nox")
        for name in COPIED:
            shutil.copytree(ROOT / name, self.home / name, ignore=junk)
        for name in FILES:
            shutil.copy(ROOT / name, self.home / name)
        shutil.rmtree(self.home / "phases" / "evidence", ignore_errors=True)
        for path, text in (
            ("lionagi/registry/gates.py", SMALL_GATES),
            ("lionagi/registry/proving.py", FEW_STEPS),
            ("lionagi/testing/proof/profiles.py", SMALL_PROFILES),
        ):
            with open(self.home / path, "a", encoding="utf-8") as file:
                file.write(text)
        self.native = self.home / "lionagi" / "_core_rust" / native.name
        shutil.copy(native, self.native)
        self.away = folder / native.name
        self.release = 1  # of this version; every move is one of the next
        self.rows: list[tuple[str, ...]] = []
        self.digests: set[str] = set()

    def python(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("LIONAGI_")}
        clean |= {"PYTHONPATH": str(self.home), "LIONAGI_STATE_DIR": "off", **environment}
        return subprocess.run([sys.executable, *arguments], cwd=self.home, env=clean, capture_output=True, text=True, check=False)

    def lionagi(self, *arguments: str, exit_code: int | None = 0, **environment: str) -> subprocess.CompletedProcess:
        ran = self.python("-m", "lionagi", *arguments, **environment)
        if exit_code is not None and ran.returncode != exit_code:
            said = f"{ran.stdout}{ran.stderr}"[-2_000:]
            raise Refused(f"lionagi {' '.join(arguments)} ended with {ran.returncode}, not {exit_code}:\n{said}")
        return ran

    # --- moves ------------------------------------------------------------------------------------------------------------

    def version(self) -> str:
        self.release += 1
        return f"1.0.0a{self.release}"

    def state(self) -> dict[str, str]:
        """Everything that a move may change."""
        places = [self.home / "phases" / "phases.toml", self.home / "lionagi" / "registry" / "_phase_table.py"]
        places += sorted((self.home / "changes").iterdir())
        return {str(path): path.read_text(encoding="utf-8") for path in places}

    def start(self) -> None:
        """To 1.off, wherever the component stands."""
        stage = self.stage()
        if stage != "1.off":
            self.demote("1.off")

    def stage(self) -> str:
        return json.loads(self.lionagi("phase", "show", self.component, "--json").stdout)["components"][self.component]["stage"]

    def promote(self, stage: str) -> None:
        percent = ("--percent", PERCENT) if stage == "2.ramp" else ()
        move = ("phase", "promote", self.component, *percent, "--since")
        self.refused(move, "there is no evidence")
        self.lionagi("equiv", self.component, "--stage", stage)
        core = self.home / "lionagi" / "_core_py" / f"{self.component}.py"
        text = core.read_text(encoding="utf-8")
        core.write_text(text + "# touched\n", encoding="utf-8")
        self.refused(move, f"stale: lionagi/_core_py/{self.component}.py has changed")
        core.write_text(text, encoding="utf-8")
        self.lionagi(*move, self.version())
        if self.stage() != stage:
            raise Refused(f"after the promotion to {stage} the component is at {self.stage()}")

    def refused(self, move: tuple[str, ...], reason: str) -> None:
        """A promotion that must not happen: inconclusive, and nothing is changed."""
        before = self.state()
        ran = self.lionagi(*move, f"1.0.0a{self.release + 1}", exit_code=4)
        if reason not in ran.stderr:
            raise Refused(f"a promotion was refused, but not because {reason!r}:\n{ran.stderr}")
        if self.state() != before:
            raise Refused(f"a promotion was refused because {reason!r}, and changed something")

    def demote(self, stage: str) -> None:
        self.lionagi("phase", "demote", self.component, "--to", stage, "--reason", "a rehearsal", "--since", self.version())
        if self.stage() != stage:
            raise Refused(f"after the demotion to {stage} the component is at {self.stage()}")

    # --- what a user sees ------------------------------------------------------------------------------------------------------

    def look(self, stage: str, way: str) -> None:
        """Runs the user's program in every situation, with the native part and without it. Raises: Refused: it sees something else."""
        self.lionagi("phase", "generate", "--check")
        for at, native in enumerate(("there", "missing")):
            if native == "missing":
                shutil.move(self.native, self.away)
            try:
                for situation, expected in EXPECTED[stage].items():
                    self.compare(stage, way, native, situation, expected[at])
                code = 3 if stage == "3.only" and native == "missing" else 0
                key = {"LIONAGI_ROLLOUT_KEY": self.key(inside=False)} if stage == "2.ramp" else {}
                self.lionagi("status", exit_code=code, **key)
            finally:
                if native == "missing":
                    shutil.move(self.away, self.native)
        if stage == "1.shadow":
            self.sampled()

    def compare(self, stage: str, way: str, native: str, situation: str, expected: tuple) -> None:
        orders = {
            "default": {},
            "python demanded": {"LIONAGI_COMPONENTS": f"{self.component}=python"},
            "killed": {"LIONAGI_KILL": self.component},
            "key inside": {"LIONAGI_ROLLOUT_KEY": self.key(inside=True)},
            "key outside": {"LIONAGI_ROLLOUT_KEY": self.key(inside=False)},
        }[situation]
        ran = self.python("-c", f"COMPONENT = {self.component!r}\n{PROGRAM}", **orders)
        if ran.returncode:
            raise Refused(f"at {stage}, native part {native}, {situation}: the program failed:\n{ran.stderr[-2_000:]}")
        told = json.loads(ran.stdout)
        seen = (told["error"],) if "error" in told else (told["backend"], told["reason"], told["warnings"])
        self.rows.append((f"{way} {stage}", native, situation, *(str(each) for each in (*seen, "", "")[:3]), told.get("digest", "-")))
        if seen != expected:
            raise Refused(f"at {stage}, native part {native}, {situation}: expected {expected}, seen {seen} {told.get('text', '')}")
        if "digest" in told:
            self.digests.add(told["digest"])
            if len(self.digests) > 1:
                raise Refused(f"at {stage}, native part {native}, {situation}: stored bytes have changed")

    def key(self, *, inside: bool) -> str:
        """A key of which the share must, or must not, have the component on Rust; the digest is that of the design, worked out here."""
        source = "import sys; from lionagi.registry.rollout import bucket; "
        source += f"print(next(str(n) for n in range(10_000) if (bucket({self.component!r}, str(n)) < {PERCENT}00) is {inside}))"
        return self.python("-c", source).stdout.strip()

    def sampled(self) -> None:
        """The stage permits sampling: an order for it is obeyed."""
        ran = self.lionagi("shadow", "drive", self.component, "--samples", "200", "--json")
        found = json.loads(ran.stdout)["components"][self.component]
        if not found["samples"] or found["mismatches"]:
            raise Refused(f"at 1.shadow a shadow run came to {found}")

    def walk(self) -> None:
        self.start()
        self.look("1.off", "at  ")
        for stage in UP:
            self.promote(stage)
            self.look(stage, "up  ")
            print(f"{stage}: as it must be", flush=True)
        for stage in (*reversed(UP[:-1]), "1.off"):
            self.demote(stage)
            if stage != "2.ramp":  # which is entered from above with no share at all
                self.look(stage, "down")
            print(f"back at {stage}: as it must be", flush=True)


def table(rows: list[tuple[str, ...]]) -> str:
    head = ("stage", "native part", "situation", "backend or error", "reason", "warnings", "digest")
    widths = [max(len(row[at]) for row in (head, *rows)) for at in range(len(head))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in (head, *rows))


def main(component: str = "ids") -> int:
    from lionagi._core_rust import _native  # the installed one: that of these sources

    with tempfile.TemporaryDirectory(prefix="rehearsal-") as folder:
        rehearsal = Rehearsal(component, Path(folder), Path(_native.__file__))
        try:
            rehearsal.walk()
        except Refused as problem:
            print(table(rehearsal.rows))
            print(f"the rehearsal of {component!r} fails: {problem}", file=sys.stderr)
            return 1
        print(table(rehearsal.rows))
        print(
            f"{component} went from 1.off to 3.only and back: {len(rehearsal.rows)} programs saw what they must, and stored the same bytes"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
