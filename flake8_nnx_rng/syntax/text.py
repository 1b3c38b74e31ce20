"""The cheap text test: what a module could take from NNX, told without parsing it.

It may say yes where a parse would say no, never the other way round.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Set
from functools import cache, cached_property
from typing import NamedTuple

from flake8_nnx_rng.syntax.asked import Asked
from flake8_nnx_rng.syntax.import_text import Clause, clauses

NNX = "nnx"
USUAL = frozenset({NNX, "partial", "functools", "jax", "jnp"})
"""Names by which modules hand on what they import themselves."""
_GAP = r"(?:[\s\\]|#[^\n]*\n)*+"
_SPACE = re.compile(r"[\s\\]+")
_TARGET = re.compile(r"(\w+)[ \t]*(?::[^=\n]*)?\Z")
_LAST_WORD = re.compile(r"\w*\Z")
_NNX_ATTRIBUTE = rf"\.{_GAP}nnx\b"
_COMMENT_LINE = re.compile(r"^[ \t\f]*#[^\n]*\n", re.MULTILINE)
_WORD = re.compile(r"\w+")
_ATTRIBUTES = re.compile(rf"(?:{_GAP}\.{_GAP}\w++)+")
"""What may stand behind a name, right after it; nothing that it has taken is given back."""
_ASSIGNED = re.compile(r"=[ \t]*\(*((?:\w+\.)*\w+)\)*[ \t]*(?=[#;\r\n]|\Z)")


class Handed(NamedTuple):
    """What other files of a project may hand on to a module that they have from NNX.

    `names` are local ones with what they are called there, `paths` what is imported, as written.
    """

    names: Mapping[str, str] = {}
    paths: frozenset[str] = frozenset()


def nothing_handed() -> Handed:
    """What is known of a module by itself."""
    return Handed()


class Text:
    """A module's text and the names that it takes from NNX, by way of other files or not."""

    def __init__(self, code: str, ask: Callable[[], Handed] = nothing_handed) -> None:
        self.code = code
        self.asked = Asked()
        self._ask = ask

    @cached_property
    def handed(self) -> Handed:
        """What other files hand on to it."""
        return self._ask()

    @cached_property
    def told(self) -> str:
        """The text without lines of comment, over which a pattern would look ahead from each."""
        return _COMMENT_LINE.sub("", self.code) if "#" in self.code else self.code

    def has(self, *texts: str) -> bool:
        """Whether one of these texts occurs."""
        self.asked.texts.update(texts)
        return any(text in self.code for text in texts)

    def matches(self, pattern: str) -> bool:
        """Whether a regular expression is found."""
        self.asked.patterns.add(pattern)
        return _compiled(pattern).search(self.told) is not None

    def found(self, pattern: str) -> set[str]:
        """All that the group of a regular expression matches."""
        self.asked.found.add(pattern)
        return set(_compiled(pattern).findall(self.told))

    def before(self, pattern: str) -> set[str]:
        """The words right before where a regular expression is found; empty for anything else."""
        self.asked.found.add(pattern)
        starts = (match.start() for match in _compiled(pattern).finditer(self.told))
        pieces = (self.told[max(0, offset - 80) : offset].rstrip(" \t\r\n\\") for offset in starts)
        return {_LAST_WORD.search(piece)[0] for piece in pieces}  # type: ignore[index]

    def offsets(self, text: str) -> Iterator[int]:
        """Where a text occurs."""
        self.asked.found.add(re.escape(text))
        offset = self.code.find(text)
        while offset >= 0:
            yield offset
            offset = self.code.find(text, offset + 1)

    def takes(self, names: Set[str]) -> bool:
        """Whether one of these names could be taken from NNX, as an attribute or by an import."""
        return bool(self.taken_of(names))

    def taken_of(self, names: Set[str]) -> Set[str]:
        """Those of these names that could be."""
        self.asked.taken.update(names)
        return names & self.taken

    def gives(self, options: Mapping[str, Set[str]]) -> bool:
        """Whether one of the names is taken from NNX and one of its keywords is given somewhere."""
        self.asked.taken.update(options)
        given = set(filter(self._is_given, set[str]().union(*options.values())))
        giving = (name for name, keywords in options.items() if not given.isdisjoint(keywords))
        return bool(given) and any(name in self.taken for name in giving)

    def _is_given(self, keyword: str) -> bool:
        return keyword in self.code and self.matches(rf"{beginning(keyword)}{_GAP}=(?!=)")

    def imports_from(self, modules: Set[str]) -> bool:
        """Whether one of these modules, or a name from one, is imported."""
        return any(c.module in modules or f"{c.module}.{c.name}" in modules for c in self._clauses)

    def origin(self, path: str) -> str:
        """The name that a dotted path may have in NNX; empty if it cannot come from there."""
        root, _, rest = _SPACE.sub("", path).partition(".")
        if not rest:
            return self.aliases.get(root, "")
        return rest.rpartition(".")[2] if NNX in path or root in self.aliases else ""

    @cached_property
    def taken(self) -> Set[str]:
        """Every name that could be taken from NNX."""
        behind = {chain for alias in self.aliases for chain in self._behind(alias)}
        attributes = {name for chain in behind for name in _WORD.findall(chain)}
        if NNX in attributes and not self.before(_NNX_ATTRIBUTE).intersection(self.aliases):
            attributes.discard(NNX)  # as in flax.nnx, the namespace itself
        named = {c.name for c in self._clauses if c.name and NNX in c.module}
        return attributes | named | {*self.handed.names.values()}

    def _behind(self, name: str) -> Iterator[str]:
        """The attributes that are taken from a name, wherever that stands."""
        code = self.told
        offset = code.find(name)
        while offset >= 0:
            end = offset + len(name)
            chain = _ATTRIBUTES.match(code, end)
            if chain is not None and _WORD.match(code, offset - 1 if offset else end) is None:
                yield chain[0]
            offset = code.find(name, end)

    @cached_property
    def aliases(self) -> dict[str, str]:
        """Local names of what is imported from NNX or assigned, with the names it has there."""
        own = {clause.local: clause.last for clause in self._clauses}
        found = {NNX: NNX, **own, **self.handed.names}
        new = set(found)
        while new:
            added = self._assigned(new, found)
            new = added.keys() - found.keys()
            found |= added
        return found

    @cached_property
    def _plain_values(self) -> dict[str, list[re.Match[str]]]:
        """Where a name or an attribute is assigned, by each word of it."""
        values: dict[str, list[re.Match[str]]] = {}
        for match in _ASSIGNED.finditer(self.code):
            for word in dict.fromkeys(match[1].split(".")):
                values.setdefault(word, []).append(match)
        return values

    @cached_property
    def _clauses(self) -> list[Clause]:
        return list(clauses(self.code, NNX))

    def _assigned(self, new: Set[str], known: Mapping[str, str]) -> dict[str, str]:
        """Names not yet known that are assigned one of the new ones, or an attribute of one."""
        matches = {m.start(): m for word in new for m in self._plain_values.get(word, ())}
        found: dict[str, str] = {}
        for offset in sorted(matches):
            target = _TARGET.search(self.code, self.code.rfind("\n", 0, offset) + 1, offset)
            if target is not None and target[1] not in known:
                root, _, rest = matches[offset][1].partition(".")
                found[target[1]] = rest.rpartition(".")[2] or known.get(root, root)
        return found


def beginning(word: str) -> str:
    r"""The expression of a word from its first letter on: `\b` would be tried at each place."""
    return rf"{word}(?<!\w{word})"


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
