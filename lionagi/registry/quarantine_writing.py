"""Puts a build in quarantine: after too many panics, after a crash while it was loaded, or where its answers differ too often.

Imported when there is something to note, never at start. A record is written to a file beside its place and moved there, so a reader sees
the old one or the new one; writers take turns by a lock, and go on without it where it cannot be had. Nothing here ever raises: a disk
that is full or a folder that may not be written loses the record (counted, and logged), not the program.

Panics are counted in a journal, one line each, by all processes together: a worker that panics once and is restarted counts, too. No rule
looks at a clock; times are for people.
"""

from __future__ import annotations

import os
import time
from contextlib import contextmanager, suppress
from threading import RLock
from typing import TYPE_CHECKING, Any

from lionagi.registry import quarantine
from lionagi.registry.quarantine import KEYS, NATIVE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

FORMAT = 1
MOST_PANICS = 5  # of one component of one build, in all processes that share a state folder
FEWEST_MISMATCHES = 3  # before a rate means anything
HIGHEST_RATE = 0.01  # mismatches among samples
_MOST_OTHERS = 15
_LONGEST_CAUSE = 400
_LONGEST_JOURNAL = 65_536
_LOCK_PATIENCE_S = 1.0

_lock = RLock()
_panics: dict[str, int] = {}
_holds_back = False
_held_back: list[Callable[[], None]] = []
_answered: dict[str, int] = {}  # by component.method
_written: dict[str, str] = {}  # component -> cause
_lost = 0


# --- what is noted ----------------------------------------------------------------------------------------------------


def note_panic(component: str, panic: str) -> None:
    """One panic of a Rust core. From the limit on this build is in quarantine."""
    with suppress(Exception):  # counting must not take the place of what is counted
        _note_panic(component, panic)


def _note_panic(component: str, panic: str) -> None:
    with _lock:
        _panics[component] = here = _panics.get(component, 0) + 1
    fingerprint = _fingerprint(component)
    if fingerprint is None:
        return
    if _is_worth_a_record(here):
        _log("panic", f"the Rust core of component {component!r} panicked", told=True, component=component, panic=panic, count=here)
    if component in _written:
        return
    folder = _folder()
    everywhere = here if folder is None else max(here, _journal(folder, component, fingerprint))
    if everywhere >= MOST_PANICS:
        _put(component, fingerprint, f"{everywhere} panics, the last one: {panic}", everywhere)


def note_mismatch(component: str, samples: int, mismatches: int, fingerprint: str | None) -> None:
    """A shadow run has seen another difference."""
    if component in _written or mismatches < FEWEST_MISMATCHES or mismatches <= samples * HIGHEST_RATE:
        return
    if fingerprint is None or fingerprint != _fingerprint(component):
        return
    _put(component, fingerprint, f"{mismatches} mismatches in {samples} samples of a shadow run", mismatches)


def note_load_crash(fingerprint: str, cause: str) -> None:
    """Loading the native file has ended a process. Noted while components are resolved, under a lock: told by `tell_held_back`."""
    global _holds_back
    _holds_back = True
    try:
        _put(NATIVE, fingerprint, cause, 1)
    finally:
        _holds_back = False


def tell_held_back() -> None:
    """Tells what was not told under the lock: log handlers and warnings run foreign code."""
    while _held_back:
        _held_back.pop(0)()


def note_answer(component: str, name: str, panic: str) -> None:
    """The Python core has answered in the place of a method that panicked. Raises: Warning: where those are ordered to be errors."""
    member = f"{component}.{name}"
    with _lock:
        _answered[member] = count = _answered.get(member, 0) + 1
    text = f"the Rust core panicked in {member}, and the Python core answered in its place: {panic}"
    if _is_worth_a_record(count):
        _log("answered_in_place", text, told=True, component=component, member=member, count=count, panic=panic)
    from lionagi.registry.process import settings_now, warn_user

    if count == 1 and settings_now().on_fallback != "quiet":
        warn_user(text, is_fallback=True)


def counters() -> dict[str, Any]:
    """Panics by component, answers in place by method, what this process has put in quarantine, and records that could not be written."""
    return {"panics": dict(_panics), "answered_in_place": dict(_answered), "written": dict(_written), "records_lost": _lost}


def clear(folder: str, component: str) -> bool:
    """Removes the record and the journal of a component; False where there was nothing. Raises: OSError: it cannot be removed."""
    removed = False
    with _turn(folder):
        journal = _journal_place(folder, component)
        for path in (quarantine.place(folder, component), journal, f"{journal}.old"):
            try:
                os.unlink(path)
                removed = True
            except (FileNotFoundError, NotADirectoryError):
                pass
    return removed


# --- writing ----------------------------------------------------------------------------------------------------------


def _put(component: str, fingerprint: str, cause: str, count: int) -> None:
    global _lost
    cause = cause if len(cause) <= _LONGEST_CAUSE else f"{cause[: _LONGEST_CAUSE - 3]}..."
    folder = _folder()
    if folder is None:
        return
    entry = {"component": component, "fingerprint": fingerprint, "cause": cause, "at": _now(), "count": count}
    try:
        with _lock, _turn(folder):
            _write(folder, component, _merged(folder, component, entry))
    except (OSError, ValueError) as error:
        _lost += 1
        _log("quarantine_lost", f"a quarantine record cannot be written: {type(error).__name__}: {error}", component=component, cause=cause)
        return
    _written[component] = cause
    who = "the native part" if component == NATIVE else f"the Rust core of component {component!r}"
    text = f"{who} is in quarantine: {cause}; the next process runs Python"
    _log("quarantine", text, told=True, component=component, cause=cause, count=count, fingerprint=fingerprint)
    _warn(f"{text} until another build is installed, or lionagi quarantine clear {component}")


