"""Transforms while what they run is traced, and how streams came in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flake8_nnx_rng.runtime.recording.draws import Frame


@dataclass(frozen=True)
class Held:
    """A transform while its body is traced.

    `axis` is the name of the mapped axis, `number` tells transforms apart that look alike, and
    `trace` the traces of one loop, since each has a step of its own.
    """

    kind: str
    size: int | None = None
    axis: Any = None
    number: int = 0
    trace: int = 0
    raw: bool = False
    place: Frame | None = None
    of_layer: bool = False


@dataclass(frozen=True)
class Passage:
    """What brought a stream into a transformed function, and where Flax's transform was applied."""

    holder: str = ""
    place: Frame | None = None
