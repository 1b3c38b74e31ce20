"""The mutants of a module: its source with one operator, constant or keyword changed."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count, zip_longest
from types import CodeType

SKIPPED = re.compile(
    "core/(?:"
    "ReplaceBinaryOperator_BitOr_.*"  # types, which nobody evaluates
    r"|ReplaceBinaryOperator_\w+_(?:RShift|LShift|Pow|Mod|FloorDiv|Div|BitXor|BitOr|BitAnd|Mul)"
    "|ReplaceComparisonOperator_(?:Is|IsNot)_(?!Is).*"
    "|ReplaceComparisonOperator_(?:Eq|NotEq)_(?!Eq|NotEq).*"  # names and nodes have no order
    "|ReplaceComparisonOperator_(?:Lt|LtE|Gt|GtE)_Is.*"
    "|ReplaceUnaryOperator_USub_.*"
    ")"
)
"""Changes that raise wherever they are reached, or that change nothing."""
IDLE = re.compile(r"^-(?:if TYPE_CHECKING:|@dataclass\(|.*maxsize=)", re.MULTILINE)
"""Lines whose change nobody can see."""


@dataclass(frozen=True)
class Mutant:
    """A changed source, and how it differs."""

    source: str
    diff: str
    line: int
    """The first line of the source as it is that is changed."""


def mutants(source: str, name: str) -> Iterator[Mutant]:
    """All of them, each once, in the order of operators."""
    from cosmic_ray.plugins import get_operator, operator_names

    seen = {_compiled(source)}
    for operator in operator_names():
        kind = get_operator(operator)
        if SKIPPED.fullmatch(operator) or kind.arguments():  # which would have to be chosen
            continue
        for text in _changed(source, kind()):
            try:
                compiled = _compiled(text)
            except SyntaxError:
                continue  # the `*` of a list of parameters is no multiplication
            diff = _difference(source, text, name)
            if compiled not in seen and not IDLE.search(diff):
                yield Mutant(text, diff, _first_change(source, text))
            seen.add(compiled)


def _compiled(source: str) -> tuple[object, ...]:
    """What is the same for sources that do the same, like `not a is b` and `a is not b`."""
    return _instructions(compile(source, "", "exec", dont_inherit=True))


def _instructions(code: CodeType) -> tuple[object, ...]:
    constants = (_instructions(c) if isinstance(c, CodeType) else repr(c) for c in code.co_consts)
    return (code.co_code, code.co_names, code.co_varnames, *constants)


def _changed(source: str, operator: object) -> Iterator[str]:
    from cosmic_ray.mutating import mutate_code

    for occurrence in count():
        text = mutate_code(source, operator, occurrence)
        if text is None:
            return
        yield text


def _first_change(before: str, after: str) -> int:
    pairs = zip_longest(before.splitlines(), after.splitlines())
    return next(row for row, (old, new) in enumerate(pairs, 1) if old != new)


def _difference(before: str, after: str, name: str) -> str:
    lines = difflib.unified_diff(
        before.splitlines(), after.splitlines(), name, name, n=1, lineterm=""
    )
    return "\n".join(lines)
