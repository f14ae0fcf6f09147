"""The demo's text and the steps it goes through, in order; each step calls the public API only."""

from __future__ import annotations

from lionagi.demo import conversations, nodes
from lionagi.demo.parts import Job, Step, Text, digest_of, read_text

__all__ = ["STEPS", "Job", "Step", "Text", "digest_of", "read_text"]

STEPS = (*nodes.STEPS, *conversations.STEPS)
