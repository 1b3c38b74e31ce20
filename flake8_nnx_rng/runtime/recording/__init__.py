"""Records every random key that a program draws from Flax's streams while it runs."""

from __future__ import annotations

from flake8_nnx_rng.runtime.recording.draws import Draw, Frame, Level, Origin, Refusal
from flake8_nnx_rng.runtime.recording.recorder import Recording, record, watched

__all__ = ["Draw", "Frame", "Level", "Origin", "Recording", "Refusal", "record", "watched"]
