"""Whether a process belongs to the share that a ramp sends to Rust: sticky by key, monotone in percent, independent per component."""

from __future__ import annotations

BUCKETS = 10_000  # a hundredth of a percent each


def bucket(component: str, key: str) -> int:
    """The place of `key` for this component, 0 <= place < BUCKETS; Rust answers where it is below percent * 100.

    A larger percentage only adds keys. The salt is the component's name, so that components draw independently.
    """
    from hashlib import blake2b  # 3 ms, paid at 2.ramp only

    salt = component
    digest = blake2b("\0".join((component, salt, key)).encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big") % BUCKETS


def default_key() -> str:
    """Host name and place of the installation, one key for all processes there. Never the pid: restarts would flip the backend."""
    import os

    host = os.uname().nodename if hasattr(os, "uname") else os.environ.get("COMPUTERNAME", "")
    return f"{host}\0{os.path.dirname(os.path.dirname(os.path.abspath(__file__)))}"
