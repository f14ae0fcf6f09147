"""Nodes in a real PostgreSQL, which these tests start for themselves in a temporary folder and stop again."""

from __future__ import annotations

import asyncio
import glob
import os
import shutil
import subprocess
import sys
import tempfile

import pytest

from lionagi.protocols.graph import node as node_module
from lionagi.protocols.graph.node import Node

KEY = "lionagi_async_pg"
pytestmark = pytest.mark.usefixtures("backend")


class Own(Node):
    """A class with fields of its own."""

    topic: str
    counts: tuple[int, ...] = ()


# --- without the packages ------------------------------------------------------------------------------------------------


@pytest.fixture
def unregistered(monkeypatch):
    monkeypatch.setattr(Node, "_postgres_adapter_checked", False)


@pytest.mark.parametrize("package", ["asyncpg", "sqlalchemy", "sqlalchemy.ext.asyncio"])
def test_what_to_install_is_told_where_a_package_is_missing(monkeypatch, unregistered, package):
    from lionagi.adapters._utils import check_async_postgres_available

    pytest.importorskip("pydapter")
    if package != "asyncpg":
        monkeypatch.setitem(sys.modules, "asyncpg", sys)  # there, whatever it is
    monkeypatch.setitem(sys.modules, package, None)

    assert isinstance(check_async_postgres_available(), ImportError)
    for use in (lambda: Node().adapt_to_async(KEY, table="t"), lambda: Node.adapt_from_async({"table": "t"}, KEY)):
        with pytest.raises(ImportError, match=r"^the adapter for PostgreSQL needs the package (asyncpg|sqlalchemy\S*); install it with: "):
            asyncio.run(use())
    assert Node._postgres_adapter_checked is False


def test_nothing_of_it_is_imported_before_it_is_used():
    code = "import lionagi.protocols.graph.node, sys; print([name for name in sys.modules if 'sqlalchemy' in name or 'adapters' in name])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert run.stdout.strip() == "[]"


# --- with a server -------------------------------------------------------------------------------------------------------


def _binaries():
    found = [os.path.dirname(path) for path in [shutil.which("initdb"), *glob.glob("/usr/lib/postgresql/*/bin/initdb")] if path]
    return found[-1] if found else None


