"""Nodes in a table of PostgreSQL, key "lionagi_async_pg". Importing this needs SQLAlchemy and asyncpg.

Not here: queries, and the options of each operation (pydapter's `AsyncPostgresAdapter`). A node is a row: what `to_dict(mode="db")`
gives, a column a field. A table that is missing is made by the first node that is written.
"""

from __future__ import annotations

from typing import Any, TypeVar

import sqlalchemy as sa  # type: ignore[import-not-found, unused-ignore]
from pydapter.extras.async_postgres_ import AsyncPostgresAdapter
from sqlalchemy.dialects.postgresql import JSONB  # type: ignore[import-not-found, unused-ignore]

from lionagi import _class_registry

__all__ = ["LionAGIAsyncPostgresAdapter"]

T = TypeVar("T")
_JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


class LionAGIAsyncPostgresAdapter(AsyncPostgresAdapter[T]):  # type: ignore[type-var]
    """Writes and reads nodes. `dsn` or an `engine`, and `table`; further options: those of pydapter's adapter.

    Columns of a table that is made here: `id` (text, primary key), `content`, `node_metadata`, `embedding` and fields of a sub-class
    (JSONB; JSON in other databases), `created_at` (float).
    """

    adapter_key = "lionagi_async_pg"
    obj_key = "lionagi_async_pg"

    @classmethod
    async def to_obj(cls, subj: Any, /, **options: Any) -> Any:
        """Writes a node, or a list of them in one transaction: "insert" (the usual), "update" or "upsert" as `operation`.

        Raises: pydapter's QueryError: an id is there already; ValidationError, ConnectionError.
        """
        async with _EngineOf(cls, cls._prepare_config(None, **options)) as config:
            return await super().to_obj(subj, **config)

    @classmethod
    async def from_obj(cls, subj_cls: Any, obj: Any, /, **options: Any) -> Any:
        """The nodes of the rows that match `obj["selectors"]`; or what the `operation` "delete" or "raw_sql" answers.

        Raises: pydapter's ResourceError: one was asked for, and there is none; QueryError, ValidationError, ConnectionError.
        """
        config = {**obj, "dsn": options.pop("dsn")} if "dsn" in options else obj
        async with _EngineOf(cls, cls._prepare_config(config)) as config:
            return await super().from_obj(subj_cls, config, **options)

    @classmethod
    def _validate_rows(cls, rows: list[dict[str, Any]], subj_cls: Any, *arguments: Any, **options: Any) -> Any:
        return super()._validate_rows([_without_strangers(row, subj_cls) for row in rows], subj_cls, *arguments, **options)

    @classmethod
    async def _execute_insert(cls, eng: Any, table: str, rows: list[dict[str, Any]]) -> Any:
        def insert(connection: Any) -> int:
            found = _table(connection, table, rows)
            # Rows of one statement must name the same columns; what is None is left to the database.
            by_columns: dict[tuple[str, ...], list[dict[str, Any]]] = {}
            for row in rows:
                filled = {name: value for name, value in row.items() if value is not None}
                by_columns.setdefault(tuple(filled), []).append(filled)
            for alike in by_columns.values():
                connection.execute(sa.insert(found), alike)
            return len(rows)

        try:
            async with eng.begin() as connection:
                return {"inserted_count": await connection.run_sync(insert)}
        except cls.query_errors as error:
            cls._handle_error(error, "query", query=f"INSERT INTO {table}")

    @classmethod
    async def _execute_upsert(cls, eng: Any, table: str, rows: list[dict[str, Any]], conflict_columns: list[str]) -> Any:
        try:
            async with eng.begin() as connection:
                await connection.run_sync(_table, table, rows)
        except cls.query_errors as error:
            cls._handle_error(error, "query", query=f"CREATE TABLE {table}")
        return await super()._execute_upsert(eng, table, rows, conflict_columns)


class _EngineOf:
    """A config with an engine, which is given back afterwards where it was made here: pydapter leaves its connections open."""

    def __init__(self, adapter: Any, config: dict[str, Any]) -> None:
        self.adapter, self.config = adapter, config
        self.made: Any = None

    async def __aenter__(self) -> dict[str, Any]:
        if "engine" in self.config:
            return self.config
        self.made = await self.adapter._create_engine(self.config)
        return {"engine": self.made, **{name: value for name, value in self.config.items() if name not in ("dsn", "engine_url")}}

    async def __aexit__(self, *failure: object) -> None:
        if self.made is not None:
            await self.made.dispose()


def _table(connection: Any, name: str, rows: list[dict[str, Any]]) -> Any:
    """The table of that name; made for these rows where there is none."""
    if not sa.inspect(connection).has_table(name):
        fields = {field: None for row in rows for field in row}
        columns = [_column(field) for field in {"id": None, "content": None, "node_metadata": None, "created_at": None, **fields}]
        try:
            with connection.begin_nested():
                connection.execute(sa.schema.CreateTable(sa.Table(name, sa.MetaData(), *columns), if_not_exists=True))
        except sa.exc.IntegrityError:
            pass  # another writer made it at the same time, which `IF NOT EXISTS` does not see
    return sa.Table(name, sa.MetaData(), autoload_with=connection)


def _without_strangers(row: dict[str, Any], cls: Any) -> dict[str, Any]:
    """A row of a table that has columns of other classes too, which are empty in it."""
    metadata = row.get("node_metadata")
    path = metadata.get("lion_class") if isinstance(metadata, dict) else None
    try:
        fields = (_class_registry.find(path) if path is not None else cls).model_fields
    except (ValueError, AttributeError):
        return row  # what is wrong with it is told where it is read
    return {name: value for name, value in row.items() if value is not None or name in fields}


def _column(field: str) -> Any:
    if field == "id":
        return sa.Column("id", sa.String, primary_key=True)
    return sa.Column(field, sa.Float) if field == "created_at" else sa.Column(field, _JSON)
