"""What is told under the cursor: of a code in a `# noqa`, and of a transform."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from flake8_nnx_rng.directives import OWN, Directives
from flake8_nnx_rng.frontends.server.passing import described, transform_at
from flake8_nnx_rng.rules import all_rules
from flake8_nnx_rng.rules.pages import markdown

if TYPE_CHECKING:
    from flake8_nnx_rng.project.target import Target
    from flake8_nnx_rng.semantics.analysis import Analysis


class Note(NamedTuple):
    """Markdown about a span of the code."""

    start: int
    end: int
    text: str


def of_code(code: str, offset: int) -> Note | None:
    """What a code of ours says that a suppression names, or the codes that begin like it."""
    if OWN not in code or "noqa" not in code.lower():
        return None
    for directive in Directives(code).all():
        for named in directive.codes:
            if named.start <= offset <= named.end and named.text.upper().startswith(OWN):
                told = _told(named.text.upper())
                return Note(named.start, named.end, told) if told else None
    return None


def _told(named: str) -> str:
    covered = [rule for rule in all_rules() if rule.code.startswith(named)]
    if len(covered) == 1:
        return f"{markdown(covered[0])}\n<{covered[0].url}>\n"
    return "\n".join(f"- [{rule.code}]({rule.url}) {rule.name}: {rule.summary}" for rule in covered)


def of_transform(analysis: Analysis, offset: int, target: Target) -> Note | None:
    """What enters a transform, and what its function gets, for the release of the project."""
    found = transform_at(analysis, offset)
    if found is None:
        return None
    name, stack = found
    return Note(name.start, name.end, described(analysis, stack, name.text, target))
