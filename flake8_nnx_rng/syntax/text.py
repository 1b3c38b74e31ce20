"""The cheap text test: what a module could mention of NNX, told without parsing it.

It may say yes where a parse would say no, never the other way round.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Set
from functools import cache, cached_property

_IMPORT = re.compile(r"import\b\s*(\([^)]*|(?:[^\n#;\\]|\\\s*\n)*)")
_FROM = re.compile(r"(?:^|[;:])\s*from\s+(\S+)[\s\\]*\Z")
_PLAIN = re.compile(r"(?:^|[;:])\s*\Z")
_NAME = re.compile(r"([\w.]+)(?:\s+as\s+(\w+))?")
_COMMENT = re.compile(r"#[^\n]*")
_ASSIGNED = re.compile(r"=[ \t]*\(?([\w.]*nnx[\w.]*)\)?[ \t]*(?=[#;\r\n]|\Z)")
_TARGET = re.compile(r"(\w+)[ \t]*(?::[^=\n]*)?\Z")


class Text:
    """A module's text and the names that it takes from NNX."""

    def __init__(self, code: str) -> None:
        self.code = code

    def has(self, *texts: str) -> bool:
        """Whether one of these texts occurs."""
        return any(text in self.code for text in texts)

    def matches(self, pattern: str, flags: int = 0) -> bool:
        """Whether a regular expression is found."""
        return _compiled(pattern, flags).search(self.code) is not None

    def offsets(self, text: str) -> Iterator[int]:
        """Where a text occurs."""
        offset = self.code.find(text)
        while offset >= 0:
            yield offset
            offset = self.code.find(text, offset + 1)

    def found(self, pattern: str, flags: int = 0) -> set[str]:
        """All that the group of a regular expression matches."""
        return set(_compiled(pattern, flags).findall(self.code))

    def takes(self, names: Set[str]) -> bool:
        """Whether one of these names could be taken from NNX, as an attribute or by an import."""
        return not names.isdisjoint(self.taken)

    def origin(self, path: str) -> str:
        """The name that a dotted path may have in NNX; empty if it cannot come from there."""
        root, _, rest = path.partition(".")
        if not rest:
            return self.aliases.get(root, "")
        comes = "nnx" in path or root in self.aliases
        return rest.rpartition(".")[2] if comes else ""

    def gives(self, options: Mapping[str, Set[str]]) -> bool:
        """Whether one of the names is taken from NNX and one of its keywords is given somewhere."""
        return any(
            name in self.taken and any(map(self._is_given, keywords))
            for name, keywords in options.items()
        )

    def _is_given(self, keyword: str) -> bool:
        return keyword in self.code and self.matches(rf"\b{keyword}\s*=(?!=)")

    @cached_property
    def taken(self) -> Set[str]:
        """Every name that could be taken from NNX."""
        chains = _chains(frozenset({"nnx", *self.aliases})).findall(self.code)
        attributes = {name for chain in set(chains) for name in re.findall(r"\w+", chain)}
        return attributes | self._imported.keys()

    @cached_property
    def aliases(self) -> dict[str, str]:
        """Local names of what is imported from NNX or assigned, with the names it has there."""
        imported = {local: name for name, locals_ in self._imported.items() for local in locals_}
        return imported | self._assigned

    def imports_from(self, modules: Set[str]) -> bool:
        """Whether one of these modules, or a name from one, is imported."""
        return any(
            module in modules or f"{module}.{name}" in modules
            for module, name, _ in self._import_clauses
        )

    @cached_property
    def _imported(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for module, name, local in self._import_clauses:
            path = name or module
            found.setdefault(path.rpartition(".")[2], set()).add(local or path.partition(".")[0])
        return found

    @cached_property
    def _import_clauses(self) -> list[tuple[str, str, str]]:
        """Module, name and alias of each import that says nnx; a plain import has no name."""
        found = []
        for match in _IMPORT.finditer(self.code):
            before = self._line_before(match.start())
            if "nnx" not in match[1] and "nnx" not in before:
                continue
            origin = _FROM.search(before)
            if origin is None and _PLAIN.search(before) is None:
                continue
            for path, alias in _NAME.findall(_COMMENT.sub("", match[1])):
                found.append((origin[1], path, alias) if origin else (path, "", alias))
        return found

    def _line_before(self, offset: int) -> str:
        """The logical line up to an offset."""
        start = self.code.rfind("\n", 0, offset)
        while start > 0 and self.code[max(0, start - 2) : start].endswith(("\\", "\\\r")):
            start = self.code.rfind("\n", 0, start)
        return self.code[start + 1 : offset]

    @cached_property
    def _assigned(self) -> dict[str, str]:
        found = {}
        for match in _ASSIGNED.finditer(self.code):
            line = self.code.rfind("\n", 0, match.start()) + 1
            target = _TARGET.search(self.code, line, match.start())
            if target is not None:
                found[target[1]] = match[1].rpartition(".")[2]
        return found


@cache
def _compiled(pattern: str, flags: int) -> re.Pattern[str]:
    return re.compile(pattern, flags)


@cache
def _chains(holders: frozenset[str]) -> re.Pattern[str]:
    names = "|".join(sorted(holders))
    return re.compile(rf"(?:{names})((?:[\s\\]*\.[\s\\]*\w+)+)")
