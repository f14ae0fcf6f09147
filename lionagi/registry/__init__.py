"""Which core runs: `active.cores.<component>` is the chosen core module of a component, loaded on first touch.

Importing this package reads no variable and loads no core; the first touch resolves all components together.
"""

from __future__ import annotations

from lionagi.registry.cores import COMPONENTS, Cores, active, cores, on_load, override

__all__ = ["COMPONENTS", "Cores", "active", "cores", "on_load", "override"]
