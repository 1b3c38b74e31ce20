"""What was asked of a text while it was read.

Reading is the same each time: a text of which all that was asked has the same answers comes to the
same. So code that nothing has asked for has no say.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence, Set
from dataclasses import dataclass, field, fields

_REMARK = re.compile(r"^[ \t\f]*#[^\n]*\n", re.MULTILINE)
_ATTRIBUTE = re.compile(r"\.[\s\\]*(\w+)")


@dataclass
class Asked:
    """The `words` that were looked for as names anywhere, and the `uses` of names in a definition.

    `bodies` are the definitions, by their dotted names, of which all names were looked at; that of
    the module is empty. In the text alone `taken` names, `texts` and `patterns` were looked for;
    of some patterns all that they match was `found`.
    """

    words: set[str] = field(default_factory=set)
    uses: set[tuple[str, str]] = field(default_factory=set)
    bodies: set[str] = field(default_factory=set)
    taken: set[str] = field(default_factory=set)
    texts: set[str] = field(default_factory=set)
    patterns: set[str] = field(default_factory=set)
    found: set[str] = field(default_factory=set)

    def __or__(self, other: Asked) -> Asked:
        names = (each.name for each in fields(self))
        return Asked(*(getattr(self, name) | getattr(other, name) for name in names))

    def concerns_names(self, names: Set[str], around: Collection[str]) -> bool:
        """Whether names were asked for in one of some definitions, or anywhere."""
        if not names:
            return False
        if not names.isdisjoint(self.words | self.taken) or not self.bodies.isdisjoint(
            ("", *around)
        ):
            return True
        return any((where, name) in self.uses for where in ("", *around) for name in names)

    def concerns_text(self, text: str, around: Sequence[str]) -> bool:
        """Whether an answer has to do with whole lines, and not with what stands around them."""
        if any(map(_finder(text), self.found)):
            return True
        if not self.taken.isdisjoint(_ATTRIBUTE.findall(text)):
            return True
        telling = [asked for asked in self.texts if asked in text]
        matching = [*filter(_finder(text), self.patterns)]
        return any(not any(asked in part for part in around) for asked in telling) or any(
            not any(_finder(_REMARK.sub("", part))(pattern) for part in around)
            for pattern in matching
        )


def _finder(text: str) -> Callable[[str], bool]:
    return lambda pattern: re.search(pattern, text) is not None


def dotted(names: Iterable[str]) -> list[str]:
    """The dotted names of definitions that stand in one another, the outermost first."""
    found = list[str]()
    for name in names:
        found.append(f"{found[-1]}.{name}" if found else name)
    return found
