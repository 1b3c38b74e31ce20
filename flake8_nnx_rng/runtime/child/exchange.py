"""Exchange: what the process of the other side has told, while both run."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

_PAUSE = 0.05


class Peer:
    """The other side: the file that its answers go to, and the one that is there once it ended."""

    def __init__(self, answers: str, ended: str) -> None:
        self._answers = Path(answers)
        self._ended = Path(ended)
        self._read = 0
        self._inputs: dict[str, dict[str, str] | None] = {}

    def inputs(self, unit: str) -> dict[str, str] | None:
        """The calls by which it could run the functions of a unit; None where it found none.

        Waits until it says so.
        """
        while unit not in self._inputs:
            is_over = self._ended.exists()
            self._take()
            if unit not in self._inputs:
                if is_over:
                    return None
                time.sleep(_PAUSE)
        return self._inputs[unit]

    def _take(self) -> None:
        if not self._answers.exists():
            return
        lines = self._answers.read_text(encoding="utf-8").split("\n")[:-1]
        for line in lines[self._read :]:
            told: dict[str, Any] = json.loads(line)
            if "inputs" in told:
                self._inputs[told["unit"]] = told["inputs"]
        self._read = len(lines)
