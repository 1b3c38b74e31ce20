"""Limits of the process that runs someone's program: its memory, and no network."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

_NEW_USER = 0x10000000
_NEW_NETWORK = 0x40000000
_PARENT_DEATH_SIGNAL = 1
_NETWORK_EVENTS = frozenset(
    {
        "socket.connect",
        "socket.getaddrinfo",
        "socket.gethostbyaddr",
        "socket.gethostbyname",
        "socket.sendmsg",
        "socket.sendto",
    }
)


def limit_memory(size: int) -> None:
    """Let every allocation fail that would bring the data of this process above `size` bytes.

    JAX then raises RESOURCE_EXHAUSTED, Python MemoryError. Does nothing where the system knows no
    such limit.
    """
    if sys.platform == "win32":
        return
    import resource

    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_DATA, (size, size))


def leave_network() -> None:
    """Cut this process and its children off the network, before any thread is started.

    Where the system allows it they get a network of their own with nothing in it. In any case
    Python's sockets refuse to connect, but for those of the file system.
    """
    _leave_by_namespace()
    sys.addaudithook(_refuse)


def end_with_parent() -> None:
    """Let the system end this process when the one that started it is gone, where it can."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(_PARENT_DEATH_SIGNAL, signal.SIGKILL)


def _leave_by_namespace() -> None:
    if not sys.platform.startswith("linux"):
        return
    user, group = os.getuid(), os.getgid()
    if ctypes.CDLL(None).unshare(_NEW_USER | _NEW_NETWORK) != 0:
        return
    with suppress(OSError):
        Path("/proc/self/setgroups").write_text("deny", encoding="ascii")
        Path("/proc/self/uid_map").write_text(f"{user} {user} 1", encoding="ascii")
        Path("/proc/self/gid_map").write_text(f"{group} {group} 1", encoding="ascii")


def _refuse(event: str, given: tuple[Any, ...]) -> None:
    if event not in _NETWORK_EVENTS:
        return
    address = given[-1]
    if event == "socket.connect" and isinstance(address, str | bytes):
        return  # a socket of the file system
    raise PermissionError(f"no network while nnx-rng verifies ({event})")
