"""What a table of times has to say of when, where and with what it was made."""

from __future__ import annotations

import os
import platform
from datetime import UTC, datetime
from importlib import metadata


def describe() -> str:
    """The day, the Python and the number of cores; nothing that names a machine."""
    day = datetime.now(UTC).date().isoformat()
    system = f"{platform.system()} on {platform.machine()}"
    return f"{day}, Python {platform.python_version()}, {system}, {os.cpu_count()} cores"


def version(*names: str) -> str:
    """The versions of those packages that are installed."""
    return ", ".join(f"{name} {found}" for name in names if (found := _installed(name)))


def _installed(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None
