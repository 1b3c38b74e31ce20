"""Names of `flax.nnx` as one module writes them, and the imports that they ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_nnx_rng.fixes.migration.refusal import Refused

if TYPE_CHECKING:
    from flake8_nnx_rng.fixes.bench import Bench
    from flake8_nnx_rng.syntax.tree import Node


class Speller:
    """Spells names beside one reference to `flax.nnx`; `needed` are the imports to add."""

    def __init__(self, bench: Bench, reference: Node) -> None:
        self._bench = bench
        self._reference = reference
        self.needed: set[tuple[int, str]] = set()

    def __call__(self, export: str) -> str:
        """The name as the module can write it."""
        if self._bench.analysis.api(export) is None:
            raise Refused(f"the target release has no nnx.{export}", export)
        spelling = self._bench.spell(export, self._reference)
        if spelling is None:
            written = self._reference.text
            raise Refused(
                f"nnx.{export} has no name here: {written} is not imported from flax.nnx",
                export,
                written,
                step="import nnx from flax in this file",
            )
        if spelling.needed is not None:
            self.needed.add(spelling.needed)
        return spelling.text
