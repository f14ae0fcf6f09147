"""The closure of a component: every file that its proof depends on, with a content hash each. Tooling, in a checkout only.

In it: the contract, both cores and what they import, the shells and converters, errors, the harness with the strategies and
generators that the proof uses, the ledger, the lock file and the build settings. Not in it: the manifest and the table made from it
(promotion must not make its own evidence stale), documents, other components' proofs. Files are found by following imports, so that
a new helper cannot be forgotten; `SHELLS` names where to begin. Whoever touches a file of a closure makes its evidence stale.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from hashlib import blake2b
from pathlib import Path

from lionagi._errors import BackendError
from lionagi.registry import homes

# component -> modules whose behaviour stands on it and that its proof runs; what they import is followed as well
SHELLS = {
    "ids": ("lionagi.protocols.generic._ids", "lionagi.protocols.ids"),
    "hashing": ("lionagi.ln._hash",),
    "codec": ("lionagi.ln._json_dump", "lionagi.ln._streams"),
    "entity": ("lionagi.protocols.generic.element", "lionagi.protocols.graph.node"),
    "messages": ("lionagi.protocols.messages",),
}
# Followed from everywhere, and part of no proof: how a core is chosen cannot change what it answers.
_OUTSIDE = (
    "lionagi/registry/",
    "lionagi/session/pinned.py",
    "lionagi/_lazy.py",
    "lionagi/version.py",
    "lionagi/__init__.py",
    "lionagi/_logger.py",
)
_SETTINGS = (
    "Cargo.lock",
    "Cargo.toml",
    "crates/lionagi-core/Cargo.toml",
    "crates/lionagi-python/Cargo.toml",
    "crates/lionagi-python/build.rs",
)
_SHARED_RUST = (
    "crates/lionagi-core/src/lib.rs",
    "crates/lionagi-core/src/mutants.rs",
    "crates/lionagi-python/src/lib.rs",
    "crates/lionagi-python/src/guard.rs",
    "crates/lionagi-python/src/errors.rs",
)
# What proofs are made of: what they import from elsewhere is no part of them.
_PROOF = ("equivalence_tests", "lionagi.testing.proof")
_BRACES = r"\{(?:[^{}]|\{[^{}]*\})*\}"  # two levels: more is written by nobody
_RUST_PATH = re.compile(rf"\b(?:crate|lionagi_core|lionagi_runtime)::({_BRACES}|\w+(?:::(?:{_BRACES}|\w+))*)")


def closure(component: str, root: Path) -> dict[str, str]:
    """Path from `root` -> content hash (BLAKE2b, 32 hex digits), sorted by path. Raises: BackendError: a home is missing."""
    package = homes.package(root)
    found = _our_files(component, root) if package is None else homes.files(root, package["closure"]) - {package["table"]}
    found.add(f"phases/ledger/{component}.toml")
    missing = sorted(path for path in found if not (root / path).is_file())
    if missing:
        raise BackendError(f"component {component!r} has no whole closure: {', '.join(missing)} missing under {root}")
    return {path: content_hash(root / path) for path in sorted(found)}


def _our_files(component: str, root: Path) -> set[str]:
    found = {*_python_files(component, root), *_rust_files(component, root), *_proof_files(component, root)}
    found.update(path for path in _SETTINGS if (root / path).is_file())
    return found


def content_hash(path: Path) -> str:
    """BLAKE2b of the content, line ends as they are."""
    return blake2b(path.read_bytes(), digest_size=16).hexdigest()


def digest(files: dict[str, str]) -> str:
    """One hash for a closure."""
    lines = "".join(f"{path}\0{found}\n" for path, found in sorted(files.items()))
    return blake2b(lines.encode(), digest_size=16).hexdigest()


def changes(recorded: dict[str, str], now: dict[str, str]) -> list[str]:
    """What is different, one sentence a file; empty where the closures are the same."""
    gone = [f"{path} is no longer part of it" for path in sorted(recorded.keys() - now.keys())]
    new = [f"{path} is new in it" for path in sorted(now.keys() - recorded.keys())]
    return [f"{path} has changed" for path in sorted(recorded.keys() & now.keys()) if recorded[path] != now[path]] + new + gone


# --- Python: imports are followed ----------------------------------------------------------------------------------------


def _python_files(component: str, root: Path) -> set[str]:
    begin = [f"lionagi._core.{component}", f"lionagi._core_py.{component}", *SHELLS.get(component, ())]
    return {path for path in _followed(begin, root, "lionagi") if not path.startswith(_OUTSIDE)}


def _proof_files(component: str, root: Path) -> set[str]:
    folder = root / "equivalence_tests"
    tests = [folder / f"test_{component}.py", *sorted((folder / f"test_{component}").glob("*.py"))]
    begin = [_module(path, root) for path in tests if path.is_file()]
    begin += [
        f"equivalence_tests.generators.{component}",
        "equivalence_tests.conftest",
        "equivalence_tests.planted_panic",
        "equivalence_tests.golden",
        "lionagi.testing.proof.bulk",
    ]
    folders = tuple(f"{package.replace('.', '/')}/" for package in _PROOF)
    return {path for path in _followed(begin, root, *_PROOF) if path.startswith(folders)}


def _module(path: Path, root: Path) -> str:
    return ".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__")


def _followed(begin: Iterable[str], root: Path, *packages: str) -> set[str]:
    """Files of the modules and of all that they import from these packages, late imports and names from packages included."""
    found: set[str] = set()
    waiting = list(begin)
    seen: set[str] = set()
    while waiting:
        module = waiting.pop()
        if module in seen:
            continue
        seen.add(module)
        file = _file_of(module, root)
        if file is None:
            continue
        path = file.relative_to(root).as_posix()
        if path.startswith(_OUTSIDE):
            continue
        found.add(path)
        waiting += [name for name in _imports(file, module) if f"{name}.".startswith(tuple(f"{package}." for package in packages))]
    return found


def _file_of(module: str, root: Path) -> Path | None:
    place = root.joinpath(*module.split("."))
    return next((file for file in (place.with_suffix(".py"), place / "__init__.py") if file.is_file()), None)


def _imports(file: Path, module: str) -> list[str]:
    """Every module that a file may mean by its imports: `from a import b` is `a` and perhaps `a.b`."""
    names: list[str] = []
    package = module if file.name == "__init__.py" else module.rpartition(".")[0]
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            start = node.module or ""
            if node.level:
                parts = package.split(".")
                start = ".".join([*parts[: len(parts) - node.level + 1], *([node.module] if node.module else [])])
            names += [start, *(f"{start}.{alias.name}" for alias in node.names)]
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and re.fullmatch(r"lionagi(\.\w+)+", node.value):
            names.append(node.value)  # `import_module("lionagi...")`, tables of lazy names
    return names


# --- Rust: the component's files, those of the components they use, and what serves all ----------------------------------------


def _rust_files(component: str, root: Path) -> set[str]:
    sources = [root / "crates" / crate / "src" for crate in ("lionagi-core", "lionagi-runtime", "lionagi-python")]
    found: set[str] = {path for path in _SHARED_RUST if (root / path).is_file()}
    waiting, seen = [component], set()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        for file in _rust_module(name, sources):
            found.add(file.relative_to(root).as_posix())
            waiting += sorted(_rust_names(file))
    return found


def _rust_module(name: str, sources: list[Path]) -> list[Path]:
    """The files of `codec`, of `ffi::gc` alone, of no module."""
    if name.startswith("ffi::"):  # what every component draws from: file by file, or each would depend on all of them
        return [file for source in sources if (file := source / "ffi" / f"{name[5:]}.rs").is_file()]
    if name == "ffi":
        return [file for source in sources if (file := source / "ffi" / "mod.rs").is_file()]
    files = [file for source in sources for file in (source / f"{name}.rs", *sorted((source / name).rglob("*.rs")))]
    return [file for file in files if file.is_file()]


def _rust_names(file: Path) -> set[str]:
    """The modules a file names by `crate::a::...`, `lionagi_core::{a, b::{c, d}}`; of `ffi` its files."""
    found: set[str] = set()
    for used in _RUST_PATH.findall(file.read_text(encoding="utf-8")):
        for first, rest in _top_level(used):
            found.add(first)
            if first == "ffi":
                found.update(f"ffi::{name}" for name, _ in _top_level(rest))
    return found


def _top_level(path: str) -> list[tuple[str, str]]:
    """`a::b` -> [(a, b)]; `{a::{b, c}, d}` -> [(a, {b, c}), (d, "")]."""
    text = "".join(path.split())
    parts, depth, start = [], 0, 1
    if not text.startswith("{"):
        parts = [text]
    else:
        for at, letter in enumerate(text):
            depth += (letter == "{") - (letter == "}")
            if (depth == 1 and letter == ",") or (depth == 0 and letter == "}"):
                parts.append(text[start:at])
                start = at + 1
    return [(first, rest) for first, _, rest in (part.partition("::") for part in parts) if first]
