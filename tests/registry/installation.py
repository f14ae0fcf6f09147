"""A copy of the package in a folder of its own, with stand-in cores and any kind of native part, driven in fresh interpreters.

A stand-in native part is a file `_native.py`: to the loader it is a module like any other, with a build and components.
"""

import atexit
import compileall
import json
import os
import shutil
import struct
import subprocess
import sys
import sysconfig
import tempfile
from functools import cache
from pathlib import Path

import lionagi.registry

HERE = Path(lionagi.registry.__file__).parents[1]
COMPONENTS = ("ids", "hashing", "codec", "entity")  # of every installation, whatever components the package has by now
PHASES = "".join(f'    "{name}": PhaseRow(stage="1.off", since="1.0.0a1"),\n' for name in COMPONENTS)
SUFFIX = sysconfig.get_config_var("EXT_SUFFIX")

_STAND_IN = """
from types import ModuleType
import sys
def _part(name):
    part = ModuleType(name)
    part.BACKEND = "rust"
    return part
{parts}
selected = []
def build_info():
    return {build!r}
def native_calls():
    return dict.fromkeys({components!r}, 7)
def select_mutant(order):
    selected.append(order)
    return order == "" or ":" in order
"""


@cache
def _template():
    """What every installation starts as, compiled once: each test starts interpreters that import it."""
    folder = tempfile.TemporaryDirectory(prefix="lionagi-installation-")
    atexit.register(folder.cleanup)
    package = Path(folder.name) / "lionagi"
    # Only what a registry needs: the shells above it come and go without a word here.
    for name in ("registry", "_core", "_core_rust"):
        shutil.copytree(HERE / name, package / name, ignore=shutil.ignore_patterns("*.so", "*.pyd", "__pycache__"))
    for file in HERE.glob("*.py"):
        shutil.copy2(file, package / file.name)
    table = package / "registry" / "_phase_table.py"
    table.write_text(f"from lionagi.registry.words import PhaseRow\n\nPHASES = {{\n{PHASES}}}\n")
    (package / "_core_py").mkdir()
    (package / "_core_py" / "__init__.py").touch()
    for component in COMPONENTS:
        (package / "_core_py" / f"{component}.py").write_text('BACKEND = "python"\n')
    compileall.compile_dir(package, quiet=2)
    return package


class Installation:
    """`run` starts Python with only the variables it is given."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.package = self.folder / "lionagi"
        self.native_folder = self.package / "_core_rust"
        shutil.copytree(_template(), self.package)

    # --- native parts -------------------------------------------------------------------------------------------------

    def stand_in(self, components=COMPONENTS, **build):
        """A native part in Python; `build` replaces what `build_info()` says."""
        build = {"version": "1", "fingerprint": "f" * 32, "source_hash": "s" * 32, "profile": "test", "features": "", **build}
        parts = "\n".join(f"{name} = _part({name!r})" for name in components)
        self._write("_native.py", _STAND_IN.format(parts=parts, build=build, components=components).encode())
        return self

    def native_source(self, source):
        """A native part that is this Python text."""
        self._write("_native.py", source.encode())
        return self

    def native_file(self, content, suffix=SUFFIX):
        """A file that the interpreter takes for the native part."""
        return self._write(f"_native{suffix}", content)

    def corrupt(self):
        """A file cut off after its header, as a broken download leaves it."""
        self.native_file(b"\x7fELF" + bytes(60))
        return self

    def for_another_platform(self):
        """An ELF header of a machine that is not this one (big-endian s390)."""
        header = b"\x7fELF" + bytes((2, 2, 1)) + bytes(9) + struct.pack(">HHIQQQIHHHHHH", 3, 22, 1, 0, 64, 0, 0, 64, 56, 0, 64, 0, 0)
        self.native_file(header)
        return self

    def checkout(self):
        """Makes the folder a source checkout, with Rust sources of its own."""
        for name in ("Cargo.toml", "Cargo.lock", "crates/lionagi-python/build.rs"):
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"# {name}\n")
        return self

    def _write(self, name, content):
        path = self.native_folder / name
        path.write_bytes(content)
        return path

    # --- running ------------------------------------------------------------------------------------------------------

    def run(self, *arguments, timeout=60, **variables):
        """A finished process: `-c`, code or `-m`, module and so on."""
        kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "PYTHONPYCACHEPREFIX") if name in os.environ}
        home = self.folder / "home"
        env = {**kept, "HOME": str(home), "XDG_STATE_HOME": str(home / "state"), "PYTHONPATH": str(self.folder), **variables}
        return subprocess.run(
            [sys.executable, *arguments], env=env, cwd=self.folder, capture_output=True, text=True, timeout=timeout, check=False
        )

    def python(self, code, **variables):
        """What the code printed as JSON. `registry` is imported and warnings are kept as `said`, for the code to use."""
        head = "import json, warnings\nwith warnings.catch_warnings(record=True) as said:\n    warnings.simplefilter('always')\n"
        body = "from lionagi import registry\n" + code
        tail = "\nprint(json.dumps(answer))"
        run = self.run("-c", head + "".join(f"    {line}\n" for line in body.splitlines()) + tail, **variables)
        assert run.returncode == 0, run.stderr
        return json.loads(run.stdout)

    def command(self, *arguments, **variables):
        """`python -m lionagi` with these arguments."""
        return self.run("-m", "lionagi", *arguments, **variables)
