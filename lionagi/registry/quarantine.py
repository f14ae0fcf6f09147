"""Reads the records that keep a build from answering again after it did harm. Writing them is not built yet.

A record is `<state folder>/quarantine/<component>.json` {component, fingerprint, cause, at, count}; it counts for the build with
that fingerprint only, so that another build clears it by itself.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

KEYS = ("component", "fingerprint", "cause", "at", "count")


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


def read(folder: str, component: str) -> tuple[dict[str, Any] | None, str | None]:
    """The record of a component, if there is one; else why the one that is there cannot be read."""
    path = os.path.join(folder, "quarantine", f"{component}.json")
    try:
        with open(path, encoding="utf-8") as file:
            text = file.read(65_536)
    except (FileNotFoundError, NotADirectoryError):
        return None, None
    except (OSError, ValueError) as error:
        return None, f"{path} cannot be read: {type(error).__name__}: {error}"
    from json import loads

    try:
        record = loads(text)
    except (ValueError, RecursionError) as error:
        return None, f"{path} is no JSON: {error}"
    if not isinstance(record, dict) or not all(isinstance(record.get(key), str) for key in KEYS[:3]):
        return None, f"{path} is no quarantine record: it needs the texts {', '.join(KEYS[:3])}"
    if record["component"] != component:
        return None, f"{path} is about component {record['component']!r}, not {component!r}"
    return record, None