@pytest.fixture(scope="module")
def server():
    """The address of a server of its own, reached by a socket in a temporary folder."""
    for package in ("pydapter", "sqlalchemy", "asyncpg"):
        pytest.importorskip(package)
    binaries = _binaries()
    if binaries is None:
        pytest.skip("no PostgreSQL server is installed (Debian: postgresql)")
    folder = tempfile.mkdtemp(prefix="lionagi-pg-")
    user = None
    if hasattr(os, "geteuid") and os.geteuid() == 0:  # the server refuses to be run by root
        user = "postgres"
        shutil.chown(folder, user)

    def run(program, *arguments):
        subprocess.run([f"{binaries}/{program}", *arguments], user=user, cwd=folder, check=True, capture_output=True, timeout=60)

    data = f"{folder}/data"
    try:
        run("initdb", "-D", data, "-A", "trust", "-U", "lion", "-E", "UTF8", "--no-sync")
        settings = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c fsync=off"
        run("pg_ctl", "-D", data, "-w", "-l", f"{folder}/log", "-o", settings, "start")
        try:
            yield f"postgresql://lion@/postgres?host={folder}"
        finally:
            run("pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def table(request):
    """A name for a table that is not there yet."""
    return "t" + "".join(letter if letter.isalnum() else "_" for letter in request.node.name.lower())[-50:]


def write(nodes, server, table, **options):
    many = isinstance(nodes, list)
    first = nodes[0] if many else nodes
    if many:
        from lionagi.adapters.async_postgres_adapter import LionAGIAsyncPostgresAdapter as adapter

        settings = {"adapt_meth": "to_dict", "adapt_kw": {"mode": "db"}}
        return asyncio.run(adapter.to_obj(nodes, many=True, dsn=server, table=table, **settings, **options))
    return asyncio.run(first.adapt_to_async(KEY, dsn=server, table=table, **options))


def read(server, table, many=True, cls=Node, **options):
    return asyncio.run(cls.adapt_from_async({"dsn": server, "table": table, **options}, KEY, many=many))


def query(server, sql):
    import asyncpg

    async def fetch():
        connection = await asyncpg.connect(server)
        try:
            return [tuple(row) for row in await connection.fetch(sql)]
        finally:
            await connection.close()

    return asyncio.run(fetch())


CONTENTS = [None, "text", "", 5, 1.5, True, [], {}, {"k": [1, None, {"ü": "\u2028"}]}, ["a", ["b"]]]


def test_nodes_come_back_as_they_were(server, table):
    nodes = [Node(content=content, metadata={"m": [1]}, embedding=[0.1, -2.0]) for content in CONTENTS] + [Node()]
    for each in nodes:
        assert write(each, server, table) == {"inserted_count": 1}
    found = {node.id: node for node in read(server, table)}

    assert {id: node.to_dict() for id, node in found.items()} == {node.id: node.to_dict() for node in nodes}


def test_the_table_that_is_made_has_these_columns(server, table):
    write(Node(content=1), server, table)
    columns = query(
        server, f"SELECT column_name, data_type, is_nullable FROM information_schema.columns WHERE table_name = '{table}' ORDER BY 1"
    )
    keys = query(server, f"SELECT column_name FROM information_schema.key_column_usage WHERE table_name = '{table}'")

    assert columns == [
        ("content", "jsonb", "YES"),
        ("created_at", "double precision", "YES"),
        ("embedding", "jsonb", "YES"),
        ("id", "character varying", "NO"),
        ("node_metadata", "jsonb", "YES"),
    ]
    assert keys == [("id",)]


def test_what_is_none_is_null_in_the_table(server, table):
    write(Node(), server, table)

    assert query(server, f"SELECT count(*) FROM {table} WHERE content IS NULL AND embedding IS NULL") == [(1,)]


def test_a_sub_class_keeps_its_fields_and_its_class(server, table):
    made = Own(topic="x", counts=[1, 2], content="c")
    write(made, server, table)
    (found,) = read(server, table, selectors={"id": str(made.id)})

    assert type(found) is Own
    assert found.to_dict() == made.to_dict()
    assert type(read(server, table, many=False, cls=Own)) is Own


def test_many_nodes_of_different_fields_are_written_at_once_or_not_at_all(server, table):
    from pydapter.exceptions import QueryError

    nodes = [Node(content=1), Node(embedding=[1.0]), Node(), Own(topic="x")]
    assert write(nodes, server, table) == {"inserted_count": 4}
    assert {node.id for node in read(server, table)} == {node.id for node in nodes}

    with pytest.raises(QueryError):
        write([Node(content="new"), nodes[0]], server, table)
    assert len(read(server, table)) == 4


def test_an_id_that_is_there_is_refused_or_replaced_as_asked(server, table):
    from pydapter.exceptions import QueryError

    made = Node(content=1)
    answer = write(made, server, table, operation="upsert", conflict_columns=["id"])
    assert answer == {"inserted_count": 1, "updated_count": 0, "total_count": 1}
    with pytest.raises(QueryError):
        write(made, server, table)
    made.content = {"now": 2}
    assert write(made, server, table, operation="upsert", conflict_columns=["id"])["updated_count"] == 1
    assert write(made, server, table, operation="update", where={"id": str(made.id)}) == {"updated_count": 1}

    assert [node.content for node in read(server, table)] == [{"now": 2}]


def test_rows_are_selected_ordered_and_deleted(server, table):
    for number in range(4):
        write(Node(content=number, created_at=number), server, table)

    assert [node.content for node in read(server, table, order_by="created_at DESC", limit=2)] == [3, 2]
    found = asyncio.run(
        Node.adapt_from_async({"dsn": server, "operation": "delete", "table": table, "selectors": {"created_at": 1.0}}, KEY)
    )
    assert found == {"deleted_count": 1}
    assert sorted(node.content for node in read(server, table)) == [0, 2, 3]


def test_what_is_not_there_is_told(server, table):
    from pydapter.exceptions import QueryError, ResourceError

    write(Node(), server, table)
    assert read(server, table, selectors={"id": "none"}) == []
    with pytest.raises(ResourceError):
        read(server, table, many=False, selectors={"id": "none"})
    with pytest.raises(QueryError):
        read(server, "no_such_table")


def test_a_server_that_is_not_there_is_told(server, table):
    from pydapter.exceptions import PydapterError

    with pytest.raises(PydapterError):
        write(Node(), "postgresql://lion@127.0.0.1:1/postgres", table)


def test_no_connection_is_left_open_and_an_engine_of_the_caller_stays_open(server, table):
    from sqlalchemy import text
    from sqlalchemy.ext.asyncio import create_async_engine

    async def use():
        own = create_async_engine(server.replace("postgresql://", "postgresql+asyncpg://"))
        try:
            for number in range(3):
                await Node(content=number).adapt_to_async(KEY, dsn=server, table=table)
            await Node(content=3).adapt_to_async(KEY, engine=own, table=table)
            found = await Node.adapt_from_async({"engine": own, "table": table}, KEY, many=True)
            async with own.connect() as connection:
                count = "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'"
                return len(found), (await connection.execute(text(count))).scalar()
        finally:
            await own.dispose()

    assert asyncio.run(use()) == (4, 1)


def test_the_argument_of_the_caller_is_not_changed(server, table):
    write(Node(), server, table)
    asked = {"table": table}
    asyncio.run(Node.adapt_from_async(asked, KEY, many=True, dsn=server))

    assert asked == {"table": table}


def test_writers_that_make_the_table_at_the_same_time_do_not_hinder_each_other(server, table):
    async def race():
        return await asyncio.gather(*(Node(content=number).adapt_to_async(KEY, dsn=server, table=table) for number in range(8)))

    assert asyncio.run(race()) == [{"inserted_count": 1}] * 8
    assert sorted(node.content for node in read(server, table)) == list(range(8))


def test_the_adapter_is_registered_once_and_only_when_it_is_used(server, table, unregistered, monkeypatch):
    registered = []
    monkeypatch.setattr(Node, "register_async_adapter", lambda adapter: registered.append(adapter.obj_key))
    node_module._ensure_postgres_adapter()
    node_module._ensure_postgres_adapter()

    assert registered == [KEY]
    assert Node._postgres_adapter_checked is True
