"""A cheap test of a .gitignore file: most names are in none of its lines, whatever these mean."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from fnmatch import translate

_WILD = re.compile(r"[*?\[]")
_ESCAPED = re.compile(r"\\([^*?\[\]\\])")
_KNOWN = re.compile(r"[^\\\[\]]*(?:\[\w+\][^\\\[\]]*)*")
"""What means the same to git and to fnmatch."""
_ALL = "*"
_WITHOUT_END = re.compile(r"(?:\\.|[^\\ ]| +(?=[^ ]))*")
"""What comes before the blanks that end a line, but for one behind a backslash."""


class Names:
    """The names that the lines of one file end with.

    In a folder that is not left out itself, a line can only be about what has such a name.
    """

    def __init__(self, written: Sequence[str]) -> None:
        ends = [*_ends(written)]
        self._is_any = any(name == _ALL and _is_open(folder) for folder, name in ends)
        self._emptied = {folder for folder, name in ends if name == _ALL}
        names = dict.fromkeys(name for _, name in ends if name != _ALL)
        self._plain = {name for name in names if not _WILD.search(name)}
        self._wild = re.compile("|".join(translate(n) for n in names if _WILD.search(n)) or "(?!)")

    def may_hold(self, folder: str, name: str) -> bool:
        """Whether a line may be about what has this name, in a folder of that name."""
        if self._is_any or name in self._plain or folder in self._emptied:
            return True
        return self._wild.match(name) is not None


def lines(text: str) -> list[str]:
    """The lines that mean anything to git, without the blanks at their ends."""
    found = (_trimmed(line.removesuffix("\r")) for line in text.split("\n"))
    return [line for line in found if line.strip("!") and not line.startswith("#")]


def _trimmed(line: str) -> str:
    if not line.endswith(" "):
        return line
    known = _WITHOUT_END.match(line)
    return line if known is None else known[0]


def _ends(written: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The last two names of each line; those that are not understood stand for all."""
    for line in written:
        path = _ESCAPED.sub(r"\1", line.removeprefix("!").rstrip("/"))
        above, _, name = path.rpartition("/")
        is_known = bool(name) and name != "**" and _KNOWN.fullmatch(name)
        yield (above.rpartition("/")[2], name) if is_known else ("", _ALL)


def _is_open(folder: str) -> bool:
    """Whether any folder may be meant."""
    return not folder or _WILD.search(folder) is not None or "\\" in folder
