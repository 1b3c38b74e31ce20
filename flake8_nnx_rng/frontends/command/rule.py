"""`nnx-rng rule`: what a rule says, from the same object that finds and documents."""

from __future__ import annotations

import json

import click

from flake8_nnx_rng.frontends.command.help import HELP
from flake8_nnx_rng.rules import all_rules
from flake8_nnx_rng.rules import rule as find_rule
from flake8_nnx_rng.rules.base import Rule
from flake8_nnx_rng.rules.pages import markdown, to_json


@click.command(context_settings=HELP)
@click.argument("code", required=False)
@click.option("--all", "every", is_flag=True, help="Explain every rule.")
@click.option(
    "--output-format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How to print.",
)
def rule(code: str | None, every: bool, output_format: str) -> None:
    """Explain a rule, or all of them."""
    rules = _wanted(code, every)
    if output_format == "json":
        shown = [to_json(rule) for rule in rules]
        click.echo(json.dumps(shown if every else shown[0], indent=2, ensure_ascii=False))
    else:
        click.echo("\n\n".join(markdown(rule).rstrip() for rule in rules))


def _wanted(code: str | None, every: bool) -> list[Rule]:
    if every == (code is not None):
        raise click.UsageError("give either the code of a rule or --all")
    if code is None:
        return list(all_rules())
    found = find_rule(code.upper())
    if found is None:
        known = ", ".join(rule.code for rule in all_rules())
        raise click.UsageError(f"unknown rule {code!r}, expected one of {known}")
    return [found]
