"""What checking and fixing make of a source, where tests ask for the same more than once.

As `check_source` and `fix_source` do it; but a text that was read lately is not read again, under
the same settings and name: in it is found what was found.
"""

from __future__ import annotations

from functools import cache, lru_cache

from flake8_nnx_rng import Diagnostic, Settings
from flake8_nnx_rng.checking import Checker
from flake8_nnx_rng.fixing import Fixer, FixResult
from flake8_nnx_rng.reports import Inspected
from flake8_nnx_rng.semantics.releases.source import SourceRelease
from flake8_nnx_rng.syntax.source import Source, decode, from_text

_LATELY = 64


class _Sharing(Checker):
    def inspect(self, source: Source, *, pinned: SourceRelease | None = None) -> Inspected:
        return _inspected(self, source, pinned, (source.encoding, source.bom))


@cache
def _checker(settings: Settings) -> _Sharing:
    return _Sharing(settings=settings)


@lru_cache(_LATELY)
def _inspected(
    checker: _Sharing, source: Source, pinned: SourceRelease | None, _: tuple[str, bool]
) -> Inspected:
    return super(_Sharing, checker).inspect(source, pinned=pinned)


def found_in(text: str | bytes, settings: Settings, filename: str = "<string>") -> list[Diagnostic]:
    """All findings, with their fixes."""
    return _checker(settings).check(_source(text, filename))


def mended(
    text: str | bytes, settings: Settings, filename: str = "<string>", *, unsafe: bool = False
) -> FixResult:
    """What fixing comes to."""
    data = text if isinstance(text, bytes) else None
    return Fixer(_checker(settings), unsafe).fix(_source(text, filename), data)[1]


def _source(text: str | bytes, filename: str) -> Source:
    return decode(text, filename) if isinstance(text, bytes) else from_text(text, filename)
