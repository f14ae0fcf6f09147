"""What a shadow run leaves in its folder: JSON lines, one file a process, no user data in them.

A record is a mismatch or the summary of a process. Nothing here raises: a folder that vanishes, is full or read-only costs records, which
are counted, and never the program.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

VERSION = 1
_MOST = 1_000  # records of one process: a core that is wrong everywhere must not fill a disk


class Writer:
    """The file of this process."""

    def __init__(self, folder: str | None) -> None:
        self.folder = folder
        self.written = self.lost = 0
        self._began = time.time_ns()

    def write(self, record: dict[str, Any]) -> None:
        """Appends one record, whole or not at all."""
        if self.folder is None:
            return
        if self.written >= _MOST and record["kind"] != "summary":
            self.lost += 1
            return
        try:
            line = json.dumps({"version": VERSION, "at": time.time(), "pid": os.getpid(), **record}) + "\n"
            os.makedirs(self.folder, exist_ok=True)
            place = os.path.join(self.folder, f"shadow-{os.getpid()}-{self._began}.jsonl")
            descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            try:
                os.write(descriptor, line.encode())  # one call: lines of threads do not mix
            finally:
                os.close(descriptor)
            self.written += 1
        except (OSError, ValueError, TypeError):
            self.lost += 1


def read(places: Iterable[Path]) -> Iterator[tuple[dict[str, Any] | None, str]]:
    """Every record of files and folders, with where it stands; None for a line that is none (cut off, or of a later version)."""
    for place in places:
        files = sorted(place.glob("shadow-*.jsonl")) if place.is_dir() else [place]
        for file in files:
            try:
                lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
            except OSError as error:
                yield None, f"{file}: {error.strerror or error}"
                continue
            for number, line in enumerate(lines, 1):
                yield _record(line), f"{file}:{number}"


def _record(line: str) -> dict[str, Any] | None:
    try:
        found = json.loads(line)
    except ValueError:
        return None
    is_known = isinstance(found, dict) and found.get("version") == VERSION and found.get("kind") in ("mismatch", "summary")
    return found if is_known else None


def total(records: Iterable[tuple[dict[str, Any] | None, str]]) -> dict[str, Any]:
    """Samples and mismatches by component, mismatches by member and place, and lines that could not be read."""
    components: dict[str, dict[str, Any]] = {}
    unreadable: list[str] = []
    for record, place in records:
        if record is None:
            unreadable.append(place)
            continue
        found = components.setdefault(str(record.get("component")), {"samples": 0, "mismatches": 0, "breakers": 0, "by_member": {}})
        if record["kind"] == "summary":
            found["samples"] += int(record.get("samples", 0))
            found["breakers"] += bool(record.get("breaker"))
        else:
            found["mismatches"] += 1
            key = f"{record.get('member')}{record.get('where') or ''}"
            found["by_member"][key] = found["by_member"].get(key, 0) + 1
    return {"components": components, "unreadable": unreadable}
