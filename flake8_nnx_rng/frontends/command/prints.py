"""Fingerprints: what a finding is known by when lines above it come and go."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from hashlib import blake2b

from flake8_nnx_rng.baseline.entries import text_of
from flake8_nnx_rng.baseline.sources import Sources
from flake8_nnx_rng.diagnostic import Diagnostic


def prints(
    found: Sequence[Diagnostic], sources: Sources, path_of: Callable[[str], str]
) -> Iterator[str]:
    """One for each finding, of its rule, its file and the text that it is about.

    Of several that are alike in this the first, second and so on differ.
    """
    seen = Counter[tuple[str, ...]]()
    for diagnostic in found:
        said = diagnostic.code, path_of(diagnostic.filename), *text_of(diagnostic, sources)
        seen[said] += 1
        yield blake2b(
            repr((said, seen[said])).encode("utf-8", "replace"), digest_size=16
        ).hexdigest()
