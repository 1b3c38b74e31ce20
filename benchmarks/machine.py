"""What a table of times has to say of where and when it was made."""

from __future__ import annotations

import os
import platform
from datetime import UTC, datetime


def describe() -> str:
    """The day, the Python and the number of cores; nothing that names a machine."""
    day = datetime.now(UTC).date().isoformat()
    return f"{day}, Python {platform.python_version()}, {_processor()}, {os.cpu_count()} cores"


def _processor() -> str:
    return f"{platform.system()} on {platform.machine()}"
