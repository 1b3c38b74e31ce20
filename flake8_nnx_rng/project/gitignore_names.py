"""A cheap test of a .gitignore file: most names are in none of its lines, whatever these mean."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import translate

_WILD = re.compile(r"[*?\[]")
_ESCAPED = re.compile(r"\\([^*?\[\]\\])")
_KNOWN = re.compile(r"[^\\\[\]]*(?:\[\w+\][^\\\[\]]*)*")
"""What means the same to git and to fnmatch."""
_ALL = "*"


class Names:
    """The names that the lines of one file end with.

    In a folder that is not left out itself, a line can only be about what has such a name.
    """

    def __init__(self, text: str) -> None:
        ends = [*_ends(text)]
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


def _ends(text: str) -> Iterator[tuple[str, str]]:
    """The last two names of each line; those that are not understood stand for all."""
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            path = _ESCAPED.sub(r"\1", line.rstrip().removeprefix("!").rstrip("/"))
            above, _, name = path.rpartition("/")
            is_known = bool(name) and name != "**" and _KNOWN.fullmatch(name)
            yield (above.rpartition("/")[2], name) if is_known else ("", _ALL)


def _is_open(folder: str) -> bool:
    """Whether any folder may be meant."""
    return not folder or _WILD.search(folder) is not None or "\\" in folder
