"""`nnx-rng rule`: what a rule says, from the same object that finds and documents."""

from __future__ import annotations

import json
from difflib import get_close_matches

import click

from flake8_nnx_rng.frontends.command.help import HELP
from flake8_nnx_rng.rules import all_rules
from flake8_nnx_rng.rules import rule as find_rule
from flake8_nnx_rng.rules.base import Rule
from flake8_nnx_rng.rules.pages import markdown, to_json


@click.command(context_settings=HELP)
@click.argument("asked", metavar="[CODE|NAME]", required=False)
@click.option("--all", "every", is_flag=True, help="Explain every rule.")
@click.option(
    "--output-format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How to print.",
)
def rule(asked: str | None, every: bool, output_format: str) -> None:
    """Explain a rule, asked for by its code or its name, or all of them."""
    rules = _wanted(asked, every)
    if output_format == "json":
        shown = [to_json(rule) for rule in rules]
        click.echo(json.dumps(shown if every else shown[0], indent=2, ensure_ascii=False))
    else:
        click.echo("\n\n".join(markdown(rule).rstrip() for rule in rules))


def _wanted(asked: str | None, every: bool) -> list[Rule]:
    if every == (asked is not None):
        raise click.UsageError("give either the code or name of a rule or --all")
    if asked is None:
        return list(all_rules())
    found = find_rule(asked.upper()) or _named(asked.lower())
    if found is None:
        raise click.UsageError(f"unknown rule {asked!r}, {_hint(asked.lower())}")
    return [found]


def _named(name: str) -> Rule | None:
    return next((rule for rule in all_rules() if rule.name == name), None)


def _hint(asked: str) -> str:
    near = get_close_matches(asked, [rule.name for rule in all_rules()], n=1)
    if near:
        return f"did you mean {near[0]!r}?"
    return f"expected one of {', '.join(rule.code for rule in all_rules())}, or its name"
