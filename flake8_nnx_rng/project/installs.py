"""What Python code gives to an installer: `check_call([..., "pip", "install", *packages])`."""

from __future__ import annotations

import ast
import re
import shlex
from collections.abc import Iterable, Iterator
from functools import cached_property

from flake8_nnx_rng.project.folders import lenient_tree

INSTALLERS = ("pip", "pip3", "conda", "mamba")
_RUNNERS = frozenset(
    {"run", "call", "check_call", "check_output", "getoutput", "getstatusoutput", "Popen"}
    | {"system", "popen", "main", "run_line_magic", "run_cell_magic"}
)
"""Of subprocess, os, pip and IPython, by their own names: they are rarely imported in one way."""
_CALLED = re.compile(r"\b(?:pip3?|conda|mamba)\b[\w.\"',\s\[(]+install\b")
_INTERPOLATED = re.compile(r"\{([^{}]+)\}|\$(\w+)")
_FAR = 6
_OPEN = "{}"


def words(text: str) -> list[str]:
    """The words of a command line, without a comment."""
    try:
        return shlex.split(text, comments=True)
    except ValueError:  # a quote that is not closed
        return text.split()


def _installer(word: str) -> str | None:
    name = re.split(r"[/\\]", word)[-1]
    return name if name in INSTALLERS else None


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


class Installs:
    """What the code of one file has installed, as far as it is written."""

    def __init__(self, code: str) -> None:
        self._code = code

    def commands(self) -> Iterator[tuple[str, list[str]]]:
        """The installer and the words of each command in which it is called."""
        for call in self._calls if _CALLED.search(self._code) else ():
            if _name(call.func) not in _RUNNERS:
                continue
            line = self._strings([*call.args, *(k.value for k in call.keywords)])
            said = [word for text in line for word in (words(text) if " " in text else [text])]
            tools = [*filter(None, map(_installer, [*said, *ast.unparse(call.func).split(".")]))]
            if tools and "install" in said:
                yield tools[0], said

    def interpolated(self, line: str) -> Iterator[str]:
        """The words that stand for `{expression}` and `$name` in a line for the shell."""
        for found in _INTERPOLATED.finditer(line):
            for node in lenient_tree(found[1] or found[2]).body:
                if isinstance(node, ast.Expr):
                    yield from (word for t in self._strings([node.value]) for word in words(t))

    @cached_property
    def _nodes(self) -> list[ast.AST]:
        return [*ast.walk(lenient_tree(self._code))]

    @cached_property
    def _calls(self) -> list[ast.Call]:
        return [node for node in self._nodes if isinstance(node, ast.Call)]

    def _strings(self, values: Iterable[ast.expr], far: int = _FAR) -> Iterator[str]:
        """The strings in some expressions, in their order, through at most `far` names."""
        for value in values:
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                yield value.value
            elif isinstance(value, ast.JoinedStr):
                yield "".join(self._piece(piece, far) for piece in value.values)
            elif isinstance(value, ast.Name):
                yield from self._strings(self._meanings.get(value.id, ()) if far else (), far - 1)
            else:
                inner = [n for n in ast.iter_child_nodes(value) if isinstance(n, ast.expr)]
                yield from self._strings(inner, far)

    def _piece(self, piece: ast.expr, far: int) -> str:
        """A piece of an f-string; open where it is not one string."""
        value = piece.value if isinstance(piece, ast.FormattedValue) else piece
        found = [*self._strings([value], far)] if isinstance(value, ast.expr) else []
        return found[0] if len(found) == 1 else _OPEN

    @cached_property
    def _meanings(self) -> dict[str, list[ast.expr]]:
        """What is assigned to names, run through by loops, and passed for parameters."""
        meanings: dict[str, list[ast.expr]] = {}
        for node in self._nodes:
            for name, value in self._binds(node):
                meanings.setdefault(name, []).append(value)
        return meanings

    def _binds(self, node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
        if isinstance(node, ast.Assign):
            yield from ((t.id, node.value) for t in node.targets if isinstance(t, ast.Name))
        elif isinstance(node, ast.AugAssign | ast.AnnAssign | ast.NamedExpr):
            if isinstance(node.target, ast.Name) and node.value is not None:
                yield node.target.id, node.value
        elif isinstance(node, ast.For | ast.comprehension):
            if isinstance(node.target, ast.Name):
                yield node.target.id, node.iter
        elif isinstance(node, ast.FunctionDef):
            calls = self._by_name.get(node.name, ())
            named = [*node.args.args, *filter(None, [node.args.vararg])]
            yield from ((p.arg, value) for p in named for call in calls for value in call.args)

    @cached_property
    def _by_name(self) -> dict[str, list[ast.Call]]:
        calls: dict[str, list[ast.Call]] = {}
        for call in self._calls:
            calls.setdefault(_name(call.func), []).append(call)
        return calls
