"""Limits of what is executed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """`seconds` for each side, `memory` in bytes for each of its processes."""

    seconds: float = 120.0
    memory: int = 4 << 30