def _merged(folder: str, component: str, entry: dict[str, Any]) -> dict[str, Any]:
    """The entry in front, builds that were there before behind it, and what a newer version wrote besides."""
    before, unreadable = quarantine.read(folder, component)
    if unreadable is not None:
        _set_aside(quarantine.place(folder, component))
    if before is None:
        return {"format": FORMAT, **entry, "others": []}
    others = [each for each in quarantine.builds(before) if each["fingerprint"] != entry["fingerprint"]]
    unknown = {key: value for key, value in before.items() if key not in (*KEYS, "format", "others")}
    version = before.get("format")
    return {**unknown, "format": max(version, FORMAT) if isinstance(version, int) else FORMAT, **entry, "others": others[:_MOST_OTHERS]}


def _set_aside(path: str) -> None:
    """What cannot be understood is not ours to delete."""
    for number in range(1, 100):
        if not os.path.lexists(other := f"{path}.unreadable-{number}"):
            os.rename(path, other)
            return


def _write(folder: str, component: str, record: dict[str, Any]) -> None:
    from json import dumps

    path = quarantine.place(folder, component)
    os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
    beside = f"{path}.{os.getpid()}.tmp"
    try:
        # Text that no encoding can hold (lone surrogates of a panic's message) leaves as escapes: json's ASCII.
        with open(beside, "w", encoding="ascii") as file:
            file.write(dumps(record, indent=1) + "\n")
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
    except BaseException:
        with suppress(OSError):  # never made
            os.unlink(beside)
        raise


def _journal_place(folder: str, component: str) -> str:
    return os.path.join(folder, "panics", f"{component}.log")


def _journal(folder: str, component: str, fingerprint: str) -> int:
    """Adds a line, and counts those of this build. 0 where it cannot be kept."""
    path = _journal_place(folder, component)
    line = f"{fingerprint} {_now()}\n".encode()
    try:
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        with suppress(FileNotFoundError):
            if os.stat(path).st_size > _LONGEST_JOURNAL:  # Rust is demanded again and again in spite of its record
                os.replace(path, f"{path}.old")
        descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(descriptor, line)  # one write of one short line: processes do not cut each other's
        finally:
            os.close(descriptor)
        with open(path, "rb") as file:
            return sum(each.startswith(line[: len(fingerprint) + 1]) for each in file)
    except (OSError, ValueError) as error:
        _log("quarantine_lost", f"panics cannot be counted on disk: {type(error).__name__}: {error}", component=component)
        return 0


@contextmanager
def _turn(folder: str) -> Iterator[None]:
    """One writer at a time, by an advisory lock; without one where the platform or the folder has none, or after a second."""
    descriptor = -1
    try:
        import fcntl

        os.makedirs(os.path.join(folder, "quarantine"), mode=0o700, exist_ok=True)
        descriptor = os.open(os.path.join(folder, "quarantine", ".lock"), os.O_RDWR | os.O_CREAT, 0o600)
        until = time.monotonic() + _LOCK_PATIENCE_S
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except OSError:
                if time.monotonic() > until:
                    break
                time.sleep(0.01)
    except (ImportError, OSError):
        pass  # the write itself is whole with or without a turn, and says what is wrong
    try:
        yield
    finally:
        if descriptor >= 0:
            os.close(descriptor)


# --- this process -----------------------------------------------------------------------------------------------------


def _folder() -> str | None:
    from lionagi.registry.process import settings_now

    return quarantine.state_folder(settings_now().state_dir, os.environ)


def _fingerprint(component: str) -> str | None:
    """Of the build that runs; None where records are not its own (a test build panics by order)."""
    from lionagi.registry.loading import homes
    from lionagi.registry.process import native_if_probed

    if component in homes:
        from lionagi.registry import foreign

        return foreign.fingerprint(component)

    native = native_if_probed()
    if native is None or native.fingerprint is None or "mutants" in str((native.build or {}).get("features", "")).split(","):
        return None
    return native.fingerprint


def _now() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


def _is_worth_a_record(count: int) -> bool:
    """The first ones, then each time the number has doubled: a loop that panics must not fill the log."""
    return count <= MOST_PANICS or count & (count - 1) == 0


def _log(event: str, text: str, **fields: Any) -> None:
    from lionagi.registry.telling import log

    if _holds_back:
        _held_back.append(lambda: log(event, text, **fields))
    else:
        log(event, text, **fields)


def _warn(text: str) -> None:
    from lionagi.registry.process import warn_user

    if _holds_back:
        _held_back.append(lambda: warn_user(text))
        return
    with suppress(Warning):  # ordered to be an error: the error that brought us here is the one to see
        warn_user(text)


def _unlock_in_child() -> None:
    global _lock
    _lock = RLock()  # its holder, if there was one, is a thread of the parent


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_unlock_in_child)


def _start_over() -> None:
    """For tests."""
    global _lost
    _panics.clear()
    _answered.clear()
    _held_back.clear()
    _written.clear()
    _lost = 0
