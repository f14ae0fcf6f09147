"""Brings core modules into the process; tells a native part that is missing from one that is broken, stale or twofold.

Not here: which backend is wanted (`selection.py`). What was found out holds for the life of the process.
"""

from __future__ import annotations

import os
import sys

from lionagi import _errors
from lionagi.registry import words
from lionagi.registry.words import Native

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType
    from typing import Any

NATIVE = "lionagi._core_rust._native"
PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


homes: dict[str, tuple[str, str]] = {}  # components of other packages: their Python and their native module


def load(component: str, backend: str) -> Any:
    """The core module of one component; for Rust, `probe_native` has said that it is there."""
    if component in homes:
        return _import(homes[component][backend == words.RUST])
    if backend == words.RUST:
        return getattr(sys.modules[NATIVE], component)
    return _import(f"lionagi._core_py.{component}")


def _import(name: str) -> ModuleType:
    # Not `from package import name`: that raises a plain ImportError, which does not tell missing from broken.
    __import__(name)
    return sys.modules[name]


def probe_native(components: tuple[str, ...], mutant: str | None = None) -> Native:
    """Loads the native part, if there is one that may run, and says what it is."""
    here, foreign = native_files()
    files = tuple(here)
    if len(files) > 1:
        return Native(state=words.TWOFOLD, files=files, cause=f"two native files for one module: {files[0]} and {files[1]}")
    file = files[0] if files else None
    if file is not None and _in_sub_interpreter():
        cause = "this is a sub-interpreter, and the native part runs in the main interpreter of a process alone"
        return _broken(ImportError(cause), file, files)
    try:
        module = _import(NATIVE)
    except ModuleNotFoundError as error:
        if error.name == NATIVE:
            cause = f"ModuleNotFoundError: {error}" + (f"; {foreign[0]} is for another Python or platform" if foreign else "")
            return Native(state=words.MISSING, files=tuple(foreign), cause=cause)
        return _broken(error, file, files)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # a panic in the module's initialisation is no Exception
        return _broken(error, file, files)
    return _examine(module, file, files, components, mutant)


def _broken(error: BaseException, file: str | None, files: tuple[str, ...]) -> Native:
    return Native(state=words.BROKEN, file=file, files=files, cause=f"{type(error).__name__}: {error}".rstrip())


def _in_sub_interpreter() -> bool:
    # Asked before the import: PyO3 binds a module to the first interpreter that imports it, and the main one would be refused then.
    try:
        from _thread import _is_main_interpreter  # type: ignore[attr-defined]

        return not _is_main_interpreter()
    except ImportError:  # Python before 3.13
        pass
    try:
        import _xxsubinterpreters as interpreters  # type: ignore[import-not-found]
    except ImportError:
        return False  # such a Python has none
    return bool(interpreters.get_current() != interpreters.get_main())


def native_files() -> tuple[list[str], list[str]]:
    """Files of the native module that this interpreter would load, and those made for another one."""
    from _imp import extension_suffixes  # what `importlib.machinery` hands out, without importing it

    folder = os.path.join(PACKAGE, "_core_rust")
    try:
        names = sorted(name for name in os.listdir(folder) if name.startswith("_native.") and name.endswith((".so", ".pyd", ".dylib")))
    except OSError:
        return [], []
    ours = {f"_native{suffix}" for suffix in extension_suffixes()}
    return (
        [os.path.join(folder, name) for name in names if name in ours],
        [os.path.join(folder, name) for name in names if name not in ours],
    )


def _examine(module: ModuleType, file: str | None, files: tuple[str, ...], components: tuple[str, ...], mutant: str | None) -> Native:
    file = getattr(module, "__file__", None) or file
    try:
        build = dict(module.build_info())
        fingerprint, features = str(build["fingerprint"]), str(build["features"])
        source_hash = str(build["source_hash"])
    except Exception as error:
        cause = f"{type(error).__name__}: {error} (no native part of lionagi: build_info() does not answer)"
        return Native(state=words.BROKEN, file=file, files=files, cause=cause)
    found = Native(
        state=words.LOADED,
        file=file,
        files=files,
        fingerprint=fingerprint,
        components=frozenset(name for name in components if hasattr(module, name)),
        build=build,
    )
    if "ids" in components and "ids" not in found.components:  # the other parts make ids of the class that is bound there
        return Native(state=words.BROKEN, file=file, files=files, cause=f"AttributeError: {file} has no component 'ids'")
    if (stale := _stale(source_hash)) is not None:
        return found.changed(state=words.STALE, cause=stale)
    if (refused := _choose_mutant(module, "mutants" in features.split(","), mutant)) is not None:
        return found.changed(state=words.REFUSED, cause=refused)
    count_panics()
    return found


