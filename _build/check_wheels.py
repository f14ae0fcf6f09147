"""`nox -s wheels`: the tree gives a native wheel, a pure wheel and an sdist, and the sdist gives both wheels again.

usage: check_wheels.py PURE_WHEEL NATIVE_WHEEL ROOT
Metadata is compared by field; each wheel is installed into an environment of its own and asked what it can do.
"""

import os
import subprocess
import sys
import tempfile
import venv
import zipfile
from email.parser import Parser
from pathlib import Path

from filelock import FileLock
from packaging.requirements import Requirement


def metadata(wheel):
    """The wheel's METADATA as {field: sorted values}; order and line breaks are the builders' own business."""
    with zipfile.ZipFile(wheel) as archive:
        name = next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        message = Parser().parsestr(archive.read(name).decode())
    fields = {key: sorted(message.get_all(key)) for key in message}
    fields["description"] = [message.get_payload().strip()]
    fields.pop("Metadata-Version")
    fields.pop("Description-Content-Type", None)
    # Two spellings of one requirement are equal; `packaging` has one way to print it.
    fields["Requires-Dist"] = sorted(str(Requirement(value)) for value in fields.get("Requires-Dist", []))
    return {key: [" ".join(value.split()) for value in values] for key, values in fields.items()}


def members(wheel):
    with zipfile.ZipFile(wheel) as archive:
        return {name for name in archive.namelist() if not name.endswith("/") and ".dist-info/" not in name}


def check(problem, message):
    if problem:
        raise SystemExit(f"wheels: {message}")


def native_files(names):
    return {name for name in names if name.endswith((".so", ".pyd"))}


def compare(pure, native):
    check(native_files(members(pure)), f"{pure.name} holds a native file")
    check("py3-none-any" not in pure.name, f"{pure.name} is not marked as pure")
    check(len(native_files(members(native))) != 1, f"{native.name} does not hold exactly one native file")
    difference = members(pure) ^ (members(native) - native_files(members(native)))
    check(difference, f"the two wheels differ in files: {sorted(difference)}")
    left, right = metadata(pure), metadata(native)
    unequal = {key: (left.get(key), right.get(key)) for key in {*left, *right} if left.get(key) != right.get(key)}
    check(unequal, f"the two wheels differ in metadata: {unequal}")


def run(*command, folder=None, **environment):
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, env={**os.environ, **environment}, check=False)
    check(done.returncode, f"{' '.join(command)} failed with exit code {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout


def build(source, kind, into):
    mode = "skip" if kind == "pure" else "require"
    arguments = "--profile release"
    run(sys.executable, "-m", "build", "--wheel", "-o", into, str(source), LIONAGI_BUILD_RUST=mode, MATURIN_PEP517_ARGS=arguments)
    return max(Path(into).glob("*.whl"), key=lambda file: file.stat().st_mtime)


def ask(wheel, backend, folder):
    """Installs the wheel without its dependencies and asks the command line which backend answers."""
    venv.create(folder, with_pip=True)
    python = str(Path(folder) / ("Scripts" if os.name == "nt" else "bin") / "python")
    run(python, "-m", "pip", "install", "-q", str(wheel))
    # From a folder of its own: `-m` would find the checkout's package in the current one.
    run(python, "-m", "lionagi", "status", "--require", backend, folder=folder, LIONAGI_BACKEND=backend, LIONAGI_STATE_DIR="off")


def main(pure, native, root):
    pure, native = Path(pure), Path(native)
    compare(pure, native)
    with tempfile.TemporaryDirectory() as work:
        run(sys.executable, "-m", "build", "--sdist", "-o", work, root)
        sdist = next(Path(work).glob("*.tar.gz"))
        check(sdist.stat().st_size > 5_000_000, f"{sdist.name} is larger than sources can be")
        run(sys.executable, "-c", f"import tarfile; tarfile.open({str(sdist)!r}).extractall({work!r})")
        tree = Path(work) / sdist.name.removesuffix(".tar.gz")
        # Builds of all sessions share one cargo folder: two at a time could take each other's file.
        with FileLock(Path(root) / ".nox" / "wheels" / ".lock"):
            again = build(tree, "pure", work), build(tree, "native", work)
        compare(*again)
        check(members(again[0]) != members(pure), "the sdist gives another pure wheel than the checkout")
        ask(again[0], "python", Path(work) / "pure")
        ask(again[1], "rust", Path(work) / "native")
    print(f"wheels: {pure.name}, {native.name} and {sdist.name} agree; both wheels installed from the sdist answer")


if __name__ == "__main__":
    main(*sys.argv[1:])
