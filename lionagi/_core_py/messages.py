"""`messages`, the reference.

Contract: `lionagi/_core/messages.py`. Twin: `crates/lionagi-core/src/messages.rs`.
"""

from __future__ import annotations
