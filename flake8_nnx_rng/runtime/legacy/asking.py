"""Who asks for a name: Flax means its own, everybody else that of 0.8.5."""

from __future__ import annotations

import sys


def asked_by_flax() -> bool:
    """Whether the function that calls this was itself called from a file of Flax."""
    asking: str = sys._getframe(2).f_globals.get("__name__", "")
    return asking == "flax" or asking.startswith("flax.")
