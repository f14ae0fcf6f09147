"""The version, where tools find it without running anything; `pyproject.toml` says the same."""

__version__ = "1.0.0a1"
