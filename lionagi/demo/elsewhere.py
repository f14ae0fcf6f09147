"""What one process saved, a fresh one reads back without the native part: the digests must be those of the process that wrote it.

Not here: how the documents are made (`conversations.py`).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

__all__ = ["FORMS", "answer", "digests"]

_NATIVE = "lionagi._core_rust._native"
FORMS = {"JSON Lines": "messages.jsonl", "binary": "messages.lion"}
# An import of the native part says what it says where it is not installed.
_PROGRAM = f"import sys; sys.modules[{_NATIVE!r}] = None; from lionagi.demo.elsewhere import answer; answer(sys.argv[1])"


def digests(lines: bytes, stream: bytes) -> dict[str, str]:
    """The digest of the messages of each form, as a fresh process without the native part reads them.

    Raises: RuntimeError: that process failed, with what it said.
    """
    with tempfile.TemporaryDirectory(prefix="lionagi-demo-") as folder:
        for name, data in zip(FORMS.values(), (lines, stream), strict=True):
            Path(folder, name).write_bytes(data)
        kept = {name: value for name, value in os.environ.items() if not name.startswith("LIONAGI_")}
        path = os.pathsep.join(filter(None, (str(Path(__file__).parents[2]), kept.get("PYTHONPATH"))))
        environment = {**kept, "LIONAGI_STATE_DIR": "off", "PYTHONPATH": path}
        command = [sys.executable, "-c", _PROGRAM, folder]
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    if done.returncode:
        raise RuntimeError(f"the process that reads the documents back failed: {done.stderr.strip()}")
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def answer(folder: str) -> None:
    """What the fresh process does: reads both files and prints the digests as JSON. Raises: RuntimeError: it has the native part."""
    from importlib import import_module

    from lionagi.demo.conversations import message_row
    from lionagi.demo.parts import digest_of
    from lionagi.ln import read_binary_stream, read_json_lines
    from lionagi.protocols.types import Element

    try:
        import_module(_NATIVE)
    except ImportError:
        pass
    else:
        raise RuntimeError("this process has the native part, so it would show nothing")
    found: dict[str, Any] = {}
    for (form, name), read in zip(FORMS.items(), (read_json_lines, read_binary_stream), strict=True):
        found[form] = digest_of(map(message_row, read(Path(folder, name), entity=Element.from_dict)))
    print(json.dumps(found))
