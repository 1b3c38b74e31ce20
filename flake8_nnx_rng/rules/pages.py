"""A rule as a page of documentation and as data, both from the rule object."""

from __future__ import annotations

from typing import Any

from flake8_nnx_rng.diagnostic import DOCS
from flake8_nnx_rng.rules.base import Rule


def markdown(rule: Rule) -> str:
    """The rule's page."""
    parts = [
        f"# {rule.code}: {rule.name}",
        rule.summary,
        _facts(rule),
        "## Why is this bad?",
        rule.why.strip(),
        "## What happens at run time",
        _outcomes(rule),
        "## Example",
        _code(rule.before),
        "Write instead:",
        _code(rule.after),
        "## When it stays silent",
        "\n".join(f"- {case[0].upper()}{case[1:]}." for case in rule.silent),
        "## See also",
        "\n".join([*(f"- <{link}>" for link in rule.links), *_words(rule)]),
    ]
    return "\n\n".join(parts) + "\n"


def _words(rule: Rule) -> list[str]:
    """The glossary, for rules about the flow of random numbers, whose messages use its words."""
    if not rule.code.startswith("NNX1"):
        return []
    return [f"- <{DOCS}/glossary/>: lane, stream, scalar, split, carry"]


def to_json(rule: Rule) -> dict[str, Any]:
    """The rule as data."""
    return {
        "code": rule.code,
        "name": rule.name,
        "summary": rule.summary,
        "severity": rule.severity.value,
        "on_by_default": rule.on_by_default,
        "fix": list(rule.fixes),
        "explanation": rule.why.strip(),
        "releases": rule.releases,
        "outcomes": [{"since": o.since, "effect": o.effect} for o in rule.outcomes],
        "before": rule.before.strip(),
        "after": rule.after.strip(),
        "silent": list(rule.silent),
        "links": list(rule.links),
        "url": rule.url,
    }


def table(rules: tuple[Rule, ...], prefix: str = "") -> str:
    """An overview of rules; `prefix` leads to the folder of their pages."""
    rows = [
        f"| [{r.code}]({prefix}{r.code}.md) {r.name} | {r.summary} "
        f"| {r.releases} | {r.default} | {r.fix} |"
        for r in rules
    ]
    head = ["| rule | finds | Flax | default | fix |", "|---|---|---|---|---|"]
    return "\n".join([*head, *rows])


def _facts(rule: Rule) -> str:
    return (
        f"Severity: {rule.severity.value}, {rule.default} by default. Fix: {rule.fix}. "
        f"Flax: {rule.releases}."
    )


def _outcomes(rule: Rule) -> str:
    rows = [f"| {outcome.since} | {outcome.effect} |" for outcome in rule.outcomes]
    return "\n".join(["| from Flax | the code |", "|---|---|", *rows])


def _code(program: str) -> str:
    return f"```python\n{program.strip()}\n```"
