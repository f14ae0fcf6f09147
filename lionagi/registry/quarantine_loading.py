"""A native file that ends the process while it is loaded: noticed by the next process, confirmed by a probe, then quarantined.

Whoever loads the file leaves a marker `<state folder>/loading/<pid>` and takes it away afterwards. A marker whose process is gone says
that a load may have ended it; so may a power cut or a kill, therefore a child process loads the file first, and only a child that ends by
a signal puts the file in quarantine. Where markers cannot be kept this finds nothing, and hinders nothing.
"""

from __future__ import annotations

import os
import sys

from lionagi.registry import quarantine

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

_OLD_S = 60.0  # where processes cannot be asked for: nobody loads for so long


def begin(folder: str) -> str | None:
    """Leaves a marker; None where that cannot be."""
    path = os.path.join(folder, "loading", str(os.getpid()))
    try:
        return _leave(path)
    except FileNotFoundError:
        pass
    except OSError:
        return None
    try:
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        return _leave(path)
    except OSError:
        return None


def _leave(path: str) -> str:
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))
    return path


def end(marker: str | None) -> None:
    """Takes a marker away."""
    if marker is None:
        return
    try:
        os.unlink(marker)
    except OSError:
        return  # somebody has cleared the folder


def suspicion(folder: str, file: str) -> str | None:
    """Why this file must not be loaded here: it is in quarantine, or a probe has just seen it crash. Loads nothing in this process."""
    record, _ = quarantine.read(folder, quarantine.NATIVE)
    left = list(_left_behind(folder))
    if record is None and not left:
        return None  # the usual case: two system calls
    fingerprint = quarantine.of_file(file)
    held = quarantine.for_build(record, fingerprint)
    if held is not None:
        return str(held["cause"])
    if not left or fingerprint is None:
        return None
    crash = _probe()
    if crash is None:
        return None
    for marker in left:
        end(marker)
    if not crash:
        return None
    from lionagi.registry import quarantine_writing

    quarantine_writing.note_load_crash(fingerprint, crash)
    return crash


def _left_behind(folder: str) -> Iterator[str]:
    place = os.path.join(folder, "loading")
    try:
        names = os.listdir(place)
    except OSError:
        return
    for name in names:
        if name.isascii() and name.isdecimal() and _is_gone(int(name), path := os.path.join(place, name)):
            yield path


def _is_gone(pid: int, path: str) -> bool:
    if pid == os.getpid():
        return True  # an earlier process of this number: this one has left no marker yet
    if sys.platform == "win32":  # asking by `os.kill` would end the process there
        from time import time

        try:
            return time() - os.stat(path).st_mtime > _OLD_S
        except OSError:
            return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except (OSError, OverflowError):
        return False
    return False


def _probe() -> str | None:
    """How a child that loads the native file ends: a text where it crashes, "" where it does not, None where that is not known."""
    from lionagi.registry.doctor import crash_of_fresh_interpreter

    try:
        return crash_of_fresh_interpreter(_child_environment())
    except Exception:  # whatever hinders a child from starting must not hinder this process
        return None


def _child_environment() -> dict[str, Any]:
    return dict(os.environ)
