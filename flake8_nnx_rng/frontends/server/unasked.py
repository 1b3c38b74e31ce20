"""Changes that have no say: statements in a function that the reading asked nothing about.

They hand nothing on and are no place that a rule looks at: `size = 2 * width`, whose name stands
nowhere else, `jnp.sum(x)`, a string, a remark. That holds where none of their words has been
looked for (`syntax/asked.py`) and nobody has looked through all that a function around them names.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from functools import cached_property

from flake8_nnx_rng.fixes.free_names import FreeNames
from flake8_nnx_rng.frontends.server.place import Place
from flake8_nnx_rng.semantics.program.parameter_uses import MAKING_ARRAYS
from flake8_nnx_rng.semantics.releases.transforms import TRANSFORMS
from flake8_nnx_rng.syntax.asked import Asked
from flake8_nnx_rng.syntax.binders import parameter_names

TELLING = re.compile(r"(?i:noqa)|flake8|# ///|\bimport\b|set_graph|\b(?:global|nonlocal)\b")
"""Words that tell something wherever they stand."""
_NNX = "flax.nnx."
_PLAIN = (
    *(ast.Attribute, ast.Subscript, ast.Slice, ast.BinOp, ast.UnaryOp, ast.Compare),
    *(ast.operator, ast.unaryop, ast.cmpop, ast.expr_context),
)
_NAMING = ("id", "arg", "name", "asname", "rest")
_SHARING = (ast.Global, ast.Nonlocal)


class Unasked:
    """Judges statements at a place of a module, whether they stand there or have stood there.

    `imports` are the paths of names that are imported.
    """

    def __init__(self, asked: Asked, place: Place, imports: Mapping[str, str]) -> None:
        self._asked = asked
        self._place = place
        self._imports = imports
        self._parameters = {
            name for function in place.functions for name in parameter_names(function)
        }

    def have_no_say(self, *texts: str) -> bool:
        """Whether whole statements have no say, or remarks and empty lines, in each of the texts.

        A string may be another one anywhere; else the function around has to do something besides.
        """
        read = [*map(self._read, texts)]
        listed = [statements for statements in read if statements is not None]
        if len(listed) < len(read):
            return False
        if all(len(statements) == 1 and _is_string(statements[0]) for statements in listed):
            return True
        every = [statement for statements in listed for statement in statements]
        if not self._place.does_more or not all(map(self._is_silent, every)):
            return False
        names = {name for statement in every for name in self._names(statement)}
        if not all(map(str.isascii, names)):
            return False  # Python has other spellings of them
        return not self._asked.concerns_names(names, self._place.names)

    def _read(self, lines: str) -> list[ast.stmt] | None:
        """The statements in whole lines, all of which begin where they should; else None."""
        column = self._place.column
        head = "if 1:\n" if column else ""
        try:
            body = ast.parse(f"{head}{lines}\n{' ' * column}pass\n").body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None
        inner = body[0].body if head and isinstance(body[0], ast.If) else body
        return inner[:-1] if len(body) == 1 or not head else None

    def _names(self, statement: ast.stmt) -> Iterator[str]:
        """What it names, but for the libraries of what it calls."""
        of_library = set[ast.AST]()
        for node in ast.walk(statement):
            if isinstance(node, ast.Call):
                of_library.add(_root(node.func))
            if isinstance(node, ast.Attribute):
                yield node.attr
            elif isinstance(node, ast.keyword) and node.arg is not None:
                yield node.arg
            elif isinstance(node, ast.Name) and node not in of_library:
                yield node.id

    def _is_silent(self, statement: ast.stmt) -> bool:
        if isinstance(statement, ast.Expr):
            is_call = isinstance(statement.value, ast.Call)
            return self._is_plain(statement.value, self._parameters if is_call else None)
        if not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
            return False
        target = statement.targets[0]
        return (
            isinstance(target, ast.Name)
            and target.id not in self._known
            and self._is_plain(statement.value, None)
        )

    @cached_property
    def _known(self) -> set[str]:
        """All names in the outermost function around, but for those of attributes."""
        found = set[str]()
        for node in self._place.walk_around():
            found.update(filter(None, (getattr(node, field, None) for field in _NAMING)))
            found.update(getattr(node, "names", ()) if isinstance(node, _SHARING) else ())
        return found

    def _is_plain(self, value: ast.expr, hidden: set[str] | None) -> bool:
        """Whether a value is computed of others by nothing that rules look at.

        Calls hand on no name as it is; where `hidden` names are told, none of those.
        """
        left: list[ast.AST] = [value]
        while left:
            node = left.pop()
            if isinstance(node, ast.Call):
                if not self._is_of_library(node.func) or not _hands_on(node, hidden):
                    return False
                left += [*node.args, *(keyword.value for keyword in node.keywords)]
            elif isinstance(node, _PLAIN):
                left += ast.iter_child_nodes(node)
            elif not isinstance(node, ast.Name | ast.Constant):
                return False
        return True

    def _is_of_library(self, function: ast.expr) -> bool:
        """Whether it makes an array: `jnp.sum`, or is a plain function of NNX, as `nnx.relu`."""
        names = []
        while isinstance(function, ast.Attribute):
            names.append(function.attr)
            function = function.value
        if not isinstance(function, ast.Name) or not names:
            return False
        path = ".".join((self._imported(function.id), *reversed(names)))
        if path.startswith(MAKING_ARRAYS):
            return True
        name = path.removeprefix(_NNX)
        return name != path and name.isidentifier() and name.islower() and name not in TRANSFORMS

    def _imported(self, name: str) -> str:
        """The path of what a name certainly is that the module imports; empty for any other."""
        is_own = any(
            name in FreeNames(function.body, parameter_names(function)).bound
            for function in self._place.functions
        )
        return "" if is_own else self._imports.get(name, "")


def _is_string(statement: ast.stmt) -> bool:
    value = statement.value if isinstance(statement, ast.Expr) else None
    return isinstance(value, ast.Constant) and isinstance(value.value, str)


def _root(expression: ast.expr) -> ast.expr:
    """`jnp` of `jnp.linalg.norm`."""
    while isinstance(expression, ast.Attribute):
        expression = expression.value
    return expression


def _hands_on(call: ast.Call, hidden: set[str] | None) -> bool:
    """Whether a call hands on only what it may, and each under a name or place that is written."""
    values = [*call.args, *(keyword.value for keyword in call.keywords)]
    if any(isinstance(value, ast.Starred) for value in values):
        return False
    if any(keyword.arg in (None, "rngs") for keyword in call.keywords):
        return False
    names = {value.id for value in values if isinstance(value, ast.Name)}
    return not names if hidden is None else names.isdisjoint(hidden)
