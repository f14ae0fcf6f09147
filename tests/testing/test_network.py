"""The guard against the network, and the fixtures for pytest."""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path

import pytest

import lionagi
from lionagi.testing import NetworkUsed, no_network

pytest_plugins = ["pytester"]
FAR = ("192.0.2.1", 9)  # TEST-NET-1 (RFC 5737): nobody has it


def closed(kind, use):
    with socket.socket(socket.AF_INET, kind) as made:
        use(made)


@pytest.mark.parametrize(
    "reach",
    [
        lambda: socket.create_connection(FAR, 0.1),
        lambda: closed(socket.SOCK_STREAM, lambda made: made.connect(FAR)),
        lambda: closed(socket.SOCK_STREAM, lambda made: made.connect_ex(FAR)),
        lambda: closed(socket.SOCK_DGRAM, lambda made: made.sendto(b"x", FAR)),
        lambda: socket.getaddrinfo("example.org", 80),
        lambda: socket.gethostbyname("example.org"),
        lambda: asyncio.run(asyncio.open_connection(*FAR)),
    ],
    ids=["create_connection", "connect", "connect_ex", "sendto", "getaddrinfo", "gethostbyname", "asyncio"],
)
def test_other_machines_are_refused(reach):
    with no_network(), pytest.raises(NetworkUsed, match="only this machine may be reached"):
        reach()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_this_machine_is_reached(host):
    with no_network(), socket.create_server(("127.0.0.1", 0)) as server:
        client = socket.create_connection((host, server.getsockname()[1]), 2)
        taken, _ = server.accept()
        with client, taken:
            client.sendall(b"x")
            assert taken.recv(1) == b"x"


def test_everything_is_as_before_afterwards():
    before = (socket.socket.connect, socket.socket.connect_ex, socket.socket.sendto, socket.getaddrinfo, socket.gethostbyname)
    with pytest.raises(KeyError), no_network():
        raise KeyError
    after = (socket.socket.connect, socket.socket.connect_ex, socket.socket.sendto, socket.getaddrinfo, socket.gethostbyname)
    assert after == before


def test_the_fixtures_of_the_plugin(pytester, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(Path(lionagi.__file__).parents[1]))
    pytester.makeconftest('pytest_plugins = ["lionagi.testing.pytest_plugin"]')
    pytester.makepyfile(
        """
        import asyncio, socket
        import pytest
        from lionagi import Branch
        from lionagi.testing import NetworkUsed

        def test_backend(lionagi_backend):
            assert ("_core_rust" in type(Branch()._core).__module__) == (lionagi_backend == "rust")

        def test_model(scripted_model):
            scripted_model.add("yes")
            assert asyncio.run(Branch(chat_model=scripted_model).communicate("?")) == "yes"

        def test_guard(no_network):
            with pytest.raises(NetworkUsed):
                socket.gethostbyname("example.org")
        """
    )
    from lionagi import registry

    backends = 1 if registry.status()["native"]["state"] == "missing" else 2
    pytester.runpytest_subprocess("-p", "no:cacheprovider").assert_outcomes(passed=2 + backends)
