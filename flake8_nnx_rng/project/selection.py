"""Rule codes and their prefixes."""

from __future__ import annotations

import re
from collections.abc import Iterable

ALL = "ALL"
PREFIX = re.compile(r"ALL|NNX[0-9]{0,3}")
NOWHERE = -1


def reach(code: str, prefixes: Iterable[str]) -> int:
    """How closely the best of `prefixes` names `code`: its length, 0 for ALL, -1 for none."""
    return max((_closeness(code, prefix) for prefix in prefixes), default=NOWHERE)


def names_a_rule(prefix: str, codes: Iterable[str]) -> bool:
    """Whether a prefix stands for anything; `codes` empty means that any code may exist."""
    if not PREFIX.fullmatch(prefix):
        return False
    known = list(codes)
    return not known or any(reach(code, (prefix,)) >= 0 for code in known)


def _closeness(code: str, prefix: str) -> int:
    if prefix == ALL:
        return 0
    return len(prefix) if code.startswith(prefix) else NOWHERE
