"""A guard for tests that must not leave the machine: every connection but to this machine is refused."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator
from ipaddress import ip_address
from typing import Any

__all__ = ["NetworkUsed", "no_network"]


class NetworkUsed(AssertionError):
    """Something tried to reach another machine."""


@contextlib.contextmanager
def no_network() -> Iterator[None]:
    """While it is open, sockets of this process connect to this machine only, and no names are looked up but its own.

    Raises (in whoever tries): NetworkUsed. Not for other processes, and not for code that speaks to the system without `socket`.
    """
    sockets = socket.socket
    connect, connect_ex, sendto, look_up = sockets.connect, sockets.connect_ex, sockets.sendto, socket.getaddrinfo
    by_name = socket.gethostbyname

    def checked_connect(self: socket.socket, address: Any) -> Any:
        _check(self.family, address)
        return connect(self, address)

    def checked_connect_ex(self: socket.socket, address: Any) -> Any:
        _check(self.family, address)
        return connect_ex(self, address)

    def checked_sendto(self: socket.socket, data: Any, *flags_and_address: Any) -> Any:
        _check(self.family, flags_and_address[-1])
        return sendto(self, data, *flags_and_address)

    def checked_look_up(host: Any, *arguments: Any, **options: Any) -> Any:
        if not _is_here(host):
            raise NetworkUsed(f"a test wanted to look up {host!r}; inside no_network() only this machine may be reached")
        return look_up(host, *arguments, **options)

    def checked_by_name(host: str) -> str:
        if not _is_here(host):
            raise NetworkUsed(f"a test wanted to look up {host!r}; inside no_network() only this machine may be reached")
        return by_name(host)

    sockets.connect, sockets.connect_ex = checked_connect, checked_connect_ex  # type: ignore[method-assign, assignment]
    sockets.sendto = checked_sendto  # type: ignore[method-assign, assignment]
    socket.getaddrinfo, socket.gethostbyname = checked_look_up, checked_by_name
    try:
        yield
    finally:
        sockets.connect, sockets.connect_ex, sockets.sendto = connect, connect_ex, sendto  # type: ignore[method-assign]
        socket.getaddrinfo, socket.gethostbyname = look_up, by_name


def _check(family: int, address: Any) -> None:
    if family in (socket.AF_INET, socket.AF_INET6) and not _is_here(address[0]):
        raise NetworkUsed(f"a test wanted to connect to {address[0]}:{address[1]}; inside no_network() only this machine may be reached")


def _is_here(host: Any) -> bool:
    if host in (None, "", b"", "localhost", b"localhost", "::1", b"::1", "0.0.0.0", "::"):
        return True
    text = host.decode("ascii", "replace") if isinstance(host, bytes) else str(host)
    try:
        return ip_address(text.partition("%")[0]).is_loopback
    except ValueError:  # a name
        return False
