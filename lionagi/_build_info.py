"""The source hash of the checkout, as `crates/lionagi-python/build.rs` bakes it into the native module."""

from __future__ import annotations

import os


def checkout_root() -> str | None:
    """The folder with `crates/` that this package is run from; None for an installed package."""
    root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    return root if os.path.isfile(os.path.join(root, "crates", "lionagi-python", "build.rs")) else None


def source_hash(root: str) -> str:
    """BLAKE2b-128 (hex) over path, NUL, length and bytes without carriage returns of every Rust source, sorted by path."""
    from hashlib import blake2b

    files = ["Cargo.toml", "Cargo.lock"]
    for folder, folders, names in os.walk(os.path.join(root, "crates")):
        folders[:] = [name for name in folders if name != "target"]
        files += [os.path.relpath(os.path.join(folder, name), root) for name in names if name.endswith((".rs", ".toml"))]
    digest = blake2b(digest_size=16)
    for name in sorted(path.replace(os.sep, "/") for path in files):
        with open(os.path.join(root, name), "rb") as file:
            text = file.read().replace(b"\r", b"")
        digest.update(name.encode() + b"\0" + len(text).to_bytes(8, "little") + text)
    return digest.hexdigest()
