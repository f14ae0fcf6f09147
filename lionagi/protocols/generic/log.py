"""`Log` and `DataLogger`: what happened, as dicts, kept in a pile and written to files when that is asked for.

Importing this writes and registers nothing. A logger that saves at the end of the program registers itself with its first log, and
writes only if there is something left to write (0.18.0 registered every branch).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import BaseModel, Field, field_validator

from lionagi import _errors
from lionagi.protocols.generic.element import Element
from lionagi.protocols.generic.pile import Pile

__all__ = ["DataLogger", "DataLoggerConfig", "Log", "LogManager", "LogManagerConfig"]

_EXTENSIONS = (".csv", ".json", ".jsonl")


class DataLoggerConfig(BaseModel):
    """Where and how a logger writes. `capacity`: number of logs at which it writes by itself; `hash_digits`: random ones in the name."""

    persist_dir: str | Path = "./data/logs"
    subfolder: str | None = None
    file_prefix: str | None = None
    capacity: int | None = Field(default=None, ge=0)
    extension: str = ".json"
    use_timestamp: bool = True
    hash_digits: int | None = Field(default=5, ge=0, le=10)
    auto_save_on_exit: bool = True
    clear_after_dump: bool = True

    @field_validator("extension")
    @classmethod
    def _known_extension(cls, value: str) -> str:
        dotted = value if value.startswith(".") else f".{value}"
        if dotted not in _EXTENSIONS:
            raise ValueError("Extension must be .csv, .json or .jsonl.")
        return dotted


LogManagerConfig = DataLoggerConfig


class Log(Element):
    """One thing that happened. Read from a document it cannot be changed any more."""

    content: dict[str, Any]
    _immutable: bool = False

    @classmethod
    def create(cls, content: Any) -> Log:
        """A log of anything: its `to_dict()`, the dict it is, or nothing where it is no data."""
        if isinstance(content, Element):
            data = content.to_dict(mode="json")
        elif hasattr(type(content), "model_dump"):
            data = content.model_dump(mode="json")
        elif hasattr(type(content), "to_dict"):
            data = content.to_dict()
        else:
            data = dict(content) if isinstance(content, dict) else {}
        return cls(content=data)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Log:
        """The log of a document; it is immutable."""
        made = super().from_dict(data)
        object.__setattr__(made, "_immutable", True)
        return made

    def __setattr__(self, name: str, value: Any) -> None:
        if getattr(self, "_immutable", False):
            raise AttributeError("This Log is immutable.")
        super().__setattr__(name, value)


class DataLogger:
    """Logs in a pile. `logs`: a list or the dict of a Pile; other keywords are those of DataLoggerConfig."""

    def __init__(self, *, logs: Any = None, _config: DataLoggerConfig | None = None, **config: Any) -> None:
        self._config = DataLoggerConfig(**config) if _config is None else _config
        self._registered = False
        if isinstance(logs, dict):
            logs = list(Pile.from_dict(logs))
        self.logs: Pile[Log] = Pile(logs or None, item_type={Log}, strict_type=True)

    @classmethod
    def from_config(cls, config: DataLoggerConfig, logs: Any = None) -> DataLogger:
        """A logger with this configuration."""
        return cls(logs=logs, _config=config)

    def log(self, log_: Any) -> None:
        """Keeps a Log, or what `Log.create` makes of anything else. At `capacity` what is there is written first."""
        made = log_ if isinstance(log_, Log) else Log.create(log_)
        if self._config.capacity and len(self.logs) >= self._config.capacity:
            try:
                self.dump()
            except Exception as error:  # the program goes on; its logs stay where they are
                from lionagi._logger import logger

                logger.error(f"logs could not be written: {type(error).__name__}: {error}")
        if self._config.auto_save_on_exit and not self._registered:
            import atexit

            atexit.register(self.save_at_exit)
            self._registered = True
        self.logs.include(made)

    async def alog(self, log_: Any) -> None:
        """`log`, holding the pile's lock."""
        async with self.logs:
            self.log(log_)

    def dump(self, clear: bool | None = None, persist_path: str | Path | None = None) -> None:
        """Writes the logs, if there are any: JSON lines (.json, .jsonl) or a table (.csv). Raises: ValueError: another extension."""
        if not self.logs:
            return
        path = self._create_path() if persist_path is None else Path(persist_path)
        if path.suffix not in _EXTENSIONS:
            raise _errors.unknown_choice("the extension of persist_path", path.suffix, _EXTENSIONS)
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix == ".csv":
            self.logs.dump(path, "csv")
        else:
            path.write_text("".join(log.to_json() + "\n" for log in self.logs), encoding="utf-8")
        if self._config.clear_after_dump if clear is None else clear:
            self.logs.clear()

    async def adump(self, clear: bool | None = None, persist_path: str | Path | None = None) -> None:
        """`dump`, holding the pile's lock."""
        async with self.logs:
            self.dump(clear, persist_path)

    def _create_path(self) -> Path:
        from datetime import datetime
        from secrets import token_hex

        config = self._config
        parts = [datetime.now().strftime("%Y%m%d%H%M%S")] if config.use_timestamp else []
        if config.hash_digits:
            parts.append(token_hex(config.hash_digits)[: config.hash_digits])
        name = f"{config.file_prefix or ''}_{'-'.join(parts)}" if parts else config.file_prefix or "log"
        folder = Path(config.persist_dir)
        return (folder / config.subfolder if config.subfolder else folder) / f"{name}{config.extension}"

    def save_at_exit(self) -> None:
        """Writes what is left; an error is told and not raised."""
        try:
            self.dump()
        except Exception as error:
            from lionagi._logger import logger

            logger.error(f"logs could not be written at exit: {type(error).__name__}: {error}")


LogManager = DataLogger
