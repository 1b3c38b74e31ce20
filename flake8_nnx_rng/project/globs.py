"""Expressions for file patterns, which no pattern can make search for long.

What stands between two stars has one length, so the first place where it fits is as good as any
other, and is never given up again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fnmatch import translate

_NEVER = "(?!)"
_ANY, _FOLDERS = ".*", "(?:.*/)?"
_TOKEN = re.compile(r"\*+/?|\[!?\]?[^\]]*\]|[^*\[]+|.", re.DOTALL)


def expression(glob: str) -> str:
    """The expression of a pattern as ruff and flake8 read it.

    `*` also matches slashes; `**/` in place of folders also stands for none.
    """
    gaps, texts = [""], [""]
    for token in _TOKEN.findall(glob):
        if not token.startswith("*"):
            texts[-1] += token
            continue
        is_folders = token.startswith("**") and token.endswith("/") and _begins(texts, gaps)
        gaps.append(_FOLDERS if is_folders else _ANY)
        texts.append("/" if token.endswith("/") and not is_folders else "")
    return rf"(?s:{_joined(gaps, [*map(_plain, texts)])})\Z"


def _begins(texts: Sequence[str], gaps: Sequence[str]) -> bool:
    """Whether what was read so far ends where a name may begin."""
    return texts[-1].endswith("/") or (not texts[-1] and gaps[-1] != _ANY)


def _plain(text: str) -> str:
    """The expression of what has no star, without what `translate` puts around it."""
    return translate(text)[4:-3]


def _joined(gaps: Sequence[str], texts: Sequence[str]) -> str:
    """Texts with a gap before each; only the last one has to fit at the end."""
    *most, last = zip(gaps, texts, strict=True)
    found = (f"(?>{_lazy(gap)}{text})" if gap else text for gap, text in most)
    return "".join([*found, *last])


def _lazy(gap: str) -> str:
    """The same gap, the shortest first."""
    return "(?:.*?/)??" if gap == _FOLDERS else f"{gap}?"


_IN_NAME = "[^/]*"
_CLASSES = {
    "alnum": "0-9A-Za-z",
    "alpha": "A-Za-z",
    "blank": " \\t",
    "cntrl": "\\x00-\\x1f\\x7f",
    "digit": "0-9",
    "graph": "!-~",
    "lower": "a-z",
    "print": " -~",
    "punct": "!-/:-@\\[-`{-~",
    "space": "\\t-\\r ",
    "upper": "A-Z",
    "xdigit": "0-9A-Fa-f",
}
_GIT_TOKEN = re.compile(
    r"\*+|\\(?P<escaped>.)|\[(?P<no>[!^]?)(?P<inside>\]?(?:\\.|\[:\w+:\]|[^\]\\])*)\]|(?P<any>.)",
    re.DOTALL,
)
_RANGE = re.compile(r"\[:(?P<name>\w+):\]|(?P<low>\\.|.)(?:-(?P<high>\\.|[^\]]))?", re.DOTALL)


def git_expression(line: str) -> str:
    """The expression of a line of a .gitignore file, without its `!` and the slash at its end.

    It is for paths from the folder of that file on; `*` stays within a name.
    """
    if "/" not in line:
        return rf"(?s:{_FOLDERS}{_name(line)})\Z"
    groups: list[list[str]] = [[]]
    for name in line.removeprefix("/").split("/"):
        if len(name) > 1 and not name.strip("*"):
            groups.append([])
        else:
            groups[-1].append(_name(name))
    first, *rest = groups
    kept = [first, *filter(None, rest[:-1]), *rest[-1:]]
    return rf"(?s:{''.join(_places(kept))})\Z"


def _places(groups: Sequence[Sequence[str]]) -> Iterator[str]:
    """Groups of names with any folders between them; each name is a whole one."""
    last = len(groups) - 1
    for number, names in enumerate(groups):
        text = "/".join(names)
        if number == last:
            yield f"{_FOLDERS if number else ''}{text}" if names else ".+"
        elif names:
            yield f"(?>(?:.*?/)??{text}/)" if number else f"{text}/"


def _name(glob: str) -> str:
    """The expression of one name."""
    gaps, texts = [""], [""]
    for token in _GIT_TOKEN.finditer(glob):
        if token[0].startswith("*"):
            gaps.append(_IN_NAME)
            texts.append("")
        elif token["any"] in ("[", "\\"):  # it never ends
            return _NEVER
        else:
            texts[-1] += _char(token)
    return _joined(gaps, texts)


def _char(token: re.Match[str]) -> str:
    """One character, or a choice of some."""
    if token["inside"] is not None:
        chosen = "".join(_chosen(token["inside"]))
        if token["no"]:
            return f"[^/{chosen}]"
        return f"(?!/)[{chosen}]" if chosen else _NEVER
    char = token["escaped"] or token["any"]
    return "[^/]" if token["any"] == "?" else re.escape(char)


def _chosen(inside: str) -> Iterator[str]:
    for found in _RANGE.finditer(inside):
        if found["name"]:
            yield _CLASSES.get(found["name"], "")
            continue
        low = found["low"][-1]
        high = (found["high"] or low)[-1]
        # Of a range the wrong way round git takes the first.
        yield f"{re.escape(low)}-{re.escape(high)}" if low <= high else re.escape(low)
