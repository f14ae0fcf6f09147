"""Which optional packages of adapters are there."""

from __future__ import annotations

from importlib import import_module

from lionagi import _errors

__all__ = ["check_async_postgres_available"]


def check_async_postgres_available() -> bool | ImportError:
    """True, or the error that says what to install."""
    try:
        for name in ("pydapter", "sqlalchemy", "sqlalchemy.ext.asyncio", "asyncpg"):
            import_module(name)
    except ImportError as error:
        return _errors.postgres_missing(error.name or str(error))
    return True
