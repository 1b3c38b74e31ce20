"""Programs that nobody wrote: real ones with pieces changed, and ones made from a grammar."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from hypothesis import strategies as st

TESTS = Path(__file__).parents[1]
sys.path.insert(0, str(TESTS / "oracle"))
from mutations import mutants  # noqa: E402

FOLDERS = ("oracle/programs", "migration/programs", "../examples")
"""Where real programs are."""
CASES = ("rules", "fixes")
"""Where programs are in the strings of tests: what has a finding or a fix, or nearly."""
_IMPORT = "from flax import nnx\n\n"
_TOKEN = re.compile(r"\s+|\w+|'[^'\n]*'|\"[^\"\n]*\"|\*\*|->|==|[^\w\s]")
_LEAVES = st.sampled_from(
    [
        *("rngs", "x", "self", "f", "g", "m", "None", "0", "1", "-1", "True", "...", "'params'"),
        *("nnx", "nnx.Rngs(0)", "nnx.Rngs(params=0, dropout=1)", "rngs()", "rngs.params()"),
        *("nnx.vmap", "nnx.scan", "nnx.jit", "nnx.grad", "nnx.remat", "nnx.split_rngs"),
        *("nnx.Carry", "nnx.StateAxes({...: 0})", "nnx.Param", "nnx.Dropout", "nnx.Linear"),
        *("jax.vmap", "jax.jit", "jax.random.key(0)", "functools.partial", "partial"),
        *("self.rngs", "nnx.state(m)", "nnx.split(m)", "nnx.merge(f, x)", "{}", "()", "[]", "*x"),
    ]
)
_KEYWORDS = st.sampled_from(
    [
        *("in_axes", "out_axes", "axis_size", "splits", "only", "rngs", "length", "state_axes"),
        *("split_rngs", "wrt", "static_argnums", "variable_axes", "in_axes_kwargs", "transform"),
    ]
)
_NAMES = st.sampled_from(["f", "g", "m", "x", "rngs", "self", "Model", "__call__", "nnx", "größe"])


@cache
def real() -> list[str]:
    """The texts of real programs, the shortest first."""
    texts = (path.read_text(encoding="utf-8") for path in _paths(FOLDERS))
    return sorted(texts, key=len)


@cache
def cases() -> list[str]:
    """The programs of tests, the shortest first."""
    found = {text for path in _paths(CASES) for text in _strings(path) if "nnx." in text}
    whole = (text if "import" in text else _IMPORT + text.lstrip("\n") for text in found)
    return sorted(filter(_is_python, whole), key=lambda text: (len(text), text))


def _paths(folders: tuple[str, ...]) -> Iterator[Path]:
    return (path for folder in folders for path in sorted((TESTS / folder).rglob("*.py")))


def _strings(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "\n" in node.value:
            yield node.value


@cache
def _words() -> list[str]:
    return sorted({word for text in real()[:150] for word in _TOKEN.findall(text)})


@cache
def _mistaken(text: str) -> list[str]:
    """The program with one mistake each, or as it is."""
    return [mutant.source for mutant in mutants("program", text)] or [text]


def _one_of(draw: st.DrawFn, found: list[str]) -> str:
    """One of many texts, of which a strategy would be long to tell."""
    return found[draw(st.integers(0, len(found) - 1))]


@st.composite
def changed(draw: st.DrawFn) -> str:
    """A program of which some tokens and lines are gone, doubled, exchanged or others.

    It is a real one, some with one of the oracle's mistakes, too, or that of a test. Most of them
    are Python.
    """
    is_case = draw(st.booleans())
    text = _one_of(draw, cases() if is_case else real())
    if not is_case and draw(st.booleans()):
        text = _one_of(draw, _mistaken(text))
    for _ in range(draw(st.integers(0, 4))):
        before = text
        by_line = draw(st.booleans())
        pieces = text.splitlines(keepends=True) if by_line else _TOKEN.findall(text)
        if not pieces:
            break
        at, other = (draw(st.integers(0, len(pieces) - 1)) for _ in range(2))
        way = draw(st.sampled_from(["drop", "double", "exchange", "move", "word", "foreign"]))
        if way == "drop":
            del pieces[at : at + draw(st.integers(1, 3))]
        elif way == "double":
            pieces.insert(at, pieces[other])
        elif way == "exchange":
            pieces[at], pieces[other] = pieces[other], pieces[at]
        elif way == "move":
            pieces.insert(other, pieces.pop(at))
        elif way == "word":
            pieces[at] = _one_of(draw, _words())
        else:
            foreign = _one_of(draw, real()).splitlines(keepends=True)
            start = draw(st.integers(0, len(foreign)))
            pieces[at:at] = foreign[start : start + draw(st.integers(1, 12))]
        text = "".join(pieces)
        if not _is_python(text) and draw(st.integers(0, 9)) > 0:
            text = before
    return text


def _is_python(text: str) -> bool:
    try:
        ast.parse(text)
    except (SyntaxError, ValueError):
        return False
    return True


def _compound(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    given = st.lists(inner, max_size=3).map(", ".join)
    named = st.lists(st.tuples(_KEYWORDS, inner), max_size=2, unique_by=lambda pair: pair[0])
    options = named.map(lambda pairs: ", ".join(f"{name}={value}" for name, value in pairs))
    return st.one_of(
        st.builds("{}({})".format, inner, given),
        st.builds("{}({})".format, inner, options),
        st.builds("{}({}, {})".format, inner, inner, options),
        st.builds("lambda {}: {}".format, _NAMES, inner),
        st.builds("({}, {})".format, inner, inner),
        st.builds("{} if {} else {}".format, inner, inner, inner),
        st.builds("{{{}: {}}}".format, inner, inner),
        st.builds("{}.{}".format, inner, _NAMES),
        st.builds("{}[{}]".format, inner, inner),
        st.builds("[{} for {} in {}]".format, inner, _NAMES, inner),
    )


expressions = st.recursive(_LEAVES, _compound, max_leaves=8)


def _indented(lines: list[str]) -> str:
    return "".join(f"    {line}\n" for text in lines for line in text.splitlines()) or "    pass\n"


def _block(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    body = st.lists(inner, min_size=1, max_size=3).map(_indented)
    decorators = st.lists(expressions, max_size=2).map(lambda d: "".join(f"@{e}\n" for e in d))
    parameters = st.lists(_NAMES.filter(str.isidentifier), max_size=3, unique=True)
    return st.one_of(
        st.builds(
            "{}def {}({}):\n{}    return {}\n".format,
            decorators,
            _NAMES,
            parameters.map(", ".join),
            body,
            expressions,
        ),
        st.builds("class {}(nnx.Module):\n{}".format, _NAMES, body),
        st.builds("if {}:\n{}else:\n{}".format, expressions, body, body),
        st.builds("for {} in {}:\n{}".format, _NAMES, expressions, body),
        st.builds("try:\n{}except Exception:\n{}".format, body, body),
        st.builds("with {} as {}:\n{}".format, expressions, _NAMES, body),
    )


_simple = st.one_of(
    st.builds("{} = {}\n".format, _NAMES, expressions),
    st.builds("{}\n".format, expressions),
    st.builds("self.{} = {}\n".format, _NAMES, expressions),
    st.builds("from {} import {}\n".format, st.sampled_from(["flax", "flax.nnx", ".x"]), _NAMES),
)
_HEAD = "import functools\nfrom functools import partial\nimport jax\nfrom flax import nnx\n\n"
made = st.lists(st.recursive(_simple, _block, max_leaves=6), min_size=1, max_size=6).map(
    lambda parts: _HEAD + "".join(parts)
)
"""Programs of which each part is Python, as far as it goes."""
any_program = st.one_of(changed(), changed(), changed(), made)
"""Mostly what is nearly right: in what is made of nothing there is seldom anything to mend."""
