"""Mail: packages that branches send to each other, carried by a session."""

from __future__ import annotations
