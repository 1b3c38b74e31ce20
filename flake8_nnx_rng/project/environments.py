"""The environments that markers are read for, the same on every machine."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from itertools import product

_PYTHONS = ("3.11", "3.12", "3.13", "3.14")
_SYSTEMS = (("linux", "Linux", "posix"), ("darwin", "Darwin", "posix"), ("win32", "Windows", "nt"))
_MACHINES = ("x86_64", "arm64", "aarch64", "AMD64")


@cache
def supported() -> tuple[Mapping[str, str], ...]:
    """Values for a marker's variables: every supported Python, on the usual systems.

    The patch is one that no release reaches, since an install takes the newest.
    """
    return tuple(
        {
            "python_version": python,
            "python_full_version": f"{python}.99",
            "implementation_version": f"{python}.99",
            "implementation_name": "cpython",
            "platform_python_implementation": "CPython",
            "sys_platform": system[0],
            "platform_system": system[1],
            "os_name": system[2],
            "platform_machine": machine,
            "platform_release": "",
            "platform_version": "",
            "extra": "",
        }
        for python, system, machine in product(_PYTHONS, _SYSTEMS, _MACHINES)
    )
