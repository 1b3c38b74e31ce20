"""Reporters: findings in each output format, on standard output."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

import click

from flake8_nnx_rng.diagnostic import Diagnostic
from flake8_nnx_rng.frontends.command.reporters import concise, full, json_list

Reporter = Callable[[Sequence[Diagnostic], int], str]

FORMATS: dict[str, Reporter] = {
    "concise": concise.render,
    "full": full.render,
    "json": json_list.render,
}


def print_report(diagnostics: Sequence[Diagnostic], output_format: str, unchecked: int) -> None:
    """Print all findings; `unchecked` files could not be looked at."""
    click.echo(FORMATS[output_format](diagnostics, unchecked))


def print_statistics(diagnostics: Sequence[Diagnostic], output_format: str) -> None:
    """Print how often each rule found something, most first."""
    counts = Counter((diagnostic.code, diagnostic.name) for diagnostic in diagnostics)
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    if output_format == "json":
        shown = [{"code": code, "name": name, "count": count} for (code, name), count in ordered]
        click.echo(json_list.dump(shown))
        return
    width = max((len(str(count)) for _, count in ordered), default=0)
    for (code, name), count in ordered:
        click.echo(f"{count:>{width}}  {code}  {name}")
