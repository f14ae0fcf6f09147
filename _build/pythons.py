"""The CPythons of this machine that the project supports; used by `noxfile.py` and `.ci/run`, never by the package."""

import glob
import os
import subprocess

SUPPORTED = ("3.10", "3.11", "3.12", "3.13", "3.14")


def add_to_path():
    """Appends version-manager folders to PATH: their shims answer for one selected version and hide the others."""
    folders = sorted(glob.glob(os.path.expanduser("~/.pyenv/versions/3.*/bin")))
    known = os.environ.get("PATH", "").split(os.pathsep)
    os.environ["PATH"] = os.pathsep.join([*known, *(folder for folder in folders if folder not in known)])


def find():
    """{version: path of a working interpreter}, in the order of SUPPORTED. Call `add_to_path` first."""
    found = {}
    for version in SUPPORTED:
        for folder in os.environ.get("PATH", "").split(os.pathsep):
            candidate = os.path.join(folder, f"python{version}")
            if os.path.isfile(candidate) and os.access(candidate, os.X_OK) and _answers(candidate, version):
                found[version] = candidate
                break
    return found


def _answers(candidate, version):
    """A shim is executable but may refuse, or answer for another version."""
    program = "import sys; print('%d.%d %s' % (*sys.version_info[:2], sys.implementation.name))"
    try:
        answer = subprocess.run([candidate, "-c", program], capture_output=True, text=True, timeout=60, check=False)
    except OSError:
        return False
    return answer.returncode == 0 and answer.stdout.split() == [version, "cpython"]
