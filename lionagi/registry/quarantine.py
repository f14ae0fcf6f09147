"""Reads the records that keep a build from answering again after it did harm. Writing them: `quarantine_writing.py`.

A record is `<state folder>/quarantine/<component>.json` {format, component, fingerprint, cause, at, count, others}; it counts for the
build with that fingerprint only, so that another build clears it by itself. `others` holds the records of other builds that share the
folder. A build that cannot even be loaded has no fingerprint: the record `native.json` names the bytes of the file, and counts for all
components. Whatever stands in the folder, the program starts: what cannot be understood is ignored aloud, and kept.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

KEYS = ("component", "fingerprint", "cause", "at", "count")
NATIVE = "native"  # in the place of a component: the whole file
_LONGEST = 65_536


def state_folder(ordered: str | None, environment: Mapping[str, str]) -> str | None:
    """The folder of `LIONAGI_STATE_DIR`, else the platform's folder for user state + `lionagi`; None: records are off."""
    if ordered is not None:
        return None if ordered == "off" else os.path.abspath(os.path.expanduser(ordered))
    home = os.path.expanduser("~")
    if sys.platform == "win32":
        base = environment.get("LOCALAPPDATA") or os.path.join(home, "AppData", "Local")
    elif sys.platform == "darwin":
        base = os.path.join(home, "Library", "Application Support")
    else:
        # The XDG specification: a relative path counts as unset.
        given = environment.get("XDG_STATE_HOME", "")
        base = given if os.path.isabs(given) else os.path.join(home, ".local", "state")
    return os.path.join(base, "lionagi")


def folder_problem(folder: str) -> str | None:
    """Why records cannot live in a folder that was ordered; None where they can, or where it can still be made."""
    existing = folder
    while not os.path.lexists(existing) and os.path.dirname(existing) != existing:
        existing = os.path.dirname(existing)
    if not os.path.isdir(existing):
        return f"{existing} is no folder"
    if not os.access(existing, os.R_OK | os.W_OK | os.X_OK):
        return f"{existing} may not be read and written by this user"
    return None


def place(folder: str, component: str) -> str:
    """The file of a record."""
    return os.path.join(folder, "quarantine", f"{component}.json")


def read(folder: str, component: str) -> tuple[dict[str, Any] | None, str | None]:
    """The record of a component, if there is one; else why the one that is there cannot be read."""
    path = place(folder, component)
    try:
        with open(path, encoding="utf-8") as file:
            text = file.read(_LONGEST)
    except (FileNotFoundError, NotADirectoryError):
        return None, None
    except (OSError, ValueError) as error:
        return None, f"{path} cannot be read: {type(error).__name__}: {error}"
    from json import loads

    try:
        record = loads(text)
    except (ValueError, RecursionError) as error:
        return None, f"{path} is no JSON: {error}"
    # A newer version may say more; as long as it says these three, it is obeyed.
    if not isinstance(record, dict) or not all(isinstance(record.get(key), str) for key in KEYS[:3]):
        return None, f"{path} is no quarantine record: it needs the texts {', '.join(KEYS[:3])}"
    if record["component"] != component:
        return None, f"{path} is about component {record['component']!r}, not {component!r}"
    return record, None


def builds(record: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The record of each build in a file: the latest one, and those before it."""
    yield {key: record.get(key) for key in KEYS}
    others = record.get("others")
    for each in others if isinstance(others, list) else ():
        if isinstance(each, dict) and isinstance(each.get("fingerprint"), str) and isinstance(each.get("cause"), str):
            yield {**{key: each.get(key) for key in KEYS}, "component": record["component"]}


def for_build(record: Mapping[str, Any] | None, fingerprint: str | None) -> dict[str, Any] | None:
    """What a file says about one build."""
    if record is None or fingerprint is None:
        return None
    return next((each for each in builds(record) if each["fingerprint"] == fingerprint), None)


def of_file(path: str) -> str | None:
    """What stands for the fingerprint of a native file that cannot be loaded: a digest of its bytes. None: it cannot be read."""
    from hashlib import blake2b

    digest = blake2b(digest_size=16)
    try:
        with open(path, "rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
    except OSError:
        return None
    return f"file:{digest.hexdigest()}"
