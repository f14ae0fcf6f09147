"""What a branch does: chat, communicate, parse, interpret. operate, instruct, ReAct, plans and flows come later."""

from __future__ import annotations
