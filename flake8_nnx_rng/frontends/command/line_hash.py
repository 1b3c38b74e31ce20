"""The fingerprint by which GitHub's code scanning knows a line again, as it computes it itself.

The digest of the hundred characters from the start of a line on, spaces and tabs left out, and
how many lines had the same one so far. See `fingerprints.ts` of github/codeql-action.
"""

from __future__ import annotations

import struct
from collections import Counter

_BLOCK = 100
_FACTOR, _LIMIT = 37, 2**64
_END = 0xFFFF
"""What follows the last character."""


def line_hashes(text: str) -> list[str]:
    """The fingerprint of each line of a text."""
    units = [*_units(text), _END]
    starts = [0, *(place + 1 for place, unit in enumerate(units) if unit == _LF)]
    seen = Counter[str]()
    return [_numbered(_digest(units[start : start + _BLOCK]), seen) for start in starts]


_LF, _CR = ord("\n"), ord("\r")
_BLANK = (ord(" "), ord("\t"))


def _units(text: str) -> list[int]:
    """The UTF-16 units of a text without blanks, each kind of line end as a line feed."""
    data = text.encode("utf-16-le", "surrogatepass")
    kept: list[int] = []
    after_cr = False
    for (unit,) in struct.iter_unpack("<H", data):
        if unit in _BLANK or (after_cr and unit == _LF):
            after_cr = False
            continue
        after_cr = unit == _CR
        kept.append(_LF if after_cr else unit)
    return kept


def _digest(block: list[int]) -> str:
    value = 0
    for unit in block:
        value = value * _FACTOR + unit
    return f"{value * _FACTOR ** (_BLOCK - len(block)) % _LIMIT:x}"


def _numbered(digest: str, seen: Counter[str]) -> str:
    seen[digest] += 1
    return f"{digest}:{seen[digest]}"
