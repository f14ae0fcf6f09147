"""`act`: see the module of the same name."""

from __future__ import annotations