def count_panics() -> None:
    """From here on panics of native parts are counted."""
    if _count_panic not in _errors.panic_listeners:
        _errors.panic_listeners.append(_count_panic)


def _count_panic(error: _errors.BackendPanicError) -> None:
    from lionagi.registry import quarantine_writing

    quarantine_writing.note_panic(error.component, error.panic)


def _stale(built_from: str) -> str | None:
    from lionagi import _build_info

    root = _build_info.checkout_root()
    if root is None:
        return None
    try:
        sources = _build_info.source_hash(root)
    except OSError as error:
        return f"the sources in {root} cannot be read to compare them with the native part: {error}"
    if sources == built_from:
        return None
    return f"stale: built from sources {built_from}, but this checkout has {sources}"


def _choose_mutant(module: Any, is_mutant_build: bool, mutant: str | None) -> str | None:
    """Why the build may not answer. A test build answers only where `LIONAGI_MUTANT` says that it is one."""
    if not is_mutant_build:
        if mutant is None or mutant == "none":
            return None
        return f"{words.MUTANT}={mutant}, but this is an ordinary build without mutants"
    if mutant is None:
        return f"a test build with seeded mutants, and {words.MUTANT} is not set"
    if not module.select_mutant("" if mutant == "none" else mutant):
        return f"{words.MUTANT}={mutant} is neither component:number, component:panic nor none"
    return None


class InstalledProbe:
    """This installation, looked at no earlier than needed."""

    __slots__ = ("_components", "_mutant", "_native", "_python_files", "_state_dir", "_suspicion", "unreadable")

    def __init__(self, components: tuple[str, ...], mutant: str | None, state_dir: str | None) -> None:
        self._components = components
        self._mutant = mutant
        self._state_dir = state_dir
        self._native: Native | None = None
        self._suspicion: tuple[str | None] | None = None
        self._python_files: frozenset[str] | None = None
        self.unreadable: list[str] = []  # quarantine records that are there but tell nothing

    @property
    def native(self) -> Native:
        if self._native is None:
            folder, files = self._folder(), native_files()[0]
            if (crash := self.suspected) is not None:  # Rust may be required: a refusal that names the cause, not the end of this process
                cause = f"{crash}; to try it again: lionagi quarantine clear native"
                self._native = Native(state=words.BROKEN, file=files[0], files=tuple(files), cause=cause)
            elif folder is None or not files:
                self._native = probe_native(self._components, self._mutant)
            else:
                from lionagi.registry import quarantine_loading

                marker = quarantine_loading.begin(folder)
                try:
                    self._native = probe_native(self._components, self._mutant)
                finally:  # an exception is no crash
                    quarantine_loading.end(marker)
        return self._native

    @property
    def was_needed(self) -> bool:
        """Whether the native part has been looked at."""
        return self._native is not None

    def made_for(self, mutant: str | None, state_dir: str | None) -> bool:
        """Whether it was made under these settings."""
        return (self._mutant, self._state_dir) == (mutant, state_dir)

    @property
    def in_checkout(self) -> bool:
        from lionagi._build_info import checkout_root

        return checkout_root() is not None

    @property
    def default_key(self) -> str:
        from lionagi.registry.rollout import default_key

        return default_key()

    def quarantined(self, component: str) -> str | None:
        folder = self._folder()
        if folder is None:
            return None
        if (cause := self.suspected) is not None:
            return cause
        from lionagi.registry import quarantine

        record, unreadable = quarantine.read(folder, component)
        if unreadable is not None and unreadable not in self.unreadable:
            self.unreadable.append(unreadable)
        if record is None:
            return None
        held = quarantine.for_build(record, self.native.fingerprint)
        return None if held is None else str(held["cause"])

    @property
    def suspected(self) -> str | None:
        """Why loading the native file would end the process. Asked once, before it is loaded; nothing where it was loaded already."""
        if self._suspicion is None:
            folder, files = self._folder(), native_files()[0]
            found = None
            if folder is not None and len(files) == 1 and self._native is None:
                from lionagi.registry import quarantine_loading

                found = quarantine_loading.suspicion(folder, files[0])
            self._suspicion = (found,)
        return self._suspicion[0]

    def _folder(self) -> str | None:
        from lionagi.registry import quarantine

        return quarantine.state_folder(self._state_dir, os.environ)

    def python_file(self, component: str) -> str | None:
        if self._python_files is None:  # listed once: a look at each file would take most of the time of a resolution
            try:
                self._python_files = frozenset(os.listdir(os.path.join(PACKAGE, "_core_py")))
            except OSError:
                self._python_files = frozenset()
        if f"{component}.py" in self._python_files:
            return os.path.join(PACKAGE, "_core_py", f"{component}.py")
        if component in self._python_files:
            return os.path.join(PACKAGE, "_core_py", component, "__init__.py")
        return None
